package fallback

import "math/bits"

// lengthSet is a set of length classes.
type lengthSet [(maxCodeLength + 64) / 64]uint64

func (s *lengthSet) add(length uint16) { s[length/64] |= 1 << (length % 64) }

// weight returns idf·(k1 + 1) for a term that df of n documents have; idf = ln((n − df + 0.5) / (df + 0.5) + 1).
func (p *BM25) weight(n, df int) float64 {
	idf := ln((float64(n-df)+.5)/(float64(df)+.5) + 1)
	return float64(idf * (p.K1 + 1))
}

// norm returns k1·(1 − b + b·length/average).
func (p *BM25) norm(length, average float64) float64 {
	return float64(p.K1 * ((1 - p.B) + float64(p.B*length)/average))
}

// ratio returns tf / (tf + norm), which is above 0 and at most 1.
func ratio(tf, norm float64) float64 { return tf / (tf + norm) }

// ratios holds tf / (tf + norm(length)) by posting code, for one average length and for the lengths that occur.
type ratios struct {
	params  BM25
	average float64
	filled  lengthSet
	exact   []float64 // for exact codes
	bounds  []uint32  // 2²⁴ times the ratio, rounded up, for every code; 0 for frequency 0
}

// boundShift is the position of the binary point in bounds.
const boundShift = 24

// prepare fills the tables for an average length and at least the given lengths.
func (r *ratios) prepare(p BM25, average float64, lengths *lengthSet) {
	if r.params != p || r.average != average {
		r.params, r.average, r.filled = p, average, lengthSet{}
	}
	for i, word := range lengths {
		missing := word &^ r.filled[i]
		r.filled[i] |= missing
		for ; missing != 0; missing &= missing - 1 {
			r.fill(i*64 + bits.TrailingZeros64(missing))
		}
	}
}

// fill computes the row of one length. What a code stands for besides its own frequency and length has no greater ratio:
// a ratio is at most 1, and as norm grows with the length and tf / (tf + norm) falls with norm, each operation rounding
// monotonically, greater lengths have lower ratios in floating point too.
func (r *ratios) fill(length int) {
	row := length << lengthShift
	if need := row + tfMask + 1; need > len(r.exact) {
		r.exact = append(r.exact, make([]float64, need-len(r.exact))...)
		r.bounds = append(r.bounds, make([]uint32, need-len(r.bounds))...)
	}
	norm := r.params.norm(float64(length), r.average)
	for tf := 1; tf < maxCodeTF; tf++ {
		x := ratio(float64(tf), norm)
		r.exact[row+tf] = x
		r.bounds[row+tf] = boundOf(x)
	}
	r.bounds[row+maxCodeTF] = 1 << boundShift
}

// boundOf returns 2²⁴·x rounded up, for x in [0, 1].
func boundOf(x float64) uint32 {
	scaled := x * (1 << boundShift) // exact
	n := uint32(scaled)
	if float64(n) < scaled {
		n++
	}
	return n
}
