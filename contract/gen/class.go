package main

import (
	"fmt"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/backfire-ai/backfire-go/internal/blob"
)

const unicodeVersion = "15.0.0"

// checkUnicodeVersion refuses a Go release or an x/text whose character data is not the edition the contract names:
// tables of another edition would silently fold and class differently.
func checkUnicodeVersion() error {
	if unicode.Version != unicodeVersion {
		return fmt.Errorf("this Go release has Unicode %s, the tables need %s: run gen with Go 1.26", unicode.Version, unicodeVersion)
	}
	if norm.Version != unicodeVersion {
		return fmt.Errorf("golang.org/x/text has Unicode %s, the tables need %s: require v0.43.0", norm.Version, unicodeVersion)
	}
	return nil
}

// Property bits of a code point, section 3 of the blob.
const (
	classLetter = 1 << iota
	classDigit
	classMark
	classSpace
	classBreak
	classTerminal
	classCloser
	classOpener
	classHidden
	classUpper
	classLower
	classSolo
	classLGC
	classDropMark
	classCurrency

	classDigitShift = 16
	classCCCShift   = 24
)

// classSections classes every code point; there must be at most 256 distinct classes.
func classSections() ([]blob.Section, error) {
	numbers := map[uint32]uint8{}
	var classes []uint32
	values := make([]uint8, codePoints)
	for cp := range rune(codePoints) {
		c := classOf(cp)
		number, ok := numbers[c]
		if !ok {
			if len(classes) == 256 {
				return nil, fmt.Errorf("U+%04X starts a 257th class of code points: section 2 holds bytes", cp)
			}
			number = uint8(len(classes))
			numbers[c] = number
			classes = append(classes, c)
		}
		values[cp] = number
	}
	index, blocks := trie(values)
	return []blob.Section{
		{ID: secClassIndex, Name: "CLASS_INDEX", Element: 2, Data: blob.LittleEndian(index)},
		{ID: secClassBlocks, Name: "CLASS_BLOCKS", Element: 1, Data: blocks},
		{ID: secClasses, Name: "CLASSES", Element: 4, Data: blob.LittleEndian(classes)},
	}, nil
}

// classOf returns the property bits of a code point.
func classOf(r rune) uint32 {
	var c uint32
	set := func(bit uint32, has bool) {
		if has {
			c |= bit
		}
	}
	letter := unicode.In(r, unicode.L, unicode.Nl)
	set(classLetter, letter)
	set(classMark, unicode.Is(unicode.M, r))
	set(classSpace, unicode.Is(unicode.White_Space, r) && !isLineBreak(r))
	set(classBreak, isLineBreak(r))
	set(classTerminal, unicode.Is(unicode.Sentence_Terminal, r) && r != '.' || r == '…')
	set(classCloser, unicode.In(r, unicode.Pe, unicode.Pf) || r == '"' || r == '\'')
	set(classOpener, unicode.In(r, unicode.Ps, unicode.Pi))
	set(classHidden, isDefaultIgnorable(r))
	set(classUpper, unicode.In(r, unicode.Lu, unicode.Lt))
	set(classLower, unicode.Is(unicode.Ll, r))
	set(classSolo, letter && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar))
	set(classLGC, letter && unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic))
	set(classDropMark, isDropMark(r))
	set(classCurrency, unicode.Is(unicode.Sc, r))
	if unicode.Is(unicode.Nd, r) {
		c |= classDigit | digitValue(r)<<classDigitShift
	}
	if !isSurrogate(r) {
		c |= uint32(norm.NFKD.PropertiesString(string(r)).CCC()) << classCCCShift
	}
	return c
}

func isLineBreak(r rune) bool {
	return '\n' <= r && r <= '\r' || r == 0x85 || r == 0x2028 || r == 0x2029
}

func isDropMark(r rune) bool { return 0x300 <= r && r <= 0x36F }

func isSurrogate(r rune) bool { return 0xD800 <= r && r <= 0xDFFF }

// isDefaultIgnorable derives Default_Ignorable_Code_Point as DerivedCoreProperties.txt of Unicode 15.0 does, since Go
// ships only the properties it is derived from.
func isDefaultIgnorable(r rune) bool {
	if unicode.In(r, unicode.White_Space, unicode.Prepended_Concatenation_Mark) {
		return false
	}
	if 0xFFF9 <= r && r <= 0xFFFB || 0x13430 <= r && r <= 0x13440 { // interlinear annotation, hieroglyph joiners
		return false
	}
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Cf, unicode.Variation_Selector)
}

// digitValue returns the value of a decimal digit. Decimal digits are encoded in runs of ten in ascending order, and
// every run of such runs starts with a zero, so the distance to the start of the range tells it.
func digitValue(r rune) uint32 {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return uint32(r-rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return uint32(r-rune(t.Lo)) % 10
		}
	}
	return 0
}
