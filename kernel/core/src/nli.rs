//! The arithmetic around a model of entailment: softmax, divergence and confidence of rows of numbers.

use crate::config::{clamp_unit, finite_or_zero};
use crate::lnexp::{exp, ln};
use std::fmt;

/// The shape of a matrix, or a column named in it, does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeError {
    /// What was wrong.
    pub problem: String,
    /// What would be right.
    pub want: String,
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: want {}", self.problem, self.want)
    }
}

impl std::error::Error for ShapeError {}

fn misshapen(problem: String, want: impl Into<String>) -> ShapeError {
    ShapeError { problem, want: want.into() }
}

/// The size of a row if n numbers are whole rows.
fn row_size(n: usize, cols: i64) -> Result<usize, ShapeError> {
    if cols < 1 {
        return Err(misshapen(format!("{cols} columns"), "at least 1"));
    }
    let size = in_memory(cols);
    if !n.is_multiple_of(size) {
        return Err(misshapen(format!("{n} numbers in rows of {cols}"), "a whole number of rows"));
    }
    Ok(size)
}

/// A number that is not negative. Where memory has fewer addresses the largest stands for all beyond it: of rows that long
/// there is none.
fn in_memory(n: i64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// Writes the softmax of each row of `cols` logits to `out`, which has as many numbers: exp(x − m) over their sum, m
/// being the row's maximum, summed from the first column on. A NaN logit counts as −∞; a row of −∞ alone gives equal
/// shares; +∞ logits share the row among themselves.
///
/// # Errors
/// A [`ShapeError`] if the logits are no whole rows; `out` is then as it was.
pub fn softmax(out: &mut [f64], logits: &[f64], cols: i64) -> Result<(), ShapeError> {
    let cols = row_size(logits.len(), cols)?;
    for (shares, row) in out.chunks_exact_mut(cols).zip(logits.chunks_exact(cols)) {
        softmax_row(shares, row);
    }
    Ok(())
}

/// Writes the shares of a row.
fn softmax_row(shares: &mut [f64], row: &[f64]) {
    let top = row.iter().fold(f64::NEG_INFINITY, |top, &x| if x > top { x } else { top });
    let none = top == f64::NEG_INFINITY; // only NaN and −∞: all count the same
    let mut sum = 0.0;
    for (share, &x) in shares.iter_mut().zip(row) {
        // 1 is exp(0), and that of equal infinities. exp is 0 for NaN and −∞, and beside +∞.
        *share = if x == top || none { 1.0 } else { exp(x - top) };
        sum += *share;
    }
    for share in shares {
        *share /= sum;
    }
}

/// Writes one divergence in 0 to 1 for each row of class probabilities to `out`, which has a number for each row: with two
/// columns 1 − p1, with more contradiction + ½·neutral, which number columns from 0. A probability that is not finite
/// counts as 0.
///
/// # Errors
/// A [`ShapeError`] if the probabilities are no whole rows of at least two, or a column does not exist; `out` is then as
/// it was.
pub fn divergence(
    out: &mut [f64],
    probs: &[f64],
    cols: i64,
    contradiction: i64,
    neutral: i64,
) -> Result<(), ShapeError> {
    let size = row_size(probs.len(), cols)?;
    if size < 2 {
        return Err(misshapen("1 column".into(), "at least 2 classes"));
    }
    if size == 2 {
        for (d, row) in out.iter_mut().zip(probs.chunks_exact(2)) {
            *d = clamp_unit(1.0 - finite_or_zero(row[1]));
        }
        return Ok(());
    }
    if !(0..cols).contains(&contradiction) || !(0..cols).contains(&neutral) {
        return Err(misshapen(
            format!("contradiction in column {contradiction}, neutral in {neutral}"),
            format!("columns from 0 to {}", cols - 1),
        ));
    }
    let (contradiction, neutral) = (in_memory(contradiction), in_memory(neutral));
    for (d, row) in out.iter_mut().zip(probs.chunks_exact(size)) {
        let half = 0.5 * finite_or_zero(row[neutral]);
        *d = clamp_unit(finite_or_zero(row[contradiction]) + half);
    }
    Ok(())
}

/// Writes 1 − H/ln k for each row of k = `cols` class probabilities, in 0 to 1, to `out`, which has a number for each row;
/// H = −Σ p·ln p over the columns in order, those outside (0,1] and NaN left out. One column gives 1; a row of which
/// nothing is left gives 0.
///
/// # Errors
/// A [`ShapeError`] if the probabilities are no whole rows; `out` is then as it was.
pub fn confidence(out: &mut [f64], probs: &[f64], cols: i64) -> Result<(), ShapeError> {
    let size = row_size(probs.len(), cols)?;
    let most = ln(size as f64);
    for (c, row) in out.iter_mut().zip(probs.chunks_exact(size)) {
        *c = row_confidence(row, most);
    }
    Ok(())
}

/// The confidence of a row whose entropy is at most `most`.
fn row_confidence(row: &[f64], most: f64) -> f64 {
    if row.len() == 1 {
        return 1.0;
    }
    let (mut entropy, mut used) = (0.0, false);
    for &p in row {
        if p > 0.0 && p <= 1.0 {
            entropy -= p * ln(p);
            used = true;
        }
    }
    if used { clamp_unit(1.0 - entropy / most) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INF: f64 = f64::INFINITY;

    #[test]
    fn softmax_shares_rows_out() {
        let cases: [(&[f64], i64, &[f64]); 6] = [
            (&[], 3, &[]),
            (&[1.0, 1.0, 7.0, 7.0], 2, &[0.5; 4]),
            (&[-INF, f64::NAN], 2, &[0.5, 0.5]),
            (&[INF, 3.0, INF], 3, &[0.5, 0.0, 0.5]),
            (&[5.0, f64::NAN, -INF], 3, &[1.0, 0.0, 0.0]),
            (&[f64::MAX, -f64::MAX], 2, &[1.0, 0.0]),
        ];
        for (logits, cols, want) in cases {
            let mut out = vec![9.0; logits.len()];
            softmax(&mut out, logits, cols).unwrap();
            assert_eq!(out, want, "{logits:?}");
        }
    }

    #[test]
    fn divergence_of_two_and_three_classes() {
        let mut out = [0.0; 2];
        divergence(&mut out, &[0.0, 0.25, 9.0, f64::NAN], 2, -1, 7).unwrap();
        assert_eq!(out, [0.75, 1.0]);
        divergence(&mut out, &[0.5, 0.25, 0.25, 0.0, -INF, 4.0], 3, 0, 1).unwrap();
        assert_eq!(out, [0.625, 0.0]);
    }

    #[test]
    fn confidence_of_rows() {
        let mut out = [9.0; 3];
        confidence(&mut out, &[1.0, 0.0, 0.5, 0.5, f64::NAN, 2.0], 2).unwrap();
        assert_eq!(out, [1.0, 0.0, 0.0]);
        confidence(&mut out, &[0.0, 5.0, f64::NAN], 1).unwrap();
        assert_eq!(out, [1.0; 3]);
    }

    #[test]
    fn refuses_other_shapes() {
        let numbers = [0.0; 6];
        let mut out = [0.0; 6];
        let cases = [
            (softmax(&mut out, &numbers, 0), "0 columns: want at least 1"),
            (softmax(&mut out, &numbers, -1), "-1 columns: want at least 1"),
            (confidence(&mut out, &numbers, 4), "6 numbers in rows of 4: want a whole number of rows"),
            (divergence(&mut out, &numbers, 1, 0, 0), "1 column: want at least 2 classes"),
            (
                divergence(&mut out, &numbers, 3, 3, -1),
                "contradiction in column 3, neutral in -1: want columns from 0 to 2",
            ),
        ];
        for (result, want) in cases {
            assert_eq!(result.unwrap_err().to_string(), want);
        }
    }
}
