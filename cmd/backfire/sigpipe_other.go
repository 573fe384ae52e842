//go:build !unix

package main

// ignoreSIGPIPE does nothing where there is no such signal.
func ignoreSIGPIPE() {}
