package fallback

// topK keeps the k best hits pushed. hits[from:] is a heap with the worst hit on top.
type topK struct {
	hits  []Hit
	from  int
	k     int
	least float64 // the worst score kept once k are kept, 0 before: no lower score can get in
}

// worse reports whether a comes after b in a result.
func worse(a, b Hit) bool {
	return a.Score < b.Score || a.Score == b.Score && a.Doc > b.Doc
}

func (t *topK) push(h Hit) {
	heap := t.hits[t.from:]
	if len(heap) < t.k {
		t.hits = append(t.hits, h)
		siftUp(t.hits[t.from:])
	} else if worse(heap[0], h) {
		heap[0] = h
		siftDown(heap)
	}
	if heap = t.hits[t.from:]; len(heap) == t.k {
		t.least = heap[0].Score
	}
}

// sorted returns the hits with the kept ones in order, best first.
func (t *topK) sorted() []Hit {
	heap := t.hits[t.from:]
	for n := len(heap) - 1; n > 0; n-- {
		heap[0], heap[n] = heap[n], heap[0]
		siftDown(heap[:n])
	}
	return t.hits
}

// siftUp restores the heap after its last hit was appended.
func siftUp(heap []Hit) {
	for i := len(heap) - 1; i > 0; {
		parent := (i - 1) / 2
		if !worse(heap[i], heap[parent]) {
			return
		}
		heap[i], heap[parent] = heap[parent], heap[i]
		i = parent
	}
}

// siftDown restores the heap after its first hit was replaced.
func siftDown(heap []Hit) {
	for i := 0; ; {
		child := 2*i + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && worse(heap[child+1], heap[child]) {
			child++
		}
		if !worse(heap[child], heap[i]) {
			return
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}
