//! Segment: where the claims of a text end, also of one that is still growing.

use crate::Kernel;
use crate::hash::hash64;
use crate::tables::{Class, flag};
use crate::utf8::{decode_rune, full_rune};

/// The largest number of bytes after the end of a claim that [`Kernel::segment`] needs to see before it decides.
pub const LOOK_AHEAD: usize = 64;

// What segment looks at around a possible end, in bytes. After the end of a claim it sees at most MAX_GAP of white
// space, a line break, MAX_GAP again and the first MAX_NEXT bytes of what follows: within LOOK_AHEAD.
const MAX_GAP: usize = 24; // longer white space ends a claim by itself
const MAX_NEXT: usize = 14; // of the next word or list marker
const MAX_SKIP: usize = 256; // of plain text looked at in one go, some of it again after a gap
const MAX_ENDERS: usize = 16; // terminators and closing quotes taken together
const MAX_ABBREV: usize = 12;
const SHORT_LINE: isize = 48; // a line shorter than this before a capital or digit is an item; a longer one was wrapped
const MAX_ORDINAL: usize = 4; // digits of a numbered list item

/// What the first characters of a line say about it.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct LineKind(u8);

impl LineKind {
    const PLAIN: LineKind = LineKind(0);
    /// Plain, starting with an upper-case letter or a digit.
    const UPPER: LineKind = LineKind(1);
    const BLANK: LineKind = LineKind(2);
    const LIST: LineKind = LineKind(3);
    const HEADING: LineKind = LineKind(4);
    const TABLE: LineKind = LineKind(5);
    const FENCE: LineKind = LineKind(6);
    const QUOTE: LineKind = LineKind(7);

    /// The kind of a line without a mark that starts with a character of this class.
    fn plain(class: Class) -> LineKind {
        if class.any(Class::UPPER | Class::SOLO | Class::DIGIT) { LineKind::UPPER } else { LineKind::PLAIN }
    }
}

/// Finds the ends of claims in a text that may still be growing. The default value stands at the start of a text. It
/// holds no pointer and may be copied to try something out. It may come from memory that other code wrote, so its fields
/// have types of which every bit pattern is a value.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Segmenter {
    /// `buf[..scan]` has been looked at.
    scan: usize,
    /// The end of the last character in `buf[..scan]` that is not white space; 0 if there is none.
    last: usize,
    /// Bytes between the start of the line and `buf[scan]`.
    column: isize,
    /// Not 0: the kind of the line is known.
    mid_line: u8,
    /// Of the line that `scan` stands in.
    kind: LineKind,
    /// Not 0: within fenced code.
    fence: u8,
}

impl Segmenter {
    /// Tells the segmenter that its caller ended the claim in progress after n bytes of the buffer, n > 0.
    pub fn cut(&mut self, n: usize) {
        self.column = self.column.wrapping_sub(self.scan.wrapping_sub(n) as isize);
        (self.scan, self.last) = (0, 0);
        self.mid_line = 1;
    }

    fn advance(&mut self, n: usize) {
        self.scan += n;
        self.column = self.column.wrapping_add(n as isize);
    }

    /// Whether white space in a run of words and spaces from `scan` on may be too long; mostly it is seen at a glance
    /// that it is not, since a gap that is holds eight spaces at a multiple of 16.
    fn may_have_gap(&self, run: &[u8]) -> bool {
        let leading = run.iter().take_while(|&&c| c == b' ').count();
        self.scan + leading - self.last > MAX_GAP || run.chunks_exact(8).step_by(2).any(|c| c == [b' '; 8])
    }

    /// The size of such a run, or of what comes before the space that makes a gap too long.
    fn before_gap(&self, run: &[u8]) -> usize {
        let mut last = self.last;
        for (at, &c) in (self.scan..).zip(run) {
            if c != b' ' {
                last = at + 1;
            } else if last > 0 && at + 1 - last > MAX_GAP {
                return at - self.scan;
            }
        }
        run.len()
    }

    /// Goes past a line break of `size` bytes to a line of which nothing is known.
    fn new_line(&mut self, size: usize) -> Step {
        self.mid_line = 0;
        self.wrap(size)
    }

    /// Goes past a line break of `size` bytes; the line goes on as what it was.
    fn wrap(&mut self, size: usize) -> Step {
        self.column = -(size as isize);
        Step::Over(size)
    }
}

/// What to do at the character at `scan`.
enum Step {
    /// The claim ends here.
    End(usize),
    /// Go on after that many bytes.
    Over(usize),
    /// More of the text is needed.
    Wait,
}

