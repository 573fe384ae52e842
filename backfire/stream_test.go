package backfire

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStreamReleasesWhatTheFactsBearOut(t *testing.T) {
	answer := trueWindow + " " + strangeClaim + "\n\n" + truePayment + "\n"
	released, r := stream(newGuard(t, nil), nil, answer)
	assert.Equal(t, answer, released)
	assert.NoError(t, r.Err)
	assert.Nil(t, r.Halt)
	assert.Equal(t, []int{2, 0, 1, 0}, []int{r.Supported, r.Contradicted, r.Unknown, r.Unjudged})
	assert.Equal(t, int64(len(answer)), r.Received)
	assert.Equal(t, int64(len(answer)), r.Released)
}

func TestStreamHaltsAtTheContradictedClaim(t *testing.T) {
	answer := truePayment + " " + falseWindow + " " + trueDesigner
	var told []Claim
	released, r := stream(newGuard(t, nil), &StreamOptions{OnClaim: func(c Claim) { told = append(told, c) }}, answer)
	assert.Equal(t, truePayment, released)
	require.NotNil(t, r.Halt)
	assert.Equal(t, error(r.Halt), r.Err)
	assert.ErrorIs(t, r.Err, ErrHalted)

	h, start := r.Halt, len(truePayment)+1
	assert.Equal(t, CauseContradiction, h.Cause)
	assert.Equal(t, "number", h.Rule)
	assert.Equal(t, falseWindow, h.Text)
	assert.Equal(t, int64(len(truePayment)), h.Released)
	assert.Equal(t, Span{Start: start, End: start + len(falseWindow)}, h.Claim.Span)
	assert.Contains(t, answer[h.Claim.Focus.Start:h.Claim.Focus.End], "60")
	e := h.Claim.Evidence
	assert.Equal(t, shopFacts[0], e.Fact)
	assert.Equal(t, trueWindow, e.Text())
	assert.Contains(t, e.Fact.Text[e.Focus.Start:e.Focus.End], "30")
	assert.Equal(t, told, r.Claims)
	assert.Len(t, told, 2)
	for _, part := range []string{"byte 49", falseWindow, `"window"`, "number", trueWindow} {
		assert.ErrorContains(t, r.Err, part)
	}
}

func TestStreamHaltIsIrrevocable(t *testing.T) {
	var out bytes.Buffer
	s := newGuard(t, nil).Stream(context.Background(), &out, nil)
	n, err := s.WriteString(truePayment + " " + falseWindow + " And more.")
	assert.Equal(t, len(truePayment), n, "what of the write has left")
	require.ErrorIs(t, err, ErrHalted)
	for range 3 {
		n, again := s.WriteString(trueWindow)
		assert.Zero(t, n)
		assert.Same(t, err, again)
		assert.Same(t, err, s.Close())
	}
	assert.Equal(t, truePayment, out.String())
}

func TestStreamStrict(t *testing.T) {
	answer := "* * *\n\n" + trueWindow + " " + strangeClaim
	released, r := stream(newGuard(t, func(p *Policy) { p.Strict = true }), nil, answer)
	assert.Equal(t, "* * *\n\n"+trueWindow, released, "what claims nothing passes")
	require.NotNil(t, r.Halt)
	assert.Equal(t, CauseUnsupported, r.Halt.Cause)
	assert.Equal(t, strangeClaim, r.Halt.Text)
	assert.ErrorContains(t, r.Err, "supported by no fact")
}

func TestStreamHaltsOnScores(t *testing.T) {
	answer := trueWindow + " " + strangeClaim + " " + truePayment
	released, r := stream(newGuard(t, func(p *Policy) { p.Halt.Enabled = true }), nil, answer)
	assert.Equal(t, trueWindow, released)
	require.NotNil(t, r.Halt)
	assert.Equal(t, CauseScore, r.Halt.Cause)
	assert.Equal(t, "hard_limit", r.Halt.Rule)
	assert.Equal(t, .5, r.Halt.Limit)
	assert.Equal(t, r.Halt.Claim.Score, r.Halt.Value)
	assert.Less(t, r.Halt.Value, .5)
	assert.ErrorContains(t, r.Err, "hard_limit")

	released, r = stream(newGuard(t, func(p *Policy) {
		p.Halt = ScoreHalt{
			Enabled: true, Window: 2, WindowThreshold: .8, TrendWindow: 9, TrendThreshold: 9}
	}), nil, answer)
	assert.Equal(t, trueWindow, released)
	assert.Equal(t, "window_mean", r.Halt.Rule)
}

