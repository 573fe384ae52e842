package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const groundingData = `{"id":"a","context":"The shop opens on Monday.","claim":"The shop opens on Monday.","label":1,"source":"x"}
{"id":2,"context":"The shop opens on Monday.","claim":"Parrots speak Dutch.","label":0,"source":"y"}
{"context":"The shop opens on Monday.","claim":"Cats sleep.","label":0,"source":"y"}
`

const haltData = `{"id":"a","facts":["It costs $19."],"answer":"Hello. It costs $20.","label":"contradicted","sentence":1,"kind":"number"}
{"id":"b","facts":["It costs $19."],"answer":"It costs $19.","label":"clean","kind":"clean"}
`

func TestEvalGrounding(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "pairs.jsonl", groundingData)
	t.Chdir(dir)
	got := runCommand(t, "", "eval", "grounding", "--data", "pairs.jsonl", "--out", "rows.jsonl")
	assert.Equal(t, outcome{exitDone, `grounding of pairs.jsonl: 3 rows, 1 supported
  AUROC of support          1.000
  best balanced accuracy    1.000 at support ≥ 1.000
  balanced accuracy         1.000 at support ≥ 0.500, the default
  verdict          label 1   label 0
  supported              1         0
  contradicted           0         0
  unknown                0         2

                                     rows   AUROC  supported  contradicted  unknown
  source x                              1       –          1             0        0
  source y                              2       –          0             0        2
`, ""}, got)
	rows, err := os.ReadFile("rows.jsonl")
	require.NoError(t, err)
	assert.Equal(t, `{"id":"a","label":1,"verdict":"supported","support":1}
{"id":2,"label":0,"verdict":"unknown","support":0}
{"id":3,"label":0,"verdict":"unknown","support":0}
`, string(rows))

	got = runCommand(t, groundingData, "eval", "grounding", "--data", "-", "--json")
	assert.Equal(t, outcome{exitDone, `{"task":"grounding","file":"-","rows":3,"supported":1,"auroc":1,` +
		`"best":{"threshold":1,"balanced_accuracy":1},"default":{"threshold":0.5,"balanced_accuracy":1},` +
		`"verdicts":{"supported":{"1":1,"0":0},"contradicted":{"1":0,"0":0},"unknown":{"1":0,"0":2}},"groups":[` +
		`{"key":"source","value":"x","rows":1,"supported":1,"auroc":null,"best":null,"default":null,` +
		`"verdicts":{"supported":{"1":1,"0":0},"contradicted":{"1":0,"0":0},"unknown":{"1":0,"0":0}}},` +
		`{"key":"source","value":"y","rows":2,"supported":0,"auroc":null,"best":null,"default":null,` +
		`"verdicts":{"supported":{"1":0,"0":0},"contradicted":{"1":0,"0":0},"unknown":{"1":0,"0":2}}}]}` + "\n", ""}, got)
}

func TestEvalHalt(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "answers.jsonl", haltData)
	t.Chdir(dir)
	got := runCommand(t, "", "eval", "halt", "--data", "answers.jsonl", "--out", "rows.jsonl")
	assert.Equal(t, outcome{exitDone, `halt on answers.jsonl: 2 rows, 1 contradicted
  precision        100.00 %  (1 of 1; 95 %: 20.65 to 100.00)
  recall           100.00 %  (1 of 1; 95 %: 20.65 to 100.00)
  false-halt rate    0.00 %  (0 of 1; 95 %: 0.00 to 79.35)
  right sentence   100.00 %  (1 of 1; 95 %: 20.65 to 100.00)

                                     rows           recall   right sentence      false halts
  kind clean                            1                –                –       0.0 % of 1
  kind number                           1     100.0 % of 1     100.0 % of 1                –
`, ""}, got)
	rows, err := os.ReadFile("rows.jsonl")
	require.NoError(t, err)
	assert.Equal(t, `{"id":"a","label":"contradicted","halted":true,"start":7,"reason":"number"}
{"id":"b","label":"clean","halted":false,"start":null,"reason":null}
`, string(rows))

	got = runCommand(t, "", "eval", "halt", "--data", "answers.jsonl", "--json")
	assert.Equal(t, exitDone, got.code)
	var report map[string]any
	require.NoError(t, json.Unmarshal([]byte(got.out), &report))
	assert.Equal(t, map[string]any{"value": 1.0, "count": 1.0, "total": 1.0, "low": 0.20654931437723745, "high": 1.0}, report["recall"])
	assert.Equal(t, map[string]any{"value": 0.0, "count": 0.0, "total": 1.0, "low": 0.0, "high": 0.7934506856227626}, report["false_halt_rate"])
	assert.Len(t, report["groups"], 2)
}

func TestEvalOfNothing(t *testing.T) {
	for _, task := range []string{"grounding", "halt"} {
		got := runCommand(t, "", "eval", task, "-d", "-")
		assert.Equal(t, exitDone, got.code)
		got = runCommand(t, "", "eval", task, "-d", "-", "--json")
		assert.Equal(t, exitDone, got.code)
		assert.True(t, json.Valid([]byte(got.out)))
		assert.Contains(t, got.out, `"rows":0`)
	}
}

func TestEvalFailures(t *testing.T) {
	dir := t.TempDir()
	data := write(t, dir, "data.jsonl", `{"context":"","claim":""}`)
	got := runCommand(t, "", "eval", "grounding", "-d", data)
	assert.Equal(t, outcome{exitFailure, "", "backfire: " + data + `:1: the key "label" is missing` + "\n"}, got)

	got = runCommand(t, "", "eval", "grounding", "-d", filepath.Join(dir, "none.jsonl"))
	assert.Equal(t, exitFailure, got.code)
	assert.Contains(t, got.stderr, "none.jsonl: no such file")

	got = runCommand(t, haltData, "eval", "halt", "-d", "-", "-o", filepath.Join(dir, "none", "rows.jsonl"))
	assert.Equal(t, exitFailure, got.code)
	assert.Contains(t, got.stderr, "rows.jsonl: no such file")
}
