package call

import (
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// callGround: {claim, evidence:[{id, text}]} → {verdict, support, reason, claim_span, evidence_id, evidence_span} and,
// for a contradiction, {claim_focus, evidence_focus}: the words that contradict each other.
func callGround(s *server, r *wire.Reader) error {
	var claim string
	var evidence []document
	err := r.Fields(required("claim", textInto(r, &claim)), required("evidence", documentsInto(r, &evidence)))
	if err != nil {
		return err
	}
	facts, err := s.newIndex(evidence, fallback.DefaultBM25)
	if err != nil {
		return err
	}
	g, err := facts.Ground(claim)
	if err != nil {
		return err
	}
	s.out.Object(func() { s.writeGrounding(&g, evidence) })
	return nil
}

// writeGrounding writes the members of a ground answer. evidence_id and evidence_span are null when no evidence decided.
func (s *server) writeGrounding(g *fallback.Grounding, evidence []document) {
	s.out.Key("verdict")
	s.out.Text(g.Verdict.String())
	s.out.Key("support")
	s.out.Float(g.Support)
	s.out.Key("reason")
	s.out.Text(g.Reason.String())
	s.out.Key("claim_span")
	s.out.Pair(g.Claim.Start, g.Claim.End)
	if g.Doc < 0 {
		s.writeEvidence(nil, fallback.Span{})
	} else {
		s.writeEvidence(evidence[g.Doc].json, g.Evidence)
	}
	s.writeFocus(g.Verdict, g.ClaimFocus, g.EvidenceFocus)
}

func (s *server) writeEvidence(id []byte, span fallback.Span) {
	s.out.Key("evidence_id")
	if id == nil {
		s.out.Null()
		s.out.Key("evidence_span")
		s.out.Null()
		return
	}
	s.out.Raw(id)
	s.out.Key("evidence_span")
	s.out.Pair(span.Start, span.End)
}

func (s *server) writeFocus(v fallback.Verdict, claim, evidence fallback.Span) {
	if v != fallback.Contradicted {
		return
	}
	s.out.Key("claim_focus")
	s.out.Pair(claim.Start, claim.End)
	s.out.Key("evidence_focus")
	s.out.Pair(evidence.Start, evidence.End)
}
