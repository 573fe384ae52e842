package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	statements = regexp.MustCompile(`(?s)\bTheorem\s+([A-Za-z0-9_']+)(.*?)\bProof\.`)
	// unproved is what Coq takes without a proof. Print Assumptions shows what a theorem rests on; this shows what nothing
	// rests on yet.
	unproved = regexp.MustCompile(`\b(Admitted|admit|Axioms?|Parameters?|Conjecture|Abort|Unset\s+\w+\s+Checking|bypass_check)\b`)
	comments = regexp.MustCompile(`(?s)\(\*.*?\*\)`) // of which none here holds another
)

// theoremsIn returns the text of every theorem of formal/, by its name in the manifest.
func theoremsIn(root string) (map[string]string, error) {
	files, err := filepath.Glob(filepath.Join(root, "formal", "*.v"))
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		text := comments.ReplaceAllString(string(raw), " ")
		if word := unproved.FindString(text); word != "" {
			return nil, fmt.Errorf("formal/%s has the word %s: want proofs only", filepath.Base(file), word)
		}
		module := strings.TrimSuffix(filepath.Base(file), ".v")
		for _, s := range statements.FindAllStringSubmatch(text, -1) {
			found[module+"."+s[1]] = strings.Join(strings.Fields(s[2]), " ")
		}
	}
	return found, nil
}
