//! The logarithm and the exponential of the kernel. Those of mathematical libraries differ in the last bit between
//! platforms, so every kernel carries these instead. They reduce their argument and approximate the rest as fdlibm's
//! e_log.c and e_exp.c do (Sun Microsystems, 1993), with the coefficients published there. Each product is rounded before
//! it meets a sum; the specification lists each operation in order. Both are within one unit in the last place of the
//! true value.

// The bits of the constants, not their decimals, are the contract.
const LN2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000); // the upper 32 bits of ln 2: k·LN2_HIGH is exact
const LN2_LOW: f64 = f64::from_bits(0x3DEA_39EF_3579_3C76); // ln 2 − LN2_HIGH
const LOG2_E: f64 = f64::from_bits(0x3FF7_1547_652B_82FE); // 1/ln 2
const EXP_MAX: f64 = f64::from_bits(0x4086_2E42_FEFA_39EF); // the largest argument whose exponential is finite
const EXP_MIN: f64 = f64::from_bits(0xC087_4910_D52D_3051); // the smallest whose exponential does not round to 0

const LN_C1: f64 = f64::from_bits(0x3FE5_5555_5555_5593);
const LN_C2: f64 = f64::from_bits(0x3FD9_9999_9997_FA04);
const LN_C3: f64 = f64::from_bits(0x3FD2_4924_9422_9359);
const LN_C4: f64 = f64::from_bits(0x3FCC_71C5_1D8E_78AF);
const LN_C5: f64 = f64::from_bits(0x3FC7_4664_96CB_03DE);
const LN_C6: f64 = f64::from_bits(0x3FC3_9A09_D078_C69F);
const LN_C7: f64 = f64::from_bits(0x3FC2_F112_DF3E_5244);

const EXP_C1: f64 = f64::from_bits(0x3FC5_5555_5555_553E);
const EXP_C2: f64 = f64::from_bits(0xBF66_C16C_16BE_BD93);
const EXP_C3: f64 = f64::from_bits(0x3F11_566A_AF25_DE2C);
const EXP_C4: f64 = f64::from_bits(0xBEBB_BD41_C5D2_6BF1);
const EXP_C5: f64 = f64::from_bits(0x3E66_3769_72BE_A4D0);

const BITS_ONE: u64 = 0x3FF0_0000_0000_0000; // 1
const BITS_ROOT_HALF: u64 = 0x3FE6_A09E_667F_3BCD; // √½, rounded to nearest
const FRACTION_MASK: u64 = (1 << 52) - 1;
const EXPONENT_BIAS: i64 = 1023;

/// The natural logarithm of x. It is never NaN: 0, negative numbers and NaN give −∞, +∞ gives +∞. ln(1) is +0.
#[must_use]
pub fn ln(mut x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if x == f64::INFINITY {
        return x;
    }
    let mut k = 0;
    if x < f64::MIN_POSITIVE {
        x *= power_of_two(54); // subnormal: lift it into the normal range, which is exact
        k = -54;
    }
    // x = 2^k·(1+f) with √½ ≤ 1+f < √2. Adding the distance from √½ to 1 carries into the exponent where needed.
    let u = x.to_bits() + (BITS_ONE - BITS_ROOT_HALF);
    let k = (k + (u >> 52) as i64 - EXPONENT_BIAS) as f64;
    let f = f64::from_bits((u & FRACTION_MASK) + BITS_ROOT_HALF) - 1.0;

    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (LN_C2 + w * (LN_C4 + w * LN_C6));
    let odd = z * (LN_C1 + w * (LN_C3 + w * (LN_C5 + w * LN_C7)));
    let h = (0.5 * f) * f;
    let tail = s * (h + (odd + even)) + k * LN2_LOW;
    k * LN2_HIGH - ((h - tail) - f)
}

/// e to the power x. It is never NaN: NaN and −∞ give 0, +∞ and arguments above about 709.78 give +∞, arguments below
/// about −745.13 give 0. exp(0) is 1.
#[must_use]
pub fn exp(x: f64) -> f64 {
    if x.is_nan() || x < EXP_MIN {
        return 0.0;
    }
    if x > EXP_MAX {
        return f64::INFINITY;
    }
    // x = k·ln 2 + r with |r| ≤ ½ ln 2 or hardly more; high − low carries r in more bits than one float has.
    let whole = floor(x * LOG2_E + 0.5);
    let k = whole as f64;
    let high = x - k * LN2_HIGH;
    let low = k * LN2_LOW;
    let r = high - low;
    let t = r * r;
    let mut p = t * (EXP_C4 + t * EXP_C5);
    p = t * (EXP_C3 + p);
    p = t * (EXP_C2 + p);
    p = t * (EXP_C1 + p);
    let c = r - p;
    let y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
    scale(y, whole)
}

