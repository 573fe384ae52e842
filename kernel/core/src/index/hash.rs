//! Hash64 of bytes that come in parts.

use crate::hash::{FINAL, GROUP, SEED, mix};

#[derive(Debug)]
pub(super) struct Hasher {
    h: u64,
    length: u64,
    /// The first `length % 8` are those that no group has taken yet.
    pending: [u8; 8],
}

impl Default for Hasher {
    fn default() -> Hasher {
        Hasher { h: SEED, length: 0, pending: [0; 8] }
    }
}

impl Hasher {
    /// Appends bytes.
    pub(super) fn write(&mut self, mut b: &[u8]) {
        let held = (self.length % 8) as usize;
        self.length = self.length.wrapping_add(b.len() as u64);
        if held > 0 {
            let (taken, rest) = b.split_at(b.len().min(8 - held));
            self.pending[held..held + taken.len()].copy_from_slice(taken);
            if held + taken.len() < 8 {
                return;
            }
            self.group(self.pending);
            b = rest;
        }
        let (groups, rest) = b.as_chunks::<8>();
        for group in groups {
            self.group(*group);
        }
        self.pending[..rest.len()].copy_from_slice(rest);
    }

    /// The hash of the bytes so far.
    pub(super) fn sum(&self) -> u64 {
        let held = (self.length % 8) as usize;
        let mut h = self.h;
        if held > 0 {
            let mut last = [0; 8];
            last[..held].copy_from_slice(&self.pending[..held]);
            h = mix(h ^ u64::from_le_bytes(last), GROUP);
        }
        mix(h ^ self.length, FINAL)
    }

    #[inline]
    fn group(&mut self, group: [u8; 8]) {
        self.h = mix(self.h ^ u64::from_le_bytes(group), GROUP);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash64;

    #[test]
    fn parts_hash_as_the_whole() {
        let bytes: Vec<u8> = (0..100_u8).map(|i| i.wrapping_mul(37)).collect();
        for a in 0..40 {
            for b in a..a + 40 {
                let mut hasher = Hasher::default();
                for part in [&bytes[..a], &bytes[a..b], &bytes[b..]] {
                    hasher.write(part);
                }
                assert_eq!(hasher.sum(), hash64(&bytes), "cut at {a} and {b}");
            }
            let mut hasher = Hasher::default();
            for byte in &bytes[..a] {
                hasher.write(std::slice::from_ref(byte));
            }
            assert_eq!(hasher.sum(), hash64(&bytes[..a]));
        }
    }
}
