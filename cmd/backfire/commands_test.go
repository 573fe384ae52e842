package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUsage(t *testing.T) {
	for _, tc := range []struct {
		name string
		args []string
		want string // first line of stderr
		help string // what to run for help
	}{
		{"an unknown command", []string{"gaurd"}, `backfire: unknown command "gaurd" for "backfire"`, "backfire"},
		{"an unknown flag", []string{"guard", "--fats", "x"}, "backfire: unknown flag: --fats", "backfire guard"},
		{"no facts", []string{"guard"}, `backfire: required flag(s) "facts" not set`, "backfire guard"},
		{"two answers", []string{"review", "-f", "x", "a", "b"}, "backfire: accepts at most 1 arg(s), received 2", "backfire review"},
		{"no query", []string{"search", "-f", "x"}, "backfire: accepts 1 arg(s), received 0", "backfire search"},
		{"k is zero", []string{"search", "-f", "x", "-k", "0", "q"}, "backfire: -k is 0; want 1 or more", "backfire search"},
		{"k is negative", []string{"search", "-f", "x", "-k=-3", "q"}, "backfire: -k is -3; want 1 or more", "backfire search"},
		{"k is a word", []string{"search", "-f", "x", "-k", "ten", "q"},
			`backfire: invalid argument "ten" for "-k, --k" flag: strconv.ParseInt: parsing "ten": invalid syntax`, "backfire search"},
		{"no task", []string{"eval"}, "backfire: want a task: grounding, halt, injection or pii", "backfire eval"},
		{"an unknown task", []string{"eval", "nli", "--data", "x"}, "backfire: unknown flag: --data", "backfire eval"},
		{"no data", []string{"eval", "halt"}, `backfire: required flag(s) "data" not set`, "backfire eval halt"},
		{"call takes nothing", []string{"call", "fold"}, `backfire: unknown command "fold" for "backfire call"`, "backfire call"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := runCommand(t, "", tc.args...)
			assert.Equal(t, exitUsage, got.code)
			assert.Empty(t, got.out)
			first, rest, _ := strings.Cut(got.stderr, "\n")
			assert.Equal(t, tc.want, first)
			assert.True(t, strings.HasSuffix(rest, "Run '"+tc.help+" --help' for usage.\n"), rest)
		})
	}
}

func TestHelpHasExamples(t *testing.T) {
	for _, args := range [][]string{
		{}, {"guard"}, {"review"}, {"search"}, {"call"}, {"eval"}, {"eval", "grounding"}, {"eval", "halt"}, {"doctor"},
	} {
		got := runCommand(t, "", append(args, "--help")...)
		assert.Equal(t, exitDone, got.code)
		assert.Empty(t, got.stderr)
		assert.Contains(t, got.out, "Examples:\n", args)
		for line := range strings.Lines(got.out) {
			if !strings.Contains(line, "backfire call\n") { // a whole request
				assert.LessOrEqual(t, len([]rune(line)), 121, line)
			}
		}
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		got := runCommand(t, "", "completion", shell)
		assert.Equal(t, exitDone, got.code)
		assert.Contains(t, got.out, "backfire")
	}
}

func TestReview(t *testing.T) {
	facts := refunds(t)
	got := runCommand(t, badAnswer+" Our parrot speaks Dutch.", "review", "-f", facts, "--prompt", "How long?")
	assert.Equal(t, exitFindings, got.code)
	assert.Empty(t, got.stderr)
	lines := strings.Split(got.out, "\n")
	assert.Equal(t, "supported     1.000  <stdin>:1 [0,40)  Refunds are paid within 5 business days.", lines[0])
	assert.Equal(t, "contradicted  number: another number in the same place", lines[1])
	assert.Equal(t, "  claim    <stdin>:2 [41,97)", lines[2])
	assert.Equal(t, "  differs  “60 days” against “30 days”", lines[6])
	assert.Equal(t, "unknown       0.000  <stdin>:2 [103,127)  Our parrot speaks Dutch.", lines[8])
	assert.Equal(t, "not approved  score 0.000", lines[9])

	got = runCommand(t, goodAnswer, "review", "-f", facts)
	assert.Equal(t, exitDone, got.code)
	assert.True(t, strings.HasSuffix(got.out, "\napproved  score 1.000\n"), got.out)
}

