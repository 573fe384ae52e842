package fallback

// A document's score is the sum, over the query's occurrences in query order, of weight·ratio, where a term that the
// document lacks adds 0. This file computes it in that order and no other, in two ways: for all documents, a term at a
// time, and for a few documents.

// scoreAll pushes every document with a term of the query.
func (sc *SearchScratch) scoreAll(s *Snapshot, t *topK) {
	for base := uint64(0); base < uint64(s.n); base += segmentSize {
		size := int(min(uint64(s.n)-base, segmentSize))
		if len(sc.scores) < size {
			sc.scores = make([]float64, size)
		}
		scores := sc.scores[:size] // all zero
		for _, at := range sc.order {
			sc.addScores(s, scores, &sc.cursors[at], uint32(base))
		}
		for offset, score := range scores {
			if doc := uint32(base) + uint32(offset); score > t.least && s.has(doc) {
				t.push(Hit{doc, score})
			}
		}
		clear(scores)
	}
}

// addScores adds what one occurrence of a term gives to the scores of a segment.
func (sc *SearchScratch) addScores(s *Snapshot, scores []float64, cur *cursor, base uint32) {
	list, weight, ratios := cur.segment(base>>segmentShift), cur.weight, sc.ratios.exact
	if cur.peaks.exact() {
		for _, posting := range list {
			scores[posting>>offsetShift] += float64(weight * ratios[posting&codeMask])
		}
		return
	}
	for _, posting := range list {
		offset := posting >> offsetShift
		scores[offset] += sc.part(s, cur, base|offset, posting&codeMask)
	}
}

// part returns what one occurrence of a term gives to a document, of which its list has a posting with that code.
func (sc *SearchScratch) part(s *Snapshot, cur *cursor, doc, code uint32) float64 {
	if codeExact(code) {
		return float64(cur.weight * sc.ratios.exact[code])
	}
	norm := sc.ratios.params.norm(float64(s.document(doc).length), sc.ratios.average)
	return float64(cur.weight * ratio(float64(cur.exactTF(doc, code)), norm))
}
