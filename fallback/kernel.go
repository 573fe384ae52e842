package fallback

// Contract is the number of the contract that this kernel keeps. It is raised when an expectation of contract/vectors or
// the format of the tables changes.
const Contract = 1

// Span is a half-open range of byte offsets in the text it belongs to.
type Span struct{ Start, End int }

// Len returns the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Kernel interprets one set of compiled tables. It is immutable and safe for concurrent use.
type Kernel struct {
	tableSet
}

// Open reads a table blob (contract/tables holds the one that ships) and returns a kernel for it. The blob is copied,
// so the caller may reuse it. A blob that is truncated, of another format, or whose digest does not match is refused
// with a *TableError.
func Open(blob []byte) (*Kernel, error) {
	t, err := readTables(blob)
	if err != nil {
		return nil, err
	}
	return &Kernel{tableSet: *t}, nil
}
