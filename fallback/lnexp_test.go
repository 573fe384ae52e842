package fallback

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLnDefinedEverywhere(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name    string
		x, want float64
	}{
		{"one", 1, 0},
		{"e", math.E, 1},
		{"half", 0.5, -0x1.62e42fefa39efp-1},
		{"two", 2, 0x1.62e42fefa39efp-1},
		{"largest", math.MaxFloat64, 0x1.62e42fefa39efp+9},
		{"smallest normal", 0x1p-1022, -0x1.6232bdd7abcd2p+9},
		{"largest subnormal", 0x1p-1022 - 0x1p-1074, -0x1.6232bdd7abcd2p+9},
		{"smallest", 0x1p-1074, -0x1.74385446d71c3p+9},
		{"zero", 0, -inf},
		{"minus zero", math.Copysign(0, -1), -inf},
		{"negative", -1, -inf},
		{"smallest negative", -0x1p-1074, -inf},
		{"minus infinity", -inf, -inf},
		{"infinity", inf, inf},
		{"NaN", math.NaN(), -inf},
	} {
		require.Equal(t, math.Float64bits(c.want), math.Float64bits(ln(c.x)), c.name)
	}
}

func TestExpDefinedEverywhere(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name    string
		x, want float64
	}{
		{"zero", 0, 1},
		{"minus zero", math.Copysign(0, -1), 1},
		{"one", 1, 0x1.5bf0a8b14576ap+1}, // a unit above e, rounded
		{"smallest", 0x1p-1074, 1},
		{"minus smallest", -0x1p-1074, 1},
		{"largest finite", expMax, 0x1.fffffffffff2ap+1023},
		{"overflow", math.Nextafter(expMax, inf), inf},
		{"smallest positive result", expMin, 0x1p-1074},
		{"underflow", math.Nextafter(expMin, -inf), 0},
		{"infinity", inf, inf},
		{"minus infinity", -inf, 0},
		{"NaN", math.NaN(), 0},
	} {
		require.Equal(t, math.Float64bits(c.want), math.Float64bits(exp(c.x)), c.name)
	}
}

// splitmix is the generator that the digest below is defined by: any kernel can repeat it.
type splitmix uint64

func (s *splitmix) next() uint64 {
	*s += 0x9E3779B97F4A7C15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// unit returns a number in [0, 1).
func (s *splitmix) unit() float64 { return float64(s.next()>>11) * 0x1p-53 }

// lnInput returns positive finite numbers: of any exponent, near 1, and subnormal ones, in turn.
func lnInput(s *splitmix, i int) float64 {
	switch i % 4 {
	case 0:
		return math.Float64frombits(s.next()%(bitsInf-1) + 1)
	case 1:
		return 0.5 + float64(s.unit()*1.5)
	case 2:
		return 1 + math.Ldexp(s.unit()-0.5, -int(s.next()%48))
	default:
		return math.Float64frombits(s.next()>>(12+s.next()%50) | 1)
	}
}

// expInput returns arguments of any size with a finite result, near 0, and with subnormal results, in turn.
func expInput(s *splitmix, i int) float64 {
	switch i % 4 {
	case 0:
		return float64(s.unit()*1454.5) - 745
	case 1:
		return float64(s.unit()*4) - 2
	case 2:
		return math.Ldexp(s.unit()-0.5, -int(s.next()%60))
	default:
		return float64(s.unit()*37) - 745
	}
}

const bitsInf = 0x7FF0000000000000

// TestLnExpDigest pins every bit of 400,000 results: a fused multiply-add or a changed operation shows here on any
// platform. It chains mix over the bits of the results.
func TestLnExpDigest(t *testing.T) {
	const n = 200_000
	digest := func(f func(float64) float64, in func(*splitmix, int) float64) uint64 {
		s, h := splitmix(1), uint64(0)
		for i := range n {
			h = mix(h^math.Float64bits(f(in(&s, i))), hashGroup)
		}
		return h
	}
	assert.Equal(t, uint64(0xada8ea48c2f68977), digest(ln, lnInput), "ln")
	assert.Equal(t, uint64(0x01a66ca8b8d86d50), digest(exp, expInput), "exp")
}

const bigPrec = 160

func bigFloat(x float64) *big.Float { return new(big.Float).SetPrec(bigPrec).SetFloat64(x) }

// bigAtanh2 returns 2·atanh(s) for |s| ≤ 1/3 by its series.
func bigAtanh2(s *big.Float) *big.Float {
	sq := new(big.Float).Mul(s, s)
	sum, power, term := bigFloat(0), new(big.Float).Copy(s), bigFloat(0)
	for n := 1.0; n < 110; n += 2 {
		sum.Add(sum, term.Quo(power, bigFloat(n)))
		power.Mul(power, sq)
	}
	return sum.Add(sum, sum)
}

var bigLn2 = bigAtanh2(new(big.Float).Quo(bigFloat(1), bigFloat(3)))

func bigLn(x float64) *big.Float {
	frac, e := math.Frexp(x)
	if frac < math.Sqrt2/2 {
		frac, e = frac*2, e-1
	}
	f := new(big.Float).Sub(bigFloat(frac), bigFloat(1))
	y := bigAtanh2(f.Quo(f, new(big.Float).Add(bigFloat(frac), bigFloat(1))))
	return y.Add(y, new(big.Float).Mul(bigFloat(float64(e)), bigLn2))
}

func bigExp(x float64) *big.Float {
	k := math.Round(x / math.Ln2)
	r := new(big.Float).Mul(bigFloat(k), bigLn2)
	r.Sub(bigFloat(x), r)
	sum, term := bigFloat(1), bigFloat(1)
	for n := 1.0; n < 40; n++ {
		term.Mul(term, r)
		term.Quo(term, bigFloat(n))
		sum.Add(sum, term)
	}
	return new(big.Float).SetMantExp(sum, int(k))
}

// ulps returns the distance of got from want in units in the last place of want.
func ulps(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	w = math.Abs(w)
	unit := math.Nextafter(w, math.Inf(1)) - w
	if math.IsInf(unit, 1) {
		unit = 0x1p971
	}
	d := new(big.Float).Sub(bigFloat(got), want)
	u, _ := d.Quo(d, bigFloat(unit)).Float64()
	return math.Abs(u)
}

func TestLnExpWithinOneUlp(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(float64) float64
		ref  func(float64) *big.Float
		in   func(*splitmix, int) float64
	}{
		{"ln", ln, bigLn, lnInput},
		{"exp", exp, bigExp, expInput},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := splitmix(7)
			for i := range 4000 {
				x := c.in(&s, i)
				require.Less(t, ulps(c.f(x), c.ref(x)), 1.0, "%x", x)
			}
		})
	}
}

func TestLnExpAllocateNothing(t *testing.T) {
	x := 0.37
	assert.Zero(t, testing.AllocsPerRun(100, func() { x = exp(ln(x)) }))
}

func BenchmarkLn(b *testing.B) {
	x, sum := 1e-3, 0.0
	for b.Loop() {
		sum += ln(x)
		if x *= 1.0001; x > 1e3 {
			x = 1e-3
		}
	}
	sinkFloat = sum
}

func BenchmarkExp(b *testing.B) {
	x, sum := 0.0, 0.0
	for b.Loop() {
		sum += exp(x)
		if x -= 0.001; x < -30 {
			x = 0
		}
	}
	sinkFloat = sum
}

// sinkFloat keeps the compiler from dropping what a benchmark computes.
var sinkFloat float64
