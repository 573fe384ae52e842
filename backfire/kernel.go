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
	Name     string       // "go" or "rust"; "" if none can serve
	Version  string       // the kernel's own version
	Reason   string       // why this kernel serves and no other
	Rejected *KernelError // why the Rust kernel does not serve, if it was to; nil otherwise
}

// A KernelError is a kernel that was rejected, or asked for and not there.
type KernelError = kernel.Rejection

// An EnvironmentError is an environment variable of backfire's with a value that says nothing.
type EnvironmentError = kernel.EnvironmentError

// A KernelFault is a fault within a kernel, a caught panic for example. What was being done has failed, and nothing else:
// a stream releases nothing more, other streams go on.
type KernelFault = kernel.Fault

// Kernel reports the kernel that serves every Guard and Index of this process. The environment variable BACKFIRE_KERNEL
// chooses between them: auto, which is the default, takes the Rust kernel if this build has it and it passes its checks;
// with go and rust that kernel serves or New fails.
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
