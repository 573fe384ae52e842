package fallback

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func newIndex(t testing.TB, p BM25) (*Kernel, *Index) {
	t.Helper()
	k := openKernel(t)
	x, err := k.NewIndex(p)
	require.NoError(t, err)
	return k, x
}

// foundIDs returns the ids of the k best documents for a query.
func foundIDs(k *Kernel, s Snapshot, query string, top int) []string {
	var sc SearchScratch
	ids := []string{}
	for _, h := range s.Search(&sc, k.Terms(nil, query), top, nil) {
		ids = append(ids, s.ID(h.Doc))
	}
	return ids
}

func TestBM25Validate(t *testing.T) {
	for _, row := range []struct {
		p     BM25
		field string // of the error; "" for none
	}{
		{DefaultBM25, ""},
		{BM25{0, 0}, ""},
		{BM25{maxK1, 1}, ""},
		{BM25{-math.SmallestNonzeroFloat64, .75}, "k1"},
		{BM25{math.Nextafter(maxK1, math.Inf(1)), .75}, "k1"},
		{BM25{math.NaN(), .75}, "k1"},
		{BM25{math.Inf(1), .75}, "k1"},
		{BM25{1.2, -.1}, "b"},
		{BM25{1.2, math.Nextafter(1, 2)}, "b"},
		{BM25{1.2, math.NaN()}, "b"},
		{BM25{1.2, math.Inf(-1)}, "b"},
	} {
		x, err := openKernel(t).NewIndex(row.p)
		if row.field == "" {
			assert.NoError(t, err, row.p)
			continue
		}
		var config *ConfigError
		require.ErrorAs(t, err, &config, row.p)
		assert.Equal(t, row.field, config.Field)
		assert.Nil(t, x)
	}
}

func TestIndexFindsByTerms(t *testing.T) {
	k, x := newIndex(t, DefaultBM25)
	for _, d := range []struct{ id, text string }{
		{"returns", "Items may be returned within thirty days."},
		{"shipping", "Shipping takes five days."},
		{"empty", ""},
		{"warranty", "The warranty lasts two years; the warranty covers parts."},
	} {
		require.NoError(t, x.Add(d.id, d.text))
	}
	s := x.Snapshot()
	assert.Equal(t, 4, s.Len())
	for _, row := range []struct {
		query string
		top   int
		want  []string
	}{
		{"warranty", 10, []string{"warranty"}},
		{"days", 10, []string{"shipping", "returns"}}, // the shorter one first
		{"return within days", 10, []string{"returns", "shipping"}},
		{"return within days", 1, []string{"returns"}},
		{"returning a day", 2, []string{"returns", "shipping"}}, // stems
		{"unheard of", 10, []string{}},
		{"", 10, []string{}},
		{"days", 0, []string{}},
		{"days", -1, []string{}},
		{"days", math.MaxInt, []string{"shipping", "returns"}},
	} {
		assert.Equal(t, row.want, foundIDs(k, s, row.query, row.top), "%q, %d", row.query, row.top)
	}
}

func TestSearchAppends(t *testing.T) {
	k, x := newIndex(t, DefaultBM25)
	require.NoError(t, x.Add("a", "days"))
	before := []Hit{{Doc: 7, Score: 9}, {Doc: 8, Score: .5}}
	var sc SearchScratch
	hits := x.Snapshot().Search(&sc, k.Terms(nil, "days"), 3, before)
	require.Len(t, hits, 3)
	assert.Equal(t, before, hits[:2])
	assert.Equal(t, uint32(0), hits[2].Doc)
}

// The formula by hand: two documents of 2 and 4 terms, so that average is 3; "days" is in both, once and twice.
func TestScoreByHand(t *testing.T) {
	k, x := newIndex(t, BM25{K1: 1.5, B: .5})
	require.NoError(t, x.Add("a", "five days"))
	require.NoError(t, x.Add("b", "days upon weary days"))
	idf := ln((2-2+.5)/(2+.5) + 1)
	weight := idf * 2.5
	a := weight * (1 / (1 + 1.5*(.5+.5*2/3.)))
	b := weight * (2 / (2 + 1.5*(.5+.5*4/3.)))
	var sc SearchScratch
	assert.Equal(t, []Hit{{1, b}, {0, a}}, x.Snapshot().Search(&sc, k.Terms(nil, "days"), 2, nil))
	assert.Equal(t, []Hit{{1, b + b}, {0, a + a}}, x.Snapshot().Search(&sc, k.Terms(nil, "days, days"), 2, nil))
}

func TestTiesByInsertion(t *testing.T) {
	k, x := newIndex(t, DefaultBM25)
	for _, id := range []string{"c", "a", "d", "b"} {
		require.NoError(t, x.Add(id, "thirty days"))
	}
	assert.Equal(t, []string{"c", "a", "d", "b"}, foundIDs(k, x.Snapshot(), "days", 4))
	assert.Equal(t, []string{"c", "a"}, foundIDs(k, x.Snapshot(), "days", 2))
	require.NoError(t, x.Replace("a", "thirty days"))
	require.NoError(t, x.Replace("e", "thirty days"))
	require.True(t, x.Remove("d"))
	assert.Equal(t, []string{"c", "b", "a", "e"}, foundIDs(k, x.Snapshot(), "days", 9))
}

func TestDuplicateID(t *testing.T) {
	k, x := newIndex(t, DefaultBM25)
	require.NoError(t, x.Add("a", "thirty days"))
	var duplicate *DuplicateIDError
	require.ErrorAs(t, x.Add("a", "five years"), &duplicate)
	assert.Equal(t, "a", duplicate.ID)
	assert.Contains(t, duplicate.Error(), `"a"`)
	assert.Equal(t, 1, x.Len())
	assert.Empty(t, foundIDs(k, x.Snapshot(), "years", 9))
	require.True(t, x.Remove("a"))
	assert.NoError(t, x.Add("a", "five years"))
}

