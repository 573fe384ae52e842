//go:build backfire_wasm

package kernel

import (
	"bytes"
	"math"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/wasm"
	"github.com/backfire-ai/backfire-go/lib/wasm32"
)

// newWasm returns a kernel of its own, which a test may lose.
func newWasm(t *testing.T) *wasmKernel {
	reference, err := OpenGo()
	require.NoError(t, err)
	choice, rejected := openWasm(reference)
	require.Nil(t, rejected)
	k := choice.Kernel.(*wasmKernel)
	t.Cleanup(func() { k.module.Close() })
	return k
}

func TestChooseWasm(t *testing.T) {
	choice, err := open("wasm")
	require.NoError(t, err)
	assert.Equal(t, "wasm", choice.Name)
	assert.Equal(t, Version, choice.Version)
	assert.Nil(t, choice.Rejected)
	if !wantsRust {
		choice, err = open("auto")
		require.NoError(t, err)
		assert.Equal(t, "wasm", choice.Name)
	}
}

// TestModulesAreRejected: what is no module, what is cut short, what is someone else's, and what is of another contract.
func TestModulesAreRejected(t *testing.T) {
	reference, err := OpenGo()
	require.NoError(t, err)
	module := wasm32.Module
	foreign := []byte("\x00asm\x01\x00\x00\x00")
	importing := []byte("\x00asm\x01\x00\x00\x00\x01\x04\x01\x60\x00\x00\x02\x07\x01\x01e\x01f\x00\x00") // imports e.f
	for _, test := range []struct {
		name, check, says string
		code              []byte
	}{
		{"nothing", "library", "not a module", nil},
		{"a text", "library", "not a module", []byte("this is no module")},
		{"cut in half", "library", "not a module", module[:len(module)/2]},
		{"without its last byte", "library", "not a module", module[:len(module)-1]},
		{"empty", "library", "no function bf_alloc", foreign},
		{"with imports", "library", "e", importing},
		{"another version", "version", "9.1.0", bytes.ReplaceAll(module, []byte("0.1.0\x00"), []byte("9.1.0\x00"))},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, rejected := openModule(test.code, reference)
			require.NotNil(t, rejected)
			assert.Equal(t, "wasm", rejected.Kernel)
			assert.Equal(t, test.check, rejected.Check)
			assert.ErrorContains(t, rejected, test.says)
		})
	}
	assert.Equal(t, "abi fingerprint", checkModuleNumbers(1, fallback.Contract).Check)
	assert.Equal(t, "contract", checkModuleNumbers(headerFingerprint(), fallback.Contract+1).Check)
	assert.NotZero(t, headerFingerprint())
}

// lose makes the kernel's instance fail in mid-call.
func lose(t *testing.T, k *wasmKernel) {
	t.Helper()
	err := k.hold(func(i *wasmInstance) error {
		_, err := i.Call("bf_kernel_digest", 0xFFFFFFF0, 0xFFFFFFF0, 0)
		return err
	})
	var fault *Fault
	require.ErrorAs(t, err, &fault)
	assert.Equal(t, "bf_kernel_digest", fault.Function)
	assert.ErrorIs(t, err, ErrKernelLost)
}

func TestATrapLosesAnInstanceAndNoMore(t *testing.T) {
	k := newWasm(t)
	x, err := k.NewIndex(fallback.DefaultBM25)
	require.NoError(t, err)
	require.NoError(t, x.Add("a", "red"))
	s, err := x.Snapshot()
	require.NoError(t, err)
	h, err := k.NewHalt(fallback.DefaultHaltConfig())
	require.NoError(t, err)

	lose(t, k)

	assert.ErrorIs(t, x.Add("b", "blue"), ErrKernelLost)
	_, err = x.Remove("a")
	assert.ErrorIs(t, err, ErrKernelLost)
	_, err = x.Snapshot()
	assert.ErrorIs(t, err, ErrKernelLost)
	_, err = s.Ground("red")
	assert.ErrorIs(t, err, ErrKernelLost)
	_, err = s.Search(nil, "red", 1)
	assert.ErrorIs(t, err, ErrKernelLost)
	_, _, err = s.Document(0)
	assert.ErrorIs(t, err, ErrKernelLost)
	assert.ErrorIs(t, s.Save(new(bytes.Buffer)), ErrKernelLost)
	assert.ErrorIs(t, s.Review(new(fallback.Review), "red", fallback.DefaultCoherenceConfig(), 0), ErrKernelLost)
	assert.NoError(t, x.Close())
	assert.ErrorIs(t, x.Add("b", "blue"), ErrClosed)

	var f fallback.Folded
	require.NoError(t, k.Fold(&f, "Ａ"), "a fresh instance serves the next call")
	assert.Equal(t, "a", string(f.Text))
	d, err := h.Step(fallback.HaltToken{Score: 1})
	require.NoError(t, err, "a machine lives in memory of Go's")
	assert.False(t, d.Halted)
	x, err = k.NewIndex(fallback.DefaultBM25)
	require.NoError(t, err)
	require.NoError(t, x.Add("a", "red"))
}

