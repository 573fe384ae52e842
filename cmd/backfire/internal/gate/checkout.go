package gate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const manifestPath = "contract/vectors/manifest.json"

// describe begins a report: which checkout it is about.
func (g *gate) describe(ctx context.Context) (*Report, error) {
	raw, err := os.ReadFile(filepath.Join(g.root, manifestPath))
	if err != nil {
		return nil, err
	}
	var manifest struct{ Contract int }
	if err := json.Unmarshal(raw, &manifest); err != nil {
		return nil, fmt.Errorf("%s: %w", manifestPath, err)
	}
	commit, err := g.run(ctx, g.root, nil, "git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty=+changes")
	if err != nil {
		return nil, err
	}
	split, err := readSplit(g.root)
	if err != nil {
		return nil, err
	}
	return &Report{
		Commit: strings.TrimSpace(commit), Contract: manifest.Contract,
		Manifest: fmt.Sprintf("%x", sha256.Sum256(raw)), Split: split,
	}, nil
}

// copyTo copies the files that git knows, or would add, to a folder of the gate's own, less those below the paths left out.
func (g *gate) copyTo(ctx context.Context, name string, leftOut ...string) (string, error) {
	list, err := g.run(ctx, g.root, nil, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return "", err
	}
	to := filepath.Join(g.temp, name)
	for path := range strings.SplitSeq(strings.TrimSuffix(list, "\x00"), "\x00") {
		if below(path, leftOut) {
			continue
		}
		if err := copyFile(filepath.Join(g.root, path), filepath.Join(to, path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return to, nil
}

// below reports whether a path is one of some paths, or lies in one of them.
func below(path string, roots []string) bool {
	for _, root := range roots {
		if path == root || strings.HasPrefix(path, root+"/") {
			return true
		}
	}
	return false
}

func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, content, info.Mode().Perm())
}

// run runs a program and returns what it printed, on both of its outputs. Variables of env replace those of the same name;
// with the first of env being "-" there are no others. A program that fails is an error with the end of what it printed.
func (g *gate) run(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	g.say("   %s %s", filepath.Base(name), strings.Join(args, " "))
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	if len(env) > 0 && env[0] == "-" {
		cmd.Env = env[1:]
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, tail(out.String()))
	}
	return out.String(), nil
}

// tail returns the last lines of a text, less what go test says of packages that pass.
func tail(text string) string {
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(text), "\n"), func(line string) bool {
		return strings.HasPrefix(line, "ok  \t") || strings.HasPrefix(line, "?   \t")
	})
	return strings.Join(lines[max(len(lines)-12, 0):], "\n")
}

// need fails with the names of the programs that are not there.
func need(programs ...string) error {
	var missing []string
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, program)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("cannot be tried without %s on the PATH", strings.Join(missing, ", "))
	}
	return nil
}

// removeAll removes a folder in which some folders may be read-only, as a module cache is.
func removeAll(dir string) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			_ = os.Chmod(path, 0o755)
		}
		return nil
	})
	_ = os.RemoveAll(dir)
}
