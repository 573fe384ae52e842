package serve

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/backfire/httpguard"
)

// route is a Route that serves.
type route struct {
	path    string
	policy  string
	keys    map[[sha256.Size]byte]bool // nil for any
	handler http.Handler
}

// routes builds what the settings say, and reads the files that they name.
func (s *Server) routes(ctx context.Context) error {
	guards := map[string]*backfire.Guard{}
	for _, name := range sorted(s.config.Policies) {
		guard, err := s.guard(ctx, s.config.Policies[name])
		if err != nil {
			return &ConfigError{Key: "policies." + name, Err: err}
		}
		guards[name] = guard
	}
	bases := map[string]http.RoundTripper{}
	for _, name := range sorted(s.config.Upstreams) {
		base, err := s.base(s.config.Upstreams[name])
		if err != nil {
			return &ConfigError{Key: "upstreams." + name + ".ca", Err: err}
		}
		bases[name] = base
	}
	for i, r := range s.config.Routes {
		target, err := url.Parse(s.config.Upstreams[r.Upstream].URL)
		if err != nil {
			return &ConfigError{Key: "upstreams." + r.Upstream + ".url", Err: err}
		}
		proxy := &httpguard.Proxy{
			Target: target, Base: bases[r.Upstream], Guard: guards[r.Policy], Options: s.options(r.Policy), Logger: s.log,
		}
		s.served = append(s.served, route{
			path: r.Path, policy: r.Policy, keys: hashes(s.config.Routes[i].Keys),
			handler: http.StripPrefix(strings.TrimSuffix(r.Path, "/"), proxy),
		})
	}
	return nil
}

// guard makes the Guard of a policy.
func (s *Server) guard(ctx context.Context, p Policy) (*backfire.Guard, error) {
	policy := backfire.DefaultPolicy()
	var err error
	if p.Policy != "" {
		if policy, err = backfire.LoadPolicy(s.config.path(p.Policy)); err != nil {
			return nil, err
		}
	}
	index, err := backfire.NewIndex()
	if err != nil {
		return nil, err
	}
	for _, path := range p.Facts {
		facts, err := backfire.LoadFacts(ctx, s.config.path(path), &backfire.LoadOptions{Prefix: s.prefix(path, len(p.Facts))})
		if err != nil {
			return nil, err
		}
		if err := index.Add(facts...); err != nil {
			return nil, err
		}
	}
	return backfire.New(backfire.Config{Index: index, Policy: &policy})
}

// prefix returns what the ids of facts begin with that come from one of several places: its folder.
func (s *Server) prefix(path string, places int) string {
	dir := filepath.Clean(path)
	if info, err := os.Stat(s.config.path(path)); err == nil && !info.IsDir() {
		dir = filepath.Dir(dir)
	}
	if places == 1 || dir == "." {
		return ""
	}
	return filepath.ToSlash(dir) + "/"
}

// base makes requests to a service.
func (s *Server) base(u Upstream) (http.RoundTripper, error) {
	t := s.config.Timeouts
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: time.Duration(t.UpstreamConnect)}).DialContext,
		TLSHandshakeTimeout:   time.Duration(t.UpstreamTLS),
		ResponseHeaderTimeout: time.Duration(t.UpstreamHeader),
		IdleConnTimeout:       time.Duration(t.Idle),
		MaxIdleConnsPerHost:   512,
		ForceAttemptHTTP2:     true,
		DisableCompression:    true, // what is compressed nevertheless is decompressed by the guard
		ReadBufferSize:        4 << 10,
		WriteBufferSize:       4 << 10,
	}
	if u.CA != "" {
		pem, err := os.ReadFile(s.config.path(u.CA))
		if err != nil {
			return nil, err
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, errors.New("no certificate in PEM")
		}
		transport.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	s.transports = append(s.transports, transport)
	return s.tracing.upstream(impatient(transport, time.Duration(t.UpstreamSilence))), nil
}

// options are how a policy is carried out.
func (s *Server) options(name string) httpguard.Options {
	p, l := s.config.Policies[name], s.config.Limits
	o := httpguard.Options{
		Grounding: httpguard.Grounding(p.Grounding), Shadow: p.Shadow, OnFailure: httpguard.FailureMode(p.OnFailure),
		Replacement: p.Replacement,
		Limits:      httpguard.Limits{Request: l.Request, Answer: l.Answer, Event: l.Event, Held: l.Held, Texts: l.Texts},
		OnVerdict: func(ctx context.Context, v httpguard.Verdict) {
			s.metrics.verdict(name, v)
			verdictOnSpan(ctx, v)
			s.logVerdict(ctx, name, v)
		},
	}
	if s.log.Enabled(context.Background(), slog.LevelDebug) {
		o.OnClaim = s.logClaim
	}
	return o
}

func hashes(keys []string) map[[sha256.Size]byte]bool {
	if len(keys) == 0 {
		return nil
	}
	set := map[[sha256.Size]byte]bool{}
	for _, key := range keys {
		b, err := hex.DecodeString(key)
		if err == nil && len(b) == sha256.Size { // validate has seen to it
			set[[sha256.Size]byte(b)] = true
		}
	}
	return set
}

// keyOf returns the hash of a client's key, which is all of it that we look at.
func keyOf(r *http.Request) (hash [sha256.Size]byte, ok bool) {
	for _, header := range []string{"Authorization", "X-Api-Key", "Api-Key"} {
		if key := r.Header.Get(header); key != "" {
			if scheme, token, found := strings.Cut(key, " "); found && strings.EqualFold(scheme, "bearer") {
				key = token
			}
			return sha256.Sum256([]byte(strings.TrimSpace(key))), true
		}
	}
	return hash, false
}

// find returns the route of a request; reason says why there is none. The first path that fits decides: of the routes that
// have it, the first that takes the key serves, and none of another path does in its place.
func (s *Server) find(r *http.Request) (found *route, reason string) {
	hash, has := keyOf(r)
	path := ""
	for i := range s.served {
		one := &s.served[i]
		if path != "" && one.path != path || !under(r.URL.Path, one.path) {
			continue
		}
		if one.keys == nil || has && one.keys[hash] {
			return one, ""
		}
		path = one.path
	}
	if path != "" {
		return nil, "unknown_key"
	}
	return nil, "no_route"
}

// serve serves one request of a client.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	default:
		s.reject(w, http.StatusServiceUnavailable, "too_many", fmt.Sprintf("%d requests are under way, and that is the limit", cap(s.places)))
		return
	}
	s.metrics.inFlight.Inc()
	defer s.metrics.inFlight.Dec()
	found, reason := s.find(r)
	switch reason {
	case "no_route":
		s.reject(w, http.StatusNotFound, reason, "no route for this path")
		return
	case "unknown_key":
		s.reject(w, http.StatusUnauthorized, reason, "no route for this key")
		return
	}
	r, span := s.tracing.begin(r, found.path, found.policy)
	defer span.End()
	out, err := timed(w, r, s.config.Timeouts)
	if err != nil {
		s.reject(w, http.StatusInternalServerError, "deadline", "no deadline can be set")
		return
	}
	found.handler.ServeHTTP(out, r)
}

// reject answers a request that goes nowhere, in a shape that all clients read.
func (s *Server) reject(w http.ResponseWriter, status int, reason, message string) {
	s.metrics.refused.WithLabelValues(reason).Inc()
	s.log.Warn("rejected", slog.String("reason", reason))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"type":"error","error":{"type":"invalid_request_error","code":%q,"message":%q}}`, reason, "backfire: "+message)
}
