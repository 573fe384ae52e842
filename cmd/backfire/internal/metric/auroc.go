package metric

import (
	"cmp"
	"slices"
)

// Scored is one labelled row: a score, higher meaning more likely positive, and whether the row is positive. A score must
// be a number: NaN has no rank.
type Scored struct {
	Score    float64
	Positive bool
}

// AUROC returns the area under the receiver operating characteristic, in [0,1]: the probability that a random positive
// row scores above a random negative one, ties counting one half. It is computed from mid-ranks (the Mann–Whitney U
// statistic). ok is false when one of the classes is empty, where the area is not defined. rows is not modified.
func AUROC(rows []Scored) (area float64, ok bool) {
	sorted := byScore(rows)
	positives, rankSum := 0, 0.0
	for lo := 0; lo < len(sorted); {
		hi := endOfTies(sorted, lo)
		midRank := float64(lo+1+hi) / 2
		for _, row := range sorted[lo:hi] {
			if row.Positive {
				positives++
				rankSum += midRank
			}
		}
		lo = hi
	}
	p, n := float64(positives), float64(len(rows)-positives)
	if p == 0 || n == 0 {
		return 0, false
	}
	return (rankSum - float64(p*(p+1))/2) / (p * n), true
}

// byScore returns the rows in ascending order of score.
func byScore(rows []Scored) []Scored {
	sorted := slices.Clone(rows)
	slices.SortFunc(sorted, func(a, b Scored) int { return cmp.Compare(a.Score, b.Score) })
	return sorted
}

// endOfTies returns the end of the run of equal scores that starts at lo.
func endOfTies(sorted []Scored, lo int) int {
	hi := lo + 1
	for hi < len(sorted) && sorted[hi].Score == sorted[lo].Score {
		hi++
	}
	return hi
}
