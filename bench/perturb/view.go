package main

import (
	"math/rand/v2"
	"regexp"
	"strings"
)

// statement is a fact and a true claim about it; in copy mode the two are the same sentence. Text names the text the
// statement comes from when several of its sentences belong together, and is empty otherwise.
type statement struct {
	fact, claim, text string
}

// view is a statement taken to pieces, which is what the kinds of change look at.
type view struct {
	statement
	tokens     []token
	factTokens []token
	inFact     map[string]int
}

func newView(s statement) *view {
	v := &view{statement: s, tokens: tokenize(s.claim), factTokens: tokenize(s.fact), inFact: map[string]int{}}
	for _, t := range v.factTokens {
		v.inFact[t.lower]++
	}
	return v
}

// at returns the token i, or an empty one outside the sentence, so that neighbours need no bounds checks.
func (v *view) at(i int) token {
	if i < 0 || i >= len(v.tokens) {
		return token{kind: signToken}
	}
	return v.tokens[i]
}

// once reports whether the word of token i occurs nowhere else in the claim: changing one of two mentions would leave
// a claim at odds with itself.
func (v *view) once(i int) bool {
	for j, t := range v.tokens {
		if j != i && t.lower == v.tokens[i].lower {
			return false
		}
	}
	return true
}

// claimHas reports whether the claim has one of the words before token end.
func (v *view) claimHas(words set, end int) bool {
	for _, t := range v.tokens[:min(end, len(v.tokens))] {
		if words[t.lower] {
			return true
		}
	}
	return false
}

func (v *view) factHas(words set) bool {
	for _, t := range v.factTokens {
		if words[t.lower] {
			return true
		}
	}
	return false
}

// change replaces the bytes claim[start:end] by with.
type change struct {
	start, end int
	with       string
}

func (c change) apply(s string) string { return s[:c.start] + c.with + s[c.end:] }

// replace changes tokens i to j (exclusive) to with, keeps a capital at the sentence's start and puts "a" or "an" before
// it right.
func (v *view) replace(i, j int, with string) change {
	c := change{v.tokens[i].start, v.tokens[j-1].end, with}
	if i == 0 && v.tokens[0].isUpper() {
		c.with = strings.ToUpper(with[:1]) + with[1:]
	}
	article := v.at(i - 1)
	if article.lower != "a" && article.lower != "an" {
		return c
	}
	if v.claim[article.end:c.start] != " " {
		return c
	}
	want := "a"
	if startsWithVowel(with) {
		want = "an"
	}
	if want == article.lower {
		return c
	}
	if article.isUpper() {
		want = strings.ToUpper(want[:1]) + want[1:]
	}
	return change{article.start, c.end, want + " " + with}
}

var (
	spokenVowel     = regexp.MustCompile(`^(?i:hour|hono|honest|heir|[aeiou]|8|1[18]\b)`)
	spokenConsonant = regexp.MustCompile(`^(?i:uni|us[eu]|utensil|eu|one|once)`)
	acronymVowel    = regexp.MustCompile(`^[AEFHILMNORSX][A-Z]+$`)
	acronym         = regexp.MustCompile(`^[A-Z]{2,}$`)
)

// startsWithVowel reports whether s is spoken with a vowel first, as far as letters tell.
func startsWithVowel(s string) bool {
	switch {
	case acronym.MatchString(s):
		return acronymVowel.MatchString(s)
	case strings.HasPrefix(strings.ToLower(s), "unim"), strings.HasPrefix(strings.ToLower(s), "unin"):
		return true
	}
	return !spokenConsonant.MatchString(s) && spokenVowel.MatchString(s)
}

// set is a set of lower-case words.
type set map[string]bool

// words makes a set of the blank-separated words of s.
func words(s string) set {
	out := set{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// pick returns one of list, never an element for which bad holds; ok is false when none is left.
func pick(r *rand.Rand, list []string, bad func(string) bool) (choice string, ok bool) {
	for _, i := range r.Perm(len(list)) {
		if !bad(list[i]) {
			return list[i], true
		}
	}
	return "", false
}

// stopWords carry no content of their own.
var stopWords = words(`a an the this that these those of in on at by for from to with into onto over under about as than then
	and or but nor so if while when where who whom whose which what it its he she they we you i his her their our your my him
	them us me is are was were be been being am has have had having do does did doing will would can could may might shall
	should must not no n't also just only very more most some any each all both either neither such there here up down out off
	again once too own same other others 's`)

// related reports whether two lower-case words are forms of one word.
func related(a, b string) bool {
	if a == b || baseOf(a) == baseOf(b) {
		return true
	}
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 4 && n >= max(len(a), len(b))-3
}

// factHasForm reports whether the fact has a form of the lower-case word w.
func (v *view) factHasForm(w string) bool {
	for _, t := range v.factTokens {
		if t.kind != signToken && related(w, t.lower) {
			return true
		}
	}
	return false
}
