package metric

// Balanced is a balanced accuracy and the threshold it was measured at.
type Balanced struct {
	Threshold float64
	Accuracy  float64
}

// BalancedAt returns the balanced accuracy of calling a row positive when its score is at least threshold: the mean of
// the share of positives called positive and the share of negatives called negative. ok is false when one of the
// classes is empty.
func BalancedAt(rows []Scored, threshold float64) (b Balanced, ok bool) {
	var hit, total [2]int
	for _, row := range rows {
		class := 0
		if row.Positive {
			class = 1
		}
		total[class]++
		if (row.Score >= threshold) == row.Positive {
			hit[class]++
		}
	}
	if total[0] == 0 || total[1] == 0 {
		return Balanced{}, false
	}
	return Balanced{threshold, meanShare(hit, total)}, true
}

// BalancedBest returns the highest balanced accuracy over all thresholds that are a score of some row, and the lowest
// such threshold. It is an upper bound that has seen the labels; BalancedAt is the honest figure. ok is false when one
// of the classes is empty.
func BalancedBest(rows []Scored) (best Balanced, ok bool) {
	var total [2]int
	for _, row := range rows {
		if row.Positive {
			total[1]++
		} else {
			total[0]++
		}
	}
	if total[0] == 0 || total[1] == 0 {
		return Balanced{}, false
	}
	sorted := byScore(rows)
	// At the lowest score everything is called positive; each step up calls one run of ties negative.
	hit := [2]int{0, total[1]}
	for lo := 0; lo < len(sorted); {
		if acc := meanShare(hit, total); lo == 0 || acc > best.Accuracy {
			best = Balanced{sorted[lo].Score, acc}
		}
		hi := endOfTies(sorted, lo)
		for _, row := range sorted[lo:hi] {
			if row.Positive {
				hit[1]--
			} else {
				hit[0]++
			}
		}
		lo = hi
	}
	return best, true
}

// meanShare is the mean of the two classes' hit rates.
func meanShare(hit, total [2]int) float64 {
	return (float64(hit[0])/float64(total[0]) + float64(hit[1])/float64(total[1])) / 2
}
