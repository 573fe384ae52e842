package httpguard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/backfire-ai/backfire-go/backfire"
)

// exchange is one guarded request and its answer.
type exchange struct {
	options *Options
	limits  Limits
	format  format
	guard   *backfire.Guard // for what is spoken
	asides  *backfire.Guard // for the rest
	prompt  string

	ctx    context.Context    // of the client's request
	judged context.Context    // of what judges the answer
	settle context.CancelFunc // ends judged
	cancel context.CancelFunc // hangs up on the service
	body   io.Closer          // of the service's answer, nil before there is one

	verdict Verdict
	texts   []*text
	once    sync.Once
	wake    chan struct{} // nil unless timers may let text go
}

// newText begins to judge a text of the answer.
func (x *exchange) newText(p part) *text {
	t := &text{part: p, keeps: x.format.keeps()}
	guard, opts := x.asides, backfire.StreamOptions{}
	if p.class == spoken {
		guard, opts.Prompt = x.guard, x.prompt
	}
	if x.options.OnClaim != nil {
		opts.OnClaim = func(c backfire.Claim) { x.options.OnClaim(x.ctx, p.String(), c) }
	}
	if x.wake != nil {
		t.wake = x.ring
		own := opts.OnClaim
		opts.OnClaim = func(c backfire.Claim) {
			if own != nil {
				own(c)
			}
			if c.Unjudged != backfire.BoundNone {
				x.ring() // the stream may have halted, and nobody is writing to it
			}
		}
	}
	t.stream = guard.Stream(x.judged, t, &opts)
	x.texts = append(x.texts, t)
	return t
}

// ring wakes the reader of the answer.
func (x *exchange) ring() {
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// hangUp ends the exchange with the service, at once.
func (x *exchange) hangUp() {
	x.cancel()
	if x.body != nil {
		x.body.Close()
	}
}

// note says how the exchange ends. The first that is said holds, but a decision outweighs a failure that did not end it.
func (x *exchange) note(o Outcome, r *Report, failure *Failure) {
	v := &x.verdict
	if v.Outcome == "" || v.Outcome == Failed && o != Failed {
		v.Outcome, v.Report = o, r
	}
	if failure != nil && v.Err == nil {
		v.Err = failure
	}
}

// done reports the verdict, once.
func (x *exchange) done() {
	x.once.Do(func() {
		v := &x.verdict
		if v.Outcome == "" {
			v.Outcome = Passed
		}
		x.settle()
		for _, t := range x.texts {
			v.Released += t.approved()
			t.stream.Close() // stops its timer; what it still holds is not judged any more
			r := t.stream.Result()
			v.Supported += r.Supported
			v.Contradicted += r.Contradicted
			v.Unknown += r.Unknown
			v.Unjudged += r.Unjudged
			v.Flagged += r.Flagged
			v.NLIFailures += r.NLIFailures
			v.Received += t.received
		}
		v.Duration = time.Since(v.Begin)
		if x.options.OnVerdict != nil {
			x.options.OnVerdict(x.ctx, *v)
		}
	})
}

// refuse answers a request that does not reach the service.
func (x *exchange) refuse(req *http.Request, status int, report *Report, failure *Failure) *http.Response {
	x.note(Refused, report, failure)
	x.done()
	code, message := report.Cause, report.message()
	switch {
	case failure == nil:
		code = "content_filter"
	case failure.Kind == FailureRequest: // the client's own fault, which it can mend
		code, message = "invalid_request_error", message+": "+failure.Err.Error()
	}
	return x.respond(req, status, code, message, report)
}

// respond returns an answer of our own.
func (x *exchange) respond(req *http.Request, status int, code, message string, report *Report) *http.Response {
	return response(req, status, x.format.failure(status, code, message, report.json()))
}

// broken returns the failure of what reads the service's answer.
func (x *exchange) broken(err error) *Failure {
	if x.ctx.Err() != nil {
		return &Failure{FailureClient, x.ctx.Err()}
	}
	return &Failure{FailureUpstream, err}
}

// guardPanic turns a panic into an error.
func guardPanic(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v", p)
	}
}

// facts returns the Guard for the facts of the request.
func (x *exchange) facts(req *http.Request, r *request, guard, asides *backfire.Guard) (err error) {
	x.guard, x.asides = guard, asides
	defer guardPanic(&err)
	var index *backfire.Index
	switch {
	case x.options.Facts != nil:
		index, err = x.options.Facts(req)
	case x.options.Grounding == FromRequest && r != nil:
		index, err = factsOf(r)
	}
	if err == nil && index != nil {
		x.guard, x.asides = guard.WithIndex(index), asides.WithIndex(index)
	}
	return err
}

// errClosed is what a reader of a closed answer gets.
var errClosed = errors.New("httpguard: read of a closed answer")
