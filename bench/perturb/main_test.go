package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// story returns pairs about different things, each with something for several kinds of change.
func story() string {
	things := strings.Fields("garden museum theatre bakery library stadium harbour castle factory market clinic airport")
	adjectives := strings.Fields("wooden golden marble yellow purple silver copper velvet cotton granite orange crystal")
	verbs := strings.Fields("opened painted cleaned covered visited measured closed planned sold built raised burned")
	crowds := strings.Fields("singers nurses tailors pilots farmers bankers sailors lawyers dancers miners drivers actors")
	var b strings.Builder
	for i, thing := range things {
		fact := fmt.Sprintf("The %s %s was %s by %d of the %s.", adjectives[i], thing, verbs[i], 12+i, crowds[i])
		claim := fmt.Sprintf("By %d of the %s the %s %s was %s.", 12+i, crowds[i], adjectives[i], thing, verbs[i])
		line, _ := json.Marshal(map[string]any{"context": fact, "claim": claim, "label": 1})
		fmt.Fprintf(&b, "%s\n", line)
	}
	return b.String()
}

func statementsOf(t *testing.T, in, mode string) []statement {
	t.Helper()
	s, err := readStatements(strings.NewReader(in), mode)
	require.NoError(t, err)
	return s
}

func TestBuild(t *testing.T) {
	for _, mode := range []string{modeCopy, modeParaphrase} {
		t.Run(mode, func(t *testing.T) {
			statements := statementsOf(t, story(), mode)
			require.Len(t, statements, 12)
			o := options{mode: mode, seed: 7, facts: 4, perKind: 5}
			rows, pairs := newBuilder(statements, o).build()
			require.NotEmpty(t, rows)
			require.Len(t, pairs, len(rows))
			true3 := map[string]string{}
			for _, s := range statements {
				true3[s.claim] = s.fact
			}
			clean := 0
			for i, r := range rows {
				if r.Label == "clean" {
					clean++
					assert.Nil(t, r.Sentence)
					continue
				}
				checkContradicted(t, r, pairs[i], true3)
			}
			assert.Equal(t, len(rows), 2*clean)

			again, _ := newBuilder(statements, o).build()
			assert.Equal(t, rows, again)
			o.seed = 8
			other, _ := newBuilder(statements, o).build()
			assert.NotEqual(t, rows, other)
		})
	}
}

// checkContradicted holds a row to what the help promises: the false sentence is at start, the rest is true, and every
// fact the answer is about is in the list, along with the distractors.
func checkContradicted(t *testing.T, r row, p pairRow, factOf map[string]string) {
	t.Helper()
	require.NotNil(t, r.Sentence)
	require.NotNil(t, r.Start)
	assert.Len(t, r.Facts, sentencesPerAnswer+4)
	assert.True(t, strings.HasPrefix(r.Answer[*r.Start:], p.Claim))
	assert.NotEqual(t, r.Original, p.Claim)
	assert.Equal(t, factOf[r.Original], p.Context)
	restored := r.Answer[:*r.Start] + r.Original + r.Answer[*r.Start+len(p.Claim):]
	sentences := strings.SplitAfter(restored, ". ")
	require.Len(t, sentences, sentencesPerAnswer)
	for i, s := range sentences {
		s = strings.TrimSpace(s)
		require.Contains(t, factOf, s)
		assert.Contains(t, r.Facts, factOf[s])
		assert.Equal(t, i == *r.Sentence, s == r.Original)
	}
}

func TestBuildFromTexts(t *testing.T) {
	var in strings.Builder
	for i, w := range strings.Fields("garden museum theatre bakery") {
		text := fmt.Sprintf("The %[1]s has %[2]d rooms. A visit to the %[1]s costs %[3]d euros. People near the %[1]s like old songs. Its roof is red.", w, 12+i, 31+i)
		line, _ := json.Marshal(map[string]any{"text": text, "label": 0})
		fmt.Fprintf(&in, "%s\n", line)
	}
	statements := statementsOf(t, in.String(), modeCopy)
	rows, _ := newBuilder(statements, options{mode: modeCopy, seed: 1, facts: 2, perKind: 3}).build()
	require.NotEmpty(t, rows)
	for _, r := range rows {
		mentioned := 0
		for _, w := range strings.Fields("garden museum theatre bakery") {
			if strings.Contains(r.Answer, w) {
				mentioned++
			}
		}
		assert.Equal(t, 1, mentioned, "an answer keeps to one text: %s", r.Answer)
	}
}

