package fallback

import (
	"fmt"
	"math"
	"slices"
)

// ShapeError says that the shape of a matrix, or a column named in it, does not fit.
type ShapeError struct {
	Problem string // what was wrong
	Want    string // what would be right
}

func (e *ShapeError) Error() string { return e.Problem + ": want " + e.Want }

// checkShape checks that n numbers are rows of cols columns.
func checkShape(n, cols int) error {
	if cols < 1 {
		return &ShapeError{fmt.Sprintf("%d columns", cols), "at least 1"}
	}
	if n%cols != 0 {
		return &ShapeError{fmt.Sprintf("%d numbers in rows of %d", n, cols), "a whole number of rows"}
	}
	return nil
}

// Softmax appends the softmax of each row of cols logits to dst: exp(x − m) over their sum, m being the row's maximum,
// summed from the first column on. A NaN logit counts as −Inf; a row of −Inf alone gives equal shares; +Inf logits share
// the row among themselves. It returns dst as it was and a *ShapeError if the logits are no whole rows. Softmax,
// Divergence and Confidence do not allocate if dst has room, and may run concurrently; dst must not overlap their input.
func Softmax(dst, logits []float64, cols int) ([]float64, error) {
	if err := checkShape(len(logits), cols); err != nil {
		return dst, err
	}
	first := len(dst)
	dst = slices.Grow(dst, len(logits))[:first+len(logits)]
	shares := dst[first:]
	for i := 0; i < len(logits); i += cols {
		softmaxRow(shares[i:i+cols], logits[i:i+cols])
	}
	return dst, nil
}

// softmaxRow writes the shares of a row.
func softmaxRow(shares, row []float64) {
	top := math.Inf(-1)
	for _, x := range row {
		if x > top {
			top = x
		}
	}
	none := math.IsInf(top, -1) // only NaN and −Inf: all count the same
	sum := 0.0
	for i, x := range row {
		share := 1.0 // exp(0), and that of equal infinities
		if x != top && !none {
			share = exp(x - top) // 0 for NaN and −Inf, and beside +Inf
		}
		sum += share
		shares[i] = share
	}
	for i := range shares {
		shares[i] /= sum
	}
}

// Divergence appends one divergence in [0,1] for each row of class probabilities to dst: with two columns 1 − p1, with
// more contradiction + ½·neutral, which number columns from 0. A probability that is not finite counts as 0. It returns
// dst as it was and a *ShapeError if the probabilities are no whole rows of at least two, or a column does not exist.
func Divergence(dst, probs []float64, cols, contradiction, neutral int) ([]float64, error) {
	if err := checkShape(len(probs), cols); err != nil {
		return dst, err
	}
	if cols < 2 {
		return dst, &ShapeError{"1 column", "at least 2 classes"}
	}
	if cols == 2 {
		for i := 1; i < len(probs); i += 2 {
			dst = append(dst, clampUnit(1-finiteOrZero(probs[i])))
		}
		return dst, nil
	}
	if contradiction < 0 || contradiction >= cols || neutral < 0 || neutral >= cols {
		return dst, &ShapeError{
			fmt.Sprintf("contradiction in column %d, neutral in %d", contradiction, neutral),
			fmt.Sprintf("columns from 0 to %d", cols-1),
		}
	}
	for ; len(probs) > 0; probs = probs[cols:] {
		half := float64(.5 * finiteOrZero(probs[neutral]))
		dst = append(dst, clampUnit(finiteOrZero(probs[contradiction])+half))
	}
	return dst, nil
}

// Confidence appends 1 − H/ln k for each row of k = cols class probabilities to dst, in [0,1]; H = −Σ p·ln p over the
// columns in order, those outside (0,1] and NaN left out. One column gives 1; a row of which nothing is left gives 0. It
// returns dst as it was and a *ShapeError if the probabilities are no whole rows.
func Confidence(dst, probs []float64, cols int) ([]float64, error) {
	if err := checkShape(len(probs), cols); err != nil {
		return dst, err
	}
	most := ln(float64(cols))
	for ; len(probs) > 0; probs = probs[cols:] {
		dst = append(dst, rowConfidence(probs[:cols], most))
	}
	return dst, nil
}

// rowConfidence is the confidence of a row whose entropy is at most most.
func rowConfidence(row []float64, most float64) float64 {
	if len(row) == 1 {
		return 1
	}
	entropy, used := 0.0, 0
	for _, p := range row {
		if p > 0 && p <= 1 {
			entropy -= float64(p * ln(p))
			used++
		}
	}
	if used == 0 {
		return 0
	}
	return clampUnit(1 - entropy/most)
}
