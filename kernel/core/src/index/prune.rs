//! Pruning finds the k best documents without scoring them all, after MaxScore (Turtle and Flood, "Query evaluation:
//! strategies and optimizations", 1995). Every term has a bound, the most it can give to a document. Once k documents are
//! known to reach some score, terms whose bounds together stay below it cannot bring in a document of their own. So only
//! the lists of the other terms, the essential ones, are gone through; of the documents in them only those are kept whose
//! own bound reaches that score; and the few that remain are scored exactly, by the same code as without pruning.
//!
//! Why nothing can be lost: bounds are integers in units of 1/scale of a score, and sums of integers have neither order
//! nor rounding. A posting gives at most
//!
//! ```text
//! (weight·bounds[code])>>24 + 1 units,   weight = floor(count·idf·(k1+1)·scale) + 1,   bounds[code] = ⌈2²⁴·ratio⌉,
//! ```
//!
//! because x>>24 + 1 > x/2²⁴. Floating point enters only where weight is made, where a score is summed and where a score
//! is turned into units. Each is off by a relative 2⁻⁵² per operation, together by less than 2⁻⁶ units for any query of
//! fewer than 2³⁰ occurrences, as no score is above 65535 units; a whole unit is set aside for it (`SLACK_UNITS`). A
//! document is dropped only if its bound lies below what k documents are known to reach, less that unit: then its score
//! lies below theirs, and it could not even tie.

use super::column::column_from;
use super::core::Snapshot;
use super::exact::Scorer;
use super::postings::{LENGTH_MASK, SEGMENT_SHIFT, SEGMENT_SIZE, code, offset};
use super::ratios::{Ratios, zeros};
use super::search::{Cursor, Hit};
use super::top::TopK;
use super::units::{SLACK_UNITS, units};

/// A document that may be a hit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Contender {
    /// Any posting of it, for its offset and length.
    pub(super) posting: u32,
    /// Of its score, but for the terms not yet looked up.
    pub(super) bound: u32,
}

/// The part of a scratch that only pruning uses.
#[derive(Debug, Default)]
pub(super) struct Pruning {
    /// Units per score.
    pub(super) scale: f64,
    /// How many units the bound of a document may lie above its score.
    pub(super) error: u32,
    /// All codes of all terms are exact, without which `error` says nothing.
    pub(super) exact: bool,
    /// Units that k documents are known to reach.
    pub(super) floor: u32,
    /// Cursors by falling density.
    ranked: Vec<u32>,
    /// Those of `ranked` with postings in the segment at hand.
    pub(super) active: Vec<u32>,
    /// `rest[i]` is the sum of the bounds of `active[i..]`.
    rest: Vec<u32>,
    /// Those of `active` whose postings have been added to `sums`, the essential ones first.
    summed: Vec<u32>,
    /// Those of `active` to be looked up for each contender.
    looked: Vec<u32>,
    /// Of bounds, by offset; all 0 between segments.
    pub(super) sums: Option<Box<Sums>>,
    found: Vec<Contender>,
    /// The best by bound; `doc` is a posting or an index in `found`.
    pub(super) picked: Vec<Hit>,
    pub(super) batch: Vec<u32>,
    pub(super) parts: Vec<f64>,
}

pub(super) type Sums = [u16; SEGMENT_SIZE];

/// Pushes every document that is among the k best. The cursors are quantised.
pub(super) fn score_pruned<'a>(
    snapshot: &Snapshot,
    cursors: &mut [Cursor<'a>],
    order: &[u32],
    ratios: &Ratios,
    pruning: &mut Pruning,
    top: &mut TopK<'_>,
) {
    pruning.rank(cursors);
    let mut sums = pruning.sums.take().unwrap_or_else(zeros);
    for base in (0..snapshot.n).step_by(SEGMENT_SIZE) {
        for cursor in &mut *cursors {
            cursor.pruned.here = cursor.postings.segment(base >> SEGMENT_SHIFT);
        }
        let scorer = Scorer { snapshot, cursors, order, ratios };
        SegmentSearch { scorer, pruning, sums: &mut sums, top, base }.run();
    }
    pruning.sums = Some(sums);
}

