//! Conflicts: the contradictions that an alignment shows.

use crate::align::{Alignment, Side};
use crate::analyze::prop;
use crate::ground::Reason;
use crate::number::Relation;
use crate::tables::{Opposite, flag};
use crate::{Kernel, Number, NumberKind, Span, Token};

/// A contradiction between aligned texts: tokens `c0` to `c1` of the claim against `e0` to `e1` of the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Conflict {
    pub(crate) reason: Reason,
    c0: usize,
    c1: usize,
    e0: usize,
    e1: usize,
}

/// Thresholds of the conflicts: slot agreement (of 200), company (of 100) and aligned share of the claim (percent).
const NUMBER_SLOT: i32 = 100;
const NUMBER_SHARE: i64 = 40;
const LONE_SHARE: i64 = 25;
const LONE_COMPANY: i32 = 60;
const NEGATION_SHARE: i64 = 50;
const ANTONYM_SHARE: i64 = 35;
const ANTONYM_SLOT: i32 = 60;
const NAME_SHARE: i64 = 45;
const NAME_SLOT: i32 = 140;
const UNIT_SLOT: i32 = 120;
const ELSEWHERE_SLOT: i32 = 170; // where the fact has the claim's number or name in another sentence
const PERFECT_SLOT: i32 = 180;

impl Alignment<'_> {
    /// The first contradiction that the alignment shows: a number, a unit, a negation, an antonym or a name.
    pub(crate) fn conflict(&self) -> Option<Conflict> {
        self.number_conflict()
            .or_else(|| self.unit_conflict())
            .or_else(|| self.negation_conflict())
            .or_else(|| self.antonym_conflict())
            .or_else(|| self.name_conflict())
    }

    /// The spans of a conflict's words in both texts.
    pub(crate) fn focus(&self, c: &Conflict) -> (Span, Span) {
        (self.c.span_of(c.c0, c.c1), self.e.span_of(c.e0, c.e1))
    }

    /// How much of the claim's content is aligned, in percent, the tokens from `c0` to `c1` left out of the count.
    fn share(&self, c0: usize, c1: usize) -> i64 {
        let mut total = self.total;
        for i in c0..c1 {
            let t = &self.c.toks[i];
            if t.content() && self.c.to[i] < 0 {
                total -= i64::from(t.weight);
            }
        }
        if total <= 0 { 100 } else { self.held * 100 / total }
    }

    /// How well the words on one side of two slots agree: `step` is −1 for the left, 1 for the right, `i` and `j` are the
    /// first tokens there. The result is 0 to 100.
    fn near(&self, i: i32, j: i32, step: i32) -> i32 {
        let (n, m) = (self.c.toks.len() as i32, self.e.toks.len() as i32);
        if !(0..n).contains(&i) && !(0..m).contains(&j) {
            return 80; // both sentences begin or end here
        }
        let mut best = 0;
        for d in 0..3 {
            let p = i + step * d;
            if !(0..n).contains(&p) {
                break;
            }
            let q = self.c.to[p as usize];
            let off = (q - j) * step;
            if q < 0 || !(0..=2).contains(&off) {
                continue;
            }
            let mut agreement = 100 - 20 * (d + off);
            if !self.c.toks[p as usize].content() && d + off > 0 {
                agreement /= 2;
            }
            best = best.max(agreement);
        }
        best
    }

    /// How sure it is that tokens `c0` to `c1` of the claim stand where `e0` to `e1` stand in the sentence: 0 to 200.
    fn slot(&self, c0: usize, c1: usize, e0: usize, e1: usize) -> i32 {
        self.near(c0 as i32 - 1, e0 as i32 - 1, -1) + self.near(c1 as i32, e1 as i32, 1)
    }

    /// How close, whatever the order, the closest aligned content word is to both tokens `c0` to `c1` of the claim and
    /// `e0` to `e1` of the sentence: 0 to 100.
    fn company(&self, c0: usize, c1: usize, e0: usize, e1: usize) -> i32 {
        let mut best = 0;
        for p in c0.saturating_sub(5)..self.c.toks.len().min(c1 + 5) {
            let Ok(q) = usize::try_from(self.c.to[p]) else { continue };
            if (c0..c1).contains(&p) || (e0..e1).contains(&q) || !self.c.toks[p].content() {
                continue;
            }
            best = best.max(100 - 12 * (distance(p, c0, c1) + distance(q, e0, e1)) as i32);
        }
        best
    }
}

