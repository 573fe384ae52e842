package backfire

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/backfire-ai/backfire-go/fallback"
)

func TestIndexSearch(t *testing.T) {
	x, err := NewIndex(shopFacts...)
	require.NoError(t, err)
	assert.Equal(t, 5, x.Len())
	hits, err := x.Search(context.Background(), "When are refunds paid?", 3)
	require.NoError(t, err)
	require.NotEmpty(t, hits)
	assert.Equal(t, "payment", hits[0].ID)
	assert.Equal(t, shopFacts[2], hits[0].Fact)
	assert.Positive(t, hits[0].Score)
	for _, k := range []int{0, -1, math.MinInt} {
		hits, err = x.Search(context.Background(), "refunds", k)
		assert.NoError(t, err)
		assert.Empty(t, hits)
	}
	hits, err = x.Search(context.Background(), "refunds", math.MaxInt)
	assert.NoError(t, err)
	assert.NotEmpty(t, hits)
	hits, err = x.Search(context.Background(), "zebra", 3)
	assert.NoError(t, err)
	assert.Empty(t, hits)
}

func TestIndexSearchStopsWithItsContext(t *testing.T) {
	x, err := NewIndex(shopFacts...)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = x.Search(ctx, "refunds", 3)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestEmptyIndex(t *testing.T) {
	x, err := NewIndex()
	require.NoError(t, err)
	assert.Zero(t, x.Len())
	hits, err := x.Search(context.Background(), "refunds", 3)
	assert.NoError(t, err)
	assert.Empty(t, hits)
	assert.False(t, removed(t, x, "window"))
}

func TestIndexAddRefuses(t *testing.T) {
	x, err := NewIndex(Fact{ID: "a", Text: "One.", Source: "f.md", Line: 3, Span: Span{Start: 1, End: 5}})
	require.NoError(t, err)
	err = x.Add(Fact{ID: "b", Text: "Two."}, Fact{ID: "a", Text: "Three.", Source: "g.md", Line: 9})
	var twice *DuplicateFactError
	require.ErrorAs(t, err, &twice)
	assert.Equal(t, DuplicateFactError{ID: "a", First: "f.md:3", Second: "g.md:9"}, *twice)
	assert.Equal(t, 2, x.Len(), "those before the refused one are in")

	var wrong *FactError
	require.ErrorAs(t, x.Add(Fact{ID: "c", Text: "Three."}, Fact{Text: "Four."}), &wrong)
	assert.Equal(t, 1, wrong.Index)
	require.ErrorAs(t, x.Replace(Fact{Text: "Four."}), &wrong)
	assert.Equal(t, 0, wrong.Index)
}

func TestIndexReplaceAndRemove(t *testing.T) {
	x, err := NewIndex(shopFacts...)
	require.NoError(t, err)
	replaced := Fact{ID: "payment", Text: "Refunds are paid in gold.", Source: "g.md", Line: 2, Span: Span{Start: 9, End: 34}}
	require.NoError(t, x.Replace(replaced))
	assert.Equal(t, 5, x.Len())
	hits, err := x.Search(context.Background(), "gold", 9)
	require.NoError(t, err)
	require.Len(t, hits, 1)
	assert.Equal(t, replaced, hits[0].Fact)

	assert.True(t, removed(t, x, "payment"))
	assert.False(t, removed(t, x, "payment"))
	assert.Equal(t, 4, x.Len())
	require.NoError(t, x.Add(replaced), "a removed id is free")
}

func TestIndexSaveAndLoad(t *testing.T) {
	x, err := NewIndex(shopFacts...)
	require.NoError(t, err)
	require.NoError(t, x.Replace(Fact{ID: "sale", Text: "Sale items are final.", Source: "f.md", Line: 1, Span: Span{Start: 0, End: 21}}))
	require.True(t, removed(t, x, "hours"))
	var saved bytes.Buffer
	require.NoError(t, x.Save(&saved))

	y, err := LoadIndex(bytes.NewReader(saved.Bytes()))
	require.NoError(t, err)
	assert.Equal(t, x.Len(), y.Len())
	want, err := x.Search(context.Background(), "sale items refunds window days designer", 9)
	require.NoError(t, err)
	got, err := y.Search(context.Background(), "sale items refunds window days designer", 9)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	var twice *DuplicateFactError
	assert.ErrorAs(t, y.Add(shopFacts[0]), &twice)
	assert.True(t, removed(t, y, "window"))

	flipped := bytes.Clone(saved.Bytes())
	flipped[saved.Len()/2] ^= 1
	for _, data := range [][]byte{nil, saved.Bytes()[:saved.Len()-1], flipped} {
		_, err = LoadIndex(bytes.NewReader(data))
		var corrupt *fallback.CorruptIndexError
		assert.ErrorAs(t, err, &corrupt)
	}
}

// An index that the kernel saved by itself has ids that are no keys of facts.
func TestLoadIndexRefusesOthers(t *testing.T) {
	x, err := NewIndex()
	require.NoError(t, err)
	require.NoError(t, x.inner.Add("short", "One."))
	var saved bytes.Buffer
	snap, err := x.inner.Snapshot()
	require.NoError(t, err)
	require.NoError(t, snap.Save(&saved))
	_, err = LoadIndex(&saved)
	var corrupt *fallback.CorruptIndexError
	require.ErrorAs(t, err, &corrupt)
	assert.ErrorContains(t, err, "document 0")
}

func TestFactKeyKeepsTheFact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, math.MaxInt)
		f := Fact{
			ID: rapid.StringN(1, 20, -1).Draw(t, "id"), Text: rapid.String().Draw(t, "text"),
			Source: rapid.String().Draw(t, "source"), Line: n.Draw(t, "line"),
			Span: Span{Start: n.Draw(t, "start"), End: n.Draw(t, "end")},
		}
		got, ok := factOfKey(f.key(), f.Text)
		require.True(t, ok)
		require.Equal(t, f, got)
	})
	for _, key := range []string{"", "short", Fact{}.key(), Fact{ID: "a"}.key()[1:]} {
		_, ok := factOfKey(key, "")
		assert.False(t, ok, "%q", key)
	}
}

