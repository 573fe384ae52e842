package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/gate"
)

var closed = &gate.Report{
	Commit: "abc", Contract: 1, Manifest: "0123",
	Rows: []gate.Row{
		{Name: "Packaging", State: gate.Go, Evidence: []string{"a library"}},
		{Name: "Semantics", State: gate.NoGo, Evidence: []string{"Go passes"}, Problem: "Rust differs\nhere"},
		{Name: "Proofs", State: gate.Pending, Problem: "not built yet"},
	},
	Split: gate.Split{Why: "0 of 2 releases", Steps: []gate.Step{{Name: "first", State: "pending"}}},
}

func TestGateTable(t *testing.T) {
	assert.Equal(t, `commit abc, contract 1, vectors sha256:0123

Packaging    GO
  a library
Semantics    NO-GO
  Go passes
  ! Rust differs
  ! here
  how to mend it: backfire doctor --gate --explain "Semantics"
Proofs       PENDING
  ! not built yet

May kernel/ and formal/ become repositories of their own? not yet: 0 of 2 releases
  1. pending  first
`, gateTable(closed, newPalette(false)))
}

func TestGateInJSON(t *testing.T) {
	var out bytes.Buffer
	assert.NoError(t, writeJSON(&out, func(w *jsonWriter) { w.gate(closed) }))
	assert.JSONEq(t, `{"ok":false,"commit":"abc","contract":1,"vectors":"0123","rows":[
		{"name":"Packaging","state":"go","evidence":["a library"],"problem":null},
		{"name":"Semantics","state":"no-go","evidence":["Go passes"],"problem":"Rust differs\nhere"},
		{"name":"Proofs","state":"pending","evidence":[],"problem":"not built yet"}],
		"split":{"allowed":false,"why":"0 of 2 releases","steps":[{"name":"first","state":"pending"}]}}`, out.String())
}

func TestGateExplains(t *testing.T) {
	got := runCommand(t, "", "doctor", "--gate", "--explain", "packaging")
	assert.Equal(t, exitDone, got.code)
	assert.Contains(t, got.out, "build.rs-wrapper.sh")

	got = runCommand(t, "", "doctor", "--explain", "nothing")
	assert.Equal(t, exitUsage, got.code)
	assert.Contains(t, got.stderr, `no row "nothing"`)
}
