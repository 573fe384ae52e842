package fallback

import (
	"fmt"
	"math"
)

// ShapeError says that a matrix's length or columns do not fit.
type ShapeError struct {
	Problem string
	Want    string
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
// the row among themselves. It returns a *ShapeError if the logits are no whole rows.
func Softmax(dst, logits []float64, cols int) ([]float64, error) {
	if err := checkShape(len(logits), cols); err != nil {
		return dst, err
	}
	for ; len(logits) > 0; logits = logits[cols:] {
		dst = softmaxRow(dst, logits[:cols])
	}
	return dst, nil
}

func softmaxRow(dst, row []float64) []float64 {
	top := math.Inf(-1)
	for _, x := range row {
		if x > top {
			top = x
		}
	}
	sum, first := 0.0, len(dst)
	for _, x := range row {
		e := softmaxTerm(x, top)
		sum += e
		dst = append(dst, e)
	}
	for i := first; i < len(dst); i++ {
		dst[i] /= sum
	}
	return dst
}

// softmaxTerm is exp(x − top), with infinite tops spelled out.
func softmaxTerm(x, top float64) float64 {
	switch {
	case math.IsInf(top, -1): // every logit is −Inf or NaN
		return 1
	case math.IsInf(top, 1):
		if x == top {
			return 1
		}
		return 0
	}
	return exp(x - top)
}

// Divergence appends one divergence in [0,1] for each row of class probabilities to dst: with two columns 1 − p1, with
// more contradiction + ½·neutral, which number columns from 0. A probability that is not finite counts as 0. It returns a
// *ShapeError if the probabilities are no whole rows or a column does not exist.
func Divergence(dst, probs []float64, cols, contradiction, neutral int) ([]float64, error) {
	if err := checkShape(len(probs), cols); err != nil {
		return dst, err
	}
	if cols < 2 {
		return dst, &ShapeError{"1 column", "at least 2 classes"}
	}
	if cols > 2 && (contradiction < 0 || contradiction >= cols || neutral < 0 || neutral >= cols) {
		return dst, &ShapeError{fmt.Sprintf("contradiction %d, neutral %d", contradiction, neutral), fmt.Sprintf("columns from 0 to %d", cols-1)}
	}
	for ; len(probs) > 0; probs = probs[cols:] {
		if cols == 2 {
			dst = append(dst, clampUnit(1-finiteOrZero(probs[1])))
			continue
		}
		dst = append(dst, clampUnit(finiteOrZero(probs[contradiction])+float64(.5*finiteOrZero(probs[neutral]))))
	}
	return dst, nil
}

// Confidence appends 1 − H/ln k for each row of k = cols class probabilities to dst, in [0,1]; H = −Σ p·ln p over the
// columns in order, what is not in (0,1] left out. One column gives 1. It returns a *ShapeError if the probabilities are no
// whole rows.
func Confidence(dst, probs []float64, cols int) ([]float64, error) {
	if err := checkShape(len(probs), cols); err != nil {
		return dst, err
	}
	full := ln(float64(cols))
	for ; len(probs) > 0; probs = probs[cols:] {
		if cols == 1 {
			dst = append(dst, 1)
			continue
		}
		h := 0.0
		for _, p := range probs[:cols] {
			if p > 0 && p <= 1 {
				h -= float64(p * ln(p))
			}
		}
		dst = append(dst, clampUnit(1-h/full))
	}
	return dst, nil
}
