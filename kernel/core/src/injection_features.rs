//! What an injection model reads of a text: the tokens of its skeleton, and features of these.

use crate::Kernel;
use crate::hash::mix;
use crate::skeleton::WORD_BYTE;
use crate::tables::{Class, TableError, bad_section};
use crate::utf8::decode_rune;

/// The bits of a feature's number.
pub(crate) const FEATURE_BITS: u32 = 18;

// Bounds of what a token remembers and of words in the lexicon of classes.
const CLASS_REACH: usize = 10; // tokens between two words of a class that are taken together
const MIN_PREFIX: usize = 2; // code points of the shortest stem that the lexicon may have
const MAX_SOLO_CLASS: usize = 8; // code points of the longest word in a language without spaces
const STEM_LENGTH: usize = 4; // code points that stand for a word besides the whole
const MAX_REPEAT: usize = 3; // signs in a row that are told apart
const MAX_GRAMS: usize = 16; // sequences of four letters that a word is looked at for

/// Seeds that keep kinds of features apart: the first bits of the fractional parts of the square roots of primes.
mod seed {
    pub(super) const WORD: u64 = 0x6A09_E667_F3BC_C908;
    pub(super) const PAIR: u64 = 0xBB67_AE85_84CA_A73B;
    pub(super) const TRIPLE: u64 = 0x3C6E_F372_FE94_F82B;
    pub(super) const SKIP: u64 = 0xA54F_F53A_5F1D_36F1;
    pub(super) const STEM: u64 = 0x510E_527F_ADE6_82D1;
    pub(super) const CLASS: u64 = 0x9B05_688C_2B3E_6C1F;
    pub(super) const MIXED_PAIR: u64 = 0x1F83_D9AB_FB41_BD6B;
    pub(super) const MIXED: u64 = 0x5BE0_CD19_137E_2179;
    pub(super) const NEAR: u64 = 0xCBBB_9D5D_C105_9ED8;
    pub(super) const FAR: u64 = 0x629A_292A_367C_D507;
    pub(super) const CHAIN: u64 = 0x9159_015A_3070_DD17;
    pub(super) const GRAM: u64 = 0x6733_2667_FFC0_0B31;
    pub(super) const SECOND: u64 = 0x152F_ECD8_F70E_5939;
}

// Start and step of the hash of a token, FNV-1a's.
const TOKEN_START: u64 = 0xCBF2_9CE4_8422_2325;
const TOKEN_PRIME: u64 = 0x100_0000_01B3;

/// The hash of every token of ASCII digits alone.
const ANY_NUMBER: u64 = TOKEN_START ^ 1;

/// The hash of a token after more bytes.
fn hash_on(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &c| (hash ^ u64::from(c)).wrapping_mul(TOKEN_PRIME))
}

/// Marks an entry of the lexicon that stands for all words that begin with it.
const ANY_ENDING: u8 = 0x80;

/// Tells the classes of words. A class is 1 or more; 0 is none.
#[derive(Debug)]
pub(crate) struct ClassLexicon {
    keys: Vec<u64>,   // hashes of words, 0 for an empty slot
    classes: Vec<u8>, // ANY_ENDING is set for stems
    shift: u32,
    maybe: Box<[u64; 1 << 10]>, // a bit for the highest 16 of each hash in keys, so that most words cost no look-up
}

impl ClassLexicon {
    /// Checks the keys and classes, of which section `id` and the one after it are made.
    pub(crate) fn new(id: usize, mut keys: Vec<u64>, mut classes: Vec<u8>) -> Result<ClassLexicon, TableError> {
        if keys.is_empty() {
            (keys, classes) = (vec![0; 2], vec![0; 2]); // tables without models
        }
        let n = keys.len();
        if n < 2 || !n.is_power_of_two() || classes.len() != n {
            return Err(bad_section(id, "a power of two of keys and as many classes"));
        }
        if !keys.contains(&0) {
            return Err(bad_section(id, "at least one empty slot, or look-ups would not end"));
        }
        let mut maybe = Box::new([0; 1 << 10]);
        for key in keys.iter().filter(|&&key| key != 0) {
            maybe[(key >> 54) as usize] |= 1 << (key >> 48 & 63);
        }
        Ok(ClassLexicon { shift: 64 - n.trailing_zeros(), keys, classes, maybe })
    }

