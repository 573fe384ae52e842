//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreSIGPIPE makes a reader that has left an error of the write like any other, not a signal that ends the process.
func ignoreSIGPIPE() { signal.Ignore(syscall.SIGPIPE) }
