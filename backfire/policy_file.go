package backfire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/backfire-ai/backfire-go/internal/rules"
)

// maxPolicySize is the size of the largest policy file, in bytes.
const maxPolicySize = 1 << 20

// LoadPolicy reads a policy file: YAML (or JSON, which is YAML) with the keys that the comments of Policy name. Keys that
// are left out have their defaults. A key that is unknown, given twice or out of range is refused with a *PolicyError,
// and so is a file that cannot be read.
func LoadPolicy(path string) (Policy, error) {
	file, err := os.Open(path)
	if err != nil {
		return Policy{}, &PolicyError{File: path, Err: err}
	}
	defer file.Close()
	p, err := parsePolicy(file, filepath.Dir(path))
	var wrong *PolicyError
	if errors.As(err, &wrong) {
		wrong.File = path
	}
	return p, err
}

// ParsePolicy reads a policy as LoadPolicy does. Paths in it are relative to the working directory.
func ParsePolicy(r io.Reader) (Policy, error) { return parsePolicy(r, "") }

func parsePolicy(r io.Reader, dir string) (Policy, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxPolicySize+1))
	switch {
	case err != nil:
		return Policy{}, &PolicyError{Err: err}
	case len(data) > maxPolicySize:
		return Policy{}, &PolicyError{Want: fmt.Sprintf("at most %d bytes", maxPolicySize)}
	}
	p := DefaultPolicy()
	f := policyFile{keys: p.keys(), lines: map[string]int{}, dir: dir}
	if err := f.parse(data); err != nil {
		return Policy{}, err
	}
	if err := p.Validate(); err != nil {
		return Policy{}, f.locate(err)
	}
	return p, nil
}

// keys returns where the value of each key of a policy file goes.
func (p *Policy) keys() map[string]any {
	keys := map[string]any{
		"mode":                   &p.Mode,
		"strict":                 &p.Strict,
		"keep_claims":            &p.KeepClaims,
		"hold.max_bytes":         &p.Hold.MaxBytes,
		"hold.on_overflow":       &p.Hold.OnOverflow,
		"hold.max_wait":          &p.Hold.MaxWait,
		"hold.on_timeout":        &p.Hold.OnTimeout,
		"coherence.threshold":    &p.Coherence.Threshold,
		"coherence.soft_limit":   &p.Coherence.SoftLimit,
		"coherence.weight_logic": &p.Coherence.WeightLogic,
		"coherence.weight_fact":  &p.Coherence.WeightFact,
		"halt.enabled":           &p.Halt.Enabled,
		"halt.hard_limit":        &p.Halt.HardLimit,
		"halt.window":            &p.Halt.Window,
		"halt.window_threshold":  &p.Halt.WindowThreshold,
		"halt.trend_window":      &p.Halt.TrendWindow,
		"halt.trend_threshold":   &p.Halt.TrendThreshold,
		"nli.deadline":           &p.NLI.Deadline,
		"nli.on_failure":         &p.NLI.OnFailure,
		"nli.max_abandoned":      &p.NLI.MaxAbandoned,
	}
	p.Scan.keys(keys)
	return keys
}

// policyFile fills a policy from YAML.
type policyFile struct {
	keys  map[string]any
	lines map[string]int // where each key or section stands
	dir   string         // what paths in it are relative to; "" for the working directory
}

func (f *policyFile) parse(data []byte) error {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF): // nothing but comments: all defaults
		return nil
	case err != nil:
		return &PolicyError{Err: err}
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return &PolicyError{Line: more.Line, Want: "a single YAML document", Err: err}
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil
	}
	return f.section("", root)
}

