//! The dictionary of an index: term → place of its list.

use std::collections::HashMap;

/// An open-addressing table, as the terms are hashes already, that keeps term and place together, so that finding a term
/// takes one cache miss. Terms made to collide go to a map with a secret hash instead.
#[derive(Debug, Default)]
pub(super) struct TermDict {
    /// A power of two of them, or none.
    slots: Vec<Slot>,
    used: usize,
    /// Terms that found no slot within `PROBES` of their own.
    spill: HashMap<u64, u32>,
}

/// A term and its place plus 1; 0 is an empty slot.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    term: u64,
    place: u32,
}

const FIRST_SLOTS: usize = 64;
const PROBES: usize = 32;

/// Where a term is or could be.
enum Found {
    At(u32),
    Free(usize),
    Nowhere,
}

impl TermDict {
    /// The place of a term.
    #[inline]
    pub(super) fn find(&self, term: u64) -> Option<u32> {
        match self.probe(term) {
            Found::At(place) => Some(place),
            Found::Free(_) => None,
            Found::Nowhere => self.spill.get(&term).copied(),
        }
    }

    /// The place of a term, which is `fresh` if the term is new.
    #[inline]
    pub(super) fn find_or_add(&mut self, term: u64, fresh: u32) -> u32 {
        if let Some(place) = self.find(term) {
            return place;
        }
        self.add(term, fresh);
        fresh
    }

    /// Maps a term that is not in the dictionary to a place.
    pub(super) fn add(&mut self, term: u64, place: u32) {
        if self.used >= self.slots.len() / 8 * 5 {
            self.grow();
        }
        self.put(term, place);
    }

    /// Calls `yield_term` for every term.
    pub(super) fn each(&self, mut yield_term: impl FnMut(u64, u32)) {
        for slot in self.slots.iter().filter(|slot| slot.place != 0) {
            yield_term(slot.term, slot.place - 1);
        }
        for (&term, &place) in &self.spill {
            yield_term(term, place);
        }
    }

    /// Reads the slot of a term without waiting for it.
    #[inline]
    pub(super) fn touch(&self, term: u64) -> u32 {
        self.slots.get(self.home(term)).map_or(0, |slot| slot.place)
    }

    /// The slot at which the search for a term begins.
    #[inline]
    fn home(&self, term: u64) -> usize {
        (term >> (u64::BITS - self.slots.len().trailing_zeros())) as usize // there are none, or at least FIRST_SLOTS
    }

    #[inline]
    fn probe(&self, term: u64) -> Found {
        let Some(mask) = self.slots.len().checked_sub(1) else {
            return Found::Nowhere;
        };
        let home = self.home(term);
        for i in home..home + PROBES {
            let slot = self.slots[i & mask];
            if slot.place == 0 {
                return Found::Free(i & mask);
            }
            if slot.term == term {
                return Found::At(slot.place - 1);
            }
        }
        Found::Nowhere
    }

    fn put(&mut self, term: u64, place: u32) {
        match self.probe(term) {
            Found::Free(at) => {
                self.slots[at] = Slot { term, place: place + 1 };
                self.used += 1;
            }
            Found::At(_) | Found::Nowhere => {
                self.spill.insert(term, place);
            }
        }
    }

    /// Doubles the table. The order in which spilled terms come back decides only where they are kept.
    fn grow(&mut self) {
        let size = FIRST_SLOTS.max(2 * self.slots.len());
        let old = std::mem::replace(self, TermDict { slots: vec![Slot::default(); size], ..TermDict::default() });
        old.each(|term, place| self.put(term, place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::hash64;

    #[test]
    fn finds_what_was_added() {
        let spread = |i: u64| hash64(&i.to_le_bytes());
        let collide_at_the_start = |i: u64| i;
        let collide_at_the_end = |i: u64| !i;
        let rows: [&dyn Fn(u64) -> u64; 3] = [&spread, &collide_at_the_start, &collide_at_the_end];
        for term in rows {
            let n = 5000;
            let mut dict = TermDict::default();
            assert_eq!(dict.find(term(0)), None);
            for i in 0..n {
                assert_eq!(dict.find_or_add(term(i), i as u32), i as u32);
            }
            for i in 0..n {
                assert_eq!(dict.find_or_add(term(i), 0), i as u32);
            }
            assert_eq!(dict.find(term(n)), None);
            let mut seen = HashMap::new();
            dict.each(|term, place| assert_eq!(seen.insert(term, place), None));
            assert_eq!(seen.len(), n as usize);
        }
    }
}
