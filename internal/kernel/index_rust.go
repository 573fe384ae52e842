//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

/*
#include "backfire.h"

// What these take from Go they use during the call only, and none of them calls Go.
#cgo noescape bf_index_new
#cgo nocallback bf_index_new
#cgo noescape bf_index_load
#cgo nocallback bf_index_load
#cgo noescape bf_index_snapshot
#cgo nocallback bf_index_snapshot
#cgo noescape bf_index_add
#cgo nocallback bf_index_add
#cgo noescape bf_index_replace
#cgo nocallback bf_index_replace
#cgo noescape bf_index_remove
#cgo nocallback bf_index_remove
#cgo noescape bf_index_len
#cgo nocallback bf_index_len
#cgo noescape bf_index_document
#cgo nocallback bf_index_document
#cgo noescape bf_index_search
#cgo nocallback bf_index_search
#cgo noescape bf_index_save
#cgo nocallback bf_index_save
#cgo noescape bf_ground
#cgo nocallback bf_ground
#cgo noescape bf_review
#cgo nocallback bf_review
*/
import "C"

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"sync"
	"unsafe"

	"github.com/backfire-ai/backfire-go/fallback"
)

// rustIndex is an index in the kernel's memory.
type rustIndex struct {
	handle *handle

	mu  sync.Mutex
	now *rustSnapshot // the index as it is, nil if that was not asked for since it changed
}

func newIndexHandle(out *C.bf_index) *handle {
	return newHandle(unsafe.Pointer(out), func(p unsafe.Pointer) { C.bf_index_free((*C.bf_index)(p)) })
}

func (h *handle) index() (*C.bf_index, error) {
	p, err := h.use()
	return (*C.bf_index)(p), err
}

func (k *rustKernel) NewIndex(params fallback.BM25) (Index, error) {
	p, err := k.use()
	if err != nil {
		return nil, err
	}
	defer k.handle.done()
	var msg C.bf_message
	var out *C.bf_index
	st := C.bf_index_new(p, (*C.bf_bm25)(unsafe.Pointer(&params)), &out, &msg)
	if st != C.BF_STATUS_OK {
		return nil, misconfigured("new index", st, &msg, params)
	}
	return &rustIndex{handle: newIndexHandle(out)}, nil
}

// LoadIndex gives what it reads to the kernel once it is whole.
func (k *rustKernel) LoadIndex(r io.Reader) (Index, error) {
	saved, err := fallback.ReadSavedIndex(r)
	if err != nil {
		return nil, err
	}
	p, err := k.use()
	if err != nil {
		return nil, err
	}
	defer k.handle.done()
	var msg C.bf_message
	var out *C.bf_index
	var offset C.uint64_t // which refused finds anew
	switch st := C.bf_index_load(p, bytesOf(saved), C.size_t(len(saved)), &out, &offset, &msg); st {
	case C.BF_STATUS_OK:
		return &rustIndex{handle: newIndexHandle(out)}, nil
	case C.BF_STATUS_CORRUPT_INDEX:
		return nil, refused(saved, &msg)
	default:
		return nil, fault("load index", st, &msg)
	}
}

// refused returns the error for a saved index that the kernel refuses. A message may be cut, so the same rules in Go say what
// is wrong.
func refused(saved []byte, msg *C.bf_message) error {
	k, err := OpenGo()
	if err != nil {
		return err
	}
	if _, err := k.LoadIndex(bytes.NewReader(saved)); err != nil {
		return err
	}
	return fault("load index", C.BF_STATUS_CORRUPT_INDEX, msg)
}

// mutate runs a change of the index. The snapshot kept is then out of date.
func (x *rustIndex) mutate(change func(p *C.bf_index) error) error {
	p, err := x.handle.index()
	if err != nil {
		return err
	}
	defer x.handle.done()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.now = nil
	return change(p)
}

func (x *rustIndex) Add(id, text string) error {
	return x.mutate(func(p *C.bf_index) error {
		var msg C.bf_message
		st := C.bf_index_add(p, textOf(id), C.size_t(len(id)), textOf(text), C.size_t(len(text)), &msg)
		return mutated("add", st, &msg, id)
	})
}

