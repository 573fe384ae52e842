package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestNoColourWhereNobodyLooks(t *testing.T) {
	var buf bytes.Buffer
	assert.Equal(t, "x", paletteFor(&buf).bad.Sprint("x"))
	assert.Equal(t, "x", newPalette(false).good.Sprint("x"))
	assert.Equal(t, "\x1b[32mx\x1b[0m", newPalette(true).good.Sprint("x"))
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"  a \n\t b  ":            "a b",
		"\x1b[31mred\x1b[0m":      "�[31mred�[0m",
		"a\x00b\xffc":             "a�b�c",
		"right\u202eleft":         "right�left",
		strings.Repeat("é", 401):  strings.Repeat("é", 400) + "…",
		strings.Repeat("é ", 400): strings.TrimSuffix(strings.Repeat("é ", 400), " "),
	} {
		assert.Equal(t, want, printable(in))
	}
}

func TestPrintableIsOneHarmlessLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := printable(string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")))
		for _, r := range got {
			require.True(t, r == ' ' || unicode.IsGraphic(r) && !unicode.IsSpace(r), "%q", got)
		}
	})
}
