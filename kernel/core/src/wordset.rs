//! A map from word hashes to small marks.

/// Maps word hashes to small marks. It is emptied in constant time and grows to what it once had to hold.
#[derive(Debug, Default)]
pub(crate) struct WordSet {
    slots: Vec<Slot>,
    mask: usize, // of the slots in use, a power of two of them
    round: u32,
    len: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u64,
    round: u32, // the slot is empty unless this is the set's round
    mark: i32,
}

/// The least number of slots in use.
const LEAST: usize = 64;

impl WordSet {
    /// Empties the set and makes room for `n` keys.
    pub(crate) fn reset(&mut self, n: usize) {
        let size = n.saturating_mul(2).max(LEAST).next_power_of_two();
        if size > self.slots.len() {
            self.slots = vec![Slot::default(); size];
            self.round = 0;
        }
        self.mask = size - 1;
        self.len = 0;
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.slots.fill(Slot::default()); // old slots could look filled
            self.round = 1;
        }
    }

    /// The number of keys.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The mark of a key, if it is there.
    #[inline]
    pub(crate) fn get(&self, key: u64) -> Option<i32> {
        let slot = self.slots.get(self.find(key))?;
        (slot.round == self.round).then_some(slot.mark)
    }

    /// The mark of a key, to be changed, if it is there.
    #[inline]
    pub(crate) fn get_mut(&mut self, key: u64) -> Option<&mut i32> {
        let at = self.find(key);
        let slot = self.slots.get_mut(at)?;
        (slot.round == self.round).then_some(&mut slot.mark)
    }

    /// The mark of a key, which is `mark` if the key was not there. [`reset`](Self::reset) must have made room for it.
    #[inline]
    pub(crate) fn get_or_insert(&mut self, key: u64, mark: i32) -> &mut i32 {
        let at = self.find(key);
        let slot = &mut self.slots[at];
        let new = slot.round != self.round; // written either way: whether a word is new is hard to predict
        *slot = Slot { key, round: self.round, mark: if new { mark } else { slot.mark } };
        self.len += usize::from(new);
        &mut slot.mark
    }

    /// The slot that holds a key, or would hold it.
    #[inline]
    fn find(&self, key: u64) -> usize {
        let mut at = key as usize & self.mask;
        while let Some(slot) = self.slots.get(at) {
            if (slot.round != self.round) | (slot.key == key) {
                break;
            }
            at = (at + 1) & self.mask;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_was_put_until_it_is_reset() {
        let mut set = WordSet::default();
        assert_eq!(set.get(1), None);
        for round in 0..3 {
            set.reset(200);
            for key in 0..200 {
                // all begin at two slots
                assert_eq!(set.get(key << 32 | key & 1), None, "round {round}");
                assert_eq!(*set.get_or_insert(key << 32 | key & 1, key as i32), key as i32);
            }
            assert_eq!(set.len(), 200);
            for key in 0..200 {
                assert_eq!(*set.get_or_insert(key << 32 | key & 1, -1), key as i32);
                if let Some(mark) = set.get_mut(key << 32 | key & 1) {
                    *mark = 7;
                }
                assert_eq!(set.get(key << 32 | key & 1), Some(7));
            }
            assert_eq!(set.len(), 200);
        }
    }

    #[test]
    fn forgets_all_when_the_rounds_begin_again() {
        let mut set = WordSet::default();
        set.reset(1);
        set.get_or_insert(5, 1);
        set.round = u32::MAX;
        set.reset(1);
        assert_eq!((set.get(5), set.round), (None, 1));
    }
}