func TestStreamHoldsBack(t *testing.T) {
	var out bytes.Buffer
	s := newGuard(t, nil).Stream(context.Background(), &out, nil)
	for i := range len(trueWindow) {
		n, err := s.Write([]byte{trueWindow[i]})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		require.Empty(t, out.String(), "byte %d left before the verdict", i)
	}
	require.NoError(t, s.Close())
	assert.Equal(t, trueWindow, out.String())
}

func TestStreamReleasesBeforeTheEnd(t *testing.T) {
	var out bytes.Buffer
	s := newGuard(t, nil).Stream(context.Background(), &out, nil)
	_, err := s.WriteString(trueWindow + " " + strings.Repeat("and then ", 8))
	require.NoError(t, err)
	assert.Equal(t, trueWindow, out.String())
	assert.Equal(t, int64(len(trueWindow)), s.Result().Released)
	require.NoError(t, s.Close())
}

func TestStreamPassthrough(t *testing.T) {
	g := newGuard(t, func(p *Policy) { p.Mode = Passthrough })
	var out bytes.Buffer
	s := g.Stream(context.Background(), &out, nil)
	first := truePayment + " " + falseWindow[:20]
	n, err := s.WriteString(first)
	require.NoError(t, err)
	assert.Equal(t, len(first), n)
	assert.Equal(t, first, out.String(), "bytes leave at once")
	second := falseWindow[20:] + " More text follows here. "
	n, err = s.WriteString(second)
	require.ErrorIs(t, err, ErrHalted)
	assert.Equal(t, len(second), n, "the write that brought the verdict had left")
	n, err = s.WriteString("Never.")
	require.ErrorIs(t, err, ErrHalted)
	assert.Zero(t, n)
	assert.Equal(t, first+second, out.String())
	assert.Equal(t, int64(out.Len()), s.Result().Halt.Released)
	assert.Equal(t, falseWindow, s.Result().Halt.Text)
}

func TestStreamPassthroughKeepsCodePointsWhole(t *testing.T) {
	g := newGuard(t, func(p *Policy) { p.Mode = Passthrough })
	var out bytes.Buffer
	s := g.Stream(context.Background(), &out, nil)
	for _, chunk := range []struct{ in, out string }{
		{"a\xf0", "a"}, {"\x9f", "a"}, {"\x98\x80", "a😀"}, {"\xe2\x82", "a😀"}, {"b", "a😀\xe2\x82b"}, {"\xc3", "a😀\xe2\x82b"},
	} {
		_, err := s.WriteString(chunk.in)
		require.NoError(t, err)
		assert.Equal(t, chunk.out, out.String())
	}
	require.NoError(t, s.Close())
	assert.Equal(t, "a😀\xe2\x82b\xc3", out.String())
}

func TestStreamCutsLongClaims(t *testing.T) {
	long := strings.Repeat("wörd ", 100)
	halting := newGuard(t, func(p *Policy) { p.Hold.MaxBytes = 64 })
	released, r := stream(halting, nil, trueWindow+" "+long)
	assert.Equal(t, trueWindow, released)
	require.NotNil(t, r.Halt)
	assert.Equal(t, CauseHoldBytes, r.Halt.Cause)
	assert.Equal(t, Span{Start: len(trueWindow), End: len(trueWindow) + 64}, r.Halt.Claim.Span)
	assert.Equal(t, BoundBytes, r.Halt.Claim.Unjudged)
	assert.ErrorContains(t, r.Err, "longer than may be held")

	releasing := newGuard(t, func(p *Policy) { p.Hold.MaxBytes, p.Hold.OnOverflow = 64, ReleaseHeld })
	answer := trueWindow + " " + long + "end. " + falseWindow
	released, r = stream(releasing, nil, answer)
	assert.Equal(t, strings.TrimSuffix(answer, " "+falseWindow), released)
	assert.Equal(t, CauseContradiction, r.Halt.Cause)
	assert.Equal(t, 601/64, r.Unjudged)
	assert.Equal(t, Span{Start: len(trueWindow), End: len(trueWindow) + 64}, r.Claims[1].Span)
	for _, c := range r.Claims {
		if c.Unjudged == BoundBytes {
			assert.Contains(t, []int{63, 64}, c.Span.Len(), "cut between code points")
		}
	}
}

func TestCutPoint(t *testing.T) {
	tests := []struct {
		text string
		n    int
		want int
	}{
		{"abcdef", 3, 3},
		{"aéb", 2, 1},
		{"aéb", 3, 3},
		{"a€b", 2, 1},
		{"a€b", 3, 1},
		{"a€b", 4, 4},
		{"a😀b", 4, 1},
		{"a😀b", 5, 5},
		{"a\x80\x80\x80\x80b", 4, 4},
		{"a\xe2\x82b", 2, 2},
		{"a\xffb", 2, 2},
		{"ab\xf0\x9f\x98", 4, 4},
	}
	for _, tt := range tests {
		assert.Equal(t, tt.want, cutPoint([]byte(tt.text), tt.n), "%q at %d", tt.text, tt.n)
	}
}

