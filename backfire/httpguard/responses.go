package httpguard

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// responses is the format of OpenAI's Responses.
type responses struct{}

func (responses) name() string { return "openai.responses" }

func (responses) serves(method string, path []string) bool {
	switch method {
	case http.MethodPost:
		return endsIn(path, "responses") || endsIn(path, "responses", "*", "cancel")
	case http.MethodGet:
		return endsIn(path, "responses", "*")
	}
	return false
}

func (responses) request(body []byte) (*request, error) {
	return readRequest(body, func(r *request, name string, v gjson.Result) error {
		switch name {
		case "input":
			if isText(v) {
				return r.addTexts(v, requestText{})
			}
			return elements(v, func(_ int, v gjson.Result) error { return r.addItem(v) })
		case "prompt": // a stored prompt's variables come from outside, and their names too
			return members(v, func(name string, v gjson.Result) error {
				if name == "variables" {
					r.addVariables(v)
				}
				return nil
			})
		}
		return nil
	})
}

// addVariables adds what the variables of a prompt are: strings, or objects with a text.
func (r *request) addVariables(v gjson.Result) {
	v.ForEach(func(_, v gjson.Result) bool {
		if v.IsObject() {
			v = v.Get("text")
		}
		r.addStrings(v, requestText{})
		return true
	})
}

