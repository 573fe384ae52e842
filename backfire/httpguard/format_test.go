package httpguard

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/internal/mock"
)

func TestPathsAreThoseOfTheAPIs(t *testing.T) {
	for request, want := range map[string]string{
		"POST /v1/chat/completions":                     "openai.chat",
		"POST /openai/deployments/gpt/chat/completions": "openai.chat",
		"POST /v1/completions":                          "openai.chat",
		"GET /v1/chat/completions/chatcmpl-1":           "openai.chat",
		"POST /v1/responses":                            "openai.responses",
		"GET /v1/responses/resp_1":                      "openai.responses",
		"POST /v1/responses/resp_1/cancel":              "openai.responses",
		"POST //v1//responses/":                         "openai.responses",
		"POST /v1/x/../messages":                        "anthropic.messages",
		"POST /v1/messages":                             "anthropic.messages",
		"POST /v1/messages/count_tokens":                "",
		"POST /v1/messages/batches":                     "",
		"GET /v1/responses/resp_1/input_items":          "",
		"GET /v1/models":                                "",
		"DELETE /v1/responses/resp_1":                   "",
		"POST /v1/embeddings":                           "",
	} {
		method, path, _ := strings.Cut(request, " ")
		r, err := http.NewRequest(method, "http://x"+path, nil)
		require.NoError(t, err)
		name := ""
		if f := formatOf(r); f != nil {
			name = f.name()
		}
		assert.Equal(t, want, name, request)
	}
}

func TestAnswersThatAreFetchedLater(t *testing.T) {
	wrong := mock.Say(wrongAnswer)
	b := newBench(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := mock.Responses(wrong)
		if r.FormValue("stream") != "" {
			sends(eventStream, t.Stream())(w, r)
			return
		}
		sends("application/json", t.Whole)(w, r)
	}), nil)
	for _, query := range []string{"", "?stream=true"} {
		resp, err := b.client.Get(b.url + "/v1/responses/resp_1" + query)
		require.NoError(t, err)
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		require.NoError(t, err)
		assert.NotContains(t, string(body), " 60")
		assert.Equal(t, "content_filter", readAnswer(t, "openai.responses", string(body), query != "").finish)
	}
}

