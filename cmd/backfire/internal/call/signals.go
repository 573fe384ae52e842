package call

import (
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// callSignals: {claim, source} → {entity_overlap, numeric, negation_flip, traceability, word_overlap, lite}.
func callSignals(s *server, r *wire.Reader) error {
	var claim, source string
	err := r.Fields(required("claim", textInto(r, &claim)), required("source", textInto(r, &source)))
	if err != nil {
		return err
	}
	var c, src fallback.Analysis
	s.kernel.Analyze(&c, claim)
	s.kernel.Analyze(&src, source)
	sig := s.kernel.Signals(&s.scratch, &c, &src)
	s.out.Object(func() {
		s.out.Key("entity_overlap")
		s.out.Float(sig.EntityOverlap)
		s.out.Key("numeric")
		s.out.Text(sig.Numeric.String())
		s.out.Key("negation_flip")
		s.out.Bool(sig.NegationFlip)
		s.out.Key("traceability")
		s.out.Float(sig.Traceability)
		s.out.Key("word_overlap")
		s.out.Float(sig.WordOverlap)
		s.out.Key("lite")
		s.out.Float(sig.Lite)
	})
	return nil
}
