package rules

import "unicode/utf8"

// runeRanges returns the pattern of the UTF-8 of a class of runes, given as pairs of first and last.
func runeRanges(pairs []rune) *node {
	var ascii byteSet
	var parts []*node
	for i := 0; i < len(pairs); i += 2 {
		lo, hi := pairs[i], pairs[i+1]
		if lo < utf8.RuneSelf {
			ascii.addRange(byte(lo), byte(min(hi, utf8.RuneSelf-1)))
		}
		parts = append(parts, multibyte(max(lo, utf8.RuneSelf), hi)...)
	}
	if ascii != (byteSet{}) {
		parts = append([]*node{set(ascii)}, parts...)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return alternation(parts...)
}

// multibyte splits a range of runes above ASCII into ranges whose encodings differ in each byte independently.
func multibyte(lo, hi rune) []*node {
	if lo > hi {
		return nil
	}
	for _, last := range []rune{0x7FF, 0xD7FF, 0xDFFF, 0xFFFF} { // ends of equal length, and the surrogates
		if lo <= last && last < hi {
			return append(multibyte(lo, last), multibyte(last+1, hi)...)
		}
	}
	if 0xD800 <= lo && lo <= 0xDFFF {
		return nil
	}
	for shift := 6; shift <= 18; shift += 6 { // until all but the leading parts that are equal are whole
		mask := rune(1)<<shift - 1
		if lo&^mask == hi&^mask {
			break
		}
		if lo&mask != 0 {
			return append(multibyte(lo, lo|mask), multibyte((lo|mask)+1, hi)...)
		}
		if hi&mask != mask {
			return append(multibyte(lo, hi&^mask-1), multibyte(hi&^mask, hi)...)
		}
	}
	first, last := []byte(string(lo)), []byte(string(hi))
	parts := make([]*node, len(first))
	for i := range first {
		var s byteSet
		s.addRange(first[i], last[i])
		parts[i] = set(s)
	}
	return []*node{sequence(parts...)}
}
