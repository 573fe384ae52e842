package backfire

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// choice is what a process of its own says of the kernel it has chosen, for a process chooses once.
type choice struct {
	Info     KernelInfo
	Rejected *KernelError             // what New failed with
	Misnamed *kernel.EnvironmentError // what New failed with
	Message  string                   // of the error of New
	Default  []string                 // what was logged with slog.Default
	Given    []string                 // what was logged with the guards' own loggers
}

// The variables of the other process: where its answer goes, and whether its guards have loggers of their own.
const (
	answerVariable = "BACKFIRE_TEST_CHOICE_ANSWER"
	loggerVariable = "BACKFIRE_TEST_CHOICE_LOGGER"
)

// TestKernelChoiceProcess is the other process of chosen. It makes many guards, also at once.
func TestKernelChoiceProcess(t *testing.T) {
	to := os.Getenv(answerVariable)
	if to == "" {
		t.Skip("runs for other tests only")
	}
	var std, own records
	slog.SetDefault(slog.New(&std))
	cfg := Config{Facts: shopFacts}
	if os.Getenv(loggerVariable) != "" {
		cfg.Logger = slog.New(&own)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 3 {
				New(cfg)
			}
		})
	}
	group.Wait()
	_, err := New(cfg)
	answer := choice{Info: Kernel(), Default: std.lines, Given: own.lines}
	if err != nil {
		answer.Message = err.Error()
		errors.As(err, &answer.Rejected)
		errors.As(err, &answer.Misnamed)
	}
	said, err := json.Marshal(answer)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, said, 0o600))
}

// records is a handler that keeps what is logged, as its level, its words and the words of its error.
type records struct {
	slog.Handler
	mu    sync.Mutex
	lines []string
}

func (r *records) Enabled(context.Context, slog.Level) bool { return true }

func (r *records) Handle(_ context.Context, record slog.Record) error {
	line := record.Level.String() + " " + record.Message
	record.Attrs(func(a slog.Attr) bool {
		line += ": " + a.Value.String()
		return true
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines = append(r.lines, line)
	return nil
}

// chosen returns what a process says in which BACKFIRE_KERNEL has a value. There is no library to load at run time in it.
func chosen(t *testing.T, value string, env ...string) (got choice) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts processes, which hangs under an emulator")
	}
	answer := filepath.Join(t.TempDir(), "answer")
	cmd := exec.Command(os.Args[0], "-test.run=^TestKernelChoiceProcess$")
	cmd.Env = append(os.Environ(), answerVariable+"="+answer, loggerVariable+"=", kernel.Environment+"="+value,
		"BACKFIRE_KERNEL_PATH=/nowhere/libbackfire.so", "BACKFIRE_KERNEL_SHA256=")
	cmd.Env = append(cmd.Env, env...)
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	raw, err := os.ReadFile(answer)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &got))
	return got
}

func TestARejectedKernelIsReportedOnce(t *testing.T) {
	got := chosen(t, "auto")
	assert.Empty(t, got.Message, "New does not fail")
	assert.Empty(t, got.Given)
	assert.Equal(t, warnings(got), got.Default)

	got = chosen(t, "auto", loggerVariable+"=1")
	assert.Equal(t, warnings(got), got.Given, "a guard's logger goes before slog.Default")
	assert.Empty(t, got.Default)
}

// warnings returns what a process has to log: one line if a kernel was rejected.
func warnings(c choice) []string {
	if c.Info.Rejected == nil {
		return nil
	}
	return []string{"WARN backfire: the Go kernel serves in place of another: " + c.Info.Rejected.Error()}
}

// TestAutoRejectsWhatRustRefuses: a build that was made to have the Rust kernel says so if it has not; the default one has
// nothing to say.
func TestAutoRejectsWhatRustRefuses(t *testing.T) {
	auto, insisted := chosen(t, "auto"), chosen(t, "rust")
	switch {
	case insisted.Rejected == nil:
		assert.Equal(t, "rust", insisted.Info.Name, insisted.Message)
		assert.Equal(t, "rust", auto.Info.Name)
		assert.Nil(t, auto.Info.Rejected)
	case auto.Info.Name == "wasm":
		assert.Nil(t, auto.Info.Rejected)
	case auto.Info.Reason == "this build has no other kernel":
		assert.Equal(t, "go", auto.Info.Name)
		assert.Nil(t, auto.Info.Rejected)
		assert.Equal(t, "platform", insisted.Rejected.Check)
	default:
		assert.Equal(t, "go", auto.Info.Name)
		assert.Equal(t, insisted.Rejected, auto.Info.Rejected)
		assert.Equal(t, insisted.Message, auto.Info.Reason)
	}
}

func TestInsistingOnRust(t *testing.T) {
	got := chosen(t, "rust")
	if got.Info.Name == "rust" {
		assert.Empty(t, got.Message)
		return
	}
	require.NotNil(t, got.Rejected, "a *KernelError, but: %s", got.Message)
	assert.Equal(t, "rust", got.Rejected.Kernel)
	assert.Contains(t, []string{"platform", "library"}, got.Rejected.Check)
	assert.Contains(t, got.Message, "found "+got.Rejected.Found)
	assert.Contains(t, got.Message, "want "+got.Rejected.Supported)
	assert.Equal(t, KernelInfo{Reason: got.Message, Rejected: got.Rejected}, got.Info, "no kernel serves")
	assert.Empty(t, got.Default, "an error that is returned is not logged")
}

func TestInsistingOnGo(t *testing.T) {
	got := chosen(t, "go")
	assert.Empty(t, got.Message)
	assert.Equal(t, KernelInfo{Name: "go", Version: kernel.Version, Reason: "BACKFIRE_KERNEL=go asks for it"}, got.Info)
	assert.Empty(t, got.Default, "nothing was rejected")
}

func TestNonsenseForAKernel(t *testing.T) {
	got := chosen(t, "nonsense")
	assert.Equal(t, &kernel.EnvironmentError{Name: "BACKFIRE_KERNEL", Value: "nonsense", Want: "go, rust or auto"}, got.Misnamed)
	assert.Nil(t, got.Rejected)
	assert.Equal(t, KernelInfo{Reason: got.Message}, got.Info, "no kernel serves")
}
