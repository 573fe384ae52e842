//! Joins the tokens of a claim to numbers, dates, times and weekdays.

use super::literal::{HASH_AM, HASH_PM};
use super::{Number, NumberKind, pow10};
use crate::Kernel;
use crate::analyze::{Analysis, Token, prop};
use crate::tables::flag;

/// The flags of words that numbers and dates begin with.
pub(crate) const NUMBERISH: u16 = flag::NUMBER | flag::MONTH | flag::WEEKDAY;

const HASH_OF: u64 = 0x8132_503B_5A50_DC60;
const HASH_AND: u64 = 0xB22A_7DC8_7D1D_6D94;
const HASH_ONE: u64 = 0xEB7F_7671_EEB3_FFB2;
const HASH_PERCENT: u64 = 0xEDD9_EF73_F245_E724;

/// The largest factor of a unit that compound measures are read with.
const MAX_FACTOR: u64 = 1_000_000;

impl Kernel {
    /// Joins the tokens from `first` on, those of the last sentence, to numbers, dates, times and weekdays.
    pub(crate) fn find_numbers(&self, a: &mut Analysis, text: &[u8], first: usize) {
        let mut i = first;
        while let Some(t) = a.tokens.get(i) {
            if t.props & prop::LITERAL == 0 && t.flags & NUMBERISH == 0 {
                i += 1;
                continue;
            }
            let before = a.numbers.len();
            i = self.number_at(a, text, first, i).max(i + 1);
            if a.numbers.len() > before {
                self.join_compound(a, first);
            }
        }
    }

    /// Adds the number that starts at token `i`, if one does, and returns the token after it.
    fn number_at(&self, a: &mut Analysis, text: &[u8], first: usize, i: usize) -> usize {
        let t = &a.tokens[i];
        if t.props & prop::LITERAL != 0 {
            let mut n = self.parse_literal(t.bytes(text));
            let claim = a.sentences.last().map_or(0, |s| s.start);
            if n.kind == NumberKind::Cardinal && is_minus(text, t.start as usize, claim) {
                n.mant = -n.mant;
            }
            return self.after_literal(a, text, first, i, n);
        }
        if t.flags & flag::MONTH != 0 {
            return self.month_first(a, text, i);
        }
        if t.flags & flag::WEEKDAY != 0 && surely(t) {
            let mant = i64::from(t.data.weekday());
            return add_number(a, i, i + 1, Number { kind: NumberKind::Weekday, mant, ..Number::default() });
        }
        if t.flags & flag::NUMBER != 0 {
            return self.written_out(a, first, i);
        }
        i
    }

    /// Goes on from a parsed literal at token `i`: a day before its month, a time, a magnitude, a unit.
    fn after_literal(&self, a: &mut Analysis, text: &[u8], first: usize, i: usize, mut n: Number) -> usize {
        let v = n.integer();
        if let Some(month) = month_after_day(a, i, &n) {
            let month_number = a.tokens[month].data.month();
            return self.with_year(a, text, i, month + 1, date(month_number, v as u8));
        }
        if (n.kind == NumberKind::Time || n.kind == NumberKind::Cardinal && (1..=12).contains(&v))
            && let Some(time) = meridiem(a, i + 1, &n)
        {
            return add_number(a, i, i + 2, time);
        }
        if n.kind != NumberKind::Cardinal {
            return add_number(a, i, i + 1, n);
        }
        let mut last = magnitudes(a, first, i + 1, &mut n);
        let from = currency_before(a, first, i, &mut n);
        if n.unit == 0 {
            last = unit_after(a, last, &mut n);
        }
        if from == i && last == i + 1 && is_year(a.tokens[i].bytes(text), v) {
            n = Number { kind: NumberKind::Date, year: v as i16, ..Number::default() };
        }
        add_number(a, from, last, n)
    }

    /// Makes one number of the last two if they are parts of one measure of the claim that begins at token `first`: 2 hours
    /// 16 minutes.
    fn join_compound(&self, a: &mut Analysis, first: usize) {
        let [.., x, y] = a.numbers.as_slice() else { return };
        if (x.first as usize) < first || x.unit == 0 || y.unit == 0 || x.unit == y.unit || !adjoin(&a.tokens, x, y) {
            return;
        }
        let factor = self.unit_ratio(x.unit, y.unit);
        let (whole, part) = (x.integer(), y.integer());
        if factor < 2 || whole < 0 || part < 0 || part >= factor {
            return;
        }
        let sum = Number { mant: whole * factor + part, unit: y.unit, ..Number::default() }.normal();
        let (from, last) = (x.first as usize, y.last as usize);
        a.numbers.truncate(a.numbers.len() - 2);
        add_number(a, from, last, sum);
    }

