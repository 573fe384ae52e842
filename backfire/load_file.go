package backfire

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// factFile finds the facts of one file, in the order of their offsets.
type factFile struct {
	loader *factLoader
	id     string // what ids begin with
	source string
	text   string

	counted int // text[:counted] has been counted into line
	line    int
	last    int // the line of the latest fact, 0 before the first
}

const byteOrderMark = "\uFEFF"

// lineAt returns the line of an offset, which must not be smaller than the one asked for before.
func (f *factFile) lineAt(offset int) int {
	f.line += strings.Count(f.text[f.counted:offset], "\n")
	f.counted = offset
	return f.line
}

// add adds the fact that the span of the file holds, if it says anything.
func (f *factFile) add(s Span) error {
	s = trimmed(f.text, s)
	text := f.text[s.Start:s.End]
	if !says(text) {
		return nil
	}
	return f.put(Fact{ID: f.newID(s.Start), Text: text, Source: f.source, Line: f.line, Span: s})
}

// newID returns the id of a fact that begins at the offset.
func (f *factFile) newID(offset int) string {
	line := f.lineAt(offset)
	id := fmt.Sprintf("%s:%d", f.id, line)
	if line == f.last {
		id = fmt.Sprintf("%s:%d", id, offset-strings.LastIndexByte(f.text[:offset], '\n'))
	}
	f.last = line
	return id
}

// put adds a fact to those of the loader.
func (f *factFile) put(fact Fact) error {
	l := f.loader
	if len(fact.Text) > l.opts.MaxFactSize {
		return f.wrong(fact.Span.Start, fmt.Sprintf("a fact of %d bytes, want at most %d", len(fact.Text), l.opts.MaxFactSize))
	}
	if len(l.facts) >= l.opts.MaxFacts {
		return f.wrong(fact.Span.Start, fmt.Sprintf("more facts than %d", l.opts.MaxFacts))
	}
	if first, taken := l.seen[fact.ID]; taken {
		return &DuplicateFactError{ID: fact.ID, First: l.facts[first].place(), Second: fact.place()}
	}
	l.seen[fact.ID] = len(l.facts)
	l.facts = append(l.facts, fact)
	return nil
}

func (f *factFile) wrong(offset int, reason string) error {
	return &FactsError{File: f.source, Line: f.lineAt(offset), Offset: int64(offset), Reason: reason}
}

// start returns where the text begins after a byte order mark.
func (f *factFile) start() int {
	if strings.HasPrefix(f.text, byteOrderMark) {
		return len(byteOrderMark)
	}
	return 0
}

// lineEnd returns the end of the line that an offset is in, without the line feed, and the start of the next line.
func (f *factFile) lineEnd(offset int) (end, next int) {
	n := strings.IndexByte(f.text[offset:], '\n')
	if n < 0 {
		return len(f.text), len(f.text)
	}
	return offset + n, offset + n + 1
}

// paragraphs finds the facts of plain text: a fact ends before a blank line, and with a line that ends a sentence.
func (f *factFile) paragraphs() error {
	begin := -1
	for at := f.start(); at < len(f.text); {
		end, next := f.lineEnd(at)
		line := strings.TrimSpace(f.text[at:end])
		if line != "" && begin < 0 {
			begin = at
		}
		if begin >= 0 && (line == "" || next == len(f.text) || endsSentence(line)) {
			if err := f.add(Span{Start: begin, End: end}); err != nil {
				return err
			}
			begin = -1
		}
		at = next
	}
	return nil
}

// endsSentence reports whether a line ends with the end of a sentence.
func endsSentence(line string) bool {
	line = strings.TrimRight(line, "\"')]»”’*_")
	r, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(".!?…。！？", r) && line != ""
}

// jsonLines finds the facts of JSON Lines.
func (f *factFile) jsonLines() error {
	for at := f.start(); at < len(f.text); {
		end, next := f.lineEnd(at)
		if s := trimmed(f.text, Span{Start: at, End: end}); s.Len() > 0 {
			if err := f.jsonLine(s); err != nil {
				return err
			}
		}
		at = next
	}
	return nil
}

func (f *factFile) jsonLine(s Span) error {
	var row struct{ ID, Text *string }
	if err := json.Unmarshal([]byte(f.text[s.Start:s.End]), &row); err != nil {
		return &FactsError{
			File: f.source, Line: f.lineAt(s.Start), Offset: int64(s.Start),
			Reason: `want an object {"id": "…", "text": "…"}`, Err: err,
		}
	}
	switch {
	case row.Text == nil:
		return f.wrong(s.Start, `no "text"`)
	case !says(*row.Text):
		return f.wrong(s.Start, `"text" has neither a letter nor a digit`)
	case row.ID != nil && *row.ID == "":
		return f.wrong(s.Start, `"id" is empty, want some name or none`)
	}
	fact := Fact{Text: *row.Text, Source: f.source, Line: f.lineAt(s.Start), Span: s}
	if row.ID == nil {
		fact.ID = f.newID(s.Start)
	} else {
		fact.ID = f.loader.opts.Prefix + *row.ID
	}
	return f.put(fact)
}

// trimmed returns the span without white space at its ends.
func trimmed(text string, s Span) Span {
	s.Start = s.End - len(strings.TrimLeftFunc(text[s.Start:s.End], unicode.IsSpace))
	s.End = s.Start + len(strings.TrimRightFunc(text[s.Start:s.End], unicode.IsSpace))
	return s
}

// says reports whether a text has a letter or a digit.
func says(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}
