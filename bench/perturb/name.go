package main

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// nameBook knows the names of a file: which class each belongs to and which others of its class there are.
type nameBook struct {
	class   map[string]string
	byClass map[string][]string
	common  set // words that the file also writes with a small letter
}

// nameRun is a sequence of capitalised tokens, from first to last exclusive.
type nameRun struct{ first, last int }

func runText(s string, ts []token, n nameRun) string {
	return s[ts[n.first].start:ts[n.last-1].end]
}

// newNameBook collects the names of all statements. A single name is a surname when somebody in the file is called by it
// in full; a sequence that only ever stands at the start of a sentence is none.
func newNameBook(views []*view) *nameBook {
	b := &nameBook{class: map[string]string{}, byClass: map[string][]string{}, common: set{}}
	for _, v := range views {
		for _, t := range slices.Concat(v.factTokens, v.tokens) {
			if !t.isUpper() {
				b.common[t.lower] = true
			}
		}
	}
	for _, v := range views {
		b.collect(v, v.fact, v.factTokens)
		b.collect(v, v.claim, v.tokens)
	}
	for _, class := range classOrder {
		for _, n := range listed[class] {
			b.add(n, class)
		}
	}
	for _, n := range strings.Fields(surnames) {
		if b.class[n] == "" {
			b.add(n, "surname")
		}
	}
	for _, list := range b.byClass {
		slices.Sort(list)
	}
	return b
}

var classOrder = func() []string {
	var out []string
	for class := range listed {
		out = append(out, class)
	}
	slices.Sort(out)
	return out
}()

func (b *nameBook) add(name, class string) {
	if b.class[name] != "" {
		return
	}
	b.class[name] = class
	b.byClass[class] = append(b.byClass[class], name)
}

func (b *nameBook) collect(v *view, s string, ts []token) {
	for _, n := range nameRuns(s, ts) {
		name := runText(s, ts, n)
		class := classify(name)
		parts := strings.Fields(name)
		person := strings.HasPrefix(class, "person")
		if class == "" || person && b.common[strings.ToLower(parts[len(parts)-1])] {
			continue
		}
		b.add(name, class)
		if person {
			if last := parts[len(parts)-1]; gazetteer[last] == "" && !maleSet[last] && !femaleSet[last] {
				b.add(last, "surname")
			}
		}
	}
}

// nameRuns finds the capitalised sequences of a sentence, titles before a name left out. A word at the start of the
// sentence belongs to one only if the lists know it as a name, since there every word is capitalised.
func nameRuns(s string, ts []token) []nameRun {
	var out []nameRun
	for i := 0; i < len(ts); {
		if !nameToken(s, ts, i) {
			i++
			continue
		}
		j := i + 1
		for j < len(ts) && nameToken(s, ts, j) && s[ts[j-1].end:ts[j].start] == " " {
			j++
		}
		if n := trimRun(ts, nameRun{i, j}); n.first < n.last && whole(s, ts, n) {
			out = append(out, n)
		}
		i = j
	}
	return out
}

// whole reports whether the run is not a part of a longer name: Bank of America, Johnson & Johnson.
func whole(s string, ts []token, n nameRun) bool {
	if !free(s, ts, n.first, n.last) {
		return false
	}
	joins := func(a, b int) bool {
		return a >= 0 && b >= 0 && a < len(ts) && b < len(ts) && (ts[a].text == "&" || ts[a].lower == "of" || ts[a].lower == "for") && ts[b].isUpper() && ts[b].kind == wordToken
	}
	return !joins(n.first-1, n.first-2) && !joins(n.last, n.last+1)
}

func nameToken(s string, ts []token, i int) bool {
	t := ts[i]
	if t.kind != wordToken || !t.isUpper() || t.text == "I" || strings.Contains(t.lower, "'") && len(t.text) < 5 {
		return false
	}
	return !monthSet[t.lower] && !weekdaySet[t.lower] && (!stopWords[t.lower] || isAcronym(t.text)) && free(s, ts, i, i+1)
}

