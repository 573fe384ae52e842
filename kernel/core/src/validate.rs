//! Validators: checks beside the patterns of rules.

use crate::validate_contact::{
    domain, email, international_phone, ipv4, ipv6, labelled_phone, national_phone, phone, phone_pairs, plain_phone,
    url,
};
use crate::validate_crypto::{base58check, bech32, ethereum};
use crate::validate_identity::{
    belgian_number, dutch_bsn, finnish_code, french_nir, german_tax_id, italian_code, itin, nino, polish_pesel,
    portuguese_nif, spanish_nif, ssn, swedish_number,
};
use crate::validate_payment::{card, iban};
use crate::validate_secret::{connection, entropy, github, jwt, quoted_entropy, random};

/// Looks at a match and returns how many of its first bytes are valid, 0 if none are.
pub(crate) type Validator = fn(&[u8]) -> usize;

/// The checks that a rule may ask for, by name. Their order gives their numbers in the tables, from 1.
pub(crate) static VALIDATORS: [(&str, Validator); 35] = [
    ("card", card),
    ("phone", phone),
    ("iban", iban),
    ("us_ssn", ssn),
    ("us_itin", itin),
    ("uk_nino", nino),
    ("ipv4", ipv4),
    ("ipv6", ipv6),
    ("url", url),
    ("de_tax_id", german_tax_id),
    ("fr_nir", french_nir),
    ("es_nif", spanish_nif),
    ("it_cf", italian_code),
    ("nl_bsn", dutch_bsn),
    ("pl_pesel", polish_pesel),
    ("be_nrn", belgian_number),
    ("se_pin", swedish_number),
    ("fi_hetu", finnish_code),
    ("pt_nif", portuguese_nif),
    ("base58check", base58check),
    ("bech32", bech32),
    ("ethereum", ethereum),
    ("jwt", jwt),
    ("github", github),
    ("entropy", entropy),
    ("email", email),
    ("phone_national", national_phone),
    ("phone_labelled", labelled_phone),
    ("random", random),
    ("quoted_entropy", quoted_entropy),
    ("connection", connection),
    ("phone_international", international_phone),
    ("phone_pairs", phone_pairs),
    ("phone_plain", plain_phone),
    ("domain", domain),
];

/// How many of the first bytes of a match the named check finds valid; 0 if none, or for an unknown name.
pub fn validate(name: &str, text: &[u8]) -> usize {
    VALIDATORS.iter().find(|(known, _)| *known == name).map_or(0, |(_, check)| check(text))
}

/// The length of a text that is valid as a whole.
pub(crate) fn whole(text: &[u8], ok: bool) -> usize {
    if ok { text.len() } else { 0 }
}

/// How many digits or characters a number that is checked may have.
pub(crate) const MAX_NUMBER: usize = 40;

/// The characters of a number that is checked, zeros after them.
pub(crate) struct Compact {
    pub(crate) chars: [u8; MAX_NUMBER],
    pub(crate) len: usize,
}

/// The digits and letters of a text, letters as capitals; none if there are too many.
pub(crate) fn compact(text: impl IntoIterator<Item = u8>) -> Compact {
    let mut out = Compact { chars: [0; MAX_NUMBER], len: 0 };
    for c in text.into_iter().filter(u8::is_ascii_alphanumeric) {
        if out.len == MAX_NUMBER {
            out.len = 0;
            return out;
        }
        out.chars[out.len] = c.to_ascii_uppercase();
        out.len += 1;
    }
    out
}

/// `compact` for what must have digits only, as their values.
pub(crate) fn digits(text: impl IntoIterator<Item = u8>) -> Compact {
    let mut out = compact(text);
    let used = &mut out.chars[..out.len];
    if !used.iter().all(u8::is_ascii_digit) {
        out.len = 0;
        return out;
    }
    used.iter_mut().for_each(|c| *c -= b'0');
    out
}

impl Compact {
    /// The digits, if there are `N`.
    pub(crate) fn exactly<const N: usize>(&self) -> Option<&[u8; N]> {
        if self.len == N { self.chars.first_chunk() } else { None }
    }
}

/// Whether digits have the check digit of ISO/IEC 7812-1.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let value = |(i, &d): (usize, &u8)| match u32::from(d) {
        d if i % 2 == 0 => d,
        d if d > 4 => 2 * d - 9,
        d => 2 * d,
    };
    digits.iter().rev().enumerate().map(value).sum::<u32>().is_multiple_of(10)
}

/// The value of some digits.
pub(crate) fn number(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |n, &d| n * 10 + u64::from(d))
}

/// The sum of digits times weights.
pub(crate) fn weighted(digits: &[u8], weights: &[i32]) -> i32 {
    digits.iter().zip(weights).map(|(&d, w)| i32::from(d) * w).sum()
}

/// Whether a month and a day can be one.
pub(crate) fn date(month: u64, day: u64) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}
