//! UTF-8 as the specification reads it: each byte that is part of no code point stands for U+FFFD.

/// What an invalid byte stands for.
pub(crate) const REPLACEMENT: u32 = 0xFFFD;

/// The first code point of `b` and its size. An invalid byte gives U+FFFD and size 1, no byte U+FFFD and size 0.
#[inline]
pub(crate) fn decode_rune(b: &[u8]) -> (u32, usize) {
    match b.first() {
        None => (REPLACEMENT, 0),
        Some(&c) if c < 0x80 => (u32::from(c), 1),
        Some(&c) => decode_wide(b, c),
    }
}

/// `decode_rune` for a first byte that is not ASCII.
fn decode_wide(b: &[u8], first: u8) -> (u32, usize) {
    let (size, low, high) = match first {
        0xC2..=0xDF => (2, 0x80, 0xBF),
        0xE0 => (3, 0xA0, 0xBF),
        0xED => (3, 0x80, 0x9F),
        0xE1..=0xEF => (3, 0x80, 0xBF),
        0xF0 => (4, 0x90, 0xBF),
        0xF1..=0xF3 => (4, 0x80, 0xBF),
        0xF4 => (4, 0x80, 0x8F),
        _ => return (REPLACEMENT, 1),
    };
    if b.len() < size || b[1] < low || b[1] > high {
        return (REPLACEMENT, 1);
    }
    let mut r = u32::from(first) & (0x7F >> size);
    r = r << 6 | u32::from(b[1] & 0x3F);
    for &c in &b[2..size] {
        if c & 0xC0 != 0x80 {
            return (REPLACEMENT, 1);
        }
        r = r << 6 | u32::from(c & 0x3F);
    }
    (r, size)
}

/// The last code point of `b` and its size, as `decode_rune` gives the first.
pub(crate) fn decode_last_rune(b: &[u8]) -> (u32, usize) {
    for size in (1..=4.min(b.len())).rev() {
        let (r, n) = decode_rune(&b[b.len() - size..]);
        if n == size {
            return (r, n);
        }
    }
    (REPLACEMENT, b.len().min(1))
}

/// Whether `b` begins with a whole code point, or with a byte that is part of none.
pub(crate) fn full_rune(b: &[u8]) -> bool {
    let Some(&first) = b.first() else { return false };
    let (size, low, high) = match first {
        0xC2..=0xDF => (2, 0x80, 0xBF),
        0xE0 => (3, 0xA0, 0xBF),
        0xED => (3, 0x80, 0x9F),
        0xE1..=0xEF => (3, 0x80, 0xBF),
        0xF0 => (4, 0x90, 0xBF),
        0xF1..=0xF3 => (4, 0x80, 0xBF),
        0xF4 => (4, 0x80, 0x8F),
        _ => return true,
    };
    b.len() >= size || (b.len() > 1 && (b[1] < low || b[1] > high)) || (b.len() > 2 && b[2] & 0xC0 != 0x80)
}

/// Appends the UTF-8 of a code point and returns its size; what is none is written as U+FFFD.
pub(crate) fn push_rune(dst: &mut Vec<u8>, r: u32) -> usize {
    let c = char::from_u32(r).unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut buf = [0; 4];
    let s = c.encode_utf8(&mut buf);
    dst.extend_from_slice(s.as_bytes());
    s.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_as_the_standard_library() {
        let samples: [&[u8]; 9] = [
            b"",
            b"a",
            b"\xff",
            "é€𝄞".as_bytes(),
            b"\xe2\x82",
            b"\xf0\x9d\x84",
            b"\xed\xa0\x80",
            b"\xc0\x80",
            b"\xf4\x90\x80\x80",
        ];
        for sample in samples {
            let (r, n) = decode_rune(sample);
            match sample.utf8_chunks().next() {
                None => assert_eq!((r, n), (REPLACEMENT, 0)),
                Some(chunk) => match chunk.valid().chars().next() {
                    Some(c) => assert_eq!((r, n), (u32::from(c), c.len_utf8())),
                    None => assert_eq!((r, n), (REPLACEMENT, 1)),
                },
            }
        }
    }

    #[test]
    fn every_code_point_goes_there_and_back() {
        for c in '\0'..=char::MAX {
            let mut buf = Vec::new();
            let size = push_rune(&mut buf, u32::from(c));
            assert_eq!(decode_rune(&buf), (u32::from(c), size));
            assert_eq!(decode_last_rune(&buf), (u32::from(c), size));
            assert!(full_rune(&buf));
            assert!(size == 1 || !full_rune(&buf[..size - 1]));
        }
    }
}
