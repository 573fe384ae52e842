package fallback

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// coreOf makes a snapshot of texts given by their terms.
func coreOf(p BM25, docs []modelDoc) Snapshot {
	c := newCore(p)
	for _, d := range docs {
		c.insert(d.id, "", d.terms)
	}
	return c.snapshot()
}

// someDocs draws documents by a law that makes some terms frequent, some documents long and many of them tie.
func someDocs(t *rapid.T, n int) []modelDoc {
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	vocabulary := rapid.IntRange(1, 300).Draw(t, "vocabulary")
	longest := rapid.SampledFrom([]int{1, 5, 20, 40}).Draw(t, "longest")
	docs := make([]modelDoc, n)
	for i := range docs {
		docs[i].id = fmt.Sprint(i)
		for range rng.IntN(longest + 1) {
			docs[i].terms = append(docs[i].terms, skewed(rng, vocabulary))
		}
	}
	return docs
}

// skewed draws a term below n, low ones more often.
func skewed(rng *rand.Rand, n int) uint64 {
	return HashWord(fmt.Sprint(int(float64(n) * rng.Float64() * rng.Float64() * rng.Float64())))
}

func TestPruningChangesNothing(t *testing.T) {
	var sc SearchScratch
	rapid.Check(t, func(t *rapid.T) {
		docs := someDocs(t, rapid.SampledFrom([]int{1, 10, 200, 1500, 5000}).Draw(t, "documents"))
		s := coreOf(drawBM25.Draw(t, "params"), docs)
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "query"), 2))
		oneIn := rapid.SampledFrom([]int{2, 10, 1 << 30}).Draw(t, "removed")
		for i := range docs {
			if rng.IntN(oneIn) == 0 {
				s.core.remove(uint32(i), distinctTerms(docs[i].terms))
			}
		}
		s = s.core.snapshot()
		for range 4 {
			query := make([]uint64, rng.IntN(30))
			for i := range query {
				query[i] = skewed(rng, 310)
			}
			all, pruned := bothWays(s, &sc, query, 1+rng.IntN(20))
			require.Equal(t, all, pruned)
		}
	})
}

// Documents with frequencies of 15 and above, or of 4095 terms and above, have codes that are bounds only.
func TestPruningWithInexactCodes(t *testing.T) {
	var sc SearchScratch
	rapid.Check(t, func(t *rapid.T) {
		p := drawBM25.Draw(t, "params")
		docs := someDocs(t, 60)
		for range rapid.IntRange(1, 8).Draw(t, "inexact") {
			d := &docs[rapid.IntRange(0, len(docs)-1).Draw(t, "document")]
			term := HashWord(fmt.Sprint(rapid.IntRange(0, 5).Draw(t, "term")))
			for range rapid.SampledFrom([]int{12, 14, 15, 16, 40, 4094, 4095, 9000}).Draw(t, "times") {
				d.terms = append(d.terms, term)
			}
		}
		s := coreOf(p, docs)
		query := make([]uint64, rapid.IntRange(1, 9).Draw(t, "terms"))
		for i := range query {
			query[i] = HashWord(fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "term")))
		}
		top := rapid.IntRange(1, 70).Draw(t, "top")
		want := bruteForce(p, docs, query, top)
		all, pruned := bothWays(s, &sc, query, top)
		sameBits(t, docs, want, s, all)
		sameBits(t, docs, want, s, pruned)
	})
}

// The length alone makes the code of term 2 inexact.
func TestLongDocument(t *testing.T) {
	long := make([]uint64, 2*maxCodeLength)
	for i := range long {
		long[i] = uint64(i % 500 * 10)
	}
	docs := []modelDoc{{"a", append(long, 2)}, {"b", []uint64{3, 2}}, {"c", []uint64{3, 4}}}
	s := coreOf(DefaultBM25, docs)
	query := []uint64{2, 3}
	want := bruteForce(DefaultBM25, docs, query, 3)
	all, pruned := bothWays(s, new(SearchScratch), query, 3)
	sameBits(t, docs, want, s, all)
	sameBits(t, docs, want, s, pruned)
}

// Inexact codes in an index large enough for floors to be raised.
func TestFloorWithInexactCodes(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	docs := make([]modelDoc, 8000)
	for i := range docs {
		docs[i].id = fmt.Sprint(i)
		for range 1 + rng.IntN(40) {
			docs[i].terms = append(docs[i].terms, skewed(rng, 200))
		}
	}
	for range 16 {
		docs[77].terms = append(docs[77].terms, HashWord("0"))
	}
	s := coreOf(DefaultBM25, docs)
	var sc SearchScratch
	for range 50 {
		query := make([]uint64, 1+rng.IntN(12))
		for i := range query {
			query[i] = skewed(rng, 200)
		}
		all, pruned := bothWays(s, &sc, query, 1+rng.IntN(10))
		require.Equal(t, all, pruned)
	}
}

