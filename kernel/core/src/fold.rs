//! Fold: the view of a text that grounding compares.

use crate::Kernel;
use crate::tables::{Class, Tables};
use crate::utf8::{decode_rune, push_rune};

/// The fold view of a text. It is reused from call to call.
#[derive(Debug, Default)]
pub struct Folded {
    /// UTF-8.
    pub text: Vec<u8>,
    /// `map[i]` is the offset, in the original, of the code point that `text[i]` came from.
    pub map: Vec<usize>,
}

// Hangul syllables decompose by arithmetic (The Unicode Standard 15.0, section 3.12).
const HANGUL_BASE: u32 = 0xAC00;
const HANGUL_LAST: u32 = HANGUL_BASE + 11171;
const HANGUL_L: u32 = 0x1100;
const HANGUL_V: u32 = 0x1161;
const HANGUL_T: u32 = 0x11A7;
const HANGUL_VS: u32 = 21;
const HANGUL_TS: u32 = 28;

/// As in the Stream-Safe Text Format of UAX #15: marks are put in order within runs of 30.
const MAX_MARK_RUN: usize = 30;

impl Kernel {
    /// Writes the view of text that grounding compares: NFKD, simple case folding, U+0300–036F dropped after Latin,
    /// Greek and Cyrillic letters, hidden code points dropped. A byte that is not valid UTF-8 folds to U+FFFD.
    pub fn fold(&self, f: &mut Folded, text: &[u8]) {
        f.text.clear();
        f.map.clear();
        let mut w = MarkWriter::new(&self.tables, f);
        let mut at = 0;
        while let Some(&c) = text.get(at) {
            at += if c.is_ascii() { w.put_ascii(&text[at..], at) } else { w.put_wide(&text[at..], at) };
        }
        w.flush();
    }
}

/// Puts runs of combining marks into canonical order and drops those that fold drops.
struct MarkWriter<'a> {
    tables: &'a Tables,
    f: &'a mut Folded,
    /// The last code point that is no mark was a Latin, Greek or Cyrillic letter.
    after_lgc: bool,
    pending: usize,
    run: [PendingMark; MAX_MARK_RUN],
}

#[derive(Clone, Copy, Default)]
struct PendingMark {
    r: u32,
    ccc: u8,
    off: usize,
}

impl<'a> MarkWriter<'a> {
    fn new(tables: &'a Tables, f: &'a mut Folded) -> MarkWriter<'a> {
        MarkWriter { tables, f, after_lgc: false, pending: 0, run: [PendingMark::default(); MAX_MARK_RUN] }
    }

    /// Folds the ASCII that `text`, which stands at `off`, begins with, and returns its length.
    fn put_ascii(&mut self, text: &[u8], off: usize) -> usize {
        self.flush();
        let run = &text[..ascii_prefix(text)];
        self.f.text.extend(run.iter().map(u8::to_ascii_lowercase));
        self.f.map.extend(off..off + run.len());
        self.after_lgc = run.last().is_some_and(u8::is_ascii_alphabetic);
        run.len()
    }

    /// Folds the first code point of `text`, which stands at `off`, and returns its size.
    fn put_wide(&mut self, text: &[u8], off: usize) -> usize {
        let (r, size) = decode_rune(text);
        let class = self.tables.class_of(r);
        if !class.any(Class::HIDDEN) {
            self.put_folding(r, class, off);
        }
        size
    }

    /// Puts the folding of one code point, marks and all.
    fn put_folding(&mut self, r: u32, class: Class, off: usize) {
        let tables = self.tables;
        for_each_folded(tables, r, |folded| {
            let class = if folded == r { class } else { tables.class_of(folded) };
            self.put(folded, class, off);
        });
    }

    fn put(&mut self, r: u32, class: Class, off: usize) {
        if class.any(Class::DROP_MARK) && self.after_lgc {
            return;
        }
        let ccc = class.ccc();
        if ccc != 0 {
            self.hold(PendingMark { r, ccc, off });
            return;
        }
        self.flush();
        self.emit(r, off);
        if !class.any(Class::MARK) {
            self.after_lgc = class.any(Class::LGC);
        }
    }

    /// Puts a mark in its place among those that wait, behind those of its own combining class.
    fn hold(&mut self, mark: PendingMark) {
        if self.pending == MAX_MARK_RUN {
            self.flush();
        }
        let mut at = self.pending;
        while at > 0 && self.run[at - 1].ccc > mark.ccc {
            self.run[at] = self.run[at - 1];
            at -= 1;
        }
        self.run[at] = mark;
        self.pending += 1;
    }

    #[inline]
    fn flush(&mut self) {
        for at in 0..std::mem::take(&mut self.pending) {
            let PendingMark { r, off, .. } = self.run[at];
            self.emit(r, off);
        }
    }

    fn emit(&mut self, r: u32, off: usize) {
        let size = push_rune(&mut self.f.text, r);
        self.f.map.extend(std::iter::repeat_n(off, size));
    }
}