func TestIndexFull(t *testing.T) {
	_, x := newIndex(t, DefaultBM25)
	x.core.Load().n = maxDocs
	var full *IndexFullError
	require.ErrorAs(t, x.Add("a", "days"), &full)
	require.ErrorAs(t, x.Replace("a", "days"), &full)
	assert.Contains(t, full.Error(), "4294967295")
}

func TestRemove(t *testing.T) {
	k, x := newIndex(t, DefaultBM25)
	assert.False(t, x.Remove("a"))
	require.NoError(t, x.Add("a", "thirty days"))
	require.NoError(t, x.Add("b", "five days"))
	assert.True(t, x.Remove("a"))
	assert.False(t, x.Remove("a"))
	assert.Equal(t, 1, x.Len())
	assert.Equal(t, []string{"b"}, foundIDs(k, x.Snapshot(), "thirty days", 9))
	assert.True(t, x.Remove("b"))
	assert.Equal(t, 0, x.Len())
	assert.Empty(t, foundIDs(k, x.Snapshot(), "thirty days", 9))
}

func TestSnapshotStays(t *testing.T) {
	k, x := newIndex(t, DefaultBM25)
	empty := x.Snapshot()
	require.NoError(t, x.Add("a", "thirty days"))
	one := x.Snapshot()
	require.NoError(t, x.Replace("a", "five years"))
	two := x.Snapshot()
	require.True(t, x.Remove("a"))
	for i := range 3 * leastRemovals { // compacts
		require.NoError(t, x.Replace("b", fmt.Sprint("thirty days and ", i)))
	}
	assert.NotSame(t, two.core, x.Snapshot().core)

	assert.Equal(t, []int{0, 1, 1, 1}, []int{empty.Len(), one.Len(), two.Len(), x.Len()})
	assert.Empty(t, foundIDs(k, empty, "thirty days", 9))
	assert.Equal(t, []string{"a"}, foundIDs(k, one, "thirty days", 9))
	assert.Empty(t, foundIDs(k, one, "years", 9))
	assert.Equal(t, "thirty days", one.Text(0))
	assert.Empty(t, foundIDs(k, two, "thirty days", 9))
	assert.Equal(t, []string{"a"}, foundIDs(k, two, "years", 9))
	assert.Equal(t, "five years", two.Text(1))
}

func TestSnapshotOfUnknownDocument(t *testing.T) {
	_, x := newIndex(t, DefaultBM25)
	require.NoError(t, x.Add("a", "days"))
	for _, s := range []Snapshot{{}, x.Snapshot()} {
		assert.Empty(t, s.ID(1))
		assert.Empty(t, s.Text(math.MaxUint32))
	}
	var sc SearchScratch
	assert.Empty(t, Snapshot{}.Search(&sc, []uint64{1}, 5, nil))
	assert.Equal(t, 0, Snapshot{}.Len())
}

func TestOnlyEmptyTexts(t *testing.T) {
	k, x := newIndex(t, BM25{K1: 1.2, B: 1})
	require.NoError(t, x.Add("a", ""))
	require.NoError(t, x.Add("", " .,;"))
	assert.Equal(t, 2, x.Len())
	assert.Empty(t, foundIDs(k, x.Snapshot(), "days", 9))
	require.NoError(t, x.Add("b", "days"))
	assert.Equal(t, []string{"b"}, foundIDs(k, x.Snapshot(), "days", 9))
}

func TestCompactionKeepsAnalyses(t *testing.T) {
	k, x := newIndex(t, DefaultBM25)
	require.NoError(t, x.Add("a", "Thirty days."))
	first := x.Snapshot()
	a := first.analysis(k, 0)
	assert.Len(t, a.Sentences, 1)
	for range 3 * leastRemovals {
		require.NoError(t, x.Replace("b", "five years"))
	}
	require.NotSame(t, first.core, x.Snapshot().core)
	assert.Same(t, a, x.Snapshot().analysis(k, 0))
	assert.Same(t, a, first.analysis(k, 0))
}

// A huge text must not keep a huge buffer alive, nor break its length or frequencies.
func TestHugeText(t *testing.T) {
	k, x := newIndex(t, DefaultBM25)
	const words = keptTerms + 1000
	require.NoError(t, x.Add("huge", strings.Repeat("day ", words)))
	require.NoError(t, x.Add("small", "day"))
	assert.LessOrEqual(t, cap(x.added), keptTerms)
	idf := ln((2-2+.5)/(2+.5) + 1)
	average := (words + 1) / 2.
	huge := float64(idf*(DefaultBM25.K1+1)) * (words / (words + DefaultBM25.K1*((1-DefaultBM25.B)+DefaultBM25.B*words/average)))
	var sc SearchScratch
	hits := x.Snapshot().Search(&sc, k.Terms(nil, "day"), 1, nil)
	assert.Equal(t, []Hit{{0, huge}}, hits)
}

// A query long enough for a map of its terms allocates no more than a short one.
func TestLongQueryAllocatesNothing(t *testing.T) {
	k := openKernel(t)
	texts := zipfTexts(fewDocs+500, 12, 3)
	s := indexed(t, k, texts...)
	query := k.Terms(nil, strings.Join(texts[:20], " "))
	require.Greater(t, len(query), longQuery)
	var sc SearchScratch
	hits := s.Search(&sc, query, 10, nil)
	assert.Zero(t, testing.AllocsPerRun(10, func() { hits = s.Search(&sc, query, 10, hits[:0]) }))
}
