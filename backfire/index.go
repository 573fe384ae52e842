package backfire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// Index is a set of facts that can be searched. It is safe for concurrent use. A search, Review or Stream sees the index
// as it was when that began.
type Index struct {
	inner kernel.Index

	mu   sync.RWMutex      // held while a fact changes, so that no snapshot misses one that is being replaced
	keys map[string]string // the key of each id; nil once closed
}

// Hit is a fact that a search found.
type Hit struct {
	Fact
	Score float64 // BM25, higher is nearer
}

// NewIndex returns an index of the facts. It refuses facts as Add does, and fails with a *KernelError or an
// *EnvironmentError if the kernel that BACKFIRE_KERNEL asks for cannot serve.
func NewIndex(facts ...Fact) (*Index, error) {
	k, err := openKernel()
	if err != nil {
		return nil, err
	}
	inner, err := k.NewIndex(fallback.DefaultBM25)
	if err != nil {
		return nil, fmt.Errorf("backfire: new index: %w", err)
	}
	x := &Index{inner: inner, keys: make(map[string]string, len(facts))}
	if err := x.Add(facts...); err != nil {
		return nil, err
	}
	return x, nil
}

// Add adds facts. It stops at the first that it refuses, with a *DuplicateFactError if its id is taken and a *FactError
// if it has none; those before it are in. A *KernelFault in between leaves the index as it was for that fact.
func (x *Index) Add(facts ...Fact) error { return x.put(facts, false) }

// Replace adds facts, each in place of the fact that has its id, if there is one. A replaced fact counts as new where the
// order of insertion breaks ties. It refuses a fact without an id as Add does; if it fails, the old fact is still there.
func (x *Index) Replace(facts ...Fact) error { return x.put(facts, true) }

func (x *Index) put(facts []Fact, replace bool) error {
	if err := x.open(); err != nil {
		return err
	}
	for i, f := range facts {
		if f.ID == "" {
			return &FactError{Index: i, Want: "an id that is not empty"}
		}
		if err := x.putOne(f, replace); err != nil {
			return err
		}
	}
	return nil
}

// open fails if the index is closed.
func (x *Index) open() error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.keys == nil {
		return fmt.Errorf("backfire: index: %w", ErrIndexClosed)
	}
	return nil
}

func (x *Index) putOne(f Fact, replace bool) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.keys == nil {
		return fmt.Errorf("backfire: fact %q: %w", f.ID, ErrIndexClosed)
	}
	old, taken := x.keys[f.ID]
	if taken && !replace {
		return &DuplicateFactError{ID: f.ID, First: x.place(old), Second: f.place()}
	}
	key := f.key()
	if err := x.store(key, old, f.Text); err != nil {
		return fmt.Errorf("backfire: fact %q: %w", f.ID, err)
	}
	delete(x.keys, f.ID) // whose memory is that of the old key
	x.keys[key[:len(f.ID)]] = key
	return nil
}

// store puts a text into the kernel's index, in place of the one under the key old unless that is empty. If it fails, the
// old text is still there.
func (x *Index) store(key, old, text string) error {
	if old == key {
		return x.inner.Replace(key, text)
	}
	if err := x.inner.Add(key, text); err != nil || old == "" {
		return err
	}
	if err := x.drop(old); err != nil {
		return errors.Join(err, x.drop(key))
	}
	return nil
}

// drop removes a key that is in the kernel's index.
func (x *Index) drop(key string) error {
	was, err := x.inner.Remove(key)
	if err == nil && !was {
		err = &KernelFault{Kernel: Kernel().Name, Function: "remove", Problem: "has lost a fact"}
	}
	return err
}

// snapshot returns the facts as they are now.
func (x *Index) snapshot() (kernel.Snapshot, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.inner.Snapshot()
}

func (x *Index) place(key string) string {
	f, _ := factOfKey(key, "")
	return f.place()
}

