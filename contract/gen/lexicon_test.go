package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const lexiconSource = "../lexicon"

// compileEdited compiles a copy of the lexicon in which one file is edited.
func compileEdited(t *testing.T, file string, edit func(string) string) error {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(lexiconSource)))
	path := filepath.Join(dir, file)
	text, err := os.ReadFile(path)
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	edited := edit(string(text))
	require.NotEqual(t, string(text), edited, "the edit must find its place")
	require.NoError(t, os.WriteFile(path, []byte(edited), 0o644))
	lex, err := readLexicon(dir)
	if err != nil {
		return err
	}
	_, err = lexiconSections(lex)
	return err
}

func TestLexiconErrors(t *testing.T) {
	replace := func(old, new string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, new, 1) }
	}
	prepend := func(text string) func(string) string { return func(s string) string { return text + s } }
	add := func(text string) func(string) string { return func(s string) string { return s + text } }
	cases := []struct {
		name, file string
		edit       func(string) string
		where      string
		problem    string
	}{
		{"syntax", "modals.toml", replace("]", ""), "line ", ""},
		{"wrong type", "modals.toml", replace(`"may"`, "7"), "", "string"},
		{"unknown key", "modals.toml", replace("words =", "word ="), "key word", "unknown key"},
		{"unknown key in an entry", "months.toml", replace("number = 2", "nmuber = 2"), "key entry.nmuber", "unknown key"},
		{"unknown file", "modal.toml", add("words = []"), "file", "no lexicon has this name"},
		{"no words", "modals.toml", func(string) string { return "" }, "file", "lists no words"},
		{"duplicate", "negators.toml", replace(`"not"`, `"not", "not"`), `word "not"`, "twice"},
		{"capital", "negators.toml", replace(`"not"`, `"Not"`), `word "Not"`, `write "not"`},
		{"accent", "negators.toml", replace(`"nao", `, `"não", `), `word "não"`, `write "nao"`},
		{"apostrophe", "negators.toml", replace(`"don't"`, `"don’t"`), `word "don’t"`, `write "don't"`},
		{"two words", "negators.toml", replace(`"not"`, `"not even"`), `word "not even"`, "one word is wanted"},
		{"hyphen", "titles.toml", replace(`"vice"`, `"vice-president"`), `word "vice-president"`, "one word is wanted"},
		{"empty word", "titles.toml", replace(`"vice"`, `""`), `word ""`, "one word is wanted"},
		{"period", "titles.toml", replace(`"mr"`, `"mr."`), `word "mr."`, "one word is wanted"},
		{"never and may", "abbreviations.toml", replace(`"inc"`, `"mr"`), `word "mr"`, "keep one"},
		{"month 13", "months.toml", replace("number = 12", "number = 13"), "entry of", "not between 1 and 12"},
		{"two months", "months.toml", replace(`"feb"`, `"jan"`), `word "jan"`, "twice"},
		{"ambiguous but unlisted", "months.toml", replace(`ambiguous = ["may"`, `ambiguous = ["might"`), `word "might"`, "also be listed in words"},
		{"number 100", "numbers.toml", replace("value = 90", "value = 100"), "entry of", "not between 0 and 99"},
		{"unit twice", "units.toml", add("\n[[unit]]\nname = \"day\"\ndimension = \"x\"\nfactor = \"1\"\nwords = [\"daily\"]\n"), `unit "day"`, "name of its own"},
		{"unit word twice", "units.toml", add("\n[[unit]]\nname = \"dag\"\ndimension = \"x\"\nfactor = \"1\"\nwords = [\"day\"]\n"), `word "day"`, "twice"},
		{"factor zero", "units.toml", replace(`factor = "60"`, `factor = "0"`), `unit "minute"`, "positive decimal"},
		{"factor word", "units.toml", replace(`factor = "60"`, `factor = "sixty"`), `unit "minute"`, "positive decimal"},
		{"no dimension", "units.toml", replace("dimension = \"time\"\n", ""), `unit "nanosecond"`, "dimension"},
		{"weight 35", "frequency.toml", replace("27 =", "35 ="), "key weight.35", "from 1 to 34"},
		{"weight word", "frequency.toml", replace("27 =", "heavy ="), "key weight.heavy", "from 1 to 34"},
		{"word of two weights", "frequency.toml", replace("aardvark", "the"), `word "the"`, "twice"},
		{"group without bar", "antonyms.toml", replace(`"gain | fall`, `"gain fall`), `group "gain fall`, "a bar"},
		{"group with an empty side", "antonyms.toml", replace(`"widen broaden | narrow"`, `"widen broaden |"`), `group "widen broaden |"`, "one side is empty"},
		{"pair twice", "antonyms.toml", replace(`"widen broaden | narrow",`, `"widen broaden | narrow", "narrow | widen",`), `group "narrow | widen"`, "already listed"},
		{"pair of one word", "antonyms.toml", replace(`"widen broaden | narrow"`, `"widen broaden | widen"`), `group "widen broaden | widen"`, "opposed to itself"},
		{"antonym and converse", "antonyms.toml", replace(`"widen broaden | narrow",`, `"widen broaden | narrow", "buy | sell",`), `group "buy purchase | sell"`, "keep one"},
		{"capital in a group", "antonyms.toml", replace(`"widen broaden | narrow"`, `"Widen | narrow"`), `word "Widen"`, `write "widen"`},
		{"prefixed word twice", "antonyms.toml", replace("\nun = \"\"\"\n", "\nun = \"\"\"\nable able\n"), `word "able"`, "twice"},
		{"forms missing", "irregular.toml", replace(`"rose risen"`, `"rose"`), "key verb.rise", "2 forms are wanted"},
		{"capital in a form", "irregular.toml", replace(`"rose risen"`, `"Rose risen"`), `word "Rose"`, `write "rose"`},
		{"proper name twice", "proper_names.toml", replace("aaron", "aachen"), `word "aachen"`, "twice"},
		{"proper name of two words", "proper_names.toml", replace("aaron", "aa-ron"), `word "aa-ron"`, "one word is wanted"},
		{"group of one", "same_word.toml", replace(`"versus vs"`, `"versus"`), `group "versus"`, "at least two"},
		{"word in two groups", "same_word.toml", replace(`"versus vs"`, `"versus tv"`), `word "tv"`, "twice"},
		{"capital in a group of same", "same_word.toml", replace(`"versus vs"`, `"versus VS"`), `word "VS"`, `write "vs"`},
		{"key twice", "modals.toml", prepend("words = []\n"), "line ", "words"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := compileEdited(t, c.file, c.edit)
			var lexErr *LexiconError
			require.ErrorAs(t, err, &lexErr)
			assert.Equal(t, c.file, lexErr.File)
			assert.Contains(t, lexErr.Where, c.where)
			assert.Contains(t, lexErr.Problem, c.problem)
		})
	}
}

func TestReadLexiconWithoutFile(t *testing.T) {
	_, err := readLexicon(t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "abbreviations.toml")
}

func TestParseFactor(t *testing.T) {
	cases := map[string]factor{
		"1":                {0, 1, 1},
		"86400":            {2, 864, 1},
		"0.3048":           {-4, 3048, 1},
		"1609.344":         {-3, 1609344, 1},
		"0.0000010":        {-6, 1, 1},
		"5/9":              {0, 5, 9},
		"1/3.6":            {1, 1, 36},
		"1852/3600":        {-2, 463, 9},
		"9460730472580800": {2, 94607304725808, 1},
	}
	for text, want := range cases {
		got, err := parseFactor(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "0", "-1", "x", "1/0", "1/", "1e3", "1 000", "99999999999999999999"} {
		_, err := parseFactor(text)
		assert.Error(t, err, text)
	}
}
