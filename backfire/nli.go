package backfire

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
)

// NLI is a hook for natural-language inference. Divergence returns how far the hypothesis contradicts the premise, from
// 0 (follows) to 1 (contradicts). A Guard calls it from several goroutines at once, each call in a goroutine of its own
// and with the deadline of the policy on ctx. A Review asks it once, with the prompt and the answer; a Stream asks once a
// claim, with the prompt and the claim.
type NLI interface {
	Divergence(ctx context.Context, premise, hypothesis string) (float64, error)
}

// NLIFunc is a function that serves as an NLI.
type NLIFunc func(ctx context.Context, premise, hypothesis string) (float64, error)

// Divergence calls f.
func (f NLIFunc) Divergence(ctx context.Context, premise, hypothesis string) (float64, error) {
	return f(ctx, premise, hypothesis)
}

// NLIErrorKind says how a call of the hook failed.
type NLIErrorKind string

// The ways in which a call of the hook fails.
const (
	NLITimeout NLIErrorKind = "timeout" // it overran its deadline
	NLIPanic   NLIErrorKind = "panic"   // it panicked, or ended its goroutine
	NLIFailed  NLIErrorKind = "error"   // it returned an error
	NLIInvalid NLIErrorKind = "invalid" // it returned NaN, an infinity or a number outside [0,1]
	NLICrowded NLIErrorKind = "crowded" // it was not called: as many abandoned calls are running as the policy allows
)

// An NLIError is a failed call of the hook.
type NLIError struct {
	Kind NLIErrorKind
	Err  error // the details
}

// Error says how the hook failed.
func (e *NLIError) Error() string { return fmt.Sprintf("backfire: NLI hook: %s: %v", e.Kind, e.Err) }

// Unwrap returns the error that the hook returned or panicked with, if any.
func (e *NLIError) Unwrap() error { return e.Err }

// nliCaller calls the hook within the bounds of the policy.
type nliCaller struct {
	hook      NLI
	policy    NLIPolicy
	abandoned atomic.Int64
}

// nliResult is how one call ended. At most one of its errors is set.
type nliResult struct {
	divergence float64
	failure    *NLIError
	stopped    error // the context of the caller is done
}

var errCrowded = errors.New("too many calls have overrun their deadline and are still running")

// call asks the hook and waits for it until the deadline.
func (c *nliCaller) call(ctx context.Context, premise, hypothesis string) nliResult {
	if c.abandoned.Load() >= int64(c.policy.MaxAbandoned) {
		return nliResult{failure: &NLIError{Kind: NLICrowded, Err: errCrowded}}
	}
	hookCtx, cancel := context.WithTimeout(ctx, c.policy.Deadline)
	defer cancel()
	// An abandoned call may read its text long after the buffer that it came from has changed.
	hypothesis = strings.Clone(hypothesis)
	done := make(chan nliResult, 1)
	var settled atomic.Bool // by the end of the call or by its abandonment, whichever is first
	go func() {
		result := nliResult{failure: &NLIError{Kind: NLIPanic, Err: errors.New("the goroutine of the hook ended")}}
		defer func() {
			if p := recover(); p != nil {
				result.failure = &NLIError{Kind: NLIPanic, Err: panicError(p)}
			}
			if !settled.CompareAndSwap(false, true) {
				c.abandoned.Add(-1)
			}
			done <- result
		}()
		result = c.ask(hookCtx, premise, hypothesis)
	}()
	select {
	case result := <-done:
		return result.unlessStopped(ctx)
	case <-hookCtx.Done():
	}
	c.abandoned.Add(1)
	if !settled.CompareAndSwap(false, true) { // it came at the last moment
		c.abandoned.Add(-1)
		return (<-done).unlessStopped(ctx)
	}
	late := nliResult{failure: &NLIError{Kind: NLITimeout, Err: fmt.Errorf("no answer within %v", c.policy.Deadline)}}
	return late.unlessStopped(ctx)
}

// ask calls the hook and checks what it returns.
func (c *nliCaller) ask(ctx context.Context, premise, hypothesis string) nliResult {
	d, err := c.hook.Divergence(ctx, premise, hypothesis)
	switch {
	case err != nil && errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil:
		return nliResult{failure: &NLIError{Kind: NLITimeout, Err: err}}
	case err != nil:
		return nliResult{failure: &NLIError{Kind: NLIFailed, Err: err}}
	case !(d >= 0 && d <= 1):
		return nliResult{failure: &NLIError{Kind: NLIInvalid, Err: fmt.Errorf("a divergence of %v, want 0 to 1", d)}}
	}
	return nliResult{divergence: d}
}

// unlessStopped blames a failure on the caller's context if that is done.
func (r nliResult) unlessStopped(ctx context.Context) nliResult {
	if r.failure != nil && ctx.Err() != nil {
		return nliResult{stopped: ctx.Err()}
	}
	return r
}

// panicError returns what a hook panicked with as an error.
func panicError(p any) error {
	if err, ok := p.(error); ok {
		return err
	}
	return fmt.Errorf("%v", p)
}
