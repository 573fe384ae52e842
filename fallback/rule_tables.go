package fallback

import (
	"encoding/binary"
	"fmt"
	"slices"
)

const (
	ruleMagic   = "BKFRULES"
	ruleSize    = 32
	setSize     = 32
	variantSize = 16
	headerBytes = 24
	noTable     = 0xFFFFFFFF
)

// Section numbers of a rule blob.
const (
	secRules = iota + 1
	secRuleSets
	secRuleVariants
	secDFAHeaders
	secDFAClasses
	secDFANext
	secAnchorClasses
	secAnchorNext
	secAnchorAccept
	secAnchorOffsets
	secAnchorOutputs
	secAnchorTails
	secRuleNameOffsets
	secRuleNameBytes
)

// byteSet is a set of bytes.
type byteSet [256]bool

// rule is one rule of a set.
type rule struct {
	info      RuleInfo
	skeleton  bool
	modes     uint8 // bit m: looked for in ScanMode m
	validator int
	layer     Layer    // of a sign of a layer
	notBefore *byteSet // nil for none
	notAfter  *byteSet
	value     *byteSet

	valueFirst bool // the value is at the start of a match, not at its end
}

// when returns the bits of the modes and the view in which a rule is looked for, as anchorEnd has them.
func (r *rule) when() (bits uint8) {
	view := rawRules
	if r.skeleton {
		view = skeletonRules
	}
	for mode := range scanModes {
		if r.modes>>mode&1 != 0 {
			bits |= uint8(view) << (2 * mode)
		}
	}
	return bits
}

// layerSigns are the types of rules for signs of layers, by layer.
var layerSigns = []string{LayerROT13: "ROT13", LayerReversed: "REVERSED"}

// RuleInfo is what a finding's rule is.
type RuleInfo struct {
	ID       string
	Category Category
	Type     string // of personal data and secrets
	Weight   int
}

// variant is one way to match a rule: around an anchor, one DFA backwards and one forwards.
type variant struct {
	rule          int
	back, forward *dfa // nil where there is nothing to match
}

// dfa is a deterministic automaton. State 0 is dead, 1 the start; states from accept on accept.
type dfa struct {
	classOf      *[256]uint8
	next         []uint16
	classes      int
	accept       uint16
	acceptsEmpty bool
}

// anchorEnd is an anchor that has been found, or the first bytes of one.
type anchorEnd struct {
	variant uint32
	rule    uint32 // of the variant
	length  uint8
	when    uint8      // bits 2m and 2m+1: looked for in ScanMode m, in raw text and in the skeleton
	tail    []*byteSet // what must follow
}

// ruleSet is the decoded tables of a set of rules.
type ruleSet struct {
	sets     []byteSet
	rules    []rule
	variants []variant
	classOf  [256]uint8
	next     []uint32 // each is a state times the number of classes, so that a step is one addition
	stride   uint32
	accept   uint32
	depth    []uint8 // of each state: how much of an anchor has been read
	offsets  []uint32
	outputs  []anchorEnd
}

// readRules decodes and checks a rule blob. Every index that matching follows is checked here.
func readRules(blob []byte) (*ruleSet, error) {
	s, err := blobSections(blob, ruleMagic)
	if err != nil {
		return nil, err
	}
	set := &ruleSet{}
	names, err := readNames(s[secRuleNameOffsets], s[secRuleNameBytes])
	if err != nil {
		return nil, err
	}
	if err := set.readRules(s, names); err != nil {
		return nil, err
	}
	if err := set.readVariants(s); err != nil {
		return nil, err
	}
	return set, set.readAutomaton(s)
}

func badRules(section int, want string) error {
	return &TableError{Problem: fmt.Sprintf("section %d of the rules is inconsistent", section), Want: want}
}

func readNames(offsets, bytes []byte) ([]string, error) {
	offs := u32s(offsets)
	var names []string
	for i := 0; i+1 < len(offs); i++ {
		if offs[i] > offs[i+1] || int(offs[i+1]) > len(bytes) {
			return nil, badRules(secRuleNameOffsets, "ascending offsets within section 14")
		}
		names = append(names, string(bytes[offs[i]:offs[i+1]]))
	}
	return names, nil
}

