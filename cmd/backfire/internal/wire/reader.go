package wire

import (
	"encoding/base64"
	"errors"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds how deep values may nest, so that hostile input cannot exhaust the stack.
const maxDepth = 256

// notJSON is what Next says of bytes that start no value.
const notJSON = "nothing that JSON knows"

// Reader takes one JSON value apart from left to right, without building a tree: memory stays in proportion to what the
// caller keeps. Methods read the next value and return an *Error if it is not of the type asked for. The zero value is
// not usable; a Reader belongs to one goroutine.
type Reader struct {
	buf          []byte
	pos          int
	depth        int
	allowUnknown bool
}

// NewReader returns a Reader at the start of line. It keeps line, which must not change while it reads.
func NewReader(line []byte) *Reader { return &Reader{buf: line} }

// AllowUnknown makes Fields skip keys it was not asked for.
func (r *Reader) AllowUnknown() { r.allowUnknown = true }

// Field is one key of an object and what reads its value.
type Field struct {
	Name     string
	Optional bool // may be left out or null
	Read     func() error
}

// Fields reads an object that has the given keys, in any order. Keys must not repeat; unless AllowUnknown was called,
// others are refused; a key that is not optional must be there.
func (r *Reader) Fields(fields ...Field) error {
	var seen uint64 // a bit a field; no shape has 64
	err := r.Object(func(key string) error {
		for i, f := range fields {
			if f.Name != key {
				continue
			}
			if seen&(1<<i) != 0 {
				return errorf(DuplicateField, "this key is there twice")
			}
			seen |= 1 << i
			if f.Optional && r.Null() {
				return nil
			}
			return f.Read()
		}
		if r.allowUnknown {
			_, err := r.Raw()
			return err
		}
		return errorf(UnknownField, "unknown key; want %s", keyList(fields))
	})
	if err != nil {
		return err
	}
	for i, f := range fields {
		if !f.Optional && seen&(1<<i) == 0 {
			return errorf(MissingField, "the key %q is missing", f.Name)
		}
	}
	return nil
}

func keyList(fields []Field) string {
	list := fields[0].Name
	for _, f := range fields[1:] {
		list += ", " + f.Name
	}
	return list
}

// Object reads an object and calls member at each value, which it must consume. Keys may repeat.
func (r *Reader) Object(member func(key string) error) error {
	return r.nested('{', '}', "an object", func(int) error {
		key, err := r.string()
		if err != nil {
			return err
		}
		if r.peek() != ':' {
			return r.malformed("want ':' after a key")
		}
		r.pos++
		if err := member(key); err != nil {
			return Under(step(key), err)
		}
		return nil
	})
}

// Array reads an array and calls element at each value, which it must consume.
func (r *Reader) Array(element func(i int) error) error {
	return r.nested('[', ']', "an array", func(i int) error {
		if err := element(i); err != nil {
			return Under("["+strconv.Itoa(i)+"]", err)
		}
		return nil
	})
}

// nested reads what stands between two brackets, with commas between items.
func (r *Reader) nested(left, right byte, name string, item func(i int) error) error {
	if r.peek() != left {
		return r.wrongType(name)
	}
	if r.depth == maxDepth {
		return r.malformed("nested deeper than " + strconv.Itoa(maxDepth))
	}
	r.depth++
	r.pos++
	if r.peek() == right {
		r.pos++
		r.depth--
		return nil
	}
	for i := 0; ; i++ {
		if err := item(i); err != nil {
			return err
		}
		switch r.peek() {
		case ',':
			r.pos++
		case right:
			r.pos++
			r.depth--
			return nil
		default:
			return r.malformed("want ',' or '" + string(right) + "'")
		}
	}
}

// Null consumes a null if that is what comes next, and says whether it did.
func (r *Reader) Null() bool { return r.peek() == 'n' && r.literal("null") }

// Bool reads true or false.
func (r *Reader) Bool() (bool, error) {
	switch {
	case r.peek() == 't' && r.literal("true"):
		return true, nil
	case r.peek() == 'f' && r.literal("false"):
		return false, nil
	}
	return false, r.wrongType("true or false")
}

// Name reads a plain JSON string, one that cannot be {"b64":…}: a word out of a fixed list.
func (r *Reader) Name() (string, error) {
	if r.peek() != '"' {
		return "", r.wrongType("a string")
	}
	return r.string()
}

// Text reads any bytes: a JSON string, or {"b64":"…"} in standard base64 with padding.
func (r *Reader) Text() (string, error) {
	switch r.peek() {
	case '"':
		return r.string()
	case '{':
		return r.base64Text()
	}
	return "", r.wrongType(`a string or {"b64":"…"}`)
}

func (r *Reader) base64Text() (text string, err error) {
	err = r.Fields(Field{Name: "b64", Read: func() error {
		encoded, err := r.Name()
		if err != nil {
			return err
		}
		raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if err != nil {
			return errorf(InvalidValue, "this is not standard base64 with padding")
		}
		text = string(raw)
		return nil
	}})
	return text, err
}

// Float reads a number, or one of the strings "NaN", "Infinity" and "-Infinity". A number too large for a float64 is an
// error; one too small is zero.
func (r *Reader) Float() (float64, error) {
	switch c := r.peek(); {
	case c == '"':
		return r.nonFinite()
	case c != '-' && (c < '0' || c > '9'):
		return 0, r.wrongType(`a number, "NaN", "Infinity" or "-Infinity"`)
	}
	number, err := r.number()
	if err != nil {
		return 0, err
	}
	f, err := strconv.ParseFloat(string(number), 64)
	if errors.Is(err, strconv.ErrRange) && math.IsInf(f, 0) {
		return 0, errorf(InvalidValue, `%s is out of the range of a float64; write "Infinity" or "-Infinity"`, number)
	}
	return f, nil
}

func (r *Reader) nonFinite() (float64, error) {
	word, err := r.string()
	if err != nil {
		return 0, err
	}
	switch word {
	case "NaN":
		return math.NaN(), nil
	case "Infinity":
		return math.Inf(1), nil
	case "-Infinity":
		return math.Inf(-1), nil
	}
	return 0, errorf(WrongType, `want a number, "NaN", "Infinity" or "-Infinity", got the string %s`, quoted(word))
}

// Int reads a number without fraction or exponent that fits an int.
func (r *Reader) Int() (int, error) {
	if c := r.peek(); c != '-' && (c < '0' || c > '9') {
		return 0, r.wrongType("a whole number")
	}
	number, err := r.number()
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(string(number))
	if errors.Is(err, strconv.ErrRange) {
		return 0, errorf(InvalidValue, "%s is out of range", number)
	}
	if err != nil {
		return 0, errorf(WrongType, "want a whole number, got %s", number)
	}
	return n, nil
}

// Raw reads any value and returns its bytes as they stand.
func (r *Reader) Raw() ([]byte, error) {
	c := r.peek()
	start := r.pos
	err := r.skip(c)
	return r.buf[start:r.pos], err
}

func (r *Reader) skip(first byte) error {
	switch {
	case first == '{':
		return r.Object(func(string) error { return r.skip(r.peek()) })
	case first == '[':
		return r.Array(func(int) error { return r.skip(r.peek()) })
	case first == '"':
		_, err := r.string()
		return err
	case first == '-' || '0' <= first && first <= '9':
		_, err := r.number()
		return err
	case first == 't' && r.literal("true"), first == 'f' && r.literal("false"), first == 'n' && r.literal("null"):
		return nil
	}
	return r.malformed("want a value")
}

// Next says what kind of value comes next, without reading it: "a string", "a number", "an object", "an array",
// "true or false", "null", or "nothing that JSON knows".
func (r *Reader) Next() string {
	switch c := r.peek(); {
	case c == '"':
		return "a string"
	case c == '-', '0' <= c && c <= '9':
		return "a number"
	case c == '{':
		return "an object"
	case c == '[':
		return "an array"
	case r.starts("true"), r.starts("false"):
		return "true or false"
	case r.starts("null"):
		return "null"
	}
	return notJSON
}

// End fails unless only white space is left.
func (r *Reader) End() error {
	if r.peek() != 0 || r.pos < len(r.buf) {
		return r.malformed("something follows the value")
	}
	return nil
}

// peek skips white space and returns the next byte, 0 at the end.
func (r *Reader) peek() byte {
	for ; r.pos < len(r.buf); r.pos++ {
		switch r.buf[r.pos] {
		case ' ', '\t', '\r', '\n':
		default:
			return r.buf[r.pos]
		}
	}
	return 0
}

// literal consumes word if it stands at the cursor.
func (r *Reader) literal(word string) bool {
	if !r.starts(word) {
		return false
	}
	r.pos += len(word)
	return true
}

func (r *Reader) starts(word string) bool {
	end := r.pos + len(word)
	return end <= len(r.buf) && string(r.buf[r.pos:end]) == word
}

// number consumes a JSON number: -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?
func (r *Reader) number() ([]byte, error) {
	start := r.pos
	if r.at() == '-' {
		r.pos++
	}
	switch {
	case r.at() == '0':
		r.pos++
	case r.digits() == 0:
		return nil, r.malformed("want a digit")
	}
	if r.at() == '.' {
		r.pos++
		if r.digits() == 0 {
			return nil, r.malformed("want a digit after the point")
		}
	}
	if c := r.at(); c == 'e' || c == 'E' {
		r.pos++
		if c := r.at(); c == '+' || c == '-' {
			r.pos++
		}
		if r.digits() == 0 {
			return nil, r.malformed("want a digit in the exponent")
		}
	}
	return r.buf[start:r.pos], nil
}

// at returns the byte at the cursor, 0 at the end.
func (r *Reader) at() byte {
	if r.pos < len(r.buf) {
		return r.buf[r.pos]
	}
	return 0
}

func (r *Reader) digits() int {
	start := r.pos
	for c := r.at(); '0' <= c && c <= '9'; c = r.at() {
		r.pos++
	}
	return r.pos - start
}

// string consumes a JSON string and returns what it stands for.
func (r *Reader) string() (string, error) {
	if r.peek() != '"' {
		return "", r.malformed("want a string")
	}
	r.pos++
	var out []byte // nil until the first escape
	for from := r.pos; ; {
		switch c := r.at(); {
		case c == '"':
			plain := r.buf[from:r.pos]
			r.pos++
			if out == nil {
				return string(plain), nil
			}
			return string(append(out, plain...)), nil
		case c == '\\':
			out = append(out, r.buf[from:r.pos]...)
			decoded, err := r.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, decoded)
			from = r.pos
		case c < 0x20:
			if r.pos >= len(r.buf) {
				return "", r.malformed("the string does not end")
			}
			return "", r.malformed("a control character in a string must be escaped")
		case c < utf8.RuneSelf:
			r.pos++
		default:
			decoded, size := utf8.DecodeRune(r.buf[r.pos:])
			if decoded == utf8.RuneError && size == 1 {
				return "", r.malformed(`invalid UTF-8 in a string; such a text travels as {"b64":"…"}`)
			}
			r.pos += size
		}
	}
}

