package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/gate"
)

// errGateClosed is a row that is no go; which one is already printed.
var errGateClosed = errors.New("the gate is closed")

// gating is doctor's flags of the gate.
type gating struct {
	on       bool
	explain  string
	fuzzTime time.Duration
}

// runGate decides whether a release may be made of the checkout around the working directory.
func (c *cli) runGate(ctx context.Context, g gating, asJSON bool) error {
	report, err := gate.Run(ctx, gate.Options{Dir: ".", FuzzTime: g.fuzzTime, Progress: c.err})
	if err != nil {
		return err
	}
	if asJSON {
		err = writeJSON(c.out, func(w *jsonWriter) { w.gate(report) })
	} else {
		_, err = fmt.Fprint(c.out, gateTable(report, paletteFor(c.out)))
	}
	if err == nil && !report.OK() {
		err = errGateClosed
	}
	return err
}

// gateTable prints a report for people.
func gateTable(r *gate.Report, paint palette) string {
	var b strings.Builder
	fmt.Fprintf(&b, "commit %s, contract %d, vectors sha256:%s\n\n", r.Commit, r.Contract, r.Manifest)
	for _, row := range r.Rows {
		state := strings.ToUpper(string(row.State))
		if row.State == gate.Go {
			state = paint.good.Sprint(state)
		} else {
			state = paint.bad.Sprint(state)
		}
		fmt.Fprintf(&b, "%-12s %s\n", row.Name, state)
		for _, line := range row.Evidence {
			fmt.Fprintf(&b, "  %s\n", line)
		}
		for line := range strings.Lines(row.Problem) {
			fmt.Fprintf(&b, "  ! %s\n", strings.TrimRight(line, "\n"))
		}
		if row.State == gate.NoGo {
			fmt.Fprintf(&b, "  how to mend it: backfire doctor --gate --explain %q\n", row.Name)
		}
	}
	verdict := "not yet"
	if r.Split.Allowed {
		verdict = "yes"
	}
	fmt.Fprintf(&b, "\nMay kernel/ and formal/ become repositories of their own? %s: %s\n", verdict, r.Split.Why)
	for i, step := range r.Split.Steps {
		fmt.Fprintf(&b, "  %d. %-8s %s\n", i+1, step.State, step.Name)
	}
	return b.String()
}

// gate: {ok, commit, contract, vectors, rows:[{name, state, evidence, problem}], split:{allowed, why, steps:[{name, state}]}}.
// vectors is the SHA-256 of their manifest; problem is null where there is none.
func (w *jsonWriter) gate(r *gate.Report) {
	w.bool("ok", r.OK())
	w.text("commit", r.Commit)
	w.int("contract", r.Contract)
	w.text("vectors", r.Manifest)
	w.array("rows", func() {
		for _, row := range r.Rows {
			w.Object(func() {
				w.text("name", row.Name)
				w.text("state", string(row.State))
				w.array("evidence", func() {
					for _, line := range row.Evidence {
						w.Text(line)
					}
				})
				w.maybeText("problem", row.Problem)
			})
		}
	})
	w.object("split", func() {
		w.bool("allowed", r.Split.Allowed)
		w.text("why", r.Split.Why)
		w.array("steps", func() {
			for _, step := range r.Split.Steps {
				w.Object(func() {
					w.text("name", step.Name)
					w.text("state", step.State)
				})
			}
		})
	})
}
