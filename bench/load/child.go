//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/backfire/httpguard"
)

// child is a process of a role.
type child struct {
	url string
	cmd *exec.Cmd
	in  io.Closer
}

func startChild(role, target string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-role", role, "-target", target)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("%s did not start: %w", role, err)
	}
	return &child{url: "http://" + strings.TrimSpace(address), cmd: cmd, in: in}, nil
}

func (c *child) stop() {
	c.in.Close() // which ends it
	c.cmd.Wait()
}

// Stats are what a child tells of itself.
type Stats struct {
	CPU        int64 `json:"cpu"`    // nanoseconds
	Memory     int64 `json:"memory"` // bytes in use, of heap and stacks
	Goroutines int   `json:"goroutines"`
}

func (c *child) stats(collect bool) (s Stats, err error) {
	resp, err := http.Get(c.url + "/stats?collect=" + strconv.FormatBool(collect))
	if err != nil {
		return s, err
	}
	defer resp.Body.Close()
	return s, json.NewDecoder(resp.Body).Decode(&s)
}

func stats(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("collect") == "true" {
		debug.FreeOSMemory()
	}
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	json.NewEncoder(w).Encode(Stats{
		CPU: usage.Utime.Nano() + usage.Stime.Nano(), Memory: int64(memory.HeapInuse + memory.StackInuse), Goroutines: runtime.NumGoroutine(),
	})
}

// serve serves until standard input ends.
func serve(h http.Handler) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	mux := http.NewServeMux()
	mux.HandleFunc("/stats", stats)
	mux.Handle("/", h)
	return http.Serve(listener, mux)
}

// base is how every proxy reaches the service.
func base() *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: 4096, DisableCompression: true}
}

// serveProxy is a proxy of a mode. All but the guard is the same in each.
func serveProxy(mode, target string) error {
	to, err := url.Parse(target)
	if err != nil {
		return err
	}
	if mode == "plain" {
		return serve(&httputil.ReverseProxy{
			Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(to) },
			Transport:     base(),
			FlushInterval: -1,
		})
	}
	policy := backfire.DefaultPolicy()
	if mode == "passthrough" {
		policy.Mode = backfire.Passthrough
	}
	guard, err := backfire.New(backfire.Config{Facts: facts(), Policy: &policy})
	if err != nil {
		return err
	}
	return serve(&httpguard.Proxy{Target: to, Base: base(), Guard: guard})
}

// service is the model's service. The answer's length and rate are in the header of the request.
type service struct{}

func (service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	length, _ := strconv.Atoi(r.Header.Get("X-Tokens")) // zero is fine
	rate, _ := strconv.ParseFloat(r.Header.Get("X-Rate"), 64)
	hang := r.Header.Get("X-Hang") != ""
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	var b []byte
	next := time.Now()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for n := range length {
		next = next.Add(time.Duration(float64(time.Second) / rate))
		timer.Reset(time.Until(next))
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return
		}
		b = fmt.Appendf(b[:0], `data: {"id":"chatcmpl-CQ1x7dGmT0rW4bKzYtJv2nLpE9aHs","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_560af6e559","choices":[{"index":0,"delta":{"content":%q},"logprobs":null,"finish_reason":null}],"usage":null,"t":%d}`+"\n\n", token(n), time.Now().UnixNano())
		if _, err := w.Write(b); err != nil {
			return
		}
		if err := out.Flush(); err != nil {
			return
		}
	}
	if hang {
		<-r.Context().Done()
		return
	}
	io.WriteString(w, "data: [DONE]\n\n")
}
