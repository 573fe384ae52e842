package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// object is a JSON object whose keys keep their order. Values are objects, lists, texts, numbers, booleans and nil.
type object []member

type member struct {
	key   string
	value any
}

type list []any

// encode writes v as `backfire call` reads it. It panics on types that no vector uses.
func encode(v any) []byte { return appendValue(nil, v) }

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case float64:
		return appendFloat(b, v)
	case string:
		return appendText(b, v)
	case object:
		return appendObject(b, v)
	case list:
		return appendList(b, v)
	case []string:
		return appendList(b, v)
	case []float64:
		return appendList(b, v)
	case []int:
		return appendList(b, v)
	case []object:
		return appendList(b, v)
	}
	panic(fmt.Sprintf("no vector holds a %T", v))
}

func appendObject(b []byte, o object) []byte {
	b = append(b, '{')
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, m.key)
		b = append(b, ':')
		b = appendValue(b, m.value)
	}
	return append(b, '}')
}

func appendList[T any](b []byte, items []T) []byte {
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendValue(b, item)
	}
	return append(b, ']')
}

// appendFloat writes the shortest decimal that reads back the same, and what JSON has no number for by its name.
func appendFloat(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, `"NaN"`...)
	case math.IsInf(f, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(f, -1):
		return append(b, `"-Infinity"`...)
	}
	number, err := json.Marshal(f)
	if err != nil {
		panic(err) // a finite float has a number
	}
	return append(b, number...)
}

// appendText writes a text, which need not be valid UTF-8.
func appendText(b []byte, s string) []byte {
	if utf8.ValidString(s) {
		return appendString(b, s)
	}
	b = append(b, `{"b64":"`...)
	b = base64.StdEncoding.AppendEncode(b, []byte(s))
	return append(b, `"}`...)
}

// appendString writes a JSON string in which all that a reader could not see is escaped.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			b = append(b, '\\', byte(r))
		case '\b':
			b = append(b, `\b`...)
		case '\f':
			b = append(b, `\f`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			b = appendVisible(b, r)
		}
	}
	return append(b, '"')
}

// appendVisible writes a character of a JSON string, escaped if it is invisible or a mark: editors and other tools may
// change such characters unasked.
func appendVisible(b []byte, r rune) []byte {
	switch {
	case r == ' ', unicode.IsPrint(r) && !unicode.IsMark(r):
		return utf8.AppendRune(b, r)
	case r < 0x10000:
		return fmt.Appendf(b, `\u%04x`, r)
	}
	high, low := utf16.EncodeRune(r)
	return fmt.Appendf(b, `\u%04x\u%04x`, high, low)
}

// visible returns compact JSON with its strings written as appendString writes them.
func visible(json []byte) []byte {
	var b []byte
	for _, r := range string(json) {
		b = appendVisible(b, r)
	}
	return b
}
