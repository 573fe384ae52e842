package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitDone        = 0
	exitFailure     = 1
	exitUsage       = 2
	exitFindings    = 3   // halted, or not approved
	exitInterrupted = 130 // by SIGINT or SIGTERM
)

// errFindings is how a command says that it did its work and found something; what it found is already printed.
var errFindings = errors.New("findings")

// usageError is a wrong command line that only the command itself could notice.
type usageError struct{ problem string }

func (e *usageError) Error() string { return e.problem }

// exitCode reports err on stderr, unless it speaks for itself, and returns the code to exit with.
func (c *cli) exitCode(ctx context.Context, cmd *cobra.Command, err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFindings):
		return exitFindings
	case ctx.Err() != nil:
		fmt.Fprintln(c.err, "backfire: interrupted")
		return exitInterrupted
	case errors.Is(err, syscall.EPIPE):
		return exitFailure // whoever read has left and wants to hear no more
	case !c.started, errors.As(err, &usage):
		fmt.Fprintf(c.err, "%s\nRun '%s --help' for usage.\n", message(err), cmd.CommandPath())
		return exitUsage
	}
	fmt.Fprintln(c.err, message(err))
	return exitFailure
}

// message puts the name of the program before an error that does not begin with it.
func message(err error) string {
	text := err.Error()
	if strings.HasPrefix(text, "backfire: ") {
		return text
	}
	return "backfire: " + text
}
