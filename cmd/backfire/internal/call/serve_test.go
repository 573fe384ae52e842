package call

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

func openKernel(t testing.TB) kernel.Kernel {
	t.Helper()
	choice, err := kernel.Open()
	require.NoError(t, err)
	return choice.Kernel
}

// ask returns the answer to one line.
func ask(t *testing.T, line string) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, Serve(context.Background(), strings.NewReader(line+"\n"), &out))
	answer, ok := strings.CutSuffix(out.String(), "\n")
	require.True(t, ok)
	require.NotContains(t, answer, "\n")
	return answer
}

func TestIDsComeBackAsTheyWere(t *testing.T) {
	for _, id := range []string{`1`, `1.50`, `"a\u0062"`, `null`, `true`, `[1, 2]`, `{"a": "\ud83d\ude00"}`} {
		assert.Equal(t, `{"id":`+id+`,"out":{"folded":"x","map":[0]}}`, ask(t, `{"id":`+id+`,"fn":"fold","in":{"text":"X"}}`))
	}
	assert.Equal(t, `{"id":null,"out":{"folded":"x","map":[0]}}`, ask(t, `{"fn":"fold","in":{"text":"X"}}`))
}

func TestErrorsCostOnlyTheirOwnLine(t *testing.T) {
	lines := []struct{ in, want string }{
		{`{"id":1,"fn":"fold","in":{"text":"A"}}`, `{"id":1,"out":{"folded":"a","map":[0]}}`},
		{`junk`, `{"id":null,"err":{"code":"malformed_json","message":"not JSON: want an object, at byte 0"}}`},
		{``, `{"id":null,"err":{"code":"malformed_json","message":"not JSON: want an object; the line ends at byte 0"}}`},
		{`{"id":2,"fn":"fold","in":{"text":"A"}`,
			`{"id":2,"err":{"code":"malformed_json","message":"not JSON: want ',' or '}'; the line ends at byte 37"}}`},
		{`[1]`, `{"id":null,"err":{"code":"wrong_type","message":"want an object, got an array"}}`},
		{`{"id":3}`, `{"id":3,"err":{"code":"missing_field","message":"the key \"fn\" is missing"}}`},
		{`{"id":3,"fn":"fold"}`, `{"id":3,"err":{"code":"missing_field","message":"the key \"in\" is missing"}}`},
		{`{"id":3,"fn":"fold","in":{},"out":{}}`, `{"id":3,"err":{"code":"unknown_field","message":"out: unknown key; want id, fn, in"}}`},
		{`{"id":4,"fn":"Fold","in":{}}`, `{"id":4,"err":{"code":"unknown_function","message":"there is no function \"Fold\"; want analyze, ` +
			`bm25, coherence, confidence, divergence, fold, ground, halt, injection_verdict, redact, review, scan, signals, softmax, stream"}}`},
		{`{"id":5,"fn":"fold","in":{"text":1}}`,
			`{"id":5,"err":{"code":"wrong_type","message":"in.text: want a string or {\"b64\":\"…\"}, got a number"}}`},
		{`{"id":6,"fn":"fold","in":[]}`, `{"id":6,"err":{"code":"wrong_type","message":"in: want an object, got an array"}}`},
		{`{"id":7,"fn":"ground","in":{"claim":"a","evidence":[{"id":"x","text":"b"},{"id":1.5,"text":"c"}]}}`,
			`{"id":7,"err":{"code":"wrong_type","message":"in.evidence[1].id: want a whole number, got 1.5"}}`},
		{`{"id":8,"fn":"fold","in":{"text":"B"}}`, `{"id":8,"out":{"folded":"b","map":[0]}}`},
	}
	var in, want strings.Builder
	for _, l := range lines {
		in.WriteString(l.in + "\n")
		want.WriteString(l.want + "\n")
	}
	var out bytes.Buffer
	require.NoError(t, Serve(context.Background(), strings.NewReader(in.String()), &out))
	assert.Equal(t, want.String(), out.String())
}

func TestTooLongALine(t *testing.T) {
	short := `{"id":1,"fn":"fold","in":{"text":"A"}}`
	in := short + "\n" + strings.Repeat("x", 101) + "\n" + short
	var out bytes.Buffer
	require.NoError(t, serve(context.Background(), openKernel(t), strings.NewReader(in), &out, 100))
	answer := `{"id":1,"out":{"folded":"a","map":[0]}}` + "\n"
	assert.Equal(t, answer+`{"id":null,"err":{"code":"line_too_long","message":"this line has 101 bytes; want at most 100"}}`+"\n"+answer, out.String())
}

