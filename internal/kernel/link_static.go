//go:build rust && cgo && !backfire_dl && (linux || darwin) && (amd64 || arm64)

package kernel

// findLibrary and bindLibrary have nothing to do: the linker did it, by what the file for this platform tells it.
func findLibrary() *Rejection { return nil }
func bindLibrary() *Rejection { return nil }

// origin says where the kernel comes from.
func origin() string { return "it is part of this build" }
