package fallback

// maxAligned is the largest number of tokens of a claim, and of a sentence, that are aligned; what follows is not
// compared slot by slot.
const maxAligned = 256

// alignment sets the tokens of a claim against those of one sentence of a fact: which word of one is which of the other.
// A contradiction is a different value in the same slot, and the slot is known by the aligned words around it.
type alignment struct {
	k           *Kernel
	fact        *Analysis // the whole fact that the sentence is of
	c, e        side
	held, total int64 // weight of the claim's content that is aligned, and of all of it
}

// side is one of the two texts in an alignment.
type side struct {
	text    string
	toks    []Token
	numbers []Number // those of toks
	base    int32    // number of toks[0] in its Analysis
	to      []int32  // by token: the token of the other side, −1 for none
	numTo   []int32  // by number: the number of the other side with the same value, −1 for none
}

func (s *side) load(text string, a *Analysis, from, to int) {
	to = min(to, from+maxAligned)
	s.text, s.toks, s.base = text, a.Tokens[from:to], int32(from)
	lo := 0
	for lo < len(a.Numbers) && int(a.Numbers[lo].first) < from {
		lo++
	}
	hi := lo
	for hi < len(a.Numbers) && int(a.Numbers[hi].last) <= to {
		hi++
	}
	s.numbers = a.Numbers[lo:hi]
	s.to = unaligned(s.to, len(s.toks))
	s.numTo = unaligned(s.numTo, len(s.numbers))
}

func unaligned(b []int32, n int) []int32 {
	if cap(b) < n {
		b = make([]int32, max(n, 64))
	}
	b = b[:n]
	for i := range b {
		b[i] = -1
	}
	return b
}

// span returns the token range of number n, counted from toks[0].
func (s *side) span(n int) (first, last int) {
	return int(s.numbers[n].first - s.base), int(s.numbers[n].last - s.base)
}

// load aligns a claim with a sentence of a fact.
func (al *alignment) load(k *Kernel, claim *Analysis, text string, fact *Analysis, factText string, sentence int) {
	al.k, al.fact = k, fact
	al.c.load(text, claim, 0, len(claim.Tokens))
	from, to := fact.sentenceTokens(sentence)
	al.e.load(factText, fact, from, to)
	al.alignNumbers()
	al.alignWords()
	al.alignVariants()
	al.alignFunctionWords()
	al.weigh()
}

// release lets go of the texts, so that an idle scratch keeps none alive.
func (al *alignment) release() {
	al.fact = nil
	for _, s := range [...]*side{&al.c, &al.e} {
		s.text, s.toks, s.numbers = "", nil, nil
	}
}

func (al *alignment) join(i, j int) {
	al.c.to[i], al.e.to[j] = int32(j), int32(i)
}

// alignWords joins each content word or negator of the claim with the one of the same stem whose surroundings agree
// best.
func (al *alignment) alignWords() {
	for i := range al.c.toks {
		if al.c.to[i] >= 0 || al.c.toks[i].flags&flagStop != 0 && al.c.toks[i].props&(propContent|propNegator) == 0 {
			continue
		}
		best, bestScore := -1, 0
		for j := range al.e.toks {
			if al.e.toks[j].Stem != al.c.toks[i].Stem || al.e.to[j] >= 0 {
				continue
			}
			score := al.surroundings(i, j)
			if al.c.toks[i].props&propNegator != 0 && score < negatorScore {
				continue // another negator: it turns something else
			}
			if best < 0 || score > bestScore {
				best, bestScore = j, score
			}
		}
		if best >= 0 {
			al.join(i, best)
		}
	}
}

// The score of a pairing: equal neighbours outweigh any difference in position, and equal values any rounding.
const (
	neighbourScore = 4096
	equalBonus     = 8 * neighbourScore
	negatorScore   = 2 * neighbourScore
)

// surroundings counts equal neighbours of two equal words, near ones most, and prefers like positions in the sentence.
func (al *alignment) surroundings(i, j int) int {
	score := 0
	for d, w := range [...]int{4, 2, 1} {
		for _, step := range [...]int{-1 - d, 1 + d} {
			p, q := i+step, j+step
			if p >= 0 && q >= 0 && p < len(al.c.toks) && q < len(al.e.toks) && al.c.toks[p].Stem == al.e.toks[q].Stem {
				score += w
			}
		}
	}
	off := i*len(al.e.toks) - j*len(al.c.toks)
	return score*neighbourScore - max(off, -off)/max(len(al.c.toks), len(al.e.toks))
}

// alignNumbers joins numbers of the same value, however they are written: those in the same unit first.
func (al *alignment) alignNumbers() {
	for _, sameUnit := range [...]bool{true, false} {
		for x := range al.c.numbers {
			if y := al.bestNumber(x, sameUnit); y >= 0 {
				al.c.numTo[x], al.e.numTo[y] = int32(y), int32(x)
				al.joinSpans(x, y)
			}
		}
	}
}

// bestNumber returns the number of the sentence that is number x of the claim, and whose surroundings agree best; −1 if
// there is none.
func (al *alignment) bestNumber(x int, sameUnit bool) int {
	if al.c.numTo[x] >= 0 {
		return -1
	}
	best, bestScore := -1, 0
	for y := range al.e.numbers {
		if al.e.numTo[y] >= 0 || sameUnit && al.c.numbers[x].Unit != al.e.numbers[y].Unit {
			continue
		}
		r := al.k.compare(&al.c.numbers[x], &al.e.numbers[y])
		if r != equalNumbers && (r != roundedTo || sameUnit) {
			continue
		}
		xi, _ := al.c.span(x)
		yi, _ := al.e.span(y)
		score := al.surroundings(xi, yi) + equalBonus
		if r == roundedTo {
			score -= equalBonus / 2
		}
		if score > bestScore {
			best, bestScore = y, score
		}
	}
	return best
}

