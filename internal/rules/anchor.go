package rules

import "math"

// Limits of what is searched for in one pass.
const (
	maxAnchors      = 128  // strings that anchor one variant
	maxAnchorLength = 20   // bytes of one
	longEnough      = 8    // bytes from which an anchor that is rare enough grows no longer
	maxVariants     = 64   // variants of one rule
	maxSplits       = 4096 // ways of taking one rule apart that are looked at
	rareEnough      = 3e-5 // hits per byte of prose, below which an alternation is not taken apart
	rareHead        = 1e-6 // hits per byte of prose, below which the rest of an anchor is only looked at after a hit
	tooCommon       = 0.02 // hits per byte of prose, above which a rule is refused
	broadSet        = 20   // bytes that a set may have without counting as broad
	maxBroad        = 3    // broad sets in one anchor: they multiply the states of the automaton
	classSet        = 5    // bytes that a set may have without counting as a class
	maxClassAnchor  = 3    // bytes of an anchor with a class in it: each more multiplies the states too,
	maxDigitAnchor  = 8    // unless all classes are of digits: then the automaton looks for the first three
	lookAhead       = 64   // bytes after its start within which an anchor should have ended, as claims look no further
)

// variant is one way to match a rule: a prefix, one of a few anchors, a suffix.
type variant struct {
	prefix, suffix *node
	anchors        [][]byteSet
	hits           float64 // expected per byte of prose
}

// variants splits a pattern so that each part has anchors that are rare in prose.
func variants(n *node) []variant {
	left := maxSplits
	return split(n, &left)
}

// split is variants as long as there are ways left to look at; then patterns stay whole.
func split(n *node, left *int) []variant {
	best, ok := bestAnchor(n)
	if ok && best.hits < rareEnough {
		return []variant{best}
	}
	if parts := takeApart(n); parts != nil && *left > 0 {
		var out []variant
		hits := 0.0
		for _, p := range parts {
			*left--
			sub := split(p, left)
			if sub == nil || len(out)+len(sub) > maxVariants {
				out = nil
				break
			}
			for _, v := range sub {
				hits += v.hits
			}
			out = append(out, sub...)
		}
		if out != nil && (!ok || hits < best.hits/2) {
			return out
		}
	}
	if !ok {
		return nil
	}
	return []variant{best}
}

// takeApart returns patterns that together match what n does, or nil if n has no choice in it.
func takeApart(n *node) []*node {
	if n.kind == isAlternation {
		return n.parts
	}
	parts := n.flat()
	for i, p := range parts {
		var choices []*node
		switch {
		case p.kind == isAlternation:
			choices = p.parts
		case p.kind == isRepetition && p.min == 0 && p.max == 1:
			choices = []*node{sequence(), p.parts[0]}
		default:
			continue
		}
		var out []*node
		for _, c := range choices {
			seq := append(append([]*node(nil), parts[:i]...), c)
			out = append(out, sequence(append(seq, parts[i+1:]...)...))
		}
		return out
	}
	return nil
}

// bestAnchor returns the window of n that prose holds least often, split from what is before and after it.
func bestAnchor(n *node) (best variant, ok bool) {
	parts := n.flat()
	best.hits = math.Inf(1)
	before := 0
	for i := range parts {
		anchors := [][]byteSet{nil}
		for j := i; j < len(parts); j++ {
			next, fits := parts[j].strings(maxAnchors, maxAnchorLength)
			if fits {
				anchors, fits = product(anchors, next, maxAnchors, maxAnchorLength)
			}
			if !fits || tooBroad(anchors) {
				break
			}
			hits, longest := 0.0, 0
			for _, a := range anchors {
				hits += cost(a)
				longest = max(longest, len(a))
			}
			if before+longest > lookAhead {
				hits *= 100
			}
			if hits < best.hits*.9 { // a longer anchor must be worth it
				best = variant{sequence(parts[:i]...), sequence(parts[j+1:]...), anchors, hits}
			}
			if longest >= longEnough && hits < rareEnough {
				break
			}
		}
		_, most := parts[i].lengths()
		before += most
	}
	return best, best.hits < tooCommon
}

// tooBroad reports whether one of the anchors has too many broad sets, or classes and too many bytes.
func tooBroad(anchors [][]byteSet) bool {
	for _, a := range anchors {
		broad, classes, digits := 0, 0, 0
		for _, s := range a {
			switch {
			case s.within(digitBytes()):
				digits++
			case s.len() > broadSet:
				broad++
				classes++
			case s.len() > classSet:
				classes++
			}
		}
		if broad > maxBroad || classes > 0 && len(a) > maxClassAnchor || digits > 0 && len(a) > maxDigitAnchor {
			return true
		}
	}
	return false
}

// head returns how much of an anchor the automaton looks for; the rest is compared when that was found.
func head(anchor []byteSet) int {
	classes := false
	for n := 1; n < len(anchor); n++ {
		classes = classes || anchor[n-1].len() > classSet
		if classes && n >= maxClassAnchor || n >= 4 && frequency(anchor[:n]) < rareHead {
			return n
		}
	}
	return len(anchor)
}

// tailCost is what comparing the rest of an anchor costs against following up a hit.
const tailCost = .1

// cost is how often an anchor is expected to be followed up per byte of prose, with what it costs to find that out.
func cost(a []byteSet) float64 { return frequency(a) + float64(tailCost*frequency(a[:head(a)])) }

// frequency is how often a string of sets is expected per byte of prose.
func frequency(a []byteSet) float64 {
	f := 1.0
	digits := 0
	for _, s := range a {
		if s.within(digitBytes()) {
			f *= digitFrequency[min(digits, len(digitFrequency)-1)] * float64(s.len()) / 10
			digits++
			continue
		}
		digits = 0
		sum := 0.0
		for b := range 256 {
			if s.has(byte(b)) {
				sum += byteFrequency(byte(b))
			}
		}
		f *= sum
	}
	return f
}

// digitFrequency is how often a byte of prose is a digit, and how often one is after one digit, after two, and so on.
var digitFrequency = []float64{.02, .5, .6, .6, .1}

// letterFrequency is how many of a thousand letters of English prose each letter is, rounded from common knowledge.
var letterFrequency = [26]float64{82, 15, 28, 43, 127, 22, 20, 61, 70, 2, 8, 40, 24, 67, 75, 19, 1, 60, 63, 91, 28, 10, 24, 2, 20, 1}

// byteFrequency is a rough share of a byte in text.
func byteFrequency(b byte) float64 {
	switch {
	case 'a' <= b && b <= 'z':
		return letterFrequency[b-'a'] / 1000 * .78
	case 'A' <= b && b <= 'Z':
		return letterFrequency[b-'A']/1000*.04 + .0005
	case b == ' ':
		return .16
	case b == '\n' || b == '.' || b == ',':
		return .015
	case '0' <= b && b <= '9':
		return .002
	case b < 0x80:
		return .002
	default:
		return .001
	}
}
