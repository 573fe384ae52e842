package clients

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/curl anew")

// requests are what curl asks, by the path.
var requests = map[string]string{
	"chat/completions": `"messages":[{"role":"user","content":"Hello."}]`,
	"responses":        `"input":"Hello."`,
	"messages":         `"max_tokens":100,"messages":[{"role":"user","content":"Hello."}]`,
}

// TestCurl holds the bytes that curl sees through a Proxy against those kept in testdata/curl, for answers that are cut.
func TestCurl(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("no curl")
	}
	front := proxy(t, service(t, 0), newGuard(t))
	for path, rest := range requests {
		for _, model := range []string{"refunds", "wrongtool"} {
			for stream, kind := range map[string]string{"true": "streamed", "false": "whole"} {
				body := `{"model":"` + model + `","stream":` + stream + `,` + rest + `}`
				out, err := exec.Command("curl", "-sS", "-N", "-i", front+"/v1/"+path, "-H", "Content-Type: application/json", "-d", body).Output()
				if err != nil {
					t.Fatal(err)
				}
				golden(t, filepath.Join("testdata", "curl", strings.ReplaceAll(path, "/", "-")+"-"+model+"-"+kind+".txt"), constant(string(out)))
			}
		}
	}
}

// support is a figure that moves when a word's weight does.
var support = regexp.MustCompile(`"support":[0-9.]+`)

// constant drops what changes from run to run, or with the weights of words.
func constant(answer string) string {
	answer = support.ReplaceAllString(answer, `"support":0.25`)
	var kept []string
	for _, line := range strings.SplitAfter(answer, "\n") {
		if !strings.HasPrefix(line, "Date: ") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s: curl sees\n%s\nwant\n%s", path, got, want)
	}
}