// addItem adds what an item of the input says, if it is of the user or a tool.
func (r *request) addItem(v gjson.Result) error {
	r.messages++
	var kind, role string
	as := requestText{}
	var content, output gjson.Result
	err := members(v, func(name string, v gjson.Result) error {
		switch name {
		case "type":
			kind = v.Str
		case "role":
			role = v.Str
		case "call_id":
			as.id = v.Str
		case "content":
			content = v
		case "output":
			output = v
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case role == "user" && (kind == "" || kind == "message"):
		return r.addTexts(content, as)
	case strings.HasSuffix(kind, "_output") || kind == "mcp_call":
		as.document = true
		return r.addTexts(output, as)
	}
	return nil
}

func (responses) failure(status int, code, message string, report []byte) []byte {
	return chat{}.failure(status, code, message, report)
}

func (responses) answer(body []byte) ([]piece, error) {
	root, err := parseObject(body)
	if err != nil {
		return nil, err
	}
	var f findings
	err = responseObject(root, &f)
	return f.pieces, err
}

// responseObject adds what a response says.
func responseObject(v gjson.Result, f *findings) error {
	return members(v, func(name string, v gjson.Result) error {
		if name != "output" {
			return nil
		}
		return elements(v, func(i int, v gjson.Result) error { return outputItem(v, i, f) })
	})
}

// outputItem adds what an item of the output says: all of it.
func outputItem(v gjson.Result, a int, f *findings) error {
	return members(v, func(name string, v gjson.Result) error {
		switch name {
		case "content", "summary":
			return elements(v, func(b int, v gjson.Result) error { return outputPart(v, name, a, b, f) })
		case "arguments", "input", "code", "action", "operation", "outputs":
			f.addOutput(outputCall(name, a), v)
		case "output": // of a tool that the service called itself
			p := outputCall(name, a)
			if isText(v) {
				p.class = aside
			}
			f.addOutput(p, v)
		}
		return nil
	})
}

// addOutput adds all of a string, or of what stands in its place.
func (f *findings) addOutput(p part, v gjson.Result) {
	if v.Type != gjson.Null {
		f.add(piece{part: p, text: textOf(v), at: spanOf(v), whole: true, ends: true})
	}
}

// outputCall is the part of a tool call's arguments.
func outputCall(name string, a int) part {
	return part{root: "output", name: name, a: a, b: -1, class: call}
}

// outputPart adds what a part of an item's content says.
func outputPart(v gjson.Result, name string, a, b int, f *findings) error {
	kind := v.Get("type").Str
	return members(v, func(member string, v gjson.Result) error {
		switch member {
		case "text", "refusal", "transcript":
			f.addOutput(outputText(kind, name, a, b), v)
		case "logprobs", "annotations":
			f.cuts = append(f.cuts, cut{a, edit{spanOf(v), "[]"}})
		}
		return nil
	})
}

// outputText is the part of a text of this type.
func outputText(kind, name string, a, b int) part {
	p := part{root: "output", name: name, a: a, b: b, class: aside}
	if kind == "output_text" || kind == "output_audio" || kind == "text" {
		p.class = spoken
	}
	return p
}

// cutAnswer keeps the items before the first that is cut, and what may stay of that one.
func (responses) cutAnswer(body []byte, pieces []piece, kept []keep, with ending) ([]byte, error) {
	root, err := parseObject(body)
	if err != nil {
		return nil, err
	}
	cutAt, _ := firstCut(pieces, kept)
	var f findings
	if err := responseObject(root, &f); err != nil {
		return nil, err
	}
	var items []string
	elements(root.Get("output"), func(i int, v gjson.Result) error {
		if i < cutAt.part.a {
			items = append(items, v.Raw)
		} else if i == cutAt.part.a {
			if item, ok := cutItem(body, v, pieces, kept, f.cuts); ok {
				items = append(items, item)
			}
		}
		return nil
	})
	if with.replacement != "" {
		items = append(items, replacementItem(with.replacement))
	}
	return cutResponse(body, root, items, with)
}

// cutItem returns what may stay of an item, if that is anything. Nothing stays of one with a call that does not.
func cutItem(body []byte, v gjson.Result, pieces []piece, kept []keep, cuts []cut) (string, bool) {
	var edits []edit
	some := false
	at := spanOf(v)
	for i, p := range pieces {
		if p.at.empty() || p.at.start < at.start || p.at.end > at.end {
			continue
		}
		if kept[i].all {
			some = some || p.text != ""
			continue
		}
		if p.part.class == call {
			return "", false
		}
		left := prefix(p.text, kept[i].bytes)
		some = some || left != ""
		edits = append(edits, edit{p.at.less(at.start), quoted(left)})
	}
	for _, c := range cuts {
		if c.at.start >= at.start && c.at.end <= at.end {
			edits = append(edits, edit{c.at.less(at.start), c.with})
		}
	}
	if status := v.Get("status"); isText(status) {
		edits = append(edits, edit{span{status.Index - at.start, status.Index - at.start + len(status.Raw)}, `"incomplete"`})
	}
	return string(splice(body[at.start:at.end], inOrder(edits))), some
}

// replacementItem is an item of the output that says a text.
func replacementItem(text string) string {
	return `{"id":"msg_backfire","type":"message","status":"completed","role":"assistant","content":[` + replacementPart(text) + `]}`
}

func replacementPart(text string) string {
	return `{"type":"output_text","annotations":[],"logprobs":[],"text":` + quoted(text) + `}`
}

// cutResponse returns a response that was filtered, with these items.
func cutResponse(body []byte, root gjson.Result, items []string, with ending) ([]byte, error) {
	begin := root.Index
	edits := []edit{{span{1, 1}, `"backfire":` + string(with.report) + `,`}}
	err := members(root, func(name string, v gjson.Result) error {
		at := span{v.Index - begin, v.Index - begin + len(v.Raw)}
		switch name {
		case "output":
			edits = append(edits, edit{at, "[" + strings.Join(items, ",") + "]"})
		case "status":
			edits = append(edits, edit{at, `"incomplete"`})
		case "incomplete_details":
			edits = append(edits, edit{at, `{"reason":"content_filter"}`})
		}
		return nil
	})
	return splice(body[begin:begin+len(root.Raw)], inOrder(edits)), err
}

func (responses) keeps() bool { return true }

func (responses) stream() streamFormat { return &responseStream{} }

// What an event means for the end of the answer.
const (
	responseBegins = 1 + iota
	itemBegins
	itemEnds
	partBegins
	partEnds
	responseEnds
	responseGoesOn
)

// responseStream follows a streamed answer.
type responseStream struct {
	object   string // the response as it was last told, in JSON
	number   int64  // of the last event that has left
	items    []openItem
	ended    bool
	numbered bool
}

// openItem is an item that has begun.
type openItem struct {
	index int64
	item  string // in JSON
	ended bool
	parts []openPart
}

// openPart is a part of it.
type openPart struct {
	index   int64
	summary bool
	part    string // in JSON
	ended   bool
}

// responseEvent is what we look at of an event.
type responseEvent struct {
	kind          string
	number        int64
	item, part    gjson.Result
	response      gjson.Result
	text          gjson.Result // its delta, or all of the text
	logprobs      gjson.Result
	whole         string // the name of the member that is all of the text; "" for a delta
	a, b, summary int64
}

func readResponseEvent(root gjson.Result) (e responseEvent, err error) {
	e.b, e.summary = -1, -1
	err = members(root, func(name string, v gjson.Result) error {
		switch name {
		case "type":
			e.kind = v.Str
		case "sequence_number":
			e.number = v.Int()
		case "output_index":
			e.a = element(v)
		case "content_index":
			e.b = element(v)
		case "summary_index":
			e.summary = element(v)
		case "item":
			e.item = v
		case "part":
			e.part = v
		case "response":
			e.response = v
		case "logprobs":
			e.logprobs = v
		case "delta":
			if v.Type != gjson.Null {
				e.text = v
			}
		case "text", "refusal", "arguments", "input", "code", "transcript":
			if v.Type != gjson.Null {
				e.text, e.whole = v, name
			}
		}
		return nil
	})
	return e, err
}

// element returns an index.
func element(v gjson.Result) int64 {
	if v.Type == gjson.Number && v.Num >= 0 && v.Num < maxElements {
		return int64(v.Num)
	}
	return 0
}

func (s *responseStream) event(ev event, f *findings) error {
	root, err := parseInPlace(ev.data)
	if err != nil {
		return err
	}
	e, err := readResponseEvent(root)
	if err == nil {
		e.kind, err = ev.typeOf(e.kind)
	}
	if err != nil {
		return err
	}
	f.mark = mark{responseGoesOn, e.number}
	switch e.kind {
	case "response.created", "response.in_progress", "response.queued":
		f.mark.kind = responseBegins
		return responseObject(e.response, f)
	case "response.completed", "response.incomplete", "response.failed":
		f.mark.kind, f.done = responseEnds, true
		return responseObject(e.response, f)
	case "response.output_item.added":
		f.mark.kind = itemBegins
		return s.itemBegins(e, f)
	case "response.output_item.done":
		f.mark.kind = itemEnds
		f.ends = append(f.ends, int(e.a))
		if err := outputItem(e.item, int(e.a), f); err != nil {
			return err
		}
		if name := callMember(e.item.Get("type").Str); name != "" && !f.calls() {
			f.add(piece{part: outputCall(name, int(e.a)), ends: true})
		}
		return nil
	case "response.content_part.added", "response.reasoning_summary_part.added":
		f.mark.kind = partBegins
		return s.startedPart(e, f)
	case "response.content_part.done", "response.reasoning_summary_part.done":
		f.mark.kind = partEnds
		name, b := e.place()
		return outputPart(e.part, name, int(e.a), int(b), f)
	case "response.audio.delta", "response.output_audio.delta":
		return nil // sound, which nobody can read here
	}
	if e.text.Exists() {
		f.add(piece{part: s.partOf(e), text: textOf(e.text), at: spanOf(e.text), whole: e.whole != "", ends: e.whole != ""})
		if e.logprobs.IsArray() {
			f.cuts = append(f.cuts, cut{int(e.a), edit{spanOf(e.logprobs), "[]"}})
		}
	}
	return nil
}

// calls reports whether there is a piece of a call.
func (f *findings) calls() bool {
	return slices.ContainsFunc(f.pieces, func(p piece) bool { return p.part.class == call })
}

// place returns where a part is in its item.
func (e responseEvent) place() (name string, index int64) {
	if e.summary >= 0 {
		return "summary", e.summary
	}
	return "content", max(e.b, 0)
}

// callMember returns the member that holds what an item of this type calls a tool with, "" if it calls none.
func callMember(kind string) string {
	switch kind {
	case "function_call", "mcp_call":
		return "arguments"
	case "custom_tool_call":
		return "input"
	case "code_interpreter_call":
		return "code"
	}
	return ""
}

// itemBegins notes an item. What it holds from the start is the beginning of a text and not all of it.
func (s *responseStream) itemBegins(e responseEvent, f *findings) error {
	if err := outputItem(e.item, int(e.a), f); err != nil {
		return err
	}
	for i := range f.pieces {
		f.pieces[i].whole, f.pieces[i].ends = false, false
	}
	if name := callMember(e.item.Get("type").Str); name != "" && !f.calls() {
		f.add(piece{part: outputCall(name, int(e.a))})
	}
	return nil
}

// startedPart notes a part of an item.
func (s *responseStream) startedPart(e responseEvent, f *findings) error {
	name, b := e.place()
	err := outputPart(e.part, name, int(e.a), int(b), f)
	for i := range f.pieces {
		f.pieces[i].whole, f.pieces[i].ends = false, false
	}
	return err
}

// partOf returns the part that a delta, or all of a text, is of. Its event's name says so, which has the form
// response.NAME.delta or response.NAME.done.
func (s *responseStream) partOf(e responseEvent) part {
	name := strings.TrimPrefix(e.kind, "response.")
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".delta"), ".done")
	place, b := e.place()
	switch name {
	case "output_text", "output_audio_transcript", "audio.transcript":
		return outputText("output_text", place, int(e.a), int(b))
	case "refusal", "reasoning_text", "reasoning_summary_text":
		return outputText("", place, int(e.a), int(b))
	case "function_call_arguments", "mcp_call_arguments":
		return outputCall("arguments", int(e.a))
	case "custom_tool_call_input":
		return outputCall("input", int(e.a))
	case "code_interpreter_call_code":
		return outputCall("code", int(e.a))
	}
	p := part{root: "output", name: name, a: int(e.a), b: int(b), class: aside}
	if strings.Contains(name, "_call") {
		p.class = call
	}
	return p
}

