package call

import (
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// callAnalyze: {text} → {sentences, words, numbers:[{start, end, value, unit}], names, negations, quotes}. A value is a
// plain decimal number, exact however long; the unit is null for a number without one.
func callAnalyze(s *server, r *wire.Reader) error {
	var text string
	if err := r.Fields(required("text", textInto(r, &text))); err != nil {
		return err
	}
	var a fallback.Analysis
	if err := s.kernel.Analyze(&a, text); err != nil {
		return err
	}
	s.out.Object(func() {
		spans(&s.out, "sentences", a.Sentences)
		s.out.Key("words")
		s.out.Array(func() {
			for i := range a.Tokens {
				s.out.Pair(int(a.Tokens[i].Start), int(a.Tokens[i].End))
			}
		})
		s.out.Key("numbers")
		s.out.Array(func() {
			for i := range a.Numbers {
				s.writeNumber(&a.Numbers[i])
			}
		})
		spans(&s.out, "names", a.Names)
		spans(&s.out, "negations", a.Negations)
		spans(&s.out, "quotes", a.Quotes)
	})
	return nil
}

func (s *server) writeNumber(n *fallback.Number) {
	s.out.Object(func() {
		s.out.Key("start")
		s.out.Int(int(n.Start))
		s.out.Key("end")
		s.out.Int(int(n.End))
		s.out.Key("value")
		s.out.Raw([]byte(n.Value()))
		s.out.Key("unit")
		unit := s.kernel.NumberUnit(n)
		if unit == "" {
			s.out.Null()
			return
		}
		s.out.Text(unit)
	})
}
