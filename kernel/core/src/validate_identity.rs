//! Checks of the numbers that states give to people.

use crate::validate::{compact, date, digits, luhn, number, weighted, whole};

/// The digits of a text as a number's check wants them: `N`, or nothing is valid.
macro_rules! exactly {
    ($n:literal, $compact:expr) => {
        match $compact.exactly::<$n>() {
            Some(chars) => *chars,
            None => return 0,
        }
    };
}

fn bytes(text: &[u8]) -> impl Iterator<Item = u8> {
    text.iter().copied()
}

/// Checks the ranges of the US Social Security Administration: no area 000, 666 or from 900, no group 00, no serial 0000,
/// and none of the numbers that advertisements made known.
pub(crate) fn ssn(text: &[u8]) -> usize {
    let d = exactly!(9, digits(bytes(text)));
    let key = (number(&d[..3]), number(&d[3..5]), number(&d[5..]));
    let (area, group, serial) = key;
    let known = key == (78, 5, 1120) || key == (219, 9, 9999);
    whole(text, area != 0 && area != 666 && area < 900 && group != 0 && serial != 0 && !known)
}

/// Checks the ranges of US individual taxpayer numbers: 9xx, with the fourth and fifth digit from 50 on, without 66 to 69,
/// 89 and 93.
pub(crate) fn itin(text: &[u8]) -> usize {
    let d = exactly!(9, digits(bytes(text)));
    let group = number(&d[3..5]);
    whole(text, d[0] == 9 && group >= 50 && !matches!(group, 66..=69 | 89 | 93))
}

/// Refuses the prefixes that no UK National Insurance number has.
pub(crate) fn nino(text: &[u8]) -> usize {
    let [a, b, ..] = exactly!(9, compact(bytes(text)));
    whole(text, !matches!(&[a, b], b"BG" | b"GB" | b"NK" | b"KN" | b"TN" | b"NT" | b"ZZ"))
}

/// Checks a Steuer-Identifikationsnummer: eleven digits, of the first ten one twice or thrice and the others at most once,
/// and the check digit of ISO/IEC 7064, MOD 11,10.
pub(crate) fn german_tax_id(text: &[u8]) -> usize {
    let [first @ .., check] = exactly!(11, digits(bytes(text)));
    let mut count = [0; 10];
    let mut product = 10;
    for d in first {
        count[usize::from(d)] += 1;
        let sum = match (u32::from(d) + product) % 10 {
            0 => 10,
            sum => sum,
        };
        product = sum * 2 % 11;
    }
    let repeated = count.iter().filter(|&&c| c > 1).count();
    let counts = repeated == 1 && count.iter().all(|&c| c <= 3);
    whole(text, first[0] != 0 && counts && (11 - product) % 10 == u32::from(check))
}

/// Checks a French social security number: sex, month, and the key, 97 less the number modulo 97. Corsican departments 2A
/// and 2B count as 19 and 18.
pub(crate) fn french_nir(text: &[u8]) -> usize {
    let mut c = exactly!(15, compact(bytes(text)));
    if let [b'2', letter @ (b'A' | b'B')] = [c[5], c[6]] {
        c[5] = b'1';
        c[6] = b'9' - (letter - b'A');
    }
    let d = exactly!(15, digits(c));
    let (month, key) = (number(&d[3..5]), number(&d[13..]));
    let sex = d[0] == 1 || d[0] == 2;
    whole(text, sex && key == 97 - number(&d[..13]) % 97 && matches!(month, 1..=12 | 20..))
}

/// Checks the letter of a Spanish NIF or NIE: the number modulo 23.
pub(crate) fn spanish_nif(text: &[u8]) -> usize {
    let [mut first @ .., letter] = exactly!(9, compact(bytes(text)));
    if let b'X'..=b'Z' = first[0] {
        first[0] = first[0] - b'X' + b'0';
    }
    let d = exactly!(8, digits(first));
    whole(text, letter == b"TRWAGMYFPDXBNJZSQVHLCKE"[(number(&d) % 23) as usize])
}

/// The values of the characters at odd places of an Italian codice fiscale, 0 to 9 and A to Z.
static CF_ODD: [u32; 36] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, //
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// Checks the last letter of an Italian codice fiscale.
pub(crate) fn italian_code(text: &[u8]) -> usize {
    let [first @ .., letter] = exactly!(16, compact(bytes(text)));
    let sum: u32 = first.iter().enumerate().map(|(i, &c)| cf_value(i, c)).sum();
    whole(text, u32::from(letter) == u32::from(b'A') + sum % 26)
}

/// The value of a digit or capital letter at a place, counted from 0.
fn cf_value(place: usize, c: u8) -> u32 {
    let v = if c >= b'A' { c - b'A' + 10 } else { c - b'0' };
    match v {
        v if place.is_multiple_of(2) => CF_ODD[usize::from(v)],
        0..10 => u32::from(v),
        _ => u32::from(v) - 10,
    }
}

/// The eleven test of a Dutch burgerservicenummer.
pub(crate) fn dutch_bsn(text: &[u8]) -> usize {
    let d = exactly!(9, digits(bytes(text)));
    whole(text, weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0 && number(&d) > 0)
}

/// Checks the date (months of later centuries have 20, 40, 60 or 80 added) and the check digit of a Polish PESEL.
pub(crate) fn polish_pesel(text: &[u8]) -> usize {
    let d = exactly!(11, digits(bytes(text)));
    let check = weighted(&d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
    whole(text, date(number(&d[2..4]) % 20, number(&d[4..6])) && check % 10 == 0)
}

/// Checks a Belgian national number: 97 less the number modulo 97, with a 2 before it for those born from 2000 on.
pub(crate) fn belgian_number(text: &[u8]) -> usize {
    let d = exactly!(11, digits(bytes(text)));
    let (v, key) = (number(&d[..9]), number(&d[9..]));
    let dated = date(number(&d[2..4]).max(1), number(&d[4..6]).max(1));
    whole(text, dated && (key == 97 - v % 97 || key == 97 - (2_000_000_000 + v) % 97))
}

/// Checks the date (days of co-ordination numbers have 60 added) and the check digit of a Swedish personnummer.
pub(crate) fn swedish_number(text: &[u8]) -> usize {
    let all = digits(bytes(text));
    let d = match all.exactly::<12>() {
        Some([1, 8 | 9, rest @ ..] | [2, 0, rest @ ..]) => *rest,
        Some(_) => return 0,
        None => exactly!(10, all),
    };
    whole(text, date(number(&d[2..4]), number(&d[4..6]) % 60) && luhn(&d))
}

/// Checks the date and the check character of a Finnish henkilötunnus: the nine digits modulo 31.
pub(crate) fn finnish_code(text: &[u8]) -> usize {
    let Ok([birth @ .., _, x, y, z, check]) = <[u8; 11]>::try_from(text) else { return 0 };
    let d = exactly!(9, digits(birth.into_iter().chain([x, y, z])));
    let dated = date(number(&d[2..4]), number(&d[..2]));
    let want = b"0123456789ABCDEFHJKLMNPRSTUVWXY"[(number(&d) % 31) as usize];
    let check = if check.is_ascii_digit() { check } else { check & !0x20 };
    whole(text, dated && check == want)
}

/// Checks the first digit and the check digit of a Portuguese NIF.
pub(crate) fn portuguese_nif(text: &[u8]) -> usize {
    let d = exactly!(9, digits(bytes(text)));
    let check = match 11 - weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 {
        10.. => 0,
        check => check,
    };
    whole(text, matches!(d[0], 1 | 2 | 3 | 5 | 6 | 8 | 9) && check == i32::from(d[8]))
}
