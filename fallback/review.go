package fallback

import "math"

// Review is the verdict on a whole answer. Fill it with Kernel.Review, which reuses its storage.
type Review struct {
	CoherenceScore
	HLogical float64     // as handed in; 0 if it was NaN: none
	HFactual float64     // the largest over the claims of 1 − support, 1 for a contradicted claim
	Claims   []Grounding // in order; spans are in the answer
}

// Review grounds every claim of answer and scores the whole: coherence of hLogical, which an NLI model may have given and
// is NaN if none did, and of the worst claim. Without hLogical the factual weight is 1. An answer with a contradicted
// claim is never approved. An answer without claims has nothing against it.
func (k *Kernel) Review(r *Review, s *Scratch, answer string, facts Snapshot, cfg CoherenceConfig, hLogical float64) {
	r.Claims = r.Claims[:0]
	r.HFactual = 0
	var seg Segmenter
	for base := 0; ; {
		end, ok := k.Segment(&seg, answer[base:], true)
		if !ok {
			break
		}
		g := k.Ground(s, answer[base:base+end], facts)
		if g.Claim.Len() > 0 {
			g.shift(base)
			r.Claims = append(r.Claims, g)
			r.HFactual = max(r.HFactual, g.Divergence())
		}
		base += end
	}
	r.HLogical = hLogical
	if math.IsNaN(hLogical) {
		r.HLogical = 0
		cfg.WeightLogic, cfg.WeightFact = 0, 1
	}
	r.CoherenceScore = Coherence(cfg, r.HLogical, r.HFactual)
	for i := range r.Claims {
		if r.Claims[i].Verdict == Contradicted {
			r.Approved, r.Warning = false, false
		}
	}
}

// Divergence is the claim's part in h_factual: 1 − support, and 1 if it is contradicted.
func (g *Grounding) Divergence() float64 {
	if g.Verdict == Contradicted {
		return 1
	}
	return 1 - g.Support
}

// shift moves the spans in the claim's text to where the claim begins in a longer one.
func (g *Grounding) shift(base int) {
	g.Claim.Start += base
	g.Claim.End += base
	if g.ClaimFocus.Len() > 0 {
		g.ClaimFocus.Start += base
		g.ClaimFocus.End += base
	}
}
