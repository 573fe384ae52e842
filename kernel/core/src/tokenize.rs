//! Tokenize: the words, number literals and unit signs of one claim.

use crate::analyze::{Analysis, Token, prop};
use crate::hash::{FINAL, GROUP, SEED, hash64, mix};
use crate::stem::stem;
use crate::tables::{Class, UNKNOWN_WEIGHT, WordData, WordEntry, flag};
use crate::utf8::decode_rune;
use crate::{Kernel, Span};

/// The longest word, in bytes, that is looked at without the fold table.
pub(crate) const FAST_WORD: usize = 64;

/// Maps an ASCII letter or digit to its lower case and every other byte to 0.
pub(crate) const ALNUM: [u8; 256] = {
    let mut table = [0; 256];
    let mut c = 0u8;
    while c < 0x80 {
        if c.is_ascii_alphanumeric() {
            table[c as usize] = c.to_ascii_lowercase();
        }
        c += 1;
    }
    table
};

/// What the flags and, above them, the props of the tokens of a claim have between them.
#[derive(Clone, Copy, Default)]
pub(crate) struct Seen(u32);

impl Seen {
    #[inline]
    fn add(&mut self, t: &Token) {
        self.0 |= u32::from(t.flags) | u32::from(t.props) << 16;
    }

    /// Adds the last token and returns where it ends.
    fn add_last(&mut self, a: &Analysis) -> usize {
        let Some(t) = a.tokens.last() else { return 0 };
        self.add(t);
        t.end as usize
    }

    /// Whether a token has one of these flags.
    pub(crate) fn flags(self, any: u16) -> bool {
        self.0 & u32::from(any) != 0
    }

    /// Whether a token has one of these props.
    pub(crate) fn props(self, any: u16) -> bool {
        self.0 >> 16 & u32::from(any) != 0
    }
}

/// The least weight of a word written with full stops: U.S. is no pronoun.
const ACRONYM_WEIGHT: u16 = 16;

const HASH_US: u64 = 0x68D7_6E32_37C6_A0E9;

impl Kernel {
    /// Appends the tokens of one claim and returns what was seen in them.
    pub(crate) fn tokenize(&self, a: &mut Analysis, text: &[u8], claim: Span) -> Seen {
        let (whole, text) = (text, &text[..claim.end]);
        let mut seen = Seen::default();
        let mut lead = prop::INITIAL | prop::BROKEN; // props that the next token has, whatever stands before it
        let mut quote = None;
        let mut prev_end = claim.start;
        let mut i = claim.start;
        while let Some(&c) = text.get(i) {
            let alnum = ALNUM[usize::from(c)];
            let (mut first, mut class) = (Span::new(i, i + 1), Class::default());
            if alnum == 0 && c != b'%' && c != b'$' {
                i += 1;
                if c < 0x80 && c != b'"' {
                    continue;
                }
                let (r, size) = decode_rune(&text[first.start..]);
                i = first.start + size;
                first.end = i;
                class = self.tables.class_of(r);
                if !begins_token(r, class) {
                    if opens_quote(a, &mut quote, r, first) {
                        lead |= prop::INITIAL;
                    }
                    continue;
                }
            }
            let joint = if lead & prop::BROKEN != 0 { 0 } else { self.joint(&text[prev_end..first.start]) };
            let props = lead | joint;
            lead = 0;
            if alnum > b'9' {
                (i, prev_end) = self.ascii_words(a, whole, Span::new(i, claim.end), props, &mut seen);
                continue;
            }
            i = match c {
                b'0'..=b'9' => self.literal(a, text, i, props),
                b'%' | b'$' => self.add_word(a, first, &mut [c], props | prop::SIGN),
                _ => self.wide_token(a, text, first, class, props),
            };
            prev_end = seen.add_last(a);
        }
        seen
    }

