package backfire

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDefaultPolicyIsValid(t *testing.T) {
	assert.NoError(t, DefaultPolicy().Validate())
}

func TestPolicyValidateNamesTheKey(t *testing.T) {
	tests := []struct {
		key    string
		change func(*Policy)
	}{
		{"mode", func(p *Policy) { p.Mode = "" }},
		{"mode", func(p *Policy) { p.Mode = "gated" }},
		{"keep_claims", func(p *Policy) { p.KeepClaims = 0 }},
		{"hold.max_bytes", func(p *Policy) { p.Hold.MaxBytes = 63 }},
		{"hold.max_bytes", func(p *Policy) { p.Hold.MaxBytes = 1<<20 + 1 }},
		{"hold.on_overflow", func(p *Policy) { p.Hold.OnOverflow = "drop" }},
		{"hold.max_wait", func(p *Policy) { p.Hold.MaxWait = -1 }},
		{"hold.on_timeout", func(p *Policy) { p.Hold.OnTimeout = "" }},
		{"coherence.threshold", func(p *Policy) { p.Coherence.Threshold = math.NaN() }},
		{"coherence.threshold", func(p *Policy) { p.Coherence.Threshold = -.1 }},
		{"coherence.soft_limit", func(p *Policy) { p.Coherence.SoftLimit = math.Inf(1) }},
		{"coherence.weight_logic", func(p *Policy) { p.Coherence.WeightLogic = 1.5 }},
		{"coherence.weight_fact", func(p *Policy) { p.Coherence.WeightFact = math.Inf(-1) }},
		{"halt.hard_limit", func(p *Policy) { p.Halt.HardLimit = math.NaN() }},
		{"halt.window", func(p *Policy) { p.Halt.Window = 0 }},
		{"halt.window_threshold", func(p *Policy) { p.Halt.WindowThreshold = math.Inf(1) }},
		{"halt.trend_window", func(p *Policy) { p.Halt.TrendWindow = 1 }},
		{"halt.trend_threshold", func(p *Policy) { p.Halt.TrendThreshold = math.NaN() }},
		{"nli.deadline", func(p *Policy) { p.NLI.Deadline = 0 }},
		{"nli.deadline", func(p *Policy) { p.NLI.Deadline = 2 * time.Hour }},
		{"nli.on_failure", func(p *Policy) { p.NLI.OnFailure = "ignore" }},
		{"nli.max_abandoned", func(p *Policy) { p.NLI.MaxAbandoned = 0 }},
	}
	for _, tt := range tests {
		t.Run(tt.key, func(t *testing.T) {
			p := DefaultPolicy()
			tt.change(&p)
			var wrong *PolicyError
			require.ErrorAs(t, p.Validate(), &wrong)
			assert.Equal(t, tt.key, wrong.Key)
			assert.NotEmpty(t, wrong.Want)
		})
	}
}

func TestPolicyWeightsMustSumToOne(t *testing.T) {
	p := DefaultPolicy()
	p.Coherence.WeightLogic = .7
	var wrong *PolicyError
	require.ErrorAs(t, p.Validate(), &wrong)
	assert.Contains(t, wrong.Key, "coherence.weight")
}

func TestNewRefusesTheZeroPolicy(t *testing.T) {
	_, err := New(Config{Facts: shopFacts, Policy: &Policy{}})
	var wrong *PolicyError
	assert.ErrorAs(t, err, &wrong)
}