/// A run of terminators and the closing quotes, brackets and emphasis marks after it.
#[derive(Default)]
struct Enders {
    size: usize,
    /// A single full stop and nothing else.
    stop: bool,
    /// An ellipsis.
    dots: bool,
    /// Something closes after the terminators.
    closed: bool,
    /// Starts with a terminator of a script that writes no space after it.
    wide: bool,
}

/// How the text after white space begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SentenceStart {
    /// Nothing follows within reach.
    Nothing,
    /// A lower-case letter.
    Lower,
    Digit,
    /// A capital letter of a word that sentences often begin with.
    Sentence,
    Other,
}

impl Kernel {
    /// Finds the end of the first claim of `buf`, which holds all that follows the previous claim's end. The claim is
    /// `buf[..end]`; the caller drops it and calls again. White space that separates claims opens the next one, so a
    /// claim may start with white space, and at the end of the text one may consist of it. For `None`, more bytes are
    /// needed or, with `eof` set, `buf` is empty.
    ///
    /// Whether and where a claim ends depends on the text only, not on how it was cut into calls, and is known at the
    /// latest when [`LOOK_AHEAD`] bytes beyond the end are there. What has been looked at is not looked at again, so the
    /// cost of a text is linear in its length.
    pub fn segment(&self, s: &mut Segmenter, buf: &[u8], eof: bool) -> Option<usize> {
        s.last = s.last.min(s.scan); // it is, unless the state is another's
        while s.scan < buf.len() {
            if s.mid_line != 0 && self.skip_plain(s, buf) {
                continue;
            }
            match self.segment_at(s, buf, eof) {
                Step::End(end) => {
                    s.cut(end);
                    return Some(end);
                }
                Step::Over(n) => s.advance(n),
                Step::Wait => return None,
            }
        }
        if !eof || buf.is_empty() {
            return None;
        }
        s.cut(buf.len());
        Some(buf.len())
    }

    /// Goes past ASCII text from `scan` on that neither ends nor begins anything, and reports whether it was any.
    fn skip_plain(&self, s: &mut Segmenter, buf: &[u8]) -> bool {
        let ahead = &buf[s.scan..];
        let ahead = &ahead[..ahead.len().min(MAX_SKIP)];
        let run = &ahead[..self.plain_prefix(ahead)];
        let size = if s.may_have_gap(run) { s.before_gap(run) } else { run.len() };
        if let Some(at) = run[..size].iter().rposition(|&c| c != b' ') {
            s.last = s.scan + at + 1;
        }
        s.advance(size);
        size > 0
    }

    /// The number of spaces and of other ASCII that needs no look that `text` starts with.
    fn plain_prefix(&self, text: &[u8]) -> usize {
        // Eight a step with one branch between them all; the last step is looked at again.
        let stops = |&c: &u8| self.tables.stops[usize::from(c)];
        let groups = text.as_chunks::<8>().0.iter();
        let whole = 8 * groups.take_while(|group| !group.iter().fold(false, |any, c| any | stops(c))).count();
        whole + text[whole..].iter().take_while(|&c| !stops(c)).count()
    }

    /// Looks at the character at `scan`.
    fn segment_at(&self, s: &mut Segmenter, buf: &[u8], eof: bool) -> Step {
        let Some((r, size)) = decode(&buf[s.scan..], eof) else { return Step::Wait };
        let c = self.tables.class_of(r);
        if c.any(Class::SPACE | Class::BREAK) {
            if s.last > 0 && s.scan + size - s.last > MAX_GAP {
                return Step::End(s.last);
            }
            return if c.any(Class::BREAK) { self.at_break(s, buf, size, eof) } else { Step::Over(size) };
        }
        if s.mid_line == 0 {
            return self.start_line(s, buf, size, eof);
        }
        if s.fence != 0 || !(r == u32::from('.') || c.any(Class::TERMINAL)) {
            s.last = s.scan + size;
            return Step::Over(size);
        }
        self.at_terminal(s, buf, eof)
    }

    /// Settles the kind of the line whose first character, of `size` bytes, is at `scan`.
    fn start_line(&self, s: &mut Segmenter, buf: &[u8], size: usize, eof: bool) -> Step {
        let Some((kind, marker)) = self.line_kind_at(&buf[s.scan..], eof) else { return Step::Wait };
        s.mid_line = 1;
        s.kind = kind;
        if kind == LineKind::FENCE {
            s.fence = u8::from(s.fence == 0);
        }
        if kind != LineKind::LIST {
            return self.segment_at(s, buf, eof); // the character itself again: it may end a sentence
        }
        let step = marker.max(size);
        s.last = s.scan + step;
        Step::Over(step)
    }

