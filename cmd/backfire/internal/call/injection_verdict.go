package call

import (
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// injectionConfig reads {detect, drift, claim, trace_floor, stage1_weight}; what is left out has its default.
func injectionConfig(r *wire.Reader, cfg *fallback.InjectionConfig) func() error {
	return func() error {
		err := r.Fields(
			optional("detect", floatInto(r, &cfg.Detect)),
			optional("drift", floatInto(r, &cfg.Drift)),
			optional("claim", floatInto(r, &cfg.Claim)),
			optional("trace_floor", floatInto(r, &cfg.TraceFloor)),
			optional("stage1_weight", floatInto(r, &cfg.Stage1Weight)),
		)
		if err != nil {
			return err
		}
		return cfg.Validate()
	}
}

func injectionClaimsInto(r *wire.Reader, dst *[]fallback.InjectionClaim) func() error {
	return func() error {
		return r.Array(func(int) error {
			var c fallback.InjectionClaim
			err := r.Fields(
				required("traceability", floatInto(r, &c.Traceability)),
				required("entity_overlap", floatInto(r, &c.EntityOverlap)),
				required("forward", floatInto(r, &c.Forward)),
				required("reverse", floatInto(r, &c.Reverse)),
			)
			*dst = append(*dst, c)
			return err
		})
	}
}

// callInjectionVerdict: {claims:[{traceability, entity_overlap, forward, reverse}], sanitizer, baseline, config?} →
// {claims:[{verdict, divergence}], risk, combined, detected}.
func callInjectionVerdict(s *server, r *wire.Reader) error {
	cfg := fallback.DefaultInjectionConfig()
	var claims []fallback.InjectionClaim
	var sanitizer, baseline float64
	err := r.Fields(
		required("claims", injectionClaimsInto(r, &claims)),
		required("sanitizer", floatInto(r, &sanitizer)),
		required("baseline", floatInto(r, &baseline)),
		optional("config", injectionConfig(r, &cfg)),
	)
	if err != nil {
		return err
	}
	results, sum, err := s.kernel.InjectionVerdict(nil, claims, sanitizer, baseline, cfg)
	if err != nil {
		return err
	}
	s.out.Object(func() {
		s.out.Key("claims")
		s.out.Array(func() {
			for _, c := range results {
				s.out.Object(func() {
					s.out.Key("verdict")
					s.out.Text(c.Verdict.String())
					s.out.Key("divergence")
					s.out.Float(c.Divergence)
				})
			}
		})
		s.out.Key("risk")
		s.out.Float(sum.Risk)
		s.out.Key("combined")
		s.out.Float(sum.Combined)
		s.out.Key("detected")
		s.out.Bool(sum.Detected)
	})
	return nil
}
