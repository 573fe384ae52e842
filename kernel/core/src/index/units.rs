//! Units: the integers in which pruning computes.

use super::column::column_from;
use super::postings::{LENGTH_MASK, OFFSET_SHIFT, code, count_below, offset};
use super::prune::Pruning;
use super::ratios::{BOUND_SHIFT, Ratios};
use super::search::Cursor;

pub(super) const MAX_UNITS: u32 = (1 << 16) - 1;
pub(super) const SLACK_UNITS: u32 = 1;

/// What pruning knows of a term.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TermBounds<'a> {
    /// What a ratio of 1 gives, in units.
    pub(super) weight: u64,
    /// The most that a document gets, in units.
    pub(super) bound: u32,
    /// The bound by the length of the list: how little work it takes to know much.
    pub(super) density: f64,
    /// The postings in the segment at hand.
    pub(super) here: &'a [u32],
}

impl Pruning {
    /// Turns weights and bounds into units, such that the bounds of all terms together fit in `MAX_UNITS`: a bound is at
    /// most 2 units above the exact share of its term, for which 4 are kept free.
    pub(super) fn quantise(&mut self, cursors: &mut [Cursor<'_>], ratios: &Ratios) {
        let mut sum = 0.0;
        for cursor in &mut *cursors {
            let best = f64::from(cursor.postings.peaks.best(&ratios.bounds)) / f64::from(1 << BOUND_SHIFT);
            cursor.pruned.density = cursor.count * cursor.weight * best;
            sum += cursor.pruned.density;
        }
        self.scale = (f64::from(MAX_UNITS) - 4.0 * cursors.len() as f64) / sum;
        (self.error, self.exact, self.floor) = (SLACK_UNITS, true, 0);
        for cursor in cursors {
            // Below 2⁴⁰, as best is at least 2⁻²⁴.
            cursor.pruned.weight = (cursor.count * cursor.weight * self.scale) as u64 + 1;
            cursor.pruned.bound = cursor.units(cursor.postings.peaks.best(&ratios.bounds));
            cursor.pruned.density /= cursor.postings.list.len() as f64;
            self.exact = self.exact && cursor.postings.peaks.exact();
            // 3 for rounding up weight, bounds[code] and the product.
            self.error += (cursor.pruned.weight >> BOUND_SHIFT) as u32 + 3;
        }
    }
}

/// The units for a ratio bound, of a term with that weight.
#[inline]
pub(super) fn units(weight: u64, ratio: u32) -> u32 {
    (weight.wrapping_mul(u64::from(ratio)) >> BOUND_SHIFT) as u32 + 1
}

impl Cursor<'_> {
    /// The units for a ratio bound.
    #[inline]
    pub(super) fn units(&self, ratio: u32) -> u32 {
        units(self.pruned.weight, ratio)
    }

    /// The code of the term for the document of a posting of another term, 0 if the document lacks the term.
    #[inline]
    pub(super) fn code(&self, base: u32, posting: u32) -> u32 {
        if !self.postings.column.is_empty() {
            return match column_from(self.postings.column, base).get(offset(posting)) {
                Some(&class) if class != 0 => posting & LENGTH_MASK | u32::from(class),
                _ => 0,
            };
        }
        let here = self.pruned.here;
        match here.get(count_below(here, posting >> OFFSET_SHIFT)) {
            Some(&own) if own >> OFFSET_SHIFT == posting >> OFFSET_SHIFT => code(own) as u32,
            _ => 0,
        }
    }
}
