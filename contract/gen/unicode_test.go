package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFoldRune(t *testing.T) {
	cases := map[rune]string{
		'a': "a", 'A': "a", 'Ä': "a\u0308", 'ß': "ß", 'ẞ': "ß", 'ı': "ı", 'İ': "i\u0307", 'K': "k", 'ſ': "s", 'ς': "σ",
		'ᾳ': "αι", 'Ａ': "a", '％': "%", '½': "1⁄2", '²': "2", '℃': "°c", 'ﬁ': "fi", '…': "...", 'Ꭰ': "Ꭰ", 'ꭰ': "Ꭰ",
		'ᏸ': "Ᏸ", 'µ': "μ", '한': "한", '\u00AD': "\u00AD", '\u200B': "\u200B", 'Ǆ': "dz\u030C", 0xD800: "\uFFFD",
	}
	for r, want := range cases {
		assert.Equalf(t, want, string(foldRune(r)), "U+%04X", r)
	}
}

func TestFoldRuneIsStable(t *testing.T) {
	for cp := range rune(codePoints) {
		folded := foldRune(cp)
		for _, r := range folded {
			require.Equalf(t, []rune{r}, foldRune(r), "U+%04X in the folding of U+%04X", r, cp)
		}
		require.NotEmptyf(t, folded, "U+%04X", cp)
	}
}

func TestFoldWord(t *testing.T) {
	cases := map[string]string{
		"Não": "nao", "JAMÁS": "jamas", "don’t": "don't", "µm": "μm", "m³": "m3", "й": "и", "が": "か\u3099", "co\u00ADop": "coop",
	}
	for word, want := range cases {
		assert.Equal(t, want, foldWord(word), word)
	}
}

func TestClassOf(t *testing.T) {
	cases := []struct {
		r    rune
		want uint32
	}{
		{'a', classLetter | classLower | classLGC},
		{'Я', classLetter | classUpper | classLGC},
		{'ǅ', classLetter | classUpper | classLGC},
		{'Ⅷ', classLetter | classLGC}, // its case is a property, not its category
		{'Ⓐ', 0},
		{'7', classDigit | 7<<classDigitShift},
		{'٣', classDigit | 3<<classDigitShift},
		{'𝟗', classDigit | 9<<classDigitShift},
		{'²', 0},
		{'漢', classLetter | classSolo},
		{'か', classLetter | classSolo},
		{'カ', classLetter},
		{'ก', classLetter | classSolo},
		{'\u0301', classMark | classDropMark | 230<<classCCCShift},
		{'\u3099', classMark | 8<<classCCCShift},
		{' ', classSpace},
		{'\u00A0', classSpace},
		{'\n', classBreak},
		{'\u2029', classBreak},
		{'.', 0},
		{'!', classTerminal},
		{'。', classTerminal},
		{'…', classTerminal},
		{'"', classCloser},
		{'\'', classCloser},
		{')', classCloser},
		{'”', classCloser},
		{'(', classOpener},
		{'“', classOpener},
		{'€', classCurrency},
		{'\u200B', classHidden},
		{'\u00AD', classHidden},
		{'\uFE0F', classHidden | classMark},
		{0xE0041, classHidden},
		{'\u0600', 0}, // a prepended concatenation mark is visible although its category is Cf
		{0xD800, 0},
		{0x10FFFF, 0},
	}
	for _, c := range cases {
		assert.Equalf(t, c.want, classOf(c.r), "U+%04X", c.r)
	}
}

// The total is the one that DerivedCoreProperties.txt of Unicode 15.0.0 states.
func TestDefaultIgnorableCount(t *testing.T) {
	n := 0
	for cp := range rune(codePoints) {
		if isDefaultIgnorable(cp) {
			n++
		}
	}
	assert.Equal(t, 4174, n)
}

func TestTrie(t *testing.T) {
	values := make([]uint8, codePoints)
	values[0], values[127], values[128], values[0x10FFFF] = 1, 2, 3, 4
	index, blocks := trie(values)
	assert.Len(t, index, codePoints/blockSize)
	assert.Len(t, blocks, 4*blockSize)
	for cp, want := range values {
		require.Equal(t, want, blocks[int(index[cp/blockSize])*blockSize+cp%blockSize])
	}
}

// TestUnicodeOracle compares every code point with PyPI's unicodedata2==15.0.0.
func TestUnicodeOracle(t *testing.T) {
	python := os.Getenv("BACKFIRE_ORACLE_PYTHON")
	if python == "" {
		t.Skip("BACKFIRE_ORACLE_PYTHON names no python that has unicodedata2==15.0.0")
	}
	command := exec.Command(python, "../oracle/fold_oracle.py")
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	next := rune(0)
	for lines := bufio.NewScanner(output); lines.Scan(); next++ {
		fields := strings.Fields(lines.Text())
		require.Equal(t, fmt.Sprintf("%x", next), fields[0])
		compareWithOracle(t, next, fields[1], fields[2], fields[3], fields[4:])
	}
	require.NoError(t, command.Wait())
	require.EqualValues(t, codePoints, next)
}

func compareWithOracle(t *testing.T, r rune, category, combining, decimal string, folding []string) {
	class := classOf(r)
	properties := []struct {
		bit        uint32
		categories string
	}{
		{classLetter, "Lu Ll Lt Lm Lo Nl"}, {classDigit, "Nd"}, {classMark, "Mn Mc Me"}, {classUpper, "Lu Lt"},
		{classLower, "Ll"}, {classOpener, "Ps Pi"}, {classCurrency, "Sc"},
	}
	for _, p := range properties {
		require.Equalf(t, strings.Contains(p.categories, category), class&p.bit != 0, "U+%04X, bit %x", r, p.bit)
	}
	closer := strings.Contains("Pe Pf", category) || r == '"' || r == '\''
	require.Equalf(t, closer, class&classCloser != 0, "U+%04X, closer", r)
	require.Equalf(t, combining, strconv.Itoa(int(class>>classCCCShift)), "U+%04X, combining class", r)
	if decimal != "-" {
		require.Equalf(t, decimal, strconv.Itoa(int(class>>classDigitShift&15)), "U+%04X, digit", r)
	}
	if isDefaultIgnorable(r) {
		return
	}
	var folded []string
	for _, f := range foldRune(r) {
		folded = append(folded, fmt.Sprintf("%x", f))
	}
	require.Equalf(t, folding, folded, "U+%04X, folding", r)
}
