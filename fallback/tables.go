package fallback

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
)

// TableFormat is the format number of the table blobs that this kernel reads.
const TableFormat = 1

const tableMagic = "BKFTABLE"

// Section numbers of the blob; contract/SPEC.md says what each holds.
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
	secUserRuleBlob
	secLexiconKeys
	secLexiconClasses
	secPromptModel
	secDocumentModel
	sectionCount = secDocumentModel
)

const (
	codePoints  = 0x110000
	blockSize   = 128
	blockShift  = 7
	entrySize   = 16
	unitSize    = 32
	tableHeader = 24
	dirEntry    = 16
)

// TableError says why a table blob was refused.
type TableError struct {
	Problem string // what was wrong and where
	Want    string // what would have been right
	Err     error  // the cause, if another error was
}

func (e *TableError) Error() string {
	return fmt.Sprintf("backfire: table blob refused: %s (want %s)", e.Problem, e.Want)
}

func (e *TableError) Unwrap() error { return e.Err }

// ErrTableTruncated is wrapped by a TableError when the blob ends before its own directory says it does.
var ErrTableTruncated = errors.New("truncated table blob")

// class holds the property bits of a code point.
type class uint32

const (
	classLetter class = 1 << iota
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
)

// ccc returns the canonical combining class.
func (c class) ccc() uint8 { return uint8(c >> 24) }

// digit returns the value of a decimal digit.
func (c class) digit() uint64 { return uint64(c>>16) & 15 }

// wordEntry is what the lexicons say about one folded word.
type wordEntry struct {
	stem   uint64
	data   wordData
	weight uint16
	flags  wordFlags
}

type wordFlags uint16

const (
	flagStop wordFlags = 1 << iota
	flagNegator
	flagAntonym
	flagNumber
	flagMagnitude
	flagUnit
	flagMonth
	flagWeekday
	flagAbbrevNever
	flagAbbrevMay
	flagImplicitNegative
	flagNeutralizer
	flagOrdinal
	flagTitle
	flagModal
	flagAmbiguous
)

// wordData packs what the lexicons say about a word beside its flags, as contract/SPEC.md lays it out.
type wordData uint32

// numberValue returns the value of a number word, −1 for none.
func (d wordData) numberValue() int64 { return int64(d&0xFF) - 1 }

// unit returns the unit number plus one, 0 for none.
func (d wordData) unit() uint16 { return uint16(d >> 8 & 0xFF) }

// dataProper marks a word that is written with a capital letter.
const dataProper = 1 << 28

func (d wordData) month() uint8     { return uint8(d >> 16 & 15) }
func (d wordData) weekday() uint8   { return uint8(d >> 20 & 7) }
func (d wordData) magnitude() int32 { return int32(d >> 24 & 15) }

// unitEntry is one unit of measure: 1 unit = num/den · 10^exp10 of its dimension's base unit.
type unitEntry struct {
	dimension uint32
	exp10     int32
	num, den  uint64
}

// unknownWeight is the weight of a word that no lexicon lists.
const unknownWeight = 34

// tableSet is the decoded blob.
type tableSet struct {
	digest      uint64
	classIndex  []uint16
	classBlocks []uint8
	classes     []class
	foldIndex   []uint16
	foldBlocks  []uint16
	foldOffsets []uint32
	foldRunes   []rune
	wordKeys    []uint64
	wordEntries []wordEntry
	wordShift   uint
	units       []unitEntry
	unitNames   []string
	antonyms    []uint64
	ascii       [128]class
	stops       [128]bool // ASCII that Segment must look at

	confusableIndex  []uint16
	confusableBlocks []uint16
	confusableASCII  []uint32 // up to four characters, the first in the lowest byte
	ruleSets         []*ruleSet

	lexicon classLexicon
	models  [2]*injectionModel // by ScanMode
}

// Digest returns the digest of the table blob that the kernel was opened with.
func (k *Kernel) Digest() uint64 { return k.digest }

