//! What encoded text says.

use crate::scan::Layer;
use crate::utf8::{decode_last_rune, decode_rune, push_rune};

/// Appends what a region says.
pub(crate) fn decode_layer(dst: &mut Vec<u8>, text: &[u8], layer: Layer) {
    match layer {
        Layer::Base64 => decode_base64(text, |bytes| dst.extend_from_slice(bytes)),
        Layer::Hex => decode_hex(dst, text),
        Layer::Rot13 => dst.extend(text.iter().map(|&c| rot13(c))),
        Layer::Reversed => reverse(dst, text),
        Layer::Tags => untag(dst, text),
        Layer::Url | Layer::Html | Layer::Escape => decode_escapes(dst, text, layer),
    }
}

/// Appends the code points of a text, the last first.
fn reverse(dst: &mut Vec<u8>, mut text: &[u8]) {
    while !text.is_empty() {
        let (rest, last) = text.split_at(text.len() - decode_last_rune(text).1);
        dst.extend_from_slice(last);
        text = rest;
    }
}

/// Appends the ASCII that tag characters stand for.
fn untag(dst: &mut Vec<u8>, mut text: &[u8]) {
    while !text.is_empty() {
        let (r, size) = decode_rune(text);
        if let 0xE0020..=0xE007E = r {
            dst.push((r - 0xE0000) as u8);
        }
        text = &text[size..];
    }
}

/// Appends a text with its escapes of one kind decoded.
fn decode_escapes(dst: &mut Vec<u8>, mut text: &[u8], layer: Layer) {
    while let Some(&c) = text.first() {
        let size = match unescape(text, layer) {
            None => {
                dst.push(c);
                1
            }
            Some((r, size)) if layer == Layer::Url || layer == Layer::Escape && text[1] == b'x' => {
                dst.push(r as u8);
                size
            }
            Some((r, size)) => {
                push_rune(dst, r);
                size
            }
        };
        text = &text[size..];
    }
}

/// The value of a character of base64 or of its form for URLs.
fn base64_value(c: u8) -> Option<u32> {
    let v = match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(v))
}

/// Decodes whatever there are four, three or two characters of, a few bytes at a time; others are passed over.
pub(crate) fn decode_base64(text: &[u8], mut put: impl FnMut(&[u8])) {
    let (mut bits, mut held) = (0_u32, 0);
    for v in text.iter().filter_map(|&c| base64_value(c)) {
        bits = bits << 6 | v;
        held += 1;
        if held == 4 {
            put(&bits.to_be_bytes()[1..]);
            (bits, held) = (0, 0);
        }
    }
    match held {
        3 => put(&[(bits >> 10) as u8, (bits >> 2) as u8]),
        2 => put(&[(bits >> 4) as u8]),
        _ => {}
    }
}

/// The value of a hexadecimal digit.
pub(crate) fn hex_value(c: u8) -> Option<u32> {
    char::from(c).to_digit(16)
}

fn decode_hex(dst: &mut Vec<u8>, text: &[u8]) {
    let mut high = None;
    for v in text.iter().filter_map(|&c| hex_value(c)) {
        match high.take() {
            None => high = Some(v),
            Some(high) => dst.push((high << 4 | v) as u8),
        }
    }
}

fn rot13(c: u8) -> u8 {
    match c | 0x20 {
        b'a'..=b'm' => c + 13,
        b'n'..=b'z' => c - 13,
        _ => c,
    }
}

/// Decodes the escape at the start of a text, if there is one, to a code point and the size of the escape.
pub(crate) fn unescape(text: &[u8], layer: Layer) -> Option<(u32, usize)> {
    match (layer, text) {
        (Layer::Url, [b'%', a, b, ..]) => Some((hex_number(&[*a, *b])?, 3)),
        (Layer::Escape, [b'\\', b'u', a, b, c, d, ..]) => Some((hex_number(&[*a, *b, *c, *d])?, 6)),
        (Layer::Escape, [b'\\', b'x', a, b, ..]) => Some((hex_number(&[*a, *b])?, 4)),
        (Layer::Html, _) => entity(text),
        _ => None,
    }
}

fn hex_number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |n, &c| Some(n << 4 | hex_value(c)?))
}

/// How many bytes of an entity come after its first at most.
const MAX_ENTITY: usize = 10;

/// Decodes `&#nn;`, `&#xhh;` and the names that markup needs.
fn entity(text: &[u8]) -> Option<(u32, usize)> {
    let inner = text.strip_prefix(b"&")?;
    let length = inner.iter().take(MAX_ENTITY).position(|&c| c == b';')?;
    let r = match &inner[..length] {
        b"lt" => u32::from(b'<'),
        b"gt" => u32::from(b'>'),
        b"amp" => u32::from(b'&'),
        b"quot" => u32::from(b'"'),
        b"apos" => u32::from(b'\''),
        b"nbsp" => u32::from(b' '),
        [b'#', b'x' | b'X', digits @ ..] => digits_value(digits, 16)?,
        [b'#', digits @ ..] => digits_value(digits, 10)?,
        _ => return None,
    };
    Some((r, length + 2))
}

/// The code point that digits to a base are the number of.
fn digits_value(digits: &[u8], base: u32) -> Option<u32> {
    let digit = |&c: &u8| char::from(c).to_digit(base);
    let value = digits.iter().try_fold(0, |n, c| Some(n * base + digit(c)?))?;
    (!digits.is_empty() && value <= 0x10_FFFF).then_some(value)
}
