package backfire

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// waiting is a policy that holds a claim for one second.
func waiting(failure HoldFailure) func(*Policy) {
	return func(p *Policy) { p.Hold.MaxWait, p.Hold.OnTimeout = time.Second, failure }
}

func TestMaxWaitReleases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := newGuard(t, waiting(ReleaseHeld)).Stream(context.Background(), &out, nil)
		write := func(text string) {
			_, err := s.WriteString(text)
			require.NoError(t, err)
		}
		released := func() int64 { return s.Result().Released }

		write(truePayment + " \n")
		time.Sleep(time.Hour)
		assert.Equal(t, int64(len(truePayment)), released(), "white space is no claim in progress")
		write("Customers may ret\xc3")
		time.Sleep(999 * time.Millisecond)
		synctest.Wait()
		assert.Equal(t, int64(len(truePayment)), released())
		time.Sleep(time.Millisecond)
		synctest.Wait()
		held := "Customers may ret"
		assert.Equal(t, int64(len(truePayment+" \n"+held)), released())
		write("\xbcr it. " + truePayment)
		require.NoError(t, s.Close())

		r := s.Result()
		answer := truePayment + " \n" + held + "ür it. " + truePayment
		assert.Equal(t, answer, out.String())
		assert.Equal(t, []Firing{{
			Received: int64(len(truePayment + " \n" + held + "\xc3")),
			Span:     Span{Start: r.Claims[1].Span.Start, End: len(truePayment + " \n" + held)},
		}}, r.Firings)
		assert.Equal(t, BoundTime, r.Claims[1].Unjudged)
		assert.Equal(t, 1, r.Unjudged)
	})
}

func TestMaxWaitHalts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := newGuard(t, waiting(HaltHeld)).Stream(context.Background(), &out, nil)
		_, err := s.WriteString(truePayment + " Customers may return")
		require.NoError(t, err)
		time.Sleep(2 * time.Second)
		_, err = s.WriteString(" an item.")
		var halt *HaltError
		require.ErrorAs(t, err, &halt)
		assert.Equal(t, CauseHoldTime, halt.Cause)
		assert.Equal(t, "hold_time", halt.Rule)
		assert.Equal(t, BoundTime, halt.Claim.Unjudged)
		assert.ErrorContains(t, err, "longer than")
		assert.Len(t, s.Result().Firings, 1)
		assert.Same(t, err, s.Close())
		assert.Equal(t, truePayment, out.String())
	})
}

func TestMaxWaitCountsEachClaimByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuard(t, waiting(HaltHeld)).Stream(context.Background(), nil, nil)
		for range 20 {
			_, err := s.WriteString(truePayment + " ")
			require.NoError(t, err)
			time.Sleep(900 * time.Millisecond)
		}
		require.NoError(t, s.Close())
		time.Sleep(time.Hour)
		assert.Empty(t, s.Result().Firings)
	})
}

func TestMaxWaitMeansNothingInPassthrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(t, func(p *Policy) {
			waiting(HaltHeld)(p)
			p.Mode = Passthrough
		})
		s := g.Stream(context.Background(), nil, nil)
		_, err := s.WriteString("Customers may")
		require.NoError(t, err)
		time.Sleep(time.Hour)
		require.NoError(t, s.Close())
	})
}

func TestMaxWaitOfAnAbandonedStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuard(t, waiting(ReleaseHeld)).Stream(context.Background(), nil, nil)
		_, err := s.WriteString("Customers may")
		require.NoError(t, err)
		time.Sleep(time.Hour) // the timer fires once and leaves no goroutine: synctest.Test would say so
		assert.Len(t, s.Result().Firings, 1)
	})
}

func TestMaxWaitAfterTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		var out bytes.Buffer
		s := newGuard(t, waiting(ReleaseHeld)).Stream(ctx, &out, nil)
		_, err := s.WriteString("Customers may")
		require.NoError(t, err)
		cancel()
		time.Sleep(time.Hour)
		assert.Empty(t, out.String(), "nothing leaves once the context is done")
		assert.ErrorIs(t, s.Result().Err, context.Canceled)
	})
}

