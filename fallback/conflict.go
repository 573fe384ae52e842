package fallback

// conflict is a contradiction between aligned texts: tokens c0 to c1 of the claim against e0 to e1 of the sentence.
type conflict struct {
	reason         Reason
	c0, c1, e0, e1 int
}

// conflict returns the first contradiction that the alignment shows: a number, a unit, a negation, an antonym or a name.
func (al *alignment) conflict() conflict {
	if c := al.numberConflict(); c.reason != ReasonUnsupported {
		return c
	}
	if c := al.unitConflict(); c.reason != ReasonUnsupported {
		return c
	}
	if c := al.negationConflict(); c.reason != ReasonUnsupported {
		return c
	}
	if c := al.antonymConflict(); c.reason != ReasonUnsupported {
		return c
	}
	return al.nameConflict()
}

// focus returns the spans of a conflict's words in both texts.
func (al *alignment) focus(c conflict) (claim, evidence Span) {
	return al.c.spanOf(c.c0, c.c1), al.e.spanOf(c.e0, c.e1)
}

func (s *side) spanOf(from, to int) Span {
	if from >= to || to > len(s.toks) {
		return Span{}
	}
	return Span{int(s.toks[from].Start), int(s.toks[to-1].End)}
}

// share returns, in percent, how much of the claim's content is aligned, the tokens from c0 to c1 left out of the count.
func (al *alignment) share(c0, c1 int) int {
	held, total := al.held, al.total
	for i := c0; i < c1; i++ {
		if t := &al.c.toks[i]; t.props&propContent != 0 && al.c.to[i] < 0 {
			total -= int64(t.Weight)
		}
	}
	if total <= 0 {
		return 100
	}
	return int(held * 100 / total)
}

// near looks how well the words on one side of two slots agree: step is −1 for the left, 1 for the right, i and j are
// the first tokens there. The result is 0 to 100.
func (al *alignment) near(i, j, step int) int {
	if (i < 0 || i >= len(al.c.toks)) && (j < 0 || j >= len(al.e.toks)) {
		return 80 // both sentences begin or end here
	}
	best := 0
	for d := 0; d < 3; d++ {
		p := i + step*d
		if p < 0 || p >= len(al.c.toks) {
			break
		}
		q := int(al.c.to[p])
		if q < 0 {
			continue
		}
		off := (q - j) * step
		if off < 0 || off > 2 {
			continue
		}
		v := 100 - 20*(d+off)
		if al.c.toks[p].props&propContent == 0 && d+off > 0 {
			v /= 2
		}
		best = max(best, v)
	}
	return best
}

// slot says how sure it is that tokens c0 to c1 of the claim stand where e0 to e1 stand in the sentence: 0 to 200.
func (al *alignment) slot(c0, c1, e0, e1 int) int {
	return al.near(c0-1, e0-1, -1) + al.near(c1, e1, 1)
}

// company says how close, whatever the order, the closest aligned content word is to both tokens c0 to c1 of the claim
// and e0 to e1 of the sentence: 0 to 100.
func (al *alignment) company(c0, c1, e0, e1 int) int {
	best := 0
	for p := max(0, c0-5); p < min(len(al.c.toks), c1+5); p++ {
		q := int(al.c.to[p])
		if q < 0 || p >= c0 && p < c1 || q >= e0 && q < e1 || al.c.toks[p].props&propContent == 0 {
			continue
		}
		best = max(best, 100-12*(distance(p, c0, c1)+distance(q, e0, e1)))
	}
	return best
}

// distance counts the tokens between token p and the range from i to j.
func distance(p, i, j int) int {
	if p < i {
		return i - p - 1
	}
	return p - j
}

// Thresholds of the conflicts: slot agreement (of 200), company (of 100) and aligned share of the claim (percent).
const (
	numberSlot    = 100
	numberShare   = 40
	loneShare     = 25
	loneCompany   = 60
	negationShare = 50
	antonymShare  = 35
	antonymSlot   = 60
	nameShare     = 45
	nameSlot      = 140
	unitSlot      = 120
	elsewhereSlot = 170 // where the fact has the claim's number or name in another sentence
)

