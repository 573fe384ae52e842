// Command check-manifest checks that the proofs of formal/ are proofs, and that they are still about the code: every theorem
// of formal/manifest.toml is proved without assumptions, the functions that it names exist and are as they were when somebody
// last looked at both, and the models answer the vectors and random cases as the kernels do.
//
//	go run ./scripts/check-manifest                       all of it; a minute or two
//	go run ./scripts/check-manifest -only digests,replay  some of the checks: manifest, proofs, digests, replay, page
//	go run ./scripts/check-manifest -only replay -suites Halt
//	                                                      the same of some suites of cases
//	go run ./scripts/check-manifest -partial              leave out what a tool is missing for, and say so
//	go run ./scripts/check-manifest -reviewed Halt.halts_at_the_first
//	                                                      note that you looked at a theorem and the code it names together
//	go run ./scripts/check-manifest -write                write docs/PROOFS.md anew
//
// It needs coqc (Debian: coq), cargo for the functions in Rust, and a C compiler for the Rust kernel's answers.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	var opts options
	only := flag.String("only", "", "the `checks` to make, with commas between them; all if empty")
	suites := flag.String("suites", "", "replay only suites whose name matches this `regexp`")
	flag.BoolVar(&opts.partial, "partial", false, "leave out what a tool is missing for")
	flag.Func("reviewed", "note that a `theorem` was looked at together with its code; may be repeated", func(name string) error {
		opts.reviewed = append(opts.reviewed, name)
		return nil
	})
	flag.BoolVar(&opts.write, "write", false, "write docs/PROOFS.md")
	flag.Parse()
	if *only != "" {
		opts.only = strings.Split(*only, ",")
	}
	var err error
	if opts.suites, err = regexp.Compile(*suites); err != nil {
		fmt.Fprintln(os.Stderr, "check-manifest:", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, opts); err != nil {
		fmt.Fprintln(os.Stderr, "check-manifest:", err)
		os.Exit(1)
	}
}

type options struct {
	only     []string
	suites   *regexp.Regexp
	partial  bool
	reviewed []string
	write    bool
}

// A check looks at one thing and returns what it saw, in a few words.
type check struct {
	name string
	run  func(ctx context.Context, r *repository) (string, error)
}

var checks = []check{
	{"manifest", checkManifest}, {"digests", checkDigests}, {"page", checkPage}, {"proofs", checkProofs}, {"replay", checkReplay},
}

// repository is what is checked.
type repository struct {
	root     string
	temp     string
	partial  bool
	suites   *regexp.Regexp // that are replayed
	manifest *manifest
	sources  *sources
}

// errMissing is a tool that is not there.
var errMissing = errors.New("is not there")

func run(ctx context.Context, opts options) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	for _, name := range opts.only {
		if !slices.ContainsFunc(checks, func(c check) bool { return c.name == name }) {
			return fmt.Errorf("no check %q: want manifest, digests, page, proofs or replay", name)
		}
	}
	m, err := readManifest(filepath.Join(root, manifestPath))
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "check-manifest")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	r := &repository{root: root, temp: temp, partial: opts.partial, suites: opts.suites, manifest: m, sources: &sources{root: root}}
	switch {
	case len(opts.reviewed) > 0:
		return r.review(ctx, opts.reviewed)
	case opts.write:
		return r.writePage()
	}
	return r.check(ctx, opts.only)
}

// check makes the checks and ends with a line that says what was seen.
func (r *repository) check(ctx context.Context, only []string) error {
	var seen []string
	var failed []string
	for _, c := range checks {
		if len(only) > 0 && !slices.Contains(only, c.name) {
			continue
		}
		saw, err := c.run(ctx, r)
		switch {
		case err != nil && r.partial && errors.Is(err, errMissing):
			fmt.Printf("SKIPPED   %s: %v\n", c.name, err)
		case err != nil:
			fmt.Printf("FAILED    %s: %v\n", c.name, err)
			failed = append(failed, c.name)
		default:
			fmt.Printf("ok        %s: %s\n", c.name, saw)
			seen = append(seen, saw)
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("failed: %s", strings.Join(failed, ", "))
	}
	fmt.Println(strings.Join(seen, "; "))
	return nil
}

// moduleRoot returns the root of the module around the working directory.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", err
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}

// need fails unless a program is there.
func need(program, what string) error {
	if _, err := exec.LookPath(program); err != nil {
		return fmt.Errorf("%s %w: %s", program, errMissing, what)
	}
	return nil
}

// output runs a program and returns what it printed on both of its outputs, also within the error.
func output(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return string(out), nil
}
