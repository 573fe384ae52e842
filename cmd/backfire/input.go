package main

import (
	"context"
	"fmt"
	"io"
	"os"
)

// stdinName is what reports call standard input.
const stdinName = "<stdin>"

// open returns the input that an optional FILE argument names: a file, or standard input for "-" or none.
func (c *cli) open(args []string) (in io.ReadCloser, name string, err error) {
	if len(args) == 0 || args[0] == "-" {
		return c.in, stdinName, nil
	}
	f, err := os.Open(args[0])
	if err != nil {
		return nil, "", err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, "", fmt.Errorf("%s is a directory; want a text file", args[0])
	}
	return f, args[0], nil
}

// interruptible reads from src until its context is done or it is closed, also when a Read of src is waiting then: that
// Read is left behind, with whatever it reads. Read belongs to one goroutine; Close may be called from any.
type interruptible struct {
	ctx     context.Context
	cancel  context.CancelFunc
	src     io.Reader
	reads   chan readResult
	pending []byte
	err     error
}

func newInterruptible(ctx context.Context, src io.Reader) *interruptible {
	ctx, cancel := context.WithCancel(ctx)
	return &interruptible{ctx: ctx, cancel: cancel, src: src}
}

// Close ends the reading. It does not close src.
func (r *interruptible) Close() error {
	r.cancel()
	return nil
}

type readResult struct {
	data []byte
	err  error
}

func (r *interruptible) Read(p []byte) (int, error) {
	if len(r.pending) == 0 && r.err == nil {
		if err := r.fetch(); err != nil {
			return 0, err
		}
	}
	if len(r.pending) == 0 {
		return 0, r.err
	}
	n := copy(p, r.pending)
	r.pending = r.pending[n:]
	return n, nil
}

// fetch waits for the next piece of src, or for the end of ctx.
func (r *interruptible) fetch() error {
	if r.reads == nil {
		r.reads = make(chan readResult)
		go r.pump()
	}
	select {
	case <-r.ctx.Done():
		return r.ctx.Err()
	case got := <-r.reads:
		r.pending, r.err = got.data, got.err
		return nil
	}
}

// pump reads ahead by one piece. Two buffers take turns: one is read while the other is consumed.
func (r *interruptible) pump() {
	var buffers [2][64 << 10]byte
	for i := 0; ; i = 1 - i {
		n, err := r.src.Read(buffers[i][:])
		select {
		case <-r.ctx.Done():
			return
		case r.reads <- readResult{buffers[i][:n], err}:
		}
		if err != nil {
			return
		}
	}
}
