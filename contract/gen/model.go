package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/blob"
)

// modelSections returns the lexicon of word classes and the weights of the injection models.
func modelSections(dir string, others []blob.Section) ([]blob.Section, error) {
	k, err := fallback.Open(blob.Assemble(tableMagic, others))
	if err != nil {
		return nil, err
	}
	sections, err := classLexicon(filepath.Join(dir, "lexicon.toml"), k)
	if err != nil {
		return nil, err
	}
	for i, name := range []string{"prompt", "document"} {
		weights, err := os.ReadFile(filepath.Join(dir, name+".bin"))
		if errors.Is(err, fs.ErrNotExist) { // before the first training
			continue
		}
		if err != nil {
			return nil, err
		}
		sections = append(sections, blob.Section{
			ID: secPromptModel + uint32(i), Name: strings.ToUpper(name) + "_MODEL", Element: 1, Data: weights,
		})
	}
	return sections, nil
}

// wordClass is a class of words as the lexicon has it: under "name" its name, under each language its words.
type wordClass map[string]any

// words returns the words of a language.
func (c wordClass) words(lang string) ([]string, error) {
	var out []string
	list, ok := c[lang].([]any)
	for _, item := range list {
		word, isText := item.(string)
		ok = ok && isText
		out = append(out, word)
	}
	if !ok {
		return nil, fmt.Errorf("class %v: %s is no list of words", c["name"], lang)
	}
	return out, nil
}

// anyEnding ends a word that stands for all words that begin so.
const anyEnding = "*"

// Limits of the lexicon.
const (
	maxClasses = 126
	minStem    = 2 // code points before anyEnding
)

// classLexicon compiles the lexicon: the hash of the skeleton of each word, and its class.
func classLexicon(path string, k *fallback.Kernel) ([]blob.Section, error) {
	var file struct{ Class []wordClass }
	if _, err := toml.DecodeFile(path, &file); err != nil {
		return nil, err
	}
	if len(file.Class) > maxClasses {
		return nil, fmt.Errorf("%s: %d classes, want at most %d", path, len(file.Class), maxClasses)
	}
	type entry struct {
		class uint8
		word  string
	}
	entries := map[uint64]entry{}
	for i, c := range file.Class {
		for _, lang := range slices.Sorted(maps.Keys(c)) {
			if lang == "name" {
				continue
			}
			words, err := c.words(lang)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			for _, word := range words {
				stem, any := strings.CutSuffix(word, anyEnding)
				var s fallback.Skeleton
				k.Skeleton(&s, stem)
				if len(s.Text) == 0 || strings.ContainsAny(string(s.Text), " \n") || any && utf8.RuneCount(s.Text) < minStem {
					return nil, fmt.Errorf("%s: class %s, %s: %q; want one word, of %d letters and more before a star", path, c["name"], lang, word, minStem)
				}
				e := entry{uint8(i + 1), word}
				if any {
					e.class |= 0x80
				}
				hash := fallback.HashToken(string(s.Text))
				if old, ok := entries[hash]; ok && old.class&0x7F != e.class&0x7F {
					return nil, fmt.Errorf("%s: class %s, %s: %q is in class %s as %q", path, c["name"], lang, word, file.Class[old.class&0x7F-1]["name"], old.word)
				} else if ok {
					e.class |= old.class & 0x80
				}
				entries[hash] = e
			}
		}
	}
	slots, exponent := hashSlots(len(entries))
	keys, classes := make([]uint64, slots), make([]uint8, slots)
	for _, hash := range slices.Sorted(maps.Keys(entries)) {
		i := hash >> (64 - exponent)
		for keys[i] != 0 {
			i = (i + 1) % uint64(slots)
		}
		keys[i], classes[i] = hash, entries[hash].class
	}
	return []blob.Section{
		{ID: secLexiconKeys, Name: "LEXICON_KEYS", Element: 8, Data: blob.LittleEndian(keys)},
		{ID: secLexiconClasses, Name: "LEXICON_CLASSES", Element: 1, Data: classes},
	}, nil
}
