package main

import (
	"fmt"
	"slices"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/backfire-ai/backfire-go/internal/blob"
)

// foldSections folds every code point; see foldRune.
func foldSections() ([]blob.Section, error) {
	numbers := map[string]uint16{}
	values := make([]uint16, codePoints)
	offsets := []uint32{0}
	var runes []uint32
	for cp := range rune(codePoints) {
		folded := foldRune(cp)
		if len(folded) == 1 && folded[0] == cp {
			continue
		}
		key := string(folded)
		number, ok := numbers[key]
		if !ok {
			if len(numbers) == 1<<16-1 {
				return nil, fmt.Errorf("U+%04X starts a 65,536th folding: section 5 holds 16 bits", cp)
			}
			number = uint16(len(numbers) + 1)
			numbers[key] = number
			for _, r := range folded {
				runes = append(runes, uint32(r))
			}
			offsets = append(offsets, uint32(len(runes)))
		}
		values[cp] = number
	}
	index, blocks := trie(values)
	return []blob.Section{
		{ID: secFoldIndex, Name: "FOLD_INDEX", Element: 2, Data: blob.LittleEndian(index)},
		{ID: secFoldBlocks, Name: "FOLD_BLOCKS", Element: 2, Data: blob.LittleEndian(blocks)},
		{ID: secFoldOffsets, Name: "FOLD_OFFSETS", Element: 4, Data: blob.LittleEndian(offsets)},
		{ID: secFoldRunes, Name: "FOLD_RUNES", Element: 4, Data: blob.LittleEndian(runes)},
	}, nil
}

// foldRune is the folding of one code point: NFKD, then simple case folding of each result, until nothing changes.
// Hangul syllables fold to themselves here, because kernels decompose them by arithmetic, and so do hidden code points,
// which kernels drop. Combining marks stay.
func foldRune(r rune) []rune {
	folded := []rune{r}
	if isSurrogate(r) || isHangulSyllable(r) || isDefaultIgnorable(r) {
		return folded
	}
	for {
		next := []rune(norm.NFKD.String(string(folded)))
		for i := range next {
			next[i] = caseFold(next[i])
		}
		if slices.Equal(next, folded) {
			return folded
		}
		folded = next
	}
}

func isHangulSyllable(r rune) bool { return 0xAC00 <= r && r <= 0xD7A3 }

// caseFold is simple case folding (statuses C and S of CaseFolding.txt), told from Go's folding orbits. A code point
// alone in its orbit (ı and İ among them) folds to itself; every other orbit folds to the lower case of its upper case,
// but Cherokee, whose small letters came later, to upper case.
func caseFold(r rune) rune {
	if unicode.SimpleFold(r) == r {
		return r
	}
	upper := unicode.ToUpper(r)
	if unicode.Is(unicode.Cherokee, r) {
		return upper
	}
	return unicode.ToLower(upper)
}

// foldWord folds a word as the kernels do before they hash it: every code point folded, hidden ones dropped, marks
// dropped after Latin, Greek and Cyrillic letters, the rest in canonical order, and apostrophes made U+0027.
func foldWord(word string) string {
	var out []rune
	dropping := false
	for _, r := range word {
		if isDefaultIgnorable(r) {
			continue
		}
		for _, f := range foldRune(r) {
			if isDropMark(f) && dropping {
				continue
			}
			if !unicode.Is(unicode.M, f) {
				dropping = classOf(f)&classLGC != 0
			}
			out = append(out, apostrophe(f))
		}
	}
	return norm.NFKD.String(string(out)) // decomposes Hangul and orders marks
}

// apostrophe maps the typographic apostrophe to U+0027.
func apostrophe(r rune) rune {
	if r == '’' {
		return '\''
	}
	return r
}
