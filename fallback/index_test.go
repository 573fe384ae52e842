package fallback

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// bruteIndex is the definition of an index: a list of documents.
type bruteIndex struct{ ids, texts []string }

func (x *bruteIndex) remove(id string) bool {
	i := slices.Index(x.ids, id)
	if i < 0 {
		return false
	}
	x.ids, x.texts = slices.Delete(x.ids, i, i+1), slices.Delete(x.texts, i, i+1)
	return true
}

func (x *bruteIndex) add(id, text string) { x.ids, x.texts = append(x.ids, id), append(x.texts, text) }

func (x *bruteIndex) clone() *bruteIndex {
	return &bruteIndex{slices.Clone(x.ids), slices.Clone(x.texts)}
}

type bruteHit struct {
	id    string
	score float64
}

// search computes the formula of contract/SPEC.md for every document.
func (x *bruteIndex) search(k *Kernel, p BM25, query []uint64, top int) []bruteHit {
	terms := make([][]uint64, len(x.texts))
	total := 0
	for i, text := range x.texts {
		terms[i] = k.Terms(nil, text)
		total += len(terms[i])
	}
	average := float64(total) / float64(len(x.texts))
	df := make([]int, len(query))
	for i, q := range query {
		for j := range terms {
			if slices.Contains(terms[j], q) {
				df[i]++
			}
		}
	}
	hits := []bruteHit{}
	for i := range x.texts {
		score, found := 0.0, false
		for n, q := range query {
			tf := 0
			for _, t := range terms[i] {
				if t == q {
					tf++
				}
			}
			if tf == 0 {
				continue
			}
			found = true
			idf := ln((float64(len(x.texts)-df[n])+.5)/(float64(df[n])+.5) + 1)
			norm := float64(p.K1 * ((1 - p.B) + float64(p.B*float64(len(terms[i])))/average))
			score += float64(float64(idf*(p.K1+1)) * (float64(tf) / (float64(tf) + norm)))
		}
		if found {
			hits = append(hits, bruteHit{x.ids[i], score})
		}
	}
	slices.SortStableFunc(hits, func(a, b bruteHit) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	return hits[:min(max(top, 0), len(hits))]
}

func found(s Snapshot, hits []Hit) []bruteHit {
	out := []bruteHit{}
	for _, h := range hits {
		out = append(out, bruteHit{s.ID(h.Doc), h.Score})
	}
	return out
}

func drawText(t *rapid.T, label string) string {
	word := rapid.Custom(func(t *rapid.T) string { // few words often, many seldom
		n := rapid.IntRange(1, 40).Draw(t, "n")
		return fmt.Sprintf("w%d", rapid.IntRange(1, n).Draw(t, "word"))
	})
	return strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, label), " ")
}

// TestIndexIsItsDefinition runs random mutations on an index and on a plain list, takes snapshots on the way, and
// searches all of them at the end: scores must be the same to the last bit.
func TestIndexIsItsDefinition(t *testing.T) {
	k := openKernel(t)
	rapid.Check(t, func(t *rapid.T) {
		p := BM25{rapid.SampledFrom([]float64{1.2, 0, 2}).Draw(t, "k1"), rapid.SampledFrom([]float64{.75, 0, 1}).Draw(t, "b")}
		x, err := k.NewIndex(p)
		require.NoError(t, err)
		want := &bruteIndex{}
		type moment struct {
			s    Snapshot
			want *bruteIndex
		}
		var moments []moment
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			id := fmt.Sprint(rapid.IntRange(0, 15).Draw(t, "id"))
			switch rapid.IntRange(0, 5).Draw(t, "step") {
			case 0, 1, 2:
				text := drawText(t, "text")
				if slices.Contains(want.ids, id) {
					var dup *DuplicateIDError
					require.ErrorAs(t, x.Add(id, text), &dup)
					continue
				}
				require.NoError(t, x.Add(id, text))
				want.add(id, text)
			case 3:
				text := drawText(t, "text")
				require.NoError(t, x.Replace(id, text))
				want.remove(id)
				want.add(id, text)
			case 4:
				require.Equal(t, want.remove(id), x.Remove(id))
			case 5:
				moments = append(moments, moment{x.Snapshot(), want.clone()})
			}
			require.Equal(t, len(want.ids), x.Len())
		}
		moments = append(moments, moment{x.Snapshot(), want})
		query := k.Terms(nil, drawText(t, "query"))
		top := rapid.IntRange(-1, 20).Draw(t, "k")
		var sc SearchScratch
		for _, m := range moments {
			require.Equal(t, m.want.search(k, p, query, top), found(m.s, m.s.Search(&sc, query, top, nil)))
		}
	})
}

