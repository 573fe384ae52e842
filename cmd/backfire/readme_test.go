package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/backfire"
)

// readmeBlocks returns the fenced blocks of README.md in one language, in order.
func readmeBlocks(t *testing.T, language string) []string {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	var blocks []string
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(readme), -1) {
		blocks = append(blocks, m[1])
	}
	return blocks
}

func TestREADMEShowsWhatTheCommandPrints(t *testing.T) {
	t.Chdir("../..")
	answer, err := os.ReadFile("examples/refunds/answer.txt")
	require.NoError(t, err)
	got := runCommand(t, string(answer), "guard", "--facts", "examples/refunds/facts.md")
	t.Chdir("cmd/backfire")
	blocks := readmeBlocks(t, "text")
	require.NotEmpty(t, blocks)
	assert.Equal(t, supportFigure.ReplaceAllString(blocks[0], "support S"), supportFigure.ReplaceAllString(got.stderr, "support S"))
}

func TestREADMEProgramDoesWhatItSays(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles and runs a program")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command to compile it with")
	}
	programs, outputs := readmeBlocks(t, "go"), readmeBlocks(t, "text")
	require.Len(t, programs, 1)
	require.Len(t, outputs, 2)
	path := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(path, []byte(programs[0]), 0o644))
	got, err := exec.Command("go", "run", path).CombinedOutput()
	require.NoError(t, err, "%s", got)
	assert.Equal(t, outputs[1], string(got))
}

func TestREADMEPolicyIsTheDefault(t *testing.T) {
	blocks := readmeBlocks(t, "yaml")
	require.Len(t, blocks, 1)
	policy, err := backfire.ParsePolicy(strings.NewReader(blocks[0]))
	require.NoError(t, err)
	assert.Equal(t, backfire.DefaultPolicy(), policy)
}

// advanced are folders that a core contributor can do without; kernel/ and formal/ may become repositories of their own.
var advanced = []string{"kernel/", "formal/", "contract/oracle/", "contract/mutants/"}

func TestREADMELinksLeadSomewhere(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	links := regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(string(readme), -1)
	require.NotEmpty(t, links)
	for _, link := range links {
		_, err := os.Stat(filepath.Join("../..", link[1]))
		if slices.Contains(advanced, link[1]) && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		assert.NoError(t, err)
	}
}
