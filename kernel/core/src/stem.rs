//! Stem: the Snowball English algorithm.

/// The length in bytes of the longest word that is stemmed. The vowels of a word fit one `u64`, and no longer word of
/// English has a suffix worth removing.
const MAX_STEMMED: usize = 64;

/// The stem of a folded, lower-case word by the Snowball English algorithm (Porter2) as of Snowball 3.1, published at
/// snowballstem.org. It works in place: the result is a part of `word`, whose bytes are overwritten. A word of fewer
/// than three bytes, of more than 64, or with a byte other than a–z and the apostrophe U+0027 is returned as it is.
pub fn stem(word: &mut [u8]) -> &[u8] {
    if word.len() < 3 || word.len() > MAX_STEMMED {
        return word;
    }
    let start = usize::from(word[0] == b'\'');
    let Some(vowels) = find_vowels(&word[start..]) else { return word };
    if let Some(stem) = irregular_stem(word) {
        let out = &mut word[..stem.len()];
        out.copy_from_slice(stem);
        return out;
    }
    let mut s = Stemmer::new(&mut word[start..], vowels);
    s.drop_possessive();
    s.drop_plural();
    s.drop_verb_ending();
    s.final_y();
    s.shorten_derived();
    s.shorten_adjective();
    s.drop_derived();
    s.drop_final();
    let end = start + s.len;
    &word[start..end]
}

// The classes of a byte in a word; a byte of none belongs to no English word.
const VOWEL: u8 = 1; // a, e, i, o, u
const Y: u8 = 2;
const OTHER: u8 = 4; // another letter, or the apostrophe

const LETTER_CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut c = b'a';
    while c <= b'z' {
        class[c as usize] = match c {
            b'a' | b'e' | b'i' | b'o' | b'u' => VOWEL,
            b'y' => Y,
            _ => OTHER,
        };
        c += 1;
    }
    class[b'\'' as usize] = OTHER;
    class
};

/// A bit for each vowel of the word: a, e, i, o, u, or a y that does not follow a vowel. `None` if the word has a byte
/// that no English word has.
fn find_vowels(word: &[u8]) -> Option<u64> {
    let (mut vowels, mut ys, mut known) = (0u64, 0u64, true);
    for (i, &c) in word.iter().enumerate() {
        let class = LETTER_CLASS[usize::from(c)];
        vowels |= u64::from(class == VOWEL) << i;
        ys |= u64::from(class == Y) << i;
        known &= class != 0;
    }
    if !known {
        return None;
    }
    ys &= !1; // a y is a vowel unless it begins the word or follows a vowel
    while ys != 0 {
        let y = ys & ys.wrapping_neg();
        vowels |= y & !(vowels << 1);
        ys &= ys - 1;
    }
    Some(vowels)
}

/// The stems of the words that the rules would get wrong.
fn irregular_stem(word: &[u8]) -> Option<&'static [u8]> {
    if word.len() > 6 {
        return None;
    }
    Some(match word {
        b"skies" | b"sky" => b"sky",
        b"skis" => b"ski",
        b"idly" => b"idl",
        b"gently" => b"gentl",
        b"ugly" => b"ugli",
        b"early" => b"earli",
        b"only" => b"onli",
        b"singly" => b"singl",
        b"news" => b"news",
        b"howe" => b"howe",
        b"atlas" => b"atlas",
        b"cosmos" => b"cosmos",
        b"bias" => b"bias",
        b"andes" => b"andes",
        _ => return None,
    })
}

/// The state of one call: the word so far and what was found out about the original one.
struct Stemmer<'a> {
    buf: &'a mut [u8],
    /// The word so far is `buf[..len]`.
    len: usize,
    /// Bit i: byte i of the original word is a vowel.
    vowels: u64,
    /// Where the regions R1 and R2 begin; they stay while the word shrinks.
    r1: usize,
    r2: usize,
}