// TestFreedHandles: what a call is given after Close never reaches the module.
func TestFreedHandles(t *testing.T) {
	k := newWasm(t)
	x, err := k.NewIndex(fallback.DefaultBM25)
	require.NoError(t, err)
	s, err := x.Snapshot()
	require.NoError(t, err)
	require.NoError(t, x.Close())
	require.NoError(t, x.Close())
	assert.ErrorIs(t, x.Add("b", "blue"), ErrClosed)
	_, err = x.Snapshot()
	assert.ErrorIs(t, err, ErrClosed)
	_, err = s.Ground("red")
	assert.NoError(t, err, "a snapshot outlives its index")
}

// TestTextsBeyondMemory: the module's memory may not grow to what these take.
func TestTextsBeyondMemory(t *testing.T) {
	k := newWasm(t)
	var f fallback.Folded
	err := k.Fold(&f, strings.Repeat("a", 300<<20))
	var fault *Fault
	require.ErrorAs(t, err, &fault)
	assert.ErrorContains(t, err, "no room for")
	assert.NotErrorIs(t, err, ErrKernelLost)
	for _, size := range []int{1 << 30, math.MaxInt32, math.MaxInt32 + 1, math.MaxInt} {
		var full *wasm.MemoryError
		require.ErrorAs(t, k.live.Frame(size), &full)
		assert.Equal(t, size, full.Size)
	}
	require.NoError(t, k.Fold(&f, "still there"))
}

func TestConcurrentUse(t *testing.T) {
	k := newWasm(t)
	s := snapshotOf(t, k, "It costs 20 dollars.")
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 200 {
				g, err := s.Ground("It costs 30 dollars.")
				assert.NoError(t, err)
				assert.Equal(t, fallback.Contradicted, g.Verdict)
				_, err = k.Signals("one", "two")
				assert.NoError(t, err)
			}
		})
	}
	group.Wait()
}

// TestNoLeak: calls, and indexes that were closed or forgotten, leave the module's memory as large as it was.
func TestNoLeak(t *testing.T) {
	k := newWasm(t)
	spend := func(calls int) uint32 {
		var f fallback.Folded
		var found fallback.Scan
		for n := range calls {
			require.NoError(t, k.Fold(&f, "It costs 20 dollars."))
			if n%100 == 0 {
				require.NoError(t, k.Scan(&found, "mail bob@example.org", fallback.ScanPrompt))
				x, err := k.NewIndex(fallback.DefaultBM25)
				require.NoError(t, err)
				require.NoError(t, x.Add("a", strings.Repeat("some text. ", 100)))
				s, err := x.Snapshot()
				require.NoError(t, err)
				_, err = s.Ground("some text")
				require.NoError(t, err)
				if n%200 == 0 {
					require.NoError(t, x.Close())
				}
			}
			if n%10_000 == 0 {
				runtime.GC()
				runtime.GC()
			}
		}
		var bytes uint32
		require.NoError(t, k.hold(func(i *wasmInstance) error { bytes = i.MemorySize(); return nil }))
		return bytes
	}
	calls := 1_000_000
	if testing.Short() {
		calls = 50_000
	}
	early := spend(calls / 10)
	assert.Equal(t, early, spend(calls))
}
