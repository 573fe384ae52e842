package main

import (
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/blob"
	"github.com/backfire-ai/backfire-go/internal/rules"
)

// ruleSection compiles the rules with the skeletons that a kernel makes with the other sections.
func ruleSection(dir string, others []blob.Section) (blob.Section, error) {
	k, err := fallback.Open(blob.Assemble(tableMagic, others))
	if err != nil {
		return blob.Section{}, err
	}
	all, err := rules.ReadDir(dir)
	if err != nil {
		return blob.Section{}, err
	}
	compiled, err := rules.Compile(all, func(text string) string {
		var s fallback.Skeleton
		k.Skeleton(&s, text)
		return string(s.Text)
	})
	if err != nil {
		return blob.Section{}, err
	}
	return blob.Section{ID: secRuleBlob, Name: "RULES", Element: 1, Data: compiled.Tables}, nil
}
