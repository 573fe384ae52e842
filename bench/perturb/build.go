package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// sentencesPerAnswer is the length of every answer.
const sentencesPerAnswer = 3

// row is one labelled answer, in the shape that `backfire eval halt` reads. Sentence, Start and Original describe the
// false sentence and are there only when the label is contradicted.
type row struct {
	ID       string   `json:"id"`
	Facts    []string `json:"facts"`
	Answer   string   `json:"answer"`
	Label    string   `json:"label"`
	Sentence *int     `json:"sentence,omitempty"`
	Kind     string   `json:"kind"`
	Start    *int     `json:"start,omitempty"`
	Original string   `json:"original,omitempty"`
}

// pairRow is one claim beside its fact, label 1 if the fact supports it.
type pairRow struct {
	Context string `json:"context"`
	Claim   string `json:"claim"`
	Label   int    `json:"label"`
	Kind    string `json:"kind"`
}

// options say what to build. Facts is the number of distractors beside the facts of the answer.
type options struct {
	mode        string
	seed        uint64
	facts       int
	perKind     int
	strictClean bool
}

// builder makes rows from statements. The same statements, options and seed give the same rows.
type builder struct {
	options
	views   []*view
	content [][]string // sorted content words of fact and claim of views[i]
	rare    [][]string // those of the text of views[i], or of its pair, that few others have
	byText  map[string][]int
	filler  []int // statements fit to be repeated unchanged
	r       *rand.Rand
}

func newBuilder(statements []statement, o options) *builder {
	b := &builder{options: o, byText: map[string][]int{}, r: rand.New(rand.NewPCG(o.seed, 0x6261636b66697265))}
	for i, s := range statements {
		v := newView(s)
		b.views = append(b.views, v)
		b.content = append(b.content, contentWords(v.factTokens, v.tokens))
		if s.text != "" {
			b.byText[s.text] = append(b.byText[s.text], i)
		}
		if !o.strictClean || v.digitsShared() {
			b.filler = append(b.filler, i)
		}
	}
	b.rare = b.rareWords()
	return b
}

// rareWords returns for each statement the sorted words of its text that at most rareTexts texts have. What two texts
// tell of the same matter shares some of them.
func (b *builder) rareWords() [][]string {
	const rareTexts = 12
	byText := map[string][]string{}
	key := func(i int) string {
		if t := b.views[i].text; t != "" {
			return t
		}
		return fmt.Sprintf("pair %d", i)
	}
	for i, list := range b.content {
		byText[key(i)] = append(byText[key(i)], list...)
	}
	texts := map[string]int{}
	for k, list := range byText {
		slices.Sort(list)
		byText[k] = slices.Compact(list)
		for _, w := range byText[k] {
			texts[w]++
		}
	}
	out := make([][]string, len(b.views))
	for i := range b.views {
		for _, w := range byText[key(i)] {
			if texts[w] <= rareTexts && !isDigit(w[0]) {
				out[i] = append(out[i], w)
			}
		}
	}
	return out
}

// build returns the contradicted rows, kind by kind, then as many clean ones, and the same claims as single pairs.
func (b *builder) build() (rows []row, pairs []pairRow) {
	for _, k := range kinds(newNameBook(b.views)) {
		made, seen := 0, map[string]int{}
		for _, i := range b.r.Perm(len(b.views)) {
			if made == b.perKind {
				break
			}
			changes := k.find(b.views[i], b.r)
			if len(changes) == 0 {
				continue
			}
			c := changes[b.r.IntN(len(changes))]
			if k.varied && seen[c.with] >= max(1, b.perKind/15) {
				continue
			}
			if r, ok := b.contradicted(i, c); ok {
				made++
				seen[c.with]++
				r.ID, r.Kind = fmt.Sprintf("%s-%s-%04d", b.mode, k.name, made), k.name
				rows = append(rows, r)
				pairs = append(pairs, pairRow{b.views[i].fact, c.apply(b.views[i].claim), 0, k.name})
			}
		}
	}
	deck := &deck{cards: b.filler, r: b.r}
	for n := range len(rows) {
		r, i, ok := b.clean(deck)
		if !ok {
			break
		}
		r.ID = fmt.Sprintf("%s-clean-%04d", b.mode, n+1)
		rows = append(rows, r)
		pairs = append(pairs, pairRow{b.views[i].fact, b.views[i].claim, 1, "clean"})
	}
	return rows, pairs
}

// deck deals statements so that all are used before any is used again.
type deck struct {
	cards, left []int
	r           *rand.Rand
}

