package httpguard

import (
	"context"
	"errors"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path"
	"sync"

	"github.com/backfire-ai/backfire-go/backfire"
)

// Proxy is an http.Handler that guards a service for clients in any language: a reverse proxy with a Transport in it. Where
// the formats that are guarded do not serve, it answers 404, since what is not guarded must not be a way around the guard.
// It is safe for concurrent use, and must not change once it is in use.
type Proxy struct {
	// Target is the service: scheme, host, and perhaps the beginning of the path.
	Target *url.URL
	// Base makes the requests to it; nil means http.DefaultTransport.
	Base http.RoundTripper
	// Guard judges.
	Guard *backfire.Guard
	// Options may be left zero.
	Options Options
	// Pass reports whether a request that is not guarded may pass nevertheless; nil means that GET …/models may, which lists
	// the models.
	Pass func(r *http.Request) bool
	// Logger is told of requests that failed, without their texts and headers; nil means silence.
	Logger *slog.Logger

	once    sync.Once
	forward *httputil.ReverseProxy
}

// ServeHTTP serves one request.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.once.Do(p.prepare)
	if !plain(r) || formatOf(r) == nil && !p.passes(r) {
		http.Error(w, "backfire: nothing at this path is guarded, and so it is not served", http.StatusNotFound)
		return
	}
	p.forward.ServeHTTP(w, r)
}

// plain reports whether a request's path is written in the one way that all servers read alike.
func plain(r *http.Request) bool { return r.URL.RawPath == "" && path.Clean(r.URL.Path) == r.URL.Path }

func (p *Proxy) passes(r *http.Request) bool {
	if p.Pass != nil {
		return p.Pass(r)
	}
	return r.Method == http.MethodGet && endsIn(elementsOf(r), "models")
}

func (p *Proxy) prepare() {
	quiet := log.New(io.Discard, "", 0) // it would log the addresses of clients
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	p.forward = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(p.Target)
			r.SetXForwarded()
		},
		Transport:     &Transport{Base: p.Base, Guard: p.Guard, Options: p.Options},
		FlushInterval: -1, // each event as soon as it may leave
		BufferPool:    &bufferPool,
		ErrorLog:      quiet,
		ErrorHandler:  p.failed,
	}
}

// failed answers when the service could not be asked, or the client's request could not be read.
func (p *Proxy) failed(w http.ResponseWriter, r *http.Request, err error) {
	status, kind := http.StatusBadGateway, FailureUpstream
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		status, kind = http.StatusRequestEntityTooLarge, FailureLarge
	case errors.Is(err, ErrNoGuard), errors.As(err, new(*OptionsError)):
		status, kind = http.StatusInternalServerError, FailureJudge
	case errors.Is(err, context.DeadlineExceeded):
		status = http.StatusGatewayTimeout
	case r.Context().Err() != nil:
		status, kind = 499, FailureClient // nobody reads it
	}
	p.Logger.LogAttrs(r.Context(), slog.LevelWarn, "proxy failed", slog.String("kind", string(kind)), slog.Any("error", err))
	var f format = chat{}
	if served := formatOf(r); served != nil {
		f = served
	}
	report := &Report{Action: "failed", Cause: string(kind), Rule: string(kind)}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(f.failure(status, string(kind), report.message(), report.json()))
}

// buffers are what answers are copied through.
type buffers struct{ pool sync.Pool }

// bufferPool holds buffers of a size that fits an event or two, so that an idle stream holds little.
var bufferPool = buffers{sync.Pool{New: func() any { return new([chunkSize]byte) }}}

func (b *buffers) Get() []byte { return b.pool.Get().(*[chunkSize]byte)[:] }

func (b *buffers) Put(p []byte) { b.pool.Put((*[chunkSize]byte)(p)) }
