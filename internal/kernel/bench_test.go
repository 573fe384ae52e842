package kernel

import (
	"strings"
	"testing"

	"github.com/backfire-ai/backfire-go/fallback"
)

const benchSentence = "The warehouse in Oslo shipped 1,240 parcels on 15 March 2024, but Dr. Lindgren did not insure 12 % of them. "

// BenchmarkKernels runs both kernels on the same texts; without -tags rust there is only one.
func BenchmarkKernels(b *testing.B) {
	texts := map[string]string{
		"20B": "It costs 19 dollars.", "110B": benchSentence,
		"4KB": strings.Repeat(benchSentence, 38), "64KB": strings.Repeat(benchSentence, 600),
	}
	for _, size := range []string{"20B", "110B", "4KB", "64KB"} {
		text := texts[size]
		for _, name := range []string{"go", "rust"} {
			k, ok := kernels(b)[name]
			if !ok {
				continue
			}
			facts := snapshotOfTexts(b, k, benchSentence, "Parcels are insured.", "It costs 20 dollars.")
			run := func(function string, f func() error) {
				b.Run(function+"/"+size+"/"+name, func(b *testing.B) {
					b.SetBytes(int64(len(text)))
					b.ReportAllocs()
					for b.Loop() {
						if err := f(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
			var folded fallback.Folded
			var analysis fallback.Analysis
			var review fallback.Review
			run("Fold", func() error { return k.Fold(&folded, text) })
			run("Analyze", func() error { return k.Analyze(&analysis, text) })
			run("Signals", func() error { _, err := k.Signals(text, text); return err })
			run("Review", func() error {
				return facts.Review(&review, text, fallback.DefaultCoherenceConfig(), 0)
			})
		}
	}
}

func snapshotOfTexts(b *testing.B, k Kernel, texts ...string) Snapshot {
	x, err := k.NewIndex(fallback.DefaultBM25)
	if err != nil {
		b.Fatal(err)
	}
	for i, text := range texts {
		if err := x.Add(string(rune('a'+i)), text); err != nil {
			b.Fatal(err)
		}
	}
	s, err := x.Snapshot()
	if err != nil {
		b.Fatal(err)
	}
	return s
}
