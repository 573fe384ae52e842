package fallback

import (
	"sync"
	"sync/atomic"
)

// document is what an index keeps of one text. All but the atomics is written once, before the document is visible.
type document struct {
	id, text string
	length   int           // number of terms
	removed  atomic.Uint32 // the number of the removal that took it away, from 1; 0: none did
	analysis atomic.Pointer[Analysis]
}

// pageSize is the number of documents allocated together. Pages never move, so that readers need no lock for them.
const pageSize = 64

type docPage [pageSize]document

// core is the data of an index between two compactions. Documents are numbered in insertion order, removals in the order
// they happen, both only grow, and everything about a document or a removal is appended. So two numbers, "documents below
// n" and "removals up to r", name a state of the index that can be read at any later time.
type core struct {
	params BM25

	mu       sync.RWMutex // guards all that follows, but for what immutable parts point to
	n        uint32       // documents, removed ones included
	removals uint32
	total    uint64 // terms in the documents that are not removed
	pages    []*docPage
	dict     termDict // term → its place in lists
	lists    []postings
	losses   map[uint32][]uint32 // place in lists → ascending numbers of the removals that took a document from the list
	lengths  lengthSet           // the length classes that occur
}

func newCore(p BM25) *core {
	return &core{params: p, losses: map[uint32][]uint32{}}
}

// document returns a document by its number, which must be below n.
func (c *core) document(doc uint32) *document { return &c.pages[doc/pageSize][doc%pageSize] }

// insert appends a document with the given terms and returns its number. The caller holds mu.
func (c *core) insert(id, text string, terms []uint64) uint32 {
	doc := c.n
	length := c.place(id, text, len(terms))
	for _, term := range terms {
		c.list(term).add(doc, length)
	}
	return doc
}

// place appends a document, without its postings, and returns its length class.
func (c *core) place(id, text string, length int) uint16 {
	if c.n%pageSize == 0 {
		c.pages = append(c.pages, new(docPage))
	}
	d := c.document(c.n)
	d.id, d.text, d.length = id, text, length
	class := lengthClass(length)
	c.lengths.add(class)
	c.n++
	c.total += uint64(length)
	return class
}

// list returns the list of a term, a new one if need be.
func (c *core) list(term uint64) *postings {
	at, known := c.dict.find(term)
	if !known {
		at = uint32(len(c.lists))
		c.dict.add(term, at)
		c.lists = append(c.lists, postings{})
	}
	return &c.lists[at]
}

// remove marks a document as removed; terms are its distinct terms. The caller holds mu.
func (c *core) remove(doc uint32, terms []uint64) {
	c.removals++
	d := c.document(doc)
	d.removed.Store(c.removals)
	c.total -= uint64(d.length)
	for _, term := range terms {
		at, _ := c.dict.find(term)
		c.losses[at] = append(c.losses[at], c.removals)
	}
}

func (c *core) snapshot() Snapshot {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return Snapshot{core: c, pages: c.pages, n: c.n, removals: c.removals, total: c.total}
}

// Snapshot is an Index as it was at one moment. It is a small value, never changes, whatever happens to the index, and is
// safe for concurrent use. The zero Snapshot is empty. Documents are numbered in insertion order; the numbers, which are
// below 2³², mean nothing to another snapshot.
type Snapshot struct {
	core     *core
	pages    []*docPage
	n        uint32
	removals uint32
	total    uint64
}

// Len returns the number of documents in the snapshot.
func (s Snapshot) Len() int { return int(s.n - s.removals) }

// ID returns the id of a document of a Hit, and "" for a number the snapshot does not know.
func (s Snapshot) ID(doc uint32) string {
	if doc >= s.n {
		return ""
	}
	return s.document(doc).id
}

// Text returns the text of a document of a Hit, and "" for a number the snapshot does not know.
func (s Snapshot) Text(doc uint32) string {
	if doc >= s.n {
		return ""
	}
	return s.document(doc).text
}

func (s *Snapshot) document(doc uint32) *document { return &s.pages[doc/pageSize][doc%pageSize] }

// has reports whether a document with a number below n is not removed.
func (s *Snapshot) has(doc uint32) bool {
	if s.removals == 0 {
		return true
	}
	removed := s.document(doc).removed.Load()
	return removed == 0 || removed > s.removals
}
