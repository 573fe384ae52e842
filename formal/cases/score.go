package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// scoreFields are the fields of a configuration in the order in which they are checked.
var scoreFields = []string{"threshold", "soft_limit", "w_logic", "w_fact", "w_logic + w_fact"}

func scoreSuites(k kernel.Kernel, folder string) ([]suite, error) {
	vectors, err := scoreVectors(folder)
	if err != nil {
		return nil, err
	}
	random, err := scoreRandom(k, rand.New(rand.NewPCG(7, 8)))
	if err != nil {
		return nil, err
	}
	return []suite{{name: "ScoreVectors", of: "coherence", cases: vectors}, {name: "ScoreRandom", of: "coherence", cases: random}}, nil
}

// coqUnits writes a float as the model of scores has it: None if it is not finite.
func coqUnits(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "None"
	}
	fraction, exponent := math.Frexp(x)
	return fmt.Sprintf("(units (%d) (%d))", int64(fraction*(1<<53)), exponent-53)
}

func coqScore(c fallback.CoherenceConfig, logical, factual float64, want string) string {
	return fmt.Sprintf("(%s, %s, %s, %s, %s, %s, %s)", coqUnits(c.Threshold), coqUnits(c.SoftLimit), coqUnits(c.WeightLogic),
		coqUnits(c.WeightFact), coqUnits(logical), coqUnits(factual), want)
}

func coqVerdict(s fallback.CoherenceScore) string {
	return fmt.Sprintf("inr (%s, %t, %t)", coqUnits(s.Score), s.Approved, s.Warning)
}

func scoreVectors(folder string) ([]coqCase, error) {
	vectors, err := readVectors(folder, "coherence")
	if err != nil {
		return nil, err
	}
	var cases []coqCase
	for _, v := range vectors {
		if v.Err != nil && v.Err.Code != "config" {
			continue
		}
		term, err := scoreVector(v)
		if err != nil {
			return nil, fmt.Errorf("coherence, %q: %w", v.Name, err)
		}
		cases = append(cases, coqCase{v.Name, term})
	}
	return cases, nil
}

func scoreVector(v vector) (string, error) {
	var in struct {
		Logical *number `json:"h_logical"`
		Factual *number `json:"h_factual"`
		Config  struct {
			Threshold   *number
			SoftLimit   *number `json:"soft_limit"`
			WeightLogic *number `json:"w_logic"`
			WeightFact  *number `json:"w_fact"`
		}
	}
	if err := json.Unmarshal(v.In, &in); err != nil {
		return "", err
	}
	c, d := &in.Config, fallback.DefaultCoherenceConfig()
	cfg := fallback.CoherenceConfig{
		Threshold: c.Threshold.or(d.Threshold), SoftLimit: c.SoftLimit.or(d.SoftLimit),
		WeightLogic: c.WeightLogic.or(d.WeightLogic), WeightFact: c.WeightFact.or(d.WeightFact),
	}
	logical, factual := in.Logical.or(math.NaN()), in.Factual.or(math.NaN())
	if v.Err != nil {
		for i, field := range scoreFields {
			if strings.HasPrefix(v.Err.Message, field+" is ") {
				return coqScore(cfg, logical, factual, fmt.Sprintf("inl %d%%nat", i)), nil
			}
		}
		return "", fmt.Errorf("no field is refused by %q", v.Err.Message)
	}
	var out struct {
		Score             number
		Approved, Warning bool
	}
	if err := json.Unmarshal(v.Out, &out); err != nil {
		return "", err
	}
	return coqScore(cfg, logical, factual, coqVerdict(fallback.CoherenceScore{
		Score: float64(out.Score), Approved: out.Approved, Warning: out.Warning,
	})), nil
}

// scoreRandom makes pairs of divergences with thresholds on, just below and just above the score that they give.
func scoreRandom(k kernel.Kernel, r *rand.Rand) ([]coqCase, error) {
	divergence := func() float64 {
		switch r.IntN(12) {
		case 0:
			return []float64{0, 1, .5, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1)}[r.IntN(7)]
		case 1:
			return []float64{math.SmallestNonzeroFloat64, 0x1p-1022, 0x1p-1030, math.MaxFloat64, -math.MaxFloat64, 1e300, -1e-300}[r.IntN(7)]
		case 2:
			return 4*r.Float64() - 2
		case 3:
			return math.Ldexp(r.Float64(), -r.IntN(1080))
		}
		return r.Float64()
	}
	var cases []coqCase
	for i := range 500 {
		logical, factual := divergence(), divergence()
		cfg := fallback.CoherenceConfig{Threshold: r.Float64(), SoftLimit: r.Float64(), WeightLogic: r.Float64()}
		if r.IntN(10) == 0 {
			cfg.WeightLogic = []float64{0, 1, math.SmallestNonzeroFloat64, 0x1p-1060}[r.IntN(4)]
		}
		cfg.WeightFact = 1 - cfg.WeightLogic
		s, err := k.Coherence(cfg, logical, factual)
		if err != nil {
			return nil, err
		}
		cfg.Threshold = min(max(near(r, s.Score), 0), 1)
		cfg.SoftLimit = min(max(near(r, s.Score), 0), 1)
		if s, err = k.Coherence(cfg, logical, factual); err != nil {
			return nil, err
		}
		cases = append(cases, coqCase{fmt.Sprintf("pair %d", i), coqScore(cfg, logical, factual, coqVerdict(s))})
	}
	return cases, nil
}
