package fallback

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// savedBytes returns what Save writes.
func savedBytes(t require.TestingT, x *Index) []byte {
	var b bytes.Buffer
	require.NoError(t, x.Save(&b))
	return b.Bytes()
}

func smallIndex(t testing.TB) (*Kernel, *Index) {
	k, x := newIndex(t, BM25{K1: .9, B: .4})
	require.NoError(t, x.Add("returns", "Thirty days."))
	require.NoError(t, x.Add("gone", "Thirty years."))
	require.NoError(t, x.Add("", ""))
	require.NoError(t, x.Add("ties", "Thirty days."))
	require.NoError(t, x.Replace("returns", "Thirty days."))
	require.True(t, x.Remove("gone"))
	return k, x
}

func TestSaveAndLoad(t *testing.T) {
	k, x := smallIndex(t)
	saved := savedBytes(t, x)
	y, err := k.LoadIndex(bytes.NewReader(saved))
	require.NoError(t, err)
	assert.Equal(t, 3, y.Len())
	assert.Equal(t, []string{"ties", "returns"}, foundIDs(k, y.Snapshot(), "days", 9))
	assert.Equal(t, saved, savedBytes(t, y))

	require.NoError(t, y.Add("more", "Forty days."))
	var duplicate *DuplicateIDError
	assert.ErrorAs(t, y.Add("ties", ""), &duplicate)
}

// The format, byte by byte.
func TestSavedBytes(t *testing.T) {
	_, x := newIndex(t, BM25{K1: 1.5, B: .25})
	require.NoError(t, x.Add("id", "text…"))
	want := []byte("BKFINDEX")
	for _, v := range []uint64{1, math.Float64bits(1.5), math.Float64bits(.25), 1, 2} {
		want = binary.LittleEndian.AppendUint64(want, v)
	}
	want = append(want, "id"...)
	want = binary.LittleEndian.AppendUint64(want, 7)
	want = append(want, "text…"...)
	want = binary.LittleEndian.AppendUint64(want, hash64(want))
	assert.Equal(t, want, savedBytes(t, x))
}

func TestLoadedScoresAreTheSame(t *testing.T) {
	k := openKernel(t)
	texts := zipfTexts(fewDocs+3000, 15, 3)
	x, err := k.NewIndex(DefaultBM25)
	require.NoError(t, err)
	for i, text := range texts {
		require.NoError(t, x.Add(fmt.Sprint(i), text))
	}
	for i := 0; i < len(texts); i += 3 {
		require.True(t, x.Remove(fmt.Sprint(i)))
	}
	y, err := k.LoadIndex(bytes.NewReader(savedBytes(t, x)))
	require.NoError(t, err)
	a, b := x.Snapshot(), y.Snapshot()
	require.NotEqual(t, a.n, b.n)
	var sc SearchScratch
	for _, text := range texts[:20] {
		query := k.Terms(nil, text)
		want, got := a.Search(&sc, query, 20, nil), b.Search(&sc, query, 20, nil)
		require.Len(t, got, len(want))
		for i := range want {
			require.Equal(t, a.ID(want[i].Doc), b.ID(got[i].Doc))
			require.Equal(t, want[i].Score, got[i].Score)
		}
	}
}

func TestLoadRefusesEveryChange(t *testing.T) {
	k, x := smallIndex(t)
	saved := savedBytes(t, x)
	refused := func(b []byte, what string, i int) {
		t.Helper()
		y, err := k.LoadIndex(bytes.NewReader(b))
		var corrupt *CorruptIndexError
		require.ErrorAs(t, err, &corrupt, "%s %d", what, i)
		require.Nil(t, y)
		require.LessOrEqual(t, corrupt.Offset, int64(len(b)))
		require.NotEmpty(t, corrupt.Reason)
	}
	for i := range saved {
		for _, flip := range []byte{1, 0x80, 0xFF} {
			changed := bytes.Clone(saved)
			changed[i] ^= flip
			refused(changed, "byte", i)
		}
		refused(saved[:i], "cut at", i)
	}
	refused(append(bytes.Clone(saved), 0), "one more", len(saved))
}

// resum replaces the checksum of a changed index by the right one.
func resum(b []byte) []byte {
	b = bytes.Clone(b[:len(b)-8])
	return binary.LittleEndian.AppendUint64(b, hash64(b))
}

