//go:build !rust && !backfire_dl

package kernel

// wantsRust reports whether this build was asked to have the Rust kernel.
const wantsRust = false
