// Package gate decides whether a release may be made of a checkout: it runs what each promise rests on and says go or no-go
// for each, with the evidence. It needs the go command and git, and for some rows a C compiler, cargo and bash; a row whose
// tools are missing is a no-go that names them.
package gate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// State is what a row comes to.
type State string

// The states. Pending is a part that is not built yet: it blocks a release and says nothing against what there is.
const (
	Go      State = "go"
	NoGo    State = "no-go"
	Pending State = "pending"
)

// Row is one line of the table.
type Row struct {
	Name     string
	State    State
	Evidence []string // what was seen, a line each
	Problem  string   // why it is no go
}

// Report is the table.
type Report struct {
	Commit   string // of the checkout, "+changes" behind it if files differ from it
	Contract int
	Manifest string // SHA-256 of the manifest of the vectors
	Rows     []Row
	Split    Split
}

// OK reports whether every row is a go.
func (r *Report) OK() bool {
	for _, row := range r.Rows {
		if row.State != Go {
			return false
		}
	}
	return true
}

// Options say what to run the gate on.
type Options struct {
	Dir      string        // in the checkout
	FuzzTime time.Duration // for each target of the differential fuzzing
	Progress io.Writer     // gets a line for each thing that is tried
}

// check is what makes a row. It returns what it saw, and an error for a no-go or errPending.
type check struct {
	name string
	run  func(ctx context.Context, g *gate) (evidence []string, err error)
	mend string // how a no-go becomes a go
}

var checks = []check{
	{"User setup", checkSetup, mendSetup},
	{"Packaging", checkPackaging, mendPackaging},
	{"Semantics", checkSemantics, mendSemantics},
	{"Proofs", checkProofs, mendProofs},
	{"Maintenance", checkMaintenance, mendMaintenance},
}

// errPending is a part that is not built yet.
var errPending = errors.New("not built yet")

// gate is one run.
type gate struct {
	Options
	root string // of the checkout
	temp string
}

// Run makes the table. The error is about what it could not even try; a row that fails is in the report.
func Run(ctx context.Context, opts Options) (*Report, error) {
	root, err := findRoot(opts.Dir)
	if err != nil {
		return nil, err
	}
	temp, err := os.MkdirTemp("", "backfire-gate")
	if err != nil {
		return nil, err
	}
	defer removeAll(temp)
	g := &gate{Options: opts, root: root, temp: temp}
	report, err := g.describe(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range checks {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g.say("== %s", c.name)
		report.Rows = append(report.Rows, g.row(ctx, c))
	}
	return report, nil
}

func (g *gate) row(ctx context.Context, c check) Row {
	evidence, err := c.run(ctx, g)
	row := Row{Name: c.name, State: Go, Evidence: evidence}
	switch {
	case errors.Is(err, errPending):
		row.State, row.Problem = Pending, err.Error()
	case err != nil:
		row.State, row.Problem = NoGo, err.Error()
	}
	return row
}

// Explain says how the row of a name becomes a go. The name may be in any case; the error names those there are.
func Explain(name string) (string, error) {
	var names []string
	for _, c := range checks {
		if strings.EqualFold(c.name, name) {
			return c.mend, nil
		}
		names = append(names, c.name)
	}
	return "", fmt.Errorf("no row %q: want one of %s", name, strings.Join(names, ", "))
}

func (g *gate) say(format string, args ...any) {
	if g.Progress != nil {
		fmt.Fprintf(g.Progress, format+"\n", args...)
	}
}

// findRoot finds the checkout around a folder.
func findRoot(dir string) (string, error) {
	at, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(at, manifestPath)); err == nil {
			return at, nil
		}
		if filepath.Dir(at) == at {
			return "", fmt.Errorf("no %s in %s or above: the gate runs in a clone of the repository", manifestPath, dir)
		}
		at = filepath.Dir(at)
	}
}
