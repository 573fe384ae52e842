package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// A silentError is what reading from a service returns that was silent for too long.
type silentError struct{ after time.Duration }

func (e silentError) Error() string { return fmt.Sprintf("the service was silent for %v", e.after) }

// impatient ends an answer that is silent for too long.
func impatient(base http.RoundTripper, silence time.Duration) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		ctx, cancel := context.WithCancel(r.Context())
		resp, err := base.RoundTrip(r.WithContext(ctx))
		if err != nil {
			cancel()
			return nil, err
		}
		b := &impatientBody{ReadCloser: resp.Body, silence: silence, cancel: cancel}
		b.timer = time.AfterFunc(silence, b.expire)
		b.timer.Stop()
		resp.Body = b
		return resp, nil
	})
}

type impatientBody struct {
	io.ReadCloser
	silence time.Duration
	timer   *time.Timer
	cancel  context.CancelFunc
	silent  atomic.Bool
}

func (b *impatientBody) expire() {
	b.silent.Store(true)
	b.cancel()
}

// Read is timed alone: while the client is slow nobody waits for the service.
func (b *impatientBody) Read(p []byte) (int, error) {
	b.timer.Reset(b.silence)
	n, err := b.ReadCloser.Read(p)
	b.timer.Stop()
	if err != nil && !errors.Is(err, io.EOF) && b.silent.Load() {
		err = silentError{b.silence}
	}
	return n, err
}

func (b *impatientBody) Close() error {
	b.timer.Stop()
	b.cancel()
	return b.ReadCloser.Close()
}

// timed bounds the phases of a request that the server does not: reading its body, and each write of its answer.
func timed(w http.ResponseWriter, r *http.Request, t Timeouts) (http.ResponseWriter, error) {
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Now().Add(time.Duration(t.ReadRequest))); err != nil {
		return w, err
	}
	r.Body = &timedBody{ReadCloser: r.Body, control: control}
	return &timedWriter{ResponseWriter: w, control: control, write: time.Duration(t.Write)}, nil
}

// timedBody lifts the deadline when all has been read, so that it does not end the answer.
type timedBody struct {
	io.ReadCloser
	control *http.ResponseController
}

func (b *timedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		if err := b.control.SetReadDeadline(time.Time{}); err != nil {
			return n, err
		}
	}
	return n, err
}

type timedWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	write   time.Duration
}

// Unwrap is for http.ResponseController.
func (w *timedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *timedWriter) Write(p []byte) (int, error) {
	if err := w.control.SetWriteDeadline(time.Now().Add(w.write)); err != nil {
		return 0, err
	}
	return w.ResponseWriter.Write(p)
}

// FlushError is for http.ResponseController too.
func (w *timedWriter) FlushError() error {
	if err := w.control.SetWriteDeadline(time.Now().Add(w.write)); err != nil {
		return err
	}
	return w.control.Flush()
}
