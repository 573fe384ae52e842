package httpguard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/backfire-ai/backfire-go/backfire"
)

// Transport is an http.RoundTripper that guards what goes to a language model's API and what comes back. Requests to other
// paths pass as they are. It is safe for concurrent use, and must not change once it is in use.
//
// The answer's body belongs to one goroutine but for Close, as that of any answer. It has to be closed.
type Transport struct {
	// Base makes the requests; nil means http.DefaultTransport.
	Base http.RoundTripper
	// Guard judges. Its policy says what halts, what a request may not hold, and whether bytes leave before their verdict.
	Guard *backfire.Guard
	// Options may be left zero.
	Options Options

	once   sync.Once
	asides *backfire.Guard
	err    error
}

// prepare makes what is needed once.
func (t *Transport) prepare() error {
	t.once.Do(func() {
		if t.Guard == nil {
			t.err = ErrNoGuard
			return
		}
		if t.err = t.Options.validate(); t.err != nil {
			return
		}
		p := t.Guard.Policy()
		p.Strict, p.Halt.Enabled, p.KeepClaims = false, false, 1
		t.asides, t.err = t.Guard.WithPolicy(p)
	})
	return t.err
}

func (t *Transport) base() http.RoundTripper {
	if t.Base != nil {
		return t.Base
	}
	return http.DefaultTransport
}

// RoundTrip carries out one request. A request that is refused gets an answer with status 400 in the shape of its API's
// errors, and one that cannot be judged 4xx or 503, of which the client's SDK makes what it makes of the API's own. Errors
// are those of Base, ErrNoGuard and *OptionsError.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	f := formatOf(req)
	if f == nil {
		return t.base().RoundTrip(req)
	}
	if err := t.prepare(); err != nil {
		closeBody(req)
		return nil, err
	}
	x := t.exchange(req, f)
	out, refusal, err := x.ask(req, t.Guard, t.asides)
	if refusal != nil || err != nil {
		x.cancel()
		return refusal, err
	}
	resp, err := t.base().RoundTrip(out)
	if err != nil {
		x.note(Failed, nil, x.broken(err))
		x.cancel()
		x.done()
		return nil, err
	}
	resp.Request = req
	return x.answer(resp), nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		req.Body.Close()
	}
}

// exchange begins to guard a request.
func (t *Transport) exchange(req *http.Request, f format) *exchange {
	x := &exchange{options: &t.Options, limits: t.Options.Limits.withDefaults(), format: f, ctx: req.Context()}
	x.judged, x.settle = context.WithCancel(x.ctx)
	x.verdict = Verdict{
		Format: f.name(), Method: req.Method, Path: req.URL.Path, Shadow: t.Options.Shadow, Begin: time.Now(),
	}
	return x
}

// ask reads and scans a request. It returns the one to send to the service, or the answer that refuses it.
func (x *exchange) ask(req *http.Request, guard, asides *backfire.Guard) (out *http.Request, refusal *http.Response, err error) {
	ctx, cancel := context.WithCancel(x.ctx)
	x.cancel = cancel
	defer closeBody(req)
	body, refusal, err := x.read(req)
	if refusal != nil || err != nil {
		return nil, refusal, err
	}
	asked, body, refusal := x.check(req, body, guard)
	if refusal != nil {
		return nil, refusal, nil
	}
	if err := x.facts(req, asked, guard, asides); err != nil {
		failure := &Failure{FailureFacts, err}
		if x.mayRefuse() {
			return nil, x.unable(req, http.StatusServiceUnavailable, failure), nil
		}
		x.note(Failed, nil, failure)
		x.guard, x.asides = guard, asides
	}
	out = req.Clone(ctx)
	out.Header.Set("Accept-Encoding", "identity") // what is compressed has to be decompressed to be judged
	for _, name := range []string{"Upgrade", "Connection", "Expect"} {
		out.Header.Del(name)
	}
	if req.Body != nil {
		out.Body = io.NopCloser(bytes.NewReader(body))
		out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
		out.ContentLength = int64(len(body))
		out.TransferEncoding = nil
		out.Header.Del("Content-Length")
	}
	return out, nil, nil
}

// mayRefuse reports whether what cannot be judged is to be refused.
func (x *exchange) mayRefuse() bool { return !x.options.Shadow && x.options.OnFailure != FailOpen }

