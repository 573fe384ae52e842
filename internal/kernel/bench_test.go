package kernel

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/fallback"
)

// prose returns n bytes of the project's own documentation: words that vary as they do in life. In one sentence again and
// again every branch is foreseen and every word is in the cache, which says little.
func prose(b *testing.B, n int) string {
	var all []byte
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "docs/PERFORMANCE.md", "docs/KERNEL.md", "contract/SPEC.md"} {
		text, err := os.ReadFile("../../" + name)
		require.NoError(b, err)
		all = append(all, text...)
	}
	require.GreaterOrEqual(b, len(all), n, "the documentation is that long")
	return string(all[:n])
}

const benchSentence = "The warehouse in Oslo shipped 1,240 parcels on 15 March 2024, but Dr. Lindgren did not insure 12 % of them. "

// BenchmarkKernels runs both kernels on the same texts; without -tags rust there is only one.
func BenchmarkKernels(b *testing.B) {
	for _, size := range []struct{ name, text string }{
		{"20B", "It costs 19 dollars."}, {"110B", benchSentence}, {"4KB", prose(b, 4<<10)}, {"64KB", prose(b, 64<<10)},
	} {
		for _, name := range []string{"go", "rust"} {
			if k, ok := kernels(b)[name]; ok {
				benchmarkKernel(b, k, size.text, func(function string, f func() error) {
					b.Run(function+"/"+size.name+"/"+name, func(b *testing.B) {
						b.SetBytes(int64(len(size.text)))
						b.ReportAllocs()
						for b.Loop() {
							if err := f(); err != nil {
								b.Fatal(err)
							}
						}
					})
				})
			}
		}
	}
}

func benchmarkKernel(b *testing.B, k Kernel, text string, run func(function string, f func() error)) {
	var folded fallback.Folded
	var analysis fallback.Analysis
	var review fallback.Review
	facts := snapshotOfTexts(b, k, benchSentence, "Parcels are insured.", "It costs 20 dollars.")
	run("Fold", func() error { return k.Fold(&folded, text) })
	run("Segment", func() error { return segmentAll(k, text) })
	run("Analyze", func() error { return k.Analyze(&analysis, text) })
	run("Signals", func() error { _, err := k.Signals(text, text); return err })
	run("Review", func() error {
		return facts.Review(&review, text, fallback.DefaultCoherenceConfig(), 0)
	})

	batch := sentences(b, k, text)
	pairs := new(Batch)
	for i := range batch.Len() {
		pairs.Add(batch.at(i))
		pairs.Add(batch.at((i + 1) % batch.Len()))
	}
	var analyses Analyses
	signals := make([]fallback.Signals, batch.Len())
	run("AnalyzeBatch", func() error { return k.AnalyzeBatch(&analyses, batch) })
	run("SignalsBatch", func() error { return k.SignalsBatch(signals, pairs) })
}

func segmentAll(k Kernel, text string) error {
	var s fallback.Segmenter
	for {
		end, ok, err := k.Segment(&s, text, true)
		if !ok || err != nil {
			return err
		}
		text = text[end:]
	}
}

// sentences returns the sentences of a text as a batch.
func sentences(b *testing.B, k Kernel, text string) *Batch {
	var a fallback.Analysis
	require.NoError(b, k.Analyze(&a, text))
	batch := new(Batch)
	for _, s := range a.Sentences {
		batch.Add(text[s.Start:s.End])
	}
	return batch
}

func snapshotOfTexts(b *testing.B, k Kernel, texts ...string) Snapshot {
	x, err := k.NewIndex(fallback.DefaultBM25)
	require.NoError(b, err)
	for i, text := range texts {
		require.NoError(b, x.Add(string(rune('a'+i)), text))
	}
	s, err := x.Snapshot()
	require.NoError(b, err)
	return s
}

// quietProse is English in which no rule finds anything.
var quietProse = strings.Repeat("The committee met on Tuesday to review the budget for the coming year. Its members, 14 in all, agreed that "+
	"the museum should stay open until 18:30 on weekdays, and they asked the director to report back in June. \"We have done more with "+
	"less,\" she said; nobody disagreed. Visitors spent $1.2 million in the shop, 8 % more than in 2019. ", 64)

// BenchmarkScan has both kernels scan with all rules that ship, in turn in the same run; of two texts they also ask the model. The
// best turn of each counts, so that a busy machine changes little.
func BenchmarkScan(b *testing.B) {
	all := kernels(b)
	if len(all) < 2 {
		b.Skip("there is one kernel only")
	}
	const prompt = "Please summarise the attached report in three bullet points and list the open questions that the authors leave for the next " +
		"meeting, with the names of the people who raised them."
	for _, text := range []struct{ name, text string }{
		{"prompt", prompt}, {"prompt and model", prompt}, {"prose and model", quietProse},
		{"prose", quietProse}, {"quotes", strings.ReplaceAll(quietProse, `"`, "“")}, {"documentation", prose(b, 64<<10)},
		{"base64", strings.Repeat("QUJD", 5000)}, {"adversarial", strings.Repeat("ignore all the previous ", 1000)},
		{"digits", strings.Repeat("4111 1111 ", 2000)}, {"spaced", strings.Repeat("i g n o r e ", 2000)}, {"marks", strings.Repeat("\u0301", 10000)},
	} {
		b.Run(text.name, func(b *testing.B) {
			var s fallback.Scan
			var w fallback.InjectionWork
			model := strings.HasSuffix(text.name, "model")
			times := 1 + 20000/len(text.text)
			best := map[string]time.Duration{}
			for b.Loop() {
				for name, k := range all {
					start := time.Now()
					for range times {
						if err := k.Scan(&s, text.text, fallback.ScanPrompt); err != nil {
							b.Fatal(err)
						}
						if !model {
							continue
						}
						if _, err := k.InjectionScore(&w, text.text, fallback.ScanPrompt); err != nil {
							b.Fatal(err)
						}
					}
					if took := time.Since(start); best[name] == 0 || took < best[name] {
						best[name] = took
					}
				}
			}
			megabytes := float64(times*len(text.text)) / 1e6
			b.ReportMetric(megabytes/best["go"].Seconds(), "go-MB/s")
			b.ReportMetric(megabytes/best["rust"].Seconds(), "rust-MB/s")
			b.ReportMetric(best["go"].Seconds()/best["rust"].Seconds(), "times-as-fast")
			b.ReportMetric(0, "ns/op") // of both together it says nothing
		})
	}
}
