package httpguard

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/internal/mock"
)

// chunked gives its bytes in pieces of these sizes, over and over.
type chunked struct {
	data  string
	sizes []int
	n     int
}

func (c *chunked) Read(p []byte) (int, error) {
	if c.data == "" {
		return 0, io.EOF
	}
	n := len(p)
	if len(c.sizes) > 0 {
		n = min(n, max(1, c.sizes[c.n%len(c.sizes)]))
		c.n++
	}
	n = copy(p[:n], c.data)
	c.data = c.data[n:]
	return n, nil
}

// through sends a stream through the gate, without a network.
func through(f format, guard *backfire.Guard, options *Options, stream string, sizes ...int) (out string, v Verdict, err error) {
	var verdicts []Verdict
	options.OnVerdict = collect(&verdicts)
	t := Transport{Guard: guard, Options: *options}
	if err := t.prepare(); err != nil {
		return "", Verdict{}, err
	}
	x := &exchange{
		options: &t.Options, limits: t.Options.Limits.withDefaults(), format: f, guard: guard, asides: t.asides,
		ctx: context.Background(), cancel: func() {}, body: io.NopCloser(nil),
	}
	x.judged, x.settle = context.WithCancel(x.ctx)
	body := &streamBody{x: x, source: directSource{&chunked{data: stream, sizes: sizes}}, wire: newWire(x)}
	data, err := io.ReadAll(body)
	body.Close()
	return string(data), verdicts[0], err
}

// textsOf returns what a stream says, part by part, as far as it is one.
func textsOf(f format, stream string) map[part]string {
	texts := map[part]string{}
	s := f.stream()
	var found findings
	r := eventReader{}
	copy(r.space(len(stream)), stream)
	r.got(len(stream))
	for {
		e, ok := r.next(true)
		if !ok {
			return texts
		}
		found.reset()
		if len(e.data) == 0 || e.odd || s.event(e, &found) != nil {
			continue
		}
		for _, p := range found.pieces {
			if !p.whole {
				texts[p.part] += p.text
			}
		}
	}
}

// released returns what a guard lets out of a text.
func released(guard *backfire.Guard, text string) string {
	var out bytes.Buffer
	s := guard.Stream(context.Background(), &out, nil)
	if _, err := s.WriteString(text); err == nil {
		s.Close()
	}
	return out.String()
}

// checkGate holds what came out against what went in.
func checkGate(t *testing.T, f format, guard *backfire.Guard, in string, sizes []int) {
	t.Helper()
	whole, v, err := through(f, guard, &Options{}, in)
	pieces, again, errAgain := through(f, guard, &Options{}, in, sizes...)
	equalText(t, whole, pieces)
	assert.Equal(t, err == nil, errAgain == nil, "%v, %v", err, errAgain)
	assert.Equal(t, v.Outcome, again.Outcome)
	assert.Equal(t, v.Report, again.Report)
	in = strings.TrimPrefix(in, string(byteOrderMark))
	if v.Outcome == Passed {
		equalText(t, in, whole)
	}
	if v.Outcome == Failed && errors.Is(v.Err, errHalfEvent) {
		assert.True(t, strings.HasPrefix(in, whole))
	}
	went := textsOf(f, in)
	for p, text := range textsOf(f, whole) {
		switch {
		case p.class == call:
			assert.Contains(t, []string{went[p], ""}, text, "a call leaves whole or not at all")
		case !strings.HasPrefix(released(guard, went[p]), text):
			t.Errorf("of %s has left %q, which is more than was approved of %q", p, text, went[p])
		}
	}
}

func fuzzFormat(f *testing.F, one format, seeds ...string) {
	f.Helper()
	for _, seed := range seeds {
		f.Add(seed, []byte{1, 7, 200})
	}
	f.Add(`{"choices":[{"message":{"content":"Hi \u00e9"}}],"output":[1.5e-3,-0,null],"content":[]}`, []byte{9})
	f.Add("data: {}\r\n\r\n:\n\ndata: {\"choices\":[{}]}\r\r", []byte{2})
	guard, err := backfire.New(backfire.Config{Facts: []backfire.Fact{{ID: "a", Text: "Tea costs $4 a cup."}}})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, stream string, cuts []byte) {
		if len(stream) > 16<<10 {
			return
		}
		sizes := []int{1}
		for _, c := range cuts {
			sizes = append(sizes, int(c))
		}
		checkGate(t, one, guard, stream, sizes)
		assert.Equal(t, json.Valid([]byte(stream)), valid([]byte(stream)))
		one.answer([]byte(stream)) // must not panic
		one.request([]byte(stream))
	})
}

func FuzzChat(f *testing.F) {
	fuzzFormat(f, chat{},
		`data: {"choices":[{"index":1,"delta":{"content":"Hi. Tea costs"}},{"delta":{"reasoning_content":"So"}}]}`+"\n\n"+
			`data: {"choices":[{"index":1,"delta":{"content":" $5 a cup."},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n",
		`data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"{\"a\":\"Tea costs "}}]}}]}`+"\n\n"+
			`data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"$5 a cup.\"}"}}]},"finish_reason":"tool_calls"}]}`+"\n\n")
}

func FuzzResponses(f *testing.F) {
	fuzzFormat(f, responses{},
		`data: {"type":"response.output_item.added","output_index":0,"item":{"id":"m","type":"message","status":"in_progress","content":[]}}`+"\n\n"+
			`data: {"type":"response.content_part.added","output_index":0,"content_index":0,"part":{"type":"output_text","text":""}}`+"\n\n"+
			`data: {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hi. Tea costs $5"}`+"\n\n"+
			`data: {"type":"response.output_text.done","output_index":0,"content_index":0,"text":"Hi. Tea costs $5"}`+"\n\n",
		`data: {"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"a\":4}"}`+"\n\n"+
			`data: {"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","arguments":"{\"a\":4}"}}`+"\n\n")
}