    /// Says what stands between two tokens.
    #[inline]
    fn joint(&self, gap: &[u8]) -> u16 {
        match gap {
            b" " => prop::SPACED,
            b"" => prop::GLUED,
            _ => self.long_joint(gap),
        }
    }

    /// `joint` for what is neither nothing nor a space.
    fn long_joint(&self, gap: &[u8]) -> u16 {
        if [b"-", "‐".as_bytes(), "‑".as_bytes(), "–".as_bytes()].contains(&gap) {
            return prop::HYPHEN;
        }
        let mut i = 0;
        while i < gap.len() {
            let (r, size) = decode_rune(&gap[i..]);
            let emphasis = r == u32::from(b'*') || r == u32::from(b'_');
            if !emphasis && !self.tables.class_of(r).any(Class::SPACE | Class::BREAK) {
                return prop::BROKEN;
            }
            i += size;
        }
        prop::SPACED
    }

    /// Adds the token that `first`, a character beyond ASCII, begins, and returns its end.
    fn wide_token(&self, a: &mut Analysis, text: &[u8], first: Span, class: Class, props: u16) -> usize {
        if class.any(Class::SOLO) {
            let end = first.end + self.marks_after(&text[first.end..]);
            return self.folded_word(a, &text[..end], first, props | prop::SOLO);
        }
        if class.any(Class::LETTER) || &text[first.start..first.end] == "°".as_bytes() {
            let end = self.word_end(text, first.end);
            return self.folded_word(a, &text[..end], first, props);
        }
        if class.any(Class::DIGIT) {
            return self.wide_literal(a, text, first.start, props);
        }
        self.folded_word(a, &text[..first.end], first, props | prop::SIGN)
    }

    /// Adds the words of `within`, which starts with an ASCII letter, as long as they are plain and single spaces stand
    /// between them, and returns where to go on and where the last one ends. A plain word is at most 14 ASCII letters
    /// and nothing else; the first one that is not goes to `spelled_word` and is the last.
    #[inline]
    fn ascii_words(
        &self,
        a: &mut Analysis,
        text: &[u8],
        within: Span,
        mut props: u16,
        seen: &mut Seen,
    ) -> (usize, usize) {
        let Span { mut start, end } = within;
        loop {
            let padded;
            let block = match text[start..].first_chunk() {
                Some(block) => block,
                None => {
                    padded = last_block(&text[start..]);
                    &padded
                }
            };
            let word = PlainWord::read(block);
            let at = start + word.size;
            let next = block[word.size % 16];
            let odd = next >= 0x80 || next.is_ascii_digit() || next == b'\'' || next == b'.' && word.size == 1;
            if odd && next != b' ' || word.size > 14 || at > end {
                let at = self.spelled_word(a, &text[..end], start, props);
                return (at, seen.add_last(a));
            }
            let span = Span::new(start, at);
            let props_here = props | word.props;
            if let Some(entry) = self.tables.word(word.hash) {
                push(&mut a.tokens, settled(span, word.hash, entry, props_here), seen);
            } else {
                push_unlisted(&mut a.tokens, span, word.hash, &block[..word.size], props_here, seen);
            }
            if next != b' ' || ALNUM[usize::from(block[(word.size + 1) % 16])] <= b'9' || at + 1 >= end {
                return (at, at);
            }
            start = at + 1;
            props = prop::SPACED;
        }
    }

