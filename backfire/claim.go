package backfire

import (
	"strings"
)

// Claim is one claim of an answer and what was decided of it.
type Claim struct {
	Span     Span      // the claim without white space around it, in bytes of the answer
	Verdict  Verdict   // Unknown for a claim that was not judged
	Reason   Reason    // the rule that decided
	Support  float64   // how much of the claim its evidence says, in [0,1]
	Score    float64   // coherence, in [0,1]: see Policy.Coherence
	Focus    Span      // the words that decided, in bytes of the answer; empty when no single words did
	Evidence Evidence  // zero when no fact comes near the claim
	Unjudged Bound     // the bound that ended the claim before it could be judged; BoundNone for a judged claim
	NLIErr   *NLIError // why the hook's answer is missing from Score; nil when it answered or was not asked
}

// Evidence is the place in a fact by which a claim was decided.
type Evidence struct {
	Fact  Fact
	Span  Span // the deciding sentence, in bytes of Fact.Text
	Focus Span // the deciding words, in bytes of Fact.Text; empty when no single words did
}

// Found reports whether there is any evidence at all.
func (e Evidence) Found() bool { return e.Fact.ID != "" }

// Text returns the deciding sentence.
func (e Evidence) Text() string { return e.Fact.Text[e.Span.Start:e.Span.End] }

// Line returns the line of Fact.Source, counted from 1, on which the deciding sentence starts, and 0 for a fact that was
// not loaded from a file.
func (e Evidence) Line() int {
	if e.Fact.Line == 0 || !e.Fact.verbatim() {
		return e.Fact.Line
	}
	return e.Fact.Line + strings.Count(e.Fact.Text[:e.Span.Start], "\n")
}

// FileSpan returns the deciding sentence in bytes of the file Fact.Source. Where the file holds the fact in another form
// (a JSON string) it is the span of that whole line; for a fact that was not loaded from a file it is empty.
func (e Evidence) FileSpan() Span {
	if !e.Fact.verbatim() {
		return e.Fact.Span
	}
	return Span{Start: e.Fact.Span.Start + e.Span.Start, End: e.Fact.Span.Start + e.Span.End}
}
