//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"github.com/backfire-ai/backfire-go/fallback"
)

// The texts of the self-test: short, and between them through every part of a kernel.
var (
	selfTestFacts = []string{
		"The trial lasts 30 days. It costs €19.90 per month, and 4.2 billion people know it.",
		"Deliveries to Norway are insured; Dr. Ålesund said so on 15 March 2024.",
		"支持是开放的。 Support is open on Sundays, but not at night.",
	}
	selfTestAnswer = "The trial lasts 14 days. Deliveries to Norway aren't insured.\n- Support is “closed” on Sundays\n\nＡ roof \xff is green."
)

// selfTest runs a few inputs through a kernel and a reference and returns how they first differ.
func selfTest(k, reference Kernel) error {
	for _, test := range selfTests {
		got, err := test.run(k)
		if err != nil {
			return fmt.Errorf("%s: %w", test.name, err)
		}
		want, err := test.run(reference)
		if err != nil {
			return fmt.Errorf("%s: %w", test.name, err)
		}
		if !reflect.DeepEqual(got, want) {
			return fmt.Errorf("%s: got %s, want %s", test.name, brief(got), brief(want))
		}
	}
	return nil
}

// brief prints the beginning of an answer, which may be long.
func brief(answer any) string {
	const most = 60
	words := fmt.Sprint(answer)
	if len(words) <= most {
		return words
	}
	return strings.ToValidUTF8(words[:most], "") + "…"
}

var selfTests = []struct {
	name string
	run  func(k Kernel) (any, error)
}{
	{"fold", func(k Kernel) (any, error) {
		var f fallback.Folded
		err := k.Fold(&f, selfTestAnswer)
		return f, err
	}},
	{"analyze", func(k Kernel) (any, error) {
		var a fallback.Analysis
		err := k.Analyze(&a, selfTestFacts[0]+selfTestFacts[1])
		return [...]any{a.Sentences, a.Tokens, a.Numbers, a.Names}, err
	}},
	{"signals", func(k Kernel) (any, error) { return k.Signals(selfTestAnswer, selfTestFacts[0]) }},
	{"review", selfTestReview},
	{"halt", func(k Kernel) (any, error) {
		scores := []float64{.9, .8, .7, .65, .6, .5}
		passed, d, err := k.RunHalt(fallback.DefaultHaltConfig(), func(i int) (t fallback.HaltToken, ok bool) {
			if i < len(scores) {
				t.Score, ok = scores[i], true
			}
			return t, ok
		})
		return [...]any{passed, d}, err
	}},
	{"softmax", func(k Kernel) (any, error) { return k.Softmax(nil, []float64{.1, -3, 2, 5, math.Inf(-1), 0}, 3) }},
	{"confidence", func(k Kernel) (any, error) { return k.Confidence(nil, []float64{.2, .3, .5}, 3) }},
	{"injection verdict", func(k Kernel) (any, error) {
		claims := []fallback.InjectionClaim{{Traceability: .1, Forward: .9, Reverse: .8}, {Traceability: .8, Forward: .65, Reverse: .7}}
		verdicts, sum, err := k.InjectionVerdict(nil, claims, .4, .1, fallback.DefaultInjectionConfig())
		return [...]any{verdicts, sum}, err
	}},
}

func selfTestReview(k Kernel) (any, error) {
	x, err := k.NewIndex(fallback.DefaultBM25)
	if err != nil {
		return nil, err
	}
	defer x.Close()
	for i, text := range selfTestFacts {
		if err := x.Add(fmt.Sprint(i), text); err != nil {
			return nil, err
		}
	}
	s, err := x.Snapshot()
	if err != nil {
		return nil, err
	}
	hits, err := s.Search(nil, selfTestAnswer, 3)
	if err != nil {
		return nil, err
	}
	var r fallback.Review
	err = s.Review(&r, selfTestAnswer, fallback.DefaultCoherenceConfig(), .25)
	return [...]any{hits, r}, err
}
