package backfire

import (
	"context"
	"log/slog"
	"strings"
)

// Check is what a Guard has to say of a text before a model sees it.
type Check struct {
	Action   Action    // the strictest action of all findings; ActionIgnore if there are none
	Findings []Finding // those that the policy does not ignore, in order of their place
	Text     string    // the text, with what the policy says masked: <SECRET> for what it was
}

// CheckPrompt scans what a user typed, as Policy.Scan says for prompts. A caller should send Text, and nothing at all if
// Action is ActionHalt. To have masked parts back in the answer, use a Redactor.
func (g *Guard) CheckPrompt(text string) (Check, error) { return g.check(text, ScanPrompt) }

// CheckDocument scans what a tool or retrieval returned, as Policy.Scan says for documents.
func (g *Guard) CheckDocument(text string) (Check, error) { return g.check(text, ScanDocument) }

func (g *Guard) check(text string, mode ScanMode) (Check, error) {
	out := Check{Action: ActionIgnore, Text: text}
	policy := &g.policy.Scan
	model := policy.action(mode, CategoryInjection, 0)
	found, err := g.scanner.scan(text, mode, func(f Finding) bool { // no model could make it stricter
		action := policy.Action(text, mode, f)
		return sureAttack(f) && action != ActionIgnore && stricter(action, model) == action
	})
	if err != nil {
		return Check{}, err
	}
	var masked []Masked
	for _, f := range found {
		action := policy.Action(text, mode, f)
		if action == ActionIgnore {
			continue
		}
		out.Findings = append(out.Findings, f)
		out.Action = stricter(out.Action, action)
		if action == ActionRedact {
			masked = append(masked, Masked{Type: placeholderType(f), Span: f.Span})
		}
	}
	out.Text = mask(text, mergeSpans(masked))
	if out.Action == ActionHalt {
		g.log.LogAttrs(context.Background(), slog.LevelWarn, "halted before the model", slog.String("mode", mode.String()), slog.Int("findings", len(out.Findings)))
	}
	return out, nil
}

func placeholderType(f Finding) string {
	if f.Type != "" {
		return f.Type
	}
	return strings.ToUpper(f.Category.String())
}

// mask replaces spans, which are in order and apart, by their types.
func mask(text string, spans []Masked) string {
	if len(spans) == 0 {
		return text
	}
	var out strings.Builder
	at := 0
	for _, m := range spans {
		out.WriteString(text[at:m.Span.Start])
		out.WriteString("<" + m.Type + ">")
		at = m.Span.End
	}
	out.WriteString(text[at:])
	return out.String()
}

// stricter returns the stricter of two actions.
func stricter(a, b Action) Action {
	for _, action := range []Action{ActionHalt, ActionRedact, ActionFlag} {
		if a == action || b == action {
			return action
		}
	}
	return ActionIgnore
}
