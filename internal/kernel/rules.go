package kernel

import (
	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/blob"
	"github.com/backfire-ai/backfire-go/internal/rules"
)

// withRules is a kernel that also looks for rules of a user's. It scans in Go.
type withRules struct {
	Kernel
	scan *fallback.Kernel
}

func (k withRules) Scan(s *fallback.Scan, text string, mode fallback.ScanMode) error {
	k.scan.Scan(s, text, mode)
	return nil
}

func (k withRules) Rule(number int) fallback.RuleInfo { return k.scan.Rule(number) }

// WithRules returns a kernel that also looks for these rules, numbered after those that ship. It returns a *rules.Error for
// a rule that cannot be compiled.
func WithRules(k Kernel, all []rules.Rule) (Kernel, error) {
	base, err := fallback.Open(tables.Blob())
	if err != nil {
		return nil, err
	}
	if err := rules.Check(all); err != nil {
		return nil, err
	}
	compiled, err := rules.Compile(all, func(text string) string {
		var s fallback.Skeleton
		base.Skeleton(&s, text)
		return string(s.Text)
	})
	if err != nil {
		return nil, err
	}
	sections, err := blob.Sections(tables.Blob())
	if err != nil {
		return nil, err
	}
	sections = append(sections, blob.Section{ID: blob.UserRules, Name: "USER_RULES", Element: 1, Data: compiled.Tables})
	extended, err := fallback.Open(blob.Assemble(blob.TableMagic, sections))
	if err != nil {
		return nil, err
	}
	return withRules{k, extended}, nil
}
