package fallback

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// scores makes tokens that have nothing but a score.
func scores(values ...float64) (tokens []HaltToken) {
	for _, v := range values {
		tokens = append(tokens, HaltToken{Score: v})
	}
	return tokens
}

func repeated(n int, v float64) []float64 { return slices.Repeat([]float64{v}, n) }

// runTokens steps a new machine through tokens and returns all decisions.
func runTokens(t require.TestingT, cfg HaltConfig, tokens []HaltToken) (decisions []HaltDecision) {
	h, err := NewHalt(cfg)
	require.NoError(t, err)
	for _, token := range tokens {
		decisions = append(decisions, h.Step(token))
	}
	return decisions
}

func TestHalt(t *testing.T) {
	below := func(x float64) float64 { return math.Nextafter(x, math.Inf(-1)) }
	above := func(x float64) float64 { return math.Nextafter(x, math.Inf(1)) }
	nan, inf := math.NaN(), math.Inf(1)
	entropy := func(e float64) []HaltToken { return []HaltToken{{Score: .9, Entropy: e, HasEntropy: true}} }
	elapsed := func(ms float64) []HaltToken { return []HaltToken{{Score: .9, Elapsed: ms, HasElapsed: true}} }
	pass := func(index int, score float64, warning bool) HaltDecision {
		return HaltDecision{Index: index, Value: score, Limit: .5, Warning: warning}
	}
	halt := func(index int, reason HaltReason, value, limit float64) HaltDecision {
		return HaltDecision{Index: index, Halted: true, Reason: reason, Value: value, Limit: limit}
	}
	cfg := DefaultHaltConfig()
	quiet := cfg // neither window is ever full
	quiet.Window, quiet.TrendWindow = 100, 100
	pair := cfg
	pair.TrendWindow, pair.TrendThreshold = 2, .125
	all := HaltToken{Score: .4, Entropy: 9, HasEntropy: true, Elapsed: 99, HasElapsed: true}
	late := HaltToken{Score: .9, Entropy: 9, HasEntropy: true, Elapsed: 99, HasElapsed: true}
	for _, c := range []struct {
		name   string
		cfg    HaltConfig
		tokens []HaltToken
		want   HaltDecision // of the last token
	}{
		{"at the hard limit", cfg, scores(.5), pass(0, .5, true)},
		{"under the hard limit", cfg, scores(below(.5)), halt(0, HaltHardLimit, below(.5), .5)},
		{"at the soft limit", cfg, scores(.7), pass(0, .7, false)},
		{"under the soft limit", cfg, scores(below(.7)), pass(0, below(.7), true)},
		{"second token", cfg, scores(.9, .3), halt(1, HaltHardLimit, .3, .5)},
		{"NaN", cfg, scores(.9, nan), halt(1, HaltNonFinite, 0, .5)},
		{"infinity", cfg, scores(inf), halt(0, HaltNonFinite, 0, .5)},
		{"minus infinity", cfg, scores(-inf), halt(0, HaltNonFinite, 0, .5)},
		{"window not full", cfg, scores(repeated(9, .5)...), pass(8, .5, true)},
		{"window full and low", cfg, scores(repeated(10, .5)...), halt(9, HaltWindowMean, .5, .55)},
		{"window full, mean at the threshold", withWindow(cfg, 4, .625), scores(.5, .625, .625, .75), pass(3, .75, false)},
		{"window full, mean under the threshold", withWindow(cfg, 4, .625), scores(.5, .625, .625, .6875),
			halt(3, HaltWindowMean, .609375, .625)},
		{"window slides", withWindow(cfg, 2, .55), scores(.5, .625, .625, .6, .5, .5), halt(5, HaltWindowMean, .5, .55)},
		{"window of one", withWindow(cfg, 1, .6), scores(.6, .55), halt(1, HaltWindowMean, .55, .6)},
		{"trend not full", cfg, scores(1, .9, .8, .7), pass(3, .7, false)},
		{"trend full and falling", cfg, scores(1, .9, .8, .7, .6), halt(4, HaltTrend, .4, .15)},
		{"trend full and rising", cfg, scores(.6, .7, .8, .9, 1), pass(4, 1, false)},
		{"drop at the threshold", pair, scores(.875, .75), pass(1, .75, false)},
		{"drop over the threshold", pair, scores(.875, below(.75)), halt(1, HaltTrend, .875-below(.75), .125)},
		{"entropy at the limit", cfg, entropy(1.2), pass(0, .9, false)},
		{"entropy over the limit", cfg, entropy(above(1.2)), halt(0, HaltEntropy, above(1.2), 1.2)},
		{"entropy NaN", cfg, entropy(nan), halt(0, HaltEntropy, 0, 1.2)},
		{"entropy infinite", cfg, entropy(inf), halt(0, HaltEntropy, 0, 1.2)},
		{"entropy minus infinite", cfg, entropy(-inf), halt(0, HaltEntropy, 0, 1.2)},
		{"entropy not given", cfg, []HaltToken{{Score: .9, Entropy: 9}}, pass(0, .9, false)},
		{"time at the deadline", cfg, elapsed(50), pass(0, .9, false)},
		{"time over the deadline", cfg, elapsed(above(50)), halt(0, HaltDeadline, above(50), 50)},
		{"time NaN", cfg, elapsed(nan), halt(0, HaltDeadline, 0, 50)},
		{"time infinite", cfg, elapsed(inf), halt(0, HaltDeadline, 0, 50)},
		{"time minus infinite", cfg, elapsed(-inf), halt(0, HaltDeadline, 0, 50)},
		{"time not given", cfg, []HaltToken{{Score: .9, Elapsed: 99}}, pass(0, .9, false)},
		{"hard limit comes first", cfg, []HaltToken{all}, halt(0, HaltHardLimit, .4, .5)},
		{"window before trend", withWindow(cfg, 5, .9), scores(1, .9, .8, .7, .6), halt(4, HaltWindowMean, .8, .9)},
		{"trend before entropy", pair, append(scores(1), HaltToken{Score: .5, Entropy: 9, HasEntropy: true}),
			halt(1, HaltTrend, .5, .125)},
		{"entropy before deadline", cfg, []HaltToken{late}, halt(0, HaltEntropy, 9, 1.2)},
		{"huge scores pass", quiet, scores(1e308, 1e308), pass(1, 1e308, false)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := runTokens(t, c.cfg, c.tokens)
			for _, d := range got[:len(got)-1] {
				require.False(t, d.Halted, "%+v", d)
			}
			assert.Equal(t, c.want, got[len(got)-1])
		})
	}
}

