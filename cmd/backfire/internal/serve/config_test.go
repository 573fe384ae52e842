package serve

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/backfire"
)

func TestSettingsAreRefusedWhole(t *testing.T) {
	good := settings("http://localhost:1")
	change := func(old, new string) string {
		changed := strings.Replace(good, old, new, 1)
		if changed == good {
			t.Fatalf("nothing to change: %s", old)
		}
		return changed
	}
	cases := map[string]struct {
		text string
		key  string
		line int
		says string
	}{
		"empty":               {"", "", 0, "want upstreams, policies and routes"},
		"no YAML":             {"a: [", "", 1, ""},
		"two documents":       {good + "---\na: 1\n", "", 0, "a single YAML document"},
		"an unknown key":      {good + "retries: 3\n", "retries", 13, "want one of the keys listen, admin, tls"},
		"a key of a section":  {good + "timeouts: {wrote: 3s}\n", "timeouts.wrote", 13, "want one of the keys read_header, read_request, write"},
		"a key twice":         {good + "listen: a:1\n", "", 13, "already defined"},
		"a wrong type":        {good + "limits: {texts: many}\n", "limits.texts", 13, `is "many", want a value of the kind int`},
		"a number for a time": {good + "timeouts: {idle: 1s, write: 3}\n", "timeouts.write", 13, `want a duration above 0`},
		"a time of zero":      {good + "timeouts: {write: 0s}\n", "timeouts.write", 13, `want a duration above 0`},
		"an address":          {change("listen: 127.0.0.1:0", "listen: here"), "listen", 0, "HOST:PORT"},
		"a key of a route":    {change("path: /quiet", "port: 7"), "routes[0].port", 10, "want one of the keys path, keys, upstream, policy"},
		"a key of a policy":   {change("shadow: true", "shadows: true"), "policies.quiet.shadows", 8, "want one of the keys facts, policy"},
		"a port":              {change("listen: 127.0.0.1:0", "listen: 127.0.0.1:99999"), "listen", 0, "0 to 65535"},
		"no port":             {change("admin: 127.0.0.1:0", "admin: \"127.0.0.1:here\""), "admin", 0, "HOST:PORT"},
		"one address twice":   {change("listen: 127.0.0.1:0\nadmin: 127.0.0.1:0", "listen: 127.0.0.1:7\nadmin: 127.0.0.1:7"), "admin", 0, "another address"},
		"half of TLS":         {good + "tls: {cert: x}\n", "tls", 0, "cert and key"},
		"no scheme":           {change("http://localhost:1", "localhost:1"), "upstreams.mock.url", 0, "https://HOST"},
		"a key in a URL":      {change("http://localhost:1", "\"http://localhost:1?key=x\""), "upstreams.mock.url", 0, "https://HOST"},
		"no facts":            {change("shop: {facts: [facts.md]}", "shop: {}"), "policies.shop.facts", 0, "files of facts"},
		"grounding":           {change("shop: {facts: [facts.md]}", "shop: {facts: [facts.md], grounding: air}"), "policies.shop.grounding", 0, "guard or request"},
		"on_failure":          {change("shop: {facts: [facts.md]}", "shop: {facts: [facts.md], on_failure: maybe}"), "policies.shop.on_failure", 0, "closed or open"},
		"an unknown upstream": {change("{upstream: mock, policy: shop}", "{upstream: moc, policy: shop}"), "routes[2].upstream", 0, "one of mock"},
		"an unknown policy":   {change("{upstream: mock, policy: shop}", "{upstream: mock, policy: shopp}"), "routes[2].policy", 0, "one of quiet, shop"},
		"a path":              {change("path: /quiet", "path: quiet/"), "routes[0].path", 0, "a path such as"},
		"a key in the clear":  {change(hashOf("sk-right"), "sk-right"), "routes[1].keys[0]", 0, "SHA-256"},
		"a route in vain":     {good + "  - {path: /x, upstream: mock, policy: shop}\n", "routes[3]", 0, "a place before routes[2]"},
		"a dead path": {strings.Replace(good, "  - {upstream: mock", "  - {path: /keyed/deep, upstream: mock, policy: shop}\n  - {upstream: mock", 1),
			"routes[2]", 0, "a place before routes[1]"},
		"a dead key": {strings.Replace(good, "  - {upstream: mock", "  - {path: /keyed, upstream: mock, policy: quiet, keys: ["+strings.ToUpper(hashOf("sk-right"))+"]}\n  - {upstream: mock", 1),
			"routes[2].keys[0]", 0, "routes[1] of the same path"},
		"a limit":        {good + "limits: {texts: -1}\n", "limits.texts", 0, "1 to"},
		"a level":        {good + "log: {level: loud}\n", "log.level", 0, "debug, info"},
		"a share":        {good + "trace: {sample: 2}\n", "trace.sample", 0, "0 to 1"},
		"a share of NaN": {good + "trace: {sample: .nan}\n", "trace.sample", 0, "0 to 1"},
		"a collector":    {good + "trace: {endpoint: here}\n", "trace.endpoint", 0, "https://HOST:PORT"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := write(t, c.text)
			_, err := Load(path)
			var wrong *ConfigError
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, path, wrong.File)
			assert.Equal(t, c.key, wrong.Key)
			assert.Equal(t, c.line, wrong.Line)
			assert.Contains(t, err.Error(), c.says)
			assert.NotContains(t, err.Error(), "sk-right")
		})
	}
}

