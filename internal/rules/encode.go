package rules

import (
	"encoding/binary"
	"slices"

	"github.com/backfire-ai/backfire-go/internal/blob"
)

// none stands for a table that is not there.
const none = 0xFFFFFFFF

// builder collects what contract/SPEC.md calls the rule tables.
type builder struct {
	rules, variants, headers []byte
	setBytes, mapBytes       []byte
	next                     []uint16
	nameOffsets              []uint32
	nameBytes                []byte

	sets  map[byteSet]uint32
	maps  map[[256]uint8]uint32
	dfas  map[string]uint32
	names map[string]uint32
	done  map[string]uint32 // the DFAs of patterns as they are spelt

	tails  []uint32
	tailOf map[string]uint32
}

func (t *builder) set(s byteSet) uint32 {
	if s == (byteSet{}) {
		return none
	}
	i, ok := t.sets[s]
	if !ok {
		i = uint32(len(t.sets))
		t.sets[s] = i
		for _, w := range s {
			t.setBytes = binary.LittleEndian.AppendUint64(t.setBytes, w)
		}
	}
	return i
}

// tail numbers the end of an anchor: how many sets, and their numbers.
func (t *builder) tail(sets []byteSet) uint32 {
	if len(sets) == 0 {
		return none
	}
	key := string(sequenceOf(sets).spell(nil))
	i, ok := t.tailOf[key]
	if !ok {
		i = uint32(len(t.tails))
		t.tailOf[key] = i
		t.tails = append(t.tails, uint32(len(sets)))
		for _, s := range sets {
			t.tails = append(t.tails, t.set(s))
		}
	}
	return i
}

func (t *builder) name(s string) uint32 {
	i, ok := t.names[s]
	if !ok {
		i = uint32(len(t.names))
		t.names[s] = i
		t.nameOffsets = append(t.nameOffsets, uint32(len(t.nameBytes)))
		t.nameBytes = append(t.nameBytes, s...)
	}
	return i
}

// rule appends the entry of a rule.
func (t *builder) rule(r *Rule, p *parsed) {
	modes := byte(0)
	for i, m := range Modes {
		if len(r.Modes) == 0 || slices.Contains(r.Modes, m) {
			modes |= 1 << i
		}
	}
	view := byte(0)
	if r.View == Skeleton {
		view = 1
	}
	first := byte(0)
	if r.ValueFirst {
		first = 1
	}
	t.rules = append(t.rules, byte(slices.Index(Categories, r.Category)), view, modes, byte(r.Weight),
		byte(slices.Index(Validators, r.Validator)+1), first, 0, 0)
	for _, v := range []uint32{t.name(r.ID), t.name(r.Type), t.set(p.notBefore), t.set(p.notAfter), t.set(p.value), 0} {
		t.rules = binary.LittleEndian.AppendUint32(t.rules, v)
	}
}

// variant appends the entry of a variant and its DFAs, and returns the size of those that no other variant has.
// ok is false if one of them is too large.
func (t *builder) variant(rule int, v variant) (bytes int, ok bool) {
	back, size, ok := t.dfa(v.prefix.reversed())
	if !ok {
		return 0, false
	}
	forward, more, ok := t.dfa(v.suffix)
	if !ok {
		return 0, false
	}
	for _, x := range []uint32{uint32(rule), back, forward, 0} {
		t.variants = binary.LittleEndian.AppendUint32(t.variants, x)
	}
	return size + more, true
}

