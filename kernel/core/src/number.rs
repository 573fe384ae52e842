//! Numbers, dates, times and weekdays of a text.

mod compare;
mod find;
mod literal;

pub(crate) use compare::Relation;
pub(crate) use find::NUMBERISH;

use crate::Kernel;

/// What a [`Number`] counts.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberKind {
    /// A count or measure: 12,345.6; 4.2 billion; 15 %; $19; three.
    #[default]
    Cardinal,
    /// 3rd, third.
    Ordinal,
    /// A date or a part of one: 2024-03-15, 15 March, May 2021, 1999.
    Date,
    /// A time of day, in minutes after midnight.
    Time,
    /// Monday is 1.
    Weekday,
    /// 1980s.
    Decade,
    /// Digits that are no quantity: a version, a long account number.
    Code,
}

/// A number, date, time or weekday of a text. A quantity is `mant`·10^`exp`, exact, in the unit that `unit` numbers;
/// `mant` is no multiple of ten unless it is 0.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// First byte in the text, of magnitude and unit too.
    pub start: i32,
    /// One past the last byte.
    pub end: i32,
    /// Decimal exponent.
    pub exp: i32,
    /// Decimal mantissa.
    pub mant: i64,
    /// The number of its unit, 0 for none.
    pub unit: u16,
    /// What it counts.
    pub kind: NumberKind,
    /// Of a date; 0 where it is not given.
    pub month: u8,
    /// Of a date; 0 where it is not given.
    pub day: u8,
    /// Of a date; 0 where it is not given.
    pub year: i16,

    /// It is `tokens[first..last]`.
    pub(crate) first: i32,
    pub(crate) last: i32,
    /// "one" and the like, which often counts nothing.
    pub(crate) vague: bool,
}

impl Number {
    /// The number as a plain decimal, a date as yyyymmdd with zeros for what is not given (a year alone as the year), a
    /// time as minutes after midnight.
    pub fn value(&self) -> String {
        if self.kind == NumberKind::Date {
            let year = i32::from(self.year);
            if self.month == 0 && self.day == 0 {
                return year.to_string();
            }
            return (year * 10000 + i32::from(self.month) * 100 + i32::from(self.day)).to_string();
        }
        match self.exp {
            0..=20 => format!("{}{}", self.mant, "0".repeat(self.exp as usize)),
            -20..0 => pointed(self.mant, self.exp.unsigned_abs() as usize),
            _ => format!("{}e{}", self.mant, self.exp),
        }
    }

    /// The number with the factors of ten taken out of its mantissa.
    fn normal(mut self) -> Number {
        if self.mant == 0 {
            self.exp = 0;
            return self;
        }
        while self.mant % 10 == 0 {
            self.mant /= 10;
            self.exp = self.exp.wrapping_add(1);
        }
        self
    }

    /// The value of a number that is a whole number below 10^6, else −1.
    fn integer(&self) -> i64 {
        if !(0..=6).contains(&self.exp) || !(0..=999_999).contains(&self.mant) {
            return -1;
        }
        let v = self.mant * pow10(self.exp);
        if v > 999_999 { -1 } else { v }
    }
}

impl Kernel {
    /// The unit that a number is shown with: the canonical name of its unit, or what kind of thing it is if it is no plain
    /// quantity; empty for a bare number or an ordinal.
    pub fn number_unit(&self, n: &Number) -> &[u8] {
        match n.kind {
            NumberKind::Date => b"date",
            NumberKind::Time => b"time",
            NumberKind::Weekday => b"weekday",
            NumberKind::Decade => b"decade",
            NumberKind::Code => b"code",
            NumberKind::Cardinal | NumberKind::Ordinal => self.unit_name(n.unit),
        }
    }
}

/// Writes `mant` with the decimal point before its last `places` digits.
fn pointed(mant: i64, places: usize) -> String {
    let sign = if mant < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", mant.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// 10^n, 1 for n below 0.
fn pow10(n: i32) -> i64 {
    (0..n).fold(1, |p: i64, _| p.wrapping_mul(10))
}