func FuzzMessages(f *testing.F) {
	fuzzFormat(f, messages{},
		`data: {"type":"message_start","message":{"usage":{"output_tokens":1}}}`+"\n\n"+
			`data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}`+"\n\n"+
			`data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi. Tea costs $5"}}`+"\n\n"+
			`data: {"type":"content_block_stop","index":0}`+"\n\n"+`data: {"type":"message_stop"}`+"\n\n",
		`data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","name":"f","input":{}}}`+"\n\n"+
			`data: {"type":"content_block_delta","index":0,"delta":{"partial_json":"{\"a\":\"Tea costs $5 a cup.\"}"}}`+"\n\n"+
			`data: {"type":"content_block_stop","index":0}`+"\n\n")
}

func FuzzEvents(f *testing.F) {
	f.Add("event: a\ndata: b\ndata: c\n\n: x\r\n\r\nid: 7\rdata\r\r", []byte{1, 2})
	f.Add("data: a\r\n\r\ndata: b\r\n\r\n", []byte{1})
	f.Add("\xef\xbb\xbfdata: x\n\n\n\ndata:y", []byte{3})
	f.Fuzz(func(t *testing.T, stream string, cuts []byte) {
		read := func(sizes []int) (events []event) {
			r, in := eventReader{}, chunked{data: stream, sizes: sizes}
			for eof := false; !eof; {
				n, err := in.Read(r.space(64))
				r.got(n)
				eof = err != nil
				for {
					e, ok := r.next(eof)
					if !ok {
						break
					}
					events = append(events, event{bytes.Clone(e.raw), bytes.Clone(e.kind), bytes.Clone(e.data), e.odd, e.many})
				}
			}
			return events
		}
		sizes := []int{}
		for _, c := range cuts {
			sizes = append(sizes, int(c))
		}
		whole, pieces := read([]int{1 << 20}), read(sizes)
		require.Equal(t, whole, pieces)
		var all []byte
		for _, e := range whole {
			all = append(all, e.raw...)
			if e.data != nil && !e.odd {
				assert.Equal(t, string(e.data), string(parseEvent(withData(e.raw, e.data)).data), "data put in can be read out")
			}
		}
		assert.Equal(t, strings.TrimPrefix(stream, string(byteOrderMark)), string(all))
	})
}

func TestAnyAnswerLeavesUpToItsFirstWrongClaim(t *testing.T) {
	guard := newGuard(t, nil)
	sentences := []string{trueSale, trueWindow, truePayment, falseWindow, "Penguins prefer herring.", "“Quite so”, she said.", "- 日本語です。"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) []string {
			text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(sentences), 0, 5).Draw(t, label), " ")
			if rapid.Bool().Draw(t, label+" by bytes") {
				return cutText(text, rapid.SliceOfN(rapid.IntRange(1, 30), 1, 5).Draw(t, label+" sizes"))
			}
			return mock.Tokens(text)
		}
		answer := mock.Answer{Choices: []mock.Choice{{Reasoning: draw("reasoning"), Text: draw("text")}}}
		sizes := rapid.SliceOfN(rapid.IntRange(1, 900), 1, 4).Draw(t, "sizes")
		dress := rapid.IntRange(0, 3).Draw(t, "dress")
		for _, api := range []struct {
			format format
			render func(mock.Answer) mock.Transcript
		}{{chat{}, mock.Chat}, {responses{}, mock.Responses}, {messages{}, mock.Messages}} {
			in := dressed(api.render(answer).Stream(), dress)
			out, v, err := through(api.format, guard, &Options{}, in, sizes...)
			require.NoError(t, err)
			reasoning, text := strings.Join(answer.Choices[0].Reasoning, ""), strings.Join(answer.Choices[0].Text, "")
			wantReasoning, wantText := released(guard, reasoning), released(guard, text)
			wrong := strings.Contains(reasoning, falseWindow)
			if wrong {
				wantText = ""
			}
			var gotReasoning, gotText string
			for p, left := range textsOf(api.format, out) {
				if p.class == spoken {
					gotText += left
				} else {
					gotReasoning += left
				}
			}
			require.Equal(t, wantReasoning, gotReasoning)
			require.Equal(t, wantText, gotText)
			if wrong || strings.Contains(text, falseWindow) {
				require.Equal(t, Halted, v.Outcome)
			} else {
				require.Equal(t, in, out)
			}
		}
	})
}

// dressed writes a stream in one of the ways that mean the same.
func dressed(stream string, how int) string {
	switch how {
	case 1:
		return strings.ReplaceAll(stream, "\n", "\r\n")
	case 2:
		return strings.ReplaceAll(stream, "\n", "\r")
	case 3: // data of two lines
		return strings.NewReplacer(`,"choices"`, ",\ndata: \"choices\"", `,"delta"`, ",\ndata:\"delta\"").Replace(stream)
	}
	return stream
}

// cutText cuts a text into pieces of these sizes, at code points: JSON has no halves of them.
func cutText(text string, sizes []int) (pieces []string) {
	runes := []rune(text)
	for i := 0; len(runes) > 0; i++ {
		n := min(sizes[i%len(sizes)], len(runes))
		pieces = append(pieces, string(runes[:n]))
		runes = runes[n:]
	}
	return slices.Clip(pieces)
}
