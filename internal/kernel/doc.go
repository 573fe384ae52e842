// Package kernel is the seam between backfire and what computes: one interface, the Go kernel of package fallback behind
// it in every build, and the Rust kernel behind it in a build with the tag rust. Both give the same answers to the last
// bit.
//
// The files with rust in their name are built with that tag and cgo only.
package kernel
