//go:build !rust

package main

import (
	"errors"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

func versionSuites(kernel.Kernel, string) ([]suite, error) {
	return nil, errors.New("the version check is part of a build with -tags rust only")
}