func TestStreamKeepsTheLastClaims(t *testing.T) {
	g := newGuard(t, func(p *Policy) { p.KeepClaims = 3 })
	_, r := stream(g, nil, strings.Repeat(truePayment+" ", 5))
	require.Len(t, r.Claims, 3)
	assert.Equal(t, 5, r.Supported)
	for i, c := range r.Claims {
		assert.Equal(t, (i+2)*(len(truePayment)+1), c.Span.Start)
	}
}

func TestStreamSeesTheFactsOfItsStart(t *testing.T) {
	g := newGuard(t, nil)
	var out bytes.Buffer
	s := g.Stream(context.Background(), &out, nil)
	require.NoError(t, g.Index().Replace(Fact{ID: "window", Text: falseWindow}))
	_, err := s.WriteString(trueWindow + " ")
	require.NoError(t, err)
	require.NoError(t, s.Close())
	assert.Equal(t, shopFacts[0], s.Result().Claims[0].Evidence.Fact)

	_, r := stream(g, nil, trueWindow)
	assert.ErrorIs(t, r.Err, ErrHalted, "a new stream sees the new fact")
}

func TestStreamWithoutFacts(t *testing.T) {
	x, err := NewIndex()
	require.NoError(t, err)
	g, err := New(Config{Index: x})
	require.NoError(t, err)
	released, r := stream(g, nil, falseWindow)
	assert.Equal(t, falseWindow, released)
	assert.Equal(t, 1, r.Unknown)
}

func TestStreamOfNothing(t *testing.T) {
	g := newGuard(t, func(p *Policy) { p.Strict = true })
	for _, chunks := range [][]string{nil, {""}, {" ", "\n"}, {"\t"}} {
		released, r := stream(g, nil, chunks...)
		assert.NoError(t, r.Err)
		assert.Equal(t, strings.Join(chunks, ""), released)
		assert.Empty(t, r.Claims)
	}
}

func TestStreamAfterClose(t *testing.T) {
	s := newGuard(t, nil).Stream(context.Background(), nil, nil)
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	n, err := s.WriteString("x")
	assert.ErrorIs(t, err, ErrClosed)
	assert.Zero(t, n)
	assert.NoError(t, s.Result().Err)
}

func TestStreamOfBadBytes(t *testing.T) {
	for _, junk := range []string{
		"\x00", "\x00\x00. \x00", "\xff\xfe\xfd", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xed\xa0\x80 \xc0\x80", "a\xffb. c\x00d.",
	} {
		released, r := stream(newGuard(t, nil), nil, junk)
		assert.NoError(t, r.Err)
		assert.Equal(t, junk, released)
		answer := junk + "\n\n" + falseWindow
		released, r = stream(newGuard(t, nil), nil, answer)
		assert.ErrorIs(t, r.Err, ErrHalted, "%q", junk)
		assert.Equal(t, junk, released)
	}
}

// failingWriter fails once it has taken so many bytes.
type failingWriter struct {
	room int
	err  error
}

func (w *failingWriter) Write(p []byte) (int, error) {
	n := min(w.room, len(p))
	w.room -= n
	if n < len(p) {
		return n, w.err
	}
	return n, nil
}

func TestStreamWriterFails(t *testing.T) {
	broken := errors.New("broken")
	for name, tt := range map[string]struct {
		writer io.Writer
		want   error
		took   int64
	}{
		"error":       {&failingWriter{room: len(truePayment), err: broken}, broken, int64(len(truePayment))},
		"partly":      {&failingWriter{room: len(truePayment) + 5, err: broken}, broken, int64(len(truePayment) + 5)},
		"short write": {&failingWriter{room: 7}, io.ErrShortWrite, 7},
		"lies":        {liar{}, broken, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if _, ok := tt.writer.(liar); ok {
				tt.writer = liar{broken}
			}
			s := newGuard(t, nil).Stream(context.Background(), tt.writer, nil)
			n, err := s.WriteString(truePayment + " " + trueWindow + " " + trueDesigner + "\n\nEnd")
			var failure *WriteError
			require.ErrorAs(t, err, &failure)
			assert.ErrorIs(t, err, tt.want)
			assert.Equal(t, tt.took, failure.Released)
			assert.Equal(t, int(tt.took), n)
			assert.Equal(t, tt.took, s.Result().Released)
			_, again := s.WriteString("x")
			assert.Same(t, err, again)
			assert.Same(t, err, s.Close())
		})
	}
}

