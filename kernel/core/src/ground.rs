//! Ground: what facts say of a claim.

use crate::align::{Alignment, Analysed, Buffers};
use crate::analyze::prop;
use crate::hash::{GROUP, SEED, mix};
use crate::tables::Class;
use crate::utf8::decode_last_rune;
use crate::wordset::WordSet;
use crate::{Analysis, Hit, Kernel, SearchScratch, Snapshot, Span, Token};

/// What the facts say of a claim.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// The facts neither bear the claim out nor contradict it.
    #[default]
    Unknown,
    /// The facts bear the claim out.
    Supported,
    /// The facts contradict the claim.
    Contradicted,
}

impl Verdict {
    /// The name of the verdict in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Unknown => "unknown",
            Verdict::Supported => "supported",
            Verdict::Contradicted => "contradicted",
        }
    }
}

/// The rule that decided a verdict.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reason {
    /// Too little of the claim is in the deciding fact.
    #[default]
    Unsupported,
    /// There are no facts.
    NoFacts,
    /// The claim says nothing that could be checked.
    NoContent,
    /// The claim's words are in the evidence and nothing in the same slot differs.
    Restated,
    /// Another number in the same slot.
    Number,
    /// The same number in another unit.
    Unit,
    /// Another date, time or weekday in the same slot.
    Date,
    /// One negates what the other states.
    Negation,
    /// The opposite word in the same slot.
    Antonym,
    /// Another name in the same slot.
    Entity,
}

impl Reason {
    /// The name of the reason in reports.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Unsupported => "unsupported",
            Reason::NoFacts => "no_facts",
            Reason::NoContent => "no_content",
            Reason::Restated => "restated",
            Reason::Number => "number",
            Reason::Unit => "unit",
            Reason::Date => "date",
            Reason::Negation => "negation",
            Reason::Antonym => "antonym",
            Reason::Entity => "entity",
        }
    }
}

/// The verdict on one claim, with its evidence.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grounding {
    /// What the facts say.
    pub verdict: Verdict,
    /// The rule that decided.
    pub reason: Reason,
    /// In \[0,1\]: how much of the claim the deciding fact bears out.
    pub support: f64,
    /// The claim in the text passed in, without white space around it.
    pub claim: Span,
    /// Document number of the deciding fact in the snapshot; −1 if there is none.
    pub doc: i64,
    /// The deciding sentence in the fact's text.
    pub evidence: Span,
    /// The words of the claim that contradict, in the text passed in; empty unless contradicted.
    pub claim_focus: Span,
    /// The words that they contradict, in the fact's text; empty unless contradicted.
    pub evidence_focus: Span,
}

impl Default for Grounding {
    /// An unsupported claim without evidence.
    fn default() -> Grounding {
        Grounding {
            verdict: Verdict::Unknown,
            reason: Reason::Unsupported,
            support: 0.0,
            claim: Span::default(),
            doc: -1,
            evidence: Span::default(),
            claim_focus: Span::default(),
            evidence_focus: Span::default(),
        }
    }
}

/// How many facts are compared with a claim: the best by BM25.
const GROUND_FACTS: usize = 8;

/// The support from which a claim counts as supported.
pub const SUPPORT_THRESHOLD: f64 = 0.5;

/// How much of the support is left when the claim is contradicted.
const CONTRADICTED_SHARE: f64 = 0.25;

/// The working memory of [`Kernel::ground`], [`Kernel::review`] and [`Kernel::signals`], reused from call to call.
#[derive(Debug, Default)]
pub struct Scratch {
    claim: Analysis,
    search: SearchScratch,
    hits: Vec<Hit>,
    recall: Recall,
    align: Buffers,
}

impl Scratch {
    /// A set of words, with whatever was left in it.
    pub(crate) fn words(&mut self) -> &mut WordSet {
        &mut self.recall.words
    }
}

