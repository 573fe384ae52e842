package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

// A served kernel is one that `backfire call` answers with.
type served struct{ tags, environment string }

const goKernel = "go"

// kernels are those that can be asked: that of the default build, the Rust kernel linked in, as a WebAssembly module, and as the
// shared library that BACKFIRE_KERNEL_PATH names.
var kernels = map[string]served{
	goKernel: {tags: "", environment: "go"},
	"rust":   {tags: "rust", environment: "rust"},
	"wasm":   {tags: "backfire_wasm", environment: "wasm"},
	"shared": {tags: "rust,backfire_dl", environment: "rust"},
}

// evaluator answers inputs with a kernel through `backfire call`, whose program it builds, and with the Go kernel where
// that has no such function.
type evaluator struct {
	kernel *fallback.Kernel
	served served // the kernel behind `backfire call`
	dir    string // holds the program
}

func newEvaluator(root, name string) (*evaluator, error) {
	kernel, err := fallback.Open(tables.Blob())
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "vectors")
	if err != nil {
		return nil, err
	}
	e := &evaluator{kernel: kernel, served: kernels[name], dir: dir}
	build := exec.Command("go", "build", "-tags", e.served.tags, "-o", e.program(), "./cmd/backfire")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		e.close()
		return nil, fmt.Errorf("go build ./cmd/backfire: %w\n%s", err, out)
	}
	return e, nil
}

// program carries .exe everywhere: it is harmless where it is not needed.
func (e *evaluator) program() string { return filepath.Join(e.dir, "backfire.exe") }

func (e *evaluator) close() { os.RemoveAll(e.dir) }

// answer fills in the answers of a suite.
func (e *evaluator) answer(s *suite) error {
	if direct, ok := e.direct()[s.function]; ok {
		for i := range s.cases {
			if err := s.cases[i].ask(direct); err != nil {
				return fmt.Errorf("%s, %q: %w", s.function, s.cases[i].Name, err)
			}
		}
		return nil
	}
	return e.call(s)
}

// directFunction answers an input as `backfire call` would.
type directFunction func(in json.RawMessage) (object, error)

// ask takes the answer of a function.
func (c *answeredCase) ask(f directFunction) error {
	out, err := f(c.In)
	if errors.As(err, &c.Err) {
		return nil
	}
	c.Out = encode(out)
	return err
}

// kernelErrors are the codes of errors that a kernel returns; all others are faults of an input's JSON.
var kernelErrors = map[string]bool{"config": true, "shape": true, "duplicate_id": true}

// call asks `backfire call` for the answers.
func (e *evaluator) call(s *suite) error {
	var in bytes.Buffer
	for _, c := range s.cases {
		fmt.Fprintf(&in, "{\"id\":null,\"fn\":%q,\"in\":%s}\n", s.function, c.In)
	}
	serve := exec.Command(e.program(), "call")
	serve.Stdin = &in
	serve.Stderr = os.Stderr
	serve.Env = append(os.Environ(), "BACKFIRE_KERNEL="+e.served.environment)
	out, err := serve.Output()
	if err != nil {
		return fmt.Errorf("backfire call: %w", err)
	}
	lines := bytes.Split(bytes.TrimSuffix(out, []byte("\n")), []byte("\n"))
	if len(lines) != len(s.cases) {
		return fmt.Errorf("backfire call answered %d lines with %d", len(s.cases), len(lines))
	}
	for i, line := range lines {
		if err := s.cases[i].take(line); err != nil {
			return fmt.Errorf("%s, %q: %w", s.function, s.cases[i].Name, err)
		}
		if s.function == "scan" { // what models say is not Scan's
			if before, _, ok := bytes.Cut(s.cases[i].Out, []byte(`,"injection":`)); ok {
				s.cases[i].Out = append(bytes.Clone(before), '}')
			}
		}
	}
	return nil
}

// take reads one line of answer.
func (c *answeredCase) take(line []byte) error {
	var answer struct {
		Out json.RawMessage
		Err *callError
	}
	if err := json.Unmarshal(line, &answer); err != nil {
		return fmt.Errorf("backfire call answered %q: %w", line, err)
	}
	if answer.Err != nil && !kernelErrors[answer.Err.Code] {
		return fmt.Errorf("the kernel was not reached: %s: %s", answer.Err.Code, answer.Err.Message)
	}
	c.Out, c.Err = visible(answer.Out), answer.Err
	return nil
}

// direct holds the functions that `backfire call` does not serve.
func (e *evaluator) direct() map[string]directFunction {
	return map[string]directFunction{
		"alive": e.alive, "hash": hash, "index": e.index, "index_load": e.indexLoad, "injection_score": e.injectionScore,
		"segment": e.segment, "skeleton": e.skeleton,
		"stem": stem, "terms": e.terms, "validate": validate,
	}
}

