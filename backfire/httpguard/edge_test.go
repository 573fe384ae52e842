package httpguard

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/internal/mock"
)

func TestWhatTellsAllOfAnAnswerDoesNotLeaveInPart(t *testing.T) {
	item := func(text string) string {
		return `{"type":"message","status":"completed","content":[{"type":"output_text","text":` + quoted(text) + `}]}`
	}
	stream := `data: {"type":"response.completed","response":{"status":"completed","output":[` + item(trueSale) + `,` + item(falseWindow) + `]}}` + "\n\n"
	b := newBench(t, sends(eventStream, stream), nil)
	_, got := b.post("/v1/responses", `{"stream":true}`)
	assert.NotContains(t, got, "response.completed")
	assert.Equal(t, "content_filter", readAnswer(t, "openai.responses", got, true).finish)
}

func TestWhatGoesWithACutTextIsCutToo(t *testing.T) {
	text := quoted(trueSale + " " + falseWindow)
	chunk := `data: {"choices":[{"index":0,"delta":{"content":` + text + `,"audio":{"data":"AAAA"}},"logprobs":{"content":[{"token":"SECOND"}]},"finish_reason":"stop"}]}` + "\n\ndata: [DONE]\n\n"
	b := newBench(t, sends(eventStream, chunk), nil)
	_, got := b.post("/v1/chat/completions", `{"stream":true}`)
	first, _, _ := strings.Cut(got, "\n\n")
	assert.Equal(t, `data: {"choices":[{"index":0,"delta":{"content":`+quoted(trueSale)+`,"audio":null},"logprobs":null,"finish_reason":null}]}`, first)

	delta := `data: {"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":` + text + `,"logprobs":[{"token":"SECOND"}]}` + "\n\n" +
		`data: {"type":"response.output_text.done","output_index":0,"content_index":0,"text":` + text + `}` + "\n\n"
	b = newBench(t, sends(eventStream, delta), nil)
	_, got = b.post("/v1/responses", `{"stream":true}`)
	assert.Contains(t, got, trueSale)
	assert.NotContains(t, got, "SECOND")
	assert.NotContains(t, got, "output_text.done")
}

func TestTypesThatDisagreeAreNotRead(t *testing.T) {
	for path, event := range map[string]string{
		apis[0].path: "event: response.created\n" + `data: {"type":"response.output_text.delta","output_index":0,"delta":"Hello."}` + "\n\n",
		apis[1].path: "event: ping\n" + `data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello."}}` + "\n\n",
	} {
		b := newBench(t, sends(eventStream, event), nil)
		_, got := b.post(path, `{"stream":true}`)
		assert.NotContains(t, got, "Hello")
		assert.Contains(t, logged(b.verdict()), `"failure":"malformed_answer"`)
		same := "event: message\n" + event[strings.Index(event, "\n")+1:] // which is as good as none
		b = newBench(t, sends(eventStream, same), nil)
		_, got = b.post(path, `{"stream":true}`)
		assert.Equal(t, same, got)
	}
}

func TestEachChoiceEndsWithoutAnId(t *testing.T) {
	chunk := func(index, text string) string {
		return `data: {"choices":[{"index":` + index + `,"delta":{"content":` + quoted(text) + `}}]}` + "\n\n"
	}
	b := newBench(t, sends(eventStream, chunk("0", trueSale), chunk("1", trueSale), chunk("1", " "+falseWindow), "data: [DONE]\n\n"), nil)
	_, got := b.post("/v1/chat/completions", `{"stream":true}`)
	assert.Contains(t, got, `{"choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]`)
	assert.Contains(t, got, `{"choices":[{"index":1,"delta":{},"finish_reason":"content_filter"}]`)
}

func TestEndFollowsAnEventThatNothingEnded(t *testing.T) {
	for _, end := range []string{"", "\n", "\r", "\nid: 7"} {
		for _, mode := range []backfire.Mode{backfire.Gate, backfire.Passthrough} {
			event := `data: {"choices":[{"index":0,"delta":{"content":` + quoted(trueSale+" "+falseWindow) + `}}]}` + end
			b := newBench(t, sends(eventStream, event), func(tr *Transport) {
				tr.Guard = newGuard(t, func(p *backfire.Policy) { p.Mode = mode })
			})
			_, got := b.post("/v1/chat/completions", `{"stream":true}`)
			assert.Equal(t, "content_filter", readAnswer(t, "openai.chat", strings.ReplaceAll(got, "\r", "\n"), true).finish)
		}
	}
}

