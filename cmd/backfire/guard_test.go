package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// supportFigure is a figure that the kernel's weights decide, which these tests are not about.
var supportFigure = regexp.MustCompile(`support( +|":)[0-9.]+`)

func TestGuardHalts(t *testing.T) {
	facts := refunds(t)
	got := runCommand(t, badAnswer, "guard", "--facts", facts)
	assert.Equal(t, exitFindings, got.code)
	assert.Equal(t, "Refunds are paid within 5 business days.", got.out)
	want := `HALTED 40 bytes of the answer had left
  claim    <stdin>:2 [41,97)
           Customers may return an item within 60 days of delivery.
  fact     ` + facts + `:3 [11,67)  id facts.md:3
           Customers may return an item within 30 days of delivery.
  differs  “60 days” against “30 days”
  rule     number: another number in the same place
  support S   score 0.000
`
	assert.Equal(t, want, supportFigure.ReplaceAllString(got.stderr, "support S"))
}

func TestGuardReportsJSON(t *testing.T) {
	facts := refunds(t)
	answer := write(t, t.TempDir(), "answer.txt", badAnswer)
	got := runCommand(t, "", "guard", "--json", "-f", facts, answer)
	assert.Equal(t, exitFindings, got.code)
	assert.Equal(t, "Refunds are paid within 5 business days.", got.out)
	want := `{"halted":true,"cause":"contradiction","rule":"number","value":null,"limit":null,` +
		`"claim":{"text":"Customers may return an item within 60 days of delivery.","source":"` + answer + `","line":2,` +
		`"span":[41,97],"focus":[77,84],"verdict":"contradicted","reason":"number","support":S,"score":0,"unjudged":null},` +
		`"fact":{"id":"facts.md:3","text":"Customers may return an item within 30 days of delivery.","source":"` + facts + `",` +
		`"line":3,"span":[11,67],"focus":[36,43]},` +
		`"received":102,"released":40,"claims":{"supported":1,"contradicted":1,"unknown":0,"unjudged":0}}` + "\n"
	assert.Equal(t, want, supportFigure.ReplaceAllString(got.stderr, `support":S`))
}

func TestGuardPassesACleanAnswer(t *testing.T) {
	got := runCommand(t, goodAnswer, "guard", "--facts", refunds(t))
	assert.Equal(t, outcome{exitDone, goodAnswer, ""}, got)

	got = runCommand(t, goodAnswer, "guard", "--facts", refunds(t), "--json", "-")
	assert.Equal(t, exitDone, got.code)
	assert.Equal(t, goodAnswer, got.out)
	assert.Equal(t, `{"halted":false,"cause":null,"rule":null,"value":null,"limit":null,"claim":null,"fact":null,`+
		`"received":70,"released":70,"claims":{"supported":2,"contradicted":0,"unknown":0,"unjudged":0}}`+"\n", got.stderr)
}

func TestGuardPassesBytesThatAreNoText(t *testing.T) {
	for _, answer := range []string{"", "\xff\xfe\x80 \xf0\x9f", "a\x00b\x00", "\n\n\n", strings.Repeat("é", 5000) + "\n"} {
		policy := write(t, t.TempDir(), "policy.yaml", "hold: {on_overflow: release}\n")
		got := runCommand(t, answer, "guard", "-f", refunds(t), "-p", policy)
		assert.Equal(t, exitDone, got.code, got.stderr)
		assert.Equal(t, answer, got.out)
	}
}

func TestGuardSaysWhatLeftUnjudged(t *testing.T) {
	policy := write(t, t.TempDir(), "policy.yaml", "hold: {max_bytes: 64, on_overflow: release}\n")
	endless := strings.Repeat("word ", 30)
	got := runCommand(t, endless, "guard", "-f", refunds(t), "-p", policy)
	assert.Equal(t, exitDone, got.code)
	assert.Equal(t, endless, got.out)
	assert.Equal(t, "backfire: 2 claim(s) left unjudged, because a bound of the policy's hold fired\n", got.stderr)
}

func TestGuardHaltsAtTheByteBound(t *testing.T) {
	policy := write(t, t.TempDir(), "policy.yaml", "hold: {max_bytes: 64, on_overflow: halt}\n")
	got := runCommand(t, "Hello. "+strings.Repeat("word ", 30), "guard", "-f", refunds(t), "-p", policy)
	assert.Equal(t, exitFindings, got.code)
	assert.Equal(t, "Hello.", got.out)
	assert.Equal(t, `HALTED 6 bytes of the answer had left
  claim    <stdin>:1 [6,70)
           word word word word word word word word word word word word wor
  rule     hold_bytes: the claim is longer than the policy lets it be held
`, got.stderr)
}

