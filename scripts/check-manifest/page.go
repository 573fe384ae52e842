package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const pagePath = "docs/PROOFS.md"

const pageHead = `# What is proved

<!-- Made from formal/manifest.toml by 'go run ./scripts/check-manifest -write'. -->

Each row is a theorem that Coq has checked, about a model that runs: the model decides the vectors and random cases
exactly as the Go kernel and the Rust kernel do, and the manifest keeps a digest of every function that a theorem is about, so
that a change of the code asks for a new look at the theorem. [formal/README.md](../formal/README.md) says what that does not
cover. To check all of it: ` + "`go run ./scripts/check-manifest`" + `.

| theorem | what it promises to a user | code | cases |
|---|---|---|---|
`

const pageFoot = `
HaltVectors and ScoreVectors are [halt.json](../contract/vectors/halt.json) and [coherence.json](../contract/vectors/coherence.json)
of the vectors. The others are made by [formal/cases](../formal/cases/), from fixed seeds, with the answers of the kernels: many of
HaltRandom and ScoreRandom lie on a threshold or next to it; VersionRandom has texts around the range; Choice starts the program
with each setting; GateRandom has answers with claims of every kind, cut everywhere, with both bounds, firings and secrets;
RedactRandom has texts with secrets, placeholders and halves of them.
`

// page returns docs/PROOFS.md.
func (m *manifest) page() string {
	var b strings.Builder
	b.WriteString(pageHead)
	for _, t := range m.Theorem {
		var code []string
		for _, side := range []map[string]string{t.Go, t.Rust} {
			byFile := map[string][]string{}
			for _, function := range slices.Sorted(maps.Keys(side)) {
				path, symbol, _ := strings.Cut(function, " ")
				byFile[path] = append(byFile[path], "`"+symbol+"`")
			}
			for _, path := range slices.Sorted(maps.Keys(byFile)) {
				code = append(code, fmt.Sprintf("[%s](../%s): %s", filepath.Base(path), path, strings.Join(byFile[path], ", ")))
			}
		}
		fmt.Fprintf(&b, "| [`%s`](../%s): %s | %s | %s | %s |\n", t.Name, t.File, t.Says, t.Promise, strings.Join(code, "; "), strings.Join(t.Vectors, ", "))
	}
	b.WriteString(pageFoot)
	return b.String()
}

func (r *repository) writePage() error {
	return os.WriteFile(filepath.Join(r.root, pagePath), []byte(r.manifest.page()), 0o644)
}

// checkPage fails if docs/PROOFS.md is not what the manifest gives.
func checkPage(_ context.Context, r *repository) (string, error) {
	got, err := os.ReadFile(filepath.Join(r.root, pagePath))
	if err != nil {
		return "", err
	}
	if string(got) != r.manifest.page() {
		return "", errors.New(pagePath + " is not what " + manifestPath + " gives: write it with -write")
	}
	return pagePath + " follows the manifest", nil
}
