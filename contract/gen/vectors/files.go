package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

// Where the files are, from the root of the module. The second of each is the copy for the Rust workspace.
const (
	vectorsDir     = "contract/vectors"
	vectorsCopyDir = "kernel/testdata/vectors"
	tablesCopy     = "kernel/testdata/tables.bin"
	manifestName   = "manifest.json"
)

// files are contents by path from the root of the module, with slashes.
type files map[string][]byte

// elsewhere reports whether a file belongs to the Rust workspace and that is not here: it may be a repository of its own.
func elsewhere(root, path string) bool {
	if !strings.HasPrefix(path, "kernel/") {
		return false
	}
	_, err := os.Stat(filepath.Join(root, "kernel"))
	return errors.Is(err, fs.ErrNotExist)
}

// render returns every file that the suites give.
func render(suites []suite) (files, error) {
	blob := tables.Blob()
	manifest := object{{"version", version}, {"contract", fallback.Contract}, {"tables", object{{"sha256", digest(blob)}}}}
	tree := files{tablesCopy: blob}
	var entries []object
	total := 0
	for _, s := range suites {
		name := s.function + ".json"
		content, err := s.render()
		if err != nil {
			return nil, err
		}
		tree.add(name, content)
		entries = append(entries, object{{"file", name}, {"function", s.function}, {"count", len(s.cases)}, {"sha256", digest(content)}})
		total += len(s.cases)
	}
	var indented bytes.Buffer
	manifest = append(manifest, member{"count", total}, member{"files", entries})
	if err := json.Indent(&indented, encode(manifest), "", "  "); err != nil {
		return nil, err
	}
	indented.WriteByte('\n')
	tree.add(manifestName, indented.Bytes())
	return tree, nil
}

func (t files) add(name string, content []byte) {
	t[vectorsDir+"/"+name] = content
	t[vectorsCopyDir+"/"+name] = content
}

func digest(b []byte) string { return fmt.Sprintf("%x", sha256.Sum256(b)) }

// render writes a suite as JSON with one case a line, so that a change shows as the lines it touches.
func (s *suite) render() ([]byte, error) {
	b := fmt.Appendf(nil, "{\"version\":%d,\"function\":%q,\"cases\":[\n", version, s.function)
	for i, c := range s.cases {
		if i > 0 {
			b = append(b, ",\n"...)
		}
		b = append(b, `{"name":`...)
		b = appendString(b, c.Name)
		b = append(append(b, `,"in":`...), c.In...)
		key := `,"out":`
		if c.Err != nil {
			key = `,"err":`
		}
		b = append(append(b, key...), c.answer()...)
		b = append(b, '}')
	}
	b = append(b, "\n]}\n"...)
	if !json.Valid(b) {
		return nil, fmt.Errorf("%s: what was written is not JSON", s.function)
	}
	return b, nil
}

// parseSuite reads what render wrote.
func parseSuite(content []byte) (s suite, err error) {
	var file struct {
		Version  int
		Function string
		Cases    []answeredCase
	}
	if err := json.Unmarshal(content, &file); err != nil {
		return s, err
	}
	if file.Version != version {
		return s, fmt.Errorf("the format is version %d: want %d", file.Version, version)
	}
	return suite{function: file.Function, cases: file.Cases}, nil
}

// onDisk returns the suites of the module at root; none if there are no vectors yet.
func onDisk(root string) ([]suite, error) {
	paths, err := filepath.Glob(filepath.Join(root, vectorsDir, "*.json"))
	if err != nil {
		return nil, err
	}
	var suites []suite
	for _, path := range paths {
		if filepath.Base(path) == manifestName {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		s, err := parseSuite(content)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		suites = append(suites, s)
	}
	return suites, nil
}

// write writes the files below root and removes vectors that no source gives any more.
func (t files) write(root string) error {
	for path, content := range t {
		if elsewhere(root, path) {
			continue
		}
		full := filepath.Join(root, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(full, content, 0o644); err != nil {
			return err
		}
	}
	stray, err := t.stray(root)
	if err != nil {
		return err
	}
	for _, path := range stray {
		if err := os.Remove(filepath.Join(root, filepath.FromSlash(path))); err != nil {
			return err
		}
	}
	return nil
}

// compare returns an error that names every file below root that is not as it should be.
func (t files) compare(root string) error {
	stray, err := t.stray(root)
	if err != nil {
		return err
	}
	var errs []error
	for _, path := range stray {
		errs = append(errs, fmt.Errorf("%s comes from no source: remove it", path))
	}
	for _, path := range slices.Sorted(maps.Keys(t)) {
		if elsewhere(root, path) {
			continue
		}
		disk, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path)))
		if err != nil {
			errs = append(errs, err)
		} else if !bytes.Equal(disk, t[path]) {
			errs = append(errs, fmt.Errorf("%s is not what the sources give: run go run ./contract/gen/vectors", path))
		}
	}
	return errors.Join(errs...)
}

// stray returns the JSON files in the folders of vectors that are none of t.
func (t files) stray(root string) ([]string, error) {
	var stray []string
	for _, dir := range []string{vectorsDir, vectorsCopyDir} {
		entries, err := os.ReadDir(filepath.Join(root, filepath.FromSlash(dir)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, entry := range entries {
			path := dir + "/" + entry.Name()
			if _, known := t[path]; !known && strings.HasSuffix(path, ".json") {
				stray = append(stray, path)
			}
		}
	}
	return stray, nil
}

// moduleRoot finds the root of the module that the working directory lies in.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod in the working directory or above it: run vectors inside the module")
		}
		dir = parent
	}
}
