package fallback

// leastRemovals is the number of removed documents below which a compaction is not worth its while.
const leastRemovals = 64

// sparse reports whether more than half of the documents are removed.
func (c *core) sparse() bool { return c.removals >= leastRemovals && c.removals > c.n/2 }

// compact returns a core with the documents that are not removed, in the same order, and for each of them its new number
// under its old one. The caller keeps writers away; readers may go on.
func (c *core) compact() (*core, []uint32) {
	to := newCore(c.params)
	moved := make([]uint32, c.n)
	for doc := range c.n {
		moved[doc] = removedDoc
		if d := c.document(doc); d.removed.Load() == 0 {
			moved[doc] = to.n
			to.place(d.id, d.text, d.length)
			to.document(moved[doc]).analysis.Store(d.analysis.Load())
		}
	}
	places := make([]uint32, len(c.lists))
	for at := range c.lists {
		places[at] = to.adoptList(&c.lists[at], moved)
	}
	c.dict.each(func(term uint64, at uint32) {
		if places[at] != removedList {
			to.dict.add(term, places[at])
		}
	})
	return to, moved
}

// No document and no list has these numbers.
const (
	removedDoc  = maxDocs
	removedList = 1<<32 - 1
)

// adoptList appends what remains of a list of another core and returns its place, removedList if nothing remains.
func (c *core) adoptList(from *postings, moved []uint32) uint32 {
	var list postings
	v := from.view()
	v.each(func(doc, code uint32) {
		if moved[doc] != removedDoc {
			list.append(moved[doc], code, v.exactTF(doc, code))
		}
	})
	if len(list.list) == 0 {
		return removedList
	}
	c.lists = append(c.lists, list)
	return uint32(len(c.lists) - 1)
}
