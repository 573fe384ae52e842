package gate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const mendMaintenance = `A core contributor needs Go alone: the core checks pass in a copy without kernel/, formal/, the oracles and every advanced
check. And nobody takes one for the other: an advanced check that fails says that it is one.
A no-go shows the step that failed; '.ci/run core' in a copy without those folders shows it in full. A core check that needs
one of them belongs into .ci/advanced.`

// advanced is what the core checks must do without.
var advanced = []string{"kernel", "formal", "scripts", "build.rs-wrapper.sh", "contract/oracle", "contract/mutants", "bench/peers",
	".ci/advanced", ".ci/rust", ".ci/fuzz", ".ci/proofs", ".ci/oracles", ".ci/oracles.txt"}

var counted = regexp.MustCompile(`(\d+) passed, 0 failed, \d+ skipped\n$`)

// checkMaintenance runs the core checks alone, and lets an advanced one fail.
func checkMaintenance(ctx context.Context, g *gate) ([]string, error) {
	if err := need("bash"); err != nil {
		return nil, err
	}
	alone, err := g.copyTo(ctx, "core", advanced...)
	if err != nil {
		return nil, err
	}
	out, err := g.run(ctx, alone, nil, "bash", ".ci/run", "core")
	if err != nil {
		return nil, err
	}
	found := counted.FindStringSubmatch(out)
	if found == nil {
		return nil, fmt.Errorf("the core checks do not end in their count:\n%s", tail(out))
	}
	evidence := []string{"core checks without the advanced ones: " + found[1] + " tests pass"}

	broken, err := g.copyTo(ctx, "advanced")
	if err != nil {
		return evidence, err
	}
	if err := os.WriteFile(filepath.Join(broken, ".ci", "fuzz"), []byte("exit 1\n"), 0o755); err != nil {
		return evidence, err
	}
	out, err = g.run(ctx, broken, nil, "bash", ".ci/run", "advanced")
	if err == nil {
		return evidence, errors.New("an advanced check that fails does not fail the run")
	}
	const name = "FAILED in the advanced checks: fuzzing"
	if !strings.Contains(out, name) {
		return evidence, fmt.Errorf("an advanced check that fails does not say so:\n%s", tail(out))
	}
	return append(evidence, "an advanced check that fails says: "+name), nil
}