// unable refuses a request that cannot be judged.
func (x *exchange) unable(req *http.Request, status int, failure *Failure) *http.Response {
	return x.refuse(req, status, &Report{Action: "refused", Cause: string(failure.Kind), Rule: string(failure.Kind)}, failure)
}

// read reads the body of a request.
func (x *exchange) read(req *http.Request) (body []byte, refusal *http.Response, err error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil, nil
	}
	body, err = io.ReadAll(io.LimitReader(req.Body, x.limits.Request+1))
	switch {
	case err != nil:
		x.note(Failed, nil, &Failure{FailureClient, err})
		x.done()
		return nil, nil, err
	case int64(len(body)) > x.limits.Request:
		failure := &Failure{FailureLarge, fmt.Errorf("a request of more than %d bytes", x.limits.Request)}
		return nil, x.unable(req, http.StatusRequestEntityTooLarge, failure), nil
	case req.ContentLength >= 0 && int64(len(body)) != req.ContentLength && !(req.ContentLength == 0 && len(body) > 0):
		return nil, x.unable(req, http.StatusBadRequest, &Failure{FailureRequest, errLength}), nil
	}
	return body, nil, nil
}

var errLength = errors.New("a body of another length than Content-Length says")

// answer turns the service's answer into the one that the client gets.
func (x *exchange) answer(resp *http.Response) *http.Response {
	x.body = resp.Body
	x.verdict.Status = resp.StatusCode
	x.verdict.FirstByte = time.Since(x.verdict.Begin)
	bad := resp.StatusCode < 200 || resp.StatusCode > 299
	if bad {
		x.note(Failed, nil, &Failure{FailureUpstream, fmt.Errorf("the service answers with status %d", resp.StatusCode)})
	}
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	stream := err == nil && kind == "text/event-stream"
	whole := err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
	if resp.StatusCode == http.StatusNoContent || resp.Body == http.NoBody || bad && !stream && !whole {
		resp.Body = &plainBody{x: x, Reader: resp.Body}
		return resp
	}
	body, err := decoded(resp)
	switch {
	case err != nil:
		return x.unreadable(resp, &Failure{FailureEncoding, err})
	case stream:
		return x.streamed(resp, body)
	case whole: // an error too, which has no texts: no client takes another answer for one
		return x.whole(resp, body)
	}
	return x.unreadable(resp, &Failure{FailureType, fmt.Errorf("an answer of type %q, want application/json or text/event-stream", resp.Header.Get("Content-Type"))})
}

// streamed guards a streamed answer.
func (x *exchange) streamed(resp *http.Response, body io.Reader) *http.Response {
	x.verdict.Streamed = true
	resp.ContentLength = -1
	resp.Header.Del("Content-Length")
	var from source = directSource{body}
	if p := x.guard.Policy(); p.Hold.MaxWait > 0 && p.Mode == backfire.Gate && !x.options.Shadow {
		x.wake = make(chan struct{}, 1)
		from = newTimedSource(body, x.wake)
	}
	resp.Body = &streamBody{x: x, source: from, wire: newWire(x)}
	return resp
}

// unreadable does with an answer that cannot be judged what the options say. One that is an error keeps its status, by which
// clients try again.
func (x *exchange) unreadable(resp *http.Response, failure *Failure) *http.Response {
	x.note(Failed, nil, failure)
	if !x.mayRefuse() {
		resp.Body = &plainBody{x: x, Reader: resp.Body}
		return resp
	}
	x.hangUp()
	x.done()
	status := http.StatusBadGateway
	if resp.StatusCode >= 400 {
		status = resp.StatusCode
	}
	report := &Report{Action: "halted", Cause: string(failure.Kind), Rule: string(failure.Kind)}
	return x.respond(resp.Request, status, report.Cause, report.message(), report)
}

// response returns an answer of our own, in JSON.
func response(req *http.Request, status int, body []byte) *http.Response {
	return &http.Response{
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/json"}, "Content-Length": {strconv.Itoa(len(body))}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
		Request:       req,
	}
}

// plainBody is an answer that passes as it is.
type plainBody struct {
	io.Reader
	x *exchange
}

func (b *plainBody) Close() error {
	b.x.hangUp()
	b.x.done()
	return nil
}
