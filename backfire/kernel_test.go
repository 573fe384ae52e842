package backfire

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestKernelServes(t *testing.T) {
	k := Kernel()
	assert.Contains(t, []string{"go", "rust", "wasm"}, k.Name)
	assert.NotEmpty(t, k.Version)
	assert.NotEmpty(t, k.Reason)
	_, err := openKernel()
	assert.NoError(t, err)
}

// The package promises to stay light: whoever only judges texts must not carry a network stack.
func TestImportsNoNetwork(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command")
	}
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	deps := strings.Fields(string(out))
	require.Contains(t, deps, "github.com/backfire-ai/backfire-go/fallback")
	for _, dep := range deps {
		assert.False(t, dep == "net" || strings.HasPrefix(dep, "net/") || dep == "crypto/tls", "imports %s", dep)
	}
}
