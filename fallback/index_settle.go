package fallback

// settle pushes the contenders that can be among the k best: first those with the highest bounds, so that few others
// remain.
func (g *segmentSearch) settle(found []contender) {
	if len(found) > 2*g.top.k {
		g.settleBest(found)
	}
	for _, f := range found {
		if f.bound < g.cut(0) || !g.snapshot.has(g.base|f.posting>>offsetShift) {
			continue
		}
		g.batch = append(g.batch, f.posting)
		if len(g.batch) == batchSize {
			g.push()
		}
	}
	g.push()
}

// settleBest pushes the k contenders with the highest bounds and sets their bounds to 0, which takes them out.
func (g *segmentSearch) settleBest(found []contender) {
	best := topK{hits: g.picked[:0], k: g.top.k}
	for i, f := range found {
		if bound := float64(f.bound); bound > best.least && g.snapshot.has(g.base|f.posting>>offsetShift) {
			best.push(Hit{uint32(i), bound})
		}
	}
	g.picked = best.hits
	for _, h := range best.hits {
		f := &found[h.Doc]
		f.bound = 0
		g.batch = append(g.batch, f.posting)
		if len(g.batch) == batchSize {
			g.push()
		}
	}
	g.push()
}

// batchSize is the number of documents scored together.
const batchSize = 64

// push scores the documents of the postings in batch exactly, pushes them and empties batch.
func (g *segmentSearch) push() {
	for i, score := range g.score(g.batch) {
		g.top.push(Hit{g.base | g.batch[i]>>offsetShift, score})
	}
	g.batch = g.batch[:0]
}

// score returns the exact scores of the documents of postings. It collects what each term gives, term by term, and adds
// that up in query order.
func (g *segmentSearch) score(postings []uint32) []float64 {
	width := len(g.cursors)
	g.parts = append(g.parts[:0], make([]float64, width*len(postings))...)
	for _, at := range g.active {
		cur := &g.cursors[at]
		for i, posting := range postings {
			if code := cur.code(g.base, posting); code != 0 {
				g.parts[i*width+int(at)] = g.part(g.snapshot, cur, g.base|posting>>offsetShift, code)
			}
		}
	}
	g.totals = g.totals[:0]
	for i := range postings {
		parts := g.parts[i*width : (i+1)*width]
		score := 0.0
		for _, at := range g.order {
			score += parts[at]
		}
		g.totals = append(g.totals, score)
	}
	return g.totals
}
