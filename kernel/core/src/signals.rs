//! Signals: the lexical measures of a claim against a source.

use crate::analyze::prop;
use crate::ground::Scratch;
use crate::number::Relation;
use crate::wordset::WordSet;
use crate::{Analysis, Kernel, Number, Token};

/// How the numbers of a claim stand to those of a source.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numeric {
    /// Nothing to compare.
    #[default]
    None,
    /// Every number of the claim that can be compared is in the source.
    Consistent,
    /// Some number of the claim has only other values beside it.
    Conflicting,
}

impl Numeric {
    /// The name of the value in reports.
    pub fn name(self) -> &'static str {
        match self {
            Numeric::None => "none",
            Numeric::Consistent => "consistent",
            Numeric::Conflicting => "conflicting",
        }
    }
}

/// The lexical measures of a claim against a source, each in \[0,1\].
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Signals {
    /// Jaccard of the words of names; 1 if neither text has any.
    pub entity_overlap: f64,
    /// How the numbers compare.
    pub numeric: Numeric,
    /// One text negates and the other does not, and they share three content words or more.
    pub negation_flip: bool,
    /// Share of the claim's content words found in the source; 1 if it has none.
    pub traceability: f64,
    /// Jaccard of all words; 0 if neither text has any.
    pub word_overlap: f64,
    /// Divergence: 0 for a text against itself; .5 if either is empty.
    pub lite: f64,
}

/// How many numbers of a text are compared: the work grows with the product of both.
const COMPARED_NUMBERS: usize = 512;

/// The number of shared content words that a negation flip needs.
const FLIP_WORDS: usize = 3;

impl Kernel {
    /// Measures `claim` against `source`, which may be whole texts.
    pub fn signals(&self, s: &mut Scratch, claim: &Analysis, source: &Analysis) -> Signals {
        let entity_overlap = self.entity_overlap(s, claim, source);
        let shared = Shared::count(s.words(), claim, source);
        let mut out = Signals {
            entity_overlap,
            numeric: self.numeric_consistency(claim, source),
            negation_flip: shared.flips(claim, source),
            traceability: shared.traceability(),
            word_overlap: shared.word_overlap(),
            lite: 0.0,
        };
        out.lite = lite(claim, source, &out);
        out
    }

    /// [`Signals::entity_overlap`] alone.
    pub fn entity_overlap(&self, s: &mut Scratch, claim: &Analysis, source: &Analysis) -> f64 {
        let named = |t: &&Token| t.props & (prop::NAME | prop::SIGN) == prop::NAME;
        let (set, n) = (s.words(), claim.tokens.len() + source.tokens.len());
        set.reset(n);
        for t in source.tokens.iter().filter(named) {
            set.get_or_insert(t.hash, SOURCE);
        }
        let mut both = 0;
        for t in claim.tokens.iter().filter(named) {
            let mark = set.get_or_insert(t.hash, CLAIM);
            both += usize::from(*mark == SOURCE);
            *mark |= CLAIM;
        }
        if set.len() == 0 { 1.0 } else { both as f64 / set.len() as f64 }
    }

    /// [`Signals::word_overlap`] alone.
    pub fn word_overlap(&self, s: &mut Scratch, claim: &Analysis, source: &Analysis) -> f64 {
        Shared::count(s.words(), claim, source).word_overlap()
    }

    /// [`Signals::traceability`] alone.
    pub fn traceability(&self, s: &mut Scratch, claim: &Analysis, source: &Analysis) -> f64 {
        Shared::count(s.words(), claim, source).traceability()
    }

    /// [`Signals::negation_flip`] alone.
    pub fn negation_flip(&self, s: &mut Scratch, claim: &Analysis, source: &Analysis) -> bool {
        one_negates(claim, source) && Shared::count(s.words(), claim, source).flips(claim, source)
    }