// escape consumes one escape sequence; the cursor is at its backslash.
func (r *Reader) escape() (rune, error) {
	r.pos++
	c := r.at()
	r.pos++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		return r.unicodeEscape()
	}
	r.pos--
	return 0, r.malformed("unknown escape in a string")
}

func (r *Reader) unicodeEscape() (rune, error) {
	first, err := r.hex4()
	if err != nil || !utf16.IsSurrogate(first) {
		return first, err
	}
	if r.literal(`\u`) {
		second, err := r.hex4()
		if err != nil {
			return 0, err
		}
		if pair := utf16.DecodeRune(first, second); pair != utf8.RuneError {
			return pair, nil
		}
	}
	return 0, r.malformed("half a surrogate pair in a string is no character")
}

func (r *Reader) hex4() (rune, error) {
	if r.pos+4 > len(r.buf) {
		return 0, r.malformed(`want four hexadecimal digits after \u`)
	}
	n := rune(0)
	for range 4 {
		d := hexDigit(r.buf[r.pos])
		if d < 0 {
			return 0, r.malformed(`want four hexadecimal digits after \u`)
		}
		n = n<<4 | rune(d)
		r.pos++
	}
	return n, nil
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// wrongType reports that the next value is of another type than wanted, or no value at all.
func (r *Reader) wrongType(want string) error {
	got := r.Next()
	if got == notJSON {
		return r.malformed("want " + want)
	}
	return errorf(WrongType, "want %s, got %s", want, got)
}

func (r *Reader) malformed(problem string) error {
	if r.pos >= len(r.buf) {
		return errorf(Malformed, "not JSON: %s; the line ends at byte %d", problem, len(r.buf))
	}
	return errorf(Malformed, "not JSON: %s, at byte %d", problem, r.pos)
}

// step returns a key as a step of a path: as it is where it looks like one of ours, else quoted.
func step(key string) string {
	for i := range len(key) {
		if c := key[i]; c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return quoted(key)
		}
	}
	if key == "" || len(key) > 40 {
		return quoted(key)
	}
	return key
}

// quoted returns s in quotes, shortened so that an error stays readable.
func quoted(s string) string {
	const most = 40
	if len(s) <= most {
		return strconv.Quote(s)
	}
	return strconv.Quote(s[:most]) + "…"
}
