//go:build backfire_wasm

package kernel

import (
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/wasm"
)

// wasmKernel is the Rust kernel as a WebAssembly module. An instance of it serves one call at a time. When a call fails in
// mid-way its instance is lost, with the indexes in it, and the next call that needs none of them is served by a fresh one.
type wasmKernel struct {
	module *wasm.Module
	tables []byte
	rules  Kernel // knows what the rules of the same tables are

	mu   sync.Mutex // held by every call
	live *wasmInstance
}

func (k *wasmKernel) reopen(tables []byte) (Kernel, error) {
	rules, err := k.rules.reopen(tables)
	if err != nil {
		return nil, err
	}
	other := &wasmKernel{module: k.module, tables: tables, rules: rules}
	return other, other.hold(func(*wasmInstance) error { return nil })
}

// hold runs a call on the instance that serves.
func (k *wasmKernel) hold(call func(i *wasmInstance) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.live == nil || k.live.Lost() {
		if k.live != nil {
			k.live.Close()
		}
		i, err := k.start()
		if err != nil {
			return wasmFault(err)
		}
		k.live = i
	}
	return k.live.run(call)
}

// run runs a call on an instance that the caller has locked.
func (i *wasmInstance) run(call func(i *wasmInstance) error) error {
	if err := i.freeFound(); err != nil {
		return wasmFault(err)
	}
	err := wasmFault(call(i))
	i.Done()
	return err
}

// start makes an instance and opens the kernel in it.
func (k *wasmKernel) start() (*wasmInstance, error) {
	module, err := k.module.Instantiate()
	if err != nil {
		return nil, err
	}
	i := &wasmInstance{Instance: module}
	if err := i.frame(len(k.tables)+8, 2); err != nil {
		i.Close()
		return nil, err
	}
	tables, out := i.Put(k.tables), i.Room(8)
	if _, err := i.status(0, "bf_kernel_open", uint64(tables), size(len(k.tables)), uint64(out)); err != nil {
		i.Close()
		return nil, err
	}
	i.kernel = uint64(i.u32(out))
	i.Done()
	return i, nil
}

func (k *wasmKernel) Digest() (digest uint64) {
	_ = k.hold(func(i *wasmInstance) error {
		if err := i.frame(8, 1); err != nil {
			return err
		}
		out := i.Room(8)
		_, err := i.status(0, "bf_kernel_digest", i.kernel, uint64(out))
		digest = i.u64(out)
		return err
	})
	return digest
}

// sized calls a function over a text whose output may turn out not to fit: with room for n values of some size, and once more
// with room for as many as it asks for then. Beside them it has extra bytes in up to three pieces. count is where the function
// stores how many there are.
func (i *wasmInstance) sized(function, text string, extra, n, each int, call func(text uint64, n int, count uint32) (uint32, error)) (count int, err error) {
	for range 2 {
		if err := i.frame(len(text)+8+extra+n*each, 7); err != nil {
			return 0, err
		}
		at, stored := i.PutString(text), i.Room(8)
		status, err := call(uint64(at), n, stored)
		if err != nil {
			return 0, err
		}
		if status == statusOK {
			if count = i.u32(stored); count > n {
				return 0, overran(function)
			}
			return count, nil
		}
		n = i.u32(stored)
	}
	return 0, &wasmFailure{function: function, status: statusBuffer}
}

func (k *wasmKernel) Fold(f *fallback.Folded, text string) error {
	return k.hold(func(i *wasmInstance) error {
		var out, places uint32
		n, err := i.sized("bf_fold", text, 0, len(text)+16, 1+4, func(at uint64, n int, count uint32) (uint32, error) {
			out, places = i.Room(n), i.Room(4*n)
			return i.status(statusBuffer, "bf_fold", i.kernel, at, size(len(text)), uint64(out), uint64(places), size(n), uint64(count))
		})
		if err != nil {
			return err
		}
		f.Text = append(f.Text[:0], i.at(out, n)...)
		f.Map = slices.Grow(f.Map[:0], n)[:n]
		r := i.at(places, 4*n)
		for j := range f.Map {
			f.Map[j] = int(r.u32(4 * j))
		}
		return nil
	})
}

// segmenter is fallback.Segmenter, whose fields are private.
type segmenter struct {
	scan, last, column int
	midLine            bool
	kind               uint8
	fence              bool
}

const _ uintptr = -(unsafe.Sizeof(segmenter{}) ^ unsafe.Sizeof(fallback.Segmenter{}))

