//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/backfire"
)

// insisting runs the command in a process in which the Rust kernel has to serve. The kernel is chosen once a process.
func insisting(t *testing.T, args ...string) outcome {
	t.Helper()
	if testing.Short() {
		t.Skip("starts processes, which hangs under an emulator")
	}
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1", "BACKFIRE_KERNEL=rust", "BACKFIRE_KERNEL_PATH=/nowhere/libbackfire.so", "BACKFIRE_KERNEL_SHA256=")
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		require.ErrorAs(t, err, new(*exec.ExitError))
	}
	return outcome{cmd.ProcessState.ExitCode(), out.String(), stderr.String()}
}

// TestDoctorOfAKernelThatWasAskedFor: in a build that has the Rust kernel it serves; in any other doctor says once why not.
func TestDoctorOfAKernelThatWasAskedFor(t *testing.T) {
	got := insisting(t, "doctor")
	version := insisting(t, "version")
	inJSON := insisting(t, "doctor", "--json", "-f", refunds(t))
	var report struct {
		OK     bool
		Kernel struct {
			Name, Version *string
			Reason        string
			Rejected      *struct{ Kernel, Check, Found, Supported string }
		}
		Checks []struct{ Name string }
	}
	require.NoError(t, json.Unmarshal([]byte(inJSON.out), &report))
	if got.code == exitDone {
		assert.Regexp(t, `(?m)^ok   kernel   rust \d`, got.out)
		assert.Regexp(t, `\(kernel rust \d`, version.out)
		assert.Equal(t, "rust", *report.Kernel.Name)
		assert.Nil(t, report.Kernel.Rejected)
		return
	}
	assert.Regexp(t, `^ok   version  .*\nBAD  kernel   backfire: rust kernel rejected: .*\n$`, got.out, "nothing else is tried")
	assert.Equal(t, "backfire: a check failed\n", got.stderr)
	assert.Equal(t, exitDone, version.code)
	assert.Regexp(t, `^backfire \S+ \(no kernel: rust kernel rejected: .*, want .*, go1\.\S+, \w+/\w+\)\n$`, version.out)
	assert.False(t, report.OK)
	assert.Nil(t, report.Kernel.Name)
	require.NotNil(t, report.Kernel.Rejected)
	assert.Equal(t, "rust", report.Kernel.Rejected.Kernel)
	assert.Contains(t, []string{"platform", "library"}, report.Kernel.Rejected.Check)
	assert.Len(t, report.Checks, 2)
}

// TestAWarningIsNoFailure holds for a build that was made to have the Rust kernel and has not.
func TestAWarningIsNoFailure(t *testing.T) {
	var b bytes.Buffer
	c := &cli{out: &b}
	require.NoError(t, c.writeChecks([]check{{name: "kernel", detail: "go serves", warn: true}}, backfire.Kernel(), false))
	assert.Equal(t, "WARN kernel   go serves\n", b.String())
	b.Reset()
	require.NoError(t, c.writeChecks([]check{{name: "kernel", detail: "go serves", warn: true}}, backfire.Kernel(), true))
	assert.Contains(t, b.String(), `"ok":true`)
	assert.Contains(t, b.String(), `"checks":[{"name":"kernel","ok":true,"warning":true,"detail":"go serves"}]`)
}
