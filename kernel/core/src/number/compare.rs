//! How two numbers stand to each other.

use super::{Number, NumberKind, pow10};
use crate::Kernel;
use crate::tables::UnitEntry;

/// How two numbers stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// They measure different things, or nothing that both of them say can be compared.
    Unrelated,
    /// The same value, in whatever units.
    Equal,
    /// One is the other, rounded.
    Rounded,
    /// Another value.
    OtherValue,
    /// The same digits, another unit.
    OtherUnit,
}

impl Kernel {
    /// Says how number `x` of a claim stands to number `y` of a source.
    pub(crate) fn compare(&self, x: &Number, y: &Number) -> Relation {
        if x.kind != y.kind {
            return compare_kinds(x, y);
        }
        match x.kind {
            NumberKind::Date => compare_dates(x, y),
            NumberKind::Cardinal => self.compare_quantities(x, y),
            _ if same_digits(x, y) => Relation::Equal,
            _ => Relation::OtherValue,
        }
    }

    fn compare_quantities(&self, x: &Number, y: &Number) -> Relation {
        if x.unit == 0 || y.unit == 0 || x.unit == y.unit {
            return match () {
                () if same_digits(x, y) => Relation::Equal,
                () if rounds(x, y) || rounds(y, x) => Relation::Rounded,
                () => Relation::OtherValue,
            };
        }
        let (ux, uy) = (self.unit(x.unit), self.unit(y.unit));
        if ux.dimension == uy.dimension {
            return compare_measures(x, y, ux, uy);
        }
        if same_digits(x, y) { Relation::OtherUnit } else { Relation::Unrelated }
    }

    /// The entry of a unit that a token named; opening the kernel has checked that those exist.
    pub(super) fn unit(&self, unit: u16) -> &UnitEntry {
        &self.tables.units[usize::from(unit) - 1]
    }
}

fn same_digits(x: &Number, y: &Number) -> bool {
    x.mant == y.mant && x.exp == y.exp
}

/// Compares a bare year-like number with a quantity: 1,500 and 1500 are the same.
fn compare_kinds(x: &Number, y: &Number) -> Relation {
    let (quantity, date) = match (x.kind, y.kind) {
        (NumberKind::Cardinal, NumberKind::Date) => (x, y),
        (NumberKind::Date, NumberKind::Cardinal) => (y, x),
        _ => return Relation::Unrelated,
    };
    if date.month != 0 || quantity.unit != 0 {
        return Relation::Unrelated;
    }
    if quantity.integer() == i64::from(date.year) { Relation::Equal } else { Relation::OtherValue }
}

fn compare_dates(x: &Number, y: &Number) -> Relation {
    let parts = [
        (i32::from(x.year), i32::from(y.year)),
        (i32::from(x.month), i32::from(y.month)),
        (i32::from(x.day), i32::from(y.day)),
    ];
    let mut relation = Relation::Unrelated;
    for (p, q) in parts {
        if p == 0 || q == 0 {
            continue;
        }
        if p != q {
            return Relation::OtherValue;
        }
        relation = Relation::Equal;
    }
    relation
}

/// Compares x·ux with y·uy exactly, as products of integers. A difference of a tenth is the rounding of a conversion.
fn compare_measures(x: &Number, y: &Number, ux: &UnitEntry, uy: &UnitEntry) -> Relation {
    let other = if same_digits(x, y) { Relation::OtherUnit } else { Relation::OtherValue };
    if x.mant == 0 && y.mant == 0 {
        return Relation::Equal;
    }
    if x.mant == 0 || y.mant == 0 || (x.mant < 0) != (y.mant < 0) {
        return other;
    }
    let mut l = Wide::product(x.mant.unsigned_abs(), ux.num, uy.den);
    let mut r = Wide::product(y.mant.unsigned_abs(), uy.num, ux.den);
    let mut d = i64::from(x.exp) + i64::from(ux.exp10) - i64::from(y.exp) - i64::from(uy.exp10);
    if d < 0 {
        (l, r, d) = (r, l, -d);
    }
    for _ in 0..d {
        if !l.mul(10) {
            return other; // neither is 0 and neither began with more than 192 bits, so this side is far larger
        }
    }
    if l == r {
        return Relation::Equal;
    }
    if l.within(r) { Relation::Rounded } else { other }
}

/// An unsigned integer of 256 bits, least significant word first.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Wide([u64; 4]);

impl Wide {
    fn product(a: u64, b: u64, c: u64) -> Wide {
        let mut w = Wide([a, 0, 0, 0]);
        w.mul(b);
        w.mul(c);
        w
    }

    /// Multiplies by `x` and reports whether the product still fits.
    fn mul(&mut self, x: u64) -> bool {
        let mut carry = 0;
        for word in &mut self.0 {
            let product = u128::from(*word) * u128::from(x) + carry;
            *word = product as u64;
            carry = product >> 64;
        }
        carry == 0
    }

    /// Whether the two differ by at most a tenth of the smaller.
    fn within(self, other: Wide) -> bool {
        let (mut large, mut small) = if self.less(&other) { (other, self) } else { (self, other) };
        large.mul(10) && small.mul(11) && !small.less(&large)
    }

    fn less(&self, other: &Wide) -> bool {
        self.0.iter().rev().lt(other.0.iter().rev())
    }
}

/// Whether `x` is `y` rounded or cut to x's digits: at least two of them, or a whole number for a fraction.
fn rounds(x: &Number, y: &Number) -> bool {
    let (mut xm, mut ym) = (x.mant, y.mant);
    if xm < 0 && ym < 0 {
        (xm, ym) = (xm.wrapping_neg(), ym.wrapping_neg());
    }
    if xm < 10 && (y.exp >= 0 || x.exp != 0) || xm < 1 || ym <= xm || x.exp <= y.exp {
        return false;
    }
    let places = x.exp.wrapping_sub(y.exp);
    if places > 15 {
        return false;
    }
    let p = pow10(places);
    ym / p == xm || ym.wrapping_add(p / 2) / p == xm
}
