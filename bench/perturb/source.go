package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
)

// sourceRow is a line of the input: a pair (context, claim, label 1 where the context entails the claim), or a text.
type sourceRow struct {
	Context string `json:"context"`
	Claim   string `json:"claim"`
	Label   *int   `json:"label"`
	Text    string `json:"text"`
}

const (
	modeCopy       = "copy"
	modeParaphrase = "paraphrase"
)

// readStatements reads JSON Lines and returns the true statements in them, each claim once.
func readStatements(in io.Reader, mode string) ([]statement, error) {
	var out []statement
	seen := set{}
	add := func(s statement) {
		if usable(s.fact) && usable(s.claim) && !seen[s.claim] {
			seen[s.claim] = true
			out = append(out, s)
		}
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var row sourceRow
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("line %d: not a JSON object of the expected shape: %w", n, err)
		}
		switch {
		case row.Text != "" && mode == modeParaphrase:
			return nil, fmt.Errorf("line %d: mode paraphrase needs rows {context, claim, label}, this one has a text", n)
		case row.Text != "":
			for _, s := range splitText(row.Text) {
				add(statement{s, s, strconv.Itoa(n)})
			}
		case row.Label == nil || row.Context == "" || row.Claim == "":
			return nil, fmt.Errorf("line %d: want {context, claim, label} or {text}", n)
		case *row.Label == 1 && mode == modeCopy:
			add(statement{tidy(row.Context), tidy(row.Context), ""})
		case *row.Label == 1:
			add(statement{tidy(row.Context), tidy(row.Claim), ""})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	return out, nil
}
