package fallback

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestCoherence(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	even := CoherenceConfig{Threshold: .5, SoftLimit: .75, WeightLogic: .5, WeightFact: .5}
	for _, c := range []struct {
		name               string
		cfg                CoherenceConfig
		hLogical, hFactual float64
		want               CoherenceScore
	}{
		{"nothing against it", DefaultCoherenceConfig(), 0, 0, CoherenceScore{Score: 1, Approved: true}},
		{"all against it", DefaultCoherenceConfig(), 1, 1, CoherenceScore{Score: 0}},
		{"at the threshold", even, .5, .5, CoherenceScore{Score: .5, Approved: true, Warning: true}},
		{"under the threshold", even, .5, .5 + 0x1p-50, CoherenceScore{Score: .5 - 0x1p-51}},
		{"at the soft limit", even, .25, .25, CoherenceScore{Score: .75, Approved: true}},
		{"under the soft limit", even, .25, .25 + 0x1p-50, CoherenceScore{Score: .75 - 0x1p-51, Approved: true, Warning: true}},
		{"logic weighs more", CoherenceConfig{WeightLogic: .75, WeightFact: .25}, 1, 0, CoherenceScore{Score: .25, Approved: true, Warning: false}},
		{"no logic", CoherenceConfig{Threshold: .6, SoftLimit: .7, WeightFact: 1}, 1, .25, CoherenceScore{Score: .75, Approved: true}},
		{"logic missing", even, nan, 0, CoherenceScore{Score: .75, Approved: true}},
		{"fact missing", even, 0, nan, CoherenceScore{Score: .75, Approved: true}},
		{"both missing", even, nan, nan, CoherenceScore{Score: .5, Approved: true, Warning: true}},
		{"infinite", even, inf, -inf, CoherenceScore{Score: .5, Approved: true, Warning: true}},
		{"below the range", even, -4, 0, CoherenceScore{Score: 1, Approved: true}},
		{"above the range", even, 4, 0, CoherenceScore{Score: 0}},
		{"huge", even, math.MaxFloat64, math.MaxFloat64, CoherenceScore{Score: 0}},
		{"weights that are no numbers give the floor", CoherenceConfig{WeightLogic: nan, Threshold: .6}, 0, 0, CoherenceScore{}},
	} {
		assert.Equal(t, c.want, Coherence(c.cfg, c.hLogical, c.hFactual), c.name)
	}
}

func TestCoherenceIsBoundedAndMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.Float64Range(0, 1).Draw(t, "w_logic")
		cfg := CoherenceConfig{Threshold: .6, SoftLimit: .7, WeightLogic: w, WeightFact: 1 - w}
		require.NoError(t, cfg.Validate())
		logical, factual := anyFloat(t), anyFloat(t)
		got := Coherence(cfg, logical, factual)
		require.True(t, got.Score >= 0 && got.Score <= 1, "%v", got)
		require.Equal(t, got.Score >= cfg.Threshold, got.Approved)
		require.Equal(t, got.Approved && got.Score < cfg.SoftLimit, got.Warning)
		worse := rapid.Float64Range(0, 2).Draw(t, "worse")
		if isFinite(logical + worse) {
			require.LessOrEqual(t, Coherence(cfg, logical+worse, factual).Score, got.Score)
		}
		if isFinite(factual + worse) {
			require.LessOrEqual(t, Coherence(cfg, logical, factual+worse).Score, got.Score)
		}
	})
}

func TestCoherenceConfigValidate(t *testing.T) {
	require.NoError(t, DefaultCoherenceConfig().Validate())
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		field string // "" if it is right
		cfg   CoherenceConfig
	}{
		{"", CoherenceConfig{Threshold: 0, SoftLimit: 0, WeightLogic: 0, WeightFact: 1}},
		{"", CoherenceConfig{Threshold: 1, SoftLimit: 1, WeightLogic: 1, WeightFact: 0}},
		{"", CoherenceConfig{Threshold: .6, SoftLimit: .6, WeightLogic: .6, WeightFact: .4 + 0.9e-9}},
		{"", CoherenceConfig{Threshold: .6, SoftLimit: .6, WeightLogic: .6, WeightFact: .4 - 0.9e-9}},
		{"w_logic + w_fact", CoherenceConfig{WeightLogic: .6, WeightFact: .4 + 1.1e-9}},
		{"w_logic + w_fact", CoherenceConfig{WeightLogic: .6, WeightFact: .4 - 1.1e-9}},
		{"w_logic + w_fact", CoherenceConfig{}},
		{"threshold", CoherenceConfig{Threshold: -.1, WeightLogic: .6, WeightFact: .4}},
		{"threshold", CoherenceConfig{Threshold: 1.1, SoftLimit: 1.1, WeightLogic: .6, WeightFact: .4}},
		{"threshold", CoherenceConfig{Threshold: nan, SoftLimit: 1, WeightLogic: .6, WeightFact: .4}},
		{"soft_limit", CoherenceConfig{Threshold: .6, SoftLimit: -.5, WeightLogic: .6, WeightFact: .4}},
		{"soft_limit", CoherenceConfig{Threshold: .6, SoftLimit: inf, WeightLogic: .6, WeightFact: .4}},
		{"soft_limit", CoherenceConfig{Threshold: .6, SoftLimit: nan, WeightLogic: .6, WeightFact: .4}},
		{"w_logic", CoherenceConfig{Threshold: .6, SoftLimit: .7, WeightLogic: -.5, WeightFact: 1.5}},
		{"w_logic", CoherenceConfig{Threshold: .6, SoftLimit: .7, WeightLogic: nan, WeightFact: 1}},
		{"w_fact", CoherenceConfig{Threshold: .6, SoftLimit: .7, WeightLogic: 0, WeightFact: 1.1}},
		{"w_fact", CoherenceConfig{Threshold: .6, SoftLimit: .7, WeightLogic: 0, WeightFact: -inf}},
	} {
		err := c.cfg.Validate()
		if c.field == "" {
			assert.NoError(t, err, "%+v", c.cfg)
			continue
		}
		var wrong *ConfigError
		require.ErrorAs(t, err, &wrong, "%+v", c.cfg)
		assert.Equal(t, c.field, wrong.Field)
		assert.Contains(t, err.Error(), wrong.Want)
	}
}

func TestClampUnit(t *testing.T) {
	for _, c := range [][2]float64{
		{math.NaN(), 0}, {math.Inf(-1), 0}, {-1, 0}, {math.Copysign(0, -1), 0}, {0, 0}, {5e-324, 5e-324}, {.5, .5}, {1, 1},
		{math.Nextafter(1, 2), 1}, {math.Inf(1), 1},
	} {
		assert.Equal(t, math.Float64bits(c[1]), math.Float64bits(clampUnit(c[0])), "%v", c[0])
	}
}

func TestCoherenceAllocatesNothing(t *testing.T) {
	cfg := DefaultCoherenceConfig()
	assert.Zero(t, testing.AllocsPerRun(100, func() { sinkFloat = Coherence(cfg, .2, .3).Score }))
}

func BenchmarkCoherence(b *testing.B) {
	cfg := DefaultCoherenceConfig()
	h := .2
	for b.Loop() {
		h = Coherence(cfg, h, .3).Score
	}
	sinkFloat = h
}