func TestAnswersAreOutBeforeTheNextRead(t *testing.T) {
	var out bytes.Buffer
	waits := 0
	in := io.MultiReader(
		strings.NewReader(`{"id":1,"fn":"fold","in":{"text":"A"}}`+"\n"+`{"id":2,`),
		readFunc(func([]byte) (int, error) {
			waits++
			assert.Equal(t, `{"id":1,"out":{"folded":"a","map":[0]}}`+"\n", out.String())
			return 0, io.EOF
		}),
	)
	require.NoError(t, Serve(context.Background(), in, &out))
	assert.Positive(t, waits)
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

func TestFailingInputLosesNoAnswer(t *testing.T) {
	broken := errors.New("broken")
	var out bytes.Buffer
	in := io.MultiReader(strings.NewReader(`{"id":1,"fn":"fold","in":{"text":"A"}}`+"\n"), iotest.ErrReader(broken))
	require.ErrorIs(t, Serve(context.Background(), in, &out), broken)
	assert.Equal(t, `{"id":1,"out":{"folded":"a","map":[0]}}`+"\n", out.String())
}

func TestFailingOutputEndsTheServing(t *testing.T) {
	broken := errors.New("broken")
	err := Serve(context.Background(), strings.NewReader(`{"id":1,"fn":"fold","in":{"text":"A"}}`+"\n"), writeFunc(func([]byte) (int, error) {
		return 0, broken
	}))
	assert.ErrorIs(t, err, broken)
}

type writeFunc func([]byte) (int, error)

func (f writeFunc) Write(p []byte) (int, error) { return f(p) }

func TestAPanicIsAnAnswer(t *testing.T) {
	functions["panic"] = func(*server, *wireReader) error { panic("boom") }
	defer delete(functions, "panic")
	s := &server{ctx: context.Background(), kernel: openKernel(t)}
	assert.Equal(t, `{"id":1,"err":{"code":"internal","message":"panic: this should not happen, please report it: boom"}}`,
		string(s.answer([]byte(`{"id":1,"fn":"panic","in":{}}`), nil)))
	assert.Equal(t, `{"id":2,"out":{"folded":"a","map":[0]}}`, string(s.answer([]byte(`{"id":2,"fn":"fold","in":{"text":"A"}}`), nil)))
}

// FuzzServe checks that whatever comes in, each line gets one line of JSON back, and none of them is a fault of ours.
func FuzzServe(f *testing.F) {
	for _, tc := range functionCases {
		f.Add([]byte(tc.line()))
		f.Add([]byte(tc.line()[:len(tc.line())/2]))
	}
	f.Add([]byte("\n\n{}\r\n\xff\x00"))
	f.Add([]byte(`{"id":1,"fn":"halt","in":{"config":{"window":1,"trend_window":2},"tokens":[{"token":"","score":"Infinity","entropy":"NaN"}]}}`))
	k := openKernel(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		require.NoError(t, serve(context.Background(), k, bytes.NewReader(in), &out, MaxLine))
		lines := bytes.Count(in, []byte("\n"))
		if len(in) > 0 && in[len(in)-1] != '\n' {
			lines++
		}
		answers := slices.Collect(bytes.Lines(out.Bytes()))
		require.Len(t, answers, lines)
		for _, answer := range answers {
			var got struct {
				ID  json.RawMessage
				Out json.RawMessage
				Err *struct{ Code, Message string }
			}
			require.NoError(t, json.Unmarshal(answer, &got), "%s", answer)
			require.NotNil(t, got.ID)
			require.NotEqual(t, got.Out != nil, got.Err != nil, "one of the two: %s", answer)
			if got.Err != nil {
				require.NotEqual(t, internal, got.Err.Code, "%s", answer)
			}
		}
	})
}

func BenchmarkGround(b *testing.B) {
	line := `{"id":1,"fn":"ground","in":{"claim":"It costs $20.","evidence":[{"id":"p","text":"It costs $19."}]}}` + "\n"
	b.SetBytes(int64(len(line)))
	if err := Serve(context.Background(), strings.NewReader(strings.Repeat(line, b.N)), io.Discard); err != nil {
		b.Fatal(err)
	}
}