// section reads the keys of a mapping whose keys begin with the prefix.
func (f *policyFile) section(prefix string, node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return &PolicyError{
			Line: node.Line, Key: strings.TrimSuffix(prefix, "."), Want: "keys: " + strings.Join(f.under(prefix), ", "),
		}
	}
	for i := 0; i < len(node.Content); i += 2 {
		key := prefix + node.Content[i].Value
		line := node.Content[i].Line
		if first, twice := f.lines[key]; twice {
			return &PolicyError{Line: line, Key: key, Value: "given twice", Want: fmt.Sprintf("it once: see line %d", first)}
		}
		f.lines[key] = line
		if err := f.value(prefix, key, node.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// value reads the value of a key, which may be a section.
func (f *policyFile) value(prefix, key string, node *yaml.Node) error {
	if target, ok := f.keys[key]; ok {
		if list, ok := target.(*[]Rule); ok {
			return f.rules(key, node, list)
		}
		if want := decodePolicyValue(node, target); want != "" {
			return &PolicyError{Line: node.Line, Key: key, Value: fmt.Sprintf("%q", node.Value), Want: want}
		}
		return nil
	}
	if len(f.under(key+".")) > 0 {
		return f.section(key+".", node)
	}
	return &PolicyError{
		Line: f.lines[key], Key: key, Value: "not a key of a policy", Want: "one of " + strings.Join(f.under(prefix), ", "),
	}
}

// rules reads the rules of the file that a key names.
func (f *policyFile) rules(key string, node *yaml.Node, list *[]Rule) (err error) {
	if node.Kind != yaml.ScalarNode || node.ShortTag() != "!!str" {
		return &PolicyError{Line: node.Line, Key: key, Value: fmt.Sprintf("%q", node.Value), Want: "the path of a rule file"}
	}
	path := node.Value
	if !filepath.IsAbs(path) {
		path = filepath.Join(f.dir, path)
	}
	if *list, err = ruleFile(path); err != nil {
		return &PolicyError{Line: node.Line, Key: key, Err: err}
	}
	return nil
}

// under returns the keys and sections directly under a prefix, sorted.
func (f *policyFile) under(prefix string) []string {
	var names []string
	for key := range f.keys {
		if name, ok := strings.CutPrefix(key, prefix); ok {
			name, _, _ = strings.Cut(name, ".")
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// decodePolicyValue sets what target points at and returns "", or says what would be right.
func decodePolicyValue(node *yaml.Node, target any) (want string) {
	if list, ok := target.(*[]string); ok {
		return decodeTexts(node, list)
	}
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" {
		return "a single value"
	}
	switch t := target.(type) {
	case *bool:
		if node.ShortTag() != "!!bool" || node.Decode(t) != nil {
			return "true or false"
		}
	case *int:
		if node.ShortTag() != "!!int" || node.Decode(t) != nil {
			return "a whole number"
		}
	case *float64:
		if tag := node.ShortTag(); tag != "!!float" && tag != "!!int" || node.Decode(t) != nil {
			return "a number"
		}
	case *time.Duration:
		d, err := time.ParseDuration(node.Value)
		if err != nil {
			return `a duration such as "800ms" or "2s"`
		}
		*t = d
	case *Mode:
		*t = Mode(node.Value)
	case *HoldFailure:
		*t = HoldFailure(node.Value)
	case *Action:
		*t = Action(node.Value)
	case *NLIFailure:
		*t = NLIFailure(node.Value)
	}
	return ""
}

// decodeTexts sets a list of texts.
func decodeTexts(node *yaml.Node, list *[]string) (want string) {
	const texts = "a list of texts"
	if node.Kind != yaml.SequenceNode {
		return texts
	}
	for _, item := range node.Content {
		if item.Kind != yaml.ScalarNode || item.ShortTag() != "!!str" {
			return texts
		}
		*list = append(*list, item.Value)
	}
	return ""
}

// ruleFile reads the rules of a file.
func ruleFile(path string) ([]Rule, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return rules.Parse(path, data)
}

// locate adds to the error of a validation the line of the key at fault, or of its section.
func (f *policyFile) locate(err error) error {
	var wrong *PolicyError
	if !errors.As(err, &wrong) {
		return err
	}
	wrong.Line = f.lines[wrong.Key]
	if section, _, ok := strings.Cut(wrong.Key, "."); ok && wrong.Line == 0 {
		wrong.Line = f.lines[section]
	}
	return wrong
}
