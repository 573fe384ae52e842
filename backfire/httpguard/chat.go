package httpguard

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/tidwall/gjson"
)

// chat is the format of OpenAI's Chat Completions, which many others serve, and of its elder brother Completions.
type chat struct{}

func (chat) name() string { return "openai.chat" }

func (chat) serves(method string, path []string) bool {
	switch method {
	case http.MethodPost:
		return endsIn(path, "completions")
	case http.MethodGet: // of one that was stored
		return endsIn(path, "chat", "completions", "*")
	}
	return false
}

func (chat) request(body []byte) (*request, error) {
	return readRequest(body, func(r *request, name string, v gjson.Result) error {
		switch name {
		case "prompt":
			return r.addTexts(v, requestText{})
		case "messages":
			return elements(v, func(_ int, v gjson.Result) error { return r.addChatMessage(v) })
		}
		return nil
	})
}

// addChatMessage adds what a message of a user or of a tool says.
func (r *request) addChatMessage(v gjson.Result) error {
	r.messages++
	var role, id string
	var content gjson.Result
	err := members(v, func(name string, v gjson.Result) error {
		switch name {
		case "role":
			role = v.String()
		case "tool_call_id", "name":
			id = v.String()
		case "content":
			content = v
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch role {
	case "user":
		return r.addTexts(content, requestText{})
	case "tool", "function":
		return r.addTexts(content, requestText{document: true, id: id})
	}
	return nil
}

// addTexts adds a string, or those of an array of strings and of objects with a text. Of what stands in the place of one of
// these all strings are added.
func (r *request) addTexts(v gjson.Result, as requestText) error {
	if !v.IsArray() {
		r.addStrings(v, as)
		return nil
	}
	return elements(v, func(_ int, v gjson.Result) error {
		if !v.IsObject() {
			r.addStrings(v, as)
			return nil
		}
		return members(v, func(name string, v gjson.Result) error {
			switch name {
			case "text", "stdout", "stderr":
				r.addStrings(v, as)
			}
			return nil
		})
	})
}

// addStrings adds all strings of a value.
func (r *request) addStrings(v gjson.Result, as requestText) {
	switch {
	case isText(v):
		as.text, as.at, as.message = v.Str, spanOf(v), r.messages
		r.texts = append(r.texts, as)
	case v.Type == gjson.JSON:
		v.ForEach(func(_, v gjson.Result) bool {
			r.addStrings(v, as)
			return true
		})
	}
}

func (chat) failure(status int, code, message string, report []byte) []byte {
	kind := "invalid_request_error"
	if status >= 500 {
		kind = "server_error"
	}
	return fmt.Appendf(nil, `{"error":{"message":%s,"type":%s,"param":null,"code":%s,"backfire":%s}}`,
		quoted(message), quoted(kind), quoted(code), report)
}

func (chat) answer(body []byte) ([]piece, error) {
	var f findings
	_, err := chatBody(body, &f, true)
	return f.pieces, err
}

func (chat) cutAnswer(body []byte, pieces []piece, kept []keep, with ending) ([]byte, error) {
	var f findings
	root, err := chatBody(body, &f, true)
	if err != nil {
		return nil, err
	}
	edits := cutEdits(pieces, kept, f.cuts)
	if with.replacement != "" {
		for i, p := range pieces {
			if !kept[i].all {
				edits = replaceContent(edits, root, p.part.a, prefixOf(pieces, kept, p.part.a), with.replacement)
			}
		}
	}
	open := root.Index + 1
	edits = append(edits, edit{span{open, open}, `"backfire":` + string(with.report) + `,`})
	return splice(body, inOrder(edits)), nil
}

// prefixOf returns what is kept of the content of a choice.
func prefixOf(pieces []piece, kept []keep, a int) (text string) {
	for i, p := range pieces {
		if p.part.a == a && p.part.class == spoken {
			if kept[i].all {
				text += p.text
			} else {
				text += prefix(p.text, kept[i].bytes)
			}
		}
	}
	return text
}

// replaceContent puts text after what is left of the content of a choice.
func replaceContent(edits []edit, root gjson.Result, a int, left, text string) []edit {
	for _, choice := range root.Get("choices").Array() {
		if int(choice.Get("index").Int()) != a {
			continue
		}
		for _, name := range []string{"message", "text"} {
			v := choice.Get(name)
			if name == "message" {
				v = v.Get("content")
			}
			if v.Exists() && !v.IsArray() {
				at := span{v.Index, v.Index + len(v.Raw)}
				edits = slices.DeleteFunc(edits, func(e edit) bool { return e.at == at })
				return append(edits, edit{at, quoted(joined(left, text))})
			}
		}
	}
	return edits
}

// joined puts a replacement after what it follows.
func joined(left, replacement string) string {
	if left == "" {
		return replacement
	}
	return left + "\n\n" + replacement
}

// chatBody takes apart an answer, or an event of one, which differ in the name of one member.
func chatBody(data []byte, f *findings, whole bool) (gjson.Result, error) {
	root, err := parseObject(data)
	if err != nil {
		return root, err
	}
	return root, chatMembers(root, f, whole)
}

// chatEvent is chatBody of an event that stays where it is.
func chatEvent(data []byte, f *findings) (gjson.Result, error) {
	root, err := parseInPlace(data)
	if err != nil {
		return root, err
	}
	return root, chatMembers(root, f, false)
}

func chatMembers(root gjson.Result, f *findings, whole bool) error {
	return members(root, func(name string, v gjson.Result) error {
		if name != "choices" {
			return nil
		}
		return elements(v, func(i int, v gjson.Result) error { return chatChoice(v, i, f, whole) })
	})
}

// chatChoice adds what a choice says. Its index may stand behind the rest.
func chatChoice(v gjson.Result, i int, f *findings, whole bool) error {
	pieces, cuts, ends := len(f.pieces), len(f.cuts), len(f.ends)
	a := i
	err := members(v, func(name string, v gjson.Result) error {
		switch name {
		case "index":
			a = indexOr(v, i)
		case "delta", "message":
			return chatMessage(v, f, whole)
		case "text":
			f.addChat(part{name: "text", b: -1}, v, whole)
		case "finish_reason":
			reason := "null"
			if whole {
				reason = `"content_filter"`
			}
			f.cuts = append(f.cuts, cut{0, edit{spanOf(v), reason}})
			if v.Type != gjson.Null {
				f.ends = append(f.ends, 0)
				f.mark = mark{kind: chatFinish}
			}
		case "logprobs":
			f.cuts = append(f.cuts, cut{0, edit{spanOf(v), "null"}})
		}
		return nil
	})
	for n := range f.pieces[pieces:] {
		f.pieces[pieces+n].part.a = a
	}
	for n := range f.cuts[cuts:] {
		f.cuts[cuts+n].a = a
	}
	for n := range f.ends[ends:] {
		f.ends[ends+n] = a
	}
	return err
}

// indexOr returns an index, or another if there is none.
func indexOr(v gjson.Result, other int) int {
	if v.Type == gjson.Number && v.Num >= 0 && v.Num < maxElements {
		return int(v.Num)
	}
	return other
}

// maxElements is the number of choices, output items, content parts or tool calls an answer may have.
const maxElements = 1 << 16

// addChat adds a string, or what stands in its place.
func (f *findings) addChat(p part, v gjson.Result, whole bool) {
	if p.root = "choices"; v.Type != gjson.Null {
		f.add(piece{part: p, text: textOf(v), at: spanOf(v), whole: whole, ends: whole})
	}
}

// chatMessage adds what a message says, or what it says more. A member that is not known is taken for text if it is a string.
func chatMessage(v gjson.Result, f *findings, whole bool) error {
	return members(v, func(name string, v gjson.Result) error {
		switch name {
		case "role", "id":
		case "content":
			if v.IsArray() {
				return chatParts(v, part{name: name}, f, whole)
			}
			f.addChat(part{name: name, b: -1}, v, whole)
		case "refusal", "reasoning", "reasoning_content":
			f.addChat(part{name: name, b: -1, class: aside}, v, whole)
		case "reasoning_details":
			return chatParts(v, part{name: name, class: aside}, f, whole)
		case "annotations":
			f.cuts = append(f.cuts, cut{0, edit{spanOf(v), "[]"}})
		case "tool_calls":
			f.cuts = append(f.cuts, cut{0, edit{spanOf(v), "null"}})
			return elements(v, func(i int, v gjson.Result) error {
				return chatCall(v, part{name: name, b: indexOr(v.Get("index"), i), class: call}, f, whole)
			})
		case "function_call":
			f.cuts = append(f.cuts, cut{0, edit{spanOf(v), "null"}})
			return chatFunction(v, part{name: name, b: -1, class: call}, f, whole)
		case "audio":
			f.cuts = append(f.cuts, cut{0, edit{spanOf(v), "null"}})
			return members(v, func(name string, v gjson.Result) error {
				if name == "transcript" {
					f.addChat(part{name: "audio." + name, b: -1}, v, whole)
				}
				return nil
			})
		default:
			if isText(v) {
				f.addChat(part{name: name, b: -1, class: aside}, v, whole)
			}
		}
		return nil
	})
}

// chatParts adds the texts of an array of objects, or of strings.
func chatParts(v gjson.Result, p part, f *findings, whole bool) error {
	return elements(v, func(i int, v gjson.Result) error {
		p := p
		if p.b = i; !whole {
			p.b = -1 // the next bytes of one text
		}
		if isText(v) {
			f.addChat(p, v, whole)
			return nil
		}
		return members(v, func(name string, v gjson.Result) error {
			switch name {
			case "text", "summary", "refusal":
				f.addChat(p, v, whole)
			case "thinking": // as Mistral sends it: parts within a part
				p.name, p.class = "thinking", aside
				if isText(v) {
					f.addChat(p, v, whole)
					return nil
				}
				return chatParts(v, p, f, whole)
			}
			return nil
		})
	})
}

// chatCall adds a tool call.
func chatCall(v gjson.Result, p part, f *findings, whole bool) error {
	p.root = "choices"
	found := len(f.pieces)
	err := members(v, func(name string, v gjson.Result) error {
		if name == "function" || name == "custom" {
			return chatFunction(v, p, f, whole)
		}
		return nil
	})
	if len(f.pieces) == found { // only its id, say: it belongs to the call and leaves with it
		f.add(piece{part: p, ends: whole})
	}
	return err
}

// chatFunction adds the arguments of a call.
func chatFunction(v gjson.Result, p part, f *findings, whole bool) error {
	p.root = "choices"
	found := len(f.pieces)
	err := members(v, func(name string, v gjson.Result) error {
		if name == "arguments" || name == "input" {
			f.addChat(p, v, whole)
		}
		return nil
	})
	if len(f.pieces) == found {
		f.add(piece{part: p, ends: whole})
	}
	return err
}

// chatFinish marks an event that ends a choice.
const chatFinish = 1

func (chat) keeps() bool { return false }

func (chat) stream() streamFormat { return &chatStream{} }

// chatStream follows a streamed answer.
type chatStream struct {
	head    string       // the members that every event has alike, with a comma after them
	choices map[int]bool // whether their end has left
	text    bool         // it is of Completions
	begun   bool
}

func (s *chatStream) event(e event, f *findings) error {
	if string(e.data) == "[DONE]" {
		f.done = true
		return nil
	}
	root, err := chatEvent(e.data, f)
	if err != nil {
		return err
	}
	if !s.begun {
		s.begin(root)
	}
	for _, p := range f.pieces {
		s.choices[p.part.a] = s.choices[p.part.a]
	}
	for _, choice := range f.ends {
		s.choices[choice] = s.choices[choice]
	}
	return nil
}

// begin keeps what an event has that every event has.
func (s *chatStream) begin(root gjson.Result) {
	s.begun, s.choices = true, map[int]bool{}
	members(root, func(name string, v gjson.Result) error {
		switch name {
		case "object":
			s.text = v.Str == "text_completion"
			fallthrough
		case "id", "created", "model", "service_tier", "system_fingerprint":
			if !v.IsObject() && !v.IsArray() && len(v.Raw) < 1024 {
				s.head += quoted(name) + ":" + v.Raw + ","
			}
		}
		return nil
	})
}

func (s *chatStream) left(_ mark, data []byte) {
	var f findings
	if _, err := chatBody(data, &f, false); err == nil {
		for _, choice := range f.ends {
			s.choices[choice] = true
		}
	}
}

func (s *chatStream) end(out []byte, with ending, _ func(part) string) []byte {
	if len(s.choices) == 0 {
		s.choices = map[int]bool{0: false}
	}
	open := make([]int, 0, len(s.choices))
	for choice, ended := range s.choices {
		if !ended {
			open = append(open, choice)
		}
	}
	slices.Sort(open)
	for _, choice := range open {
		if with.replacement != "" {
			out = appendEvent(out, "", s.chunk(choice, with.replacement, "null", nil))
		}
		out = appendEvent(out, "", s.chunk(choice, "", `"content_filter"`, with.report))
	}
	return appendEvent(out, "", "[DONE]")
}

// chunk returns an event's data.
func (s *chatStream) chunk(choice int, text, finish string, report []byte) string {
	delta := `"delta":{}`
	switch {
	case s.text:
		delta = `"text":` + quoted(text)
	case text != "":
		delta = `"delta":{"content":` + quoted(text) + `}`
	}
	chunk := `{` + s.head + `"choices":[{"index":` + strconv.Itoa(choice) + `,` + delta + `,"finish_reason":` + finish + `}]`
	if report != nil {
		chunk += `,"backfire":` + string(report)
	}
	return chunk + `}`
}
