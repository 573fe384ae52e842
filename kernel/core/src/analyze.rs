//! Analyze: the sentences, words, numbers, names, negators and quotations of a text.

use crate::fold::Folded;
use crate::number::NUMBERISH;
use crate::segment::Segmenter;
use crate::tables::{Class, UNKNOWN_WEIGHT, WordData, flag};
use crate::utf8::decode_rune;
use crate::{Kernel, Number, Span};

/// The largest text, in bytes, that Analyze looks at; what lies beyond is left out. Callers that must not miss it refuse
/// longer texts.
pub const MAX_TEXT: usize = (1 << 31) - 1;

/// What [`Kernel::analyze`](crate::Kernel::analyze) finds in a text. It is reused from call to call.
#[derive(Debug, Default)]
pub struct Analysis {
    /// Claims, without the white space around them, in order.
    pub sentences: Vec<Span>,
    /// Words, number literals and unit signs, in order.
    pub tokens: Vec<Token>,
    /// Numbers, dates, times and weekdays, in order.
    pub numbers: Vec<Number>,
    /// Runs of capitalised words that are not merely the first of their sentence.
    pub names: Vec<Span>,
    /// Negators.
    pub negations: Vec<Span>,
    /// Quoted passages, quotation marks included.
    pub quotes: Vec<Span>,

    /// `tokens[bounds[i]..bounds[i + 1]]` are those of `sentences[i]`.
    pub(crate) bounds: Vec<i32>,
    pub(crate) folded: Folded,
}

impl Analysis {
    /// `tokens[bounds[i]..bounds[i + 1]]` are those of `sentences[i]`; there is one more bound than sentences.
    #[must_use]
    pub fn bounds(&self) -> &[i32] {
        &self.bounds
    }
}

/// One word, number literal or unit sign of a text.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: i32,
    /// One past the last byte.
    pub end: i32,
    /// The hash of the folded word, without a possessive ending.
    pub hash: u64,
    /// `hash_word` of its stem.
    pub stem: u64,
    pub(crate) data: WordData,
    /// How much it tells: 1 for the most common words to 34 for words that no lexicon lists.
    pub weight: u16,
    pub(crate) flags: u16,
    pub(crate) props: u16,
    /// Index in [`Analysis::numbers`] of what it is part of, −1 for none.
    pub(crate) number: i32,
}

impl Token {
    /// Whether the word is neither a function word nor a negator nor a bare sign.
    pub fn content(&self) -> bool {
        self.props & prop::CONTENT != 0
    }

    /// The bytes of `text` that the token covers.
    #[inline]
    pub(crate) fn bytes<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether the word is a name wherever it stands: it is written with a capital, or no lexicon lists it.
    pub(crate) fn proper(&self) -> bool {
        self.data.proper() || self.weight == UNKNOWN_WEIGHT
    }
}

/// The bits of a token's `props`.
pub(crate) mod prop {
    /// First letter is upper case.
    pub(crate) const CAPITAL: u16 = 1;
    /// Two or more letters, all upper case.
    pub(crate) const CAPS: u16 = 1 << 1;
    /// First word of its sentence, or of a quotation in it.
    pub(crate) const INITIAL: u16 = 1 << 2;
    /// Digits.
    pub(crate) const LITERAL: u16 = 1 << 3;
    /// %, $ and their like.
    pub(crate) const SIGN: u16 = 1 << 4;
    /// Part of a name.
    pub(crate) const NAME: u16 = 1 << 5;
    /// May be a name: the capital has another reason.
    pub(crate) const MAYBE_NAME: u16 = 1 << 6;
    /// Turns the meaning of what follows.
    pub(crate) const NEGATOR: u16 = 1 << 7;
    /// Neither function word nor negator nor sign.
    pub(crate) const CONTENT: u16 = 1 << 8;
    /// One character of a script without spaces.
    pub(crate) const SOLO: u16 = 1 << 9;
    /// Nothing stands between it and the token before it.
    pub(crate) const GLUED: u16 = 1 << 10;
    /// A hyphen or dash joins it to the token before it.
    pub(crate) const HYPHEN: u16 = 1 << 11;
    /// White space only stands between it and the token before it.
    pub(crate) const SPACED: u16 = 1 << 12;
    /// Written with full stops: U.S.
    pub(crate) const ACRONYM: u16 = 1 << 13;
    /// A comma, colon, bracket or the like stands between it and the token before it.
    pub(crate) const BROKEN: u16 = 1 << 14;
}

const HASH_NON: u64 = 0xEAD1_9CD9_1038_6D24;

impl Analysis {
    pub(crate) fn reset(&mut self) {
        self.sentences.clear();
        self.tokens.clear();
        self.numbers.clear();
        self.names.clear();
        self.negations.clear();
        self.quotes.clear();
        self.bounds.clear();
    }

    /// The half-open range of token numbers of sentence `i`.
    pub(crate) fn sentence_tokens(&self, i: usize) -> (usize, usize) {
        (self.bounds[i] as usize, self.bounds[i + 1] as usize)
    }
}

impl Kernel {
    /// Finds the sentences, words, numbers, names, negators and quotations of `text` and replaces `a`'s content by them.
    pub fn analyze(&self, a: &mut Analysis, text: &[u8]) {
        a.reset();
        let text = &text[..text.len().min(MAX_TEXT)];
        let mut segmenter = Segmenter::default();
        let mut base = 0;
        while let Some(size) = self.segment(&mut segmenter, &text[base..], true) {
            self.analyze_claim(a, text, Span::new(base, base + size));
            base += size;
        }
        a.bounds.push(a.tokens.len() as i32);
    }

