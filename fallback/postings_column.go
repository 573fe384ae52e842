package fallback

// A frequent term has a column besides its list: its frequency class in every document up to the last that has it, 0
// where it does not occur. Looking one document up there is one load instead of a binary search.
type column []uint8

// A list gets a column when one document in columnShare has the term, and loses it again when less than one in twice
// that has. Short lists have none.
const (
	columnShare = 8
	columnLeast = 256
)

// set records the frequency class of the last document.
func (c column) set(doc, code uint32) {
	if c != nil {
		c[doc] = uint8(code & tfMask)
	}
}

// updateColumn records a document just appended, and makes or drops the column.
func (p *postings) updateColumn(doc, code uint32) {
	switch df, docs := uint64(len(p.list)), uint64(doc)+1; {
	case p.more != nil && p.more.column != nil && df*2*columnShare < docs:
		p.more.column = nil
	case p.more != nil && p.more.column != nil:
		p.more.column = p.more.column.upTo(doc)
		p.more.column.set(doc, code)
	case df >= columnLeast && df*columnShare >= docs:
		p.extra().column = p.makeColumn(doc)
	}
}

// upTo returns the column with zeros appended up to a document.
func (c column) upTo(doc uint32) column {
	return append(c, make(column, int(doc)+1-len(c))...)
}

// makeColumn returns a column of the list, whose last document is doc.
func (p *postings) makeColumn(doc uint32) column {
	c := make(column, int(doc)+1)
	v := p.view()
	v.each(func(doc, code uint32) { c.set(doc, code) })
	return c
}

// from returns the column from a document on.
func (c column) from(doc uint32) column { return c[min(uint64(doc), uint64(len(c))):] }
