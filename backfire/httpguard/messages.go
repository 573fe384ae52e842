package httpguard

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// messages is the format of Anthropic's Messages.
type messages struct{}

func (messages) name() string { return "anthropic.messages" }

func (messages) serves(method string, path []string) bool {
	return method == http.MethodPost && endsIn(path, "messages")
}

func (messages) request(body []byte) (*request, error) {
	return readRequest(body, func(r *request, name string, v gjson.Result) error {
		switch name {
		case "messages":
			return elements(v, func(_ int, v gjson.Result) error { return r.addMessage(v) })
		}
		return nil
	})
}

// addMessage adds what a message of the user says, and what tools and documents in it hold.
func (r *request) addMessage(v gjson.Result) error {
	r.messages++
	user, content := false, gjson.Result{}
	err := members(v, func(name string, v gjson.Result) error {
		switch name {
		case "role":
			user = v.Str == "user"
		case "content":
			content = v
		}
		return nil
	})
	if err != nil {
		return err
	}
	if isText(content) {
		if user {
			r.addStrings(content, requestText{})
		}
		return nil
	}
	return elements(content, func(_ int, v gjson.Result) error { return r.addBlock(v, user, requestText{}) })
}

// addBlock adds what a block of content says. What is in a block of a tool or a document is part of it.
func (r *request) addBlock(v gjson.Result, user bool, as requestText) error {
	kind := v.Get("type").Str
	switch kind {
	case "text":
		if !user && !as.document {
			return nil // the model's own
		}
	case "document", "search_result", "tool_result", "mcp_tool_result", "web_search_tool_result", "web_fetch_tool_result",
		"code_execution_tool_result", "bash_code_execution_tool_result", "text_editor_code_execution_tool_result":
		as.document = true
	case "content", "web_fetch_result", "code_execution_result", "bash_code_execution_result": // within such a one
	default:
		if !as.document {
			return nil
		}
	}
	return members(v, func(name string, v gjson.Result) error {
		switch name {
		case "tool_use_id", "title":
			as.id = v.String()
		case "text", "data", "stdout", "stderr":
			r.addStrings(v, as)
		case "source":
			if isText(v) || v.Get("type").Str == "base64" { // where it is from, or what nobody can read here
				return nil
			}
			return r.addBlock(v, user, as)
		case "content":
			if isText(v) {
				r.addStrings(v, as)
				return nil
			}
			if v.IsObject() {
				return r.addBlock(v, user, as)
			}
			return elements(v, func(_ int, v gjson.Result) error { return r.addBlock(v, user, as) })
		}
		return nil
	})
}

func (messages) failure(status int, _, message string, report []byte) []byte {
	kind := "invalid_request_error"
	switch {
	case status == http.StatusRequestEntityTooLarge:
		kind = "request_too_large"
	case status >= 500:
		kind = "api_error"
	}
	return fmt.Appendf(nil, `{"type":"error","error":{"type":%s,"message":%s},"backfire":%s}`, quoted(kind), quoted(message), report)
}

func (messages) answer(body []byte) ([]piece, error) {
	root, err := parseObject(body)
	if err != nil {
		return nil, err
	}
	var f findings
	var r textRun
	err = members(root, func(name string, v gjson.Result) error {
		if name != "content" {
			return nil
		}
		return elements(v, func(i int, v gjson.Result) error {
			r.block(v.Get("type").Str, i)
			return messageBlock(v, i, r.first, &f, true)
		})
	})
	return f.pieces, err
}

// textRun follows blocks of text that stand one after another: they are one text, since a block ends in the middle of a
// sentence where a citation begins.
type textRun struct {
	first int  // the block that the run begins with
	on    bool // the last block was text
}

// block notes a block, and reports whether a run ended with it.
func (r *textRun) block(kind string, a int) (ended bool) {
	text := kind == "text"
	ended = r.on && !text
	if text && !r.on {
		r.first = a
	}
	r.on = text
	return ended
}

// blockKinds are the members of a block, or of a delta of one, that are text, and how it is judged.
var blockKinds = map[string]class{"text": spoken, "thinking": aside, "partial_json": call, "input": call}

