package mock

import (
	"fmt"
	"strings"
)

// Responses returns an answer in the shape of OpenAI's Responses. It has one choice.
func Responses(a Answer) Transcript {
	r := responseWriter{}
	r.event("response.created", `"response":%s`, r.response("in_progress", false))
	r.event("response.in_progress", `"response":%s`, r.response("in_progress", false))
	c := a.Choices[0]
	if len(c.Reasoning) > 0 {
		r.reasoning(c.Reasoning)
	}
	if len(c.Text) > 0 {
		r.message(c.Text)
	}
	for _, call := range c.Calls {
		r.call(call)
	}
	whole := r.response("completed", true)
	r.event("response.completed", `"response":%s`, whole)
	r.Whole = whole
	return r.Transcript
}

// responseWriter writes the events of one answer.
type responseWriter struct {
	Transcript
	items []string
}

// event adds an event with its number.
func (r *responseWriter) event(kind, format string, args ...any) {
	r.add(kind, `{"type":%s,"sequence_number":%d,%s}`, text(kind), len(r.Events), fmt.Sprintf(format, args...))
}

// response returns the answer as far as it goes.
func (r *responseWriter) response(status string, ended bool) string {
	completed, usage := "", "null"
	if ended {
		completed = `"completed_at":1760000004,`
		usage = `{"input_tokens":31,"input_tokens_details":{"cached_tokens":0},"output_tokens":42,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":73}`
	}
	return fmt.Sprintf(`{"id":"resp_68e5c3a0b1d88190a7","object":"response","created_at":1760000000,"status":%s,%s"background":false,"error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"model":"gpt-4o-mini-2024-07-18","output":[%s],"parallel_tool_calls":true,"previous_response_id":null,"reasoning":{"effort":null,"summary":null},"service_tier":"default","store":false,"temperature":1.0,"text":{"format":{"type":"text"},"verbosity":"medium"},"tool_choice":"auto","tools":[],"top_logprobs":0,"top_p":1.0,"truncation":"disabled","usage":%s,"user":null,"metadata":{}}`,
		text(status), completed, strings.Join(r.items, ","), usage)
}

func (r *responseWriter) begin(item string) {
	r.event("response.output_item.added", `"output_index":%d,"item":%s`, len(r.items), item)
}

func (r *responseWriter) end(item string) {
	r.event("response.output_item.done", `"output_index":%d,"item":%s`, len(r.items), item)
	r.items = append(r.items, item)
}

func (r *responseWriter) reasoning(tokens []string) {
	at := fmt.Sprintf(`"item_id":"rs_1","output_index":%d,"summary_index":0`, len(r.items))
	all := text(strings.Join(tokens, ""))
	r.begin(`{"id":"rs_1","type":"reasoning","summary":[]}`)
	r.event("response.reasoning_summary_part.added", `%s,"part":{"type":"summary_text","text":""}`, at)
	for _, token := range tokens {
		r.event("response.reasoning_summary_text.delta", `%s,"delta":%s,"obfuscation":"pQz"`, at, text(token))
	}
	r.event("response.reasoning_summary_text.done", `%s,"text":%s`, at, all)
	r.event("response.reasoning_summary_part.done", `%s,"part":{"type":"summary_text","text":%s}`, at, all)
	r.end(`{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":` + all + `}]}`)
}

func (r *responseWriter) message(tokens []string) {
	at := fmt.Sprintf(`"item_id":"msg_1","output_index":%d,"content_index":0`, len(r.items))
	all := text(strings.Join(tokens, ""))
	r.begin(`{"id":"msg_1","type":"message","status":"in_progress","content":[],"role":"assistant"}`)
	r.event("response.content_part.added", `%s,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""}`, at)
	for _, token := range tokens {
		r.event("response.output_text.delta", `%s,"delta":%s,"logprobs":[],"obfuscation":"aB9"`, at, text(token))
	}
	part := `{"type":"output_text","annotations":[],"logprobs":[],"text":` + all + `}`
	r.event("response.output_text.done", `%s,"text":%s,"logprobs":[]`, at, all)
	r.event("response.content_part.done", `%s,"part":%s`, at, part)
	r.end(`{"id":"msg_1","type":"message","status":"completed","content":[` + part + `],"role":"assistant"}`)
}

func (r *responseWriter) call(c Call) {
	n := len(r.items)
	at := fmt.Sprintf(`"item_id":"fc_%d","output_index":%d`, n, n)
	item := func(status, arguments string) string {
		return fmt.Sprintf(`{"id":"fc_%d","type":"function_call","status":%s,"arguments":%s,"call_id":"call_%d","name":%s}`, n, text(status), arguments, n, text(c.Name))
	}
	all := text(strings.Join(c.Arguments, ""))
	r.begin(item("in_progress", `""`))
	for _, token := range c.Arguments {
		r.event("response.function_call_arguments.delta", `%s,"delta":%s,"obfuscation":"Kp2w"`, at, text(token))
	}
	r.event("response.function_call_arguments.done", `%s,"arguments":%s`, at, all)
	r.end(item("completed", all))
}
