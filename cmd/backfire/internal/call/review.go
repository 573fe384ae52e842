package call

import (
	"math"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// callReview: {prompt, answer, facts:[{id, text}], config?} → {score, approved, warning, h_logical, h_factual,
// claims:[…as ground, with span]}; config is that of coherence. Spans of claims are in the answer. The kernel has no use
// for the prompt, which is for an NLI model that this face does not have; it may be left out.
func callReview(s *server, r *wire.Reader) error {
	cfg := fallback.DefaultCoherenceConfig()
	var prompt, answer string
	var facts []document
	err := r.Fields(
		optional("prompt", textInto(r, &prompt)),
		required("answer", textInto(r, &answer)),
		required("facts", documentsInto(r, &facts)),
		optional("config", coherenceConfig(r, &cfg)),
	)
	if err != nil {
		return err
	}
	snapshot, err := s.newIndex(facts, fallback.DefaultBM25)
	if err != nil {
		return err
	}
	var review fallback.Review
	if err := snapshot.Review(&review, answer, cfg, math.NaN()); err != nil {
		return err
	}
	s.out.Object(func() {
		s.writeScore(review.CoherenceScore)
		s.out.Key("h_logical")
		s.out.Float(review.HLogical)
		s.out.Key("h_factual")
		s.out.Float(review.HFactual)
		s.out.Key("claims")
		s.out.Array(func() {
			for i := range review.Claims {
				s.writeReviewedClaim(&review.Claims[i], facts)
			}
		})
	})
	return nil
}

func (s *server) writeReviewedClaim(g *fallback.Grounding, facts []document) {
	s.out.Object(func() {
		s.writeGrounding(g, facts)
		s.out.Key("span")
		s.out.Pair(g.Claim.Start, g.Claim.End)
	})
}
