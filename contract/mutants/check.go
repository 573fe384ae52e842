package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A check is a command that fails if something is wrong.
type check struct {
	name    string
	dir     string // from the root of the module
	env     []string
	command []string
	suites  bool                               // it takes the suites of a mutant
	fresh   bool                               // it reads files that the go command does not know it reads: cgo's headers
	count   func(output string) map[string]int // cases that differ, by function; nil: it counts none
}

// checks are those that look at each kind of mutant, the one that says most first. A kind's build must pass even so: a
// mutant that no compiler takes proves nothing.
var checks = map[string]*struct {
	build  []check // steps that a mutant survives
	checks []check
}{
	"go": {
		build:  []check{{command: []string{"go", "build", "./fallback"}}},
		checks: []check{vectorsOfGo, testsOfGo},
	},
	"rust": {
		build:  []check{{dir: "kernel", command: []string{"cargo", "build", "--quiet", "--locked", "-p", "backfire-core"}}},
		checks: []check{vectorsOfRust, {name: "cargo test", dir: "kernel", command: []string{"cargo", "test", "--quiet", "--locked", "-p", "backfire-core", "--lib"}}},
	},
	"table": {
		build:  []check{{command: []string{"go", "run", "./contract/gen"}}},
		checks: []check{vectorsOfGo, testsOfGo},
	},
	"blob": {
		checks: []check{{name: "contract/gen -check", command: []string{"go", "run", "./contract/gen", "-check"}}},
	},
	"header": {
		checks: []check{{name: "scripts/header.sh --check", command: []string{"bash", "scripts/header.sh", "--check"}}},
	},
	"layout": {
		checks: []check{{name: "go build -tags rust", env: cgo, fresh: true, command: []string{"go", "build", "-tags", "rust", "./internal/kernel"}}},
	},
	"version": {
		build:  []check{{command: []string{"go", "build", "./..."}}},
		checks: []check{{name: "TestVersionsAgree", command: []string{"go", "test", "-run", "Version", "./internal/kernel"}}},
	},
	"model":    {checks: []check{replay, proofs}},
	"modelled": {build: []check{{command: []string{"go", "build", "./..."}}}, checks: []check{replay, digests}},
	"manifest": {checks: []check{
		{name: "check-manifest, manifest", command: checkManifest("manifest")}, digests, {name: "check-manifest, page", command: checkManifest("page")},
	}},
	"bridge": {
		build:  []check{{env: cgo, command: []string{"go", "build", "-tags", "rust", "./internal/kernel"}}},
		checks: []check{{name: "go test -tags rust", env: cgo, command: []string{"go", "test", "-tags", "rust", "./internal/kernel", "./backfire"}}},
	},
}

// checkManifest is the command of one check of the proofs. It needs Coq.
func checkManifest(name string) []string {
	return []string{"go", "run", "./scripts/check-manifest", "-only", name}
}

var (
	replay        = check{name: "check-manifest, replay", command: checkManifest("replay"), suites: true}
	proofs        = check{name: "check-manifest, proofs", command: checkManifest("proofs")}
	digests       = check{name: "check-manifest, digests", command: checkManifest("digests")}
	cgo           = []string{"CGO_ENABLED=1", "BACKFIRE_KERNEL=rust"}
	vectorsOfGo   = check{name: "vectors", command: []string{"go", "run", "./contract/gen/vectors", "-check"}, count: countGo}
	testsOfGo     = check{name: "go test ./fallback", command: []string{"go", "test", "./fallback"}}
	vectorsOfRust = check{
		name: "vectors", dir: "kernel", count: countRust,
		command: []string{"cargo", "test", "--quiet", "--locked", "-p", "backfire-core", "--test", "vectors"},
	}
)

var (
	differsGo   = regexp.MustCompile(`(?m)^([a-z0-9_]+), "`)
	differsRust = regexp.MustCompile(`thread '([a-z0-9_]+)'[^\n]*\n(\d+) of \d+ vectors differ`)
)

func countGo(output string) map[string]int {
	counts := map[string]int{}
	for _, found := range differsGo.FindAllStringSubmatch(output, -1) {
		counts[found[1]]++
	}
	return counts
}

func countRust(output string) map[string]int {
	counts := map[string]int{}
	for _, found := range differsRust.FindAllStringSubmatch(output, -1) {
		counts[found[1]], _ = strconv.Atoi(found[2])
	}
	return counts
}

// lab is the copy of the repository in which mutants live.
type lab struct {
	root   string
	target string // of cargo
	runs   int
}

// run runs a check, on a mutant or on none. ok says whether it passed.
func (l *lab) run(ctx context.Context, c check, m mutant) (output string, ok bool, err error) {
	args := c.command[1:]
	if c.suites && m.Suites != "" {
		args = append(slices.Clip(args), "-suites", m.Suites)
	}
	cmd := exec.CommandContext(ctx, c.command[0], args...)
	cmd.Dir = l.root + "/" + c.dir
	cmd.Env = append(append(os.Environ(), "CARGO_TARGET_DIR="+l.target), c.env...)
	if l.runs++; c.fresh {
		cmd.Env = append(cmd.Env, fmt.Sprintf("CGO_CFLAGS=-O2 -DMUTANTS_RUN=%d", l.runs))
	}
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return "", false, ctx.Err()
	}
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		return "", false, err
	}
	return string(out), err == nil, nil
}

// unharmed fails unless all that looks at a kind passes without a mutant.
func (l *lab) unharmed(ctx context.Context, kind string) error {
	for _, c := range append(checks[kind].build, checks[kind].checks...) {
		output, ok, err := l.run(ctx, c, mutant{})
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%s fails without a mutant:\n%s", strings.Join(c.command, " "), output)
		}
	}
	return nil
}

// try makes a change, sees what catches it, and takes it back.
func (l *lab) try(ctx context.Context, m mutant) (r result, err error) {
	r.mutant = m
	undo, err := m.apply(l.root)
	if err != nil {
		r.unfit = err.Error()
		return r, nil
	}
	defer func() { err = errors.Join(err, undo(), l.restore(ctx, m)) }()
	for _, c := range checks[m.Kind].build {
		output, ok, err := l.run(ctx, c, m)
		if err != nil {
			return r, err
		}
		if !ok {
			r.unfit = fmt.Sprintf("%s fails:\n%s", strings.Join(c.command, " "), output)
			return r, nil
		}
	}
	for _, c := range checks[m.Kind].checks {
		output, ok, err := l.run(ctx, c, m)
		if err != nil {
			return r, err
		}
		if !ok {
			r.caughtBy = c.name
			if c.count != nil {
				r.cases = c.count(output)
			}
			return r, nil
		}
	}
	return r, nil
}

// restore makes the tables anew after a mutant of theirs.
func (l *lab) restore(ctx context.Context, m mutant) error {
	if m.Kind != "table" {
		return nil
	}
	output, ok, err := l.run(ctx, checks["table"].build[0], m)
	if err == nil && !ok {
		err = fmt.Errorf("the tables cannot be made again:\n%s", output)
	}
	return err
}
