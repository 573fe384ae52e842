package main

import (
	"maps"
	"slices"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/eval"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/metric"
)

// groundingRow: {id, label, verdict, support}.
func (w *jsonWriter) groundingRow(row *eval.GroundingRow) {
	w.Key("id")
	w.Raw(row.ID)
	w.int("label", labelOf(row.Supported))
	w.text("verdict", row.Verdict.String())
	w.float("support", row.Support)
}

func labelOf(supported bool) int {
	if supported {
		return 1
	}
	return 0
}

// haltRow: {id, label, halted, start, reason}.
func (w *jsonWriter) haltRow(row *eval.HaltRow) {
	w.Key("id")
	w.Raw(row.ID)
	if row.Contradicted {
		w.text("label", "contradicted")
	} else {
		w.text("label", "clean")
	}
	w.bool("halted", row.Halted)
	if !row.Halted {
		w.null("start")
		w.null("reason")
		return
	}
	w.int("start", row.Claim.Start)
	w.text("reason", row.Reason)
}

// groundingReport: {task, file, …figures, groups:[{key, value, …figures}]}.
func (w *jsonWriter) groundingReport(file string, rows []eval.GroundingRow) {
	w.text("task", "grounding")
	w.text("file", file)
	w.groundingFigures(eval.SumGrounding(rows))
	w.array("groups", func() {
		for _, g := range eval.Groups(rows) {
			w.Object(func() {
				w.text("key", g.Key)
				w.text("value", g.Value)
				w.groundingFigures(eval.SumGrounding(g.Rows))
			})
		}
	})
}

// groundingFigures: {rows, supported, auroc, best, default, verdicts:{supported:{"1","0"}, …}}; auroc, best and default
// are null where rows have one label only.
func (w *jsonWriter) groundingFigures(f eval.GroundingFigures) {
	w.int("rows", f.Rows)
	w.int("supported", f.Supported)
	if f.TwoClasses {
		w.float("auroc", f.AUROC)
		w.balanced("best", f.Best)
		w.balanced("default", f.Default)
	} else {
		w.null("auroc")
		w.null("best")
		w.null("default")
	}
	w.object("verdicts", func() {
		for _, v := range eval.Verdicts {
			w.object(v.String(), func() {
				w.int("1", f.Counts[v][1])
				w.int("0", f.Counts[v][0])
			})
		}
	})
}

func (w *jsonWriter) balanced(key string, b metric.Balanced) {
	w.object(key, func() {
		w.float("threshold", b.Threshold)
		w.float("balanced_accuracy", b.Accuracy)
	})
}

// haltReport: {task, file, …figures, groups:[{key, value, …figures}]}.
func (w *jsonWriter) haltReport(file string, rows []eval.HaltRow) {
	w.text("task", "halt")
	w.text("file", file)
	w.haltFigures(eval.SumHalt(rows))
	w.array("groups", func() {
		for _, g := range eval.Groups(rows) {
			w.Object(func() {
				w.text("key", g.Key)
				w.text("value", g.Value)
				w.haltFigures(eval.SumHalt(g.Rows))
			})
		}
	})
}

// haltFigures: {rows, contradicted, precision, recall, false_halt_rate, right_sentence}.
func (w *jsonWriter) haltFigures(f eval.HaltFigures) {
	w.int("rows", f.Rows)
	w.int("contradicted", f.Contradicted)
	w.proportion("precision", f.Precision)
	w.proportion("recall", f.Recall)
	w.proportion("false_halt_rate", f.FalseHalts)
	w.proportion("right_sentence", f.RightSentence)
}

// proportion: {value, count, total, low, high}; value is null where nothing was counted.
func (w *jsonWriter) proportion(key string, p metric.Proportion) {
	w.object(key, func() {
		if value, ok := p.Value(); ok {
			w.float("value", value)
		} else {
			w.null("value")
		}
		w.int("count", p.Count)
		w.int("total", p.Total)
		low, high := p.Wilson()
		w.float("low", low)
		w.float("high", high)
	})
}

// piiRow: {id, findings:[{start, end, type}]}.
func (w *jsonWriter) piiRow(row *eval.PIIRow) {
	w.Key("id")
	w.Raw(row.ID)
	w.array("findings", func() {
		for _, f := range row.Found {
			w.Object(func() {
				w.int("start", f.Start)
				w.int("end", f.End)
				w.text("type", f.Type)
			})
		}
	})
}

// piiReport: {task, file, rows, types:[{type, labelled, findings, precision, recall, f1}], unlabelled:{type: findings}}.
func (w *jsonWriter) piiReport(file string, rows []eval.PIIRow) {
	figures, unlabelled := eval.SumPII(rows)
	w.text("task", "pii")
	w.text("file", file)
	w.int("rows", len(rows))
	w.array("types", func() {
		for _, f := range figures {
			w.Object(func() {
				w.text("type", f.Type)
				w.int("labelled", f.Labelled)
				w.int("findings", f.Findings)
				w.float("precision", f.Precision)
				w.float("recall", f.Recall)
				w.float("f1", f.F1)
			})
		}
	})
	w.object("unlabelled", func() {
		for _, name := range slices.Sorted(maps.Keys(unlabelled)) {
			w.int(name, unlabelled[name])
		}
	})
}

// injectionRow: {id, label, source, score, detected}.
func (w *jsonWriter) injectionRow(row *eval.InjectionRow) {
	w.Key("id")
	w.Raw(row.ID)
	w.int("label", labelOf(row.Attack))
	w.maybeText("source", row.Source())
	w.float("score", row.Score)
	w.bool("detected", row.Detected)
}

// injectionReport: {task, file, …figures, groups:[{key, value, …figures}]}.
func (w *jsonWriter) injectionReport(file string, rows []eval.InjectionRow) {
	w.text("task", "injection")
	w.text("file", file)
	w.injectionFigures(eval.SumInjection(rows))
	w.array("groups", func() {
		for _, g := range eval.Groups(rows) {
			w.Object(func() {
				w.text("key", g.Key)
				w.text("value", g.Value)
				w.injectionFigures(eval.SumInjection(g.Rows))
			})
		}
	})
}

// injectionFigures: {rows, attacks, caught, benign, left_alone, auroc}; auroc is null where rows have one label only.
func (w *jsonWriter) injectionFigures(f eval.InjectionFigures) {
	w.int("rows", f.Right.Total)
	w.int("attacks", f.Caught.Total)
	w.int("caught", f.Caught.Count)
	w.int("benign", f.LeftAlone.Total)
	w.int("left_alone", f.LeftAlone.Count)
	if !f.TwoClasses {
		w.null("auroc")
		return
	}
	w.float("auroc", f.AUROC)
}
