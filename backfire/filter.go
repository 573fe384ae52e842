package backfire

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Filter judges an answer that comes as a sequence of chunks, and yields what may leave, claim by claim, as a Stream
// would write it. When something ends the answer early, the last pair yielded has an error: a *HaltError, the source's
// own error as it is, or the context's, wrapped. After an error of the source, what is held does not leave.
//
// The sequence can be ranged over as often as source can, each time with the facts of that time. The source is read in
// the caller's goroutine, unless the policy sets Hold.MaxWait: then it is read in one of its own, which ends when the
// source next yields or ends.
func (g *Guard) Filter(ctx context.Context, source iter.Seq2[string, error], opts *StreamOptions) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		f := filter{yield: yield}
		f.gate = g.newGate(ctx, &f, opts)
		if wait := f.gate.maxWait(); wait > 0 {
			f.runTimed(source, wait)
		} else {
			f.run(source)
		}
	}
}

// filter is the writer behind its gate.
type filter struct {
	gate  *gate
	yield func(string, error) bool
	gone  bool // the consumer takes no more
}

// Write yields what the gate lets out.
func (f *filter) Write(p []byte) (int, error) {
	if !f.yield(string(p), nil) {
		f.gone = true
		return len(p), errGone
	}
	return len(p), nil
}

// errGone stops a gate whose consumer has left. Nobody sees it.
var errGone = errors.New("backfire: the consumer has left")

func (f *filter) run(source iter.Seq2[string, error]) {
	for chunk, err := range source {
		if !f.step(chunk, err) {
			return
		}
	}
	f.finish()
}

// step takes one pair of the source and reports whether to go on.
func (f *filter) step(chunk string, err error) bool {
	if err == nil {
		_, err = f.gate.write(chunk)
	}
	if err == nil {
		return true
	}
	if !f.gone {
		f.yield("", err)
	}
	return false
}

func (f *filter) finish() {
	if err := f.gate.close(); err != nil && !f.gone {
		f.yield("", err)
	}
}

// pair is what a source yields, or what it panicked with.
type pair struct {
	chunk    string
	err      error
	panicked any
}

// runTimed is run with a clock: the source is read elsewhere, so that the clock can be heard while it is silent.
func (f *filter) runTimed(source iter.Seq2[string, error], wait time.Duration) {
	pairs, stop := make(chan pair), make(chan struct{})
	defer close(stop)
	go pump(source, pairs, stop)
	clock := claimClock{wait: wait, timer: time.NewTimer(wait)}
	clock.timer.Stop()
	defer clock.timer.Stop()
	for {
		select {
		case p, ok := <-pairs:
			switch {
			case !ok:
				f.finish()
				return
			case p.panicked != nil:
				panic(p.panicked)
			case !f.step(p.chunk, p.err):
				return
			}
		case <-clock.timer.C:
			if clock.due() {
				f.gate.expire()
			}
			if err := f.gate.stopped(); err != nil {
				f.step("", err)
				return
			}
		case <-f.gate.ctx.Done():
			f.gate.stop(f.gate.ctx.Err())
			f.step("", f.gate.state.Err)
			return
		}
		clock.follow(f.gate)
	}
}

// pump reads the source until it ends or stop is closed.
func pump(source iter.Seq2[string, error], pairs chan<- pair, stop <-chan struct{}) {
	defer close(pairs)
	defer func() {
		if p := recover(); p != nil {
			select {
			case pairs <- pair{panicked: p}:
			case <-stop:
			}
		}
	}()
	for chunk, err := range source {
		select {
		case pairs <- pair{chunk: chunk, err: err}:
		case <-stop:
			return
		}
	}
}
