//go:build unix

// Command load measures what the guard adds to a reverse proxy on streamed answers: latency, CPU, memory. A service, a proxy and
// the clients run as processes of their own on this machine; the proxy is httputil.ReverseProxy by itself (plain), and with the
// guard in passthrough and in gate mode, one after the other in one run. Only the differences mean something.
//
//	go run ./bench/load -streams 2000 -rate 20 -json results.json
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/backfire-ai/backfire-go/backfire"
)

// load is what is measured.
type load struct {
	streams int
	rate    float64
	time    time.Duration
	rounds  int
}

func main() {
	var l load
	role := flag.String("role", "", "for the processes that it starts itself")
	target := flag.String("target", "", "of a proxy that it starts itself")
	out := flag.String("json", "", "file for the results, for make plots")
	flag.IntVar(&l.streams, "streams", 2000, "answers at once")
	flag.Float64Var(&l.rate, "rate", 20, "tokens a second of each")
	flag.DurationVar(&l.time, "time", 10*time.Second, "how long each proxy is under load, in each round")
	flag.IntVar(&l.rounds, "rounds", 3, "how often all is done; of each figure the best counts, since what else runs only adds")
	flag.Parse()
	var err error
	switch *role {
	case "":
		err = measure(l, *out)
	case "service":
		err = serve(service{})
	default:
		err = serveProxy(*role, *target)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// Modes of the proxy, in the order in which they are measured.
var modes = []string{"plain", "passthrough", "gate"}

// Results are what one run found.
type Results struct {
	Machine string            `json:"machine"`
	Streams int               `json:"streams"`
	Rounds  int               `json:"rounds"`
	Rate    float64           `json:"rate"`
	Seconds float64           `json:"seconds"`
	Modes   map[string]Result `json:"modes"`
}

// Result is what one proxy did. Times are in microseconds.
type Result struct {
	Tokens   int       `json:"tokens"`
	CPU      float64   `json:"cpu_token"`        // of the proxy's process, a token
	First    float64   `json:"first_token"`      // median, one stream at a time, after what it has to wait for was sent
	Idle     float64   `json:"idle_stream_kb"`   // memory of the proxy, a stream that is silent
	Delay    Quantiles `json:"delay"`            // of a token, after what it has to wait for was sent
	Gap      Quantiles `json:"gap"`              // between a token and the next, as the client sees it
	Leftover int       `json:"goroutines_after"` // of the proxy, when all streams have ended
}

func measure(l load, out string) error {
	script, err := newScript()
	if err != nil {
		return err
	}
	svc, err := startChild("service", "")
	if err != nil {
		return err
	}
	defer svc.stop()
	r := Results{
		Machine: fmt.Sprintf("%d cores, %s, %s/%s", runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH),
		Streams: l.streams, Rounds: l.rounds, Rate: l.rate, Seconds: l.time.Seconds(), Modes: map[string]Result{},
	}
	for round := range l.rounds {
		for _, mode := range modes {
			one, err := measureMode(l, script, svc.url, mode)
			if err != nil {
				return fmt.Errorf("%s: %w", mode, err)
			}
			if round > 0 {
				one = r.Modes[mode].best(one)
			}
			r.Modes[mode] = one
		}
	}
	r.print()
	if out == "" {
		return nil
	}
	data, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(data, '\n'), 0o644)
}

// best returns the lower of each figure; of a distribution, the one with the lower tail.
func (r Result) best(other Result) Result {
	b := Result{
		Tokens: r.Tokens, CPU: min(r.CPU, other.CPU), First: min(r.First, other.First), Idle: min(r.Idle, other.Idle),
		Delay: r.Delay, Gap: r.Gap, Leftover: min(r.Leftover, other.Leftover),
	}
	if other.Delay.at(.999) < r.Delay.at(.999) {
		b.Delay = other.Delay
	}
	if other.Gap.at(.999) < r.Gap.at(.999) {
		b.Gap = other.Gap
	}
	return b
}

func measureMode(l load, s *script, service, mode string) (Result, error) {
	var r Result
	proxy, err := startChild(mode, service)
	if err != nil {
		return r, err
	}
	defer proxy.stop()
	waits := s.direct
	if mode == "gate" {
		waits = s.gated
	}
	if r.First, err = firstToken(proxy.url, waits); err != nil {
		return r, err
	}
	if r.Idle, err = idleMemory(proxy, l.streams); err != nil {
		return r, err
	}
	before, err := proxy.stats(false)
	if err != nil {
		return r, err
	}
	samples, err := run(proxy.url, l, waits)
	if err != nil {
		return r, err
	}
	after, err := proxy.stats(false)
	if err != nil {
		return r, err
	}
	r.Tokens = len(samples.delays)
	r.CPU = float64(after.CPU-before.CPU) / 1e3 / float64(r.Tokens)
	r.Delay, r.Gap = quantiles(samples.delays), quantiles(samples.gaps)
	time.Sleep(time.Second)
	if after, err = proxy.stats(true); err == nil {
		r.Leftover = after.Goroutines
	}
	return r, err
}

// print shows the results as a table.
func (r Results) print() {
	fmt.Printf("%s; %d streams of %g tokens a second, for %gs a proxy, the best of %d rounds\n\n", r.Machine, r.Streams, r.Rate, r.Seconds, r.Rounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, figure func(Result) float64, format string) {
		fmt.Fprintf(w, "%s\t", name)
		for _, mode := range modes {
			fmt.Fprintf(w, format+"\t", figure(r.Modes[mode]))
		}
		for _, mode := range modes[1:] {
			fmt.Fprintf(w, format+"\t", figure(r.Modes[mode])-figure(r.Modes["plain"]))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "\t%s\t+passthrough\t+gate\t\n", strings.Join(modes, "\t"))
	row("first token, one stream (µs)", func(r Result) float64 { return r.First }, "%.0f")
	row("CPU a token (µs)", func(r Result) float64 { return r.CPU }, "%.1f")
	row("delay p50 (ms)", func(r Result) float64 { return r.Delay.at(.5) / 1e3 }, "%.2f")
	row("delay p99 (ms)", func(r Result) float64 { return r.Delay.at(.99) / 1e3 }, "%.2f")
	row("delay p99.9 (ms)", func(r Result) float64 { return r.Delay.at(.999) / 1e3 }, "%.2f")
	row("gap p50 (ms)", func(r Result) float64 { return r.Gap.at(.5) / 1e3 }, "%.1f")
	row("gap p99.9 (ms)", func(r Result) float64 { return r.Gap.at(.999) / 1e3 }, "%.1f")
	row("memory of an idle stream (KB)", func(r Result) float64 { return r.Idle }, "%.1f")
	row("goroutines afterwards", func(r Result) float64 { return float64(r.Leftover) }, "%.0f")
	row("tokens", func(r Result) float64 { return float64(r.Tokens) }, "%.0f")
	w.Flush()
}

// facts are what the answers are held against.
func facts() []backfire.Fact {
	all := []backfire.Fact{
		{ID: "window", Text: "Customers may return an unused item within 30 days of delivery."},
		{ID: "sale", Text: "Sale items can be exchanged for another size but are not refunded."},
		{ID: "payment", Text: "Refunds are paid to the original payment method within 5 business days."},
	}
	for i := range 97 {
		all = append(all, backfire.Fact{ID: fmt.Sprint("other", i), Text: fmt.Sprintf("Store number %d opens at %d in the morning and has %d seats.", i, i%12, i*3)})
	}
	return all
}
