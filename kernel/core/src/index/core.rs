//! The data of an index between two compactions, and snapshots of it.

use super::dict::TermDict;
use super::documents::{Document, Documents, Text};
use super::postings::{Postings, length_class};
use super::ratios::LengthSet;
use super::{Bm25, KEPT_TERMS, MAX_DOCS};
use crate::{Analysis, Kernel};
use std::hint::black_box;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Documents are numbered in insertion order, removals in the order they happen, both only grow, and everything about a
/// document or a removal is appended. So two numbers, "documents below n" and "removals up to r", name a state of the
/// index that can be read at any later time.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) params: Bm25,
    pub(super) documents: Documents,
    state: RwLock<State>,
}

/// What a mutation changes.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Documents, removed ones included.
    pub(super) n: u32,
    pub(super) removals: u32,
    /// Terms in the documents that are not removed.
    pub(super) total: u64,
    /// Term → its place in `lists`.
    pub(super) dict: TermDict,
    pub(super) lists: Vec<Postings>,
    /// The length classes that occur.
    pub(super) lengths: LengthSet,
    places: Vec<u32>,
}

impl Core {
    pub(super) fn new(params: Bm25) -> Core {
        Core { params, documents: Documents::default(), state: RwLock::default() }
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> CoreWriter<'_> {
        CoreWriter { core: self, state: self.state.write().unwrap_or_else(PoisonError::into_inner) }
    }

    /// Whether no document number is left.
    pub(super) fn is_full(&self) -> bool {
        self.read().n == MAX_DOCS
    }
}

/// A core that nobody else reads or writes at the moment.
pub(super) struct CoreWriter<'a> {
    core: &'a Core,
    state: RwLockWriteGuard<'a, State>,
}

impl Deref for CoreWriter<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for CoreWriter<'_> {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

impl CoreWriter<'_> {
    /// Appends a document with the given terms and returns its number.
    pub(super) fn insert(&mut self, text: Arc<Text>, terms: &[u64]) -> u32 {
        let doc = self.n;
        let length = u32::try_from(terms.len()).unwrap_or(u32::MAX); // a text has less than 2³¹ bytes to find terms in
        self.place(text, length);
        self.state.post(doc, length_class(length), terms);
        doc
    }

    /// Appends a document, without its postings.
    pub(super) fn place(&mut self, text: Arc<Text>, length: u32) {
        let state = &mut *self.state;
        self.core.documents.put(state.n, Document::new(text, length));
        state.lengths.add(length_class(length));
        state.n += 1;
        state.total += u64::from(length);
    }

    /// Marks a document as removed; `terms` are its distinct terms.
    pub(super) fn remove(&mut self, doc: u32, terms: &[u64]) {
        let Some(document) = self.core.documents.get(doc) else { return };
        let state = &mut *self.state;
        state.removals += 1;
        document.remove(state.removals);
        state.total -= u64::from(document.length);
        for &term in terms {
            if let Some(at) = state.dict.find(term) {
                state.lists[at as usize].lose(state.removals);
            }
        }
    }
}

impl State {
    /// Adds the postings of a document. Nearly all the time it takes is spent waiting for memory, so it looks everywhere
    /// once before it looks anywhere in earnest: loads that nothing depends on wait together.
    fn post(&mut self, doc: u32, length: u16, terms: &[u64]) {
        black_box(terms.iter().fold(0, |all, &term| all ^ self.dict.touch(term)));
        self.places.clear();
        for &term in terms {
            let at = self.dict.find_or_add(term, self.lists.len() as u32);
            if at as usize == self.lists.len() {
                self.lists.push(Postings::default());
            }
            self.places.push(at);
        }
        black_box(self.places.iter().fold(0, |all, &at| all ^ self.lists[at as usize].touch()));
        for &at in &self.places {
            self.lists[at as usize].add(doc, length);
        }
        if self.places.capacity() > KEPT_TERMS {
            self.places = Vec::new();
        }
    }
}

/// An index as it was at one moment. It is a small value that shares the index's data and never changes, whatever happens
/// to the index; any number of threads may share it. The default is empty. Documents are numbered in insertion order; the
/// numbers mean nothing to another snapshot.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(super) core: Arc<Core>,
    pub(super) n: u32,
    pub(super) removals: u32,
    pub(super) total: u64,
}

impl Default for Snapshot {
    fn default() -> Snapshot {
        Snapshot::new(Arc::new(Core::new(Bm25::DEFAULT)))
    }
}

impl Snapshot {
    pub(super) fn new(core: Arc<Core>) -> Snapshot {
        let state = core.read();
        let (n, removals, total) = (state.n, state.removals, state.total);
        drop(state);
        Snapshot { core, n, removals, total }
    }

    /// The number of documents in the snapshot.
    pub fn len(&self) -> usize {
        (self.n - self.removals) as usize
    }

    /// Whether there is no document in the snapshot.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of a document of a [`Hit`](crate::Hit), and nothing for a number the snapshot does not know.
    pub fn id(&self, doc: u32) -> &[u8] {
        self.document(doc).map_or(&[], |d| d.text.id())
    }

    /// The text of a document of a [`Hit`](crate::Hit), and nothing for a number the snapshot does not know.
    pub fn text(&self, doc: u32) -> &[u8] {
        self.document(doc).map_or(&[], |d| d.text.text())
    }

    /// Whether the snapshot has a document of that number and it is not removed.
    #[inline]
    pub fn has(&self, doc: u32) -> bool {
        if self.removals == 0 {
            return doc < self.n;
        }
        let Some(document) = self.document(doc) else { return false };
        let removed = document.removed();
        removed == 0 || removed > self.removals
    }

    /// The analysis of a document's text, made at the first call and kept with the document; an empty one for a number
    /// the snapshot does not know. Of threads that ask for the first time at once, one makes it and the others wait.
    pub fn analysis(&self, kernel: &Kernel, doc: u32) -> Arc<Analysis> {
        Arc::clone(self.shared_analysis(kernel, doc))
    }

    /// The same, lent.
    pub fn analysis_ref(&self, kernel: &Kernel, doc: u32) -> &Analysis {
        self.shared_analysis(kernel, doc)
    }

    fn shared_analysis(&self, kernel: &Kernel, doc: u32) -> &Arc<Analysis> {
        static NONE: OnceLock<Arc<Analysis>> = OnceLock::new();
        match self.document(doc) {
            Some(document) => document.text.analysis(kernel),
            None => NONE.get_or_init(Arc::default),
        }
    }

    /// The document of a number below n, removed or not.
    #[inline]
    pub(super) fn document(&self, doc: u32) -> Option<&Document> {
        if doc < self.n { self.core.documents.get(doc) } else { None }
    }
}
