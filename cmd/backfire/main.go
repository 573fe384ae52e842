// Command backfire holds texts against facts: it halts a streamed answer at the first claim that contradicts them,
// reviews finished answers, searches the facts, serves the kernel to other languages and measures it on labelled files.
package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ignoreSIGPIPE()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // standard error is for reports; doctor says which kernel serves and why
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &cli{in: newInterruptible(ctx, stdin), out: stdout, err: stderr}
	defer c.in.Close()
	root := c.root()
	root.SetArgs(args)
	root.SetIn(c.in)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	return c.exitCode(ctx, cmd, err)
}