    /// Adds the word that starts with the ASCII letter at `start`, byte by byte, and returns its end.
    fn spelled_word(&self, a: &mut Analysis, text: &[u8], start: usize, mut props: u16) -> usize {
        let mut word = [0; FAST_WORD];
        let (mut n, mut caps) = (0, 0);
        for (&c, slot) in text[start..].iter().zip(&mut word) {
            *slot = ALNUM[usize::from(c)];
            if *slot == 0 {
                let next = text.get(start + n + 1).map_or(0, |&c| ALNUM[usize::from(c)]);
                if c != b'\'' || next <= b'9' {
                    break;
                }
                *slot = c;
            }
            caps += usize::from(c.is_ascii_uppercase());
            n += 1;
        }
        let end = start + n;
        let next = text.get(end).copied().unwrap_or(0);
        if next == b'.'
            && n == 1
            && let Some(end) = acronym_end(text, start)
        {
            return self.acronym(a, text, Span::new(start, end), props);
        }
        if next >= 0x80 || n == FAST_WORD {
            let word_end = self.word_end(text, end);
            if word_end > end {
                return self.folded_word(a, &text[..word_end], Span::new(start, start + 1), props);
            }
        }
        if text[start].is_ascii_uppercase() {
            props |= if caps == n && n > 1 { prop::CAPITAL | prop::CAPS } else { prop::CAPITAL };
        }
        self.add_word(a, Span::new(start, end), &mut word[..n], props);
        end
    }

    /// Adds a word written with full stops; they do not count: U.S. is US.
    fn acronym(&self, a: &mut Analysis, text: &[u8], span: Span, mut props: u16) -> usize {
        let mut word = [0; FAST_WORD];
        let mut n = 0;
        for (slot, &c) in word.iter_mut().zip(text[span.start..span.end].iter().step_by(2)) {
            *slot = c.to_ascii_lowercase();
            n += 1;
        }
        props |= prop::ACRONYM;
        if text[span.start].is_ascii_uppercase() {
            props |= prop::CAPITAL | prop::CAPS;
        }
        self.add_word(a, span, &mut word[..n], props);
        span.end
    }

    /// The end of the word that goes on at `i`: letters, digits, marks, hidden characters, and apostrophes between letters.
    pub(crate) fn word_end(&self, text: &[u8], mut i: usize) -> usize {
        const WORD: u32 = Class::LETTER | Class::DIGIT | Class::MARK | Class::HIDDEN;
        while i < text.len() {
            let (r, size) = decode_rune(&text[i..]);
            let class = self.tables.class_of(r);
            let within = class.any(WORD) && !class.any(Class::SOLO);
            if !(within || is_apostrophe(r) && self.letter_at(&text[i + size..])) {
                break;
            }
            i += size;
        }
        i
    }

    /// Whether `text` starts with a letter of a script whose words are more than one letter.
    pub(crate) fn letter_at(&self, text: &[u8]) -> bool {
        let class = self.tables.class_of(decode_rune(text).0);
        !text.is_empty() && class.any(Class::LETTER) && !class.any(Class::SOLO)
    }

    /// The length of the marks and hidden characters that `text` starts with.
    fn marks_after(&self, text: &[u8]) -> usize {
        let mut i = 0;
        while i < text.len() {
            let (r, size) = decode_rune(&text[i..]);
            if !self.tables.class_of(r).any(Class::MARK | Class::HIDDEN) {
                break;
            }
            i += size;
        }
        i
    }

    /// Adds the word that starts with the character `first` and ends with `text`, by way of the fold table, and returns
    /// its end. Hidden characters at the end are no part of it.
    pub(crate) fn folded_word(&self, a: &mut Analysis, text: &[u8], first: Span, mut props: u16) -> usize {
        let word = &text[first.start..];
        let mut folded = std::mem::take(&mut a.folded); // a place of its own for the time that `a` gets the token
        self.fold(&mut folded, word);
        if self.tables.class_of(decode_rune(word).0).any(Class::UPPER) {
            props |= prop::CAPITAL;
        }
        plain_apostrophes(&mut folded.text);
        if folded.text.is_empty() {
            folded.text.push(b'?'); // cannot be: the first character is visible, but a table may say otherwise
        }
        let span = Span::new(first.start, first.start + self.visible_len(word));
        self.add_word(a, span, &mut folded.text, props);
        a.folded = folded;
        text.len()
    }