// zipfTexts makes n texts of about words words, word i being drawn about as often as 1/i.
func zipfTexts(n, words int, seed uint64) []string {
	next := func() uint64 { // xorshift64
		seed ^= seed << 13
		seed ^= seed >> 7
		seed ^= seed << 17
		return seed
	}
	texts := make([]string, n)
	var b strings.Builder
	for i := range texts {
		b.Reset()
		for range words/2 + int(next()%uint64(words)) {
			rank := math.Exp(float64(next()%1_000_000) / 1e6 * math.Log(50_000))
			fmt.Fprintf(&b, "w%d ", int(rank))
		}
		texts[i] = b.String()
	}
	return texts
}

func TestIndexPruningChangesNothing(t *testing.T) {
	k := openKernel(t)
	texts := zipfTexts(6000, 20, 7)
	x, err := k.NewIndex(DefaultBM25)
	require.NoError(t, err)
	want := &bruteIndex{}
	for i, text := range texts {
		require.NoError(t, x.Add(fmt.Sprint(i), text))
		want.add(fmt.Sprint(i), text)
	}
	var sc SearchScratch
	s := x.Snapshot()
	for i := range 12 {
		query := k.Terms(nil, texts[i*37])[:min(1+i, 6)]
		assert.Equal(t, want.search(k, DefaultBM25, query, 10), found(s, s.Search(&sc, query, 10, nil)))
	}
}

func TestIndexParameters(t *testing.T) {
	k := openKernel(t)
	for _, p := range []BM25{{-1, .5}, {math.NaN(), .5}, {math.Inf(1), .5}, {1, -.1}, {1, 1.1}, {1, math.NaN()}} {
		_, err := k.NewIndex(p)
		var ce *ConfigError
		require.ErrorAs(t, err, &ce, "%v", p)
	}
}

func TestIndexEmptyThings(t *testing.T) {
	k := openKernel(t)
	s := indexed(t, k)
	var sc SearchScratch
	assert.Empty(t, s.Search(&sc, k.Terms(nil, "word"), 10, nil))
	s = indexed(t, k, "", "")
	assert.Equal(t, 2, s.Len())
	assert.Empty(t, s.Search(&sc, k.Terms(nil, "word"), 10, nil))
	s = indexed(t, k, "a word", "")
	assert.Len(t, s.Search(&sc, k.Terms(nil, "word word unknownword"), math.MaxInt, nil), 1)
	assert.Empty(t, s.Search(&sc, nil, 10, nil))
	assert.Empty(t, s.Search(&sc, k.Terms(nil, "word"), 0, nil))
}

func TestIndexSaveAndLoad(t *testing.T) {
	k := openKernel(t)
	x, err := k.NewIndex(BM25{1.5, .6})
	require.NoError(t, err)
	for i, text := range zipfTexts(50, 10, 3) {
		require.NoError(t, x.Add(fmt.Sprint(i), text))
	}
	x.Remove("7")
	require.NoError(t, x.Replace("3", "w1 w2 \xff\x00"))
	var saved bytes.Buffer
	require.NoError(t, x.Save(&saved))

	y, err := k.LoadIndex(bytes.NewReader(saved.Bytes()))
	require.NoError(t, err)
	var sc SearchScratch
	query := k.Terms(nil, "w1 w2 w3")
	a, b := x.Snapshot(), y.Snapshot()
	assert.Equal(t, found(a, a.Search(&sc, query, 50, nil)), found(b, b.Search(&sc, query, 50, nil)))
	var again bytes.Buffer
	require.NoError(t, y.Save(&again))
	assert.Equal(t, saved.Bytes(), again.Bytes())
}

