package backfire

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/backfire-ai/backfire-go/internal/kernel"
	"github.com/backfire-ai/backfire-go/internal/rules"
)

// Action says what a Guard does with a finding.
type Action string

// The actions, from the mildest to the strictest.
const (
	ActionIgnore Action = "ignore" // as if nothing had been found
	ActionFlag   Action = "flag"   // report it
	ActionRedact Action = "redact" // report it, and mask it in Check.Text; of prompts and documents only
	ActionHalt   Action = "halt"   // report it, and let the text go no further
)

// ScanPolicy says what a Guard does with what Scan finds, by what the text is and what the finding is about.
type ScanPolicy struct {
	// MinWeight is the weight from which a finding counts for what its action says; lighter ones are flagged at most
	// ("min_weight": 1 to 100; 75).
	MinWeight int
	// Sensitivity is how sure a model must be ("sensitivity": "strict", "balanced", "lenient" or "off"; balanced).
	Sensitivity Sensitivity
	// Prompt is for Guard.CheckPrompt ("prompt"; attacks and hidden text halt, what only a model takes for an attack and
	// personal data are flagged, secrets masked).
	Prompt ScanActions
	// Document is for Guard.CheckDocument ("document"; attacks and hidden text halt, the rest is flagged).
	Document ScanActions
	// Output is for what a Stream or Filter lets out ("output"; secrets and exfiltration halt, hidden text and personal
	// data are flagged, the rest is ignored). Nothing can be masked there: use a Redactor.
	Output ScanActions
	// Rules are looked for beside those that ship ("rules": a file such as those in contract/rules, relative to the policy
	// file).
	Rules []Rule
	// Canaries are phrases of your own, such as sentences of the system prompt, that are secrets of type CANARY wherever they
	// stand ("canaries": a list of texts of 8 to 400 bytes). Case, look-alike letters and what stands between words do not
	// matter.
	Canaries []string
	// Allow are texts that are no findings, compared with all of what a finding spans ("allow": a list of texts).
	Allow []string
}

// Rule is a rule as a rule file has it; contract/rules/README.md says what each field means.
type Rule = rules.Rule

// A RuleError says which rule cannot be used, which field of it is wrong and where, and what would be right.
type RuleError = rules.Error

// Bounds of a canary, in bytes.
const (
	minCanary = 8
	maxCanary = 400
)

// own returns the rules that the policy has of its own.
func (p *ScanPolicy) own() []Rule {
	all := slices.Clone(p.Rules)
	for i, phrase := range p.Canaries {
		all = append(all, Rule{
			ID: fmt.Sprintf("canary.%d", i+1), Category: CategorySecret.String(), Type: "CANARY", View: rules.Skeleton,
			Pattern: regexp.QuoteMeta(strings.Join(strings.FieldsFunc(phrase, betweenWords), " ")), Weight: 100,
		})
	}
	return all
}

// betweenWords reports whether a character may differ between a canary and what repeats it. What is between the words of a
// pattern matches any few ASCII characters but @ and $; marks of scripts that write no spaces are taken as they are.
func betweenWords(r rune) bool {
	return unicode.IsSpace(r) || (unicode.IsPunct(r) || unicode.IsSymbol(r)) && r != '@' && r != '$' && r < 0x3000
}

// NewScanner returns a Scanner of the policy's sensitivity that also looks for its own rules and canary phrases. It returns
// what the function NewScanner returns, and *RuleError for a rule that cannot be used.
func (p *ScanPolicy) NewScanner() (*Scanner, error) {
	k, err := openKernel()
	if err == nil {
		k, err = p.extend(k)
	}
	if err != nil {
		return nil, err
	}
	return newScanner(k).WithSensitivity(p.Sensitivity), nil
}

// extend returns a kernel that also looks for what the policy has of its own.
func (p *ScanPolicy) extend(k kernel.Kernel) (kernel.Kernel, error) {
	own := p.own()
	if len(own) == 0 {
		return k, nil
	}
	return kernel.WithRules(k, own)
}

// Action returns what the policy does with a finding in a text of some mode: ActionIgnore for one that it allows, ActionFlag
// at most for one lighter than MinWeight.
func (p *ScanPolicy) Action(text string, mode ScanMode, f Finding) Action {
	if p.allows(text[f.Span.Start:f.Span.End]) {
		return ActionIgnore
	}
	return p.action(mode, f.Category, f.Weight)
}

