package fallback

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestInjectionVerdictOfAClaim(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	below := func(x float64) float64 { return math.Nextafter(x, 0) }
	for _, c := range []struct {
		name                              string
		trace, forward, reverse, baseline float64
		want                              ClaimVerdict
		divergence                        float64
	}{
		{"follows", 1, 0, 0, 0, Grounded, 0},
		{"traceable, near drift", 1, below(.6), 1, 0, Grounded, below(.6)},
		{"traceable, at drift", 1, .6, .6, 0, Drifted, .6},
		{"traceable, far away", 1, 1, 1, 0, Drifted, 1},
		{"at the floor", .15, 0, 0, 0, Grounded, 0},
		{"under the floor", below(.15), 0, 0, 0, Injected, 0},
		{"hardly traceable, near drift", .15, below(.6), 1, 0, Grounded, below(.6)},
		{"hardly traceable, at drift", .15, .6, 1, 0, Injected, .6},
		{"little traceable, at drift", below(.3), .6, 1, 0, Injected, .6},
		{"traceable enough, at drift", .3, .6, 1, 0, Drifted, .6},
		{"traceable enough, far away", .3, 1, 1, 0, Drifted, 1},
		{"the smaller direction counts, forward", .9, .25, .875, 0, Grounded, .25},
		{"the smaller direction counts, reverse", .9, .875, .25, 0, Grounded, .25},
		{"baseline", .9, .75, .75, .5, Grounded, .5},
		{"baseline and drift", .9, .875, .875, .5, Drifted, .75},
		{"under the baseline", .9, .25, .25, .5, Grounded, 0},
		{"baseline 1", .9, 1, 1, 1, Grounded, 0},
		{"baseline near 1", .9, 1, 1, below(1), Drifted, 1},
		{"baseline over 1", .9, 1, 1, 7, Grounded, 0},
		{"negative baseline", .9, .5, .5, -7, Grounded, .5},
		{"baseline NaN", .9, .5, .5, nan, Grounded, .5},
		{"baseline infinite", .9, .5, .5, inf, Grounded, .5},
		{"forward missing", .9, nan, 1, 0, Grounded, .5},
		{"reverse missing", .9, 1, nan, 0, Grounded, .5},
		{"forward infinite", .9, inf, 1, 0, Grounded, .5},
		{"reverse minus infinite", .9, 1, -inf, 0, Grounded, .5},
		{"over the range", .9, 7, 7, 0, Drifted, 1},
		{"under the range", .9, -7, 7, 0, Grounded, 0},
		{"traceability missing", nan, 0, 0, 0, Injected, 0},
		{"traceability infinite", inf, 0, 0, 0, Injected, 0},
		{"traceability over the range", 7, 0, 0, 0, Grounded, 0},
		{"traceability under the range", -7, 0, 0, 0, Injected, 0},
	} {
		claims := []InjectionClaim{{Traceability: c.trace, EntityOverlap: nan, Forward: c.forward, Reverse: c.reverse}}
		got, _ := InjectionVerdict(nil, claims, 0, c.baseline, DefaultInjectionConfig())
		assert.Equal(t, []InjectionClaimResult{{c.want, c.divergence}}, got, c.name)
	}
}

func TestInjectionClaimThreshold(t *testing.T) {
	cfg := DefaultInjectionConfig()
	cfg.Drift = .9
	verdict := func(trace, divergence float64) ClaimVerdict {
		got, _ := InjectionVerdict(nil, []InjectionClaim{{Traceability: trace, Forward: divergence, Reverse: divergence}}, 0, 0, cfg)
		return got[0].Verdict
	}
	assert.Equal(t, Injected, verdict(math.Nextafter(.2, 0), .75))
	assert.Equal(t, Grounded, verdict(math.Nextafter(.2, 0), math.Nextafter(.75, 0)))
	assert.Equal(t, Grounded, verdict(.2, .75))
	assert.Equal(t, Injected, verdict(.2, .9))
	assert.Equal(t, Drifted, verdict(.3, .9))
}

// The claims of the tests below: one of each verdict.
var (
	groundedClaim = InjectionClaim{Traceability: 1}
	driftedClaim  = InjectionClaim{Traceability: 1, Forward: .7, Reverse: .7}
	injectedClaim = InjectionClaim{Traceability: 0, Forward: .9, Reverse: .9}
)

