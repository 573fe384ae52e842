// Package tables carries the compiled tables that every kernel is opened with: Unicode classes and foldings, word
// weights, lexicons, units and antonyms. They are compiled from contract/lexicon by contract/gen; contract/SPEC.md
// describes the format.
package tables

import _ "embed"

//go:generate go run ../gen

// compiled is a string, so that nobody can change it.
//
//go:embed tables.bin
var compiled string

// Blob returns the compiled tables. Each call returns a fresh copy, which the caller may keep and change without
// affecting others; keep the copy rather than asking again, it is some megabytes. Blob is safe for concurrent use.
func Blob() []byte { return []byte(compiled) }
