// Package edge looks at what a clone of the repository has for the edge: the kernel as a WebAssembly module, and whether it runs
// here under wazero, in Node and in Chromium, answers as the Go kernel does, and how long each function takes there.
package edge

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// The largest module, in bytes, as it is and gzipped.
const (
	maxSize    = 1_500_000
	maxGzipped = 600_000
)

// Check is one thing that was looked at.
type Check struct {
	Name    string
	Detail  string // what was found
	Missing bool   // it could not be looked at, for a tool is not here
	Err     error  // why it is not ready
}

// NoCloneError is a folder that is in no clone of the repository.
type NoCloneError struct{ Dir string }

// Error says where one was looked for.
func (e *NoCloneError) Error() string {
	return fmt.Sprintf("%s is in no clone of the repository, which has edge/ and lib/wasm32/; run this in one", e.Dir)
}

// Examine looks at the clone around a folder. It builds and runs programs, which takes a minute or two.
func Examine(ctx context.Context, dir string) ([]Check, error) {
	root, err := findClone(dir)
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "edge")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	checks := []Check{artefact(filepath.Join(root, "lib", "wasm32"))}
	if checks[0].Err != nil {
		return checks, nil
	}
	e := &examination{ctx: ctx, root: root, work: work}
	return append(checks, e.run()...), nil
}

func findClone(dir string) (string, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := full; ; at = filepath.Dir(at) {
		_, noModule := os.Stat(filepath.Join(at, "lib", "wasm32"))
		_, noEdge := os.Stat(filepath.Join(at, "edge", "parity"))
		switch {
		case noModule == nil && noEdge == nil:
			return at, nil
		case at == filepath.Dir(at):
			return "", &NoCloneError{full}
		}
	}
}

var builtVersion = regexp.MustCompile(`(?m)^kernel: (.*)$`)

// artefact holds the module against its checksum, its record and the limits of its size.
func artefact(dir string) Check {
	c := Check{Name: "artefact"}
	module, err := os.ReadFile(filepath.Join(dir, "backfire.wasm"))
	if err != nil {
		c.Err = fmt.Errorf("%w; ./build.rs-wrapper.sh wasm32 makes it", err)
		return c
	}
	sums, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	build, err2 := os.ReadFile(filepath.Join(dir, "BUILD"))
	if err := errors.Join(err, err2); err != nil {
		c.Err = err
		return c
	}
	sum := fmt.Sprintf("%x", sha256.Sum256(module))
	zipped, version := gzipped(module), builtVersion.FindSubmatch(build)
	switch {
	case !strings.Contains(string(sums), sum+"  backfire.wasm\n"):
		c.Err = fmt.Errorf("the module has SHA-256 %s, which SHA256SUMS does not have", sum)
	case version == nil || string(version[1]) != kernel.Version:
		c.Err = fmt.Errorf("the module was built of another version than %s", kernel.Version)
	case len(module) > maxSize || zipped > maxGzipped:
		c.Err = fmt.Errorf("%d bytes, %d gzipped: want at most %d and %d", len(module), zipped, maxSize, maxGzipped)
	}
	c.Detail = fmt.Sprintf("lib/wasm32/backfire.wasm %s, %d bytes, %d gzipped, sha256:%s", kernel.Version, len(module), zipped, sum)
	return c
}

// gzipped returns how many bytes b has, gzipped.
func gzipped(b []byte) int {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level exists, and writing to memory cannot fail
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Len()
}

// examination is what the runtimes are asked.
type examination struct {
	ctx        context.Context
	root, work string
	prose      []byte // texts to measure with
	questions  []byte // lines for `backfire call`
	answers    []byte // those of the Go kernel
}

// runtimes are those that run the module: the command that answers the questions on its standard input, and the one that measures.
var runtimes = []struct {
	name, needs   string // the tool without which it cannot be looked at
	answer, bench []string
}{
	{"wazero", "go", []string{"wasm", "call"}, []string{"go", "run", "-tags", "backfire_wasm", "./edge/bench", "-kernel", "wasm", "-time", "40ms"}},
	{"node", "node", []string{"node", "edge/js/test/support/answer.js"}, []string{"node", "edge/js/test/support/bench.js", "node", "40"}},
	{"chromium", "chromium", []string{"node", "edge/js/test/support/answer-chromium.js", "/dev/stdin"}, []string{"node", "edge/js/test/support/bench.js", "chromium", "40"}},
}

const questionCount = "1500"

func (e *examination) run() []Check {
	if err := e.prepare(); err != nil {
		return []Check{{Name: "answers", Err: err}}
	}
	var checks []Check
	var times latencies
	for _, r := range runtimes {
		c := Check{Name: r.name}
		switch {
		case !here(r.needs):
			c.Missing, c.Detail = true, "there is no "+r.needs+" here"
		default:
			if c.Err = e.smoke(r.answer); c.Err == nil {
				c.Err = e.measure(r.name, r.bench, &times)
			}
			c.Detail = questionCount + " questions, the Go kernel's answers"
		}
		checks = append(checks, c)
	}
	return append(checks, times.checks()...)
}

// here reports whether a tool is on the path, and, of Chromium, Node too, which drives it.
func here(tool string) bool {
	_, err := exec.LookPath(tool)
	if tool == "chromium" && err == nil {
		return here("node")
	}
	return err == nil
}

// prepare makes what the runtimes are asked, and the Go kernel's answers.
func (e *examination) prepare() (err error) {
	for _, name := range []string{"contract/SPEC.md", "README.md", "docs/KERNEL.md", "docs/PERFORMANCE.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(filepath.Join(e.root, name))
		if err != nil {
			return err
		}
		e.prose = append(e.prose, text...)
	}
	if e.questions, err = e.output(nil, nil, "go", "run", "./edge/parity", "-n", questionCount); err != nil {
		return err
	}
	for name, tags := range map[string]string{"go": "", "wasm": "backfire_wasm"} {
		if _, err := e.output(nil, nil, "go", "build", "-tags", tags, "-o", e.program(name), "./cmd/backfire"); err != nil {
			return err
		}
	}
	e.answers, err = e.output(e.questions, []string{"BACKFIRE_KERNEL=go"}, e.program("go"), "call")
	return err
}

// program carries .exe everywhere: it is harmless where it is not needed.
func (e *examination) program(kernel string) string { return filepath.Join(e.work, kernel+".exe") }

// smoke asks a runtime, and compares.
func (e *examination) smoke(command []string) error {
	if command[0] == "wasm" {
		command = append([]string{e.program("wasm")}, command[1:]...)
	}
	got, err := e.output(e.questions, []string{"BACKFIRE_KERNEL=wasm"}, command...)
	if err != nil {
		return err
	}
	want := bytes.Split(e.answers, []byte("\n"))
	for i, line := range bytes.Split(got, []byte("\n")) {
		if i >= len(want) || !bytes.Equal(line, want[i]) {
			return fmt.Errorf("answer %d differs from the Go kernel's: %.200s", i, line)
		}
	}
	return nil
}

// output runs a command in the clone.
func (e *examination) output(in []byte, environment []string, command ...string) ([]byte, error) {
	cmd := exec.CommandContext(e.ctx, command[0], command[1:]...)
	cmd.Dir = e.root
	cmd.Stdin = io.Reader(bytes.NewReader(in))
	cmd.Env = append(os.Environ(), environment...)
	var says bytes.Buffer
	cmd.Stderr = &says
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %.400s", strings.Join(command, " "), err, says.String())
	}
	return out, nil
}