func TestTextsThatFewServicesSend(t *testing.T) {
	chunk := func(delta string) string { return `data: {"choices":[{"index":0,"delta":` + delta + "}]}\n\n" }
	end := "data: [DONE]\n\n"
	result := func(block string) string {
		return `data: {"type":"content_block_start","index":0,"content_block":` + block + "}\n\n" +
			`data: {"type":"content_block_stop","index":0}` + "\n\n" + `data: {"type":"message_stop"}` + "\n\n"
	}
	item := func(item string) string {
		return `data: {"type":"response.output_item.done","output_index":0,"item":` + item + "}\n\n"
	}
	say := func(format string) string { return strings.ReplaceAll(format, "%s", quoted(falseWindow)) }
	streams := map[string]struct{ path, stream string }{
		"completions":          {"/v1/completions", say(`data: {"object":"text_completion","choices":[{"index":0,"text":%s,"finish_reason":"stop"}]}` + "\n\n" + end)},
		"a function call":      {apis[2].path, chunk(say(`{"function_call":{"name":"f","arguments":%s}}`)) + end},
		"a custom tool":        {apis[2].path, chunk(say(`{"tool_calls":[{"index":0,"type":"custom","custom":{"name":"f","input":%s}}]}`)) + end},
		"parts of content":     {apis[2].path, chunk(say(`{"content":[{"type":"text","text":%s}]}`)) + end},
		"thinking in a part":   {apis[2].path, chunk(say(`{"content":[{"type":"thinking","thinking":[{"type":"text","text":%s}]}]}`)) + end},
		"details of reasoning": {apis[2].path, chunk(say(`{"reasoning_details":[{"type":"reasoning.text","text":%s}]}`)) + end},
		"a transcript":         {apis[2].path, chunk(say(`{"audio":{"id":"a","transcript":%s}}`)) + end},
		"a refusal":            {apis[2].path, chunk(say(`{"refusal":%s}`)) + end},
		"an unknown member":    {apis[2].path, chunk(say(`{"musings":%s}`)) + end},
		"an index at the end":  {apis[2].path, say(`data: {"choices":[{"delta":{"content":%s},"index":3}]}` + "\n\n" + end)},
		"text within message_start": {apis[1].path, say(`data: {"type":"message_start","message":{"content":[{"type":"text","text":%s}]}}`+"\n\n") +
			`data: {"type":"content_block_stop","index":0}` + "\n\n" + `data: {"type":"message_stop"}` + "\n\n"},
		"text within a block's start": {apis[1].path, say(`data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":%s}}`+"\n\n") +
			`data: {"type":"message_stop"}` + "\n\n"},
		"an unknown delta of a block": {apis[1].path, say(`data: {"type":"content_block_delta","index":0,"delta":{"type":"musing_delta","musing":%s}}`+"\n\n") +
			`data: {"type":"message_stop"}` + "\n\n"},
		"all at its end":                {apis[0].path, say(`data: {"type":"response.output_text.done","output_index":0,"content_index":0,"text":%s}` + "\n\n")},
		"an item that comes at once":    {apis[0].path, say(`data: {"type":"response.output_item.done","output_index":0,"item":{"type":"message","content":[{"type":"output_text","text":%s}]}}` + "\n\n")},
		"a response that comes at once": {apis[0].path, say(`data: {"type":"response.completed","response":{"output":[{"type":"message","content":[{"type":"output_text","text":%s}]}]}}` + "\n\n")},
		"another text at its end": {apis[0].path, say(`data: {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hello."}` + "\n\n" +
			`data: {"type":"response.output_text.done","output_index":0,"content_index":0,"text":%s}` + "\n\n")},
		"code":                   {apis[0].path, say(`data: {"type":"response.code_interpreter_call_code.done","output_index":0,"code":%s}` + "\n\n")},
		"an unknown delta":       {apis[0].path, say(`data: {"type":"response.musing.delta","output_index":0,"delta":%s}` + "\n\n")},
		"arguments in an object": {apis[2].path, chunk(say(`{"tool_calls":[{"index":0,"function":{"name":"f","arguments":{"note":%s}}}]}`)) + end},
		"content in an object":   {apis[2].path, chunk(say(`{"content":{"text":%s}}`)) + end},
		"strings of content":     {apis[2].path, chunk(say(`{"content":[%s]}`)) + end},
		"a part's text in one":   {apis[2].path, chunk(say(`{"content":[{"type":"text","text":{"value":%s}}]}`)) + end},
		"reasoning in an object": {apis[2].path, chunk(say(`{"reasoning_content":{"text":%s}}`)) + end},
		"a block's text in one":  {apis[1].path, say(`data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":{"value":%s}}}`+"\n\n") + `data: {"type":"message_stop"}` + "\n\n"},
		"an MCP tool's result":   {apis[1].path, result(say(`{"type":"mcp_tool_result","tool_use_id":"a","content":[{"type":"text","text":%s}]}`))},
		"what code printed":      {apis[1].path, result(say(`{"type":"code_execution_tool_result","tool_use_id":"a","content":{"type":"code_execution_result","stdout":%s,"stderr":""}}`))},
		"what code's log has":    {apis[0].path, item(say(`{"type":"code_interpreter_call","code":"1","outputs":[{"type":"logs","logs":%s}]}`))},
		"a shell's commands":     {apis[0].path, item(say(`{"type":"shell_call","action":{"commands":["echo",%s]}}`))},
		"a patch":                {apis[0].path, item(say(`{"type":"apply_patch_call","operation":{"type":"update_file","path":"a","diff":%s}}`))},
		"a shell's output":       {apis[0].path, item(say(`{"type":"shell_call_output","output":[{"stdout":%s,"stderr":""}]}`))},
		"a delta in an object":   {apis[0].path, say(`data: {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":{"value":%s}}` + "\n\n")},
		"a text's logprobs":      {apis[0].path, item(say(`{"type":"message","content":[{"type":"output_text","logprobs":[{"token":%s}],"text":%s}]}`))},
		"output before arguments": {apis[0].path, say(`data: {"type":"response.output_item.added","output_index":0,"item":{"type":"mcp_call","output":"Sent 60.","arguments":"{\"a\":\"`+falseWindow+`\"}"}}`+"\n\n") +
			item(`{"type":"mcp_call","output":"Sent 60.","arguments":"{\"a\":\"`+falseWindow+`\"}"}`)},
		"a type that the event alone names": {apis[1].path, say("event: content_block_delta\n"+`data: {"index":0,"delta":{"type":"text_delta","text":%s}}`+"\n\n") + `data: {"type":"message_stop"}` + "\n\n"},
		"an item's type so":                 {apis[0].path, say("event: response.output_item.done\n" + `data: {"output_index":0,"item":{"type":"message","content":[{"type":"output_text","text":%s}]}}` + "\n\n")},
		"a tool's output":                   {apis[0].path, say(`data: {"type":"response.output_item.done","output_index":0,"item":{"type":"mcp_call","arguments":"{}","output":%s}}` + "\n\n")},
	}
	for name, c := range streams {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, sends(eventStream, c.stream), nil)
			_, got := b.post(c.path, `{"model":"m","stream":true}`)
			assert.NotContains(t, got, " 60")
			assert.Equal(t, Halted, b.verdict().Outcome)
			right := strings.ReplaceAll(c.stream, falseWindow, trueWindow)
			b = newBench(t, sends(eventStream, right), nil)
			_, got = b.post(c.path, `{"model":"m","stream":true}`)
			equalText(t, right, got)
		})
	}
}