func (s *responseStream) left(m mark, data []byte) {
	s.number = m.n
	if m.kind == responseGoesOn {
		return
	}
	root, err := parseObject(data) // some of it is kept
	if err != nil {
		return
	}
	e, err := readResponseEvent(root)
	if err != nil {
		return
	}
	switch m.kind {
	case responseBegins:
		s.object = e.response.Raw
	case responseEnds:
		s.ended = true
	case itemBegins:
		s.items = append(s.items, openItem{index: e.a, item: e.item.Raw})
	case itemEnds:
		if item := s.item(e.a); item != nil {
			item.item, item.ended = e.item.Raw, true
		}
	case partBegins:
		if item := s.item(e.a); item != nil {
			name, b := e.place()
			item.parts = append(item.parts, openPart{index: b, summary: name == "summary", part: e.part.Raw})
		}
	case partEnds:
		if item := s.item(e.a); item != nil {
			name, b := e.place()
			for i := range item.parts {
				if p := &item.parts[i]; p.index == b && p.summary == (name == "summary") {
					p.part, p.ended = e.part.Raw, true
				}
			}
		}
	}
}

func (s *responseStream) item(index int64) *openItem {
	i := slices.IndexFunc(s.items, func(item openItem) bool { return item.index == index })
	if i < 0 {
		return nil
	}
	return &s.items[i]
}