    /// Decides at a line break of `size` bytes whether the claim ends with its line.
    fn at_break(&self, s: &mut Segmenter, buf: &[u8], size: usize, eof: bool) -> Step {
        if s.last == 0 {
            return s.new_line(size); // nothing but white space so far
        }
        if s.fence != 0 || matches!(s.kind, LineKind::FENCE | LineKind::HEADING | LineKind::TABLE) {
            return Step::End(s.last);
        }
        let Some(next) = self.next_line(&buf[s.scan + size..], eof) else { return Step::Wait };
        if breaks_claim(s, buf, next) {
            return Step::End(s.last);
        }
        // The mark repeats on every line of a quotation.
        if next == LineKind::QUOTE { s.new_line(size) } else { s.wrap(size) }
    }

    /// Classifies the line that starts at `text`; `None` if it needs more of the text.
    fn next_line(&self, text: &[u8], eof: bool) -> Option<LineKind> {
        for (i, &c) in text.iter().enumerate() {
            if i == MAX_GAP || c == b'\n' {
                return Some(LineKind::BLANK);
            }
            if !matches!(c, b' ' | b'\t' | b'\r') {
                return self.line_kind_at(&text[i..], eof).map(|(kind, _)| kind);
            }
        }
        eof.then_some(LineKind::BLANK)
    }

    /// Classifies a line by its first characters that are not white space, which `text` starts with, and returns the
    /// length of a list marker too. `None` if it needs more of the text.
    fn line_kind_at(&self, text: &[u8], eof: bool) -> Option<(LineKind, usize)> {
        let c = *text.first()?;
        let kind = match c {
            b'|' => LineKind::TABLE,
            b'>' => LineKind::QUOTE,
            b'#' => spaced_kind(text, c, 6, LineKind::HEADING, eof)?,
            b'`' | b'~' => fence_kind(text, c, eof)?,
            b'-' | b'*' | b'+' => return spaced_kind(text, c, 1, LineKind::LIST, eof).map(|kind| (kind, 1)),
            b'0'..=b'9' => return numbered_kind(text, eof),
            _ => return self.wordy_kind(text, eof),
        };
        Some((kind, 0))
    }

    /// `line_kind_at` for what is no ASCII mark.
    fn wordy_kind(&self, text: &[u8], eof: bool) -> Option<(LineKind, usize)> {
        let (r, size) = decode(text, eof)?;
        match char::from_u32(r) {
            Some('•' | '◦' | '▪' | '‣') => Some((LineKind::LIST, size)),
            _ => Some((LineKind::plain(self.tables.class_of(r)), 0)),
        }
    }

    /// Decides at a full stop, question mark, exclamation mark or their like.
    fn at_terminal(&self, s: &mut Segmenter, buf: &[u8], eof: bool) -> Step {
        let (before, after) = buf.split_at(s.scan);
        let Some(e) = self.enders(after, eof) else { return Step::Wait };
        let end = s.scan + e.size;
        match self.ends_sentence(before, &after[e.size..], &e, eof) {
            None => Step::Wait,
            Some(true) => Step::End(end),
            Some(false) => {
                s.last = end;
                Step::Over(e.size)
            }
        }
    }

    /// The run of enders that `text` starts with; `None` if it may go on.
    fn enders(&self, text: &[u8], eof: bool) -> Option<Enders> {
        let mut e = Enders::default();
        let mut only_dots = true;
        while e.size < MAX_ENDERS {
            let Some((r, size)) = decode(&text[e.size..], eof) else {
                if eof {
                    break;
                }
                return None;
            };
            let c = self.tables.class_of(r);
            if (r == u32::from('.') || c.any(Class::TERMINAL)) && !e.closed {
                only_dots &= r == u32::from('.') || r == u32::from('…');
                e.wide |= e.size == 0 && r >= 0x2E80;
            } else if c.any(Class::CLOSER) || matches!(char::from_u32(r), Some('*' | '_' | '`')) {
                e.closed = true;
            } else {
                break;
            }
            e.size += size;
        }
        e.stop = e.size == 1 && text[0] == b'.';
        e.dots = only_dots && !e.stop && !e.closed;
        Some(e)
    }

