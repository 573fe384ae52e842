//! The compiled tables: one blob, checked once when the kernel opens, so that the hot paths can follow its indices.

use crate::Kernel;
use crate::hash::hash64;
use crate::injection_features::ClassLexicon;
use crate::injection_score::InjectionModel;
use crate::rule_tables::RuleSet;
use std::fmt;

/// The format number of the table blobs that this kernel reads.
pub const TABLE_FORMAT: u32 = 1;

const MAGIC: &[u8; 8] = b"BKFTABLE";

// Section numbers of the blob; the specification says what each holds.
const CLASS_INDEX: usize = 1;
const CLASS_BLOCKS: usize = 2;
const CLASSES: usize = 3;
const FOLD_INDEX: usize = 4;
const FOLD_BLOCKS: usize = 5;
const FOLD_OFFSETS: usize = 6;
const FOLD_RUNES: usize = 7;
const WORD_KEYS: usize = 8;
const WORD_ENTRIES: usize = 9;
const UNITS: usize = 10;
const ANTONYMS: usize = 11;
const UNIT_NAME_OFFSETS: usize = 12;
const UNIT_NAME_BYTES: usize = 13;
const CONFUSABLE_INDEX: usize = 14;
const CONFUSABLE_BLOCKS: usize = 15;
const CONFUSABLE_ASCII: usize = 16;
const RULE_BLOB: usize = 17;
const USER_RULE_BLOB: usize = 18;
const LEXICON_KEYS: usize = 19;
const LEXICON_CLASSES: usize = 20;
const PROMPT_MODEL: usize = 21;
const DOCUMENT_MODEL: usize = 22;
const SECTIONS: usize = 22;

const CODE_POINTS: usize = 0x11_0000;
pub(crate) const BLOCK: usize = 128;
pub(crate) const BLOCK_SHIFT: u32 = 7;
const ENTRY_SIZE: usize = 16;
const UNIT_SIZE: usize = 32;
const HEADER: usize = 24;
const DIR_ENTRY: usize = 16;

/// Why a table blob was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    /// What was wrong and where.
    pub problem: String,
    /// What would have been right.
    pub want: String,
    /// Whether the blob ends before its own directory says it does.
    pub truncated: bool,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "backfire: table blob refused: {} (want {})", self.problem, self.want)
    }
}

impl std::error::Error for TableError {}

pub(crate) fn refused(problem: impl Into<String>, want: impl Into<String>) -> TableError {
    TableError { problem: problem.into(), want: want.into(), truncated: false }
}

fn truncated(what: &str) -> TableError {
    TableError { truncated: true, ..refused(format!("{what} reaches beyond the end"), "a complete blob") }
}

pub(crate) fn bad_section(id: usize, want: &str) -> TableError {
    refused(format!("section {id} is inconsistent"), want)
}

/// The property bits of a code point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class(pub(crate) u32);

impl Class {
    pub(crate) const LETTER: u32 = 1;
    pub(crate) const DIGIT: u32 = 1 << 1;
    pub(crate) const MARK: u32 = 1 << 2;
    pub(crate) const SPACE: u32 = 1 << 3;
    pub(crate) const BREAK: u32 = 1 << 4;
    pub(crate) const TERMINAL: u32 = 1 << 5;
    pub(crate) const CLOSER: u32 = 1 << 6;
    pub(crate) const HIDDEN: u32 = 1 << 8;
    pub(crate) const UPPER: u32 = 1 << 9;
    pub(crate) const LOWER: u32 = 1 << 10;
    pub(crate) const SOLO: u32 = 1 << 11;
    pub(crate) const LGC: u32 = 1 << 12;
    pub(crate) const DROP_MARK: u32 = 1 << 13;
    pub(crate) const CURRENCY: u32 = 1 << 14;

    /// Whether the code point has any of these properties.
    #[inline]
    pub(crate) fn any(self, bits: u32) -> bool {
        self.0 & bits != 0
    }

    /// The canonical combining class.
    pub(crate) fn ccc(self) -> u8 {
        (self.0 >> 24) as u8
    }

    /// The value of a decimal digit.
    pub(crate) fn digit(self) -> u64 {
        u64::from(self.0 >> 16 & 15)
    }
}

/// What the lexicons say about one folded word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordEntry {
    pub(crate) stem: u64,
    pub(crate) data: WordData,
    pub(crate) weight: u16,
    pub(crate) flags: u16,
}