func isAcronym(s string) bool { return len(s) > 1 && len(s) < 6 && s == strings.ToUpper(s) }

// trimRun cuts titles off the front: of President George Bush, George Bush remains.
func trimRun(ts []token, n nameRun) nameRun {
	for k := n.last - 2; k >= n.first; k-- {
		if titles[ts[k].lower] {
			return nameRun{k + 1, n.last}
		}
	}
	return n
}

// classify tells what name is the name of, "" if nothing in it says.
func classify(name string) string {
	if class := gazetteer[name]; class != "" {
		return class
	}
	parts := strings.Fields(name)
	if len(parts) < 2 {
		return ""
	}
	last := strings.ToLower(parts[len(parts)-1])
	if organisationEndings[last] {
		return "organisation " + last
	}
	if len(parts) > 3 || gazetteer[parts[len(parts)-1]] != "" || isAcronym(parts[0]) {
		return ""
	}
	switch {
	case maleSet[strings.ToLower(parts[0])] || maleSet[parts[0]]:
		return "person m"
	case femaleSet[parts[0]]:
		return "person f"
	}
	return ""
}

// change exchanges a name of the claim that the fact has too for another of its class that the fact has not.
func (b *nameBook) change(v *view, r *rand.Rand) []change {
	var out []change
	factRuns := map[string]bool{}
	for _, n := range nameRuns(v.fact, v.factTokens) {
		factRuns[runText(v.fact, v.factTokens, n)] = true
	}
	for _, n := range nameRuns(v.claim, v.tokens) {
		name := runText(v.claim, v.tokens, n)
		class := b.class[name]
		if class == "" || v.at(n.last).kind == numberToken || !v.factHasName(name) || !v.mentionedOnce(n) || v.partOfList(n, class) || class == "surname" && !factRuns[name] && !surnameInFull(factRuns, name) {
			continue
		}
		if with, ok := b.other(v, r, name, class); ok {
			out = append(out, v.replace(n.first, n.last, with))
		}
	}
	return out
}

// partOfList reports whether an organisation's name goes on across "and": Securities and Exchange Commission.
func (v *view) partOfList(n nameRun, class string) bool {
	joined := v.at(n.first-1).lower == "and" && v.at(n.first-2).isUpper() || v.at(n.last).lower == "and" && v.at(n.last+1).isUpper()
	return joined && strings.HasPrefix(class, "organisation")
}

// surnameInFull reports whether one of the names ends in the surname.
func surnameInFull(names map[string]bool, surname string) bool {
	for n := range names {
		if strings.HasSuffix(n, " "+surname) {
			return true
		}
	}
	return false
}

// factHasName reports whether the words of name stand together in the fact.
func (v *view) factHasName(name string) bool {
	want := tokenize(name)
	for i := 0; i+len(want) <= len(v.factTokens); i++ {
		if slices.EqualFunc(want, v.factTokens[i:i+len(want)], func(a, b token) bool { return a.text == b.text }) {
			return true
		}
	}
	return false
}

func (v *view) mentionedOnce(n nameRun) bool {
	for i := n.first; i < n.last; i++ {
		if !v.once(i) {
			return false
		}
	}
	return true
}

// other picks a name of the class with as many words, of which claim and fact have none.
func (b *nameBook) other(v *view, r *rand.Rand, name, class string) (string, bool) {
	size := len(strings.Fields(name))
	wrong := func(w string) bool {
		parts := strings.Fields(w)
		if w == name || len(parts) != size {
			return true
		}
		for _, p := range parts {
			l := strings.ToLower(p)
			if organisationEndings[l] {
				continue
			}
			if v.inFact[l] > 0 || v.claimHas(set{l: true}, len(v.tokens)) {
				return true
			}
		}
		return false
	}
	return pick(r, b.byClass[class], wrong)
}
