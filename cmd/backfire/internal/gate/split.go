package gate

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/BurntSushi/toml"
)

// Split is how far the plan has come to make kernel/ and formal/ repositories of their own.
type Split struct {
	Allowed bool   // two releases in a row passed with a stable contract
	Why     string // or why not
	Steps   []Step
}

// Step is one step of the plan in contract/extraction.toml.
type Step struct {
	Name  string `toml:"name"`
	State string `toml:"state"`
}

// release is an entry of contract/history.toml, the oldest first.
type release struct {
	Version  string `toml:"version"`
	Contract int    `toml:"contract"`
	Gate     string `toml:"gate"`
}

// readSplit reads the history of releases and the plan. Neither need be there.
func readSplit(root string) (Split, error) {
	var history struct {
		Releases []release `toml:"release"`
	}
	var plan struct {
		Steps []Step `toml:"step"`
	}
	if err := readTOML(filepath.Join(root, "contract", "history.toml"), &history); err != nil {
		return Split{}, err
	}
	if err := readTOML(filepath.Join(root, "contract", "extraction.toml"), &plan); err != nil {
		return Split{}, err
	}
	s := judge(history.Releases)
	s.Steps = plan.Steps
	return s, nil
}

func readTOML(path string, to any) error {
	_, err := toml.DecodeFile(path, to)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// judge applies the rule of two releases.
func judge(releases []release) Split {
	if len(releases) < 2 {
		return Split{Why: fmt.Sprintf("%d of 2 releases have been made", len(releases))}
	}
	last, before := releases[len(releases)-1], releases[len(releases)-2]
	for _, r := range []release{before, last} {
		if r.Gate != string(Go) {
			return Split{Why: fmt.Sprintf("the gate of release %s was %s", r.Version, r.Gate)}
		}
	}
	if last.Contract != before.Contract {
		return Split{Why: fmt.Sprintf("the contract changed from %d to %d with release %s", before.Contract, last.Contract, last.Version)}
	}
	return Split{Allowed: true, Why: fmt.Sprintf("releases %s and %s passed with contract %d", before.Version, last.Version, last.Contract)}
}
