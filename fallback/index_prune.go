package fallback

// Pruning finds the k best documents without scoring them all, after MaxScore (Turtle and Flood, "Query evaluation:
// strategies and optimizations", 1995). Every term has a bound, the most it can give to a document. Once k documents are
// known to reach some score, terms whose bounds together stay below it cannot bring in a document of their own. So only
// the lists of the other terms, the essential ones, are gone through; of the documents in them only those are kept whose
// own bound reaches that score; and the few that remain are scored exactly, by the same code as without pruning.
//
// Why nothing can be lost: bounds are integers in units of 1/scale of a score, and sums of integers have neither order
// nor rounding. A posting gives at most
//
//	(weight·bounds[code])>>24 + 1 units,   weight = floor(count·idf·(k1+1)·scale) + 1,   bounds[code] = ⌈2²⁴·ratio⌉,
//
// because x>>24 + 1 > x/2²⁴. Floating point enters only where weight is made, where a score is summed and where a score
// is turned into units. Each is off by a relative 2⁻⁵² per operation, together by less than 2⁻⁶ units for any query of
// fewer than 2³⁰ occurrences, as no score is above 65535 units; a whole unit is set aside for it (slackUnits). A document
// is dropped only if its bound lies below what k documents are known to reach, less that unit: then its score lies below
// theirs, and it could not even tie.

// contender is a document that may be a hit.
type contender struct {
	posting uint32 // any posting of it, for its offset and length
	bound   uint32 // of its score, but for the terms not yet looked up
}

// pruning is the part of a scratch that only pruning uses.
type pruning struct {
	scale  float64              // units per score
	error  uint32               // how many units the bound of a document may lie above its score
	exact  bool                 // all codes of all terms are exact, without which error says nothing
	floor  uint32               // units that k documents are known to reach
	ranked []uint32             // cursors by falling density
	active []uint32             // those of ranked with postings in the segment at hand
	rest   []uint32             // rest[i] is the sum of the bounds of active[i:]
	summed []uint32             // those of active whose postings have been added to sums, the essential ones first
	looked []uint32             // those of active to be looked up for each contender
	sums   *[segmentSize]uint16 // of bounds, by offset; all 0 between segments
	found  []contender
	picked []Hit // the best by bound; Doc is a posting or an index in found
	batch  []uint32
	parts  []float64
	totals []float64
}

// scorePruned pushes every document that is among the k best.
func (sc *SearchScratch) scorePruned(s *Snapshot, t *topK) {
	sc.quantise()
	sc.rank()
	for base := uint64(0); base < uint64(s.n); base += segmentSize {
		g := segmentSearch{SearchScratch: sc, pruning: &sc.pruning, snapshot: s, top: t, base: uint32(base)}
		g.run()
	}
}

// segmentSearch is the search of one segment.
type segmentSearch struct {
	*SearchScratch
	*pruning
	snapshot *Snapshot
	top      *topK
	base     uint32 // the segment's first document
}

func (g *segmentSearch) run() {
	g.activate()
	essential, touched := g.sumEssential()
	if essential == 0 {
		return
	}
	rest := g.divideRest(essential, touched)
	found := g.collect(essential, touched, rest)
	for _, at := range g.looked {
		cur := &g.cursors[at]
		rest -= cur.pruned.bound
		found = g.lookUp(cur, found, g.cut(rest))
	}
	g.settle(found)
}

// activate finds the cursors with postings in the segment.
func (g *segmentSearch) activate() {
	g.active = g.active[:0]
	for _, at := range g.ranked {
		cur := &g.cursors[at]
		cur.pruned.here = cur.segment(g.base >> segmentShift)
		if len(cur.pruned.here) > 0 {
			g.active = append(g.active, at)
		}
	}
	g.rest = append(g.rest[:0], make([]uint32, len(g.active)+1)...)
	for i := len(g.active) - 1; i >= 0; i-- {
		g.rest[i] = g.rest[i+1] + g.cursors[g.active[i]].pruned.bound
	}
}

// cut returns the bound, 1 or above, below which a document that can still get at most rest more is dropped.
func (g *segmentSearch) cut(rest uint32) uint32 {
	least := max(g.inUnits(g.top.least), int64(g.floor))
	return uint32(max(least-int64(rest), 1))
}

// inUnits returns the units that a document with at least that score surely reaches.
func (g *segmentSearch) inUnits(score float64) int64 { return int64(score*g.scale) - slackUnits }

// How sumEssential and divideRest weigh one way of work against another. Measured; they cannot change a result.
const (
	firstPick  = 1024 // postings before the first pick
	pickPerHit = 4    // postings per hit wanted below which a pick finds too little
	sumPerLook = 4    // postings that are added up in the time of looking up one
)

