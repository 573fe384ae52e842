package fallback

// wordSet maps word hashes to small marks. It is emptied in constant time and grows to what it once had to hold.
type wordSet struct {
	slots []wordSlot
	round uint32
	n     int // keys in the set
}

type wordSlot struct {
	key   uint64
	round uint32 // the slot is empty unless this is the set's round
	mark  int32
}

// reset empties the set and makes room for n keys.
func (s *wordSet) reset(n int) {
	size := 64
	for size < 2*n {
		size *= 2
	}
	if size > len(s.slots) {
		s.slots = make([]wordSlot, size)
		s.round = 0
	}
	s.n = 0
	s.round++
	if s.round == 0 { // wrapped: old slots could look filled
		clear(s.slots)
		s.round = 1
	}
}

// find returns the slot of key, and whether it is there already; if not, the caller may fill it with put.
func (s *wordSet) find(key uint64) (slot *wordSlot, found bool) {
	mask := uint64(len(s.slots) - 1)
	for i := key & mask; ; i = (i + 1) & mask {
		slot = &s.slots[i]
		if slot.round != s.round {
			return slot, false
		}
		if slot.key == key {
			return slot, true
		}
	}
}

// put fills a slot that find returned as missing.
func (s *wordSet) put(slot *wordSlot, key uint64, mark int32) {
	*slot = wordSlot{key: key, round: s.round, mark: mark}
	s.n++
}

// len returns the number of keys.
func (s *wordSet) len() int { return s.n }
