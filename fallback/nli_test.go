package fallback

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSoftmax(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	third := 1. / 3
	for _, c := range []struct {
		name   string
		logits []float64
		cols   int
		want   []float64
	}{
		{"no rows", nil, 3, nil},
		{"one column", []float64{7, -inf, nan}, 1, []float64{1, 1, 1}},
		{"equal", []float64{2, 2, 2, 2}, 2, []float64{.5, .5, .5, .5}},
		{"far apart", []float64{800, 0, -800}, 3, []float64{1, 0, 0}},
		{"beyond each other's range", []float64{math.MaxFloat64, -math.MaxFloat64}, 2, []float64{1, 0}},
		{"a NaN", []float64{nan, 1, 1}, 3, []float64{0, .5, .5}},
		{"a NaN last", []float64{1, 1, nan}, 3, []float64{.5, .5, 0}},
		{"a −Inf", []float64{-inf, 1, 1}, 3, []float64{0, .5, .5}},
		{"all −Inf", []float64{-inf, -inf, -inf}, 3, []float64{third, third, third}},
		{"all NaN", []float64{nan, nan, nan}, 3, []float64{third, third, third}},
		{"NaN and −Inf", []float64{-inf, nan, -inf}, 3, []float64{third, third, third}},
		{"a +Inf", []float64{1, inf, 1}, 3, []float64{0, 1, 0}},
		{"two +Inf", []float64{inf, 5, inf, nan}, 4, []float64{.5, 0, .5, 0}},
		{"all +Inf", []float64{inf, inf}, 2, []float64{.5, .5}},
		{"+Inf and −Inf", []float64{-inf, inf}, 2, []float64{0, 1}},
		{"rows apart", []float64{nan, nan, 0, -inf}, 2, []float64{.5, .5, 1, 0}},
	} {
		got, err := Softmax(nil, c.logits, c.cols)
		require.NoError(t, err, c.name)
		assert.Equal(t, c.want, got, c.name)
	}
}

func TestSoftmaxKnownValue(t *testing.T) {
	got, err := Softmax([]float64{9}, []float64{0, -1, -2}, 3)
	require.NoError(t, err)
	e1, e2 := exp(-1), exp(-2)
	sum := 1 + e1 + e2
	assert.Equal(t, []float64{9, 1 / sum, e1 / sum, e2 / sum}, got)
	assert.InDelta(t, .6652409557748219, got[1], 1e-15)
}

// anyMatrix draws rows of floats of any kind.
func anyMatrix(t *rapid.T, cols int) []float64 {
	values := make([]float64, cols*rapid.IntRange(0, 5).Draw(t, "rows"))
	for i := range values {
		values[i] = anyFloat(t)
	}
	return values
}

func TestSoftmaxRowsAreDistributions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols := rapid.IntRange(1, 6).Draw(t, "cols")
		logits := anyMatrix(t, cols)
		got, err := Softmax(nil, logits, cols)
		require.NoError(t, err)
		require.Len(t, got, len(logits))
		for ; len(got) > 0; got, logits = got[cols:], logits[cols:] {
			sum := 0.0
			for i, p := range got[:cols] {
				require.True(t, p >= 0 && p <= 1, "%v of %v", got[:cols], logits[:cols])
				sum += p
				for j, q := range got[:cols] {
					if logits[i] > logits[j] {
						require.GreaterOrEqual(t, p, q, "%v of %v", got[:cols], logits[:cols])
					}
				}
			}
			require.InDelta(t, 1, sum, 1e-15*float64(cols))
		}
	})
}

func TestSoftmaxIgnoresAShift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOfN(rapid.IntRange(-1000, 1000), 3, 3).Draw(t, "row")
		shift := rapid.IntRange(-1000, 1000).Draw(t, "shift")
		var plain, shifted []float64
		for _, x := range row {
			plain, shifted = append(plain, float64(x)), append(shifted, float64(x+shift))
		}
		want, err := Softmax(nil, plain, 3)
		require.NoError(t, err)
		got, err := Softmax(nil, shifted, 3)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func TestDivergence(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name                         string
		probs                        []float64
		cols, contradiction, neutral int
		want                         []float64
	}{
		{"no rows", nil, 3, 0, 1, nil},
		{"two classes", []float64{.25, .75, 1, 0, 0, 1}, 2, 0, 0, []float64{.25, 1, 0}},
		{"two classes, the columns do not matter", []float64{.25, .75}, 2, -5, 99, []float64{.25}},
		{"three classes", []float64{.125, .25, .625, 0, 1, 0, 1, 0, 0}, 3, 0, 1, []float64{.25, .5, 1}},
		{"other columns", []float64{.625, .25, .125}, 3, 2, 1, []float64{.25}},
		{"four classes", []float64{.5, .25, .125, .125}, 4, 3, 1, []float64{.25}},
		{"over 1", []float64{.75, 1, 0}, 3, 0, 1, []float64{1}},
		{"under 0", []float64{-1, .5, 0}, 3, 0, 1, []float64{0}},
		{"p1 over 1", []float64{0, 2, 0, -1}, 2, 0, 0, []float64{0, 1}},
		{"NaN", []float64{nan, .5, nan, .25, nan, .5}, 3, 0, 1, []float64{.25, .25}},
		{"NaN p1", []float64{.5, nan}, 2, 0, 0, []float64{1}},
		{"infinite", []float64{inf, 1, -inf, .25, -inf, inf}, 3, 0, 1, []float64{.5, .25}},
		{"infinite p1", []float64{0, inf, 0, -inf}, 2, 0, 0, []float64{1, 1}},
		{"huge", []float64{math.MaxFloat64, math.MaxFloat64, 0}, 3, 0, 1, []float64{1}},
	} {
		got, err := Divergence(nil, c.probs, c.cols, c.contradiction, c.neutral)
		require.NoError(t, err, c.name)
		assert.Equal(t, c.want, got, c.name)
	}
}

