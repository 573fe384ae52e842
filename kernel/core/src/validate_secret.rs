//! Checks of credentials.

use crate::scan_decode::decode_base64;
use crate::skeleton::WORD_BYTE;
use crate::validate::whole;

/// Takes a JSON Web Token (RFC 7519) whose header is a JSON object with an algorithm.
pub(crate) fn jwt(text: &[u8]) -> usize {
    let Some(dot) = text.iter().position(|&c| c == b'.').filter(|&dot| dot <= 1024) else { return 0 };
    let (mut room, mut len) = ([0; 1024 / 4 * 3], 0);
    decode_base64(&text[..dot], |bytes| {
        room[len..len + bytes.len()].copy_from_slice(bytes);
        len += bytes.len();
    });
    let header = &room[..len];
    whole(text, header.starts_with(b"{") && header.ends_with(b"}") && contains(header, b"\"alg\""))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|w| w == part)
}

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Checks the last six characters of a GitHub token: the CRC-32 of the thirty before them, in base 62.
pub(crate) fn github(text: &[u8]) -> usize {
    let Ok(token) = <&[u8; 40]>::try_from(text) else { return 0 };
    let mut sum = crc32(&token[4..34]);
    for &c in token[34..].iter().rev() {
        if c != BASE62[(sum % 62) as usize] {
            return 0;
        }
        sum /= 62;
    }
    text.len()
}

/// CRC-32 as of IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xEDB8_8320;
    !bytes.iter().fold(u32::MAX, |crc, &b| {
        (0..8).fold(crc ^ u32::from(b), |crc, _| if crc & 1 == 1 { crc >> 1 ^ POLYNOMIAL } else { crc >> 1 })
    })
}

/// Takes what looks random: no word that examples use, letters and digits both, and an entropy per character of at least
/// 3 bits (2.5 up to 12 characters).
pub(crate) fn entropy(text: &[u8]) -> usize {
    let numbers = text.iter().any(u8::is_ascii_digit);
    let letters = text.iter().any(|&c| WORD_BYTE[usize::from(c)] && !c.is_ascii_digit());
    if !(8..=512).contains(&text.len()) || !numbers || !letters || placeholder_word(text) {
        return 0;
    }
    let least = if text.len() <= 12 { 2560 } else { 3 * 1024 };
    whole(text, entropy_per_byte(text) >= least)
}

/// Takes what looks random, also without digits or letters.
pub(crate) fn random(text: &[u8]) -> usize {
    whole(text, entropy_per_byte(text) >= 4 * 1024)
}

/// The entropy of the bytes of a text, in units of 1/1024 bit.
fn entropy_per_byte(text: &[u8]) -> i64 {
    if text.is_empty() {
        return 0;
    }
    let mut count = [0_i64; 256];
    text.iter().for_each(|&c| count[usize::from(c)] += 1);
    // n·H = n·log n − Σ c·log c
    let length = text.len() as i64;
    (length * log2(length) - count.iter().map(|&c| c * log2(c)).sum::<i64>()) / length
}

/// `entropy` of what is between quotes.
pub(crate) fn quoted_entropy(text: &[u8]) -> usize {
    match text {
        [_, inner @ .., _] => whole(text, entropy(inner) > 0),
        _ => 0,
    }
}

/// Takes a URL with a password that is no variable and no word that examples use.
pub(crate) fn connection(text: &[u8]) -> usize {
    let Some(scheme) = text.windows(3).position(|w| w == b"://") else { return 0 };
    let rest = &text[scheme + 3..];
    let (at, colon) = (rest.iter().rposition(|&c| c == b'@'), rest.iter().position(|&c| c == b':'));
    let (Some(at), Some(colon)) = (at, colon) else { return 0 };
    if at < colon {
        return 0;
    }
    let password = &rest[colon + 1..at];
    whole(text, !placeholder_word(password) && !password.contains(&b'/') && !password.starts_with(b"pass"))
}

/// 1024 times the binary logarithm, by squaring; 0 of what is below 2.
fn log2(n: i64) -> i64 {
    if n < 2 {
        return 0;
    }
    let exponent = n.ilog2();
    let mut x = (n as u64) << 31 >> exponent; // in [2³¹, 2³²)
    let mut out = i64::from(exponent) << 10;
    for bit in (0..10).rev() {
        x = (x * x) >> 31;
        if x >= 1 << 32 {
            x >>= 1;
            out |= 1 << bit;
        }
    }
    out
}

/// Words in values that stand for others: examples, variables, templates.
const PLACEHOLDERS: [&[u8]; 16] = [
    b"example",
    b"placeholder",
    b"changeme",
    b"your",
    b"dummy",
    b"xxxx",
    b"****",
    b"<",
    b"${",
    b"{{",
    b"test",
    b"sample",
    b"insert",
    b"redacted",
    b"secret",
    b"password",
];

fn placeholder_word(text: &[u8]) -> bool {
    let stands = |word: &[u8]| text.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word));
    PLACEHOLDERS.into_iter().any(stands)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_is_the_usual_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn logarithms_are_within_a_unit() {
        for n in 1..1000 {
            assert!((1024.0 * (n as f64).log2() - log2(n) as f64).abs() <= 1.0, "{n}");
        }
    }
}