    /// How many of the smaller unit make one of the larger, 0 if that is no whole number up to a million or they are of
    /// different dimensions.
    fn unit_ratio(&self, larger: u16, smaller: u16) -> i64 {
        let (u, v) = (self.unit(larger), self.unit(smaller));
        if u.dimension != v.dimension || [u.num, u.den, v.num, v.den].iter().any(|&f| f > MAX_FACTOR) {
            return 0;
        }
        const LIMIT: u64 = 1_000_000_000_000_000;
        let (mut num, mut den) = (u.num * v.den, u.den * v.num);
        let mut e = u.exp10.wrapping_sub(v.exp10);
        while e > 0 && num < LIMIT {
            num *= 10;
            e -= 1;
        }
        while e < 0 && den < LIMIT {
            den *= 10;
            e += 1;
        }
        if e != 0 || !num.is_multiple_of(den) || num / den > MAX_FACTOR {
            return 0;
        }
        (num / den) as i64
    }

    /// Adds the date that starts with the month at token `i`.
    fn month_first(&self, a: &mut Analysis, text: &[u8], i: usize) -> usize {
        let t = &a.tokens[i];
        let month = t.data.month();
        let sure = surely(t);
        if let Some(next) = a.tokens.get(i + 1)
            && next.props & prop::LITERAL != 0
            && t.props & prop::CAPITAL != 0
        {
            let n = self.parse_literal(next.bytes(text));
            if is_day(&n) && next.props & prop::BROKEN == 0 {
                return self.with_year(a, text, i, i + 2, date(month, n.integer() as u8));
            }
            let last = self.with_year(a, text, i, i + 1, date(month, 0));
            if last > i + 1 {
                return last;
            }
        }
        if !sure {
            return i;
        }
        self.with_year(a, text, i, i + 1, date(month, 0))
    }

    /// Adds the date `tokens[first..last]` with the year that may follow it.
    fn with_year(&self, a: &mut Analysis, text: &[u8], first: usize, last: usize, mut d: Number) -> usize {
        let Some(t) = a.tokens.get(last) else { return add_number(a, first, last, d) };
        let gap = &text[a.tokens[last - 1].end as usize..t.start as usize];
        if t.props & prop::LITERAL == 0 || gap != b" " && gap != b", " {
            return add_number(a, first, last, d);
        }
        let n = self.parse_literal(t.bytes(text));
        if n.kind != NumberKind::Cardinal || !is_year(t.bytes(text), n.integer()) {
            return add_number(a, first, last, d);
        }
        d.year = n.integer() as i16;
        add_number(a, first, last + 1, d)
    }

    /// Adds the number that is written in letters from token `i` on: twenty-one, three hundred and five thousand.
    fn written_out(&self, a: &mut Analysis, first: usize, i: usize) -> usize {
        let t = &a.tokens[i];
        if t.flags & flag::ORDINAL != 0 {
            if t.flags & flag::AMBIGUOUS != 0 && i > first && a.tokens[i - 1].number >= 0 {
                return i;
            }
            let n = Number { kind: NumberKind::Ordinal, mant: t.data.number_value(), ..Number::default() };
            return add_number(a, i, i + 1, n.normal());
        }
        let (mant, words) = spelled(&a.tokens[i..]);
        let vague = words == 1 && t.hash == HASH_ONE;
        let mut n = Number { mant, vague, ..Number::default() }.normal();
        let from = currency_before(a, first, i, &mut n);
        if from < i {
            return add_number(a, from, i + words, n);
        }
        let last = unit_after(a, i + words, &mut n);
        add_number(a, i, last, n)
    }
}

