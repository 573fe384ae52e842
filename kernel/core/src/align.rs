//! The alignment of a claim with a sentence of a fact: which word of one is which of the other. A contradiction is a
//! different value in the same slot, and the slot is known by the aligned words around it.

use crate::analyze::prop;
use crate::number::Relation;
use crate::tables::{Opposite, flag};
use crate::{Analysis, Kernel, Number, Token};

/// The largest number of tokens of a claim, and of a sentence, that are aligned; what follows is not compared slot by
/// slot.
const MAX_ALIGNED: usize = 256;

/// What an [`Alignment`] writes to, kept from one to the next.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    claim: SideBuffers,
    evidence: SideBuffers,
    places: Places,
    loose: Vec<Loose>,
}

#[derive(Debug, Default)]
struct SideBuffers {
    stems: Vec<u64>,
    to: Vec<i32>,
    num_to: Vec<i32>,
}

/// A claim set against one sentence of a fact.
pub(crate) struct Alignment<'a> {
    pub(crate) kernel: &'a Kernel,
    pub(crate) fact: &'a Analysis, // the whole fact that the sentence is of
    pub(crate) c: Side<'a>,
    pub(crate) e: Side<'a>,
    places: &'a Places,    // of the stems in the sentence
    pub(crate) held: i64,  // weight of the claim's content that is aligned
    pub(crate) total: i64, // and of all of it
}

/// One of the two texts in an alignment.
pub(crate) struct Side<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) toks: &'a [Token],
    pub(crate) numbers: &'a [Number], // those of toks
    pub(crate) base: i32,             // number of toks[0] in its Analysis
    pub(crate) to: &'a mut [i32],     // by token: the token of the other side, −1 for none
    pub(crate) num_to: &'a mut [i32], // by number: the number of the other side with the same value, −1 for none
    stems: &'a [u64],                 // by token, side by side as they are read most
}

/// A text and what was found in it.
#[derive(Clone, Copy)]
pub(crate) struct Analysed<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) analysis: &'a Analysis,
}

impl<'a> Side<'a> {
    fn new(of: Analysed<'a>, from: usize, to: usize, buffers: &'a mut SideBuffers) -> Side<'a> {
        let to = to.min(from + MAX_ALIGNED);
        let toks = &of.analysis.tokens[from..to];
        let all = &of.analysis.numbers;
        let before = all.iter().take_while(|n| (n.first as usize) < from).count();
        let within = all[before..].iter().take_while(|n| n.last as usize <= to).count();
        let numbers = &all[before..before + within];
        buffers.stems.clear();
        buffers.stems.extend(toks.iter().map(|t| t.stem));
        Side {
            text: of.text,
            toks,
            numbers,
            base: from as i32,
            to: unaligned(&mut buffers.to, toks.len()),
            num_to: unaligned(&mut buffers.num_to, numbers.len()),
            stems: &buffers.stems,
        }
    }

    /// The token range of number `n`, counted from `toks[0]`.
    pub(crate) fn span(&self, n: usize) -> (usize, usize) {
        let n = &self.numbers[n];
        ((n.first - self.base) as usize, (n.last - self.base) as usize)
    }

    /// How much its content weighs: what is aligned, and all.
    fn weigh(&self) -> (i64, i64) {
        let (mut held, mut total) = (0, 0);
        for (t, &to) in self.toks.iter().zip(&*self.to) {
            if t.content() {
                total += i64::from(t.weight);
                if to >= 0 {
                    held += i64::from(t.weight);
                }
            }
        }
        (held, total)
    }
}

/// Where in a sentence a stem may stand: the tokens of each last byte of a stem, in order.
#[derive(Debug)]
struct Places {
    first: [u16; 256],
    next: [u16; MAX_ALIGNED],
}

/// The end of a list in [`Places`].
const NOWHERE: u16 = MAX_ALIGNED as u16;

