package main

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/blob"
)

const antonymsName = "antonyms.toml"

// pairs collects unordered pairs of words; the value is 1 for a converse pair, 0 for an antonym pair.
type pairs map[[2]string]uint64

// addAntonyms pairs every form of the words on the left of a group with the same form of those on the right, flags the
// words and returns the section.
func (t wordTable) addAntonyms(file antonymFile, irregular irregularFile) (blob.Section, error) {
	in, err := newInflector(irregular)
	if err != nil {
		return blob.Section{}, err
	}
	all := pairs{}
	if err := all.addPrefixes(file.Prefix); err != nil {
		return blob.Section{}, err
	}
	for converse, groups := range []antonymGroups{file.Antonym, file.Converse} {
		classes := []struct {
			groups  []string
			inflect func(string) paradigm
		}{
			{groups.Verb, in.verb},
			{groups.Noun, in.noun},
			{groups.Adjective, in.adjective},
			{groups.Word, func(base string) paradigm { return paradigm{{base}} }},
		}
		for _, class := range classes {
			if err := all.addGroups(class.groups, class.inflect, uint64(converse)); err != nil {
				return blob.Section{}, err
			}
		}
	}
	return t.pairSection(all)
}

// addGroups adds the groups of one word class. A pair of base words may stand in only one of them.
func (p pairs) addGroups(groups []string, inflect func(string) paradigm, converse uint64) error {
	seen := map[[2]string]bool{}
	for _, group := range groups {
		left, right, err := splitGroup(group)
		if err != nil {
			return err
		}
		for _, a := range left {
			for _, b := range right {
				if seen[unordered(a, b)] {
					return badGroup(group, "the pair %s, %s is already listed in this class: keep one", a, b)
				}
				seen[unordered(a, b)] = true
				if err := p.addForms(group, inflect(a), inflect(b), converse); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// addPrefixes opposes every word under a prefix to the prefix and the word.
func (p pairs) addPrefixes(prefixes map[string]string) error {
	for _, prefix := range slices.Sorted(maps.Keys(prefixes)) {
		seen := map[string]bool{}
		for base := range strings.FieldsSeq(prefixes[prefix]) {
			if err := checkWord(antonymsName, prefix+base); err != nil {
				return err
			}
			if seen[base] {
				return duplicate(antonymsName, base)
			}
			seen[base] = true
			p[unordered(base, prefix+base)] = 0
		}
	}
	return nil
}

// splitGroup reads "a b | c d".
func splitGroup(group string) (left, right []string, err error) {
	sides := strings.Split(group, "|")
	if len(sides) != 2 {
		return nil, nil, badGroup(group, `a group is words, a bar, and the words opposed to them: "rise grow | fall"`)
	}
	left, right = strings.Fields(sides[0]), strings.Fields(sides[1])
	if len(left) == 0 || len(right) == 0 {
		return nil, nil, badGroup(group, "one side is empty")
	}
	for _, text := range append(slices.Clone(left), right...) {
		if err := checkWord(antonymsName, text); err != nil {
			return nil, nil, err
		}
	}
	return left, right, nil
}

// addForms pairs two paradigms slot by slot.
func (p pairs) addForms(group string, a, b paradigm, converse uint64) error {
	for slot := range a {
		for _, x := range a[slot] {
			for _, y := range b[slot] {
				if x == y {
					return badGroup(group, "%q would be opposed to itself", x)
				}
				if kind, ok := p[unordered(x, y)]; ok && kind != converse {
					return badGroup(group, "%s, %s is both an antonym and a converse pair: keep one", x, y)
				}
				p[unordered(x, y)] = converse
			}
		}
	}
	return nil
}

func badGroup(group, problem string, args ...any) error {
	return &LexiconError{antonymsName, fmt.Sprintf("group %q", group), fmt.Sprintf(problem, args...)}
}

func unordered(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// pairSection flags the words and lists the keys of the pairs in ascending order.
func (t wordTable) pairSection(all pairs) (blob.Section, error) {
	keys := map[uint64]bool{}
	var list []uint64
	for pair, converse := range all {
		for _, text := range pair {
			t.get(text).flags |= flagAntonyms
		}
		key := pairKey(pair) &^ 1
		if keys[key] {
			return blob.Section{}, fmt.Errorf("antonyms %q: the hash %016x of the pair is taken: the table cannot hold it", pair, key)
		}
		keys[key] = true
		list = append(list, key|converse)
	}
	slices.Sort(list)
	return blob.Section{ID: secAntonyms, Name: "ANTONYMS", Element: 8, Data: blob.LittleEndian(list)}, nil
}

// pairKey hashes the smaller word hash and then the larger.
func pairKey(pair [2]string) uint64 {
	hashes := []uint64{fallback.HashWord(pair[0]), fallback.HashWord(pair[1])}
	slices.Sort(hashes)
	var b []byte
	for _, h := range hashes {
		b = binary.LittleEndian.AppendUint64(b, h)
	}
	return fallback.HashWord(string(b))
}
