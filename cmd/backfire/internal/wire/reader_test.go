package wire_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

// request reads one of every type, the way the functions of backfire call do.
type request struct {
	text   string
	score  float64
	k      int
	strict bool
	nested []string
}

func read(line string) (request, error) {
	var in request
	r := wire.NewReader([]byte(line))
	err := r.Fields(
		wire.Field{Name: "text", Read: func() (err error) { in.text, err = r.Text(); return err }},
		wire.Field{Name: "score", Optional: true, Read: func() (err error) { in.score, err = r.Float(); return err }},
		wire.Field{Name: "k", Optional: true, Read: func() (err error) { in.k, err = r.Int(); return err }},
		wire.Field{Name: "strict", Optional: true, Read: func() (err error) { in.strict, err = r.Bool(); return err }},
		wire.Field{Name: "nested", Optional: true, Read: func() error {
			return r.Array(func(int) error {
				return r.Fields(wire.Field{Name: "word", Read: func() error {
					word, err := r.Name()
					in.nested = append(in.nested, word)
					return err
				}})
			})
		}},
	)
	if err != nil {
		return in, err
	}
	return in, r.End()
}

func TestReaderAccepts(t *testing.T) {
	for _, tc := range []struct {
		name, line string
		want       request
	}{
		{"the least", `{"text":""}`, request{}},
		{"any order and white space", " { \"k\" : 3 ,\t\"text\" : \"a\" } \r\n", request{text: "a", k: 3}},
		{"optional null is absent", `{"text":"a","score":null,"k":null}`, request{text: "a"}},
		{"escapes", `{"text":"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00\u0000"}`, request{text: "\"\\/\b\f\n\r\té😀\x00"}},
		{"raw UTF-8", `{"text":"é😀�"}`, request{text: "é😀�"}},
		{"base64", `{"text":{"b64":"/wBB"}}`, request{text: "\xff\x00A"}},
		{"numbers", `{"text":"","score":-0.5e-3,"k":-12}`, request{score: -.5e-3, k: -12}},
		{"underflow is zero", `{"text":"","score":1e-999}`, request{}},
		{"infinity", `{"text":"","score":"-Infinity"}`, request{score: math.Inf(-1)}},
		{"true", `{"text":"","strict":true}`, request{strict: true}},
		{"nesting", `{"text":"","nested":[{"word":"a"},{"word":"b"}]}`, request{nested: []string{"a", "b"}}},
		{"empty array", `{"text":"","nested":[ ]}`, request{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := read(tc.line)
			require.NoError(t, err)
			assert.Equal(t, tc.want, got)
		})
	}
}

func TestReaderReadsNaN(t *testing.T) {
	got, err := read(`{"text":"","score":"NaN"}`)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(got.score))
}