/// A slot of the table of words: key and entry side by side, so that a look-up waits for memory once.
#[derive(Debug)]
struct WordSlot {
    /// 0 for an empty slot.
    key: u64,
    entry: WordEntry,
}

/// The bits of [`WordEntry::flags`] and of a token's flags.
pub(crate) mod flag {
    pub(crate) const STOP: u16 = 1;
    pub(crate) const NEGATOR: u16 = 1 << 1;
    pub(crate) const ANTONYM: u16 = 1 << 2;
    pub(crate) const NUMBER: u16 = 1 << 3;
    pub(crate) const MAGNITUDE: u16 = 1 << 4;
    pub(crate) const UNIT: u16 = 1 << 5;
    pub(crate) const MONTH: u16 = 1 << 6;
    pub(crate) const WEEKDAY: u16 = 1 << 7;
    pub(crate) const ABBREV_NEVER: u16 = 1 << 8;
    pub(crate) const ABBREV_MAY: u16 = 1 << 9;
    pub(crate) const IMPLICIT_NEGATIVE: u16 = 1 << 10;
    pub(crate) const NEUTRALIZER: u16 = 1 << 11;
    pub(crate) const ORDINAL: u16 = 1 << 12;
    pub(crate) const TITLE: u16 = 1 << 13;
    pub(crate) const AMBIGUOUS: u16 = 1 << 15;
}

/// What the lexicons say about a word beside its flags, packed as the specification lays it out.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WordData(pub(crate) u32);

impl WordData {
    /// The value of a number word, −1 for none.
    pub(crate) fn number_value(self) -> i64 {
        i64::from(self.0 & 0xFF) - 1
    }

    /// The unit number plus one, 0 for none.
    pub(crate) fn unit(self) -> u16 {
        (self.0 >> 8 & 0xFF) as u16
    }

    pub(crate) fn month(self) -> u8 {
        (self.0 >> 16 & 15) as u8
    }

    pub(crate) fn weekday(self) -> u8 {
        (self.0 >> 20 & 7) as u8
    }

    pub(crate) fn magnitude(self) -> i32 {
        (self.0 >> 24 & 15) as i32
    }

    /// Whether the word is written with a capital letter.
    pub(crate) fn proper(self) -> bool {
        self.0 & 1 << 28 != 0
    }
}

/// One unit of measure: 1 unit = num/den · 10^exp10 of its dimension's base unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitEntry {
    pub(crate) dimension: u32,
    pub(crate) exp10: i32,
    pub(crate) num: u64,
    pub(crate) den: u64,
}

/// The weight of a word that no lexicon lists.
pub(crate) const UNKNOWN_WEIGHT: u16 = 34;

/// The decoded blob.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) digest: u64,
    class_index: Vec<u16>,
    class_blocks: Vec<u8>,
    classes: Vec<Class>,
    fold_index: Vec<u16>,
    fold_blocks: Vec<u16>,
    fold_offsets: Vec<u32>,
    fold_runes: Vec<u32>,
    words: Vec<WordSlot>,
    word_shift: u32,
    pub(crate) units: Vec<UnitEntry>,
    unit_names: Vec<Box<[u8]>>,
    antonyms: Vec<u64>,
    confusable_index: Vec<u16>,
    confusable_blocks: Vec<u16>,
    confusable_ascii: Vec<u32>,
    /// The rules that ship and those that a user added, where there are any.
    pub(crate) rule_sets: Vec<RuleSet>,
    pub(crate) lexicon: ClassLexicon,
    pub(crate) models: [Option<InjectionModel>; 2], // by ScanMode
    pub(crate) ascii: [Class; 128],
    /// Bytes that Segment must look at: all but ASCII that neither ends nor begins anything, and the space.
    pub(crate) stops: [bool; 256],
}

/// The bytes of each section of a blob, by its number; empty for one that is not there.
pub(crate) type Sections<'a> = [&'a [u8]; SECTIONS + 1];

