package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/backfire"
)

// maxAnswer is the longest answer that review reads, in bytes. guard has no such bound.
const maxAnswer = 256 << 20

func (c *cli) review() *cobra.Command {
	var g guarding
	var prompt string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "review --facts PATH [flags] [FILE|-]",
		Short: "Judge a finished answer, claim by claim",
		Long: `review reads a whole answer, judges each claim and scores the answer by its worst claim. An answer that contradicts a
fact is never approved. Exit code 3 means: not approved.

` + factsHelp,
		Example: `  backfire review --facts facts.md answer.txt
  backfire review --facts faq/ --json < answer.txt | jq .score`,
		Args: cobra.MaximumNArgs(1),
	}
	g.addFacts(cmd, true)
	g.addPolicy(cmd)
	cmd.Flags().StringVar(&prompt, "prompt", "", "what the answer replies to (only an NLI hook reads it, and the command has none)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "report as JSON")
	cmd.RunE = c.begin(func(cmd *cobra.Command, args []string) error {
		guard, err := g.newGuard(cmd.Context())
		if err != nil {
			return err
		}
		answer, name, err := c.readAnswer(args)
		if err != nil {
			return err
		}
		r, err := guard.Review(cmd.Context(), prompt, answer)
		if err != nil {
			return err
		}
		return c.writeReview(review{r, answer, name}, asJSON)
	})
	return cmd
}

func (c *cli) readAnswer(args []string) (text, name string, err error) {
	in, name, err := c.open(args)
	if err != nil {
		return "", "", err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxAnswer+1))
	if err != nil {
		return "", "", fmt.Errorf("reading the answer: %w", err)
	}
	if len(data) > maxAnswer {
		return "", "", fmt.Errorf("%s has more than %d bytes, the most that review takes; guard has no bound", name, maxAnswer)
	}
	return string(data), name, nil
}

// review is a verdict with what it is about.
type review struct {
	*backfire.Review
	answer, name string
}

// writeReview reports, and returns errFindings for an answer that is not approved.
func (c *cli) writeReview(r review, asJSON bool) error {
	var err error
	if asJSON {
		err = writeJSON(c.out, func(w *jsonWriter) { w.review(r) })
	} else {
		_, err = io.WriteString(c.out, r.report(paletteFor(c.out)))
	}
	if err == nil && !r.Approved {
		err = errFindings
	}
	return err
}

// eachClaim calls do with every claim, its text and its line.
func (r review) eachClaim(do func(c backfire.Claim, text string, line int)) {
	line, at := 1, 0
	for _, claim := range r.Claims {
		line += strings.Count(r.answer[at:claim.Span.Start], "\n")
		at = claim.Span.Start
		do(claim, r.answer[claim.Span.Start:claim.Span.End], line)
	}
}

// report is the review for a person: a line a claim, more for a contradicted one, then the sum.
func (r review) report(paint palette) string {
	var b strings.Builder
	r.eachClaim(func(c backfire.Claim, text string, line int) {
		if c.Verdict == backfire.Contradicted {
			fmt.Fprintf(&b, "%s  %s\n", paint.bad.Sprint("contradicted"), rule(c.Reason.String()))
			writeClaim(&b, paint, c, text, position(r.name, line, c.Span))
			return
		}
		word := paint.dim.Sprint("unknown     ")
		if c.Verdict == backfire.Supported {
			word = paint.good.Sprint("supported   ")
		}
		fmt.Fprintf(&b, "%s  %s  %s  %s\n", word, score(c.Support), position(r.name, line, c.Span), printable(text))
	})
	b.WriteString(r.sum(paint))
	return b.String()
}

func (r review) sum(paint palette) string {
	switch {
	case !r.Approved:
		return fmt.Sprintf("%s  score %s\n", paint.bad.Sprint("not approved"), score(r.Score))
	case r.Warning:
		return fmt.Sprintf("%s  score %s, under the soft limit\n", paint.strong.Sprint("approved with a warning"), score(r.Score))
	}
	return fmt.Sprintf("%s  score %s\n", paint.good.Sprint("approved"), score(r.Score))
}

// review: {score, approved, warning, h_logical, h_factual, claims:[{…claim, fact}]}. h_logical is null without a hook.
func (w *jsonWriter) review(r review) {
	w.float("score", r.Score)
	w.bool("approved", r.Approved)
	w.bool("warning", r.Warning)
	w.null("h_logical")
	w.float("h_factual", r.HFactual)
	w.array("claims", func() {
		r.eachClaim(func(c backfire.Claim, text string, line int) {
			w.Object(func() {
				w.claim(c, text, r.name, line)
				w.fact("fact", c.Evidence)
			})
		})
	})
}
