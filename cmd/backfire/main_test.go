package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// asCommand makes the test binary behave as the command itself, for tests that need a process.
const asCommand = "BACKFIRE_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// outcome is what a run of the command left behind.
type outcome struct {
	code        int
	out, stderr string
}

// runCommand runs the command in this process.
func runCommand(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	return runReader(t, strings.NewReader(stdin), args...)
}

func runReader(t *testing.T, stdin io.Reader, args ...string) outcome {
	t.Helper()
	var out, stderr bytes.Buffer
	code := run(context.Background(), args, stdin, &out, &stderr)
	return outcome{code, out.String(), stderr.String()}
}

// write puts a file into dir and returns its path.
func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
	return path
}

const refundFacts = `# Refunds

Customers may return an item within 30 days of delivery.

- Refunds are paid within 5 business days.
- Sale items are not refunded.
`

const (
	goodAnswer = "Refunds are paid within 5 business days. Sale items are not refunded.\n"
	badAnswer  = "Refunds are paid within 5 business days.\nCustomers may return an item within 60 days of delivery. Bye."
)

// refunds writes the facts and returns their path.
func refunds(t *testing.T) string {
	t.Helper()
	return write(t, t.TempDir(), "facts.md", refundFacts)
}
