package fallback

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// occurrence is what a list should hold of one document.
type occurrence struct {
	doc uint32
	tf  uint64
}

// fillList adds documents at the given gaps and returns what the list should hold.
func fillList(p *postings, gaps []uint32, tfs []uint64) []occurrence {
	var want []occurrence
	doc := uint32(0)
	for i, gap := range gaps {
		doc += gap
		for range tfs[i] {
			p.add(doc, lengthClass(int(tfs[i])))
		}
		want = append(want, occurrence{doc, tfs[i]})
		doc++
	}
	return want
}

// held returns what a view holds, by every way there is to read it.
func held(t require.TestingT, v postingsView) []occurrence {
	var got []occurrence
	v.each(func(doc, code uint32) {
		got = append(got, occurrence{doc, v.exactTF(doc, code)})
		segment := v.segment(doc >> segmentShift)
		i := countBelow(segment, doc&(segmentSize-1))
		require.Less(t, i, len(segment))
		require.Equal(t, doc&(segmentSize-1)<<offsetShift|code, segment[i])
		if v.column != nil {
			require.Equal(t, code&tfMask, uint32(v.column[doc]))
		}
	})
	return got
}

var (
	drawGaps = rapid.SliceOfN(rapid.SampledFrom([]uint32{0, 0, 0, 1, 7, 5000, segmentSize - 1, segmentSize, 3 * segmentSize}), 0, 40)
	drawTF   = rapid.SampledFrom([]uint64{1, 1, 2, 3, 4, 5, 14, 15, 16, 40, 5000})
)

func TestPostingsHoldWhatWasAdded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gaps := drawGaps.Draw(t, "gaps")
		tfs := rapid.SliceOfN(drawTF, len(gaps), len(gaps)).Draw(t, "tfs")
		var p postings
		want := fillList(&p, gaps, tfs)
		require.Equal(t, want, held(t, p.view()))
		if len(want) == 0 {
			return
		}
		last := want[len(want)-1].doc
		assert.Equal(t, last, p.lastDoc())
		n := rapid.Uint32Range(0, last).Draw(t, "n") // a part of them
		if rapid.Bool().Draw(t, "at a document") {
			n = want[rapid.IntRange(0, len(want)-1).Draw(t, "i")].doc
		}
		v := p.view()
		v.trim(n)
		below := 0
		for below < len(want) && want[below].doc < n {
			below++
		}
		require.Equal(t, want[:below:below], append([]occurrence{}, held(t, v)...))
	})
}

func TestSegmentsWithoutPostings(t *testing.T) {
	var p postings
	fillList(&p, []uint32{5, 3*segmentSize - 6}, []uint64{1, 1})
	v := p.view()
	for segment, want := range []int{1, 0, 0, 1, 0} {
		assert.Len(t, v.segment(uint32(segment)), want, "segment %d", segment)
	}
}

func TestColumnFollowsItsList(t *testing.T) {
	var p postings
	var want []occurrence
	add := func(doc uint32, tf uint64) {
		for range tf {
			p.add(doc, 20)
		}
		want = append(want, occurrence{doc, tf})
	}
	doc := uint32(0)
	for ; len(want) < columnLeast-1; doc += columnShare / 2 {
		add(doc, 1+uint64(doc%3))
	}
	assert.Nil(t, p.view().column, "too short")
	add(doc, 20)
	require.NotNil(t, p.view().column, "frequent")
	old := p.view()
	for range 100 {
		doc += columnShare
		add(doc, 2)
		require.NotNil(t, p.view().column)
	}
	require.Equal(t, want, held(t, p.view()))
	none := 0
	for _, tf := range p.view().column {
		if tf == 0 {
			none++
		}
	}
	assert.Equal(t, int(doc)+1-len(want), none)

	add(doc*3*columnShare, 1)
	assert.Nil(t, p.view().column, "no longer frequent")
	assert.NotNil(t, old.column)
	require.Equal(t, want, held(t, p.view()))
}

func TestTermDict(t *testing.T) {
	for _, row := range []struct {
		name string
		term func(i int) uint64
	}{
		{"hashes", func(i int) uint64 { return HashWord(fmt.Sprint(i)) }},
		{"made to collide", func(i int) uint64 { return uint64(i) }},
		{"made to collide at the end", func(i int) uint64 { return ^uint64(i) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			const n = 5000
			var d termDict
			_, known := d.find(row.term(0))
			require.False(t, known)
			for i := range n {
				d.add(row.term(i), uint32(i))
			}
			for i := range n {
				place, known := d.find(row.term(i))
				require.True(t, known)
				require.Equal(t, uint32(i), place)
			}
			_, known = d.find(row.term(n))
			require.False(t, known)
			seen := map[uint64]uint32{}
			d.each(func(term uint64, place uint32) { seen[term] = place })
			require.Len(t, seen, n)
		})
	}
}
