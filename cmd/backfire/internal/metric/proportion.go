package metric

import "math"

// z95 is the 97.5 % point of the standard normal distribution: a two-sided 95 % interval.
const z95 = 1.959963984540054

// Proportion is a count out of a total.
type Proportion struct{ Count, Total int }

// Add counts one more trial.
func (p *Proportion) Add(hit bool) {
	p.Total++
	if hit {
		p.Count++
	}
}

// Value returns the share in [0,1]; ok is false when nothing was counted.
func (p Proportion) Value() (share float64, ok bool) {
	if p.Total == 0 {
		return 0, false
	}
	return float64(p.Count) / float64(p.Total), true
}

// Wilson returns the 95 % score interval of Wilson (1927), within [0,1]. With nothing counted nothing is known: [0,1].
func (p Proportion) Wilson() (low, high float64) {
	if p.Total == 0 {
		return 0, 1
	}
	n := float64(p.Total)
	share := float64(p.Count) / n
	z2 := z95 * z95
	centre := (share + z2/(2*n)) / (1 + z2/n)
	// The conversions keep compilers from fusing a product with a sum, so that every platform prints the same digits.
	half := float64(z95 / (1 + z2/n) * math.Sqrt(float64(share*(1-share))/n+z2/(4*n*n)))
	low, high = max(0, centre-half), min(1, centre+half)
	// At the ends the formula gives 0 and 1 exactly; rounding must not say otherwise.
	if p.Count == 0 {
		low = 0
	}
	if p.Count == p.Total {
		high = 1
	}
	return low, high
}
