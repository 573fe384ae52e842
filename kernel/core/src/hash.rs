//! Hash64, the hash by which words, stems and lexicon entries are compared everywhere. Its constants are fixed by the
//! specification: tables are keyed by it.

pub(crate) const SEED: u64 = 0x9E37_79B9_7F4A_7C15;
pub(crate) const GROUP: u64 = 0xA076_1D64_78BD_642F;
pub(crate) const FINAL: u64 = 0xE703_7ED1_A0B4_28DB;

/// The hash of the bytes of an already folded word.
pub fn hash_word(word: &[u8]) -> u64 {
    hash64(word)
}

/// Mixes eight little-endian bytes a step, the last group padded with zeros, then the length.
#[inline]
pub(crate) fn hash64(b: &[u8]) -> u64 {
    let mut h = SEED;
    let (groups, rest) = b.as_chunks::<8>();
    for group in groups {
        h = mix(h ^ u64::from_le_bytes(*group), GROUP);
    }
    if !rest.is_empty() {
        let mut last = [0u8; 8];
        last[..rest.len()].copy_from_slice(rest);
        h = mix(h ^ u64::from_le_bytes(last), GROUP);
    }
    mix(h ^ b.len() as u64, FINAL)
}

/// Folds the 128-bit product of x and y to 64 bits.
#[inline]
pub(crate) fn mix(x: u64, y: u64) -> u64 {
    let product = u128::from(x) * u128::from(y);
    (product >> 64) as u64 ^ product as u64
}
