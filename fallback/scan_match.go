package fallback

import "slices"

// matcher finds what the rules match in one text and collects it.
type matcher struct {
	k        *Kernel
	mode     ScanMode
	skeleton Skeleton
	found    []Finding
	until    []int // of each rule of the set at work: where its last finding ended
}

func (m *matcher) reset(k *Kernel, mode ScanMode) {
	m.k, m.mode, m.found = k, mode, m.found[:0]
}

// views says which rules a pass over a text looks for.
type views uint8

const (
	rawRules views = 1 << iota
	skeletonRules
)

// scan collects what all rules match in a text and returns where the earliest match begins that more text could change.
func (m *matcher) scan(text string) (alive int) {
	alive = len(text)
	if plain(text) { // the skeleton is the text, but for capitals, which the rules take as small letters
		for n, set := range m.k.ruleSets {
			alive = min(alive, match(m, set, m.k.firstRule(n), text, rawRules|skeletonRules))
		}
		return alive
	}
	m.k.Skeleton(&m.skeleton, text)
	for n, set := range m.k.ruleSets {
		alive = min(alive, match(m, set, m.k.firstRule(n), text, rawRules))
		first := len(m.found)
		at := match(m, set, m.k.firstRule(n), m.skeleton.Text, skeletonRules)
		for i := first; i < len(m.found); i++ {
			m.found[i].Span = m.skeleton.span(text, m.found[i].Span)
		}
		if at < len(m.skeleton.Text) {
			alive = min(alive, m.skeleton.span(text, Span{at, at + 1}).Start)
		}
	}
	return alive
}

// firstRule returns the number of the first rule of a set.
func (k *Kernel) firstRule(set int) int {
	n := 0
	for _, s := range k.ruleSets[:set] {
		n += len(s.rules)
	}
	return n
}

// plain reports whether the skeleton of a text is the text in lower case.
func plain(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= 0x80 {
			return false
		}
	}
	return spaced(text, 0) < 0
}

// match looks for the rules of a set in a text that is the view of those with views.
func match[T string | []byte](m *matcher, set *ruleSet, first int, text T, which views) (alive int) {
	m.until = slices.Grow(m.until[:0], len(set.rules))[:len(set.rules)]
	clear(m.until)
	alive = len(text)
	wanted := uint8(which) << (2 * m.mode)
	state := uint32(0)
	for i := 0; ; i++ {
		if i, state = seek(set.next, &set.classOf, set.accept, text, i, state); i == len(text) {
			return min(alive, len(text)-int(set.depth[state/set.stride]))
		}
		n := (state - set.accept) / set.stride
		for _, out := range set.outputs[set.offsets[n]:set.offsets[n+1]] {
			if out.when&wanted == 0 {
				continue
			}
			v := &set.variants[out.variant]
			if i < m.until[v.rule] {
				continue
			}
			anchor, open, ok := Span{i + 1 - int(out.length), i + 1}, -1, true
			if len(out.tail) > 0 {
				ok = follows(text, out.tail, &anchor.End)
			}
			r := &set.rules[v.rule]
			var span Span
			if ok {
				span, open, ok = confirm(text, v, r, anchor)
			} else if anchor.End == len(text) {
				open = anchor.Start
			}
			if open >= 0 {
				alive = min(alive, open)
			}
			if ok {
				m.take(first, v.rule, r, string(text[span.Start:span.End]), span)
			}
		}
	}
}

// seek runs the automaton from an offset to the next byte at which an anchor ends, or to the end of the text. It is a
// function of its own because it then fits in registers, which makes it nearly twice as fast.
//
//go:noinline
func seek[T string | []byte](next []uint32, classOf *[256]uint8, accept uint32, text T, i int, state uint32) (int, uint32) {
	for ; i < len(text); i++ {
		if state = next[state+uint32(classOf[text[i]])]; state >= accept {
			break
		}
	}
	return i, state
}

// follows reports whether a tail stands at an offset, which it moves to where the tail, or what of it is there, ends.
func follows[T string | []byte](text T, tail []*byteSet, at *int) bool {
	for _, s := range tail {
		if *at == len(text) || !s[text[*at]] {
			return false
		}
		*at++
	}
	return true
}

// confirm looks around an anchor for the longest match of a variant. open is the start of a match that more text could make
// or make longer, −1 if there is none.
func confirm[T string | []byte](text T, v *variant, r *rule, anchor Span) (found Span, open int, ok bool) {
	start := anchor.Start
	if v.back != nil {
		start = backwards(text, v.back, r.notBefore, anchor.Start)
	} else if r.notBefore != nil && start > 0 && r.notBefore[text[start-1]] {
		start = -1
	}
	if start < 0 {
		return Span{}, -1, false
	}
	if v.forward == nil {
		if anchor.End == len(text) && r.notAfter != nil {
			return Span{start, anchor.End}, start, true
		}
		return Span{start, anchor.End}, -1, anchor.End == len(text) || r.notAfter == nil || !r.notAfter[text[anchor.End]]
	}
	end, more := forwards(text, v.forward, r.notAfter, anchor.End)
	open = -1
	if more {
		open = start
	}
	return Span{start, end}, open, end >= 0
}

// backwards returns the earliest start of what a DFA matches before an offset, −1 if there is none.
func backwards[T string | []byte](text T, d *dfa, notBefore *byteSet, at int) int {
	best := -1
	state := uint16(1)
	accepts := d.acceptsEmpty
	for i := at; ; i-- {
		if accepts && (i == 0 || notBefore == nil || !notBefore[text[i-1]]) {
			best = i
		}
		if i == 0 {
			return best
		}
		state = d.next[int(state)*d.classes+int(d.classOf[text[i-1]])]
		if state == 0 {
			return best
		}
		accepts = state >= d.accept
	}
}

// forwards returns the last end of what a DFA matches from an offset on, −1 if there is none, and whether more text could
// change that.
func forwards[T string | []byte](text T, d *dfa, notAfter *byteSet, at int) (end int, more bool) {
	end = -1
	state := uint16(1)
	accepts := d.acceptsEmpty
	for i := at; ; i++ {
		if accepts && (i == len(text) || notAfter == nil || !notAfter[text[i]]) {
			end = i
		}
		if i == len(text) {
			return end, true
		}
		state = d.next[int(state)*d.classes+int(d.classOf[text[i]])]
		if state == 0 {
			return end, false
		}
		accepts = state >= d.accept
	}
}

// take keeps a match: the part of it that is the value, as far as the check of its rule finds it valid.
func (m *matcher) take(first, number int, r *rule, text string, span Span) {
	end := span.End
	if r.value != nil {
		from, to := r.valueIn(text)
		text = text[from:to]
		span = Span{span.Start + from, span.Start + to}
	}
	if r.validator != 0 && text != "" {
		text = text[:validators[r.validator-1].valid(text)]
		span.End = span.Start + len(text)
	}
	if text == "" {
		return
	}
	m.until[number] = end
	m.found = append(m.found, Finding{Rule: first + number, Span: span, Validated: r.validator != 0})
}

// valueIn returns where in a match the value is: the longest suffix, or prefix, of bytes in the rule's class, without
// spaces around it.
func (r *rule) valueIn(text string) (from, to int) {
	from, to = 0, len(text)
	if r.valueFirst {
		for to = 0; to < len(text) && r.value[text[to]]; to++ {
		}
	} else {
		for from = len(text); from > 0 && r.value[text[from-1]]; from-- {
		}
	}
	for from < to && text[from] == ' ' {
		from++
	}
	for to > from && text[to-1] == ' ' {
		to--
	}
	return from, to
}
