package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// ownAnswers is the suite that differs with the build by nature: which kernel serves.
const ownAnswers = "Choice"

// checkReplay has the models decide the cases that the Go side makes, and holds the Rust kernel's answers against them.
func checkReplay(ctx context.Context, r *repository) (string, error) {
	dir, err := r.compile(ctx, "models", withoutProofs)
	if err != nil {
		return "", err
	}
	goCases, counts, err := r.makeCases(ctx, "go", "CGO_ENABLED=0", "BACKFIRE_KERNEL=go")
	if err != nil {
		return "", err
	}
	total := 0
	for suite, n := range counts {
		if r.suites.MatchString(suite) {
			total += n
		}
	}
	for _, t := range r.manifest.Theorem {
		for _, suite := range t.Vectors {
			if counts[suite] == 0 {
				return "", fmt.Errorf("%s: there is no suite %s", t.Name, suite)
			}
		}
	}
	if err := replay(ctx, dir, goCases, r.suites); err != nil {
		return "", err
	}
	saw := fmt.Sprintf("%d cases decided as the Go kernel", total)
	if err := r.replayRust(ctx, dir, goCases); err != nil {
		if !r.partial || !errors.Is(err, errMissing) {
			return "", err
		}
		fmt.Printf("SKIPPED   replay: the Rust kernel: %v\n", err)
		return saw + " does, the Rust kernel not asked", nil
	}
	return saw + " and the Rust kernel do", nil
}

// makeCases has formal/cases write its files, and returns how many cases each suite has.
func (r *repository) makeCases(ctx context.Context, kernel string, env ...string) (dir string, counts map[string]int, err error) {
	dir = filepath.Join(r.temp, "cases-"+kernel)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", nil, err
	}
	program := filepath.Join(r.temp, "cases-maker-"+kernel)
	if _, err := output(ctx, r.root, env, "go", "build", "-tags", "rust", "-o", program, "./formal/cases"); err != nil {
		return "", nil, err
	}
	out, err := output(ctx, r.root, env, program, "-out", dir)
	if err != nil {
		return "", nil, err
	}
	if !strings.HasPrefix(out, "# answered by the "+kernel+" kernel\n") {
		return "", nil, fmt.Errorf("another kernel than %s answered:\n%s", kernel, out)
	}
	counts = map[string]int{}
	for line := range strings.Lines(out) {
		if name, n, ok := strings.Cut(strings.TrimSpace(line), " "); ok && name != "#" {
			if counts[name], err = strconv.Atoi(n); err != nil {
				return "", nil, err
			}
		}
	}
	return dir, counts, nil
}

// agrees is what Coq prints when no case differs.
var agrees = regexp.MustCompile(`^\s*= \[\]\s*: list string\s*$`)

// replay has the models decide cases, two suites at a time, and fails with the names of those that differ.
func replay(ctx context.Context, formal, cases string, suites *regexp.Regexp) error {
	files, err := filepath.Glob(filepath.Join(cases, "*.v"))
	if err != nil {
		return err
	}
	var running sync.WaitGroup
	slots := make(chan struct{}, 2)
	failures := make([]error, len(files))
	for i, file := range files {
		suite := strings.TrimSuffix(filepath.Base(file), ".v")
		if !suites.MatchString(suite) {
			continue
		}
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			out, err := output(ctx, cases, nil, "coqc", "-q", "-R", formal, "Backfire", "-R", cases, "Cases", file)
			if err == nil && !agrees.MatchString(out) {
				err = errors.New(strings.TrimSpace(out))
			}
			if err != nil {
				failures[i] = fmt.Errorf("the model does not decide these cases of %s as the code does: %w", suite, err)
			}
		})
	}
	running.Wait()
	return errors.Join(failures...)
}

// replayRust compares the cases with the Rust kernel's answers.
func (r *repository) replayRust(ctx context.Context, formal, goCases string) error {
	if err := need("cc", "it links the Rust kernel"); err != nil {
		return err
	}
	cases, counts, err := r.makeCases(ctx, "rust", "CGO_ENABLED=1", "BACKFIRE_KERNEL=rust")
	if err != nil {
		return err
	}
	for suite := range counts {
		if suite == ownAnswers {
			continue
		}
		want, err := os.ReadFile(filepath.Join(goCases, suite+".v"))
		if err != nil {
			return err
		}
		got, err := os.ReadFile(filepath.Join(cases, suite+".v"))
		if err != nil {
			return err
		}
		if !bytes.Equal(want, got) {
			return fmt.Errorf("the two kernels answer cases of %s differently", suite)
		}
	}
	if !r.suites.MatchString(ownAnswers) {
		return nil
	}
	return replay(ctx, formal, cases, regexp.MustCompile("^"+ownAnswers+"$"))
}
