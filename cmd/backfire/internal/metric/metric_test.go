package metric_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/metric"
)

// rows reads a compact notation: the scores of the negatives, then those of the positives.
func rows(negatives, positives []float64) []metric.Scored {
	var out []metric.Scored
	for _, s := range negatives {
		out = append(out, metric.Scored{Score: s})
	}
	for _, s := range positives {
		out = append(out, metric.Scored{Score: s, Positive: true})
	}
	return out
}

func TestAUROC(t *testing.T) {
	for _, tc := range []struct {
		name                 string
		negatives, positives []float64
		want                 float64
	}{
		{"perfect", []float64{.1, .2}, []float64{.3, .4}, 1},
		{"reversed", []float64{.3, .4}, []float64{.1, .2}, 0},
		{"all equal", []float64{.5, .5, .5}, []float64{.5, .5}, .5},
		{"the textbook four", []float64{.1, .4}, []float64{.35, .8}, .75},
		{"one tie across classes", []float64{.1, .5}, []float64{.5, .9}, .875},
		{"infinite scores rank like others", []float64{math.Inf(-1), 0}, []float64{0, math.Inf(1)}, .875},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := metric.AUROC(rows(tc.negatives, tc.positives))
			require.True(t, ok)
			assert.Equal(t, tc.want, got)
		})
	}
}

func TestOneClassHasNoArea(t *testing.T) {
	for _, in := range [][]metric.Scored{nil, rows([]float64{.1}, nil), rows(nil, []float64{.1})} {
		_, ok := metric.AUROC(in)
		assert.False(t, ok)
		_, ok = metric.BalancedAt(in, .5)
		assert.False(t, ok)
		_, ok = metric.BalancedBest(in)
		assert.False(t, ok)
	}
}

func TestBalanced(t *testing.T) {
	in := rows([]float64{.1, .2, .3, .6}, []float64{.2, .7})
	at, ok := metric.BalancedAt(in, .5)
	require.True(t, ok)
	assert.Equal(t, metric.Balanced{Threshold: .5, Accuracy: .625}, at)

	best, ok := metric.BalancedBest(in)
	require.True(t, ok)
	assert.Equal(t, metric.Balanced{Threshold: .7, Accuracy: .75}, best)

	// A score that equals the threshold is positive.
	at, _ = metric.BalancedAt(in, .7)
	assert.Equal(t, best, at)
}

func TestBestIsTheLowestOfEqualThresholds(t *testing.T) {
	best, ok := metric.BalancedBest(rows([]float64{.1, .3}, []float64{.2, .4}))
	require.True(t, ok)
	assert.Equal(t, metric.Balanced{Threshold: .2, Accuracy: .75}, best)
}

func TestWilson(t *testing.T) {
	for _, tc := range []struct {
		p         metric.Proportion
		low, high float64
	}{
		// Wilson's interval for 0 of n is [0, z²/(n+z²)], and mirrored for n of n.
		{metric.Proportion{Count: 0, Total: 10}, 0, 0.27753279986288},
		{metric.Proportion{Count: 10, Total: 10}, 0.72246720013712, 1},
		// Worked by hand: 1/2 ± z/(1+z²/n)·√(1/(4n)+z²/(4n²)) for one half.
		{metric.Proportion{Count: 5, Total: 10}, 0.236593090512564, 0.763406909487436},
		{metric.Proportion{Count: 95, Total: 100}, 0.88824953, 0.97845632},
		{metric.Proportion{}, 0, 1},
	} {
		low, high := tc.p.Wilson()
		assert.InDelta(t, tc.low, low, 1e-8, "%v", tc.p)
		assert.InDelta(t, tc.high, high, 1e-8, "%v", tc.p)
	}
}

func TestProportion(t *testing.T) {
	var p metric.Proportion
	_, ok := p.Value()
	assert.False(t, ok)
	for _, hit := range []bool{true, false, true, true} {
		p.Add(hit)
	}
	share, ok := p.Value()
	require.True(t, ok)
	assert.Equal(t, .75, share)
}

func drawRows(t *rapid.T) []metric.Scored {
	// Few distinct scores, so that ties within and across classes are common.
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) metric.Scored {
		return metric.Scored{
			Score:    float64(rapid.IntRange(0, 6).Draw(t, "score")) / 4,
			Positive: rapid.Bool().Draw(t, "positive"),
		}
	}), 0, 40).Draw(t, "rows")
}

func TestAUROCEqualsPairCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawRows(t)
		twiceWins, pairs := 0, 0
		for _, p := range in {
			for _, n := range in {
				if !p.Positive || n.Positive {
					continue
				}
				pairs++
				switch {
				case p.Score > n.Score:
					twiceWins += 2
				case p.Score == n.Score:
					twiceWins++
				}
			}
		}
		got, ok := metric.AUROC(in)
		require.Equal(t, pairs > 0, ok)
		if ok {
			require.Equal(t, float64(twiceWins)/2/float64(pairs), got)
		}
	})
}

func TestBestBeatsEveryThreshold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawRows(t)
		best, ok := metric.BalancedBest(in)
		if !ok {
			return
		}
		at, _ := metric.BalancedAt(in, best.Threshold)
		require.Equal(t, best, at)
		for _, row := range in {
			at, _ := metric.BalancedAt(in, row.Score)
			require.LessOrEqual(t, at.Accuracy, best.Accuracy)
			if at.Accuracy == best.Accuracy {
				require.LessOrEqual(t, best.Threshold, row.Score)
			}
		}
	})
}

func TestWilsonHoldsTheShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.IntRange(1, 5000).Draw(t, "total")
		p := metric.Proportion{Count: rapid.IntRange(0, total).Draw(t, "count"), Total: total}
		share, _ := p.Value()
		low, high := p.Wilson()
		require.LessOrEqual(t, 0.0, low)
		require.LessOrEqual(t, low, share)
		require.LessOrEqual(t, share, high)
		require.LessOrEqual(t, high, 1.0)
		// The mirror image is the same interval mirrored.
		mirrorLow, mirrorHigh := metric.Proportion{Count: total - p.Count, Total: total}.Wilson()
		require.InDelta(t, 1-high, mirrorLow, 1e-12)
		require.InDelta(t, 1-low, mirrorHigh, 1e-12)
	})
}