func (d *deck) deal() int {
	if len(d.left) == 0 {
		d.left = slices.Clone(d.cards)
		d.r.Shuffle(len(d.left), func(i, j int) { d.left[i], d.left[j] = d.left[j], d.left[i] })
	}
	card := d.left[len(d.left)-1]
	d.left = d.left[:len(d.left)-1]
	return card
}

// contradicted returns an answer in which statement i is changed by c; ok is false when it finds no companions.
func (b *builder) contradicted(i int, c change) (row, bool) {
	used, ok := b.companions(i)
	if !ok {
		return row{}, false
	}
	at := slices.Index(used, i)
	sentences := b.claims(used)
	original := sentences[at]
	sentences[at] = c.apply(original)
	start := 0
	for _, s := range sentences[:at] {
		start += len(s) + 1
	}
	return row{Facts: b.factList(used), Answer: strings.Join(sentences, " "), Label: "contradicted",
		Sentence: &at, Start: &start, Original: original}, true
}

// clean returns a true answer and the statement dealt for it; ok is false when none finds companions.
func (b *builder) clean(d *deck) (r row, i int, ok bool) {
	if len(d.cards) == 0 {
		return row{}, 0, false
	}
	for range 1000 {
		i = d.deal()
		if used, ok := b.companions(i); ok {
			return row{Facts: b.factList(used), Answer: strings.Join(b.claims(used), " "), Label: "clean", Kind: "clean"}, i, true
		}
	}
	return row{}, 0, false
}

// companions returns statement i and two more, in the order of the answer: neighbours in the text that i comes from, or
// statements about other things.
func (b *builder) companions(i int) ([]int, bool) {
	text := b.views[i].text
	if text != "" {
		return b.neighbours(i, b.byText[text])
	}
	used := []int{i}
	for range 200 {
		j := b.filler[b.r.IntN(len(b.filler))]
		if !b.near(j, used) {
			used = append(used, j)
		}
		if len(used) == sentencesPerAnswer {
			b.r.Shuffle(len(used), func(x, y int) { used[x], used[y] = used[y], used[x] })
			return used, true
		}
	}
	return nil, false
}

func (b *builder) neighbours(i int, all []int) ([]int, bool) {
	used := []int{i}
	for _, x := range b.r.Perm(len(all)) {
		if j := all[x]; len(used) < sentencesPerAnswer && !b.near(j, used) {
			used = append(used, j)
		}
	}
	slices.Sort(used)
	return used, len(used) == sentencesPerAnswer
}

func (b *builder) claims(used []int) []string {
	var out []string
	for _, i := range used {
		out = append(out, b.views[i].claim)
	}
	return out
}

// factList returns the facts of the answer, those of the rest of its text, and distractors about other things, shuffled.
// A fact that tells nearly the same story as one of the answer's is no distractor: it might contradict a true sentence.
func (b *builder) factList(used []int) []string {
	chosen := slices.Clone(used)
	for _, j := range b.byText[b.views[used[0]].text] {
		if !b.near(j, chosen) {
			chosen = append(chosen, j)
		}
	}
	own := len(chosen)
	for tries := 0; len(chosen) < own+b.facts && tries < 50*b.facts; tries++ {
		if j := b.r.IntN(len(b.views)); !b.near(j, chosen) {
			chosen = append(chosen, j)
		}
	}
	var facts []string
	for _, j := range chosen {
		facts = append(facts, b.views[j].fact)
	}
	b.r.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
	return facts
}

// near reports whether statement j is one of used, or about the same matter: it shares half of its content words, or of
// theirs, with one of them, or comes from another text that shares rare words with theirs.
func (b *builder) near(j int, used []int) bool {
	for _, i := range used {
		shorter := max(1, min(len(b.content[i]), len(b.content[j])))
		if i == j || 2*shared(b.content[i], b.content[j]) >= shorter {
			return true
		}
		sameText := b.views[i].text != "" && b.views[i].text == b.views[j].text
		if !sameText && shared(b.rare[i], b.rare[j]) >= 2 {
			return true
		}
	}
	return false
}

// shared counts the words that two sorted lists have in common.
func shared(a, b []string) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch strings.Compare(a[i], b[j]) {
		case -1:
			i++
		case 1:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

func contentWords(lists ...[]token) []string {
	var out []string
	for _, ts := range lists {
		for _, t := range ts {
			if t.kind != signToken && !stopWords[t.lower] {
				out = append(out, t.lower)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// digitsShared reports whether every number the claim has in digits is in the fact too.
func (v *view) digitsShared() bool {
	for _, t := range v.tokens {
		if t.kind == numberToken && !v.factHasDigits(t.lower) {
			return false
		}
	}
	return true
}
