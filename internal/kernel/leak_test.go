//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	_ "github.com/mattn/go-pointer"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/fallback"
)

// saves is go-pointer's table: what C may hold in place of Go's pointers.
//
//go:linkname saves github.com/mattn/go-pointer.store
var saves map[unsafe.Pointer]any

// The ways in which a run can end.
var haltRuns = []struct {
	name string
	cfg  fallback.HaltConfig
	at   func(i int) (fallback.HaltToken, bool) // what next returns; it may panic

	passed int
	reason fallback.HaltReason
	fails  bool
}{
	{name: "no token left", cfg: fallback.DefaultHaltConfig(), passed: 5,
		at: func(i int) (fallback.HaltToken, bool) { return fallback.HaltToken{Score: 1}, i < 5 }},
	{name: "a halt in the middle", cfg: fallback.DefaultHaltConfig(), passed: 3, reason: fallback.HaltHardLimit,
		at: func(i int) (fallback.HaltToken, bool) {
			return fallback.HaltToken{Score: []float64{1, 1, 1, 0, 1}[i]}, true
		}},
	{name: "a panic", cfg: fallback.DefaultHaltConfig(), passed: 2, reason: fallback.HaltNonFinite,
		at: func(i int) (fallback.HaltToken, bool) { return fallback.HaltToken{Score: []float64{1, 1}[i]}, true }},
	{name: "a configuration out of range", fails: true},
}

// runHalt drives a machine until the run ends as it should. Its next holds on to captured.
func runHalt(t *testing.T, k Kernel, kind int, captured *[4096]byte) {
	run := haltRuns[kind]
	passed, d, err := k.RunHalt(run.cfg, func(i int) (fallback.HaltToken, bool) {
		captured[i]++
		return run.at(i)
	})
	require.Equal(t, run.fails, err != nil, err)
	require.Equal(t, run.passed, passed)
	require.Equal(t, run.reason, d.Reason)
}

func TestRunHaltLeavesNothingBehind(t *testing.T) {
	_, rust := both(t)
	for kind, run := range haltRuns {
		t.Run(run.name, func(t *testing.T) {
			const runs = 200
			before := len(saves)
			var collected atomic.Int32
			for range runs {
				captured := new([4096]byte)
				runtime.AddCleanup(captured, func(n *atomic.Int32) { n.Add(1) }, &collected)
				runHalt(t, rust, kind, captured)
			}
			assert.Equal(t, before, len(saves), "what is saved for C")
			assert.Eventually(t, func() bool {
				runtime.GC()
				return collected.Load() == runs
			}, 10*time.Second, time.Millisecond, "what next holds on to is collected")
		})
	}
}

// TestRunHaltSavesOnePointer is the proof that the test above looks at the right table.
func TestRunHaltSavesOnePointer(t *testing.T) {
	_, rust := both(t)
	before := len(saves)
	calls := 0
	_, _, err := rust.RunHalt(fallback.DefaultHaltConfig(), func(i int) (fallback.HaltToken, bool) {
		calls++
		assert.Equal(t, before+1, len(saves), "one for the run, none for a token")
		return fallback.HaltToken{Score: 1}, i < 3
	})
	require.NoError(t, err)
	assert.Equal(t, 4, calls)
	assert.Equal(t, before, len(saves))
}

func TestRunHaltKeepsTheHeapFlat(t *testing.T) {
	_, rust := both(t)
	captured := new([4096]byte)
	spend := func(runs int) uint64 {
		for i := range runs {
			runHalt(t, rust, i%len(haltRuns), captured)
		}
		runtime.GC()
		runtime.GC() // what pools held is gone after the second
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	early := spend(200)
	late := spend(4000)
	assert.Less(t, late, early+64<<10, "bytes on the heap: %d after 200 runs, %d after 4000 more", early, late)
}