func TestWholeAnswersThatFewServicesSend(t *testing.T) {
	cases := map[string]struct{ path, body, gone string }{
		"arguments and output of a call": {apis[0].path, `{"status":"completed","output":[{"type":"mcp_call","name":"send","arguments":"{\"a\":\"%s\"}","output":"sent."}]}`, "sent."},
		"output and arguments of a call": {apis[0].path, `{"status":"completed","output":[{"type":"mcp_call","name":"send","output":"sent.","arguments":"{\"a\":\"%s\"}"}]}`, "sent."},
		"logprobs of a cut text":         {apis[0].path, `{"output":[{"type":"message","content":[{"type":"output_text","text":"` + trueSale + ` %s","annotations":[{"title":"SECOND"}],"logprobs":[{"token":"SECOND"}]}]}]}`, "SECOND"},
		"annotations of a cut choice":    {apis[2].path, `{"choices":[{"message":{"content":"` + trueSale + ` %s","annotations":[{"title":"SECOND"}]}}]}`, "SECOND"},
		"what code's log has":            {apis[0].path, `{"output":[{"type":"code_interpreter_call","code":"1","outputs":[{"type":"logs","logs":"%s"}]}]}`, "logs"},
		"a shell's commands":             {apis[0].path, `{"output":[{"type":"shell_call","action":{"commands":["echo","%s"]}}]}`, "echo"},
		"a patch":                        {apis[0].path, `{"output":[{"type":"apply_patch_call","operation":{"diff":"%s"}}]}`, "diff"},
		"arguments in an object":         {apis[2].path, `{"choices":[{"message":{"tool_calls":[{"function":{"name":"send","arguments":{"a":"%s"}}}]}}]}`, "send"},
		"content in an object":           {apis[2].path, `{"choices":[{"message":{"content":{"value":"%s"}}}]}`, "value"},
		"strings of content":             {apis[2].path, `{"choices":[{"message":{"content":["%s"]}}]}`, "Customers"},
		"an MCP tool's result":           {apis[1].path, `{"content":[{"type":"mcp_tool_result","content":[{"type":"text","text":"%s"}]}]}`, "mcp_tool_result"},
		"what code printed":              {apis[1].path, `{"content":[{"type":"bash_code_execution_tool_result","content":{"stdout":"%s","stderr":""}}]}`, "stdout"},
		"what code printed, by an error": {apis[1].path, `{"content":[{"type":"code_execution_tool_result","content":{"stdout":"","stderr":"%s"}}]}`, "stderr"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			right := strings.Replace(c.body, "%s", trueWindow, 1)
			b := newBench(t, sends("application/json", right), nil)
			_, got := b.post(c.path, `{}`)
			assert.Equal(t, right, got)

			b = newBench(t, sends("application/json", strings.Replace(c.body, "%s", falseWindow, 1)), nil)
			status, got := b.post(c.path, `{}`)
			assert.Equal(t, http.StatusOK, status)
			assert.Equal(t, Halted, b.verdict().Outcome)
			assert.NotContains(t, got, "60 days")
			assert.NotContains(t, got, c.gone)
		})
	}
}