// A run in which the time bound fired is repeated from its firings, however the answer is cut then, and with no clock.
func TestReplayRepeatsFirings(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := policies(Gate).Draw(rt, "policy")
		p.Hold.MaxWait = time.Second
		p.Hold.OnTimeout = rapid.SampledFrom([]HoldFailure{HaltHeld, ReleaseHeld, ReleaseHeld}).Draw(rt, "on_timeout")
		g, err := New(Config{Facts: shopFacts, Policy: &p})
		require.NoError(rt, err)
		answer := answers().Draw(rt, "answer")
		parts := chunked(answer, chunkSizes.Draw(rt, "chunks"))
		pauses := rapid.SliceOfN(rapid.IntRange(0, 5), len(parts), len(parts)).Draw(rt, "pauses")
		var released string
		var want Result
		synctest.Test(t, func(*testing.T) { released, want = pausingStream(g, parts, pauses) })

		replay := append([]Firing{}, want.Firings...)
		again, got := stream(g, &StreamOptions{Replay: replay}, chunked(answer, chunkSizes.Draw(rt, "other chunks"))...)
		require.Equal(rt, released, again)
		require.Equal(rt, comparableResult(want), comparableResult(got))
	})
}

// pausingStream is stream with a pause of two seconds after each chunk for which pauses has a 0.
func pausingStream(g *Guard, chunks []string, pauses []int) (released string, r Result) {
	var out bytes.Buffer
	s := g.Stream(context.Background(), &out, nil)
	for i, chunk := range chunks {
		if _, err := s.WriteString(chunk); err != nil {
			break
		}
		if pauses[i] == 0 {
			time.Sleep(2 * time.Second)
		}
	}
	s.Close()
	return out.String(), s.Result()
}

func TestReplayOfNoFiringsRunsNoClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newGuard(t, waiting(HaltHeld)).Stream(context.Background(), nil, &StreamOptions{Replay: []Firing{}})
		_, err := s.WriteString("Customers may")
		require.NoError(t, err)
		time.Sleep(time.Hour)
		require.NoError(t, s.Close())
	})
}

func TestFilterMaxWait(t *testing.T) {
	for _, failure := range []HoldFailure{ReleaseHeld, HaltHeld} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			source := func(yield func(string, error) bool) {
				if !yield(truePayment+" \nCustomers", nil) {
					return
				}
				time.Sleep(time.Minute)
				_ = yield(" are people.", nil)
			}
			var out strings.Builder
			var times []time.Duration
			var last error
			for text, err := range newGuard(t, waiting(failure)).Filter(context.Background(), source, nil) {
				out.WriteString(text)
				times = append(times, time.Since(start))
				last = err
			}
			if failure == HaltHeld {
				assert.ErrorIs(t, last, ErrHalted)
				assert.Equal(t, truePayment, out.String())
				assert.Equal(t, []time.Duration{0, time.Second}, times)
				time.Sleep(time.Hour) // lets the source end
				return
			}
			assert.NoError(t, last)
			assert.Equal(t, truePayment+" \nCustomers are people.", out.String())
			assert.Equal(t, []time.Duration{0, time.Second, time.Minute}, times)
		})
	}
}

func TestFilterWithAClock(t *testing.T) {
	pause := func(yield func(string, error) bool) {
		_ = yield(truePayment+" ", nil) && yield(trueWindow+" \n", nil) && yield(falseWindow+" ", nil) && yield(truePayment, nil)
	}
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(t, waiting(ReleaseHeld))
		var out strings.Builder
		var last error
		for text, err := range g.Filter(context.Background(), pause, nil) {
			out.WriteString(text)
			last = err
		}
		assert.ErrorIs(t, last, ErrHalted)
		assert.Equal(t, truePayment+" "+trueWindow, out.String())

		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		silent := func(func(string, error) bool) { time.Sleep(time.Minute) }
		for _, err := range g.Filter(ctx, silent, nil) {
			assert.ErrorIs(t, err, context.DeadlineExceeded)
		}
		assert.PanicsWithValue(t, "source", func() {
			for range g.Filter(context.Background(), func(func(string, error) bool) { panic("source") }, nil) {
				t.Error("a source that panics yields nothing")
			}
		})
		for range g.Filter(context.Background(), pause, nil) {
			break
		}
		time.Sleep(time.Hour)
	})
}