// messageBlock adds what a block of content says. If it is text, it is part of that of the block first.
func messageBlock(v gjson.Result, a, first int, f *findings, whole bool) error {
	kind := v.Get("type").Str
	isCall, isResult := strings.HasSuffix(kind, "tool_use"), strings.HasSuffix(kind, "tool_result")
	return members(v, func(name string, v gjson.Result) error {
		p := part{root: "content", name: name, a: a, b: -1, class: aside}
		if class, ok := blockKinds[name]; ok {
			p.class = class
		}
		switch {
		case name == "input" && isCall && whole:
			f.add(piece{part: p, text: v.Raw, at: spanOf(v), whole: true, ends: true})
		case name == "input" && isCall: // what comes of it comes as deltas
			f.add(piece{part: part{root: "content", name: "input", a: a, b: -1, class: call}, text: someInput(v)})
		case name == "content" && isResult: // of a tool that the service called itself: it leaves whole or not at all
			p.class = call
			f.add(piece{part: p, text: resultText(v), at: spanOf(v), whole: whole, ends: whole})
		case (name == "text" || name == "thinking") && v.Type != gjson.Null:
			if name == "text" {
				p.a = first
			}
			f.add(piece{part: p, text: textOf(v), at: spanOf(v), whole: whole, ends: whole})
		}
		return nil
	})
}

// resultText returns what a tool's result says, without what nobody can read.
func resultText(v gjson.Result) string {
	if isText(v) {
		return v.Str
	}
	var b strings.Builder
	writeLeaves(&b, "", v, func(in gjson.Result, name string) bool {
		return strings.HasPrefix(name, "encrypted_") || name == "data" && in.Get("type").Str == "base64"
	})
	return b.String()
}

// someInput returns the input that a call begins with, which is an empty object as a rule.
func someInput(v gjson.Result) string {
	if strings.Trim(v.Raw, "{} \t\r\n") == "" {
		return ""
	}
	return v.Raw
}

// cutAnswer keeps the blocks before the first that is cut, and what may stay of that one.
func (messages) cutAnswer(body []byte, pieces []piece, kept []keep, with ending) ([]byte, error) {
	root, err := parseObject(body)
	if err != nil {
		return nil, err
	}
	cutAt, left := firstCut(pieces, kept)
	var blocks []string
	elements(root.Get("content"), func(_ int, v gjson.Result) error {
		if spanOf(v).end <= cutAt.at.start {
			blocks = append(blocks, v.Raw)
		}
		return nil
	})
	if left != "" {
		block := `{"type":"text","text":` + quoted(left) + `}`
		if cutAt.part.name == "thinking" {
			block = `{"type":"thinking","thinking":` + quoted(left) + `,"signature":""}`
		}
		blocks = append(blocks, block)
	}
	if with.replacement != "" {
		blocks = append(blocks, `{"type":"text","text":`+quoted(with.replacement)+`}`)
	}
	edits := []edit{{span{root.Index + 1, root.Index + 1}, `"backfire":` + string(with.report) + `,`}}
	err = members(root, func(name string, v gjson.Result) error {
		switch name {
		case "content":
			edits = append(edits, edit{spanOf(v), "[" + strings.Join(blocks, ",") + "]"})
		case "stop_reason":
			edits = append(edits, edit{spanOf(v), `"refusal"`})
		case "stop_sequence":
			edits = append(edits, edit{spanOf(v), "null"})
		case "stop_details":
			edits = append(edits, edit{spanOf(v), refusalDetails(with)})
		}
		return nil
	})
	return splice(body, inOrder(edits)), err
}

// firstCut returns the first piece of which something is cut, and what is left of that.
func firstCut(pieces []piece, kept []keep) (piece, string) {
	for i, p := range pieces {
		if !kept[i].all {
			if p.part.class == call {
				return p, ""
			}
			return p, prefix(p.text, kept[i].bytes)
		}
	}
	return piece{}, ""
}

// refusalDetails says why an answer ends.
func refusalDetails(with ending) string {
	return `{"type":"refusal","category":null,"explanation":` + quoted(with.message) + `}`
}

func (messages) keeps() bool { return false }

func (messages) stream() streamFormat { return &messageStream{open: -1} }

// What an event means for the end of the answer.
const (
	messageBegins = 1 + iota
	blockBegins
	blockEnds
	messageGoesOn
	messageEnds
)

// messageStream follows a streamed answer.
type messageStream struct {
	started bool
	blocks  int // how many blocks have begun
	open    int // the block that is open, −1 if none is
	run     textRun
	tokens  int64 // the number of tokens as last told
	ended   bool
}

