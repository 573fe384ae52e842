package wire

import (
	"encoding/base64"
	"math"
	"strconv"
	"unicode/utf8"
)

// Writer builds one JSON value, keys and elements in the order of the calls, with commas where they belong. The zero
// value is ready; Reset makes it ready again and keeps its memory. The caller sees to it that brackets match.
type Writer struct{ buf []byte }

// Reset empties the writer.
func (w *Writer) Reset() { w.buf = w.buf[:0] }

// Len returns the number of bytes written.
func (w *Writer) Len() int { return len(w.buf) }

// Truncate takes back all but the first n bytes.
func (w *Writer) Truncate(n int) { w.buf = w.buf[:n] }

// Bytes returns what was written; it is valid until the next call of any method.
func (w *Writer) Bytes() []byte { return w.buf }

// separate writes a comma if something stands before what comes now. Strings end in a quote, so the last byte tells.
func (w *Writer) separate() {
	if len(w.buf) == 0 {
		return
	}
	switch w.buf[len(w.buf)-1] {
	case '{', '[', ':':
	default:
		w.buf = append(w.buf, ',')
	}
}

// Object writes an object whose members inner writes.
func (w *Writer) Object(inner func()) { w.nested('{', '}', inner) }

// Array writes an array whose elements inner writes.
func (w *Writer) Array(inner func()) { w.nested('[', ']', inner) }

func (w *Writer) nested(left, right byte, inner func()) {
	w.separate()
	w.buf = append(w.buf, left)
	inner()
	w.buf = append(w.buf, right)
}

// Key writes a key; its value must follow.
func (w *Writer) Key(name string) {
	w.separate()
	w.buf = appendString(w.buf, name)
	w.buf = append(w.buf, ':')
}

// Text writes a string, or {"b64":"…"} if it is not valid UTF-8.
func (w *Writer) Text(s string) {
	w.separate()
	if utf8.ValidString(s) {
		w.buf = appendString(w.buf, s)
		return
	}
	w.buf = append(w.buf, `{"b64":"`...)
	w.buf = base64.StdEncoding.AppendEncode(w.buf, []byte(s))
	w.buf = append(w.buf, `"}`...)
}

// Float writes the shortest decimal that reads back as f, with an exponent below 1e-6 and from 1e21 on as ECMAScript
// does, or "NaN", "Infinity" or "-Infinity".
func (w *Writer) Float(f float64) {
	w.separate()
	switch {
	case math.IsNaN(f):
		w.buf = append(w.buf, `"NaN"`...)
	case math.IsInf(f, 1):
		w.buf = append(w.buf, `"Infinity"`...)
	case math.IsInf(f, -1):
		w.buf = append(w.buf, `"-Infinity"`...)
	default:
		w.buf = appendFinite(w.buf, f)
	}
}

func appendFinite(dst []byte, f float64) []byte {
	if abs := math.Abs(f); abs == 0 || 1e-6 <= abs && abs < 1e21 {
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
	dst = strconv.AppendFloat(dst, f, 'e', -1, 64)
	// Go writes at least two digits of exponent: e-09 becomes e-9.
	if n := len(dst); n >= 4 && dst[n-4] == 'e' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
}

// Int writes a whole number.
func (w *Writer) Int(n int) {
	w.separate()
	w.buf = strconv.AppendInt(w.buf, int64(n), 10)
}

// Bool writes true or false.
func (w *Writer) Bool(b bool) {
	w.separate()
	w.buf = strconv.AppendBool(w.buf, b)
}

// Null writes null.
func (w *Writer) Null() { w.Raw([]byte("null")) }

// Raw writes a value that is JSON already.
func (w *Writer) Raw(value []byte) {
	w.separate()
	w.buf = append(w.buf, value...)
}

// Pair writes [start, end], the form of every span.
func (w *Writer) Pair(start, end int) {
	w.separate()
	w.buf = append(w.buf, '[')
	w.buf = strconv.AppendInt(w.buf, int64(start), 10)
	w.buf = append(w.buf, ',')
	w.buf = strconv.AppendInt(w.buf, int64(end), 10)
	w.buf = append(w.buf, ']')
}

// appendString writes valid UTF-8 as a JSON string. Only what JSON demands is escaped.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(dst, s[from:]...), '"')
}
