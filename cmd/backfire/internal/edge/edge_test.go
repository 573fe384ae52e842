package edge

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

func TestTheArtefactOfThisClone(t *testing.T) {
	root, err := findClone(".")
	require.NoError(t, err)
	c := artefact(filepath.Join(root, "lib", "wasm32"))
	require.NoError(t, c.Err)
	assert.Contains(t, c.Detail, kernel.Version)
}

func TestArtefactsThatAreNotReady(t *testing.T) {
	record := "kernel: " + kernel.Version + "\n"
	for name, test := range map[string]struct{ module, build, says string }{
		"another checksum": {"altered", record, "which SHA256SUMS does not have"},
		"another version":  {"module", "kernel: 0.0.9\n", "another version"},
		"no version":       {"module", "", "another version"},
		"too large":        {string(make([]byte, maxSize+1)), record, "want at most 1500000"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put := func(file, content string) {
				require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600))
			}
			summed := test.module
			if name == "another checksum" {
				summed = "module"
			}
			put("backfire.wasm", test.module)
			put("BUILD", test.build)
			put("SHA256SUMS", fmt.Sprintf("%x  backfire.wasm\n", sha256.Sum256([]byte(summed))))
			assert.ErrorContains(t, artefact(dir).Err, test.says)
		})
	}
	assert.ErrorContains(t, artefact(t.TempDir()).Err, "build.rs-wrapper.sh wasm32")
}

func TestNoClone(t *testing.T) {
	_, err := Examine(t.Context(), t.TempDir())
	var none *NoCloneError
	assert.ErrorAs(t, err, &none)
}

func TestLatencies(t *testing.T) {
	var l latencies
	l.runtimes = []string{"wazero", "node"}
	l.add("wazero", "fold", 110, 1500)
	l.add("wazero", "fold", 4096, 25_000)
	l.add("node", "fold", 110, 900)
	assert.Equal(t, []Check{{Name: "latency", Detail: "fold, µs; 110 bytes: wazero 1.5, node 0.9; 4096 bytes: wazero 25.0"}}, l.checks())
}
