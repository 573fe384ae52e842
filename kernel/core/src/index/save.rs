//! A saved index, format 1, all numbers little-endian:
//!
//! ```text
//! 8 bytes   "BKFINDEX"
//! u64       format = 1
//! f64 f64   k1, b
//! u64       number of documents
//! then for each document, in insertion order:
//! u64       length of the id in bytes, the id
//! u64       length of the text in bytes, the text
//! and last:
//! u64       Hash64 of all bytes before it
//! ```
//!
//! It holds texts and not postings. So a saved index outlives changes of the lexicons and of the postings' layout, and has
//! one form, which every kernel writes byte for byte. Loading costs what adding the texts again costs.

use super::hash::Hasher;
use super::quote::Quoted;
use super::{Bm25, Index, Snapshot};
use crate::Kernel;
use crate::hash::hash64;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

const MAGIC: &[u8] = b"BKFINDEX";
const FORMAT: u64 = 1;

/// Why bytes are not a saved index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorruptIndexError {
    /// The byte at which the trouble was noticed.
    pub offset: u64,
    /// What the trouble is.
    pub reason: String,
}

impl fmt::Display for CorruptIndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "saved index, byte {}: {}", self.offset, self.reason)
    }
}

impl std::error::Error for CorruptIndexError {}

impl Snapshot {
    /// The documents of the snapshot in the format that [`Index::load`] reads.
    pub fn save(&self) -> Vec<u8> {
        let mut saved = Vec::with_capacity(self.saved_size());
        self.save_to(&mut saved).unwrap_or_default(); // writing to memory does not fail
        saved
    }

    /// The bytes that [`Snapshot::save`] returns.
    pub fn saved_size(&self) -> usize {
        let documents = (0..self.n).filter(|&doc| self.has(doc));
        6 * 8 + documents.map(|doc| 2 * 8 + self.id(doc).len() + self.text(doc).len()).sum::<usize>()
    }

    /// Writes the documents of the snapshot, in many small pieces, in the format that [`Index::load`] reads. The index may
    /// change meanwhile.
    ///
    /// # Errors
    /// As the writer.
    pub fn save_to(&self, writer: &mut impl Write) -> io::Result<()> {
        let mut out = IndexWriter { writer, sum: Hasher::default() };
        out.bytes(MAGIC)?;
        out.u64(FORMAT)?;
        out.u64(self.core.params.k1.to_bits())?;
        out.u64(self.core.params.b.to_bits())?;
        out.u64(self.len() as u64)?;
        for doc in (0..self.n).filter(|&doc| self.has(doc)) {
            out.block(self.id(doc))?;
            out.block(self.text(doc))?;
        }
        out.u64(out.sum.sum())
    }
}

impl Index {
    /// The index as it is now, as [`Snapshot::save`] saves it.
    pub fn save(&self) -> Vec<u8> {
        self.snapshot().save()
    }

    /// Reads what [`Index::save`] returned and returns the index. Scores and the order of ties are those of the index
    /// saved. The bytes are checked to the end before any document is made.
    ///
    /// # Errors
    /// A [`CorruptIndexError`] if the bytes are not a saved index of a known format, whole and unchanged.
    pub fn load(kernel: Arc<Kernel>, bytes: &[u8]) -> Result<Index, CorruptIndexError> {
        let saved = SavedIndex::read(bytes)?;
        let corrupt = |reason| CorruptIndexError { offset: bytes.len() as u64, reason };
        let index = Index::new(kernel, saved.params).map_err(|err| corrupt(err.to_string()))?;
        let mut documents = Reader { bytes: saved.documents, at: 0 };
        while documents.at < documents.bytes.len() {
            let (id, text) = (documents.block()?, documents.block()?);
            index.add(id, text).map_err(|err| corrupt(err.to_string()))?;
        }
        Ok(index)
    }
}

/// Writes and sums up.
struct IndexWriter<'w, W: Write> {
    writer: &'w mut W,
    sum: Hasher,
}

impl<W: Write> IndexWriter<'_, W> {
    fn bytes(&mut self, b: &[u8]) -> io::Result<()> {
        self.sum.write(b);
        self.writer.write_all(b)
    }

    fn u64(&mut self, v: u64) -> io::Result<()> {
        self.bytes(&v.to_le_bytes())
    }

    fn block(&mut self, b: &[u8]) -> io::Result<()> {
        self.u64(b.len() as u64)?;
        self.bytes(b)
    }
}

/// The content of a saved index that is whole and unchanged.
struct SavedIndex<'a> {
    params: Bm25,
    /// Ids and texts, each after its length.
    documents: &'a [u8],
}

impl<'a> SavedIndex<'a> {
    fn read(bytes: &'a [u8]) -> Result<SavedIndex<'a>, CorruptIndexError> {
        let mut reader = Reader { bytes, at: 0 };
        let magic = reader.take(MAGIC.len() as u64)?;
        if magic != MAGIC {
            return Err(reader.corrupt(format!("begins with {}: want {}", Quoted(magic), Quoted(MAGIC))));
        }
        let format = reader.u64()?;
        if format != FORMAT {
            return Err(reader.corrupt(format!("format is {format}: want {FORMAT}")));
        }
        let params = Bm25 { k1: f64::from_bits(reader.u64()?), b: f64::from_bits(reader.u64()?) };
        let count = reader.u64()?;
        let first = reader.at;
        for _ in 0..count {
            reader.block()?;
            reader.block()?;
        }
        let documents = &bytes[first..reader.at];
        let want = hash64(&bytes[..reader.at]);
        let got = reader.u64()?;
        if got != want {
            return Err(reader.corrupt(format!("checksum is {got:016x}: want {want:016x}")));
        }
        if reader.at < bytes.len() {
            return Err(reader.corrupt("goes on after its checksum".into()));
        }
        Ok(SavedIndex { params, documents })
    }
}

/// Reads bytes from the first to the last.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// An error about what was read last.
    fn corrupt(&self, reason: String) -> CorruptIndexError {
        CorruptIndexError { offset: self.at as u64, reason }
    }

