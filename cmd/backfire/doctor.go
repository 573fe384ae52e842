package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/edge"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/gate"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// errUnhealthy is a check that failed; which one is already printed.
var errUnhealthy = errors.New("a check failed")

func (c *cli) doctor() *cobra.Command {
	var g guarding
	var release gating
	var asJSON, onEdge bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check this installation, and facts and policy if given",
		Long: `doctor says which kernel serves and which tables it reads, runs a few known answers through it, and loads the facts and
the policy if they are given. It exits with code 1 if a check fails. A warning, such as that the Go kernel serves in
place of another, is no failure.

With --gate, in a clone of the repository, doctor decides whether a release may be made of it: it runs what each promise
rests on, which takes some minutes, and prints a row for each with its evidence. A row is GO, NO-GO, or PENDING if that
part is not built yet. It exits with code 1 unless every row is GO.

With --edge, in a clone of the repository, doctor looks at the kernel as a WebAssembly module: its size and checksum,
whether it answers as the Go kernel does under wazero, in Node and in Chromium, and how long each function takes there.
It takes a minute or two. What a tool is missing for is a warning.`,
		Example: `  backfire doctor
  backfire doctor --facts faq/ --policy strict.yaml
  backfire doctor --gate
  backfire doctor --gate --explain packaging
  backfire doctor --edge`,
		Args: cobra.NoArgs,
	}
	g.addFacts(cmd, false)
	g.addPolicy(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&release.on, "gate", false, "decide whether a release may be made of this clone")
	cmd.Flags().BoolVar(&onEdge, "edge", false, "look at this clone's kernel as a WebAssembly module, where it runs")
	cmd.Flags().StringVar(&release.explain, "explain", "", "say how the `row` of the gate becomes a go, and run nothing")
	cmd.Flags().DurationVar(&release.fuzzTime, "fuzztime", 5*time.Second, "how long each target of the gate's fuzzing runs")
	cmd.RunE = c.begin(func(cmd *cobra.Command, _ []string) error {
		switch {
		case release.explain != "":
			words, err := gate.Explain(release.explain)
			if err != nil {
				return &usageError{err.Error()}
			}
			_, err = fmt.Fprintln(c.out, words)
			return err
		case release.on:
			return c.runGate(cmd.Context(), release, asJSON)
		}
		k := backfire.Kernel()
		examine := g.examine
		if onEdge {
			examine = examineEdge
		}
		checks, err := examine(cmd.Context(), k)
		if err != nil {
			return err
		}
		if err := c.writeChecks(checks, k, asJSON); err != nil {
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
	warn   bool   // it works, but not as it was meant to
	err    error  // why it is not well
}

// examine runs the checks, without a kernel only those that need none.
func (g *guarding) examine(ctx context.Context, k backfire.KernelInfo) ([]check, error) {
	v := buildVersion()
	checks := []check{
		{name: "version", detail: fmt.Sprintf("backfire %s, %s, %s", v.version, v.goVersion, v.platform)},
		checkKernel(k),
	}
	if k.Name != "" {
		checks = append(checks, checkTables(), checkAnswers(ctx))
	}
	if g.policyGiven() {
		_, err := g.loadPolicy()
		checks = append(checks, check{name: "policy", detail: g.policy + " is valid", err: err})
	}
	if len(g.facts) > 0 && k.Name != "" {
		checks = append(checks, g.checkFacts(ctx))
	}
	return checks, nil
}

// examineEdge runs the checks of the module.
func examineEdge(ctx context.Context, _ backfire.KernelInfo) (checks []check, err error) {
	found, err := edge.Examine(ctx, ".")
	for _, f := range found {
		checks = append(checks, check{name: f.Name, detail: f.Detail, warn: f.Missing, err: f.Err})
	}
	return checks, err
}

func checkKernel(k backfire.KernelInfo) check {
	if k.Name == "" {
		return check{name: "kernel", err: errors.New(k.Reason)}
	}
	return check{name: "kernel", detail: fmt.Sprintf("%s %s: %s", k.Name, k.Version, k.Reason), warn: k.Rejected != nil}
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

func (c *cli) writeChecks(checks []check, k backfire.KernelInfo, asJSON bool) error {
	if asJSON {
		return writeJSON(c.out, func(w *jsonWriter) { w.checks(checks, k) })
	}
	paint := paletteFor(c.out)
	var b strings.Builder
	for _, check := range checks {
		switch {
		case check.err != nil:
			fmt.Fprintf(&b, "%s  %-8s %s\n", paint.bad.Sprint("BAD"), check.name, check.err)
		case check.warn:
			fmt.Fprintf(&b, "%s %-8s %s\n", paint.bad.Sprint("WARN"), check.name, check.detail)
		default:
			fmt.Fprintf(&b, "%s   %-8s %s\n", paint.good.Sprint("ok"), check.name, check.detail)
		}
	}
	_, err := fmt.Fprint(c.out, b.String())
	return err
}

// checks: {ok, kernel, checks:[{name, ok, warning, detail}]}; detail is the error of a check that failed.
func (w *jsonWriter) checks(checks []check, k backfire.KernelInfo) {
	well := true
	for _, check := range checks {
		well = well && check.err == nil
	}
	w.bool("ok", well)
	w.object("kernel", func() { w.kernel(k) })
	w.array("checks", func() {
		for _, check := range checks {
			w.Object(func() {
				w.text("name", check.name)
				w.bool("ok", check.err == nil)
				w.bool("warning", check.warn)
				if check.err != nil {
					w.text("detail", check.err.Error())
				} else {
					w.text("detail", check.detail)
				}
			})
		}
	})
}

// kernel: {name, version, reason, rejected}; name and version are null if none can serve, rejected is
// {kernel, check, found, supported}, or null.
func (w *jsonWriter) kernel(k backfire.KernelInfo) {
	w.maybeText("name", k.Name)
	w.maybeText("version", k.Version)
	w.text("reason", k.Reason)
	if k.Rejected == nil {
		w.null("rejected")
		return
	}
	w.object("rejected", func() {
		w.text("kernel", k.Rejected.Kernel)
		w.text("check", k.Rejected.Check)
		w.text("found", k.Rejected.Found)
		w.text("supported", k.Rejected.Supported)
	})
}
