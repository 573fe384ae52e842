// Command peers times the kernel's functions on the inputs of pairs.json, for bench/peers/peers.py to set against those of
// the package it is compared with. It prints one JSON object: row name → median nanoseconds of one call on one input.
// Each call of a text row analyses both its texts, as one call of the peer does.
package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

//go:embed pairs.json
var pairsJSON []byte

type pair struct{ Claim, Source string }

const (
	rounds     = 41                    // of which the median counts
	roundTime  = 10 * time.Millisecond // calls are repeated within a round until it has lasted this long
	documents  = 100
	haltTokens = 1000
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run() error {
	var pairs []pair
	if err := json.Unmarshal(pairsJSON, &pairs); err != nil {
		return err
	}
	kernel, err := fallback.Open(tables.Blob())
	if err != nil {
		return err
	}
	rows := textRows(kernel, pairs)
	bm25, err := bm25Row(kernel, pairs)
	if err != nil {
		return err
	}
	halt, err := haltRow()
	if err != nil {
		return err
	}
	rows["BM25, 100 short documents"] = bm25
	rows["streaming, per token"] = halt
	rows["softmax 200×3"] = softmaxRow()
	return json.NewEncoder(os.Stdout).Encode(rows)
}

// textRows times each signal, both analyses included, on average over the pairs.
func textRows(k *fallback.Kernel, pairs []pair) map[string]float64 {
	var s fallback.Scratch
	var a, b fallback.Analysis
	signals := map[string]func(){
		"entity overlap": func() { k.EntityOverlap(&s, &a, &b) },
		"numeric":        func() { k.NumericConsistency(&a, &b) },
		"negation flip":  func() { k.NegationFlip(&s, &a, &b) },
		"traceability":   func() { k.Traceability(&s, &a, &b) },
		"word overlap":   func() { k.WordOverlap(&s, &a, &b) },
		"lite":           func() { k.Signals(&s, &a, &b) },
	}
	out := map[string]float64{}
	for name, signal := range signals {
		out[name] = median(func() {
			for _, p := range pairs {
				k.Analyze(&a, p.Claim)
				k.Analyze(&b, p.Source)
				signal()
			}
		}) / float64(len(pairs))
	}
	return out
}

func bm25Row(k *fallback.Kernel, pairs []pair) (float64, error) {
	x, err := k.NewIndex(fallback.DefaultBM25)
	if err != nil {
		return 0, err
	}
	for i := range documents {
		if err := x.Add(strconv.Itoa(i), pairs[i%len(pairs)].Claim+" number "+strconv.Itoa(i)); err != nil {
			return 0, err
		}
	}
	var scratch fallback.SearchScratch
	var terms []uint64
	var hits []fallback.Hit
	snapshot := x.Snapshot()
	return median(func() {
		terms = k.Terms(terms[:0], "refund within 30 days")
		hits = snapshot.Search(&scratch, terms, 10, hits[:0])
	}), nil
}

func haltRow() (float64, error) {
	h, err := fallback.NewHalt(fallback.DefaultHaltConfig())
	if err != nil {
		return 0, err
	}
	return median(func() {
		h.Reset()
		for i := range haltTokens {
			h.Step(fallback.HaltToken{Score: .8 + .01*float64(i%5)})
		}
	}) / haltTokens, nil
}

func softmaxRow() float64 {
	logits := make([]float64, 600)
	for i := range logits {
		logits[i] = float64(i%7) - 3
	}
	var dst []float64
	return median(func() { dst, _ = fallback.Softmax(dst[:0], logits, 3) })
}

// median returns the median over the rounds of the nanoseconds that one call of f takes.
func median(f func()) float64 {
	var samples []float64
	for range rounds {
		n := 0
		start := time.Now()
		for time.Since(start) < roundTime {
			f()
			n++
		}
		samples = append(samples, float64(time.Since(start).Nanoseconds())/float64(n))
	}
	slices.Sort(samples)
	return samples[rounds/2]
}
