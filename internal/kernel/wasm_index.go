//go:build backfire_wasm

package kernel

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/backfire-ai/backfire-go/fallback"
)

// wasmHandle is an index, or a snapshot of one, in an instance's memory. It is freed once: in close, or when the garbage
// collector finds that nobody has it any more.
type wasmHandle struct {
	kernel   *wasmKernel // whose lock is the instance's
	instance *wasmInstance
	ptr      uint32 // 0 once closed
	net      runtime.Cleanup
}

func (k *wasmKernel) newHandle(i *wasmInstance, ptr uint32) *wasmHandle {
	h := &wasmHandle{kernel: k, instance: i, ptr: ptr}
	h.net = runtime.AddCleanup(h, i.free, ptr)
	return h
}

// free has an index freed at the next call. It is called by the garbage collector, which waits for no call.
func (i *wasmInstance) free(ptr uint32) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.freed = append(i.freed, ptr)
}

// freeFound frees what the garbage collector found.
func (i *wasmInstance) freeFound() error {
	i.mu.Lock()
	found := i.freed
	i.freed = nil
	i.mu.Unlock()
	for _, ptr := range found {
		if _, err := i.Call("bf_index_free", uint64(ptr)); err != nil {
			return err
		}
	}
	return nil
}

// hold runs a call on the instance that the index is in.
func (h *wasmHandle) hold(call func(i *wasmInstance, index uint64) error) error {
	defer runtime.KeepAlive(h)
	h.kernel.mu.Lock()
	defer h.kernel.mu.Unlock()
	switch {
	case h.ptr == 0:
		return ErrClosed
	case h.instance.Lost():
		return ErrKernelLost
	}
	return h.instance.run(func(i *wasmInstance) error { return call(i, uint64(h.ptr)) })
}

func (h *wasmHandle) close() {
	h.kernel.mu.Lock()
	defer h.kernel.mu.Unlock()
	if h.ptr == 0 {
		return
	}
	h.net.Stop()
	h.instance.free(h.ptr)
	if !h.instance.Lost() {
		_ = h.instance.freeFound() // a trap shows at the next call
	}
	h.ptr = 0
}

// wasmIndex is an index in an instance's memory.
type wasmIndex struct {
	handle *wasmHandle

	mu  sync.Mutex
	now *wasmSnapshot // the index as it is, nil if that was not asked for since it changed
}

func (k *wasmKernel) NewIndex(params fallback.BM25) (x Index, err error) {
	if err := params.Validate(); err != nil {
		return nil, err
	}
	err = k.hold(func(i *wasmInstance) error {
		if err := i.frame(16+8, 2); err != nil {
			return err
		}
		in, out := i.putFloats(params.K1, params.B), i.Room(8)
		if _, err := i.status(0, "bf_index_new", i.kernel, uint64(in), uint64(out)); err != nil {
			return err
		}
		x = &wasmIndex{handle: k.newHandle(i, uint32(i.u32(out)))}
		return nil
	})
	return x, err
}

