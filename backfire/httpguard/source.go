package httpguard

import (
	"errors"
	"io"
	"sync"
)

var errHalfEvent = errors.New("the answer ends in mid-event")

// directSource reads from the service in the client's goroutine.
type directSource struct{ io.Reader }

func (s directSource) read(p []byte) (int, error) {
	for {
		if n, err := s.Reader.Read(p); n > 0 || err != nil {
			return n, err
		}
	}
}

func (directSource) close() {}

// timedSource reads from the service in a goroutine of its own, so that the timers of Hold.MaxWait can be heard while the
// service is silent.
type timedSource struct {
	chunks chan chunk
	taken  chan struct{} // the chunk has been copied
	wake   <-chan struct{}
	stop   chan struct{}
	once   sync.Once
	err    error
}

type chunk struct {
	bytes []byte
	err   error
}

func newTimedSource(r io.Reader, wake <-chan struct{}) *timedSource {
	s := &timedSource{chunks: make(chan chunk), taken: make(chan struct{}), wake: wake, stop: make(chan struct{})}
	go s.pump(r)
	return s
}

func (s *timedSource) pump(r io.Reader) {
	buf := make([]byte, chunkSize)
	for {
		n, err := r.Read(buf)
		select {
		case s.chunks <- chunk{buf[:n], err}:
		case <-s.stop:
			return
		}
		if err != nil {
			return
		}
		select {
		case <-s.taken:
		case <-s.stop:
			return
		}
	}
}

func (s *timedSource) read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	select {
	case c := <-s.chunks:
		n := copy(p, c.bytes) // p is as large as a chunk
		if s.err = c.err; c.err != nil {
			if n > 0 {
				return n, nil
			}
			return 0, c.err
		}
		select {
		case s.taken <- struct{}{}:
		case <-s.stop:
		}
		return n, nil
	case <-s.wake:
		return 0, nil
	case <-s.stop:
		return 0, errClosed
	}
}

func (s *timedSource) close() { s.once.Do(func() { close(s.stop) }) }
