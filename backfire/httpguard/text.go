package httpguard

import (
	"sync"

	"github.com/backfire-ai/backfire-go/backfire"
)

// text is a part of an answer as it comes: what has been received of it and how much of that may leave.
type text struct {
	part   part
	stream *backfire.Stream
	keeps  bool // keep what is approved

	received int64
	args     []byte // of a call: its arguments, until they have ended
	closed   bool   // it has ended, and all of it was judged

	mu       sync.Mutex // the stream's timer comes in
	released int64
	kept     []byte
	wake     func() // called when a timer has let something go; nil if there is none
}

// Write is called by the stream with what may leave.
func (t *text) Write(p []byte) (int, error) {
	t.mu.Lock()
	t.released += int64(len(p))
	if t.keeps {
		t.kept = append(t.kept, p...)
	}
	t.mu.Unlock()
	if t.wake != nil {
		t.wake()
	}
	return len(p), nil
}

// approved returns how many bytes may leave.
func (t *text) approved() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.released
}

// keptText returns the bytes that may leave, if they are kept.
func (t *text) keptText() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}

// write takes the next bytes.
func (t *text) write(s string) error {
	t.received += int64(len(s))
	if t.part.class == call {
		t.args = append(t.args, s...)
		return nil
	}
	_, err := t.stream.WriteString(s)
	return err
}

// close judges what is left.
func (t *text) close() error {
	if t.closed {
		return nil
	}
	if t.part.class == call {
		if _, err := t.stream.WriteString(leaves(string(t.args))); err != nil {
			return err
		}
	}
	if err := t.stream.Close(); err != nil {
		return err
	}
	t.closed = true
	return nil
}

// is reports whether the text, which is closed, is this one.
func (t *text) is(s string) bool {
	if t.part.class == call {
		return string(t.args) == s
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept) == s
}
