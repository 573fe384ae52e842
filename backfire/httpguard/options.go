package httpguard

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/backfire-ai/backfire-go/backfire"
)

// FailureMode says what happens to what cannot be judged.
type FailureMode string

const (
	// FailClosed refuses the request, or ends the answer as a filtered one: what was not judged does not leave. It is the
	// default.
	FailClosed FailureMode = "closed"
	// FailOpen lets what cannot be judged pass as it is. Each time is reported, as every failure is.
	FailOpen FailureMode = "open"
)

// Grounding says which facts an answer is held against when there is no hook that says so.
type Grounding string

const (
	// FromGuard takes the facts of the Guard. It is the default.
	FromGuard Grounding = "guard"
	// FromRequest takes what the tools and documents of the request say, and the facts of the Guard where they say nothing.
	FromRequest Grounding = "request"
)

// Options are what Transport and Proxy can be told beside their Guard. The zero value is useful.
type Options struct {
	// Facts returns the facts for one request, nil for those that Grounding says. Its error or panic is a failure. The
	// request's body has been read: take what it needs from the context, the headers or the URL.
	Facts func(r *http.Request) (*backfire.Index, error)
	// Grounding says which facts there are without Facts ("" is FromGuard).
	Grounding Grounding
	// Shadow decides and reports but never refuses, masks, holds or cuts.
	Shadow bool
	// OnFailure says what happens to what cannot be judged ("" is FailClosed).
	OnFailure FailureMode
	// Replacement is text that follows what had left of an answer that was cut; "" for none.
	Replacement string
	// Limits bound what an outsider may send.
	Limits Limits
	// OnVerdict is called once for each guarded request, when its answer has ended. The context is that of the request.
	OnVerdict func(ctx context.Context, v Verdict)
	// OnClaim is called with each decided claim and the text that it is of, such as "choices[0].content". It may be called
	// from several goroutines at once.
	OnClaim func(ctx context.Context, where string, c backfire.Claim)
}

// Limits are bounds in bytes, of at most 1 GiB; the zero value of a field means its default. What goes beyond one is a failure, but for the
// first, which is refused always.
type Limits struct {
	Request int64 // the body of a request (16 MiB)
	Answer  int64 // the body of an answer that is not streamed, decompressed (32 MiB)
	Event   int   // an event of a streamed answer (8 MiB)
	Held    int   // all events of one answer that wait for a verdict, and 256 bytes more for each (16 MiB)
	Texts   int   // how many texts an answer may have: choices, parts, tool calls (1024)
}

func (l Limits) withDefaults() Limits {
	d := Limits{Request: 16 << 20, Answer: 32 << 20, Event: 8 << 20, Held: 16 << 20, Texts: 1024}
	if l.Request != 0 {
		d.Request = l.Request
	}
	if l.Answer != 0 {
		d.Answer = l.Answer
	}
	if l.Event != 0 {
		d.Event = l.Event
	}
	if l.Held != 0 {
		d.Held = l.Held
	}
	if l.Texts != 0 {
		d.Texts = l.Texts
	}
	return d
}

// validate returns an *OptionsError, or nil.
func (o *Options) validate() error {
	switch {
	case o.Grounding != "" && o.Grounding != FromGuard && o.Grounding != FromRequest:
		return &OptionsError{Field: "Grounding", Value: string(o.Grounding), Want: "guard or request"}
	case o.OnFailure != "" && o.OnFailure != FailClosed && o.OnFailure != FailOpen:
		return &OptionsError{Field: "OnFailure", Value: string(o.OnFailure), Want: "closed or open"}
	}
	return o.Limits.validate()
}

// maxLimit is what a limit may be at most: beyond it nothing is bounded.
const maxLimit = 1 << 30

func (l Limits) validate() error {
	for _, one := range []struct {
		field string
		value int64
	}{
		{"Request", l.Request}, {"Answer", l.Answer}, {"Event", int64(l.Event)}, {"Held", int64(l.Held)}, {"Texts", int64(l.Texts)},
	} {
		if one.value < 0 || one.value > maxLimit {
			return &OptionsError{Field: "Limits." + one.field, Value: strconv.FormatInt(one.value, 10), Want: fmt.Sprintf("0, its default, or up to %d", maxLimit)}
		}
	}
	return nil
}