func TestInjectionVerdictSumsUp(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	strict := DefaultInjectionConfig()
	strict.Detect, strict.Stage1Weight = .5, .5
	alone := DefaultInjectionConfig()
	alone.Stage1Weight = 1
	for _, c := range []struct {
		name      string
		cfg       InjectionConfig
		claims    []InjectionClaim
		sanitizer float64
		want      InjectionResult
	}{
		{"no claims", DefaultInjectionConfig(), nil, 1, InjectionResult{Risk: 0, Combined: .3}},
		{"grounded", DefaultInjectionConfig(), []InjectionClaim{groundedClaim}, 0, InjectionResult{}},
		{"drifted", strict, []InjectionClaim{driftedClaim}, 0, InjectionResult{Risk: .4, Combined: .2}},
		{"injected", DefaultInjectionConfig(), []InjectionClaim{injectedClaim}, 0, InjectionResult{Risk: 1, Combined: .7, Detected: true}},
		{"all at once", DefaultInjectionConfig(), []InjectionClaim{injectedClaim}, 1, InjectionResult{Risk: 1, Combined: 1, Detected: true}},
		{"one of each", strict, []InjectionClaim{groundedClaim, driftedClaim, injectedClaim}, .5,
			InjectionResult{Risk: 0.4666666666666666, Combined: 0.4833333333333333}},
		{"half injected", strict, []InjectionClaim{groundedClaim, injectedClaim}, .5, InjectionResult{Risk: .5, Combined: .5, Detected: true}},
		{"under detection", strict, []InjectionClaim{groundedClaim, injectedClaim}, .5 - 0x1p-50,
			InjectionResult{Risk: .5, Combined: .5 - 0x1p-51}},
		{"sanitizer alone", alone, []InjectionClaim{injectedClaim}, .25, InjectionResult{Risk: 1, Combined: .25}},
		{"sanitizer NaN", strict, []InjectionClaim{injectedClaim}, nan, InjectionResult{Risk: 1, Combined: .5, Detected: true}},
		{"sanitizer infinite", strict, []InjectionClaim{groundedClaim}, inf, InjectionResult{}},
		{"sanitizer over the range", strict, nil, 7, InjectionResult{Combined: .5, Detected: true}},
		{"sanitizer under the range", strict, nil, -7, InjectionResult{}},
	} {
		_, got := InjectionVerdict(nil, c.claims, c.sanitizer, 0, c.cfg)
		assert.Equal(t, c.want, got, c.name)
	}
}

func TestInjectionVerdictAppends(t *testing.T) {
	got, _ := InjectionVerdict([]InjectionClaimResult{{Drifted, .25}}, []InjectionClaim{injectedClaim, groundedClaim}, 0, 0, DefaultInjectionConfig())
	assert.Equal(t, []InjectionClaimResult{{Drifted, .25}, {Injected, .9}, {Grounded, 0}}, got)
}

func anyInjectionConfig(t *rapid.T) InjectionConfig {
	unit := rapid.Float64Range(0, 1)
	return InjectionConfig{
		Detect: unit.Draw(t, "detect"), Drift: unit.Draw(t, "drift"), Claim: unit.Draw(t, "claim"),
		TraceFloor: unit.Draw(t, "floor"), Stage1Weight: unit.Draw(t, "weight"),
	}
}

func TestInjectionVerdictStaysInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := make([]InjectionClaim, rapid.IntRange(0, 5).Draw(t, "claims"))
		for i := range claims {
			claims[i] = InjectionClaim{anyFloat(t), anyFloat(t), anyFloat(t), anyFloat(t)}
		}
		cfg := anyInjectionConfig(t)
		results, sum := InjectionVerdict(nil, claims, anyFloat(t), anyFloat(t), cfg)
		require.Len(t, results, len(claims))
		for _, r := range results {
			require.True(t, r.Divergence >= 0 && r.Divergence <= 1, "%+v", r)
		}
		require.True(t, sum.Risk >= 0 && sum.Risk <= 1, "%+v", sum)
		require.True(t, sum.Combined >= 0 && sum.Combined <= 1, "%+v", sum)
		require.Equal(t, sum.Combined >= cfg.Detect, sum.Detected)
	})
}

