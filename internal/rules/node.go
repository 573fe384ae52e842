package rules

import (
	"encoding/binary"
	"math/bits"
)

// byteSet is a set of bytes.
type byteSet [4]uint64

func (s *byteSet) add(b byte)     { s[b>>6] |= 1 << (b & 63) }
func (s byteSet) has(b byte) bool { return s[b>>6]>>(b&63)&1 != 0 }

func (s byteSet) len() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

func (s *byteSet) addRange(lo, hi byte) {
	for b := int(lo); b <= int(hi); b++ {
		s.add(byte(b))
	}
}

func (s byteSet) union(o byteSet) byteSet {
	for i := range s {
		s[i] |= o[i]
	}
	return s
}

// within reports whether o holds all of s.
func (s byteSet) within(o byteSet) bool { return s.union(o) == o }

// node is a pattern over bytes.
type node struct {
	kind     nodeKind
	set      byteSet // of a set
	parts    []*node // of a sequence or an alternation; of a repetition, the one thing repeated
	min, max int     // of a repetition
}

type nodeKind uint8

const (
	isSet nodeKind = iota
	isSequence
	isAlternation
	isRepetition
)

func set(s byteSet) *node              { return &node{kind: isSet, set: s} }
func sequence(parts ...*node) *node    { return &node{kind: isSequence, parts: parts} }
func alternation(parts ...*node) *node { return &node{kind: isAlternation, parts: parts} }
func repetition(n *node, lo, hi int) *node {
	return &node{kind: isRepetition, parts: []*node{n}, min: lo, max: hi}
}
func sequenceOf(sets []byteSet) *node {
	n := sequence()
	for _, s := range sets {
		n.parts = append(n.parts, set(s))
	}
	return n
}
func single(b byte) *node { var s byteSet; s.add(b); return set(s) }

// lengths returns the least and the greatest number of bytes that n matches.
func (n *node) lengths() (least, most int) {
	switch n.kind {
	case isSet:
		return 1, 1
	case isSequence:
		for _, p := range n.parts {
			lo, hi := p.lengths()
			least, most = least+lo, most+hi
		}
	case isAlternation:
		for i, p := range n.parts {
			lo, hi := p.lengths()
			if i == 0 {
				least = lo
			}
			least, most = min(least, lo), max(most, hi)
		}
	case isRepetition:
		lo, hi := n.parts[0].lengths()
		return lo * n.min, hi * n.max
	}
	return least, most
}

// sets returns how many sets there are with repetitions spelt out; it stops counting beyond maxSets.
func (n *node) sets() int {
	if n.kind == isSet {
		return 1
	}
	sum := 0
	for _, p := range n.parts {
		sum += p.sets()
	}
	if n.kind == isRepetition {
		sum *= n.max
	}
	return min(sum, maxSets+1)
}

// reversed returns the pattern of the same strings read backwards.
func (n *node) reversed() *node {
	r := *n
	r.parts = make([]*node, len(n.parts))
	for i, p := range n.parts {
		j := i
		if n.kind == isSequence {
			j = len(n.parts) - 1 - i
		}
		r.parts[j] = p.reversed()
	}
	return &r
}

// spell appends a text that only equal patterns have.
func (n *node) spell(dst []byte) []byte {
	dst = append(dst, byte(n.kind))
	if n.kind == isSet {
		for _, w := range n.set {
			dst = binary.LittleEndian.AppendUint64(dst, w)
		}
		return dst
	}
	for _, x := range []int{n.min, n.max, len(n.parts)} {
		dst = binary.LittleEndian.AppendUint32(dst, uint32(x))
	}
	for _, p := range n.parts {
		dst = p.spell(dst)
	}
	return dst
}

// flat returns the parts of a sequence with sequences and the sure part of repetitions opened.
func (n *node) flat() []*node {
	switch {
	case n.kind == isSequence:
		var out []*node
		for _, p := range n.parts {
			out = append(out, p.flat()...)
		}
		return out
	case n.kind == isRepetition && n.min > 0:
		var out []*node
		for range n.min {
			out = append(out, n.parts[0].flat()...)
		}
		if n.max > n.min {
			out = append(out, repetition(n.parts[0], 0, n.max-n.min))
		}
		return out
	}
	return []*node{n}
}

// strings returns all that n matches, each as a sequence of byte sets; false if that is more than limit of them or one is
// longer than longest.
func (n *node) strings(limit, longest int) ([][]byteSet, bool) {
	switch n.kind {
	case isSet:
		return [][]byteSet{{n.set}}, true
	case isSequence:
		out := [][]byteSet{nil}
		for _, p := range n.parts {
			next, ok := p.strings(limit, longest)
			if !ok {
				return nil, false
			}
			if out, ok = product(out, next, limit, longest); !ok {
				return nil, false
			}
		}
		return out, true
	case isAlternation:
		var out [][]byteSet
		for _, p := range n.parts {
			next, ok := p.strings(limit, longest)
			if !ok || len(out)+len(next) > limit {
				return nil, false
			}
			out = append(out, next...)
		}
		return out, true
	default:
		if n.max > longest {
			return nil, false
		}
		var out [][]byteSet
		for count := n.min; count <= n.max; count++ {
			parts := make([]*node, count)
			for i := range parts {
				parts[i] = n.parts[0]
			}
			next, ok := sequence(parts...).strings(limit, longest)
			if !ok || len(out)+len(next) > limit {
				return nil, false
			}
			out = append(out, next...)
		}
		return out, true
	}
}

// product joins each of a with each of b.
func product(a, b [][]byteSet, limit, longest int) ([][]byteSet, bool) {
	if len(a)*len(b) > limit {
		return nil, false
	}
	var out [][]byteSet
	for _, x := range a {
		for _, y := range b {
			if len(x)+len(y) > longest {
				return nil, false
			}
			out = append(out, append(append([]byteSet(nil), x...), y...))
		}
	}
	return out, true
}
