package backfire

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Cause says why a stream halted.
type Cause string

// The causes of a halt.
const (
	CauseContradiction Cause = "contradiction" // a fact contradicts the claim
	CauseUnsupported   Cause = "unsupported"   // the policy is strict and no fact supports the claim
	CauseScore         Cause = "score"         // score-based halting
	CauseNLI           Cause = "nli"           // the NLI hook failed and the policy fails closed
	CauseHoldBytes     Cause = "hold_bytes"    // the claim is longer than may be held back
	CauseHoldTime      Cause = "hold_time"     // the claim was held back for longer than it may be
	CauseFinding       Cause = "finding"       // the claim has something in it that the policy halts on
)

// A HaltError is why a Stream ended in mid-answer, with its evidence. errors.Is(err, ErrHalted) holds for it.
type HaltError struct {
	Cause    Cause
	Rule     string  // the claim's Reason; for CauseScore "hard_limit", "window_mean" or "trend"; for CauseFinding the id of the rule; else the Cause
	Claim    Claim   // the claim that halted
	Text     string  // the text of that claim
	Value    float64 // CauseScore: the number that was compared
	Limit    float64 // CauseScore: what it was compared with
	Released int64   // how many bytes of the answer had left
	Err      error   // CauseNLI: the *NLIError
	Finding  Finding // CauseFinding: what was found, its span in bytes of the answer
}

// Error says where the stream halted and why.
func (e *HaltError) Error() string {
	if e.Cause == CauseFinding { // the text may be a secret
		return fmt.Sprintf("backfire: halted at byte %d: %s (%s)", e.Finding.Span.Start, e.Finding.Category, e.Rule)
	}
	return fmt.Sprintf("backfire: halted at byte %d: %s %s", e.Claim.Span.Start, quote(e.Text), e.why())
}

func (e *HaltError) why() string {
	c := &e.Claim
	switch e.Cause {
	case CauseContradiction:
		return fmt.Sprintf("contradicts %s (%s, support %.2f): %s", c.Evidence.where(), e.Rule, c.Support, quote(c.Evidence.Text()))
	case CauseUnsupported:
		return fmt.Sprintf("is supported by no fact (%s, support %.2f)", e.Rule, c.Support)
	case CauseScore:
		return fmt.Sprintf("scores too low (%s: %.3g against %.3g)", e.Rule, e.Value, e.Limit)
	case CauseNLI:
		return fmt.Sprintf("could not be judged: %v", e.Err)
	case CauseHoldBytes:
		return "is longer than may be held back"
	case CauseHoldTime:
		return "took longer than may be held back"
	}
	return string(e.Cause)
}

// Is reports whether target is ErrHalted.
func (e *HaltError) Is(target error) bool { return target == ErrHalted }

// Unwrap returns the failure of the hook, if that halted.
func (e *HaltError) Unwrap() error { return e.Err }

// where names the fact: where it was loaded from, or its id.
func (e Evidence) where() string {
	if e.Fact.Source != "" {
		return fmt.Sprintf("%s:%d", e.Fact.Source, e.Line())
	}
	return strconv.Quote(e.Fact.ID)
}

// maxQuote is how much of a text a message quotes, in bytes.
const maxQuote = 200

func quote(text string) string {
	if len(text) <= maxQuote {
		return strconv.Quote(text)
	}
	end := maxQuote
	for end > maxQuote-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return strconv.Quote(text[:end] + "…")
}

// Bound is a bound on how much is held back.
type Bound string

// The bounds on hold-back.
const (
	BoundNone  Bound = ""
	BoundBytes Bound = "hold_bytes" // Hold.MaxBytes
	BoundTime  Bound = "hold_time"  // Hold.MaxWait
)

// Firing is one firing of Hold.MaxWait.
type Firing struct {
	Received int64 // how many bytes of the answer had been received
	Span     Span  // what was held then, in bytes of the answer
}
