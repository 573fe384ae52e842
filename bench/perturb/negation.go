package main

import (
	"math/rand/v2"
	"strings"
)

var (
	negators = words(`not no never none nobody nothing nowhere neither nor without hardly scarcely barely seldom rarely cannot
		isn't aren't wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't shouldn't don't doesn't didn't few little
		`)
	// nearNegatives deny something without a negator, or turn its sense: beside them an inserted "not" is no plain denial.
	nearNegatives = words("unless fails failed fail refuse refused deny denied lack lacked lacks until few little")
	quantifiers   = words("all every everyone everybody everything each both either some many most any few several much if whether unless than because only half everywhere least")
	auxiliaries   = words("is are was were has have had will would can could should does did")
	// notAfter are words that "not" before them would not deny, or not in good English.
	notAfter = words(`not only just merely simply also still already even both either yet about almost nearly likely necessarily
		all so first later then therefore thus no never being to n't as if because more most less what who how why where too now
		once since perhaps probably certainly clearly always often sometimes usually mostly mainly currently previously recently
		instead apparently like that often partly largely and or but again`)
	subjectPronouns = words("he she it they we i you who which")
	objectStarts    = words("a an the his her its their this these those that him them it us me more less about nearly")
	sayVerbs        = words("say tell add announce report state note claim argue explain warn suggest")
	functionWords   = words(`a an the this that these those of in on at by for from to with into about as than and or but nor so if
		while when where is are was were be been being has have had not it's also which their his her its`)
)

