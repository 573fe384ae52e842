package main

import (
	"fmt"
	"io"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/blob"
	"github.com/backfire-ai/backfire-go/internal/rules"
)

// ruleSection compiles the rules with the skeletons that a kernel makes with the other sections, and writes to report what
// they take.
func ruleSection(dir string, others []blob.Section, report io.Writer) (blob.Section, error) {
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
	fmt.Fprintf(report, "anchors of %d rules: %d bytes\n", len(all), compiled.Anchor)
	for _, size := range compiled.Sizes {
		fmt.Fprintf(report, "   %-36s %3d variants %4d anchors %7d bytes, looked at every %.0f bytes of prose\n",
			size.ID, size.Variants, size.Anchors, size.Bytes, 1/size.Hits)
	}
	return blob.Section{ID: secRuleBlob, Name: "RULES", Element: 1, Data: compiled.Tables}, nil
}
