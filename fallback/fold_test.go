package fallback

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	k := openKernel(t)
	cases := []struct{ name, text, want string }{
		{"empty", "", ""},
		{"ascii", "Hello, World 42", "hello, world 42"},
		{"accents on Latin", "Café Ångström", "cafe angstrom"},
		{"combining accent", "Cafe\u0301", "cafe"},
		{"Greek", "ΣΊΣΥΦΟΣ", "σισυφοσ"},
		{"final sigma", "ς", "σ"},
		{"Cyrillic", "Йод", "иод"},
		{"marks stay on other scripts", "\u05d0\u0301", "\u05d0\u0301"},
		{"full width", "Ｆｕｌｌ１", "full1"},
		{"ligature", "ﬁ", "fi"},
		{"dotted I", "İ", "i"},
		{"dotless i stays", "ı", "ı"},
		{"sharp s", "ẞß", "ßß"},
		{"Cherokee folds up", "ꭰ", "Ꭰ"},
		{"kelvin", "K", "k"},
		{"Hangul", "한", "\u1112\u1161\u11ab"},
		{"zero width", "ig\u200bno\u200dre\ufeff", "ignore"},
		{"tag characters", "a\U000e0041\U000e0042b", "ab"},
		{"soft hyphen", "co\u00adop", "coop"},
		{"marks are put in order", "\u05d0\u05b8\u05bc", "\u05d0\u05b8\u05bc"},
		{"marks out of order", "\u05d0\u0591\u05b0", "\u05d0\u05b0\u0591"},
		{"mark after a hidden character", "e\u200b\u0301", "e"},
		{"invalid bytes", "a\xff\xc3b", "a\ufffd\ufffdb"},
		{"surrogate", "\xed\xa0\x80", "\ufffd\ufffd\ufffd"},
		{"nul", "a\x00b", "a\x00b"},
	}
	var f Folded
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			k.Fold(&f, c.text)
			assert.Equal(t, c.want, string(f.Text))
			assert.Len(t, f.Map, len(f.Text))
		})
	}
}

func TestFoldMap(t *testing.T) {
	k := openKernel(t)
	var f Folded
	k.Fold(&f, "aÉ\u200bﬁ")
	assert.Equal(t, "aefi", string(f.Text))
	assert.Equal(t, []int{0, 1, 6, 6}, f.Map)
}

func TestFoldOfManyMarksIsLinear(t *testing.T) {
	k := openKernel(t)
	text := "\u05d0"
	for i := range 2000 {
		text += string([]rune{[]rune{0x591, 0x5b0, 0x323, 0x345}[i%4]})
	}
	var f Folded
	k.Fold(&f, text)
	assert.True(t, utf8.Valid(f.Text))
}

func TestFoldProperties(t *testing.T) {
	k := openKernel(t)
	var f, g Folded
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		k.Fold(&f, text)
		require.True(t, utf8.Valid(f.Text))
		require.Len(t, f.Map, len(f.Text))
		for _, off := range f.Map {
			require.Less(t, off, len(text))
		}
		k.Fold(&g, string(f.Text))
		require.Equal(t, string(f.Text), string(g.Text), "folding twice changes nothing")
	})
}

func TestFoldReusesItsStorage(t *testing.T) {
	k := openKernel(t)
	var f Folded
	k.Fold(&f, "Café 日本 한국 x\u0301")
	assert.Zero(t, testing.AllocsPerRun(100, func() { k.Fold(&f, "Café 日本 한국 x\u0301") }))
}
