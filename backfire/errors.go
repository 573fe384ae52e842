package backfire

import (
	"errors"
	"fmt"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// ErrNoFacts means that there is nothing to hold an answer against.
var ErrNoFacts = errors.New("backfire: no facts")

// ErrHalted is what every *HaltError is, for errors.Is.
var ErrHalted = errors.New("backfire: halted")

// ErrClosed is returned by a Write after Close.
var ErrClosed = errors.New("backfire: the stream is closed")

// ErrIndexClosed is returned by what needs an Index after its Close.
var ErrIndexClosed = kernel.ErrClosed

// A FactError is a fact that an Index cannot take.
type FactError struct {
	Index int    // its place among the facts given, from 0
	Want  string // what would be right
}

// Error names the fact and what would be right.
func (e *FactError) Error() string {
	return fmt.Sprintf("backfire: fact %d of those given: want %s", e.Index, e.Want)
}

// A DuplicateFactError is a fact whose id another fact has.
type DuplicateFactError struct {
	ID            string
	First, Second string // where the two are, as "file:line"; "" for a fact that was not loaded from a file
}

// Error names the id and both places.
func (e *DuplicateFactError) Error() string {
	msg := fmt.Sprintf("backfire: two facts have the id %q", e.ID)
	switch {
	case e.First != "" && e.Second != "":
		return fmt.Sprintf("%s: %s and %s", msg, e.First, e.Second)
	case e.First != "" || e.Second != "":
		return fmt.Sprintf("%s: one is at %s%s", msg, e.First, e.Second)
	}
	return msg
}

// A FactsError is a file from which facts cannot be loaded.
type FactsError struct {
	File   string // the path as a person would open it
	Line   int    // counted from 1; 0 when no line is at fault
	Offset int64  // of the byte or line at fault, in bytes of the file
	Reason string // what was found and what would be right; "" when Err says it
	Err    error  // the cause, if another error is
}

// Error names the file, the place in it and what is wrong.
func (e *FactsError) Error() string {
	msg := "backfire: facts " + e.File
	if e.Line > 0 {
		msg = fmt.Sprintf("%s:%d (byte %d)", msg, e.Line, e.Offset)
	}
	if e.Reason != "" {
		msg += ": " + e.Reason
	}
	if e.Err != nil {
		msg += ": " + e.Err.Error()
	}
	return msg
}

// Unwrap returns the cause.
func (e *FactsError) Unwrap() error { return e.Err }

// A PolicyError says what is wrong with a policy.
type PolicyError struct {
	File  string // the policy file; "" for a policy that did not come from one
	Line  int    // the line of the key in the file, counted from 1; 0 without one
	Key   string // the key as in a policy file, such as "hold.max_bytes", or a sum of two; "" when no key is at fault
	Value string // what was found; "" when that is no value
	Want  string // what would be right
	Err   error  // the cause, if another error is
}

// Error says where and what is wrong, and what would be right.
func (e *PolicyError) Error() string {
	msg := "backfire: policy"
	if e.File != "" {
		msg += " " + e.File
	}
	if e.Line > 0 {
		msg = fmt.Sprintf("%s, line %d", msg, e.Line)
	}
	if e.Key != "" {
		msg += ": " + e.Key
	}
	if e.Value != "" {
		msg += " is " + e.Value
	}
	if e.Want != "" {
		msg += ", want " + e.Want
	}
	if e.Err != nil {
		msg += ": " + e.Err.Error()
	}
	return msg
}

// Unwrap returns the cause.
func (e *PolicyError) Unwrap() error { return e.Err }

// A WriteError is a failure of the writer behind a Stream.
type WriteError struct {
	Released int64 // how many bytes of the answer the writer took, those of the failed write included
	Err      error
}

// Error says how far the writer got, and why no further.
func (e *WriteError) Error() string {
	return fmt.Sprintf("backfire: the writer failed after %d bytes: %v", e.Released, e.Err)
}

// Unwrap returns the cause.
func (e *WriteError) Unwrap() error { return e.Err }