impl Tables {
    /// Decodes and checks a blob. Every index that the interpreter will follow is checked here, once.
    pub(crate) fn read(blob: &[u8]) -> Result<Tables, TableError> {
        let s = sections(blob, MAGIC)?;
        let (class_index, class_blocks, classes) = read_classes(&s)?;
        let (fold_index, fold_blocks, fold_offsets, fold_runes) = read_folds(&s)?;
        let words = read_words(&s)?;
        let (units, unit_names) = read_units(&s, &words)?;
        let (confusable_index, confusable_blocks, confusable_ascii) = read_confusables(&s)?;
        let mut tables = Tables {
            digest: u64_at(blob, 16),
            class_index,
            class_blocks,
            classes,
            fold_index,
            fold_blocks,
            fold_offsets,
            fold_runes,
            word_shift: 64 - words.len().trailing_zeros(),
            words,
            units,
            unit_names,
            antonyms: u64s(s[ANTONYMS]),
            confusable_index,
            confusable_blocks,
            confusable_ascii,
            rule_sets: read_rule_sets(&s)?,
            lexicon: ClassLexicon::new(LEXICON_KEYS, u64s(s[LEXICON_KEYS]), s[LEXICON_CLASSES].to_vec())?,
            models: [
                InjectionModel::read(PROMPT_MODEL, s[PROMPT_MODEL])?,
                InjectionModel::read(DOCUMENT_MODEL, s[DOCUMENT_MODEL])?,
            ],
            ascii: [Class::default(); 128],
            stops: [true; 256],
        };
        for c in 0..128u8 {
            let class = tables.lookup_class(u32::from(c));
            tables.ascii[usize::from(c)] = class;
            tables.stops[usize::from(c)] =
                c == b'.' || c != b' ' && class.any(Class::BREAK | Class::TERMINAL | Class::SPACE);
        }
        Ok(tables)
    }

    /// The property bits of a code point.
    fn lookup_class(&self, r: u32) -> Class {
        let block = usize::from(self.class_index[(r >> BLOCK_SHIFT) as usize]);
        self.classes[usize::from(self.class_blocks[block * BLOCK + r as usize % BLOCK])]
    }

    /// `lookup_class` with a short way for ASCII.
    #[inline]
    pub(crate) fn class_of(&self, r: u32) -> Class {
        match self.ascii.get(r as usize) {
            Some(&class) => class,
            None => self.lookup_class(r),
        }
    }

    /// The code points that one folds to, `None` if it stays as it is. Hangul syllables are not in the table.
    pub(crate) fn folding(&self, r: u32) -> Option<&[u32]> {
        let block = usize::from(self.fold_index[(r >> BLOCK_SHIFT) as usize]);
        match usize::from(self.fold_blocks[block * BLOCK + r as usize % BLOCK]) {
            0 => None,
            n => Some(&self.fold_runes[self.fold_offsets[n - 1] as usize..self.fold_offsets[n] as usize]),
        }
    }

    /// The ASCII that a code point looks like, one to four characters with the first in the lowest byte; `None` if it
    /// looks like none.
    pub(crate) fn confusable(&self, r: u32) -> Option<u32> {
        let block = usize::from(self.confusable_index[(r >> BLOCK_SHIFT) as usize]);
        match usize::from(self.confusable_blocks[block * BLOCK + r as usize % BLOCK]) {
            0 => None,
            n => Some(self.confusable_ascii[n - 1]),
        }
    }

    /// What the lexicons say about a folded word, `None` if none lists it.
    #[inline]
    pub(crate) fn word(&self, hash: u64) -> Option<&WordEntry> {
        let mask = self.words.len() - 1;
        let mut i = (hash >> self.word_shift) as usize;
        loop {
            match &self.words[i & mask] {
                WordSlot { key: 0, .. } => return None, // also for a word that hashes to 0
                WordSlot { key, entry } if *key == hash => return Some(entry),
                _ => i += 1,
            }
        }
    }

    /// How two words stand to each other: as antonyms, as a converse pair (buy, sell), or neither.
    pub(crate) fn opposite(&self, a: u64, b: u64) -> Opposite {
        let key = antonym_key(a, b) & !1;
        let at = self.antonyms.partition_point(|&k| k & !1 < key);
        match self.antonyms.get(at) {
            Some(&k) if k == key => Opposite::Antonym,
            Some(&k) if k == key | 1 => Opposite::Converse,
            _ => Opposite::Neither,
        }
    }
}

/// How two words stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opposite {
    Neither,
    Antonym,
    Converse,
}

/// The hash of an unordered pair of word hashes.
fn antonym_key(a: u64, b: u64) -> u64 {
    let mut pair = [0; 16];
    pair[..8].copy_from_slice(&a.min(b).to_le_bytes());
    pair[8..].copy_from_slice(&a.max(b).to_le_bytes());
    hash64(&pair)
}

