//! Settling: which of the contenders are among the best.

use super::postings::OFFSET_SHIFT;
use super::prune::{Contender, SegmentSearch};
use super::search::Hit;
use super::top::TopK;

/// The number of documents scored together.
const BATCH_SIZE: usize = 64;

impl SegmentSearch<'_, '_, '_> {
    /// Pushes the contenders that can be among the k best: first those with the highest bounds, so that few others
    /// remain.
    pub(super) fn settle(&mut self, found: &mut [Contender]) {
        if found.len() > self.top.k.saturating_mul(2) {
            self.settle_best(found);
        }
        let mut cut = self.cut(0);
        for f in found {
            if f.bound >= cut && self.scorer.snapshot.has(self.doc(f.posting)) {
                self.enter(f.posting);
                cut = self.cut(0);
            }
        }
        self.push();
    }

    /// Pushes the k contenders with the highest bounds and sets their bounds to 0, which takes them out.
    fn settle_best(&mut self, found: &mut [Contender]) {
        let mut picked = std::mem::take(&mut self.pruning.picked);
        picked.clear();
        let mut best = TopK::new(&mut picked, self.top.k);
        for (i, f) in (0..).zip(&*found) {
            let bound = f64::from(f.bound);
            if bound > best.least && self.scorer.snapshot.has(self.doc(f.posting)) {
                best.push(Hit { doc: i, score: bound });
            }
        }
        for hit in &picked {
            let f = &mut found[hit.doc as usize];
            f.bound = 0;
            self.enter(f.posting);
        }
        self.push();
        self.pruning.picked = picked;
    }

    fn doc(&self, posting: u32) -> u32 {
        self.base | posting >> OFFSET_SHIFT
    }

    /// Adds the document of a posting to the batch, and pushes a full batch.
    fn enter(&mut self, posting: u32) {
        self.pruning.batch.push(posting);
        if self.pruning.batch.len() == BATCH_SIZE {
            self.push();
        }
    }

    /// Scores the documents of the postings in the batch exactly, pushes them and empties the batch.
    fn push(&mut self) {
        let mut batch = std::mem::take(&mut self.pruning.batch);
        self.score(&batch);
        for (i, &posting) in batch.iter().enumerate() {
            let hit = Hit { doc: self.doc(posting), score: self.total(i) };
            self.top.push(hit);
        }
        batch.clear();
        self.pruning.batch = batch;
    }

    /// Collects what each term gives to the documents of postings, term by term; `total` then adds that up.
    pub(super) fn score(&mut self, postings: &[u32]) {
        let width = self.scorer.cursors.len();
        let mut parts = std::mem::take(&mut self.pruning.parts);
        parts.clear();
        parts.resize(width * postings.len(), 0.0);
        for &at in &self.pruning.active {
            let cursor = self.cursor(at);
            for (parts, &posting) in parts.chunks_exact_mut(width).zip(postings) {
                match cursor.code(self.base, posting) {
                    0 => {}
                    code => parts[at as usize] = self.scorer.part(cursor, self.doc(posting), code),
                }
            }
        }
        self.pruning.parts = parts;
    }

    /// The exact score of document i of those just scored, summed in query order.
    pub(super) fn total(&self, i: usize) -> f64 {
        let width = self.scorer.cursors.len();
        let parts = &self.pruning.parts[i * width..][..width];
        self.scorer.order.iter().fold(0.0, |score, &at| score + parts[at as usize])
    }
}