// readTables decodes and checks a blob. Every index that the interpreter will follow is checked here, once, so that the
// hot paths need not.
func readTables(blob []byte) (*tableSet, error) {
	sections, err := blobSections(blob, tableMagic)
	if err != nil {
		return nil, err
	}
	t := &tableSet{digest: binary.LittleEndian.Uint64(blob[16:])}
	if err := t.readClasses(sections); err != nil {
		return nil, err
	}
	if err := t.readFolds(sections); err != nil {
		return nil, err
	}
	if err := t.readWords(sections); err != nil {
		return nil, err
	}
	if err := t.readUnits(sections); err != nil {
		return nil, err
	}
	if err := t.readConfusables(sections); err != nil {
		return nil, err
	}
	if err := t.readRuleSets(sections); err != nil {
		return nil, err
	}
	if err := t.readClassLexicon(sections); err != nil {
		return nil, err
	}
	for i, id := range []int{secPromptModel, secDocumentModel} {
		if t.models[i], err = readInjectionModel(id, sections[id]); err != nil {
			return nil, err
		}
	}
	t.antonyms = u64s(sections[secAntonyms])
	for cp := range t.ascii {
		t.ascii[cp] = t.lookupClass(rune(cp))
		t.stops[cp] = cp == '.' || t.ascii[cp]&(classBreak|classTerminal|classSpace) != 0
	}
	return t, nil
}

// readConfusables reads what the code points above ASCII look like.
func (t *tableSet) readConfusables(s [sectionCount + 1][]byte) error {
	t.confusableIndex, t.confusableBlocks = u16s(s[secConfusableIndex]), u16s(s[secConfusableBlocks])
	t.confusableASCII = u32s(s[secConfusableASCII])
	if !trieFits(t.confusableIndex, len(t.confusableBlocks)) {
		return badSection(secConfusableIndex, "one block number for each 128 code points, all of them present")
	}
	for _, n := range t.confusableBlocks {
		if int(n) > len(t.confusableASCII) {
			return badSection(secConfusableBlocks, "numbers of entries of section 16")
		}
	}
	for _, ascii := range t.confusableASCII {
		if ascii&0x80808080 != 0 {
			return badSection(secConfusableASCII, "ASCII")
		}
	}
	return nil
}

// readClassLexicon reads the classes of words that injection models know.
func (t *tableSet) readClassLexicon(s [sectionCount + 1][]byte) error {
	l := &t.lexicon
	l.keys, l.classes = u64s(s[secLexiconKeys]), append([]uint8(nil), s[secLexiconClasses]...)
	if len(l.keys) == 0 { // tables without models
		l.keys, l.classes = make([]uint64, 2), make([]uint8, 2)
	}
	n := len(l.keys)
	if n < 2 || n&(n-1) != 0 || len(l.classes) != n {
		return badSection(secLexiconKeys, "a power of two of keys and as many classes")
	}
	l.shift = uint(64 - bits.TrailingZeros(uint(n)))
	empty := 0
	for _, key := range l.keys {
		if key == 0 {
			empty++
			continue
		}
		l.maybe[key>>54] |= 1 << (key >> 48 & 63)
	}
	if empty == 0 {
		return badSection(secLexiconKeys, "at least one empty slot, or look-ups would not end")
	}
	return nil
}

// readRuleSets reads the rules that ship and those that the user added, where there are any.
func (t *tableSet) readRuleSets(s [sectionCount + 1][]byte) error {
	for _, id := range []int{secRuleBlob, secUserRuleBlob} {
		if len(s[id]) == 0 {
			continue
		}
		set, err := readRules(s[id])
		if err != nil {
			return err
		}
		t.ruleSets = append(t.ruleSets, set)
	}
	return nil
}

