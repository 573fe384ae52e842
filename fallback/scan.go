package fallback

import (
	"strings"
)

// ScanMode says what a text is, which decides on the rules that are looked for.
type ScanMode uint8

// The modes.
const (
	ScanPrompt   ScanMode = iota // what a user typed
	ScanDocument                 // what a tool or retrieval returned
	ScanOutput                   // what a model answered
)

var scanModes = []string{"prompt", "document", "output"}

func (m ScanMode) String() string { return name(scanModes, int(m)) }

// Category is what a finding is about.
type Category uint8

// The categories. Secrets and personal data are what a text holds, all others are attacks.
const (
	CategoryOverride Category = iota
	CategoryRoleSwitch
	CategoryDelimiter
	CategoryExtraction
	CategoryOutputManipulation
	CategoryExfiltration
	CategoryToolAbuse
	CategoryJailbreak
	CategoryEncoded
	CategoryPathTraversal
	CategoryHiddenText
	categoryLayer // no finding, but a sign that a layer is near
	CategorySecret
	CategoryPII
	categoryCount                     // of those that rules have
	CategoryInjection = categoryCount // what a model finds, see InjectionScore
)

var categories = []string{
	"override", "role_switch", "delimiter", "extraction", "output_manipulation", "exfiltration", "tool_abuse", "jailbreak",
	"encoded", "path_traversal", "hidden_text", "layer", "secret", "pii", "injection",
}

func (c Category) String() string { return name(categories, int(c)) }

// Sensitive reports whether it is about what the text holds, secrets and personal data, and not what it tries to do.
func (c Category) Sensitive() bool { return c == CategorySecret || c == CategoryPII }

func name(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown"
}

// Layers says in which decodings of a text a finding was made, the outermost in the lowest four bits; 0 for the text as it
// is.
type Layers uint16

// Layer is one way in which text is encoded.
type Layer uint8

// The layers.
const (
	LayerBase64 Layer = iota + 1
	LayerHex
	LayerURL
	LayerHTML
	LayerEscape // \u0069, \x69
	LayerROT13
	LayerReversed
	LayerTags // Unicode tag characters
)

var layerNames = []string{"", "base64", "hex", "url", "html", "escape", "rot13", "reversed", "tags"}

func (l Layer) String() string { return name(layerNames, int(l)) }

// String returns the layers from the outermost to the innermost, joined by ">".
func (l Layers) String() string {
	var names []string
	for ; l != 0; l >>= 4 {
		names = append(names, Layer(l&15).String())
	}
	return strings.Join(names, ">")
}

// with returns the layers with one more inside.
func (l Layers) with(inner Layer) Layers {
	shift := 0
	for l>>shift != 0 {
		shift += 4
	}
	return l | Layers(inner)<<shift
}

// Finding is one thing that Scan found.
type Finding struct {
	Rule      int // Kernel.Rule tells of it
	Span      Span
	Layers    Layers // if not 0, Span is all of the encoded text
	Validated bool   // a check beside the pattern held, such as a check digit
}

// Scan is what a text holds. The zero value is ready for use; Kernel.Scan reuses its storage.
type Scan struct {
	Findings []Finding // in order of start, then of end, then of rule
	// Alive is the start of the earliest match that more text could complete or make longer; the length of the text if
	// there is none.
	Alive int

	matcher matcher
	layers  layerWork
}

// Rule returns what a rule is, and zero for a number that no rule has.
func (k *Kernel) Rule(number int) RuleInfo {
	if r := k.ruleAt(number); r != nil {
		return r.info
	}
	return RuleInfo{}
}

func (k *Kernel) ruleAt(number int) *rule {
	for _, set := range k.ruleSets {
		if number >= 0 && number < len(set.rules) {
			return &set.rules[number]
		}
		number -= len(set.rules)
	}
	return nil
}

// Rules returns how many rules there are.
func (k *Kernel) Rules() int {
	n := 0
	for _, set := range k.ruleSets {
		n += len(set.rules)
	}
	return n
}

// Scan looks for what the rules describe, in the text and in what is encoded in it.
func (k *Kernel) Scan(s *Scan, text string, mode ScanMode) {
	s.matcher.reset(k, mode)
	s.Alive = s.matcher.scan(text)
	s.layers.look(s, text)
	s.Findings = append(s.Findings[:0], k.resolve(s.matcher.found)...)
}
