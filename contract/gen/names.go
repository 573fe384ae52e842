package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// properFile lists words that are written with a capital, separated by white space.
type properFile struct {
	Words string `toml:"words"`
}

// sameFile lists groups of words that count as one, each separated by spaces, the one that gives the stem first.
type sameFile struct {
	Groups []string `toml:"groups"`
}

// addProper marks the words that are names wherever they stand.
func (t wordTable) addProper(file properFile) error {
	const name = "proper_names.toml"
	seen := map[string]bool{}
	for text := range strings.FieldsSeq(file.Words) {
		if err := checkWord(name, text); err != nil {
			return err
		}
		if seen[text] {
			return duplicate(name, text)
		}
		seen[text] = true
		t.get(text).proper = true
	}
	return nil
}

// addSame gives the words of a group, and the irregular forms of a verb or noun, the stem of their first or base form. A
// form of two words (found: of find and to found) keeps the stem it has.
func (t wordTable) addSame(file sameFile, irregular irregularFile) error {
	const name = "same_word.toml"
	listed := map[string]bool{}
	for _, group := range file.Groups {
		words := strings.Fields(group)
		if len(words) < 2 {
			return &LexiconError{name, fmt.Sprintf("group %q", group), "at least two words are wanted"}
		}
		for _, text := range words {
			if err := checkWord(name, text); err != nil {
				return err
			}
			if listed[text] {
				return duplicate(name, text)
			}
			listed[text] = true
			t.get(text).same = words[0]
		}
	}
	for _, forms := range []map[string]string{irregular.Verb, irregular.Noun} {
		for _, base := range slices.Sorted(maps.Keys(forms)) {
			t.addForms(base, forms[base], forms)
		}
	}
	return nil
}

// addForms joins the irregular forms of a base to it, unless a form is a word of its own or already taken.
func (t wordTable) addForms(base, forms string, bases map[string]string) {
	for _, form := range strings.FieldsFunc(forms, func(r rune) bool { return r == ' ' || r == '/' }) {
		if _, own := bases[form]; own || form == base || ownWords[form] {
			continue
		}
		if w := t.get(form); w.same == "" {
			w.same = base
		}
	}
}

// ownWords are irregular forms that mean something else at least as often.
var ownWords = map[string]bool{
	"found": true, "left": true, "lay": true, "bore": true, "ground": true, "saw": true, "felt": true, "bound": true, "wound": true,
}
