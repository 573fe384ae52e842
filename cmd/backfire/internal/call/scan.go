package call

import (
	"strings"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// scanModes are the names of the modes.
var scanModes = []fallback.ScanMode{fallback.ScanPrompt, fallback.ScanDocument, fallback.ScanOutput}

// modeInto reads the name of a mode.
func modeInto(r *wire.Reader, dst *fallback.ScanMode) func() error {
	return func() error {
		name, err := r.Text()
		if err != nil {
			return err
		}
		var names []string
		for _, m := range scanModes {
			if m.String() == name {
				*dst = m
				return nil
			}
			names = append(names, m.String())
		}
		return &wire.Error{Code: wire.InvalidValue, Text: "mode " + name + "; want one of " + strings.Join(names, ", ")}
	}
}

// callScan: {text, mode?} → {findings:[{rule, category, type, start, end, layer, weight, validated}], injection:{score,
// detected}}. mode is prompt if it is left out.
func callScan(s *server, r *wire.Reader) error {
	var text string
	var mode fallback.ScanMode
	if err := r.Fields(required("text", textInto(r, &text)), optional("mode", modeInto(r, &mode))); err != nil {
		return err
	}
	var scan fallback.Scan
	if err := s.kernel.Scan(&scan, text, mode); err != nil {
		return err
	}
	scanner, err := backfire.NewScanner()
	if err != nil {
		return err
	}
	injection, err := scanner.Injection(text, mode)
	if err != nil {
		return err
	}
	s.out.Object(func() {
		s.out.Key("findings")
		s.out.Array(func() {
			for _, f := range scan.Findings {
				s.finding(f)
			}
		})
		s.out.Key("injection")
		s.out.Object(func() {
			s.out.Key("score")
			s.out.Float(injection.Score)
			s.out.Key("detected")
			s.out.Bool(injection.Detected)
		})
	})
	return nil
}

func (s *server) finding(f fallback.Finding) {
	rule := s.kernel.Rule(f.Rule)
	s.out.Object(func() {
		for _, member := range [][2]string{{"rule", rule.ID}, {"category", rule.Category.String()}, {"type", rule.Type}} {
			s.out.Key(member[0])
			s.out.Text(member[1])
		}
		s.out.Key("start")
		s.out.Int(f.Span.Start)
		s.out.Key("end")
		s.out.Int(f.Span.End)
		s.out.Key("layer")
		s.out.Text(f.Layers.String())
		s.out.Key("weight")
		s.out.Int(rule.Weight)
		s.out.Key("validated")
		s.out.Bool(f.Validated)
	})
}

// callRedact: {text, mode?} → {text, items:[{placeholder, type, start, end}]}. Each call has a vault of its own.
func callRedact(s *server, r *wire.Reader) error {
	var text string
	var mode fallback.ScanMode
	if err := r.Fields(required("text", textInto(r, &text)), optional("mode", modeInto(r, &mode))); err != nil {
		return err
	}
	scanner, err := backfire.NewScanner()
	if err != nil {
		return err
	}
	redactor := scanner.NewRedactor()
	defer redactor.Close()
	masked, items, err := redactor.Mask(text, mode)
	if err != nil {
		return err
	}
	s.out.Object(func() {
		s.out.Key("text")
		s.out.Text(masked)
		s.out.Key("items")
		s.out.Array(func() {
			for _, m := range items {
				s.out.Object(func() {
					s.out.Key("placeholder")
					s.out.Text(m.Placeholder)
					s.out.Key("type")
					s.out.Text(m.Type)
					s.out.Key("start")
					s.out.Int(m.Span.Start)
					s.out.Key("end")
					s.out.Int(m.Span.End)
				})
			}
		})
	})
	return nil
}
