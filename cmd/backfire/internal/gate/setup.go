package gate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const mendSetup = `The README's two commands ran in a copy of the checkout with CGO_ENABLED=0, an empty build cache, no network, and a PATH
of go and the core utilities only; compilers and provers on it were traps that fail and leave a trace.
A no-go shows what failed. To see it as a newcomer does: clone into an empty folder and run the commands under "Try it" in
README.md with CGO_ENABLED=0 and no C compiler, cargo or coqc on the PATH. If a trap was sprung, the row names it: find who
calls it with 'grep -rn' in *.go, and make it optional or move it to the advanced checks.`

// tools are the programs that a user may be expected to have, besides go.
var tools = []string{"cat", "cp", "ls", "mkdir", "mv", "rm", "env", "head", "tail", "sort", "tr", "true", "false"}

// traps are programs that no user needs.
var traps = []string{"cargo", "rustc", "rustup", "gcc", "g++", "cc", "c++", "clang", "clang++", "ld", "coqc", "coqtop", "coqchk", "lean", "lake", "python", "python3"}

// firstClaim is what the README's first command prints when it works.
const firstClaim = "HALTED 174 bytes of the answer had left"

// checkSetup runs the quickstart where there is nothing but Go.
func checkSetup(ctx context.Context, g *gate) ([]string, error) {
	src, err := g.copyTo(ctx, "setup")
	if err != nil {
		return nil, err
	}
	env, sprung, err := g.bareEnvironment(ctx)
	if err != nil {
		return nil, err
	}
	goTool := filepath.Join(g.temp, "bin", "go")
	facts, answer := "examples/refunds/facts.md", "examples/refunds/answer.txt"
	out, err := g.run(ctx, src, env, goTool, "run", "./cmd/backfire", "guard", "--facts", facts, answer)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	if !strings.Contains(out, firstClaim) {
		return nil, fmt.Errorf("the README's first command printed:\n%s\nwant: %s", tail(out), firstClaim)
	}
	evidence := []string{"the README's first command halts where it should"}
	out, err = g.run(ctx, src, env, goTool, "test", "./...")
	if err != nil {
		return evidence, err
	}
	evidence = append(evidence, fmt.Sprintf("go test ./...: %d packages pass", strings.Count(out, "\nok  ")+strings.Count(out[:min(4, len(out))], "ok  ")))
	called, err := os.ReadFile(sprung)
	if err == nil {
		return evidence, fmt.Errorf("these were called: %s", strings.Join(strings.Fields(string(called)), ", "))
	}
	return append(evidence, fmt.Sprintf("no compiler but Go's was called, no Rust, no prover (%d traps)", len(traps))), nil
}

// bareEnvironment makes a PATH with Go, the tools and the traps, and returns the environment with it and where a trap leaves
// its trace.
func (g *gate) bareEnvironment(ctx context.Context) (env []string, sprung string, err error) {
	bin := filepath.Join(g.temp, "bin")
	sprung = filepath.Join(g.temp, "sprung")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return nil, "", err
	}
	for _, tool := range append([]string{"go"}, tools...) {
		path, err := exec.LookPath(tool)
		if err != nil {
			if tool == "go" {
				return nil, "", err
			}
			continue
		}
		if err := os.Symlink(path, filepath.Join(bin, tool)); err != nil {
			return nil, "", err
		}
	}
	for _, trap := range traps {
		script := fmt.Sprintf("#!/bin/sh\necho %s >>'%s'\nexit 1\n", trap, sprung)
		if err := os.WriteFile(filepath.Join(bin, trap), []byte(script), 0o755); err != nil {
			return nil, "", err
		}
	}
	known, err := g.run(ctx, g.root, nil, "go", "env", "GOROOT", "GOMODCACHE")
	if err != nil {
		return nil, "", err
	}
	lines := strings.Split(known, "\n")
	home := filepath.Join(g.temp, "home")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return nil, "", err
	}
	return []string{
		"-", "PATH=" + bin, "HOME=" + home, "GOROOT=" + lines[0], "GOMODCACHE=" + lines[1],
		"GOCACHE=" + filepath.Join(g.temp, "cache"), "GOPROXY=off", "GOFLAGS=-mod=readonly", "GOTOOLCHAIN=local", "CGO_ENABLED=0",
	}, sprung, nil
}