impl Kernel {
    /// The canonical name of a unit number as [`Number::unit`](crate::Number) holds it; empty for 0, no unit.
    pub fn unit_name(&self, unit: u16) -> &[u8] {
        match usize::from(unit).checked_sub(1).and_then(|at| self.tables.unit_names.get(at)) {
            Some(name) => name,
            None => b"",
        }
    }
}

/// Checks the header, the digest and the directory, and returns the bytes of each section by number.
pub(crate) fn sections<'a>(blob: &'a [u8], magic: &[u8; 8]) -> Result<Sections<'a>, TableError> {
    if blob.len() < HEADER || &blob[..8] != magic {
        let want = format!("magic {}", String::from_utf8_lossy(magic));
        return Err(refused("it does not start with a table header", want));
    }
    let format = u32_at(blob, 8);
    if format != TABLE_FORMAT {
        return Err(refused(format!("format {format}"), format!("format {TABLE_FORMAT}")));
    }
    let (want, got) = (u64_at(blob, 16), hash64(&blob[HEADER..]));
    if want != got {
        return Err(refused(format!("digest of the content is {got:016x}"), format!("{want:016x} as its header says")));
    }
    let n = u32_at(blob, 12) as usize;
    if n > (blob.len() - HEADER) / DIR_ENTRY {
        return Err(truncated("directory"));
    }
    let mut out: Sections<'_> = [&[]; SECTIONS + 1];
    for dir in blob[HEADER..].chunks_exact(DIR_ENTRY).take(n) {
        let (id, off, size) = (u32_at(dir, 0), u32_at(dir, 8), u32_at(dir, 12));
        if u64::from(off) + u64::from(size) > blob.len() as u64 {
            return Err(truncated(&format!("section {id}")));
        }
        if let 1..=SECTIONS = id as usize {
            // later formats may add sections that this kernel need not know
            out[id as usize] = &blob[off as usize..off as usize + size as usize];
        }
    }
    Ok(out)
}

type ClassTables = (Vec<u16>, Vec<u8>, Vec<Class>);

fn read_classes(s: &Sections<'_>) -> Result<ClassTables, TableError> {
    let index = u16s(s[CLASS_INDEX]);
    let blocks = s[CLASS_BLOCKS].to_vec();
    let classes: Vec<Class> = u32s(s[CLASSES]).into_iter().map(Class).collect();
    if !trie_fits(&index, blocks.len()) {
        return Err(bad_section(CLASS_INDEX, "one block number for each 128 code points, all of them present"));
    }
    if blocks.iter().any(|&c| usize::from(c) >= classes.len()) {
        return Err(bad_section(CLASS_BLOCKS, "class numbers below the number of classes"));
    }
    Ok((index, blocks, classes))
}

type FoldTables = (Vec<u16>, Vec<u16>, Vec<u32>, Vec<u32>);

fn read_folds(s: &Sections<'_>) -> Result<FoldTables, TableError> {
    let index = u16s(s[FOLD_INDEX]);
    let blocks = u16s(s[FOLD_BLOCKS]);
    let offsets = u32s(s[FOLD_OFFSETS]);
    let runes = u32s(s[FOLD_RUNES]);
    if runes.iter().any(|&r| r as usize >= CODE_POINTS) {
        return Err(bad_section(FOLD_RUNES, "code points"));
    }
    if !trie_fits(&index, blocks.len()) {
        return Err(bad_section(FOLD_INDEX, "one block number for each 128 code points, all of them present"));
    }
    if blocks.iter().any(|&f| f != 0 && usize::from(f) >= offsets.len()) {
        return Err(bad_section(FOLD_BLOCKS, "folding numbers below the number of foldings"));
    }
    if offsets.windows(2).any(|w| w[1] < w[0] || w[1] as usize > runes.len()) {
        return Err(bad_section(FOLD_OFFSETS, "ascending offsets within section 7"));
    }
    Ok((index, blocks, offsets, runes))
}

/// Whether a two-stage table covers every code point with blocks that exist.
fn trie_fits(index: &[u16], blocks: usize) -> bool {
    index.len() == CODE_POINTS >> BLOCK_SHIFT && index.iter().all(|&b| (usize::from(b) + 1) * BLOCK <= blocks)
}

