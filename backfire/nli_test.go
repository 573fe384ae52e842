package backfire

import (
	"context"
	"errors"
	"math"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func nliGuard(t *testing.T, hook NLIFunc, change func(*Policy)) *Guard {
	t.Helper()
	p := DefaultPolicy()
	if change != nil {
		change(&p)
	}
	g, err := New(Config{Facts: shopFacts, Policy: &p, NLI: hook})
	require.NoError(t, err)
	return g
}

var errModel = errors.New("the model is down")

// Every way in which a hook can fail at once.
var failingHooks = []struct {
	name string
	hook NLIFunc
	kind NLIErrorKind
}{
	{"error", func(context.Context, string, string) (float64, error) { return 0, errModel }, NLIFailed},
	{"panic", func(context.Context, string, string) (float64, error) { panic("boom") }, NLIPanic},
	{"panic with an error", func(context.Context, string, string) (float64, error) { panic(errModel) }, NLIPanic},
	{"Goexit", func(context.Context, string, string) (float64, error) { runtime.Goexit(); return 0, nil }, NLIPanic},
	{"NaN", func(context.Context, string, string) (float64, error) { return math.NaN(), nil }, NLIInvalid},
	{"+Inf", func(context.Context, string, string) (float64, error) { return math.Inf(1), nil }, NLIInvalid},
	{"-Inf", func(context.Context, string, string) (float64, error) { return math.Inf(-1), nil }, NLIInvalid},
	{"above 1", func(context.Context, string, string) (float64, error) { return 1.01, nil }, NLIInvalid},
	{"below 0", func(context.Context, string, string) (float64, error) { return -.01, nil }, NLIInvalid},
}

func TestNLIFailureInReview(t *testing.T) {
	for _, tt := range failingHooks {
		t.Run(tt.name, func(t *testing.T) {
			without := newGuard(t, nil)
			want, err := without.Review(context.Background(), "", trueWindow)
			require.NoError(t, err)

			open, err := nliGuard(t, tt.hook, func(p *Policy) { p.NLI.OnFailure = FailOpen }).
				Review(context.Background(), "How long?", trueWindow)
			require.NoError(t, err)
			require.NotNil(t, open.NLIErr)
			assert.Equal(t, tt.kind, open.NLIErr.Kind)
			assert.Equal(t, want.Score, open.Score)
			assert.True(t, open.Approved)

			closed, err := nliGuard(t, tt.hook, nil).Review(context.Background(), "How long?", trueWindow)
			require.NoError(t, err)
			assert.Equal(t, tt.kind, closed.NLIErr.Kind)
			assert.False(t, closed.Approved)
			assert.False(t, closed.Warning)
		})
	}
}

func TestNLIFailureInStream(t *testing.T) {
	opts := &StreamOptions{Prompt: "How long?"}
	for _, tt := range failingHooks {
		t.Run(tt.name, func(t *testing.T) {
			released, r := stream(nliGuard(t, tt.hook, func(p *Policy) { p.NLI.OnFailure = FailOpen }), opts, trueWindow)
			assert.NoError(t, r.Err)
			assert.Equal(t, trueWindow, released)
			assert.Equal(t, 1, r.NLIFailures)
			assert.Equal(t, tt.kind, r.Claims[0].NLIErr.Kind)

			released, r = stream(nliGuard(t, tt.hook, nil), opts, trueWindow)
			assert.Empty(t, released)
			require.NotNil(t, r.Halt)
			assert.Equal(t, CauseNLI, r.Halt.Cause)
			assert.Equal(t, trueWindow, r.Halt.Text)
			assert.ErrorIs(t, r.Err, ErrHalted)
			var failure *NLIError
			require.ErrorAs(t, r.Err, &failure)
			assert.Equal(t, tt.kind, failure.Kind)
		})
	}
}

func TestNLIErrorUnwraps(t *testing.T) {
	_, r := stream(nliGuard(t, failingHooks[0].hook, nil), &StreamOptions{Prompt: "?"}, trueWindow)
	assert.ErrorIs(t, r.Err, errModel)
	_, r = stream(nliGuard(t, failingHooks[2].hook, nil), &StreamOptions{Prompt: "?"}, trueWindow)
	assert.ErrorIs(t, r.Err, errModel)
}

func TestNLIScores(t *testing.T) {
	var premise, hypothesis string
	g := nliGuard(t, func(_ context.Context, p, h string) (float64, error) {
		premise, hypothesis = p, h
		return .5, nil
	}, nil)
	r, err := g.Review(context.Background(), "How long?", " "+trueWindow)
	require.NoError(t, err)
	assert.Equal(t, "How long?", premise)
	assert.Equal(t, " "+trueWindow, hypothesis)
	assert.Equal(t, .5, r.HLogical)
	assert.InDelta(t, 1-(.6*.5+.4*r.HFactual), r.Score, 1e-12)

	_, s := stream(g, &StreamOptions{Prompt: "How long?"}, trueDesigner, " ", trueWindow)
	assert.Equal(t, trueWindow, hypothesis)
	assert.InDelta(t, 1-(.6*.5+.4*(1-s.Claims[1].Support)), s.Claims[1].Score, 1e-12)
}

func TestNLIIsNotAskedWithoutNeed(t *testing.T) {
	g := nliGuard(t, func(context.Context, string, string) (float64, error) {
		t.Error("asked")
		return 0, nil
	}, nil)
	r, err := g.Review(context.Background(), "", trueWindow)
	require.NoError(t, err)
	assert.True(t, r.Approved)
	_, s := stream(g, nil, trueWindow)
	assert.NoError(t, s.Err)
	_, s = stream(g, &StreamOptions{Prompt: "How long?"}, falseWindow)
	assert.Equal(t, CauseContradiction, s.Halt.Cause, "the facts have decided")
}

func TestNLIDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := make(chan struct{})
		g := nliGuard(t, func(context.Context, string, string) (float64, error) {
			<-hang // whatever its context says
			return 0, nil
		}, func(p *Policy) { p.NLI.MaxAbandoned = 2 })
		for i := 1; i <= 2; i++ {
			start := time.Now()
			r, err := g.Review(context.Background(), "How long?", trueWindow)
			require.NoError(t, err)
			assert.Equal(t, 2*time.Second, time.Since(start))
			assert.Equal(t, NLITimeout, r.NLIErr.Kind)
			assert.False(t, r.Approved)
			assert.Equal(t, i, g.Abandoned())
		}
		start := time.Now()
		r, err := g.Review(context.Background(), "How long?", trueWindow)
		require.NoError(t, err)
		assert.Equal(t, NLICrowded, r.NLIErr.Kind)
		assert.Zero(t, time.Since(start))
		close(hang)
		synctest.Wait()
		assert.Zero(t, g.Abandoned())
		r, err = g.Review(context.Background(), "How long?", trueWindow)
		require.NoError(t, err)
		assert.Nil(t, r.NLIErr)
	})
}

func TestNLIThatKeepsItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := nliGuard(t, func(ctx context.Context, _, _ string) (float64, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		}, nil)
		r, err := g.Review(context.Background(), "How long?", trueWindow)
		require.NoError(t, err)
		assert.Equal(t, NLITimeout, r.NLIErr.Kind)
		synctest.Wait()
		assert.Zero(t, g.Abandoned())
	})
}

func TestNLIWaitEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := nliGuard(t, func(ctx context.Context, _, _ string) (float64, error) {
			<-ctx.Done()
			return 0, ctx.Err()
		}, nil)
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_, err := g.Review(ctx, "How long?", trueWindow)
		assert.ErrorIs(t, err, context.DeadlineExceeded)

		ctx, cancel = context.WithCancel(context.Background())
		s := g.Stream(ctx, nil, &StreamOptions{Prompt: "How long?"})
		time.AfterFunc(time.Second, cancel)
		_, err = s.WriteString(trueWindow + strangeClaim)
		require.NoError(t, err)
		_, err = s.WriteString(" " + trueWindow + " ")
		if err == nil {
			err = s.Close()
		}
		assert.ErrorIs(t, err, context.Canceled)
		assert.Nil(t, s.Result().Halt, "a cancelled wait is no failure of the hook")
		synctest.Wait()
	})
}
