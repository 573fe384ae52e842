package main

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLineTrackerCountsLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOf(rapid.SampledFrom([]byte("ab\n"))).Draw(t, "text")
		offsets := rapid.SliceOf(rapid.IntRange(0, len(text))).Draw(t, "offsets")
		slices.Sort(offsets)
		var tracker lineTracker
		added := 0
		for _, offset := range offsets {
			// More of the answer is always in before a claim of it is decided.
			upTo := rapid.IntRange(max(offset, added), len(text)).Draw(t, "in")
			tracker.add(text[added:upTo])
			added = upTo
			tracker.pass(offset)
			require.Equal(t, bytes.Count(text[:offset], []byte("\n"))+1, tracker.line())
		}
	})
}
