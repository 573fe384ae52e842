package httpguard

import (
	"bytes"
	"errors"
)

// event is one event of a text/event-stream, as it came.
type event struct {
	raw  []byte // all its bytes, the blank line that ends it included
	kind []byte // of its last line "event:"
	data []byte // its lines "data:", joined by line feeds; nil without any
	odd  bool   // it has a line that is no field of such a stream
	many bool   // data is of several lines, and so no part of raw
}

// eventReader cuts a text/event-stream into events, wherever its bytes were cut. A line ends with LF, CR LF or CR.
type eventReader struct {
	buf     []byte
	head    int  // where the event in progress begins
	at      int  // what is before it has been looked at
	line    int  // where the line in progress begins
	started bool // it is known whether the stream begins with a byte order mark
}

// space returns room for at least n more bytes; got says how many of them were filled.
func (r *eventReader) space(n int) []byte {
	if r.head > 0 && len(r.buf)+n > cap(r.buf) {
		r.buf = r.buf[:copy(r.buf, r.buf[r.head:])]
		r.at, r.line, r.head = r.at-r.head, r.line-r.head, 0
	}
	if len(r.buf)+n > cap(r.buf) {
		r.buf = append(make([]byte, 0, 2*cap(r.buf)+n), r.buf...)
	}
	return r.buf[len(r.buf) : len(r.buf)+n]
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// got drops a byte order mark: it is no part of the first line.
func (r *eventReader) got(n int) {
	r.buf = r.buf[:len(r.buf)+n]
	if !r.started && len(r.buf) >= len(byteOrderMark) {
		if r.started = true; bytes.HasPrefix(r.buf, byteOrderMark) {
			r.head, r.at, r.line = len(byteOrderMark), len(byteOrderMark), len(byteOrderMark)
		}
	}
}

// pending returns the bytes of the event in progress.
func (r *eventReader) pending() []byte { return r.buf[r.head:] }

// next returns the next event. It is good until space is called. At the end of the stream what is left counts as an event.
func (r *eventReader) next(eof bool) (event, bool) {
	for r.at < len(r.buf) {
		i := lineEnd(r.buf[r.at:])
		if i < 0 {
			r.at = len(r.buf)
			break
		}
		end := r.at + i + 1
		if r.buf[end-1] == '\r' {
			if end == len(r.buf) && !eof {
				r.at = end - 1 // a line feed may belong to it
				return event{}, false
			}
			if end < len(r.buf) && r.buf[end] == '\n' {
				end++
			}
		}
		blank := r.at+i == r.line
		r.at, r.line = end, end
		if blank {
			return r.take(end), true
		}
	}
	if eof && len(r.pending()) > 0 {
		r.at, r.line = len(r.buf), len(r.buf)
		return r.take(len(r.buf)), true
	}
	return event{}, false
}

// take makes an event of the bytes up to end.
func (r *eventReader) take(end int) event {
	raw := r.buf[r.head:end]
	r.head = end
	r.started = true
	return parseEvent(raw)
}

// parseEvent takes the lines of an event apart.
func parseEvent(lines []byte) event {
	e := event{raw: lines}
	for len(lines) > 0 {
		var line []byte
		line, lines = cutLine(lines)
		name, value := field(line)
		switch string(name) {
		case "data":
			switch {
			case e.data == nil:
				e.data = value
				continue
			case !e.many: // what it lies in must not change
				e.data, e.many = bytes.Clone(e.data), true
			}
			e.data = append(append(e.data, '\n'), value...)
		case "event":
			e.kind = value
		case "", "id", "retry": // "" is a comment, or the blank line
		default:
			e.odd = true
		}
	}
	return e
}

var errEventType = errors.New("an event whose line \"event:\" says another type than its data")

// typeOf returns the type of an event: what its data says, else its line "event:", of which "message" says nothing.
func (e *event) typeOf(said string) (string, error) {
	switch {
	case len(e.kind) == 0 || string(e.kind) == "message" || string(e.kind) == said:
		return said, nil
	case said == "":
		return string(e.kind), nil
	}
	return "", errEventType
}

// lineEnd returns where the first line ends, −1 if it does not. It looks at no more than some bytes behind that end, so that
// the time for all lines grows as their length does.
func lineEnd(b []byte) int {
	const window = 256
	for from := 0; from < len(b); from += window {
		look := b[from:min(from+window, len(b))]
		feed := bytes.IndexByte(look, '\n')
		if feed >= 0 {
			look = look[:feed]
		}
		if ret := bytes.IndexByte(look, '\r'); ret >= 0 {
			return from + ret
		}
		if feed >= 0 {
			return from + feed
		}
	}
	return -1
}

// cutLine returns the first line without its end, and the rest.
func cutLine(b []byte) (line, rest []byte) {
	i := lineEnd(b)
	if i < 0 {
		return b, nil
	}
	rest = b[i+1:]
	if b[i] == '\r' && len(rest) > 0 && rest[0] == '\n' {
		rest = rest[1:]
	}
	return b[:i], rest
}

// field takes a line apart.
func field(line []byte) (name, value []byte) {
	name, value, _ = bytes.Cut(line, []byte(":"))
	return name, bytes.TrimPrefix(value, []byte(" "))
}

// withData returns the bytes of the event with other data; all its other lines stay as they are.
func withData(raw, data []byte) []byte {
	out := make([]byte, 0, len(raw))
	done := false
	for lines := raw; len(lines) > 0; {
		line, rest := cutLine(lines)
		if name, _ := field(line); string(name) != "data" {
			out = append(out, lines[:len(lines)-len(rest)]...)
		} else if !done {
			done = true
			for _, one := range bytes.Split(data, []byte("\n")) {
				out = append(append(append(out, "data: "...), one...), '\n')
			}
		}
		lines = rest
	}
	return out
}

// appendEvent appends an event of our own.
func appendEvent(out []byte, kind, data string) []byte {
	if kind != "" {
		out = append(append(append(out, "event: "...), kind...), '\n')
	}
	return append(append(append(out, "data: "...), data...), "\n\n"...)
}

// rest takes the bytes of the event in progress as they are.
func (r *eventReader) rest() []byte {
	rest := r.buf[r.head:]
	r.head, r.at, r.line = len(r.buf), len(r.buf), len(r.buf)
	return rest
}

// complete reports whether data that nothing ended is all there nevertheless.
func complete(data []byte) bool { return valid(data) || string(data) == "[DONE]" }
