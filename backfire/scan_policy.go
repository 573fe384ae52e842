package backfire

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
	// Prompt is for Guard.CheckPrompt ("prompt"; attacks and hidden text halt, secrets are masked, personal data flagged).
	Prompt ScanActions
	// Document is for Guard.CheckDocument ("document"; attacks and hidden text halt, secrets and personal data are flagged).
	Document ScanActions
	// Output is for what a Stream or Filter lets out ("output"; secrets and exfiltration halt, hidden text and personal
	// data are flagged, the rest is ignored). Nothing can be masked there: use a Redactor.
	Output ScanActions
}

// ScanActions holds an action for each category, under the category's name.
type ScanActions [len(scanCategories)]Action

// scanCategories are the categories, in the order of ScanActions.
var scanCategories = [...]Category{
	CategoryOverride, CategoryRoleSwitch, CategoryDelimiter, CategoryExtraction, CategoryOutputManipulation, CategoryExfiltration,
	CategoryToolAbuse, CategoryJailbreak, CategoryEncoded, CategoryPathTraversal, CategoryHiddenText, CategorySecret, CategoryPII,
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
	p := ScanPolicy{MinWeight: 75}
	for _, a := range []*ScanActions{&p.Prompt, &p.Document} {
		a.Set(ActionHalt, scanCategories[:]...)
		a.Set(ActionFlag, CategoryPII, CategorySecret)
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
	return nil
}

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
	if weight < p.MinWeight && action != ActionIgnore {
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