func (s *messageStream) event(e event, f *findings) error {
	root, err := parseInPlace(e.data)
	if err != nil {
		return err
	}
	a := -1
	var block, delta, message gjson.Result
	kind := ""
	err = members(root, func(name string, v gjson.Result) error {
		switch name {
		case "type":
			kind = v.Str
		case "index":
			if v.Type == gjson.Number && v.Num >= 0 && v.Num < maxElements {
				a = int(v.Num)
			}
		case "message":
			message = v
		case "content_block":
			block = v
		case "delta":
			delta = v
		}
		return nil
	})
	if err == nil {
		kind, err = e.typeOf(kind)
	}
	if err != nil {
		return err
	}
	switch kind {
	case "message_start":
		f.mark.kind = messageBegins
		return members(message, func(name string, v gjson.Result) error {
			if name != "content" {
				return nil
			}
			return elements(v, func(i int, v gjson.Result) error {
				s.run.block(v.Get("type").Str, i)
				return messageBlock(v, i, s.run.first, f, false)
			})
		})
	case "content_block_start":
		f.mark = mark{blockBegins, int64(a)}
		kind := block.Get("type").Str
		if s.run.block(kind, a) {
			f.ends = append(f.ends, s.run.first)
		}
		if strings.HasSuffix(kind, "tool_use") {
			f.add(piece{part: callPart(a)})
		}
		return messageBlock(block, a, s.run.first, f, false)
	case "content_block_delta":
		return s.blockDelta(delta, a, f)
	case "content_block_stop":
		f.mark = mark{blockEnds, int64(a)}
		if !s.run.on { // a text may go on in the next block
			f.ends = append(f.ends, a)
		}
	case "message_delta":
		f.mark.kind = messageGoesOn
		f.ends = append(f.ends, s.run.first)
	case "message_stop":
		f.mark.kind, f.done = messageEnds, true
	}
	return nil
}

// callPart is the part of a tool call.
func callPart(a int) part { return part{root: "content", name: "input", a: a, b: -1, class: call} }

// blockDelta adds what a delta of a block says. A member that is not known is taken for text if it is a string.
func (s *messageStream) blockDelta(v gjson.Result, a int, f *findings) error {
	return members(v, func(name string, v gjson.Result) error {
		p := part{root: "content", name: name, a: a, b: -1, class: aside}
		switch name {
		case "type", "signature", "data", "encrypted_content":
			return nil
		case "text":
			p.class = spoken
			if s.run.on {
				p.a = s.run.first
			}
		case "partial_json":
			p = callPart(a)
		}
		if isText(v) || v.Type == gjson.JSON && (name == "text" || name == "thinking" || name == "partial_json") {
			f.add(piece{part: p, text: textOf(v), at: spanOf(v)})
		}
		return nil
	})
}

func (s *messageStream) left(m mark, data []byte) {
	switch m.kind {
	case messageBegins:
		s.started = true
		s.tokens = gjson.GetBytes(data, "message.usage.output_tokens").Int()
	case blockBegins:
		s.blocks, s.open = s.blocks+1, int(m.n)
	case blockEnds:
		s.open = -1
	case messageGoesOn:
		s.tokens = gjson.GetBytes(data, "usage.output_tokens").Int()
	case messageEnds:
		s.ended = true
	}
}

func (s *messageStream) end(out []byte, with ending, _ func(part) string) []byte {
	if s.ended {
		return out
	}
	if !s.started {
		out = appendEvent(out, "message_start", `{"type":"message_start","message":{"id":"msg_backfire","type":"message","role":"assistant","model":"","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}`)
	}
	if s.open >= 0 {
		out = appendEvent(out, "content_block_stop", `{"type":"content_block_stop","index":`+strconv.Itoa(s.open)+`}`)
	}
	if with.replacement != "" {
		index := strconv.Itoa(s.blocks)
		out = appendEvent(out, "content_block_start", `{"type":"content_block_start","index":`+index+`,"content_block":{"type":"text","text":""}}`)
		out = appendEvent(out, "content_block_delta", `{"type":"content_block_delta","index":`+index+`,"delta":{"type":"text_delta","text":`+quoted(with.replacement)+`}}`)
		out = appendEvent(out, "content_block_stop", `{"type":"content_block_stop","index":`+index+`}`)
	}
	out = appendEvent(out, "message_delta", `{"type":"message_delta","delta":{"stop_reason":"refusal","stop_sequence":null,"stop_details":`+refusalDetails(with)+`},"usage":{"output_tokens":`+strconv.FormatInt(s.tokens, 10)+`},"backfire":`+string(with.report)+`}`)
	return appendEvent(out, "message_stop", `{"type":"message_stop"}`)
}