    /// Whether enders between `before` and `rest` end the claim; `None` if it needs more of the text.
    fn ends_sentence(&self, before: &[u8], rest: &[u8], e: &Enders, eof: bool) -> Option<bool> {
        if e.wide || rest.is_empty() && eof {
            return Some(true);
        }
        let (r, _) = decode(rest, eof)?;
        let c = self.tables.class_of(r);
        if !c.any(Class::SPACE | Class::BREAK) {
            return Some(c.any(Class::SOLO));
        }
        let abbr = if e.stop { self.abbreviation(before) } else { 0 };
        if abbr & flag::ABBREV_NEVER != 0 {
            return Some(false);
        }
        if abbr == 0 && !e.dots && !e.closed {
            return Some(true);
        }
        Some(match self.next_start(rest, eof)? {
            SentenceStart::Nothing => true,
            next if abbr & flag::NEGATOR != 0 => next != SentenceStart::Digit, // "no. 5", but: the answer is no.
            next if abbr != 0 => next == SentenceStart::Sentence,
            next => next != SentenceStart::Lower,
        })
    }

    /// The abbreviation flags of the word that `text` ends with: `ABBREV_MAY` for a single capital, as in J. Smith.
    fn abbreviation(&self, text: &[u8]) -> u16 {
        let mut buf = [0; MAX_ABBREV];
        let mut start = MAX_ABBREV;
        for &c in text.iter().rev().take_while(|&&c| c == b'.' || c.is_ascii_alphabetic()) {
            if start == 0 {
                return 0;
            }
            start -= 1;
            buf[start] = c.to_ascii_lowercase();
        }
        if let (11, Some(b'A'..=b'H' | b'J'..=b'Z')) = (start, text.last()) {
            return flag::ABBREV_MAY;
        }
        match self.tables.word(hash64(&buf[start..])) {
            Some(word) if word.flags & (flag::ABBREV_NEVER | flag::ABBREV_MAY) != 0 => {
                word.flags & (flag::ABBREV_NEVER | flag::ABBREV_MAY | flag::NEGATOR)
            }
            _ => 0,
        }
    }

    /// How `text`, which starts with white space, goes on; `None` if it needs more of it.
    fn next_start(&self, text: &[u8], eof: bool) -> Option<SentenceStart> {
        let mut at = 0;
        while at < MAX_GAP {
            let Some((r, size)) = decode(&text[at..], eof) else { return eof.then_some(SentenceStart::Nothing) };
            let c = self.tables.class_of(r);
            if c.any(Class::SPACE | Class::BREAK) {
                at += size;
                continue;
            }
            if c.any(Class::LOWER) {
                return Some(SentenceStart::Lower);
            }
            if c.any(Class::DIGIT) {
                return Some(SentenceStart::Digit);
            }
            if c.any(Class::UPPER) {
                return self.capital_start(&text[at..], eof);
            }
            return Some(SentenceStart::Other);
        }
        Some(SentenceStart::Nothing)
    }

    /// Looks whether the capitalised word at the start of `text` is one that sentences often begin with.
    fn capital_start(&self, text: &[u8], eof: bool) -> Option<SentenceStart> {
        let mut buf = [0; MAX_NEXT];
        let mut n = 0;
        for (to, &c) in buf.iter_mut().zip(text).take_while(|(_, c)| c.is_ascii_alphabetic()) {
            *to = c.to_ascii_lowercase();
            n += 1;
        }
        if n == text.len() && n < MAX_NEXT && !eof {
            return None;
        }
        match self.tables.word(hash64(&buf[..n])) {
            Some(word) if word.flags & flag::STOP != 0 => Some(SentenceStart::Sentence),
            _ => Some(SentenceStart::Other),
        }
    }
}

/// Whether a claim ends at the break between its line and one of kind `next`. If not, the line was merely wrapped.
fn breaks_claim(s: &Segmenter, buf: &[u8], next: LineKind) -> bool {
    let announces = buf[..s.last].ends_with(b":");
    match next {
        LineKind::PLAIN => announces,
        LineKind::UPPER => announces || s.column < SHORT_LINE,
        LineKind::QUOTE => s.kind != LineKind::QUOTE,
        _ => true,
    }
}

/// `kind` if `text` starts with one to `most` marks and white space, otherwise plain; `None` if it needs more of the text.
fn spaced_kind(text: &[u8], mark: u8, most: usize, kind: LineKind, eof: bool) -> Option<LineKind> {
    let n = count_marks(text, mark, most);
    match text.get(n) {
        None => eof.then_some(LineKind::PLAIN),
        Some(b' ' | b'\t') if n <= most => Some(kind),
        Some(_) => Some(LineKind::PLAIN),
    }
}

/// A fence if `text` starts with three marks or more, otherwise plain; `None` if it needs more of the text.
fn fence_kind(text: &[u8], mark: u8, eof: bool) -> Option<LineKind> {
    match count_marks(text, mark, MAX_NEXT) {
        3.. => Some(LineKind::FENCE),
        n if n == text.len() && !eof => None,
        _ => Some(LineKind::PLAIN),
    }
}

