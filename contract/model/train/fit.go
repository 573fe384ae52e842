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
	// leftAlone is the share of each harmless part of the validation set that is left alone at the strict, the balanced and
	// the lenient point.
	leftAlone [3]float64
}

var (
	promptSettings = settings{
		window: 96, contrast: 0, epochs: 8, rate: .05, decay: 1e-4, byKind: rates, leftAlone: [3]float64{.92, .97, .99},
	}
	documentSettings = settings{ // its validation set is of documents that were written to be hard
		window: 12, contrast: .25, epochs: 8, rate: .05, decay: 1e-4, byKind: rates, leftAlone: [3]float64{.87, .93, .98},
	}
	rates = [12]float64{.5, .5, .5, .5, .5, 1, 1, 1, 1, 1, 1, .25}
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

// runs is how many fits in different orders a model is the mean of.
const runs = 3

// fit fits a model by stochastic gradient descent on the logistic loss of the heaviest window, with a rate for each weight
// that falls with what it has been moved (Adagrad). The weights are the mean of those after each of the later epochs of all
// runs.
func fit(all []example, s settings) *model {
	mean := &model{settings: s, weights: make([]float64, tableSize)}
	means := 0.0
	for run := range runs {
		f := newFitting(s, uint64(run))
		for epoch := range s.epochs {
			f.epoch(all)
			if epoch < s.epochs/2 {
				continue
			}
			for i, w := range f.weights {
				mean.weights[i] += w
			}
			mean.bias += f.bias
			means++
		}
	}
	for i := range mean.weights {
		mean.weights[i] /= means
	}
	mean.bias /= means
	return mean
}

// fitting is a model that is being fitted.
type fitting struct {
	model
	moved     []float64 // squares of the gradients of each weight, added up
	movedBias float64
	random    *rand.Rand
	order     []int
}

func newFitting(s settings, run uint64) *fitting {
	return &fitting{
		model: model{settings: s, weights: make([]float64, tableSize)}, moved: make([]float64, tableSize), random: rand.New(rand.NewPCG(1+run, 7)),
	}
}

// epoch takes a step for each example, in an order of its own.
func (f *fitting) epoch(all []example) {
	for i := len(f.order); i < len(all); i++ {
		f.order = append(f.order, i)
	}
	f.random.Shuffle(len(f.order), func(i, j int) { f.order[i], f.order[j] = f.order[j], f.order[i] })
	for _, i := range f.order {
		f.learn(&all[i])
	}
}

// learn takes a step for one example.
func (f *fitting) learn(e *example) {
	best, at, total := f.heaviest(e)
	label := 0.0
	if e.attack {
		label = 1
	}
	share := f.share(e)
	g := (sigmoid(best-share*total+f.bias) - label) * e.weight
	if math.Abs(g) < minGradient {
		return
	}
	for t := range e.tokens() {
		by := -share
		if t >= at && t < at+f.window {
			by++
		}
		if by == 0 {
			continue
		}
		for _, feature := range e.tokenFeatures(t) {
			w := &f.weights[bucket(feature)]
			step(w, &f.moved[bucket(feature)], g*by+f.decay*e.weight**w, f.rate*f.byKind[feature/tableSize])
		}
	}
	step(&f.bias, &f.movedBias, g, f.rate)
}

func step(value, moved *float64, gradient, rate float64) {
	*moved += gradient * gradient
	*value -= rate * gradient / math.Sqrt(*moved+1e-3)
}
