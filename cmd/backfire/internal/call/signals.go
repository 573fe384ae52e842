package call

import (
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

// callSignals: {claim, source} → {entity_overlap, numeric, negation_flip, traceability, word_overlap, lite}.
func callSignals(s *server, r *wire.Reader) error {
	var claim, source string
	err := r.Fields(required("claim", textInto(r, &claim)), required("source", textInto(r, &source)))
	if err != nil {
		return err
	}
	sig, err := s.kernel.Signals(claim, source)
	if err != nil {
		return err
	}
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