/// Counts the tokens between token `p` and the range from `i` to `j`, which it is not in.
fn distance(p: usize, i: usize, j: usize) -> usize {
    if p < i { i - p - 1 } else { p - j }
}

/// Numbers and units.
impl Alignment<'_> {
    /// Finds a number that has another value, or another unit, than the one in its slot. The slot is sure if the words on
    /// both sides agree, or if each side has one number only that the other lacks and they keep close company.
    fn number_conflict(&self) -> Option<Conflict> {
        let (mut best, mut best_slot) = (None, 0);
        for (x, n) in self.c.numbers.iter().enumerate() {
            if self.c.num_to[x] >= 0 || n.vague {
                continue;
            }
            let (c0, c1) = self.c.span(x);
            let share = self.share(c0, c1);
            if share < LONE_SHARE {
                continue;
            }
            for (y, u) in self.e.numbers.iter().enumerate() {
                if self.e.num_to[y] >= 0 || u.vague {
                    continue;
                }
                let r = self.kernel.compare(n, u);
                let (e0, e1) = self.e.span(y);
                if !matches!(r, Relation::OtherValue | Relation::OtherUnit)
                    || self.c.negates(c0) != self.e.negates(e0)
                    || self.other_rate(c1, e1)
                {
                    continue;
                }
                let mut slot = self.slot(c0, c1, e0, e1);
                if n.unit != 0 && n.unit == u.unit || r == Relation::OtherUnit {
                    slot += 40;
                }
                let sure = slot >= NUMBER_SLOT && share >= NUMBER_SHARE
                    || self.both_lone(x, y) && self.company(c0, c1, e0, e1) >= LONE_COMPANY;
                if sure && slot >= best_slot && (slot >= ELSEWHERE_SLOT || !self.has_number(n)) {
                    (best, best_slot) = (Some(Conflict { reason: number_reason(n, r), c0, c1, e0, e1 }), slot);
                }
            }
        }
        best
    }

    /// Whether two numbers of one kind, both or neither with a unit, are each the only one of their side without a
    /// partner.
    fn both_lone(&self, x: usize, y: usize) -> bool {
        let (n, u) = (&self.c.numbers[x], &self.e.numbers[y]);
        n.kind == u.kind && (n.unit == 0) == (u.unit == 0) && self.c.lone(x) && self.e.lone(y)
    }

    /// Whether numbers that end before tokens `i` and `j` are rates over different units: $25 a month, $300 a year.
    fn other_rate(&self, i: usize, j: usize) -> bool {
        match (self.c.rate(i), self.e.rate(j)) {
            (Some(c), Some(e)) => c != e,
            _ => false,
        }
    }

    /// Whether any sentence of the fact has the number.
    fn has_number(&self, n: &Number) -> bool {
        matches!(self.kernel.best_relation(n, &self.fact.numbers), Relation::Equal | Relation::Rounded)
    }

    /// Finds a word for a unit in the slot of another one: twice a week, twice a month.
    fn unit_conflict(&self) -> Option<Conflict> {
        let (mut best, mut best_slot) = (None, UNIT_SLOT - 1);
        for (i, t) in self.c.toks.iter().enumerate() {
            if !self.c.bare_unit(i) || self.share(i, i + 1) < NUMBER_SHARE {
                continue;
            }
            for (j, u) in self.e.toks.iter().enumerate() {
                if !self.e.bare_unit(j) || self.kernel.like_units(t.data.unit(), u.data.unit()) {
                    continue;
                }
                let slot = self.slot(i, i + 1, j, j + 1);
                if slot > best_slot {
                    (best, best_slot) = (Some(Conflict::of_words(Reason::Unit, i, j)), slot);
                }
            }
        }
        best
    }
}

impl Conflict {
    fn of_words(reason: Reason, i: usize, j: usize) -> Conflict {
        Conflict { reason, c0: i, c1: i + 1, e0: j, e1: j + 1 }
    }
}

impl Kernel {
    /// Whether two units differ by no more than a conversion rounds away: metres and yards.
    fn like_units(&self, a: u16, b: u16) -> bool {
        let one = |unit| Number { mant: 1, unit, ..Number::default() };
        a == b || matches!(self.compare(&one(a), &one(b)), Relation::Equal | Relation::Rounded)
    }
}

fn number_reason(n: &Number, r: Relation) -> Reason {
    match n.kind {
        NumberKind::Date | NumberKind::Time | NumberKind::Weekday | NumberKind::Decade => Reason::Date,
        _ if r == Relation::OtherUnit => Reason::Unit,
        _ => Reason::Number,
    }
}

