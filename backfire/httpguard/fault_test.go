package httpguard

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/internal/mock"
)

// logged returns the line that a log has of a verdict.
func logged(v Verdict) string {
	var b bytes.Buffer
	slog.New(slog.NewJSONHandler(&b, nil)).Info("verdict", "verdict", v)
	return b.String()
}

// sends is a service that answers with these pieces, each flushed.
func sends(contentType string, pieces ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for _, piece := range pieces {
			io.WriteString(w, piece)
			http.NewResponseController(w).Flush()
		}
	}
}

// half is the beginning of an answer: a claim that is whole, and one that is not.
func half(api api) string {
	events := api.render(mock.Say(trueSale + " " + trueWindow)).Events
	n := 0
	for i, e := range events {
		if strings.Contains(e, `" within"`) {
			n = i
		}
	}
	return strings.Join(events[:n+1], "")
}

// resets sends what it is given and then resets the connection.
func resets(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, out, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		fmt.Fprintf(out, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", contentType, len(body), body)
		out.Flush()
		time.Sleep(20 * time.Millisecond) // what was sent arrives
		conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	}
}

const eventStream = "text/event-stream; charset=utf-8"

// try asks once and returns what the client reads, however that ends.
func (b *bench) try(ctx context.Context, api api, stream bool) (status int, body string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url+api.path, strings.NewReader(api.ask("m", "Hello.", stream)))
	require.NoError(b.t, err)
	resp, err := b.client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(data), err
}

// gzipped compresses a text, whole or cut short.
func gzipped(text string, cutShort int) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()[:b.Len()-cutShort]
}

func encodedAs(encoding, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", eventStream)
		w.Header().Set("Content-Encoding", encoding)
		io.WriteString(w, body)
	}
}

