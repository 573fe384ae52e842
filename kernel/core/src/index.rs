//! Index: BM25 over documents in memory, with snapshots, removal and saving.

mod column;
mod compact;
mod core;
mod dict;
mod documents;
mod exact;
mod floor;
mod hash;
mod peaks;
mod postings;
mod prune;
mod query;
mod quote;
mod ratios;
mod save;
mod search;
mod settle;
#[cfg(test)]
mod tests;
mod top;
mod units;

pub use self::core::Snapshot;
pub use save::CorruptIndexError;
pub use search::{Hit, SearchScratch};

use self::core::Core;
use crate::Kernel;
use crate::config::{ConfigError, within};
use documents::Text;
use quote::Quoted;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// The two parameters of the BM25 formula (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
/// Beyond", 2009).
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bm25 {
    /// How slowly repetition saturates, 0 to 1e100; 0: repetition does not count.
    pub k1: f64,
    /// How much long documents are held back, 0 to 1.
    pub b: f64,
}

impl Bm25 {
    /// The parameters to use when nobody asks for others.
    pub const DEFAULT: Bm25 = Bm25 { k1: 1.2, b: 0.75 };

    /// Refuses a parameter that is out of its range or not a number.
    ///
    /// # Errors
    /// A [`ConfigError`] that names the first such parameter.
    pub fn validate(&self) -> Result<(), ConfigError> {
        within("k1", self.k1, 0.0, MAX_K1)?;
        within("b", self.b, 0.0, 1.0)
    }
}

impl Default for Bm25 {
    fn default() -> Bm25 {
        Bm25::DEFAULT
    }
}

/// Keeps every product of the formula far from overflow and underflow.
const MAX_K1: f64 = 1e100;

/// Why a document was not inserted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexError {
    /// [`Index::add`] was given an id the index already holds; [`Index::replace`] would have replaced it.
    DuplicateId {
        /// The id.
        id: Vec<u8>,
    },
    /// No document number is left.
    Full,
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IndexError::DuplicateId { id } => write!(f, "index: a document with id {} is already there", Quoted(id)),
            IndexError::Full => write!(f, "index: holds {MAX_DOCS} documents, the most it can number"),
        }
    }
}

impl std::error::Error for IndexError {}

/// The number of documents, removed ones included, that one core can number.
const MAX_DOCS: u32 = u32::MAX;

/// A BM25 index of texts under ids, in insertion order.
///
/// Any number of threads may share it. Mutations run one after the other. Searches run on snapshots and never wait for
/// one another; a search and the part of a mutation that writes postings exclude each other, so that a mutation waits
/// for the searches under way. A mutation finds the terms of its text before that, which is most of its work.
#[derive(Debug)]
pub struct Index {
    kernel: Arc<Kernel>,
    writer: Mutex<Writer>,
    /// Replaced by a compaction, with `writer` held.
    core: RwLock<Arc<Core>>,
}

/// What only mutations use; one holds it from beginning to end.
#[derive(Debug, Default)]
struct Writer {
    /// Document numbers in the core.
    by_id: HashMap<Id, u32>,
    added: Vec<u64>,
    gone: Vec<u64>,
    /// A mutation ended in a panic after it had begun to change the core.
    torn: bool,
}

impl Writer {
    /// The document with an id and its number.
    fn find(&self, id: &[u8]) -> Option<(Arc<Text>, u32)> {
        self.by_id.get_key_value(id).map(|(Id(text), &doc)| (Arc::clone(text), doc))
    }
}

/// A document's text as the key of its id.
#[derive(Debug)]
struct Id(Arc<Text>);

impl Borrow<[u8]> for Id {
    fn borrow(&self) -> &[u8] {
        self.0.id()
    }
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.id().hash(state);
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Id) -> bool {
        self.0.id() == other.0.id()
    }
}

impl Eq for Id {}

impl Index {
    /// Returns an empty index.
    ///
    /// # Errors
    /// A [`ConfigError`] for invalid parameters.
    pub fn new(kernel: Arc<Kernel>, params: Bm25) -> Result<Index, ConfigError> {
        params.validate()?;
        Ok(Index { kernel, writer: Mutex::default(), core: RwLock::new(Arc::new(Core::new(params))) })
    }

