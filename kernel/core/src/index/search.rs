//! Search: the best documents of a snapshot for a query.

use super::core::{Snapshot, State};
use super::exact::{Scorer, score_all};
use super::postings::PostingsView;
use super::prune::{Pruning, score_pruned};
use super::query::QueryTerms;
use super::ratios::Ratios;
use super::top::TopK;
use super::units::TermBounds;

/// A document found.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hit {
    /// Its number in the snapshot searched.
    pub doc: u32,
    /// Its score, which is above 0.
    pub score: f64,
}

/// What a search needs to remember. A value kept from search to search saves the allocations, whatever snapshots it is
/// used on. It keeps no index alive.
#[derive(Debug, Default)]
pub struct SearchScratch {
    terms: QueryTerms,
    /// Of the distinct terms: which cursor.
    places: Vec<u32>,
    pub(super) ratios: Ratios,
    /// Empty between searches.
    cursors: Vec<Cursor<'static>>,
    /// The cursor of each occurrence of a known term, in query order.
    pub(super) order: Vec<u32>,
    pub(super) scores: Vec<f64>,
    pub(super) pruning: Pruning,
}

/// One distinct term of a query that the snapshot knows.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    pub(super) postings: PostingsView<'a>,
    /// Occurrences in the query.
    pub(super) count: f64,
    /// idf·(k1 + 1).
    pub(super) weight: f64,
    pub(super) pruned: TermBounds<'a>,
}

/// Stands for a query term that no document has.
const UNKNOWN_TERM: u32 = u32::MAX;

/// The number of documents up to which it is faster to score all than to prune.
pub(super) const FEW_DOCS: u32 = 2048;

/// The number of distinct terms above which 65535 units are too coarse; such queries are not pruned.
pub(super) const MANY_TERMS: usize = 2048;

impl Snapshot {
    /// Appends to `hits` the k documents with the highest scores for a query, the highest first and equal ones in
    /// insertion order; fewer if fewer documents contain a term of the query. A query is a sequence of terms as
    /// [`Kernel::terms`](crate::Kernel::terms) returns them: unknown ones are skipped, repeated ones count again.
    ///
    /// Searches run side by side, but mutations of the index wait until the search is over.
    pub fn search(&self, scratch: &mut SearchScratch, query: &[u64], k: usize, hits: &mut Vec<Hit>) {
        let k = k.min(self.len());
        if k == 0 || self.total == 0 {
            return;
        }
        let state = self.core.read();
        let mut cursors = emptied(std::mem::take(&mut scratch.cursors));
        scratch.resolve(self, &state, query, &mut cursors);
        let mut top = TopK::new(hits, k);
        if self.n <= FEW_DOCS || cursors.len() > MANY_TERMS {
            let scorer = Scorer { snapshot: self, cursors: &cursors, order: &scratch.order, ratios: &scratch.ratios };
            score_all(scorer, &mut scratch.scores, &mut top);
        } else {
            scratch.pruning.quantise(&mut cursors, &scratch.ratios);
            score_pruned(self, &mut cursors, &scratch.order, &scratch.ratios, &mut scratch.pruning, &mut top);
        }
        top.sort();
        scratch.cursors = emptied(cursors);
    }
}

/// The vector without its elements, which it may then have of another lifetime. The allocation stays: a vector collected
/// from the iterator of a vector with elements of the same size takes it over.
pub(super) fn emptied<'b>(mut cursors: Vec<Cursor<'_>>) -> Vec<Cursor<'b>> {
    cursors.clear();
    cursors.into_iter().map_while(|_| None).collect()
}

impl SearchScratch {
    /// Finds the query's terms in the index and weighs them. Looking up all terms before reading any list lets the
    /// processor wait for several cache misses at once.
    pub(super) fn resolve<'a>(
        &mut self,
        snapshot: &Snapshot,
        state: &'a State,
        query: &[u64],
        cursors: &mut Vec<Cursor<'a>>,
    ) {
        self.terms.number(query);
        let average = snapshot.total as f64 / snapshot.len() as f64;
        self.ratios.prepare(snapshot.core.params, average, &state.lengths);
        self.places.clear();
        self.places.extend(self.terms.distinct.iter().map(|&term| state.dict.find(term).unwrap_or(UNKNOWN_TERM)));
        for place in &mut self.places {
            *place = match open(snapshot, state, *place) {
                Some(cursor) => {
                    cursors.push(cursor);
                    cursors.len() as u32 - 1
                }
                None => UNKNOWN_TERM,
            };
        }
        self.order.clear();
        for &number in &self.terms.numbers {
            let at = self.places[number as usize];
            if let Some(cursor) = cursors.get_mut(at as usize) {
                cursor.count += 1.0;
                self.order.push(at);
            }
        }
    }
}

/// A cursor for a list, if any document of the snapshot is in the list.
fn open<'a>(snapshot: &Snapshot, state: &'a State, place: u32) -> Option<Cursor<'a>> {
    let list = state.lists.get(place as usize)?; // UNKNOWN_TERM is no place: it would take 2³² terms
    let mut postings = list.view();
    if snapshot.n < state.n {
        postings.trim(snapshot.n);
    }
    let mut df = postings.list.len();
    if snapshot.removals > 0 {
        df -= list.lost(snapshot.removals);
    }
    if df == 0 {
        return None;
    }
    let weight = snapshot.core.params.weight(snapshot.len(), df);
    Some(Cursor { postings, count: 0.0, weight, pruned: TermBounds::default() })
}