func withWindow(cfg HaltConfig, window int, threshold float64) HaltConfig {
	cfg.Window, cfg.WindowThreshold = window, threshold
	cfg.TrendWindow = max(5, window)
	return cfg
}

func TestHaltTakesLogProbabilities(t *testing.T) {
	cfg := DefaultHaltConfig()
	cfg.HardLimit, cfg.SoftLimit, cfg.WindowThreshold, cfg.Window, cfg.TrendThreshold = -6, -2, -1.5, 3, 100
	got := runTokens(t, cfg, scores(-.5, -1, -3, -.5, -2))
	assert.False(t, got[0].Warning)
	assert.True(t, got[2].Warning)
	assert.Equal(t, HaltDecision{Index: 4, Halted: true, Reason: HaltWindowMean, Value: -5.5 / 3, Limit: -1.5}, got[4])
}

func TestTrendDropIsTheLeastSquaresLine(t *testing.T) {
	for _, c := range []struct {
		scores []float64
		want   float64
	}{
		{[]float64{1, 0}, 1},
		{[]float64{0, 1}, -1},
		{[]float64{1, 9, 0}, 1}, // the middle one does not tilt the line
		{[]float64{4, 3, 2, 1, 0}, 4},
		{[]float64{1, 1, 1, 0, 0, 0}, 9. / 7},
		{[]float64{5, 5, 5, 5}, 0},
		{repeated(999, .1), 0},
		{[]float64{math.MaxFloat64, -math.MaxFloat64}, math.Inf(1)},
		{[]float64{-math.MaxFloat64, math.MaxFloat64}, math.Inf(-1)},
		{[]float64{math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64}, 0}, // ∞ − ∞: no line to be had
	} {
		assert.Equal(t, c.want, trendDrop(c.scores), "%v", c.scores)
	}
}

