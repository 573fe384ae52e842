//go:build rust && cgo && (linux || darwin) && (amd64 || arm64)

package main

// linked reports whether this build has the Rust kernel.
const linked = true
