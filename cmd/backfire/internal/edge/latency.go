package edge

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// latencies are how long functions take, in the order in which they were measured.
type latencies struct {
	functions []string
	sizes     map[string][]int                      // of each function
	runtimes  []string                              // that were measured
	ns        map[string]map[int]map[string]float64 // by function, size and runtime
}

// measure runs a runtime's measurements, a line of JSON each.
func (e *examination) measure(name string, command []string, times *latencies) error {
	out, err := e.output(e.prose, nil, command...)
	if err != nil {
		return err
	}
	times.runtimes = append(times.runtimes, name)
	decoder := json.NewDecoder(bytes.NewReader(out))
	for decoder.More() {
		var line struct {
			Function string
			Bytes    int
			NS       float64
		}
		if err := decoder.Decode(&line); err != nil {
			return fmt.Errorf("%s: %w", strings.Join(command, " "), err)
		}
		times.add(name, line.Function, line.Bytes, line.NS)
	}
	return nil
}

func (t *latencies) add(runtime, function string, size int, ns float64) {
	if t.ns == nil {
		t.ns, t.sizes = make(map[string]map[int]map[string]float64), make(map[string][]int)
	}
	if t.ns[function] == nil {
		t.functions = append(t.functions, function)
		t.ns[function] = make(map[int]map[string]float64)
	}
	if t.ns[function][size] == nil {
		t.sizes[function] = append(t.sizes[function], size)
		t.ns[function][size] = make(map[string]float64)
	}
	t.ns[function][size][runtime] = ns
}

// checks returns a line for each function.
func (t *latencies) checks() (checks []Check) {
	for _, function := range t.functions {
		var parts []string
		for _, size := range t.sizes[function] {
			var each []string
			for _, runtime := range t.runtimes {
				if ns, measured := t.ns[function][size][runtime]; measured {
					each = append(each, fmt.Sprintf("%s %.1f", runtime, ns/1000))
				}
			}
			parts = append(parts, fmt.Sprintf("%d bytes: %s", size, strings.Join(each, ", ")))
		}
		checks = append(checks, Check{Name: "latency", Detail: fmt.Sprintf("%s, µs; %s", function, strings.Join(parts, "; "))})
	}
	return checks
}