func (set *ruleSet) readRules(s [sectionCount + 1][]byte, names []string) error {
	set.sets = make([]byteSet, len(s[secRuleSets])/setSize)
	sets := set.sets
	for i := range sets {
		for b := range 256 {
			sets[i][b] = s[secRuleSets][i*setSize+b/8]>>(b%8)&1 != 0
		}
	}
	for b := s[secRules]; len(b) >= ruleSize; b = b[ruleSize:] {
		number := func(i int) uint32 { return binary.LittleEndian.Uint32(b[8+4*i:]) }
		if int(number(0)) >= len(names) || int(number(1)) >= len(names) || int(b[0]) >= int(categoryCount) ||
			b[1] > 1 || int(b[4]) > len(validators) {
			return badRules(secRules, "names, categories, views and validators that exist")
		}
		r := rule{
			info:     RuleInfo{ID: names[number(0)], Category: Category(b[0]), Type: names[number(1)], Weight: int(b[3])},
			skeleton: b[1] == 1, modes: b[2], validator: int(b[4]), valueFirst: b[5] == 1,
		}
		if r.info.Category == categoryLayer {
			r.layer = Layer(max(0, slices.Index(layerSigns, r.info.Type)))
		}
		for i, into := range []**byteSet{&r.notBefore, &r.notAfter, &r.value} {
			switch n := number(2 + i); {
			case n == noTable:
			case int(n) >= len(sets):
				return badRules(secRules, "sets that exist")
			default:
				*into = &sets[n]
			}
		}
		set.rules = append(set.rules, r)
	}
	return nil
}

func (set *ruleSet) readVariants(s [sectionCount + 1][]byte) error {
	dfas, err := readDFAs(s)
	if err != nil {
		return err
	}
	for b := s[secRuleVariants]; len(b) >= variantSize; b = b[variantSize:] {
		v := variant{rule: int(binary.LittleEndian.Uint32(b))}
		if v.rule >= len(set.rules) {
			return badRules(secRuleVariants, "rules that exist")
		}
		for i, into := range []**dfa{&v.back, &v.forward} {
			switch n := binary.LittleEndian.Uint32(b[4+4*i:]); {
			case n == noTable:
			case int(n) >= len(dfas):
				return badRules(secRuleVariants, "automata that exist")
			default:
				*into = &dfas[n]
			}
		}
		set.variants = append(set.variants, v)
	}
	return nil
}

func readDFAs(s [sectionCount + 1][]byte) ([]dfa, error) {
	maps := make([][256]uint8, len(s[secDFAClasses])/256)
	for i := range maps {
		copy(maps[i][:], s[secDFAClasses][256*i:])
	}
	next := u16s(s[secDFANext])
	var dfas []dfa
	for b := s[secDFAHeaders]; len(b) >= headerBytes; b = b[headerBytes:] {
		var h [6]uint32
		for i := range h {
			h[i] = binary.LittleEndian.Uint32(b[4*i:])
		}
		if int(h[0]) >= len(maps) || h[1] == 0 || h[1] > 256 || h[3] < 2 || h[3] > 1<<16 || int(h[2]) > len(next) || h[4] > 0xFFFF {
			return nil, badRules(secDFAHeaders, "tables within section 6")
		}
		d := dfa{classOf: &maps[h[0]], classes: int(h[1]), accept: uint16(h[4]), acceptsEmpty: h[5] == 1}
		var ok bool
		if d.next, _, ok = readRows(next[h[2]:], int(h[3]), make([]uint16, d.classes)); !ok {
			return nil, badRules(secDFANext, "rows of classes and states")
		}
		for _, c := range d.classOf {
			if int(c) >= d.classes {
				return nil, badRules(secDFAClasses, "classes below their number")
			}
		}
		dfas = append(dfas, d)
	}
	return dfas, nil
}

// readRows reads a table of as many rows as there are states, each of which says where it differs from a usual one. It also
// returns what follows.
func readRows(data []uint16, states int, usual []uint16) (table, rest []uint16, ok bool) {
	classes := len(usual)
	for _, to := range usual {
		if int(to) >= states {
			return nil, nil, false
		}
	}
	table = make([]uint16, 0, states*classes)
	for range states {
		table = append(table, usual...)
		row := table[len(table)-classes:]
		if len(data) == 0 || len(data) <= 2*int(data[0]) {
			return nil, nil, false
		}
		n := int(data[0])
		for i := 1; i <= 2*n; i += 2 {
			if int(data[i]) >= classes || int(data[i+1]) >= states {
				return nil, nil, false
			}
			row[data[i]] = data[i+1]
		}
		data = data[1+2*n:]
	}
	return table, data, true
}

