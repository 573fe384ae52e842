package rules

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// View says which form of a text a rule reads.
type View string

// The two views.
const (
	Raw      View = "raw"      // the bytes as they are
	Skeleton View = "skeleton" // folded, confusable letters made ASCII, hidden characters dropped, spaced letters joined
)

// maxType is the longest name of a type, in bytes. With it and any number a placeholder stays as short as Restore looks for.
const maxType = 64

// Rule is one rule as it is written.
type Rule struct {
	ID        string // unique; lower-case words joined by dots and underscores
	Category  string // one of Categories
	Type      string // of personal data and secrets: what its placeholder is called, such as "EMAIL"; else ""
	View      View   // what it reads
	Pattern   string // see contract/rules/README.md for the subset
	Leet      bool   // letters may be written as digits and signs; of the skeleton only
	NotBefore string `toml:"not_before"` // a byte class, none of which may stand directly before the match
	NotAfter  string `toml:"not_after"`  // the same after it
	Value     string // a byte class: the finding is the longest suffix of the match in it; "" for the whole match

	ValueFirst bool `toml:"value_first"` // the longest prefix instead

	Validator string   // one of Validators, or ""
	Weight    int      // how much a match says by itself, 1 to 100
	Modes     []string // in which of Modes it is looked for; empty for all
	Match     []string // texts that it must match; ⟦ and ⟧ around the expected span
	Miss      []string // texts that it must not match

	file string
}

// Categories lists what a rule may be about.
var Categories = []string{
	"override", "role_switch", "delimiter", "extraction", "output_manipulation", "exfiltration", "tool_abuse", "jailbreak",
	"encoded", "path_traversal", "hidden_text", layer, "secret", "pii",
}

// layer is the category of words that give away an encoded text; see contract/rules/layers.toml.
const layer = "layer"

// Modes lists what a text may be: what a user typed, what a tool or retrieval returned, what a model answered.
var Modes = []string{"prompt", "document", "output"}

// Error says what is wrong with a rule.
type Error struct {
	File    string // "" for a rule that does not come from a file
	Rule    string // the rule's id, "" if the file itself is at fault
	Field   string // such as "pattern"
	Offset  int    // byte offset in the field's value, −1 if it is not about one place
	Problem string // what was wrong
	Want    string // what would be right
	Err     error  // the cause, if another error was
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		fmt.Fprintf(&b, "%s: ", e.File)
	}
	b.WriteString("rule")
	if e.Rule != "" {
		fmt.Fprintf(&b, " %s", e.Rule)
	}
	if e.Field != "" {
		fmt.Fprintf(&b, ": %s", e.Field)
	}
	if e.Offset >= 0 {
		fmt.Fprintf(&b, " at byte %d", e.Offset)
	}
	fmt.Fprintf(&b, ": %s", e.Problem)
	if e.Want != "" {
		fmt.Fprintf(&b, " (want %s)", e.Want)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// file is the shape of a rule file.
type file struct {
	Category string
	View     View
	Class    map[string][]string // alternatives that a pattern may name as {NAME}
	Rule     []Rule
}

// ReadDir reads all rule files (*.toml) of a folder, in order of their names.
func ReadDir(dir string) ([]Rule, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.toml"))
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	var all []Rule
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		rules, err := Parse(filepath.Base(path), data)
		if err != nil {
			return nil, err
		}
		all = append(all, rules...)
	}
	return all, Check(all)
}

// Parse reads a rule file. Its name is for errors.
func Parse(name string, data []byte) ([]Rule, error) {
	var f file
	meta, err := toml.Decode(string(data), &f)
	if err != nil {
		return nil, &Error{File: name, Offset: -1, Problem: err.Error(), Err: err}
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, &Error{File: name, Field: unknown[0].String(), Offset: -1, Problem: "not a key of a rule file"}
	}
	for i := range f.Rule {
		r := &f.Rule[i]
		r.file = name
		if r.Category == "" {
			r.Category = f.Category
		}
		if r.View == "" {
			r.View = f.View
		}
		if r.Pattern, err = r.expand(f.Class); err != nil {
			return nil, err
		}
	}
	return f.Rule, nil
}

