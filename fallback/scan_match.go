package fallback

import "slices"

// matcher finds what the rules match in one text and collects it.
type matcher struct {
	k        *Kernel
	mode     ScanMode
	skeleton Skeleton
	found    []Finding
	until    []int // of each rule of the set at work: where its last finding ended, in the view that it reads
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

// skeletonModes are the bits of anchorEnd.when for rules that read the skeleton.
const skeletonModes = 0b101010

// scan collects what all rules match in a text and returns where the earliest match begins that more text could change.
func (m *matcher) scan(text string) (alive int) {
	m.k.skeleton(&m.skeleton, text)
	alive = len(text)
	for n, set := range m.k.ruleSets {
		w := walk{m: m, set: set, first: m.k.firstRule(n), text: text, skeleton: alias(m.skeleton.Text)}
		alive = min(alive, w.run())
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

// walk is one pass over a text and its skeleton for the rules of one set. Where the skeleton is a copy of the text, as it mostly
// is, the automaton runs over both at once. Elsewhere it runs over each by itself, and goes on so until it is in the same state
// in both.
type walk struct {
	m        *matcher
	set      *ruleSet
	first    int // number of the first rule of the set
	text     string
	skeleton string

	alive         int // where the earliest match begins that more text could change, in the text
	aliveSkeleton int // and in the skeleton
}

func (w *walk) run() (alive int) {
	m, set := w.m, w.set
	m.until = slices.Grow(m.until[:0], len(set.rules))[:len(set.rules)]
	clear(m.until)
	w.alive, w.aliveSkeleton = len(w.text), len(w.skeleton)
	raw, skeleton := uint32(0), uint32(0) // states
	at := 0                               // how much of the text is done
	for i, p := range m.skeleton.pieces {
		end := m.skeleton.pieceEnd(i)
		if !p.copied {
			skeleton = w.over(skeletonRules, w.skeleton, p.at, end, 0, skeleton)
			continue
		}
		raw = w.over(rawRules, w.text, at, p.from, 0, raw)
		at = p.from + end - p.at
		from, shift := p.from, p.at-p.from
		for ; raw != skeleton && from < at; from++ {
			raw = w.over(rawRules, w.text, from, from+1, 0, raw)
			skeleton = w.over(skeletonRules, w.skeleton, from+shift, from+shift+1, 0, skeleton)
		}
		if from < at {
			raw = w.over(rawRules|skeletonRules, w.text, from, at, shift, raw)
			skeleton = raw
		}
	}
	raw = w.over(rawRules, w.text, at, len(w.text), 0, raw)
	w.alive = min(w.alive, len(w.text)-int(set.depth[raw/set.stride]))
	w.aliveSkeleton = min(w.aliveSkeleton, len(w.skeleton)-int(set.depth[skeleton/set.stride]))
	if w.aliveSkeleton < len(w.skeleton) {
		return min(w.alive, m.skeleton.span(w.text, Span{w.aliveSkeleton, w.aliveSkeleton + 1}).Start)
	}
	return w.alive
}

// over runs the automaton over a part of a view and looks at the anchors that end there, of the rules of the views which. In the
// skeleton they are shift bytes further on.
func (w *walk) over(which views, view string, from, to, shift int, state uint32) uint32 {
	set := w.set
	for i := from; ; i++ {
		if i, state = seek(set.next, &set.classOf, set.accept, view[:to], i, state); i == to {
			return state
		}
		n := (state - set.accept) / set.stride
		w.look(set.outputs[set.offsets[n]:set.offsets[n+1]], which, i, shift)
	}
}

// look confirms the anchors of the rules of some views that end with the byte at i, in the skeleton shift bytes further on.
func (w *walk) look(outputs []anchorEnd, views views, at, shift int) {
	m, wanted := w.m, uint8(views)<<(2*w.m.mode)
	for o := range outputs {
		out := &outputs[o]
		if out.when&wanted == 0 {
			continue
		}
		which, view, i := rawRules, w.text, at
		if out.when&skeletonModes != 0 {
			which, view, i = skeletonRules, w.skeleton, at+shift
		}
		if i < m.until[out.rule] {
			continue
		}
		anchor, open, ok := Span{i + 1 - int(out.length), i + 1}, -1, true
		if len(out.tail) > 0 {
			ok = follows(view, out.tail, &anchor.End)
		}
		v := &w.set.variants[out.variant]
		r := &w.set.rules[v.rule]
		var span Span
		if ok {
			span, open, ok = confirm(view, v, r, anchor)
		} else if anchor.End == len(view) {
			open = anchor.Start
		}
		if open >= 0 {
			w.open(which, open)
		}
		if ok {
			w.take(which, v.rule, r, view[span.Start:span.End], span)
		}
	}
}

// open notes where a match begins that more text could change.
func (w *walk) open(which views, at int) {
	if which == rawRules {
		w.alive = min(w.alive, at)
	} else {
		w.aliveSkeleton = min(w.aliveSkeleton, at)
	}
}

// seek runs the automaton from an offset to the next byte at which an anchor ends, or to the end of the text. It is a
// function of its own because it then fits in registers, which makes it nearly twice as fast.
//
//go:noinline
func seek(next []uint32, classOf *[256]uint8, accept uint32, text string, i int, state uint32) (int, uint32) {
	for ; i < len(text); i++ {
		if state = next[state+uint32(classOf[text[i]])]; state >= accept {
			break
		}
	}
	return i, state
}

// follows reports whether a tail stands at an offset, which it moves to where the tail, or what of it is there, ends.
func follows(text string, tail []*byteSet, at *int) bool {
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
func confirm(text string, v *variant, r *rule, anchor Span) (found Span, open int, ok bool) {
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
func backwards(text string, d *dfa, notBefore *byteSet, at int) int {
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
func forwards(text string, d *dfa, notAfter *byteSet, at int) (end int, more bool) {
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
func (w *walk) take(which views, number int, r *rule, text string, span Span) {
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
	w.m.until[number] = end
	if which == skeletonRules {
		span = w.m.skeleton.span(w.text, span)
	}
	w.m.found = append(w.m.found, Finding{Rule: w.first + number, Span: span, Validated: r.validator != 0})
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
