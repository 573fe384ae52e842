package kernel

import (
	"fmt"
	"os"
	"sync"
)

// Environment is the variable that says which kernel to use: "go", "rust", "wasm" or "auto", which is the default.
const Environment = "BACKFIRE_KERNEL"

// Version is the version of the Go kernel.
const Version = "0.1.0"

// Choice is the kernel that serves.
type Choice struct {
	Kernel   Kernel
	Name     string     // "go", "rust" or "wasm"
	Version  string     // the kernel's own
	Reason   string     // why it serves
	Rejected *Rejection // the kernel that would have served otherwise, or that alone was to serve; nil if there is none
}

// Open opens the kernel that serves this process. It does so once, silently. Errors are a *Rejection if the kernel asked
// for by name cannot serve, and an *EnvironmentError.
var Open = sync.OnceValues(func() (Choice, error) { return open(os.Getenv(Environment)) })

// An EnvironmentError is an environment variable with a value that says nothing.
type EnvironmentError struct{ Name, Value, Want string }

// Error names the variable and what would be right.
func (e *EnvironmentError) Error() string {
	return fmt.Sprintf("backfire: the environment variable %s is %q, want %s", e.Name, e.Value, e.Want)
}

// OpenNamed opens a kernel as Open does if the environment names it.
func OpenNamed(name string) (Choice, error) { return open(name) }

// open is choose in a build that may have a third kernel: the Rust kernel as a WebAssembly module. It serves if it is asked for
// by name, or if the build was made to have it and the Rust kernel itself does not serve.
func open(value string) (Choice, error) {
	if value == "wasm" {
		reference, err := OpenGo()
		if err != nil {
			return Choice{}, fmt.Errorf("backfire: the kernel refuses the embedded tables: %w", err)
		}
		sandboxed, rejected := openWasm(reference)
		if rejected != nil {
			return Choice{Rejected: rejected}, rejected
		}
		return sandboxed, nil
	}
	serves, err := choose(value)
	if err != nil || !wantsWasm || serves.Name != "go" || value == "go" {
		return serves, err
	}
	sandboxed, rejected := openWasm(serves.Kernel)
	if rejected == nil {
		sandboxed.Rejected = serves.Rejected
		return sandboxed, nil
	}
	if serves.Rejected == nil {
		serves.Reason, serves.Rejected = rejected.Error(), rejected
	}
	return serves, nil
}

func choose(value string) (Choice, error) {
	switch value {
	case "", "auto", "go", "rust":
	default:
		return Choice{}, &EnvironmentError{Name: Environment, Value: value, Want: "go, rust or auto"}
	}
	reference, err := OpenGo()
	if err != nil {
		return Choice{}, fmt.Errorf("backfire: the kernel refuses the embedded tables: %w", err)
	}
	serves := Choice{Kernel: reference, Name: "go", Version: Version}
	if value == "go" {
		serves.Reason = Environment + "=go asks for it"
		return serves, nil
	}
	native, rejected := openRust(reference)
	switch {
	case rejected == nil:
		return native, nil
	case value == "rust":
		return Choice{Rejected: rejected}, rejected
	case wantsRust:
		serves.Reason, serves.Rejected = rejected.Error(), rejected
	default:
		serves.Reason = "this build has no other kernel"
	}
	return serves, nil
}
