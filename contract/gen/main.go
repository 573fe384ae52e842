// Command gen compiles the lexicons in contract/lexicon and Unicode's character data into contract/tables/tables.bin.
//
//	go run ./contract/gen          write the tables
//	go run ./contract/gen -check   fail if the tables on disk are not what the sources give
//	go run ./contract/gen -v       also print the size of every section and rule
//
// It runs anywhere inside the module. The same sources always give the same bytes.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/backfire-ai/backfire-go/internal/blob"
)

func main() {
	check := flag.Bool("check", false, "compare with the tables on disk instead of writing them")
	verbose := flag.Bool("v", false, "print the size of every section")
	flag.Parse()
	if err := run(*check, *verbose, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run compiles the tables of the module around the working directory and writes them, or compares them.
func run(check, verbose bool, out io.Writer) error {
	contract, err := contractDir()
	if err != nil {
		return err
	}
	details := io.Discard
	if verbose {
		details = out
	}
	sections, err := compile(contract, details)
	if err != nil {
		return err
	}
	if verbose {
		for _, s := range sections {
			fmt.Fprintf(out, "%2d %-18s %8d bytes %7d elements\n", s.ID, s.Name, len(s.Data), len(s.Data)/s.Element)
		}
	}
	tables := blob.Assemble(tableMagic, sections)
	path := filepath.Join(contract, "tables", "tables.bin")
	if !check {
		return os.WriteFile(path, tables, 0o644)
	}
	disk, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(disk, tables) {
		return fmt.Errorf("%s is out of date: run go generate ./contract/tables", path)
	}
	return nil
}

// compile reads everything under the contract directory and returns the sections in order of their numbers. It
// writes details of the rules as it goes.
func compile(contract string, details io.Writer) ([]blob.Section, error) {
	lexiconDir := filepath.Join(contract, "lexicon")
	if err := checkUnicodeVersion(); err != nil {
		return nil, err
	}
	lex, err := readLexicon(lexiconDir)
	if err != nil {
		return nil, err
	}
	classes, err := classSections()
	if err != nil {
		return nil, err
	}
	folds, err := foldSections()
	if err != nil {
		return nil, err
	}
	words, err := lexiconSections(lex)
	if err != nil {
		return nil, err
	}
	confusables, err := confusableSections(lex.confusables)
	if err != nil {
		return nil, err
	}
	sections := slices.Concat(classes, folds, words, confusables)
	rules, err := ruleSection(filepath.Join(contract, "rules"), sections, details)
	if err != nil {
		return nil, err
	}
	models, err := modelSections(filepath.Join(contract, "model"), sections)
	if err != nil {
		return nil, err
	}
	return slices.Concat(sections, []blob.Section{rules}, models), nil
}

// contractDir finds the contract directory of the module that the working directory lies in.
func contractDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "contract"), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod in the working directory or above it: run gen inside the module")
		}
		dir = parent
	}
}
