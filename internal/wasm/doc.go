// Package wasm runs the kernel's WebAssembly module under wazero: its memory, and calls into it. What the functions of the
// kernel mean it does not know. It is empty but for builds with the tag backfire_wasm.
package wasm