/// The search of one segment.
pub(super) struct SegmentSearch<'s, 'a, 't> {
    pub(super) scorer: Scorer<'s, 'a>,
    pub(super) pruning: &'s mut Pruning,
    pub(super) sums: &'s mut Sums,
    pub(super) top: &'s mut TopK<'t>,
    /// The segment's first document.
    pub(super) base: u32,
}

// How sum_essential and divide_rest weigh one way of work against another. Measured; they cannot change a result.

/// Postings before the first pick.
const FIRST_PICK: usize = 1024;

/// Postings per hit wanted below which a pick finds too little.
const PICK_PER_HIT: usize = 4;

/// Postings that are added up in the time of looking up one.
const SUM_PER_LOOK: usize = 4;

impl Pruning {
    /// Sorts the cursors by falling density.
    fn rank(&mut self, cursors: &[Cursor<'_>]) {
        self.ranked.clear();
        self.ranked.extend(0..cursors.len() as u32);
        let density = |at: u32| cursors[at as usize].pruned.density;
        self.ranked.sort_unstable_by(|&a, &b| density(b).total_cmp(&density(a)).then(a.cmp(&b)));
    }

    /// Finds the cursors with postings in the segment.
    fn activate(&mut self, cursors: &[Cursor<'_>]) {
        self.active.clear();
        self.active.extend(self.ranked.iter().filter(|&&at| !cursors[at as usize].pruned.here.is_empty()));
        self.rest.clear();
        self.rest.resize(self.active.len() + 1, 0);
        let mut rest = 0;
        for (sum, &at) in self.rest.iter_mut().zip(&self.active).rev() {
            rest += cursors[at as usize].pruned.bound;
            *sum = rest;
        }
    }
}

impl<'s, 'a> SegmentSearch<'s, 'a, '_> {
    fn run(&mut self) {
        self.pruning.activate(self.scorer.cursors);
        let (essential, touched) = self.sum_essential();
        if essential == 0 {
            return;
        }
        let mut rest = self.divide_rest(essential, touched);
        let mut found = std::mem::take(&mut self.pruning.found);
        let mut n = self.collect(essential, touched, rest, &mut found);
        for i in 0..self.pruning.looked.len() {
            let cursor = self.cursor(self.pruning.looked[i]);
            rest -= cursor.pruned.bound;
            n = self.look_up(cursor, &mut found[..n], self.cut(rest));
        }
        self.settle(&mut found[..n]);
        self.pruning.found = found;
    }

    #[inline]
    pub(super) fn cursor(&self, at: u32) -> &'s Cursor<'a> {
        &self.scorer.cursors[at as usize]
    }

    /// The bound, 1 or above, below which a document that can still get at most `rest` more is dropped.
    pub(super) fn cut(&self, rest: u32) -> u32 {
        let least = self.in_units(self.top.least).max(i64::from(self.pruning.floor));
        (least - i64::from(rest)).max(1) as u32
    }

    /// The units that a document with at least that score surely reaches.
    pub(super) fn in_units(&self, score: f64) -> i64 {
        (score * self.pruning.scale) as i64 - i64::from(SLACK_UNITS)
    }

    /// Adds up the bounds of the terms that can bring in a document and returns how many terms that are, and how many
    /// postings they have. Whenever the work done so far would double, it looks for a better floor first.
    fn sum_essential(&mut self) -> (usize, usize) {
        let (mut essential, mut touched) = (0, 0);
        let mut next = FIRST_PICK;
        while essential < self.pruning.active.len() && self.pruning.rest[essential] >= self.cut(0) {
            let cursor = self.cursor(self.pruning.active[essential]);
            let after = touched + cursor.pruned.here.len();
            if after > next && touched >= self.top.k.saturating_mul(PICK_PER_HIT) {
                next = 2 * after;
                self.raise_floor(essential);
                continue;
            }
            self.sum(cursor);
            touched = after;
            essential += 1;
        }
        let Pruning { summed, active, .. } = &mut *self.pruning;
        summed.clear();
        summed.extend_from_slice(&active[..essential]);
        (essential, touched)
    }

    /// Adds the bounds of a term's postings to the sums of their documents.
    fn sum(&mut self, cursor: &Cursor<'_>) {
        let (bounds, weight) = (&*self.scorer.ratios.bounds, cursor.pruned.weight);
        for &posting in cursor.pruned.here {
            let sum = &mut self.sums[offset(posting)];
            *sum = sum.wrapping_add(units(weight, bounds[code(posting)]) as u16); // fits: see quantise
        }
    }

    /// Decides which of the other terms are looked up and adds up the rest of them, where that is less work. Returns the
    /// sum of the bounds of the terms to be looked up.
    fn divide_rest(&mut self, essential: usize, touched: usize) -> u32 {
        self.pruning.looked.clear();
        let mut rest = 0;
        for i in essential..self.pruning.active.len() {
            let at = self.pruning.active[i];
            let cursor = self.cursor(at);
            if cursor.postings.column.is_empty() && cursor.pruned.here.len() < SUM_PER_LOOK * touched {
                self.sum(cursor);
                self.pruning.summed.push(at);
                continue;
            }
            self.pruning.looked.push(at);
            rest += cursor.pruned.bound;
        }
        rest
    }

    /// Puts the documents of the essential terms whose sums reach the cut at the beginning of `found`, clears all sums and
    /// returns how many documents those are.
    fn collect(&mut self, essential: usize, touched: usize, rest: u32, found: &mut Vec<Contender>) -> usize {
        let most = touched.min(SEGMENT_SIZE) + 1; // one more, as each is written before it is known to be kept
        if found.len() < most {
            found.resize(most, Contender::default());
        }
        let cut = self.cut(rest);
        let (brought, added) = self.pruning.summed.split_at(essential);
        let mut n = 0;
        for &at in brought {
            for &posting in self.scorer.cursors[at as usize].pruned.here {
                // No sum is left, so that another posting of the document falls below the cut.
                let bound = u32::from(std::mem::take(&mut self.sums[offset(posting)]));
                found[n] = Contender { posting, bound };
                n += usize::from(bound >= cut);
            }
        }
        for &at in added {
            for &posting in self.scorer.cursors[at as usize].pruned.here {
                self.sums[offset(posting)] = 0;
            }
        }
        n
    }

    /// Adds a term's bounds to those of the contenders, which it filters in place, and returns how many remain.
    fn look_up(&self, cursor: &Cursor<'_>, found: &mut [Contender], cut: u32) -> usize {
        if !cursor.postings.column.is_empty() {
            return self.look_up_column(cursor, found, cut);
        }
        let bounds = &*self.scorer.ratios.bounds;
        filter(found, cut, |f| f.bound += cursor.units(bounds[code(cursor.code(self.base, f.posting))]))
    }

    /// `look_up` for a term with a column. Like `look_up` it gives a document without the term one unit too many, as a
    /// branch would cost more.
    fn look_up_column(&self, cursor: &Cursor<'_>, found: &mut [Contender], cut: u32) -> usize {
        let column = column_from(cursor.postings.column, self.base);
        let (bounds, weight) = (&*self.scorer.ratios.bounds, cursor.pruned.weight);
        filter(found, cut, |f| {
            if let Some(&class) = column.get(offset(f.posting)) {
                f.bound += units(weight, bounds[code(f.posting & LENGTH_MASK | u32::from(class))]);
            }
        })
    }
}

/// Moves the contenders that reach the cut, once `change` has changed them, to the front and returns how many they are.
#[inline]
fn filter(found: &mut [Contender], cut: u32, change: impl Fn(&mut Contender)) -> usize {
    let mut n = 0;
    for i in 0..found.len() {
        let mut f = found[i];
        change(&mut f);
        found[n] = f;
        n += usize::from(f.bound >= cut); // no branch
    }
    n
}