/// The largest whole number that is at most x, which fits an `i64`. `f64::floor` is a call where SSE 4.1 is not assumed.
fn floor(x: f64) -> i64 {
    let toward_zero = x as i64;
    toward_zero - i64::from(toward_zero as f64 > x)
}

/// y·2^k for y in [½, 2] and k in [−1075, 1024], rounded once where the result is subnormal.
fn scale(y: f64, k: i64) -> f64 {
    if k >= 1024 {
        return y * 2.0 * power_of_two(k - 1); // 2^1024 is no f64
    }
    if k < -1022 {
        return y * power_of_two(k + 54) * power_of_two(-54); // neither is 2^k here; the last product alone rounds
    }
    y * power_of_two(k)
}

/// 2^k for k in [−1022, 1023].
const fn power_of_two(k: i64) -> f64 {
    f64::from_bits(((k + EXPONENT_BIAS) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::{GROUP, mix};

    #[test]
    fn ln_is_defined_everywhere() {
        let cases = [
            (1.0, 0),
            (0.5, 0xBFE6_2E42_FEFA_39EF),
            (2.0, 0x3FE6_2E42_FEFA_39EF),
            (12345.678, 0x4022_D795_5979_1E31),
            (1e-300, 0xC085_9634_47F8_7FB5),
            (f64::MAX, 0x4086_2E42_FEFA_39EF),
            (f64::from_bits(1), 0xC087_4385_446D_71C3),
        ];
        for (x, want) in cases {
            assert_eq!(ln(x).to_bits(), want, "ln({x})");
        }
        for x in [0.0, -0.0, -1.0, -f64::from_bits(1), f64::NEG_INFINITY, f64::NAN, -f64::NAN] {
            assert_eq!(ln(x), f64::NEG_INFINITY, "ln({x})");
        }
        assert_eq!(ln(f64::INFINITY), f64::INFINITY);
    }

    #[test]
    fn exp_is_defined_everywhere() {
        let cases = [
            (0.0, 0x3FF0_0000_0000_0000),
            (-0.0, 0x3FF0_0000_0000_0000),
            (1.0, 0x4005_BF0A_8B14_576A),
            (-20.0, 0x3E21_B486_55F3_7267),
            (700.0, 0x7F0D_945D_F4F8_EC8E),
            (-708.5, 0x000E_6CF6_D088_97AC),
            (-740.0, 0x55),
            (EXP_MIN, 1),
            (EXP_MAX, 0x7FEF_FFFF_FFFF_FF2A),
        ];
        for (x, want) in cases {
            assert_eq!(exp(x).to_bits(), want, "exp({x})");
        }
        for x in [EXP_MAX.next_up(), 1e300, f64::INFINITY] {
            assert_eq!(exp(x), f64::INFINITY, "exp({x})");
        }
        for x in [EXP_MIN.next_down(), -1e300, f64::NEG_INFINITY, f64::NAN] {
            assert_eq!(exp(x).to_bits(), 0, "exp({x})");
        }
    }

    /// The generator that the digests below are defined by.
    struct SplitMix(u64);

    impl SplitMix {
        fn next(&mut self) -> u64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ z >> 31
        }

        /// A number in [0, 1).
        fn unit(&mut self) -> f64 {
            (self.next() >> 11) as f64 * power_of_two(-53)
        }
    }

    fn ln_input(s: &mut SplitMix, i: u64) -> f64 {
        match i % 4 {
            0 => f64::from_bits(s.next() % (0x7FF0_0000_0000_0000 - 1) + 1),
            1 => 0.5 + s.unit() * 1.5,
            2 => 1.0 + (s.unit() - 0.5) * power_of_two(-((s.next() % 48) as i64)),
            _ => f64::from_bits(s.next() >> (12 + s.next() % 50) | 1),
        }
    }

    fn exp_input(s: &mut SplitMix, i: u64) -> f64 {
        match i % 4 {
            0 => s.unit() * 1454.5 - 745.0,
            1 => s.unit() * 4.0 - 2.0,
            2 => (s.unit() - 0.5) * power_of_two(-((s.next() % 60) as i64)),
            _ => s.unit() * 37.0 - 745.0,
        }
    }

    /// Pins every bit of 400,000 results: a fused product or a changed operation shows here on any platform.
    #[test]
    fn results_have_their_digests() {
        let digest = |f: fn(f64) -> f64, input: fn(&mut SplitMix, u64) -> f64| {
            let mut s = SplitMix(1);
            (0..200_000).fold(0, |h, i| mix(h ^ f(input(&mut s, i)).to_bits(), GROUP))
        };
        assert_eq!(digest(ln, ln_input), 0xADA8_EA48_C2F6_8977);
        assert_eq!(digest(exp, exp_input), 0x01A6_6CA8_B8D8_6D50);
    }
}
