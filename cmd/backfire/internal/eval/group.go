package eval

import (
	"maps"
	"slices"
)

// Group is the rows that have one value under one of GroupKeys.
type Group[R any] struct {
	Key, Value string
	Rows       []R
}

// Groups breaks rows down by each of GroupKeys that they have: by key, then by value in alphabetical order.
func Groups[R interface {
	group(key string) (string, bool)
}](rows []R) []Group[R] {
	var out []Group[R]
	for _, key := range GroupKeys {
		byValue := make(map[string][]R)
		for _, row := range rows {
			if value, ok := row.group(key); ok {
				byValue[value] = append(byValue[value], row)
			}
		}
		for _, value := range slices.Sorted(maps.Keys(byValue)) {
			out = append(out, Group[R]{key, value, byValue[value]})
		}
	}
	return out
}

// Source returns what the row says of where it comes from, "" if nothing.
func (row Row) Source() string { return row.groups["source"] }

func (row Row) group(key string) (value string, ok bool) {
	value, ok = row.groups[key]
	return value, ok
}
