package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/eval"
)

// evalRun is one run of eval: what the flags say.
type evalRun struct {
	data, out string
	asJSON    bool
}

func (c *cli) eval() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval TASK",
		Short: "Measure backfire on a labelled file",
		Long: `eval runs a labelled JSON Lines file through backfire and prints figures that anyone with the file can reproduce. Keys
that a task does not know are ignored; where rows have a "kind" or a "source", figures are also broken down by it.`,
		Example: `  backfire eval grounding --data pairs.jsonl
  backfire eval halt --data answers.jsonl --json --out rows.jsonl`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return &usageError{"want a task: grounding, halt, injection or pii"}
		},
	}
	cmd.AddCommand(c.evalGrounding(), c.evalHalt(), c.evalInjection(), c.evalPII())
	return cmd
}

func (e *evalRun) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&e.data, "data", "d", "", "labelled file in JSON Lines")
	cmd.Flags().StringVarP(&e.out, "out", "o", "", "write a line a row to this file")
	cmd.Flags().BoolVar(&e.asJSON, "json", false, "print JSON")
	if err := cmd.MarkFlagRequired("data"); err != nil {
		panic(err) // the flag was defined three lines above
	}
}

func (c *cli) evalGrounding() *cobra.Command {
	var e evalRun
	cmd := &cobra.Command{
		Use:   "grounding --data FILE",
		Short: "How well support tells supported claims from others",
		Long: `grounding reads rows {context, claim, label}, label 1 for a supported claim and 0 for any other, and judges each claim
against its context as one fact. It prints the area under the ROC curve of support (ties by mid-rank), the best balanced
accuracy and that at the kernel's own threshold, and the verdicts by label.

--out writes {id, label, verdict, support}; a row without an id is named by its line number.`,
		Example: `  backfire eval grounding --data pairs.jsonl`,
		Args:    cobra.NoArgs,
	}
	e.addFlags(cmd)
	cmd.RunE = c.begin(func(cmd *cobra.Command, _ []string) error {
		rows, err := measure(cmd.Context(), c, e, eval.Grounding)
		if err != nil {
			return err
		}
		if err := writeRows(e.out, rows, (*jsonWriter).groundingRow); err != nil {
			return err
		}
		if e.asJSON {
			return writeJSON(c.out, func(w *jsonWriter) { w.groundingReport(e.data, rows) })
		}
		_, err = fmt.Fprint(c.out, groundingText(e.data, rows))
		return err
	})
	return cmd
}

func (c *cli) evalHalt() *cobra.Command {
	var e evalRun
	cmd := &cobra.Command{
		Use:   "halt --data FILE",
		Short: "How surely a stream halts, and where",
		Long: `halt reads rows {facts, answer, label, sentence?}, label "clean" or "contradicted", and guards each answer with the
default policy. facts holds texts or {id, text}; sentence is the number of the false sentence, counted from 0, or its
text; a row may also give its byte offset as start, which is surer. It prints precision, recall, the false-halt rate and
the share of contradicted answers halted at the false sentence, each with a Wilson 95 % interval.

--out writes {id, label, halted, start, reason}: start is the byte offset in the answer of the claim that halted; start
and reason are null for an answer that was not halted.`,
		Example: `  backfire eval halt --data answers.jsonl --out rows.jsonl`,
		Args:    cobra.NoArgs,
	}
	e.addFlags(cmd)
	cmd.RunE = c.begin(func(cmd *cobra.Command, _ []string) error {
		rows, err := measure(cmd.Context(), c, e, eval.Halt)
		if err != nil {
			return err
		}
		if err := writeRows(e.out, rows, (*jsonWriter).haltRow); err != nil {
			return err
		}
		if e.asJSON {
			return writeJSON(c.out, func(w *jsonWriter) { w.haltReport(e.data, rows) })
		}
		_, err = fmt.Fprint(c.out, haltFiguresText(e.data, rows))
		return err
	})
	return cmd
}