    /// Analyses `text` as one claim, whatever [`Kernel::segment`] would say of it.
    pub(crate) fn analyze_single(&self, a: &mut Analysis, text: &[u8]) {
        a.reset();
        let text = &text[..text.len().min(MAX_TEXT)];
        self.analyze_claim(a, text, Span::new(0, text.len()));
        a.bounds.push(a.tokens.len() as i32);
    }

    /// Adds one claim of `text`.
    fn analyze_claim(&self, a: &mut Analysis, text: &[u8], claim: Span) {
        let claim = self.trim(text, claim);
        if claim.is_empty() {
            return;
        }
        let first = a.tokens.len();
        a.sentences.push(claim);
        a.bounds.push(first as i32);
        let seen = self.tokenize(a, text, claim);
        if seen.props(prop::LITERAL) || seen.flags(NUMBERISH) {
            self.find_numbers(a, text, first);
        }
        if seen.props(prop::NEGATOR) {
            find_negations(a, text, first);
        }
        if seen.props(prop::CAPITAL) {
            find_names(a, first);
        }
    }

    /// Takes the white space off both ends of a span.
    fn trim(&self, text: &[u8], mut s: Span) -> Span {
        while !s.is_empty() {
            let (r, size) = decode_rune(&text[s.start..s.end]);
            if !self.is_space(r) {
                break;
            }
            s.start += size;
        }
        while let size @ 1.. = self.space_end(&text[s.start..s.end]) {
            s.end -= size;
        }
        s
    }

    fn is_space(&self, r: u32) -> bool {
        self.tables.class_of(r).any(Class::SPACE | Class::BREAK)
    }

    /// The size of the white-space character that `text` ends with, 0 if it ends otherwise.
    fn space_end(&self, text: &[u8]) -> usize {
        let Some(&last) = text.last() else { return 0 };
        if last < 0x80 {
            return usize::from(self.is_space(u32::from(last)));
        }
        for size in 2..=text.len().min(3) {
            let (r, n) = decode_rune(&text[text.len() - size..]);
            if n == size && self.is_space(r) {
                return size;
            }
        }
        0
    }
}

/// Marks the negators among the tokens from `first` on. A negator before only, doubt, fewer and their like does not turn
/// the statement, and "No. 5" holds none.
fn find_negations(a: &mut Analysis, text: &[u8], first: usize) {
    let mut rest = &mut a.tokens[first..];
    while let Some((t, after)) = rest.split_first_mut() {
        rest = after;
        if t.props & prop::NEGATOR == 0 {
            continue;
        }
        if let Some(next) = rest.first() {
            let neutral = next.flags & flag::NEUTRALIZER != 0 && next.props & prop::BROKEN == 0;
            let ordinal = next.props & prop::LITERAL != 0 && text[t.end as usize] == b'.';
            let prefix = next.props & prop::HYPHEN != 0 && t.hash == HASH_NON;
            if neutral || ordinal || prefix {
                t.props &= !prop::NEGATOR;
                continue;
            }
        }
        a.negations.push(Span::new(t.start as usize, t.end as usize));
    }
}

/// Joins capitalised words to names.
fn find_names(a: &mut Analysis, first: usize) {
    let tokens = &mut a.tokens[first..];
    let shouting = mostly_capital(tokens);
    let mut rest = &mut *tokens;
    while let Some((t, after)) = rest.split_first_mut() {
        rest = after;
        if t.props & (prop::CAPITAL | prop::NEGATOR | prop::SIGN) != prop::CAPITAL || t.number >= 0 {
            continue;
        }
        if t.flags & flag::STOP != 0 && t.props & prop::ACRONYM == 0 {
            continue;
        }
        let expected = t.props & prop::INITIAL != 0 && !t.proper() && !rest.first().is_some_and(goes_on_capital);
        t.props |= if shouting || expected { prop::MAYBE_NAME } else { prop::NAME };
    }
    join_names(&mut a.names, tokens);
}

/// Whether capitals say nothing here: a heading or a shouted line.
fn mostly_capital(tokens: &[Token]) -> bool {
    let (mut words, mut capital) = (0, 0);
    for t in tokens {
        let word = t.props & (prop::LITERAL | prop::SIGN | prop::SOLO) == 0;
        words += usize::from(word);
        capital += usize::from(word && t.props & prop::CAPITAL != 0);
    }
    words >= 5 && capital * 4 > words * 3
}

/// Whether the token, after white space, is a capitalised word that is no function word.
fn goes_on_capital(t: &Token) -> bool {
    const SHAPE: u16 = prop::CAPITAL | prop::SPACED;
    t.props & SHAPE == SHAPE && t.flags & flag::STOP == 0
}

/// Appends the spans of the names among the tokens.
fn join_names(names: &mut Vec<Span>, tokens: &[Token]) {
    let mut open: Option<Span> = None;
    for t in tokens {
        let end = t.end as usize;
        match &mut open {
            _ if t.props & prop::NAME == 0 => names.extend(open.take()),
            Some(name) if t.props & prop::BROKEN == 0 => name.end = end,
            _ => names.extend(open.replace(Span::new(t.start as usize, end))),
        }
    }
    names.extend(open);
}
