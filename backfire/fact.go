package backfire

import (
	"encoding/binary"
	"fmt"
)

// Fact is one statement that answers are held against.
type Fact struct {
	ID     string // unique among the facts of an Index, never empty
	Text   string // the statement: a sentence, or a few that belong together
	Source string // the file it was loaded from; "" when it was not
	Line   int    // the line of Source on which it starts, counted from 1; 0 without a file
	Span   Span   // its bytes in Source: Text itself in Markdown and plain text, the whole line in JSON Lines
}

// verbatim reports whether Source holds the bytes of Text as they are.
func (f Fact) verbatim() bool { return f.Source != "" && f.Span.Len() == len(f.Text) }

// place says where the fact was loaded from, "" if nowhere.
func (f Fact) place() string {
	if f.Source == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d", f.Source, f.Line)
}

// A kernel knows a fact by one string and by its text. That string, the key, holds all the rest of the fact, so that a
// snapshot of the kernel's index is a snapshot of the facts and a saved one saves them: id, source, then in 32 bytes the
// length of the id, the line and the span.
const keyTail = 4 * 8

func (f Fact) key() string {
	b := make([]byte, 0, len(f.ID)+len(f.Source)+keyTail)
	b = append(b, f.ID...)
	b = append(b, f.Source...)
	for _, n := range [...]int{len(f.ID), f.Line, f.Span.Start, f.Span.End} {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	return string(b)
}

// factOfKey returns the fact of a key that the method key made, with this text. It allocates nothing.
func factOfKey(key, text string) (f Fact, ok bool) {
	n := len(key) - keyTail
	if n < 0 {
		return Fact{}, false
	}
	id := keyInt(key[n:])
	if id <= 0 || id > n {
		return Fact{}, false
	}
	return Fact{
		ID: key[:id], Text: text, Source: key[id:n], Line: keyInt(key[n+8:]),
		Span: Span{Start: keyInt(key[n+16:]), End: keyInt(key[n+24:])},
	}, true
}

func keyInt(s string) int {
	var n uint64
	for i := 7; i >= 0; i-- {
		n = n<<8 | uint64(s[i])
	}
	return int(n)
}