impl Default for Places {
    fn default() -> Places {
        Places { first: [NOWHERE; 256], next: [NOWHERE; MAX_ALIGNED] }
    }
}

impl Places {
    fn load(&mut self, stems: &[u64]) {
        self.first.fill(NOWHERE);
        for (j, (&stem, next)) in stems.iter().zip(&mut self.next).enumerate().rev() {
            let first = &mut self.first[usize::from(stem as u8)];
            *next = *first;
            *first = j as u16;
        }
    }

    /// The tokens whose stems end like this one, in order.
    fn of(&self, stem: u64) -> impl Iterator<Item = usize> {
        let mut at = self.first[usize::from(stem as u8)];
        std::iter::from_fn(move || {
            let here = usize::from(at);
            at = *self.next.get(here)?;
            Some(here)
        })
    }
}

fn unaligned(buffer: &mut Vec<i32>, n: usize) -> &mut [i32] {
    buffer.clear();
    buffer.resize(n, -1);
    buffer
}

/// The score of a pairing: equal neighbours outweigh any difference in position, and equal values any rounding.
const NEIGHBOUR_SCORE: i32 = 4096;
const EQUAL_BONUS: i32 = 8 * NEIGHBOUR_SCORE;
const NEGATOR_SCORE: i32 = 2 * NEIGHBOUR_SCORE;

