//! Skeleton: the view of a text that injection rules and models read.

use crate::fold::{ascii_prefix, for_each_folded};
use crate::tables::{Class, Tables};
use crate::utf8::{REPLACEMENT, decode_rune, push_rune};
use crate::{Kernel, Span};

/// The skeleton of a text: what a person would see, in ASCII where a letter looks like one. It is reused from call to
/// call.
#[derive(Debug, Default)]
pub struct Skeleton {
    /// Its bytes.
    pub text: Vec<u8>,
    pub(crate) pieces: Vec<Piece>,
    joined: Vec<u8>, // what text and pieces are swapped with when letters are joined
    joined_pieces: Vec<Piece>,
}

/// Says where the bytes of a skeleton from one offset on come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) at: usize,    // offset in the skeleton
    pub(crate) from: usize,  // offset in the original
    pub(crate) copied: bool, // byte by byte; else all of them come from the one code point at `from`
}

impl Kernel {
    /// Writes the skeleton of a text: every code point folded as [`Kernel::fold`] does, marks, hidden code points and bytes
    /// that are not UTF-8 dropped, confusable letters made ASCII, and letters that stand alone in a row joined.
    pub fn skeleton(&self, s: &mut Skeleton, text: &[u8]) {
        s.read(&self.tables, text);
        for at in 0..s.pieces.len() {
            let Piece { at: start, copied, .. } = s.pieces[at];
            if copied {
                let end = s.piece_end(at);
                s.text[start..end].make_ascii_lowercase();
            }
        }
    }
}

impl Skeleton {
    /// Writes the skeleton of a text but for the capitals of ASCII, which stay. Rules match letters of both cases, so that
    /// what is plain in a text need not be changed for them.
    pub(crate) fn read(&mut self, tables: &Tables, text: &[u8]) {
        self.text.clear();
        self.pieces.clear();
        let mut at = 0;
        while at < text.len() {
            let ascii = ascii_prefix(&text[at..]);
            if ascii > 0 {
                self.copy(&text[at..at + ascii], at);
                at += ascii;
                continue;
            }
            let (r, size) = decode_rune(&text[at..]);
            if r != REPLACEMENT || size > 1 {
                self.put_wide(tables, r, &text[at..at + size], at);
            }
            at += size;
        }
        self.join();
    }

    /// The bytes of the original that a span of the skeleton, which is not empty, comes from.
    pub fn span(&self, original: &[u8], span: Span) -> Span {
        let (first, last) = (self.origin(span.start), self.origin(span.end - 1));
        let start = if first.copied { first.from + span.start - first.at } else { first.from };
        let end = if last.copied {
            last.from + span.end - last.at
        } else {
            last.from + decode_rune(&original[last.from..]).1
        };
        Span { start, end }
    }

    /// The piece that a byte of the skeleton is in.
    fn origin(&self, at: usize) -> Piece {
        let after = self.pieces.partition_point(|p| p.at <= at);
        self.pieces[after - 1]
    }

    /// Copies bytes of the original that stand at `from`.
    fn copy(&mut self, text: &[u8], from: usize) {
        let at = self.text.len();
        let goes_on = self.pieces.last().is_some_and(|p| p.copied && from - p.from == at - p.at);
        if !goes_on {
            self.pieces.push(Piece { at, from, copied: true });
        }
        self.text.extend_from_slice(text);
    }

    /// Where the piece of a number ends in the skeleton.
    pub(crate) fn piece_end(&self, number: usize) -> usize {
        self.pieces.get(number + 1).map_or(self.text.len(), |next| next.at)
    }

    /// Puts the skeleton of a code point above ASCII, which is spelt `spelling` and stands at `from`.
    fn put_wide(&mut self, tables: &Tables, r: u32, spelling: &[u8], from: usize) {
        if tables.class_of(r).any(Class::HIDDEN) {
            return;
        }
        let at = self.text.len();
        for_each_folded(tables, r, |folded| {
            let class = tables.class_of(folded);
            if class.any(Class::MARK) {
            } else if class.any(Class::BREAK) {
                self.text.push(b'\n');
            } else if class.any(Class::SPACE) {
                self.text.push(b' ');
            } else {
                push_confusable(tables, &mut self.text, folded);
            }
        });
        if &self.text[at..] == spelling {
            // Its own skeleton, as most of the Han script is.
            self.text.truncate(at);
            self.copy(spelling, from);
        } else if self.text.len() > at {
            self.pieces.push(Piece { at, from, copied: false });
        }
    }

    /// Removes the separators between letters that stand alone in a row.
    fn join(&mut self) {
        let Some(mut from) = spaced(&self.text, 0) else { return };
        std::mem::swap(&mut self.text, &mut self.joined);
        std::mem::swap(&mut self.pieces, &mut self.joined_pieces);
        self.text.clear();
        self.pieces.clear();
        let mut copied = 0;
        let mut piece = 0; // the one that byte `copied` is in
        loop {
            self.take_over(&mut piece, Span::new(copied, from));
            let end = spaced_end(&self.joined, from);
            for at in (from..end).step_by(2) {
                self.take_over(&mut piece, Span::new(at, at + 1));
            }
            copied = end;
            match spaced(&self.joined, copied) {
                Some(next) => from = next,
                None => break,
            }
        }
        self.take_over(&mut piece, Span::new(copied, self.joined.len()));
    }

