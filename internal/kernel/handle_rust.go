//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

import (
	"runtime"
	"sync"
	"unsafe"
)

// handle owns a handle of the Rust kernel and frees it once: in close, or when the garbage collector finds that nobody
// has its owner any more. The pointer is to memory of the kernel's, not of Go's.
type handle struct {
	mu   sync.RWMutex   // held for reading by every call that uses ptr
	ptr  unsafe.Pointer // nil once closed
	free func(unsafe.Pointer)
	net  runtime.Cleanup
}

// newHandle returns a handle for ptr that free gives back.
func newHandle(ptr unsafe.Pointer, free func(unsafe.Pointer)) *handle {
	h := &handle{ptr: ptr, free: free}
	h.net = runtime.AddCleanup(h, free, ptr)
	return h
}

// use returns the pointer for a call. The caller calls done after it, if there is no error.
func (h *handle) use() (unsafe.Pointer, error) {
	h.mu.RLock()
	if h.ptr == nil {
		h.mu.RUnlock()
		return nil, ErrClosed
	}
	return h.ptr, nil
}

// done ends a use. It also keeps h, and so the kernel's memory, alive until here.
func (h *handle) done() { h.mu.RUnlock() }

// close waits for the calls in flight, frees and is then without effect.
func (h *handle) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ptr == nil {
		return
	}
	h.free(h.ptr)
	h.ptr = nil
	h.net.Stop()
}
