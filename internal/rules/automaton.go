package rules

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// automaton finds all anchors in one pass: Aho-Corasick over byte classes, every step a look-up. State 0 is the start;
// states from accept on have outputs.
type automaton struct {
	classOf [256]uint8
	classes int
	next    []uint16
	accept  int
	outputs [][]output // of state accept+i
}

// output is an anchor, or the head of one, that has just ended.
type output struct {
	variant int
	length  int
	tail    uint32 // of the anchor, none if there is none
}

// trieNode is a prefix of anchors, spelt in sets.
type trieNode struct {
	set      byteSet
	children []int32
	outputs  []output
}

// buildAutomaton returns the automaton over the anchors of all variants, the tails of which tail numbers; false if it has more than 65,535 states.
func buildAutomaton(all []variant, tail func([]byteSet) uint32) (*automaton, bool) {
	trie := []trieNode{{}}
	for v, one := range all {
		for _, a := range one.anchors {
			n := head(a)
			trie = plant(trie, a[:n], output{v, n, tail(a[n:])})
		}
	}
	var sets []byteSet
	seen := map[byteSet]bool{}
	for _, n := range trie[1:] {
		if !seen[n.set] {
			seen[n.set] = true
			sets = append(sets, n.set)
		}
	}
	a := &automaton{}
	a.classOf, a.classes = classes(sets)
	var sample [256]byte
	for b := 255; b >= 0; b-- {
		sample[a.classOf[b]] = byte(b)
	}
	return a, a.determinise(trie, sample)
}

func plant(trie []trieNode, anchor []byteSet, out output) []trieNode {
	at := int32(0)
	for _, s := range anchor {
		i := slices.IndexFunc(trie[at].children, func(c int32) bool { return trie[c].set == s })
		if i < 0 {
			trie = append(trie, trieNode{set: s})
			trie[at].children = append(trie[at].children, int32(len(trie)-1))
			i = len(trie[at].children) - 1
		}
		at = trie[at].children[i]
	}
	if !slices.Contains(trie[at].outputs, out) {
		trie[at].outputs = append(trie[at].outputs, out)
	}
	return trie
}

// determinise makes states of the sets of prefixes that may be in progress at once. The start is always one of them.
func (a *automaton) determinise(trie []trieNode, sample [256]byte) bool {
	starts := make([][]int32, a.classes)
	for c := range a.classes {
		for _, child := range trie[0].children {
			if trie[child].set.has(sample[c]) {
				starts[c] = append(starts[c], child)
			}
		}
	}
	number := map[string]int{"": 0}
	order := [][]int32{nil}
	var next [][]int
	var key []byte
	for i := 0; i < len(order); i++ {
		if len(order) > 1<<16-1 {
			return false
		}
		row := make([]int, a.classes)
		for c := range a.classes {
			to := slices.Clone(starts[c])
			for _, s := range order[i] {
				for _, child := range trie[s].children {
					if trie[child].set.has(sample[c]) {
						to = append(to, child)
					}
				}
			}
			slices.Sort(to)
			key = key[:0]
			for _, s := range to {
				key = binary.LittleEndian.AppendUint32(key, uint32(s))
			}
			n, ok := number[string(key)]
			if !ok {
				n = len(order)
				number[string(key)] = n
				order = append(order, to)
			}
			row[c] = n
		}
		next = append(next, row)
	}
	a.number(order, next, trie)
	return true
}

// number puts the states that have outputs last.
func (a *automaton) number(order [][]int32, next [][]int, trie []trieNode) {
	outputs := make([][]output, len(order))
	for i, states := range order {
		for _, s := range states {
			outputs[i] = append(outputs[i], trie[s].outputs...)
		}
		slices.SortFunc(outputs[i], func(x, y output) int {
			if x.variant != y.variant {
				return x.variant - y.variant
			}
			if x.length != y.length {
				return y.length - x.length
			}
			return cmp.Compare(x.tail, y.tail)
		})
	}
	rename := make([]int, len(order))
	n := 0
	often := a.often(next)
	for _, i := range often {
		if len(outputs[i]) == 0 {
			rename[i] = n
			n++
		}
	}
	a.accept = n
	for _, i := range often {
		if len(outputs[i]) > 0 {
			rename[i] = n
			n++
			a.outputs = append(a.outputs, outputs[i])
		}
	}
	a.next = make([]uint16, len(order)*a.classes)
	for i, row := range next {
		for c, to := range row {
			a.next[rename[i]*a.classes+c] = uint16(rename[to])
		}
	}
}

// often returns the states in the order of how often they are expected in prose, the start first, so that those in use stand
// together in memory.
func (a *automaton) often(next [][]int) []int {
	share := make([]float64, a.classes)
	for b := range 256 {
		share[a.classOf[b]] += byteFrequency(byte(b))
	}
	expected := make([]float64, len(next))
	expected[0] = 1
	for range maxAnchorLength {
		after := make([]float64, len(next))
		for i, row := range next {
			if expected[i] < 1e-12 {
				continue
			}
			for c, to := range row {
				after[to] += float64(expected[i] * share[c]) // not fused: the order must be the same everywhere
			}
		}
		expected = after
	}
	states := make([]int, len(next))
	for i := range states {
		states[i] = i
	}
	slices.SortStableFunc(states[1:], func(x, y int) int { return cmp.Compare(expected[y], expected[x]) })
	return states
}
