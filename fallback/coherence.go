package fallback

import "math"

// weightSlack is how far the weights' sum may be from 1.
const weightSlack = 1e-9

// missingDivergence stands in for a divergence that is missing or not finite.
const missingDivergence = .5

// CoherenceConfig parameterises Coherence.
type CoherenceConfig struct {
	Threshold   float64 // [0,1]; a score of at least this is approved
	SoftLimit   float64 // [0,1]; an approved score below this is a warning; at most Threshold: none is
	WeightLogic float64 // [0,1]; WeightLogic + WeightFact = 1 ± 1e-9
	WeightFact  float64 // [0,1]
}

// DefaultCoherenceConfig returns threshold .6, soft limit .7 and weights .6 (logic) and .4 (fact).
func DefaultCoherenceConfig() CoherenceConfig {
	return CoherenceConfig{Threshold: .6, SoftLimit: .7, WeightLogic: .6, WeightFact: .4}
}

// Validate returns a *ConfigError naming the first field that is out of its range.
func (c CoherenceConfig) Validate() error {
	if err := within("threshold", c.Threshold, 0, 1); err != nil {
		return err
	}
	if err := within("soft_limit", c.SoftLimit, 0, 1); err != nil {
		return err
	}
	if err := within("w_logic", c.WeightLogic, 0, 1); err != nil {
		return err
	}
	if err := within("w_fact", c.WeightFact, 0, 1); err != nil {
		return err
	}
	if sum := c.WeightLogic + c.WeightFact; math.Abs(sum-1) > weightSlack {
		return &ConfigError{"w_logic + w_fact", sum, "a sum of 1"}
	}
	return nil
}

// CoherenceScore is the verdict of Coherence.
type CoherenceScore struct {
	Score    float64 // [0,1]
	Approved bool    // Score ≥ threshold
	Warning  bool    // approved, and Score < soft limit
}

// Coherence returns clamp(1 − (w_logic·hLogical + w_fact·hFactual)). A divergence that is NaN (missing) or infinite
// counts as .5; a finite one outside [0,1] is taken as it is, and the score is clamped. The configuration must be valid.
// It does not allocate and may run concurrently.
func Coherence(c CoherenceConfig, hLogical, hFactual float64) CoherenceScore {
	sum := float64(c.WeightLogic*finiteDivergence(hLogical)) + float64(c.WeightFact*finiteDivergence(hFactual))
	score := clampUnit(1 - sum)
	approved := score >= c.Threshold
	return CoherenceScore{Score: score, Approved: approved, Warning: approved && score < c.SoftLimit}
}

func finiteDivergence(h float64) float64 {
	if !isFinite(h) {
		return missingDivergence
	}
	return h
}