    /// The length of a word without the hidden characters at its end.
    fn visible_len(&self, word: &[u8]) -> usize {
        let (mut i, mut end) = (0, 0);
        while i < word.len() {
            let (r, size) = decode_rune(&word[i..]);
            i += size;
            if !self.tables.class_of(r).any(Class::HIDDEN) {
                end = i;
            }
        }
        end
    }

    /// Appends a token for a folded word, which it may change, and returns its end.
    fn add_word(&self, a: &mut Analysis, span: Span, mut word: &mut [u8], props: u16) -> usize {
        let mut hash = hash64(word);
        let mut entry = self.tables.word(hash);
        if entry.is_none() && word.len() > 2 && word.ends_with(b"'s") {
            let n = word.len() - 2;
            word = &mut word[..n];
            hash = hash64(word);
            entry = self.tables.word(hash);
        }
        a.tokens.push(match entry {
            Some(entry) => settled(span, hash, entry, props),
            None => settled_stemmed(span, hash, word, props),
        });
        span.end
    }
}

/// The sixteen bytes that a text goes on with, zeros after its end, which is nearer than that.
#[cold]
fn last_block(rest: &[u8]) -> [u8; 16] {
    let mut block = [0; 16];
    for (to, &c) in block.iter_mut().zip(rest) {
        *to = c;
    }
    block
}

/// The token of a word that has this entry: what that and the spelling make it count as.
#[inline]
fn settled(span: Span, hash: u64, entry: &WordEntry, mut props: u16) -> Token {
    let WordEntry { stem, data, mut weight, mut flags } = *entry;
    const ACRONYM: u16 = prop::ACRONYM | prop::CAPS;
    if props & ACRONYM == ACRONYM || hash == HASH_US && props & prop::CAPS != 0 {
        flags &= !flag::STOP;
        weight = weight.max(ACRONYM_WEIGHT);
    }
    if flags & flag::NEGATOR != 0 {
        props |= prop::NEGATOR;
    }
    if flags & (flag::STOP | flag::NEGATOR) == 0 && props & prop::SIGN == 0 {
        props |= prop::CONTENT;
    }
    let (start, end) = (span.start as i32, span.end as i32);
    Token { start, end, hash, stem, data, weight, flags, props, number: -1 }
}

/// Appends a token. Each way to make one appends its own: a token that two ways meet over goes by way of the stack,
/// written in small parts and read in large ones, for which a processor must wait.
#[inline]
fn push(tokens: &mut Vec<Token>, t: Token, seen: &mut Seen) {
    seen.add(&t);
    tokens.push(t);
}

/// Appends the token of a plain word that no lexicon lists.
#[cold]
fn push_unlisted(tokens: &mut Vec<Token>, span: Span, hash: u64, spelled: &[u8], props: u16, seen: &mut Seen) {
    let mut word = [0; 16];
    for (lower, &c) in word.iter_mut().zip(spelled) {
        *lower = c | LOWER;
    }
    push(tokens, settled_stemmed(span, hash, &mut word[..spelled.len()], props), seen);
}

/// The token of a folded word that no lexicon lists. The word is overwritten.
fn settled_stemmed(span: Span, hash: u64, word: &mut [u8], props: u16) -> Token {
    let negator = word.len() > 3 && word.ends_with(b"n't");
    let flags = if negator { flag::NEGATOR | flag::STOP } else { 0 };
    let stem = hash64(stem(word));
    settled(span, hash, &WordEntry { stem, data: WordData::default(), weight: UNKNOWN_WEIGHT, flags }, props)
}

/// Whether a character beyond ASCII begins a word, a literal or a sign.
fn begins_token(r: u32, class: Class) -> bool {
    r >= 0x80
        && (class.any(Class::SOLO | Class::LETTER | Class::DIGIT | Class::CURRENCY)
            || matches!(char::from_u32(r), Some('°' | '‰')))
}

