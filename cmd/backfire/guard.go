package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/backfire"
)

func (c *cli) guard() *cobra.Command {
	var g guarding
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "guard --facts PATH [flags] [FILE|-]",
		Short: "Pass an answer on as it comes, and halt it at the first claim that contradicts the facts",
		Long: `guard copies an answer from FILE or standard input to standard output, claim by claim, each as soon as it is judged. At
the first claim that contradicts the facts it stops, reports to standard error and exits with code 3: nothing of that
claim has left.

The report names the claim, the fact it contradicts, where both are (line, and bytes as [start,end)), the rule, how much
of the claim the fact bears out (support) and the claim's coherence (score). With --json it is one JSON object on
standard error, written for every answer that was read to its end or halted.

` + factsHelp,
		Example: `  backfire guard --facts facts.md < answer.txt
  backfire guard --facts faq/ --facts prices.jsonl --policy strict.yaml answer.txt
  some-model | backfire guard --facts facts.md --json 2> report.json`,
		Args: cobra.MaximumNArgs(1),
	}
	g.addFacts(cmd, true)
	g.addPolicy(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "report as JSON on standard error")
	cmd.RunE = c.begin(func(cmd *cobra.Command, args []string) error {
		guard, err := g.newGuard(cmd.Context())
		if err != nil {
			return err
		}
		in, name, err := c.open(args)
		if err != nil {
			return err
		}
		defer in.Close()
		report, err := c.pass(cmd.Context(), guard, in, name)
		if err != nil {
			return err
		}
		return c.writeGuardReport(report, asJSON)
	})
	return cmd
}

// guardReport is how a guarded answer ended.
type guardReport struct {
	backfire.Result
	name string // of the answer
	line int    // of the claim that halted
}

// pass runs an answer through the guard to standard output. A halt is a report and not an error.
func (c *cli) pass(ctx context.Context, guard *backfire.Guard, in io.ReadCloser, name string) (guardReport, error) {
	report := guardReport{name: name}
	haltsInTime := guard.Policy().Hold.OnTimeout == backfire.HaltHeld
	var lines lineTracker
	stream := guard.Stream(ctx, c.out, &backfire.StreamOptions{OnClaim: func(claim backfire.Claim) {
		lines.pass(claim.Span.Start)
		if claim.Unjudged == backfire.BoundTime && haltsInTime {
			in.Close() // the answer has stalled, and nobody should wait for the rest of it
		}
	}})
	err := feed(stream, in, &lines)
	report.Result, report.line = stream.Result(), lines.line()
	if err != nil && !errors.Is(err, backfire.ErrHalted) {
		return report, err
	}
	return report, nil
}

// feed copies in to the stream until either ends. When in fails, what the stream still holds stays there: the claim in
// progress is not the claim that its author meant.
func feed(stream *backfire.Stream, in io.Reader, lines *lineTracker) error {
	buf := make([]byte, 32<<10)
	for {
		n, err := in.Read(buf)
		lines.add(buf[:n])
		if _, err := stream.Write(buf[:n]); err != nil {
			return err
		}
		if err == io.EOF {
			return stream.Close()
		}
		if err != nil {
			if halt := stream.Result().Halt; halt != nil {
				return halt
			}
			return fmt.Errorf("reading the answer: %w", err)
		}
	}
}

// writeGuardReport reports, and returns errFindings for an answer that was halted.
func (c *cli) writeGuardReport(r guardReport, asJSON bool) error {
	switch {
	case asJSON:
		if err := writeJSON(c.err, func(w *jsonWriter) { w.guardReport(r) }); err != nil {
			return err
		}
	default:
		paint := paletteFor(c.err)
		if r.Halt != nil {
			if isTerminal(c.out) {
				fmt.Fprintln(c.err) // the answer stops in mid-line
			}
			fmt.Fprint(c.err, haltText(r, paint))
		}
		if released := r.Unjudged - r.unjudgedHalt(); released > 0 {
			fmt.Fprintf(c.err, "backfire: %d claim(s) left unjudged, because a bound of the policy's hold fired\n", released)
		}
	}
	if r.Halt != nil {
		return errFindings
	}
	return nil
}

// unjudgedHalt is 1 if the claim that halted was not judged, else 0.
func (r guardReport) unjudgedHalt() int {
	if r.Halt != nil && r.Halt.Claim.Unjudged != backfire.BoundNone {
		return 1
	}
	return 0
}
