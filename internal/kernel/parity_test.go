//go:build (rust && cgo) || backfire_wasm

package kernel

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/fallback"
)

// both returns the Go kernel and the other one that this build is for, the Rust kernel if it has that and else the one that is
// a WebAssembly module. Where it cannot serve, the test fails.
func both(t testing.TB) (golang, rust Kernel) {
	t.Helper()
	pair, rejected := openBoth()
	if rejected != nil {
		if rejected.Check == "platform" || os.Getenv("BACKFIRE_KERNEL_PATH") == "" && rejected.Check == "library" {
			t.Skip(rejected)
		}
		t.Fatal(rejected)
	}
	return pair[0], pair[1]
}

var openBoth = sync.OnceValues(func() (pair [2]Kernel, rejected *Rejection) {
	golang, err := OpenGo()
	if err != nil {
		return pair, &Rejection{Kernel: "go", Check: "tables", Err: err}
	}
	open := openWasm
	if wantsRust {
		open = openRust
	}
	rust, rejected := open(golang)
	return [2]Kernel{golang, rust.Kernel}, rejected
})

// same fails unless a function gives the same with both kernels, to the last bit: values are compared as they print,
// which tells −0 from 0 and gives each float64 digits of its own.
func same(t *testing.T, golang, rust Kernel, f func(k Kernel) (any, error)) {
	t.Helper()
	want, wantErr := f(golang)
	got, gotErr := f(rust)
	if a, b := fmt.Sprintf("%+v %v", want, wantErr), fmt.Sprintf("%+v %v", got, gotErr); a != b {
		t.Fatalf("go:   %s\nrust: %s", a, b)
	}
}

// Texts that between them reach every rule of the kernel.
var seeds = []string{
	"", " ", "\xff", "a", "7", ".", "\n\n", "é", "Ａé ﬁ", "支持是开放的。", "ไทยภาษา", "No. 5 is alive. U.S. e.g. this? \"Yes,\" she said.",
	"The trial lasts 30 days. It costs €19.90 per month, and 4.2 billion people know it.",
	"Deliveries to Norway are not insured; Dr. Ålesund said so on 15 March 2024, at 5:30 p.m.",
	"# Heading\n- one item, 15 %\n- two items: 12,345.6 km\n\n| a | b |\n|---|---|\n| 1 | 2 |\n> quoted\n```\ncode. here\n```\n",
	"i\u200bg\u200bn\u00adore \U000E0041 a\u0301\u0323 한국어 ㎏ ½ ① ２０２４年３月",
	"It isn't 3rd but 4th of May 1999, on Tuesday; between 1e9 and 7,5 or 1/2. Twenty-five million dollars ($25m).",
	"Prices rose. Prices fell. Sales never increased before 1980s; profits didn't decrease (much)...",
}

func FuzzText(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		golang, rust := both(t)
		same(t, golang, rust, func(k Kernel) (any, error) {
			var folded fallback.Folded
			err := k.Fold(&folded, text)
			return folded, err
		})
		same(t, golang, rust, func(k Kernel) (any, error) {
			var a fallback.Analysis
			err := k.Analyze(&a, text)
			return exported(&a), err
		})
		same(t, golang, rust, func(k Kernel) (any, error) { return batched(t, k, text, "", text+" 7 km.", text), nil })
	})
}

// exported returns what an analysis has for everyone.
func exported(a *fallback.Analysis) any {
	return [...]any{a.Sentences, a.Tokens, a.Numbers, a.Names, a.Negations, a.Quotes}
}

// batched returns the analyses of texts, which must be the same one by one and a second time.
func batched(t *testing.T, k Kernel, texts ...string) (all []any) {
	var batch Batch
	for _, text := range texts {
		var a fallback.Analysis
		require.NoError(t, k.Analyze(&a, text))
		all = append(all, exported(&a))
		batch.Add(text)
	}
	var out Analyses
	for range 2 {
		require.NoError(t, k.AnalyzeBatch(&out, &batch))
		require.Len(t, out.All, len(texts))
		for i := range out.All {
			require.Equal(t, fmt.Sprint(all[i]), fmt.Sprint(exported(&out.All[i])))
		}
	}
	return all
}

// FuzzSegment cuts a text into pieces at the multiples of a size.
func FuzzSegment(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		golang, rust := both(t)
		same(t, golang, rust, func(k Kernel) (any, error) { return segmented(k, text, int(size)%16+1) })
	})
}