// numberConflict finds a number that has another value, or another unit, than the one in its slot. The slot is sure if
// the words on both sides agree, or if each side has one number only that the other lacks and they keep close company.
func (al *alignment) numberConflict() conflict {
	best, bestSlot := conflict{}, 0
	for x := range al.c.numbers {
		n := &al.c.numbers[x]
		if al.c.numTo[x] >= 0 || n.vague {
			continue
		}
		c0, c1 := al.c.span(x)
		share := al.share(c0, c1)
		if share < loneShare {
			continue
		}
		for y := range al.e.numbers {
			u := &al.e.numbers[y]
			if al.e.numTo[y] >= 0 || u.vague {
				continue
			}
			r := al.k.compare(n, u)
			e0, e1 := al.e.span(y)
			if r != otherValue && r != otherUnit || al.c.negates(c0) != al.e.negates(e0) || al.otherRate(c1, e1) {
				continue
			}
			slot := al.slot(c0, c1, e0, e1)
			if n.Unit != 0 && n.Unit == u.Unit || r == otherUnit {
				slot += 40
			}
			lone := n.Kind == u.Kind && (n.Unit == 0) == (u.Unit == 0) && al.lone(&al.c, x) && al.lone(&al.e, y)
			sure := slot >= numberSlot && share >= numberShare || lone && al.company(c0, c1, e0, e1) >= loneCompany
			if sure && slot >= bestSlot && (slot >= elsewhereSlot || !al.hasNumber(n)) {
				best, bestSlot = conflict{numberReason(n, r), c0, c1, e0, e1}, slot
			}
		}
	}
	return best
}

// otherRate reports whether numbers that end before tokens i and j are rates over different units: $25 a month, $300 a year.
func (al *alignment) otherRate(i, j int) bool {
	for range 2 { // past per, a, each
		if i < len(al.c.toks) && al.c.toks[i].flags&(flagUnit|flagStop) == flagStop {
			i++
		}
		if j < len(al.e.toks) && al.e.toks[j].flags&(flagUnit|flagStop) == flagStop {
			j++
		}
	}
	return i < len(al.c.toks) && j < len(al.e.toks) && al.c.bareUnit(i) && al.e.bareUnit(j) &&
		al.c.toks[i].data.unit() != al.e.toks[j].data.unit()
}

// hasNumber reports whether any sentence of the fact has the number.
func (al *alignment) hasNumber(n *Number) bool {
	r := al.k.bestRelation(n, al.fact.Numbers)
	return r == equalNumbers || r == roundedTo
}

// hasWords reports whether the fact, in any of its sentences, has every one of tokens c0 to c1 of the claim.
func (al *alignment) hasWords(c0, c1 int) bool {
	for i := c0; i < c1; i++ {
		if !al.fact.hasStem(al.c.toks[i].Stem) {
			return false
		}
	}
	return true
}

func (a *Analysis) hasStem(stem uint64) bool {
	for i := range a.Tokens {
		if a.Tokens[i].Stem == stem {
			return true
		}
	}
	return false
}

// lone reports whether number x is the only one of its side and kind without a partner.
func (al *alignment) lone(s *side, x int) bool {
	for y := range s.numbers {
		if y != x && s.numTo[y] < 0 && !s.numbers[y].vague && s.numbers[y].Kind == s.numbers[x].Kind {
			return false
		}
	}
	return true
}

// unitConflict finds a word for a unit in the slot of another one: twice a week, twice a month.
func (al *alignment) unitConflict() conflict {
	best, bestSlot := conflict{}, 0
	for i := range al.c.toks {
		t := &al.c.toks[i]
		if !al.c.bareUnit(i) || al.share(i, i+1) < numberShare {
			continue
		}
		for j := range al.e.toks {
			u := &al.e.toks[j]
			if !al.e.bareUnit(j) || al.k.likeUnits(t.data.unit(), u.data.unit()) {
				continue
			}
			if slot := al.slot(i, i+1, j, j+1); slot >= unitSlot && slot > bestSlot {
				best, bestSlot = conflict{ReasonUnit, i, i + 1, j, j + 1}, slot
			}
		}
	}
	return best
}

// likeUnits reports whether two units differ by no more than a conversion rounds away: metres and yards.
func (k *Kernel) likeUnits(a, b uint16) bool {
	if a == b {
		return true
	}
	ua, ub := &k.units[a-1], &k.units[b-1]
	one := Number{Mant: 1}
	r := compareMeasures(&one, &one, ua, ub)
	return ua.dimension == ub.dimension && (r == roundedTo || r == equalNumbers)
}

// bareUnit reports whether token i is a word for a unit, has no partner and is no part of an exact number.
func (s *side) bareUnit(i int) bool {
	t := &s.toks[i]
	if s.to[i] >= 0 || t.flags&flagUnit == 0 || t.flags&flagAmbiguous != 0 && t.End-t.Start < 3 {
		return false
	}
	if t.number < 0 {
		return true
	}
	for n := range s.numbers {
		if first, last := s.span(n); i >= first && i < last {
			return s.numbers[n].vague
		}
	}
	return false
}

func numberReason(n *Number, r relation) Reason {
	switch {
	case n.Kind == Date || n.Kind == Time || n.Kind == Weekday || n.Kind == Decade:
		return ReasonDate
	case r == otherUnit:
		return ReasonUnit
	}
	return ReasonNumber
}

