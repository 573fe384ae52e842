package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// errUnhealthy is a check that failed; which one is already printed.
var errUnhealthy = errors.New("a check failed")

func (c *cli) doctor() *cobra.Command {
	var g guarding
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check this installation, and facts and policy if given",
		Long: `doctor says which kernel serves and which tables it reads, runs a few known answers through it, and loads the facts and
the policy if they are given. It exits with code 1 if a check fails.`,
		Example: `  backfire doctor
  backfire doctor --facts faq/ --policy strict.yaml`,
		Args: cobra.NoArgs,
	}
	g.addFacts(cmd, false)
	g.addPolicy(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.RunE = c.begin(func(cmd *cobra.Command, _ []string) error {
		checks := g.examine(cmd.Context())
		if err := c.writeChecks(checks, asJSON); err != nil {
			return err
		}
		for _, check := range checks {
			if check.err != nil {
				return errUnhealthy
			}
		}
		return nil
	})
	return cmd
}

// check is one thing that doctor looked at.
type check struct {
	name   string
	detail string // what was found
	err    error  // why it is not well
}

// examine runs the checks.
func (g *guarding) examine(ctx context.Context) []check {
	v := buildVersion()
	checks := []check{
		{name: "version", detail: fmt.Sprintf("backfire %s, %s, %s", v.version, v.goVersion, v.platform)},
		checkKernel(v.kernel),
		checkTables(),
		checkAnswers(ctx),
	}
	if g.policyGiven() {
		_, err := g.loadPolicy()
		checks = append(checks, check{name: "policy", detail: g.policy + " is valid", err: err})
	}
	if len(g.facts) > 0 {
		checks = append(checks, g.checkFacts(ctx))
	}
	return checks
}

func checkKernel(k backfire.KernelInfo) check {
	if k.Name == "" {
		return check{name: "kernel", err: errors.New(k.Reason)}
	}
	return check{name: "kernel", detail: fmt.Sprintf("%s %s: %s", k.Name, k.Version, k.Reason)}
}

func checkTables() check {
	choice, err := kernel.Open()
	if err != nil {
		return check{name: "tables", err: err}
	}
	return check{name: "tables", detail: fmt.Sprintf("format %d, digest %016x", fallback.TableFormat, choice.Kernel.Digest())}
}

func (g *guarding) checkFacts(ctx context.Context) check {
	facts, err := g.load(ctx)
	if err == nil {
		_, err = backfire.NewIndex(facts...)
	}
	return check{name: "facts", detail: fmt.Sprintf("%d facts in %s", len(facts), strings.Join(g.facts, ", ")), err: err}
}

// knownAnswers are claims about one set of facts whose verdicts and rules are beyond doubt.
var knownAnswers = []struct{ claim, verdict, reason string }{
	{"The trial lasts 30 days.", "supported", "restated"},
	{"The trial lasts 14 days.", "contradicted", "number"},
	{"Deliveries to Norway are not insured.", "contradicted", "negation"},
	{"Support is closed on Sundays.", "contradicted", "antonym"},
	{"The warehouse has a green roof.", "unknown", "unsupported"},
}

var knownFacts = []backfire.Fact{
	{ID: "trial", Text: "The trial lasts 30 days."},
	{ID: "insurance", Text: "Deliveries to Norway are insured."},
	{ID: "support", Text: "Support is open on Sundays."},
}

// checkAnswers runs the known answers through the kernel that serves.
func checkAnswers(ctx context.Context) check {
	c := check{name: "answers", detail: fmt.Sprintf("%d known answers are as they should be", len(knownAnswers))}
	guard, err := backfire.New(backfire.Config{Facts: knownFacts})
	if err != nil {
		c.err = err
		return c
	}
	for _, known := range knownAnswers {
		r, err := guard.Review(ctx, "", known.claim)
		if err != nil {
			c.err = err
			return c
		}
		if got := verdictOf(r); got != known.verdict+", "+known.reason {
			c.err = fmt.Errorf("%q is %s; want %s, %s", known.claim, got, known.verdict, known.reason)
			return c
		}
	}
	return c
}

// verdictOf says what a review found of its only claim.
func verdictOf(r *backfire.Review) string {
	if len(r.Claims) != 1 {
		return fmt.Sprintf("%d claims", len(r.Claims))
	}
	return r.Claims[0].Verdict.String() + ", " + r.Claims[0].Reason.String()
}

func (c *cli) writeChecks(checks []check, asJSON bool) error {
	if asJSON {
		return writeJSON(c.out, func(w *jsonWriter) { w.checks(checks) })
	}
	paint := paletteFor(c.out)
	var b strings.Builder
	for _, check := range checks {
		if check.err != nil {
			fmt.Fprintf(&b, "%s  %-8s %s\n", paint.bad.Sprint("BAD"), check.name, check.err)
			continue
		}
		fmt.Fprintf(&b, "%s   %-8s %s\n", paint.good.Sprint("ok"), check.name, check.detail)
	}
	_, err := fmt.Fprint(c.out, b.String())
	return err
}

// checks: {ok, checks:[{name, ok, detail}]}; detail is the error of a check that failed.
func (w *jsonWriter) checks(checks []check) {
	well := true
	for _, check := range checks {
		well = well && check.err == nil
	}
	w.bool("ok", well)
	w.array("checks", func() {
		for _, check := range checks {
			w.Object(func() {
				w.text("name", check.name)
				w.bool("ok", check.err == nil)
				if check.err != nil {
					w.text("detail", check.err.Error())
				} else {
					w.text("detail", check.detail)
				}
			})
		}
	})
}
