package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// result is what became of a mutant.
type result struct {
	mutant
	caughtBy string         // the check that failed; "" if none did
	cases    map[string]int // vectors that caught it, by function
	unfit    string         // why it proves nothing: it does not compile, or the code has changed
}

// String is a line about it.
func (r result) String() string {
	if r.unfit != "" {
		return fmt.Sprintf("UNFIT     %s: %s (%s): %s", r.Kind, r.Name, r.File, r.unfit)
	}
	if r.caughtBy == "" {
		return fmt.Sprintf("SURVIVED  %s: %s (%s)", r.Kind, r.Name, r.File)
	}
	line := fmt.Sprintf("caught    %s: %s: by %s", r.Kind, r.Name, r.caughtBy)
	if len(r.cases) > 0 {
		var parts []string
		for _, function := range slices.Sorted(maps.Keys(r.cases)) {
			parts = append(parts, fmt.Sprintf("%d of %s", r.cases[function], function))
		}
		line += ", " + strings.Join(parts, ", ")
	}
	return line
}

// table counts function by function: mutants, those caught, those that its own vectors caught, and by how many cases.
func table(results []result) string {
	type row struct{ mutants, caught, own, cases int }
	rows := map[string]*row{}
	var all row
	for _, r := range results {
		name := r.Function
		if name == "" {
			name = "(" + r.Kind + ")"
		}
		if rows[name] == nil {
			rows[name] = &row{}
		}
		for _, to := range []*row{rows[name], &all} {
			to.mutants++
			if r.caughtBy != "" {
				to.caught++
			}
			if n := r.cases[r.Function]; n > 0 {
				to.own++
				to.cases += n
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-18s %8s %8s %16s %18s\n", "function", "mutants", "caught", "by its vectors", "cases a mutant")
	line := func(name string, r *row) {
		each := "-"
		if r.own > 0 {
			each = fmt.Sprintf("%.1f", float64(r.cases)/float64(r.own))
		}
		fmt.Fprintf(&b, "%-18s %8d %8d %16d %18s\n", name, r.mutants, r.caught, r.own, each)
	}
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		line(name, rows[name])
	}
	line("all", &all)
	return b.String()
}
