package backfire

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/backfire-ai/backfire-go/fallback"
)

// answers draws texts of true, false and strange claims, mixed with whatever makes segmentation hard.
func answers() *rapid.Generator[string] {
	claim := rapid.SampledFrom([]string{trueWindow, truePayment, trueDesigner, strangeClaim})
	mark := rapid.SampledFrom([]string{
		" ", "\n", "\n\n", "\r\n", ". ", "! ", "...", "\n- ", "\n1. ", "\n# Title\n", "\n```\n", "~~~\n", "\n> ", "\n| a | b |\n",
		"e.g. ", "Dr. ", "3.14", "No. 5 ", "“Quoted.” ", "。", "日本語です。", "ก", "é", "😀", "\u2028", "\u00a0",
		"\x00", "\xff", "\xe2\x82", "\xf0\x9f",
	})
	filler := rapid.SampledFrom([]string{
		"long ", "somewhat longer words in a row ", "ééé", strings.Repeat("long ", 30), strings.Repeat("é", 70), strings.Repeat(" ", 80),
	})
	piece := rapid.OneOf(claim, mark, mark, filler, filler, rapid.StringN(0, 12, -1))
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(piece, 0, 30).Draw(t, "parts")
		if rapid.IntRange(0, 3).Draw(t, "contradicts") == 3 {
			parts = append(parts, " "+falseWindow+" ", rapid.SampledFrom([]string{"", truePayment, strangeClaim}).Draw(t, "after"))
		}
		return strings.Join(parts, rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
	})
}

// policies draws policies that differ in all that decides what leaves. Those that let much leave come more often.
func policies(mode Mode) *rapid.Generator[Policy] {
	return rapid.Custom(func(t *rapid.T) Policy {
		p := DefaultPolicy()
		p.Mode = mode
		switch rapid.IntRange(0, 9).Draw(t, "halts on") {
		case 9:
			p.Strict = true
		case 8:
			p.Halt.Enabled = true
		case 7:
			p.Halt.Enabled, p.Halt.HardLimit = true, 0
		}
		p.Hold.MaxBytes = rapid.SampledFrom([]int{64, 65, 100, 4096}).Draw(t, "max_bytes")
		p.Hold.OnOverflow = rapid.SampledFrom([]HoldFailure{ReleaseHeld, ReleaseHeld, ReleaseHeld, HaltHeld}).Draw(t, "on_overflow")
		return p
	})
}

// chunked cuts a text into chunks of the sizes drawn, also within code points; the last size repeats.
func chunked(text string, sizes []int) (chunks []string) {
	for i := 0; len(text) > 0; i++ {
		n := min(sizes[min(i, len(sizes)-1)], len(text))
		chunks = append(chunks, text[:n])
		text = text[n:]
	}
	return chunks
}

var chunkSizes = rapid.OneOf(
	rapid.Just([]int{1}), rapid.Just([]int{2}), rapid.Just([]int{64}), rapid.SliceOfN(rapid.IntRange(1, 90), 1, 20),
)

// comparableResult returns what of a result must not depend on chunks.
func comparableResult(r Result) Result {
	r.Received = 0
	if r.Halt != nil {
		r.Err = nil
	}
	return r
}

func TestChunkingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := policies(Gate).Draw(t, "policy")
		g, err := New(Config{Facts: shopFacts, Policy: &p})
		require.NoError(t, err)
		answer := answers().Draw(t, "answer")
		whole, want := stream(g, nil, answer)
		cut, got := stream(g, nil, chunked(answer, chunkSizes.Draw(t, "chunks"))...)
		require.Equal(t, whole, cut)
		require.Equal(t, comparableResult(want), comparableResult(got))
	})
}

// In passthrough mode more may have left at a halt, but the verdicts are the same.
func TestChunkingChangesNoVerdictInPassthrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := policies(Passthrough).Draw(t, "policy")
		g, err := New(Config{Facts: shopFacts, Policy: &p})
		require.NoError(t, err)
		answer := answers().Draw(t, "answer")
		whole, want := stream(g, nil, answer)
		cut, got := stream(g, nil, chunked(answer, chunkSizes.Draw(t, "chunks"))...)
		require.Equal(t, want.Claims, got.Claims)
		require.Equal(t, want.Halt != nil, got.Halt != nil)
		require.True(t, strings.HasPrefix(answer, whole))
		require.True(t, strings.HasPrefix(answer, cut))
		if want.Halt == nil {
			require.Equal(t, answer, whole)
			require.Equal(t, answer, cut)
			return
		}
		require.GreaterOrEqual(t, len(cut), want.Halt.Claim.Span.End)
		want.Halt.Released, got.Halt.Released = 0, 0
		require.Equal(t, want.Halt, got.Halt)
	})
}

// What leaves is what a plain reading of the rules says: the claims before the first that a fact contradicts, whole.
func TestReleaseGate(t *testing.T) {
	g := newGuard(t, nil)
	facts, err := g.index.snapshot()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		answer := answers().Draw(t, "answer")
		end, halted := 0, false
		var seg fallback.Segmenter
		for !halted {
			n, ok, err := g.kernel.Segment(&seg, answer[end:], true)
			require.NoError(t, err)
			if !ok {
				break
			}
			found, err := facts.Ground(answer[end : end+n])
			require.NoError(t, err)
			if halted = found.Verdict == fallback.Contradicted; !halted {
				end += n
			}
		}
		released, r := stream(g, nil, chunked(answer, chunkSizes.Draw(t, "chunks"))...)
		require.Equal(t, answer[:end], released)
		require.Equal(t, halted, r.Halt != nil)
		require.Equal(t, int64(len(released)), r.Released)
	})
}

// A stream and a review of the same answer judge the same claims alike.
func TestStreamAgreesWithReview(t *testing.T) {
	g := newGuard(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		answer := answers().Draw(t, "answer")
		_, s := stream(g, nil, answer)
		r, err := g.Review(t.Context(), "", answer)
		require.NoError(t, err)
		require.GreaterOrEqual(t, len(r.Claims), len(s.Claims))
		require.Equal(t, append([]Claim{}, r.Claims[:len(s.Claims)]...), s.Claims)
		require.False(t, s.Halt != nil && r.Approved)
	})
}

// After a halt nothing leaves, whatever is done.
func TestNothingLeavesAfterAHalt(t *testing.T) {
	g := newGuard(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		var out countingWriter
		s := g.Stream(t.Context(), &out, nil)
		_, err := s.WriteString(rapid.SampledFrom([]string{"", truePayment + " ", trueDesigner + "\n"}).Draw(t, "before") + falseWindow + "\n\n")
		require.ErrorIs(t, err, ErrHalted)
		left := out
		for _, text := range rapid.SliceOfN(answers(), 0, 4).Draw(t, "after") {
			n, again := s.WriteString(text)
			require.Zero(t, n)
			require.Same(t, err, again)
		}
		require.Same(t, err, s.Close())
		require.Equal(t, left, out)
	})
}
