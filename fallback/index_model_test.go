package fallback

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// modelDoc is a document of the model: just its terms.
type modelDoc struct {
	id    string
	terms []uint64
}

// bruteForce ranks documents by the formula as contract/SPEC.md states it, looking at every document and nothing else.
// Hits count documents from 0.
func bruteForce(p BM25, docs []modelDoc, query []uint64, top int) []Hit {
	total := 0
	for _, d := range docs {
		total += len(d.terms)
	}
	average := float64(total) / float64(len(docs))
	df := map[uint64]int{}
	for _, d := range docs {
		for _, term := range distinctTerms(d.terms) {
			df[term]++
		}
	}
	var hits []Hit
	for i, d := range docs {
		score, any := 0.0, false
		norm := float64(p.K1 * ((1 - p.B) + float64(p.B*float64(len(d.terms)))/average))
		for _, term := range query {
			tf := count(d.terms, term)
			if tf == 0 {
				continue
			}
			idf := ln((float64(len(docs)-df[term])+.5)/(float64(df[term])+.5) + 1)
			score += float64(float64(idf*(p.K1+1)) * (float64(tf) / (float64(tf) + norm)))
			any = true
		}
		if any {
			hits = append(hits, Hit{uint32(i), score})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return 0
	})
	return hits[:max(0, min(top, len(hits)))]
}

// distinctTerms returns the terms in ascending order, each once.
func distinctTerms(terms []uint64) []uint64 {
	return slices.Compact(slices.Sorted(slices.Values(terms)))
}

func count(terms []uint64, term uint64) int {
	n := 0
	for _, t := range terms {
		if t == term {
			n++
		}
	}
	return n
}

// bothWays searches by scoring all documents and by pruning, whatever Search would choose.
func bothWays(s Snapshot, sc *SearchScratch, query []uint64, top int) (all, pruned []Hit) {
	top = min(top, s.Len())
	if top <= 0 || s.total == 0 {
		return nil, nil
	}
	sc.resolve(&s, query)
	t := topK{k: top}
	sc.scoreAll(&s, &t)
	all = t.sorted()
	if len(sc.cursors) > 0 {
		t = topK{k: top}
		sc.scorePruned(&s, &t)
		pruned = t.sorted()
	}
	return all, pruned
}

// sameBits compares hits, the documents by id.
func sameBits(t require.TestingT, docs []modelDoc, want []Hit, s Snapshot, got []Hit) {
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, docs[want[i].Doc].id, s.ID(got[i].Doc), "rank %d", i)
		require.Equal(t, math.Float64bits(want[i].Score), math.Float64bits(got[i].Score), "rank %d", i)
	}
}

var drawBM25 = rapid.Custom(func(t *rapid.T) BM25 {
	return BM25{
		K1: rapid.SampledFrom([]float64{0, 1.2, .5, 1e-300, 1e9, maxK1}).Draw(t, "k1"),
		B:  rapid.SampledFrom([]float64{0, .75, 1, 5e-324}).Draw(t, "b"),
	}
})

// A few words only, so that texts tie and words repeat.
var drawTerms = rapid.SliceOfN(rapid.SampledFrom([]string{"day", "year", "tax", "oil", "sun", "sea", "iron", "salt"}), 0, 12)

// indexModel checks an Index, and snapshots of it taken earlier, against a list of documents.
type indexModel struct {
	kernel *Kernel
	params BM25
	index  *Index
	docs   []modelDoc
	old    []Snapshot
	oldDoc [][]modelDoc
	sc     SearchScratch
}

func (m *indexModel) text(t *rapid.T) (string, []uint64) {
	text := ""
	for _, w := range drawTerms.Draw(t, "words") {
		text += w + " "
	}
	return text, m.kernel.Terms(nil, text)
}

func (m *indexModel) drop(id string) bool {
	i := slices.IndexFunc(m.docs, func(d modelDoc) bool { return d.id == id })
	if i < 0 {
		return false
	}
	m.docs = slices.Delete(slices.Clone(m.docs), i, i+1)
	return true
}

func (m *indexModel) insert(id string, terms []uint64) {
	m.docs = append(slices.Clip(m.docs), modelDoc{id, terms})
}

func (m *indexModel) check(t *rapid.T, s Snapshot, docs []modelDoc) {
	require.Equal(t, len(docs), s.Len())
	_, query := m.text(t)
	query = append(query, 12345) // unknown
	top := rapid.IntRange(-1, 12).Draw(t, "top")
	want := bruteForce(m.params, docs, query, top)
	sameBits(t, docs, want, s, s.Search(&m.sc, query, top, nil))
	all, pruned := bothWays(s, &m.sc, query, top)
	sameBits(t, docs, want, s, all)
	sameBits(t, docs, want, s, pruned)
}

func TestIndexIsItsModel(t *testing.T) {
	k := openKernel(t)
	rapid.Check(t, func(t *rapid.T) {
		m := indexModel{kernel: k, params: drawBM25.Draw(t, "params")}
		var err error
		m.index, err = k.NewIndex(m.params)
		require.NoError(t, err)
		drawID := rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.IntRange(0, 20).Draw(t, "id")) })
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				id := drawID.Draw(t, "id")
				text, terms := m.text(t)
				if slices.ContainsFunc(m.docs, func(d modelDoc) bool { return d.id == id }) {
					require.Error(t, m.index.Add(id, text))
					return
				}
				require.NoError(t, m.index.Add(id, text))
				m.insert(id, terms)
			},
			"replace": func(t *rapid.T) {
				id := drawID.Draw(t, "id")
				text, terms := m.text(t)
				require.NoError(t, m.index.Replace(id, text))
				m.drop(id)
				m.insert(id, terms)
			},
			"replaceOften": func(t *rapid.T) { // so that the index compacts
				text, terms := m.text(t)
				for range leastRemovals {
					require.NoError(t, m.index.Replace("often", text))
				}
				m.drop("often")
				m.insert("often", terms)
			},
			"remove": func(t *rapid.T) {
				id := drawID.Draw(t, "id")
				require.Equal(t, m.drop(id), m.index.Remove(id))
			},
			"snapshot": func(t *rapid.T) {
				m.old, m.oldDoc = append(m.old, m.index.Snapshot()), append(m.oldDoc, m.docs)
			},
			"searchOld": func(t *rapid.T) {
				if len(m.old) == 0 {
					t.Skip("no snapshot")
				}
				i := rapid.IntRange(0, len(m.old)-1).Draw(t, "snapshot")
				m.check(t, m.old[i], m.oldDoc[i])
			},
			"": func(t *rapid.T) { m.check(t, m.index.Snapshot(), m.docs) },
		})
	})
}
