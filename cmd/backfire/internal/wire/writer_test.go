package wire_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

func TestWriter(t *testing.T) {
	var w wire.Writer
	write := func() {
		w.Reset()
		w.Object(func() {
			w.Key("text")
			w.Text("a\"\\\b\f\n\r\t\x00\x1fé\u2028<")
			w.Key("bytes")
			w.Text("\xff{")
			w.Key("spans")
			w.Array(func() { w.Pair(0, 2); w.Pair(3, 10) })
			w.Key("empty")
			w.Object(func() {})
			w.Key("mixed")
			w.Array(func() {
				w.Int(-1)
				w.Bool(true)
				w.Null()
				w.Text(",")
				w.Float(.5)
				w.Raw([]byte(`{"a":1}`))
				w.Array(func() {})
			})
		})
	}
	for range 2 { // the second time in the same memory
		write()
		assert.Equal(t, `{"text":"a\"\\\b\f\n\r\t\u0000\u001fé`+"\u2028"+`<","bytes":{"b64":"/3s="},"spans":[[0,2],[3,10]],`+
			`"empty":{},"mixed":[-1,true,null,",",0.5,{"a":1},[]]}`, string(w.Bytes()))
	}
}

func TestFloats(t *testing.T) {
	for _, tc := range []struct {
		f    float64
		want string
	}{
		{0, "0"}, {math.Copysign(0, -1), "-0"}, {1, "1"}, {-2.5, "-2.5"}, {.1, "0.1"}, {.30000000000000004, "0.30000000000000004"},
		{1e-6, "0.000001"}, {9.99e-7, "9.99e-7"}, {1e-9, "1e-9"}, {1e-10, "1e-10"}, {1e20, "100000000000000000000"},
		{1e21, "1e+21"}, {math.MaxFloat64, "1.7976931348623157e+308"}, {math.SmallestNonzeroFloat64, "5e-324"},
		{math.NaN(), `"NaN"`}, {math.Inf(1), `"Infinity"`}, {math.Inf(-1), `"-Infinity"`},
	} {
		var w wire.Writer
		w.Float(tc.f)
		assert.Equal(t, tc.want, string(w.Bytes()))
	}
}

func TestFloatsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := math.Float64frombits(rapid.Uint64().Draw(t, "bits"))
		var w wire.Writer
		w.Float(f)
		got, err := wire.NewReader(w.Bytes()).Float()
		require.NoError(t, err)
		if math.IsNaN(f) {
			require.True(t, math.IsNaN(got))
			return
		}
		require.Equal(t, math.Float64bits(f), math.Float64bits(got))
		if !math.IsInf(f, 0) {
			standard, err := json.Marshal(f)
			require.NoError(t, err)
			require.Equal(t, string(standard), string(w.Bytes()))
		}
	})
}

func TestTextsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		if rapid.Bool().Draw(t, "valid") {
			text = rapid.String().Draw(t, "string")
		}
		var w wire.Writer
		w.Text(text)
		require.True(t, json.Valid(w.Bytes()))
		got, err := wire.NewReader(w.Bytes()).Text()
		require.NoError(t, err)
		require.Equal(t, text, got)
	})
}