    /// The entry of a hash, 0 if there is none.
    #[inline]
    fn find(&self, hash: u64) -> u8 {
        if self.maybe[(hash >> 54) as usize] >> (hash >> 48 & 63) & 1 == 0 {
            return 0;
        }
        let mask = self.keys.len() - 1;
        let mut i = (hash >> self.shift) as usize;
        loop {
            match self.keys[i & mask] {
                key if key == hash => return self.classes[i & mask],
                0 => return 0,
                _ => i += 1,
            }
        }
    }
}

/// A word, a number, a letter of a script without spaces, or a run of one sign.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Token {
    hash: u64,
    stem: u64, // hash of its first letters, 0 if that is all of it
    class: u8,
    grams: usize, // how many there are in the reader
}

/// Reads the tokens of a skeleton.
pub(crate) struct TokenReader<'a> {
    k: &'a Kernel,
    text: &'a [u8],
    /// The end of the last token, and its start.
    pub(crate) at: usize,
    pub(crate) start: usize,
    grams: [u64; MAX_GRAMS], // of the last word: each four letters in a row, the space before and after it included
}

impl<'a> TokenReader<'a> {
    pub(crate) fn new(k: &'a Kernel, text: &'a [u8]) -> TokenReader<'a> {
        TokenReader { k, text, at: 0, start: 0, grams: [0; MAX_GRAMS] }
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Option<Token> {
        self.at += self.text[self.at..].iter().take_while(|&&c| c == b' ').count();
        self.start = self.at;
        let (r, size) = decode_rune(self.text.get(self.at..).filter(|rest| !rest.is_empty())?);
        let class = self.k.tables.class_of(r);
        Some(if class.any(Class::SOLO) {
            self.solo(size)
        } else if class.any(IN_WORD) {
            self.word()
        } else {
            self.sign(size)
        })
    }

    /// Reads a run of one sign, or of line ends.
    fn sign(&mut self, size: usize) -> Token {
        let rest = &self.text[self.at..];
        let run = rest.chunks_exact(size).take_while(|sign| *sign == &rest[..size]).count();
        self.at += run * size;
        Token { hash: hash_on(TOKEN_START, &rest[..run.min(MAX_REPEAT) * size]), ..Token::default() }
    }

    /// Reads a word or a number.
    fn word(&mut self) -> Token {
        let mut t = Token::default();
        let (mut hash, mut gram, mut digits, mut points) = (TOKEN_START, u64::from(b' '), true, 0);
        while let Some(&c) = self.text.get(self.at) {
            let (point, size) = if c.is_ascii() {
                if !WORD_BYTE[usize::from(c)] {
                    break;
                }
                digits &= c <= b'9';
                (u64::from(c), 1)
            } else {
                let (r, size) = decode_rune(&self.text[self.at..]);
                let class = self.k.tables.class_of(r);
                if !class.any(IN_WORD) || class.any(Class::SOLO) {
                    break;
                }
                digits = false;
                (u64::from(r & 0xFFFF), size)
            };
            hash = hash_on(hash, &self.text[self.at..self.at + size]);
            self.at += size;
            points += 1;
            gram = gram << 16 | point;
            if points >= 3 {
                self.push_gram(&mut t, gram);
            }
            if points < MIN_PREFIX {
                continue;
            }
            match self.k.tables.lexicon.find(hash) {
                entry if entry & ANY_ENDING != 0 => t.class = entry,
                _ => {}
            }
            if points == STEM_LENGTH {
                t.stem = hash;
            }
        }
        if digits {
            return Token { hash: ANY_NUMBER, ..Token::default() };
        }
        if points >= 2 {
            self.push_gram(&mut t, gram << 16 | u64::from(b' '));
        }
        if points <= STEM_LENGTH {
            t.stem = 0;
        }
        match self.k.tables.lexicon.find(hash) {
            0 => {}
            entry => t.class = entry,
        }
        Token { hash, class: t.class & !ANY_ENDING, ..t }
    }

