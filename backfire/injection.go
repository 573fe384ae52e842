package backfire

import "github.com/backfire-ai/backfire-go/fallback"

// Sensitivity says how sure an injection model must be of an attack.
type Sensitivity string

// The sensitivities. docs/ACCURACY.md says what each catches, and how much that is none.
const (
	SensitivityStrict   Sensitivity = "strict"   // rather too much: about one harmless text in ten
	SensitivityBalanced Sensitivity = "balanced" // about one harmless text in thirty
	SensitivityLenient  Sensitivity = "lenient"  // about one harmless text in a hundred
	SensitivityOff      Sensitivity = "off"      // no model is asked
)

// Injection is what is known of a text as an attack on a model.
type Injection struct {
	Score    float64 // how likely it is one, in [0,1]: what a model says, or the heaviest rule for attacks that matches
	Detected bool    // a model is as sure as the Scanner's sensitivity asks, or a rule of weight 75 and more matches
	Span     Span    // what speaks most for it, in bytes of the text
}

// WithSensitivity returns a Scanner that differs in how sure a model must be.
func (s *Scanner) WithSensitivity(sensitivity Sensitivity) *Scanner {
	other := *s
	other.sensitivity = sensitivity
	return &other
}

// Injection says whether a text is an attack on a model: in mode ScanPrompt as what a user typed, in mode ScanDocument as
// what should hold no instructions. For ScanOutput only rules are asked. Its time is linear in the length of the text.
func (s *Scanner) Injection(text string, mode ScanMode) (Injection, error) {
	work := s.work.Get().(*scanWork)
	defer s.work.Put(work)
	if err := s.kernel.Scan(&work.scan, text, mode); err != nil {
		return Injection{}, err
	}
	var out Injection
	for i := range work.scan.Findings {
		f := s.finding(work.scan.Findings[i], 0)
		if score := float64(f.Weight) / 100; sureAttack(f) && score > out.Score {
			out = Injection{Score: score, Detected: true, Span: f.Span}
		}
	}
	if s.sensitivity == SensitivityOff {
		return out, nil
	}
	got, err := s.kernel.InjectionScore(&work.model, text, mode)
	if err != nil {
		return Injection{}, err
	}
	if got.Score > out.Score {
		out.Score, out.Span = got.Score, got.Span
	}
	out.Detected = out.Detected || got.Score >= s.point(mode)
	return out, nil
}

// sureWeight is the weight from which a rule for attacks decides by itself. It is the default of ScanPolicy.MinWeight.
const sureWeight = 75

// sureAttack reports whether what a rule found is an attack by itself.
func sureAttack(f Finding) bool { return !f.Category.Sensitive() && f.Weight >= sureWeight }

// model returns what the model for a mode finds, if it is sure enough.
func (s *Scanner) model(work *fallback.InjectionWork, text string, mode ScanMode) (found Finding, ok bool, err error) {
	if s.sensitivity == SensitivityOff || mode == ScanOutput {
		return Finding{}, false, nil
	}
	got, err := s.kernel.InjectionScore(work, text, mode)
	if err != nil || got.Score < s.point(mode) || got.Span.Len() == 0 {
		return Finding{}, false, err
	}
	return Finding{Rule: "model." + mode.String(), Category: CategoryInjection, Span: got.Span, Weight: max(1, int(100*got.Score))}, true, nil
}

// point returns the score from which a text is taken for an attack.
func (s *Scanner) point(mode ScanMode) float64 {
	strict, balanced, lenient := s.kernel.InjectionPoints(mode)
	switch s.sensitivity {
	case SensitivityStrict:
		return strict
	case SensitivityLenient:
		return lenient
	}
	return balanced
}
