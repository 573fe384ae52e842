package backfire

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// TestSegmentKeepsTheGatesContract looks at what formal/Gate.v takes for granted of the segmenter, as keeps_contract: where a
// claim ends and how the segmenter stands then does not change with later bytes, is known LookAhead bytes beyond the end at
// the latest and at the end of the text, and a bound before the end cuts at the same place however much is there.
func TestSegmentKeepsTheGatesContract(t *testing.T) {
	k, err := kernel.OpenGo()
	require.NoError(t, err)
	parts := []string{
		"The shop opens on Monday. ", "no end ", "e.g. ", "Dr. Smith", "“Yes.” ", "…", "!?", "\n", "\n\n", "- item\n", "1. first\n", "# Heading\n",
		"> quote\n", "| a | b |\n", "```\n", strings.Repeat(" ", 30), "今日は晴れです。", "é", "🎉", "\xff", "\xf0\x9f", "\xe2\x80", "a", ".", "\t", "\r\n",
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 20).Draw(t, "parts"), "")
		limit := rapid.IntRange(4, 40).Draw(t, "limit")
		var base fallback.Segmenter
		for len(text) > 0 {
			whole := base
			end, ok, err := k.Segment(&whole, text, true)
			require.NoError(t, err)
			require.True(t, ok, "an end of the text is an end of a claim")
			require.Positive(t, end)
			require.LessOrEqual(t, end, len(text))
			for n := range len(text) + 1 {
				s := base
				got, ok, err := k.Segment(&s, text[:n], false)
				require.NoError(t, err)
				if !ok {
					require.Less(t, n, end+fallback.LookAhead, "%q is enough to know the end", text[:n])
					continue
				}
				require.Equal(t, end, got, "%q", text[:n])
				require.Equal(t, whole, s, "%q", text[:n])
				if limit < end {
					require.Equal(t, cutPoint([]byte(text), limit), cutPoint([]byte(text[:n]), limit), "%q", text[:n])
				}
			}
			base, text = whole, text[end:]
		}
	})
}
