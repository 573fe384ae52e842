//! What the configurations have in common: the refusal of a number, and the ranges.

use std::fmt;

/// Which number of a configuration was refused, and what would have been right.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigError {
    /// The name of the number.
    pub field: &'static str,
    /// What it was.
    pub value: f64,
    /// What would have been right.
    pub want: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}: want {}", self.field, Shortest(self.value), self.want)
    }
}

impl std::error::Error for ConfigError {}

/// Checks that a number lies in [low, high]; NaN does not.
pub(crate) fn within(field: &'static str, value: f64, low: f64, high: f64) -> Result<(), ConfigError> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(ConfigError { field, value, want: format!("a number from {} to {}", Shortest(low), Shortest(high)) })
}

/// x within 0 to 1; NaN gives 0, the floor.
#[inline]
pub(crate) fn clamp_unit(x: f64) -> f64 {
    if x > 0.0 { x.min(1.0) } else { 0.0 }
}

/// x, or 0 for an infinite x or NaN.
#[inline]
pub(crate) fn finite_or_zero(x: f64) -> f64 {
    if x.is_finite() { x } else { 0.0 }
}

/// Writes a number as messages show it: its shortest digits, with an exponent of at least two digits where that is below
/// −4 or above 5.
struct Shortest(f64);

impl fmt::Display for Shortest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let x = self.0;
        if x.is_infinite() {
            return f.write_str(if x > 0.0 { "+Inf" } else { "-Inf" });
        }
        match shortest_scientific(x).split_once('e') {
            Some((digits, exponent)) if !matches!(exponent.parse(), Ok(-4..6)) => {
                let (sign, size) = exponent.strip_prefix('-').map_or(('+', exponent), |size| ('-', size));
                write!(f, "{digits}e{sign}{size:0>2}")
            }
            _ => write!(f, "{x}"), // NaN too
        }
    }
}

/// The shortest digits that give x back. Of two that are as near, the even ones; the standard library takes the larger.
fn shortest_scientific(x: f64) -> String {
    let shortest = format!("{x:e}");
    let digits = shortest.bytes().take_while(|&c| c != b'e').filter(u8::is_ascii_digit).count();
    let even = format!("{x:.*e}", digits.saturating_sub(1));
    if even.parse() == Ok(x) { even } else { shortest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_out_of_range() {
        for value in [0.0, -0.0, 0.5, 1.0] {
            assert_eq!(within("x", value, 0.0, 1.0), Ok(()));
        }
        for (value, shown) in [(1.5, "1.5"), (-1e-9, "-1e-09"), (f64::NAN, "NaN"), (f64::INFINITY, "+Inf")] {
            let err = within("threshold", value, 0.0, 1.0).unwrap_err();
            assert_eq!(err.to_string(), format!("threshold is {shown}: want a number from 0 to 1"));
        }
    }

    #[test]
    fn shows_the_shortest_digits() {
        let cases = [
            (0.0, "0"),
            (-0.0, "-0"),
            (999999.0, "999999"),
            (1e6, "1e+06"),
            (1234567.0, "1.234567e+06"),
            (-0.0001, "-0.0001"),
            (0.000015, "1.5e-05"),
            (f64::MAX, "1.7976931348623157e+308"),
            (5e-324, "5e-324"),
            (2740188716841145.0 / 4.0, "6.850471792102862e+14"),
            (f64::NEG_INFINITY, "-Inf"),
        ];
        for (x, want) in cases {
            assert_eq!(Shortest(x).to_string(), want);
        }
    }

    #[test]
    fn clamps() {
        for (x, want) in [(-1.0, 0.0), (0.25, 0.25), (7.0, 1.0), (f64::NAN, 0.0), (f64::INFINITY, 1.0)] {
            assert_eq!(clamp_unit(x), want);
        }
        assert!(clamp_unit(-0.0).is_sign_positive());
    }
}
