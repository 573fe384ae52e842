package httpguard

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/internal/mock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var shopFacts = []backfire.Fact{
	{ID: "window", Text: "Customers may return an unused item within 30 days of delivery."},
	{ID: "sale", Text: "Sale items can be exchanged for another size but are not refunded."},
	{ID: "payment", Text: "Refunds are paid to the original payment method."},
}

const (
	trueWindow  = "Customers may return an unused item within 30 days of delivery."
	falseWindow = "Customers may return an unused item within 60 days of delivery."
	trueSale    = "Sale items can be exchanged for another size but are not refunded."
	truePayment = "Refunds are paid to the original payment method."

	cleanAnswer = trueSale + " " + trueWindow + " I hope that this “helps” you."
	wrongAnswer = trueSale + " " + falseWindow + " " + truePayment
)

// newGuard returns a guard over shopFacts with a policy that differs from the default one as change says.
func newGuard(t testing.TB, change func(*backfire.Policy)) *backfire.Guard {
	t.Helper()
	p := backfire.DefaultPolicy()
	if change != nil {
		change(&p)
	}
	g, err := backfire.New(backfire.Config{Facts: shopFacts, Policy: &p})
	require.NoError(t, err)
	return g
}

// bench is a guarded client and the service behind it.
type bench struct {
	t        testing.TB
	url      string
	client   *http.Client
	verdicts []Verdict
}

// newBench puts a Transport between a client and a service. change may be nil.
func newBench(t testing.TB, service http.Handler, change func(*Transport)) *bench {
	t.Helper()
	b := &bench{t: t}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body) // a server does not notice that its client has gone before it has read all
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		service.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	base := &http.Transport{DisableCompression: true}
	t.Cleanup(base.CloseIdleConnections)
	transport := &Transport{Base: base, Guard: newGuard(t, nil)}
	if change != nil {
		change(transport)
	}
	transport.Options.OnVerdict = collect(&b.verdicts)
	b.url, b.client = server.URL, &http.Client{Transport: transport}
	return b
}

// post sends a request and returns the answer's status and body.
func (b *bench) post(path, body string) (status int, answer string) {
	b.t.Helper()
	resp, err := b.client.Post(b.url+path, "application/json", strings.NewReader(body))
	require.NoError(b.t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(b.t, err)
	return resp.StatusCode, string(data)
}

// verdict returns the only verdict.
func (b *bench) verdict() Verdict {
	b.t.Helper()
	require.Len(b.t, b.verdicts, 1)
	return b.verdicts[0]
}

// api is one of the formats in tests.
type api struct {
	name, path string
	render     func(mock.Answer) mock.Transcript
	ask        func(model, prompt string, stream bool) string // a request's body
}

var apis = []api{
	{"openai.responses", "/v1/responses", mock.Responses, func(model, prompt string, stream bool) string {
		return requestJSON(model, stream, `"input":`+quoted(prompt))
	}},
	{"anthropic.messages", "/v1/messages", mock.Messages, func(model, prompt string, stream bool) string {
		return requestJSON(model, stream, `"max_tokens":100,"messages":[{"role":"user","content":`+quoted(prompt)+`}]`)
	}},
	{"openai.chat", "/v1/chat/completions", mock.Chat, func(model, prompt string, stream bool) string {
		return requestJSON(model, stream, `"messages":[{"role":"user","content":`+quoted(prompt)+`}]`)
	}},
}

func requestJSON(model string, stream bool, rest string) string {
	s := `{"model":` + quoted(model) + `,`
	if stream {
		s += `"stream":true,`
	}
	return s + rest + `}`
}

// answers is a service that says these.
func answers(a map[string]mock.Answer) *mock.Service { return &mock.Service{Answers: a} }
