package kernel

import (
	"slices"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/internal/blob"
	"github.com/backfire-ai/backfire-go/internal/rules"
)

// WithRules returns a kernel like k that also looks for these rules, numbered after those that ship. It returns a *rules.Error
// for a rule that cannot be compiled.
func WithRules(k Kernel, all []rules.Rule) (Kernel, error) {
	if err := rules.Check(all); err != nil {
		return nil, err
	}
	var fault error
	compiled, err := rules.Compile(all, func(text string) string {
		skeleton, err := k.Skeleton(nil, text)
		if err != nil {
			fault = err
		}
		return string(skeleton)
	})
	if fault != nil {
		return nil, fault
	}
	if err != nil {
		return nil, err
	}
	sections, err := blob.Sections(tables.Blob())
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(sections, func(s blob.Section) bool { return s.ID > blob.UserRules })
	sections = slices.Insert(sections, at, blob.Section{ID: blob.UserRules, Name: "USER_RULES", Element: 1, Data: compiled.Tables})
	return k.reopen(blob.Assemble(blob.TableMagic, sections))
}
