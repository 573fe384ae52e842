// Package fallback is the backfire kernel in Go: complete, and the reference for every other kernel. It turns bytes into
// numbers and spans and knows nothing of policies, files, HTTP or clocks. contract/SPEC.md defines every function; the
// file names here are the function names there.
//
// A Kernel is opened once from the compiled tables and is then read-only: any number of goroutines may call it. What a
// call needs to remember lives in a value its caller owns (Folded, Segmenter, Analysis, Scratch, Halt), is reused from
// call to call and belongs to one goroutine at a time. With such values reused, no function allocates in steady state.
//
// Offsets are bytes of the text that was passed in, half-open. For valid UTF-8 they fall on code-point boundaries.
package fallback
