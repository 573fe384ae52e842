package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/backfire-ai/backfire-go/backfire"
)

// scanText is the report of scan for a person: each finding with its line, the span underlined.
func scanText(in scanned, paint palette) string {
	var b strings.Builder
	places := placer{text: in.text}
	for _, f := range in.findings {
		line, column := places.of(f.Span.Start)
		fmt.Fprintf(&b, "%s:%d:%d  %s  %s", in.name, line, column, paint.bad.Sprint(f.Rule), paint.dim.Sprintf("weight %d", f.Weight))
		if f.Layer != "" {
			fmt.Fprintf(&b, ", in %s", f.Layer)
		}
		if f.Validated {
			b.WriteString(", checked")
		}
		b.WriteString("\n" + excerpt(in.text, f.Span, paint))
	}
	return b.String()
}

// placer finds the lines of bytes that ascend, each line looked at once.
type placer struct {
	text       string
	line       int // breaks before at
	start, at  int // of the line that at is on
	characters int // of the line before at
}

// of returns the line and the character in it of a byte, counted from 1. The byte is not before that of the last call.
func (p *placer) of(at int) (line, column int) {
	passed := p.text[p.at:at]
	if n := strings.Count(passed, "\n"); n > 0 {
		p.line += n
		p.start = p.at + strings.LastIndexByte(passed, '\n') + 1
		p.at, p.characters = p.start, 0
	}
	p.characters += utf8.RuneCountInString(p.text[p.at:at])
	p.at = at
	return p.line + 1, p.characters + 1
}

// Bounds of an excerpt, in characters.
const (
	excerptBefore = 40
	excerptSpan   = 60
	excerptAfter  = 30
	excerptBytes  = 8 * excerptSpan // of a part of the line that are looked at
)

// excerpt shows what is around a span on its line, with the span underlined: by the terminal, or by a line of marks.
func excerpt(text string, s backfire.Span, paint palette) string {
	before := text[max(0, s.Start-excerptBytes):s.Start]
	cut := len(before) == excerptBytes
	if i := strings.LastIndexByte(before, '\n'); i >= 0 {
		before, cut = before[i+1:], false
	}
	after, _, _ := strings.Cut(text[s.End:min(len(text), s.End+excerptBytes)], "\n")
	left, middle, right := printable(before), printable(text[s.Start:s.End]), printable(after)
	if n := []rune(left); len(n) > excerptBefore || cut {
		left = "…" + string(n[max(0, len(n)-excerptBefore):])
	}
	if n := []rune(middle); len(n) > excerptSpan {
		middle = string(n[:excerptSpan/2]) + "…" + string(n[len(n)-excerptSpan/2:])
	}
	if n := []rune(right); len(n) > excerptAfter {
		right = string(n[:excerptAfter]) + "…"
	}
	if strings.HasSuffix(before, " ") && left != "" {
		left += " "
	}
	if strings.HasPrefix(after, " ") {
		right = " " + right
	}
	if paint.on {
		return fmt.Sprintf("    %s%s%s\n", left, paint.underlined.Sprint(middle), right)
	}
	marks := strings.Repeat(" ", utf8.RuneCountInString(left)) + strings.Repeat("^", max(1, utf8.RuneCountInString(middle)))
	return fmt.Sprintf("    %s%s%s\n    %s\n", left, middle, right, marks)
}

// scanned: {source, findings:[{rule, category, type, line, span, layer, weight, validated}]}.
func (w *jsonWriter) scanned(in scanned) {
	w.text("source", in.name)
	places := placer{text: in.text}
	w.array("findings", func() {
		for _, f := range in.findings {
			line, _ := places.of(f.Span.Start)
			w.Object(func() {
				w.text("rule", f.Rule)
				w.text("category", f.Category.String())
				w.maybeText("type", f.Type)
				w.int("line", line)
				w.span("span", f.Span)
				w.maybeText("layer", f.Layer)
				w.int("weight", f.Weight)
				w.bool("validated", f.Validated)
			})
		}
	})
}

// The parts of SARIF 2.1.0 (OASIS) that code scanning reads.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string    `json:"id"`
		ShortDescription sarifText `json:"shortDescription"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		ByteOffset  int `json:"byteOffset"`
		ByteLength  int `json:"byteLength"`
	}
)

// Weights from which a finding is an error, and from which a warning.
const (
	sarifError   = 80
	sarifWarning = 50
)

// sarifLevel is how severe SARIF calls a weight.
func sarifLevel(weight int) string {
	switch {
	case weight >= sarifError:
		return "error"
	case weight >= sarifWarning:
		return "warning"
	}
	return "note"
}

// sarifURI returns the URI reference of a file (RFC 3986).
func sarifURI(name string) string {
	if name == stdinName {
		return "stdin"
	}
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
	}
	return u.String()
}

// writeSARIF prints all findings as one log. It never holds what was found, which may be a secret.
func (c *cli) writeSARIF(all []scanned) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{
		Name: "backfire", Version: backfire.Version, InformationURI: "https://github.com/backfire-ai/backfire-go", Rules: []sarifRule{},
	}
	index := map[string]int{}
	for _, in := range all {
		places := placer{text: in.text}
		for _, f := range in.findings {
			if _, ok := index[f.Rule]; !ok {
				index[f.Rule] = len(run.Tool.Driver.Rules)
				run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{f.Rule, sarifText{f.Category.String()}})
			}
			line, column := places.of(f.Span.Start)
			message := f.Category.String() + ": " + f.Rule
			if f.Layer != "" {
				message += " in " + f.Layer
			}
			run.Results = append(run.Results, sarifResult{
				RuleID: f.Rule, RuleIndex: index[f.Rule], Level: sarifLevel(f.Weight), Message: sarifText{message},
				Locations: []sarifLocation{{sarifPhysical{
					Artifact: sarifArtifact{sarifURI(in.name)},
					Region:   sarifRegion{line, column, f.Span.Start, f.Span.Len()},
				}}},
			})
		}
	}
	out := json.NewEncoder(c.out)
	out.SetIndent("", "  ")
	return out.Encode(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}
