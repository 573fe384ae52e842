// Package include holds the C header of the Rust kernel, so that vendoring carries it. It has no Go code.
package include