/// The value of the number words that `tokens` begin with, and how many there are.
fn spelled(tokens: &[Token]) -> (i64, usize) {
    let (mut total, mut group) = (0i64, 0i64);
    let mut above = 16; // the magnitude that the next one must stay below
    for (j, w) in tokens.iter().enumerate() {
        if j > 0 && w.props & prop::BROKEN != 0 {
            return (total.wrapping_add(group), j);
        }
        let magnitude =
            if w.flags & (flag::MAGNITUDE | flag::AMBIGUOUS) == flag::MAGNITUDE { w.data.magnitude() } else { 0 };
        if magnitude == 2 && group > 0 && group < 100 {
            group *= 100;
        } else if magnitude > 2 && group > 0 && magnitude < above {
            above = magnitude;
            total = total.wrapping_add(group.wrapping_mul(pow10(above)));
            group = 0;
        } else if continues(w, group) {
            group += w.data.number_value();
        } else if !(w.hash == HASH_AND
            && (group >= 100 || group == 0 && total > 0)
            && adds_on(tokens.get(j + 1), group))
        {
            return (total.wrapping_add(group), j);
        }
    }
    (total.wrapping_add(group), tokens.len())
}

/// Whether a token is a number word that may follow what a group of number words has come to.
fn continues(t: &Token, group: i64) -> bool {
    t.flags & (flag::NUMBER | flag::ORDINAL) == flag::NUMBER && fits(group, t.data.number_value())
}

/// Whether a token is a number word that goes on from a group after an and.
fn adds_on(t: Option<&Token>, group: i64) -> bool {
    t.is_some_and(|t| t.props & prop::BROKEN == 0 && continues(t, group))
}

/// Whether a number word of value `v` may follow what a group of number words has come to.
fn fits(group: i64, v: i64) -> bool {
    if group == 0 {
        return true;
    }
    if group % 100 == 0 {
        return v > 0 && v < 100;
    }
    group % 100 >= 20 && group % 10 == 0 && v > 0 && v < 10
}

fn date(month: u8, day: u8) -> Number {
    Number { kind: NumberKind::Date, month, day, ..Number::default() }
}

/// Whether a number may be the day of a month.
fn is_day(n: &Number) -> bool {
    matches!(n.kind, NumberKind::Cardinal | NumberKind::Ordinal) && (1..=31).contains(&n.integer())
}

/// Whether a bare literal reads as a year.
fn is_year(s: &[u8], v: i64) -> bool {
    s.len() == 4 && (1000..2200).contains(&v)
}

/// Whether a word with another everyday meaning is written as the name of a day or month.
fn surely(t: &Token) -> bool {
    t.flags & flag::AMBIGUOUS == 0 || t.props & (prop::CAPITAL | prop::INITIAL) == prop::CAPITAL
}

/// Whether a minus sign that is no hyphen stands right before offset `i` in the claim that begins at `start`.
fn is_minus(text: &[u8], i: usize, start: usize) -> bool {
    let before = &text[start..i];
    let Some(before) = before.strip_suffix("−".as_bytes()).or_else(|| before.strip_suffix(b"-")) else {
        return false;
    };
    matches!(before.last(), None | Some(b' ' | b'(' | b'\n'))
}

/// Appends `n` as `tokens[first..last]` and returns `last`.
fn add_number(a: &mut Analysis, first: usize, last: usize, mut n: Number) -> usize {
    let tokens = &mut a.tokens[first..last];
    for t in tokens.iter_mut() {
        t.number = a.numbers.len() as i32;
    }
    (n.first, n.last) = (first as i32, last as i32);
    (n.start, n.end) = (tokens[0].start, tokens[tokens.len() - 1].end);
    a.numbers.push(n);
    last
}

/// The token of the month that follows the day `n` at token `i`, if one does: 3 March, the 3rd of March.
fn month_after_day(a: &Analysis, i: usize, n: &Number) -> Option<usize> {
    if !is_day(n) {
        return None;
    }
    let at = if a.tokens.get(i + 1)?.hash == HASH_OF { i + 2 } else { i + 1 };
    let t = a.tokens.get(at)?;
    (t.flags & flag::MONTH != 0 && t.props & prop::BROKEN == 0 && surely(t)).then_some(at)
}