func (x *rustIndex) Replace(id, text string) error {
	return x.mutate(func(p *C.bf_index) error {
		var msg C.bf_message
		st := C.bf_index_replace(p, textOf(id), C.size_t(len(id)), textOf(text), C.size_t(len(text)), &msg)
		return mutated("replace", st, &msg, id)
	})
}

func mutated(function string, st C.bf_status, msg *C.bf_message, id string) error {
	switch st {
	case C.BF_STATUS_OK:
		return nil
	case C.BF_STATUS_DUPLICATE_ID:
		return &fallback.DuplicateIDError{ID: id}
	case C.BF_STATUS_INDEX_FULL:
		return &fallback.IndexFullError{}
	}
	return fault(function, st, msg)
}

func (x *rustIndex) Remove(id string) (was bool, err error) {
	err = x.mutate(func(p *C.bf_index) error {
		var msg C.bf_message
		var removed C.uint8_t
		if st := C.bf_index_remove(p, textOf(id), C.size_t(len(id)), &removed, &msg); st != C.BF_STATUS_OK {
			return fault("remove", st, &msg)
		}
		was = removed != 0
		return nil
	})
	return was, err
}

// Snapshot returns the same snapshot until the index changes, so that streams that begin one after the other share one.
func (x *rustIndex) Snapshot() (Snapshot, error) {
	p, err := x.handle.index()
	if err != nil {
		return nil, err
	}
	defer x.handle.done()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.now != nil {
		return x.now, nil
	}
	var msg C.bf_message
	var out *C.bf_index
	if st := C.bf_index_snapshot(p, &out, &msg); st != C.BF_STATUS_OK {
		return nil, fault("snapshot", st, &msg)
	}
	s := &rustSnapshot{handle: newIndexHandle(out)}
	var n C.size_t
	if st := C.bf_index_len(out, &n, &msg); st != C.BF_STATUS_OK {
		return nil, fault("len", st, &msg)
	}
	s.len = int(n)
	x.now = s
	return s, nil
}

func (x *rustIndex) Close() error {
	x.handle.close()
	x.mu.Lock()
	defer x.mu.Unlock()
	x.now = nil
	return nil
}

// rustSnapshot is a snapshot in the kernel's memory, which the garbage collector frees.
type rustSnapshot struct {
	handle *handle
	len    int

	mu        sync.RWMutex
	documents map[uint32]document // those that were asked for
}

type document struct{ id, text string }

func (s *rustSnapshot) Len() int { return s.len }

func (s *rustSnapshot) Document(doc uint32) (id, text string, err error) {
	s.mu.RLock()
	d, known := s.documents[doc]
	s.mu.RUnlock()
	if known {
		return d.id, d.text, nil
	}
	if d, err = s.fetch(doc); err != nil {
		return "", "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.documents == nil {
		s.documents = make(map[uint32]document)
	}
	s.documents[doc] = d
	return d.id, d.text, nil
}

// fetch copies a document out of the kernel's memory.
func (s *rustSnapshot) fetch(doc uint32) (d document, err error) {
	p, err := s.handle.index()
	if err != nil {
		return d, err
	}
	defer s.handle.done()
	var msg C.bf_message
	var idLen, textLen C.size_t
	buf := make([]byte, 512)
	for range 2 {
		st := C.bf_index_document(p, C.uint32_t(doc), bytesOf(buf), C.size_t(len(buf)), &idLen, &textLen, &msg)
		switch st {
		case C.BF_STATUS_OK:
			if idLen > C.size_t(len(buf)) || textLen > C.size_t(len(buf))-idLen {
				return d, overrun("document")
			}
			return document{id: string(buf[:idLen]), text: string(buf[idLen : idLen+textLen])}, nil
		case C.BF_STATUS_BUFFER:
			buf = make([]byte, idLen+textLen)
			continue
		}
		return d, fault("document", st, &msg)
	}
	return d, fault("document", C.BF_STATUS_BUFFER, &msg)
}