func TestReaderRefuses(t *testing.T) {
	for _, tc := range []struct {
		name, line string
		code       wire.Code
		message    string
	}{
		{"nothing", ``, wire.Malformed, "not JSON: want an object; the line ends at byte 0"},
		{"not an object", `[]`, wire.WrongType, "want an object, got an array"},
		{"missing", `{"k":1}`, wire.MissingField, `the key "text" is missing`},
		{"unknown", `{"txt":"a"}`, wire.UnknownField, "txt: unknown key; want text, score, k, strict, nested"},
		{"key case counts", `{"Text":"a"}`, wire.UnknownField, `"Text": unknown key; want text, score, k, strict, nested`},
		{"an endless key is cut", `{"` + strings.Repeat("a", 99) + `":1}`, wire.UnknownField,
			`"` + strings.Repeat("a", 40) + `"…: unknown key; want text, score, k, strict, nested`},
		{"duplicate", `{"text":"a","text":"b"}`, wire.DuplicateField, "text: this key is there twice"},
		{"text is null", `{"text":null}`, wire.WrongType, `text: want a string or {"b64":"…"}, got null`},
		{"text is a number", `{"text":1}`, wire.WrongType, `text: want a string or {"b64":"…"}, got a number`},
		{"not quite null", `{"text":nil}`, wire.Malformed, `text: not JSON: want a string or {"b64":"…"}, at byte 8`},
		{"bad base64", `{"text":{"b64":"/w"}}`, wire.InvalidValue,
			"text.b64: this is not standard base64 with padding"},
		{"base64 with a friend", `{"text":{"b64":"","x":1}}`, wire.UnknownField, "text.x: unknown key; want b64"},
		{"score is a word", `{"text":"","score":"nan"}`, wire.WrongType,
			`score: want a number, "NaN", "Infinity" or "-Infinity", got the string "nan"`},
		{"score is huge", `{"text":"","score":1e999}`, wire.InvalidValue,
			`score: 1e999 is out of the range of a float64; write "Infinity" or "-Infinity"`},
		{"k is a fraction", `{"text":"","k":1.5}`, wire.WrongType, "k: want a whole number, got 1.5"},
		{"k is huge", `{"text":"","k":99999999999999999999}`, wire.InvalidValue, "k: 99999999999999999999 is out of range"},
		{"strict is one", `{"text":"","strict":1}`, wire.WrongType, "strict: want true or false, got a number"},
		{"the path", `{"text":"","nested":[{"word":"a"},{"word":2}]}`, wire.WrongType,
			"nested[1].word: want a string, got a number"},
		{"a trailing comma", `{"text":"",}`, wire.Malformed, "not JSON: want a string, at byte 11"},
		{"no comma", `{"text":"" "k":1}`, wire.Malformed, "not JSON: want ',' or '}', at byte 11"},
		{"no colon", `{"text"}`, wire.Malformed, "not JSON: want ':' after a key, at byte 7"},
		{"two values", `{"text":""}{}`, wire.Malformed, "not JSON: something follows the value, at byte 11"},
		{"cut off", `{"text":"abc`, wire.Malformed, "text: not JSON: the string does not end; the line ends at byte 12"},
		{"a control character", "{\"text\":\"a\tb\"}", wire.Malformed,
			"text: not JSON: a control character in a string must be escaped, at byte 10"},
		{"invalid UTF-8", "{\"text\":\"a\xffb\"}", wire.Malformed,
			`text: not JSON: invalid UTF-8 in a string; such a text travels as {"b64":"…"}, at byte 10`},
		{"half a pair", `{"text":"\ud800"}`, wire.Malformed,
			"text: not JSON: half a surrogate pair in a string is no character, at byte 15"},
		{"half a pair, then another escape", `{"text":"\ud800\u0041"}`, wire.Malformed,
			"text: not JSON: half a surrogate pair in a string is no character, at byte 21"},
		{"an unknown escape", `{"text":"\x"}`, wire.Malformed, "text: not JSON: unknown escape in a string, at byte 10"},
		{"a short escape", `{"text":"\u00"}`, wire.Malformed,
			`text: not JSON: want four hexadecimal digits after \u, at byte 13`},
		{"a leading zero", `{"text":"","k":01}`, wire.Malformed, "not JSON: want ',' or '}', at byte 16"},
		{"a bare minus", `{"text":"","k":-}`, wire.Malformed, "k: not JSON: want a digit, at byte 16"},
		{"a bare point", `{"text":"","score":1.}`, wire.Malformed, "score: not JSON: want a digit after the point, at byte 21"},
		{"a bare exponent", `{"text":"","score":1e}`, wire.Malformed, "score: not JSON: want a digit in the exponent, at byte 21"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := read(tc.line)
			var e *wire.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, tc.code, e.Code)
			assert.Equal(t, tc.message, e.Error())
		})
	}
}

func TestAllowUnknownSkips(t *testing.T) {
	r := wire.NewReader([]byte(`{"extra":{"deep":[1,true,false,null,"x",{}]},"text":"a","Text":"b"}`))
	r.AllowUnknown()
	var text string
	require.NoError(t, r.Fields(wire.Field{Name: "text", Read: func() (err error) { text, err = r.Text(); return err }}))
	require.NoError(t, r.End())
	assert.Equal(t, "a", text)
}

func TestRawKeepsTheBytes(t *testing.T) {
	r := wire.NewReader([]byte(` { "a" : [1, 2.50e1] } `))
	raw, err := r.Raw()
	require.NoError(t, err)
	require.NoError(t, r.End())
	assert.Equal(t, `{ "a" : [1, 2.50e1] }`, string(raw))
}

func TestNestingIsBounded(t *testing.T) {
	deep := func(n int) error {
		_, err := wire.NewReader([]byte(strings.Repeat("[", n) + strings.Repeat("]", n))).Raw()
		return err
	}
	require.NoError(t, deep(256))
	require.ErrorContains(t, deep(257), "nested deeper than 256")
}

// FuzzReaderAgreesWithEncodingJSON checks that what the reader takes for JSON is what the standard library takes for
// JSON, less what it refuses on purpose: invalid UTF-8, halves of surrogate pairs and very deep nesting.
func FuzzReaderAgreesWithEncodingJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `null`, `-0`, `0.1e+5`, `"\u00e9\ud83d\ude00"`, `{"a":[true,false,null,{"b":"c"}]}`, `{"a" 1}`, `[1,]`,
		"\"\xff\"", `"\ud800"`, `01`, `.5`, `tru`, "\x00", " \t\r\n1", `"\`, `"a`, `{"a":1}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r := wire.NewReader(line)
		_, err := r.Raw()
		if err == nil {
			err = r.End()
		}
		if err == nil {
			require.True(t, json.Valid(line), "accepted, but is not JSON")
			return
		}
		onPurpose := !utf8.Valid(line) || strings.Contains(err.Error(), "surrogate") || strings.Contains(err.Error(), "deeper")
		if !onPurpose {
			require.False(t, json.Valid(line), "refused JSON: %v", err)
		}
	})
}
