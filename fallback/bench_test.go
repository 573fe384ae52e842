package fallback

import (
	"strings"
	"testing"
)

// A claim and its source, of the length that people check one sentence with.
const (
	benchClaim  = "The refund policy allows returns within 30 days of purchase."
	benchSource = "Our refund policy allows customers to return items within 30 days of purchase with a receipt."
)

func BenchmarkAnalyzeSentence(b *testing.B) {
	k := openKernel(b)
	var a Analysis
	b.SetBytes(int64(len(benchSource)))
	b.ReportAllocs()
	for b.Loop() {
		k.Analyze(&a, benchSource)
	}
}

func BenchmarkAnalyze4KB(b *testing.B) {
	k := openKernel(b)
	var a Analysis
	text := strings.Repeat(benchSource+" In 2019, Anna Miller paid $4.2 million; it wasn't enough. ", 26)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		k.Analyze(&a, text)
	}
}

// BenchmarkSignal measures each signal on two strings, analysis included: what one call of a peer does.
func BenchmarkSignal(b *testing.B) {
	k := openKernel(b)
	var s Scratch
	var claim, source Analysis
	rows := []struct {
		name string
		run  func()
	}{
		{"EntityOverlap", func() { k.EntityOverlap(&s, &claim, &source) }},
		{"NumericConsistency", func() { k.NumericConsistency(&claim, &source) }},
		{"NegationFlip", func() { k.NegationFlip(&s, &claim, &source) }},
		{"Traceability", func() { k.Traceability(&s, &claim, &source) }},
		{"WordOverlap", func() { k.WordOverlap(&s, &claim, &source) }},
		{"All", func() { k.Signals(&s, &claim, &source) }},
	}
	for _, row := range rows {
		b.Run(row.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				k.Analyze(&claim, benchClaim)
				k.Analyze(&source, benchSource)
				row.run()
			}
		})
	}
}

func BenchmarkSegment(b *testing.B) {
	k := openKernel(b)
	text := strings.Repeat(benchSource+" "+benchClaim+" ", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		segments(k, text)
	}
}
