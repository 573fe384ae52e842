package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// digest returns what the manifest keeps of a normalised source.
func digest(source string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(source)))[:20] }

// checkDigests looks whether the theorems and the functions that they name are as they were when last reviewed.
func checkDigests(ctx context.Context, r *repository) (string, error) {
	texts, err := theoremsIn(r.root)
	if err != nil {
		return "", err
	}
	rust, skipped := r.rustDigests(ctx)
	if skipped != nil && !(r.partial && errors.Is(skipped, errMissing)) {
		return "", skipped
	}
	var changed []string // what changed, and which theorem is about it
	functions := map[string]bool{}
	for _, t := range r.manifest.Theorem {
		if digest(texts[t.Name]) != t.Statement {
			changed = append(changed, fmt.Sprintf("%s itself says something else than when it was reviewed", t.Name))
		}
		current, err := r.goDigests(t)
		if err != nil {
			return "", err
		}
		sides := []struct{ recorded, current map[string]string }{{t.Go, current}}
		if skipped == nil {
			sides = append(sides, struct{ recorded, current map[string]string }{t.Rust, rust})
		}
		for _, side := range sides {
			for _, function := range slices.Sorted(maps.Keys(side.recorded)) {
				functions[function] = true
				if side.current[function] != side.recorded[function] {
					changed = append(changed, fmt.Sprintf("%s: %s has changed", t.Name, function))
				}
			}
		}
	}
	if len(changed) > 0 {
		return "", fmt.Errorf("these theorems must be looked at again, then noted with -reviewed:\n  %s", strings.Join(changed, "\n  "))
	}
	saw := fmt.Sprintf("%d functions as reviewed", len(functions))
	if skipped != nil {
		fmt.Printf("SKIPPED   digests: the functions in Rust: %v\n", skipped)
		saw += ", those in Rust not looked at"
	}
	return saw, nil
}

// goDigests returns the digests of the functions in Go that a theorem names.
func (r *repository) goDigests(t *theorem) (map[string]string, error) {
	current := map[string]string{}
	for function := range t.Go {
		source, err := r.sources.normalised(function)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Name, err)
		}
		current[function] = digest(source)
	}
	return current, nil
}

// rustDigests returns the digests of all functions in Rust that theorems name.
func (r *repository) rustDigests(ctx context.Context) (map[string]string, error) {
	var functions []string
	for _, t := range r.manifest.Theorem {
		for function := range t.Rust {
			if !slices.Contains(functions, function) {
				functions = append(functions, function)
			}
		}
	}
	slices.Sort(functions)
	if err := need("cargo", "it reads the functions in Rust"); err != nil {
		return nil, err
	}
	crate := filepath.Join(r.root, "scripts", "check-manifest", "rust")
	if _, err := output(ctx, crate, nil, "cargo", "fetch", "--quiet", "--locked"); err != nil {
		return nil, fmt.Errorf("syn %w, which reads the functions in Rust: %v", errMissing, err)
	}
	args := append([]string{"run", "--quiet", "--locked", "--manifest-path", filepath.Join(crate, "Cargo.toml"), "--", r.root}, functions...)
	out, err := output(ctx, crate, nil, "cargo", args...)
	if err != nil {
		return nil, err
	}
	current := map[string]string{}
	for line := range strings.Lines(out) {
		if function, source, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok {
			current[function] = digest(source)
		}
	}
	return current, nil
}

// review notes that theorems were looked at together with the code as it is now.
func (r *repository) review(ctx context.Context, names []string) error {
	texts, err := theoremsIn(r.root)
	if err != nil {
		return err
	}
	rust, err := r.rustDigests(ctx)
	if err != nil {
		return err
	}
	who, err := exec.CommandContext(ctx, "git", "-C", r.root, "config", "user.name").Output()
	if err != nil || strings.TrimSpace(string(who)) == "" {
		return errors.New("git config user.name says nothing, and the manifest keeps who reviewed")
	}
	for _, name := range names {
		i := slices.IndexFunc(r.manifest.Theorem, func(t *theorem) bool { return t.Name == name })
		if i < 0 {
			return fmt.Errorf("no theorem %q in %s", name, manifestPath)
		}
		t := r.manifest.Theorem[i]
		if t.Go, err = r.goDigests(t); err != nil {
			return err
		}
		for function := range t.Rust {
			t.Rust[function] = rust[function]
		}
		t.Statement = digest(texts[name])
		t.Reviewed = fmt.Sprintf("%s, %s", strings.TrimSpace(string(who)), time.Now().UTC().Format(time.DateOnly))
	}
	return r.manifest.write(filepath.Join(r.root, manifestPath))
}