/// Opens a quotation if `r`, which covers `mark`, is a quotation mark, or closes and records the open one. Reports whether
/// one was opened.
fn opens_quote(a: &mut Analysis, open: &mut Option<usize>, r: u32, mark: Span) -> bool {
    match char::from_u32(r) {
        Some('“' | '«') => *open = None,
        Some('”' | '»' | '"') => {}
        _ => return false,
    }
    match open.take() {
        Some(start) => a.quotes.push(Span::new(start, mark.end)),
        None => *open = Some(mark.start),
    }
    open.is_some()
}

/// The end of U.S., U.S.A. or e.g. at `start`, if it is one.
fn acronym_end(text: &[u8], start: usize) -> Option<usize> {
    let (pairs, _) = text[start..].as_chunks();
    let letters = pairs.iter().take_while(|[c, stop]| c.is_ascii_alphabetic() && *stop == b'.').count();
    (letters >= 2).then_some(start + 2 * letters)
}

fn is_apostrophe(r: u32) -> bool {
    matches!(char::from_u32(r), Some('\'' | '’' | 'ʼ'))
}

/// Makes the typographic apostrophes of a folded word the ASCII one, in place.
fn plain_apostrophes(word: &mut Vec<u8>) {
    let (mut from, mut to) = (0, 0);
    while from < word.len() {
        let (r, size) = decode_rune(&word[from..]);
        if size > 1 && is_apostrophe(r) {
            word[to] = b'\'';
            from += size;
        } else {
            word[to] = word[from];
            from += 1;
        }
        to += 1;
    }
    word.truncate(to);
}

/// The bit that tells the lower case of an ASCII letter from the upper.
const LOWER: u8 = 0x20;

/// The ASCII letters that sixteen bytes start with.
struct PlainWord {
    size: usize,
    /// Of the word in lower case.
    hash: u64,
    /// What its capital letters make it.
    props: u16,
}

impl PlainWord {
    /// Reads both halves of a word at once, without a branch: the length of the next word is what no processor can guess.
    #[inline]
    fn read(block: &[u8; 16]) -> PlainWord {
        let block = u128::from_le_bytes(*block);
        let (low, high) = (Letters::of(block as u64), Letters::of((block >> 64) as u64));
        let long = low.mask == u64::MAX;
        let size = if long { 8 + high.len } else { low.len };
        let short_hash = mix(SEED ^ low.lower, GROUP);
        let long_hash = mix(short_hash ^ high.lower, GROUP);
        let hash = if size > 8 { long_hash } else { short_hash };
        let small = low.small | if long { high.small } else { 0 };
        let capital = if low.small & 0xFF == 0 { prop::CAPITAL } else { 0 };
        let caps = if small == 0 && size > 1 { prop::CAPS } else { 0 };
        PlainWord { size, hash: mix(hash ^ size as u64, FINAL), props: capital | caps }
    }
}

/// The ASCII letters that eight bytes start with.
struct Letters {
    len: usize,
    /// All bits of each.
    mask: u64,
    /// They in lower case, zeros after them.
    lower: u64,
    /// The bits that tell lower from upper case.
    small: u64,
}

impl Letters {
    #[inline]
    fn of(bytes: u64) -> Letters {
        const HIGH: u64 = every_byte(0x80);
        const SMALL: u64 = every_byte(LOWER);
        // No sum carries into the next byte: its top bit tells whether the byte is a or more, and more than z.
        let folded = bytes & !HIGH | SMALL;
        let letters = (folded + every_byte(0x80 - b'a')) & !(folded + every_byte(0x7F - b'z')) & !bytes & HIGH;
        let others = letters ^ HIGH;
        let mask = ((others & others.wrapping_neg()) >> 7).wrapping_sub(1); // of the bytes before the first other
        Letters {
            len: (others.trailing_zeros() / 8) as usize,
            mask,
            lower: (bytes | SMALL) & mask,
            small: bytes & SMALL & mask,
        }
    }
}

const fn every_byte(b: u8) -> u64 {
    u64::from_ne_bytes([b; 8])
}
