package call

import (
	"math"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// coherenceConfig reads {threshold, soft_limit, w_logic, w_fact}; what is left out has its default.
func coherenceConfig(r *wire.Reader, cfg *fallback.CoherenceConfig) func() error {
	return func() error {
		err := r.Fields(
			optional("threshold", floatInto(r, &cfg.Threshold)),
			optional("soft_limit", floatInto(r, &cfg.SoftLimit)),
			optional("w_logic", floatInto(r, &cfg.WeightLogic)),
			optional("w_fact", floatInto(r, &cfg.WeightFact)),
		)
		if err != nil {
			return err
		}
		return cfg.Validate()
	}
}

// callCoherence: {h_logical, h_factual, config?} → {score, approved, warning}. An input that is null or left out is
// missing, which the kernel has a rule for.
func callCoherence(s *server, r *wire.Reader) error {
	cfg := fallback.DefaultCoherenceConfig()
	logical, factual := math.NaN(), math.NaN()
	err := r.Fields(
		optional("h_logical", floatInto(r, &logical)),
		optional("h_factual", floatInto(r, &factual)),
		optional("config", coherenceConfig(r, &cfg)),
	)
	if err != nil {
		return err
	}
	score, err := s.kernel.Coherence(cfg, logical, factual)
	if err != nil {
		return err
	}
	s.out.Object(func() { s.writeScore(score) })
	return nil
}

func (s *server) writeScore(c fallback.CoherenceScore) {
	s.out.Key("score")
	s.out.Float(c.Score)
	s.out.Key("approved")
	s.out.Bool(c.Approved)
	s.out.Key("warning")
	s.out.Bool(c.Warning)
}