func TestDistractorsAreAboutOtherThings(t *testing.T) {
	in := story() + `{"context":"Near the wooden garden a stone gate saw nine small choirs.","claim":"A wooden garden was there again.","label":1}` + "\n"
	b := newBuilder(statementsOf(t, in, modeCopy), options{mode: modeCopy, seed: 1})
	assert.True(t, b.near(0, []int{0}), "itself")
	assert.True(t, b.near(12, []int{5, 0}), "shares two rare words")
	assert.False(t, b.near(12, []int{5, 1}))
	assert.False(t, b.near(1, []int{0}))
}

func TestStrictClean(t *testing.T) {
	in := story() + `{"context":"The lonely tower stands 30 metres high.","claim":"The lonely tower stands 31 metres high.","label":1}` + "\n"
	statements := statementsOf(t, in, modeParaphrase)
	loose := newBuilder(statements, options{mode: modeParaphrase})
	strict := newBuilder(statements, options{mode: modeParaphrase, strictClean: true})
	assert.Contains(t, loose.filler, 12)
	assert.NotContains(t, strict.filler, 12)
	assert.Len(t, strict.filler, 12)
}

func TestReadStatements(t *testing.T) {
	in := `{"context":"A man is running in a park","claim":"A person is running outdoors today","label":1}

{"context":"A man is running in a park","claim":"Nobody is running in the park","label":0}
`
	assert.Equal(t, []statement{{"A man is running in a park.", "A person is running outdoors today.", ""}}, statementsOf(t, in, modeParaphrase))
	assert.Equal(t, []statement{{"A man is running in a park.", "A man is running in a park.", ""}}, statementsOf(t, in, modeCopy))

	for in, want := range map[string]string{
		"{}":                            "line 1: want {context, claim, label} or {text}",
		"\n[1]":                         "line 2: not a JSON object",
		`{"text":"Some text it is."}`:   "mode paraphrase needs rows",
		`{"context":"A.","claim":"B."}`: "line 1: want",
	} {
		_, err := readStatements(strings.NewReader(in), modeParaphrase)
		assert.ErrorContains(t, err, want)
	}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	in, out, pairs := filepath.Join(dir, "in.jsonl"), filepath.Join(dir, "out.jsonl"), filepath.Join(dir, "pairs.jsonl")
	require.NoError(t, os.WriteFile(in, []byte(story()), 0o600))
	var log bytes.Buffer
	require.NoError(t, run([]string{"-in", in, "-mode", "paraphrase", "-out", out, "-pairs", pairs, "-seed", "3", "-facts", "2", "-per-kind", "4"}, &log))
	assert.Contains(t, log.String(), "12 usable sentences")

	data, err := os.ReadFile(out)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	var first row
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &first))
	assert.Equal(t, "contradicted", first.Label)
	data, err = os.ReadFile(pairs)
	require.NoError(t, err)
	assert.Len(t, strings.Split(strings.TrimSpace(string(data)), "\n"), len(lines))
}

func TestRunRefuses(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.jsonl")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	out := filepath.Join(dir, "out.jsonl")
	for name, c := range map[string]struct {
		args  []string
		want  string
		usage bool
	}{
		"nothing":      {nil, "-in and -out are needed", true},
		"mode":         {[]string{"-in", empty, "-out", out, "-mode", "x"}, `-mode "x"`, true},
		"argument":     {[]string{"-in", empty, "-out", out, "more"}, `unexpected argument "more"`, true},
		"facts":        {[]string{"-in", empty, "-out", out, "-facts", "-1"}, "must not be negative", true},
		"unknown flag": {[]string{"-x"}, "not defined", true},
		"no file":      {[]string{"-in", filepath.Join(dir, "none"), "-out", out}, "none", false},
		"empty file":   {[]string{"-in", empty, "-out", out}, "0 usable sentences", false},
	} {
		t.Run(name, func(t *testing.T) {
			err := run(c.args, &bytes.Buffer{})
			require.ErrorContains(t, err, c.want)
			assert.Equal(t, c.usage, errors.Is(err, errUsage))
		})
	}
}

func TestHelp(t *testing.T) {
	var log bytes.Buffer
	require.ErrorIs(t, run([]string{"--help"}, &log), flag.ErrHelp)
	for _, want := range []string{"-mode", "-seed", "-facts", "-strict-clean", "-pairs", "label 1"} {
		assert.Contains(t, log.String(), want)
	}
}
