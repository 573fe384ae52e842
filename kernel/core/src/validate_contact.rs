//! Checks of phone numbers and of addresses in networks.

use crate::scan_decode::hex_value;
use crate::validate::{date, number, whole};

/// Takes 7 to 15 digits (E.164 has no more) with balanced brackets, not all the same, and no date.
pub(crate) fn phone(text: &[u8]) -> usize {
    let (digits, n) = digits_of(text);
    let Some(digits @ [first, ..]) = digits.get(..n) else { return 0 };
    if !(6..=15).contains(&n) || !balanced(text) {
        return 0;
    }
    let same = digits.iter().all(|d| d == first);
    whole(text, !same && !looks_like_date(text, digits))
}

/// Takes the nine to thirteen digits that numbers with the zero of a national prefix have. 02110-1301 is a postal code of
/// the United States.
pub(crate) fn national_phone(text: &[u8]) -> usize {
    let n = digits_of(text).1;
    let postal = text.len() == 10 && text[5] == b'-';
    if !(9..=13).contains(&n) || postal || n == text.len() && counting(text) {
        return 0;
    }
    phone(text)
}

/// Takes ten digits and more, with the zeros before the country.
pub(crate) fn international_phone(text: &[u8]) -> usize {
    if digits_of(text).1 >= 10 { phone(text) } else { 0 }
}

/// Takes ten digits after a zero, so that rows of more pairs are none.
pub(crate) fn phone_pairs(text: &[u8]) -> usize {
    if digits_of(text).1 == 10 && text.starts_with(b"0") { phone(text) } else { 0 }
}

/// Takes ten digits without anything between them, but for the bounds of integers in programs.
pub(crate) fn plain_phone(text: &[u8]) -> usize {
    match text {
        b"2147483647" | b"2147483648" | b"4294967295" | b"4294967296" => 0,
        _ if counting(text) => 0,
        _ => phone(text),
    }
}

/// Whether every digit is one more than the one before it, 0 after 9, or every one is one less.
fn counting(text: &[u8]) -> bool {
    let step = |w: &[u8]| (i32::from(w[1]) - i32::from(w[0]) + 10) % 10;
    text.windows(2).all(|w| step(w) == 1) || text.windows(2).all(|w| step(w) == 9)
}

/// Takes seven digits and more.
pub(crate) fn labelled_phone(text: &[u8]) -> usize {
    if digits_of(text).1 >= 7 { phone(text) } else { 0 }
}

/// The digits of a text, at most 16 of them, and how many there are.
fn digits_of(text: &[u8]) -> ([u8; 16], usize) {
    let (mut digits, mut n) = ([0; 16], 0);
    for &c in text {
        match c {
            b'0'..=b'9' => {
                if let Some(d) = digits.get_mut(n) {
                    *d = c - b'0';
                }
                n += 1;
            }
            b'x' | b'e' | b'X' | b'E' => break, // an extension
            _ => {}
        }
    }
    (digits, n)
}

fn balanced(text: &[u8]) -> bool {
    let mut open = false;
    for &c in text {
        match c {
            b'(' if open => return false,
            b'(' => open = true,
            b')' if !open => return false,
            b')' => open = false,
            _ => {}
        }
    }
    !open
}

/// Whether the digits are a date such as 2024-05-17 or 17/05/2024.
fn looks_like_date(text: &[u8], digits: &[u8]) -> bool {
    if digits.len() != 8 || text.len() != 10 {
        return false;
    }
    let between = |i: usize, j: usize| !text[i].is_ascii_digit() && !text[j].is_ascii_digit();
    if between(4, 7) {
        return date(number(&digits[4..6]), number(&digits[6..8]));
    }
    let (a, b) = (number(&digits[..2]), number(&digits[2..4]));
    between(2, 5) && (date(a, b) || date(b, a))
}

