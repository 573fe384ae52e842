package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/BurntSushi/toml"
)

// LexiconError says what is wrong in a lexicon file, where, and what would be right.
type LexiconError struct {
	File    string // file name within contract/lexicon
	Where   string // line, key or word
	Problem string
}

func (e *LexiconError) Error() string { return fmt.Sprintf("%s: %s: %s", e.File, e.Where, e.Problem) }

// lexicon is the content of contract/lexicon, file by file.
type lexicon struct {
	stopwords, negators, neutral, implicit, modals, titles wordFile

	abbreviations abbreviationFile
	months        calendarFile
	weekdays      calendarFile
	numbers       numberFile
	units         unitFile
	frequency     frequencyFile
	antonyms      antonymFile
	irregular     irregularFile
	proper        properFile
	same          sameFile
	confusables   confusableFile
}

// wordFile is a plain list of words.
type wordFile struct {
	Words []string `toml:"words"`
}

// abbreviationFile lists abbreviations without their last period, by whether a sentence may end at it.
type abbreviationFile struct {
	Never []string `toml:"never"`
	May   []string `toml:"may"`
}

// calendarFile names the months 1–12 or the weekdays 1–7.
type calendarFile struct {
	Entry []struct {
		Number    int      `toml:"number"`
		Words     []string `toml:"words"`
		Ambiguous []string `toml:"ambiguous"`
	} `toml:"entry"`
}

// numberFile lists words that stand for numbers.
type numberFile struct {
	Cardinal  []valuedWords `toml:"cardinal"`
	Ordinal   []valuedWords `toml:"ordinal"`
	Magnitude []struct {
		Exponent  int      `toml:"exponent"`
		Words     []string `toml:"words"`
		Ambiguous []string `toml:"ambiguous"`
	} `toml:"magnitude"`
}

type valuedWords struct {
	Value     int      `toml:"value"`
	Words     []string `toml:"words"`
	Ambiguous []string `toml:"ambiguous"`
}

// unitFile lists units of measure; a dimension holds the units that convert into one another.
type unitFile struct {
	Unit []unit `toml:"unit"`
}

type unit struct {
	Name      string   `toml:"name"`
	Dimension string   `toml:"dimension"`
	Factor    string   `toml:"factor"`
	Words     []string `toml:"words"`
	Ambiguous []string `toml:"ambiguous"`
}

// frequencyFile maps a weight, written as a decimal key, to the words of that weight, separated by white space.
type frequencyFile struct {
	Weight map[string]string `toml:"weight"`
}

// antonymFile holds groups "a b | c d": every word on the left against every word on the right. Prefix maps a prefix to
// words, separated by white space, that it turns into their opposite.
type antonymFile struct {
	Antonym  antonymGroups     `toml:"antonym"`
	Converse antonymGroups     `toml:"converse"`
	Prefix   map[string]string `toml:"prefix"`
}

type antonymGroups struct {
	Verb      []string `toml:"verb"`
	Noun      []string `toml:"noun"`
	Adjective []string `toml:"adjective"`
	Word      []string `toml:"word"`
}

// irregularFile holds the forms that the rules of English inflection do not give.
type irregularFile struct {
	Verb           map[string]string `toml:"verb"`
	Noun           map[string]string `toml:"noun"`
	Adjective      map[string]string `toml:"adjective"`
	Doubling       []string          `toml:"doubling"`
	DoublingOrNot  []string          `toml:"doubling_or_not"`
	WithoutDegrees []string          `toml:"without_degrees"`
	WithoutPlural  []string          `toml:"without_plural"`
}

// readLexicon reads every lexicon file. Each must be there, and nothing else that looks like one: a misspelt file name
// would otherwise be left out in silence.
func readLexicon(dir string) (*lexicon, error) {
	lex := &lexicon{}
	files := map[string]any{
		"stopwords.toml":             &lex.stopwords,
		"negators.toml":              &lex.negators,
		"neutral_after_negator.toml": &lex.neutral,
		"implicit_negatives.toml":    &lex.implicit,
		"modals.toml":                &lex.modals,
		"titles.toml":                &lex.titles,
		"abbreviations.toml":         &lex.abbreviations,
		"months.toml":                &lex.months,
		"weekdays.toml":              &lex.weekdays,
		"numbers.toml":               &lex.numbers,
		"units.toml":                 &lex.units,
		"frequency.toml":             &lex.frequency,
		"antonyms.toml":              &lex.antonyms,
		"irregular.toml":             &lex.irregular,
		"proper_names.toml":          &lex.proper,
		"same_word.toml":             &lex.same,
		"confusables.toml":           &lex.confusables,
	}
	present, err := filepath.Glob(filepath.Join(dir, "*.toml"))
	if err != nil {
		return nil, err
	}
	for _, path := range present {
		if name := filepath.Base(path); files[name] == nil {
			return nil, &LexiconError{name, "file", "no lexicon has this name; the names are in contract/gen/lexicon.go"}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := readTOML(dir, name, files[name]); err != nil {
			return nil, err
		}
	}
	return lex, nil
}

// readTOML reads one file strictly: a key that the file has no use for is an error.
func readTOML(dir, name string, into any) error {
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return fmt.Errorf("lexicon %s: %w", name, err)
	}
	meta, err := toml.Decode(string(text), into)
	if parse := (toml.ParseError{}); errors.As(err, &parse) {
		return &LexiconError{name, fmt.Sprintf("line %d", parse.Position.Line), parse.Message}
	}
	if err != nil {
		return &LexiconError{name, "content", err.Error()}
	}
	var unknown []string
	for _, key := range meta.Undecoded() {
		unknown = append(unknown, key.String())
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return &LexiconError{name, "key " + unknown[0], "unknown key; look at the other entries of the file for the right ones"}
	}
	return nil
}

// checkWord refuses what no kernel could ever look up: a word that folding would change, and anything but letters,
// digits and marks with apostrophes inside, or a single sign.
func checkWord(file, text string) error {
	where := fmt.Sprintf("word %q", text)
	if folded := foldWord(text); folded != text {
		return &LexiconError{file, where, fmt.Sprintf("it is not folded: write %q", folded)}
	}
	if !isWord(text) && !isSign(text) {
		return &LexiconError{file, where, "one word is wanted: letters, digits and apostrophes between them, or a single sign like %"}
	}
	return nil
}

// isWord reports whether kernels read a folded text as one word. A degree sign may start it (°c).
func isWord(text string) bool {
	runes := []rune(text)
	for i, r := range runes {
		switch {
		case unicode.In(r, unicode.L, unicode.Nl, unicode.M, unicode.Nd):
		case r == '\'' && i > 0 && i < len(runes)-1:
		case r == '°' && i == 0:
		default:
			return false
		}
	}
	return len(runes) > 0
}

// isSign reports whether kernels read a text as a sign that is a word by itself.
func isSign(text string) bool {
	runes := []rune(text)
	return len(runes) == 1 && (unicode.Is(unicode.Sc, runes[0]) || strings.ContainsRune("%‰", runes[0]))
}
