package fallback

import "encoding/binary"

// Layout of a model in the tables, as contract/SPEC.md lists it.
const (
	maxModelWindow = 128
	modelHeader    = 8 * 4
	modelWeights   = 1 << featureBits
)

// injectionModel is one table of weights.
type injectionModel struct {
	window   int     // tokens that are weighed together
	contrast int64   // how much of the mean window is taken off, in 256ths
	scale    float64 // a margin of this much is one unit of log-odds
	bias     int64
	points   [3]int64 // margins from which a text is taken for an attack: strict, balanced, lenient
	weights  []int16  // by feature
}

// readInjectionModel decodes a model; an empty section is one that knows nothing.
func readInjectionModel(id int, b []byte) (*injectionModel, error) {
	if len(b) == 0 {
		return nil, nil
	}
	if len(b) != modelHeader+2*modelWeights {
		return nil, badSection(id, "a header and a weight for each feature")
	}
	at := func(i int) int64 { return int64(int32(binary.LittleEndian.Uint32(b[4*i:]))) }
	m := &injectionModel{
		window: int(at(0)), contrast: at(1), scale: float64(at(2)), bias: at(3), points: [3]int64{at(4), at(5), at(6)},
		weights: make([]int16, modelWeights),
	}
	if m.window < 1 || m.window > maxModelWindow || m.contrast < 0 || m.contrast > 256 || m.scale < 1 {
		return nil, badSection(id, "a window of 1 to 128 tokens, a contrast of 0 to 256, a scale above 0")
	}
	for i := range m.weights {
		m.weights[i] = int16(binary.LittleEndian.Uint16(b[modelHeader+2*i:]))
	}
	return m, nil
}

// InjectionScore says how likely a text is an attack on a model.
type InjectionScore struct {
	Score float64 // in [0,1]
	Span  Span    // of the words that speak most for it, in bytes of the text
}

// InjectionWork is what InjectionScore works with. The zero value is ready for use; reusing one saves allocations.
type InjectionWork struct {
	skeleton Skeleton
	weights  [maxModelWindow]int32 // of the last tokens
	starts   [maxModelWindow]int   // where they start
}

// InjectionScore asks the model for a mode: the one for prompts whether a text is an attack, the one for documents whether
// there is an instruction to who reads it. It is zero for outputs, for tables without models and for texts without words. The time is linear in the
// length of the text.
func (k *Kernel) InjectionScore(w *InjectionWork, text string, mode ScanMode) InjectionScore {
	m := k.modelFor(mode)
	if m == nil {
		return InjectionScore{}
	}
	k.Skeleton(&w.skeleton, text)
	margin, span := m.margin(k, w)
	if span.Len() == 0 { // no words, nothing to say
		return InjectionScore{}
	}
	return InjectionScore{Score: m.score(margin), Span: w.skeleton.span(text, span)}
}

// InjectionPoints returns the scores from which a text of a mode is taken for an attack: by a strict, a balanced and a
// lenient reader. They are 1 where there is no model.
func (k *Kernel) InjectionPoints(mode ScanMode) (strict, balanced, lenient float64) {
	m := k.modelFor(mode)
	if m == nil {
		return 1, 1, 1
	}
	return m.score(m.points[0]), m.score(m.points[1]), m.score(m.points[2])
}

func (k *Kernel) modelFor(mode ScanMode) *injectionModel {
	if int(mode) < len(k.models) {
		return k.models[mode]
	}
	return nil
}

// score turns a margin into a probability.
func (m *injectionModel) score(margin int64) float64 {
	return 1 / (1 + exp(float64(-margin)/m.scale))
}

// margin weighs the heaviest window of the skeleton in w, which it returns, against the mean one.
func (m *injectionModel) margin(k *Kernel, w *InjectionWork) (margin int64, heaviest Span) {
	r := tokenReader[[]byte]{k: k, text: w.skeleton.Text}
	var s featureState
	var f [maxFeatures]uint32
	var sum, total, best int64
	n := 0
	for t, ok := r.next(); ok; t, ok = r.next() {
		weight := int32(0)
		for _, feature := range f[:s.add(t, &r.grams, &f)] {
			weight += int32(m.weights[feature%modelWeights])
		}
		slot := n % m.window
		if n >= m.window {
			sum -= int64(w.weights[slot])
		}
		w.weights[slot], w.starts[slot] = weight, r.start
		sum += int64(weight)
		total += int64(weight)
		n++
		if n <= m.window {
			best, heaviest = sum, Span{w.starts[0], r.at}
		} else if sum > best {
			best, heaviest = sum, Span{w.starts[n%m.window], r.at}
		}
	}
	if n == 0 {
		return 0, Span{}
	}
	mean := m.contrast * total / 256 * int64(min(n, m.window)) / int64(n)
	return best - mean + m.bias, heaviest
}
