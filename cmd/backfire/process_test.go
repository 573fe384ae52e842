//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// process is the command in a process of its own.
type process struct {
	*exec.Cmd
	stdin  io.WriteCloser
	stdout *bufio.Reader
	out    io.ReadCloser
	stderr bytes.Buffer
}

func start(t *testing.T, args ...string) *process {
	t.Helper()
	if testing.Short() {
		t.Skip("starts processes, which hangs under an emulator")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	p := &process{Cmd: exec.CommandContext(ctx, os.Args[0], args...)}
	p.Env = append(os.Environ(), asCommand+"=1")
	p.Cmd.Stderr = &p.stderr
	var err error
	p.stdin, err = p.StdinPipe()
	require.NoError(t, err)
	p.out, err = p.StdoutPipe()
	require.NoError(t, err)
	p.stdout = bufio.NewReader(p.out)
	require.NoError(t, p.Start())
	return p
}

// end waits for the process and returns its exit code.
func (p *process) end(t *testing.T) int {
	t.Helper()
	err := p.Wait()
	require.GreaterOrEqual(t, p.ProcessState.ExitCode(), 0, "ended by a signal: %v", err)
	return p.ProcessState.ExitCode()
}

func (p *process) say(t *testing.T, text string) {
	t.Helper()
	_, err := io.WriteString(p.stdin, text)
	require.NoError(t, err)
}

func (p *process) hear(t *testing.T, want string) {
	t.Helper()
	got := make([]byte, len(want))
	_, err := io.ReadFull(p.stdout, got)
	require.NoError(t, err)
	require.Equal(t, want, string(got))
}

func TestCallIsACoProcess(t *testing.T) {
	p := start(t, "call")
	for range 3 {
		p.say(t, `{"id":1,"fn":"fold","in":{"text":"A"}}`+"\n")
		p.hear(t, `{"id":1,"out":{"folded":"a","map":[0]}}`+"\n")
	}
	// An answer does not wait for the rest of the next line.
	p.say(t, `{"id":2,"fn":"fold","in":{"text":"B"}}`+"\n"+`{"id":3,"fn":"fo`)
	p.hear(t, `{"id":2,"out":{"folded":"b","map":[0]}}`+"\n")
	p.say(t, `ld","in":{"text":"C"}}`) // the last line needs no end
	require.NoError(t, p.stdin.Close())
	p.hear(t, `{"id":3,"out":{"folded":"c","map":[0]}}`+"\n")
	assert.Equal(t, exitDone, p.end(t))
	assert.Empty(t, p.stderr.String())
}

func TestGuardReleasesEachClaimAsItComes(t *testing.T) {
	p := start(t, "guard", "-f", refunds(t))
	p.say(t, "Refunds are paid within 5 business days. "+strings.Repeat("And so on, ", 10))
	p.hear(t, "Refunds are paid within 5 business days.")
	require.NoError(t, p.Process.Kill())
	_ = p.Wait()
}

func TestInterruptKeepsWhatWasReleased(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		p := start(t, "guard", "-f", refunds(t))
		p.say(t, "Refunds are paid within 5 business days. "+strings.Repeat("And so on, ", 10))
		p.hear(t, "Refunds are paid within 5 business days.")
		require.NoError(t, p.Process.Signal(signal))
		rest, err := io.ReadAll(p.stdout)
		require.NoError(t, err)
		assert.Empty(t, string(rest), "the claim in progress stays held")
		assert.Equal(t, exitInterrupted, p.end(t))
		assert.Equal(t, "backfire: interrupted\n", p.stderr.String())
	}
}

func TestInterruptedCallAnswersWhatItRead(t *testing.T) {
	p := start(t, "call")
	p.say(t, `{"id":1,"fn":"fold","in":{"text":"A"}}`+"\n")
	p.hear(t, `{"id":1,"out":{"folded":"a","map":[0]}}`+"\n")
	require.NoError(t, p.Process.Signal(os.Interrupt))
	assert.Equal(t, exitInterrupted, p.end(t))
}

func TestClosedPipeIsAQuietEnd(t *testing.T) {
	for name, input := range map[string]string{
		"guard": "Refunds are paid within 5 business days. Sale items are not refunded. ",
		"call":  `{"id":1,"fn":"fold","in":{"text":"A"}}` + "\n",
	} {
		args := []string{name}
		if name == "guard" {
			args = append(args, "-f", refunds(t))
		}
		p := start(t, args...)
		require.NoError(t, p.out.Close())
		p.say(t, input)
		_ = p.stdin.Close()
		assert.Equal(t, exitFailure, p.end(t), name)
		assert.Empty(t, p.stderr.String(), name)
	}
}

func TestStalledAnswerHaltsAtTheTimeBound(t *testing.T) {
	policy := write(t, t.TempDir(), "policy.yaml", "hold: {max_wait: 50ms, on_timeout: halt}\n")
	p := start(t, "guard", "-f", refunds(t), "-p", policy)
	p.say(t, "Sale items are") // and nothing more, with the pipe still open
	assert.Equal(t, exitFindings, p.end(t))
	assert.Contains(t, p.stderr.String(), "  rule     hold_time: the claim was held for longer than the policy allows\n")
}