func TestIndexConcurrently(t *testing.T) {
	x, err := NewIndex(shopFacts...)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 100 {
				id := fmt.Sprintf("%d/%d", w, i)
				assert.NoError(t, x.Add(Fact{ID: id, Text: "Refunds of kind " + id}))
				assert.NoError(t, x.Replace(Fact{ID: "payment", Text: "Refunds are paid to the original payment method.", Line: i}))
				hits, err := x.Search(context.Background(), "original payment method", 3)
				assert.NoError(t, err)
				if assert.NotEmpty(t, hits, "a fact that is being replaced is always there") {
					assert.Equal(t, "payment", hits[0].ID)
				}
				assert.True(t, removed(t, x, id))
			}
		})
	}
	wg.Wait()
	assert.Equal(t, 5, x.Len())
}

// removed removes a fact and reports whether there was one.
func removed(t *testing.T, x *Index, id string) bool {
	t.Helper()
	was, err := x.Remove(id)
	assert.NoError(t, err)
	return was
}

func TestIndexClose(t *testing.T) {
	g := newGuard(t, nil)
	x := g.Index()
	begun := g.Stream(context.Background(), io.Discard, nil)
	require.NoError(t, x.Close())
	require.NoError(t, x.Close())

	assert.ErrorIs(t, x.Add(Fact{ID: "late", Text: "Too late."}), ErrIndexClosed)
	assert.ErrorIs(t, x.Add(Fact{ID: shopFacts[0].ID, Text: "Again."}), ErrIndexClosed)
	assert.ErrorIs(t, x.Add(), ErrIndexClosed)
	assert.ErrorIs(t, x.Replace(Fact{ID: "late", Text: "Too late."}), ErrIndexClosed)
	_, err := x.Remove("never there")
	assert.ErrorIs(t, err, ErrIndexClosed)
	assert.Zero(t, x.Len())
	_, err = x.Search(context.Background(), "refund", 1)
	assert.ErrorIs(t, err, ErrIndexClosed)
	assert.ErrorIs(t, x.Save(io.Discard), ErrIndexClosed)
	_, err = g.Review(context.Background(), "", truePayment)
	assert.ErrorIs(t, err, ErrIndexClosed)
	late := g.Stream(context.Background(), io.Discard, nil)
	_, err = io.WriteString(late, truePayment)
	assert.ErrorIs(t, err, ErrIndexClosed)
	assert.ErrorIs(t, late.Close(), ErrIndexClosed)

	_, err = io.WriteString(begun, falseWindow)
	require.NoError(t, err)
	assert.ErrorIs(t, begun.Close(), ErrHalted, "what has begun goes on")
}
