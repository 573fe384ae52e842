package call

import (
	"maps"
	"slices"
	"strings"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
)

// function reads its input from r, which holds one well-formed value, and writes its result, one value, to s.out. What it
// wrote before an error is taken back.
type function func(s *server, r *wire.Reader) error

var functions = map[string]function{
	"fold":              callFold,
	"analyze":           callAnalyze,
	"signals":           callSignals,
	"ground":            callGround,
	"coherence":         callCoherence,
	"review":            callReview,
	"bm25":              callBM25,
	"halt":              callHalt,
	"stream":            callStream,
	"injection_verdict": callInjectionVerdict,
	"scan":              callScan,
	"redact":            callRedact,
	"softmax":           callSoftmax,
	"divergence":        callDivergence,
	"confidence":        callConfidence,
}

var functionNames = strings.Join(Functions(), ", ")

// Functions returns the names of the functions in alphabetical order.
func Functions() []string { return slices.Sorted(maps.Keys(functions)) }

// The fields that inputs are made of. Each stores what it reads where it is told.

func required(name string, read func() error) wire.Field { return wire.Field{Name: name, Read: read} }

func optional(name string, read func() error) wire.Field {
	return wire.Field{Name: name, Optional: true, Read: read}
}

func textInto(r *wire.Reader, dst *string) func() error {
	return func() (err error) { *dst, err = r.Text(); return err }
}

func floatInto(r *wire.Reader, dst *float64) func() error {
	return func() (err error) { *dst, err = r.Float(); return err }
}

func intInto(r *wire.Reader, dst *int) func() error {
	return func() (err error) { *dst, err = r.Int(); return err }
}

func floatsInto(r *wire.Reader, dst *[]float64) func() error {
	return func() error {
		return r.Array(func(int) error {
			f, err := r.Float()
			*dst = append(*dst, f)
			return err
		})
	}
}

func textsInto(r *wire.Reader, dst *[]string) func() error {
	return func() error {
		return r.Array(func(int) error {
			text, err := r.Text()
			*dst = append(*dst, text)
			return err
		})
	}
}

// spans writes a key and a list of spans.
func spans(w *wire.Writer, key string, list []fallback.Span) {
	w.Key(key)
	w.Array(func() {
		for _, s := range list {
			w.Pair(s.Start, s.End)
		}
	})
}