fn read_words(s: &Sections<'_>) -> Result<Vec<WordSlot>, TableError> {
    let keys = u64s(s[WORD_KEYS]);
    let n = keys.len();
    if n < 2 || !n.is_power_of_two() || s[WORD_ENTRIES].len() != n * ENTRY_SIZE {
        return Err(bad_section(WORD_KEYS, "a power of two of keys and as many entries"));
    }
    if !keys.contains(&0) {
        return Err(bad_section(WORD_KEYS, "at least one empty slot, or look-ups would not end"));
    }
    let entries = s[WORD_ENTRIES].chunks_exact(ENTRY_SIZE).map(|e| WordEntry {
        stem: u64_at(e, 0),
        weight: u16::from_le_bytes([e[8], e[9]]),
        flags: u16::from_le_bytes([e[10], e[11]]),
        data: WordData(u32_at(e, 12)),
    });
    Ok(keys.into_iter().zip(entries).map(|(key, entry)| WordSlot { key, entry }).collect())
}

type UnitTables = (Vec<UnitEntry>, Vec<Box<[u8]>>);

fn read_units(s: &Sections<'_>, words: &[WordSlot]) -> Result<UnitTables, TableError> {
    if !s[UNITS].len().is_multiple_of(UNIT_SIZE) {
        return Err(bad_section(UNITS, "whole entries"));
    }
    let mut units = Vec::new();
    for u in s[UNITS].chunks_exact(UNIT_SIZE) {
        let unit =
            UnitEntry { dimension: u32_at(u, 0), exp10: u32_at(u, 4) as i32, num: u64_at(u, 8), den: u64_at(u, 16) };
        if unit.num == 0 || unit.den == 0 {
            return Err(bad_section(UNITS, "factors above zero"));
        }
        units.push(unit);
    }
    let offsets = u32s(s[UNIT_NAME_OFFSETS]);
    if offsets.len() != units.len() + 1 {
        return Err(bad_section(UNIT_NAME_OFFSETS, "one offset more than there are units"));
    }
    let mut names = Vec::new();
    for w in offsets.windows(2) {
        match s[UNIT_NAME_BYTES].get(w[0] as usize..w[1] as usize) {
            Some(name) => names.push(name.into()),
            None => return Err(bad_section(UNIT_NAME_OFFSETS, "ascending offsets within section 13")),
        }
    }
    for WordSlot { entry: e, .. } in words {
        let unit = usize::from(e.data.unit());
        if unit > units.len() || e.flags & flag::UNIT != 0 && unit == 0 {
            return Err(bad_section(WORD_ENTRIES, "unit numbers that exist"));
        }
    }
    Ok((units, names))
}

type ConfusableTables = (Vec<u16>, Vec<u16>, Vec<u32>);

/// Reads what the code points above ASCII look like.
fn read_confusables(s: &Sections<'_>) -> Result<ConfusableTables, TableError> {
    let index = u16s(s[CONFUSABLE_INDEX]);
    let blocks = u16s(s[CONFUSABLE_BLOCKS]);
    let ascii = u32s(s[CONFUSABLE_ASCII]);
    if !trie_fits(&index, blocks.len()) {
        return Err(bad_section(CONFUSABLE_INDEX, "one block number for each 128 code points, all of them present"));
    }
    if blocks.iter().any(|&n| usize::from(n) > ascii.len()) {
        return Err(bad_section(CONFUSABLE_BLOCKS, "numbers of entries of section 16"));
    }
    if ascii.iter().any(|&ascii| ascii & 0x8080_8080 != 0) {
        return Err(bad_section(CONFUSABLE_ASCII, "ASCII"));
    }
    Ok((index, blocks, ascii))
}

/// Reads the rules that ship and those that the user added, where there are any.
fn read_rule_sets(s: &Sections<'_>) -> Result<Vec<RuleSet>, TableError> {
    [RULE_BLOB, USER_RULE_BLOB].into_iter().filter(|&id| !s[id].is_empty()).map(|id| RuleSet::read(s[id])).collect()
}

pub(crate) fn u32_at(b: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([b[at], b[at + 1], b[at + 2], b[at + 3]])
}

fn u64_at(b: &[u8], at: usize) -> u64 {
    u64::from(u32_at(b, at)) | u64::from(u32_at(b, at + 4)) << 32
}

pub(crate) fn u16s(b: &[u8]) -> Vec<u16> {
    b.as_chunks().0.iter().map(|c| u16::from_le_bytes(*c)).collect()
}

pub(crate) fn u32s(b: &[u8]) -> Vec<u32> {
    b.as_chunks().0.iter().map(|c| u32::from_le_bytes(*c)).collect()
}

fn u64s(b: &[u8]) -> Vec<u64> {
    b.as_chunks().0.iter().map(|c| u64::from_le_bytes(*c)).collect()
}