// negationConflict finds a negator whose word is not negated on the other side.
func (al *alignment) negationConflict() conflict {
	c, e := al.c.negators(), al.e.negators()
	if al.share(0, 0) < negationShare || c+e == 0 || c == 0 && al.e.cancels() || e == 0 && al.c.cancels() {
		return conflict{}
	}
	if i, h := al.loneNegator(&al.c, &al.e); i >= 0 {
		return conflict{ReasonNegation, i, h + 1, int(al.c.to[h]), int(al.c.to[h]) + 1}
	}
	if j, h := al.loneNegator(&al.e, &al.c); j >= 0 {
		return conflict{ReasonNegation, int(al.e.to[h]), int(al.e.to[h]) + 1, j, h + 1}
	}
	return conflict{}
}

func (s *side) negators() int {
	n := 0
	for i := range s.toks {
		if s.toks[i].props&propNegator != 0 {
			n++
		}
	}
	return n
}

// cancels reports whether the side has two negators in one clause, which undo each other: not without.
func (s *side) cancels() bool {
	first, last, n := -1, -1, 0
	for i := range s.toks {
		if s.toks[i].props&propNegator != 0 {
			if n++; n == 1 {
				first = i
			}
			last = i
		}
	}
	if n != 2 || s.broken(first+1, last) {
		return false
	}
	for i := first; i <= last; i++ {
		if t := &s.toks[i]; t.joinsClauses() || t.Hash == hashAnd || t.Hash == hashOr {
			return false
		}
	}
	return true
}

// loneNegator returns a negator of side s and the word it negates where side o has that word and does not negate it.
// Where the words around the negator stand side by side on side o, nothing but the negator can differ; elsewhere side o
// must be free of all that says no in other words.
func (al *alignment) loneNegator(s, o *side) (negator, head int) {
	for i := range s.toks {
		if s.toks[i].props&propNegator == 0 || s.to[i] >= 0 || s.deniesOther(i) {
			continue
		}
		h, tight := s.inserted(i)
		if !tight {
			h = s.negated(i)
		}
		if h < 0 || o.negates(int(s.to[h])) || o.deniesAt(int(s.to[h])) || s.doublyNegative(i, h) {
			continue
		}
		if !tight && (o.negators() > 0 || o.impliesNegative()) {
			continue
		}
		return i, h
	}
	return -1, -1
}

// deniesOther reports whether what the negator at token i turns is a number or name that the other side does not have:
// a price that is not $20 may be $19.
func (s *side) deniesOther(i int) bool {
	for h := i + 1; h < len(s.toks) && h <= i+5 && s.toks[h].props&propBroken == 0; h++ {
		t := &s.toks[h]
		if t.number >= 0 || t.props&propName != 0 {
			return s.to[h] < 0 || s.unpaired(h)
		}
		if t.props&propContent != 0 {
			return false
		}
	}
	return false
}

// unpaired reports whether token i is part of a number that has no partner.
func (s *side) unpaired(i int) bool {
	for n := range s.numbers {
		if first, last := s.span(n); i >= first && i < last {
			return s.numTo[n] < 0
		}
	}
	return false
}

// inserted reports whether the tokens around the negator at token i, function words without a partner aside, are aligned
// with neighbours; h is the one after it.
func (s *side) inserted(i int) (h int, ok bool) {
	before, after := i-1, i+1
	for before >= 0 && before > i-3 && s.to[before] < 0 && s.toks[before].flags&flagStop != 0 {
		before--
	}
	for after < len(s.toks) && after < i+3 && s.to[after] < 0 && s.toks[after].flags&flagStop != 0 {
		after++
	}
	if after >= len(s.toks) || s.to[after] < 0 || s.broken(before+1, after) {
		return -1, false
	}
	if before < 0 {
		return after, s.to[after] <= 1
	}
	gap := s.to[after] - s.to[before]
	return after, s.to[before] >= 0 && gap >= 1 && gap <= 2
}

// broken reports whether punctuation stands before any of tokens i to j, the first of a sentence aside.
func (s *side) broken(i, j int) bool {
	for ; i <= j; i++ {
		if i > 0 && s.toks[i].props&propBroken != 0 {
			return true
		}
	}
	return false
}

// negated returns the content word that the negator at token i turns, if it is aligned, else −1.
func (s *side) negated(i int) int {
	for h := i + 1; h < len(s.toks) && h <= i+5 && s.toks[h].props&propBroken == 0; h++ {
		if s.toks[h].props&propContent == 0 {
			continue
		}
		if s.to[h] < 0 {
			return -1
		}
		return h
	}
	return -1
}

// negates reports whether a negator stands around token j, in the same clause as far as punctuation tells.
func (s *side) negates(j int) bool {
	return s.around(j, func(q int) bool { return s.toks[q].props&propNegator != 0 })
}

