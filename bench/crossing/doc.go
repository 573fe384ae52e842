//go:build !(rust && cgo && linux && amd64 && !backfire_dl && !musl)

// Package crossing measures what it costs to cross between Go and the Rust kernel, in builds that have one: linux/amd64
// with -tags rust.
package crossing