func (c *cli) evalInjection() *cobra.Command {
	var e evalRun
	var mode, sensitivity string
	cmd := &cobra.Command{
		Use:   "injection --data FILE",
		Short: "How surely attacks on a model are told from what is harmless",
		Long: `injection reads rows {text, label, source?}, label 1 for an attack and 0 for anything else, and scans each text. A row is
detected if a rule for attacks of weight 75 and more matches or the model for the mode is sure enough. It prints how many attacks were caught and how many harmless
texts left alone, each with a Wilson 95 % interval, and the area under the ROC curve of the score.

--out writes {id, label, source, score, detected}.`,
		Example: `  backfire eval injection --mode document --data pages.jsonl`,
		Args:    cobra.NoArgs,
	}
	e.addFlags(cmd)
	cmd.Flags().StringVarP(&mode, "mode", "m", "prompt", "what the texts are: prompt, document or output")
	cmd.Flags().StringVar(&sensitivity, "sensitivity", "balanced", sensitivityHelp)
	cmd.RunE = c.begin(func(cmd *cobra.Command, _ []string) error {
		as, err := scanMode(mode)
		if err != nil {
			return err
		}
		asked, err := sensitivityOf(sensitivity)
		if err != nil {
			return err
		}
		rows, err := measure(cmd.Context(), c, e, eval.Injection(as, asked))
		if err != nil {
			return err
		}
		if err := writeRows(e.out, rows, (*jsonWriter).injectionRow); err != nil {
			return err
		}
		if e.asJSON {
			return writeJSON(c.out, func(w *jsonWriter) { w.injectionReport(e.data, rows) })
		}
		_, err = fmt.Fprint(c.out, injectionText(e.data, rows))
		return err
	})
	return cmd
}

func (c *cli) evalPII() *cobra.Command {
	var e evalRun
	cmd := &cobra.Command{
		Use:   "pii --data FILE",
		Short: "How surely personal data and secrets are found",
		Long: `pii reads rows {text, spans:[{start, end, type}]}, offsets in characters, and scans each text. It prints precision, recall
and F1 of each type that the file labels: a span is found if a finding of its type overlaps it, and a finding is right if a
labelled span of its type does. Types that the file does not label are only counted. Links and domains are called
DOMAIN_NAME and dates of birth DATE_TIME, as in presidio-research's corpora, unless the file labels URL or DATE_OF_BIRTH.

--out writes {id, findings:[{start, end, type}]}.`,
		Example: `  backfire eval pii --data texts.jsonl`,
		Args:    cobra.NoArgs,
	}
	e.addFlags(cmd)
	cmd.RunE = c.begin(func(cmd *cobra.Command, _ []string) error {
		rows, err := measure(cmd.Context(), c, e, eval.PII)
		if err != nil {
			return err
		}
		if err := writeRows(e.out, rows, (*jsonWriter).piiRow); err != nil {
			return err
		}
		if e.asJSON {
			return writeJSON(c.out, func(w *jsonWriter) { w.piiReport(e.data, rows) })
		}
		_, err = fmt.Fprint(c.out, piiText(e.data, rows))
		return err
	})
	return cmd
}

// measure runs a task over the data, with a count on stderr while a person watches.
func measure[R any](ctx context.Context, c *cli, e evalRun, task func(context.Context, eval.Source, func()) ([]R, error)) ([]R, error) {
	if sameFile(e.data, e.out) {
		return nil, fmt.Errorf("--out %s is the data itself: name another file", e.out)
	}
	in, name, err := c.open([]string{e.data})
	if err != nil {
		return nil, err
	}
	defer in.Close()
	done := func() {}
	if isTerminal(c.err) {
		var rows atomic.Int64
		done = func() {
			if n := rows.Add(1); n%100 == 0 {
				fmt.Fprintf(c.err, "\r%d rows", n)
			}
		}
		defer fmt.Fprint(c.err, "\r"+strings.Repeat(" ", 20)+"\r")
	}
	return task(ctx, eval.Source{Name: name, In: in}, done)
}

// sameFile reports whether two names are of one file that exists.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// writeRows writes a line a row to a file, if one is wanted.
func writeRows[R any](path string, rows []R, members func(*jsonWriter, *R)) (err error) {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("rows: %w", err)
	}
	out := bufio.NewWriter(f)
	for i := range rows {
		if err = writeJSON(out, func(w *jsonWriter) { members(w, &rows[i]) }); err != nil {
			break
		}
	}
	if err == nil {
		err = out.Flush()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
