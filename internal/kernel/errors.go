package kernel

import (
	"errors"
	"fmt"
)

// ErrClosed is returned by what has been closed.
var ErrClosed = errors.New("backfire: the index is closed")

// ErrKernelLost is returned by what lived in a kernel that runs in a sandbox and failed there: an Index, its snapshots. It is
// gone for good. A new one is served by a fresh kernel.
var ErrKernelLost = errors.New("backfire: the kernel that held this was lost")

// A Fault is a fault of the kernel: a panic that it caught, or an answer that cannot be.
type Fault struct {
	Kernel   string // which kernel
	Function string // what was called
	Problem  string // what the kernel says of it
	Err      error  // ErrKernelLost if the kernel did not survive it
}

// Error names the function and the problem.
func (e *Fault) Error() string {
	return fmt.Sprintf("backfire: %s kernel, %s: %s", e.Kernel, e.Function, e.Problem)
}

// Unwrap returns ErrKernelLost if the kernel is.
func (e *Fault) Unwrap() error { return e.Err }

// A Rejection is a kernel that was found and not used, or asked for and not there.
type Rejection struct {
	Kernel    string // "rust" or "wasm"
	Check     string // what was looked at: "platform", "library", "version", "abi fingerprint", "contract", "tables" or "self-test"
	Found     string // what was found
	Supported string // what would have been right
	Err       error  // the cause, if another error was
}

// Error says what was found and what is supported.
func (e *Rejection) Error() string {
	msg := fmt.Sprintf("backfire: %s kernel rejected: %s: found %s, want %s", e.Kernel, e.Check, e.Found, e.Supported)
	if e.Err != nil {
		msg += ": " + e.Err.Error()
	}
	return msg
}

// Unwrap returns the cause.
func (e *Rejection) Unwrap() error { return e.Err }
