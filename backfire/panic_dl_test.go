//go:build rust && cgo && backfire_dl && linux && (amd64 || arm64)

package backfire

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// deliberate is the text on which the library that BACKFIRE_TEST_PANICKING names panics.
const deliberate = "deliberate panic"

// TestPanicsFailClosed runs TestPanicProcess in a process of its own, for a library that was loaded stays loaded.
func TestPanicsFailClosed(t *testing.T) {
	path := os.Getenv("BACKFIRE_TEST_PANICKING")
	if path == "" {
		t.Skip("BACKFIRE_TEST_PANICKING is not set: .ci/rust builds the library and sets it")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestPanicProcess$", "-test.v")
	cmd.Env = append(os.Environ(), "BACKFIRE_TEST_PANIC_PROCESS=1", "BACKFIRE_KERNEL_PATH="+path, "BACKFIRE_KERNEL_SHA256=",
		kernel.Environment+"=rust")
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, string(said))
	assert.Contains(t, string(said), "--- PASS: TestPanicProcess/stream", "it was not skipped")
}

// TestPanicProcess has the kernel panic under one guard, and looks at all that the guard does afterwards.
func TestPanicProcess(t *testing.T) {
	if os.Getenv("BACKFIRE_TEST_PANIC_PROCESS") == "" {
		t.Skip("runs for another test only")
	}
	require.Equal(t, "rust", Kernel().Name)
	g := newGuard(t, nil)
	t.Run("review", func(t *testing.T) { reviewPanics(t, g) })
	t.Run("stream", func(t *testing.T) { streamPanics(t, g) })
	t.Run("passthrough", func(t *testing.T) {
		streamPanics(t, newGuard(t, func(p *Policy) { p.Mode = Passthrough }))
	})
	t.Run("fact", func(t *testing.T) { factPanics(t, g) })
}

func reviewPanics(t *testing.T, g *Guard) {
	r, err := g.Review(context.Background(), "", deliberate)
	assert.Nil(t, r)
	assertFault(t, err)
	r, err = g.Review(context.Background(), "", falseWindow)
	require.NoError(t, err)
	require.Len(t, r.Claims, 1)
	assert.Equal(t, Contradicted, r.Claims[0].Verdict, "the guard goes on")
	assert.False(t, r.Approved)
}

// streamPanics feeds a stream that dies, cut anywhere, while another of the same guard is in the middle of a claim.
func streamPanics(t *testing.T, g *Guard) {
	for _, chunks := range [][]string{{deliberate}, {deliberate[:4], deliberate[4:]}} {
		var spared, out bytes.Buffer
		other := g.Stream(context.Background(), &spared, nil)
		_, err := other.WriteString(trueWindow[:20])
		require.NoError(t, err)

		dead := g.Stream(context.Background(), &out, nil)
		for _, chunk := range chunks {
			dead.WriteString(chunk)
		}
		failure := dead.Close()
		assertFault(t, failure)
		_, again := dead.WriteString(trueWindow)
		assert.Equal(t, failure, again, "it takes no more")
		assert.Equal(t, failure, dead.Result().Err)
		assert.Nil(t, dead.Result().Halt, "a fault is no verdict")
		if g.Policy().Mode == Gate {
			assert.Empty(t, out.String(), "not a byte leaves")
		}

		_, err = other.WriteString(trueWindow[20:] + " " + truePayment + " " + falseWindow)
		require.NoError(t, err)
		var halt *HaltError
		require.ErrorAs(t, other.Close(), &halt, "the other stream goes on, and still halts")
		assert.Equal(t, falseWindow, halt.Text)
		assert.Equal(t, 2, other.Result().Supported)
		if g.Policy().Mode == Gate {
			assert.Equal(t, trueWindow+" "+truePayment, spared.String())
		}
	}
}

// factPanics: a fact on which the kernel panics is not in the index, and what is there stays.
func factPanics(t *testing.T, g *Guard) {
	err := g.Index().Add(Fact{ID: "bad", Text: deliberate})
	assertFault(t, err)
	assert.Equal(t, len(shopFacts), g.Index().Len())
	require.NoError(t, g.Index().Add(Fact{ID: "bad", Text: "Boots are brown."}), "its id is free")
	for _, line := range []int{0, 7} { // in the old place, and from another
		assertFault(t, g.Index().Replace(Fact{ID: "bad", Text: deliberate, Line: line}))
		assert.Equal(t, len(shopFacts)+1, g.Index().Len(), "what was to be replaced is still there")
	}
	r, err := g.Review(context.Background(), "", "Boots are brown.")
	require.NoError(t, err)
	assert.True(t, r.Approved)
}

// assertFault fails unless err is the deliberate panic.
func assertFault(t *testing.T, err error) {
	t.Helper()
	var fault *KernelFault
	if assert.ErrorAs(t, err, &fault) {
		assert.Equal(t, "rust", fault.Kernel)
		assert.Regexp(t, `^panic in the kernel at \S+\.rs:[1-9][0-9]*: as asked$`, fault.Problem)
	}
}
