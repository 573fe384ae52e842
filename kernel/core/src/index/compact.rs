//! Compaction: a core without its removed documents.

use super::MAX_DOCS;
use super::core::{Core, State};
use super::postings::Postings;
use std::sync::Arc;

/// The number of removed documents below which a compaction is not worth its while.
pub(super) const LEAST_REMOVALS: u32 = 64;

/// No document has this number.
const REMOVED_DOC: u32 = MAX_DOCS;

impl Core {
    /// Whether more than half of the documents are removed.
    pub(super) fn is_sparse(&self) -> bool {
        let state = self.read();
        state.removals >= LEAST_REMOVALS && state.removals > state.n / 2
    }

    /// Returns a core with the documents that are not removed, in the same order, and for each of them its new number
    /// under its old one. The caller keeps writers away; readers may go on.
    pub(super) fn compact(&self) -> (Core, Vec<u32>) {
        let from = self.read();
        let compacted = Core::new(self.params);
        let mut to = compacted.write();
        let mut moved = vec![REMOVED_DOC; from.n as usize];
        for (doc, moved) in (0..from.n).zip(&mut moved) {
            let Some(document) = self.documents.get(doc) else { continue };
            if document.removed() == 0 {
                *moved = to.n;
                to.place(Arc::clone(&document.text), document.length);
            }
        }
        let places: Vec<Option<u32>> = from.lists.iter().map(|list| to.adopt(list, &moved)).collect();
        from.dict.each(|term, at| {
            if let Some(place) = places[at as usize] {
                to.dict.add(term, place);
            }
        });
        drop(to);
        (compacted, moved)
    }
}

impl State {
    /// Appends what remains of a list of another core and returns its place, if anything remains.
    fn adopt(&mut self, from: &Postings, moved: &[u32]) -> Option<u32> {
        let mut list = Postings::default();
        let view = from.view();
        view.each(|doc, code| {
            let doc_now = moved[doc as usize];
            if doc_now != REMOVED_DOC {
                list.append(doc_now, code, view.exact_tf(doc, code));
            }
        });
        if list.len() == 0 {
            return None;
        }
        self.lists.push(list);
        Some(self.lists.len() as u32 - 1)
    }
}
