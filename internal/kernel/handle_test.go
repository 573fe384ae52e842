//go:build rust && cgo

package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/fallback"
)

func TestHandleFreesOnce(t *testing.T) {
	var freed atomic.Int32
	h := newHandle(unsafe.Pointer(new(int)), func(unsafe.Pointer) { freed.Add(1) })
	var group sync.WaitGroup
	for range 8 {
		group.Go(h.close)
	}
	group.Wait()
	assert.Equal(t, int32(1), freed.Load())
	_, err := h.use()
	assert.ErrorIs(t, err, ErrClosed)
	h = nil
	for range 3 {
		runtime.GC()
	}
	assert.Equal(t, int32(1), freed.Load(), "the cleanup was stopped")
}

func TestCloseWaitsForCallsInFlight(t *testing.T) {
	var freed atomic.Bool
	h := newHandle(unsafe.Pointer(new(int)), func(unsafe.Pointer) { freed.Store(true) })
	_, err := h.use()
	require.NoError(t, err)
	closed := make(chan struct{})
	go func() {
		h.close()
		close(closed)
	}()
	select {
	case <-closed:
		t.Fatal("closed during a call")
	case <-time.After(20 * time.Millisecond):
	}
	assert.False(t, freed.Load())
	h.done()
	<-closed
	assert.True(t, freed.Load())
}

func TestTheGarbageCollectorFreesWhatNobodyClosed(t *testing.T) {
	freed := make(chan struct{})
	// The pointer must not be to the handle itself, nor to memory that Go would free with it.
	memory := new(int)
	_ = newHandle(unsafe.Pointer(memory), func(unsafe.Pointer) { close(freed) })
	assert.Eventually(t, func() bool {
		runtime.GC()
		select {
		case <-freed:
			return true
		default:
			return false
		}
	}, 10*time.Second, time.Millisecond)
}

func TestIndexAfterClose(t *testing.T) {
	for name, k := range kernels(t) {
		t.Run(name, func(t *testing.T) {
			x, err := k.NewIndex(fallback.DefaultBM25)
			require.NoError(t, err)
			require.NoError(t, x.Add("a", "red"))
			s, err := x.Snapshot()
			require.NoError(t, err)
			require.NoError(t, x.Close())
			require.NoError(t, x.Close())
			assert.ErrorIs(t, x.Add("b", "blue"), ErrClosed)
			_, err = x.Snapshot()
			assert.ErrorIs(t, err, ErrClosed)
			hits, err := s.Search(nil, "red", 1)
			require.NoError(t, err)
			assert.Len(t, hits, 1, "a snapshot outlives its index")
		})
	}
}