/// How many marks `text` starts with, if at most `most`; otherwise one more.
fn count_marks(text: &[u8], mark: u8, most: usize) -> usize {
    text.iter().take(most + 1).take_while(|&&c| c == mark).count()
}

/// Recognises "1. " and "1) ".
fn numbered_kind(text: &[u8], eof: bool) -> Option<(LineKind, usize)> {
    let n = text.iter().take(MAX_ORDINAL + 1).take_while(|c| c.is_ascii_digit()).count();
    if n > MAX_ORDINAL {
        return Some((LineKind::UPPER, 0));
    }
    match text[n..] {
        [b'.' | b')', b' ' | b'\t', ..] => Some((LineKind::LIST, n + 1)),
        [] | [_] if !eof => None,
        _ => Some((LineKind::UPPER, 0)),
    }
}

/// `decode_rune`, but `None` when `text` is empty or may be the start of a longer sequence.
#[inline]
fn decode(text: &[u8], eof: bool) -> Option<(u32, usize)> {
    if text.is_empty() || !eof && text.len() < 4 && !full_rune(text) {
        return None;
    }
    Some(decode_rune(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kernel() -> Kernel {
        Kernel::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/tables.bin"))).unwrap()
    }

    /// The claims of a text that grows by `step` bytes a call.
    fn claims(k: &Kernel, text: &str, step: usize) -> Vec<String> {
        let (mut s, mut out) = (Segmenter::default(), Vec::new());
        let (mut start, mut seen) = (0, 0);
        loop {
            let eof = seen == text.len();
            match k.segment(&mut s, &text.as_bytes()[start..seen], eof) {
                Some(end) => {
                    out.push(text[start..start + end].to_string());
                    start += end;
                }
                None if eof => return out,
                None => seen = text.len().min(seen + step),
            }
        }
    }

    #[test]
    fn finds_the_ends_of_claims() {
        let cases: [(&str, &[&str]); 16] = [
            ("", &[]),
            ("One. Two! Three?", &["One.", " Two!", " Three?"]),
            ("Dr. Smith came. He left.", &["Dr. Smith came.", " He left."]),
            ("See no. 5 now. The answer is no. It is.", &["See no. 5 now.", " The answer is no.", " It is."]),
            ("J. Smith. I. The end", &["J. Smith.", " I.", " The end"]),
            ("It is 3.5 m.", &["It is 3.5 m."]),
            ("He said \"no.\" then left.", &["He said \"no.\" then left."]),
            ("Wait... what? So… No", &["Wait... what?", " So…", " No"]),
            ("一。二", &["一。", "二"]),
            ("# Title\nText", &["# Title", "\nText"]),
            ("- one\n- two\n", &["- one", "\n- two", "\n"]),
            ("List:\nitem", &["List:", "\nitem"]),
            ("a line that\ngoes on", &["a line that\ngoes on"]),
            ("> quoted\n> more\nplain", &["> quoted\n> more\nplain"]),
            ("```\nx. y\n```\nend", &["```", "\nx. y", "\n```", "\nend"]),
            ("1. first\n2) second", &["1. first", "\n2) second"]),
        ];
        let k = kernel();
        for (text, want) in cases {
            for step in [1, 2, 3, 7, text.len().max(1)] {
                assert_eq!(claims(&k, text, step), want, "{text:?} by {step}");
            }
        }
    }

    #[test]
    fn long_white_space_ends_a_claim() {
        let text = format!("a{}b", " ".repeat(MAX_GAP + 1));
        assert_eq!(claims(&kernel(), &text, 1), ["a", &text[1..]]);
    }

    #[test]
    fn stands_any_state() {
        let k = kernel();
        let any = [0, 1, 3, 100, usize::MAX];
        for (scan, last) in any.iter().flat_map(|&scan| any.map(|last| (scan, last))) {
            for (kind, column) in [(0, isize::MIN), (6, isize::MAX), (255, -1)] {
                let mut s = Segmenter { scan, last, column, mid_line: kind, kind: LineKind(kind), fence: kind };
                for _ in 0..3 {
                    let end = k.segment(&mut s, b"One. Two:\n\nThree", true);
                    assert!(end.is_some_and(|end| (1..=16).contains(&end)));
                }
            }
        }
    }

    #[test]
    fn a_cut_starts_over_in_the_line() {
        let k = kernel();
        let mut s = Segmenter::default();
        assert_eq!(k.segment(&mut s, b"some words ", false), None);
        s.cut(5);
        assert_eq!(k.segment(&mut s, b"words go on.", true), Some(12));
    }
}