    /// Inserts a text, which may be empty, under a new id.
    ///
    /// # Errors
    /// [`IndexError::DuplicateId`] if the id is taken, [`IndexError::Full`] if no document number is left; the index is
    /// then unchanged.
    pub fn add(&self, id: &[u8], text: &[u8]) -> Result<(), IndexError> {
        let mut writer = self.writer();
        if writer.by_id.contains_key(id) {
            return Err(IndexError::DuplicateId { id: id.to_vec() });
        }
        self.put(&mut writer, id, text)
    }

    /// Inserts a text under an id and takes away the text the id had before, if any; every snapshot has one or the
    /// other. Either way the document counts as newly inserted when scores tie.
    ///
    /// # Errors
    /// [`IndexError::Full`] as [`Index::add`].
    pub fn replace(&self, id: &[u8], text: &[u8]) -> Result<(), IndexError> {
        self.put(&mut self.writer(), id, text)
    }

    /// Takes a document away and reports whether it was there.
    pub fn remove(&self, id: &[u8]) -> bool {
        let mut writer = self.writer();
        let Some((text, old)) = writer.find(id) else {
            return false;
        };
        self.distinct_terms(&mut writer.gone, text.text());
        writer.torn = true;
        self.core().write().remove(old, &writer.gone);
        writer.by_id.remove(id);
        self.tidy(&mut writer);
        writer.torn = false;
        true
    }

    /// The number of documents.
    pub fn len(&self) -> usize {
        self.snapshot().len()
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The index as it is now, in constant time and memory.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::new(self.core())
    }

    /// Inserts a text and, in the same step, removes the one that has its id. Where a bug in the analysis of a text would
    /// show, nothing is changed yet.
    fn put(&self, writer: &mut Writer, id: &[u8], text: &[u8]) -> Result<(), IndexError> {
        let core = self.core();
        if core.is_full() {
            return Err(IndexError::Full);
        }
        writer.added.clear();
        self.kernel.terms(&mut writer.added, text);
        let old = writer.find(id);
        if let Some((old, _)) = &old {
            self.distinct_terms(&mut writer.gone, old.text());
        }
        let text = Arc::new(Text::new(id, text));
        #[cfg(test)]
        tests::panic_if_asked(text.text(), "before");
        writer.torn = true;
        let mut state = core.write();
        if let Some((_, old)) = old {
            state.remove(old, &writer.gone);
            writer.by_id.remove(id); // whose key holds the old text
        }
        #[cfg(test)]
        tests::panic_if_asked(text.text(), "within");
        let doc = state.insert(Arc::clone(&text), &writer.added);
        drop(state);
        writer.by_id.insert(Id(text), doc);
        self.tidy(writer);
        writer.torn = false;
        Ok(())
    }

    /// Overwrites `dst` with the terms of a text, each once.
    fn distinct_terms(&self, dst: &mut Vec<u64>, text: &[u8]) {
        dst.clear();
        self.kernel.terms(dst, text);
        dst.sort_unstable();
        dst.dedup();
    }

    /// Ends a mutation: compacts a core of which more than half is removed, and lets go of huge buffers.
    fn tidy(&self, writer: &mut Writer) {
        let core = self.core();
        if core.is_sparse() {
            let (compacted, moved) = core.compact();
            for doc in writer.by_id.values_mut() {
                *doc = moved[*doc as usize];
            }
            *self.core.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(compacted);
        }
        for buffer in [&mut writer.added, &mut writer.gone] {
            if buffer.capacity() > KEPT_TERMS {
                *buffer = Vec::new();
            }
        }
    }

    // A lock is poisoned only by a bug. What it guards then still serves whoever reads better than a second panic; only an
    // index that a mutation left half changed cannot be changed any more.

    fn writer(&self) -> MutexGuard<'_, Writer> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(!writer.torn, "an earlier panic left the index half changed");
        writer
    }

    fn core(&self) -> Arc<Core> {
        Arc::clone(&self.core.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The capacity up to which a buffer of terms is kept for the next mutation.
const KEPT_TERMS: usize = 1 << 16;
