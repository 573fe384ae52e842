//! Checks of payment cards and bank accounts.

use crate::validate::{MAX_NUMBER, luhn, number};

/// Checks the digits, with spaces or hyphens between them, of a payment card: an issuer's range, a length that it has, the
/// check digit. The longest valid number that ends where a group does is taken.
pub(crate) fn card(text: &[u8]) -> usize {
    let mut digits = [0; MAX_NUMBER];
    let (mut n, mut best) = (0, 0);
    for (i, &c) in text.iter().enumerate() {
        if !c.is_ascii_digit() {
            continue;
        }
        if n == MAX_NUMBER {
            return best;
        }
        digits[n] = c - b'0';
        n += 1;
        let group_ends = text.get(i + 1).is_none_or(|c| !c.is_ascii_digit());
        if group_ends && card_length(&digits[..n]) && luhn(&digits[..n]) {
            best = i + 1;
        }
    }
    best
}

/// A range of first digits and the lengths of its cards.
struct CardRange {
    low: u64,
    high: u64,
    digits: usize,
    shortest: usize,
    longest: usize,
}

const fn range(low: u64, high: u64, digits: usize, shortest: usize, longest: usize) -> CardRange {
    CardRange { low, high, digits, shortest, longest }
}

/// The ranges of ISO/IEC 7812 that issuers of payment cards use, as their public documents have them.
static CARD_RANGES: [CardRange; 20] = [
    range(4, 4, 1, 13, 19),       // Visa
    range(51, 55, 2, 16, 16),     // Mastercard
    range(2221, 2720, 4, 16, 16), // Mastercard
    range(34, 34, 2, 15, 15),     // American Express
    range(37, 37, 2, 15, 15),     // American Express
    range(300, 305, 3, 14, 19),   // Diners Club
    range(36, 36, 2, 14, 19),     // Diners Club
    range(38, 39, 2, 14, 19),     // Diners Club
    range(6011, 6011, 4, 16, 19), // Discover
    range(644, 659, 3, 16, 19),   // Discover
    range(35, 35, 2, 15, 19),     // JCB, with what is around 3528 to 3589
    range(1800, 1800, 4, 15, 15), // JCB
    range(2131, 2131, 4, 15, 15), // JCB
    range(62, 62, 2, 16, 19),     // UnionPay
    range(50, 50, 2, 12, 19),     // Maestro
    range(56, 58, 2, 12, 19),     // Maestro
    range(60, 61, 2, 12, 19),     // Maestro
    range(63, 69, 2, 12, 19),     // Maestro
    range(604, 604, 4, 12, 19),   // Maestro, 0604
    range(2200, 2204, 4, 16, 19), // Mir
];

/// Whether some issuer has cards that begin like this and are as long.
fn card_length(digits: &[u8]) -> bool {
    digits.len() >= 12
        && CARD_RANGES.iter().any(|r| {
            (r.low..=r.high).contains(&number(&digits[..r.digits])) && (r.shortest..=r.longest).contains(&digits.len())
        })
}

/// The lengths of IBANs by country, of the IBAN registry, release 99, two letters and the length each.
const IBAN_LENGTHS: &[u8] = b"AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24\
    FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24\
    ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24\
    TR26UA29VA22VG24XK20YE30";

/// Checks the length that the country has and the check digits of ISO 13616. What follows the number is left off.
pub(crate) fn iban(text: &[u8]) -> usize {
    let &[a, b, _, _, ..] = text else { return 0 };
    let country = [a & !0x20, b & !0x20];
    let Some(&[.., tens, ones]) = IBAN_LENGTHS.as_chunks::<4>().0.iter().find(|entry| entry.starts_with(&country))
    else {
        return 0;
    };
    let want = usize::from(tens - b'0') * 10 + usize::from(ones - b'0');
    let mut chars = [0; MAX_NUMBER];
    let (mut n, mut end) = (0, 0);
    while end < text.len() && n < want {
        if !separates(text[end]) {
            chars[n] = text[end];
            n += 1;
        }
        end += 1;
    }
    if n < want || text.get(end).is_some_and(|&c| !separates(c)) {
        return 0;
    }
    let (country, account) = chars[..want].split_at(4);
    let rest = account.iter().chain(country).try_fold(0, |rest: u32, &c| {
        let v = char::from(c).to_digit(36)?;
        Some((rest * if v < 10 { 10 } else { 100 } + v) % 97)
    });
    if rest == Some(1) { end } else { 0 }
}

fn separates(c: u8) -> bool {
    c == b' ' || c == b'-'
}
