package fallback

import "math/bits"

// termDict maps terms to places. It is an open-addressing table, as the terms are hashes already, and keeps term and
// place together, so that finding a term takes one cache miss. Terms made to collide go to a Go map instead.
type termDict struct {
	slots []termSlot // a power of two of them
	used  int
	spill map[uint64]uint32 // terms that found no slot within probes of their own
}

// termSlot holds a term and its place plus 1; 0 is an empty slot.
type termSlot struct {
	term  uint64
	place uint32
}

const (
	firstSlots = 64
	probes     = 32
)

// find returns the place of a term.
func (d *termDict) find(term uint64) (place uint32, known bool) {
	if len(d.slots) == 0 {
		return 0, false
	}
	mask := uint64(len(d.slots) - 1)
	i := d.home(term)
	for range probes {
		s := &d.slots[i&mask]
		if s.place == 0 {
			return 0, false
		}
		if s.term == term {
			return s.place - 1, true
		}
		i++
	}
	place, known = d.spill[term]
	return place, known
}

// add maps a term that is not in the dictionary to a place.
func (d *termDict) add(term uint64, place uint32) {
	if d.used >= len(d.slots)/8*5 {
		d.grow()
	}
	d.put(term, place)
}

// home returns the slot at which the search for a term begins.
func (d *termDict) home(term uint64) uint64 {
	return term >> (64 - bits.TrailingZeros(uint(len(d.slots))))
}

func (d *termDict) put(term uint64, place uint32) {
	mask := uint64(len(d.slots) - 1)
	i := d.home(term)
	for range probes {
		s := &d.slots[i&mask]
		if s.place == 0 {
			*s = termSlot{term, place + 1}
			d.used++
			return
		}
		i++
	}
	if d.spill == nil {
		d.spill = map[uint64]uint32{}
	}
	d.spill[term] = place
}

// grow doubles the table. The order in which spilled terms come back decides only where they are kept.
func (d *termDict) grow() {
	old := *d
	*d = termDict{slots: make([]termSlot, max(firstSlots, 2*len(old.slots)))}
	old.each(d.put)
}

// each calls yield for every term.
func (d *termDict) each(yield func(term uint64, place uint32)) {
	for _, s := range d.slots {
		if s.place != 0 {
			yield(s.term, s.place-1)
		}
	}
	for term, place := range d.spill {
		yield(term, place)
	}
}
