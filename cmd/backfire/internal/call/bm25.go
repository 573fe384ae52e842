package call

import (
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// callBM25: {docs:[{id, text}], queries, k, k1?, b?} → {results:[[{id, score}]]}, one list a query, best first.
func callBM25(s *server, r *wire.Reader) error {
	params := fallback.DefaultBM25
	var docs []document
	var queries []string
	var k int
	err := r.Fields(
		required("docs", documentsInto(r, &docs)),
		required("queries", textsInto(r, &queries)),
		required("k", intInto(r, &k)),
		optional("k1", floatInto(r, &params.K1)),
		optional("b", floatInto(r, &params.B)),
	)
	if err != nil {
		return err
	}
	facts, err := s.newIndex(docs, params)
	if err != nil {
		return err
	}
	results := make([][]fallback.Hit, len(queries))
	for i, query := range queries {
		if results[i], err = facts.Search(nil, query, k); err != nil {
			return err
		}
	}
	s.out.Object(func() {
		s.out.Key("results")
		s.out.Array(func() {
			for _, hits := range results {
				s.out.Array(func() { s.writeHits(hits, docs) })
			}
		})
	})
	return nil
}

func (s *server) writeHits(hits []fallback.Hit, docs []document) {
	for _, h := range hits {
		s.out.Object(func() {
			s.out.Key("id")
			s.out.Raw(docs[h.Doc].json)
			s.out.Key("score")
			s.out.Float(h.Score)
		})
	}
}
