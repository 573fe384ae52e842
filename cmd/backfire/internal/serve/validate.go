package serve

import (
	"encoding/hex"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// validate returns a *ConfigError for the first thing that is wrong.
func (c *Config) validate() error {
	for _, check := range []func() error{
		c.checkAddresses, c.checkUpstreams, c.checkPolicies, c.checkRoutes, c.checkLimits, c.checkRest,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) checkAddresses() error {
	for _, a := range []struct{ key, value string }{{"listen", c.Listen}, {"admin", c.Admin}} {
		_, port, err := net.SplitHostPort(a.value)
		if err == nil {
			_, err = net.LookupPort("tcp", port)
		}
		if err != nil {
			return &ConfigError{Key: a.key, Value: a.value, Want: "HOST:PORT, with a port of 0 to 65535"}
		}
	}
	if c.Listen == c.Admin && !strings.HasSuffix(c.Listen, ":0") {
		return &ConfigError{Key: "admin", Value: c.Admin, Want: "another address than that of listen"}
	}
	if (c.TLS.Cert == "") != (c.TLS.Key == "") {
		return &ConfigError{Key: "tls", Want: "cert and key, or neither"}
	}
	return nil
}

func (c *Config) checkUpstreams() error {
	if len(c.Upstreams) == 0 {
		return &ConfigError{Key: "upstreams", Want: "at least one"}
	}
	for _, name := range sorted(c.Upstreams) {
		key := "upstreams." + name + ".url"
		u, err := url.Parse(c.Upstreams[name].URL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.User != nil {
			return &ConfigError{Key: key, Value: c.Upstreams[name].URL, Want: "https://HOST or http://HOST, perhaps with a path"}
		}
	}
	return nil
}

func (c *Config) checkPolicies() error {
	if len(c.Policies) == 0 {
		return &ConfigError{Key: "policies", Want: "at least one"}
	}
	for _, name := range sorted(c.Policies) {
		p, key := c.Policies[name], "policies."+name
		if err := among(key+".grounding", p.Grounding, "", "guard", "request"); err != nil {
			return err
		}
		if err := among(key+".on_failure", p.OnFailure, "", "closed", "open"); err != nil {
			return err
		}
		if len(p.Facts) == 0 && p.Grounding != "request" {
			return &ConfigError{Key: key + ".facts", Want: "files of facts, or grounding: request"}
		}
	}
	return nil
}

func (c *Config) checkRoutes() error {
	if len(c.Routes) == 0 {
		return &ConfigError{Key: "routes", Want: "at least one"}
	}
	for i := range c.Routes {
		r, key := &c.Routes[i], "routes["+strconv.Itoa(i)+"]"
		if r.Path == "" {
			r.Path = "/"
		}
		if r.Path != path.Clean(r.Path) || !path.IsAbs(r.Path) {
			return &ConfigError{Key: key + ".path", Value: r.Path, Want: "a path such as / or /openai"}
		}
		if _, ok := c.Upstreams[r.Upstream]; !ok {
			return &ConfigError{Key: key + ".upstream", Value: r.Upstream, Want: "one of " + strings.Join(sorted(c.Upstreams), ", ")}
		}
		if _, ok := c.Policies[r.Policy]; !ok {
			return &ConfigError{Key: key + ".policy", Value: r.Policy, Want: "one of " + strings.Join(sorted(c.Policies), ", ")}
		}
		for n, hash := range r.Keys {
			if b, err := hex.DecodeString(hash); err != nil || len(b) != 32 { // it is not shown: it may be the key itself
				return &ConfigError{Key: fmt.Sprintf("%s.keys[%d]", key, n), Want: "the SHA-256 of a key, as 64 hex digits"}
			}
		}
		for j, earlier := range c.Routes[:i] {
			if under(r.Path, earlier.Path) && (len(earlier.Keys) == 0 || earlier.Path != r.Path) {
				return &ConfigError{Key: key, Want: fmt.Sprintf("a place before routes[%d], whose path takes all that it would", j)}
			}
			for n, hash := range r.Keys {
				if earlier.Path == r.Path && slices.ContainsFunc(earlier.Keys, func(other string) bool { return strings.EqualFold(other, hash) }) {
					return &ConfigError{Key: fmt.Sprintf("%s.keys[%d]", key, n), Want: fmt.Sprintf("a key that routes[%d] of the same path does not take", j)}
				}
			}
		}
	}
	return nil
}

func (c *Config) checkLimits() error {
	for _, l := range []struct {
		key   string
		value int64
		max   int64
	}{
		{"header_bytes", int64(c.Limits.Header), 16 << 20}, {"request_bytes", c.Limits.Request, 1 << 30}, {"answer_bytes", c.Limits.Answer, 1 << 30},
		{"event_bytes", int64(c.Limits.Event), 1 << 30}, {"held_bytes", int64(c.Limits.Held), 1 << 30}, {"texts", int64(c.Limits.Texts), 1 << 16},
		{"streams", int64(c.Limits.Streams), 1 << 20},
	} {
		if l.value < 1 || l.value > l.max {
			return &ConfigError{Key: "limits." + l.key, Value: strconv.FormatInt(l.value, 10), Want: fmt.Sprintf("1 to %d", l.max)}
		}
	}
	return nil
}

func (c *Config) checkRest() error {
	if _, err := c.level(); err != nil {
		return &ConfigError{Key: "log.level", Value: c.Log.Level, Want: "debug, info, warn or error"}
	}
	if u, err := url.Parse(c.Trace.Endpoint); c.Trace.Endpoint != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		return &ConfigError{Key: "trace.endpoint", Value: c.Trace.Endpoint, Want: "https://HOST:PORT or http://HOST:PORT"}
	}
	if !(c.Trace.Sample >= 0 && c.Trace.Sample <= 1) {
		return &ConfigError{Key: "trace.sample", Value: fmt.Sprint(c.Trace.Sample), Want: "0 to 1"}
	}
	return nil
}

// level returns the level of the log.
func (c *Config) level() (level slog.Level, err error) {
	err = among("log.level", c.Log.Level, "debug", "info", "warn", "error")
	if err == nil {
		err = level.UnmarshalText([]byte(c.Log.Level))
	}
	return level, err
}

func among(key, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	want := slices.DeleteFunc(slices.Clone(allowed), func(s string) bool { return s == "" })
	return &ConfigError{Key: key, Value: value, Want: strings.Join(want, " or ")}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// under reports whether a path is one that begins with another, whole elements of it.
func under(p, prefix string) bool {
	return prefix == "/" || p == prefix || strings.HasPrefix(p, prefix+"/")
}