func TestUpstreamFaults(t *testing.T) {
	for _, api := range apis {
		clean := api.render(mock.Say(cleanAnswer))
		unknown := "event: response.new_thing\ndata: {\"type\":\"response.new_thing\",\"object\":\"x\",\"value\":[1,{}]}\n\n"
		var deflated bytes.Buffer
		z := zlib.NewWriter(&deflated)
		io.WriteString(z, clean.Stream())
		z.Close()
		cases := map[string]struct {
			service http.Handler
			options Options
			outcome Outcome
			kind    FailureKind // "" for no failure
			failing bool        // the client's read fails, as without a guard
			status  int         // 0 for 200
			want    string      // the whole body, "" for anything
			without string      // what must not leave
			filters bool        // it ends as a filtered answer does
		}{
			"slow": {service: &mock.Service{Answers: map[string]mock.Answer{"m": mock.Say(cleanAnswer)}, Rate: 2000},
				outcome: Passed, want: clean.Stream()},
			"reset in mid-event": {service: resets(eventStream, half(api)+"data: {\"choi"),
				outcome: Failed, kind: FailureUpstream, failing: true, without: "within"},
			"half an event": {service: sends(eventStream, half(api)+"data: {\"choi"),
				outcome: Failed, kind: FailureUpstream, failing: true, without: "within"},
			"status 500": {service: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "oops", 500) }),
				outcome: Failed, kind: FailureUpstream, status: 500, want: "oops\n"},
			"wrong content type": {service: sends("text/html", "<p>"+falseWindow),
				outcome: Failed, kind: FailureType, status: 502, without: " 60"},
			"wrong content type, open": {service: sends("text/html", "<p>Hello"), options: Options{OnFailure: FailOpen},
				outcome: Failed, kind: FailureType, want: "<p>Hello"},
			"JSON called a stream": {service: sends(eventStream, api.render(mock.Say(wrongAnswer)).Whole+"\n\n"),
				outcome: Failed, kind: FailureAnswer, without: " 60", filters: true},
			"a stream called JSON": {service: sends("application/json", api.render(mock.Say(wrongAnswer)).Stream()),
				outcome: Failed, kind: FailureAnswer, status: 502, without: " 60"},
			"gzip":    {service: encodedAs("gzip", gzipped(clean.Stream(), 0)), outcome: Passed, want: clean.Stream()},
			"deflate": {service: encodedAs("deflate", deflated.String()), outcome: Passed, want: clean.Stream()},
			"gzip cut short": {service: encodedAs("gzip", gzipped(clean.Stream(), 40)),
				outcome: Failed, kind: FailureUpstream, failing: true},
			"an encoding not asked for": {service: encodedAs("br", "\x0b\x02"), outcome: Failed, kind: FailureEncoding, status: 502},
			"a gzip bomb": {service: encodedAs("gzip", gzipped("data: "+strings.Repeat("x", 10<<20), 0)),
				outcome: Failed, kind: FailureTooLarge, filters: true, without: "xxx"},
			"10 MB event": {service: sends(eventStream, "data: {\"a\":\""+strings.Repeat("x", 10<<20)+"\"}\n\n"),
				outcome: Failed, kind: FailureTooLarge, filters: true, without: "xxx"},
			"10 MB event, open": {service: sends(eventStream, "data: {\"a\":\""+strings.Repeat("x", 10<<20)+"\"}\n\n"), options: Options{OnFailure: FailOpen},
				outcome: Failed, kind: FailureTooLarge, want: "data: {\"a\":\"" + strings.Repeat("x", 10<<20) + "\"}\n\n"},
			"malformed JSON": {service: sends(eventStream, clean.Events[0], "data: {\"choices\": [\n\n", clean.Stream()),
				outcome: Failed, kind: FailureAnswer, filters: true},
			"malformed JSON, open": {service: sends(eventStream, "data: {\"choices\": [\n\n", clean.Stream()), options: Options{OnFailure: FailOpen},
				outcome: Failed, kind: FailureAnswer, want: "data: {\"choices\": [\n\n" + clean.Stream()},
			"one name twice": {service: sends(eventStream, `data: {"choices":[],"type":"a","choices":[],"type":"b"}`+"\n\n"),
				outcome: Failed, kind: FailureAnswer, filters: true},
			"deep JSON": {service: sends(eventStream, "data: "+strings.Repeat("[", 1<<20)+"\n\n"),
				outcome: Failed, kind: FailureAnswer, filters: true},
			"an unknown event": {service: sends(eventStream, clean.Events[0], unknown, ": comment\n\n", "id: 7\nretry: 10\n\n", strings.Join(clean.Events[1:], "")),
				outcome: Passed, want: clean.Events[0] + unknown + ": comment\n\n" + "id: 7\nretry: 10\n\n" + strings.Join(clean.Events[1:], "")},
			"nothing at all": {service: sends(eventStream, ""), outcome: Passed, want: ""},
			"no end":         {service: sends(eventStream, strings.Join(clean.Events[:len(clean.Events)-4], "")), outcome: Passed, want: strings.Join(clean.Events[:len(clean.Events)-4], "")},
			"too many texts": {service: answers(map[string]mock.Answer{"m": withCall(mock.Tokens(goodArguments))}), options: Options{Limits: Limits{Texts: 1}},
				outcome: Failed, kind: FailureTexts, filters: true, without: "refunded"},
			"CR LF": {service: sends(eventStream, strings.ReplaceAll(clean.Stream(), "\n", "\r\n")), outcome: Passed,
				want: strings.ReplaceAll(clean.Stream(), "\n", "\r\n")},
		}
		for name, c := range cases {
			t.Run(api.name+"/"+name, func(t *testing.T) {
				b := newBench(t, c.service, func(tr *Transport) { tr.Options = c.options })
				status, body, err := b.try(t.Context(), api, true)
				assert.Equal(t, c.failing, err != nil, "%v", err)
				assert.Equal(t, max(c.status, 200)*b2i(c.status == 0)+c.status, status)
				if c.want != "" {
					equalText(t, c.want, body)
				}
				if c.without != "" {
					assert.NotContains(t, body, c.without)
				}
				v := b.verdict()
				assert.Equal(t, c.outcome, v.Outcome)
				line := logged(v)
				assert.Contains(t, line, `"outcome":"`+string(c.outcome)+`"`)
				if c.kind != "" {
					var failure *Failure
					require.ErrorAs(t, v.Err, &failure)
					assert.Equal(t, c.kind, failure.Kind)
					assert.Contains(t, line, `"failure":"`+string(c.kind)+`"`)
				}
				if c.filters {
					seen := readAnswer(t, api.name, body, true)
					assert.Equal(t, filtered[api.name], seen.finish)
					assert.Equal(t, string(c.kind), seen.report.Cause)
				}
			})
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestAnswersOfOtherKindsAreNotRead(t *testing.T) {
	for name, c := range map[string]struct{ path, whole, event string }{
		"chat: another case":        {apis[2].path, `{"choices":[{"Message":{"content":%s}}]}`, `{"choices":[{"Delta":{"content":%s}}]}`},
		"chat: a letter like s":     {apis[2].path, `{"choice\u017f":[{"message":{"content":%s}}]}`, `{"choice\u017f":[{"delta":{"content":%s}}]}`},
		"chat: choices no array":    {apis[2].path, `{"choices":{"0":{"message":{"content":%s}}}}`, `{"choices":{"0":{"delta":{"content":%s}}}}`},
		"chat: a message no object": {apis[2].path, `{"choices":[{"message":%s}]}`, `{"choices":[{"delta":%s}]}`},
		"messages: a string":        {apis[1].path, `{"content":%s}`, `{"type":"message_start","message":{"content":%s}}`},
		"messages: another case":    {apis[1].path, `{"content":[{"type":"text","TEXT":%s}]}`, `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","Text":%s}}`},
		"messages: a delta":         {apis[1].path, `{"content":[%s]}`, `{"type":"content_block_delta","index":0,"delta":%s}`},
		"responses: a string":       {apis[0].path, `{"output":%s}`, `{"type":"response.completed","response":{"output":%s}}`},
		"responses: another case":   {apis[0].path, `{"output":[{"type":"message","Content":[{"type":"output_text","text":%s}]}]}`, `{"type":"response.output_text.delta","Delta":%s}`},
	} {
		for service, status := range map[string]int{"application/json": http.StatusBadGateway, eventStream: http.StatusOK} {
			body := c.whole
			if service == eventStream {
				body = "data: " + c.event + "\n\n"
			}
			b := newBench(t, sends(service, withDocument(body, falseWindow)), nil)
			got, answer := b.post(c.path, `{}`)
			assert.Equal(t, status, got, name)
			assert.NotContains(t, answer, "60", name)
			assert.Contains(t, logged(b.verdict()), `"failure":"malformed_answer"`, name)
		}
	}
}

func TestErrorsOfTheServiceAreNoWayAroundTheGate(t *testing.T) {
	for _, api := range apis {
		wrong := api.render(mock.Say(wrongAnswer))
		failed := `{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`
		for name, c := range map[string]struct {
			kind, body string
			status     int
			want       string // "" for a filtered answer
		}{
			"an error":             {"application/json", failed, 529, failed},
			"a problem":            {"application/problem+json", `{"title":"slow down"}`, 429, `{"title":"slow down"}`},
			"a page":               {"text/html", "<p>Bad gateway", 502, "<p>Bad gateway"},
			"an answer":            {"application/json", wrong.Whole, 500, ""},
			"an answer, forbidden": {"application/json", wrong.Whole, 403, ""},
			"a stream":             {eventStream, wrong.Stream(), 500, ""},
			"what is no JSON":      {"application/json", "[" + wrong.Whole + "]", 429, ""},
		} {
			b := newBench(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", c.kind)
				w.WriteHeader(c.status)
				io.WriteString(w, c.body)
			}), nil)
			status, got := b.post(api.path, api.ask("m", "Hi.", c.kind == eventStream))
			assert.Equal(t, c.status, status, name)
			assert.NotContains(t, got, " 60", "%s %s", api.name, name)
			if c.want != "" {
				assert.Equal(t, c.want, got, name)
				assert.Equal(t, Failed, b.verdict().Outcome)
			}
		}
	}
}

