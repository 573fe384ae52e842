package fallback

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// BM25 holds the two parameters of the BM25 formula (Robertson and Zaragoza, "The Probabilistic Relevance Framework:
// BM25 and Beyond", 2009).
type BM25 struct {
	K1 float64 // how slowly repetition saturates, 0 to 1e100; 0: repetition does not count
	B  float64 // how much long documents are held back, 0 to 1
}

// DefaultBM25 holds the parameters to use when nobody asks for others.
var DefaultBM25 = BM25{K1: 1.2, B: .75}

// maxK1 keeps every product of the formula far from overflow and underflow.
const maxK1 = 1e100

// Validate returns a *ConfigError if a parameter is out of its range or not a number.
func (p BM25) Validate() error {
	if err := within("k1", p.K1, 0, maxK1); err != nil {
		return err
	}
	return within("b", p.B, 0, 1)
}

// DuplicateIDError says that Add was given an id the index already holds; Replace would have replaced it.
type DuplicateIDError struct{ ID string }

func (e *DuplicateIDError) Error() string {
	return fmt.Sprintf("index: a document with id %+q is already there", e.ID)
}

// IndexFullError says that no document number is left.
type IndexFullError struct{}

func (e *IndexFullError) Error() string {
	return fmt.Sprintf("index: holds %d documents, the most it can number", uint32(maxDocs))
}

// maxDocs is the number of documents, removed ones included, that one core can number.
const maxDocs = 1<<32 - 1

// Index is a BM25 index of texts under ids, in insertion order. It is safe for concurrent use: mutations run one after
// the other; searches run on snapshots, never wait for one another, and wait for a mutation only while it writes its
// postings.
type Index struct {
	kernel *Kernel

	writing sync.Mutex        // held for the whole of a mutation; guards what follows, but core may be loaded without it
	byID    map[string]uint32 // document numbers in core
	added   []uint64          // buffers for terms
	gone    []uint64
	core    atomic.Pointer[core] // replaced by a compaction
}

// NewIndex returns an empty index. It fails with a *ConfigError if the parameters are invalid.
func (k *Kernel) NewIndex(p BM25) (*Index, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	x := &Index{kernel: k, byID: map[string]uint32{}}
	x.core.Store(newCore(p))
	return x, nil
}

// Add inserts a text under a new id. The text may be empty. It fails with a *DuplicateIDError if the id is taken and
// with an *IndexFullError if no document number is left; the index is then unchanged.
func (x *Index) Add(id, text string) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	if _, taken := x.byID[id]; taken {
		return &DuplicateIDError{ID: id}
	}
	return x.put(id, text)
}

// Replace inserts a text under an id and takes away the text the id had before, if any; every snapshot has one or the
// other. Either way the document counts as newly inserted when scores tie. It fails with an *IndexFullError as Add does.
func (x *Index) Replace(id, text string) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	return x.put(id, text)
}

// Remove takes a document away and reports whether it was there.
func (x *Index) Remove(id string) bool {
	x.writing.Lock()
	defer x.writing.Unlock()
	old, there := x.byID[id]
	if !there {
		return false
	}
	c := x.core.Load()
	x.gone = x.distinctTerms(x.gone, c.document(old).text)
	c.mu.Lock()
	c.remove(old, x.gone)
	c.mu.Unlock()
	delete(x.byID, id)
	x.tidy()
	return true
}

// Len returns the number of documents.
func (x *Index) Len() int { return x.Snapshot().Len() }

// Snapshot returns the index as it is now. It takes constant time and memory.
func (x *Index) Snapshot() Snapshot { return x.core.Load().snapshot() }

// put inserts a text and, in the same step, removes the one that has its id. The caller holds writing.
func (x *Index) put(id, text string) error {
	c := x.core.Load()
	if c.n == maxDocs {
		return &IndexFullError{}
	}
	old, replaces := x.byID[id]
	x.added = x.kernel.Terms(x.added[:0], text)
	if replaces {
		x.gone = x.distinctTerms(x.gone, c.document(old).text)
	}
	c.mu.Lock()
	if replaces {
		c.remove(old, x.gone)
	}
	x.byID[id] = c.insert(id, text, x.added)
	c.mu.Unlock()
	x.tidy()
	return nil
}

// distinctTerms overwrites dst with the terms of a text, each once.
func (x *Index) distinctTerms(dst []uint64, text string) []uint64 {
	dst = x.kernel.Terms(dst[:0], text)
	slices.Sort(dst)
	return slices.Compact(dst)
}

// keptTerms is the capacity up to which a buffer of terms is kept for the next mutation.
const keptTerms = 1 << 16

// tidy ends a mutation: it compacts a core of which more than half is removed, and lets go of huge buffers.
func (x *Index) tidy() {
	if c := x.core.Load(); c.sparse() {
		compacted, moved := c.compact()
		for id, doc := range x.byID {
			x.byID[id] = moved[doc]
		}
		x.core.Store(compacted)
	}
	if cap(x.added) > keptTerms {
		x.added = nil
	}
	if cap(x.gone) > keptTerms {
		x.gone = nil
	}
}
