// Command bm25 makes a Zipf corpus, writes it to a folder for bench/peers/bm25.py to read, and times the index on it: one
// JSON object with the seconds to build, the megabytes of heap beyond the texts, and the median microseconds of a query.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

const (
	documents  = 200_000
	words      = 60 // on average in a document
	vocabulary = 50_000
	queries    = 200
	queryWords = 4
	top        = 10
	rounds     = 9 // a query's time is its best of these
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: bm25 FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "bm25:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	draw := newZipf()
	texts := make([]string, documents)
	for i := range texts {
		texts[i] = draw.text(words*2/3 + draw.rng.IntN(words*2/3+1))
	}
	asked := make([]string, queries)
	for i := range asked {
		asked[i] = draw.text(queryWords)
	}
	for name, lines := range map[string][]string{"documents.txt": texts, "queries.txt": asked} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			return err
		}
	}
	kernel, err := fallback.Open(tables.Blob())
	if err != nil {
		return err
	}
	index, build, heap, err := buildIndex(kernel, texts)
	if err != nil {
		return err
	}
	median := timeQueries(kernel, index.Snapshot(), asked)
	return json.NewEncoder(os.Stdout).Encode(map[string]float64{"build_s": build, "heap_mb": heap, "query_us": median})
}

// zipf draws words, the i-th most common about as often as 1/i.
type zipf struct {
	rng  *rand.Rand
	upTo []float64
}

func newZipf() *zipf {
	z := &zipf{rng: rand.New(rand.NewPCG(1, 2)), upTo: make([]float64, vocabulary)}
	sum := 0.0
	for i := range z.upTo {
		sum += 1 / float64(i+1)
		z.upTo[i] = sum
	}
	return z
}

func (z *zipf) text(n int) string {
	out := make([]string, n)
	for i := range out {
		rank, _ := slices.BinarySearch(z.upTo, z.rng.Float64()*z.upTo[vocabulary-1])
		out[i] = "w" + strconv.Itoa(min(rank, vocabulary-1))
	}
	return strings.Join(out, " ")
}

func buildIndex(k *fallback.Kernel, texts []string) (index *fallback.Index, seconds, heapMB float64, err error) {
	before := heapInUse()
	start := time.Now()
	if index, err = k.NewIndex(fallback.DefaultBM25); err != nil {
		return nil, 0, 0, err
	}
	for i, text := range texts {
		if err := index.Add(strconv.Itoa(i), text); err != nil {
			return nil, 0, 0, err
		}
	}
	seconds = time.Since(start).Seconds()
	return index, seconds, (heapInUse() - before) / 1e6, nil
}

// heapInUse returns the bytes of heap that are reachable.
func heapInUse() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// timeQueries returns the median over the queries of the best time of each, the query's own analysis included.
func timeQueries(k *fallback.Kernel, s fallback.Snapshot, asked []string) float64 {
	var scratch fallback.SearchScratch
	var terms []uint64
	var hits []fallback.Hit
	best := make([]float64, len(asked))
	for i := range best {
		best[i] = math.Inf(1)
	}
	for range rounds {
		for i, query := range asked {
			start := time.Now()
			terms = k.Terms(terms[:0], query)
			hits = s.Search(&scratch, terms, top, hits[:0])
			best[i] = min(best[i], float64(time.Since(start).Nanoseconds())/1e3)
		}
	}
	slices.Sort(best)
	return best[len(best)/2]
}