func TestLoadRefusesWhatSaveNeverWrites(t *testing.T) {
	k, x := smallIndex(t)
	saved := savedBytes(t, x)
	number := func(at int, v uint64) []byte {
		b := bytes.Clone(saved)
		binary.LittleEndian.PutUint64(b[at:], v)
		return resum(b)
	}
	same := binary.LittleEndian.AppendUint64(bytes.Clone(saved[:32]), 2)
	same = append(same, make([]byte, 4*8+8)...) // two documents with the id "" and the text ""
	for name, row := range map[string]struct {
		bytes []byte
		says  string
	}{
		"another format":   {number(8, 2), "format is 2: want 1"},
		"k1 not a number":  {number(16, math.Float64bits(math.NaN())), "k1 is NaN"},
		"k1 negative":      {number(16, math.Float64bits(-1)), "k1 is -1"},
		"b above 1":        {number(24, math.Float64bits(1.5)), "b is 1.5"},
		"fewer documents":  {number(32, 2), "checksum"},
		"more documents":   {number(32, 4), "ends too early"},
		"countless":        {number(32, math.MaxUint64), "ends too early"},
		"an id too long":   {number(40, math.MaxUint64), "ends too early"},
		"the same id":      {resum(same), `"" is already there`},
		"another file":     {[]byte("# Refunds\nThirty days.\n"), `begins with "# Refund"`},
		"nothing":          {nil, "byte 0: ends too early"},
		"a header no more": {saved[:36], "ends too early"},
	} {
		_, err := k.LoadIndex(bytes.NewReader(row.bytes))
		var corrupt *CorruptIndexError
		require.ErrorAs(t, err, &corrupt, name)
		assert.Contains(t, err.Error(), row.says, name)
	}
}

func TestLoadAllocatesByWhatIsThere(t *testing.T) {
	k := openKernel(t)
	for _, length := range []uint64{1 << 20, 1 << 40, math.MaxInt64, math.MaxUint64} {
		b := []byte("BKFINDEX")
		for _, v := range []uint64{1, 0, 0, math.MaxUint64, length} {
			b = binary.LittleEndian.AppendUint64(b, v)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := k.LoadIndex(bytes.NewReader(b))
		runtime.ReadMemStats(&after)
		require.Error(t, err)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<18), length)
	}
}

func TestSaveAndLoadPassErrorsOn(t *testing.T) {
	k, x := smallIndex(t)
	trouble := errors.New("no such luck")
	saved := savedBytes(t, x)
	for i := range saved {
		_, err := k.LoadIndex(io.MultiReader(bytes.NewReader(saved[:i]), iotest.ErrReader(trouble)))
		require.ErrorIs(t, err, trouble)
		var corrupt *CorruptIndexError
		if i >= len(indexMagic) {
			require.False(t, errors.As(err, &corrupt), "byte %d", i)
		}
	}
	_, err := k.LoadIndex(io.MultiReader(bytes.NewReader(saved), iotest.ErrReader(trouble)))
	require.ErrorIs(t, err, trouble, "after the checksum")
	require.ErrorIs(t, x.Save(failingWriter{trouble}), trouble)
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func TestLoadOneByteAtATime(t *testing.T) {
	k, x := smallIndex(t)
	y, err := k.LoadIndex(iotest.OneByteReader(bytes.NewReader(savedBytes(t, x))))
	require.NoError(t, err)
	assert.Equal(t, x.Len(), y.Len())
}

func TestHasherIsHash64(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var whole []byte
		var h hasher
		for _, part := range rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 40)).Draw(t, "parts") {
			whole = append(whole, part...)
			if rapid.Bool().Draw(t, "string") {
				h.writeString(string(part))
			} else {
				h.write(part)
			}
			require.Equal(t, hash64(whole), h.sum())
		}
		require.Equal(t, hash64(whole), h.sum())
	})
}

func FuzzLoadIndexPastItsChecksum(f *testing.F) {
	k, x := smallIndex(f)
	saved := savedBytes(f, x)
	_, empty := newIndex(f, DefaultBM25)
	f.Add(saved)
	f.Add(savedBytes(f, empty))
	f.Add(saved[:60])
	f.Add([]byte("BKFINDEX"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 40 { // past the checksum half of the time
			if resummed := resum(b); b[len(b)-1]&1 == 0 {
				b = resummed
			}
		}
		x, err := k.LoadIndex(bytes.NewReader(b))
		if err != nil {
			var corrupt *CorruptIndexError
			require.ErrorAs(t, err, &corrupt)
			require.Nil(t, x)
			return
		}
		require.Equal(t, b, savedBytes(t, x))
	})
}
