package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestServeChecksItsSettings(t *testing.T) {
	got := runCommand(t, "", "serve", "--check", "--config", "../../examples/gateway.yaml")
	assert.Equal(t, exitDone, got.code, got.stderr)
	assert.Equal(t, "../../examples/gateway.yaml is in order\n", got.out)

	wrong := write(t, t.TempDir(), "gateway.yaml", "listen: 127.0.0.1:0\nroute: []\n")
	got = runCommand(t, "", "serve", "--config", wrong)
	assert.Equal(t, exitFailure, got.code)
	assert.Contains(t, got.stderr, "gateway.yaml, line 2")
	assert.Equal(t, exitUsage, runCommand(t, "", "serve").code)
}

// mockURL runs backfire mock and returns its address.
func mockURL(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, stderr := io.Pipe()
	ended := make(chan int)
	go func() {
		ended <- run(ctx, append([]string{"mock", "--listen", "127.0.0.1:0"}, args...), strings.NewReader(""), io.Discard, stderr)
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	go io.Copy(io.Discard, out)
	t.Cleanup(func() {
		cancel()
		<-ended
		stderr.Close()
	})
	return strings.TrimSpace(line[strings.Index(line, "http://"):])
}

func TestMockAnswersAsItIsTold(t *testing.T) {
	dir := t.TempDir()
	answer := write(t, dir, "answer.txt", "Penguins prefer herring.")
	recorded := write(t, dir, "recorded.sse", "data: {\"a\":1}\n\n: bye\n\ndata: [DONE]\n\n")
	for _, c := range []struct {
		args  []string
		model string
		want  string
	}{
		{nil, "clean", "30"},
		{[]string{"--answer", answer}, "other", "herring"},
		{[]string{"--transcript", recorded, "--rate", "1000"}, "other", "data: {\"a\":1}\n\n: bye\n\ndata: [DONE]\n\n"},
	} {
		resp, err := http.Post(mockURL(t, c.args...)+"/v1/responses", "application/json", strings.NewReader(`{"model":"`+c.model+`","stream":true,"input":""}`))
		require.NoError(t, err)
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		require.NoError(t, err)
		assert.Contains(t, string(body), c.want)
	}
	assert.Equal(t, exitUsage, runCommand(t, "", "mock", "--rate", "-1").code)
	assert.Equal(t, exitFailure, runCommand(t, "", "mock", "--answer", filepath.Join(dir, "gone")).code)
}
