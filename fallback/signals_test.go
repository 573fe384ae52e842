package fallback

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func measure(k *Kernel, claim, source string) Signals {
	var a, b Analysis
	var s Scratch
	k.Analyze(&a, claim)
	k.Analyze(&b, source)
	return k.Signals(&s, &a, &b)
}

func TestSignals(t *testing.T) {
	k := openKernel(t)
	cases := []struct {
		name, claim, source string
		want                Signals
	}{
		{"both empty", "", "", Signals{EntityOverlap: 1, Traceability: 1, Lite: .5}},
		{"claim empty", "", "word here", Signals{EntityOverlap: 1, Traceability: 1, Lite: .5}},
		{"same", "we met Anna Lee today", "we met Anna Lee today", Signals{EntityOverlap: 1, Traceability: 1, WordOverlap: 1}},
		{"one name of three", "so Anna went", "so Bob and Anna and Carl went", Signals{EntityOverlap: 1. / 3, Traceability: 1, WordOverlap: .5}},
		{"numbers agree across units", "it takes 2 weeks", "it takes 14 days", Signals{EntityOverlap: 1, Numeric: NumericConsistent}},
		{"numbers conflict", "it takes 30 days", "it takes 14 days", Signals{EntityOverlap: 1, Numeric: NumericConflicting}},
		{"numbers in words", "it takes three days", "it takes 3 days", Signals{EntityOverlap: 1, Numeric: NumericConsistent}},
		{"flip", "returns of opened boxes are not allowed", "returns of opened boxes are allowed", Signals{EntityOverlap: 1, NegationFlip: true, Traceability: 1}},
		{"too little shared for a flip", "it is not green", "green leaves fall", Signals{EntityOverlap: 1}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := measure(k, c.claim, c.source)
			assert.Equal(t, c.want.EntityOverlap, got.EntityOverlap)
			assert.Equal(t, c.want.Numeric.String(), got.Numeric.String())
			assert.Equal(t, c.want.NegationFlip, got.NegationFlip)
			if c.want.Traceability > 0 {
				assert.Equal(t, c.want.Traceability, got.Traceability)
			}
			if c.want.WordOverlap > 0 {
				assert.Equal(t, c.want.WordOverlap, got.WordOverlap)
			}
			if c.want.Lite > 0 {
				assert.Equal(t, c.want.Lite, got.Lite)
			}
		})
	}
}

func TestSignalsStayInTheUnitInterval(t *testing.T) {
	k := openKernel(t)
	rapid.Check(t, func(t *rapid.T) {
		claim, _ := textPieces(t)
		source, _ := textPieces(t)
		s := measure(k, claim, source)
		for _, v := range []float64{s.EntityOverlap, s.Traceability, s.WordOverlap, s.Lite} {
			require.GreaterOrEqual(t, v, 0.0)
			require.LessOrEqual(t, v, 1.0)
		}
		same := measure(k, claim, claim)
		require.Equal(t, 1.0, same.EntityOverlap)
		require.Equal(t, 1.0, same.Traceability)
		require.False(t, same.NegationFlip)
		require.NotEqual(t, NumericConflicting, same.Numeric)
	})
}

func TestSignalsAloneEqualThoseTogether(t *testing.T) {
	k := openKernel(t)
	var a, b Analysis
	var s Scratch
	k.Analyze(&a, "Anna did not pay 5 dollars for green apples.")
	k.Analyze(&b, "Bob and Anna paid 6 dollars for green apples.")
	all := k.Signals(&s, &a, &b)
	assert.Equal(t, all.EntityOverlap, k.EntityOverlap(&s, &a, &b))
	assert.Equal(t, all.Numeric, k.NumericConsistency(&a, &b))
	assert.Equal(t, all.NegationFlip, k.NegationFlip(&s, &a, &b))
	assert.Equal(t, all.Traceability, k.Traceability(&s, &a, &b))
	assert.Equal(t, all.WordOverlap, k.WordOverlap(&s, &a, &b))
	assert.Zero(t, testing.AllocsPerRun(100, func() { k.Signals(&s, &a, &b) }))
}
