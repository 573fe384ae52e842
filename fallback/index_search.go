package fallback

import "slices"

// Hit is a document found, by its number in the snapshot searched, with its score, which is above 0.
type Hit struct {
	Doc   uint32
	Score float64
}

// SearchScratch is what a search needs to remember. The zero value is ready; a value kept from search to search saves
// the allocations, whatever snapshots it is used on. It belongs to one goroutine at a time.
type SearchScratch struct {
	terms   queryTerms
	places  []uint32 // of the distinct terms: where in the index, then which cursor
	ratios  ratios
	cursors []cursor  // the distinct terms of the query that the snapshot knows
	order   []uint32  // the cursor of each of their occurrences, in query order
	scores  []float64 // of scoreAll, by offset; all 0 between segments
	pruning pruning
}

// cursor is one distinct term of a query.
type cursor struct {
	postingsView
	count  float64 // occurrences in the query
	weight float64 // idf·(k1 + 1)
	pruned termBounds
}

// Search appends to hits the k documents with the highest scores for a query, the highest first and equal ones in
// insertion order; fewer if fewer documents contain a term of the query, and none if k ≤ 0. A query is a sequence of
// terms as Kernel.Terms returns them: unknown ones are skipped, repeated ones count again. contract/SPEC.md gives the
// formula and its order of operations.
func (s Snapshot) Search(sc *SearchScratch, query []uint64, k int, hits []Hit) []Hit {
	k = min(k, s.Len())
	if k <= 0 || s.total == 0 {
		return hits
	}
	sc.resolve(&s, query)
	t := topK{hits: hits, from: len(hits), k: k}
	if s.n <= fewDocs || len(sc.cursors) > manyTerms {
		sc.scoreAll(&s, &t)
	} else {
		sc.scorePruned(&s, &t)
	}
	clear(sc.cursors) // so that an idle scratch keeps no index alive
	return t.sorted()
}

// fewDocs is the number of documents up to which it is faster to score all than to prune.
const fewDocs = 2048

// resolve finds the query's terms in the index and weighs them. Looking up all terms before reading any list lets the
// processor wait for several cache misses at once.
func (sc *SearchScratch) resolve(s *Snapshot, query []uint64) {
	sc.cursors, sc.order, sc.places = sc.cursors[:0], sc.order[:0], sc.places[:0]
	numbers := sc.terms.number(query)
	c := s.core
	c.mu.RLock()
	defer c.mu.RUnlock()
	sc.ratios.prepare(c.params, float64(s.total)/float64(s.Len()), &c.lengths)
	for _, term := range sc.terms.distinct {
		place, known := c.dict.find(term)
		if !known {
			place = unknownTerm
		}
		sc.places = append(sc.places, place)
	}
	for i, place := range sc.places {
		if place != unknownTerm {
			sc.places[i] = sc.open(s, place)
		}
	}
	for _, n := range numbers {
		if at := sc.places[n]; at != unknownTerm {
			sc.order = append(sc.order, at)
			sc.cursors[at].count++
		}
	}
}

// open appends a cursor for a list and returns its number, unknownTerm if no document of the snapshot is in the list.
func (sc *SearchScratch) open(s *Snapshot, place uint32) uint32 {
	c := s.core
	list := c.lists[place].view()
	if s.n < c.n {
		list.trim(s.n)
	}
	df := len(list.list)
	if s.removals > 0 {
		lost, _ := slices.BinarySearch(c.losses[place], s.removals+1)
		df -= lost
	}
	if df == 0 {
		return unknownTerm
	}
	sc.cursors = append(sc.cursors, cursor{postingsView: list, weight: c.params.weight(s.Len(), df)})
	return uint32(len(sc.cursors) - 1)
}
