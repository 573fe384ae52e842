package httpguard

import (
	"errors"
	"fmt"
)

// ErrNoGuard is returned for every request by a Transport or Proxy without a Guard.
var ErrNoGuard = errors.New("httpguard: there is no Guard")

// An OptionsError is an option that says nothing.
type OptionsError struct {
	Field string // the field of Options
	Value string // what it is
	Want  string // what would be right
}

// Error names the option and what would be right.
func (e *OptionsError) Error() string {
	return fmt.Sprintf("httpguard: Options.%s is %q, want %s", e.Field, e.Value, e.Want)
}

// FailureKind says what could not be judged.
type FailureKind string

// The kinds of failure.
const (
	FailureRequest  FailureKind = "malformed_request" // the request's body is not what its API takes
	FailureLarge    FailureKind = "request_too_large" // its body is beyond Limits.Request
	FailureFacts    FailureKind = "facts"             // the facts for it could not be had
	FailureType     FailureKind = "content_type"      // the answer is of a type that its API does not send
	FailureEncoding FailureKind = "content_encoding"  // it is compressed in a way that cannot be read
	FailureAnswer   FailureKind = "malformed_answer"  // it, or an event of it, is not what its API sends
	FailureTooLarge FailureKind = "answer_too_large"  // it, or an event of it, is beyond Limits
	FailureTexts    FailureKind = "too_many_texts"    // it has more texts than Limits.Texts
	FailureJudge    FailureKind = "judge"             // the Guard failed
	FailureUpstream FailureKind = "upstream"          // the service failed, or broke off
	FailureClient   FailureKind = "client"            // the client went away
)

// A Failure is why something could not be judged.
type Failure struct {
	Kind FailureKind
	Err  error // the cause
}

// Error says what could not be judged, and why.
func (e *Failure) Error() string { return fmt.Sprintf("httpguard: %s: %v", e.Kind, e.Err) }

// Unwrap returns the cause.
func (e *Failure) Unwrap() error { return e.Err }
