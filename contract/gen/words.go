package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/blob"
)

// Flags of a word, section 9 of the blob.
const (
	flagStop = 1 << iota
	flagNegator
	flagAntonyms
	flagNumber
	flagMagnitude
	flagUnit
	flagMonth
	flagWeekday
	flagAbbrevNever
	flagAbbrevMay
	flagImplicit
	flagNeutral
	flagOrdinal
	flagTitle
	flagModal
	flagAmbiguous
)

// Fields of a word's data, section 9 of the blob.
const (
	dataUnitShift      = 8
	dataMonthShift     = 16
	dataWeekdayShift   = 20
	dataMagnitudeShift = 24
	dataProper         = 1 << 28
)

const (
	unknownWeight  = 34 // of a word that frequency.toml does not list
	maxStopWeight  = 3
	rareStopWeight = 2 // of a stop word that frequency.toml does not list, as it lists no contraction
)

// word is what the lexicons say about one folded word.
type word struct {
	weight uint16 // 0: not listed in frequency.toml
	flags  uint16

	number, unit, month, weekday, magnitude uint32 // as stored in the data, 0 for none
	proper                                  bool   // listed in proper_names.toml
	same                                    string // the word whose stem it has; empty: its own
}

// wordTable collects words over all lexicons.
type wordTable map[string]*word

// lexiconSections compiles everything that is keyed by words.
func lexiconSections(lex *lexicon) ([]blob.Section, error) {
	table := wordTable{}
	if err := table.addFrequencies(lex.frequency); err != nil {
		return nil, err
	}
	if err := table.addLists(lex); err != nil {
		return nil, err
	}
	if err := table.addCalendar(lex); err != nil {
		return nil, err
	}
	if err := table.addNumbers(lex.numbers); err != nil {
		return nil, err
	}
	units, err := table.addUnits(lex.units)
	if err != nil {
		return nil, err
	}
	antonyms, err := table.addAntonyms(lex.antonyms, lex.irregular)
	if err != nil {
		return nil, err
	}
	if err := table.addProper(lex.proper); err != nil {
		return nil, err
	}
	if err := table.addSame(lex.same, lex.irregular); err != nil {
		return nil, err
	}
	table.settleWeights()
	words, err := table.sections()
	if err != nil {
		return nil, err
	}
	return []blob.Section{words[0], words[1], units[0], antonyms, units[1], units[2]}, nil
}

// get returns the entry of a word, making one if it has none yet.
func (t wordTable) get(text string) *word {
	w := t[text]
	if w == nil {
		w = &word{}
		t[text] = w
	}
	return w
}

// flag sets flags on every word of a list, which must be folded and without duplicates.
func (t wordTable) flag(file string, list []string, flags uint16) error {
	seen := map[string]bool{}
	for _, text := range list {
		spelling := text
		if flags&(flagAbbrevNever|flagAbbrevMay) != 0 {
			spelling = strings.ReplaceAll(text, ".", "")
		}
		if err := checkWord(file, spelling); err != nil {
			return err
		}
		if seen[text] {
			return duplicate(file, text)
		}
		seen[text] = true
		t.get(text).flags |= flags
	}
	return nil
}

func duplicate(file, text string) error {
	return &LexiconError{file, fmt.Sprintf("word %q", text), "listed twice: keep one"}
}

// addFrequencies sets the weights of the words in frequency.toml.
func (t wordTable) addFrequencies(file frequencyFile) error {
	const name = "frequency.toml"
	for _, key := range slices.Sorted(maps.Keys(file.Weight)) {
		weight, err := strconv.Atoi(key)
		if err != nil || weight < 1 || weight > unknownWeight {
			return &LexiconError{name, "key weight." + key, fmt.Sprintf("a weight is a number from 1 to %d", unknownWeight)}
		}
		for text := range strings.FieldsSeq(file.Weight[key]) {
			if err := checkWord(name, text); err != nil {
				return err
			}
			w := t.get(text)
			if w.weight != 0 {
				return duplicate(name, text)
			}
			w.weight = uint16(weight)
		}
	}
	return nil
}

// addLists sets the flags of the lexicons that only list words.
func (t wordTable) addLists(lex *lexicon) error {
	lists := []struct {
		file  string
		words []string
		flags uint16
	}{
		{"stopwords.toml", lex.stopwords.Words, flagStop},
		{"negators.toml", lex.negators.Words, flagNegator},
		{"neutral_after_negator.toml", lex.neutral.Words, flagNeutral},
		{"implicit_negatives.toml", lex.implicit.Words, flagImplicit},
		{"modals.toml", lex.modals.Words, flagModal},
		{"titles.toml", lex.titles.Words, flagTitle},
		{"abbreviations.toml", lex.abbreviations.Never, flagAbbrevNever},
		{"abbreviations.toml", lex.abbreviations.May, flagAbbrevMay},
	}
	for _, list := range lists {
		if len(list.words) == 0 {
			return &LexiconError{list.file, "file", "it lists no words"}
		}
		if err := t.flag(list.file, list.words, list.flags); err != nil {
			return err
		}
	}
	for text, w := range t {
		if w.flags&flagAbbrevNever != 0 && w.flags&flagAbbrevMay != 0 {
			return &LexiconError{"abbreviations.toml", fmt.Sprintf("word %q", text), "it is in never and in may: keep one"}
		}
	}
	return nil
}

