package fallback

// raiseFloor takes the k documents with the highest sums over the first terms and finds out what they surely reach.
func (g *segmentSearch) raiseFloor(terms int) {
	g.pick(terms)
	if len(g.picked) < g.top.k {
		return
	}
	if !g.exact {
		g.raiseFloorExactly()
		return
	}
	for _, at := range g.active[terms:] {
		cur := &g.cursors[at]
		for i := range g.picked {
			if code := cur.code(g.base, g.picked[i].Doc); code != 0 {
				g.picked[i].Score += float64(cur.units(g.ratios.bounds[code]))
			}
		}
	}
	reached := uint32(maxUnits)
	for _, h := range g.picked {
		reached = min(reached, uint32(h.Score))
	}
	g.floor = max(g.floor, reached-min(reached, g.error))
}

// raiseFloorExactly does the same where bounds may lie far above the scores.
func (g *segmentSearch) raiseFloorExactly() {
	reached := int64(maxUnits)
	for _, h := range g.picked {
		reached = min(reached, g.inUnits(g.score([]uint32{h.Doc})[0]))
	}
	g.floor = max(g.floor, uint32(max(reached, 0)))
}

// pick sets picked to the k documents with the highest sums over the first terms. A document's sum is out of sight while
// it is picked, so that no other posting of it counts.
func (g *segmentSearch) pick(terms int) {
	best := topK{hits: g.picked[:0], k: g.top.k}
	least := uint16(0)
	for _, at := range g.active[:terms] {
		for _, posting := range g.cursors[at].pruned.here {
			offset := posting >> offsetShift
			sum := g.sums[offset]
			if sum <= least || !g.snapshot.has(g.base|offset) {
				continue
			}
			if len(best.hits) == best.k {
				g.putBack(best.hits[0])
			}
			best.push(Hit{posting, float64(sum)})
			least = uint16(best.least)
			g.sums[offset] = 0
		}
	}
	for _, h := range best.hits {
		g.putBack(h)
	}
	g.picked = best.hits
}

// putBack restores the sum of a picked document.
func (g *segmentSearch) putBack(h Hit) { g.sums[h.Doc>>offsetShift] = uint16(h.Score) }