// blobSections checks the header, the digest and the directory, and returns the bytes of each section by number.
func blobSections(blob []byte, magic string) ([sectionCount + 1][]byte, error) {
	var out [sectionCount + 1][]byte
	if len(blob) < tableHeader || string(blob[:8]) != magic {
		return out, &TableError{Problem: "it does not start with a table header", Want: "magic " + magic}
	}
	if f := binary.LittleEndian.Uint32(blob[8:]); f != TableFormat {
		return out, &TableError{Problem: fmt.Sprintf("format %d", f), Want: fmt.Sprintf("format %d", TableFormat)}
	}
	if want, got := binary.LittleEndian.Uint64(blob[16:]), hash64(blob[tableHeader:]); want != got {
		return out, &TableError{Problem: fmt.Sprintf("digest of the content is %016x", got), Want: fmt.Sprintf("%016x as its header says", want)}
	}
	n := int(binary.LittleEndian.Uint32(blob[12:]))
	if n > (len(blob)-tableHeader)/dirEntry {
		return out, truncated("directory")
	}
	for i := range n {
		d := blob[tableHeader+i*dirEntry:]
		id, off, size := binary.LittleEndian.Uint32(d), binary.LittleEndian.Uint32(d[8:]), binary.LittleEndian.Uint32(d[12:])
		if uint64(off)+uint64(size) > uint64(len(blob)) {
			return out, truncated(fmt.Sprintf("section %d", id))
		}
		if id >= 1 && id <= sectionCount { // later formats may add sections that this kernel need not know
			out[id] = blob[off : off+size]
		}
	}
	return out, nil
}

func truncated(what string) error {
	return &TableError{Problem: what + " reaches beyond the end", Want: "a complete blob", Err: ErrTableTruncated}
}

func badSection(id int, want string) error {
	return &TableError{Problem: fmt.Sprintf("section %d is inconsistent", id), Want: want}
}

func (t *tableSet) readClasses(s [sectionCount + 1][]byte) error {
	t.classIndex = u16s(s[secClassIndex])
	t.classBlocks = append([]byte(nil), s[secClassBlocks]...)
	for _, v := range u32s(s[secClasses]) {
		t.classes = append(t.classes, class(v))
	}
	if !trieFits(t.classIndex, len(t.classBlocks)) {
		return badSection(secClassIndex, "one block number for each 128 code points, all of them present")
	}
	for _, c := range t.classBlocks {
		if int(c) >= len(t.classes) {
			return badSection(secClassBlocks, "class numbers below the number of classes")
		}
	}
	return nil
}

func (t *tableSet) readFolds(s [sectionCount + 1][]byte) error {
	t.foldIndex = u16s(s[secFoldIndex])
	t.foldBlocks = u16s(s[secFoldBlocks])
	t.foldOffsets = u32s(s[secFoldOffsets])
	for _, v := range u32s(s[secFoldRunes]) {
		if v >= codePoints {
			return badSection(secFoldRunes, "code points")
		}
		t.foldRunes = append(t.foldRunes, rune(v))
	}
	if !trieFits(t.foldIndex, len(t.foldBlocks)) {
		return badSection(secFoldIndex, "one block number for each 128 code points, all of them present")
	}
	for _, f := range t.foldBlocks {
		if f != 0 && int(f) >= len(t.foldOffsets) {
			return badSection(secFoldBlocks, "folding numbers below the number of foldings")
		}
	}
	for i := 1; i < len(t.foldOffsets); i++ {
		if t.foldOffsets[i] < t.foldOffsets[i-1] || int(t.foldOffsets[i]) > len(t.foldRunes) {
			return badSection(secFoldOffsets, "ascending offsets within section 7")
		}
	}
	return nil
}

// trieFits reports whether a two-stage table covers every code point with blocks that exist.
func trieFits(index []uint16, blocks int) bool {
	if len(index) != codePoints>>blockShift {
		return false
	}
	for _, b := range index {
		if (int(b)+1)*blockSize > blocks {
			return false
		}
	}
	return true
}

func (t *tableSet) readWords(s [sectionCount + 1][]byte) error {
	t.wordKeys = u64s(s[secWordKeys])
	n := len(t.wordKeys)
	if n < 2 || n&(n-1) != 0 || len(s[secWordEntries]) != n*entrySize {
		return badSection(secWordKeys, "a power of two of keys and as many entries")
	}
	t.wordShift = uint(64 - bits.TrailingZeros(uint(n)))
	t.wordEntries = make([]wordEntry, n)
	empty := 0
	for i := range t.wordEntries {
		e := s[secWordEntries][i*entrySize:]
		t.wordEntries[i] = wordEntry{
			stem:   binary.LittleEndian.Uint64(e),
			weight: binary.LittleEndian.Uint16(e[8:]),
			flags:  wordFlags(binary.LittleEndian.Uint16(e[10:])),
			data:   wordData(binary.LittleEndian.Uint32(e[12:])),
		}
		if t.wordKeys[i] == 0 {
			empty++
		}
	}
	if empty == 0 {
		return badSection(secWordKeys, "at least one empty slot, or look-ups would not end")
	}
	return nil
}

