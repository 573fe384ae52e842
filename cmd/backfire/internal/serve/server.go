package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/backfire/httpguard"
)

// Server is the gateway.
type Server struct {
	config     *Config
	log        *slog.Logger
	metrics    *metrics
	tracing    *tracing
	served     []route
	transports []*http.Transport
	places     chan struct{} // one for each request under way
	cert       *tls.Certificate
	draining   atomic.Bool

	front, admin net.Listener
}

// New makes a gateway of settings: it reads the files that they name, and listens. It returns a *ConfigError if any of that
// cannot be done. Lines of the log go to out.
func New(ctx context.Context, c *Config, out io.Writer, spans ...sdktrace.TracerProviderOption) (*Server, error) {
	level, err := c.level()
	if err != nil {
		return nil, err
	}
	s := &Server{
		config: c, metrics: newMetrics(), places: make(chan struct{}, c.Limits.Streams),
		log: slog.New(slog.NewJSONHandler(out, &slog.HandlerOptions{Level: level})),
	}
	if s.tracing, err = newTracing(ctx, c.Trace, spans...); err != nil {
		return nil, err
	}
	if err := s.routes(ctx); err != nil {
		return nil, err
	}
	if c.TLS.Cert != "" {
		cert, err := tls.LoadX509KeyPair(c.path(c.TLS.Cert), c.path(c.TLS.Key))
		if err != nil {
			return nil, &ConfigError{Key: "tls", Err: err}
		}
		s.cert = &cert
	}
	return s, s.listen(ctx)
}

func (s *Server) listen(ctx context.Context) (err error) {
	var l net.ListenConfig
	if s.front, err = l.Listen(ctx, "tcp", s.config.Listen); err != nil {
		return &ConfigError{Key: "listen", Err: err}
	}
	if s.admin, err = l.Listen(ctx, "tcp", s.config.Admin); err != nil {
		s.front.Close()
		return &ConfigError{Key: "admin", Err: err}
	}
	return nil
}

// Addresses returns where it listens for clients and for operators.
func (s *Server) Addresses() (front, admin string) {
	return s.front.Addr().String(), s.admin.Addr().String()
}

// Run serves until the context is done. Then it is not ready any more, takes no more requests, and gives those under way
// the time that the settings say.
func (s *Server) Run(ctx context.Context) error {
	t := s.config.Timeouts
	quiet := log.New(logWriter{s.log}, "", 0)
	front := &http.Server{
		Handler: http.HandlerFunc(s.serve), ErrorLog: quiet, MaxHeaderBytes: s.config.Limits.Header,
		ReadHeaderTimeout: time.Duration(t.ReadHeader), IdleTimeout: time.Duration(t.Idle),
	}
	admin := &http.Server{Handler: s.operator(), ErrorLog: quiet, ReadHeaderTimeout: time.Duration(t.ReadHeader)}
	failed := make(chan error, 2)
	go func() { failed <- s.serveFront(front) }()
	go func() { failed <- admin.Serve(s.admin) }()
	frontAt, adminAt := s.Addresses()
	s.log.Info("serving", slog.String("listen", frontAt), slog.String("admin", adminAt), slog.Bool("tls", s.cert != nil),
		slog.String("version", backfire.Version), slog.String("kernel", backfire.Kernel().Name))
	var err error
	select {
	case err = <-failed:
		failed <- nil
	case <-ctx.Done():
	}
	s.drain(front)
	admin.Close()
	<-failed
	<-failed
	return err
}

func (s *Server) serveFront(front *http.Server) error {
	if s.cert == nil {
		return front.Serve(s.front)
	}
	front.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*s.cert}, MinVersion: tls.VersionTLS12}
	return front.ServeTLS(s.front, "", "")
}

// drain ends the service: answers under way come to their end, if that is soon.
func (s *Server) drain(front *http.Server) {
	s.draining.Store(true)
	s.log.Info("draining", slog.Int("under_way", len(s.places)))
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(s.config.Timeouts.Drain))
	defer cancel()
	if err := front.Shutdown(ctx); err != nil {
		s.log.Warn("drained too slowly", slog.Int("under_way", len(s.places)))
		front.Close()
	}
	for _, transport := range s.transports {
		transport.CloseIdleConnections()
	}
	if err := s.tracing.provider.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		s.log.Warn("spans were lost", slog.Any("error", err))
	}
	s.log.Info("ended")
}

// operator serves those who run the gateway.
func (s *Server) operator() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if s.draining.Load() {
			http.Error(w, "draining", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	mux.Handle("GET /metrics", s.metrics.handler())
	return mux
}

// logVerdict writes the line of a verdict.
func (s *Server) logVerdict(ctx context.Context, policy string, v httpguard.Verdict) {
	level := slog.LevelInfo
	if v.Outcome != httpguard.Passed {
		level = slog.LevelWarn
	}
	s.log.LogAttrs(ctx, level, "verdict", slog.String("policy", policy), slog.Any("verdict", v))
}

// logClaim writes the line of a claim.
func (s *Server) logClaim(ctx context.Context, where string, c backfire.Claim) {
	s.log.LogAttrs(ctx, slog.LevelDebug, "claim", slog.String("where", where), slog.String("reason", c.Reason.String()),
		slog.Any("claim", httpguard.ClaimOf(c)), slog.Any("fact", httpguard.FactOf(c.Evidence)))
}

// logWriter logs what the HTTP server has to say, such as of a handshake that failed.
type logWriter struct{ log *slog.Logger }

func (w logWriter) Write(p []byte) (int, error) {
	w.log.Debug("http", slog.String("message", string(p)))
	return len(p), nil
}

// Close ends a Server that does not run.
func (s *Server) Close() {
	s.front.Close()
	s.admin.Close()
}
