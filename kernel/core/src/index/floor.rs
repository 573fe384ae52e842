//! Floors: what k documents surely reach, found before any of them is scored.

use super::postings::{code, offset};
use super::prune::SegmentSearch;
use super::search::Hit;
use super::top::TopK;
use super::units::MAX_UNITS;

impl SegmentSearch<'_, '_, '_> {
    /// Takes the k documents with the highest sums over the first terms and finds out what they surely reach.
    pub(super) fn raise_floor(&mut self, terms: usize) {
        let mut picked = std::mem::take(&mut self.pruning.picked);
        self.pick(terms, &mut picked);
        if picked.len() >= self.top.k {
            let reached = if self.pruning.exact { self.reach(terms, &mut picked) } else { self.reach_exactly(&picked) };
            self.pruning.floor = self.pruning.floor.max(reached);
        }
        self.pruning.picked = picked;
    }

    /// What the picked documents all reach, their scores being the sums over the first terms.
    fn reach(&self, terms: usize, picked: &mut [Hit]) -> u32 {
        let bounds = &*self.scorer.ratios.bounds;
        for &at in &self.pruning.active[terms..] {
            let cursor = self.cursor(at);
            for hit in &mut *picked {
                match cursor.code(self.base, hit.doc) {
                    0 => {}
                    own => hit.score += f64::from(cursor.units(bounds[code(own)])),
                }
            }
        }
        let reached = picked.iter().fold(MAX_UNITS, |reached, hit| reached.min(hit.score as u32));
        reached.saturating_sub(self.pruning.error)
    }

    /// The same where bounds may lie far above the scores.
    fn reach_exactly(&mut self, picked: &[Hit]) -> u32 {
        let mut reached = i64::from(MAX_UNITS);
        for hit in picked {
            self.score(&[hit.doc]);
            let score = self.total(0);
            reached = reached.min(self.in_units(score));
        }
        reached.max(0) as u32
    }

    /// Sets `picked` to the k documents with the highest sums over the first terms. A document's sum is out of sight while
    /// it is picked, so that no other posting of it counts.
    fn pick(&mut self, terms: usize, picked: &mut Vec<Hit>) {
        picked.clear();
        let mut best = TopK::new(picked, self.top.k);
        let mut least = 0;
        for &at in &self.pruning.active[..terms] {
            for &posting in self.scorer.cursors[at as usize].pruned.here {
                let sum = self.sums[offset(posting)];
                if sum <= least || !self.scorer.snapshot.has(self.base | offset(posting) as u32) {
                    continue;
                }
                if let Some(worst) = best.worst() {
                    self.sums[offset(worst.doc)] = worst.score as u16;
                }
                best.push(Hit { doc: posting, score: f64::from(sum) });
                least = best.least as u16;
                self.sums[offset(posting)] = 0;
            }
        }
        for hit in picked {
            self.sums[offset(hit.doc)] = hit.score as u16;
        }
    }
}
