//go:build rust && cgo && backfire_dl && linux && (amd64 || arm64)

package kernel

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// outcome is what a process of its own says of the kernel that serves in it.
type outcome struct{ Name, Check, Found, Supported, Message string }

// TestChoiceProcess is the other process of choose: a library that was loaded stays loaded.
func TestChoiceProcess(t *testing.T) {
	if os.Getenv("BACKFIRE_TEST_CHOICE") == "" {
		t.Skip("runs for other tests only")
	}
	choice, err := Open()
	out := outcome{Name: choice.Name}
	rejected := choice.Rejected
	if err != nil {
		require.True(t, errors.As(err, &rejected), err)
	}
	if rejected != nil {
		out.Check, out.Found, out.Supported, out.Message = rejected.Check, rejected.Found, rejected.Supported, rejected.Error()
	}
	require.NoError(t, json.NewEncoder(os.NewFile(3, "answer")).Encode(out))
}

// chosen returns what Open says in a process with the given environment.
func chosen(t *testing.T, env ...string) (out outcome) {
	t.Helper()
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer r.Close()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChoiceProcess$")
	cmd.Env = append(append(os.Environ(), "BACKFIRE_TEST_CHOICE=1"), env...)
	cmd.ExtraFiles = []*os.File{w}
	said, err := cmd.CombinedOutput()
	w.Close()
	require.NoError(t, err, string(said))
	require.NoError(t, json.NewDecoder(r).Decode(&out))
	return out
}

// stub builds testdata/stub.c and returns the path of the library.
func stub(t *testing.T, defines ...string) string {
	t.Helper()
	cc := os.Getenv("CC")
	if cc == "" {
		cc = "cc"
	}
	lib := filepath.Join(t.TempDir(), "libstub.so")
	args := []string{"-shared", "-fPIC", "-I../../include", "-o", lib, "testdata/stub.c"}
	given := strings.Join(defines, " ")
	for _, usual := range []string{`-DVERSION="0.1.0"`, "-DFINGERPRINT=BF_ABI_FINGERPRINT", "-DCONTRACT=1"} {
		if name, _, _ := strings.Cut(usual, "="); !strings.Contains(given, name+"=") {
			args = append(args, usual)
		}
	}
	said, err := exec.Command(cc, append(args, defines...)...).CombinedOutput()
	require.NoError(t, err, string(said))
	return lib
}

func TestWrongKernelsAreRejected(t *testing.T) {
	other := filepath.Join(t.TempDir(), "other.c")
	require.NoError(t, os.WriteFile(other, []byte("int something_else(void) { return 1; }\n"), 0o600))
	notELF := filepath.Join(t.TempDir(), "not.so")
	require.NoError(t, os.WriteFile(notELF, []byte("text"), 0o600))

	for _, tc := range []struct {
		name, path string
		env        string
		want       outcome // Found is a part of what is found
	}{
		{"too old", stub(t, `-DVERSION="0.0.9"`), "", outcome{Check: "version", Found: `"0.0.9"`, Supported: ">=0.1.0, <0.2.0"}},
		{"too new", stub(t, `-DVERSION="0.2.0"`), "", outcome{Check: "version", Found: `"0.2.0"`}},
		{"pre-release", stub(t, `-DVERSION="0.1.1-rc.1"`), "", outcome{Check: "version", Found: `"0.1.1-rc.1"`}},
		{"not a version", stub(t, `-DVERSION="v0.1"`), "", outcome{Check: "version", Found: `"v0.1"`}},
		{"no version", stub(t, `-DVERSION=""`), "", outcome{Check: "version", Found: `""`}},
		{"a field more", stub(t, "-DFINGERPRINT=(BF_ABI_FINGERPRINT+1)"), "", outcome{Check: "abi fingerprint"}},
		{"another contract", stub(t, "-DCONTRACT=2"), "", outcome{Check: "contract", Found: "2", Supported: "1"}},
		{"wrong answers", stub(t), "", outcome{Check: "self-test"}},
		{"a length that lies", stub(t, "-DLONG_FOLD"), "", outcome{Check: "self-test", Found: "another answer"}},
		{"cut short", cut(t, stub(t)), "", outcome{Check: "library", Found: "the file is cut short"}},
		{"in a library that it needs", needing(t, stub(t)), "", outcome{Check: "library", Found: "no function bf_version"}},
		{"functions missing", stub(t, "-DPROBES_ONLY"), "", outcome{Check: "library", Found: "no function bf_kernel_open"}},
		{"not ours", compiled(t, other), "", outcome{Check: "library", Found: "no function bf_version"}},
		{"not a library", notELF, "", outcome{Check: "library", Found: notELF}},
		{"missing", "/nowhere/libbackfire.so", "", outcome{Check: "library", Found: "/nowhere/libbackfire.so"}},
		{"a relative path", "libbackfire.so", "", outcome{Check: "library", Supported: "the absolute path of libbackfire.so"}},
		{"no path", "", "", outcome{Check: "library", Supported: "the absolute path of libbackfire.so"}},
		{"another checksum", stub(t), hashVariable + "=" + strings.Repeat("0", 64), outcome{Check: "library", Found: "SHA-256 "}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			env := []string{pathVariable + "=" + tc.path, tc.env}
			got := chosen(t, env...)
			assert.Equal(t, "go", got.Name, "the Go kernel serves")
			assert.Equal(t, tc.want.Check, got.Check, got.Message)
			assert.Contains(t, got.Found, tc.want.Found)
			assert.Contains(t, got.Supported, tc.want.Supported)

			insisted := chosen(t, append(env, Environment+"=rust")...)
			assert.Empty(t, insisted.Name, "no kernel serves")
			got.Name = ""
			assert.Equal(t, got, insisted, "the reason is the same")
		})
	}
}

// cut returns a copy of a file without its second half.
func cut(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	half := filepath.Join(t.TempDir(), "half.so")
	require.NoError(t, os.WriteFile(half, content[:len(content)/2], 0o600))
	return half
}

// needing returns a library with nothing in it but the need for another.
func needing(t *testing.T, other string) string {
	t.Helper()
	source := filepath.Join(t.TempDir(), "needing.c")
	require.NoError(t, os.WriteFile(source, []byte("int nothing(void) { return 0; }\n"), 0o600))
	return compiled(t, source, "-Wl,--no-as-needed", other)
}

// compiled makes a library of a C file.
func compiled(t *testing.T, source string, more ...string) string {
	t.Helper()
	lib := source + ".so"
	said, err := exec.Command("cc", append([]string{"-shared", "-fPIC", "-o", lib, source}, more...)...).CombinedOutput()
	require.NoError(t, err, string(said))
	return lib
}

// TestRightKernelServes needs the library that BACKFIRE_KERNEL_PATH names, as every test of this build but the one above.
func TestRightKernelServes(t *testing.T) {
	path := os.Getenv(pathVariable)
	if path == "" {
		t.Skip(pathVariable + " is not set: make full builds the library and sets it")
	}
	assert.Equal(t, outcome{Name: "rust"}, chosen(t, Environment+"=rust"))
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	sum := sha256.Sum256(content)
	checksum := hashVariable + "=" + strings.ToUpper(hex.EncodeToString(sum[:]))
	assert.Equal(t, outcome{Name: "rust"}, chosen(t, Environment+"=rust", checksum))
}
