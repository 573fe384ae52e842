package mock

import (
	"fmt"
	"strings"
)

// Messages returns an answer in the shape of Anthropic's Messages. It has one choice.
func Messages(a Answer) Transcript {
	const head = `"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant","model":"claude-sonnet-4-20250514"`
	var t Transcript
	var blocks []string
	c := a.Choices[0]
	t.add("message_start", `{"type":"message_start","message":{%s,"content":[],"stop_reason":null,"stop_sequence":null,"stop_details":null,"usage":{"input_tokens":31,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1,"service_tier":"standard"}}}`, head)
	begin := func(block string) {
		t.add("content_block_start", `{"type":"content_block_start","index":%d,"content_block":%s}`, len(blocks), block)
		if len(blocks) == 0 {
			t.add("ping", `{"type": "ping"}`)
		}
	}
	delta := func(delta string) {
		t.add("content_block_delta", `{"type":"content_block_delta","index":%d,"delta":%s}`, len(blocks), delta)
	}
	end := func(block string) {
		t.add("content_block_stop", `{"type":"content_block_stop","index":%d}`, len(blocks))
		blocks = append(blocks, block)
	}
	if len(c.Reasoning) > 0 {
		begin(`{"type":"thinking","thinking":"","signature":""}`)
		for _, token := range c.Reasoning {
			delta(`{"type":"thinking_delta","thinking":` + text(token) + `}`)
		}
		delta(`{"type":"signature_delta","signature":"EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds"}`)
		end(`{"type":"thinking","thinking":` + text(strings.Join(c.Reasoning, "")) + `,"signature":"EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pkiMOYds"}`)
	}
	if len(c.Text) > 0 {
		begin(`{"type":"text","text":""}`)
		for _, token := range c.Text {
			delta(`{"type":"text_delta","text":` + text(token) + `}`)
		}
		end(`{"type":"text","text":` + text(strings.Join(c.Text, "")) + `}`)
	}
	reason := "end_turn"
	for i, call := range c.Calls {
		reason = "tool_use"
		begin(fmt.Sprintf(`{"type":"tool_use","id":"toolu_%d","name":%s,"input":{}}`, i, text(call.Name)))
		delta(`{"type":"input_json_delta","partial_json":""}`)
		for _, token := range call.Arguments {
			delta(`{"type":"input_json_delta","partial_json":` + text(token) + `}`)
		}
		end(fmt.Sprintf(`{"type":"tool_use","id":"toolu_%d","name":%s,"input":%s}`, i, text(call.Name), strings.Join(call.Arguments, "")))
	}
	t.add("message_delta", `{"type":"message_delta","delta":{"stop_reason":%s,"stop_sequence":null,"stop_details":null},"usage":{"output_tokens":42}}`, text(reason))
	t.add("message_stop", `{"type":"message_stop"}`)
	t.Whole = fmt.Sprintf(`{%s,"content":[%s],"stop_reason":%s,"stop_sequence":null,"stop_details":null,"usage":{"input_tokens":31,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":42,"service_tier":"standard"}}`,
		head, strings.Join(blocks, ","), text(reason))
	return t
}
