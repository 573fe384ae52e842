package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// assumed are the names of what theorems may rest on: the processor's numbers, and what Coq says of them.
var assumed = regexp.MustCompile(`^(PrimFloat|PrimInt63|FloatAxioms)\.`)

// marker begins the line before what Coq says of a theorem.
const marker = "== "

// proof is one from its first word to its last.
var proof = regexp.MustCompile(`(?s)\bProof\b.*?\bQed\.`)

// asTheyAre leaves files as they are.
func asTheyAre(text []byte) []byte { return text }

// withoutProofs takes all proofs for granted, which is enough to run the models, and quick.
func withoutProofs(text []byte) []byte { return proof.ReplaceAll(text, []byte("Proof. Admitted.")) }

// compile copies formal/*.v, changed by a function, to a folder of its own and has Coq read them, in the order of what needs
// what.
func (r *repository) compile(ctx context.Context, folder string, change func([]byte) []byte) (string, error) {
	if err := need("coqc", "apt-get install --no-install-recommends coq"); err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(r.root, "formal", "*.v"))
	if err != nil {
		return "", err
	}
	dir := filepath.Join(r.temp, folder)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	args := []string{"-R", ".", "Backfire", "-sort"}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(file)), change(text), 0o644); err != nil {
			return "", err
		}
		args = append(args, filepath.Base(file))
	}
	order, err := output(ctx, dir, nil, "coqdep", args...)
	if err != nil {
		return "", err
	}
	for _, file := range strings.Fields(order) {
		if _, err := output(ctx, dir, nil, "coqc", "-q", "-R", ".", "Backfire", file); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// checkProofs has Coq check the proofs and say what each theorem rests on.
func checkProofs(ctx context.Context, r *repository) (string, error) {
	dir, err := r.compile(ctx, "proofs", asTheyAre)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	modules := map[string]bool{}
	for _, t := range r.manifest.Theorem {
		if module := strings.TrimSuffix(filepath.Base(t.File), ".v"); !modules[module] {
			modules[module] = true
			fmt.Fprintf(&b, "From Backfire Require %s.\n", module)
		}
	}
	for _, t := range r.manifest.Theorem {
		fmt.Fprintf(&b, "Goal True. idtac \"%s%s\". Abort.\nPrint Assumptions %s.\n", marker, t.Name, t.Name)
	}
	if err := os.WriteFile(filepath.Join(dir, "Assumptions.v"), []byte(b.String()), 0o644); err != nil {
		return "", err
	}
	out, err := output(ctx, dir, nil, "coqc", "-q", "-R", ".", "Backfire", "Assumptions.v")
	if err != nil {
		return "", err
	}
	return r.judge(out)
}

// judge reads what Coq says that the theorems rest on.
func (r *repository) judge(out string) (string, error) {
	said := map[string]string{}
	for part := range strings.SplitSeq(out, marker) {
		name, text, _ := strings.Cut(part, "\n")
		said[name] = strings.TrimSpace(text)
	}
	floats := 0
	for _, t := range r.manifest.Theorem {
		text := said[t.Name]
		switch {
		case text == "Closed under the global context":
		case strings.HasPrefix(text, "Axioms:\n"):
			for line := range strings.SplitSeq(text, "\n") {
				if strings.HasPrefix(line, " ") || line == "Axioms:" { // the type of the one before
					continue
				}
				if !assumed.MatchString(line) {
					return "", fmt.Errorf("%s rests on an assumption: %s", t.Name, line)
				}
			}
			floats++
		default:
			return "", fmt.Errorf("%s: Coq says of what it rests on: %q", t.Name, text)
		}
	}
	return fmt.Sprintf("%d theorems proved, %d of them on Coq's own axioms of floats and the others on none", len(r.manifest.Theorem), floats), nil
}
