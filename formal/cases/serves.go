package main

import (
	"errors"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// whichServes returns the number that Replay.v has for the choice: 0 the Go kernel, 1 the Rust kernel, 2 the kernel asked
// for was rejected, 3 the setting is none.
func whichServes() int {
	choice, err := kernel.Open()
	var rejected *kernel.Rejection
	var wrong *kernel.EnvironmentError
	switch {
	case errors.As(err, &rejected):
		return 2
	case errors.As(err, &wrong):
		return 3
	case err != nil:
		return -1
	case choice.Name == "rust":
		return 1
	}
	return 0
}
