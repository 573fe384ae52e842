package main

import (
	"math"
	"math/rand/v2"

	"github.com/backfire-ai/backfire-go/fallback"
)

const tableSize = 1 << fallback.InjectionFeatureBits

// settings say how a model reads and how it is fitted.
type settings struct {
	window   int     // tokens that are weighed together
	contrast float64 // how much of the mean window is taken off, in whole 256ths
	epochs   int
	rate     float64
	decay    float64
	// byKind are factors of the rate for each kind of feature, in the order of the kinds of package fallback: words and
	// what stands before them less than classes of words, which hold for words that were not seen.
	byKind [12]float64
}

var (
	promptSettings   = settings{window: 96, contrast: 0, epochs: 8, rate: .05, decay: 1e-4, byKind: rates}
	documentSettings = settings{window: 12, contrast: .25, epochs: 8, rate: .05, decay: 1e-4, byKind: rates}
	rates            = [12]float64{.5, .5, .5, .5, .5, 1, 1, 1, 1, 1, 1, .25}
)

// model is a linear one: the margin of a text is the sum of the weights of the features of its heaviest window, less contrast
// times the mean window, plus bias.
type model struct {
	settings
	weights []float64
	bias    float64
}

// bucket returns the weight that a feature has.
func bucket(feature uint32) uint32 { return feature % tableSize }

// tokenFeatures returns the features of a token.
func (e *example) tokenFeatures(i int) []uint32 {
	f := e.features[i*perToken : (i+1)*perToken]
	for n, feature := range f {
		if feature == fallback.NoFeature {
			return f[:n]
		}
	}
	return f
}

// heaviest returns the sum of the heaviest window, where it starts, and the sum of all tokens.
func (m *model) heaviest(e *example) (best float64, at int, total float64) {
	sums := make([]float64, e.tokens()+1)
	for i := range e.tokens() {
		sums[i+1] = sums[i]
		for _, f := range e.tokenFeatures(i) {
			sums[i+1] += m.weights[bucket(f)]
		}
	}
	total = sums[len(sums)-1]
	if e.tokens() <= m.window {
		return total, 0, total
	}
	best = math.Inf(-1)
	for i := 0; i+m.window <= e.tokens(); i++ {
		if s := sums[i+m.window] - sums[i]; s > best {
			best, at = s, i
		}
	}
	return best, at, total
}

// share is how much of the sum of all tokens is taken off.
func (m *model) share(e *example) float64 {
	return m.contrast * float64(min(e.tokens(), m.window)) / float64(max(e.tokens(), 1))
}

// margin is the log-odds of an attack, before it is calibrated.
func (m *model) margin(e *example) float64 {
	best, _, total := m.heaviest(e)
	return best - m.share(e)*total + m.bias
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// minGradient is the error below which a text is passed over.
const minGradient = 1e-4

// fit fits a model by stochastic gradient descent on the logistic loss of the heaviest window, with a rate for each weight
// that falls with what it has been moved (Adagrad). The weights are the mean of those after each of the later epochs.
func fit(all []example, s settings) *model {
	m := &model{settings: s, weights: make([]float64, tableSize)}
	moved, movedBias := make([]float64, tableSize), 0.0
	mean, meanBias, means := make([]float64, tableSize), 0.0, 0.0
	r := rand.New(rand.NewPCG(1, 7))
	order := r.Perm(len(all))
	step := func(value *float64, moved *float64, gradient, rate float64) {
		*moved += gradient * gradient
		*value -= rate * gradient / math.Sqrt(*moved+1e-3)
	}
	for epoch := range s.epochs {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			e := &all[i]
			best, at, total := m.heaviest(e)
			label := 0.0
			if e.attack {
				label = 1
			}
			share := m.share(e)
			g := (sigmoid(best-share*total+m.bias) - label) * e.weight
			if math.Abs(g) < minGradient {
				continue
			}
			for t := range e.tokens() {
				by := -share
				if t >= at && t < at+m.window {
					by++
				}
				if by == 0 {
					continue
				}
				for _, f := range e.tokenFeatures(t) {
					w := &m.weights[bucket(f)]
					step(w, &moved[bucket(f)], g*by+s.decay*e.weight**w, s.rate*s.byKind[f/tableSize])
				}
			}
			step(&m.bias, &movedBias, g, s.rate)
		}
		if epoch >= s.epochs/2 {
			for i, w := range m.weights {
				mean[i] += w
			}
			meanBias += m.bias
			means++
		}
	}
	for i := range mean {
		m.weights[i] = mean[i] / means
	}
	m.bias = meanBias / means
	return m
}
