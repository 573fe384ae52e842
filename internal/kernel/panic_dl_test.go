//go:build rust && cgo && backfire_dl && linux && (amd64 || arm64)

package kernel

import (
	"bytes"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/fallback"
)

// panickingVariable names a library that was built with the feature deliberate-panic.
const panickingVariable = "BACKFIRE_TEST_PANICKING"

// deliberate is the text on which such a library panics.
const deliberate = "deliberate panic"

// TestPanicsAreFaults runs TestPanicProcess in a process of its own, for a library that was loaded stays loaded.
func TestPanicsAreFaults(t *testing.T) {
	path := os.Getenv(panickingVariable)
	if path == "" {
		t.Skip(panickingVariable + " is not set: .ci/rust builds the library and sets it")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestPanicProcess$", "-test.v")
	cmd.Env = append(os.Environ(), "BACKFIRE_TEST_PANIC_PROCESS=1", pathVariable+"="+path, hashVariable+"=", Environment+"=rust")
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	assert.Contains(t, string(said), "--- PASS: TestPanicProcess/review", "it was not skipped")
	assert.NotContains(t, string(said), "panicked at", "the kernel writes nothing to a standard error that is not its own")
}

// TestPanicProcess lets every entry that takes a text panic, and has its answers afterwards compared with the Go kernel's.
func TestPanicProcess(t *testing.T) {
	if os.Getenv("BACKFIRE_TEST_PANIC_PROCESS") == "" {
		t.Skip("runs for another test only")
	}
	choice, err := Open()
	require.NoError(t, err)
	require.Equal(t, "rust", choice.Name)
	golang, err := OpenGo()
	require.NoError(t, err)
	spared, tried := indexed(t, golang), indexed(t, choice.Kernel)
	calm := panics(golang, spared)

	for i, entry := range panics(choice.Kernel, tried) {
		t.Run(entry.name, func(t *testing.T) {
			assertFault(t, entry.call(deliberate), entry.name)
			require.NoError(t, entry.call(seeds[12]), "the same entry goes on")
			require.NoError(t, calm[i].call(seeds[12]))
			same(t, golang, choice.Kernel, answersOf)
			assert.Equal(t, answersOfIndex(t, spared), answersOfIndex(t, tried), "the index is as if nobody had panicked")
		})
	}
	t.Run("threads", func(t *testing.T) { panicInThreads(t, golang, choice.Kernel, tried) })
}

// entry is a call of the kernel with a text.
type entry struct {
	name string // as a Fault has it
	call func(text string) error
}

// panics returns the entries that panic on a text. What one adds to the index it removes again.
func panics(k Kernel, x Index) []entry {
	snapshot := func(use func(s Snapshot) error) error {
		s, err := x.Snapshot()
		if err != nil {
			return err
		}
		return use(s)
	}
	change := func(change func(id, text string) error) func(text string) error {
		return func(text string) error {
			if err := change("new", text); err != nil {
				return err
			}
			_, err := x.Remove("new")
			return err
		}
	}
	return []entry{
		{"fold", func(text string) error { return k.Fold(new(fallback.Folded), text) }},
		{"segment", func(text string) error {
			_, _, err := k.Segment(new(fallback.Segmenter), text, true)
			return err
		}},
		{"analyze", func(text string) error { return k.Analyze(new(fallback.Analysis), text) }},
		{"signals", func(text string) error {
			_, err := k.Signals(text, "Support is closed.")
			return err
		}},
		{"analyze", func(text string) error { return k.AnalyzeBatch(new(Analyses), batch("Support is closed.", text)) }},
		{"signals", func(text string) error {
			return k.SignalsBatch(make([]fallback.Signals, 2), batch("Support is open.", "It is not.", text, "No."))
		}},
		{"scan", func(text string) error { return k.Scan(new(fallback.Scan), text, fallback.ScanOutput) }},
		{"injection score", func(text string) error {
			_, err := k.InjectionScore(new(fallback.InjectionWork), text, fallback.ScanDocument)
			return err
		}},
		{"skeleton", func(text string) error {
			_, err := k.Skeleton(nil, text)
			return err
		}},
		{"add", change(x.Add)},
		{"replace", change(x.Replace)},
		{"search", func(text string) error {
			return snapshot(func(s Snapshot) error {
				_, err := s.Search(nil, text, 3)
				return err
			})
		}},
		{"ground", func(text string) error {
			return snapshot(func(s Snapshot) error {
				_, err := s.Ground(text)
				return err
			})
		}},
		{"review", func(text string) error {
			return snapshot(func(s Snapshot) error {
				return s.Review(new(fallback.Review), text, fallback.DefaultCoherenceConfig(), .25)
			})
		}},
	}
}

func batch(texts ...string) *Batch {
	b := new(Batch)
	for _, text := range texts {
		b.Add(text)
	}
	return b
}

// assertFault fails unless err is the deliberate panic in a function, with its place and words.
func assertFault(t *testing.T, err error, function string) {
	t.Helper()
	var fault *Fault
	if assert.ErrorAs(t, err, &fault, function) {
		assert.Equal(t, "rust", fault.Kernel)
		assert.Equal(t, function, fault.Function)
		assert.Regexp(t, `^panic in the kernel at \S+\.rs:[1-9][0-9]*: as asked$`, fault.Problem)
	}
}

// indexed returns an index of the seeds.
func indexed(t *testing.T, k Kernel) Index {
	x, err := k.NewIndex(fallback.DefaultBM25)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, x.Close()) })
	for _, text := range seeds {
		require.NoError(t, x.Add("seed "+text, text))
	}
	return x
}

// answersOfIndex returns what a search and a review find in an index, and all that it holds.
func answersOfIndex(t *testing.T, x Index) any {
	s, err := x.Snapshot()
	require.NoError(t, err)
	hits, err := s.Search(nil, seeds[12], 5)
	require.NoError(t, err)
	require.NotEmpty(t, hits)
	var r fallback.Review
	require.NoError(t, s.Review(&r, selfTestAnswer, fallback.DefaultCoherenceConfig(), .25))
	var saved bytes.Buffer
	require.NoError(t, s.Save(&saved))
	return [...]any{hits, r, saved.Bytes()}
}

// answersOf has a kernel answer what the self-test asks.
func answersOf(k Kernel) (any, error) {
	var all []any
	for _, test := range selfTests {
		answer, err := test.run(k)
		if err != nil {
			return nil, err
		}
		all = append(all, answer)
	}
	return all, nil
}

// panicInThreads has goroutines panic in the kernel while others want right answers of the same handles.
func panicInThreads(t *testing.T, golang, rust Kernel, x Index) {
	want, err := answersOf(golang)
	require.NoError(t, err)
	var group sync.WaitGroup
	for _, entry := range panics(rust, x) {
		if entry.name == "add" || entry.name == "replace" {
			continue // they would meet in one id
		}
		group.Go(func() {
			for range 50 {
				assertFault(t, entry.call(deliberate), entry.name)
			}
		})
	}
	for range 2 {
		group.Go(func() {
			for range 10 {
				got, err := answersOf(rust)
				assert.NoError(t, err)
				assert.Equal(t, want, got)
			}
		})
	}
	group.Wait()
}