/// Takes four numbers up to 255 without needless zeros. Versions, numbered sections and object identifiers have that form
/// too: small numbers after a first one below 10 are one of those, unless the last two are equal, as in 8.8.8.8.
pub(crate) fn ipv4(text: &[u8]) -> usize {
    let mut groups = text.split(|&c| c == b'.').map(ipv4_group);
    let all: [_; 5] = std::array::from_fn(|_| groups.next());
    let [Some(Some(a)), Some(Some(b)), Some(Some(c)), Some(Some(d)), None] = all else { return 0 };
    let version = 0 < a && a < 10 && b < 64 && c < 64 && d < 64 && c != d;
    whole(text, !version)
}

/// The value of a group of an IPv4 address.
fn ipv4_group(digits: &[u8]) -> Option<u8> {
    match digits {
        [] | [b'0', _, ..] => None,
        _ => digits.iter().try_fold(0_u8, |n, c| n.checked_mul(10)?.checked_add(c.is_ascii_digit().then(|| c - b'0')?)),
    }
}

/// Takes the forms of RFC 4291 that have at least three groups and a digit, so that scopes of names such as `a::b` in
/// programs are none.
pub(crate) fn ipv6(text: &[u8]) -> usize {
    let (mut groups, mut size, mut double, mut has_digit) = (0, 0, false, false);
    for (i, &c) in text.iter().enumerate() {
        if c != b':' {
            size += 1;
            if hex_value(c).is_none() || size > 4 {
                return 0;
            }
            has_digit |= c.is_ascii_digit();
            continue;
        }
        let next = text.get(i + 1) == Some(&b':');
        if size > 0 {
            groups += 1;
        } else if i == 0 && !next {
            return 0;
        }
        size = 0;
        if next && std::mem::replace(&mut double, true) {
            return 0;
        }
    }
    if size > 0 {
        groups += 1;
    } else if !text.ends_with(b"::") {
        return 0;
    }
    whole(text, has_digit && groups >= 3 && (groups == 8 && !double || groups < 8 && double))
}

/// Leaves off the punctuation after a link.
pub(crate) fn url(text: &[u8]) -> usize {
    text.len() - text.iter().rev().take_while(|c| b".,;:!?'\"*_".contains(c)).count()
}

/// Takes a name that starts with www, and one under a top-level domain that is hardly ever the name of a field or a file:
/// `java.net.URL`, `setup.py` and the like are none.
pub(crate) fn domain(text: &[u8]) -> usize {
    let mut from_last = text.rsplit(|&c| c == b'.');
    let (Some(last), before) = (from_last.next(), from_last.next()) else { return 0 };
    let labels = text.split(|&c| c == b'.').count();
    if text.starts_with(b"www.") {
        return whole(text, labels > 2);
    }
    let hyphens = text.starts_with(b"-") || text.windows(2).any(|w| w == b"-." || w == b".-");
    let known = if last.len() == 2 {
        labels > 2 && matches!(before, Some(b"com" | b"co" | b"org" | b"net" | b"edu" | b"gov" | b"ac"))
    } else {
        labels > 1 && matches!(last, b"com" | b"org" | b"net" | b"edu" | b"gov" | b"mil" | b"biz" | b"info")
    };
    whole(text, known && !hyphens)
}

/// Refuses what only looks like an address: dots at the ends or in a row, file names such as icon@2x.png.
pub(crate) fn email(text: &[u8]) -> usize {
    let Some(at) = text.iter().position(|&c| c == b'@') else { return 0 };
    let (local, host) = (&text[..at], &text[at + 1..]);
    let (Some(first), Some(last)) = (local.first(), local.last()) else { return 0 };
    if *first == b'.' || *last == b'.' || text.windows(2).any(|w| w == b"..") || host.first().is_none_or(|&c| c == b'-')
    {
        return 0;
    }
    let top = host.rsplit(|&c| c == b'.').next().unwrap_or(host);
    let files: [&[u8]; 8] = [b"png", b"jpg", b"jpeg", b"gif", b"svg", b"webp", b"css", b"js"];
    whole(text, !files.iter().any(|file| top.eq_ignore_ascii_case(file)))
}