impl<'a> Stemmer<'a> {
    /// Marks the regions: each begins after the first consonant that follows a vowel, R2 within R1.
    fn new(word: &'a mut [u8], vowels: u64) -> Stemmer<'a> {
        let len = word.len();
        let r1 = match overstemmed_prefix(word) {
            0 => after_vowel_consonant(vowels, 0, len),
            prefix => prefix,
        };
        Stemmer { buf: word, len, vowels, r1, r2: after_vowel_consonant(vowels, r1, len) }
    }

    fn word(&self) -> &[u8] {
        &self.buf[..self.len]
    }

    fn ends(&self, suffix: &[u8]) -> bool {
        self.word().ends_with(suffix)
    }

    /// Puts `with`, which is no longer, in place of the last n bytes.
    fn replace(&mut self, n: usize, with: &[u8]) {
        self.len -= n;
        self.append(with);
    }

    fn append(&mut self, with: &[u8]) {
        let end = self.len + with.len();
        self.buf[self.len..end].copy_from_slice(with);
        self.len = end;
    }

    /// Whether a suffix of n bytes lies wholly in R1.
    fn in_r1(&self, n: usize) -> bool {
        self.len >= self.r1 + n
    }

    /// Whether a suffix of n bytes lies wholly in R2.
    fn in_r2(&self, n: usize) -> bool {
        self.len >= self.r2 + n
    }

    /// Whether one of the first n bytes, fewer than 64, is a vowel; they must still be those of the original word.
    fn vowel_before(&self, n: usize) -> bool {
        self.vowels & ((1 << n) - 1) != 0
    }

    /// Whether byte i is a vowel, also where a rule has written it: rules write no y.
    fn is_vowel(&self, i: usize) -> bool {
        match LETTER_CLASS[usize::from(self.buf[i])] {
            VOWEL => true,
            Y => self.vowels >> i & 1 != 0,
            _ => false,
        }
    }

    /// Whether the first n bytes end in a short syllable: consonant, vowel, consonant other than w, x and the
    /// consonant y; or, of two bytes, vowel and consonant; or "past".
    fn ends_short(&self, n: usize) -> bool {
        if n < 2 || self.is_vowel(n - 1) || !self.is_vowel(n - 2) {
            return self.buf[..n].ends_with(b"past");
        }
        n == 2 || !matches!(self.buf[n - 1], b'w' | b'x' | b'y') && !self.is_vowel(n - 3)
    }

    /// Step 0.
    fn drop_possessive(&mut self) {
        if self.ends(b"'") {
            self.len -= 1;
        }
        if self.ends(b"'s") {
            self.len -= 2;
        }
    }

    /// Step 1a.
    fn drop_plural(&mut self) {
        let n = self.len;
        match self.word() {
            [.., b's', b's', b'e', b's'] => self.len -= 2,
            [.., b'i', b'e', b's' | b'd'] => self.shorten_ie(),
            [.., before, b's'] if !matches!(before, b'u' | b's') && self.vowel_before(n - 2) => self.len -= 1,
            _ => {}
        }
    }

    /// Turns the ending ies or ied to i, or to ie after a single letter.
    fn shorten_ie(&mut self) {
        self.len -= if self.len > 4 { 2 } else { 1 };
    }

    /// Step 1b.
    fn drop_verb_ending(&mut self) {
        let ly = self.ends(b"ly"); // edly, eedly and ingly go as ed, eed and ing do
        let n = if ly { self.len - 2 } else { self.len };
        let w = &self.buf[..n];
        match w {
            [.., b'e', b'e', b'd'] if n < self.r1 + 3 || invariant_eed(w) => {}
            [.., b'e', b'e', b'd'] => self.len = n - 1,
            [_, .., b'e', b'd'] => self.drop_after_vowel(n - 2),
            [_, b'y', b'i', b'n', b'g'] if !ly && !self.is_vowel(0) => self.replace(4, b"ie"),
            [.., b'i', b'n', b'g'] if ly || !invariant_ing(w) => self.drop_after_vowel(n - 3),
            _ => {}
        }
    }

    /// Cuts the word to n bytes if they hold a vowel, and then mends the end of what is left.
    fn drop_after_vowel(&mut self, n: usize) {
        if !self.vowel_before(n) {
            return;
        }
        self.len = n;
        match self.word() {
            [.., b'a', b't'] | [.., b'b', b'l'] | [.., b'i', b'z'] => self.append(b"e"),
            &[first, a, b] if a == b && doubles(b) && stays_double(first) => {}
            &[.., a, b] if a == b && doubles(b) => self.len -= 1,
            _ if n == self.r1 && self.ends_short(n) => self.append(b"e"),
            _ => {}
        }
    }

    /// Step 1c.
    fn final_y(&mut self) {
        let n = self.len;
        if n > 2 && self.buf[n - 1] == b'y' && !self.is_vowel(n - 2) {
            self.buf[n - 1] = b'i';
        }
    }

    /// Step 2.
    fn shorten_derived(&mut self) {
        if !self.in_r1(2) {
            return; // no ending is shorter
        }
        let (cut, with) = derived_ending(self.word());
        if self.in_r1(cut) {
            self.replace(cut, with);
        }
    }

    /// Step 3.
    fn shorten_adjective(&mut self) {
        if !self.in_r1(3) {
            return; // no ending is shorter
        }
        let (cut, with): (usize, &[u8]) = match self.word() {
            [.., b'a', b't', b'i', b'o', b'n', b'a', b'l'] => (7, b"ate"),
            [.., b't', b'i', b'o', b'n', b'a', b'l'] => (6, b"tion"),
            [.., b'i', b'c', b'a', b'l'] => (4, b"ic"),
            [.., b'f', b'u', b'l'] => (3, b""),
            [.., b'a', b'l', b'i', b'z', b'e'] => (5, b"al"),
            [.., b'i', b'c', b'a', b't', b'e'] | [.., b'i', b'c', b'i', b't', b'i'] => (5, b"ic"),
            [.., b'a', b't', b'i', b'v', b'e'] if self.in_r2(5) => (5, b""),
            [.., b'n', b'e', b's', b's'] => (4, b""),
            _ => return,
        };
        if self.in_r1(cut) {
            self.replace(cut, with);
        }
    }

    /// Step 4.
    fn drop_derived(&mut self) {
        if !self.in_r2(2) {
            return; // no ending is shorter
        }
        let cut = removable_ending(self.word());
        if self.in_r2(cut) {
            self.len -= cut;
        }
    }

    /// Step 5.
    fn drop_final(&mut self) {
        let drop = match self.word() {
            [.., b'e'] => self.in_r2(1) || self.in_r1(1) && !self.ends_short(self.len - 1),
            [.., b'l', b'l'] => self.in_r2(1),
            _ => false,
        };
        self.len -= usize::from(drop);
    }
}

/// The length of a prefix whose words would be conflated if R1 began within it, or 0.
fn overstemmed_prefix(w: &[u8]) -> usize {
    match w {
        [b'p', b'a', b's', b't', ..] => 4,
        [b'a', b'r', b's', b'e', b'n', ..] | [b'e', b'm', b'e', b'r', b'g', ..] => 5,
        [b'g', b'e', b'n', b'e', b'r', ..] | [b'i', b'n', b't', b'e', b'r', ..] => 5,
        [b'l', b'a', b't', b'e', b'r', ..] | [b'o', b'r', b'g', b'a', b'n', ..] => 5,
        [b'c', b'o', b'm', b'm', b'u', b'n', ..] => 6,
        [b'u', b'n', b'i', b'v', b'e', b'r', b's', ..] => 7,
        _ => 0,
    }
}

/// The place after the first consonant that follows a vowel at or after `from`, or the length of the word.
fn after_vowel_consonant(vowels: u64, from: usize, len: usize) -> usize {
    let vowel = from + shifted(vowels, from).trailing_zeros() as usize;
    let end = vowel + shifted(vowels, vowel).trailing_ones() as usize + 1;
    end.min(len)
}

/// `bits >> by`, which is 0 where nothing is left.
fn shifted(bits: u64, by: usize) -> u64 {
    if by < 64 { bits >> by } else { 0 }
}

/// Whether the word w ends in eed that is no participle's.
fn invariant_eed(w: &[u8]) -> bool {
    matches!(w, b"proceed" | b"exceed" | b"succeed")
}

/// Whether the word w ends in ing and means something else than the verb does.
fn invariant_ing(w: &[u8]) -> bool {
    matches!(w, b"inning" | b"outing" | b"canning" | b"herring" | b"earring" | b"evening")
}

/// Whether verbs double the letter before an ending.
fn doubles(c: u8) -> bool {
    matches!(c, b'b' | b'd' | b'f' | b'g' | b'm' | b'n' | b'p' | b'r' | b't')
}

/// Whether a double after this first letter stays, as in add, egg and off.
fn stays_double(first: u8) -> bool {
    matches!(first, b'a' | b'e' | b'o')
}

/// The length of the longest ending that step 2 knows, 0 for none, and what it becomes.
fn derived_ending(w: &[u8]) -> (usize, &'static [u8]) {
    match w {
        [.., b'a', b't', b'i', b'o', b'n', b'a', b'l'] => (7, b"ate"),
        [.., b't', b'i', b'o', b'n', b'a', b'l'] => (6, b"tion"),
        [.., b'e', b'n', b'c', b'i'] => (4, b"ence"),
        [.., b'a', b'n', b'c', b'i'] => (4, b"ance"),
        [.., b'i', b'z', b'e', b'r'] => (4, b"ize"),
        [.., b'l', b'o', b'g', b'i'] => (3, b"og"),
        [.., b'l', b'i'] => adverb_ending(w),
        [.., b'i', b'z', b'a', b't', b'i', b'o', b'n'] => (7, b"ize"),
        [.., b'a', b't', b'i', b'o', b'n'] => (5, b"ate"),
        [.., b'a', b't', b'o', b'r'] => (4, b"ate"),
        [.., b'f', b'u', b'l', b'n', b'e', b's', b's'] => (7, b"ful"),
        [.., b'o', b'u', b's', b'n', b'e', b's', b's'] => (7, b"ous"),
        [.., b'i', b'v', b'e', b'n', b'e', b's', b's'] => (7, b"ive"),
        [.., b'a', b'l', b'i', b's', b'm'] => (5, b"al"),
        [.., b'o', b'g', b'i', b's', b't'] => (5, b"og"),
        [.., b'b', b'i', b'l', b'i', b't', b'i'] => (6, b"ble"),
        [.., b'a', b'l', b'i', b't', b'i'] => (5, b"al"),
        [.., b'i', b'v', b'i', b't', b'i'] => (5, b"ive"),
        _ => (0, b""),
    }
}

/// `derived_ending` for a word that ends in li.
fn adverb_ending(w: &[u8]) -> (usize, &'static [u8]) {
    match w {
        [.., b'l', b'e', b's', b's', b'l', b'i'] => (6, b"less"),
        [.., b'e', b'n', b't', b'l', b'i'] => (5, b"ent"),
        [.., b'o', b'u', b's', b'l', b'i'] => (5, b"ous"),
        [.., b'f', b'u', b'l', b'l', b'i'] => (5, b"ful"),
        [.., b'a', b'b', b'l', b'i'] => (4, b"able"),
        [.., b'a', b'l', b'l', b'i'] => (4, b"al"),
        [.., b'b', b'l', b'i'] => (3, b"ble"),
        [.., b'c' | b'd' | b'e' | b'g' | b'h' | b'k' | b'm' | b'n' | b'r' | b't', b'l', b'i'] => (2, b""),
        _ => (0, b""),
    }
}

/// The length of the longest ending that step 4 knows, 0 for none.
fn removable_ending(w: &[u8]) -> usize {
    match w {
        [.., b'a', b'l'] | [.., b'e', b'r'] | [.., b'i', b'c'] => 2,
        [.., b'a' | b'e', b'n', b'c', b'e'] | [.., b'a' | b'i', b'b', b'l', b'e'] => 4,
        [.., b'e', b'm', b'e', b'n', b't'] => 5,
        [.., b'm', b'e', b'n', b't'] => 4,
        [.., b'e' | b'a', b'n', b't'] | [.., b's' | b't', b'i', b'o', b'n'] => 3,
        [.., b'i', b's', b'm'] | [.., b'a', b't', b'e'] | [.., b'i', b't', b'i'] => 3,
        [.., b'o', b'u', b's'] | [.., b'i', b'v' | b'z', b'e'] => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems() {
        let cases = [
            ("", ""),
            ("is", "is"),
            ("caresses", "caress"),
            ("ties", "tie"),
            ("cries", "cri"),
            ("gas", "gas"),
            ("gaps", "gap"),
            ("skies", "sky"),
            ("news", "news"),
            ("agreed", "agre"),
            ("proceed", "proceed"),
            ("dying", "die"),
            ("hopping", "hop"),
            ("hoping", "hope"),
            ("adding", "add"),
            ("evening", "evening"),
            ("happy", "happi"),
            ("by", "by"),
            ("relational", "relat"),
            ("generously", "generous"),
            ("communication", "communic"),
            ("'tis's", "tis"),
            ("''s", ""),
            ("'''", "'"),
            ("nonsensical", "nonsens"),
            ("controlled", "control"),
            ("naïve", "naïve"),
            ("Upper", "Upper"),
            ("pasted", "paste"),
        ];
        for (word, want) in cases {
            let mut word = word.as_bytes().to_vec();
            let copy = word.clone();
            assert_eq!(stem(&mut word), want.as_bytes(), "{:?}", String::from_utf8_lossy(&copy));
        }
    }

    #[test]
    fn takes_words_of_any_length() {
        for n in 0..80 {
            for c in [b'a', b'b', b'y', b'\'', 0xFF] {
                let mut word = vec![c; n];
                assert!(stem(&mut word).len() <= n);
            }
        }
        let mut longest = [b'b'; MAX_STEMMED];
        longest[61..].copy_from_slice(b"ing");
        assert_eq!(stem(&mut longest).len(), MAX_STEMMED, "no vowel before the ending");
    }
}
