//go:build backfire_wasm

package wasm

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/tetratelabs/wazero/api"
)

// A Trap is a call that ended in mid-way: a panic in the module, or an access outside of its memory. The instance cannot be
// used any more.
type Trap struct {
	Function string
	Err      error
}

// Error says in which function it was, and what.
func (e *Trap) Error() string { return fmt.Sprintf("wasm: %s: %v", e.Function, e.Err) }

// Unwrap returns what the runtime says.
func (e *Trap) Unwrap() error { return e.Err }

// ErrLost is returned by an instance after a Trap.
var ErrLost = errors.New("wasm: the instance was lost in an earlier call")

// A MemoryError is a call that needs more memory than the module can have.
type MemoryError struct{ Size int }

// Error says how much was asked for.
func (e *MemoryError) Error() string {
	return fmt.Sprintf("wasm: the module's memory has no room for %d bytes", e.Size)
}

// An Instance is a running module. It must not be used by two goroutines at once.
type Instance struct {
	module    api.Module
	memory    api.Memory
	functions map[string]function
	stack     [16]uint64
	lost      bool

	block, size uint32 // memory of the module's that frames are laid out in
	top         uint32
}

// function is an exported function with the number of its parameters.
type function struct {
	api.Function
	params int
	result bool
}

// Lost reports whether a Trap has ended the instance.
func (i *Instance) Lost() bool { return i.lost }

// Close frees the instance's memory.
func (i *Instance) Close() error {
	i.lost = true
	return i.module.Close(context.Background())
}

// Call calls a function and returns its result, 0 if it has none. The error is a *Trap, after which every call fails with
// ErrLost, or says that there is no such function.
func (i *Instance) Call(name string, args ...uint64) (uint64, error) {
	if i.lost {
		return 0, ErrLost
	}
	f, err := i.function(name)
	if err != nil {
		return 0, err
	}
	if f.params != len(args) || len(args) > len(i.stack) {
		return 0, fmt.Errorf("wasm: the module's function %s takes %d arguments, not %d", name, f.params, len(args))
	}
	stack := i.stack[:max(1, copy(i.stack[:], args))]
	if err := f.CallWithStack(context.Background(), stack); err != nil {
		i.lost = true
		return 0, &Trap{Function: name, Err: err}
	}
	if !f.result {
		return 0, nil
	}
	return stack[0], nil
}

// function finds an exported function once.
func (i *Instance) function(name string) (function, error) {
	if f, known := i.functions[name]; known {
		return f, nil
	}
	exported := i.module.ExportedFunction(name)
	if exported == nil {
		return function{}, fmt.Errorf("wasm: the module has no function %s", name)
	}
	results := exported.Definition().ResultTypes()
	if len(results) > 1 {
		return function{}, fmt.Errorf("wasm: the module's function %s has %d results", name, len(results))
	}
	f := function{exported, len(exported.Definition().ParamTypes()), len(results) == 1}
	i.functions[name] = f
	return f, nil
}

const (
	align    = 8
	keptSize = 1 << 20 // of a block; a larger one goes back after its call
)

// Frame makes room for one call's inputs and outputs, size bytes in all, each of which may take up to 7 more. What earlier
// frames had is gone. The error is a *MemoryError or that of Call.
func (i *Instance) Frame(size int) error {
	if size < 0 || size > math.MaxInt32 {
		return &MemoryError{size}
	}
	if uint32(size) > i.size {
		if err := i.drop(); err != nil {
			return err
		}
		rounded := uint32(size)
		for p := uint32(4096); p <= keptSize; p *= 2 {
			if rounded <= p {
				rounded = p
				break
			}
		}
		block, err := i.Call("bf_alloc", uint64(rounded))
		if err != nil {
			return err
		}
		if block == 0 {
			return &MemoryError{size}
		}
		i.block, i.size = uint32(block), rounded
	}
	i.top = i.block
	return nil
}

// Done ends the use of a frame: a large one goes back.
func (i *Instance) Done() {
	if i.size > keptSize && !i.lost {
		_ = i.drop() // a trap shows at the next call
	}
}

func (i *Instance) drop() error {
	if i.block == 0 {
		return nil
	}
	_, err := i.Call("bf_free", uint64(i.block), uint64(i.size))
	i.block, i.size = 0, 0
	return err
}

// Room reserves memory of the frame, aligned to 8. It panics if the frame was made too small.
func (i *Instance) Room(size int) uint32 {
	at := i.top
	if size > int(i.block+i.size-at) {
		panic("wasm: a frame is too small for what is put into it")
	}
	i.top = min((at+uint32(size)+align-1)&^(align-1), i.block+i.size)
	return at
}

// PutString copies a text into the frame.
func (i *Instance) PutString(text string) uint32 {
	at := i.Room(len(text))
	i.memory.WriteString(at, text)
	return at
}

// Put copies bytes into the frame.
func (i *Instance) Put(b []byte) uint32 {
	at := i.Room(len(b))
	i.memory.Write(at, b)
	return at
}

// View returns memory of the module's, until the next call; false if there is no such memory.
func (i *Instance) View(at uint32, size int) ([]byte, bool) {
	if size < 0 || size > math.MaxInt32 {
		return nil, false
	}
	return i.memory.Read(at, uint32(size))
}

// MemorySize returns how many bytes of memory the module has taken.
func (i *Instance) MemorySize() uint32 { return i.memory.Size() }