impl Kernel {
    /// Compares `claim`, which is one claim and not segmented further, with the facts.
    ///
    /// The eight best facts by BM25 over the claim's content words are looked at in rank order. The sentence of theirs
    /// that holds most of the claim's content by weight decides; ties go to the lower rank, then to the earlier sentence.
    pub fn ground(&self, s: &mut Scratch, claim: &[u8], facts: &Snapshot) -> Grounding {
        self.analyze_single(&mut s.claim, claim);
        let mut g = Grounding { claim: s.claim.sentences.first().copied().unwrap_or_default(), ..Grounding::default() };
        s.recall.load(&s.claim.tokens);
        if s.recall.total == 0 {
            (g.verdict, g.reason, g.support) = (Verdict::Supported, Reason::NoContent, 1.0);
            return g;
        }
        if facts.is_empty() {
            g.reason = Reason::NoFacts;
            return g;
        }
        s.hits.clear();
        facts.search(&mut s.search, &s.recall.query, GROUND_FACTS, &mut s.hits);
        let mut best = Candidate::default();
        for hit in &s.hits {
            s.recall.best_sentence(facts.analysis_ref(self, hit.doc), hit.doc, &mut best);
        }
        if best.score > 0 {
            self.judge(s, &mut g, claim, facts, &best);
        }
        g
    }

    /// Aligns the claim with the best sentence and decides.
    fn judge(&self, s: &mut Scratch, g: &mut Grounding, claim: &[u8], facts: &Snapshot, best: &Candidate) {
        let (analysis, text) = (facts.analysis_ref(self, best.doc), facts.text(best.doc));
        let (claim, fact) = (Analysed { text: claim, analysis: &s.claim }, Analysed { text, analysis });
        g.doc = i64::from(best.doc);
        g.evidence = analysis.sentences[best.sentence];
        let alignment = Alignment::new(self, claim, fact, best.sentence, &mut s.align);
        g.support = s.recall.support(&s.claim, analysis, &alignment);
        if !self.is_question(&claim.text[g.claim.start..g.claim.end])
            && let Some(conflict) = alignment.conflict()
        {
            (g.verdict, g.reason) = (Verdict::Contradicted, conflict.reason);
            (g.claim_focus, g.evidence_focus) = alignment.focus(&conflict);
            g.support *= CONTRADICTED_SHARE;
            return;
        }
        if g.support >= SUPPORT_THRESHOLD {
            (g.verdict, g.reason) = (Verdict::Supported, Reason::Restated);
        }
    }

    /// Whether a claim ends in a question mark, closing quotes and brackets aside: it asserts nothing that facts could
    /// contradict.
    fn is_question(&self, mut claim: &[u8]) -> bool {
        while !claim.is_empty() {
            let (r, size) = decode_last_rune(claim);
            if r == u32::from('?') || r == u32::from('？') || r == u32::from('؟') {
                return true;
            }
            if !self.tables.class_of(r).any(Class::CLOSER) && r != u32::from('*') && r != u32::from('_') {
                return false;
            }
            claim = &claim[..claim.len() - size];
        }
        false
    }
}

/// A sentence of a fact and its score against the claim.
#[derive(Debug, Default)]
struct Candidate {
    doc: u32,
    sentence: usize,
    score: i64,
}

/// The content words of a claim, and which of them a fact has.
#[derive(Debug, Default)]
struct Recall {
    words: WordSet,
    pairs: WordSet,    // of neighbouring content words
    query: Vec<u64>,   // the content words in order
    total: i64,        // weight of them all
    weights: Vec<i64>, // by mark in words: total weight of that word
    stamps: Vec<i32>,  // by mark in words: round in which it was last seen
    counts: Vec<i32>,  // by mark in words: occurrences in the sliding window
    marks: Vec<i32>,   // by fact token: mark of its stem, −1 for none
    round: i32,
}

/// The score of a sentence counts a number little: the number may be what is false.
const LITERAL_SCORE: i64 = 4;

impl Recall {
    /// Takes in the content words of a claim.
    fn load(&mut self, toks: &[Token]) {
        self.words.reset(toks.len());
        self.pairs.reset(toks.len());
        self.query.clear();
        self.weights.clear();
        self.total = 0;
        for t in toks.iter().filter(|t| t.content()) {
            let weight = i64::from(t.weight);
            let mark = *self.words.get_or_insert(t.stem, self.weights.len() as i32) as usize;
            match self.weights.get_mut(mark) {
                Some(sum) => *sum += weight,
                None => self.weights.push(weight),
            }
            self.total += weight;
            if let Some(&prev) = self.query.last()
                && prev != 0
            {
                self.pairs.get_or_insert(pair_key(prev, t.stem), 0);
            }
            self.query.push(t.stem);
        }
        zero(&mut self.stamps, self.weights.len());
        zero(&mut self.counts, self.weights.len());
        self.round = 0;
    }

