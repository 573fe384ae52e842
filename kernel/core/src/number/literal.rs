//! Number literals: where one ends, and what it says.

use super::{Number, NumberKind};
use crate::analyze::{Analysis, Token, prop};
use crate::hash::hash64;
use crate::tables::{Class, flag};
use crate::tokenize::{ALNUM, FAST_WORD};
use crate::utf8::decode_rune;
use crate::{Kernel, Span, hash_word};

/// The weight of a token of digits.
const LITERAL_WEIGHT: u16 = 20;

/// The digits of an exact mantissa.
const MAX_DIGITS: usize = 18;

pub(super) const HASH_AM: u64 = 0xF146_6E57_C9F6_89B9;
pub(super) const HASH_PM: u64 = 0x3058_65E8_28BB_A184;

impl Kernel {
    /// Adds the number literal that starts with the digit at `i`, or the word if letters follow that make it one (4x4), and
    /// returns its end.
    pub(crate) fn literal(&self, a: &mut Analysis, text: &[u8], i: usize, props: u16) -> usize {
        let mut j = literal_end(text, i);
        if self.letter_follows(text, j) {
            let word_end = self.word_end(text, j);
            let suffix = &text[j..word_end];
            if is_ordinal_suffix(suffix) || suffix.eq_ignore_ascii_case(b"s") {
                j = word_end;
            } else if !self.measures(suffix) {
                return self.folded_word(a, &text[..word_end], Span::new(i, i + 1), props);
            }
        }
        let mut digits = Digits::default();
        for &c in text[i..j].iter().filter(|&&c| c != b',') {
            digits.push(c | c >> 1 & 0x20); // letters of a suffix in lower case
        }
        add_literal(a, Span::new(i, j), &digits, props);
        j
    }

    /// Adds a run of decimal digits of another script.
    pub(crate) fn wide_literal(&self, a: &mut Analysis, text: &[u8], i: usize, props: u16) -> usize {
        let mut digits = Digits::default();
        let mut j = i;
        while j < text.len() && digits.n < FAST_WORD {
            let (r, size) = decode_rune(&text[j..]);
            let class = self.tables.class_of(r);
            if !class.any(Class::DIGIT) {
                break;
            }
            digits.push(b'0' + class.digit() as u8);
            j += size;
        }
        add_literal(a, Span::new(i, j), &digits, props);
        j
    }

    fn letter_follows(&self, text: &[u8], i: usize) -> bool {
        match text.get(i) {
            Some(&c) if c < 0x80 => ALNUM[usize::from(c)] > b'9',
            Some(_) => self.letter_at(&text[i..]),
            None => false,
        }
    }

    /// Whether letters glued to digits are a unit or magnitude of their own: 5mg, 3bn, 9am.
    fn measures(&self, suffix: &[u8]) -> bool {
        let mut word = [0; FAST_WORD];
        let Some(word) = word.get_mut(..suffix.len()) else { return false };
        for (lower, &c) in word.iter_mut().zip(suffix) {
            *lower = ALNUM[usize::from(c)];
            if *lower <= b'9' {
                return false;
            }
        }
        let hash = hash64(word);
        hash == HASH_AM
            || hash == HASH_PM
            || self.tables.word(hash).is_some_and(|e| e.flags & (flag::UNIT | flag::MAGNITUDE) != 0)
    }

    /// Reads a number literal. It never fails: what is no quantity is a code.
    pub(super) fn parse_literal(&self, s: &[u8]) -> Number {
        let mut read = Reading::default();
        let mut i = 0;
        while i < s.len() {
            let (mut r, size) = decode_rune(&s[i..]);
            if r >= 0x80 {
                r = u32::from(b'0') + self.tables.class_of(r).digit() as u32; // a digit of another script
            }
            read.take(r, i + 1 == s.len());
            i += size;
        }
        read.number(s)
    }
}

/// The digits of a literal by which its token is hashed.
struct Digits {
    bytes: [u8; FAST_WORD],
    n: usize,
}

impl Default for Digits {
    fn default() -> Digits {
        Digits { bytes: [0; FAST_WORD], n: 0 }
    }
}

impl Digits {
    /// Appends a digit unless there are as many as count.
    fn push(&mut self, c: u8) {
        if let Some(at) = self.bytes.get_mut(self.n) {
            *at = c;
            self.n += 1;
        }
    }
}

fn add_literal(a: &mut Analysis, span: Span, digits: &Digits, props: u16) {
    let hash = hash64(&digits.bytes[..digits.n]);
    a.tokens.push(Token {
        start: span.start as i32,
        end: span.end as i32,
        hash,
        stem: hash,
        weight: LITERAL_WEIGHT,
        props: props | prop::LITERAL | prop::CONTENT,
        number: -1,
        ..Token::default()
    });
}