func TestConfidence(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name  string
		probs []float64
		cols  int
		want  []float64
	}{
		{"no rows", nil, 3, nil},
		{"sure", []float64{1, 0, 0, 0, 0, 1}, 3, []float64{1, 1}},
		{"no idea", []float64{.5, .5, .5, .5}, 2, []float64{0, 0}},
		{"no idea of four", []float64{.25, .25, .25, .25}, 4, []float64{0}},
		{"half of four", []float64{.5, .5, 0, 0}, 4, []float64{.5}},
		{"one column", []float64{1, 0, nan, -3}, 1, []float64{1, 1, 1, 1}},
		{"NaN counts as 0", []float64{.5, nan, .5, 0, nan, 1}, 3, []float64{1 - ln(2)/ln(3), 1}},
		{"out of range counts as 0", []float64{1, 7, -1}, 3, []float64{1}},
		{"nothing left", []float64{nan, nan, 0, 0, -1, inf}, 2, []float64{0, 0, 0}},
		{"more than all", []float64{.9, .9, .9, .9, .9, .9, .4, .4, .4}, 3, []float64{1 - 3*(.9*-ln(.9))/ln(3), 1 - 3*(.9*-ln(.9))/ln(3), 0}},
		{"smallest", []float64{5e-324, 1}, 2, []float64{1}},
	} {
		got, err := Confidence(nil, c.probs, c.cols)
		require.NoError(t, err, c.name)
		assert.InDeltaSlice(t, c.want, got, 1e-15, c.name)
		assert.Len(t, got, len(c.want), c.name)
	}
}

func TestNLIStaysInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols := rapid.IntRange(2, 6).Draw(t, "cols")
		probs := anyMatrix(t, cols)
		column := rapid.IntRange(0, cols-1)
		divergence, err := Divergence(nil, probs, cols, column.Draw(t, "contradiction"), column.Draw(t, "neutral"))
		require.NoError(t, err)
		confidence, err := Confidence(nil, probs, cols)
		require.NoError(t, err)
		require.Len(t, divergence, len(probs)/cols)
		require.Len(t, confidence, len(probs)/cols)
		for _, x := range append(divergence, confidence...) {
			require.True(t, x >= 0 && x <= 1, "%v", x)
		}
	})
}

func TestNLIRefusesShapes(t *testing.T) {
	kept := []float64{42}
	for _, c := range []struct {
		name     string
		n, cols  int
		con, neu int
		fails    [3]bool // Softmax, Divergence, Confidence
	}{
		{"no columns", 3, 0, 0, 1, [3]bool{true, true, true}},
		{"no columns, no numbers", 0, 0, 0, 1, [3]bool{true, true, true}},
		{"negative columns", 3, -3, 0, 1, [3]bool{true, true, true}},
		{"smallest columns", 3, math.MinInt, 0, 1, [3]bool{true, true, true}},
		{"half a row", 4, 3, 0, 1, [3]bool{true, true, true}},
		{"less than a row", 2, 3, 0, 1, [3]bool{true, true, true}},
		{"one class", 3, 1, 0, 0, [3]bool{false, true, false}},
		{"no such contradiction", 3, 3, 3, 1, [3]bool{false, true, false}},
		{"negative contradiction", 3, 3, -1, 1, [3]bool{false, true, false}},
		{"no such neutral", 3, 3, 0, 3, [3]bool{false, true, false}},
		{"negative neutral", 3, 3, 0, -1, [3]bool{false, true, false}},
	} {
		in := make([]float64, c.n)
		softmax, err0 := Softmax(kept, in, c.cols)
		divergence, err1 := Divergence(kept, in, c.cols, c.con, c.neu)
		confidence, err2 := Confidence(kept, in, c.cols)
		for i, err := range []error{err0, err1, err2} {
			if !c.fails[i] {
				assert.NoError(t, err, c.name)
				continue
			}
			var wrong *ShapeError
			require.ErrorAs(t, err, &wrong, c.name)
			assert.Contains(t, err.Error(), wrong.Want)
			assert.Equal(t, kept, [][]float64{softmax, divergence, confidence}[i], "%s: output touched", c.name)
		}
	}
}

func TestNLIAllocatesNothing(t *testing.T) {
	logits, probs, values := make([]float64, 600), make([]float64, 0, 600), make([]float64, 0, 400)
	assert.Zero(t, testing.AllocsPerRun(20, func() {
		probs, _ = Softmax(probs[:0], logits, 3)
		values, _ = Divergence(values[:0], probs, 3, 0, 1)
		values, _ = Confidence(values, probs, 3)
	}))
}

// logits200 are 200 rows of 3, the size that the published kernel is measured at.
func logits200() (logits []float64) {
	s := splitmix(1)
	for range 600 {
		logits = append(logits, s.unit()*10-5)
	}
	return logits
}

func BenchmarkSoftmax200x3(b *testing.B) {
	logits, dst := logits200(), make([]float64, 0, 600)
	b.ReportAllocs()
	for b.Loop() {
		dst, _ = Softmax(dst[:0], logits, 3)
	}
}

func BenchmarkDivergence200x3(b *testing.B) {
	probs, _ := Softmax(nil, logits200(), 3)
	dst := make([]float64, 0, 200)
	for b.Loop() {
		dst, _ = Divergence(dst[:0], probs, 3, 0, 1)
	}
}

func BenchmarkConfidence200x3(b *testing.B) {
	probs, _ := Softmax(nil, logits200(), 3)
	dst := make([]float64, 0, 200)
	for b.Loop() {
		dst, _ = Confidence(dst[:0], probs, 3)
	}
}
