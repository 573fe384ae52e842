package fallback

// peaks bounds the codes of a list: for the frequencies 1, 2, 3 and "4 or more" the length class of the shortest
// document that has it, and the largest frequency class. For one frequency the ratio falls with the length, so the best
// ratio of a list is among at most four codes, whatever the average length is at the moment.
type peaks struct {
	shortest [4]uint16 // by min(tf, 4) − 1; 0: no such posting
	longest  uint16
	tf       uint16
}

// note widens the peaks by one code.
func (p *peaks) note(code uint32) {
	tf, length := uint16(code&tfMask), uint16(code>>lengthShift)
	shortest := &p.shortest[min(tf, 4)-1]
	if *shortest == 0 || length < *shortest {
		*shortest = length
	}
	p.longest = max(p.longest, length)
	p.tf = max(p.tf, tf)
}

// best returns the largest ratio bound of the codes noted.
func (p *peaks) best(bounds []uint32) uint32 {
	best := uint32(0)
	for i, length := range p.shortest {
		if length == 0 {
			continue
		}
		tf := uint32(i + 1)
		if tf == 4 {
			tf = uint32(p.tf)
		}
		best = max(best, bounds[uint32(length)<<lengthShift|tf])
	}
	return best
}

// exact reports whether every code noted is exact.
func (p *peaks) exact() bool { return p.tf < maxCodeTF && p.longest < maxCodeLength }