// expand replaces {NAME} by the alternatives of that class. Other braces are repetitions and escapes.
func (r *Rule) expand(classes map[string][]string) (string, error) {
	var out strings.Builder
	rest := r.Pattern
	for {
		open := strings.IndexByte(rest, '{')
		if open < 0 || open+1 == len(rest) {
			break
		}
		out.WriteString(rest[:open])
		rest = rest[open:]
		end := strings.IndexByte(rest, '}')
		if rest[1] < 'A' || rest[1] > 'Z' || end < 0 || escaped(out.String()) {
			out.WriteByte('{')
			rest = rest[1:]
			continue
		}
		words, ok := classes[rest[1:end]]
		if !ok {
			return "", r.wrong("pattern", len(r.Pattern)-len(rest), "there is no class "+rest[1:end], "a name from [class]")
		}
		out.WriteString("(?:" + strings.Join(words, "|") + ")")
		rest = rest[end+1:]
	}
	return out.String() + rest, nil
}

// escaped reports whether a brace after the text belongs to an escape such as \x{200B}.
func escaped(before string) bool {
	return strings.HasSuffix(before, `\x`) || strings.HasSuffix(before, `\p`) || strings.HasSuffix(before, `\P`)
}

func (r *Rule) wrong(field string, offset int, problem, want string) *Error {
	return &Error{File: r.file, Rule: r.ID, Field: field, Offset: offset, Problem: problem, Want: want}
}

// Check returns the first thing that is wrong with any of the rules, besides their patterns.
func Check(all []Rule) error {
	seen := map[string]bool{}
	for i := range all {
		r := &all[i]
		if seen[r.ID] {
			return r.wrong("id", -1, "given twice", "an id of its own for each rule")
		}
		seen[r.ID] = true
		if err := r.check(); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rule) check() error {
	switch {
	case r.ID == "" || strings.Trim(r.ID, "abcdefghijklmnopqrstuvwxyz0123456789._-") != "":
		return r.wrong("id", -1, fmt.Sprintf("%q", r.ID), "lower-case letters, digits, dots, hyphens and underscores")
	case !slices.Contains(Categories, r.Category):
		return r.wrong("category", -1, fmt.Sprintf("%q", r.Category), "one of "+strings.Join(Categories, ", "))
	case r.View != Raw && r.View != Skeleton:
		return r.wrong("view", -1, fmt.Sprintf("%q", r.View), "raw or skeleton")
	case r.Leet && r.View != Skeleton:
		return r.wrong("leet", -1, "set for a rule that reads raw bytes", "view skeleton")
	case r.Weight < 1 || r.Weight > 100:
		return r.wrong("weight", -1, fmt.Sprint(r.Weight), "1 to 100")
	case r.Validator != "" && !slices.Contains(Validators, r.Validator):
		return r.wrong("validator", -1, fmt.Sprintf("%q", r.Validator), "one of "+strings.Join(Validators, ", "))
	case r.Validator != "" && r.View == Skeleton:
		return r.wrong("validator", -1, "set for a rule that reads the skeleton", "view raw: checks need the bytes as they are")
	case r.hasType() != (r.Type != ""):
		return r.wrong("type", -1, fmt.Sprintf("%q", r.Type), "one for personal data and secrets, and for nothing else")
	case len(r.Type) > maxType:
		return r.wrong("type", -1, fmt.Sprintf("of %d letters", len(r.Type)), fmt.Sprintf("at most %d: longer placeholders would not be found again", maxType))
	case strings.Trim(r.Type, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "":
		return r.wrong("type", -1, fmt.Sprintf("%q", r.Type), "capital letters, digits and underscores")
	}
	for _, m := range r.Modes {
		if !slices.Contains(Modes, m) {
			return r.wrong("modes", -1, fmt.Sprintf("%q", m), "some of "+strings.Join(Modes, ", "))
		}
	}
	return nil
}

func (r *Rule) hasType() bool {
	return r.Category == "pii" || r.Category == "secret" || r.Category == layer
}

// parseError turns what regexp/syntax says into an Error with its place.
func (r *Rule) parseError(field, pattern string, err error) error {
	offset := -1
	var s *syntax.Error
	if errors.As(err, &s) {
		offset = strings.Index(pattern, s.Expr)
	}
	return &Error{File: r.file, Rule: r.ID, Field: field, Offset: offset, Problem: err.Error(), Err: err}
}
