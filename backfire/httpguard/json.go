package httpguard

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/tidwall/gjson"
)

// span is a half-open range of bytes of a JSON text.
type span struct{ start, end int }

func (s span) empty() bool { return s.start >= s.end }

// less returns the span in a text that begins at a place of this one's.
func (s span) less(at int) span { return span{s.start - at, s.end - at} }

// edit puts other bytes in the place of a span.
type edit struct {
	at   span
	with string
}

var (
	errNotJSON   = errors.New("not valid JSON")
	errNoObject  = errors.New("not a JSON object")
	errDuplicate = errors.New("a JSON object with one name twice, which readers take differently")
	errKind      = errors.New("a JSON value of another kind than its API has there")
	errCase      = errors.New("a known name in other letters, which some readers take for it and others do not")
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

// members calls f with each member of an object. What is null or missing has none; all else is an error, and so are names
// that occur twice and those that only some readers take for one that we know.
func members(v gjson.Result, f func(name string, v gjson.Result) error) (err error) {
	if v.Type == gjson.Null {
		return nil
	}
	if !v.IsObject() {
		return errKind
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
		switch {
		case len(seen) == maxMembers:
			err = errTooManyMembers
			return false
		case !plainName(key.Str) && slices.ContainsFunc(knownNames, func(name string) bool { return strings.EqualFold(name, key.Str) }):
			err = errCase
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

// knownNames are those under which the formats have text, or what leads to it. Go's encoding/json, for one, reads a name in
// other letters as well.
var knownNames = []string{
	"action", "arguments", "audio", "choices", "code", "content", "content_block", "custom", "data", "delta", "finish_reason",
	"function", "function_call", "index", "input", "item", "message", "messages", "operation", "output", "outputs", "part",
	"partial_json", "prompt", "reasoning", "reasoning_content", "reasoning_details", "refusal", "response", "role", "source",
	"stderr", "stdout", "stop_reason", "stream", "summary", "text", "thinking", "tool_calls", "transcript", "type", "variables",
}

// plainName reports whether a name is in the letters of those formats.
func plainName(name string) bool {
	for i := range len(name) {
		if c := name[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// elements calls f with each element of an array. What is null or missing has none; all else is an error.
func elements(v gjson.Result, f func(i int, v gjson.Result) error) (err error) {
	if v.Type == gjson.Null {
		return nil
	}
	if !v.IsArray() {
		return errKind
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

// textOf returns a string, or what a value says that stands in its place.
func textOf(v gjson.Result) string {
	if isText(v) {
		return v.Str
	}
	return leaves(v.Raw)
}

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
	writeLeaves(&b, "", gjson.Parse(text), func(gjson.Result, string) bool { return false })
	return b.String()
}

// writeLeaves leaves out the members of objects that are to be skipped.
func writeLeaves(b *strings.Builder, name string, v gjson.Result, skip func(in gjson.Result, name string) bool) {
	switch v.Type {
	case gjson.JSON:
		v.ForEach(func(key, value gjson.Result) bool {
			under := name
			if key.Type == gjson.String {
				under = key.Str
			}
			if !skip(v, under) {
				writeLeaves(b, under, value, skip)
			}
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
