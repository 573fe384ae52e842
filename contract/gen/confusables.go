package main

import (
	"fmt"
	"maps"
	"slices"
	"unicode"

	"github.com/backfire-ai/backfire-go/internal/blob"
)

// confusableFile lists code points by what ASCII they look like.
type confusableFile map[string][]rune

// confusableSections says of every code point above ASCII what ASCII it looks like, in small letters. A small letter that
// looks like none but whose capital does counts as that: к is no k, but К is.
func confusableSections(file confusableFile) ([]blob.Section, error) {
	const name = "confusables.toml"
	looks := map[rune]string{}
	for _, ascii := range slices.Sorted(maps.Keys(file)) {
		if len(ascii) == 0 || len(ascii) > 4 {
			return nil, &LexiconError{File: name, Where: ascii, Problem: "want one to four characters"}
		}
		for _, r := range file[ascii] {
			if r < 0x80 || r >= codePoints || looks[r] != "" {
				return nil, &LexiconError{File: name, Where: fmt.Sprintf("U+%04X", r), Problem: "want a code point above ASCII, once"}
			}
			looks[r] = ascii
		}
	}
	numbers := map[string]uint16{}
	var packed []uint32
	values := make([]uint16, codePoints)
	for cp := rune(0x80); cp < codePoints; cp++ {
		ascii, ok := looks[cp]
		if !ok {
			ascii, ok = looks[unicode.ToUpper(cp)]
		}
		if !ok || !isLowerASCII(ascii) {
			continue
		}
		if numbers[ascii] == 0 {
			word := uint32(0)
			for i := range len(ascii) {
				word |= uint32(ascii[i]) << (8 * i)
			}
			packed = append(packed, word)
			numbers[ascii] = uint16(len(packed))
		}
		values[cp] = numbers[ascii]
	}
	index, blocks := trie(values)
	return []blob.Section{
		{ID: secConfusableIndex, Name: "CONFUSABLE_INDEX", Element: 2, Data: blob.LittleEndian(index)},
		{ID: secConfusableBlocks, Name: "CONFUSABLE_BLOCKS", Element: 2, Data: blob.LittleEndian(blocks)},
		{ID: secConfusableASCII, Name: "CONFUSABLE_ASCII", Element: 4, Data: blob.LittleEndian(packed)},
	}, nil
}

func isLowerASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || 'A' <= s[i] && s[i] <= 'Z' {
			return false
		}
	}
	return true
}