func TestByteOrderMarkHidesNothing(t *testing.T) {
	bom := "\xef\xbb\xbf"
	for _, mode := range []string{"gate", "passthrough", "shadow"} {
		for _, one := range []string{trueSale + " " + falseWindow, falseWindow} {
			stream := bom + `data: {"choices":[{"index":0,"delta":{"content":` + quoted(one) + `}}]}` + "\n\ndata: [DONE]\n\n"
			b := newBench(t, sends(eventStream, stream[:2], stream[2:]), func(tr *Transport) {
				tr.Options.Shadow = mode == "shadow"
				tr.Guard = newGuard(t, func(p *backfire.Policy) {
					if mode == "passthrough" {
						p.Mode = backfire.Passthrough
					}
				})
			})
			_, got := b.post(apis[2].path, `{"stream":true}`)
			assert.Equal(t, Halted, b.verdict().Outcome, mode)
			assert.Equal(t, mode != "gate", strings.Contains(got, " 60"), mode)
		}
	}
}

func TestTimeForLinesGrowsAsTheirLength(t *testing.T) {
	lines := []byte(strings.Repeat(":\r", 4<<20)) // minutes, if each looked for a line feed in all behind it
	e := parseEvent(append(lines, "data: a\r"...))
	assert.Equal(t, "a", string(e.data))
	assert.Len(t, withData(e.raw, []byte("b")), len(e.raw))
}