// around reports whether a token of up to six before token j or three after it, with nothing but space between, is as
// asked.
func (s *side) around(j int, asked func(q int) bool) bool {
	for q := j; q >= 0 && q >= j-6; q-- {
		if asked(q) {
			return true
		}
		if s.toks[q].props&propBroken != 0 || s.toks[q].joinsClauses() {
			break
		}
	}
	for q := j + 1; q < len(s.toks) && q <= j+3 && s.toks[q].props&propBroken == 0 && !s.toks[q].joinsClauses(); q++ {
		if asked(q) {
			return true
		}
	}
	return false
}

// joinsClauses reports whether the word begins a clause that what was denied before does not reach into.
func (t *Token) joinsClauses() bool {
	return t.Hash == hashBut || t.Hash == hashWhile || t.Hash == hashAlthough || t.Hash == hashWhereas || t.Hash == hashBecause
}

var (
	hashOr       = HashWord("or")
	hashBut      = HashWord("but")
	hashWhile    = HashWord("while")
	hashAlthough = HashWord("although")
	hashWhereas  = HashWord("whereas")
	hashBecause  = HashWord("because")
)

// deniesAt reports whether a word that the other side lacks says no without a negator around token j: declined to give details, unless repealed.
func (s *side) deniesAt(j int) bool {
	return s.around(j, func(q int) bool { return s.toks[q].flags&flagImplicitNegative != 0 && s.to[q] < 0 })
}

// impliesNegative reports whether a word that has no partner says no without a negator: deny, fail, lack.
func (s *side) impliesNegative() bool {
	for i := range s.toks {
		if s.toks[i].flags&flagImplicitNegative != 0 && s.to[i] < 0 {
			return true
		}
	}
	return false
}

// doublyNegative reports whether the negator at token i turns a word up to token h that says no itself.
func (s *side) doublyNegative(i, h int) bool {
	for p := i + 1; p <= h; p++ {
		if s.toks[p].flags&flagImplicitNegative != 0 && s.to[p] < 0 {
			return true
		}
	}
	return false
}

// antonymConflict finds opposite words in the same place.
func (al *alignment) antonymConflict() conflict {
	best, bestSlot := conflict{}, -1
	for i := range al.c.toks {
		t := &al.c.toks[i]
		if t.flags&flagAntonym == 0 || al.c.to[i] >= 0 || al.share(i, i+1) < antonymShare {
			continue
		}
		for j := range al.e.toks {
			u := &al.e.toks[j]
			if u.flags&flagAntonym == 0 || al.e.to[j] >= 0 {
				continue
			}
			antonym, converse := al.k.opposite(t.Hash, u.Hash)
			if !antonym && !converse || al.c.negates(i) != al.e.negates(j) {
				continue
			}
			slot := al.slot(i, i+1, j, j+1)
			least := antonymSlot
			if converse {
				least = 2 * antonymSlot
			}
			if slot >= least && slot > bestSlot {
				best, bestSlot = conflict{ReasonAntonym, i, i + 1, j, j + 1}, slot
			}
		}
	}
	return best
}

// nameConflict finds another name in the same slot.
func (al *alignment) nameConflict() conflict {
	best, bestSlot := conflict{}, 0
	for i := 0; i < len(al.c.toks); i++ {
		c1 := al.c.nameRun(i)
		if c1 == i {
			continue
		}
		if al.share(i, c1) >= nameShare {
			least := nameSlot
			if al.hasWords(i, c1) {
				least = elsewhereSlot
			}
			for j := 0; j < len(al.e.toks); j++ {
				e1 := al.e.nameRun(j)
				if e1 == j {
					continue
				}
				if slot := al.slot(i, c1, j, e1); slot >= least && slot > bestSlot && al.alike(i, c1, j, e1, slot) {
					best, bestSlot = conflict{ReasonEntity, i, c1, j, e1}, slot
				}
				j = e1 - 1
			}
		}
		i = c1 - 1
	}
	return best
}

// nameRun returns the end of the run of name words without a partner that starts at token i, or i.
func (s *side) nameRun(i int) int {
	for i < len(s.toks) && s.to[i] < 0 && s.toks[i].props&propName != 0 && s.toks[i].flags&flagTitle == 0 && s.toks[i].End-s.toks[i].Start > 1 {
		i++
	}
	return i
}

// alike reports whether two runs of name words are of the same shape: as many words, and none an acronym where the other
// is not. In a perfect slot they need not be.
func (al *alignment) alike(c0, c1, e0, e1, slot int) bool {
	if c1 < len(al.c.toks) && al.c.to[c1] < 0 && al.c.toks[c1].props&(propContent|propSpaced) == propContent|propSpaced {
		return false // the name belongs to the noun after it: the Bush administration
	}
	return slot >= 180 || c1-c0 == e1-e0 && al.c.toks[c0].props&propCaps == al.e.toks[e0].props&propCaps
}