fn is_ordinal_suffix(s: &[u8]) -> bool {
    matches!(s, [x, y] if matches!(&[x | 0x20, y | 0x20], b"st" | b"nd" | b"rd" | b"th"))
}

/// The end of the number literal at `i`: digits, groups of three after commas, decimals, dotted and colon-separated parts,
/// ISO and slashed dates.
fn literal_end(text: &[u8], i: usize) -> usize {
    let mut j = digits_end(text, i);
    if let Some(end) = iso_date_end(text, i, j) {
        return end;
    }
    while j + 1 < text.len() && text[j + 1].is_ascii_digit() {
        let end = digits_end(text, j + 1);
        let joins = match text[j] {
            b',' => end - j == 4,
            b'.' => true,
            b':' => end - j >= 3,
            b'/' => end - j <= 5,
            _ => false,
        };
        if !joins {
            break;
        }
        j = end;
    }
    j
}

fn digits_end(text: &[u8], i: usize) -> usize {
    i + text[i..].iter().take_while(|c| c.is_ascii_digit()).count()
}

/// The end of the date yyyy-mm-dd whose year is `text[i..j]`, if it is one.
fn iso_date_end(text: &[u8], i: usize, j: usize) -> Option<usize> {
    if j - i != 4 || text.len() < i + 10 || text[i + 4] != b'-' || text[i + 7] != b'-' {
        return None;
    }
    (digits_end(text, i + 5) == i + 7 && digits_end(text, i + 8) == i + 10).then_some(i + 10)
}

/// What was seen of a literal so far.
#[derive(Default)]
struct Reading {
    kind: NumberKind,
    mant: i64,
    /// The numbers between the separators, which dates and times are made of.
    parts: [i64; 3],
    part: usize,
    dots: usize,
    colons: usize,
    slashes: usize,
    dashes: usize,
    /// Digits after the first dot.
    places: i32,
    /// Digits from the first that is not 0.
    significant: usize,
}

impl Reading {
    fn take(&mut self, r: u32, last: bool) {
        match u8::try_from(r).unwrap_or(0) {
            c @ b'0'..=b'9' => self.digit(i64::from(c - b'0')),
            b',' => {}
            b'.' => (self.dots, self.part) = (self.dots + 1, self.part + 1),
            b':' => (self.colons, self.part) = (self.colons + 1, self.part + 1),
            b'/' => (self.slashes, self.part) = (self.slashes + 1, self.part + 1),
            b'-' => (self.dashes, self.part) = (self.dashes + 1, self.part + 1),
            b's' | b'S' if last => self.kind = NumberKind::Decade,
            _ => self.kind = NumberKind::Ordinal,
        }
    }

    fn digit(&mut self, digit: i64) {
        if self.significant > 0 || digit != 0 {
            self.significant += 1;
        }
        if self.significant <= MAX_DIGITS {
            self.mant = self.mant * 10 + digit;
        }
        if let Some(part) = self.parts.get_mut(self.part)
            && *part < 1_000_000
        {
            *part = *part * 10 + digit;
        }
        if self.dots > 0 {
            self.places = self.places.wrapping_add(1);
        }
    }

    /// The number that the literal `s` says.
    fn number(&self, s: &[u8]) -> Number {
        let [p, q, r] = self.parts;
        if self.dashes == 2 {
            return date_of(p, q, r, s);
        }
        if self.slashes == 2 && p > 12 {
            return date_of(r, q, p, s);
        }
        if self.slashes == 2 {
            return date_of(r, p, q, s);
        }
        if self.colons >= 1 && p < 25 && q < 60 && self.dots + self.slashes == 0 {
            return Number { kind: NumberKind::Time, mant: p * 60 + q, ..Number::default() };
        }
        if self.dots > 1 || self.colons > 0 || self.slashes > 0 || self.significant > MAX_DIGITS {
            return code_of(s);
        }
        let n = Number { kind: self.kind, mant: self.mant, exp: self.places.wrapping_neg(), ..Number::default() };
        n.normal()
    }
}

/// The date if its parts can be one, and otherwise the code that `s` then is.
fn date_of(y: i64, m: i64, d: i64, s: &[u8]) -> Number {
    if y > 9999 || !(1..=12).contains(&m) || !(1..=31).contains(&d) {
        return code_of(s);
    }
    let year = if y < 100 { y + 2000 } else { y }; // 15/03/24
    Number { kind: NumberKind::Date, year: year as i16, month: m as u8, day: d as u8, ..Number::default() }
}

fn code_of(s: &[u8]) -> Number {
    Number { kind: NumberKind::Code, mant: (hash_word(s) >> 1) as i64, ..Number::default() }
}