// sumEssential adds up the bounds of the terms that can bring in a document and returns how many terms that are, and how
// many postings they have. Whenever the work done so far would double, it looks for a better floor first.
func (g *segmentSearch) sumEssential() (essential, touched int) {
	next := firstPick
	for essential < len(g.active) && g.rest[essential] >= g.cut(0) {
		cur := &g.cursors[g.active[essential]]
		after := touched + len(cur.pruned.here)
		if after > next && touched >= pickPerHit*g.top.k {
			next = 2 * after
			g.raiseFloor(essential)
			continue
		}
		g.sum(cur)
		touched = after
		essential++
	}
	g.summed = append(g.summed[:0], g.active[:essential]...)
	return essential, touched
}

// sum adds the bounds of a term's postings to the sums of their documents.
func (g *segmentSearch) sum(cur *cursor) {
	sums, bounds, weight := g.sums, g.ratios.bounds, cur.pruned.weight
	for _, posting := range cur.pruned.here {
		sums[posting>>offsetShift] += uint16(weight*uint64(bounds[posting&codeMask])>>boundShift) + 1
	}
}

// divideRest decides which of the other terms are looked up and adds up the rest of them, where that is less work. It
// returns the sum of the bounds of the terms to be looked up.
func (g *segmentSearch) divideRest(essential, touched int) (rest uint32) {
	g.looked = g.looked[:0]
	for _, at := range g.active[essential:] {
		cur := &g.cursors[at]
		if cur.column == nil && len(cur.pruned.here) < sumPerLook*touched {
			g.sum(cur)
			g.summed = append(g.summed, at)
			continue
		}
		g.looked = append(g.looked, at)
		rest += cur.pruned.bound
	}
	return rest
}

// collect returns the documents of the essential terms whose sums reach the cut, and clears all sums.
func (g *segmentSearch) collect(essential, touched int, rest uint32) []contender {
	most := min(touched, segmentSize) + 1 // one more, as each is written before it is known to be kept
	if cap(g.found) < most {
		g.found = make([]contender, most)
	}
	found, sums, cut := g.found[:most], g.sums, g.cut(rest)
	n := 0
	for _, at := range g.summed[:essential] {
		for _, posting := range g.cursors[at].pruned.here {
			sum := uint32(sums[posting>>offsetShift])
			sums[posting>>offsetShift] = 0 // so that another posting of the document falls below the cut
			found[n] = contender{posting, sum}
			if sum >= cut { // no branch: compiled to an addition
				n++
			}
		}
	}
	for _, at := range g.summed[essential:] {
		for _, posting := range g.cursors[at].pruned.here {
			sums[posting>>offsetShift] = 0
		}
	}
	return found[:n]
}

// lookUp adds a term's bounds to those of the contenders, which it filters in place.
func (g *segmentSearch) lookUp(cur *cursor, found []contender, cut uint32) []contender {
	if cur.column != nil {
		return g.lookUpColumn(cur, found, cut)
	}
	n := 0
	for _, f := range found {
		f.bound += cur.units(g.ratios.bounds[cur.code(g.base, f.posting)])
		found[n] = f
		if f.bound >= cut {
			n++
		}
	}
	return found[:n]
}

// lookUpColumn is lookUp for a term with a column. Like lookUp it gives a document without the term one unit too many,
// as a branch would cost more.
func (g *segmentSearch) lookUpColumn(cur *cursor, found []contender, cut uint32) []contender {
	column, bounds, weight := cur.column.from(g.base), g.ratios.bounds, cur.pruned.weight
	n := 0
	for _, f := range found {
		if offset := int(f.posting >> offsetShift); offset < len(column) {
			code := f.posting&lengthMask | uint32(column[offset])
			f.bound += uint32(weight*uint64(bounds[code])>>boundShift) + 1
		}
		found[n] = f
		if f.bound >= cut {
			n++
		}
	}
	return found[:n]
}

// code returns the code of the term for the document of a posting of another term, 0 if the document lacks the term.
func (cur *cursor) code(base, posting uint32) uint32 {
	offset := posting >> offsetShift
	if cur.column != nil {
		column := cur.column.from(base)
		if int(offset) < len(column) && column[offset] != 0 {
			return posting&lengthMask | uint32(column[offset])
		}
		return 0
	}
	here := cur.pruned.here
	if i := countBelow(here, offset); i < len(here) && here[i]>>offsetShift == offset {
		return here[i] & codeMask
	}
	return 0
}
