// Command peers times the kernel's functions on the inputs of pairs.json, for bench/peers/peers.py to set against those of
// the package it is compared with. It prints one JSON object: row name → median nanoseconds of one call on one input.
// Each call of a text row analyses both its texts, as one call of the peer does. With -tags rust the text rows are those of
// the Rust kernel, through cgo, which measures all signals in one call; so each of its single rows is that call.
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
	"github.com/backfire-ai/backfire-go/internal/kernel"
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
	reference, err := fallback.Open(tables.Blob())
	if err != nil {
		return err
	}
	rows, err := textRows(reference, pairs)
	if err != nil {
		return err
	}
	bm25, err := bm25Row(reference, pairs)
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

// batchSize is the number of pairs that a batch row asks for in one call.
const batchSize = 64

// textRows times the signals with the kernel that serves.
func textRows(k *fallback.Kernel, pairs []pair) (map[string]float64, error) {
	choice, err := kernel.Open()
	if err != nil {
		return nil, err
	}
	out := goRows(k, pairs)
	if choice.Name != "go" {
		single := singleRow(choice.Kernel, pairs)
		for name := range out {
			out[name] = single
		}
	}
	out["lite, batch of 64"] = batchRow(choice.Kernel, pairs)
	out["sanitizer, a prompt"] = scanRow(choice.Kernel)
	return out, nil
}

// singleRow times all signals in one call.
func singleRow(k kernel.Kernel, pairs []pair) float64 {
	return median(func() {
		for _, p := range pairs {
			must(k.Signals(p.Claim, p.Source))
		}
	}) / float64(len(pairs))
}

// batchRow times all signals of many pairs in one call, a pair.
func batchRow(k kernel.Kernel, pairs []pair) float64 {
	out := make([]fallback.Signals, batchSize)
	var batch kernel.Batch
	return median(func() {
		batch.Reset()
		for i := range batchSize {
			p := pairs[i%len(pairs)]
			batch.Add(p.Claim)
			batch.Add(p.Source)
		}
		must(out, k.SignalsBatch(out, &batch))
	}) / batchSize
}

//go:embed prompt.txt
var prompt string

// scanRow times a scan of a prompt with all rules. The peer's sanitizer has eleven patterns.
func scanRow(k kernel.Kernel) float64 {
	var s fallback.Scan
	return median(func() { must(0, k.Scan(&s, prompt, fallback.ScanPrompt)) })
}

// must stops the program if the kernel fails, which it cannot for texts.
func must[T any](_ T, err error) {
	if err != nil {
		panic(err)
	}
}

// goRows times each signal, both analyses included, on average over the pairs.
func goRows(k *fallback.Kernel, pairs []pair) map[string]float64 {
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
