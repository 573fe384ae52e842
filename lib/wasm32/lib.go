// Package wasm32 carries the prebuilt kernel for wasm32, so that vendoring copies it.
package wasm32
