package fallback

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// segments cuts text with one call a claim, all of it being there.
func segments(k *Kernel, text string) []string {
	var out []string
	var s Segmenter
	for base := 0; ; {
		end, ok := k.Segment(&s, text[base:], true)
		if !ok {
			return out
		}
		out = append(out, text[base:base+end])
		base += end
	}
}

func TestSegment(t *testing.T) {
	k := openKernel(t)
	cases := []struct {
		name string
		want []string
	}{
		{"two sentences", []string{"One here.", " Two there!"}},
		{"separators open the next claim", []string{"A b.", "\n\n  C d.", " \n"}},
		{"decimals", []string{"It costs 3.14 euros.", " Fine."}},
		{"urls", []string{"See https://example.com/a.b for more.", " Then go."}},
		{"title", []string{"Dr. Smith met Mr. Jones.", " They spoke."}},
		{"e.g.", []string{"Use fruit, e.g. apples, i.e. not pears.", " Done."}},
		{"U.S. before a name", []string{"The U.S. Army came.", " It left."}},
		{"U.S. at an end", []string{"He lives in the U.S.", " The weather is good."}},
		{"initials", []string{"It was J. K. Rowling who wrote.", " He read."}},
		{"quotation goes on", []string{"\"Stop!\" he said.", " \"Why?\"", " She left."}},
		{"closing quote belongs to the claim", []string{"He said \"no.\"", " Then he left."}},
		{"ellipsis before lower case", []string{"Well... maybe.", " Well...", " Fine."}},
		{"question", []string{"Is it?", " Yes."}},
		{"run of terminators", []string{"What?!", " Really!!!", " Yes."}},
		{"paragraph", []string{"First line\nwrapped line that is part of it", "\n\nSecond paragraph."}},
		{"list", []string{"Here it is:", "\n- one thing", "\n- another thing", "\n* third"}},
		{"numbered list", []string{"1. First item", "\n2. Second item", "\n10) Tenth"}},
		{"heading", []string{"# Title here", "\nText follows.", "\n## Next"}},
		{"table", []string{"| a | b |", "\n|---|---|", "\n| 1 | 2 |"}},
		{"fenced code", []string{"```go", "\nfmt.Println(1). x", "\ny := 2", "\n```", "\nAfter it."}},
		{"wrapped at a capital", []string{"The committee that decides on these matters met in\nParis on Monday."}},
		{"short lines are items", []string{"Dose: 5 mg", "\nRoute: oral"}},
		{"han", []string{"今天天气很好。", "我们去公园！", "好吗？"}},
		{"han without stop", []string{"今天"}},
		{"hindi", []string{"यह ठीक है।", " वह नहीं।"}},
		{"no. 5", []string{"He is No. 5 on the list.", " She said no.", " They left."}},
		{"months", []string{"On Jan. 5 it began.", " It ended."}},
		{"long gap", []string{"one", strings.Repeat(" ", 30) + "two"}},
		{"version", []string{"Use version 1.2.3 now.", " Good."}},
		{"crlf", []string{"One.", "\r\n\r\nTwo."}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, segments(k, strings.Join(c.want, "")))
		})
	}
	assert.Empty(t, segments(k, ""))
}

// segmentGrowing feeds text in the given pieces and cuts as soon as it may.
func segmentGrowing(t require.TestingT, k *Kernel, pieces []string) []string {
	var out []string
	var s Segmenter
	buf := ""
	for i := 0; i <= len(pieces); i++ {
		if i < len(pieces) {
			buf += pieces[i]
		}
		for {
			end, ok := k.Segment(&s, buf, i == len(pieces))
			if !ok {
				break
			}
			require.LessOrEqual(t, end, len(buf))
			out = append(out, buf[:end])
			buf = buf[end:]
		}
	}
	require.Empty(t, buf)
	return out
}

// textPieces draws text that is rich in what Segment decides on, and the same text cut anywhere.
func textPieces(t *rapid.T) (string, []string) {
	atoms := rapid.SampledFrom([]string{
		"a", "The", "word", "Mr", "U.S", "e.g", "12", "3.5", ".", ".", "!", "?", "...", "…", " ", " ", "  ", "\n", "\n\n", "\r\n", "\"", "”",
		")", "(", "- ", "* ", "1. ", "# ", "|", "```", ">", "。", "日本", "é", "\xff", "\xe2\x80", ":", ",", "no", "J", "     ", "\t",
		strings.Repeat(" ", 23), "longerwordhere", "\u00a0", "\u2028",
	})
	text := strings.Join(rapid.SliceOfN(atoms, 0, 40).Draw(t, "atoms"), "")
	var pieces []string
	for rest := text; rest != ""; {
		n := rapid.IntRange(1, len(rest)).Draw(t, "cut")
		if rapid.Bool().Draw(t, "short") {
			n = min(n, 3)
		}
		pieces = append(pieces, rest[:n])
		rest = rest[n:]
	}
	return text, pieces
}

func TestSegmentDoesNotDependOnChunks(t *testing.T) {
	k := openKernel(t)
	rapid.Check(t, func(t *rapid.T) {
		text, pieces := textPieces(t)
		require.Equal(t, segments(k, text), segmentGrowing(t, k, pieces))
	})
}

func TestSegmentOfAFullRunOfEndersWaits(t *testing.T) {
	k := openKernel(t)
	for n := 1; n <= 2*maxEnders; n++ {
		for _, after := range []string{"0", " x", "\" y"} {
			text := strings.Repeat("!", n) + after
			require.Equal(t, segments(k, text), segmentGrowing(t, k, strings.Split(text, "")), text)
		}
	}
}

func TestSegmentDecidesWithinLookAhead(t *testing.T) {
	k := openKernel(t)
	rapid.Check(t, func(t *rapid.T) {
		text, _ := textPieces(t)
		text += strings.Repeat("x", 2*LookAhead)
		var s Segmenter
		whole := s
		end, ok := k.Segment(&whole, text, false)
		if !ok {
			return
		}
		cut := s
		got, ok := k.Segment(&cut, text[:min(len(text), end+LookAhead)], false)
		require.True(t, ok, "%q ends at %d", text, end)
		require.Equal(t, end, got)
	})
}

func FuzzSegment(f *testing.F) {
	k := openKernel(f)
	f.Add("One. Two.\n\n- three\n```\ncode\n```", 3)
	f.Add("\xff\xe2\x80 U.S. 。", 1)
	f.Fuzz(func(t *testing.T, text string, n int) {
		if n < 1 {
			n = 1
		}
		var pieces []string
		for rest := text; rest != ""; rest = rest[min(n, len(rest)):] {
			pieces = append(pieces, rest[:min(n, len(rest))])
		}
		require.Equal(t, segments(k, text), segmentGrowing(t, k, pieces))
	})
}
