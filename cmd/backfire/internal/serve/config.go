// Package serve is backfire serve: a gateway that guards language models' services as a file of settings says.
package serve

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Config is the file of settings. The comments give what is left out its default; paths of files are relative to the file.
type Config struct {
	Listen    string              `yaml:"listen"`    // address for clients (127.0.0.1:8080)
	Admin     string              `yaml:"admin"`     // address for /healthz, /readyz and /metrics (127.0.0.1:9090)
	TLS       TLS                 `yaml:"tls"`       // of the address for clients; none
	Upstreams map[string]Upstream `yaml:"upstreams"` // the services, by name
	Policies  map[string]Policy   `yaml:"policies"`  // what guards, by name
	Routes    []Route             `yaml:"routes"`    // who is guarded how on the way to which service
	Timeouts  Timeouts            `yaml:"timeouts"`
	Limits    Limits              `yaml:"limits"`
	Log       Log                 `yaml:"log"`
	Trace     Trace               `yaml:"trace"`

	dir string // of the file
}

// TLS are the files of a certificate and its key, in PEM.
type TLS struct {
	Cert string `yaml:"cert"`
	Key  string `yaml:"key"`
}

// Upstream is a service.
type Upstream struct {
	URL string `yaml:"url"` // https://… or http://…, with the beginning of the path if there is one
	CA  string `yaml:"ca"`  // file of certificates to trust in place of the system's, in PEM
}

// Policy is what guards.
type Policy struct {
	Facts       []string `yaml:"facts"`       // files and directories; none only with grounding: request
	Policy      string   `yaml:"policy"`      // a policy file; the default policy
	Grounding   string   `yaml:"grounding"`   // guard or request (guard)
	Shadow      bool     `yaml:"shadow"`      // decide and log, never cut (false)
	OnFailure   string   `yaml:"on_failure"`  // closed or open (closed)
	Replacement string   `yaml:"replacement"` // text after what had left of an answer that was cut; none
}

// Route says which requests are guarded by which policy. The first path that fits a request decides; of the routes with that
// path, the first that takes its client's key serves.
type Route struct {
	Path     string   `yaml:"path"`     // the beginning of the path, which is cut off ("/", of which nothing is)
	Keys     []string `yaml:"keys"`     // SHA-256 of the keys of its clients, in hex; any client
	Upstream string   `yaml:"upstream"` // its name
	Policy   string   `yaml:"policy"`   // its name
}

// Timeouts bound each phase.
type Timeouts struct {
	ReadHeader      Duration `yaml:"read_header"`      // of a client's request (10s)
	ReadRequest     Duration `yaml:"read_request"`     // of all of it (1m)
	Write           Duration `yaml:"write"`            // of one piece of an answer to the client (30s)
	Idle            Duration `yaml:"idle"`             // of a connection between requests (2m)
	UpstreamConnect Duration `yaml:"upstream_connect"` // (10s)
	UpstreamTLS     Duration `yaml:"upstream_tls"`     // (10s)
	UpstreamHeader  Duration `yaml:"upstream_header"`  // until the service begins to answer (2m)
	UpstreamSilence Duration `yaml:"upstream_silence"` // between two pieces of its answer (1m)
	Drain           Duration `yaml:"drain"`            // for answers under way when the process is to end (30s)
}

// Limits bound what outsiders send. All but Streams are in bytes.
type Limits struct {
	Header  int   `yaml:"header_bytes"`  // of a request (64 KiB)
	Request int64 `yaml:"request_bytes"` // its body (16 MiB)
	Answer  int64 `yaml:"answer_bytes"`  // an answer that is not streamed (32 MiB)
	Event   int   `yaml:"event_bytes"`   // an event of one that is (8 MiB)
	Held    int   `yaml:"held_bytes"`    // all that waits for a verdict in one answer (16 MiB)
	Texts   int   `yaml:"texts"`         // choices, parts and tool calls of one answer (1024)
	Streams int   `yaml:"streams"`       // requests at once (10000)
}

// Log says what is logged: a line in JSON for each verdict.
type Log struct {
	Level string `yaml:"level"` // debug, which adds a line for each claim, info, warn or error (info)
}

// Trace says where spans go.
type Trace struct {
	Endpoint string  `yaml:"endpoint"` // of a collector that takes OTLP over HTTP, such as http://localhost:4318; none
	Sample   float64 `yaml:"sample"`   // the share of requests without a parent that are traced, 0 to 1 (1)
}

// Duration is a time.Duration that is written as in Go, such as "30s".
type Duration time.Duration

// UnmarshalYAML reads a duration.
func (d *Duration) UnmarshalYAML(node *yaml.Node) error {
	v, err := time.ParseDuration(node.Value)
	if err != nil || v <= 0 {
		return &ConfigError{Line: node.Line, Value: node.Value, Want: `a duration above 0 such as "30s"`}
	}
	*d = Duration(v)
	return nil
}

// A ConfigError says what is wrong with the settings.
type ConfigError struct {
	File  string // the file
	Line  int    // counted from 1, 0 if it is not known
	Key   string // such as "routes[0].policy"; "" if no key is at fault
	Value string // what was found; "" when that is no value
	Want  string // what would be right
	Err   error  // the cause, if another error is
}

// Error says where and what is wrong, and what would be right.
func (e *ConfigError) Error() string {
	msg := "backfire: settings"
	if e.File != "" {
		msg += " " + e.File
	}
	if e.Line > 0 {
		msg += ", line " + strconv.Itoa(e.Line)
	}
	if e.Key != "" {
		msg += ": " + e.Key
	}
	if e.Value != "" {
		msg += fmt.Sprintf(" is %q", e.Value)
	}
	if e.Want != "" {
		msg += ", want " + e.Want
	}
	if e.Err != nil {
		msg += ": " + e.Err.Error()
	}
	return msg
}

