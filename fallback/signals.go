package fallback

// Numeric says how the numbers of a claim stand to those of a source.
type Numeric uint8

// The values of Numeric.
const (
	NumericNone        Numeric = iota // nothing to compare
	NumericConsistent                 // every number of the claim that can be compared is in the source
	NumericConflicting                // some number of the claim has only other values beside it
)

func (n Numeric) String() string {
	return nameOf(int(n), "none", "consistent", "conflicting")
}

// Signals are the lexical measures of a claim against a source, each in [0,1].
type Signals struct {
	EntityOverlap float64 // Jaccard of the words of names; 1 if neither text has any
	Numeric       Numeric
	NegationFlip  bool    // one text negates and the other does not, and they share three content words or more
	Traceability  float64 // share of the claim's content words found in the source; 1 if it has none
	WordOverlap   float64 // Jaccard of all words; 0 if neither text has any
	Lite          float64 // divergence: 0 for a text against itself; .5 if either is empty
}

// comparedNumbers is how many numbers of a text are compared: the work grows with the product of both.
const comparedNumbers = 512

// flipWords is the number of shared content words that a negation flip needs.
const flipWords = 3

// Marks of wordSet in Signals.
const (
	inSource = 1 << iota
	inClaim
)

// Signals measures claim against source, which may be whole texts.
func (k *Kernel) Signals(s *Scratch, claim, source *Analysis) Signals {
	out := Signals{
		EntityOverlap: k.EntityOverlap(s, claim, source),
		Numeric:       k.NumericConsistency(claim, source),
		WordOverlap:   k.WordOverlap(s, claim, source),
	}
	var shared int
	out.Traceability, shared = traceability(s, claim, source)
	out.NegationFlip = flips(claim, source, shared)
	out.Lite = lite(claim, source, out)
	return out
}

// EntityOverlap is Signals.EntityOverlap alone.
func (k *Kernel) EntityOverlap(s *Scratch, claim, source *Analysis) float64 {
	return jaccard(s, claim, source, propName, Token.surface, 1)
}

// WordOverlap is Signals.WordOverlap alone.
func (k *Kernel) WordOverlap(s *Scratch, claim, source *Analysis) float64 {
	return jaccard(s, claim, source, 0, Token.stemmed, 0)
}

func (t Token) surface() uint64 { return t.Hash }
func (t Token) stemmed() uint64 { return t.Stem }

// jaccard is |A∩B| / |A∪B| over the keys of the tokens with all of want, signs left out; empty if both sets are.
func jaccard(s *Scratch, claim, source *Analysis, want tokenProps, key func(Token) uint64, empty float64) float64 {
	s.words.reset(len(claim.Tokens) + len(source.Tokens))
	union, both := 0, 0
	for i := range source.Tokens {
		t := &source.Tokens[i]
		if t.props&(want|propSign) != want {
			continue
		}
		h := key(*t)
		if slot, found := s.words.find(h); !found {
			s.words.put(slot, h, inSource)
			union++
		}
	}
	for i := range claim.Tokens {
		t := &claim.Tokens[i]
		if t.props&(want|propSign) != want {
			continue
		}
		h := key(*t)
		slot, found := s.words.find(h)
		switch {
		case !found:
			s.words.put(slot, h, inClaim)
			union++
		case slot.mark == inSource:
			slot.mark |= inClaim
			both++
		}
	}
	if union == 0 {
		return empty
	}
	return float64(both) / float64(union)
}

// Traceability is Signals.Traceability alone.
func (k *Kernel) Traceability(s *Scratch, claim, source *Analysis) float64 {
	share, _ := traceability(s, claim, source)
	return share
}

// traceability also returns the number of distinct content words that both texts have.
func traceability(s *Scratch, claim, source *Analysis) (share float64, shared int) {
	s.words.reset(len(claim.Tokens) + len(source.Tokens))
	for i := range source.Tokens {
		if t := &source.Tokens[i]; t.Content() {
			if slot, found := s.words.find(t.Stem); !found {
				s.words.put(slot, t.Stem, inSource)
			}
		}
	}
	distinct := 0
	for i := range claim.Tokens {
		t := &claim.Tokens[i]
		if !t.Content() {
			continue
		}
		slot, found := s.words.find(t.Stem)
		switch {
		case !found:
			s.words.put(slot, t.Stem, inClaim)
			distinct++
		case slot.mark == inSource:
			slot.mark |= inClaim
			distinct++
			shared++
		}
	}
	if distinct == 0 {
		return 1, 0
	}
	return float64(shared) / float64(distinct), shared
}

// NegationFlip is Signals.NegationFlip alone.
func (k *Kernel) NegationFlip(s *Scratch, claim, source *Analysis) bool {
	if (len(claim.Negations) > 0) == (len(source.Negations) > 0) {
		return false
	}
	_, shared := traceability(s, claim, source)
	return flips(claim, source, shared)
}

func flips(claim, source *Analysis, shared int) bool {
	return (len(claim.Negations) > 0) != (len(source.Negations) > 0) && shared >= flipWords
}

// NumericConsistency is Signals.Numeric alone.
func (k *Kernel) NumericConsistency(claim, source *Analysis) Numeric {
	out := NumericNone
	numbers := source.Numbers[:min(len(source.Numbers), comparedNumbers)]
	for i := range min(len(claim.Numbers), comparedNumbers) {
		switch k.bestRelation(&claim.Numbers[i], numbers) {
		case equalNumbers, roundedTo:
			out = NumericConsistent
		case otherValue, otherUnit:
			return NumericConflicting
		}
	}
	return out
}

// bestRelation returns the closest relation of x to any of the numbers.
func (k *Kernel) bestRelation(x *Number, numbers []Number) relation {
	best := unrelated
	for i := range numbers {
		switch r := k.compare(x, &numbers[i]); r {
		case equalNumbers, roundedTo:
			return r
		case otherValue, otherUnit:
			if best == unrelated && !x.vague && !numbers[i].vague {
				best = r
			}
		}
	}
	return best
}

// lite is 1 − (.4·word overlap + .2·length ratio + .2·entity overlap + .2·(1 − .3·flip)), .5 if either text is empty.
func lite(claim, source *Analysis, s Signals) float64 {
	a, b := len(claim.Tokens), len(source.Tokens)
	if a == 0 || b == 0 {
		return .5
	}
	ratio := float64(min(a, b)) / float64(max(a, b))
	flip := 1.0
	if s.NegationFlip {
		flip = .7 // 1 − .3
	}
	sum := float64(.4 * s.WordOverlap)
	sum += float64(.2 * ratio)
	sum += float64(.2 * s.EntityOverlap)
	sum += float64(.2 * flip)
	return max(0, 1-sum)
}
