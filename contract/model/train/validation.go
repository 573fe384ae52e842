package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// validationSet is what thresholds and calibration are chosen on, by the name of each part. Nothing is fitted to it.
type validationSet map[string][]example

// readValidation reads the validation set. Parts whose names begin with "benign" are harmless.
func readValidation(path string, r reader) (validationSet, error) {
	var file map[string][]string
	if _, err := toml.DecodeFile(path, &file); err != nil {
		return nil, err
	}
	out := validationSet{}
	for name, texts := range file {
		for _, text := range texts {
			out[name] = append(out[name], example{text: text, attack: !strings.HasPrefix(name, "benign"), source: name})
		}
		out[name] = r.read(out[name])
	}
	return out, nil
}

func (v validationSet) parts(names ...string) validationSet {
	out := validationSet{}
	for _, name := range names {
		out[name] = v[name]
	}
	return out
}

// prompts are the parts that a user could type.
func (v validationSet) prompts() validationSet {
	return v.parts("hijack", "extraction", "jailbreak", "translated", "benign_trigger", "benign_chat", "benign_translated")
}

// documents are the parts that a tool could return.
func (v validationSet) documents() validationSet {
	return v.parts("planted", "indirect", "benign_documents")
}

func (v validationSet) names() []string { return slices.Sorted(maps.Keys(v)) }

// margins returns the margins of the attacks and of the harmless texts.
func (v validationSet) margins(m *model) (attacks, harmless []float64) {
	for _, name := range v.names() {
		if strings.HasPrefix(name, "benign") {
			harmless = append(harmless, margins(m, v[name])...)
		} else {
			attacks = append(attacks, margins(m, v[name])...)
		}
	}
	return attacks, harmless
}

func margins(m *model, all []example) []float64 {
	out := make([]float64, len(all))
	for i := range all {
		out[i] = m.margin(&all[i])
	}
	return out
}
