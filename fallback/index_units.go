package fallback

const (
	// manyTerms is the number of distinct terms above which 65535 units are too coarse; such queries are not pruned.
	manyTerms = 2048

	maxUnits   = 1<<16 - 1
	slackUnits = 1
)

// termBounds is what pruning knows of a term.
type termBounds struct {
	weight  uint64   // what a ratio of 1 gives, in units
	bound   uint32   // the most that a document gets, in units
	density float64  // the bound by the length of the list: how little work it takes to know much
	here    []uint32 // the postings in the segment at hand
}

// quantise turns weights and bounds into units, such that the bounds of all terms together fit in maxUnits: a bound is
// at most 2 units above the exact share of its term, for which 4 are kept free.
func (sc *SearchScratch) quantise() {
	p := &sc.pruning
	sum := 0.0
	for i := range sc.cursors {
		cur := &sc.cursors[i]
		best := float64(cur.peaks.best(sc.ratios.bounds)) / (1 << boundShift)
		cur.pruned.density = cur.count * cur.weight * best
		sum += cur.pruned.density
	}
	p.scale = float64(maxUnits-4*len(sc.cursors)) / sum
	p.error, p.exact, p.floor = slackUnits, true, 0
	if p.sums == nil {
		p.sums = new([segmentSize]uint16)
	}
	for i := range sc.cursors {
		cur := &sc.cursors[i]
		cur.pruned.weight = uint64(cur.count*cur.weight*p.scale) + 1 // below 2⁴⁰, as best is at least 2⁻²⁴
		cur.pruned.bound = cur.units(cur.peaks.best(sc.ratios.bounds))
		cur.pruned.density /= float64(len(cur.list))
		p.exact = p.exact && cur.peaks.exact()
		p.error += uint32(cur.pruned.weight>>boundShift) + 3 // for rounding up weight, bounds[code] and the product
	}
}

// units returns the units for a ratio bound.
func (cur *cursor) units(ratio uint32) uint32 {
	return uint32(cur.pruned.weight*uint64(ratio)>>boundShift) + 1
}

// rank sorts the cursors by falling density.
func (sc *SearchScratch) rank() {
	ranked := sc.pruning.ranked[:0]
	for i := range sc.cursors {
		ranked = append(ranked, uint32(i))
		density := sc.cursors[i].pruned.density
		j := i
		for ; j > 0 && sc.cursors[ranked[j-1]].pruned.density < density; j-- {
			ranked[j] = ranked[j-1]
		}
		ranked[j] = uint32(i)
	}
	sc.pruning.ranked = ranked
}