func TestGuardStrictHaltsOnTheUnknown(t *testing.T) {
	policy := write(t, t.TempDir(), "policy.yaml", "strict: true\n")
	got := runCommand(t, "Our parrot speaks Dutch.", "guard", "-f", refunds(t), "-p", policy, "--json")
	assert.Equal(t, exitFindings, got.code)
	assert.Empty(t, got.out)
	var report struct {
		Cause, Rule string
		Fact        *struct{}
	}
	require.NoError(t, json.Unmarshal([]byte(got.stderr), &report))
	assert.Equal(t, "unsupported", report.Cause)
}

func TestGuardHaltsOnScores(t *testing.T) {
	policy := write(t, t.TempDir(), "policy.yaml", "halt: {enabled: true, hard_limit: 0.9}\n")
	got := runCommand(t, "Our parrot speaks Dutch.", "guard", "-f", refunds(t), "-p", policy)
	assert.Equal(t, exitFindings, got.code)
	assert.Contains(t, got.stderr, "  rule     hard_limit: the claim's score is below the policy's hard limit\n  compared 0.000 with 0.900\n")
}

func TestSeveralFactRoots(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a/facts.md", "The pool opens at 8 am.\n")
	write(t, dir, "b/facts.md", "The sauna opens at 9 am.\n")
	t.Chdir(dir)
	got := runCommand(t, "The sauna opens at 7 am.", "guard", "-f", "a/facts.md", "-f", "b")
	assert.Equal(t, exitFindings, got.code)
	assert.Contains(t, got.stderr, filepath.Join("b", "facts.md")+":1 [0,24)  id b/facts.md:1\n")
}

func TestBadFactsAndPolicies(t *testing.T) {
	dir := t.TempDir()
	facts := refunds(t)
	empty := write(t, dir, "empty.md", "# Only a heading\n")
	typo := write(t, dir, "typo.yaml", "mode: gate\nstrickt: true\n")
	weights := write(t, dir, "weights.yaml", "coherence: {weight_logic: 0.9, weight_fact: 0.9}\n")
	nan := write(t, dir, "nan.yaml", "halt: {hard_limit: .nan}\n")
	twice := write(t, dir, "twice.jsonl", `{"id":"a","text":"One."}`+"\n"+`{"id":"a","text":"Two."}`+"\n")
	write(t, dir, "mixed/facts.md", "One.\n")
	binary := write(t, dir, "mixed/logo.md", "GIF\x00\x01")
	for _, tc := range []struct {
		name string
		args []string
		want []string // parts of the message
	}{
		{"no such facts", []string{"-f", filepath.Join(dir, "none.md")}, []string{"none.md", "no such file"}},
		{"an empty fact file", []string{"-f", empty}, []string{"no facts"}},
		{"a binary in a directory", []string{"-f", filepath.Dir(binary)}, []string{binary, "byte 3"}},
		{"an id twice", []string{"-f", twice}, []string{`"a"`, "twice.jsonl:1", "twice.jsonl:2"}},
		{"the same root twice", []string{"-f", facts, "-f", facts}, []string{"facts.md:3", "two facts"}},
		{"no such policy", []string{"-f", facts, "-p", filepath.Join(dir, "none.yaml")}, []string{"none.yaml", "no such file"}},
		{"a typo in the policy", []string{"-f", facts, "-p", typo}, []string{"typo.yaml", "line 2", "strickt"}},
		{"weights that do not sum to 1", []string{"-f", facts, "-p", weights}, []string{"weights.yaml", "1.8", "sum"}},
		{"NaN in the policy", []string{"-f", facts, "-p", nan}, []string{"nan.yaml", "hard_limit"}},
		{"no such answer", []string{"-f", facts, filepath.Join(dir, "none.txt")}, []string{"none.txt", "no such file"}},
		{"the answer is a directory", []string{"-f", facts, dir}, []string{"is a directory; want a text file"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, command := range []string{"guard", "review"} {
				got := runCommand(t, goodAnswer, append([]string{command}, tc.args...)...)
				assert.Equal(t, exitFailure, got.code)
				assert.Empty(t, got.out, "nothing leaves before the guard stands")
				assert.True(t, strings.HasPrefix(got.stderr, "backfire: "), got.stderr)
				assert.Equal(t, 1, strings.Count(got.stderr, "\n"), "one line: %s", got.stderr)
				for _, part := range tc.want {
					assert.Contains(t, got.stderr, part)
				}
			}
		})
	}
}

func TestExamplesOfTheREADME(t *testing.T) {
	t.Chdir("../..")
	for name, code := range map[string]int{"refunds": exitFindings, "leaflet": exitFindings, "product": exitFindings, "clean": exitDone} {
		answer, err := os.ReadFile("examples/" + name + "/answer.txt")
		require.NoError(t, err)
		got := runCommand(t, string(answer), "guard", "--facts", "examples/"+name+"/facts.md")
		assert.Equal(t, code, got.code, name)
		assert.True(t, strings.HasPrefix(string(answer), got.out), name)
		assert.Equal(t, code == exitFindings, strings.HasPrefix(got.stderr, "HALTED"), got.stderr)
	}
}
