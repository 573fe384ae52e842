package call

import (
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// callFold: {text} → {folded, map}, where map[i] is the offset in text of byte i of folded.
func callFold(s *server, r *wire.Reader) error {
	var text string
	if err := r.Fields(required("text", textInto(r, &text))); err != nil {
		return err
	}
	var f fallback.Folded
	if err := s.kernel.Fold(&f, text); err != nil {
		return err
	}
	s.out.Object(func() {
		s.out.Key("folded")
		s.out.Text(string(f.Text))
		s.out.Key("map")
		s.out.Array(func() {
			for _, offset := range f.Map {
				s.out.Int(int(offset))
			}
		})
	})
	return nil
}
