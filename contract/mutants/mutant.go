package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// A mutant is one wrong change.
type mutant struct {
	Name     string // what is wrong, in words
	Kind     string // which part it is in; a key of checks
	Function string // of the contract; "" for what is none's alone
	File     string // from the root of the module
	Old, New string // Old occurs once in the file
	Suites   string // of formal/cases, that replay it; of what formal/ is about only
}

// load reads the list of mutants and refuses one that is incomplete, unknown or there twice.
func load(path string) ([]mutant, error) {
	var file struct{ Mutant []mutant }
	meta, err := toml.DecodeFile(path, &file)
	if err != nil {
		return nil, err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, fmt.Errorf("%s: unknown key %s", path, unknown[0])
	}
	var names []string
	for _, m := range file.Mutant {
		if m.Name == "" || m.File == "" || m.Old == "" || m.Old == m.New {
			return nil, fmt.Errorf("%s: mutant %q: want name, file, old, and another new", path, m.Name)
		}
		if checks[m.Kind] == nil {
			return nil, fmt.Errorf("%s: mutant %q: no kind %q", path, m.Name, m.Kind)
		}
		if slices.Contains(names, m.Name) {
			return nil, fmt.Errorf("%s: mutant %q is there twice", path, m.Name)
		}
		names = append(names, m.Name)
	}
	return file.Mutant, nil
}

// apply makes the change below root and returns what takes it back.
func (m *mutant) apply(root string) (undo func() error, err error) {
	path := filepath.Join(root, filepath.FromSlash(m.File))
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if n := strings.Count(string(content), m.Old); n != 1 {
		return nil, fmt.Errorf("the code has changed: the old text occurs %d times in %s, want once", n, m.File)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	changed := strings.Replace(string(content), m.Old, m.New, 1)
	undo = func() error { return os.WriteFile(path, content, info.Mode().Perm()) }
	return undo, os.WriteFile(path, []byte(changed), info.Mode().Perm())
}
