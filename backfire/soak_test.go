//go:build linux

package backfire

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSoak makes streams and indexes, leaves every other one to the garbage collector, and checks that memory, that of the
// kernel included, is as large at the end as half-way: by then the C allocator has taken what it needs for the streams that
// wait to be collected, and it keeps that. BACKFIRE_SOAK=full makes a million streams and a hundred thousand indexes.
func TestSoak(t *testing.T) {
	if raceEnabled || testing.Short() {
		t.Skip("long")
	}
	streams, indexes := 20_000, 2_000
	if os.Getenv("BACKFIRE_SOAK") == "full" {
		streams, indexes = 1_000_000, 100_000
	}
	g, err := New(Config{Facts: benchFacts(50)})
	require.NoError(t, err)
	var halfway uint64
	for tenth := range 10 {
		for i := range streams / 10 {
			soakStream(t, g, i)
		}
		for i := range indexes / 10 {
			soakIndex(t, i)
		}
		if tenth == 4 {
			halfway = resident(t)
		}
	}
	late := resident(t)
	assert.Less(t, late, halfway+halfway/4+8<<20, "bytes resident: %d half-way, %d at the end", halfway, late)
}

func soakStream(t *testing.T, g *Guard, i int) {
	s := g.Stream(context.Background(), io.Discard, nil)
	_, err := fmt.Fprintf(s, "Parcel %d weighs 3 kg. It is", i)
	require.NoError(t, err)
	if i%2 == 0 {
		require.NoError(t, s.Close())
	}
}

func soakIndex(t *testing.T, i int) {
	x, err := NewIndex(Fact{ID: "a", Text: fmt.Sprintf("Parcel %d weighs 3 kg.", i)}, Fact{ID: "b", Text: "It is red."})
	require.NoError(t, err)
	_, err = x.Search(context.Background(), "parcel", 1)
	require.NoError(t, err)
	if i%2 == 0 {
		require.NoError(t, x.Close())
	}
}

// resident returns the resident memory of the process after what nobody uses has been freed.
func resident(t *testing.T) uint64 {
	for range 5 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
	statm, err := os.ReadFile("/proc/self/statm")
	require.NoError(t, err)
	var size, pages uint64
	_, err = fmt.Fscan(bytes.NewReader(statm), &size, &pages)
	require.NoError(t, err)
	return pages * uint64(os.Getpagesize())
}
