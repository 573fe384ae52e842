package main

import (
	"bytes"
	"fmt"
)

// changesOnDisk says, a text each, which expectations on disk the suites would change or drop. New ones are no change.
func changesOnDisk(root string, suites []suite) ([]string, error) {
	old, err := onDisk(root)
	if err != nil {
		return nil, err
	}
	return changes(old, suites), nil
}

func changes(old, now []suite) []string {
	byFunction := map[string]*suite{}
	for i := range now {
		byFunction[now[i].function] = &now[i]
	}
	var out []string
	for i := range old {
		byName := map[string]*answeredCase{}
		if s := byFunction[old[i].function]; s != nil {
			for j := range s.cases {
				byName[s.cases[j].Name] = &s.cases[j]
			}
		}
		for j := range old[i].cases {
			c := &old[i].cases[j]
			if change := c.changeTo(byName[c.Name]); change != "" {
				out = append(out, fmt.Sprintf("%s, %q: %s", old[i].function, c.Name, change))
			}
		}
	}
	return out
}

// changeTo says how a case differs from what it is to be replaced by, "" if it does not.
func (c *answeredCase) changeTo(now *answeredCase) string {
	switch {
	case now == nil:
		return "is dropped"
	case !bytes.Equal(c.In, now.In):
		return fmt.Sprintf("has another input\n- %s\n+ %s", c.In, now.In)
	case c.answer() != now.answer():
		return fmt.Sprintf("has another answer\n  %s\n- %s\n+ %s", c.In, c.answer(), now.answer())
	}
	return ""
}