func TestFilesThatSettingsNameAreRead(t *testing.T) {
	good := settings("http://localhost:1")
	cases := map[string]struct {
		old, new string
		key      string
		cause    any
	}{
		"facts":      {"shop: {facts: [facts.md]}", "shop: {facts: [gone.md]}", "policies.shop", new(*backfire.FactsError)},
		"policy":     {"shop: {facts: [facts.md]}", "shop: {facts: [facts.md], policy: gone.yaml}", "policies.shop", new(*backfire.PolicyError)},
		"the same":   {"shop: {facts: [facts.md]}", "shop: {facts: [facts.md, facts.md]}", "policies.shop", new(*backfire.DuplicateFactError)},
		"the CA":     {"{url: http://localhost:1}", "{url: http://localhost:1, ca: facts.md}", "upstreams.mock.ca", nil},
		"a key":      {"listen:", "tls: {cert: facts.md, key: facts.md}\nlisten:", "tls", nil},
		"an address": {"listen: 127.0.0.1:0", "listen: 192.0.2.1:1", "listen", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			config, err := Load(write(t, strings.Replace(good, c.old, c.new, 1)))
			require.NoError(t, err)
			_, err = New(context.Background(), config, io.Discard)
			var wrong *ConfigError
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, c.key, wrong.Key)
			if c.cause != nil {
				assert.ErrorAs(t, err, c.cause)
			}
		})
	}
}

func TestDocumentedDefaults(t *testing.T) {
	doc, err := os.ReadFile("../../../../docs/HTTP.md")
	require.NoError(t, err)
	_, block, ok := strings.Cut(string(doc), "```yaml\n")
	require.True(t, ok)
	block, _, _ = strings.Cut(block, "```")
	want := defaults()
	want.Upstreams, want.Policies, want.Routes = map[string]Upstream{"NAME": {}}, map[string]Policy{"NAME": {Facts: []string{}}}, []Route{{Keys: []string{}}}
	var got Config // not defaults(), so that a key that the page lacks is missed
	require.NoError(t, got.parse([]byte(block)))
	assert.Equal(t, want, got)
}

func TestExampleIsInOrder(t *testing.T) {
	config, err := Load("../../../../examples/gateway.yaml")
	require.NoError(t, err)
	config.Listen, config.Admin = "127.0.0.1:0", "127.0.0.1:0"
	s, err := New(context.Background(), config, io.Discard)
	require.NoError(t, err)
	s.Close()
}
