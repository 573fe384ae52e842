package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recomputed are the functions that the reference in contract/oracle covers, with the fewest of their cases that it must
// recompute.
var recomputed = map[string]int{
	"hash": 35, "stem": 200, "fold": 150, "softmax": 50, "divergence": 40, "confidence": 40, "coherence": 80, "halt": 100,
	"injection_verdict": 90, "bm25": 25, "index_load": 30,
}

// oracle runs a script of contract/oracle on a folder of vectors.
func oracle(t *testing.T, script, folder string) (string, error) {
	t.Helper()
	python := os.Getenv("BACKFIRE_ORACLE_PYTHON")
	if python == "" {
		t.Skip("BACKFIRE_ORACLE_PYTHON names no python that has the packages of .ci/oracles.txt")
	}
	out, err := exec.Command(python, "../../oracle/"+script, folder).CombinedOutput()
	return string(out), err
}

// TestOracleAgrees: a second implementation, written from SPEC.md in another language, gives the same.
func TestOracleAgrees(t *testing.T) {
	out, err := oracle(t, "check_vectors.py", "../../vectors")
	require.NoError(t, err, out)
	for function, least := range recomputed {
		found := regexp.MustCompile(`(?m)^` + function + ` +(\d+) recomputed +(\d+) equal`).FindStringSubmatch(out)
		require.NotNil(t, found, "%s: %s", function, out)
		assert.Equal(t, found[1], found[2], function)
		n, err := strconv.Atoi(found[1])
		require.NoError(t, err)
		assert.GreaterOrEqual(t, n, least, function)
	}
}

// TestOracleNoticesADigit: one digit of one expectation (of a stem, a letter), changed, is noticed, in every function that it covers.
func TestOracleNoticesADigit(t *testing.T) {
	folder := t.TempDir()
	files, err := filepath.Glob("../../vectors/*.json")
	require.NoError(t, err)
	answer := regexp.MustCompile(`"out":\{(?:[^\n]*?[1-8]|"stem":"[a-y])`)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		if at := answer.FindIndex(content); at != nil {
			content[at[1]-1]++
		}
		require.NoError(t, os.WriteFile(filepath.Join(folder, filepath.Base(file)), content, 0o644))
	}
	out, err := oracle(t, "check_vectors.py", folder)
	require.Error(t, err)
	for function := range recomputed {
		assert.Regexp(t, `(?m)^`+function+`, `, out)
	}

	out, err = oracle(t, "numpy_oracle.py", folder)
	require.Error(t, err)
	for _, function := range []string{"softmax", "divergence", "confidence"} {
		assert.Regexp(t, `(?m)^`+function+`, `, out)
	}
}

// TestOracleNumpy: what is exact in the reference is what numpy means by the same words.
func TestOracleNumpy(t *testing.T) {
	out, err := oracle(t, "numpy_oracle.py", "../../vectors")
	require.NoError(t, err, out)
}
