package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/eval"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/metric"
)

// groundingText is the report of eval grounding for a person.
func groundingText(file string, rows []eval.GroundingRow) string {
	f := eval.SumGrounding(rows)
	var b strings.Builder
	fmt.Fprintf(&b, "grounding of %s: %d rows, %d supported\n", file, f.Rows, f.Supported)
	if f.TwoClasses {
		fmt.Fprintf(&b, "  AUROC of support          %s\n", score(f.AUROC))
		fmt.Fprintf(&b, "  best balanced accuracy    %s at support ≥ %s\n", score(f.Best.Accuracy), score(f.Best.Threshold))
		fmt.Fprintf(&b, "  balanced accuracy         %s at support ≥ %s, the default\n", score(f.Default.Accuracy), score(f.Default.Threshold))
	}
	fmt.Fprintf(&b, "  %-14s %9s %9s\n", "verdict", "label 1", "label 0")
	for _, v := range eval.Verdicts {
		fmt.Fprintf(&b, "  %-14s %9d %9d\n", v, f.Counts[v][1], f.Counts[v][0])
	}
	groups := eval.Groups(rows)
	if len(groups) > 0 {
		fmt.Fprintf(&b, "\n  %-32s %6s %7s %10s %13s %8s\n", "", "rows", "AUROC", "supported", "contradicted", "unknown")
	}
	for _, g := range groups {
		f := eval.SumGrounding(g.Rows)
		area := "–"
		if f.TwoClasses {
			area = score(f.AUROC)
		}
		fmt.Fprintf(&b, "  %-32s %6d %7s", g.Key+" "+printable(g.Value), f.Rows, area)
		for i, v := range eval.Verdicts {
			fmt.Fprintf(&b, " %*d", []int{10, 13, 8}[i], f.Counts[v][0]+f.Counts[v][1])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// haltFiguresText is the report of eval halt for a person.
func haltFiguresText(file string, rows []eval.HaltRow) string {
	f := eval.SumHalt(rows)
	var b strings.Builder
	fmt.Fprintf(&b, "halt on %s: %d rows, %d contradicted\n", file, f.Rows, f.Contradicted)
	for _, line := range []struct {
		name string
		p    metric.Proportion
	}{
		{"precision", f.Precision}, {"recall", f.Recall}, {"false-halt rate", f.FalseHalts}, {"right sentence", f.RightSentence},
	} {
		fmt.Fprintf(&b, "  %-16s %s\n", line.name, proportionText(line.p))
	}
	groups := eval.Groups(rows)
	if len(groups) > 0 {
		fmt.Fprintf(&b, "\n  %-32s %6s %16s %16s %16s\n", "", "rows", "recall", "right sentence", "false halts")
	}
	for _, g := range groups {
		f := eval.SumHalt(g.Rows)
		fmt.Fprintf(&b, "  %-32s %6d %16s %16s %16s\n", g.Key+" "+printable(g.Value), f.Rows,
			shareText(f.Recall), shareText(f.RightSentence), shareText(f.FalseHalts))
	}
	return b.String()
}

// proportionText is a share with its interval, in percent.
func proportionText(p metric.Proportion) string {
	share, ok := p.Value()
	if !ok {
		return "–  (none to count)"
	}
	low, high := p.Wilson()
	return fmt.Sprintf("%6.2f %%  (%d of %d; 95 %%: %.2f to %.2f)", 100*share, p.Count, p.Total, 100*low, 100*high)
}

// shareText is a share with its counts.
func shareText(p metric.Proportion) string {
	share, ok := p.Value()
	if !ok {
		return "–"
	}
	return fmt.Sprintf("%.1f %% of %d", 100*share, p.Total)
}

// piiText is the report of eval pii for a person.
func piiText(file string, rows []eval.PIIRow) string {
	figures, unlabelled := eval.SumPII(rows)
	var b strings.Builder
	fmt.Fprintf(&b, "personal data in %s: %d rows\n", file, len(rows))
	fmt.Fprintf(&b, "  %-24s %9s %9s %10s %8s %7s\n", "type", "labelled", "findings", "precision", "recall", "F1")
	for _, f := range figures {
		fmt.Fprintf(&b, "  %-24s %9d %9d %10s %8s %7s\n", printable(f.Type), f.Labelled, f.Findings, score(f.Precision), score(f.Recall), score(f.F1))
	}
	for _, name := range slices.Sorted(maps.Keys(unlabelled)) {
		fmt.Fprintf(&b, "  %-24s %9s %9d   not labelled in this file\n", name, "–", unlabelled[name])
	}
	return b.String()
}

// injectionText is the report of eval injection for a person.
func injectionText(file string, rows []eval.InjectionRow) string {
	f := eval.SumInjection(rows)
	var b strings.Builder
	fmt.Fprintf(&b, "injection in %s: %d rows, %d attacks\n", file, len(rows), f.Caught.Total)
	fmt.Fprintf(&b, "  %-22s %s\n  %-22s %s\n  %-22s %s\n", "attacks caught", proportionText(f.Caught),
		"benign left alone", proportionText(f.LeftAlone), "right", proportionText(f.Right))
	if f.TwoClasses {
		fmt.Fprintf(&b, "  %-22s %s\n", "AUROC of the score", score(f.AUROC))
	}
	groups := eval.Groups(rows)
	if len(groups) > 0 {
		fmt.Fprintf(&b, "\n  %-60s %6s %18s %18s\n", "", "rows", "caught", "left alone")
	}
	for _, g := range groups {
		f := eval.SumInjection(g.Rows)
		fmt.Fprintf(&b, "  %-60s %6d %18s %18s\n", g.Key+" "+printable(g.Value), len(g.Rows), shareText(f.Caught), shareText(f.LeftAlone))
	}
	return b.String()
}