    fn push_gram(&mut self, t: &mut Token, gram: u64) {
        if let Some(place) = self.grams.get_mut(t.grams) {
            *place = gram;
            t.grams += 1;
        }
    }

    /// Reads a letter of a script without spaces. Its class is that of the longest word of the lexicon that starts there.
    fn solo(&mut self, size: usize) -> Token {
        let mut t = Token::default();
        let (mut hash, mut at) = (TOKEN_START, self.at);
        for points in 1..=MAX_SOLO_CLASS {
            let (r, size) = decode_rune(&self.text[at..]);
            if size == 0 || !self.k.tables.class_of(r).any(IN_WORD) {
                break;
            }
            hash = hash_on(hash, &self.text[at..at + size]);
            at += size;
            if points == 1 {
                t.hash = hash;
            }
            match self.k.tables.lexicon.find(hash) {
                0 => {}
                entry => t.class = entry & !ANY_ENDING,
            }
        }
        self.at += size;
        t
    }
}

/// The properties of which a code point of a word has one.
const IN_WORD: u32 = Class::LETTER | Class::DIGIT | Class::MARK;

/// What the features of a token need of those before it.
#[derive(Debug, Default)]
pub(crate) struct FeatureState {
    last: Token, // the two tokens before
    before: Token,
    pair: u64,       // of these two, in full
    mixed_pair: u64, // the same of their classes where they have one
    near: u8,        // the classes of the last two tokens that had one
    far: u8,
    near_at: usize, // how many tokens ago
    far_at: usize,
    chain: u64, // of these two classes
}

impl Token {
    /// The hash that stands for a token's class, or for the token if it has none.
    fn mixed(&self) -> u64 {
        if self.class != 0 { u64::from(self.class).wrapping_mul(seed::CLASS) } else { self.hash }
    }
}

impl FeatureState {
    /// Calls `f` with the number of each feature of a token, the last that was read.
    #[inline]
    pub(crate) fn add(&mut self, t: &Token, reader: &TokenReader<'_>, mut f: impl FnMut(usize)) {
        let mut feature = |hash: u64| f((hash >> (64 - FEATURE_BITS)) as usize);
        let second = t.hash ^ seed::SECOND;
        feature(mix(t.hash ^ seed::WORD, seed::SECOND));
        feature(mix(self.pair ^ seed::TRIPLE, second));
        self.pair = mix(self.last.hash ^ seed::PAIR, second);
        feature(self.pair);
        feature(mix(self.before.hash ^ seed::SKIP, second));
        for gram in &reader.grams[..t.grams] {
            feature(mix(gram ^ seed::GRAM, seed::SECOND));
        }
        if t.stem != 0 {
            feature(mix(t.stem ^ seed::STEM, seed::SECOND));
        }
        let mixed = t.mixed() ^ seed::SECOND;
        if t.class | self.last.class | self.before.class != 0 {
            feature(mix(self.mixed_pair ^ seed::MIXED, mixed));
        }
        self.mixed_pair = mix(self.last.mixed() ^ seed::MIXED_PAIR, mixed);
        if t.class | self.last.class != 0 {
            feature(self.mixed_pair);
        }
        self.near_at += 1;
        self.far_at += 1;
        if t.class != 0 {
            self.add_classes(t.class, feature);
        }
        self.before = std::mem::replace(&mut self.last, *t);
    }

    /// The features of a class and of those before it, whatever stands between.
    fn add_classes(&mut self, class: u8, mut feature: impl FnMut(u64)) {
        let of = |class: u8| u64::from(class).wrapping_mul(seed::CLASS);
        let second = of(class) ^ seed::SECOND;
        feature(mix(seed::CLASS, second));
        let mut chain = 0;
        if self.near != 0 && self.near_at <= CLASS_REACH {
            chain = mix(of(self.near) ^ seed::NEAR, second);
            feature(chain);
            if self.far != 0 && self.far_at <= 2 * CLASS_REACH {
                feature(mix(of(self.far) ^ seed::FAR, second));
                feature(mix(self.chain ^ seed::CHAIN, second));
            }
        }
        (self.far, self.far_at) = (self.near, self.near_at);
        (self.near, self.near_at) = (class, 0);
        self.chain = chain;
    }
}
