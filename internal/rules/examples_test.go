package rules

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/fallback"
)

// TestExamples scans the examples of every rule that ships with a kernel that has this rule alone.
func TestExamples(t *testing.T) {
	all, err := ReadDir("../../contract/rules")
	require.NoError(t, err)
	for _, r := range all {
		t.Run(r.ID, func(t *testing.T) {
			assert.GreaterOrEqual(t, len(r.Match), 1, "examples that match")
			assert.GreaterOrEqual(t, len(r.Miss), 2, "near misses")
			one := r
			if r.Category == layer { // a sign is no finding by itself
				one.Category, one.Type = "encoded", ""
			}
			k := open(t, one)
			for _, example := range r.Match {
				want, text := marked(example)
				found := scanAll(k, text, r.Modes)
				if !assert.NotEmpty(t, found, "%s does not match %q", r.ID, text) {
					continue
				}
				if want.Len() > 0 {
					assert.Equal(t, text[want.Start:want.End], text[found[0].Span.Start:found[0].Span.End], "%s in %q", r.ID, text)
				}
			}
			for _, text := range r.Miss {
				assert.Empty(t, scanAll(k, text, r.Modes), "%s matches %q", r.ID, text)
			}
		})
	}
}

// scanAll scans in the first mode that a rule is looked for in.
func scanAll(k *fallback.Kernel, text string, modes []string) []fallback.Finding {
	mode := fallback.ScanPrompt
	for i, m := range Modes {
		if len(modes) > 0 && m == modes[0] {
			mode = fallback.ScanMode(i)
		}
	}
	var s fallback.Scan
	k.Scan(&s, text, mode)
	return s.Findings
}

// marked takes the marks out of an example.
func marked(example string) (span fallback.Span, text string) {
	before, rest, ok := strings.Cut(example, "⟦")
	if !ok {
		return span, example
	}
	inside, after, _ := strings.Cut(rest, "⟧")
	return fallback.Span{Start: len(before), End: len(before) + len(inside)}, before + inside + after
}