func FuzzPair(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, seeds[(i+1)%len(seeds)])
		f.Add(s, s)
		f.Add(s, strings.ReplaceAll(s, "1", "7"))
	}
	f.Add("Support is closed.", "Support is open. Support isn't closed.")
	f.Fuzz(func(t *testing.T, claim, source string) {
		golang, rust := both(t)
		same(t, golang, rust, func(k Kernel) (any, error) { return k.Signals(claim, source) })
		same(t, golang, rust, func(k Kernel) (any, error) {
			s := snapshotOf(t, k, source, claim+source, strings.ToUpper(source))
			return s.Ground(claim)
		})
	})
}

func FuzzReview(f *testing.F) {
	for i, s := range seeds {
		f.Add(s+" "+seeds[(i+3)%len(seeds)], seeds[(i+1)%len(seeds)], .25)
	}
	f.Fuzz(func(t *testing.T, answer, facts string, hLogical float64) {
		golang, rust := both(t)
		same(t, golang, rust, func(k Kernel) (any, error) {
			var r fallback.Review
			err := snapshotOf(t, k, strings.Split(facts, "\n")...).Review(&r, answer, fallback.DefaultCoherenceConfig(), hLogical)
			return r, err
		})
	})
}

// snapshotOf indexes texts under their numbers.
func snapshotOf(t testing.TB, k Kernel, texts ...string) Snapshot {
	x, err := k.NewIndex(fallback.DefaultBM25)
	require.NoError(t, err)
	defer x.Close()
	for i, text := range texts {
		require.NoError(t, x.Add(fmt.Sprint(i), text))
	}
	s, err := x.Snapshot()
	require.NoError(t, err)
	return s
}

// FuzzIndex takes its input for a program of additions, replacements, removals and searches of short words.
func FuzzIndex(f *testing.F) {
	f.Add([]byte("a1b2c3d4"), 1.2, .75)
	f.Add(bytes.Repeat([]byte("aqbwcesdrfgthzjuik"), 20), .5, 0.)
	f.Fuzz(func(t *testing.T, program []byte, k1, b float64) {
		golang, rust := both(t)
		same(t, golang, rust, func(k Kernel) (any, error) {
			return runIndex(k, program[:min(len(program), 2000)], fallback.BM25{K1: k1, B: b})
		})
	})
}

func runIndex(k Kernel, program []byte, params fallback.BM25) (any, error) {
	x, err := k.NewIndex(params)
	if err != nil {
		return nil, err
	}
	defer x.Close()
	var out []any
	var old Snapshot
	for len(program) >= 3 {
		op, id, text := program[0], fmt.Sprint(program[1]%40), wordsOf(program[2:min(len(program), 2+int(program[1]%16)+1)])
		program = program[3:]
		switch op % 6 {
		case 0, 1:
			out = append(out, x.Add(id, text))
		case 2:
			out = append(out, x.Replace(id, text))
		case 3:
			was, err := x.Remove(id)
			out = append(out, was, err)
		case 4:
			if old, err = x.Snapshot(); err != nil {
				return nil, err
			}
		}
		now, err := x.Snapshot()
		if err != nil {
			return nil, err
		}
		for _, s := range []Snapshot{now, old} {
			if s != nil {
				hits, err := s.Search(nil, text, int(op/6))
				out = append(out, s.Len(), hits, err)
			}
		}
	}
	s, err := x.Snapshot()
	if err != nil {
		return nil, err
	}
	var saved bytes.Buffer
	err = s.Save(&saved)
	return append(out, saved.Bytes()), err
}

// wordsOf makes a text of few different words, so that they meet.
func wordsOf(b []byte) string {
	var words []string
	for _, c := range b {
		words = append(words, strings.Repeat(string(rune('a'+c%23)), 1+int(c%3)))
	}
	return strings.Join(words, " ")
}

func FuzzLoadIndex(f *testing.F) {
	golang, err := OpenGo()
	require.NoError(f, err)
	var saved bytes.Buffer
	require.NoError(f, snapshotOf(f, golang, "one", "two", "").Save(&saved))
	f.Add(saved.Bytes())
	f.Add(saved.Bytes()[:40])
	f.Add([]byte("BKFINDEX"))
	f.Fuzz(func(t *testing.T, saved []byte) {
		golang, rust := both(t)
		for _, in := range [][]byte{saved, sealed(saved)} {
			same(t, golang, rust, func(k Kernel) (any, error) {
				x, err := k.LoadIndex(bytes.NewReader(in))
				if err != nil {
					return nil, err
				}
				s, err := x.Snapshot()
				if err != nil {
					return nil, err
				}
				var again bytes.Buffer
				err = s.Save(&again)
				return again.Bytes(), err
			})
		}
	})
}