func (k *wasmKernel) Segment(s *fallback.Segmenter, buf string, eof bool) (end int, ok bool, err error) {
	err = k.hold(func(i *wasmInstance) error {
		if err := i.frame(len(buf)+segmenterSize+8, 3); err != nil {
			return err
		}
		text, state, out := i.PutString(buf), i.Room(segmenterSize), i.Room(8)
		own := (*segmenter)(unsafe.Pointer(s))
		i.at(state, segmenterSize).putSegmenter(own)
		if _, err := i.status(0, "bf_segment", i.kernel, uint64(state), uint64(text), size(len(buf)), number(eof), uint64(out)); err != nil {
			return err
		}
		if end = i.u32(out); end > len(buf) {
			return overran("bf_segment")
		}
		i.at(state, segmenterSize).segmenter(own)
		return nil
	})
	if err != nil {
		return 0, false, err
	}
	return end, end > 0, nil
}

// number is a bool as an argument.
func number(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func (k *wasmKernel) Analyze(a *fallback.Analysis, text string) error {
	return k.hold(func(i *wasmInstance) error { return i.analyze(a, text) })
}

func (i *wasmInstance) analyze(a *fallback.Analysis, text string) error {
	var out uint32
	n, err := i.sized("bf_analyze", text, 0, len(text)*2+64, 8, func(at uint64, n int, count uint32) (uint32, error) {
		out = i.Room(8 * n)
		return i.status(statusBuffer, "bf_analyze", i.kernel, at, size(len(text)), uint64(out), size(n), uint64(count))
	})
	if err != nil {
		return err
	}
	if !i.at(out, 8*n).analysis(a) {
		return overran("bf_analyze")
	}
	return nil
}

// AnalyzeBatch analyses one text after the other: a call into the module takes little of the time that an analysis does.
func (k *wasmKernel) AnalyzeBatch(out *Analyses, texts *Batch) error {
	n := texts.Len()
	for len(out.own) < n {
		out.own = append(out.own, fallback.Analysis{})
	}
	out.All = out.own[:n]
	return k.hold(func(i *wasmInstance) error {
		for j := range out.All {
			if err := i.analyze(&out.All[j], texts.at(j)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (k *wasmKernel) NumberUnit(n *fallback.Number) (name string) {
	if unit := n.Kind.Unit(); unit != "" {
		return unit
	}
	const room = 256
	_ = k.hold(func(i *wasmInstance) error {
		if err := i.frame(room+8, 2); err != nil {
			return err
		}
		out, count := i.Room(room), i.Room(8)
		if _, err := i.status(0, "bf_unit_name", i.kernel, uint64(n.Unit), uint64(out), room, uint64(count)); err != nil {
			return err
		}
		name = string(i.at(out, min(i.u32(count), room)))
		return nil
	})
	return name
}

func (k *wasmKernel) Signals(claim, source string) (out fallback.Signals, err error) {
	err = k.hold(func(i *wasmInstance) error {
		if err := i.frame(len(claim)+len(source)+signalsSize, 3); err != nil {
			return err
		}
		a, b, at := i.PutString(claim), i.PutString(source), i.Room(signalsSize)
		if _, err := i.status(0, "bf_signals", i.kernel, uint64(a), size(len(claim)), uint64(b), size(len(source)), uint64(at)); err != nil {
			return err
		}
		out = i.at(at, signalsSize).signals()
		return nil
	})
	return out, err
}

func (k *wasmKernel) SignalsBatch(out []fallback.Signals, pairs *Batch) error {
	n := pairs.Len() / 2
	if n == 0 {
		return nil
	}
	return k.hold(func(i *wasmInstance) error {
		if err := i.frame(len(pairs.text)+4*(2*n+1)+n*signalsSize, 3); err != nil {
			return err
		}
		texts, offsets, at := i.Put(pairs.text), i.putSizes(pairs.offsets[:2*n+1]), i.Room(n*signalsSize)
		if _, err := i.status(0, "bf_signals_batch", i.kernel, uint64(texts), size(len(pairs.text)), uint64(offsets), size(n), uint64(at)); err != nil {
			return err
		}
		r := i.at(at, n*signalsSize)
		for j := range n {
			out[j] = r[j*signalsSize:].signals()
		}
		return nil
	})
}

// firstFindings is the room that Scan offers first.
const firstFindings = 16

func (k *wasmKernel) Scan(s *fallback.Scan, text string, mode fallback.ScanMode) error {
	return k.hold(func(i *wasmInstance) error {
		var out, alive uint32
		n, err := i.sized("bf_scan", text, 8, firstFindings, findingSize, func(at uint64, n int, count uint32) (uint32, error) {
			out, alive = i.Room(n*findingSize), i.Room(8)
			return i.status(statusBuffer, "bf_scan", i.kernel, at, size(len(text)), uint64(mode), uint64(out), size(n), uint64(count), uint64(alive))
		})
		if err != nil {
			return err
		}
		if s.Alive = i.u32(alive); s.Alive > len(text) {
			return overran("bf_scan")
		}
		s.Findings = slices.Grow(s.Findings[:0], n)[:n]
		r := i.at(out, n*findingSize)
		for j := range s.Findings {
			s.Findings[j] = r[j*findingSize:].finding()
		}
		return nil
	})
}

func (k *wasmKernel) Rule(number int) fallback.RuleInfo { return k.rules.Rule(number) }

func (k *wasmKernel) Skeleton(dst []byte, text string) ([]byte, error) {
	err := k.hold(func(i *wasmInstance) error {
		var out uint32
		n, err := i.sized("bf_skeleton", text, 0, len(text)+16, 1, func(at uint64, n int, count uint32) (uint32, error) {
			out = i.Room(n)
			return i.status(statusBuffer, "bf_skeleton", i.kernel, at, size(len(text)), uint64(out), size(n), uint64(count))
		})
		if err != nil {
			return err
		}
		dst = append(dst, i.at(out, n)...)
		return nil
	})
	return dst, err
}

func (k *wasmKernel) Coherence(cfg fallback.CoherenceConfig, hLogical, hFactual float64) (out fallback.CoherenceScore, err error) {
	if err := cfg.Validate(); err != nil {
		return out, err
	}
	err = k.hold(func(i *wasmInstance) error {
		if err := i.frame(32+scoreSize, 2); err != nil {
			return err
		}
		config, at := i.putCoherence(cfg), i.Room(scoreSize)
		if _, err := i.status(0, "bf_coherence", uint64(config), bits(hLogical), bits(hFactual), uint64(at)); err != nil {
			return err
		}
		out = i.at(at, scoreSize).score()
		return nil
	})
	return out, err
}

func (k *wasmKernel) InjectionVerdict(dst []fallback.InjectionClaimResult, claims []fallback.InjectionClaim, sanitizer, baseline float64,
	cfg fallback.InjectionConfig) ([]fallback.InjectionClaimResult, fallback.InjectionResult, error) {
	var sum fallback.InjectionResult
	if err := cfg.Validate(); err != nil {
		return dst, sum, err
	}
	measures := make([]float64, 0, 4*len(claims))
	for _, c := range claims {
		measures = append(measures, c.Traceability, c.EntityOverlap, c.Forward, c.Reverse)
	}
	err := k.hold(func(i *wasmInstance) error {
		if err := i.frame(8*len(measures)+40+len(claims)*claimResultSize+injectionResultSize, 4); err != nil {
			return err
		}
		in, config := i.putFloats(measures...), i.putFloats(cfg.Detect, cfg.Drift, cfg.Claim, cfg.TraceFloor, cfg.Stage1Weight)
		results, out := i.Room(len(claims)*claimResultSize), i.Room(injectionResultSize)
		if _, err := i.status(0, "bf_injection_verdict", uint64(in), size(len(claims)), bits(sanitizer), bits(baseline), uint64(config),
			uint64(results), uint64(out)); err != nil {
			return err
		}
		r := i.at(results, len(claims)*claimResultSize)
		for j := range claims {
			one := r[j*claimResultSize:]
			dst = append(dst, fallback.InjectionClaimResult{Verdict: fallback.ClaimVerdict(one.u8(0)), Divergence: one.float(8)})
		}
		r = i.at(out, injectionResultSize)
		sum = fallback.InjectionResult{Risk: r.float(0), Combined: r.float(8), Detected: r.flag(16)}
		return nil
	})
	return dst, sum, err
}

func (k *wasmKernel) Softmax(dst, logits []float64, cols int) ([]float64, error) {
	return k.matrix("bf_softmax", dst, logits, len(logits), cols)
}

func (k *wasmKernel) Divergence(dst, probs []float64, cols, contradiction, neutral int) ([]float64, error) {
	return k.matrix("bf_divergence", dst, probs, wholeRows(probs, cols), cols, contradiction, neutral)
}

func (k *wasmKernel) Confidence(dst, probs []float64, cols int) ([]float64, error) {
	return k.matrix("bf_confidence", dst, probs, wholeRows(probs, cols), cols)
}

// wholeRows returns the number of whole rows, 0 for a shape that the kernel will refuse.
func wholeRows(x []float64, cols int) int {
	if cols < 1 {
		return 0
	}
	return len(x) / cols
}

// matrix calls a function that makes n numbers of some, and appends them to dst.
func (k *wasmKernel) matrix(function string, dst, in []float64, n int, columns ...int) ([]float64, error) {
	err := k.hold(func(i *wasmInstance) error {
		if err := i.frame(8*(len(in)+n), 2); err != nil {
			return err
		}
		from, to := i.putFloats(in...), i.Room(8*n)
		args := []uint64{uint64(from), size(len(in))}
		for _, c := range columns {
			args = append(args, uint64(int64(c)))
		}
		status, err := i.status(statusShape, function, append(args, uint64(to))...)
		if err != nil {
			return err
		}
		if status == statusShape {
			problem, want, _ := strings.Cut(i.words(), ": want ")
			return &fallback.ShapeError{Problem: problem, Want: want}
		}
		r := i.at(to, 8*n)
		for j := range n {
			dst = append(dst, r.float(8*j))
		}
		return nil
	})
	return dst, err
}
