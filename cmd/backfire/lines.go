package main

import (
	"bytes"
	"sync"
)

// lineTracker counts the lines of an answer on its way into a stream. It keeps no more of the answer than came after the
// last claim it was asked about. It is safe for concurrent use, since a stream may decide on a claim from a timer.
type lineTracker struct {
	mu    sync.Mutex
	base  int    // offset of tail in the answer
	tail  []byte // what came since
	lines int    // line feeds before tail
}

// add notes bytes that are about to enter the stream.
func (t *lineTracker) add(p []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tail = append(t.tail, p...)
}

// pass moves on to a byte offset that is not before the last one.
func (t *lineTracker) pass(offset int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := min(max(offset-t.base, 0), len(t.tail))
	t.lines += bytes.Count(t.tail[:n], []byte{'\n'})
	t.tail = t.tail[n:]
	t.base += n
}

// line returns the line, counted from 1, of the offset that was passed last.
func (t *lineTracker) line() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lines + 1
}