// text is a text of the JSON face.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err == nil {
		*t = text(s)
		return nil
	}
	var raw struct{ B64 *string }
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	if raw.B64 == nil {
		return errors.New("a text is neither a string nor has b64")
	}
	bytes, err := base64.StdEncoding.Strict().DecodeString(*raw.B64)
	*t = text(bytes)
	return err
}

// hash: {text} → {hash}, sixteen hexadecimal digits.
func hash(in json.RawMessage) (object, error) {
	var args struct{ Text text }
	if err := json.Unmarshal(in, &args); err != nil {
		return nil, err
	}
	return object{{"hash", hex(fallback.HashWord(string(args.Text)))}}, nil
}

func hex(h uint64) string { return fmt.Sprintf("%016x", h) }

// stem: {word} → {stem}.
func stem(in json.RawMessage) (object, error) {
	var args struct{ Word text }
	if err := json.Unmarshal(in, &args); err != nil {
		return nil, err
	}
	return object{{"stem", string(fallback.Stem([]byte(args.Word)))}}, nil
}

// terms: {text} → {terms}, each as hash gives it.
func (e *evaluator) terms(in json.RawMessage) (object, error) {
	var args struct{ Text text }
	if err := json.Unmarshal(in, &args); err != nil {
		return nil, err
	}
	terms := []string{}
	for _, term := range e.kernel.Terms(nil, string(args.Text)) {
		terms = append(terms, hex(term))
	}
	return object{{"terms", terms}}, nil
}

// skeleton: {text} → {skeleton}.
func (e *evaluator) skeleton(in json.RawMessage) (object, error) {
	var args struct{ Text text }
	if err := json.Unmarshal(in, &args); err != nil {
		return nil, err
	}
	var s fallback.Skeleton
	e.kernel.Skeleton(&s, string(args.Text))
	return object{{"skeleton", string(s.Text)}}, nil
}

// scanned is a text and what it is.
type scanned struct {
	Text text
	Mode string
}

func (s *scanned) mode() (fallback.ScanMode, error) {
	mode, known := map[string]fallback.ScanMode{"": fallback.ScanPrompt, "prompt": fallback.ScanPrompt, "document": fallback.ScanDocument,
		"output": fallback.ScanOutput}[s.Mode]
	if !known {
		return 0, fmt.Errorf("no mode %q", s.Mode)
	}
	return mode, nil
}

// alive: {text, mode?} → {alive}, as Scan has it.
func (e *evaluator) alive(in json.RawMessage) (object, error) {
	var args scanned
	if err := json.Unmarshal(in, &args); err != nil {
		return nil, err
	}
	mode, err := args.mode()
	if err != nil {
		return nil, err
	}
	var s fallback.Scan
	e.kernel.Scan(&s, string(args.Text), mode)
	return object{{"alive", s.Alive}}, nil
}

// injectionScore: {text, mode?} → {score, span}.
func (e *evaluator) injectionScore(in json.RawMessage) (object, error) {
	var args scanned
	if err := json.Unmarshal(in, &args); err != nil {
		return nil, err
	}
	mode, err := args.mode()
	if err != nil {
		return nil, err
	}
	got := e.kernel.InjectionScore(new(fallback.InjectionWork), string(args.Text), mode)
	return object{{"score", got.Score}, {"span", []int{got.Span.Start, got.Span.End}}}, nil
}

// validate: {check, text} → {valid}, how many of the first bytes are.
func validate(in json.RawMessage) (object, error) {
	var args struct {
		Check string
		Text  text
	}
	if err := json.Unmarshal(in, &args); err != nil {
		return nil, err
	}
	return object{{"valid", fallback.Validate(args.Check, string(args.Text))}}, nil
}

// segment lets a text arrive; the comment of package contract/vectors says what comes in and out.
func (e *evaluator) segment(in json.RawMessage) (object, error) {
	var args struct {
		Chunks []text
		Cut    int
	}
	if err := json.Unmarshal(in, &args); err != nil {
		return nil, err
	}
	var seg fallback.Segmenter
	var held strings.Builder
	ends, after := []int{}, []int{}
	base := 0
	for received := 1; received <= len(args.Chunks)+1; received++ {
		eof := received > len(args.Chunks)
		if !eof {
			held.WriteString(string(args.Chunks[received-1]))
		}
		for {
			end, ok := e.kernel.Segment(&seg, held.String()[base:], eof)
			if !ok {
				break
			}
			base += end
			ends, after = append(ends, base), append(after, received)
		}
		if received == 1 && args.Cut > 0 {
			seg.Cut(args.Cut)
			base += args.Cut
			ends, after = append(ends, base), append(after, received)
		}
	}
	return object{{"ends", ends}, {"after", after}}, nil
}