impl<'a> Alignment<'a> {
    /// Aligns a claim with a sentence of a fact.
    pub(crate) fn new(
        kernel: &'a Kernel,
        claim: Analysed<'a>,
        fact: Analysed<'a>,
        sentence: usize,
        buffers: &'a mut Buffers,
    ) -> Alignment<'a> {
        let (from, to) = fact.analysis.sentence_tokens(sentence);
        let c = Side::new(claim, 0, claim.analysis.tokens.len(), &mut buffers.claim);
        let e = Side::new(fact, from, to, &mut buffers.evidence);
        buffers.places.load(e.stems);
        let mut al = Alignment { kernel, fact: fact.analysis, c, e, places: &buffers.places, held: 0, total: 0 };
        al.align_numbers();
        al.align_words();
        al.align_variants(&mut buffers.loose);
        al.align_function_words();
        (al.held, al.total) = al.c.weigh();
        al
    }

    fn join(&mut self, i: usize, j: usize) {
        self.c.to[i] = j as i32;
        self.e.to[j] = i as i32;
    }

    /// Joins numbers of the same value, however they are written: those in the same unit first.
    fn align_numbers(&mut self) {
        for same_unit in [true, false] {
            for x in 0..self.c.numbers.len() {
                if let Some(y) = self.best_number(x, same_unit) {
                    self.c.num_to[x] = y as i32;
                    self.e.num_to[y] = x as i32;
                    self.join_spans(x, y);
                }
            }
        }
    }

    /// The number of the sentence that is number `x` of the claim, and whose surroundings agree best.
    fn best_number(&self, x: usize, same_unit: bool) -> Option<usize> {
        if self.c.num_to[x] >= 0 {
            return None;
        }
        let n = &self.c.numbers[x];
        let (mut best, mut best_score) = (None, 0);
        for (y, u) in self.e.numbers.iter().enumerate() {
            if self.e.num_to[y] >= 0 || same_unit && n.unit != u.unit {
                continue;
            }
            let less = match self.kernel.compare(n, u) {
                Relation::Equal => 0,
                Relation::Rounded if !same_unit => EQUAL_BONUS / 2,
                _ => continue,
            };
            let score = self.surroundings(self.c.span(x).0, self.e.span(y).0) + EQUAL_BONUS - less;
            if score > best_score {
                (best, best_score) = (Some(y), score);
            }
        }
        best
    }

    /// Joins the tokens of two numbers one by one, what is left over of the longer with the last of the shorter.
    fn join_spans(&mut self, x: usize, y: usize) {
        let ((x0, x1), (y0, y1)) = (self.c.span(x), self.e.span(y));
        for i in x0..x1 {
            self.c.to[i] = (y0 + i - x0).min(y1 - 1) as i32;
        }
        for j in y0..y1 {
            self.e.to[j] = (x0 + j - y0).min(x1 - 1) as i32;
        }
    }

    /// Joins each content word or negator of the claim with the one of the same stem whose surroundings agree best.
    fn align_words(&mut self) {
        for (i, t) in self.c.toks.iter().enumerate() {
            let function_word = t.flags & flag::STOP != 0 && t.props & (prop::CONTENT | prop::NEGATOR) == 0;
            if self.c.to[i] >= 0 || function_word {
                continue;
            }
            let (mut best, mut best_score) = (None, 0);
            for j in self.places.of(t.stem) {
                if self.e.stems[j] != t.stem || self.e.to[j] >= 0 {
                    continue;
                }
                let score = self.surroundings(i, j);
                if t.props & prop::NEGATOR != 0 && score < NEGATOR_SCORE {
                    continue; // another negator: it turns something else
                }
                if best.is_none() || score > best_score {
                    (best, best_score) = (Some(j), score);
                }
            }
            if let Some(j) = best {
                self.join(i, j);
            }
        }
    }

    /// Counts equal neighbours of two equal words, near ones most, and prefers like positions in the sentence.
    fn surroundings(&self, i: usize, j: usize) -> i32 {
        let (c, e) = (self.c.stems, self.e.stems);
        let mut score = 0;
        for (d, weight) in [(1, 4), (2, 2), (3, 1)] {
            if i >= d && j >= d && c[i - d] == e[j - d] {
                score += weight;
            }
            if i + d < c.len() && j + d < e.len() && c[i + d] == e[j + d] {
                score += weight;
            }
        }
        let off = (i * e.len()).abs_diff(j * c.len()) / c.len().max(e.len());
        score * NEIGHBOUR_SCORE - off as i32
    }

    /// Joins what is left over where one word is a variant of the other: Iraq and Iraqi, announce and announcement, US and
    /// United States.
    fn align_variants(&mut self, left: &mut Vec<Loose>) {
        left.clear();
        left.extend((0..self.e.toks.len()).filter_map(|j| self.e.loose(j)));
        for i in 0..self.c.toks.len() {
            if let Some(t) = self.c.loose(i) {
                self.join_variant(&t, left);
            }
        }
    }

    /// Joins a word of the claim with the first of those that are left over in the sentence and fit.
    fn join_variant(&mut self, t: &Loose, left: &[Loose]) {
        for u in left {
            if self.e.to[u.at] >= 0 {
                continue;
            }
            if t.may_vary_as(u) && variants(t.of(&self.c), u.of(&self.e)) && !self.opposed(t.at, u.at) {
                return self.join(t.at, u.at);
            }
            if t.caps
                && let Some(n) = initials(&self.c, t.at, &self.e, u.at)
            {
                return join_run(&mut self.c, t.at, &mut self.e, u.at, n);
            }
            if u.caps
                && let Some(n) = initials(&self.e, u.at, &self.c, t.at)
            {
                return join_run(&mut self.e, u.at, &mut self.c, t.at, n);
            }
        }
    }

    fn opposed(&self, i: usize, j: usize) -> bool {
        self.kernel.tables.opposite(self.c.toks[i].hash, self.e.toks[j].hash) != Opposite::Neither
    }

    /// Joins what no rule before did where a neighbour's partner has the same word beside it.
    fn align_function_words(&mut self) {
        let n = self.c.toks.len();
        for i in 1..n {
            let before = self.c.to[i - 1];
            if before >= 0 {
                self.join_if_same(i, before as usize + 1);
            }
        }
        for i in (0..n.saturating_sub(1)).rev() {
            let after = self.c.to[i + 1];
            if after >= 1 {
                self.join_if_same(i, after as usize - 1);
            }
        }
        self.join_if_same(0, 0);
    }

    fn join_if_same(&mut self, i: usize, j: usize) {
        let (Some(c), Some(e)) = (self.c.stems.get(i), self.e.stems.get(j)) else { return };
        if c == e && self.c.to[i] < 0 && self.e.to[j] < 0 {
            self.join(i, j);
        }
    }
}