func TestReviewJSON(t *testing.T) {
	got := runCommand(t, badAnswer, "review", "-f", refunds(t), "--json")
	assert.Equal(t, exitFindings, got.code)
	var report struct {
		Score    float64
		Approved bool
		HLogical *float64 `json:"h_logical"`
		HFactual float64  `json:"h_factual"`
		Claims   []struct {
			Text, Verdict string
			Line          int
			Span          [2]int
			Fact          *struct {
				ID   string
				Span [2]int
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &report))
	assert.Zero(t, report.Score)
	assert.False(t, report.Approved)
	assert.Nil(t, report.HLogical)
	assert.Equal(t, 1.0, report.HFactual)
	require.Len(t, report.Claims, 3)
	assert.Equal(t, "supported", report.Claims[0].Verdict)
	assert.Equal(t, "contradicted", report.Claims[1].Verdict)
	assert.Equal(t, 2, report.Claims[1].Line)
	for _, c := range report.Claims {
		assert.Equal(t, c.Text, badAnswer[c.Span[0]:c.Span[1]])
	}
	fact := report.Claims[1].Fact
	assert.Equal(t, "facts.md:3", fact.ID)
	assert.Equal(t, "Customers may return an item within 30 days of delivery.", refundFacts[fact.Span[0]:fact.Span[1]])
}

func TestSearch(t *testing.T) {
	facts := refunds(t)
	got := runCommand(t, "", "search", "-f", facts, "refunded sale items", "-k", "1")
	assert.Equal(t, exitDone, got.code)
	assert.Regexp(t, `^ +\d+\.\d{3}  facts\.md:6  Sale items are not refunded\.\n$`, got.out)

	got = runCommand(t, "", "search", "-f", facts, "--json", "refunded sale items")
	assert.Equal(t, exitDone, got.code)
	assert.Regexp(t, `^{"hits":\[{"id":"facts\.md:6","score":[\d.]+,"text":"Sale items are not refunded\.","source":"`+facts+
		`","line":6,"span":\[114,142\]},{`, got.out)

	got = runCommand(t, "", "search", "-f", facts, "zebra")
	assert.Equal(t, outcome{exitDone, "", ""}, got)
	got = runCommand(t, "", "search", "-f", facts, "--json", "zebra")
	assert.Equal(t, outcome{exitDone, `{"hits":[]}` + "\n", ""}, got)
}

func TestCallCommand(t *testing.T) {
	got := runCommand(t, `{"id":1,"fn":"fold","in":{"text":"É"}}`, "call")
	assert.Equal(t, outcome{exitDone, `{"id":1,"out":{"folded":"e","map":[0]}}` + "\n", ""}, got)
}

func TestVersion(t *testing.T) {
	got := runCommand(t, "", "version")
	assert.Equal(t, exitDone, got.code)
	assert.Regexp(t, `^backfire \d+\.\d+\.\d+ \(kernel (go|rust|wasm) \d+\.\d+\.\d+, go1\.\S+, \w+/\w+\)\n$`, got.out)

	got = runCommand(t, "", "version", "--json")
	assert.Regexp(t, `^{"version":"[\d.]+","kernel":"(go|rust|wasm)","kernel_version":"[\d.]+","revision":(null|"\w+"),"go":"go1\.\S+","platform":"\w+/\w+"}\n$`, got.out)
}

func TestDoctor(t *testing.T) {
	facts := refunds(t)
	policy := write(t, t.TempDir(), "policy.yaml", "strict: true\n")
	got := runCommand(t, "", "doctor", "-f", facts, "-p", policy)
	assert.Equal(t, exitDone, got.code, got.out)
	assert.Regexp(t, `^ok   version  backfire .*
(ok  |WARN) kernel   (go|rust|wasm) .*
ok   tables   format 1, digest [0-9a-f]{16}
ok   answers  5 known answers are as they should be
ok   policy   .*policy.yaml is valid
ok   facts    3 facts in .*facts.md
$`, got.out)

	typo := write(t, t.TempDir(), "typo.yaml", "strickt: true\n")
	got = runCommand(t, "", "doctor", "-p", typo)
	assert.Equal(t, exitFailure, got.code)
	assert.Contains(t, got.out, "\nBAD  policy   ")
	assert.Equal(t, "backfire: a check failed\n", got.stderr)

	got = runCommand(t, "", "doctor", "--json", "-f", facts, "-p", typo)
	assert.Equal(t, exitFailure, got.code)
	var report struct {
		OK     bool
		Checks []struct {
			Name, Detail string
			OK           bool
		}
	}
	require.NoError(t, json.Unmarshal([]byte(got.out), &report))
	assert.False(t, report.OK)
	require.Len(t, report.Checks, 6)
	assert.False(t, report.Checks[4].OK)
	assert.Contains(t, report.Checks[4].Detail, "strickt")
	assert.True(t, report.Checks[5].OK)
}

func TestEvalDoesNotOverwriteItsData(t *testing.T) {
	rows := `{"facts":["It is 5."],"answer":"It is 5.","label":"clean","sentence":-1}` + "\n"
	data := write(t, t.TempDir(), "rows.jsonl", rows)
	got := runCommand(t, "", "eval", "halt", "--data", data, "--out", data)
	assert.Equal(t, 1, got.code)
	assert.Contains(t, got.stderr, "is the data itself")
	left, err := os.ReadFile(data)
	require.NoError(t, err)
	assert.Equal(t, rows, string(left))
}

func TestEmptyPolicyNameIsNoDefault(t *testing.T) {
	facts := write(t, t.TempDir(), "facts.txt", "It is 5.\n")
	got := runCommand(t, "It is 5.", "guard", "-f", facts, "-p", "")
	assert.Equal(t, 1, got.code)
	assert.Empty(t, got.out)
}