func TestBlankLinesCountAsWhatTheyTake(t *testing.T) {
	held := `data: {"choices":[{"index":0,"delta":{"content":"Customers may"}}]}` + "\n\n"
	b := newBench(t, sends(eventStream, held+strings.Repeat("\n", 2<<20)), nil)
	_, got := b.post(apis[2].path, `{"stream":true}`)
	assert.Less(t, len(got), 2048)
	assert.Contains(t, logged(b.verdict()), `"failure":"answer_too_large"`)
}

func TestSilentUpstreamIsBoundedByTheHold(t *testing.T) {
	for _, api := range apis {
		for failure, want := range map[backfire.HoldFailure]Outcome{backfire.HaltHeld: Halted, backfire.ReleaseHeld: Failed} {
			t.Run(api.name+"/"+string(failure), func(t *testing.T) {
				gone := make(chan struct{})
				service := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					sends(eventStream, half(api))(w, r)
					<-r.Context().Done()
					close(gone)
				})
				b := newBench(t, service, func(tr *Transport) {
					tr.Guard = newGuard(t, func(p *backfire.Policy) { p.Hold.MaxWait, p.Hold.OnTimeout = 50*time.Millisecond, failure })
				})
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				defer cancel()
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url+api.path, strings.NewReader(api.ask("m", "Hi.", true)))
				require.NoError(t, err)
				resp, err := b.client.Do(req)
				require.NoError(t, err)
				if failure == backfire.HaltHeld {
					body, err := io.ReadAll(resp.Body)
					require.NoError(t, err)
					seen := readAnswer(t, api.name, string(body), true)
					assert.Equal(t, "hold_time", seen.report.Cause)
					assert.Equal(t, trueSale, seen.text)
				} else {
					in, body := bufio.NewReader(resp.Body), ""
					for !strings.Contains(body, " within") { // it leaves although the service is silent
						line, err := in.ReadString('\n')
						require.NoError(t, err)
						body += line
					}
				}
				resp.Body.Close()
				<-gone
				assert.Equal(t, want, b.verdict().Outcome)
			})
		}
	}
}

func TestSilentUpstreamEndsWithTheClientsPatience(t *testing.T) {
	b := newBench(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), nil)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, _, err := b.try(ctx, apis[0], true)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Contains(t, logged(b.verdict()), `"failure":"client"`)
}

func TestTwoChoicesInterleaved(t *testing.T) {
	good := mock.Choice{Text: mock.Tokens(trueSale + " " + trueWindow)}
	bad := mock.Choice{Text: mock.Tokens(trueSale + " " + falseWindow + " " + truePayment)}
	clean := mock.Answer{Choices: []mock.Choice{good, good, {Text: mock.Tokens("Penguins prefer herring.")}}}
	b := newBench(t, answers(map[string]mock.Answer{"m": clean}), nil)
	chatAPI := apis[len(apis)-1]
	require.Equal(t, "openai.chat", chatAPI.name)
	_, got := b.post(chatAPI.path, chatAPI.ask("m", "Hi.", true))
	equalText(t, mock.Chat(clean).Stream(), got)

	for name, answer := range map[string]mock.Answer{"second": {Choices: []mock.Choice{good, bad}}, "first": {Choices: []mock.Choice{bad, good}}} {
		b := newBench(t, answers(map[string]mock.Answer{"m": answer}), nil)
		_, got := b.post(chatAPI.path, chatAPI.ask("m", "Hi.", true))
		assert.NotContains(t, got, " 60")
		assert.Equal(t, 2, strings.Count(got, `"finish_reason":"content_filter"`), "%s: both end, since the service is hung up on", name)
		_, got = b.post(chatAPI.path, chatAPI.ask("m", "Hi.", false))
		assert.NotContains(t, got, " 60")
		assert.Equal(t, 1, strings.Count(got, `"finish_reason":"content_filter"`), "%s: the other is all there", name)
		assert.Equal(t, 1, strings.Count(got, trueWindow))
	}
}

