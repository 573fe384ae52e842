package gate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRowStates(t *testing.T) {
	g := &gate{}
	row := func(err error) Row {
		return g.row(context.Background(), check{name: "Row", run: func(context.Context, *gate) ([]string, error) { return []string{"seen"}, err }})
	}
	assert.Equal(t, Row{Name: "Row", State: Go, Evidence: []string{"seen"}}, row(nil))
	assert.Equal(t, Row{Name: "Row", State: NoGo, Evidence: []string{"seen"}, Problem: "broken"}, row(errors.New("broken")))
	assert.Equal(t, Row{Name: "Row", State: Pending, Evidence: []string{"seen"}, Problem: "x is not built yet"}, row(fmt.Errorf("x is %w", errPending)))
}

func TestOnlyAllGoesAreOK(t *testing.T) {
	for _, state := range []State{NoGo, Pending} {
		assert.False(t, (&Report{Rows: []Row{{State: Go}, {State: state}}}).OK(), state)
	}
	assert.True(t, (&Report{Rows: []Row{{State: Go}, {State: Go}}}).OK())
}

func TestExplain(t *testing.T) {
	for _, c := range checks {
		words, err := Explain(c.name)
		require.NoError(t, err)
		assert.Equal(t, c.mend, words)
	}
	_, err := Explain("nothing")
	assert.EqualError(t, err, `no row "nothing": want one of User setup, Packaging, Semantics, Proofs, Maintenance`)
}

func TestRunOutsideAClone(t *testing.T) {
	_, err := Run(context.Background(), Options{Dir: t.TempDir()})
	assert.ErrorContains(t, err, "the gate runs in a clone of the repository")
}

func put(t *testing.T, root, path, content string) {
	t.Helper()
	full := filepath.Join(root, filepath.FromSlash(path))
	require.NoError(t, os.MkdirAll(filepath.Dir(full), 0o755))
	require.NoError(t, os.WriteFile(full, []byte(content), 0o644))
}

// packaged returns a gate over a checkout with one library.
func packaged(t *testing.T) *gate {
	g := &gate{root: t.TempDir()}
	put(t, g.root, "internal/kernel/link_a.go", "#cgo LDFLAGS: ${SRCDIR}/../../lib/plan9_mips/libbackfire.a\n")
	library, build := "library", "compiler: x\nsources: sha256:0123\n"
	put(t, g.root, "lib/plan9_mips/libbackfire.a", library)
	put(t, g.root, "lib/plan9_mips/BUILD", build)
	put(t, g.root, "lib/plan9_mips/SHA256SUMS", fmt.Sprintf("%x  libbackfire.a\n%x  BUILD\n", sha256.Sum256([]byte(library)), sha256.Sum256([]byte(build))))
	return g
}

func TestLibrariesAreLookedAt(t *testing.T) {
	g := packaged(t)
	platforms, err := g.platforms()
	require.NoError(t, err)
	assert.Equal(t, []string{"plan9_mips"}, platforms)
	sum, err := g.checkLibrary("plan9_mips", "0123")
	require.NoError(t, err)
	assert.Equal(t, fmt.Sprintf("%x", sha256.Sum256([]byte("library"))), sum)

	_, err = g.checkLibrary("plan9_mips", "4567")
	assert.EqualError(t, err, "plan9_mips: the library was built from other sources than those here")
	_, err = g.checkLibrary("linux_amd64", "0123")
	assert.ErrorIs(t, err, os.ErrNotExist)
	put(t, g.root, "lib/plan9_mips/libbackfire.a", "another")
	_, err = g.checkLibrary("plan9_mips", "0123")
	assert.ErrorContains(t, err, "which SHA256SUMS does not have")
	put(t, g.root, "lib/plan9_mips/libbackfire.a", "library")
	put(t, g.root, "lib/plan9_mips/BUILD", "compiler: y\nsources: sha256:0123\n")
	_, err = g.checkLibrary("plan9_mips", "0123")
	assert.EqualError(t, err, "plan9_mips: BUILD is not what SHA256SUMS says")
}

func TestTrapsLeaveATrace(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("traps are shell scripts")
	}
	g := &gate{root: t.TempDir(), temp: t.TempDir()}
	env, sprung, err := g.bareEnvironment(context.Background())
	require.NoError(t, err)
	assert.Contains(t, env, "CGO_ENABLED=0")
	_, err = g.run(context.Background(), g.root, env, filepath.Join(g.temp, "bin", "cargo"), "build")
	require.Error(t, err)
	trace, err := os.ReadFile(sprung)
	require.NoError(t, err)
	assert.Equal(t, "cargo\n", string(trace))
}

func TestRunShowsWhatFailed(t *testing.T) {
	var progress bytes.Buffer
	g := &gate{Options: Options{Progress: &progress}}
	_, err := g.run(context.Background(), t.TempDir(), nil, "go", "nonsense")
	assert.ErrorContains(t, err, "go nonsense: exit status 2\ngo nonsense: unknown command")
	assert.Equal(t, "   go nonsense\n", progress.String())
}

func TestTheRuleOfTwoReleases(t *testing.T) {
	passed := func(version string, contract int) release { return release{version, contract, "go"} }
	for name, tc := range map[string]struct {
		releases []release
		want     Split
	}{
		"none":               {nil, Split{Why: "0 of 2 releases have been made"}},
		"one":                {[]release{passed("1.0.0", 1)}, Split{Why: "1 of 2 releases have been made"}},
		"two":                {[]release{passed("1.0.0", 1), passed("1.1.0", 1)}, Split{Allowed: true, Why: "releases 1.0.0 and 1.1.0 passed with contract 1"}},
		"an old one failed":  {[]release{{"0.9.0", 1, "no-go"}, passed("1.0.0", 1), passed("1.1.0", 1)}, Split{Allowed: true, Why: "releases 1.0.0 and 1.1.0 passed with contract 1"}},
		"the last failed":    {[]release{passed("1.0.0", 1), {"1.1.0", 1, "no-go"}}, Split{Why: "the gate of release 1.1.0 was no-go"}},
		"another contract":   {[]release{passed("1.0.0", 1), passed("1.1.0", 2)}, Split{Why: "the contract changed from 1 to 2 with release 1.1.0"}},
		"the one before was": {[]release{{"1.0.0", 1, "pending"}, passed("1.1.0", 1)}, Split{Why: "the gate of release 1.0.0 was pending"}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tc.want, judge(tc.releases)) })
	}
}

func TestReadSplit(t *testing.T) {
	root := t.TempDir()
	s, err := readSplit(root)
	require.NoError(t, err)
	assert.Equal(t, Split{Why: "0 of 2 releases have been made"}, s)
	put(t, root, "contract/history.toml", "[[release]]\nversion = \"1.0.0\"\ncontract = 1\ngate = \"go\"\n")
	put(t, root, "contract/extraction.toml", "[[step]]\nname = \"first\"\nstate = \"done\"\n")
	s, err = readSplit(root)
	require.NoError(t, err)
	assert.Equal(t, Split{Why: "1 of 2 releases have been made", Steps: []Step{{"first", "done"}}}, s)
	put(t, root, "contract/history.toml", "[[release")
	_, err = readSplit(root)
	assert.ErrorContains(t, err, "history.toml")
}
