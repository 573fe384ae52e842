package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
)

const mendSemantics = `Every vector of contract/vectors is what the Go kernel answers, the Rust kernel linked in, and the Rust kernel loaded as a
shared library; and differential fuzzing found no input on which the two kernels differ.
  go run ./contract/gen/vectors -check [-kernel rust]    names the file and the case that differs
  make difffuzz FUZZTIME=10m                             prints the input on which the kernels differ
A vector that differs with Go only: an expectation changed. If that is meant, write it with -accept and raise the number of the
contract. One that differs with Rust: the Rust kernel, or its library under lib/, is not up to date.`

var (
	fuzzed = regexp.MustCompile(`(\d+) inputs tried by (\d+) targets`)
	passed = regexp.MustCompile(`(\d+) inputs tried\n`)
)

// checkSemantics holds the kernels against the vectors and against each other.
func checkSemantics(ctx context.Context, g *gate) ([]string, error) {
	if runtime.GOOS != "linux" {
		return nil, errors.New("cannot be tried here: a kernel is loaded at run time on Linux only")
	}
	if err := need("bash", "cargo", "cc"); err != nil {
		return nil, err
	}
	count, err := g.countVectors()
	if err != nil {
		return nil, err
	}
	var evidence []string
	note := func(format string, args ...any) { evidence = append(evidence, fmt.Sprintf(format, args...)) }
	vectors := []string{"run", "./contract/gen/vectors", "-check"}
	cgo := []string{"CGO_ENABLED=1"}

	if _, err := g.run(ctx, g.root, nil, "go", vectors...); err != nil {
		return evidence, err
	}
	note("Go: %d of %d vectors", count, count)
	if _, err := g.run(ctx, g.root, cgo, "go", append(vectors, "-kernel", "rust")...); err != nil {
		return evidence, err
	}
	note("Rust, linked: the same")
	library, err := g.buildShared(ctx)
	if err != nil {
		return evidence, err
	}
	if _, err := g.run(ctx, g.root, append(cgo, "BACKFIRE_KERNEL_PATH="+library), "go", append(vectors, "-kernel", "shared")...); err != nil {
		return evidence, err
	}
	note("Rust, loaded from a shared library: the same")

	out, err := g.run(ctx, g.root, append(cgo, "GOFLAGS=-tags=rust"), "bash", ".ci/fuzz", g.FuzzTime.String(), "./internal/kernel")
	if err != nil {
		return evidence, err
	}
	found := fuzzed.FindStringSubmatch(out)
	if found == nil {
		return evidence, fmt.Errorf(".ci/fuzz does not say how many inputs it tried:\n%s", tail(out))
	}
	note("differential fuzzing: %s inputs, %s targets, no difference", found[1], found[2])
	out, err = g.run(ctx, g.root, cgo, "go", "test", "-count=1", "-tags", "rust", "-run", "^TestExhaustive$", "-v", "./internal/kernel")
	if err != nil {
		return evidence, err
	}
	if found = passed.FindStringSubmatch(out); found == nil {
		return evidence, fmt.Errorf("TestExhaustive tried nothing:\n%s", tail(out))
	}
	note("every code point and every string of one and two bytes: %s inputs, no difference", found[1])
	return evidence, nil
}

// countVectors returns the number of vectors that the manifest says there are.
func (g *gate) countVectors() (int, error) {
	raw, err := os.ReadFile(filepath.Join(g.root, manifestPath))
	if err != nil {
		return 0, err
	}
	var manifest struct{ Count int }
	err = json.Unmarshal(raw, &manifest)
	return manifest.Count, err
}

// buildShared builds the shared library and returns its path.
func (g *gate) buildShared(ctx context.Context) (string, error) {
	target := filepath.Join(g.temp, "target")
	_, err := g.run(ctx, filepath.Join(g.root, "kernel"), []string{"CARGO_TARGET_DIR=" + target},
		"cargo", "build", "--quiet", "--locked", "--release", "-p", "backfire-abi")
	return filepath.Join(target, "release", "libbackfire.so"), err
}
