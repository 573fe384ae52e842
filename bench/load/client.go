//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4096, DisableCompression: true, ReadBufferSize: 4096}}

// ask begins an answer.
func ask(ctx context.Context, url string, tokens int, rate float64, hang bool) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/v1/chat/completions",
		strings.NewReader(`{"model":"m","stream":true,"messages":[{"role":"user","content":"How do I send it back?"}]}`))
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Tokens", strconv.Itoa(tokens))
	req.Header.Set("X-Rate", strconv.FormatFloat(rate, 'g', -1, 64))
	if hang {
		req.Header.Set("X-Hang", "1")
	}
	resp, err := client.Do(req)
	if err == nil && resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		err = fmt.Errorf("status %s", resp.Status)
	}
	return resp, err
}

// read reads an answer's tokens: when each was sent and when it came, in nanoseconds.
func read(body io.Reader) (sent, came []int64, err error) {
	in := bufio.NewReaderSize(body, 4096)
	for {
		line, err := in.ReadSlice('\n')
		if err == io.EOF {
			return sent, came, nil
		}
		if err != nil {
			return sent, came, err
		}
		i := bytes.LastIndex(line, []byte(`"t":`))
		if i < 0 {
			continue
		}
		t := int64(0)
		for _, c := range line[i+4:] {
			if c < '0' || c > '9' {
				break
			}
			t = 10*t + int64(c-'0')
		}
		sent, came = append(sent, t), append(came, time.Now().UnixNano())
	}
}

// firstToken returns the median time that the first token takes after what it waits for was sent, one stream at a time.
func firstToken(url string, waits func(int) int) (float64, error) {
	var delays []float64
	for i := range 220 {
		resp, err := ask(context.Background(), url, 40, 1000, false)
		if err != nil {
			return 0, err
		}
		sent, came, err := read(resp.Body)
		resp.Body.Close()
		if err != nil {
			return 0, err
		}
		if i >= 20 { // warm by then
			delays = append(delays, float64(came[0]-sent[waits(0)])/1e3)
		}
	}
	slices.Sort(delays)
	return delays[len(delays)/2], nil
}

// idleMemory returns how much more memory, in KB, the proxy uses for each stream that has begun and is silent.
func idleMemory(proxy *child, streams int) (float64, error) {
	before, err := proxy.stats(true)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var wg sync.WaitGroup
	failed := make(chan error, streams)
	for range streams {
		wg.Go(func() {
			resp, err := ask(ctx, proxy.url, 20, 20, true)
			if err != nil {
				failed <- err
				return
			}
			read(resp.Body)
			resp.Body.Close()
		})
	}
	time.Sleep(4 * time.Second)
	after, err := proxy.stats(true)
	cancel()
	wg.Wait()
	select {
	case err := <-failed:
		return 0, err
	default:
	}
	return float64(after.Memory-before.Memory) / 1024 / float64(streams), err
}

// samples are what the clients saw, in microseconds.
type samples struct {
	mu           sync.Mutex
	delays, gaps []float64
	err          error
}

// run puts the proxy under load.
func run(url string, l load, waits func(int) int) (*samples, error) {
	var s samples
	var wg sync.WaitGroup
	length := int(l.time.Seconds() * l.rate)
	for i := range l.streams {
		wg.Go(func() {
			time.Sleep(time.Duration(float64(i) / float64(l.streams) * float64(time.Second))) // not all at once
			resp, err := ask(context.Background(), url, length, l.rate, false)
			if err != nil {
				s.add(nil, nil, nil, err)
				return
			}
			defer resp.Body.Close()
			sent, came, err := read(resp.Body)
			s.add(sent, came, waits, err)
		})
	}
	wg.Wait()
	return &s, s.err
}

func (s *samples) add(sent, came []int64, waits func(int) int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.err = err
		return
	}
	for n := range came {
		// The end of the answer lets out what the next claim would have.
		s.delays = append(s.delays, float64(came[n]-sent[min(waits(n), len(sent)-1)])/1e3)
		if n > 0 {
			s.gaps = append(s.gaps, float64(came[n]-came[n-1])/1e3)
		}
	}
}