func TestUpstreamIsHungUpOnAtOnce(t *testing.T) {
	for _, api := range apis {
		t.Run(api.name, func(t *testing.T) {
			sent, gone := make(chan int, 1), make(chan struct{})
			events := api.render(mock.Say(trueSale + " " + falseWindow + strings.Repeat(" "+trueSale, 1000))).Events
			b := newBench(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", eventStream)
				for i, e := range events {
					io.WriteString(w, e)
					if http.NewResponseController(w).Flush() != nil || r.Context().Err() != nil {
						sent <- i
						break
					}
					time.Sleep(time.Millisecond)
				}
				close(gone)
			}), nil)
			_, body, err := b.try(t.Context(), api, true)
			require.NoError(t, err)
			<-gone
			assert.Less(t, <-sent, len(events)/4, "of %d events", len(events))
			assert.NotContains(t, body, " 60")
		})
	}
}

func TestClientGone(t *testing.T) {
	for _, timed := range []time.Duration{0, time.Minute} {
		gone := make(chan struct{})
		b := newBench(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			sends(eventStream, half(apis[0]))(w, r)
			<-r.Context().Done()
			close(gone)
		}), func(tr *Transport) {
			tr.Guard = newGuard(t, func(p *backfire.Policy) { p.Hold.MaxWait = timed })
		})
		resp, err := b.client.Post(b.url+apis[0].path, "application/json", strings.NewReader(apis[0].ask("m", "Hi.", true)))
		require.NoError(t, err)
		_, err = resp.Body.Read(make([]byte, 10))
		require.NoError(t, err)
		reading := make(chan error, 1)
		go func() { // a Read that waits must not keep Close from closing
			_, err := io.Copy(io.Discard, resp.Body)
			reading <- err
		}()
		time.Sleep(20 * time.Millisecond)
		require.NoError(t, resp.Body.Close())
		assert.Error(t, <-reading)
		<-gone
		v := b.verdict()
		assert.Contains(t, logged(v), `"outcome":"failed"`)
		assert.Equal(t, 1, v.Supported+v.Unknown, "what was held is not judged any more")
	}
}

func TestClientThatStopsAtTheEndOfTheAnswerHasReadAll(t *testing.T) {
	b := newBench(t, answers(map[string]mock.Answer{"m": mock.Say(cleanAnswer)}), nil)
	for _, api := range apis {
		resp, err := b.client.Post(b.url+api.path, "application/json", strings.NewReader(api.ask("m", "Hi.", true)))
		require.NoError(t, err)
		_, err = io.ReadFull(resp.Body, make([]byte, len(api.render(mock.Say(cleanAnswer)).Stream()))) // but not the io.EOF
		require.NoError(t, err)
		resp.Body.Close()
	}
	for _, v := range b.verdicts {
		assert.Equal(t, Passed, v.Outcome)
	}
}

func TestSlowClientSlowsTheService(t *testing.T) {
	for _, timed := range []time.Duration{0, time.Minute} {
		var sent atomic.Int64
		event := apis[2].render(mock.Say(trueSale + "\n\n")).Events[1]
		b := newBench(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", eventStream)
			for r.Context().Err() == nil {
				n, err := io.WriteString(w, event)
				if err != nil {
					return
				}
				sent.Add(int64(n))
			}
		}), func(tr *Transport) {
			tr.Guard = newGuard(t, func(p *backfire.Policy) { p.Hold.MaxWait = timed })
		})
		resp, err := b.client.Post(b.url+apis[2].path, "application/json", strings.NewReader(apis[2].ask("m", "Hi.", true)))
		require.NoError(t, err)
		time.Sleep(300 * time.Millisecond)
		before := sent.Load()
		time.Sleep(200 * time.Millisecond)
		assert.Equal(t, before, sent.Load(), "nobody reads, and the service still sends")
		resp.Body.Close()
	}
}