func (t *tableSet) readUnits(s [sectionCount + 1][]byte) error {
	if len(s[secUnits])%unitSize != 0 {
		return badSection(secUnits, "whole entries")
	}
	for b := s[secUnits]; len(b) > 0; b = b[unitSize:] {
		u := unitEntry{
			dimension: binary.LittleEndian.Uint32(b),
			exp10:     int32(binary.LittleEndian.Uint32(b[4:])),
			num:       binary.LittleEndian.Uint64(b[8:]),
			den:       binary.LittleEndian.Uint64(b[16:]),
		}
		if u.num == 0 || u.den == 0 {
			return badSection(secUnits, "factors above zero")
		}
		t.units = append(t.units, u)
	}
	offs := u32s(s[secUnitNameOffsets])
	if len(offs) != len(t.units)+1 {
		return badSection(secUnitNameOffsets, "one offset more than there are units")
	}
	for i := range t.units {
		if offs[i] > offs[i+1] || int(offs[i+1]) > len(s[secUnitNameBytes]) {
			return badSection(secUnitNameOffsets, "ascending offsets within section 13")
		}
		t.unitNames = append(t.unitNames, string(s[secUnitNameBytes][offs[i]:offs[i+1]]))
	}
	for i := range t.wordEntries {
		e := &t.wordEntries[i]
		if int(e.data.unit()) > len(t.units) || e.flags&flagUnit != 0 && e.data.unit() == 0 {
			return badSection(secWordEntries, "unit numbers that exist")
		}
	}
	return nil
}

func u16s(b []byte) []uint16 {
	out := make([]uint16, len(b)/2)
	for i := range out {
		out[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return out
}

func u32s(b []byte) []uint32 {
	out := make([]uint32, len(b)/4)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out
}

func u64s(b []byte) []uint64 {
	out := make([]uint64, len(b)/8)
	for i := range out {
		out[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return out
}

// lookupClass returns the property bits of a code point.
func (t *tableSet) lookupClass(r rune) class {
	return t.classes[t.classBlocks[int(t.classIndex[r>>blockShift])*blockSize+int(r&(blockSize-1))]]
}

// classOf is lookupClass with a short way for ASCII.
func (t *tableSet) classOf(r rune) class {
	if r < 128 {
		return t.ascii[r]
	}
	return t.lookupClass(r)
}

// word returns what the lexicons say about a folded word, nil if none lists it.
func (t *tableSet) word(hash uint64) *wordEntry {
	mask := uint64(len(t.wordKeys) - 1)
	for i := hash >> t.wordShift; ; i = (i + 1) & mask {
		switch t.wordKeys[i] {
		case hash:
			if hash == 0 { // an empty slot, not a word that hashes to nothing
				return nil
			}
			return &t.wordEntries[i]
		case 0:
			return nil
		}
	}
}

// UnitName returns the canonical name of a unit number as Number.Unit holds it; "" for 0, no unit.
func (k *Kernel) UnitName(unit uint16) string {
	if unit == 0 || int(unit) > len(k.unitNames) {
		return ""
	}
	return k.unitNames[unit-1]
}

// opposite says how two words stand to each other: as antonyms, as a converse pair (buy, sell), or neither.
func (t *tableSet) opposite(a, b uint64) (antonym, converse bool) {
	key := antonymKey(a, b) &^ 1
	lo, hi := 0, len(t.antonyms)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if t.antonyms[mid]&^1 < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(t.antonyms) || t.antonyms[lo]&^1 != key {
		return false, false
	}
	return t.antonyms[lo]&1 == 0, t.antonyms[lo]&1 == 1
}

// antonymKey hashes an unordered pair of word hashes.
func antonymKey(a, b uint64) uint64 {
	var pair [16]byte
	binary.LittleEndian.PutUint64(pair[:8], min(a, b))
	binary.LittleEndian.PutUint64(pair[8:], max(a, b))
	return hash64(pair[:])
}