func TestHaltConfigValidate(t *testing.T) {
	require.NoError(t, DefaultHaltConfig().Validate())
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		field string
		spoil func(*HaltConfig)
	}{
		{"hard_limit", func(c *HaltConfig) { c.HardLimit = nan }},
		{"hard_limit", func(c *HaltConfig) { c.HardLimit = -inf }},
		{"soft_limit", func(c *HaltConfig) { c.SoftLimit = nan }},
		{"soft_limit", func(c *HaltConfig) { c.SoftLimit = inf }},
		{"window", func(c *HaltConfig) { c.Window = 0 }},
		{"window", func(c *HaltConfig) { c.Window = -1 }},
		{"window", func(c *HaltConfig) { c.Window = MaxHaltWindow + 1 }},
		{"window_threshold", func(c *HaltConfig) { c.WindowThreshold = nan }},
		{"window_threshold", func(c *HaltConfig) { c.WindowThreshold = inf }},
		{"trend_window", func(c *HaltConfig) { c.TrendWindow = 1 }},
		{"trend_window", func(c *HaltConfig) { c.TrendWindow = MaxHaltWindow + 1 }},
		{"trend_threshold", func(c *HaltConfig) { c.TrendThreshold = -.01 }},
		{"trend_threshold", func(c *HaltConfig) { c.TrendThreshold = nan }},
		{"entropy_limit", func(c *HaltConfig) { c.EntropyLimit = nan }},
		{"entropy_limit", func(c *HaltConfig) { c.EntropyLimit = -1 }},
		{"deadline_ms", func(c *HaltConfig) { c.Deadline = 0 }},
		{"deadline_ms", func(c *HaltConfig) { c.Deadline = inf }},
	} {
		cfg := DefaultHaltConfig()
		c.spoil(&cfg)
		_, err := NewHalt(cfg)
		var wrong *ConfigError
		require.ErrorAs(t, err, &wrong, c.field)
		assert.Equal(t, c.field, wrong.Field)
		assert.Contains(t, err.Error(), c.field)
		assert.Contains(t, err.Error(), wrong.Want)
	}
}

func TestHaltReasonNames(t *testing.T) {
	names := []string{"", "non_finite", "hard_limit", "window_mean", "trend", "entropy", "deadline", "", ""}
	for i, name := range names {
		assert.Equal(t, name, HaltReason(i).String())
	}
	assert.Empty(t, HaltReason(255).String())
}

// anyConfig draws a valid configuration with small windows, so that they fill.
func anyConfig(t *rapid.T) HaltConfig {
	cfg := HaltConfig{
		HardLimit:       rapid.Float64Range(-1, .6).Draw(t, "hard"),
		Window:          rapid.IntRange(1, 12).Draw(t, "window"),
		WindowThreshold: rapid.Float64Range(-1, 1).Draw(t, "window threshold"),
		TrendWindow:     rapid.IntRange(2, 12).Draw(t, "trend window"),
		TrendThreshold:  rapid.Float64Range(0, 1).Draw(t, "trend threshold"),
		EntropyLimit:    1.2,
		Deadline:        50,
	}
	cfg.SoftLimit = cfg.HardLimit + .1
	return cfg
}

// anyTokens draws tokens: mostly ordinary scores, sometimes anything that a float can be.
func anyTokens(t *rapid.T) []HaltToken {
	ordinary := rapid.Float64Range(0, 1)
	token := rapid.Custom(func(t *rapid.T) HaltToken {
		token := HaltToken{Score: ordinary.Draw(t, "score"), Entropy: ordinary.Draw(t, "entropy"), HasEntropy: true, HasElapsed: true}
		if rapid.IntRange(0, 20).Draw(t, "kind") == 0 {
			token.Score, token.Entropy, token.Elapsed = anyFloat(t), anyFloat(t), anyFloat(t)
			token.HasEntropy, token.HasElapsed = rapid.Bool().Draw(t, "has entropy"), rapid.Bool().Draw(t, "has elapsed")
		}
		return token
	})
	return rapid.SliceOfN(token, 1, 60).Draw(t, "tokens")
}

// anyFloat draws any float64 at all, NaN, infinities and extremes included.
func anyFloat(t *rapid.T) float64 {
	special := []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, 0, math.Copysign(0, -1), 5e-324}
	if i := rapid.IntRange(0, 2*len(special)).Draw(t, "special"); i < len(special) {
		return special[i]
	}
	return rapid.Float64().Draw(t, "float")
}

// TestHaltAgreesWithItsDefinition compares with the definition written out over the whole history.
func TestHaltAgreesWithItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg, tokens := anyConfig(t), anyTokens(t)
		var past []float64
		for i, d := range runTokens(t, cfg, tokens) {
			past = append(past, tokens[i].Score)
			want := defineHalt(cfg, tokens[i], past)
			require.Equal(t, want, d.Reason, "token %d of %v", i, past)
			require.Equal(t, want != HaltNone, d.Halted)
			require.Equal(t, i, d.Index)
			if d.Halted {
				return
			}
		}
	})
}