// Remove removes the fact that has the id and reports whether there was one. It fails with ErrIndexClosed and with a
// *KernelFault; the fact is then still there.
func (x *Index) Remove(id string) (bool, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.keys == nil {
		return false, fmt.Errorf("backfire: remove fact %q: %w", id, ErrIndexClosed)
	}
	key, ok := x.keys[id]
	if !ok {
		return false, nil
	}
	if err := x.drop(key); err != nil {
		return false, fmt.Errorf("backfire: remove fact %q: %w", id, err)
	}
	delete(x.keys, id)
	return true, nil
}

// Len returns the number of facts, 0 after Close.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.keys)
}

// Close gives the memory of the index back at once rather than when the garbage collector finds that nobody uses it,
// which it does otherwise. It waits for calls in flight. What follows fails with ErrIndexClosed, but Reviews and Streams
// that have begun go on. Close may be called again, and by several goroutines; it returns nil.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.keys = nil
	return x.inner.Close()
}

var hitLists = sync.Pool{New: func() any { return new([]fallback.Hit) }}

// Search returns the k facts nearest to the query, best first, equal ones in the order in which they were added. There
// are fewer if fewer share a word with the query, and none if k ≤ 0. The error is that of ctx, ErrIndexClosed or a
// *KernelFault, wrapped, or nil.
func (x *Index) Search(ctx context.Context, query string, k int) ([]Hit, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("backfire: search: %w", err)
	}
	snap, err := x.snapshot()
	if err != nil {
		return nil, fmt.Errorf("backfire: search: %w", err)
	}
	found := hitLists.Get().(*[]fallback.Hit)
	defer hitLists.Put(found)
	if *found, err = snap.Search((*found)[:0], query, k); err != nil {
		return nil, fmt.Errorf("backfire: search: %w", err)
	}
	hits := make([]Hit, len(*found))
	for i, h := range *found {
		fact, err := factAt(snap, h.Doc)
		if err != nil {
			return nil, fmt.Errorf("backfire: search: %w", err)
		}
		hits[i] = Hit{Fact: fact, Score: h.Score}
	}
	return hits, nil
}

// factAt returns a fact of a snapshot. It allocates nothing for a fact that it has returned before.
func factAt(s kernel.Snapshot, doc uint32) (Fact, error) {
	id, text, err := s.Document(doc)
	if err != nil {
		return Fact{}, err
	}
	f, _ := factOfKey(id, text)
	return f, nil
}

// Save writes the index in the form that LoadIndex reads, with a checksum.
func (x *Index) Save(w io.Writer) error {
	snap, err := x.snapshot()
	if err != nil {
		return fmt.Errorf("backfire: save index: %w", err)
	}
	if err := snap.Save(w); err != nil {
		return fmt.Errorf("backfire: save index: %w", err)
	}
	return nil
}

// LoadIndex reads an index that Save wrote. Anything else is refused with a *fallback.CorruptIndexError, wrapped.
func LoadIndex(r io.Reader) (*Index, error) {
	k, err := openKernel()
	if err != nil {
		return nil, err
	}
	inner, err := k.LoadIndex(r)
	if err != nil {
		return nil, fmt.Errorf("backfire: load index: %w", err)
	}
	snap, err := inner.Snapshot()
	if err != nil {
		return nil, fmt.Errorf("backfire: load index: %w", err)
	}
	x := &Index{inner: inner, keys: make(map[string]string, snap.Len())}
	for doc := range uint32(snap.Len()) {
		key, _, err := snap.Document(doc)
		if err != nil {
			return nil, fmt.Errorf("backfire: load index: %w", err)
		}
		f, ok := factOfKey(key, "")
		if _, taken := x.keys[f.ID]; !ok || taken {
			return nil, fmt.Errorf("backfire: load index: %w", &fallback.CorruptIndexError{
				Reason: fmt.Sprintf("document %d is no fact, or one of an id that another has", doc),
			})
		}
		x.keys[f.ID] = key
	}
	return x, nil
}
