package call

import (
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

// The columns of three-class NLI models in their usual order: entailment, neutral, contradiction.
const (
	neutralColumn       = 1
	contradictionColumn = 2
)

// callSoftmax: {logits, cols} → {values}. The matrix is given row by row.
func callSoftmax(s *server, r *wire.Reader) error {
	var logits []float64
	var cols int
	err := r.Fields(required("logits", floatsInto(r, &logits)), required("cols", intInto(r, &cols)))
	if err != nil {
		return err
	}
	return s.writeValues(s.kernel.Softmax(nil, logits, cols))
}

// callDivergence: {probs, cols, contradiction?, neutral?} → {values}, one a row; the columns count from 0 and are 2 and 1
// unless given.
func callDivergence(s *server, r *wire.Reader) error {
	var probs []float64
	var cols int
	contradiction, neutral := contradictionColumn, neutralColumn
	err := r.Fields(
		required("probs", floatsInto(r, &probs)),
		required("cols", intInto(r, &cols)),
		optional("contradiction", intInto(r, &contradiction)),
		optional("neutral", intInto(r, &neutral)),
	)
	if err != nil {
		return err
	}
	return s.writeValues(s.kernel.Divergence(nil, probs, cols, contradiction, neutral))
}

// callConfidence: {probs, cols} → {values}, one a row.
func callConfidence(s *server, r *wire.Reader) error {
	var probs []float64
	var cols int
	err := r.Fields(required("probs", floatsInto(r, &probs)), required("cols", intInto(r, &cols)))
	if err != nil {
		return err
	}
	return s.writeValues(s.kernel.Confidence(nil, probs, cols))
}

func (s *server) writeValues(values []float64, err error) error {
	if err != nil {
		return err
	}
	s.out.Object(func() {
		s.out.Key("values")
		s.out.Array(func() {
			for _, v := range values {
				s.out.Float(v)
			}
		})
	})
	return nil
}
