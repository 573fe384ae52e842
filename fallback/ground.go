package fallback

import "unicode/utf8"

// Verdict is what the facts say of a claim.
type Verdict uint8

// The verdicts.
const (
	Unknown Verdict = iota // the facts neither bear the claim out nor contradict it
	Supported
	Contradicted
)

func (v Verdict) String() string {
	return nameOf(int(v), "unknown", "supported", "contradicted")
}

// nameOf returns the name of a value that counts from 0, "" for one that has none.
func nameOf(value int, names ...string) string {
	if value >= len(names) {
		return ""
	}
	return names[value]
}

// Reason is the rule that decided a verdict.
type Reason uint8

// The reasons.
const (
	ReasonUnsupported Reason = iota // too little of the claim is in the deciding fact
	ReasonNoFacts                   // there are no facts
	ReasonNoContent                 // the claim says nothing that could be checked
	ReasonRestated                  // the claim's words are in the evidence and nothing in the same slot differs
	ReasonNumber                    // another number in the same slot
	ReasonUnit                      // the same number in another unit
	ReasonDate                      // another date, time or weekday in the same slot
	ReasonNegation                  // one negates what the other states
	ReasonAntonym                   // the opposite word in the same slot
	ReasonEntity                    // another name in the same slot
)

func (r Reason) String() string {
	return nameOf(int(r), "unsupported", "no_facts", "no_content", "restated", "number", "unit", "date", "negation", "antonym", "entity")
}

// Grounding is the verdict on one claim, with its evidence.
type Grounding struct {
	Verdict  Verdict
	Reason   Reason
	Support  float64 // in [0,1]: how much of the claim the deciding fact bears out
	Claim    Span    // the claim in the text passed in, without white space around it
	Doc      int     // document number of the deciding fact in the snapshot; −1 if there is none
	Evidence Span    // the deciding sentence in the fact's text

	// The words that contradict each other, in the text passed in and in the fact's text; empty unless contradicted.
	ClaimFocus, EvidenceFocus Span
}

// Parameters of Ground.
const (
	groundFacts = 8 // facts that are compared with a claim: the best by BM25

	// SupportThreshold is the support from which a claim counts as supported.
	SupportThreshold = .5

	contradictedShare = .25 // of the support is left when the claim is contradicted
)

// Scratch is the working memory of Ground, Review and Signals. The zero value is ready for use; it is reused from call
// to call and belongs to one goroutine at a time.
type Scratch struct {
	words   wordSet
	pairs   wordSet
	claim   Analysis
	query   []uint64
	search  SearchScratch
	hits    []Hit
	weights []int64 // by mark in words: total weight of that claim word
	stamps  []int32 // by mark in words: round in which it was last seen
	counts  []int32 // by mark in words: occurrences in the sliding window
	marks   []int32 // by fact token: mark of its stem, −1 for none
	round   int32
	align   alignment
}

// Ground compares claim, which is one claim and not segmented further, with the facts.
//
// The eight best facts by BM25 over the claim's content words are looked at in rank order. The sentence of theirs that
// holds most of the claim's content by weight decides; ties go to the lower rank, then to the earlier sentence.
func (k *Kernel) Ground(s *Scratch, claim string, facts Snapshot) Grounding {
	k.analyzeSingle(&s.claim, claim)
	g := Grounding{Doc: -1}
	if len(s.claim.Sentences) > 0 {
		g.Claim = s.claim.Sentences[0]
	}
	total := s.loadClaim()
	switch {
	case total == 0:
		g.Verdict, g.Reason, g.Support = Supported, ReasonNoContent, 1
		return g
	case facts.Len() == 0:
		g.Reason = ReasonNoFacts
		return g
	}
	s.hits = facts.Search(&s.search, s.query, groundFacts, s.hits[:0])
	best := candidate{doc: -1}
	for _, hit := range s.hits {
		a := facts.analysis(k, hit.Doc)
		if c := s.bestSentence(a, int(hit.Doc)); c.score > best.score {
			best = c
		}
	}
	if best.doc < 0 {
		return g
	}
	return k.judge(s, g, claim, facts, best, total)
}

// candidate is a sentence of a fact and its score against the claim.
type candidate struct {
	doc, sentence int
	score         int64
}

// judge aligns the claim with the best sentence and decides.
func (k *Kernel) judge(s *Scratch, g Grounding, claim string, facts Snapshot, best candidate, total int64) Grounding {
	fact := facts.analysis(k, uint32(best.doc))
	text := facts.Text(uint32(best.doc))
	g.Doc, g.Evidence = best.doc, fact.Sentences[best.sentence]
	s.align.load(k, &s.claim, claim, fact, text, best.sentence)
	g.Support = s.support(fact, total)
	var c conflict
	if !k.isQuestion(claim[g.Claim.Start:g.Claim.End]) {
		c = s.align.conflict()
	}
	g.ClaimFocus, g.EvidenceFocus = s.align.focus(c)
	s.align.release()
	if c.reason != ReasonUnsupported {
		g.Verdict, g.Reason = Contradicted, c.reason
		g.Support *= contradictedShare
		return g
	}
	g.Reason = ReasonUnsupported
	if g.Support >= SupportThreshold {
		g.Verdict, g.Reason = Supported, ReasonRestated
	}
	return g
}