// responseWriter writes the events that end an answer.
type responseWriter struct {
	out    []byte
	number int64
}

func (w *responseWriter) event(kind, members string) {
	w.number++
	w.out = appendEvent(w.out, kind, `{"type":`+quoted(kind)+`,"sequence_number":`+strconv.FormatInt(w.number, 10)+`,`+members+`}`)
}

func (s *responseStream) end(out []byte, with ending, text func(part) string) []byte {
	if s.ended {
		return out
	}
	w := responseWriter{out: out, number: s.number}
	if s.object == "" {
		s.object = `{"id":"resp_backfire","object":"response","created_at":0,"status":"in_progress","error":null,"incomplete_details":null,"instructions":null,"metadata":{},"model":"","output":[],"parallel_tool_calls":true,"temperature":null,"tool_choice":"auto","tools":[],"top_p":null}`
		w.number = -1
		w.event("response.created", `"response":`+s.object)
	}
	var items []string
	for i := range s.items {
		items = append(items, w.endItem(&s.items[i], text))
	}
	if with.replacement != "" {
		items = append(items, w.replace(s.nextIndex(), with.replacement))
	}
	object := []byte(s.object)
	response, err := cutResponse(object, gjson.ParseBytes(object), items, with)
	if err != nil {
		response = object
	}
	w.event("response.incomplete", `"response":`+string(response))
	return w.out
}

