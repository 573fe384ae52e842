package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

// TestTablesAreCurrent is what makes go generate reproducible: the tables on disk are what the sources give, byte for
// byte, and so is what the package embeds.
func TestTablesAreCurrent(t *testing.T) {
	require.NoError(t, run(true, false, io.Discard))
	disk, err := os.ReadFile("../tables/tables.bin")
	require.NoError(t, err)
	assert.True(t, bytes.Equal(disk, tables.Blob()))
}

func TestBlobIsACopy(t *testing.T) {
	clear(tables.Blob())
	assert.Equal(t, tableMagic, string(tables.Blob()[:len(tableMagic)]))
}

// reader looks words and pairs up in a blob, as a kernel would and independently of one.
type reader map[uint32][]byte

func readBlob(t *testing.T, blob []byte) reader {
	t.Helper()
	require.Equal(t, tableMagic, string(blob[:8]))
	require.EqualValues(t, tableFormat, binary.LittleEndian.Uint32(blob[8:]))
	require.Equal(t, fallback.HashWord(string(blob[headerSize:])), binary.LittleEndian.Uint64(blob[16:]))
	require.Zero(t, len(blob)%alignment)
	r := reader{}
	last := uint32(0)
	for i := range int(binary.LittleEndian.Uint32(blob[12:])) {
		d := blob[headerSize+dirEntry*i:]
		id, offset, length := binary.LittleEndian.Uint32(d), binary.LittleEndian.Uint32(d[8:]), binary.LittleEndian.Uint32(d[12:])
		require.Greater(t, id, last)
		last = id
		require.Zero(t, offset%alignment)
		r[id] = blob[offset : offset+length]
	}
	return r
}

type entry struct {
	stem          uint64
	weight, flags uint16
	data          uint32
}

func (r reader) word(text string) (entry, bool) {
	keys, key := r[secWordKeys], fallback.HashWord(text)
	slots := uint64(len(keys) / 8)
	exponent := 0
	for 1<<exponent < slots {
		exponent++
	}
	for slot := key >> (64 - exponent); ; slot = (slot + 1) % slots {
		switch binary.LittleEndian.Uint64(keys[8*slot:]) {
		case key:
			e := r[secWordEntries][16*slot:]
			return entry{
				binary.LittleEndian.Uint64(e), binary.LittleEndian.Uint16(e[8:]), binary.LittleEndian.Uint16(e[10:]),
				binary.LittleEndian.Uint32(e[12:]),
			}, true
		case 0:
			return entry{}, false
		}
	}
}

// pair tells whether two words are opposed: "antonym", "converse" or "".
func (r reader) pair(a, b string) string {
	key := pairKey([2]string{a, b})
	list := r[secAntonyms]
	at := func(i int) uint64 { return binary.LittleEndian.Uint64(list[8*i:]) }
	i := sort.Search(len(list)/8, func(i int) bool { return at(i)|1 >= key|1 })
	switch {
	case i == len(list)/8 || at(i)|1 != key|1:
		return ""
	case at(i)&1 == 1:
		return "converse"
	}
	return "antonym"
}

func (r reader) unitName(e entry) string {
	number := e.data >> dataUnitShift & 0xFF
	if number == 0 {
		return ""
	}
	offsets := r[secUnitNameOffsets]
	return string(r[secUnitNameBytes][binary.LittleEndian.Uint32(offsets[4*(number-1):]):binary.LittleEndian.Uint32(offsets[4*number:])])
}