// isQuestion reports whether a claim ends in a question mark, closing quotes and brackets aside: it asserts nothing that
// facts could contradict.
func (k *Kernel) isQuestion(claim string) bool {
	for len(claim) > 0 {
		r, size := utf8.DecodeLastRuneInString(claim)
		switch {
		case r == '?', r == '？', r == '؟':
			return true
		case k.classOf(r)&classCloser == 0 && r != '*' && r != '_':
			return false
		}
		claim = claim[:len(claim)-size]
	}
	return false
}

// loadClaim fills the word and pair sets from the claim and returns the total weight of its content.
func (s *Scratch) loadClaim() (total int64) {
	toks := s.claim.Tokens
	s.words.reset(len(toks))
	s.pairs.reset(len(toks))
	s.query, s.weights = s.query[:0], s.weights[:0]
	prev := uint64(0)
	for i := range toks {
		t := &toks[i]
		if !t.Content() {
			continue
		}
		s.query = append(s.query, t.Stem)
		slot, found := s.words.find(t.Stem)
		if !found {
			s.words.put(slot, t.Stem, int32(len(s.weights)))
			s.weights = append(s.weights, 0)
		}
		s.weights[slot.mark] += int64(t.Weight)
		total += int64(t.Weight)
		if prev != 0 {
			if slot, found := s.pairs.find(pairKey(prev, t.Stem)); !found {
				s.pairs.put(slot, pairKey(prev, t.Stem), int32(s.pairs.len()))
			}
		}
		prev = t.Stem
	}
	s.stamps = zeroed(s.stamps, len(s.weights))
	s.counts = zeroed(s.counts, len(s.weights))
	s.round = 0
	return total
}

// zeroed returns b with n zeros, reusing its storage.
func zeroed(b []int32, n int) []int32 {
	if cap(b) < n {
		return make([]int32, n)
	}
	b = b[:n]
	clear(b)
	return b
}

// pairKey names a pair of neighbouring content words.
func pairKey(a, b uint64) uint64 { return mix(a^hashSeed, b^hashGroup) }

// The score of a sentence counts a number little: the number may be what is false.
const literalScore = 4

// bestSentence returns the sentence of a fact that holds most of the claim.
func (s *Scratch) bestSentence(a *Analysis, doc int) candidate {
	best := candidate{doc: -1}
	for i := range a.Sentences {
		from, to := a.sentenceTokens(i)
		s.round++
		var score int64
		for j := from; j < to; j++ {
			t := &a.Tokens[j]
			if t.props&propContent == 0 {
				continue
			}
			slot, found := s.words.find(t.Stem)
			if !found || s.stamps[slot.mark] == s.round {
				continue
			}
			s.stamps[slot.mark] = s.round
			if t.props&propLiteral != 0 {
				score += literalScore
			} else {
				score += s.weights[slot.mark]
			}
		}
		if score > best.score {
			best = candidate{doc: doc, sentence: i, score: score}
		}
	}
	return best
}

// support is the mean of three recalls of the claim's content in the whole fact: of its pairs of neighbouring words, of
// its words by weight, and of its words by weight within the best window of one and a half times the claim's length.
func (s *Scratch) support(a *Analysis, total int64) float64 {
	s.round++
	var held int64
	pairs, seenPairs := s.pairs.len(), 0
	s.marks = s.marks[:0]
	for i := range a.Sentences {
		from, to := a.sentenceTokens(i)
		prev := uint64(0)
		for j := from; j < to; j++ {
			t := &a.Tokens[j]
			if t.props&propContent == 0 {
				s.marks = append(s.marks, -1)
				continue
			}
			mark := int32(-1)
			if slot, found := s.words.find(t.Stem); found {
				mark = slot.mark
				if s.stamps[mark] != s.round {
					s.stamps[mark] = s.round
					held += s.weights[mark]
				}
			}
			s.marks = append(s.marks, mark)
			if prev != 0 {
				if slot, found := s.pairs.find(pairKey(prev, t.Stem)); found && slot.mark >= 0 {
					slot.mark = -1 // each pair counts once
					seenPairs++
				}
			}
			prev = t.Stem
		}
	}
	other := s.alignedOtherwise()
	full := float64(held+other) / float64(total)
	window := float64(s.bestWindow(len(s.claim.Tokens)*3/2)+other) / float64(total)
	pair := full
	if pairs > 0 {
		pair = float64(seenPairs) / float64(pairs)
	}
	return (pair + full + window) / 3
}

// alignedOtherwise returns the weight of the claim's words that the fact has in another form only: a number written or
// rounded otherwise, a variant, an acronym.
func (s *Scratch) alignedOtherwise() int64 {
	var weight int64
	for i := range s.align.c.toks {
		t := &s.align.c.toks[i]
		if t.props&propContent == 0 || s.align.c.to[i] < 0 {
			continue
		}
		if slot, found := s.words.find(t.Stem); found && s.stamps[slot.mark] != s.round {
			weight += int64(t.Weight)
		}
	}
	return weight
}

// bestWindow returns the largest weight of claim words within size neighbouring tokens of the marks.
func (s *Scratch) bestWindow(size int) int64 {
	clear(s.counts)
	var held, best int64
	for i, mark := range s.marks {
		if i >= size {
			if old := s.marks[i-size]; old >= 0 {
				if s.counts[old]--; s.counts[old] == 0 {
					held -= s.weights[old]
				}
			}
		}
		if mark >= 0 {
			if s.counts[mark]++; s.counts[mark] == 1 {
				held += s.weights[mark]
				best = max(best, held)
			}
		}
	}
	return best
}