    /// [`Signals::numeric`] alone.
    pub fn numeric_consistency(&self, claim: &Analysis, source: &Analysis) -> Numeric {
        let numbers = &source.numbers[..source.numbers.len().min(COMPARED_NUMBERS)];
        let mut out = Numeric::None;
        for x in claim.numbers.iter().take(COMPARED_NUMBERS) {
            match self.best_relation(x, numbers) {
                Relation::Unrelated => {}
                Relation::Equal | Relation::Rounded => out = Numeric::Consistent,
                Relation::OtherValue | Relation::OtherUnit => return Numeric::Conflicting,
            }
        }
        out
    }

    /// The closest relation of `x` to any of the numbers.
    pub(crate) fn best_relation(&self, x: &Number, numbers: &[Number]) -> Relation {
        let mut best = Relation::Unrelated;
        for y in numbers {
            match self.compare(x, y) {
                Relation::Unrelated => {}
                r @ (Relation::Equal | Relation::Rounded) => return r,
                r @ (Relation::OtherValue | Relation::OtherUnit) => {
                    if best == Relation::Unrelated && !x.vague && !y.vague {
                        best = r;
                    }
                }
            }
        }
        best
    }
}

/// Marks of a word: as what it occurs where. Those of the claim are those of the source, shifted.
const WORD: i32 = 1;
const CONTENT: i32 = 2;
const IN_CLAIM: u32 = 2;
const SOURCE: i32 = WORD;
const CLAIM: i32 = WORD << IN_CLAIM;

/// Distinct words of two texts, counted in one pass, signs left out.
#[derive(Debug, Default)]
struct Shared {
    words: usize,        // in either text
    both: usize,         // in both
    content: usize,      // content words of the claim
    content_both: usize, // those that are content words of the source
}

impl Shared {
    fn count(set: &mut WordSet, claim: &Analysis, source: &Analysis) -> Shared {
        let mut n = Shared::default();
        set.reset(claim.tokens.len() + source.tokens.len());
        for t in &source.tokens {
            let roles = roles(t);
            let mark = set.get_or_insert(t.stem, 0);
            n.words += (roles & !*mark & WORD) as usize;
            *mark |= roles;
        }
        for t in &claim.tokens {
            let roles = roles(t);
            let mark = set.get_or_insert(t.stem, 0);
            let new = roles & !(*mark >> IN_CLAIM);
            let both = new & *mark;
            n.words += (new & !*mark & WORD) as usize;
            n.both += (both & WORD) as usize;
            n.content += (new / CONTENT) as usize;
            n.content_both += ((both & CONTENT) / CONTENT) as usize;
            *mark |= roles << IN_CLAIM;
        }
        n
    }

    fn word_overlap(&self) -> f64 {
        if self.words == 0 { 0.0 } else { self.both as f64 / self.words as f64 }
    }

    fn traceability(&self) -> f64 {
        if self.content == 0 { 1.0 } else { self.content_both as f64 / self.content as f64 }
    }

    fn flips(&self, claim: &Analysis, source: &Analysis) -> bool {
        one_negates(claim, source) && self.content_both >= FLIP_WORDS
    }
}

/// As what a token counts: word, content word, both or nothing.
#[inline]
fn roles(t: &Token) -> i32 {
    let (word, content) = (t.props & prop::SIGN == 0, t.content());
    (i32::from(word) * WORD) | (i32::from(content) * CONTENT)
}

fn one_negates(claim: &Analysis, source: &Analysis) -> bool {
    claim.negations.is_empty() != source.negations.is_empty()
}

/// 1 − (.4·word overlap + .2·length ratio + .2·entity overlap + .2·(1 − .3·flip)), .5 if either text is empty.
fn lite(claim: &Analysis, source: &Analysis, s: &Signals) -> f64 {
    let (a, b) = (claim.tokens.len(), source.tokens.len());
    if a == 0 || b == 0 {
        return 0.5;
    }
    let ratio = a.min(b) as f64 / a.max(b) as f64;
    let flip = if s.negation_flip { 0.7 } else { 1.0 };
    let mut sum = 0.4 * s.word_overlap;
    sum += 0.2 * ratio;
    sum += 0.2 * s.entity_overlap;
    sum += 0.2 * flip;
    (1.0 - sum).max(0.0)
}