// Several segments, with removals, and snapshots taken on the way.
func TestPruningAcrossSegments(t *testing.T) {
	type shot struct {
		Snapshot
		docs []modelDoc
	}
	rng := rand.New(rand.NewPCG(5, 6))
	c := newCore(DefaultBM25)
	var docs []modelDoc
	var shots []shot
	for i := range 2*segmentSize + 5000 {
		d := modelDoc{fmt.Sprint(i), make([]uint64, 1+rng.IntN(6))}
		for j := range d.terms {
			d.terms[j] = skewed(rng, 3000)
		}
		if i/30000 == 2 && i%7 != 0 { // a stretch that lacks most terms
			d.terms = d.terms[:1]
		}
		c.insert(d.id, "", d.terms)
		if i%11 == 0 {
			c.remove(uint32(i), distinctTerms(d.terms))
		} else {
			docs = append(docs, d)
		}
		if i%20011 == 20010 {
			shots = append(shots, shot{c.snapshot(), docs})
		}
	}
	shots = append(shots, shot{c.snapshot(), docs})
	var sc SearchScratch
	for _, s := range shots {
		for i := range 8 {
			query := make([]uint64, 1+rng.IntN(8))
			for i := range query {
				query[i] = skewed(rng, 3000)
			}
			top := 1 + rng.IntN(20)
			all, pruned := bothWays(s.Snapshot, &sc, query, top)
			require.Equal(t, all, pruned)
			if i == 0 {
				sameBits(t, s.docs, bruteForce(DefaultBM25, s.docs, query, top), s.Snapshot, all)
			}
		}
	}
}

// One scratch on indexes that differ in nothing but their parameters.
func TestScratchOnSeveralIndexes(t *testing.T) {
	docs := []modelDoc{{"a", []uint64{1, 2, 2}}, {"b", []uint64{1, 3, 3, 3}}, {"c", []uint64{2}}}
	var sc SearchScratch
	for _, p := range []BM25{DefaultBM25, {1.2, .5}, {2, .5}, DefaultBM25} {
		s := coreOf(p, docs)
		query := []uint64{3, 2, 1, 3}
		want := bruteForce(p, docs, query, 3)
		all, pruned := bothWays(s, &sc, query, 3)
		sameBits(t, docs, want, s, all)
		sameBits(t, docs, want, s, pruned)
	}
}

// Queries of more distinct terms than can be pruned, and long enough for a map of their terms.
func TestLongQueries(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	docs := make([]modelDoc, fewDocs+100)
	var every []uint64
	for i := range docs {
		docs[i].id = fmt.Sprint(i)
		for range 2 {
			docs[i].terms = append(docs[i].terms, HashWord(fmt.Sprint(rng.IntN(4*manyTerms))))
		}
		every = append(every, docs[i].terms...)
	}
	s := coreOf(DefaultBM25, docs)
	var sc SearchScratch
	for _, n := range []int{longQuery - 1, longQuery, 500, len(every)} {
		query := every[:n]
		all, pruned := bothWays(s, &sc, query, 10)
		got := s.Search(&sc, query, 10, nil)
		require.Equal(t, all, got)
		if len(sc.cursors) <= manyTerms {
			require.Equal(t, all, pruned)
		}
		if n <= 500 {
			sameBits(t, docs, bruteForce(DefaultBM25, docs, query, 10), s, got)
		}
	}
	assert.Greater(t, len(sc.terms.distinct), manyTerms)
}

// A bound must never lie below what it bounds.
func TestBoundsAreBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawBM25.Draw(t, "params")
		average := rapid.Float64Range(.001, 1e6).Draw(t, "average")
		length := rapid.IntRange(1, 20000).Draw(t, "length")
		tf := rapid.IntRange(1, length).Draw(t, "tf")
		var lengths lengthSet
		lengths.add(lengthClass(length))
		var r ratios
		r.prepare(p, average, &lengths)
		code := uint32(lengthClass(length))<<lengthShift | uint32(min(tf, maxCodeTF))
		exact := ratio(float64(tf), p.norm(float64(length), average))
		require.GreaterOrEqual(t, float64(r.bounds[code])/(1<<boundShift), exact)
		require.Positive(t, exact)
		require.LessOrEqual(t, exact, 1.0)
		if codeExact(code) {
			require.Equal(t, exact, r.exact[code])
		}
	})
}
