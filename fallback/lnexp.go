package fallback

import "math"

// The logarithm and the exponential of the kernel. Those of package math differ in the last bit between platforms (some
// are assembly), so both kernels carry these instead. They reduce their argument and approximate the rest as fdlibm's
// e_log.c and e_exp.c do (Sun Microsystems, 1993), with the coefficients published there. Every product that meets a
// sum is rounded by float64(), so that no compiler fuses the two; contract/SPEC.md lists each operation in order.
// Both are within one unit in the last place of the true value.

// The constants are exact hexadecimal floats: their bits, not their decimals, are the contract.
const (
	ln2High = 0x1.62e42feep-1       // the upper 32 bits of ln 2, so that k·ln2High is exact for every exponent k
	ln2Low  = 0x1.a39ef35793c76p-33 // ln 2 − ln2High
	log2E   = 0x1.71547652b82fep+0  // 1/ln 2
	expMax  = 0x1.62e42fefa39efp+9  // the largest argument whose exponential is finite
	expMin  = -0x1.74910d52d3051p+9 // the smallest argument whose exponential does not round to 0

	lnC1 = 0x1.5555555555593p-1
	lnC2 = 0x1.999999997fa04p-2
	lnC3 = 0x1.2492494229359p-2
	lnC4 = 0x1.c71c51d8e78afp-3
	lnC5 = 0x1.7466496cb03dep-3
	lnC6 = 0x1.39a09d078c69fp-3
	lnC7 = 0x1.2f112df3e5244p-3

	expC1 = 0x1.555555555553ep-3
	expC2 = -0x1.6c16c16bebd93p-9
	expC3 = 0x1.1566aaf25de2cp-14
	expC4 = -0x1.bbd41c5d26bf1p-20
	expC5 = 0x1.6376972bea4d0p-25
)

const (
	bitsOne      = 0x3FF0000000000000 // 1
	bitsRootHalf = 0x3FE6A09E667F3BCD // √½, rounded to nearest
	fractionMask = 1<<52 - 1
	exponentBias = 1023
)

// ln returns the natural logarithm of x. It never returns NaN: 0, negative numbers and NaN give −Inf, +Inf gives +Inf.
// ln(1) is +0.
func ln(x float64) float64 {
	if !(x > 0) {
		return math.Inf(-1)
	}
	if x > math.MaxFloat64 {
		return x
	}
	k := 0.0
	if x < 0x1p-1022 { // subnormal: lift it into the normal range, which is exact
		x *= 0x1p54
		k = -54
	}
	// x = 2^k·(1+f) with √½ ≤ 1+f < √2. Adding the distance from √½ to 1 carries into the exponent where needed.
	u := math.Float64bits(x) + (bitsOne - bitsRootHalf)
	k += float64(int(u>>52) - exponentBias)
	f := math.Float64frombits(u&fractionMask+bitsRootHalf) - 1

	s := f / (2 + f)
	z := s * s
	w := z * z
	even := float64(w * (lnC2 + float64(w*(lnC4+float64(w*lnC6)))))
	odd := float64(z * (lnC1 + float64(w*(lnC3+float64(w*(lnC5+float64(w*lnC7)))))))
	h := float64(float64(0.5*f) * f)
	tail := float64(s*(h+(odd+even))) + float64(k*ln2Low)
	return float64(k*ln2High) - ((h - tail) - f)
}

// exp returns e to the power x. It never returns NaN: NaN and −Inf give 0, +Inf and arguments above about 709.78 give
// +Inf, arguments below about −745.13 give 0. exp(0) is 1.
func exp(x float64) float64 {
	if !(x >= expMin) {
		return 0
	}
	if x > expMax {
		return math.Inf(1)
	}
	// x = k·ln 2 + r with |r| ≤ ½ ln 2 or hardly more; high − low carries r in more bits than one float has.
	k := math.Floor(float64(x*log2E) + 0.5)
	high := x - float64(k*ln2High)
	low := float64(k * ln2Low)
	r := high - low
	t := r * r
	p := float64(t * (expC4 + float64(t*expC5)))
	p = float64(t * (expC3 + p))
	p = float64(t * (expC2 + p))
	p = float64(t * (expC1 + p))
	c := r - p
	y := 1 - ((low - float64(r*c)/(2-c)) - high)
	return scale(y, int(k))
}

// scale returns y·2^k for y in [½, 2] and k in [−1075, 1024], rounded once where the result is subnormal.
func scale(y float64, k int) float64 {
	switch {
	case k > 1023: // 2^1024 is no float64
		return y * 2 * math.Float64frombits(uint64(k-1+exponentBias)<<52)
	case k < -1022: // so is 2^k here; 2^(k+54) is, and the last step alone rounds
		return y * math.Float64frombits(uint64(k+54+exponentBias)<<52) * 0x1p-54
	}
	return y * math.Float64frombits(uint64(k+exponentBias)<<52)
}
