package main

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// version is that of the files' format.
const version = 1

// vector is one input of a kernel function, as the sources give it.
type vector struct {
	name  string   // what the answer pins
	in    object   // as `backfire call` takes it
	shows []string // JSON that the answer must contain: the promise of the name
}

// suite is the vectors of one function: one file.
type suite struct {
	function string
	cases    []answeredCase
	promises [][]string // by case: vector.shows
}

// answeredCase is one line of a file. Either Out or Err is there.
type answeredCase struct {
	Name string          `json:"name"`
	In   json.RawMessage `json:"in"`
	Out  json.RawMessage `json:"out,omitempty"`
	Err  *callError      `json:"err,omitempty"`
}

type callError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e *callError) Error() string { return e.Code + ": " + e.Message }

// answer returns the JSON of Out or Err.
func (c *answeredCase) answer() string {
	if c.Err == nil {
		return string(c.Out)
	}
	return string(encode(object{{"code", c.Err.Code}, {"message", c.Err.Message}}))
}

// sources returns all suites, unanswered, in alphabetical order. Names and inputs are unique within a suite.
func sources() ([]suite, error) {
	var suites []suite
	for _, source := range []struct {
		function string
		vectors  []vector
	}{
		{"alive", aliveVectors()},
		{"analyze", analyzeVectors()},
		{"bm25", bm25Vectors()},
		{"coherence", coherenceVectors()},
		{"confidence", confidenceVectors()},
		{"divergence", divergenceVectors()},
		{"fold", foldVectors()},
		{"ground", groundVectors()},
		{"halt", haltVectors()},
		{"hash", hashVectors()},
		{"index", indexVectors()},
		{"index_load", indexLoadVectors()},
		{"injection_score", injectionScoreVectors()},
		{"injection_verdict", injectionVerdictVectors()},
		{"review", reviewVectors()},
		{"scan", scanVectors()},
		{"segment", append(segmentVectors(), unicodeSegment()...)},
		{"signals", signalsVectors()},
		{"skeleton", skeletonVectors()},
		{"softmax", softmaxVectors()},
		{"stem", stemVectors()},
		{"terms", termsVectors()},
		{"validate", validateVectors()},
	} {
		s, err := newSuite(source.function, source.vectors)
		if err != nil {
			return nil, err
		}
		suites = append(suites, s)
	}
	return suites, nil
}

func newSuite(function string, vectors []vector) (suite, error) {
	s := suite{function: function}
	names, inputs := map[string]bool{}, map[string]string{}
	for _, v := range vectors {
		in := encode(v.in)
		switch other, repeated := inputs[string(in)]; {
		case names[v.name]:
			return s, fmt.Errorf("%s: two vectors are named %q", function, v.name)
		case repeated:
			return s, fmt.Errorf("%s: %q and %q have the same input %s", function, other, v.name, in)
		}
		names[v.name], inputs[string(in)] = true, v.name
		s.cases = append(s.cases, answeredCase{Name: v.name, In: in})
		s.promises = append(s.promises, v.shows)
	}
	return s, nil
}

// unmet returns an error for each promise that an answer does not keep.
func unmet(suites []suite) []error {
	var errs []error
	for i := range suites {
		s := &suites[i]
		for j := range s.cases {
			answer := []byte(s.cases[j].answer())
			for _, want := range s.promises[j] {
				if !bytes.Contains(answer, []byte(want)) {
					errs = append(errs, fmt.Errorf("%s, %q:\n  in   %s\n  gave %s\n  want %s", s.function, s.cases[j].Name, s.cases[j].In, answer, want))
				}
			}
		}
	}
	return errs
}