func TestLoadIndexRefusesEveryDamage(t *testing.T) {
	k := openKernel(t)
	x, err := k.NewIndex(DefaultBM25)
	require.NoError(t, err)
	require.NoError(t, x.Add("first", "some words"))
	require.NoError(t, x.Add("second", "other words"))
	var saved bytes.Buffer
	require.NoError(t, x.Save(&saved))
	refused := func(b []byte) {
		_, err := k.LoadIndex(bytes.NewReader(b))
		var ce *CorruptIndexError
		require.ErrorAs(t, err, &ce)
	}
	for i := range saved.Bytes() {
		refused(saved.Bytes()[:i])
		damaged := copyOf(saved.Bytes())
		damaged[i] ^= 0x40
		refused(damaged)
	}
	refused(append(copyOf(saved.Bytes()), 0))
}

func FuzzLoadIndex(f *testing.F) {
	k := openKernel(f)
	x, _ := k.NewIndex(DefaultBM25)
	_ = x.Add("id", "some text")
	var saved bytes.Buffer
	_ = x.Save(&saved)
	f.Add(saved.Bytes())
	f.Add([]byte("BKFINDEX"))
	f.Fuzz(func(t *testing.T, b []byte) {
		y, err := k.LoadIndex(bytes.NewReader(b))
		if err != nil {
			return
		}
		var again bytes.Buffer
		require.NoError(t, y.Save(&again))
		require.Equal(t, b, again.Bytes())
	})
}

func TestIndexConcurrently(t *testing.T) {
	k := openKernel(t)
	x, err := k.NewIndex(DefaultBM25)
	require.NoError(t, err)
	texts := zipfTexts(300, 10, 11)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i, text := range texts {
				_ = x.Replace(fmt.Sprintf("%d-%d", g, i%50), text)
				if i%7 == 0 {
					x.Remove(fmt.Sprintf("%d-%d", g, i%11))
				}
			}
		})
		wg.Go(func() {
			var sc SearchScratch
			query := k.Terms(nil, "w1 w2 w3 w4")
			for range 200 {
				s := x.Snapshot()
				first := found(s, s.Search(&sc, query, 5, nil))
				assert.Equal(t, first, found(s, s.Search(&sc, query, 5, nil)), "a snapshot does not change")
				for _, h := range s.Search(&sc, query, 3, nil) {
					s.analysis(k, h.Doc)
				}
			}
		})
	}
	wg.Wait()
}

func TestSearchAllocatesNothing(t *testing.T) {
	k := openKernel(t)
	for _, n := range []int{100, 5000} {
		s := indexed(t, k, zipfTexts(n, 15, 5)...)
		var sc SearchScratch
		query := k.Terms(nil, "w1 w7 w30 w200")
		hits := s.Search(&sc, query, 10, nil)
		assert.Zero(t, testing.AllocsPerRun(20, func() { hits = s.Search(&sc, query, 10, hits[:0]) }), "%d documents", n)
	}
}

func BenchmarkSearch(b *testing.B) {
	k := openKernel(b)
	for _, c := range []struct{ docs, words, terms, top int }{{100, 10, 4, 10}, {10_000, 20, 12, 8}, {200_000, 60, 4, 10}} {
		texts := zipfTexts(c.docs, c.words, 1)
		s := indexed(b, k, texts...)
		var queries [][]uint64
		for _, text := range zipfTexts(64, 2*c.terms, 99) {
			terms := k.Terms(nil, text)
			queries = append(queries, terms[:min(len(terms), c.terms)])
		}
		b.Run(fmt.Sprintf("docs=%d/terms=%d", c.docs, c.terms), func(b *testing.B) {
			var sc SearchScratch
			var hits []Hit
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				hits = s.Search(&sc, queries[i%len(queries)], c.top, hits[:0])
				i++
			}
		})
	}
}

func BenchmarkIndexAdd(b *testing.B) {
	k := openKernel(b)
	texts := zipfTexts(5000, 60, 1)
	for b.Loop() {
		indexed(b, k, texts...)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(texts)), "ns/doc")
}