// addCalendar sets the numbers of months and weekdays.
func (t wordTable) addCalendar(lex *lexicon) error {
	for _, entry := range lex.months.Entry {
		err := t.number("months.toml", entry.Number, 1, 12, entry.Words, entry.Ambiguous, flagMonth, (*word).monthField)
		if err != nil {
			return err
		}
	}
	for _, entry := range lex.weekdays.Entry {
		err := t.number("weekdays.toml", entry.Number, 1, 7, entry.Words, entry.Ambiguous, flagWeekday, (*word).weekdayField)
		if err != nil {
			return err
		}
	}
	return nil
}

// addNumbers sets the values of number words.
func (t wordTable) addNumbers(file numberFile) error {
	const name = "numbers.toml"
	for _, c := range file.Cardinal {
		if err := t.number(name, c.Value, 0, 99, c.Words, c.Ambiguous, flagNumber, (*word).numberField); err != nil {
			return err
		}
	}
	for _, o := range file.Ordinal {
		if err := t.number(name, o.Value, 1, 99, o.Words, o.Ambiguous, flagNumber|flagOrdinal, (*word).numberField); err != nil {
			return err
		}
	}
	for _, m := range file.Magnitude {
		if err := t.number(name, m.Exponent, 1, 15, m.Words, m.Ambiguous, flagMagnitude, (*word).magnitudeField); err != nil {
			return err
		}
	}
	return nil
}

// The fields of the data word that a lexicon fills, and what a value v is stored as in them.
func (w *word) numberField(v int) (*uint32, uint32)    { return &w.number, uint32(v) + 1 }
func (w *word) unitField(v int) (*uint32, uint32)      { return &w.unit, uint32(v) + 1 }
func (w *word) monthField(v int) (*uint32, uint32)     { return &w.month, uint32(v) }
func (w *word) weekdayField(v int) (*uint32, uint32)   { return &w.weekday, uint32(v) }
func (w *word) magnitudeField(v int) (*uint32, uint32) { return &w.magnitude, uint32(v) }

// number gives all the words of an entry one value, which must lie in [low, high] and be the words' only one of its
// kind. The ambiguous words must be among the words.
func (t wordTable) number(
	file string, value, low, high int, words, ambiguous []string, flags uint16, field func(*word, int) (*uint32, uint32),
) error {
	if value < low || value > high {
		return &LexiconError{file, fmt.Sprintf("entry of %q", words), fmt.Sprintf("%d is not between %d and %d", value, low, high)}
	}
	if len(words) == 0 {
		return &LexiconError{file, fmt.Sprintf("entry %d", value), "it lists no words"}
	}
	if err := t.flag(file, words, flags); err != nil {
		return err
	}
	for _, text := range words {
		at, stored := field(t[text], value)
		if *at != 0 {
			return duplicate(file, text)
		}
		*at = stored
	}
	for _, text := range ambiguous {
		if !slices.Contains(words, text) {
			return &LexiconError{file, fmt.Sprintf("word %q", text), "an ambiguous word must also be listed in words"}
		}
	}
	return t.flag(file, ambiguous, flagAmbiguous)
}

// settleWeights gives a weight to the words that frequency.toml does not list, and keeps stop words light.
func (t wordTable) settleWeights() {
	for _, w := range t {
		switch {
		case w.flags&flagStop != 0 && w.weight == 0:
			w.weight = rareStopWeight
		case w.flags&flagStop != 0:
			w.weight = min(w.weight, maxStopWeight)
		case w.weight == 0:
			w.weight = unknownWeight
		}
	}
}

// sections lays the words out in an open-addressing table, the common ones first: they get the slots where a look-up
// begins, and the rare ones those that it comes to later.
func (t wordTable) sections() ([2]blob.Section, error) {
	type hashed struct {
		key  uint64
		text string
	}
	var order []hashed
	for text := range t {
		order = append(order, hashed{fallback.HashWord(text), text})
	}
	slices.SortFunc(order, func(a, b hashed) int {
		return cmp.Or(cmp.Compare(t[a.text].weight, t[b.text].weight), cmp.Compare(a.key, b.key), cmp.Compare(a.text, b.text))
	})
	slots, exponent := hashSlots(len(order))
	keys := make([]uint64, slots)
	entries := make([]uint64, 2*slots)
	for _, h := range order {
		slot := h.key >> (64 - exponent)
		for keys[slot] != 0 && keys[slot] != h.key {
			slot = (slot + 1) % uint64(slots)
		}
		if keys[slot] == h.key { // 0 would be an empty slot
			return [2]blob.Section{}, fmt.Errorf("word %q: its hash %016x is taken: the table cannot hold it", h.text, h.key)
		}
		keys[slot] = h.key
		entries[2*slot], entries[2*slot+1] = t[h.text].encode(h.text)
	}
	return [2]blob.Section{
		{ID: secWordKeys, Name: "WORD_KEYS", Element: 8, Data: blob.LittleEndian(keys)},
		{ID: secWordEntries, Name: "WORD_ENTRIES", Element: 16, Data: blob.LittleEndian(entries)},
	}, nil
}

// encode returns the 16 bytes of an entry as two little-endian words.
func (w *word) encode(text string) (stem, rest uint64) {
	data := w.number | w.unit<<dataUnitShift | w.month<<dataMonthShift | w.weekday<<dataWeekdayShift | w.magnitude<<dataMagnitudeShift
	if w.proper {
		data |= dataProper
	}
	stem = stemHash(cmp.Or(w.same, text))
	return stem, uint64(w.weight) | uint64(w.flags)<<16 | uint64(data)<<32
}

func stemHash(text string) uint64 { return fallback.HashWord(string(fallback.Stem([]byte(text)))) }
