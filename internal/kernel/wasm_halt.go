//go:build backfire_wasm

package kernel

import (
	"encoding/binary"

	"github.com/backfire-ai/backfire-go/fallback"
)

// wasmHalt is a machine of the kernel's in memory of Go's, so that it outlives an instance.
type wasmHalt struct {
	kernel *wasmKernel
	state  []byte
}

// firstWords is the room, in words, that NewHalt offers first.
const firstWords = 64

func (k *wasmKernel) NewHalt(cfg fallback.HaltConfig) (Halt, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	h := &wasmHalt{kernel: k}
	err := k.hold(func(i *wasmInstance) error {
		var at uint32
		n, err := i.sized("bf_halt_start", "", haltConfigSize, firstWords, 8, func(_ uint64, n int, count uint32) (uint32, error) {
			config := i.putHalt(cfg)
			at = i.Room(8 * n)
			return i.status(statusBuffer, "bf_halt_start", uint64(config), uint64(at), size(n), uint64(count))
		})
		if err != nil {
			return err
		}
		h.state = append(h.state, i.at(at, 8*n)...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

func (i *wasmInstance) putHalt(c fallback.HaltConfig) uint32 {
	at := i.putFloats(c.HardLimit, c.SoftLimit, 0, c.WindowThreshold, 0, c.TrendThreshold, c.EntropyLimit, c.Deadline)
	r := i.at(at, haltConfigSize)
	binary.LittleEndian.PutUint64(r[16:], uint64(c.Window))
	binary.LittleEndian.PutUint64(r[32:], uint64(c.TrendWindow))
	return at
}

func (h *wasmHalt) Step(t fallback.HaltToken) (d fallback.HaltDecision, err error) {
	err = h.kernel.hold(func(i *wasmInstance) error {
		if err := i.frame(len(h.state)+haltTokenSize+haltDecisionSize, 3); err != nil {
			return err
		}
		state, in, out := i.Put(h.state), i.putFloats(t.Score, t.Entropy, 0, t.Elapsed, 0), i.Room(haltDecisionSize)
		r := i.at(in, haltTokenSize)
		r[16], r[32] = byte(number(t.HasEntropy)), byte(number(t.HasElapsed))
		if _, err := i.status(0, "bf_halt_step", uint64(state), size(len(h.state)/8), uint64(in), uint64(out)); err != nil {
			return err
		}
		copy(h.state, i.at(state, len(h.state)))
		d = i.at(out, haltDecisionSize).decision()
		return nil
	})
	return d, err
}

// RunHalt steps: a module without imports can call nothing of its host's.
func (k *wasmKernel) RunHalt(cfg fallback.HaltConfig, next NextToken) (passed int, d fallback.HaltDecision, err error) {
	h, err := k.NewHalt(cfg)
	if err != nil {
		return 0, d, err
	}
	for {
		t, ok := next.call(passed)
		if !ok {
			return passed, fallback.HaltDecision{}, nil
		}
		if d, err = h.Step(t); d.Halted || err != nil {
			return passed, d, err
		}
		passed++
	}
}
