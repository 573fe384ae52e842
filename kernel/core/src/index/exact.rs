//! A document's score is the sum, over the query's occurrences in query order, of weight·ratio, where a term that the
//! document lacks adds 0. This file computes it in that order and no other, in two ways: for all documents, a term at a
//! time, and for a few documents.

use super::core::Snapshot;
use super::postings::{CODE_MASK, OFFSET_SHIFT, SEGMENT_SHIFT, SEGMENT_SIZE, code, code_exact, offset};
use super::ratios::{Ratios, ratio};
use super::search::{Cursor, Hit};
use super::top::TopK;

/// What a score is made of.
#[derive(Clone, Copy)]
pub(super) struct Scorer<'s, 'a> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) cursors: &'s [Cursor<'a>],
    /// The cursor of each occurrence, in query order.
    pub(super) order: &'s [u32],
    pub(super) ratios: &'s Ratios,
}

/// Pushes every document with a term of the query. `scores` is all zero before and after.
pub(super) fn score_all(scorer: Scorer<'_, '_>, scores: &mut Vec<f64>, top: &mut TopK<'_>) {
    let snapshot = scorer.snapshot;
    let size = SEGMENT_SIZE.min(snapshot.n as usize);
    if scores.len() < size {
        scores.resize(size, 0.0);
    }
    for base in (0..snapshot.n).step_by(SEGMENT_SIZE) {
        let size = SEGMENT_SIZE.min((snapshot.n - base) as usize);
        let scores = &mut scores[..size];
        for &at in scorer.order {
            scorer.add_scores(scores, &scorer.cursors[at as usize], base);
        }
        for (doc, score) in (base..).zip(scores.iter()) {
            if *score > top.least && snapshot.has(doc) {
                top.push(Hit { doc, score: *score });
            }
        }
        scores.fill(0.0);
    }
}

impl Scorer<'_, '_> {
    /// Adds what one occurrence of a term gives to the scores of a segment.
    fn add_scores(&self, scores: &mut [f64], cursor: &Cursor<'_>, base: u32) {
        let list = cursor.postings.segment(base >> SEGMENT_SHIFT);
        if cursor.postings.peaks.exact() {
            let (weight, ratios) = (cursor.weight, &*self.ratios.exact);
            for &posting in list {
                scores[offset(posting)] += weight * ratios[code(posting)];
            }
            return;
        }
        for &posting in list {
            let doc = base | posting >> OFFSET_SHIFT;
            scores[offset(posting)] += self.part(cursor, doc, posting & CODE_MASK);
        }
    }

    /// What one occurrence of a term gives to a document, of which its list has a posting with that code.
    #[inline]
    pub(super) fn part(&self, cursor: &Cursor<'_>, doc: u32, posting_code: u32) -> f64 {
        if code_exact(posting_code) {
            return cursor.weight * self.ratios.exact[code(posting_code)];
        }
        let length = self.snapshot.document(doc).map_or(0, |document| document.length);
        let norm = self.ratios.params.norm(f64::from(length), self.ratios.average);
        cursor.weight * ratio(cursor.postings.exact_tf(doc, posting_code) as f64, norm)
    }
}
