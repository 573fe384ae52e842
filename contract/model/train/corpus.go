package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// corpora are the texts that were written for the models.
type corpora struct {
	prompts []example // attacks and harmless ones
	plain   []string  // documents without instructions to who reads them
	planted []string  // instructions that somebody could put into a document
}

// corpusFile is one file of the folder: prompts named by their language, documents by what they are.
type corpusFile struct {
	Benign, Attack []string
	Plain, Planted []string
}

// readCorpora reads a folder of corpora: LANGUAGE.toml, LANGUAGE_SUBJECT.toml and documents*.toml.
func readCorpora(dir string) (corpora, error) {
	var out corpora
	paths, err := filepath.Glob(filepath.Join(dir, "*.toml"))
	if err != nil {
		return out, err
	}
	slices.Sort(paths)
	for _, path := range paths {
		var file corpusFile
		meta, err := toml.DecodeFile(path, &file)
		if err != nil {
			return out, err
		}
		if unknown := meta.Undecoded(); len(unknown) > 0 {
			return out, fmt.Errorf("%s: %s is not a key of a corpus", path, unknown[0])
		}
		lang, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".toml"), "_")
		for _, text := range file.Benign {
			out.prompts = append(out.prompts, example{text: text, weight: 1, source: "own benign", family: "own", lang: lang})
		}
		for _, text := range file.Attack {
			out.prompts = append(out.prompts, example{text: text, attack: true, weight: 1, source: "own attack", family: "own", lang: lang})
		}
		out.plain = append(out.plain, file.Plain...)
		out.planted = append(out.planted, file.Planted...)
	}
	return out, nil
}

// promptTexts are the texts for the model of prompts.
func promptTexts(own corpora, labelled map[string][]example) []example {
	var out []example
	for _, f := range labelledFiles {
		if f.weight > 0 {
			out = append(out, labelled[f.name]...)
		}
	}
	out = append(out, own.prompts...)
	for _, text := range own.plain {
		out = append(out, example{text: text, weight: 1, source: "own documents", family: "own", lang: "en"})
	}
	return out
}