func (set *ruleSet) readAutomaton(s [sectionCount + 1][]byte) error {
	header := u32s(s[secAnchorAccept])
	if len(header) != 3 || header[0] == 0 || header[0] > 256 || len(s[secAnchorClasses]) != 256 {
		return badRules(secAnchorAccept, "three numbers, and 256 classes")
	}
	set.stride = header[0]
	next := u16s(s[secAnchorNext])
	states := uint32(header[2])
	if len(next) < int(set.stride) || states == 0 || states > 1<<16 {
		return badRules(secAnchorNext, "a usual row, and one for each state")
	}
	rows, rest, ok := readRows(next[set.stride:], int(states), next[:set.stride])
	if !ok || len(rest) != 0 {
		return badRules(secAnchorNext, "rows of classes and states")
	}
	set.accept = header[1] * set.stride
	set.offsets = u32s(s[secAnchorOffsets])
	if err := set.readOutputs(s); err != nil {
		return err
	}
	if header[1] > states || len(set.offsets) != int(states-header[1])+1 {
		return badRules(secAnchorOffsets, "an offset for each state that has outputs, and one more")
	}
	copy(set.classOf[:], s[secAnchorClasses])
	for _, c := range set.classOf {
		if uint32(c) >= set.stride {
			return badRules(secAnchorClasses, "classes below their number")
		}
	}
	set.next = make([]uint32, len(rows))
	for i, to := range rows {
		set.next[i] = uint32(to) * set.stride
	}
	for i, o := range set.offsets {
		if int(o) > len(set.outputs) || i > 0 && o < set.offsets[i-1] {
			return badRules(secAnchorOffsets, "ascending offsets within section 11")
		}
	}
	set.depth = depths(rows, int(set.stride))
	for i, depth := range set.depth[header[1]:] {
		for _, o := range set.outputs[set.offsets[i]:set.offsets[i+1]] {
			if o.length > depth {
				return badRules(secAnchorOutputs, "anchors no longer than what leads to their state")
			}
		}
	}
	return nil
}

// depths returns how many bytes the shortest text has that leads to each state. For states of the automaton that is how much
// of an anchor they have read.
func depths(rows []uint16, classes int) []uint8 {
	depth := make([]uint8, len(rows)/classes)
	seen := make([]bool, len(depth))
	seen[0] = true
	for queue := []uint16{0}; len(queue) > 0; queue = queue[1:] {
		at := int(queue[0])
		for _, to := range rows[at*classes : (at+1)*classes] {
			if !seen[to] {
				seen[to] = true
				depth[to] = min(depth[at], 0xFE) + 1
				queue = append(queue, to)
			}
		}
	}
	return depth
}

// readOutputs reads which anchors end where, with what must follow them.
func (set *ruleSet) readOutputs(s [sectionCount + 1][]byte) error {
	tails := u32s(s[secAnchorTails])
	list := u32s(s[secAnchorOutputs])
	for i := 0; i+1 < len(list); i += 2 {
		o := anchorEnd{variant: list[i] >> 8, length: uint8(list[i])}
		if int(o.variant) >= len(set.variants) {
			return badRules(secAnchorOutputs, "variants that exist")
		}
		o.rule = uint32(set.variants[o.variant].rule)
		o.when = set.rules[o.rule].when()
		if at := uint64(list[i+1]); at != noTable {
			if at >= uint64(len(tails)) || at+uint64(tails[at]) >= uint64(len(tails)) {
				return badRules(secAnchorTails, "tails within the section")
			}
			for _, n := range tails[at+1 : at+1+uint64(tails[at])] {
				if int(n) >= len(set.sets) {
					return badRules(secAnchorTails, "sets that exist")
				}
				o.tail = append(o.tail, &set.sets[n])
			}
		}
		set.outputs = append(set.outputs, o)
	}
	return nil
}