func TestLyingContentLength(t *testing.T) {
	b := newBench(t, answers(map[string]mock.Answer{"m": mock.Say(cleanAnswer)}), nil)
	for _, length := range []int64{1, 1 << 20} {
		req, err := http.NewRequest(http.MethodPost, b.url+apis[0].path, io.NopCloser(strings.NewReader(apis[0].ask("m", "Hi.", false))))
		require.NoError(t, err)
		req.ContentLength = length
		resp, err := b.client.Do(req)
		require.NoError(t, err)
		resp.Body.Close()
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
	}
	assert.Len(t, b.verdicts, 2)
	assert.Contains(t, logged(b.verdicts[0]), "Content-Length")
}

// rawProxy sends bytes to a Proxy and returns what it answers; asked counts what reached the service.
func rawProxy(t *testing.T, request string) (answer string, asked []string) {
	t.Helper()
	service := &mock.Service{Answers: map[string]mock.Answer{"m": mock.Say(cleanAnswer)}, OnRequest: func(r *http.Request, body []byte) {
		asked = append(asked, r.Method+" "+r.URL.Path+" "+string(body))
	}}
	upstream := httptest.NewServer(service)
	defer upstream.Close()
	target, err := url.Parse(upstream.URL)
	require.NoError(t, err)
	base := &http.Transport{}
	defer base.CloseIdleConnections()
	front := httptest.NewServer(&Proxy{Target: target, Base: base, Guard: newGuard(t, nil)})
	defer front.Close()
	conn, err := net.Dial("tcp", front.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, request)
	require.NoError(t, err)
	conn.(*net.TCPConn).CloseWrite()
	conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	data, _ := io.ReadAll(conn)
	return string(data), asked
}