// dfa appends the DFA of a pattern, none if it matches nothing but the empty string.
func (t *builder) dfa(n *node) (number uint32, bytes int, ok bool) {
	if _, most := n.lengths(); most == 0 {
		return none, 0, true
	}
	spelt := n.spell(nil)
	if i, ok := t.done[string(spelt)]; ok {
		return i, 0, true
	}
	d, ok := determinise(n)
	if !ok {
		return 0, 0, false
	}
	raw := make([]byte, 0, 2*len(d.next)+4)
	for _, s := range d.next {
		raw = binary.LittleEndian.AppendUint16(raw, s)
	}
	bytes = len(raw)
	// [0-9]{1,3} and [0-9]{3} have the same transitions, and only these tell them apart.
	key := string(d.classOf[:]) + string(binary.LittleEndian.AppendUint32(raw, uint32(d.accept)))
	if i, ok := t.dfas[key]; ok {
		t.done[string(spelt)] = i
		return i, 0, true
	}
	m, ok := t.maps[d.classOf]
	if !ok {
		m = uint32(len(t.maps))
		t.maps[d.classOf] = m
		t.mapBytes = append(t.mapBytes, d.classOf[:]...)
	}
	empty := uint32(0)
	if d.acceptsEmpty {
		empty = 1
	}
	number = uint32(len(t.dfas))
	t.dfas[key], t.done[string(spelt)] = number, number
	for _, x := range []uint32{m, uint32(d.classes), uint32(len(t.next)), uint32(d.states()), uint32(d.accept), empty} {
		t.headers = binary.LittleEndian.AppendUint32(t.headers, x)
	}
	t.next = appendRows(t.next, d.next, d.classes, make([]uint16, d.classes))
	return number, bytes, true
}

// appendRows appends the rows of a table, each as how many entries differ from those of a usual row, and then these, class
// and entry.
func appendRows(dst, table []uint16, classes int, usual []uint16) []uint16 {
	for row := range slices.Chunk(table, classes) {
		at := len(dst)
		dst = append(dst, 0)
		for c, to := range row {
			if to != usual[c] {
				dst = append(dst, uint16(c), to)
				dst[at]++
			}
		}
	}
	return dst
}

// encode lays everything out.
func (t *builder) encode(a *automaton) []byte {
	var outputs []byte
	offsets := []uint32{0}
	for _, list := range a.outputs {
		for _, o := range list {
			outputs = binary.LittleEndian.AppendUint32(outputs, uint32(o.variant)<<8|uint32(o.length))
			outputs = binary.LittleEndian.AppendUint32(outputs, o.tail)
		}
		offsets = append(offsets, uint32(len(outputs)/8))
	}
	names := append(slices.Clone(t.nameOffsets), uint32(len(t.nameBytes)))
	return blob.Assemble(blob.RuleMagic, []blob.Section{
		{ID: blob.Rules, Name: "RULES", Element: 32, Data: t.rules},
		{ID: blob.RuleSets, Name: "RULE_SETS", Element: 32, Data: t.setBytes},
		{ID: blob.RuleVariants, Name: "RULE_VARIANTS", Element: 16, Data: t.variants},
		{ID: blob.DFAHeaders, Name: "DFA_HEADERS", Element: 24, Data: t.headers},
		{ID: blob.DFAClasses, Name: "DFA_CLASSES", Element: 256, Data: t.mapBytes},
		{ID: blob.DFANext, Name: "DFA_NEXT", Element: 2, Data: blob.LittleEndian(t.next)},
		{ID: blob.AnchorClasses, Name: "ANCHOR_CLASSES", Element: 1, Data: a.classOf[:]},
		{ID: blob.AnchorNext, Name: "ANCHOR_NEXT", Element: 2, Data: blob.LittleEndian(appendRows(slices.Clone(a.next[:a.classes]), a.next, a.classes, a.next[:a.classes]))},
		{ID: blob.AnchorAccept, Name: "ANCHOR_ACCEPT", Element: 4, Data: blob.LittleEndian([]uint32{uint32(a.classes), uint32(a.accept), uint32(len(a.next) / a.classes)})},
		{ID: blob.AnchorOffsets, Name: "ANCHOR_OFFSETS", Element: 4, Data: blob.LittleEndian(offsets)},
		{ID: blob.AnchorOutputs, Name: "ANCHOR_OUTPUTS", Element: 8, Data: outputs},
		{ID: blob.AnchorTails, Name: "ANCHOR_TAILS", Element: 4, Data: blob.LittleEndian(t.tails)},
		{ID: blob.RuleNameOffsets, Name: "RULE_NAME_OFFSETS", Element: 4, Data: blob.LittleEndian(names)},
		{ID: blob.RuleNameBytes, Name: "RULE_NAME_BYTES", Element: 1, Data: t.nameBytes},
	})
}