// nextIndex returns the index of an item after all others.
func (s *responseStream) nextIndex() int64 {
	next := int64(0)
	for _, item := range s.items {
		next = max(next, item.index+1)
	}
	return next
}

// endItem ends an item, if it is open, and returns it.
func (w *responseWriter) endItem(item *openItem, text func(part) string) string {
	if item.ended {
		return item.item
	}
	parts := map[bool][]string{}
	for i := range item.parts {
		p := &item.parts[i]
		parts[p.summary] = append(parts[p.summary], w.endPart(item, p, text))
	}
	v := gjson.Parse(item.item)
	var edits []edit
	for name, summary := range map[string]bool{"content": false, "summary": true} {
		if list := v.Get(name); list.IsArray() {
			edits = append(edits, edit{spanOf(list), "[" + strings.Join(parts[summary], ",") + "]"})
		}
	}
	if status := v.Get("status"); isText(status) {
		edits = append(edits, edit{spanOf(status), `"incomplete"`})
	}
	done := string(splice([]byte(item.item), inOrder(edits)))
	w.event("response.output_item.done", fmt.Sprintf(`"output_index":%d,"item":%s`, item.index, done))
	return done
}

// endPart ends a part, if it is open, and returns it.
func (w *responseWriter) endPart(item *openItem, p *openPart, text func(part) string) string {
	if p.ended {
		return p.part
	}
	v := gjson.Parse(p.part)
	kind, name, place := v.Get("type").Str, "content", "content_index"
	if p.summary {
		name, place = "summary", "summary_index"
	}
	left := text(outputText(kind, name, int(item.index), int(p.index)))
	at := fmt.Sprintf(`"item_id":%s,"output_index":%d,%q:%d`, quoted(gjson.Get(item.item, "id").Str), item.index, place, p.index)
	member, logprobs, done := "text", "", p.part
	switch kind {
	case "output_text":
		logprobs = `,"logprobs":[]`
	case "refusal":
		member = "refusal"
	}
	if old := v.Get(member); old.Exists() {
		done = string(splice([]byte(p.part), []edit{{spanOf(old), quoted(left)}}))
	}
	event := map[string]string{"output_text": "output_text", "refusal": "refusal", "reasoning_text": "reasoning_text", "summary_text": "reasoning_summary_text"}[kind]
	if event != "" {
		w.event("response."+event+".done", at+`,"`+member+`":`+quoted(left)+logprobs)
	}
	part := "content_part"
	if p.summary {
		part = "reasoning_summary_part"
	}
	w.event("response."+part+".done", at+`,"part":`+done)
	return done
}

// replace writes an item that says a text, and returns it.
func (w *responseWriter) replace(index int64, text string) string {
	item := replacementItem(text)
	at := fmt.Sprintf(`"item_id":"msg_backfire","output_index":%d,"content_index":0`, index)
	w.event("response.output_item.added", fmt.Sprintf(`"output_index":%d,"item":{"id":"msg_backfire","type":"message","status":"in_progress","role":"assistant","content":[]}`, index))
	w.event("response.content_part.added", at+`,"part":`+replacementPart(""))
	w.event("response.output_text.delta", at+`,"delta":`+quoted(text)+`,"logprobs":[]`)
	w.event("response.output_text.done", at+`,"text":`+quoted(text)+`,"logprobs":[]`)
	w.event("response.content_part.done", at+`,"part":`+replacementPart(text))
	w.event("response.output_item.done", fmt.Sprintf(`"output_index":%d,"item":%s`, index, item))
	return item
}