    /// Replaces `best` by the sentence of a fact that holds most of the claim, if that holds more.
    fn best_sentence(&mut self, a: &Analysis, doc: u32, best: &mut Candidate) {
        for sentence in 0..a.sentences.len() {
            let (from, to) = a.sentence_tokens(sentence);
            self.round += 1;
            let mut score = 0;
            for t in a.tokens[from..to].iter().filter(|t| t.content()) {
                let Some(mark) = self.words.get(t.stem) else { continue };
                let mark = mark as usize;
                if self.stamps[mark] == self.round {
                    continue;
                }
                self.stamps[mark] = self.round;
                score += if t.props & prop::LITERAL != 0 { LITERAL_SCORE } else { self.weights[mark] };
            }
            if score > best.score {
                *best = Candidate { doc, sentence, score };
            }
        }
    }

    /// The mean of three recalls of the claim's content in the whole fact: of its pairs of neighbouring words, of its
    /// words by weight, and of its words by weight within the best window of one and a half times the claim's length.
    fn support(&mut self, claim: &Analysis, fact: &Analysis, alignment: &Alignment<'_>) -> f64 {
        let (held, seen_pairs) = self.mark(fact);
        let other = self.aligned_otherwise(alignment);
        let total = self.total as f64;
        let full = (held + other) as f64 / total;
        let window = (self.best_window(claim.tokens.len() * 3 / 2) + other) as f64 / total;
        let pair = match self.pairs.len() {
            0 => full,
            pairs => seen_pairs as f64 / pairs as f64,
        };
        (pair + full + window) / 3.0
    }

    /// Marks the tokens of a fact. Returns the weight of the claim's words and the number of its pairs that the fact has.
    fn mark(&mut self, fact: &Analysis) -> (i64, i64) {
        self.round += 1;
        self.marks.clear();
        let (mut held, mut seen_pairs) = (0, 0);
        for i in 0..fact.sentences.len() {
            let (from, to) = fact.sentence_tokens(i);
            let mut prev = 0; // 0 also for a word that the claim does not have: it has no pair with it either
            for t in &fact.tokens[from..to] {
                if !t.content() {
                    self.marks.push(-1);
                    continue;
                }
                let Some(mark) = self.words.get(t.stem) else {
                    self.marks.push(-1);
                    prev = 0;
                    continue;
                };
                self.marks.push(mark);
                let mark = mark as usize;
                if self.stamps[mark] != self.round {
                    self.stamps[mark] = self.round;
                    held += self.weights[mark];
                }
                if prev != 0
                    && let Some(seen) = self.pairs.get_mut(pair_key(prev, t.stem))
                {
                    seen_pairs += i64::from(*seen == 0); // each pair counts once
                    *seen = 1;
                }
                prev = t.stem;
            }
        }
        (held, seen_pairs)
    }

    /// The weight of the claim's words that the fact has in another form only: a number written or rounded otherwise, a
    /// variant, an acronym.
    fn aligned_otherwise(&self, alignment: &Alignment<'_>) -> i64 {
        let mut weight = 0;
        for (t, &to) in alignment.c.toks.iter().zip(&*alignment.c.to) {
            if !t.content() || to < 0 {
                continue;
            }
            if self.words.get(t.stem).is_some_and(|mark| self.stamps[mark as usize] != self.round) {
                weight += i64::from(t.weight);
            }
        }
        weight
    }

    /// The largest weight of claim words within `size` neighbouring tokens of the marks.
    fn best_window(&mut self, size: usize) -> i64 {
        self.counts.fill(0);
        let (mut held, mut best) = (0, 0);
        for (i, &mark) in self.marks.iter().enumerate() {
            let left = i.checked_sub(size).and_then(|old| usize::try_from(self.marks[old]).ok());
            if let Some(old) = left {
                self.counts[old] -= 1;
                if self.counts[old] == 0 {
                    held -= self.weights[old];
                }
            }
            if let Ok(mark) = usize::try_from(mark) {
                self.counts[mark] += 1;
                if self.counts[mark] == 1 {
                    held += self.weights[mark];
                    best = best.max(held);
                }
            }
        }
        best
    }
}

fn zero(buffer: &mut Vec<i32>, n: usize) {
    buffer.clear();
    buffer.resize(n, 0);
}

/// Names a pair of neighbouring content words.
fn pair_key(a: u64, b: u64) -> u64 {
    mix(a ^ SEED, b ^ GROUP)
}
