package httpguard

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/tidwall/gjson"
)

// span is a half-open range of bytes of a JSON text.
type span struct{ start, end int }

func (s span) empty() bool { return s.start >= s.end }

// edit puts other bytes in the place of a span.
type edit struct {
	at   span
	with string
}

var (
	errNotJSON   = errors.New("not valid JSON")
	errNoObject  = errors.New("not a JSON object")
	errDuplicate = errors.New("a JSON object with one name twice, which readers take differently")
)

// parseObject reads a JSON object. It refuses what is no JSON to the letter, so that no reader sees in it what we do not.
func parseObject(data []byte) (gjson.Result, error) { return parseInPlace(bytes.Clone(data)) }

// parseInPlace is parseObject without a copy: what it returns is good until data changes.
func parseInPlace(data []byte) (gjson.Result, error) {
	if !valid(data) {
		return gjson.Result{}, errNotJSON
	}
	// SAFETY: the callers keep nothing of it beyond the life of data, which does not change until then.
	v := gjson.Parse(unsafe.String(unsafe.SliceData(data), len(data)))
	if !v.IsObject() {
		return gjson.Result{}, errNoObject
	}
	return v, nil
}

// maxNesting is how many arrays and objects a text may have for gjson to check it: it calls itself for each within another.
const maxNesting = 10_000

// valid reports whether data is JSON.
func valid(data []byte) bool {
	if bytes.Count(data, []byte("{"))+bytes.Count(data, []byte("[")) > maxNesting {
		return json.Valid(data)
	}
	return gjson.ValidBytes(data)
}

// members calls f with each member of an object, and does nothing for what is none. Names that occur twice are an error.
func members(v gjson.Result, f func(name string, v gjson.Result) error) (err error) {
	if !v.IsObject() {
		return nil
	}
	var few [16]string
	seen := few[:0]
	v.ForEach(func(key, value gjson.Result) bool {
		for _, name := range seen {
			if name == key.Str {
				err = errDuplicate
				return false
			}
		}
		if len(seen) == maxMembers {
			err = errTooManyMembers
			return false
		}
		seen = append(seen, key.Str)
		err = f(key.Str, value)
		return err == nil
	})
	return err
}

// maxMembers is how many members an object may have that we look into. Those formats have a few dozen.
const maxMembers = 512

var errTooManyMembers = errors.New("a JSON object of more than 512 members")

// elements calls f with each element of an array, and does nothing for what is none.
func elements(v gjson.Result, f func(i int, v gjson.Result) error) (err error) {
	if !v.IsArray() {
		return nil
	}
	i := 0
	v.ForEach(func(_, value gjson.Result) bool {
		err = f(i, value)
		i++
		return err == nil
	})
	return err
}

// spanOf returns where a value stands in the text that it was parsed from.
func spanOf(v gjson.Result) span { return span{v.Index, v.Index + len(v.Raw)} }

// isText reports whether a value is a string.
func isText(v gjson.Result) bool { return v.Type == gjson.String }

// splice carries out edits, which are in order of their place and apart.
func splice(data []byte, edits []edit) []byte {
	out := make([]byte, 0, len(data))
	at := 0
	for _, e := range edits {
		out = append(out, data[at:e.at.start]...)
		out = append(out, e.with...)
		at = e.at.end
	}
	return append(out, data[at:]...)
}

// quoted returns a text as a JSON string.
func quoted(text string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.Encode(text) // a string always can be
	return strings.TrimSuffix(b.String(), "\n")
}

// prefix returns the first n bytes of a text, less what is no whole code point at their end.
func prefix(text string, n int) string {
	n = min(max(n, 0), len(text))
	for n > 0 && n < len(text) && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// leaves returns what a JSON text says, as text that can be judged: a paragraph for each string and number in it, after the
// name that it stands under. A text that is no JSON is returned as it is.
func leaves(text string) string {
	if !valid([]byte(text)) {
		return text
	}
	var b strings.Builder
	writeLeaves(&b, "", gjson.Parse(text))
	return b.String()
}

func writeLeaves(b *strings.Builder, name string, v gjson.Result) {
	switch v.Type {
	case gjson.JSON:
		v.ForEach(func(key, value gjson.Result) bool {
			under := name
			if key.Type == gjson.String {
				under = key.Str
			}
			writeLeaves(b, under, value)
			return true
		})
	case gjson.String, gjson.Number, gjson.True, gjson.False:
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		if name != "" {
			b.WriteString(name + ": ")
		}
		b.WriteString(v.String())
	}
}