/// Calls `f` with each code point that one folds to, marks and all.
#[inline]
pub(crate) fn for_each_folded(tables: &Tables, r: u32, mut f: impl FnMut(u32)) {
    if let HANGUL_BASE..=HANGUL_LAST = r {
        let syllable = r - HANGUL_BASE;
        f(HANGUL_L + syllable / (HANGUL_VS * HANGUL_TS));
        f(HANGUL_V + syllable % (HANGUL_VS * HANGUL_TS) / HANGUL_TS);
        if !syllable.is_multiple_of(HANGUL_TS) {
            f(HANGUL_T + syllable % HANGUL_TS);
        }
        return;
    }
    match tables.folding(r) {
        None => f(r),
        Some(folding) => folding.iter().copied().for_each(f),
    }
}

/// The number of ASCII bytes that `text` begins with.
pub(crate) fn ascii_prefix(text: &[u8]) -> usize {
    const GROUP: usize = 16;
    let groups = text.as_chunks::<GROUP>().0.iter().take_while(|group| group.is_ascii()).count();
    let whole = groups * GROUP;
    whole + text[whole..].iter().take_while(|c| c.is_ascii()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kernel() -> Kernel {
        Kernel::open(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/tables.bin"))).unwrap()
    }

    fn folded(text: &[u8]) -> String {
        let mut f = Folded::default();
        kernel().fold(&mut f, text);
        assert_eq!(f.text.len(), f.map.len());
        String::from_utf8(f.text).unwrap()
    }

    #[test]
    fn folds() {
        let cases: [(&str, &str); 10] = [
            ("", ""),
            ("Hello, World", "hello, world"),
            ("ÀÉÎõü", "aeiou"),
            ("e\u{301}", "e"),
            ("\u{301}", "\u{301}"),
            ("ﬁﬀ", "fiff"),
            ("각", "\u{1100}\u{1161}\u{11A8}"),
            ("가", "\u{1100}\u{1161}"),
            ("so\u{AD}ft", "soft"),
            ("Ｆｕｌｌ", "full"),
        ];
        for (text, want) in cases {
            assert_eq!(folded(text.as_bytes()), want, "{text:?}");
        }
        assert_eq!(folded(b"a\xffB"), "a\u{FFFD}b");
    }

    #[test]
    fn maps_to_the_code_points_it_came_from() {
        let mut f = Folded::default();
        kernel().fold(&mut f, "Aéﬁ€".as_bytes());
        assert_eq!(f.text, "aefi€".as_bytes());
        assert_eq!(f.map, [0, 1, 3, 3, 6, 6, 6]);
    }

    #[test]
    fn puts_marks_in_canonical_order() {
        // U+0F72 has class 130, U+0F71 129, U+0F74 132.
        assert_eq!(folded("\u{F40}\u{F74}\u{F72}\u{F71}".as_bytes()), "\u{F40}\u{F71}\u{F72}\u{F74}");
        let long = format!("\u{F40}{}", "\u{F72}\u{F71}".repeat(40));
        let first = format!("\u{F40}{}{}", "\u{F71}".repeat(15), "\u{F72}".repeat(15));
        assert!(folded(long.as_bytes()).starts_with(&first));
    }

    #[test]
    fn reuses_its_storage() {
        let k = kernel();
        let mut f = Folded::default();
        k.fold(&mut f, "Überlänge und mehr".as_bytes());
        let room = (f.text.capacity(), f.map.capacity());
        k.fold(&mut f, "kürzer".as_bytes());
        assert_eq!((f.text.capacity(), f.map.capacity()), room);
    }
}