    /// Takes a part of what letters are joined from, with its pieces. `piece` is one that does not start after it.
    fn take_over(&mut self, piece: &mut usize, part: Span) {
        let mut from = part.start;
        while from < part.end {
            while self.joined_pieces.get(*piece + 1).is_some_and(|p| p.at <= from) {
                *piece += 1;
            }
            let p = self.joined_pieces[*piece];
            let end = self.joined_pieces.get(*piece + 1).map_or(part.end, |next| next.at.min(part.end));
            let origin = if p.copied { p.from + from - p.at } else { p.from };
            self.pieces.push(Piece { at: self.text.len(), from: origin, copied: p.copied });
            self.text.extend_from_slice(&self.joined[from..end]);
            from = end;
        }
    }
}

/// Puts the ASCII that a code point looks like, or the code point.
fn push_confusable(tables: &Tables, dst: &mut Vec<u8>, r: u32) {
    if let 0..0x80 = r {
        dst.push(r as u8);
        return;
    }
    match tables.confusable(r) {
        None => {
            push_rune(dst, r);
        }
        Some(ascii) => dst.extend(ascii.to_le_bytes().into_iter().take_while(|&c| c != 0)),
    }
}

/// How many letters must stand alone in a row to be joined.
const MIN_SPACED: usize = 3;

/// Tells letters and digits of ASCII from its other bytes; bytes above ASCII count as letters.
pub(crate) static WORD_BYTE: [bool; 256] = {
    let mut table = [false; 256];
    let mut c = 0;
    while c < 256 {
        table[c] = c >= 0x80 || (c as u8).is_ascii_alphanumeric();
        c += 1;
    }
    table
};

fn word_byte(c: u8) -> bool {
    WORD_BYTE[usize::from(c)]
}

/// Where the first row of letters that stand alone starts, at or after `from`. A letter stands alone between bytes that are
/// no letters; the one byte between two of a row is the same throughout and no line end. The second letter of a row stands
/// between equal bytes, so such places are looked for, many at a time.
fn spaced(text: &[u8], from: usize) -> Option<usize> {
    const GROUP: usize = 32;
    let rest = &text[from..];
    let starts = |at: &usize| spaced_end(text, *at) > 0;
    let mut at = 0;
    while let Some(bytes) = rest[at..].first_chunk::<{ GROUP + 2 }>() {
        let between = |i: usize| (bytes[i] == bytes[i + 2]) & !is_word(bytes[i]) & is_word(bytes[i + 1]);
        if (0..GROUP).fold(false, |any, i| any | between(i)) {
            let separators = (0..GROUP).filter(|&i| between(i));
            let start = separators.filter_map(|i| (at + i).checked_sub(1)).map(|at| from + at).find(starts);
            if start.is_some() {
                return start;
            }
        }
        at += GROUP;
    }
    (from + at.saturating_sub(1)..text.len()).find(starts)
}

/// What `WORD_BYTE` says, in a way that many bytes can be asked of at once.
#[inline]
fn is_word(c: u8) -> bool {
    ((c | 0x20).wrapping_sub(b'a') < 26) | (c.wrapping_sub(b'0') < 10) | (c >= 0x80)
}

/// The end of the row that starts at an offset, 0 if none does.
fn spaced_end(text: &[u8], at: usize) -> usize {
    if at + 2 * MIN_SPACED - 1 > text.len() || !lone(text, at) {
        return 0;
    }
    let separator = text[at + 1];
    if separator == b'\n' || separator == b'\r' || at > 1 && text[at - 1] == separator && lone(text, at - 2) {
        return 0;
    }
    let (mut end, mut count) = (at + 1, 1);
    while end + 1 < text.len() && text[end] == separator && lone(text, end + 1) {
        end += 2;
        count += 1;
    }
    if count < MIN_SPACED { 0 } else { end }
}

/// Whether the byte is a letter or digit of ASCII between bytes that are neither.
fn lone(text: &[u8], at: usize) -> bool {
    text[at].is_ascii_alphanumeric()
        && (at == 0 || !word_byte(text[at - 1]))
        && text.get(at + 1).is_none_or(|&c| !word_byte(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kernel() -> Kernel {
        Kernel::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/tables.bin"))).unwrap()
    }

    #[test]
    fn shows_what_a_person_would_see() {
        let cases = [
            ("", ""),
            ("Ignore ALL", "ignore all"),
            ("Ιgnоrе", "ignore"),
            ("ｉｇｎｏｒｅ", "ignore"),
            ("i\u{200b}g\u{ad}n\u{301}ore", "ignore"),
            ("i g n o r e this", "ignore this"),
            ("a b", "a b"),
            ("a\nb\nc", "a\nb\nc"),
            ("x\u{2028}y\u{3000}z", "x\ny z"),
        ];
        let k = kernel();
        let mut s = Skeleton::default();
        for (text, want) in cases {
            k.skeleton(&mut s, text.as_bytes());
            assert_eq!(String::from_utf8_lossy(&s.text), want, "{text:?}");
        }
        k.skeleton(&mut s, b"ig\xffno\xe2\x82re");
        assert_eq!(s.text, b"ignore");
    }

    #[test]
    fn both_ways_know_the_letters() {
        for c in 0..=255 {
            assert_eq!(is_word(c), word_byte(c), "{c}");
        }
    }

    #[test]
    fn spans_are_those_of_the_code_points() {
        let k = kernel();
        let mut s = Skeleton::default();
        let text = "« i-g-n-о-r-e » ﬁn".as_bytes();
        k.skeleton(&mut s, text);
        let at = s.text.windows(6).position(|w| w == b"ignore").unwrap();
        let span = s.span(text, Span::new(at, at + 6));
        assert_eq!(&text[span.start..span.end], "i-g-n-о-r-e".as_bytes());
        let end = s.text.len();
        let span = s.span(text, Span::new(end - 3, end - 2)); // half a ligature is all of it
        assert_eq!(&text[span.start..span.end], "ﬁ".as_bytes());
    }
}
