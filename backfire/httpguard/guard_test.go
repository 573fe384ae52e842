package httpguard

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/internal/mock"
)

// long cuts what tests print.
func long(s string) string {
	if len(s) > 600 {
		return s[:300] + " … " + s[len(s)-300:]
	}
	return s
}

// equalText is assert.Equal that does not print a book.
func equalText(t *testing.T, want, got string) {
	t.Helper()
	if want == got {
		return
	}
	at := 0
	for at < len(want) && at < len(got) && want[at] == got[at] {
		at++
	}
	at = max(at-80, 0)
	t.Errorf("texts differ:\nwant …%s\ngot  …%s", long(want[min(at, len(want)):]), long(got[min(at, len(got)):]))
}

// call is an answer with a tool call.
func withCall(arguments []string) mock.Answer {
	return mock.Answer{Choices: []mock.Choice{{
		Reasoning: mock.Tokens("The user wants to send something back. Let me look it up."),
		Text:      mock.Tokens(trueSale + " Let me look that up."),
		Calls:     []mock.Call{{Name: "lookup", Arguments: arguments}},
	}}}
}

const (
	goodArguments  = `{"order":{"id":7731,"note":"Sale items can be exchanged for another size."},"limit":[1,2]}`
	wrongArguments = `{"order":7731,"note":"` + falseWindow + `"}`
)

func TestNothingCutNothingChanged(t *testing.T) {
	cases := map[string]mock.Answer{
		"text":                     mock.Say(cleanAnswer),
		"text byte by byte":        {Choices: []mock.Choice{{Text: mock.Bytes(cleanAnswer)}}},
		"text at once":             {Choices: []mock.Choice{{Text: []string{cleanAnswer}}}},
		"no text at all":           {Choices: []mock.Choice{{}}},
		"reasoning and a call":     withCall(mock.Tokens(goodArguments)),
		"a call byte by byte":      withCall(mock.Bytes(goodArguments)),
		"a call without arguments": withCall([]string{"{}"}),
	}
	for _, api := range apis {
		for name, answer := range cases {
			t.Run(api.name+"/"+name, func(t *testing.T) {
				b := newBench(t, answers(map[string]mock.Answer{"m": answer}), nil)
				status, got := b.post(api.path, api.ask("m", "Hello.", true))
				assert.Equal(t, http.StatusOK, status)
				equalText(t, api.render(answer).Stream(), got)
				_, got = b.post(api.path, api.ask("m", "Hello.", false))
				equalText(t, api.render(answer).Whole, got)
				require.Len(t, b.verdicts, 2)
				streamed, whole := b.verdicts[0], b.verdicts[1]
				assert.Equal(t, Passed, streamed.Outcome)
				assert.Equal(t, Passed, whole.Outcome)
				assert.Equal(t, streamed.Supported, whole.Supported, "streamed or not, the same claims")
				assert.Equal(t, streamed.Unknown, whole.Unknown)
				assert.Equal(t, api.name, whole.Format)
				assert.Equal(t, "m", whole.Model)
			})
		}
	}
}

func TestWrongClaimIsCut(t *testing.T) {
	cases := map[string]struct {
		answer mock.Answer
		left   string // the text that leaves
		where  map[string]string
	}{
		"text": {mock.Say(wrongAnswer), trueSale, map[string]string{
			"openai.chat": "choices[0].content", "openai.responses": "output[0].content[0]", "anthropic.messages": "content[0].text"}},
		"text byte by byte": {mock.Answer{Choices: []mock.Choice{{Text: mock.Bytes(wrongAnswer)}}}, trueSale, nil},
		"text at once":      {mock.Answer{Choices: []mock.Choice{{Text: []string{wrongAnswer}}}}, trueSale, nil},
		"at the start":      {mock.Say(falseWindow + " " + trueSale), "", nil},
		"at the end":        {mock.Say(trueSale + " " + falseWindow), trueSale, nil},
		"in reasoning": {mock.Answer{Choices: []mock.Choice{{Reasoning: mock.Tokens(falseWindow), Text: mock.Tokens(trueSale)}}}, "", map[string]string{
			"openai.chat": "choices[0].reasoning_content", "openai.responses": "output[0].summary[0]", "anthropic.messages": "content[0].thinking"}},
		"in a call": {withCall(mock.Tokens(wrongArguments)), trueSale + " Let me look that up.", map[string]string{
			"openai.chat": "choices[0].tool_calls[0]", "openai.responses": "output[2].arguments", "anthropic.messages": "content[2].input"}},
	}
	for _, api := range apis {
		for name, c := range cases {
			for _, stream := range []bool{true, false} {
				t.Run(api.name+"/"+name+map[bool]string{true: "/streamed", false: "/whole"}[stream], func(t *testing.T) {
					b := newBench(t, answers(map[string]mock.Answer{"m": c.answer}), nil)
					status, got := b.post(api.path, api.ask("m", "Hello.", stream))
					assert.Equal(t, http.StatusOK, status)
					v := b.verdict()
					require.Equal(t, Halted, v.Outcome, long(got))
					if c.where != nil {
						assert.Equal(t, c.where[api.name], v.Report.Where)
					}
					assert.Equal(t, "window", v.Report.Fact.ID)
					assert.Equal(t, "contradiction", v.Report.Cause)
					assert.NotContains(t, got, " 60")
					assert.NotContains(t, got, "lookup", "a call leaves whole or not at all")
					seen := readAnswer(t, api.name, got, stream)
					assert.Equal(t, c.left, seen.text)
					assert.Equal(t, filtered[api.name], seen.finish)
					assert.Equal(t, "contradiction", seen.report.Cause)
					assert.Equal(t, v.Report.Claim.Span, seen.report.Claim.Span)
				})
			}
		}
	}
}