// insertNegations denies the claim at a verb whose content the fact affirms. Statements that already hold a negative, and
// places within the reach of a quantifier or a condition, are left alone: "some were not hurt" denies nothing.
func insertNegations(v *view, r *rand.Rand) []change {
	if v.claimHas(negators, len(v.tokens)) || v.factHas(negators) || v.claimHas(nearNegatives, len(v.tokens)) || v.factHas(nearNegatives) {
		return nil
	}
	var out, says []change
	for i, t := range v.tokens {
		if t.kind != wordToken || v.claimHas(quantifiers, i+2) {
			continue
		}
		c, ok := negateAt(v, r, i)
		switch {
		case !ok:
		case sayVerbs[baseOf(t.lower)]:
			says = append(says, c)
		default:
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return says
	}
	return out
}

func negateAt(v *view, r *rand.Rand, i int) (change, bool) {
	t := v.tokens[i]
	if auxiliaries[t.lower] && i > 0 {
		return negateAuxiliary(v, r, i)
	}
	if !v.factHasForm(t.lower) || !subjectBefore(v, i) || t.isUpper() {
		return change{}, false
	}
	if past, ok := pastOf(t.lower); ok && finitePast(v, i, past) {
		return verbNegation(v, r, i, "did not "+past.base), true
	}
	third, ok := thirdOf(t.lower)
	if ok && finiteThird(v, i) {
		return verbNegation(v, r, i, "does not "+third.base), true
	}
	return change{}, false
}

func verbNegation(v *view, r *rand.Rand, i int, with string) change {
	t := v.tokens[i]
	switch r.IntN(6) {
	case 0:
		return change{t.start, t.end, "never " + t.text}
	case 1:
		return change{t.start, t.end, strings.Replace(with, " not ", "n't ", 1)}
	}
	return change{t.start, t.end, with}
}

// negateAuxiliary puts "not" after the auxiliary i, or "no" for the article of "there is a".
func negateAuxiliary(v *view, r *rand.Rand, i int) (change, bool) {
	t, next, prev := v.tokens[i], v.at(i+1), v.at(i-1)
	if t.isUpper() || next.kind == signToken && next.text != "$" || notAfter[next.lower] || !free(v.claim, v.tokens, i, i+1) {
		return change{}, false
	}
	if hasAnySuffix(next.lower, "ly") || prev.kind == signToken && prev.text != ")" && prev.lower != "'s" || inverted(v, i) {
		return change{}, false
	}
	if words("to may might must shall")[prev.lower] || auxiliaries[prev.lower] {
		return change{}, false
	}
	if words("has have had")[t.lower] && !isParticiple(next.lower) {
		return change{}, false
	}
	if words("does did")[t.lower] && len(verbsByForm[next.lower]) == 0 || !v.governedInFact(i+1) {
		return change{}, false
	}
	if prev.lower == "there" {
		if next.lower != "a" && next.lower != "an" {
			return change{}, false
		}
		return change{next.start, next.end, "no"}, true
	}
	return change{t.start, t.end, negatedAuxiliary(t.text, r)}, true
}

// inverted reports whether the auxiliary comes before its subject, as in a question or in "so did".
func inverted(v *view, i int) bool {
	next := v.at(i + 1).lower
	if words("still also among included")[v.tokens[0].lower] {
		return true
	}
	return subjectPronouns[next] || words("so nor neither and or but how what why where when")[v.at(i-1).lower]
}

func negatedAuxiliary(aux string, r *rand.Rand) string {
	switch {
	case aux == "can":
		return "cannot"
	case r.IntN(4) > 0:
		return aux + " not"
	case aux == "will":
		return "won't"
	}
	return aux + "n't"
}

// governedInFact reports whether the first content word from token i on, which a negation there would deny, is in the
// fact too.
func (v *view) governedInFact(i int) bool {
	for j := i; j < min(i+4, len(v.tokens)); j++ {
		t := v.tokens[j]
		if t.text == "," || t.text == "." {
			return false
		}
		if t.kind != signToken && !stopWords[t.lower] {
			return v.factHasForm(t.lower)
		}
	}
	return false
}

// subjectBefore reports whether the word before i can end a subject.
func subjectBefore(v *view, i int) bool {
	prev := v.at(i - 1)
	if prev.kind != wordToken || auxiliaries[prev.lower] || hasAnySuffix(prev.lower, "ly") {
		return false
	}
	return subjectPronouns[prev.lower] || !functionWords[prev.lower] && !stopWords[prev.lower]
}

// auxiliaryNear reports whether one of the three words before i is an auxiliary, so that i may be a participle.
func auxiliaryNear(v *view, i int) bool {
	for j := max(0, i-3); j < i; j++ {
		w := v.tokens[j].lower
		if auxiliaries[w] || words("be been being get got having may might must to")[w] {
			return true
		}
	}
	return false
}

// finitePast reports whether the past form at i is the verb of its clause rather than a participle, as in "men accused
// of theft". Forms that are no participle are safe; others need a pronoun before them or an object after.
func finitePast(v *view, i int, past verb) bool {
	prev, next := v.at(i-1), v.at(i+1)
	if auxiliaryNear(v, i) || next.kind == signToken && next.text != "$" || notAfter[next.lower] && next.lower != "that" {
		return false
	}
	if sayVerbs[past.base] && strings.Contains(v.claim[:v.tokens[i].start], ",") {
		return false
	}
	if subjectPronouns[prev.lower] || past.past != past.participle {
		return true
	}
	if past.base == "say" {
		return true
	}
	return objectStarts[next.lower] || next.isUpper() && next.kind == wordToken
}

// finiteThird reports whether the form in -s at i is a verb: it has a pronoun or a name before it and something to act
// on after it.
func finiteThird(v *view, i int) bool {
	prev, next := v.at(i-1), v.at(i+1)
	if auxiliaryNear(v, i) || next.kind == signToken || notAfter[next.lower] && next.lower != "that" || auxiliaries[next.lower] {
		return false
	}
	if words("he she it who which")[prev.lower] {
		return true
	}
	return objectStarts[next.lower]
}

// polarityWords need the negation that would be dropped: "did not find any" does not become "found any".
var polarityWords = words("any anything anyone anybody anywhere either ever yet until anymore at all even nor neither necessarily only just enough longer because much long but far")

// dropNegations takes out a negation that claim and fact share, where what is left is a sentence that says the opposite.
func dropNegations(v *view, r *rand.Rand) []change {
	if !v.factHas(negators) || v.claimHas(words("nor neither unless"), len(v.tokens)) || v.tokens[0].lower == "no" {
		return nil
	}
	var out []change
	for i, t := range v.tokens {
		if t.kind != wordToken || v.conditional(i) || v.polarityAfter(i) || !v.governedInFact(i+1) || !v.factDeniesSame(i+1) {
			continue
		}
		if c, ok := dropAt(v, r, i); ok {
			out = append(out, c)
		}
	}
	return out
}

// conditional reports whether an "if" or "as long as" governs token i.
func (v *view) conditional(i int) bool {
	for j := max(0, i-7); j < i; j++ {
		if w := v.tokens[j].lower; w == "if" || w == "whether" || w == "as" && v.at(j-1).lower == "long" {
			return true
		}
	}
	return false
}

// polarityAfter reports whether a word that lives on the negation at i follows in the clause.
func (v *view) polarityAfter(i int) bool {
	for j := i + 1; j < min(i+9, len(v.tokens)); j++ {
		w := v.tokens[j].lower
		if polarityWords[w] && (w != "at" || v.at(j+1).lower == "all") && (w != "all" || v.at(j-1).lower == "at") {
			return true
		}
	}
	return false
}

// factDeniesSame reports whether the fact has a negator shortly before the content word that follows token i: only then
// does the claim without its negation contradict the fact.
func (v *view) factDeniesSame(i int) bool {
	content := ""
	for j := i; j < min(i+4, len(v.tokens)); j++ {
		if t := v.tokens[j]; t.kind != signToken && !stopWords[t.lower] {
			content = t.lower
			break
		}
	}
	last := -100
	for j, t := range v.factTokens {
		switch {
		case negators[t.lower]:
			last = j
		case t.text == "," || t.text == ";" || t.lower == "but":
			last = -100
		}
		if content != "" && related(content, t.lower) && j-last <= 6 {
			return true
		}
	}
	return false
}

func dropAt(v *view, r *rand.Rand, i int) (change, bool) {
	t, prev := v.tokens[i], v.at(i-1)
	switch {
	case t.isUpper():
		return change{}, false // in a title
	case t.lower == "cannot":
		return change{t.start, t.end, "can"}, true
	case t.lower == "won't":
		return change{t.start, t.end, "will"}, true
	case t.lower == "can't":
		return change{t.start, t.end, "can"}, true
	case strings.HasSuffix(t.lower, "n't") && auxiliaries[strings.TrimSuffix(t.lower, "n't")] || t.lower == "don't":
		return v.affirm(r, i, i, t.text[:len(t.text)-len("n't")])
	case t.lower == "not" && prev.kind == wordToken && words("do does did")[prev.lower]:
		return v.affirm(r, i-1, i, prev.text)
	case t.lower == "not" && prev.kind == wordToken && !words("but and or if though why whether")[prev.lower]:
		return v.remove(i), true
	case t.lower == "never" && prev.kind == wordToken && v.at(i+1).kind == wordToken && !words("but and or again before")[v.at(i+1).lower]:
		return v.remove(i), true
	case t.lower == "no":
		return dropNo(v, i)
	}
	return change{}, false
}

// remove takes out token i with the blank before it.
func (v *view) remove(i int) change { return change{v.tokens[i-1].end, v.tokens[i].end, ""} }

// affirm turns "did not win" (tokens i to j, then the verb) into "won", or into "did win", both of which people write.
func (v *view) affirm(r *rand.Rand, i, j int, aux string) (change, bool) {
	next := v.at(j + 1)
	start, end := v.tokens[i].start, v.tokens[j].end
	known, ok := verbsByBase[next.lower]
	if !words("do does did")[strings.ToLower(aux)] {
		return change{start, end, aux}, true
	}
	if !ok || next.lower == "have" && aux == "do" {
		return change{start, end, aux}, ok
	}
	if r.IntN(3) == 0 {
		return change{start, end, aux}, true
	}
	form := map[string]string{"do": known.base, "does": known.third, "did": known.past}[strings.ToLower(aux)]
	return change{start, next.end, form}, true
}

var (
	massNouns = words(`evidence information damage comment interest proof money doubt food water access support change progress room need
		cause help hope power progress oil work fear time blood discussion contact agreement guidance progress`)
	countNouns = words(`indication intention reason plan sign chance man woman person boy girl child dog cat connection link threat
		decision suspect weapon deal agreement comment cure vaccine choice objection relationship problem date deadline impact effect
		limit risk danger response answer mention basis link match crime warning`)
	nounBefore = words(`is are was were be been has have had with found saw see made make gave give there showed shows show had's having
		find provided offered took report reported said of contains contain provides mention contained expects expected`)
)

// dropNo turns "no evidence" into "evidence" and "no plan" into "a plan".
func dropNo(v *view, i int) (change, bool) {
	t, next := v.tokens[i], v.at(i+1)
	if !nounBefore[v.at(i-1).lower] || next.kind != wordToken || next.isUpper() || words("longer more one matter less fewer later sooner other such way idea doubt")[next.lower] {
		return change{}, false
	}
	head := next
	if words("new immediate official specific major known direct further clear serious credible good big")[next.lower] && v.at(i+2).kind == wordToken {
		head = v.at(i + 2)
	}
	plural := strings.HasSuffix(head.lower, "s") && !strings.HasSuffix(head.lower, "ss") && !strings.HasSuffix(head.lower, "is")
	switch {
	case plural || massNouns[head.lower]:
		return v.remove(i), true
	case countNouns[head.lower]:
		article := "a"
		if startsWithVowel(next.lower) {
			article = "an"
		}
		return change{t.start, t.end, article}, true
	}
	return change{}, false
}