    fn take(&mut self, n: u64) -> Result<&'a [u8], CorruptIndexError> {
        let rest = &self.bytes[self.at..];
        match usize::try_from(n).ok().and_then(|n| rest.get(..n)) {
            Some(taken) => {
                self.at += taken.len();
                Ok(taken)
            }
            None => {
                self.at = self.bytes.len();
                Err(self.corrupt("ends too early".into()))
            }
        }
    }

    fn u64(&mut self) -> Result<u64, CorruptIndexError> {
        let mut b = [0; 8];
        b.copy_from_slice(self.take(8)?);
        Ok(u64::from_le_bytes(b))
    }

    fn block(&mut self) -> Result<&'a [u8], CorruptIndexError> {
        let n = self.u64()?;
        self.take(n)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{KERNEL, ids, index};
    use super::*;

    fn small() -> Index {
        let index = index(Bm25 { k1: 0.9, b: 0.4 });
        for (id, text) in [("returns", "Thirty days."), ("gone", "Thirty years."), ("", ""), ("ties", "Thirty days.")] {
            index.add(id.as_bytes(), text.as_bytes()).unwrap();
        }
        index.replace(b"returns", b"Thirty days.").unwrap();
        assert!(index.remove(b"gone"));
        index
    }

    fn refused(bytes: &[u8]) -> CorruptIndexError {
        match Index::load(Arc::clone(&KERNEL), bytes) {
            Ok(index) => panic!("accepted, with {} documents", index.len()),
            Err(err) => err,
        }
    }

    /// Replaces the checksum by the right one.
    fn resum(mut saved: Vec<u8>) -> Vec<u8> {
        saved.truncate(saved.len() - 8);
        let sum = hash64(&saved);
        saved.extend_from_slice(&sum.to_le_bytes());
        saved
    }

    #[test]
    fn loads_what_it_saved() {
        let saved = small().save();
        let loaded = Index::load(Arc::clone(&KERNEL), &saved).unwrap();
        assert_eq!(ids(&loaded.snapshot(), "days", 9), ["ties", "returns"]);
        assert_eq!(loaded.save(), saved);
        assert_eq!(Snapshot::default().save(), index(Bm25::DEFAULT).save());
    }

    #[test]
    fn the_format_byte_by_byte() {
        let index = index(Bm25 { k1: 1.5, b: 0.25 });
        index.add(b"id", b"text\xff").unwrap();
        let mut want = b"BKFINDEX".to_vec();
        for v in [1, 1.5_f64.to_bits(), 0.25_f64.to_bits(), 1, 2] {
            want.extend_from_slice(&u64::to_le_bytes(v));
        }
        want.extend_from_slice(b"id\x05\0\0\0\0\0\0\0text\xff12345678");
        assert_eq!(index.save(), resum(want));
    }

    #[test]
    fn refuses_every_change() {
        let saved = small().save();
        for i in 0..saved.len() {
            for flip in [1, 0x80, 0xFF] {
                let mut changed = saved.clone();
                changed[i] ^= flip;
                assert!(refused(&changed).offset <= saved.len() as u64);
            }
            let short = refused(&saved[..i]);
            assert_eq!((short.offset, &*short.reason), (i as u64, "ends too early"));
        }
        let longer = refused(&[&saved[..], &[0]].concat());
        assert_eq!((longer.offset, &*longer.reason), (saved.len() as u64, "goes on after its checksum"));
    }

    #[test]
    fn refuses_what_save_never_writes() {
        let saved = small().save();
        let number = |at: usize, v: u64| {
            let mut changed = saved.clone();
            changed[at..at + 8].copy_from_slice(&v.to_le_bytes());
            resum(changed)
        };
        let mut same = number(32, 2);
        same.truncate(40);
        same.extend_from_slice(&[0; 4 * 8 + 8]); // two documents with the id "" and the text ""
        let end = saved.len();
        for (bytes, want) in [
            (number(8, 2), "saved index, byte 16: format is 2: want 1".into()),
            (
                number(16, f64::NAN.to_bits()),
                format!("saved index, byte {end}: k1 is NaN: want a number from 0 to 1e+100"),
            ),
            (number(24, 1.5_f64.to_bits()), format!("saved index, byte {end}: b is 1.5: want a number from 0 to 1")),
            (number(32, 4), format!("saved index, byte {end}: ends too early")),
            (number(32, u64::MAX), format!("saved index, byte {end}: ends too early")),
            (number(40, u64::MAX), format!("saved index, byte {end}: ends too early")),
            (resum(same), r#"saved index, byte 80: index: a document with id "" is already there"#.into()),
            (
                b"# Refunds\nThirty days.\n".to_vec(),
                r##"saved index, byte 8: begins with "# Refund": want "BKFINDEX""##.into(),
            ),
            (Vec::new(), "saved index, byte 0: ends too early".into()),
        ] {
            assert_eq!(refused(&bytes).to_string(), want);
        }
        assert!(refused(&number(32, 2)).reason.starts_with("checksum is "));
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn passes_errors_of_the_writer_on() {
        let err = small().snapshot().save_to(&mut Full).unwrap_err();
        assert_eq!(err.kind(), io::ErrorKind::StorageFull);
    }
}