func TestSmuggling(t *testing.T) {
	body := apis[0].ask("m", "Hi.", false)
	hidden := "POST /v1/embeddings HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
	head := "POST " + apis[0].path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	cases := map[string]string{
		"length and chunks":    head + fmt.Sprintf("Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), len(body), body) + hidden,
		"two lengths":          head + fmt.Sprintf("Content-Length: %d\r\nContent-Length: 1\r\n\r\n%s", len(body), body) + hidden,
		"chunked twice":        head + fmt.Sprintf("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body) + hidden,
		"an unknown encoding":  head + fmt.Sprintf("Transfer-Encoding: xchunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body) + hidden,
		"a folded header":      head + fmt.Sprintf("X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: %d\r\n\r\n%s", len(body), body) + hidden,
		"too short a length":   head + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body)-3, body) + hidden,
		"a path within a path": "POST /v1/embeddings/..%2fchat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
		"another path":         "POST /v1/embeddings HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
		"an upgrade":           strings.Replace(head, "POST", "GET", 1) + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
	}
	for name, request := range cases {
		t.Run(name, func(t *testing.T) {
			answer, asked := rawProxy(t, request)
			for _, one := range asked {
				assert.NotContains(t, one, "embeddings", "%s", answer)
				assert.True(t, strings.HasSuffix(one, body), "%s", one)
			}
			assert.LessOrEqual(t, len(asked), 1)
			assert.NotContains(t, answer, "101 Switching")
		})
	}
}

func TestAcceptGames(t *testing.T) {
	for _, api := range apis {
		for _, accept := range []string{"text/event-stream", "application/json", "text/plain", "*/*;q=0", "br, gzip"} {
			for _, stream := range []bool{true, false} {
				b := newBench(t, answers(map[string]mock.Answer{"m": mock.Say(wrongAnswer)}), nil)
				req, err := http.NewRequest(http.MethodPost, b.url+api.path, strings.NewReader(api.ask("m", "Hi.", stream)))
				require.NoError(t, err)
				req.Header.Set("Accept", accept)
				req.Header.Set("Accept-Encoding", accept)
				resp, err := b.client.Do(req)
				require.NoError(t, err)
				body, err := io.ReadAll(resp.Body)
				resp.Body.Close()
				require.NoError(t, err)
				assert.NotContains(t, string(body), " 60")
				assert.Equal(t, Halted, b.verdict().Outcome)
			}
		}
	}
}

func TestInvalidPolicyAndOptions(t *testing.T) {
	p := backfire.DefaultPolicy()
	p.Mode = "sometimes"
	_, err := backfire.New(backfire.Config{Facts: shopFacts, Policy: &p})
	require.ErrorAs(t, err, new(*backfire.PolicyError))
	_, err = backfire.New(backfire.Config{})
	require.ErrorIs(t, err, backfire.ErrNoFacts)

	for name, transport := range map[string]*Transport{
		"no guard":  {},
		"failure":   {Guard: newGuard(t, nil), Options: Options{OnFailure: "maybe"}},
		"grounding": {Guard: newGuard(t, nil), Options: Options{Grounding: "air"}},
		"below 0":   {Guard: newGuard(t, nil), Options: Options{Limits: Limits{Held: -1}}},
		"too large": {Guard: newGuard(t, nil), Options: Options{Limits: Limits{Request: math.MaxInt64}}},
	} {
		b := newBench(t, answers(nil), nil)
		transport.Base = b.client.Transport.(*Transport).Base
		b.client.Transport = transport
		_, _, err := b.try(t.Context(), apis[0], true)
		require.Error(t, err, name)
		assert.True(t, errors.Is(err, ErrNoGuard) || errors.As(err, new(*OptionsError)), "%s: %v", name, err)
	}
}

func TestFactsMissing(t *testing.T) {
	hooks := map[string]func(*http.Request) (*backfire.Index, error){
		"error": func(*http.Request) (*backfire.Index, error) { return nil, errors.New("the database is down") },
		"panic": func(*http.Request) (*backfire.Index, error) { panic("the database is down") },
	}
	for _, api := range apis {
		for name, hook := range hooks {
			asked := 0
			service := answers(map[string]mock.Answer{"m": mock.Say(wrongAnswer)})
			service.OnRequest = func(*http.Request, []byte) { asked++ }
			b := newBench(t, service, func(tr *Transport) { tr.Options.Facts = hook })
			status, body, err := b.try(t.Context(), api, true)
			require.NoError(t, err)
			assert.Equal(t, http.StatusServiceUnavailable, status, name)
			assert.Contains(t, body, `"cause":"facts"`)
			assert.Zero(t, asked, "closed: the service is not asked")
			assert.Contains(t, logged(b.verdict()), "the database is down")

			b = newBench(t, service, func(tr *Transport) { tr.Options.Facts, tr.Options.OnFailure = hook, FailOpen })
			_, body, err = b.try(t.Context(), api, true)
			require.NoError(t, err)
			assert.NotContains(t, body, " 60", "open: the facts of the guard serve")
			assert.Equal(t, Halted, b.verdict().Outcome)
			assert.Contains(t, logged(b.verdict()), "the database is down")
		}
	}
}

func TestNLIHookFaults(t *testing.T) {
	release := make(chan struct{})
	hooks := map[string]backfire.NLIFunc{
		"hangs":  func(context.Context, string, string) (float64, error) { <-release; return 0, nil },
		"panics": func(context.Context, string, string) (float64, error) { panic("no model") },
		"NaN":    func(context.Context, string, string) (float64, error) { return math.NaN(), nil },
	}
	for name, hook := range hooks {
		for failure, want := range map[backfire.NLIFailure]Outcome{backfire.FailClosed: Halted, backfire.FailOpen: Passed} {
			for _, api := range apis {
				t.Run(name+"/"+string(failure)+"/"+api.name, func(t *testing.T) {
					p := backfire.DefaultPolicy()
					p.NLI.Deadline, p.NLI.OnFailure = 20*time.Millisecond, failure
					guard, err := backfire.New(backfire.Config{Facts: shopFacts, Policy: &p, NLI: hook})
					require.NoError(t, err)
					b := newBench(t, answers(map[string]mock.Answer{"m": mock.Say(cleanAnswer)}), func(tr *Transport) { tr.Guard = guard })
					_, body, err := b.try(t.Context(), api, true)
					require.NoError(t, err)
					v := b.verdict()
					assert.Equal(t, want, v.Outcome)
					assert.Contains(t, logged(v), fmt.Sprintf(`"nli_failures":%d`, v.NLIFailures))
					assert.Positive(t, v.NLIFailures)
					if want == Passed {
						equalText(t, api.render(mock.Say(cleanAnswer)).Stream(), body)
						return
					}
					seen := readAnswer(t, api.name, body, true)
					assert.Empty(t, seen.text)
					assert.Equal(t, "nli", seen.report.Cause)
				})
			}
		}
	}
	close(release)
}