// LoadIndex gives what it reads to the kernel once it is whole.
func (k *wasmKernel) LoadIndex(r io.Reader) (x Index, err error) {
	saved, err := fallback.ReadSavedIndex(r)
	if err != nil {
		return nil, err
	}
	err = k.hold(func(i *wasmInstance) error {
		if err := i.frame(len(saved)+16, 3); err != nil {
			return err
		}
		in, out, offset := i.Put(saved), i.Room(8), i.Room(8)
		status, err := i.status(statusCorruptIndex, "bf_index_load", i.kernel, uint64(in), size(len(saved)), uint64(out), uint64(offset))
		if err != nil {
			return err
		}
		if status == statusCorruptIndex {
			return refusedBy(k.rules, saved, i.words())
		}
		x = &wasmIndex{handle: k.newHandle(i, uint32(i.u32(out)))}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return x, nil
}

// refusedBy returns the error for a saved index that the kernel refuses. A message may be cut, so the same rules in Go say
// what is wrong.
func refusedBy(reference Kernel, saved []byte, words string) error {
	if _, err := reference.LoadIndex(bytes.NewReader(saved)); err != nil {
		return err
	}
	return &Fault{Kernel: "wasm", Function: "bf_index_load", Problem: words}
}

// mutate runs a change of the index. The snapshot kept is then out of date.
func (x *wasmIndex) mutate(change func(i *wasmInstance, index uint64) error) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.now = nil
	return x.handle.hold(change)
}

func (x *wasmIndex) Add(id, text string) error     { return x.put("bf_index_add", id, text) }
func (x *wasmIndex) Replace(id, text string) error { return x.put("bf_index_replace", id, text) }

func (x *wasmIndex) put(function, id, text string) error {
	return x.mutate(func(i *wasmInstance, index uint64) error {
		if err := i.frame(len(id)+len(text), 2); err != nil {
			return err
		}
		a, b := i.PutString(id), i.PutString(text)
		_, err := i.status(0, function, index, uint64(a), size(len(id)), uint64(b), size(len(text)))
		if failed, ok := err.(*wasmFailure); ok {
			switch failed.status {
			case statusDuplicateID:
				return &fallback.DuplicateIDError{ID: id}
			case statusIndexFull:
				return &fallback.IndexFullError{}
			}
		}
		return err
	})
}

func (x *wasmIndex) Remove(id string) (was bool, err error) {
	err = x.mutate(func(i *wasmInstance, index uint64) error {
		if err := i.frame(len(id)+8, 2); err != nil {
			return err
		}
		in, out := i.PutString(id), i.Room(8)
		_, err := i.status(0, "bf_index_remove", index, uint64(in), size(len(id)), uint64(out))
		was = err == nil && i.at(out, 1).flag(0)
		return err
	})
	return was, err
}

// Snapshot returns the same snapshot until the index changes, so that streams that begin one after the other share one.
func (x *wasmIndex) Snapshot() (Snapshot, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.now != nil {
		return x.now, nil
	}
	s := new(wasmSnapshot)
	err := x.handle.hold(func(i *wasmInstance, index uint64) error {
		if err := i.frame(16, 2); err != nil {
			return err
		}
		out, count := i.Room(8), i.Room(8)
		if _, err := i.status(0, "bf_index_snapshot", index, uint64(out)); err != nil {
			return err
		}
		s.handle = x.handle.kernel.newHandle(i, uint32(i.u32(out)))
		_, err := i.status(0, "bf_index_len", index, uint64(count))
		s.len = i.u32(count)
		return err
	})
	if err != nil {
		return nil, err
	}
	x.now = s
	return s, nil
}

func (x *wasmIndex) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.now = nil
	x.handle.close()
	return nil
}

// wasmSnapshot is a snapshot in an instance's memory, which the garbage collector frees.
type wasmSnapshot struct {
	handle *wasmHandle
	len    int

	mu        sync.RWMutex
	documents map[uint32][2]string // id and text of those that were asked for
}

func (s *wasmSnapshot) Len() int { return s.len }

func (s *wasmSnapshot) Document(doc uint32) (id, text string, err error) {
	s.mu.RLock()
	d, known := s.documents[doc]
	s.mu.RUnlock()
	if known {
		return d[0], d[1], nil
	}
	if d, err = s.fetch(doc); err != nil {
		return "", "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.documents == nil {
		s.documents = make(map[uint32][2]string)
	}
	s.documents[doc] = d
	return d[0], d[1], nil
}

// fetch copies a document out of the instance's memory.
func (s *wasmSnapshot) fetch(doc uint32) (d [2]string, err error) {
	err = s.handle.hold(func(i *wasmInstance, index uint64) error {
		room := 512
		for range 2 {
			if err := i.frame(room+16, 3); err != nil {
				return err
			}
			out, ids, texts := i.Room(room), i.Room(8), i.Room(8)
			status, err := i.status(statusBuffer, "bf_index_document", index, uint64(doc), uint64(out), size(room), uint64(ids), uint64(texts))
			if err != nil {
				return err
			}
			n, m := i.u32(ids), i.u32(texts)
			switch {
			case status == statusBuffer:
				room = n + m
				continue
			case n > room || m > room-n:
				return overran("bf_index_document")
			}
			r := i.at(out, n+m)
			d = [2]string{string(r[:n]), string(r[n:])}
			return nil
		}
		return &wasmFailure{function: "bf_index_document", status: statusBuffer}
	})
	return d, err
}