func TestCallsOfUnknownKindsLeaveWholeToo(t *testing.T) {
	stream := `data: {"type":"response.shell_call_command.delta","output_index":0,"command_index":0,"delta":"rm "}` + "\n\n" +
		`data: {"type":"response.shell_call_command.delta","output_index":0,"command_index":0,"delta":"-rf . # ` + falseWindow + `"}` + "\n\n" +
		`data: {"type":"response.output_item.done","output_index":0,"item":{"type":"shell_call"}}` + "\n\n"
	b := newBench(t, sends(eventStream, stream), nil)
	_, got := b.post("/v1/responses", `{"stream":true}`)
	assert.NotContains(t, got, "rm ")
	assert.Equal(t, Halted, b.verdict().Outcome)
}

func TestTextEndsBeforeTheMessageDoes(t *testing.T) {
	events := mock.Messages(mock.Say(trueSale)).Events
	b := newBench(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sends(eventStream, events[:len(events)-1]...)(w, r) // all but message_stop
		<-r.Context().Done()
	}), nil)
	resp, err := b.client.Post(b.url+"/v1/messages", "application/json", strings.NewReader(`{"stream":true}`))
	require.NoError(t, err)
	in, seen := bufio.NewReader(resp.Body), make(chan string)
	go func() {
		defer close(seen)
		for {
			line, err := in.ReadString('\n')
			if err != nil {
				return
			}
			seen <- line
		}
	}()
	deadline := time.After(5 * time.Second)
	for line := ""; !strings.Contains(line, `"end_turn"`); {
		select {
		case line = <-seen:
		case <-deadline:
			t.Fatal("the end of the text waits for the end of the message")
		}
	}
	resp.Body.Close()
	for range seen {
	}
}

func TestWhatLeftUnjudgedIsJudgedAtTheClose(t *testing.T) {
	for _, api := range apis {
		answer := mock.Say(wrongAnswer)
		b := newBench(t, answers(map[string]mock.Answer{"m": answer}), func(tr *Transport) { tr.Options.Shadow = true })
		resp, err := b.client.Post(b.url+api.path, "application/json", strings.NewReader(api.ask("m", "Hi.", true)))
		require.NoError(t, err)
		_, err = io.ReadFull(resp.Body, make([]byte, len(api.render(answer).Stream()))) // and not the io.EOF
		require.NoError(t, err)
		resp.Body.Close()
		assert.Equal(t, Halted, b.verdict().Outcome)
	}
}

func TestServiceIsAskedForWhatCanBeJudged(t *testing.T) {
	var asked http.Header
	b := newBench(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header
		sends("application/json", mock.Chat(mock.Say(trueSale)).Whole)(w, r)
	}), nil)
	req, err := http.NewRequest(http.MethodPost, b.url+"/v1/chat/completions", strings.NewReader(`{}`))
	require.NoError(t, err)
	req.Header.Set("Accept-Encoding", "br, zstd")
	req.Header.Set("Connection", "Upgrade")
	req.Header.Set("Upgrade", "websocket")
	req.Header.Set("Authorization", "Bearer x")
	resp, err := b.client.Do(req)
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, "identity", asked.Get("Accept-Encoding"))
	assert.Empty(t, asked.Get("Upgrade"))
	assert.Empty(t, asked.Get("Connection"))
	assert.Equal(t, "Bearer x", asked.Get("Authorization"))
	assert.Equal(t, "br, zstd", req.Header.Get("Accept-Encoding"), "the caller's request is not touched")
}

func TestClientsAreNotToldWhereFactsLie(t *testing.T) {
	guard, err := backfire.New(backfire.Config{Facts: []backfire.Fact{{ID: "window", Text: trueWindow, Source: "/srv/private/facts.md", Line: 7}}})
	require.NoError(t, err)
	for _, api := range apis {
		b := newBench(t, answers(map[string]mock.Answer{"m": mock.Say(wrongAnswer)}), func(tr *Transport) { tr.Guard = guard })
		_, got := b.post(api.path, api.ask("m", "Hi.", true))
		assert.NotContains(t, got, "private")
		assert.Contains(t, got, `"id":"window"`)
		assert.Contains(t, logged(b.verdict()), `"source":"/srv/private/facts.md","line":7`)
	}
}
