// Command bench measures how long each function of a kernel takes, for texts of three sizes, and prints a line of JSON for each:
// {"kernel":"go","function":"fold","bytes":4096,"ns":12345}. edge/js/test/support/bench.js measures the same functions on the same
// texts in JavaScript.
//
//	go run -tags rust,backfire_wasm ./edge/bench -kernel go,rust,wasm <docs/KERNEL.md
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

func main() {
	names := flag.String("kernel", "go", "which kernels, with commas between them: go, rust, wasm")
	each := flag.Duration("time", 200*time.Millisecond, "how long each function is run")
	table := flag.Bool("ratios", false, "measure nothing: make a table of what is on standard input")
	flag.Parse()
	err := error(nil)
	if *table {
		err = ratios(os.Stdin, os.Stdout)
	} else {
		err = run(os.Stdin, os.Stdout, strings.Split(*names, ","), *each)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// sizes are those of the texts, in bytes.
var sizes = []int{110, 4 << 10, 64 << 10}

func run(in io.Reader, out io.Writer, names []string, each time.Duration) error {
	prose, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	if len(prose) < slices.Max(sizes) {
		return fmt.Errorf("%d bytes of text on standard input: want at least %d", len(prose), slices.Max(sizes))
	}
	encoder := json.NewEncoder(out)
	for _, name := range names {
		choice, err := kernel.OpenNamed(name)
		if err != nil {
			return err
		}
		for _, size := range sizes {
			for _, f := range functions(choice.Kernel, string(prose[:size])) {
				ns, err := measure(each, f.call)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", name, f.name, err)
				}
				if err := encoder.Encode(result{name, f.name, size, ns}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

type result struct {
	Kernel   string  `json:"kernel"`
	Function string  `json:"function"`
	Bytes    int     `json:"bytes"`
	NS       float64 `json:"ns"`
}

type function struct {
	name string
	call func() error
}

// functions are all that take a text, and, with the smallest text, those that take numbers.
func functions(k kernel.Kernel, text string) []function {
	var folded fallback.Folded
	var analysis fallback.Analysis
	var review fallback.Review
	var scan fallback.Scan
	var skeleton []byte
	facts, err := snapshot(k)
	all := []function{
		{"fold", func() error { return k.Fold(&folded, text) }},
		{"segment", func() error { return segment(k, text) }},
		{"analyze", func() error { return k.Analyze(&analysis, text) }},
		{"signals", func() error { _, err := k.Signals(text, text); return err }},
		{"search", func() error { _, err := facts.Search(nil, text, 3); return err }},
		{"ground", func() error { _, err := facts.Ground(text); return err }},
		{"review", func() error { return facts.Review(&review, text, fallback.DefaultCoherenceConfig(), 0) }},
		{"scan", func() error { return k.Scan(&scan, text, fallback.ScanDocument) }},
		{"skeleton", func() (err error) { skeleton, err = k.Skeleton(skeleton[:0], text); return err }},
	}
	if err != nil {
		return []function{{"index", func() error { return err }}}
	}
	if len(text) > sizes[0] {
		return all
	}
	claims := []fallback.InjectionClaim{{Traceability: .1, Forward: .9, Reverse: .8}, {Traceability: .8, Forward: .65, Reverse: .7}}
	numbers := []float64{.1, .7, .2, .5, .25, .25}
	halt, err := k.NewHalt(fallback.DefaultHaltConfig())
	return append(all,
		function{"coherence", func() error { _, err := k.Coherence(fallback.DefaultCoherenceConfig(), .2, .3); return err }},
		function{"halt_step", func() error { return cmp.Or(err, step(halt)) }},
		function{"injection_verdict", func() error {
			_, _, err := k.InjectionVerdict(nil, claims, .4, .1, fallback.DefaultInjectionConfig())
			return err
		}},
		function{"softmax", func() error { _, err := k.Softmax(nil, numbers, 3); return err }},
		function{"divergence", func() error { _, err := k.Divergence(nil, numbers, 3, 2, 1); return err }},
		function{"confidence", func() error { _, err := k.Confidence(nil, numbers, 3); return err }},
	)
}

func step(h kernel.Halt) error {
	_, err := h.Step(fallback.HaltToken{Score: .9})
	return err
}

func segment(k kernel.Kernel, text string) error {
	var s fallback.Segmenter
	for {
		end, ok, err := k.Segment(&s, text, true)
		if !ok || err != nil {
			return err
		}
		text = text[end:]
	}
}

func snapshot(k kernel.Kernel) (kernel.Snapshot, error) {
	x, err := k.NewIndex(fallback.DefaultBM25)
	if err != nil {
		return nil, err
	}
	for i, text := range []string{
		"The warehouse in Oslo shipped 1,240 parcels on 15 March 2024, but Dr. Lindgren did not insure 12 % of them.",
		"Parcels are insured.", "It costs 20 dollars.",
	} {
		if err := x.Add(fmt.Sprint(i), text); err != nil {
			return nil, err
		}
	}
	return x.Snapshot()
}

const rounds = 20

// measure returns the nanoseconds of a call, those of the best of many short rounds, so that what else the machine does counts
// little.
func measure(each time.Duration, call func() error) (ns float64, err error) {
	n := 1
	for round := 0; round < rounds; {
		start := time.Now()
		for range n {
			if err := call(); err != nil {
				return 0, err
			}
		}
		took := time.Since(start)
		if took < each/rounds && round == 0 && n < 1<<30 {
			n = max(n+1, int(float64(n)*min(100, 1.2*float64(each/rounds)/float64(took+1))))
			continue
		}
		if took < each/rounds/4 { // what interrupted the first round made it look long
			n, round = 2*n, 0
			continue
		}
		if one := float64(took.Nanoseconds()) / float64(n); round == 0 || one < ns {
			ns = one
		}
		round++
	}
	return ns, nil
}