// Unwrap returns the cause.
func (e *ConfigError) Unwrap() error { return e.Err }

// defaults returns the settings of an empty file, which is not valid: it has no routes.
func defaults() Config {
	second := func(n int) Duration { return Duration(time.Duration(n) * time.Second) }
	return Config{
		Listen: "127.0.0.1:8080", Admin: "127.0.0.1:9090",
		Timeouts: Timeouts{
			ReadHeader: second(10), ReadRequest: second(60), Write: second(30), Idle: second(120), UpstreamConnect: second(10),
			UpstreamTLS: second(10), UpstreamHeader: second(120), UpstreamSilence: second(60), Drain: second(30),
		},
		Limits: Limits{
			Header: 64 << 10, Request: 16 << 20, Answer: 32 << 20, Event: 8 << 20, Held: 16 << 20, Texts: 1024, Streams: 10_000,
		},
		Log: Log{Level: "info"}, Trace: Trace{Sample: 1},
	}
}

// maxConfig is the size of the largest file, in bytes.
const maxConfig = 1 << 20

// Load reads a file of settings. It refuses all of it with a *ConfigError if anything in it is wrong; files that it names
// are read by New.
func Load(path string) (*Config, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &ConfigError{File: path, Err: err}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxConfig+1))
	switch {
	case err != nil:
		return nil, &ConfigError{File: path, Err: err}
	case len(data) > maxConfig:
		return nil, &ConfigError{File: path, Want: fmt.Sprintf("at most %d bytes", maxConfig)}
	}
	c := defaults()
	c.dir = filepath.Dir(path)
	if err := c.parse(data); err != nil {
		return nil, inFile(path, err)
	}
	if err := c.validate(); err != nil {
		return nil, inFile(path, err)
	}
	return &c, nil
}

// inFile adds the name of the file.
func inFile(path string, err error) error {
	wrong, ok := errors.AsType[*ConfigError](err)
	if !ok {
		return &ConfigError{File: path, Err: err}
	}
	wrong.File = path
	return wrong
}

var (
	yamlLine    = regexp.MustCompile(`line (\d+): (.*)`)
	yamlUnknown = regexp.MustCompile(`^field (.+) not found in type serve\.(\w+)$`)
	yamlKind    = regexp.MustCompile("^cannot unmarshal \\S+ `(.*)` into (\\w+)")
)

// parse reads YAML; a key that is unknown or given twice is an error.
func (c *Config) parse(data []byte) error {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	err := dec.Decode(c)
	switch {
	case errors.Is(err, io.EOF):
		return &ConfigError{Want: "upstreams, policies and routes: the file is empty"}
	case err != nil:
		return yamlError(data, err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return &ConfigError{Want: "a single YAML document"}
	}
	return nil
}

// yamlError says in the settings' own words what the reader of YAML says of them in those of Go.
func yamlError(data []byte, err error) error {
	var root yaml.Node
	unread := yaml.Unmarshal(data, &root) // an empty node is without keys
	if wrong, ok := errors.AsType[*ConfigError](err); ok {
		wrong.Key = keyAt(&root, "", wrong.Line, wrong.Value)
		return wrong
	}
	wrong := &ConfigError{Err: err}
	m := yamlLine.FindStringSubmatch(err.Error())
	if m == nil {
		return wrong
	}
	wrong.Line, _ = strconv.Atoi(m[1]) // it is a number
	wrong.Err = errors.New(m[2])
	if unread != nil {
		return wrong
	}
	if m := yamlUnknown.FindStringSubmatch(wrong.Err.Error()); m != nil {
		wrong.Key, wrong.Err = keyAt(&root, "", wrong.Line, m[1]), nil
		wrong.Want = "one of the keys " + strings.Join(keysOf(reflect.TypeFor[Config](), m[2]), ", ")
	} else if m := yamlKind.FindStringSubmatch(wrong.Err.Error()); m != nil {
		wrong.Key, wrong.Err = keyAt(&root, "", wrong.Line, m[1]), nil
		wrong.Value, wrong.Want = m[1], "a value of the kind "+m[2]
	}
	return wrong
}

// keyAt returns the path of the key at a line that has this name or value, "" if there is none.
func keyAt(node *yaml.Node, path string, line int, text string) string {
	if node.Kind != yaml.MappingNode {
		for i, child := range node.Content {
			at := path
			if node.Kind == yaml.SequenceNode {
				at += "[" + strconv.Itoa(i) + "]"
			}
			if found := keyAt(child, at, line, text); found != "" {
				return found
			}
		}
		if node.Kind == yaml.ScalarNode && node.Line == line && node.Value == text {
			return path
		}
		return ""
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		at := strings.TrimPrefix(path+"."+key.Value, ".")
		if key.Line == line && key.Value == text {
			return at
		}
		if found := keyAt(value, at, line, text); found != "" {
			return found
		}
	}
	return ""
}

// keysOf returns the keys of a section, whose type has this name.
func keysOf(t reflect.Type, name string) (keys []string) {
	switch t.Kind() {
	case reflect.Map, reflect.Slice:
		return keysOf(t.Elem(), name)
	case reflect.Struct:
	default:
		return nil
	}
	for _, f := range reflect.VisibleFields(t) {
		switch tag := f.Tag.Get("yaml"); {
		case tag == "": // not of the file
		case t.Name() == name:
			keys = append(keys, tag)
		case keys == nil:
			keys = keysOf(f.Type, name)
		}
	}
	return keys
}

// path returns where a file is that the settings name.
func (c *Config) path(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.dir, name)
}