func (s *rustSnapshot) Search(hits []fallback.Hit, query string, k int) ([]fallback.Hit, error) {
	k = min(k, s.len)
	if k <= 0 {
		return hits, nil
	}
	p, err := s.handle.index()
	if err != nil {
		return hits, err
	}
	defer s.handle.done()
	var msg C.bf_message
	var n C.size_t
	hits = slices.Grow(hits, k)
	room := hits[len(hits) : len(hits)+k]
	st := C.bf_index_search(p, textOf(query), C.size_t(len(query)), (*C.bf_hit)(unsafe.Pointer(&room[0])), C.size_t(k), &n, &msg)
	if st != C.BF_STATUS_OK {
		return hits, fault("search", st, &msg)
	}
	if n > C.size_t(k) {
		return hits, overrun("search")
	}
	return hits[:len(hits)+int(n)], nil
}

func (s *rustSnapshot) Ground(claim string) (g fallback.Grounding, err error) {
	p, err := s.handle.index()
	if err != nil {
		return g, err
	}
	defer s.handle.done()
	var msg C.bf_message
	st := C.bf_ground(p, textOf(claim), C.size_t(len(claim)), (*C.bf_grounding)(unsafe.Pointer(&g)), &msg)
	if st != C.BF_STATUS_OK {
		return fallback.Grounding{}, fault("ground", st, &msg)
	}
	return g, nil
}

// reviewedClaims is the room for claims that Review offers first.
const reviewedClaims = 64

func (s *rustSnapshot) Review(r *fallback.Review, answer string, cfg fallback.CoherenceConfig, hLogical float64) error {
	p, err := s.handle.index()
	if err != nil {
		return err
	}
	defer s.handle.done()
	var msg C.bf_message
	var out C.bf_review_record
	n := C.size_t(reviewedClaims)
	for range 2 {
		r.Claims = slices.Grow(r.Claims[:0], int(n))
		st := C.bf_review(p, textOf(answer), C.size_t(len(answer)), (*C.bf_coherence_config)(unsafe.Pointer(&cfg)), C.double(hLogical), &out,
			(*C.bf_grounding)(unsafe.Pointer(unsafe.SliceData(r.Claims))), C.size_t(cap(r.Claims)), &n, &msg)
		if st == C.BF_STATUS_BUFFER {
			continue
		}
		if st != C.BF_STATUS_OK {
			return misconfigured("review", st, &msg, cfg)
		}
		if n > C.size_t(cap(r.Claims)) {
			return overrun("review")
		}
		r.CoherenceScore = *(*fallback.CoherenceScore)(unsafe.Pointer(&out.coherence))
		r.HLogical, r.HFactual = float64(out.h_logical), float64(out.h_factual)
		r.Claims = r.Claims[:n]
		return nil
	}
	return fault("review", C.BF_STATUS_BUFFER, &msg)
}

func (s *rustSnapshot) Save(w io.Writer) error {
	saved, err := s.saved()
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, bytes.NewReader(saved)); err != nil { // which finds out if w takes less and says nothing
		return fmt.Errorf("save index: %w", err)
	}
	return nil
}

// saved returns what Save writes.
func (s *rustSnapshot) saved() ([]byte, error) {
	p, err := s.handle.index()
	if err != nil {
		return nil, err
	}
	defer s.handle.done()
	var msg C.bf_message
	var n C.size_t
	var buf []byte
	for range 2 {
		switch st := C.bf_index_save(p, bytesOf(buf), C.size_t(len(buf)), &n, &msg); st {
		case C.BF_STATUS_OK:
			if n > C.size_t(len(buf)) {
				return nil, overrun("save")
			}
			return buf[:n], nil
		case C.BF_STATUS_BUFFER:
			buf = make([]byte, n)
		default:
			return nil, fault("save", st, &msg)
		}
	}
	return nil, fault("save", C.BF_STATUS_BUFFER, &msg)
}
