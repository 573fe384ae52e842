package rules

import (
	"encoding/binary"
	"slices"
)

// Limits of an automaton: states of the DFA before it is minimised, and sets of bytes in the pattern, repetitions spelt out.
const (
	maxStates = 20_000
	maxSets   = 100_000
)

// nfa is a pattern as states with edges over bytes and empty edges.
type nfa struct {
	edges []edge    // of state i: to edges[i].to over set, if the state has one
	empty [][]int32 // of state i
}

type edge struct {
	set byteSet
	to  int32 // −1 for none
}

func (a *nfa) state() int32 {
	a.edges = append(a.edges, edge{to: -1})
	a.empty = append(a.empty, nil)
	return int32(len(a.edges) - 1)
}

// build adds the states of n between from and a new state, which it returns.
func (a *nfa) build(n *node, from int32) int32 {
	switch n.kind {
	case isSet:
		to := a.state()
		if a.edges[from].to >= 0 || len(a.empty[from]) > 0 {
			mid := a.state()
			a.empty[from] = append(a.empty[from], mid)
			from = mid
		}
		a.edges[from] = edge{n.set, to}
		return to
	case isSequence:
		for _, p := range n.parts {
			from = a.build(p, from)
		}
		return from
	case isAlternation:
		end := a.state()
		for _, p := range n.parts {
			start := a.state()
			a.empty[from] = append(a.empty[from], start)
			last := a.build(p, start)
			a.empty[last] = append(a.empty[last], end)
		}
		return end
	default:
		for range n.min {
			from = a.build(n.parts[0], from)
		}
		end := a.state()
		for range n.max - n.min {
			a.empty[from] = append(a.empty[from], end)
			start := a.state()
			a.empty[from] = append(a.empty[from], start)
			from = a.build(n.parts[0], start)
		}
		a.empty[from] = append(a.empty[from], end)
		return end
	}
}

// closure returns the states reached over empty edges, sorted.
func (a *nfa) closure(states []int32) []int32 {
	seen := make(map[int32]bool, len(states))
	stack := append([]int32(nil), states...)
	var out []int32
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[s] {
			continue
		}
		seen[s] = true
		out = append(out, s)
		stack = append(stack, a.empty[s]...)
	}
	slices.Sort(out)
	return out
}

// classes numbers the bytes so that those which no set tells apart have one number.
func classes(sets []byteSet) (of [256]uint8, n int) {
	seen := map[string]uint8{}
	for b := range 256 {
		key := make([]byte, len(sets)/8+1)
		for i, s := range sets {
			if s.has(byte(b)) {
				key[i/8] |= 1 << (i % 8)
			}
		}
		c, ok := seen[string(key)]
		if !ok {
			c = uint8(len(seen))
			seen[string(key)] = c
		}
		of[b] = c
	}
	return of, len(seen)
}

// dfa is a minimal deterministic automaton. State 0 is dead, state 1 the start; states from accept on accept.
type dfa struct {
	classOf [256]uint8
	classes int
	next    []uint16 // of state s over class c: next[s·classes + c]
	accept  int      // the first accepting state

	acceptsEmpty bool // the start accepts too
}

func (d *dfa) states() int { return len(d.next) / d.classes }

// determinise returns the DFA of a pattern; false if it has too many states.
func determinise(n *node) (*dfa, bool) {
	if n.sets() > maxSets {
		return nil, false
	}
	var a nfa
	start := a.state()
	final := a.build(n, start)
	var sets []byteSet
	seen := map[byteSet]bool{}
	for _, e := range a.edges {
		if e.to >= 0 && !seen[e.set] {
			seen[e.set] = true
			sets = append(sets, e.set)
		}
	}
	classOf, count := classes(sets)
	var sample [256]byte
	for b := 255; b >= 0; b-- {
		sample[classOf[b]] = byte(b)
	}
	number := map[string]int{"": 0}
	order := [][]int32{nil}
	key := func(states []int32) string {
		var k []byte
		for _, s := range states {
			k = binary.LittleEndian.AppendUint32(k, uint32(s))
		}
		return string(k)
	}
	put := func(states []int32) int {
		k := key(states)
		i, ok := number[k]
		if !ok {
			i = len(order)
			number[k] = i
			order = append(order, states)
		}
		return i
	}
	put(a.closure([]int32{start}))
	var next [][]int
	for i := 0; i < len(order); i++ {
		if i > maxStates {
			return nil, false
		}
		row := make([]int, count)
		for c := range count {
			var to []int32
			for _, s := range order[i] {
				if e := a.edges[s]; e.to >= 0 && e.set.has(sample[c]) {
					to = append(to, e.to)
				}
			}
			if len(to) > 0 {
				row[c] = put(a.closure(to))
			}
		}
		next = append(next, row)
	}
	accepting := make([]bool, len(order))
	for i, states := range order {
		_, accepting[i] = slices.BinarySearch(states, final)
	}
	return minimise(next, accepting, classOf, count), true
}

// minimise merges the states that nothing tells apart (Moore's refinement) and puts accepting ones last.
func minimise(next [][]int, accepting []bool, classOf [256]uint8, count int) *dfa {
	group := make([]int, len(next))
	for i := range group {
		if accepting[i] {
			group[i] = 1
		}
	}
	groups := 0
	for {
		number := map[string]int{}
		refined := make([]int, len(next))
		for i, row := range next {
			key := binary.LittleEndian.AppendUint32(nil, uint32(group[i]))
			for _, to := range row {
				key = binary.LittleEndian.AppendUint32(key, uint32(group[to]))
			}
			g, ok := number[string(key)]
			if !ok {
				g = len(number)
				number[string(key)] = g
			}
			refined[i] = g
		}
		same := len(number) == groups
		group, groups = refined, len(number)
		if same {
			break
		}
	}
	// Numbers: dead 0, start 1, the others that do not accept, those that accept.
	rename := make([]int, groups)
	for i := range rename {
		rename[i] = -1
	}
	n := 0
	give := func(i int) {
		if rename[group[i]] < 0 {
			rename[group[i]] = n
			n++
		}
	}
	give(0)
	give(1) // nothing comes back to the start of a pattern that ends, so it shares its state with none
	for i := range next {
		if !accepting[i] {
			give(i)
		}
	}
	d := &dfa{classOf: classOf, classes: count, accept: n, acceptsEmpty: accepting[1]}
	for i := range next {
		give(i)
	}
	d.next = make([]uint16, n*count)
	for i, row := range next {
		for c, to := range row {
			d.next[rename[group[i]]*count+c] = uint16(rename[group[to]])
		}
	}
	return d
}