// defineHalt says what the last of the scores so far comes to.
func defineHalt(cfg HaltConfig, token HaltToken, past []float64) HaltReason {
	last := func(n int) []float64 { return past[max(0, len(past)-n):] }
	sum := 0.0
	for _, y := range last(cfg.Window) {
		sum += y
	}
	switch {
	case math.IsNaN(token.Score) || math.IsInf(token.Score, 0):
		return HaltNonFinite
	case token.Score < cfg.HardLimit:
		return HaltHardLimit
	case len(past) >= cfg.Window && sum/float64(cfg.Window) < cfg.WindowThreshold:
		return HaltWindowMean
	case len(past) >= cfg.TrendWindow && trendDrop(last(cfg.TrendWindow)) > cfg.TrendThreshold:
		return HaltTrend
	case token.HasEntropy && (math.IsNaN(token.Entropy) || math.IsInf(token.Entropy, 0) || token.Entropy > cfg.EntropyLimit):
		return HaltEntropy
	case token.HasElapsed && (math.IsNaN(token.Elapsed) || math.IsInf(token.Elapsed, 0) || token.Elapsed > cfg.Deadline):
		return HaltDeadline
	}
	return HaltNone
}

// TestTrendDropNearTheTextbook compares with the textbook's least squares, which rounds elsewhere.
func TestTrendDropNearTheTextbook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ys := rapid.SliceOfN(rapid.Float64Range(-1, 1), 2, 40).Draw(t, "scores")
		n := float64(len(ys))
		var sx, sy, sxy, sxx float64
		for i, y := range ys {
			x := float64(i)
			sx, sy, sxy, sxx = sx+x, sy+y, sxy+x*y, sxx+x*x
		}
		slope := (n*sxy - sx*sy) / (n*sxx - sx*sx)
		assert.InDelta(t, -slope*(n-1), trendDrop(ys), 1e-12)
	})
}

func TestTrendOfRisingScoresNeverHalts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ys := rapid.SliceOfN(rapid.Float64(), 2, 20).Draw(t, "scores")
		slices.Sort(ys)
		assert.LessOrEqual(t, trendDrop(ys), 0.0)
	})
}

func TestHaltIsIrrevocable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg, tokens := anyConfig(t), anyTokens(t)
		decisions := runTokens(t, cfg, tokens)
		halted := slices.IndexFunc(decisions, func(d HaltDecision) bool { return d.Halted })
		if halted < 0 {
			return
		}
		for _, d := range decisions[halted:] {
			require.Equal(t, decisions[halted], d)
		}
	})
}

func TestHaltOfAPrefixIsAPrefix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg, tokens := anyConfig(t), anyTokens(t)
		n := rapid.IntRange(0, len(tokens)).Draw(t, "n")
		require.Equal(t, runTokens(t, cfg, tokens)[:n], append([]HaltDecision{}, runTokens(t, cfg, tokens[:n])...))
	})
}

func TestHaltResetStartsAfresh(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg, before, after := anyConfig(t), anyTokens(t), anyTokens(t)
		h, err := NewHalt(cfg)
		require.NoError(t, err)
		for _, token := range before {
			h.Step(token)
		}
		h.Reset()
		for i, want := range runTokens(t, cfg, after) {
			require.Equal(t, want, h.Step(after[i]))
		}
	})
}

func TestHaltReportsNoNaN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := anyConfig(t)
		cfg.HardLimit, cfg.WindowThreshold = -math.MaxFloat64, -math.MaxFloat64
		h, err := NewHalt(cfg)
		require.NoError(t, err)
		for range 40 {
			d := h.Step(HaltToken{Score: anyFloat(t), Entropy: anyFloat(t), HasEntropy: true, Elapsed: anyFloat(t), HasElapsed: true})
			require.False(t, math.IsNaN(d.Value) || math.IsNaN(d.Limit), "%+v", d)
			if d.Halted {
				h.Reset()
			}
		}
	})
}

func TestHaltStepAllocatesNothing(t *testing.T) {
	h, err := NewHalt(DefaultHaltConfig())
	require.NoError(t, err)
	token := HaltToken{Score: .9, Entropy: 1, HasEntropy: true, Elapsed: 1, HasElapsed: true}
	assert.Zero(t, testing.AllocsPerRun(1000, func() { h.Step(token) }))
	assert.Zero(t, testing.AllocsPerRun(10, h.Reset))
}

func BenchmarkHaltStep(b *testing.B) {
	h, err := NewHalt(DefaultHaltConfig())
	require.NoError(b, err)
	token := HaltToken{Score: .9, Entropy: 1, HasEntropy: true, Elapsed: 1, HasElapsed: true}
	b.ReportAllocs()
	for b.Loop() {
		if h.Step(token).Halted {
			b.Fatal("halted")
		}
	}
}

func BenchmarkTrendDrop(b *testing.B) {
	ys := []float64{.9, .85, .8, .75, .7}
	for b.Loop() {
		sinkFloat = trendDrop(ys)
	}
}