/// The time that `n` is if a.m. or p.m. stands at token `i`.
fn meridiem(a: &Analysis, i: usize, n: &Number) -> Option<Number> {
    const NOON: i64 = 12 * 60;
    let t = a.tokens.get(i)?;
    if t.props & prop::BROKEN != 0 || t.hash != HASH_AM && t.hash != HASH_PM {
        return None;
    }
    let mut minutes = if n.kind == NumberKind::Cardinal { n.integer() * 60 } else { n.mant };
    if t.hash == HASH_PM && minutes < NOON {
        minutes += NOON;
    } else if t.hash == HASH_AM && (NOON..NOON + 60).contains(&minutes) {
        minutes -= NOON;
    }
    Some(Number { kind: NumberKind::Time, mant: minutes, ..Number::default() })
}

/// Multiplies `n` by the magnitude words from token `i` on and returns the token after them. A letter that is one only
/// when glued (5k, $3m) is taken only there.
fn magnitudes(a: &Analysis, first: usize, mut i: usize, n: &mut Number) -> usize {
    while let Some(t) = a.tokens.get(i) {
        if t.flags & flag::MAGNITUDE == 0 || t.props & prop::BROKEN != 0 {
            break;
        }
        if t.flags & flag::AMBIGUOUS != 0
            && (t.props & prop::GLUED == 0 || t.flags & flag::UNIT != 0 && !priced_before(a, first, i))
        {
            break;
        }
        if n.mant != 0 {
            n.exp = n.exp.wrapping_add(t.data.magnitude());
        }
        i += 1;
    }
    i
}

/// Whether the literal before token `i` follows a currency sign: $5m is five million, 5m five metres.
fn priced_before(a: &Analysis, first: usize, i: usize) -> bool {
    currency_before(a, first, i - 1, &mut Number::default()) < i - 1
}

/// Takes a currency sign or code in front of token `i` as the unit of `n` and returns the token that `n` then begins with.
fn currency_before(a: &Analysis, first: usize, i: usize, n: &mut Number) -> usize {
    if i == first || a.tokens[i].props & (prop::GLUED | prop::SPACED) == 0 {
        return i;
    }
    let p = &a.tokens[i - 1];
    if p.flags & flag::UNIT == 0 || p.number >= 0 || p.props & (prop::SIGN | prop::CAPS) == 0 {
        return i;
    }
    if p.props & prop::SIGN != 0 && p.hash == HASH_PERCENT {
        return i;
    }
    n.unit = p.data.unit();
    i - 1
}

/// Takes the unit at token `i`, if there is one, as the unit of `n` and returns the token after it.
fn unit_after(a: &Analysis, i: usize, n: &mut Number) -> usize {
    let at = if qualifies_unit(a, i) { i + 1 } else { i }; // 5 working days
    let Some(t) = a.tokens.get(at) else { return at };
    if t.flags & flag::UNIT == 0 || t.props & prop::BROKEN != 0 {
        return at;
    }
    let doubtful = flag::AMBIGUOUS | flag::STOP;
    if t.flags & doubtful == doubtful && t.end - t.start < 3 && t.props & prop::GLUED == 0 {
        return at;
    }
    n.unit = t.data.unit();
    at + 1
}

/// Whether token `i` is an ordinary word in front of a unit of three letters or more that is written in full, after a
/// number: the working of 5 working days.
fn qualifies_unit(a: &Analysis, i: usize) -> bool {
    const SPECIAL: u16 =
        flag::UNIT | flag::MAGNITUDE | flag::STOP | flag::NEGATOR | flag::NUMBER | flag::MONTH | flag::WEEKDAY;
    const SHAPE: u16 = prop::LITERAL | prop::SIGN | prop::CAPITAL | prop::SPACED;
    let Some([t, u]) = a.tokens.get(i..i + 2) else { return false };
    t.flags & SPECIAL == 0
        && t.props & SHAPE == prop::SPACED
        && u.flags & (flag::UNIT | flag::AMBIGUOUS) == flag::UNIT
        && u.props & prop::SPACED != 0
        && u.end - u.start >= 3
}

/// Whether two numbers are measures with nothing or an and between them.
fn adjoin(tokens: &[Token], x: &Number, y: &Number) -> bool {
    if x.kind != NumberKind::Cardinal || y.kind != NumberKind::Cardinal {
        return false;
    }
    if tokens[y.first as usize].props & prop::BROKEN != 0 {
        return false;
    }
    match y.first - x.last {
        1 => tokens[x.last as usize].hash == HASH_AND && tokens[x.last as usize].props & prop::BROKEN == 0,
        gap => gap < 1,
    }
}