// filtered is how each API says that an answer was filtered.
var filtered = map[string]string{"openai.chat": "content_filter", "openai.responses": "content_filter", "anthropic.messages": "refusal"}

// seen is what a client makes of an answer.
type seen struct {
	text   string
	finish string
	report Report
	done   bool
}

// readAnswer reads an answer as a client does that is strict about the order of events.
func readAnswer(t *testing.T, format, body string, stream bool) (s seen) {
	t.Helper()
	if !stream {
		s.readWhole(t, format, body)
		return s
	}
	for _, block := range strings.SplitAfter(body, "\n\n") {
		if block == "" {
			continue
		}
		e := parseEvent([]byte(block))
		if string(e.data) == "[DONE]" {
			s.done = true
			continue
		}
		require.True(t, json.Valid(e.data), "%s", e.data)
		s.readEvent(t, format, e)
	}
	assert.True(t, s.done, "the stream has its end")
	return s
}

func (s *seen) readEvent(t *testing.T, format string, e event) {
	var v struct {
		Type    string
		Choices []struct {
			Delta struct {
				Content string
			}
			FinishReason string `json:"finish_reason"`
		}
		Delta    json.RawMessage
		Response struct {
			Status            string
			Backfire          *Report
			IncompleteDetails struct{ Reason string } `json:"incomplete_details"`
		}
		Backfire *Report
	}
	require.NoError(t, json.Unmarshal(e.data, &v))
	switch format {
	case "openai.chat":
		for _, c := range v.Choices {
			s.text += c.Delta.Content
			if c.FinishReason != "" {
				s.finish = c.FinishReason
			}
		}
	case "openai.responses":
		assert.Equal(t, v.Type, string(e.kind))
		if v.Type == "response.output_text.delta" {
			var delta string
			require.NoError(t, json.Unmarshal(v.Delta, &delta))
			s.text += delta
		}
		if v.Response.Status == "incomplete" || v.Response.Status == "completed" {
			s.done, s.finish, v.Backfire = true, v.Response.IncompleteDetails.Reason, v.Response.Backfire
		}
	case "anthropic.messages":
		assert.Equal(t, v.Type, string(e.kind))
		var delta struct {
			Text       string
			StopReason string `json:"stop_reason"`
		}
		if v.Delta != nil {
			require.NoError(t, json.Unmarshal(v.Delta, &delta))
		}
		s.text += delta.Text
		if delta.StopReason != "" {
			s.finish = delta.StopReason
		}
		s.done = s.done || v.Type == "message_stop"
	}
	if v.Backfire != nil {
		s.report = *v.Backfire
	}
}

func (s *seen) readWhole(t *testing.T, format, body string) {
	var v struct {
		Choices []struct {
			Message      struct{ Content string }
			FinishReason string `json:"finish_reason"`
		}
		Output []struct {
			Type    string
			Content []struct{ Text string }
		}
		IncompleteDetails struct{ Reason string } `json:"incomplete_details"`
		Content           []struct{ Text string }
		StopReason        string `json:"stop_reason"`
		Backfire          Report
	}
	require.NoError(t, json.Unmarshal([]byte(body), &v), long(body))
	for _, c := range v.Choices {
		s.text, s.finish = s.text+c.Message.Content, c.FinishReason
	}
	for _, item := range v.Output {
		for _, c := range item.Content {
			s.text += c.Text
		}
	}
	for _, c := range v.Content {
		s.text += c.Text
	}
	s.finish += v.IncompleteDetails.Reason + v.StopReason
	s.report = v.Backfire
}