// TestInjectionVerdictIsMonotone: more divergence, less traceability, a lower baseline or a worse sanitizer never help.
func TestInjectionVerdictIsMonotone(t *testing.T) {
	unit := rapid.Float64Range(0, 1)
	rapid.Check(t, func(t *rapid.T) {
		cfg := anyInjectionConfig(t)
		c := InjectionClaim{Traceability: unit.Draw(t, "trace"), Forward: unit.Draw(t, "forward"), Reverse: unit.Draw(t, "reverse")}
		worse := InjectionClaim{
			Traceability: min(c.Traceability, unit.Draw(t, "less trace")),
			Forward:      max(c.Forward, unit.Draw(t, "more forward")), Reverse: max(c.Reverse, unit.Draw(t, "more reverse")),
		}
		sanitizer, baseline := unit.Draw(t, "sanitizer"), unit.Draw(t, "baseline")
		before, sumBefore := InjectionVerdict(nil, []InjectionClaim{c}, sanitizer, baseline, cfg)
		after, sumAfter := InjectionVerdict(nil, []InjectionClaim{worse}, max(sanitizer, unit.Draw(t, "more")), baseline, cfg)
		require.GreaterOrEqual(t, after[0].Divergence, before[0].Divergence)
		require.GreaterOrEqual(t, after[0].Verdict, before[0].Verdict)
		require.GreaterOrEqual(t, sumAfter.Combined, sumBefore.Combined)
	})
}

func TestInjectionVerdictIgnoresTheOrderOfClaims(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := rapid.SliceOf(rapid.SampledFrom([]InjectionClaim{groundedClaim, driftedClaim, injectedClaim})).Draw(t, "claims")
		_, want := InjectionVerdict(nil, claims, .3, 0, DefaultInjectionConfig())
		_, got := InjectionVerdict(nil, rapid.Permutation(claims).Draw(t, "permuted"), .3, 0, DefaultInjectionConfig())
		require.Equal(t, want, got)
	})
}

func TestInjectionConfigValidate(t *testing.T) {
	require.NoError(t, DefaultInjectionConfig().Validate())
	for field, at := range map[string]func(*InjectionConfig) *float64{
		"detect":        func(c *InjectionConfig) *float64 { return &c.Detect },
		"drift":         func(c *InjectionConfig) *float64 { return &c.Drift },
		"claim":         func(c *InjectionConfig) *float64 { return &c.Claim },
		"trace_floor":   func(c *InjectionConfig) *float64 { return &c.TraceFloor },
		"stage1_weight": func(c *InjectionConfig) *float64 { return &c.Stage1Weight },
	} {
		for _, v := range []float64{0, 1} {
			cfg := DefaultInjectionConfig()
			*at(&cfg) = v
			assert.NoError(t, cfg.Validate(), field)
		}
		for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -5e-324, math.Nextafter(1, 2)} {
			cfg := DefaultInjectionConfig()
			*at(&cfg) = v
			var wrong *ConfigError
			require.ErrorAs(t, cfg.Validate(), &wrong, field)
			assert.Equal(t, field, wrong.Field)
		}
	}
}

func TestClaimVerdictNames(t *testing.T) {
	for i, name := range []string{"grounded", "drifted", "injected", ""} {
		assert.Equal(t, name, ClaimVerdict(i).String())
	}
}

func TestInjectionVerdictAllocatesNothing(t *testing.T) {
	claims, dst := []InjectionClaim{groundedClaim, driftedClaim, injectedClaim}, make([]InjectionClaimResult, 0, 3)
	cfg := DefaultInjectionConfig()
	assert.Zero(t, testing.AllocsPerRun(100, func() { dst, _ = InjectionVerdict(dst[:0], claims, .3, .1, cfg) }))
}

func BenchmarkInjectionVerdict(b *testing.B) {
	claims, dst := []InjectionClaim{groundedClaim, driftedClaim, injectedClaim}, make([]InjectionClaimResult, 0, 3)
	cfg := DefaultInjectionConfig()
	for b.Loop() {
		dst, _ = InjectionVerdict(dst[:0], claims, .3, .1, cfg)
	}
}