func (s *wasmSnapshot) Search(hits []fallback.Hit, query string, k int) ([]fallback.Hit, error) {
	k = min(k, s.len)
	if k <= 0 {
		return hits, nil
	}
	err := s.handle.hold(func(i *wasmInstance, index uint64) error {
		if err := i.frame(len(query)+k*hitSize+8, 3); err != nil {
			return err
		}
		in, out, count := i.PutString(query), i.Room(k*hitSize), i.Room(8)
		if _, err := i.status(0, "bf_index_search", index, uint64(in), size(len(query)), uint64(out), size(k), uint64(count)); err != nil {
			return err
		}
		n := i.u32(count)
		if n > k {
			return overran("bf_index_search")
		}
		hits = slices.Grow(hits, n)
		r := i.at(out, n*hitSize)
		for j := range n {
			hits = append(hits, fallback.Hit{Doc: r.u32(j * hitSize), Score: r.float(j*hitSize + 8)})
		}
		return nil
	})
	return hits, err
}

func (s *wasmSnapshot) Ground(claim string) (g fallback.Grounding, err error) {
	err = s.handle.hold(func(i *wasmInstance, index uint64) error {
		if err := i.frame(len(claim)+groundingSize, 2); err != nil {
			return err
		}
		in, out := i.PutString(claim), i.Room(groundingSize)
		if _, err := i.status(0, "bf_ground", index, uint64(in), size(len(claim)), uint64(out)); err != nil {
			return err
		}
		g = i.at(out, groundingSize).grounding()
		return nil
	})
	return g, err
}

// firstClaims is the room for claims that Review offers first for an answer of n bytes: of most answers it is enough.
func firstClaims(n int) int { return n/32 + 16 }

func (s *wasmSnapshot) Review(r *fallback.Review, answer string, cfg fallback.CoherenceConfig, hLogical float64) error {
	if err := cfg.Validate(); err != nil {
		return err
	}
	return s.handle.hold(func(i *wasmInstance, index uint64) error {
		var sum, claims uint32
		n, err := i.sized("bf_review", answer, 32+reviewSize, firstClaims(len(answer)), groundingSize, func(at uint64, n int, count uint32) (uint32, error) {
			config := i.putCoherence(cfg)
			sum, claims = i.Room(reviewSize), i.Room(n*groundingSize)
			return i.status(statusBuffer, "bf_review", index, at, size(len(answer)), uint64(config), bits(hLogical), uint64(sum),
				uint64(claims), size(n), uint64(count))
		})
		if err != nil {
			return err
		}
		head := i.at(sum, reviewSize)
		r.CoherenceScore, r.HLogical, r.HFactual = head.score(), head.float(16), head.float(24)
		r.Claims = slices.Grow(r.Claims[:0], n)[:n]
		all := i.at(claims, n*groundingSize)
		for j := range r.Claims {
			r.Claims[j] = all[j*groundingSize:].grounding()
		}
		return nil
	})
}

func (s *wasmSnapshot) Save(w io.Writer) error {
	var saved []byte
	err := s.handle.hold(func(i *wasmInstance, index uint64) error {
		var out uint32
		n, err := i.sized("bf_index_save", "", 0, 4096, 1, func(_ uint64, n int, count uint32) (uint32, error) {
			out = i.Room(n)
			return i.status(statusBuffer, "bf_index_save", index, uint64(out), size(n), uint64(count))
		})
		saved = append(saved, i.at(out, n)...)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, bytes.NewReader(saved)); err != nil { // which finds out if w takes less and says nothing
		return fmt.Errorf("save index: %w", err)
	}
	return nil
}
