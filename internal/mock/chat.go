package mock

import (
	"fmt"
	"strings"
)

// Chat returns an answer in the shape of Chat Completions. The tokens of several choices come by turns.
func Chat(a Answer) Transcript {
	const head = `"id":"chatcmpl-CQ1x7dGmT0rW4bKzYtJv2nLpE9aHs","object":"chat.completion%s","created":1760000000,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_560af6e559"`
	var t Transcript
	chunk := func(choice int, delta, finish string) {
		t.add("", `{`+head+`,"choices":[{"index":%d,"delta":%s,"logprobs":null,"finish_reason":%s}],"usage":null,"obfuscation":"%s"}`,
			".chunk", choice, delta, finish, strings.Repeat("x", 3+len(delta)%5))
	}
	lists := make([][]string, len(a.Choices))
	for i, c := range a.Choices {
		chunk(i, `{"role":"assistant","content":"","refusal":null}`, "null")
		lists[i] = chatDeltas(c)
	}
	for more, n := true, 0; more; n++ {
		more = false
		for i, deltas := range lists {
			if n < len(deltas) {
				chunk(i, deltas[n], "null")
				more = true
			}
		}
	}
	usage := `{"prompt_tokens":31,"completion_tokens":42,"total_tokens":73,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0}}`
	var whole []string
	for i, c := range a.Choices {
		finish := `"stop"`
		if len(c.Calls) > 0 {
			finish = `"tool_calls"`
		}
		chunk(i, `{}`, finish)
		whole = append(whole, fmt.Sprintf(`{"index":%d,"message":%s,"logprobs":null,"finish_reason":%s}`, i, chatWhole(c), finish))
	}
	t.add("", `{`+head+`,"choices":[],"usage":%s,"obfuscation":"cQ"}`, ".chunk", usage)
	t.add("", "[DONE]")
	t.Whole = fmt.Sprintf(`{`+head+`,"choices":[%s],"usage":%s}`, "", strings.Join(whole, ","), usage)
	return t
}

// chatDeltas returns the deltas of a choice.
func chatDeltas(c Choice) (deltas []string) {
	for _, token := range c.Reasoning {
		deltas = append(deltas, `{"reasoning_content":`+text(token)+`}`)
	}
	for _, token := range c.Text {
		deltas = append(deltas, `{"content":`+text(token)+`}`)
	}
	for i, call := range c.Calls {
		deltas = append(deltas, fmt.Sprintf(`{"tool_calls":[{"index":%d,"id":"call_%d","type":"function","function":{"name":%s,"arguments":""}}]}`, i, i, text(call.Name)))
		for _, token := range call.Arguments {
			deltas = append(deltas, fmt.Sprintf(`{"tool_calls":[{"index":%d,"function":{"arguments":%s}}]}`, i, text(token)))
		}
	}
	return deltas
}

// chatWhole returns a choice's message.
func chatWhole(c Choice) string {
	content := "null"
	if len(c.Text) > 0 {
		content = text(strings.Join(c.Text, ""))
	}
	message := `{"role":"assistant","content":` + content + `,"refusal":null,"annotations":[]`
	if len(c.Reasoning) > 0 {
		message += `,"reasoning_content":` + text(strings.Join(c.Reasoning, ""))
	}
	var calls []string
	for i, call := range c.Calls {
		calls = append(calls, fmt.Sprintf(`{"id":"call_%d","type":"function","function":{"name":%s,"arguments":%s}}`, i, text(call.Name), text(strings.Join(call.Arguments, ""))))
	}
	if len(calls) > 0 {
		message += `,"tool_calls":[` + strings.Join(calls, ",") + `]`
	}
	return message + "}"
}
