//! Checks of addresses of crypto-currencies.

use crate::sha256::sha256_short;
use crate::validate::whole;

const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Checks a Bitcoin address of the older kind: 25 bytes in base 58, the last four of them the first four of the double
/// SHA-256 of the others.
pub(crate) fn base58check(text: &[u8]) -> usize {
    let mut number = [0_u8; 25];
    for c in text {
        let Some(mut carry) = BASE58.iter().position(|b| b == c) else { return 0 };
        for digit in number.iter_mut().rev() {
            carry += 58 * usize::from(*digit);
            *digit = carry as u8;
            carry >>= 8;
        }
        if carry != 0 {
            return 0;
        }
    }
    let (content, sum) = number.split_at(21);
    whole(text, sha256_short(&sha256_short(content)).starts_with(sum))
}

const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Checks a Bitcoin address of the newer kind (BIP 173 and BIP 350), all in one case of ASCII.
pub(crate) fn bech32(text: &[u8]) -> usize {
    let (lower, upper) = (text.iter().any(u8::is_ascii_lowercase), text.iter().any(u8::is_ascii_uppercase));
    let Some(split) = text.iter().rposition(|&c| c == b'1') else { return 0 };
    if lower && upper || !text.is_ascii() || split == 0 || text.len() - split < 7 {
        return 0;
    }
    let (prefix, data) = (text[..split].iter().map(u8::to_ascii_lowercase), &text[split + 1..]);
    let mut sum = 1;
    prefix.clone().for_each(|c| sum = bech32_add(sum, usize::from(c >> 5)));
    sum = bech32_add(sum, 0);
    prefix.for_each(|c| sum = bech32_add(sum, usize::from(c & 31)));
    for c in data {
        let Some(v) = BECH32.iter().position(|b| *b == c.to_ascii_lowercase()) else { return 0 };
        sum = bech32_add(sum, v);
    }
    whole(text, sum == 1 || sum == 0x2BC8_30A3)
}

/// The checksum after one more value of five bits.
fn bech32_add(sum: u32, value: usize) -> u32 {
    const GENERATORS: [u32; 5] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3];
    let next = (sum & 0x1FF_FFFF) << 5 ^ value as u32;
    let top = sum >> 25;
    GENERATORS.iter().enumerate().fold(next, |next, (i, g)| if top >> i & 1 == 1 { next ^ g } else { next })
}

/// Checks the capitals of an Ethereum address, which are a checksum (EIP-55). One in small letters or capitals throughout
/// has none, and is taken.
pub(crate) fn ethereum(text: &[u8]) -> usize {
    let Ok([_, _, address @ ..]) = <[u8; 42]>::try_from(text) else { return 0 };
    let lower = address.iter().any(|c| matches!(c, b'a'..=b'f'));
    let upper = address.iter().any(|c| matches!(c, b'A'..=b'F'));
    if !lower || !upper {
        return text.len();
    }
    let small = address.map(|c| if c >= b'A' { c | 0x20 } else { c });
    let hash = keccak256(&small);
    let right = small.iter().zip(address).enumerate().all(|(i, (&small, c))| {
        let high = hash[i / 2] >> (4 * (1 - i % 2)) & 15 >= 8;
        small < b'a' || high == (c < b'a')
    });
    whole(text, right)
}

/// Keccak with 256 bits, as before SHA-3 changed its padding, of less than one block.
fn keccak256(text: &[u8]) -> [u8; 32] {
    const RATE: usize = 136;
    let mut block = [0; RATE];
    block[..text.len()].copy_from_slice(text);
    block[text.len()] = 1;
    block[RATE - 1] |= 0x80;
    let mut lanes = [0_u64; 25];
    for (lane, bytes) in lanes.iter_mut().zip(block.as_chunks().0) {
        *lane = u64::from_le_bytes(*bytes);
    }
    keccak_f(&mut lanes);
    let mut hash = [0; 32];
    for (bytes, lane) in hash.as_chunks_mut().0.iter_mut().zip(lanes) {
        *bytes = lane.to_le_bytes();
    }
    hash
}

/// The permutation Keccak-f\[1600\] (FIPS 202, section 3.3).
fn keccak_f(a: &mut [u64; 25]) {
    let mut lfsr = 1_u8;
    for _ in 0..24 {
        let column: [u64; 5] = std::array::from_fn(|x| a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
        for (i, lane) in a.iter_mut().enumerate() {
            *lane ^= column[(i + 4) % 5] ^ column[(i + 1) % 5].rotate_left(1);
        }
        let (mut x, mut y, mut last) = (1, 0, a[1]);
        for t in 0..24_u32 {
            (x, y) = (y, (2 * x + 3 * y) % 5);
            let lane = &mut a[x + 5 * y];
            last = std::mem::replace(lane, last.rotate_left((t + 1) * (t + 2) / 2 % 64));
        }
        for row in a.as_chunks_mut::<5>().0 {
            let old = *row;
            for (x, lane) in row.iter_mut().enumerate() {
                *lane = old[x] ^ !old[(x + 1) % 5] & old[(x + 2) % 5];
            }
        }
        for j in 0..7 {
            if lfsr & 1 == 1 {
                a[0] ^= 1 << ((1 << j) - 1);
            }
            lfsr = (lfsr << 1) ^ ((lfsr >> 7) * 0x71);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keccak_is_that_of_every_ethereum_client() {
        let hex: String = keccak256(b"").iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }
}