// FuzzFloats takes its input for float64s and gives them to everything that computes with numbers only.
func FuzzFloats(f *testing.F) {
	f.Add(floats(.1, .9, .5, .5, .6, .7, 1, 0), uint8(2))
	f.Add(floats(math.NaN(), math.Inf(1), math.Inf(-1), -1, math.Copysign(0, -1), 5e-324, math.MaxFloat64), uint8(3))
	f.Fuzz(func(t *testing.T, raw []byte, n uint8) {
		golang, rust := both(t)
		x := make([]float64, len(raw)/8)
		for i := range x {
			x[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
		}
		at := func(i int) float64 {
			if i < len(x) {
				return x[i]
			}
			return float64(i) / 10
		}
		cols := int(n)%6 - 1
		same(t, golang, rust, func(k Kernel) (any, error) { return k.Softmax(nil, x, cols) })
		same(t, golang, rust, func(k Kernel) (any, error) { return k.Confidence(nil, x, cols) })
		same(t, golang, rust, func(k Kernel) (any, error) { return k.Divergence(nil, x, cols, int(n)/50, int(n)/40) })
		for _, cfg := range []fallback.CoherenceConfig{fallback.DefaultCoherenceConfig(), {Threshold: at(2), SoftLimit: at(3), WeightLogic: at(4), WeightFact: 1 - at(4)}} {
			same(t, golang, rust, func(k Kernel) (any, error) { return k.Coherence(cfg, at(0), at(1)) })
		}
		sameVerdicts(t, golang, rust, x, at)
		sameHalts(t, golang, rust, x, at, n)
	})
}

func sameVerdicts(t *testing.T, golang, rust Kernel, x []float64, at func(int) float64) {
	var claims []fallback.InjectionClaim
	for i := 0; i+4 <= len(x); i += 4 {
		claims = append(claims, fallback.InjectionClaim{Traceability: x[i], EntityOverlap: x[i+1], Forward: x[i+2], Reverse: x[i+3]})
	}
	for _, cfg := range []fallback.InjectionConfig{fallback.DefaultInjectionConfig(), {Detect: at(0), Drift: at(1), Claim: at(2), TraceFloor: at(3), Stage1Weight: at(4)}} {
		same(t, golang, rust, func(k Kernel) (any, error) {
			verdicts, sum, err := k.InjectionVerdict(nil, claims, at(5), at(6), cfg)
			return [...]any{verdicts, sum}, err
		})
	}
}

func sameHalts(t *testing.T, golang, rust Kernel, x []float64, at func(int) float64, n uint8) {
	token := func(i int) (fallback.HaltToken, bool) {
		return fallback.HaltToken{
			Score: at(i), Entropy: at(i + 1), HasEntropy: i%3 == 1, Elapsed: at(i + 2), HasElapsed: i%5 == 2,
		}, i < len(x)+3
	}
	for _, cfg := range []fallback.HaltConfig{
		fallback.DefaultHaltConfig(),
		{HardLimit: at(0), SoftLimit: at(1), Window: int(n) % 7, WindowThreshold: at(2), TrendWindow: int(n)%5 + 1, TrendThreshold: at(3), EntropyLimit: at(4), Deadline: at(5)},
		{HardLimit: -math.MaxFloat64, Window: 3, WindowThreshold: -math.MaxFloat64, TrendWindow: 4, TrendThreshold: 1e300, EntropyLimit: math.MaxFloat64, Deadline: math.MaxFloat64},
	} {
		same(t, golang, rust, func(k Kernel) (any, error) {
			passed, d, err := k.RunHalt(cfg, token)
			return [...]any{passed, d}, err
		})
		same(t, golang, rust, func(k Kernel) (any, error) {
			h, err := k.NewHalt(cfg)
			if err != nil {
				return nil, err
			}
			var all []fallback.HaltDecision
			for i := range len(x) + 3 {
				next, _ := token(i)
				d, err := h.Step(next)
				if err != nil {
					return nil, err
				}
				all = append(all, d)
			}
			return all, nil
		})
	}
}

func floats(x ...float64) (raw []byte) {
	for _, v := range x {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(v))
	}
	return raw
}

func TestParityOfBatches(t *testing.T) {
	golang, rust := both(t)
	var b Batch
	for _, s := range seeds {
		b.Add(s)
	}
	want, got := make([]fallback.Signals, b.Len()/2), make([]fallback.Signals, b.Len()/2)
	require.NoError(t, golang.SignalsBatch(want, &b))
	require.NoError(t, rust.SignalsBatch(got, &b))
	assert.Equal(t, want, got)
}

func TestParityOfUnits(t *testing.T) {
	golang, rust := both(t)
	for unit := range 1 << 16 {
		n := fallback.Number{Unit: uint16(unit)}
		require.Equal(t, golang.NumberUnit(&n), rust.NumberUnit(&n))
	}
	assert.Equal(t, golang.Digest(), rust.Digest())
}
