package main

import (
	"math/bits"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/blob"
)

const (
	tableMagic  = blob.TableMagic
	tableFormat = fallback.TableFormat
	headerSize  = 24
	dirEntry    = 16
	alignment   = 8
)

// Section numbers, as contract/SPEC.md lists them.
const (
	secClassIndex = iota + 1
	secClassBlocks
	secClasses
	secFoldIndex
	secFoldBlocks
	secFoldOffsets
	secFoldRunes
	secWordKeys
	secWordEntries
	secUnits
	secAntonyms
	secUnitNameOffsets
	secUnitNameBytes
	secConfusableIndex
	secConfusableBlocks
	secConfusableASCII
	secRuleBlob
	_ // rules that a user adds
	secLexiconKeys
	secLexiconClasses
	secPromptModel
	secDocumentModel
)

// hashSlots returns the smallest power of two that keeps n keys at a load of at most one half, and its exponent.
func hashSlots(n int) (slots int, exponent uint) {
	exponent = uint(bits.Len(uint(max(2*n, 2) - 1)))
	return 1 << exponent, exponent
}
