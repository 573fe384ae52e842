package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// put writes a file below a folder.
func put(t *testing.T, root, path, content string) {
	t.Helper()
	full := filepath.Join(root, path)
	require.NoError(t, os.MkdirAll(filepath.Dir(full), 0o755))
	require.NoError(t, os.WriteFile(full, []byte(content), 0o644))
}

func TestCommentsAndLayoutAreNotPartOfAFunction(t *testing.T) {
	root := t.TempDir()
	put(t, root, "a.go", "package a\n\n// F doubles.\nfunc (t *T) F(x int) int { return 2 * x }\n\nconst limit = 64\n")
	put(t, root, "b.go", "package a\nfunc (t *T) F(x int) int {\n\t// twice\n\treturn 2*x }\n")
	put(t, root, "c.go", "package a\nfunc (t *T) F(x int) int { return 3 * x }\n")
	s := &sources{root: root}
	a, err := s.normalised("a.go T.F")
	require.NoError(t, err)
	b, err := s.normalised("b.go T.F")
	require.NoError(t, err)
	c, err := s.normalised("c.go T.F")
	require.NoError(t, err)
	assert.Equal(t, a, b)
	assert.NotEqual(t, a, c)
	limit, err := s.normalised("a.go limit")
	require.NoError(t, err)
	assert.Equal(t, "limit = 64 ; ", limit)
	_, err = s.normalised("a.go T.G")
	assert.EqualError(t, err, "a.go has no T.G")
}

// checkout returns a repository with a theorem about a function.
func checkout(t *testing.T) *repository {
	r := &repository{root: t.TempDir(), partial: true}
	r.sources = &sources{root: r.root}
	put(t, r.root, "a.go", "package a\nfunc F() int { return 1 }\n")
	put(t, r.root, "formal/A.v", "(* Theorem commented : False. *)\nTheorem one : 1 = 1.\nProof. reflexivity. Qed.\n")
	source, err := r.sources.normalised("a.go F")
	require.NoError(t, err)
	r.manifest = &manifest{Theorem: []*theorem{{
		Name: "A.one", File: "formal/A.v", Says: "One is one.", Promise: "It stays.", Vectors: []string{"V"},
		Statement: digest(": 1 = 1."), Go: map[string]string{"a.go F": digest(source)},
	}}}
	return r
}

func TestManifestIsTheTheoremsThereAre(t *testing.T) {
	r := checkout(t)
	_, err := checkManifest(context.Background(), r)
	require.NoError(t, err)
	put(t, r.root, "formal/B.v", "Theorem two : 2 = 2.\nProof. reflexivity. Qed.\n")
	_, err = checkManifest(context.Background(), r)
	assert.EqualError(t, err, "B.two is not in formal/manifest.toml")
	r.manifest.Theorem[0].Name = "A.gone"
	_, err = checkManifest(context.Background(), r)
	assert.EqualError(t, err, "formal/A.v has no theorem gone")
	put(t, r.root, "formal/B.v", "Lemma two : 2 = 3.\nProof. Admitted.\n")
	_, err = checkManifest(context.Background(), r)
	assert.EqualError(t, err, "formal/B.v has the word Admitted: want proofs only")
}

func TestManifestIsReadAsItIsWritten(t *testing.T) {
	r := checkout(t)
	want := r.manifest.Theorem[0]
	want.Says, want.Rust, want.Reviewed = "“One” is \"one\".\t≤", map[string]string{"a.rs T::f": "00"}, "Ann, 2026-01-01"
	path := filepath.Join(r.root, "manifest.toml")
	require.NoError(t, r.manifest.write(path))
	got, err := readManifest(path)
	require.NoError(t, err)
	assert.Equal(t, r.manifest, got)
	want.Promise = ""
	require.NoError(t, r.manifest.write(path))
	_, err = readManifest(path)
	assert.ErrorContains(t, err, "want says, promise, vectors and functions in Go")
}

func TestAssumptionsAreRefused(t *testing.T) {
	r := checkout(t)
	for said, wrong := range map[string]string{
		"Closed under the global context": "",
		"Axioms:\nPrimFloat.sub : PrimFloat.float -> PrimFloat.float\nFloatAxioms.ltb_spec\n  : forall x, x = x": "",
		"Axioms:\nA.cheat : False": "A.one rests on an assumption: A.cheat : False",
		"Axioms:\nPrimFloat.sub : x\nClassicalEpsilon.choice\n  : forall A, A": "A.one rests on an assumption: ClassicalEpsilon.choice",
		"": `A.one: Coq says of what it rests on: ""`,
	} {
		_, err := r.judge(marker + "A.one\n" + said + "\n")
		if wrong == "" {
			assert.NoError(t, err)
		} else {
			assert.EqualError(t, err, wrong)
		}
	}
}

func TestPageFollowsTheManifest(t *testing.T) {
	r := checkout(t)
	require.NoError(t, os.MkdirAll(filepath.Join(r.root, "docs"), 0o755))
	require.NoError(t, r.writePage())
	_, err := checkPage(context.Background(), r)
	require.NoError(t, err)
	r.manifest.Theorem[0].Promise = "It may go."
	_, err = checkPage(context.Background(), r)
	assert.ErrorContains(t, err, "write it with -write")
}
