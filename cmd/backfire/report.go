package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/backfire-ai/backfire-go/backfire"
)

// ruleText says in words what each rule found.
var ruleText = map[string]string{
	"number":      "another number in the same place",
	"unit":        "the same number in another unit",
	"date":        "another date in the same place",
	"negation":    "one denies what the other states",
	"antonym":     "the opposite word in the same place",
	"entity":      "another name in the same place",
	"unsupported": "no fact bears the claim out, and the policy is strict",
	"hard_limit":  "the claim's score is below the policy's hard limit",
	"window_mean": "the mean score of the last claims is below the policy's threshold",
	"trend":       "the scores of the last claims fall by more than the policy allows",
	"hold_bytes":  "the claim is longer than the policy lets it be held",
	"hold_time":   "the claim was held for longer than the policy allows",
}

// rule returns a rule's name and what it means.
func rule(name string) string {
	if text, ok := ruleText[name]; ok {
		return name + ": " + text
	}
	return name
}

// haltText is the report on a halt for a person.
func haltText(r guardReport, paint palette) string {
	h := r.Halt
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s of the answer had left\n", paint.bad.Sprint("HALTED"), bytesText(h.Released))
	writeClaim(&b, paint, h.Claim, h.Text, position(r.name, r.line, h.Claim.Span))
	row(&b, "rule", rule(h.Rule))
	if h.Cause == backfire.CauseScore {
		row(&b, "compared", score(h.Value)+" with "+score(h.Limit))
	}
	if h.Claim.Unjudged == backfire.BoundNone {
		row(&b, "support", score(h.Claim.Support)+"   score "+score(h.Claim.Score))
	}
	return b.String()
}

// writeClaim writes a claim and its evidence, with the words that differ.
func writeClaim(b *strings.Builder, paint palette, c backfire.Claim, text, where string) {
	row(b, "claim", paint.dim.Sprint(where))
	row(b, "", paint.bad.Sprint(printable(text)))
	if !c.Evidence.Found() {
		return
	}
	row(b, "fact", paint.dim.Sprint(factPosition(c.Evidence)))
	row(b, "", paint.good.Sprint(printable(c.Evidence.Text())))
	if c.Focus.Len() == 0 || c.Evidence.Focus.Len() == 0 {
		return
	}
	said := text[c.Focus.Start-c.Span.Start : c.Focus.End-c.Span.Start]
	known := c.Evidence.Fact.Text[c.Evidence.Focus.Start:c.Evidence.Focus.End]
	row(b, "differs", fmt.Sprintf("%s against %s", paint.strong.Sprint(quote(said)), paint.strong.Sprint(quote(known))))
}

// row writes one line of a report.
func row(b *strings.Builder, label, text string) { fmt.Fprintf(b, "  %-8s %s\n", label, text) }

func quote(text string) string { return "“" + printable(text) + "”" }

// position is file:line and bytes.
func position(name string, line int, s backfire.Span) string {
	return fmt.Sprintf("%s:%d [%d,%d)", printable(name), line, s.Start, s.End)
}

// factPosition says where the evidence is: in its file, or else in the fact.
func factPosition(e backfire.Evidence) string {
	if e.Fact.Source == "" {
		return fmt.Sprintf("%s [%d,%d)", printable(e.Fact.ID), e.Span.Start, e.Span.End)
	}
	return fmt.Sprintf("%s  id %s", position(e.Fact.Source, e.Line(), e.FileSpan()), printable(e.Fact.ID))
}

// score rounds a figure for a person; JSON has it whole.
func score(f float64) string { return strconv.FormatFloat(f, 'f', 3, 64) }

func bytesText(n int64) string {
	if n == 1 {
		return "1 byte"
	}
	return strconv.FormatInt(n, 10) + " bytes"
}