impl Side<'_> {
    fn span_of(&self, from: usize, to: usize) -> Span {
        match self.toks.get(from..to).map(|run| (run.first(), run.last())) {
            Some((Some(first), Some(last))) => Span::new(first.start as usize, last.end as usize),
            _ => Span::default(),
        }
    }

    /// Whether number `x` is the only one of its kind without a partner.
    fn lone(&self, x: usize) -> bool {
        let kind = self.numbers[x].kind;
        !self.numbers.iter().enumerate().any(|(y, n)| y != x && self.num_to[y] < 0 && !n.vague && n.kind == kind)
    }

    /// The unit that a number is a rate over, if it ends before token `i` and a word for a unit follows, past up to two of
    /// per, a, each.
    fn rate(&self, i: usize) -> Option<u16> {
        let skip = |t: &&Token| t.flags & (flag::UNIT | flag::STOP) == flag::STOP;
        let i = i + self.toks.iter().skip(i).take(2).take_while(skip).count();
        (i < self.toks.len() && self.bare_unit(i)).then(|| self.toks[i].data.unit())
    }

    /// Whether token `i` is a word for a unit, has no partner and is no part of an exact number.
    fn bare_unit(&self, i: usize) -> bool {
        let t = &self.toks[i];
        if t.flags & flag::UNIT == 0 || self.to[i] >= 0 || t.flags & flag::AMBIGUOUS != 0 && t.end - t.start < 3 {
            return false;
        }
        t.number < 0 || self.number_at(i).is_some_and(|n| self.numbers[n].vague)
    }

    /// The number that token `i` is part of.
    fn number_at(&self, i: usize) -> Option<usize> {
        (0..self.numbers.len()).find(|&n| {
            let (first, last) = self.span(n);
            (first..last).contains(&i)
        })
    }
}

/// Negations.
impl Alignment<'_> {
    /// Finds a negator whose word is not negated on the other side.
    fn negation_conflict(&self) -> Option<Conflict> {
        let (c, e) = (self.c.negators(), self.e.negators());
        if c + e == 0 || self.share(0, 0) < NEGATION_SHARE {
            return None;
        }
        if c == 0 && self.e.cancels() || e == 0 && self.c.cancels() {
            return None;
        }
        let reason = Reason::Negation;
        if let Some((i, h, j)) = lone_negator(&self.c, &self.e) {
            return Some(Conflict { reason, c0: i, c1: h + 1, e0: j, e1: j + 1 });
        }
        let (j, h, i) = lone_negator(&self.e, &self.c)?;
        Some(Conflict { reason, c0: i, c1: i + 1, e0: j, e1: h + 1 })
    }
}

/// A negator of side `s`, the word it negates and that word's partner on side `o`, where it is not negated. Where the words
/// around the negator stand side by side on side `o`, nothing but the negator can differ; elsewhere side `o` must be free
/// of all that says no in other words.
fn lone_negator(s: &Side<'_>, o: &Side<'_>) -> Option<(usize, usize, usize)> {
    for i in 0..s.toks.len() {
        if s.toks[i].props & prop::NEGATOR == 0 || s.to[i] >= 0 || s.denies_other(i) {
            continue;
        }
        let tight = s.inserted(i);
        let Some(h) = tight.or_else(|| s.negated(i)) else { continue };
        let Ok(there) = usize::try_from(s.to[h]) else { continue };
        if o.negates(there) || o.denies_at(there) || s.doubly_negative(i, h) {
            continue;
        }
        if tight.is_none() && (o.negators() > 0 || o.implies_negative()) {
            continue;
        }
        return Some((i, h, there));
    }
    None
}

