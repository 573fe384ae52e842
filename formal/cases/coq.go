package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// perDefinition is how many cases go into one definition: Coq reads many short ones faster than a long one.
const perDefinition = 50

// file returns the Coq file of a suite.
func (s *suite) file() string {
	var b strings.Builder
	b.WriteString("From Coq Require Import Uint63 List NArith ZArith Floats String.\n")
	b.WriteString("From Backfire Require Import Bytes Halt Binary64 Version Gate Replay.\nImport ListNotations.\n" + s.scope)
	var parts []string
	for i := 0; i < len(s.cases); i += perDefinition {
		part := fmt.Sprintf("part%d", i/perDefinition)
		parts = append(parts, part)
		fmt.Fprintf(&b, "Definition %s : list (string * %s) := [\n", part, s.of)
		for j, c := range s.cases[i:min(i+perDefinition, len(s.cases))] {
			if j > 0 {
				b.WriteString(";\n")
			}
			fmt.Fprintf(&b, "(%s, %s)", coqString(c.name), c.term)
		}
		b.WriteString("].\n")
	}
	fmt.Fprintf(&b, "Eval vm_compute in differ %s_agrees (%s).\n", s.of, strings.Join(parts, " ++ "))
	return b.String()
}

func coqString(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"%string` }

func coqBool(b bool) string { return strconv.FormatBool(b) }

// coqFloat writes a float exactly.
func coqFloat(x float64) string {
	switch {
	case math.IsNaN(x):
		return "nan"
	case math.IsInf(x, 1):
		return "infinity"
	case math.IsInf(x, -1):
		return "neg_infinity"
	case x == 0 && math.Signbit(x):
		return "neg_zero"
	}
	return "(" + strconv.FormatFloat(x, 'x', -1, 64) + ")%float"
}

func coqSome(term string, there bool) string {
	if !there {
		return "None"
	}
	return "(Some " + term + ")"
}

func coqList[T any](items []T, term func(T) string) string {
	terms := make([]string, len(items))
	for i, item := range items {
		terms[i] = term(item)
	}
	return "[" + strings.Join(terms, ";") + "]"
}

// coqBytes writes a text as its bytes.
func coqBytes(s string) string {
	if s == "" {
		return "[]"
	}
	return coqList([]byte(s), func(b byte) string { return strconv.Itoa(int(b)) }) + "%N"
}