// ScanActions holds an action for each category, under the category's name.
type ScanActions [len(scanCategories)]Action

// scanCategories are the categories, in the order of ScanActions.
var scanCategories = [...]Category{
	CategoryOverride, CategoryRoleSwitch, CategoryDelimiter, CategoryExtraction, CategoryOutputManipulation, CategoryExfiltration,
	CategoryToolAbuse, CategoryJailbreak, CategoryEncoded, CategoryPathTraversal, CategoryHiddenText, CategorySecret, CategoryPII,
	CategoryInjection,
}

// Of returns the action for a category.
func (a *ScanActions) Of(c Category) Action {
	if p := a.at(c); p != nil {
		return *p
	}
	return ActionIgnore
}

// Set sets the actions for some categories.
func (a *ScanActions) Set(action Action, categories ...Category) {
	for _, c := range categories {
		if p := a.at(c); p != nil {
			*p = action
		}
	}
}

func (a *ScanActions) at(c Category) *Action {
	for i, one := range scanCategories {
		if one == c {
			return &a[i]
		}
	}
	return nil
}

// defaultScanPolicy is what DefaultPolicy has for Scan.
func defaultScanPolicy() ScanPolicy {
	p := ScanPolicy{MinWeight: 75, Sensitivity: SensitivityBalanced}
	for _, a := range []*ScanActions{&p.Prompt, &p.Document} {
		a.Set(ActionHalt, scanCategories[:]...)
		a.Set(ActionFlag, CategoryPII, CategorySecret, CategoryInjection)
	}
	p.Prompt.Set(ActionRedact, CategorySecret)
	p.Output.Set(ActionIgnore, scanCategories[:]...)
	p.Output.Set(ActionHalt, CategorySecret, CategoryExfiltration)
	p.Output.Set(ActionFlag, CategoryHiddenText, CategoryPII)
	return p
}

// keys returns where the value of each key of the section goes.
func (p *ScanPolicy) keys(into map[string]any) {
	into["scan.min_weight"] = &p.MinWeight
	into["scan.sensitivity"] = &p.Sensitivity
	into["scan.canaries"] = &p.Canaries
	into["scan.allow"] = &p.Allow
	into["scan.rules"] = &p.Rules
	for mode, actions := range map[string]*ScanActions{"prompt": &p.Prompt, "document": &p.Document, "output": &p.Output} {
		for i, c := range scanCategories {
			into["scan."+mode+"."+c.String()] = &actions[i]
		}
	}
}

// validate returns the first thing wrong with it.
func (p *ScanPolicy) validate() error {
	if err := within("scan.min_weight", p.MinWeight, 1, 100); err != nil {
		return err
	}
	if err := oneOf("scan.sensitivity", p.Sensitivity, SensitivityStrict, SensitivityBalanced, SensitivityLenient, SensitivityOff); err != nil {
		return err
	}
	for i, c := range scanCategories {
		for _, one := range []struct {
			mode   string
			action Action
		}{{"prompt", p.Prompt[i]}, {"document", p.Document[i]}} {
			if err := oneOf("scan."+one.mode+"."+c.String(), one.action, ActionIgnore, ActionFlag, ActionRedact, ActionHalt); err != nil {
				return err
			}
		}
		if err := oneOf("scan.output."+c.String(), p.Output[i], ActionIgnore, ActionFlag, ActionHalt); err != nil {
			return err
		}
	}
	for _, phrase := range p.Canaries {
		if len(phrase) < minCanary || len(phrase) > maxCanary {
			return &PolicyError{Key: "scan.canaries", Value: quote(phrase), Want: fmt.Sprintf("texts of %d to %d bytes", minCanary, maxCanary)}
		}
	}
	return nil
}

// allows reports whether a text is none to find.
func (p *ScanPolicy) allows(text string) bool { return slices.Contains(p.Allow, text) }

// action returns what is to be done with a finding.
func (p *ScanPolicy) action(mode ScanMode, category Category, weight int) Action {
	actions := &p.Prompt
	switch mode {
	case ScanDocument:
		actions = &p.Document
	case ScanOutput:
		actions = &p.Output
	}
	action := actions.Of(category)
	if weight < p.MinWeight && category != CategoryInjection && action != ActionIgnore {
		return ActionFlag
	}
	return action
}

// active reports whether anything is to be done with any finding.
func (a *ScanActions) active() bool {
	for _, one := range a {
		if one != ActionIgnore {
			return true
		}
	}
	return false
}