impl Side<'_> {
    fn negators(&self) -> usize {
        self.toks.iter().filter(|t| t.props & prop::NEGATOR != 0).count()
    }

    /// Whether the side has two negators in one clause, which undo each other: not without.
    fn cancels(&self) -> bool {
        let mut negators = (0..self.toks.len()).filter(|&i| self.toks[i].props & prop::NEGATOR != 0);
        let (Some(first), Some(last), None) = (negators.next(), negators.next(), negators.next()) else { return false };
        let joins = |t: &Token| joins_clauses(t) || t.hash == AND || t.hash == OR;
        !self.broken(first + 1, last) && !self.toks[first..=last].iter().any(joins)
    }

    /// Whether what the negator at token `i` turns is a number or name that the other side does not have: a price that is
    /// not $20 may be $19.
    fn denies_other(&self, i: usize) -> bool {
        for h in self.clause_after(i) {
            let t = &self.toks[h];
            if t.number >= 0 || t.props & prop::NAME != 0 {
                return self.to[h] < 0 || self.number_at(h).is_some_and(|n| self.num_to[n] < 0);
            }
            if t.content() {
                return false;
            }
        }
        false
    }

    /// The word after the negator at token `i`, if the tokens around it, function words without a partner aside, are
    /// aligned with neighbours.
    fn inserted(&self, i: usize) -> Option<usize> {
        let loose = |p: usize| self.to[p] < 0 && self.toks[p].flags & flag::STOP != 0;
        let past = i - (1..=i.min(2)).take_while(|d| loose(i - d)).count(); // one past the token before
        let after = i + 1 + (i + 1..self.toks.len().min(i + 3)).take_while(|&p| loose(p)).count();
        let &to = self.to.get(after)?;
        if to < 0 || self.broken(past, after) {
            return None;
        }
        let neighbours = match past.checked_sub(1) {
            None => to <= 1,
            Some(before) => self.to[before] >= 0 && (1..=2).contains(&(to - self.to[before])),
        };
        neighbours.then_some(after)
    }

    /// Whether punctuation stands before any of tokens `i` to `j`, the first of a sentence aside.
    fn broken(&self, i: usize, j: usize) -> bool {
        (i.max(1)..=j).any(|p| self.toks[p].props & prop::BROKEN != 0)
    }

    /// The content word that the negator at token `i` turns, if it is aligned.
    fn negated(&self, i: usize) -> Option<usize> {
        let h = self.clause_after(i).find(|&h| self.toks[h].content())?;
        (self.to[h] >= 0).then_some(h)
    }

    /// Up to five tokens after token `i`, as far as no punctuation stands before them.
    fn clause_after(&self, i: usize) -> impl Iterator<Item = usize> {
        (i + 1..self.toks.len().min(i + 6)).take_while(|&h| self.toks[h].props & prop::BROKEN == 0)
    }

    /// Whether a negator stands around token `j`, in the same clause as far as punctuation tells.
    fn negates(&self, j: usize) -> bool {
        self.around(j, |q| self.toks[q].props & prop::NEGATOR != 0)
    }

    /// Whether a word that the other side lacks says no without a negator around token `j`: declined to give details,
    /// unless repealed.
    fn denies_at(&self, j: usize) -> bool {
        self.around(j, |q| self.implicit_negative(q))
    }

    /// Whether a token of up to six before token `j` or three after it, with nothing but space between, is as asked.
    #[inline]
    fn around(&self, j: usize, asked: impl Fn(usize) -> bool) -> bool {
        for q in (j.saturating_sub(6)..=j).rev() {
            if asked(q) {
                return true;
            }
            if self.begins_clause(q) {
                break;
            }
        }
        (j + 1..self.toks.len().min(j + 4)).take_while(|&q| !self.begins_clause(q)).any(asked)
    }

    /// Whether punctuation stands before token `q`, or the word begins a clause that what was denied before does not
    /// reach into.
    fn begins_clause(&self, q: usize) -> bool {
        let t = &self.toks[q];
        t.props & prop::BROKEN != 0 || joins_clauses(t)
    }

    /// Whether a word that has no partner says no without a negator: deny, fail, lack.
    fn implies_negative(&self) -> bool {
        (0..self.toks.len()).any(|i| self.implicit_negative(i))
    }

    /// Whether the negator at token `i` turns a word up to token `h` that says no itself.
    fn doubly_negative(&self, i: usize, h: usize) -> bool {
        (i + 1..=h).any(|p| self.implicit_negative(p))
    }

    fn implicit_negative(&self, i: usize) -> bool {
        self.toks[i].flags & flag::IMPLICIT_NEGATIVE != 0 && self.to[i] < 0
    }
}

fn joins_clauses(t: &Token) -> bool {
    matches!(t.hash, BUT | WHILE | ALTHOUGH | WHEREAS | BECAUSE)
}

