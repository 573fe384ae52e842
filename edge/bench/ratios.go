package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ratios reads what bench and bench.js print and writes a table: how fast each kernel is, the Rust kernel being 1. Of
// several measurements of one thing the fastest counts.
func ratios(in io.Reader, out io.Writer) error {
	type row struct {
		bytes    int
		function string
	}
	var rows []row
	var kernels []string
	ns := map[row]map[string]float64{}
	for decoder := json.NewDecoder(in); decoder.More(); {
		var r result
		if err := decoder.Decode(&r); err != nil {
			return err
		}
		at := row{r.Bytes, r.Function}
		if ns[at] == nil {
			ns[at] = map[string]float64{}
			rows = append(rows, at)
		}
		if best, again := ns[at][r.Kernel]; !again || r.NS < best {
			ns[at][r.Kernel] = r.NS
		}
		if !slices.Contains(kernels, r.Kernel) {
			kernels = append(kernels, r.Kernel)
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.bytes - b.bytes })
	fmt.Fprintf(out, "| function | bytes | rust, µs | %s |\n|---|---:|---:|%s\n", strings.Join(without(kernels, "rust"), " | "), strings.Repeat("---:|", len(kernels)-1))
	for _, at := range rows {
		rust := ns[at]["rust"]
		if rust == 0 {
			return fmt.Errorf("%s was not measured with the Rust kernel", at.function)
		}
		fmt.Fprintf(out, "| %s | %d | %.2f |", at.function, at.bytes, rust/1000)
		for _, kernel := range without(kernels, "rust") {
			fmt.Fprintf(out, " %.2f |", rust/ns[at][kernel])
		}
		fmt.Fprintln(out)
	}
	return nil
}

func without(names []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == one })
}
