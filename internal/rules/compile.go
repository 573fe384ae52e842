package rules

import (
	"fmt"

	"github.com/backfire-ai/backfire-go/fallback"
)

// Limits of what may be compiled.
const (
	MaxRules = 4096
	maxTable = 512 << 10 // bytes of the DFAs of one rule
)

// Compiled is the tables of a set of rules.
type Compiled struct {
	Tables []byte // as contract/SPEC.md lays them out
	Sizes  []Size // of each rule, in order
	Anchor int    // bytes of the automaton that finds anchors
}

// Size says what a rule takes and how often it will be looked at.
type Size struct {
	ID       string
	Variants int
	Anchors  int
	Bytes    int     // of its DFAs
	Hits     float64 // anchors expected per byte of prose
}

// Compile compiles rules that Check has found right. skeleton gives the skeleton of a text.
func Compile(all []Rule, skeleton func(string) string) (*Compiled, error) {
	if len(all) > MaxRules {
		return nil, &Error{Offset: -1, Problem: fmt.Sprintf("%d rules", len(all)), Want: fmt.Sprintf("at most %d", MaxRules)}
	}
	t := builder{sets: map[byteSet]uint32{}, dfas: map[string]uint32{}, maps: map[[256]uint8]uint32{}, names: map[string]uint32{}, done: map[string]uint32{}, tailOf: map[string]uint32{}}
	c := &Compiled{}
	var every []variant
	for i := range all {
		r := &all[i]
		p, err := r.parse(skeleton)
		if err != nil {
			return nil, err
		}
		vs := variants(p.node)
		if vs == nil {
			return nil, r.wrong("pattern", -1, "nothing in it is rare enough to look for", "a few bytes in a row that most text does not have")
		}
		size := Size{ID: r.ID, Variants: len(vs)}
		t.rule(r, p)
		for _, v := range vs {
			bytes, ok := t.variant(i, v)
			if !ok {
				return nil, r.wrong("pattern", p.widest(), fmt.Sprintf("its automata take more than %d states", maxStates), "fewer alternatives, shorter repetitions")
			}
			size.Bytes += bytes
			size.Anchors += len(v.anchors)
			size.Hits += v.hits
		}
		if size.Bytes > maxTable {
			return nil, r.wrong("pattern", p.widest(), fmt.Sprintf("its tables take %d bytes", size.Bytes), fmt.Sprintf("at most %d: fewer alternatives, shorter repetitions", maxTable))
		}
		every = append(every, vs...)
		c.Sizes = append(c.Sizes, size)
	}
	a, ok := buildAutomaton(every, t.tail)
	if !ok {
		return nil, &Error{Offset: -1, Problem: "the anchors of all rules together take more than 65,535 states", Want: "fewer or shorter rules"}
	}
	c.Anchor = 2 * len(a.next)
	c.Tables = t.encode(a)
	return c, nil
}

// Validators lists the checks that a rule may ask for beside its pattern.
var Validators = fallback.Validators()
