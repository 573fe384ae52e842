//! The BM25 formula, and tables of its ratios.

use super::Bm25;
use super::postings::{CODE_MASK, LENGTH_SHIFT, MAX_CODE_LENGTH, MAX_CODE_TF, TF_MASK};
use crate::lnexp::ln;

/// A set of length classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LengthSet([u64; LENGTH_WORDS]);

const LENGTH_WORDS: usize = (MAX_CODE_LENGTH as usize + 64) / 64;

impl Default for LengthSet {
    fn default() -> LengthSet {
        LengthSet([0; LENGTH_WORDS])
    }
}

impl LengthSet {
    pub(super) fn add(&mut self, length: u16) {
        if let Some(word) = self.0.get_mut(usize::from(length / 64)) {
            *word |= 1 << (length % 64);
        }
    }
}

impl Bm25 {
    /// idf·(k1 + 1) for a term that df of n documents have; idf = ln((n − df + 0.5) / (df + 0.5) + 1).
    pub(super) fn weight(&self, n: usize, df: usize) -> f64 {
        let idf = ln(((n as i64 - df as i64) as f64 + 0.5) / (df as f64 + 0.5) + 1.0);
        idf * (self.k1 + 1.0)
    }

    /// k1·(1 − b + b·length/average).
    pub(super) fn norm(&self, length: f64, average: f64) -> f64 {
        self.k1 * ((1.0 - self.b) + (self.b * length) / average)
    }
}

/// tf / (tf + norm), which is above 0 and at most 1.
pub(super) fn ratio(tf: f64, norm: f64) -> f64 {
    tf / (tf + norm)
}

/// The number of codes of postings.
const CODES: usize = CODE_MASK as usize + 1;

/// 2²⁴ times the ratio, rounded up, for every code; 0 for frequency 0.
pub(super) type Bounds = [u32; CODES];

/// tf / (tf + norm(length)) by posting code, for one average length and for the lengths that occur.
#[derive(Debug)]
pub(super) struct Ratios {
    pub(super) params: Bm25,
    pub(super) average: f64,
    filled: LengthSet,
    /// For exact codes.
    pub(super) exact: Box<[f64; CODES]>,
    pub(super) bounds: Box<Bounds>,
}

impl Default for Ratios {
    fn default() -> Ratios {
        Ratios { params: Bm25::DEFAULT, average: 0.0, filled: LengthSet::default(), exact: zeros(), bounds: zeros() }
    }
}

/// Zeroed memory as the system gives it: what is never looked at costs nothing.
pub(super) fn zeros<T: Copy + Default, const N: usize>() -> Box<[T; N]> {
    vec![T::default(); N].into_boxed_slice().try_into().unwrap_or_else(|_| Box::new([T::default(); N]))
}

/// The position of the binary point in bounds.
pub(super) const BOUND_SHIFT: u32 = 24;

impl Ratios {
    /// Fills the tables for an average length and at least the given lengths.
    pub(super) fn prepare(&mut self, params: Bm25, average: f64, lengths: &LengthSet) {
        if self.params != params || self.average != average {
            (self.params, self.average, self.filled) = (params, average, LengthSet::default());
        }
        for i in 0..LENGTH_WORDS {
            let mut missing = lengths.0[i] & !self.filled.0[i];
            self.filled.0[i] |= missing;
            while missing != 0 {
                self.fill(i * 64 + missing.trailing_zeros() as usize);
                missing &= missing - 1;
            }
        }
    }

    /// Computes the row of one length. What a code stands for besides its own frequency and length has no greater ratio:
    /// a ratio is at most 1, and as norm grows with the length and tf / (tf + norm) falls with norm, each operation
    /// rounding monotonically, greater lengths have lower ratios in floating point too.
    fn fill(&mut self, length: usize) {
        let norm = self.params.norm(length as f64, self.average);
        let row = length << LENGTH_SHIFT;
        let row = row..row + TF_MASK as usize + 1;
        let (Some(exact), Some(bounds)) = (self.exact.get_mut(row.clone()), self.bounds.get_mut(row)) else {
            return;
        };
        for tf in 1..MAX_CODE_TF as usize {
            let x = ratio(tf as f64, norm);
            exact[tf] = x;
            bounds[tf] = bound_of(x);
        }
        bounds[MAX_CODE_TF as usize] = 1 << BOUND_SHIFT;
    }
}

/// 2²⁴·x rounded up, for x in [0, 1].
fn bound_of(x: f64) -> u32 {
    let scaled = x * f64::from(1 << BOUND_SHIFT); // exact
    let n = scaled as u32;
    if f64::from(n) < scaled { n + 1 } else { n }
}

#[cfg(test)]
mod tests {
    use super::super::postings::{code_exact, length_class};
    use super::*;

    #[test]
    fn bounds_are_bounds() {
        let params = [0.0, 1.2, 1e-300, 1e9, 1e100].map(|k1| [0.0, 0.75, 1.0, 5e-324].map(|b| Bm25 { k1, b }));
        let mut ratios = Ratios::default();
        for (params, average) in params.as_flattened().iter().flat_map(|&p| [(p, 0.001), (p, 60.5), (p, 1e6)]) {
            for length in [1, 2, 63, 64, 4094, 4095, 20_000] {
                let mut lengths = LengthSet::default();
                lengths.add(length_class(length));
                ratios.prepare(params, average, &lengths);
                for tf in [1, 2, 14, 15, 16, 4096].into_iter().filter(|&tf| tf <= length) {
                    let code = u32::from(length_class(length)) << LENGTH_SHIFT | tf.min(MAX_CODE_TF);
                    let exact = ratio(f64::from(tf), params.norm(f64::from(length), average));
                    assert!(exact > 0.0 && exact <= 1.0);
                    assert!(f64::from(ratios.bounds[code as usize]) / f64::from(1 << BOUND_SHIFT) >= exact);
                    assert!(!code_exact(code) || ratios.exact[code as usize] == exact);
                }
            }
        }
    }
}
