package gate

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const mendProofs = `Every theorem of formal/manifest.toml is proved without assumptions, names functions that exist and are unchanged since
somebody looked at them together, and vectors that pass. As long as there is no such file the row is pending.
'go run ./scripts/check-manifest' names the theorems to be looked at again.`

// checkProofs runs the check of the manifest of proofs, if there is one.
func checkProofs(ctx context.Context, g *gate) ([]string, error) {
	if _, err := os.Stat(filepath.Join(g.root, "formal", "manifest.toml")); err != nil {
		return nil, fmt.Errorf("formal/manifest.toml is %w", errPending)
	}
	if err := need("coqc", "cargo", "cc"); err != nil {
		return nil, err
	}
	out, err := g.run(ctx, g.root, nil, "go", "run", "./scripts/check-manifest")
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return strings.Split(lines[len(lines)-1], "; "), nil
}
