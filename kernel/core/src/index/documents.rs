//! The documents of a core. They are only appended and never move, so that readers need no lock for them.

use crate::{Analysis, Kernel};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

/// A text with its id. Cores share it, so that a compaction copies no text and analyses none anew.
#[derive(Debug)]
pub(super) struct Text {
    /// The id, then the text.
    bytes: Box<[u8]>,
    id_len: usize,
    analysis: OnceLock<Arc<Analysis>>,
}

impl Text {
    pub(super) fn new(id: &[u8], text: &[u8]) -> Text {
        Text { bytes: [id, text].concat().into_boxed_slice(), id_len: id.len(), analysis: OnceLock::new() }
    }

    pub(super) fn id(&self) -> &[u8] {
        &self.bytes[..self.id_len]
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.bytes[self.id_len..]
    }

    /// The analysis of the text, made at the first call.
    pub(super) fn analysis(&self, kernel: &Kernel) -> &Arc<Analysis> {
        self.analysis.get_or_init(|| {
            let mut analysis = Analysis::default();
            kernel.analyze(&mut analysis, self.text());
            Arc::new(analysis)
        })
    }
}

/// What a core keeps of one text.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) text: Arc<Text>,
    /// Number of terms.
    pub(super) length: u32,
    removed: AtomicU32,
}

impl Document {
    pub(super) fn new(text: Arc<Text>, length: u32) -> Document {
        Document { text, length, removed: AtomicU32::new(0) }
    }

    /// The number of the removal that took the document away, from 1; 0: none did.
    #[inline]
    pub(super) fn removed(&self) -> u32 {
        // Whoever must see a removal got its number under the core's lock, after the removal was stored.
        self.removed.load(Ordering::Relaxed)
    }

    pub(super) fn remove(&self, removal: u32) {
        self.removed.store(removal, Ordering::Relaxed);
    }
}

/// Documents by number, in buckets of 64, 128, 256 and so on.
#[derive(Debug, Default)]
pub(super) struct Documents {
    buckets: [OnceLock<Box<[OnceLock<Document>]>>; BUCKETS],
}

const FIRST_SHIFT: u32 = 6;

/// Enough for every u32.
const BUCKETS: usize = 33 - FIRST_SHIFT as usize;

impl Documents {
    /// The document of a number, if there is one.
    #[inline]
    pub(super) fn get(&self, doc: u32) -> Option<&Document> {
        let (bucket, at) = locate(doc);
        self.buckets[bucket].get()?.get(at)?.get()
    }

    /// Gives a number that has no document one.
    pub(super) fn put(&self, doc: u32, document: Document) {
        let (bucket, at) = locate(doc);
        let slots = self.buckets[bucket]
            .get_or_init(|| std::iter::repeat_with(OnceLock::new).take(1 << (bucket as u32 + FIRST_SHIFT)).collect());
        let fresh = slots[at].set(document).is_ok();
        debug_assert!(fresh, "document {doc} is already there");
    }
}

/// The bucket of a document and its place there.
#[inline]
fn locate(doc: u32) -> (usize, usize) {
    let n = u64::from(doc) + (1 << FIRST_SHIFT);
    let top = n.ilog2();
    ((top - FIRST_SHIFT) as usize, (n - (1 << top)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_place_of_its_own() {
        let mut want = (0, 0);
        for doc in 0..10_000 {
            assert_eq!(locate(doc), want);
            want.1 += 1;
            if want.1 == 64 << want.0 {
                want = (want.0 + 1, 0);
            }
        }
        assert_eq!(locate(u32::MAX), (26, 63));
        assert_eq!(BUCKETS, 27);
    }

    #[test]
    fn documents_stay_where_they_are() {
        let documents = Documents::default();
        assert!(documents.get(0).is_none());
        let document = |doc: u32| Document::new(Arc::new(Text::new(&doc.to_le_bytes(), b"text")), doc);
        documents.put(0, document(0));
        let first = documents.get(0).unwrap();
        for doc in 1..1000 {
            documents.put(doc, document(doc));
        }
        assert!(std::ptr::eq(first, documents.get(0).unwrap()));
        for doc in 0..1000 {
            assert_eq!(documents.get(doc).unwrap().text.id(), doc.to_le_bytes());
            assert_eq!(documents.get(doc).unwrap().text.text(), b"text");
        }
        assert!(documents.get(1000).is_none());
        assert!(documents.get(u32::MAX).is_none());
    }
}
