// Command mutants proves that the checks of the contract can fail: it makes one small wrong change at a time, listed in
// mutants.toml, to a copy of the repository, and shows which check catches it.
//
//	go run ./contract/mutants                 all of them; some twenty minutes
//	go run ./contract/mutants -run 'halt|go'  those whose name, kind or function matches
//
// The exit code is 1 if a mutant survives, does not compile, or does not fit the code any more, and if the copy without a
// mutant does not pass. It needs git; mutants of the Rust kernel and the header need cargo, those of the bridge a
// C compiler, those of the proofs all of these and Coq.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	which := flag.String("run", "", "only mutants whose name, kind or function matches this `regexp`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *which, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

var errSurvived = errors.New("a mutant was not caught")

// run tries the mutants that match and writes what catches each.
func run(ctx context.Context, which string, out io.Writer) error {
	wanted, err := regexp.Compile(which)
	if err != nil {
		return err
	}
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	mutants, err := load(filepath.Join(root, "contract/mutants/mutants.toml"))
	if err != nil {
		return err
	}
	work, err := copyOf(ctx, root)
	if err != nil {
		return err
	}
	defer os.RemoveAll(filepath.Dir(work))
	lab := &lab{root: work, target: filepath.Join(filepath.Dir(work), "target")}
	var results []result
	tried := map[string]bool{}
	for _, m := range mutants {
		if !wanted.MatchString(m.Name) && !wanted.MatchString(m.Kind) && !wanted.MatchString(m.Function) {
			continue
		}
		if !tried[m.Kind] {
			tried[m.Kind] = true
			if err := lab.unharmed(ctx, m.Kind); err != nil {
				return err
			}
		}
		r, err := lab.try(ctx, m)
		if err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
		fmt.Fprintln(out, r)
		results = append(results, r)
	}
	fmt.Fprint(out, "\n", table(results))
	for _, r := range results {
		if r.caughtBy == "" {
			return errSurvived
		}
	}
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

// copyOf copies the files that git knows, or would add, to a new folder.
func copyOf(ctx context.Context, root string) (string, error) {
	list := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	paths, err := list.Output()
	if err != nil {
		return "", fmt.Errorf("git ls-files: %w", err)
	}
	temp, err := os.MkdirTemp("", "mutants")
	if err != nil {
		return "", err
	}
	to := filepath.Join(temp, "backfire")
	for path := range strings.SplitSeq(strings.TrimSuffix(string(paths), "\x00"), "\x00") {
		if err := copyFile(filepath.Join(root, path), filepath.Join(to, path)); err != nil {
			return "", err
		}
	}
	return to, nil
}

func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil // removed, and git does not know yet
	}
	if err != nil {
		return err
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, content, info.Mode().Perm())
}
