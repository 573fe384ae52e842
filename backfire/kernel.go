package backfire

import (
	"log/slog"
	"sync"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// Version is the version of this module.
const Version = "0.1.0"

// KernelInfo says which kernel serves this process.
type KernelInfo struct {
	Name     string       // "go", "rust" or "wasm"; "" if none can serve
	Version  string       // the kernel's own version
	Reason   string       // why this kernel serves and no other
	Rejected *KernelError // why the kernel that was to serve does not; nil otherwise
}

// A KernelError is a kernel that was rejected, or asked for and not there.
type KernelError = kernel.Rejection

// An EnvironmentError is an environment variable of backfire's with a value that says nothing.
type EnvironmentError = kernel.EnvironmentError

// A KernelFault is a fault within a kernel, a caught panic for example. What was being done has failed, and nothing else:
// a stream releases nothing more, other streams go on.
type KernelFault = kernel.Fault

// ErrKernelLost is returned by an Index, and by what works on it, if the kernel failed that ran in a sandbox and held it: with the
// tag backfire_wasm. The Index is gone; a new one is served by a fresh kernel. The call in which it happened returns a
// *KernelFault that wraps it.
var ErrKernelLost = kernel.ErrKernelLost

// Kernel reports the kernel that serves every Guard and Index of this process. The environment variable BACKFIRE_KERNEL
// chooses between them: auto, which is the default, takes the Rust kernel if this build has it and it passes its checks, linked
// in or else as a WebAssembly module in a sandbox (the tag backfire_wasm); with go, rust and wasm that kernel serves or New
// fails.
func Kernel() KernelInfo {
	choice, err := kernel.Open()
	if err != nil {
		return KernelInfo{Reason: err.Error(), Rejected: choice.Rejected}
	}
	return KernelInfo{Name: choice.Name, Version: choice.Version, Reason: choice.Reason, Rejected: choice.Rejected}
}

// openKernel returns the kernel that serves.
func openKernel() (kernel.Kernel, error) {
	choice, err := kernel.Open()
	return choice.Kernel, err
}

var warnedOfKernel sync.Once

// warnOfKernel logs, once a process, that another kernel was rejected.
func warnOfKernel(log *slog.Logger) {
	rejected := Kernel().Rejected
	if rejected == nil {
		return
	}
	warnedOfKernel.Do(func() {
		if log == nil {
			log = slog.Default()
		}
		log.Warn("backfire: the Go kernel serves in place of another", slog.Any("error", rejected))
	})
}
