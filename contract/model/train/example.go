package main

import (
	"slices"

	"github.com/backfire-ai/backfire-go/fallback"
)

// example is a text with its label.
type example struct {
	text   string
	attack bool
	weight float64 // in the fit
	source string  // where it comes from, for reports
	family string  // the kind of attack, to leave out together
	lang   string

	features []uint32 // fallback.MaxInjectionFeatures a token, once it has been read
}

func (e *example) tokens() int { return len(e.features) / perToken }

const perToken = fallback.MaxInjectionFeatures

// reader finds the features of texts.
type reader struct{ kernel *fallback.Kernel }

// read returns the examples with their features.
func (r reader) read(all []example) []example {
	out := slices.Clone(all)
	var s fallback.Skeleton
	for i := range out {
		r.kernel.Skeleton(&s, out[i].text)
		out[i].features = r.kernel.InjectionFeatures(nil, s.Text)
	}
	return out
}

// where returns the examples that a condition holds for.
func where(all []example, keep func(*example) bool) []example {
	var out []example
	for i := range all {
		if keep(&all[i]) {
			out = append(out, all[i])
		}
	}
	return out
}
