package fallback

// A posting says that one term occurs in one document. It packs three things in 32 bits:
//
//	bits 16–31  the document's number modulo 65536, its offset in its segment
//	bits  4–15  the document's length in terms, 4095 for that and all above
//	bits  0–3   how often the term occurs in it, 15 for that and all above
//
// The lower half, the code, is all that a score needs besides the weight of the term, so scoring a posting is one look
// into a table of at most 65536 ratios. Codes that say "and all above" stand for an upper bound of the ratio; the exact
// numbers are then in the document and in the term's list of large frequencies.
const (
	offsetShift = 16
	codeMask    = 1<<offsetShift - 1
	lengthShift = 4
	tfMask      = 1<<lengthShift - 1
	lengthMask  = codeMask &^ tfMask

	maxCodeTF     = tfMask
	maxCodeLength = codeMask >> lengthShift

	segmentShift = 16
	segmentSize  = 1 << segmentShift
)

// lengthClass returns the length as a code keeps it.
func lengthClass(length int) uint16 { return uint16(min(length, maxCodeLength)) }

// codeExact reports whether the code holds the exact frequency and length.
func codeExact(code uint32) bool {
	return code&tfMask < maxCodeTF && code>>lengthShift < maxCodeLength
}

// segmentStart says where in a list the postings of a segment begin.
type segmentStart struct{ segment, at uint32 }

// largeTF is a frequency of 15 or above.
type largeTF struct {
	doc uint32
	tf  uint64
}

// postings is the list of one term, ascending by document. Everything in it is only ever appended to, but for the peaks
// and the last document's posting while that document is being inserted.
type postings struct {
	list  []uint32
	peaks peaks
	more  *morePostings // nil for most lists
}

// morePostings is what only some lists have.
type morePostings struct {
	starts []segmentStart // ascending; postings before the first belong to segment 0
	large  []largeTF      // ascending by document
	column column
}

// extra returns what only some lists have, for writing.
func (p *postings) extra() *morePostings {
	if p.more == nil {
		p.more = new(morePostings)
	}
	return p.more
}

// add counts one occurrence of the term in doc, which is the last document of the list or a later one.
func (p *postings) add(doc uint32, length uint16) {
	if len(p.list) == 0 || p.lastDoc() != doc {
		p.append(doc, uint32(length)<<lengthShift|1, 1)
		return
	}
	last := &p.list[len(p.list)-1]
	switch tf := *last & tfMask; {
	case tf == maxCodeTF:
		p.more.large[len(p.more.large)-1].tf++
		return
	case tf == maxCodeTF-1:
		p.extra().large = append(p.extra().large, largeTF{doc, maxCodeTF})
	}
	*last++
	p.peaks.note(*last & codeMask)
	if p.more != nil {
		p.more.column.set(doc, *last)
	}
}

// append adds a document after the last one of the list.
func (p *postings) append(doc, code uint32, tf uint64) {
	segment, offset := doc>>segmentShift, doc&(segmentSize-1)
	if segment != p.lastSegment() {
		p.extra().starts = append(p.extra().starts, segmentStart{segment, uint32(len(p.list))})
	}
	p.list = append(p.list, offset<<offsetShift|code)
	if tf >= maxCodeTF {
		p.extra().large = append(p.extra().large, largeTF{doc, tf})
	}
	p.peaks.note(code)
	p.updateColumn(doc, code)
}

// lastDoc returns the last document of a list that is not empty.
func (p *postings) lastDoc() uint32 {
	return p.lastSegment()<<segmentShift | p.list[len(p.list)-1]>>offsetShift
}

// lastSegment returns the segment of the last posting, 0 for an empty list.
func (p *postings) lastSegment() uint32 {
	if p.more == nil || len(p.more.starts) == 0 {
		return 0
	}
	return p.more.starts[len(p.more.starts)-1].segment
}

// view returns the list as it is now.
func (p *postings) view() postingsView {
	v := postingsView{list: p.list, peaks: p.peaks}
	if p.more != nil {
		v.starts, v.large, v.column = p.more.starts, p.more.large, p.more.column
	}
	return v
}

// postingsView is what a snapshot sees of a list. It stays as it is while the list grows.
type postingsView struct {
	list   []uint32
	starts []segmentStart
	large  []largeTF
	column column // may have documents that the snapshot does not see
	peaks  peaks  // may be wider than needed, for the same reason
}

// trim leaves only the postings of documents below n in the list.
func (v *postingsView) trim(n uint32) {
	segment, offset := n>>segmentShift, n&(segmentSize-1)
	last := v.segment(segment)
	end := len(v.list)
	for i, s := range v.starts {
		if s.segment > segment {
			end, v.starts = int(s.at), v.starts[:i]
			break
		}
	}
	v.list = v.list[:end-len(last)+countBelow(last, offset)]
}

// segment returns the postings of one segment.
func (v *postingsView) segment(segment uint32) []uint32 {
	from, to := 0, len(v.list)
	if segment > 0 {
		from = to
	}
	for _, s := range v.starts {
		if s.segment > segment {
			to = min(to, int(s.at))
			break
		}
		if s.segment == segment {
			from = int(s.at)
		}
	}
	return v.list[min(from, to):to]
}

// each calls yield for every posting, in order.
func (v *postingsView) each(yield func(doc, code uint32)) {
	base, next := uint32(0), v.starts
	for i, posting := range v.list {
		if len(next) > 0 && int(next[0].at) == i {
			base, next = next[0].segment<<segmentShift, next[1:]
		}
		yield(base|posting>>offsetShift, posting&codeMask)
	}
}

// exactTF returns the frequency in doc, of which the list has a posting with that code.
func (v *postingsView) exactTF(doc, code uint32) uint64 {
	if code&tfMask < maxCodeTF {
		return uint64(code & tfMask)
	}
	lo, hi := 0, len(v.large)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if v.large[mid].doc < doc {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return v.large[lo].tf
}

// countBelow returns the number of postings with an offset below the given one; the list lies in one segment.
func countBelow(list []uint32, offset uint32) int {
	if len(list) == 0 {
		return 0
	}
	key := uint64(offset) << offsetShift // above every posting of a lower offset and not above any of this one
	from := 0
	for n := len(list); n > 1; {
		half := n >> 1
		from += half & -below(list[from+half-1], key)
		n -= half
	}
	return from + below(list[from], key)
}

// below returns 1 if the posting is below the key and 0 if not. Where it falls is a coin toss, so it must not branch.
func below(posting uint32, key uint64) int { return int((uint64(posting) - key) >> 63) }
