package call

import (
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// document is a text with an id. An id is a text or a whole number; answers give it back as it came, but 1 and "1" are
// the same id.
type document struct {
	id, text string
	json     []byte // the id as it goes back
}

func documentsInto(r *wire.Reader, dst *[]document) func() error {
	return func() error {
		return r.Array(func(int) error {
			var d document
			err := r.Fields(
				required("id", func() error { return d.readID(r) }),
				required("text", textInto(r, &d.text)),
			)
			*dst = append(*dst, d)
			return err
		})
	}
}

func (d *document) readID(r *wire.Reader) (err error) {
	var w wire.Writer
	if r.Next() == "a number" {
		n, err := r.Int()
		w.Int(n)
		d.id, d.json = string(w.Bytes()), w.Bytes()
		return err
	}
	d.id, err = r.Text()
	w.Text(d.id)
	d.json = w.Bytes()
	return err
}

// newIndex indexes documents in their order and returns a snapshot of the index.
func (s *server) newIndex(docs []document, params fallback.BM25) (kernel.Snapshot, error) {
	x, err := s.kernel.NewIndex(params)
	if err != nil {
		return nil, err
	}
	defer x.Close()
	for _, d := range docs {
		if err := x.Add(d.id, d.text); err != nil {
			return nil, err
		}
	}
	return x.Snapshot()
}
