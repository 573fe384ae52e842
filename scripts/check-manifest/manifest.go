package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

const manifestPath = "formal/manifest.toml"

// manifest is formal/manifest.toml.
type manifest struct{ Theorem []*theorem }

// A theorem is what is proved, what it is about, and who last saw that the two belong together.
type theorem struct {
	Name      string            // module and name: Halt.halts_at_the_first
	File      string            // from the root of the module
	Says      string            // what is proved, in words
	Promise   string            // what a user has of it
	Vectors   []string          // the suites of formal/cases that replay the model
	Statement string            // digest of what Coq is told to prove
	Reviewed  string            // by whom, and when
	Go        map[string]string // functions in Go, "path symbol", and the digest of each
	Rust      map[string]string // the same in Rust
}

// short returns the name of a theorem within its file.
func (t *theorem) short() string { return t.Name[strings.LastIndexByte(t.Name, '.')+1:] }

// readManifest reads the manifest and refuses one that is incomplete.
func readManifest(path string) (*manifest, error) {
	var m manifest
	meta, err := toml.DecodeFile(path, &m)
	if err != nil {
		return nil, err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, fmt.Errorf("%s: unknown key %s", manifestPath, unknown[0])
	}
	names := map[string]bool{}
	for _, t := range m.Theorem {
		module := strings.TrimSuffix(filepath.Base(t.File), ".v")
		switch {
		case t.Name != module+"."+t.short() || t.Name == "" || t.short() == "":
			return nil, fmt.Errorf("%s: theorem %q of %q: want the name of the file, a dot and the name of the theorem", manifestPath, t.Name, t.File)
		case t.Says == "" || t.Promise == "" || len(t.Go) == 0 || len(t.Vectors) == 0:
			return nil, fmt.Errorf("%s: theorem %s: want says, promise, vectors and functions in Go", manifestPath, t.Name)
		case names[t.Name]:
			return nil, fmt.Errorf("%s: theorem %s is there twice", manifestPath, t.Name)
		}
		names[t.Name] = true
	}
	return &m, nil
}

const manifestHead = `# What is proved in formal/, in words, and the code that it is about: docs/PROOFS.md is made from this. The digests are of the
# functions' tokens, without comments and layout, and of the theorem's own text, when "reviewed" last saw them together. Where
# one has changed, 'go run ./scripts/check-manifest' says so; look at the theorem, the model and the code, mend what does not
# fit any more, and note it with 'go run ./scripts/check-manifest -reviewed THEOREM'. That writes this file anew.
`

// write writes the manifest in its one form.
func (m *manifest) write(path string) error {
	var b strings.Builder
	b.WriteString(manifestHead)
	for _, t := range m.Theorem {
		b.WriteString("\n[[theorem]]\n")
		for _, field := range []struct{ key, value string }{
			{"name", t.Name}, {"file", t.File}, {"says", t.Says}, {"promise", t.Promise},
		} {
			fmt.Fprintf(&b, "%s = %s\n", field.key, strconv.Quote(field.value))
		}
		var vectors []string
		for _, v := range t.Vectors {
			vectors = append(vectors, strconv.Quote(v))
		}
		fmt.Fprintf(&b, "vectors = [%s]\nstatement = %q\nreviewed = %q\n", strings.Join(vectors, ", "), t.Statement, t.Reviewed)
		for _, side := range []struct {
			name string
			of   map[string]string
		}{{"go", t.Go}, {"rust", t.Rust}} {
			if len(side.of) == 0 {
				continue
			}
			fmt.Fprintf(&b, "\n[theorem.%s]\n", side.name)
			for _, function := range slices.Sorted(maps.Keys(side.of)) {
				fmt.Fprintf(&b, "%q = %q\n", function, side.of[function])
			}
		}
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

// checkManifest holds the theorems of the manifest against those of the files.
func checkManifest(_ context.Context, r *repository) (string, error) {
	found, err := theoremsIn(r.root)
	if err != nil {
		return "", err
	}
	for _, t := range r.manifest.Theorem {
		if _, there := found[t.Name]; !there {
			return "", fmt.Errorf("%s has no theorem %s", t.File, t.short())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if !slices.ContainsFunc(r.manifest.Theorem, func(t *theorem) bool { return t.Name == name }) {
			return "", fmt.Errorf("%s is not in %s", name, manifestPath)
		}
	}
	return fmt.Sprintf("all %d theorems are in the manifest", len(found)), nil
}
