package main

import (
	"io"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

// jsonWriter writes what commands report with --json: keys in a fixed order, null where there is nothing.
type jsonWriter struct{ wire.Writer }

// writeJSON writes one object and a line feed.
func writeJSON(out io.Writer, members func(w *jsonWriter)) error {
	var w jsonWriter
	w.Object(func() { members(&w) })
	_, err := out.Write(append(w.Bytes(), '\n'))
	return err
}

func (w *jsonWriter) text(key, value string)          { w.Key(key); w.Text(value) }
func (w *jsonWriter) float(key string, value float64) { w.Key(key); w.Float(value) }
func (w *jsonWriter) int(key string, value int)       { w.Key(key); w.Int(value) }
func (w *jsonWriter) bool(key string, value bool)     { w.Key(key); w.Bool(value) }
func (w *jsonWriter) null(key string)                 { w.Key(key); w.Null() }

func (w *jsonWriter) object(key string, members func()) { w.Key(key); w.Object(members) }

func (w *jsonWriter) array(key string, elements func()) { w.Key(key); w.Array(elements) }

func (w *jsonWriter) span(key string, s backfire.Span) { w.Key(key); w.Pair(s.Start, s.End) }

// maybeText writes null for an empty text.
func (w *jsonWriter) maybeText(key, value string) {
	if value == "" {
		w.null(key)
		return
	}
	w.text(key, value)
}

// maybeSpan writes null for an empty span.
func (w *jsonWriter) maybeSpan(key string, s backfire.Span) {
	if s.Len() == 0 {
		w.null(key)
		return
	}
	w.span(key, s)
}

// guardReport: {halted, cause, rule, value, limit, claim, fact, received, released, claims:{…counts}}.
func (w *jsonWriter) guardReport(r guardReport) {
	w.bool("halted", r.Halt != nil)
	if h := r.Halt; h != nil {
		w.text("cause", string(h.Cause))
		w.text("rule", h.Rule)
		w.compared(h)
		w.object("claim", func() { w.claim(h.Claim, h.Text, r.name, r.line) })
		w.fact("fact", h.Claim.Evidence)
	} else {
		for _, key := range []string{"cause", "rule", "value", "limit", "claim", "fact"} {
			w.null(key)
		}
	}
	w.int("received", int(r.Received))
	w.int("released", int(r.Released))
	w.object("claims", func() {
		w.int("supported", r.Supported)
		w.int("contradicted", r.Contradicted)
		w.int("unknown", r.Unknown)
		w.int("unjudged", r.Unjudged)
	})
}

// compared writes the numbers of a halt on scores.
func (w *jsonWriter) compared(h *backfire.HaltError) {
	if h.Cause != backfire.CauseScore {
		w.null("value")
		w.null("limit")
		return
	}
	w.float("value", h.Value)
	w.float("limit", h.Limit)
}

// claim: {text, source, line, span, focus, verdict, reason, support, score, unjudged}.
func (w *jsonWriter) claim(c backfire.Claim, text, source string, line int) {
	w.text("text", text)
	w.text("source", source)
	w.int("line", line)
	w.span("span", c.Span)
	w.maybeSpan("focus", c.Focus)
	w.text("verdict", c.Verdict.String())
	w.text("reason", c.Reason.String())
	w.float("support", c.Support)
	w.float("score", c.Score)
	w.maybeText("unjudged", string(c.Unjudged))
}

// fact: {id, text, source, line, span, focus}: the deciding sentence; span is in source, focus in bytes of text.
func (w *jsonWriter) fact(key string, e backfire.Evidence) {
	if !e.Found() {
		w.null(key)
		return
	}
	w.object(key, func() {
		w.text("id", e.Fact.ID)
		w.text("text", e.Text())
		w.maybeText("source", e.Fact.Source)
		if e.Fact.Source == "" {
			w.null("line")
			w.span("span", e.Span)
		} else {
			w.int("line", e.Line())
			w.span("span", e.FileSpan())
		}
		focus := e.Focus
		if focus.Len() > 0 {
			focus.Start -= e.Span.Start
			focus.End -= e.Span.Start
		}
		w.maybeSpan("focus", focus)
	})
}
