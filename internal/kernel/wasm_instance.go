//go:build backfire_wasm

package kernel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"

	"github.com/backfire-ai/backfire-go/internal/wasm"
)

// The statuses that are told apart; the values are those of bf_status.
const (
	statusOK           = 0
	statusBuffer       = 2
	statusConfig       = 4
	statusShape        = 5
	statusDuplicateID  = 6
	statusIndexFull    = 7
	statusCorruptIndex = 8
)

const messageSize = 256 // of bf_message

// wasmInstance is a module that runs, with a kernel opened in it. Its methods lock nothing: hold does.
type wasmInstance struct {
	*wasm.Instance
	kernel  uint64 // the handle
	message uint32

	mu    sync.Mutex
	freed []uint32 // indexes that the garbage collector found, to be freed at the next call
}

// wasmFailure is a status and the words that came with it.
type wasmFailure struct {
	function string
	status   uint32
	words    string
}

func (f *wasmFailure) Error() string {
	return fmt.Sprintf("%s: status %d: %s", f.function, f.status, f.words)
}

// fault makes a *Fault of an error of a call.
func (f *wasmFailure) fault() error {
	problem := f.words
	if f.status == statusBuffer {
		problem = "wants more room each time it is asked"
	}
	return &Fault{Kernel: "wasm", Function: f.function, Problem: problem}
}

// wasmFault makes an error for the caller of one of an instance's.
func wasmFault(err error) error {
	if err == nil {
		return nil
	}
	var trap *wasm.Trap
	var failed *wasmFailure
	var full *wasm.MemoryError
	switch {
	case errors.As(err, &full):
		return &Fault{Kernel: "wasm", Function: "bf_alloc", Problem: full.Error()}
	case errors.As(err, &trap):
		return &Fault{Kernel: "wasm", Function: trap.Function, Problem: trap.Err.Error(), Err: ErrKernelLost}
	case errors.Is(err, wasm.ErrLost):
		return ErrKernelLost
	case errors.As(err, &failed):
		return failed.fault()
	}
	return err
}

// overran is the error of a function that claims to have written more than there was room for.
func overran(function string) error {
	return &Fault{Kernel: "wasm", Function: function, Problem: "says that it wrote more than there is room for"}
}

// frame makes room for a message and size bytes in pieces.
func (i *wasmInstance) frame(size, pieces int) error {
	if err := i.Frame(messageSize + size + 8*pieces); err != nil {
		return err
	}
	i.message = i.Room(messageSize)
	return nil
}

// status calls a function that returns one, with a place for a message as its last argument. The error is nil if the status
// is OK or the one that is allowed, which is then returned.
func (i *wasmInstance) status(allowed uint32, function string, args ...uint64) (uint32, error) {
	var room [16]uint64
	got, err := i.Call(function, append(append(room[:0], args...), uint64(i.message))...)
	if err != nil {
		return 0, err
	}
	status := uint32(got)
	if status == statusOK || status == allowed {
		return status, nil
	}
	return status, &wasmFailure{function: function, status: status, words: i.words()}
}

// words returns the text of the message.
func (i *wasmInstance) words() string {
	b, ok := i.View(i.message, messageSize)
	if !ok {
		return ""
	}
	return string(b[4 : 4+min(binary.LittleEndian.Uint32(b), messageSize-4)])
}

func (i *wasmInstance) putFloats(x ...float64) uint32 {
	at := i.Room(8 * len(x))
	b, _ := i.View(at, 8*len(x))
	for n, v := range x {
		binary.LittleEndian.PutUint64(b[8*n:], math.Float64bits(v))
	}
	return at
}

func (i *wasmInstance) putSizes(x []int) uint32 {
	at := i.Room(4 * len(x))
	b, _ := i.View(at, 4*len(x))
	for n, v := range x {
		binary.LittleEndian.PutUint32(b[4*n:], uint32(v))
	}
	return at
}

// u32 reads a number that a function has stored; what it stores is in the frame.
func (i *wasmInstance) u32(at uint32) int {
	b, _ := i.View(at, 4)
	return int(binary.LittleEndian.Uint32(b))
}

func (i *wasmInstance) u64(at uint32) uint64 {
	b, _ := i.View(at, 8)
	return binary.LittleEndian.Uint64(b)
}

// size is an argument of type size_t or a pointer.
func size(n int) uint64 { return uint64(uint32(n)) }

// record is memory that records are read from.
type record []byte

// at returns the memory of records at an address.
func (i *wasmInstance) at(address uint32, size int) record {
	b, _ := i.View(address, size)
	return b
}

func (r record) u8(at int) uint8      { return r[at] }
func (r record) flag(at int) bool     { return r[at] != 0 }
func (r record) u16(at int) uint16    { return binary.LittleEndian.Uint16(r[at:]) }
func (r record) u32(at int) uint32    { return binary.LittleEndian.Uint32(r[at:]) }
func (r record) u64(at int) uint64    { return binary.LittleEndian.Uint64(r[at:]) }
func (r record) float(at int) float64 { return math.Float64frombits(r.u64(at)) }