// liar says that it took a negative number of bytes.
type liar struct{ err error }

func (l liar) Write([]byte) (int, error) { return -3, l.err }

func TestStreamIntoAClosedPipe(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, r.Close())
	defer w.Close()
	s := newGuard(t, nil).Stream(context.Background(), w, nil)
	_, err = s.WriteString(truePayment + "\n\n" + trueWindow)
	var failure *WriteError
	require.ErrorAs(t, err, &failure)
	assert.ErrorIs(t, err, syscall.EPIPE)
	assert.Zero(t, failure.Released)
}

func TestStreamStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var out bytes.Buffer
	s := newGuard(t, nil).Stream(ctx, &out, nil)
	_, err := s.WriteString(truePayment + " " + trueWindow)
	require.NoError(t, err)
	cancel()
	n, err := s.WriteString(" " + trueDesigner)
	assert.Zero(t, n)
	require.ErrorIs(t, err, context.Canceled)
	assert.Same(t, err, s.Close())
	assert.Equal(t, truePayment, out.String(), "nothing left after the context was done, nothing before was lost")
	assert.Equal(t, int64(len(truePayment)), s.Result().Released)

	s = newGuard(t, nil).Stream(ctx, &out, nil)
	assert.ErrorIs(t, s.Close(), context.Canceled)
}

// A stream that never ends a sentence must cost neither memory nor time that grows faster than it does.
func TestStreamOfOneLongLine(t *testing.T) {
	size := 100 << 20
	if testing.Short() || raceEnabled {
		size = 4 << 20
	}
	line := strings.Repeat("an endless sentence about nothing at all ", 1<<20/41)
	g := newGuard(t, func(p *Policy) { p.Hold.OnOverflow, p.KeepClaims = ReleaseHeld, 16 })
	var before, after runtime.MemStats
	var out countingWriter
	s := g.Stream(context.Background(), &out, nil)
	runtime.ReadMemStats(&before)
	for range size / len(line) {
		n, err := s.WriteString(line)
		require.NoError(t, err)
		require.Equal(t, len(line), n)
	}
	require.NoError(t, s.Close())
	runtime.ReadMemStats(&after)
	assert.Equal(t, size/len(line)*len(line), int(out))
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20))
	assert.GreaterOrEqual(t, s.Result().Unjudged, size/len(line)*len(line)/4096)

	_, r := stream(newGuard(t, nil), nil, line)
	assert.Equal(t, CauseHoldBytes, r.Halt.Cause)
}

// countingWriter counts the bytes written to it.
type countingWriter int

func (w *countingWriter) Write(p []byte) (int, error) {
	*w += countingWriter(len(p))
	return len(p), nil
}

func TestGuardConcurrently(t *testing.T) {
	g := newGuard(t, nil)
	var wg sync.WaitGroup
	for w := range 6 {
		wg.Go(func() {
			for range 10 {
				switch w % 3 {
				case 0:
					released, r := stream(g, nil, truePayment+" ", falseWindow[:9], falseWindow[9:], " "+trueDesigner)
					assert.Equal(t, truePayment, released)
					assert.ErrorIs(t, r.Err, ErrHalted)
				case 1:
					r, err := g.Review(context.Background(), "", truePayment+" "+falseWindow)
					assert.NoError(t, err)
					assert.False(t, r.Approved)
				case 2:
					assert.NoError(t, g.Index().Replace(Fact{ID: "extra", Text: "Parcels weigh up to 31 kg."}))
					_, err := g.Index().Remove("extra")
					assert.NoError(t, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestStreamResultWhileWriting(t *testing.T) {
	s := newGuard(t, nil).Stream(context.Background(), nil, nil)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 200 {
			r := s.Result()
			assert.LessOrEqual(t, r.Released, r.Received)
		}
	}()
	for range 50 {
		_, err := s.WriteString(truePayment + " ")
		require.NoError(t, err)
	}
	<-done
	require.NoError(t, s.Close())
}

func TestErrIsWhatResultSays(t *testing.T) {
	s := newGuard(t, nil).Stream(context.Background(), nil, nil)
	assert.NoError(t, s.Err())
	s.WriteString(trueWindow + " ")
	s.WriteString(falseWindow)
	assert.NoError(t, s.Err(), "the claim has not ended")
	halt := s.Close()
	require.ErrorIs(t, halt, ErrHalted)
	assert.Equal(t, halt, s.Err())
	assert.Equal(t, s.Result().Err, s.Err())
}
