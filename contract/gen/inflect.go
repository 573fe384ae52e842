package main

import (
	"fmt"
	"slices"
	"strings"
)

// paradigm lists the forms of a word slot by slot; words of one class have the same slots, so that two words are paired
// form by form. A slot may hold alternatives (learned, learnt) or be empty (no degrees).
type paradigm [][]string

// inflector forms paradigms by the rules of English and the exceptions of irregular.toml.
type inflector struct {
	verbs, nouns, adjectives map[string]paradigm
	doubling, doublingOrNot  map[string]bool
	withoutDegrees           map[string]bool
	withoutPlural            map[string]bool
}

const irregularName = "irregular.toml"

// newInflector reads the exceptions: "base" = "past participle", "singular" = "plural", "positive" = "comparative
// superlative", each form with alternatives after slashes.
func newInflector(file irregularFile) (*inflector, error) {
	in := &inflector{}
	var err error
	if in.verbs, err = readForms("verb", file.Verb, 2); err != nil {
		return nil, err
	}
	if in.nouns, err = readForms("noun", file.Noun, 1); err != nil {
		return nil, err
	}
	if in.adjectives, err = readForms("adjective", file.Adjective, 2); err != nil {
		return nil, err
	}
	if in.doubling, err = readSet(file.Doubling); err != nil {
		return nil, err
	}
	if in.doublingOrNot, err = readSet(file.DoublingOrNot); err != nil {
		return nil, err
	}
	if in.withoutDegrees, err = readSet(file.WithoutDegrees); err != nil {
		return nil, err
	}
	in.withoutPlural, err = readSet(file.WithoutPlural)
	return in, err
}

func readForms(class string, forms map[string]string, slots int) (map[string]paradigm, error) {
	out := map[string]paradigm{}
	for base, text := range forms {
		fields := strings.Fields(text)
		if len(fields) != slots {
			where := fmt.Sprintf("key %s.%s", class, base)
			return nil, &LexiconError{irregularName, where, fmt.Sprintf("%d forms are wanted, separated by spaces, not %q", slots, text)}
		}
		var p paradigm
		for _, field := range fields {
			alternatives := strings.Split(field, "/")
			for _, form := range alternatives {
				if err := checkWord(irregularName, form); err != nil {
					return nil, err
				}
			}
			p = append(p, alternatives)
		}
		out[base] = p
	}
	return out, nil
}

func readSet(words []string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, text := range words {
		if err := checkWord(irregularName, text); err != nil {
			return nil, err
		}
		if out[text] {
			return nil, duplicate(irregularName, text)
		}
		out[text] = true
	}
	return out, nil
}

// verb gives base, third person, past, participle, -ing.
func (in *inflector) verb(base string) paradigm {
	past := in.suffixed(base, "ed")
	participle := past
	if p := in.verbs[base]; p != nil {
		past, participle = p[0], p[1]
	}
	return paradigm{{base}, {withS(base)}, past, participle, in.suffixed(base, "ing")}
}

// noun gives singular and plural; names of stuffs and qualities have only the first.
func (in *inflector) noun(base string) paradigm {
	if p := in.nouns[base]; p != nil {
		return paradigm{{base}, p[0]}
	}
	if in.withoutPlural[base] || hasAnySuffix(base, "ness") {
		return paradigm{{base}, nil}
	}
	return paradigm{{base}, {withS(base)}}
}

// adjective gives positive, comparative and superlative; longer adjectives have only the first.
func (in *inflector) adjective(base string) paradigm {
	if p := in.adjectives[base]; p != nil {
		return paradigm{{base}, p[0], p[1]}
	}
	if in.withoutDegrees[base] || !takesDegrees(base) {
		return paradigm{{base}, nil, nil}
	}
	return paradigm{{base}, in.suffixed(base, "er"), in.suffixed(base, "est")}
}

// suffixed adds ed, ing, er or est.
func (in *inflector) suffixed(base, suffix string) []string {
	n := len(base)
	switch {
	case strings.HasSuffix(base, "ie") && suffix == "ing":
		return []string{base[:n-2] + "ying"}
	case strings.HasSuffix(base, "e") && suffix != "ing":
		return []string{base + suffix[1:]}
	case strings.HasSuffix(base, "e") && !hasAnySuffix(base, "ee", "oe", "ye"):
		return []string{base[:n-1] + suffix}
	case strings.HasSuffix(base, "y") && n > 1 && !isVowel(base[n-2]) && suffix != "ing":
		return []string{base[:n-1] + "i" + suffix}
	case strings.HasSuffix(base, "ic") && suffix != "er" && suffix != "est": // mimicked
		return []string{base + "k" + suffix}
	case in.doublingOrNot[base]:
		return []string{base + suffix, base + base[n-1:] + suffix}
	case in.doubling[base] || syllables(base) == 1 && endsShort(base):
		return []string{base + base[n-1:] + suffix}
	}
	return []string{base + suffix}
}

// withS forms the plural of a noun and the third person of a verb.
func withS(base string) string {
	n := len(base)
	switch {
	case base == "be":
		return "is"
	case base == "have":
		return "has"
	case hasAnySuffix(base, "s", "x", "z", "ch", "sh"):
		return base + "es"
	case strings.HasSuffix(base, "y") && n > 1 && !isVowel(base[n-2]):
		return base[:n-1] + "ies"
	case strings.HasSuffix(base, "o") && n > 1 && !isVowel(base[n-2]):
		return base + "es"
	}
	return base + "s"
}

// takesDegrees reports whether an adjective is short enough for -er and -est: one syllable, or two with -y, -le or -ow.
func takesDegrees(base string) bool {
	n := syllables(base)
	return n == 1 || n == 2 && hasAnySuffix(base, "y", "le", "ow")
}

// endsShort reports whether a word ends in consonant, vowel, consonant, the shape that doubles its last letter.
func endsShort(base string) bool {
	n := len(base)
	if n < 3 || isVowel(base[n-1]) || strings.IndexByte("wxy", base[n-1]) >= 0 || !isVowel(base[n-2]) {
		return false
	}
	return !isVowel(base[n-3]) || strings.HasPrefix(base[n-3:], "ui") || strings.HasSuffix(base[:n-2], "qu")
}

// syllables counts groups of vowels, less a silent e at the end.
func syllables(base string) int {
	n := 0
	for i := range len(base) {
		if isVowel(base[i]) && (i == 0 || !isVowel(base[i-1])) {
			n++
		}
	}
	if n > 1 && strings.HasSuffix(base, "e") && !strings.HasSuffix(base, "le") {
		n--
	}
	return n
}

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

func hasAnySuffix(s string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(s, suffix) })
}