// blocksOf is an answer of Messages with these texts, each in a block of its own, as where there are citations.
func blocksOf(texts ...string) (stream, whole string) {
	stream = `data: {"type":"message_start","message":{"content":[],"usage":{"output_tokens":1}}}` + "\n\n"
	var blocks []string
	for i, text := range texts {
		index := string(rune('0' + i))
		stream += `data: {"type":"content_block_start","index":` + index + `,"content_block":{"type":"text","text":"","citations":[]}}` + "\n\n"
		for _, token := range mock.Tokens(text) {
			stream += `data: {"type":"content_block_delta","index":` + index + `,"delta":{"type":"text_delta","text":` + quoted(token) + `}}` + "\n\n"
		}
		stream += `data: {"type":"content_block_stop","index":` + index + `}` + "\n\n"
		blocks = append(blocks, `{"type":"text","text":`+quoted(text)+`}`)
	}
	stream += `data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}` + "\n\n" + `data: {"type":"message_stop"}` + "\n\n"
	return stream, `{"content":[` + strings.Join(blocks, ",") + `],"stop_reason":"end_turn"}`
}

func TestAClaimMayGoOnInTheNextBlock(t *testing.T) {
	ask := func(texts ...string) (streamed, whole string, v []Verdict) {
		stream, all := blocksOf(texts...)
		b := newBench(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "stream") {
				sends(eventStream, stream)(w, r)
				return
			}
			sends("application/json", all)(w, r)
		}), nil)
		_, streamed = b.post("/v1/messages", `{"stream":true}`)
		_, whole = b.post("/v1/messages", `{}`)
		return streamed, whole, b.verdicts
	}
	streamed, whole, verdicts := ask(trueSale+" Customers may return an unused item ", "within 30 days", " of delivery.")
	stream, all := blocksOf(trueSale+" Customers may return an unused item ", "within 30 days", " of delivery.")
	equalText(t, stream, streamed)
	equalText(t, all, whole)
	assert.Equal(t, 2, verdicts[0].Supported)
	assert.Equal(t, 2, verdicts[1].Supported)

	streamed, whole, verdicts = ask(trueSale+" Customers may return an unused item ", "within 60 days", " of delivery.")
	for _, body := range []string{streamed, whole} {
		assert.NotContains(t, body, "Customers")
		assert.NotContains(t, body, "60 days")
		assert.Contains(t, body, `"refusal"`)
	}
	assert.Equal(t, 1, strings.Count(streamed, `"type":"content_block_start"`))
	assert.Equal(t, 1, strings.Count(streamed, `"type":"content_block_stop"`))
	assert.Contains(t, whole, `"content":[{"type":"text","text":"`+trueSale+`"}]`)
	for _, v := range verdicts {
		assert.Equal(t, Halted, v.Outcome)
		assert.Equal(t, "content[0].text", v.Report.Where)
	}

	streamed, whole, _ = ask(trueSale+" ", trueWindow+" ", falseWindow)
	for _, body := range []string{streamed, whole} {
		assert.Equal(t, 2, strings.Count(body, `"type":"text",`), "the first two stay")
		assert.NotContains(t, body, " 60")
	}
}

func TestTextsKeepTheirNames(t *testing.T) {
	long := strings.Repeat(trueSale+" "+trueWindow+" ", 40)
	answer := mock.Answer{Choices: []mock.Choice{{Reasoning: mock.Tokens(long), Text: mock.Tokens(long + falseWindow + " " + trueSale)}}}
	for _, api := range apis {
		b := newBench(t, answers(map[string]mock.Answer{"m": answer}), nil)
		b.post(api.path, api.ask("m", "Hi.", true))
		v := b.verdict()
		assert.Equal(t, map[string]string{
			"openai.chat": "choices[0].content", "openai.responses": "output[1].content[0]", "anthropic.messages": "content[1].text",
		}[api.name], v.Report.Where)
		assert.Equal(t, 160, v.Supported, "each text is one, from its first event to its last")
		assert.Equal(t, int64(len(long)), v.Report.Left+1, "the space before the claim goes with it")
	}
}