/// Hashes of words.
const AND: u64 = 0xB22A_7DC8_7D1D_6D94;
const OR: u64 = 0x3412_C550_04EC_0A49;
const BUT: u64 = 0xDF7A_614E_72FD_C7D2;
const WHILE: u64 = 0x5E22_400D_85DA_A650;
const ALTHOUGH: u64 = 0xD942_69BA_C483_8C48;
const WHEREAS: u64 = 0x823A_C2B4_04F4_7B8D;
const BECAUSE: u64 = 0xFAC6_4838_0676_51A7;

/// Antonyms and names.
impl Alignment<'_> {
    /// Finds opposite words in the same place.
    fn antonym_conflict(&self) -> Option<Conflict> {
        let (mut best, mut best_slot) = (None, ANTONYM_SLOT - 1);
        for (i, t) in self.c.toks.iter().enumerate() {
            if t.flags & flag::ANTONYM == 0 || self.c.to[i] >= 0 || self.share(i, i + 1) < ANTONYM_SHARE {
                continue;
            }
            for (j, u) in self.e.toks.iter().enumerate() {
                if u.flags & flag::ANTONYM == 0 || self.e.to[j] >= 0 {
                    continue;
                }
                let slot = self.slot(i, i + 1, j, j + 1);
                if slot <= best_slot {
                    continue;
                }
                let least = match self.kernel.tables.opposite(t.hash, u.hash) {
                    Opposite::Neither => continue,
                    Opposite::Antonym => ANTONYM_SLOT,
                    Opposite::Converse => 2 * ANTONYM_SLOT,
                };
                if slot >= least && self.c.negates(i) == self.e.negates(j) {
                    (best, best_slot) = (Some(Conflict::of_words(Reason::Antonym, i, j)), slot);
                }
            }
        }
        best
    }

    /// Finds another name in the same slot.
    fn name_conflict(&self) -> Option<Conflict> {
        let (mut best, mut best_slot) = (None, NAME_SLOT - 1);
        for (c0, c1) in self.c.name_runs() {
            if self.share(c0, c1) < NAME_SHARE {
                continue;
            }
            for (e0, e1) in self.e.name_runs() {
                let slot = self.slot(c0, c1, e0, e1);
                let sure = slot > best_slot && (slot >= ELSEWHERE_SLOT || !self.has_words(c0, c1));
                if sure && self.alike(c0, c1, e0, e1, slot) {
                    (best, best_slot) = (Some(Conflict { reason: Reason::Entity, c0, c1, e0, e1 }), slot);
                }
            }
        }
        best
    }

    /// Whether the fact, in any of its sentences, has every one of tokens `c0` to `c1` of the claim.
    fn has_words(&self, c0: usize, c1: usize) -> bool {
        self.c.toks[c0..c1].iter().all(|t| self.fact.tokens.iter().any(|u| u.stem == t.stem))
    }

    /// Whether two runs of name words are of the same shape: as many words, and none an acronym where the other is not. In
    /// a perfect slot they need not be.
    fn alike(&self, c0: usize, c1: usize, e0: usize, e1: usize, slot: i32) -> bool {
        const NOUN: u16 = prop::CONTENT | prop::SPACED;
        if c1 < self.c.toks.len() && self.c.to[c1] < 0 && self.c.toks[c1].props & NOUN == NOUN {
            return false; // the name belongs to the noun after it: the Bush administration
        }
        let caps = |t: &Token| t.props & prop::CAPS;
        slot >= PERFECT_SLOT || c1 - c0 == e1 - e0 && caps(&self.c.toks[c0]) == caps(&self.e.toks[e0])
    }
}

impl Side<'_> {
    /// The runs of name words without a partner.
    fn name_runs(&self) -> impl Iterator<Item = (usize, usize)> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let first = (next..self.toks.len()).find(|&i| self.lone_name(i))?;
            next = (first + 1..self.toks.len()).find(|&i| !self.lone_name(i)).unwrap_or(self.toks.len());
            Some((first, next))
        })
    }

    fn lone_name(&self, i: usize) -> bool {
        let t = &self.toks[i];
        self.to[i] < 0 && t.props & prop::NAME != 0 && t.flags & flag::TITLE == 0 && t.end - t.start > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash_word;

    #[test]
    fn hashes_are_those_of_their_words() {
        let words: [(u64, &[u8]); 7] = [
            (AND, b"and"),
            (OR, b"or"),
            (BUT, b"but"),
            (WHILE, b"while"),
            (ALTHOUGH, b"although"),
            (WHEREAS, b"whereas"),
            (BECAUSE, b"because"),
        ];
        for (hash, word) in words {
            assert_eq!(hash, hash_word(word));
        }
    }
}