/// A content word without a partner that is no part of a number.
#[derive(Debug)]
struct Loose {
    at: usize,
    start: usize, // of the bare word
    end: usize,
    first: u8, // its first and last byte, ASCII in lower case
    last: u8,
    caps: bool,
}

impl Side<'_> {
    fn loose(&self, at: usize) -> Option<Loose> {
        let t = &self.toks[at];
        if self.to[at] >= 0 || !t.content() || t.number >= 0 {
            return None;
        }
        let (start, word) = (t.start as usize, bare(t.bytes(self.text)));
        let (&first, &last) = (word.first()?, word.last()?);
        let (first, last) = (first.to_ascii_lowercase(), last.to_ascii_lowercase());
        Some(Loose { at, start, end: start + word.len(), first, last, caps: t.props & prop::CAPS != 0 })
    }
}

impl Loose {
    fn of<'a>(&self, side: &Side<'a>) -> &'a [u8] {
        &side.text[self.start..self.end]
    }

    /// Whether [`variants`] is worth asking: they have the same first letter, or the same last one, or it says no.
    fn may_vary_as(&self, other: &Loose) -> bool {
        self.first == other.first || self.last == other.last
    }
}

/// Joins token `i` of one side with `n` tokens of the other.
fn join_run(s: &mut Side<'_>, i: usize, o: &mut Side<'_>, j: usize, n: usize) {
    s.to[i] = j as i32;
    o.to[j..j + n].fill(i as i32);
}

/// How many capitalised words from token `j` of side `o` on have the letters of the acronym at token `i` of side `s` as
/// their initials, if there are two or more.
fn initials(s: &Side<'_>, i: usize, o: &Side<'_>, j: usize) -> Option<usize> {
    let mut p = j;
    for &c in s.toks[i].bytes(s.text).iter().filter(|&&c| c != b'.') {
        let t = o.toks.get(p)?;
        if t.props & prop::CAPITAL == 0 || o.text[t.start as usize] != c || o.to[p] >= 0 {
            return None;
        }
        p += 1;
    }
    (p - j >= 2).then_some(p - j)
}

/// Two words are variants if they share this much of their beginning, or differ in one letter and are not short.
const VARIANT_BYTES: usize = 4;
const VARIANT_SHARE: usize = 60; // percent of the longer one
const TYPO_BYTES: usize = 5;
const NICKNAME_BYTES: usize = 3; // Tim and Timothy

/// Whether two bare words begin alike or are misspellings of each other, ASCII case aside.
fn variants(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    let alike = |(x, y): &(&u8, &u8)| x.eq_ignore_ascii_case(y);
    let n = a.iter().zip(b).take_while(alike).count();
    if n == long || n == short && n >= NICKNAME_BYTES || n >= VARIANT_BYTES && n * 100 >= VARIANT_SHARE * long {
        return true;
    }
    if short < TYPO_BYTES || long - short > 1 {
        return false;
    }
    let tail = a.iter().rev().zip(b.iter().rev()).take(short - n).take_while(alike).count();
    n + tail >= long - 1
}

/// Takes the ending of a plural or possessive off a word: HP's, HPs, HP.
fn bare(mut w: &[u8]) -> &[u8] {
    if let [rest @ .., b's' | b'S'] = w
        && rest.len() >= 2
    {
        w = rest;
    }
    match w {
        [rest @ .., b'\''] if rest.len() >= 2 => rest,
        [rest @ .., 0xE2, 0x80, 0x99] if rest.len() >= 2 => rest,
        _ => w,
    }
}
