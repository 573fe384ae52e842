package backfire

import (
	"context"
	"io"
	"sync"
	"time"
)

// StreamOptions are what a single Stream may be told. The zero value says nothing.
type StreamOptions struct {
	// Prompt is what the answer replies to: the premise of the NLI hook, which is not asked when it is empty.
	Prompt string
	// OnClaim is called with each claim as it is decided, before it leaves, in the order of the text, also with the one
	// that halts. It must not use the Stream.
	OnClaim func(Claim)
	// OnFinding is called with each finding that Policy.Scan says to flag, before what it is in leaves, in the order of the
	// claims. Its span is in bytes of the answer. It must not use the Stream.
	OnFinding func(Finding)
	// Replay, when not nil, holds the firings of Hold.MaxWait in an earlier run of the same answer, in their order. They
	// are repeated at the same bytes, and no clock runs.
	Replay []Firing
}

// Stream judges an answer as it is written to it and writes on what may leave.
//
// In gate mode no byte of a claim leaves before its verdict, so that what has left always ends where a claim ended; white
// space between claims leaves with the claim after it. The exception is the one that the policy names: a claim which
// reaches a bound of Hold leaves unjudged if the failure mode is ReleaseHeld. A code point leaves whole. In passthrough
// mode bytes leave at once, and a halt stops those that come after it.
//
// What leaves, where it halts, and every Claim depend on the bytes of the answer, not on how they were cut into Writes,
// as long as Hold.MaxWait does not fire and no deadline of an NLI hook passes. In passthrough mode what has left at a halt
// does depend on it.
//
// A Stream belongs to one goroutine, which must call Close at the end. Its memory is bounded by Hold.MaxBytes and
// Policy.KeepClaims, its time is linear in the length of the answer, and it allocates nothing per Write once it is warm.
// With Hold.MaxWait the writer may also be called from a timer's goroutine, never from two at once.
type Stream struct {
	mu    sync.Mutex // the timer's goroutine comes in
	gate  *gate
	clock claimClock
}

// Result is how a Stream stands.
type Result struct {
	Received     int64      // bytes of the answer that were taken
	Released     int64      // bytes of it that have left
	Supported    int        // how many claims are supported
	Contradicted int        // how many are contradicted: 0 or 1
	Unknown      int        // how many are unknown
	Unjudged     int        // how many a bound of Hold ended before they could be judged
	NLIFailures  int        // how many calls of the NLI hook failed
	Flagged      int        // how many findings Policy.Scan says to flag
	Claims       []Claim    // the last Policy.KeepClaims decided claims, in the order of the text
	Firings      []Firing   // all firings of Hold.MaxWait, as StreamOptions.Replay takes them
	Halt         *HaltError // nil unless the stream halted
	Err          error      // what ended the stream early: Halt, a *WriteError or the context's error; nil if nothing did
}

// Stream begins to judge an answer and writes what may leave to w; a nil w takes it and forgets it. It sees the facts as
// they are now. When ctx is done the stream stops; what has not left by then never does. Nil options mean none.
func (g *Guard) Stream(ctx context.Context, w io.Writer, opts *StreamOptions) *Stream {
	if w == nil {
		w = io.Discard
	}
	s := &Stream{gate: g.newGate(ctx, w, opts)}
	if wait := s.gate.maxWait(); wait > 0 {
		s.clock = claimClock{wait: wait, timer: time.AfterFunc(wait, s.tick)}
		s.clock.timer.Stop()
	}
	return s
}

// Write takes the next bytes of the answer, cut anywhere. Without an error n is len(p), whether the bytes left or are
// held. The error is a *HaltError, a *WriteError from the writer, the context's error, wrapped, or ErrClosed; then n is
// how many bytes of p have left, and every further call returns the same error.
func (s *Stream) Write(p []byte) (n int, err error) { return s.WriteString(alias(p)) }

// WriteString is Write of a string.
func (s *Stream) WriteString(p string) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.clock.follow(s.gate)
	return s.gate.write(p)
}

// Close says that the answer has ended: what is held is judged, and leaves if it may. It returns what ended the stream
// early, as Write did, or nil. Closing again returns the same. It does not close the writer.
func (s *Stream) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.clock.follow(s.gate)
	return s.gate.close()
}

// Err returns what ended the stream early, as Result has it, and nil while nothing did. It may be called at any time and
// from any goroutine.
func (s *Stream) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gate.state.Err
}

// Result returns how the stream stands. It may be called at any time and from any goroutine.
func (s *Stream) Result() Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gate.result()
}

// tick runs when the timer fires.
func (s *Stream) tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.clock.due() {
		s.gate.expire()
	}
	s.clock.follow(s.gate)
}