// joinSpans joins the tokens of two numbers one by one, what is left over of the longer with the last of the shorter.
func (al *alignment) joinSpans(x, y int) {
	x0, x1 := al.c.span(x)
	y0, y1 := al.e.span(y)
	for i := x0; i < x1; i++ {
		al.c.to[i] = int32(min(y0+i-x0, y1-1))
	}
	for j := y0; j < y1; j++ {
		al.e.to[j] = int32(min(x0+j-y0, x1-1))
	}
}

// alignVariants joins what is left over where one word is a variant of the other: Iraq and Iraqi, announce and
// announcement, US and United States.
func (al *alignment) alignVariants() {
	for i := range al.c.toks {
		t := &al.c.toks[i]
		if al.c.to[i] >= 0 || t.props&propContent == 0 || t.number >= 0 {
			continue
		}
		for j := range al.e.toks {
			u := &al.e.toks[j]
			if al.e.to[j] >= 0 || u.props&propContent == 0 || u.number >= 0 {
				continue
			}
			if al.k.variants(al.c.text[t.Start:t.End], al.e.text[u.Start:u.End]) && !al.opposed(t, u) {
				al.join(i, j)
				break
			}
			if n := al.acronymOf(&al.c, i, &al.e, j); n > 0 {
				al.joinRun(&al.c, i, &al.e, j, n)
				break
			}
			if n := al.acronymOf(&al.e, j, &al.c, i); n > 0 {
				al.joinRun(&al.e, j, &al.c, i, n)
				break
			}
		}
	}
}

func (al *alignment) opposed(t, u *Token) bool {
	antonym, converse := al.k.opposite(t.Hash, u.Hash)
	return antonym || converse
}

// joinRun joins token i of one side with n tokens of the other.
func (al *alignment) joinRun(s *side, i int, o *side, j, n int) {
	s.to[i] = int32(j)
	for p := j; p < j+n; p++ {
		o.to[p] = int32(i)
	}
}

// acronymOf reports how many capitalised words from token j of side o on have the letters of the acronym at token i of
// side s as their initials, 0 if they do not.
func (al *alignment) acronymOf(s *side, i int, o *side, j int) int {
	t := &s.toks[i]
	if t.props&propCaps == 0 {
		return 0
	}
	p := j
	for q := t.Start; q < t.End; q++ {
		c := s.text[q]
		if c == '.' {
			continue
		}
		if p >= len(o.toks) || o.toks[p].props&propCapital == 0 || o.text[o.toks[p].Start] != c || o.to[p] >= 0 {
			return 0
		}
		p++
	}
	if p-j < 2 {
		return 0
	}
	return p - j
}

// Two words are variants if they share this much of their beginning, or differ in one letter and are not short.
const (
	variantBytes  = 4
	variantShare  = 60 // percent of the longer one
	typoBytes     = 5
	nicknameBytes = 3 // Tim and Timothy
)

// variants reports whether two words begin alike or are misspellings of each other, ASCII case aside.
func (k *Kernel) variants(a, b string) bool {
	a, b = bare(a), bare(b)
	short, long := min(len(a), len(b)), max(len(a), len(b))
	n := 0
	for n < short && lowerByte(a[n]) == lowerByte(b[n]) {
		n++
	}
	if n == long || n == short && n >= nicknameBytes || n >= variantBytes && n*100 >= variantShare*long {
		return true
	}
	if short < typoBytes || long-short > 1 {
		return false
	}
	tail := 0
	for tail < short-n && lowerByte(a[len(a)-1-tail]) == lowerByte(b[len(b)-1-tail]) {
		tail++
	}
	return n+tail >= long-1
}

// bare takes the ending of a plural or possessive off a word: HP's, HPs, HP.
func bare(w string) string {
	if n := len(w); n > 2 && w[n-1]|0x20 == 's' {
		w = w[:n-1]
	}
	if n := len(w); n > 2 && w[n-1] == '\'' {
		return w[:n-1]
	}
	if n := len(w); n > 4 && w[n-3:] == "’" {
		return w[:n-3]
	}
	return w
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// alignFunctionWords joins what no rule before did where a neighbour's partner has the same word beside it.
func (al *alignment) alignFunctionWords() {
	for i := 1; i < len(al.c.toks); i++ {
		if j := int(al.c.to[i-1]) + 1; al.c.to[i] < 0 && j > 0 {
			al.joinIfSame(i, j)
		}
	}
	for i := len(al.c.toks) - 2; i >= 0; i-- {
		if j := int(al.c.to[i+1]) - 1; al.c.to[i] < 0 && j >= 0 {
			al.joinIfSame(i, j)
		}
	}
	al.joinIfSame(0, 0)
}

func (al *alignment) joinIfSame(i, j int) {
	if i < len(al.c.toks) && j < len(al.e.toks) && al.c.to[i] < 0 && al.e.to[j] < 0 && al.c.toks[i].Stem == al.e.toks[j].Stem {
		al.join(i, j)
	}
}

// weigh sums up how much of the claim is aligned.
func (al *alignment) weigh() {
	al.held, al.total = al.c.weigh()
}

func (s *side) weigh() (held, total int64) {
	for i := range s.toks {
		if t := &s.toks[i]; t.props&propContent != 0 {
			total += int64(t.Weight)
			if s.to[i] >= 0 {
				held += int64(t.Weight)
			}
		}
	}
	return held, total
}