func TestWordsInBlob(t *testing.T) {
	r := readBlob(t, tables.Blob())
	cases := []struct {
		text  string
		flags uint16
		data  uint32
		unit  string
	}{
		{"the", flagStop, 0, ""},
		{"not", flagNegator, 0, ""},
		{"don't", flagNegator, 0, ""},
		{"нет", flagNegator, 0, ""},
		{"不", flagNegator, 0, ""},
		{"merely", flagNeutral, 0, ""},
		{"refused", flagImplicit | flagAntonyms, 0, ""},
		{"would", flagStop | flagModal, 0, ""},
		{"senator", flagTitle, 0, ""},
		{"e.g", flagAbbrevNever, 0, ""},
		{"inc", flagAbbrevMay, 0, ""},
		{"chirac", 0, dataProper, ""},
		{"march", flagMonth | flagAmbiguous, 3 << dataMonthShift, ""},
		{"december", flagMonth, 12 << dataMonthShift, ""},
		{"sunday", flagWeekday, 7 << dataWeekdayShift, ""},
		{"zero", flagNumber, 1, ""},
		{"dozen", flagNumber, 13, ""},
		{"ninety", flagNumber, 91, ""},
		{"third", flagNumber | flagOrdinal, 4, ""},
		{"million", flagMagnitude, 6 << dataMagnitudeShift, ""},
		{"second", flagNumber | flagOrdinal | flagUnit | flagAmbiguous, 3 | 4<<dataUnitShift, "second"},
		{"weeks", flagUnit, 8 << dataUnitShift, "week"},
	}
	for _, c := range cases {
		e, ok := r.word(c.text)
		require.True(t, ok, c.text)
		assert.Equal(t, c.flags, e.flags, c.text)
		assert.Equal(t, c.data, e.data, c.text)
		assert.Equal(t, c.unit, r.unitName(e), c.text)
	}
	units := map[string]string{
		"%": "%", "$": "USD", "€": "EUR", "μg": "μg", "km2": "km²", "°c": "°C", "°": "°", "mmhg": "mmHg",
	}
	for text, unit := range units {
		e, ok := r.word(text)
		require.True(t, ok, text)
		assert.Equal(t, unit, r.unitName(e), text)
	}
	_, ok := r.word("Not")
	assert.False(t, ok)
}

func TestStemsInBlob(t *testing.T) {
	r := readBlob(t, tables.Blob())
	for text, want := range map[string]string{
		"increases": "increas", // by the stemmer
		"don't":     "don't",
		"versus":    "versus",
		"vs":        "versus", // by same_word.toml
		"dutch":     "netherland",
		"rose":      "rise", // by irregular.toml
		"women":     "woman",
		"found":     "found", // of find and to found
		"$":         "$",
	} {
		e, ok := r.word(text)
		require.True(t, ok, text)
		assert.Equal(t, fallback.HashWord(want), e.stem, text)
	}
}

func TestWeightsInBlob(t *testing.T) {
	r := readBlob(t, tables.Blob())
	for text, want := range map[string]uint16{
		"the":       1,  // among the commonest
		"company":   9,  // 1 of some 1,400 words
		"aardvark":  27, // as heavy as listed words get
		"you've":    rareStopWeight,
		"whichever": maxStopWeight,
		"gigahertz": unknownWeight,
	} {
		e, ok := r.word(text)
		require.True(t, ok, text)
		assert.Equal(t, want, e.weight, text)
	}
}

func TestPairsInBlob(t *testing.T) {
	r := readBlob(t, tables.Blob())
	for _, c := range [][3]string{
		{"rose", "fell", "antonym"}, {"risen", "dropped", "antonym"}, {"increases", "decreases", "antonym"},
		{"higher", "lower", "antonym"}, {"best", "worst", "antonym"}, {"accepted", "rejected", "antonym"},
		{"safe", "unsafe", "antonym"}, {"legal", "illegal", "antonym"}, {"profits", "losses", "antonym"},
		{"women", "men", "antonym"}, {"always", "never", "antonym"}, {"hypotension", "hypertension", "antonym"},
		{"bought", "sold", "converse"}, {"after", "before", "converse"}, {"children", "parents", "converse"},
		{"rose", "falls", ""}, {"rose", "increased", ""}, {"big", "major", ""}, {"said", "told", ""}, {"in", "out", ""},
	} {
		assert.Equal(t, c[2], r.pair(c[0], c[1]), c)
	}
}

// TestKernelOpensBlob makes sure that the reference kernel accepts what gen writes.
func TestKernelOpensBlob(t *testing.T) {
	blob := tables.Blob()
	k, err := fallback.Open(blob)
	require.NoError(t, err)
	assert.Equal(t, binary.LittleEndian.Uint64(blob[16:]), k.Digest())
}

func TestHashSlots(t *testing.T) {
	for n, want := range map[int]int{0: 2, 1: 2, 2: 4, 3: 8, 4: 8, 5: 16, 32768: 65536, 32769: 131072} {
		slots, exponent := hashSlots(n)
		assert.Equal(t, want, slots, n)
		assert.Equal(t, slots, 1<<exponent, n)
	}
}
