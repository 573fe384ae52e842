package main

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

//go:embed antonyms.txt
var antonymList string

// opposite is one opposite of a word; class and form say as what the word has to be used for it to be one.
type opposite struct {
	word  string
	class string // w, n or v, as in antonyms.txt
	form  int    // index into the forms of class v
}

const (
	baseForm = iota
	thirdForm
	gerundForm
	pastForm
	participleForm
)

// opposites maps every form of the words of antonyms.txt to the same forms of their opposites.
var opposites = mustParseOpposites(antonymList)

func mustParseOpposites(list string) map[string][]opposite {
	out, err := parseOpposites(list)
	if err != nil {
		panic(err) // the list is part of the program; a test parses it
	}
	return out
}

func parseOpposites(list string) (map[string][]opposite, error) {
	out := map[string][]opposite{}
	for n, line := range strings.Split(list, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		oneWay := len(f) == 4 && f[3] == ">"
		if len(f) != 3 && !oneWay {
			return nil, fmt.Errorf("antonyms.txt:%d: want class, word, opposite and perhaps >, got %q", n+1, line)
		}
		left, right := formsOf(f[0], f[1]), formsOf(f[0], f[2])
		if left == nil {
			return nil, fmt.Errorf("antonyms.txt:%d: class %q is not w, n or v", n+1, f[0])
		}
		for i := range left {
			link(out, left[i], opposite{right[i], f[0], i})
			if !oneWay {
				link(out, right[i], opposite{left[i], f[0], i})
			}
		}
	}
	return out, nil
}

func link(out map[string][]opposite, word string, o opposite) {
	if !slices.Contains(out[word], o) {
		out[word] = append(out[word], o)
	}
}

func formsOf(class, word string) []string {
	switch class {
	case "w":
		return []string{word}
	case "n":
		return []string{word, plural(word)}
	case "v":
		v := verbOf(word)
		return []string{v.base, v.third, v.gerund, v.past, v.participle}
	}
	return nil
}

var irregularPlurals = map[string]string{"man": "men", "woman": "women", "child": "children", "wife": "wives",
	"prey": "prey", "life": "lives"}

func plural(noun string) string {
	if p, ok := irregularPlurals[noun]; ok {
		return p
	}
	return thirdPerson(noun)
}

// changeAntonyms exchanges a word that claim and fact share for its opposite, unless a negator before it already turns
// it round or the opposite is mentioned too.
func changeAntonyms(v *view, r *rand.Rand) []change {
	var out []change
	for i, t := range v.tokens {
		if t.kind != wordToken || t.isUpper() || !free(v.claim, v.tokens, i, i+1) || !v.once(i) || v.inFact[t.lower] == 0 {
			continue
		}
		if v.claimHas(openQuestions, i) || v.negatedBefore(i) || v.inFixedPhrase(i) || !v.fitsPlace(i) {
			continue
		}
		var choices []string
		for _, o := range opposites[t.lower] {
			if v.at(i+1).lower == "'s" && strings.HasSuffix(o.word, "s") {
				continue
			}
			if v.usedAs(i, o) && v.fitsOpposite(i, o.word) && !v.mentions(o.word) {
				choices = append(choices, o.word)
			}
		}
		if len(choices) > 0 {
			out = append(out, v.replace(i, i+1, choices[r.IntN(len(choices))]))
		}
	}
	return out
}

// openQuestions leave open what follows: of "whether it is large", "whether it is small" is no contradiction.
var openQuestions = words("whether if")

func (v *view) mentions(w string) bool {
	return v.factHasForm(w) || v.claimHas(set{w: true}, len(v.tokens))
}

func (v *view) negatedBefore(i int) bool {
	for j := max(0, i-5); j < i; j++ {
		if w := v.tokens[j].lower; negators[w] || nearNegatives[w] || strings.HasSuffix(w, "n't") {
			return true
		}
	}
	return false
}

var (
	determiners  = words("a an the this that these those his her its their our your my some any no each every another 's which whose")
	prepositions = words("of in on at by for from with into onto over under about as than near after before between during through without")
	verbOpeners  = words(`to will would can could may might shall should must do does did not they we you i who people and or cannot
		won't don't didn't`)
)

// usedAs reports whether token i is, by its neighbours, of the class and form that make o its opposite.
func (v *view) usedAs(i int, o opposite) bool {
	prev, next := v.at(i-1), v.at(i+1)
	nominal := determiners[prev.lower] || prev.kind == numberToken || numberValues[prev.lower] != ""
	switch {
	case o.class == "w":
		return true
	case o.class == "n":
		return v.usedAsNoun(i)
	case nominal && prev.lower != "that" && prev.lower != "which":
		return false
	case !v.movesFigure(i):
		return false
	}
	switch o.form {
	case baseForm:
		return verbOpeners[prev.lower] && prev.lower != "and" && prev.lower != "or" || prev.lower == "and" && objectStarts[next.lower] && hasAnySuffix(next.lower, "the", "a", "an")
	case thirdForm:
		subject := words("he she it who which that also")[prev.lower]
		return subject || !stopWords[prev.lower] && prev.kind == wordToken && (objectStarts[next.lower] || next.lower == "to" || next.kind == numberToken)
	case gerundForm:
		return stopWords[prev.lower] || prev.text == "," || objectStarts[next.lower] || prepositions[next.lower]
	case pastForm:
		return !v.participleHere(i)
	}
	return v.participleHere(i)
}

// movesFigure reports whether the word at i, if it is a verb for moving up or down, tells of a figure: shares climb and
// drop, but to jump is not the opposite of to plunge for a dog.
func (v *view) movesFigure(i int) bool {
	base, next := baseOf(v.tokens[i].lower), v.at(i+1)
	amount := next.kind == numberToken || next.text == "$" || words("sharply slightly steadily further nearly almost about more less")[next.lower]
	switch base {
	case "climb", "drop", "jump", "plunge", "surge", "soar", "slip", "tumble":
		return amount
	case "fall", "rise", "decline", "advance", "gain", "shed", "grow":
		return amount || words("to from by in at as after and , .")[next.text]
	}
	return true
}

// usedAsNoun reports whether the word at i can be a noun: nothing before it asks for a verb, nothing after it is its
// object.
func (v *view) usedAsNoun(i int) bool {
	prev, next := v.at(i-1), v.at(i+1)
	if prev.lower == "to" || subjectPronouns[prev.lower] || auxiliaries[prev.lower] && !beForms[prev.lower] || verbOpeners[prev.lower] && !words("and or people")[prev.lower] {
		return false
	}
	if objectStarts[next.lower] && !determiners[prev.lower] && !prepositions[prev.lower] {
		return false
	}
	relative := prev.lower == "that" || prev.lower == "which"
	marked := determiners[prev.lower] && !relative || prepositions[prev.lower] || prev.kind == numberToken
	if len(verbsByForm[v.tokens[i].lower]) > 0 && !marked {
		return false
	}
	compound := next.kind == wordToken && !next.isUpper() && !stopWords[next.lower] && len(verbsByForm[next.lower]) == 0 && !isParticiple(next.lower)
	if compound || strings.HasSuffix(v.tokens[i].lower, "ing") && !determiners[prev.lower] {
		return false
	}
	return next.kind != numberToken || determiners[prev.lower]
}

// participleHere reports whether the -ed form at i belongs to an auxiliary or stands after its noun, as "men accused by".
func (v *view) participleHere(i int) bool {
	return auxiliaryNear(v, i) || v.at(i+1).lower == "by" || determiners[v.at(i-1).lower]
}

// beForms are the forms of "be" and its like, after which an adjective may end the sentence.
var beForms = words("is are was were be been being remain remains remained seems seemed became become")

// fixedPhrases are words that mean something else next to certain neighbours: high school, at large, bring up.
var fixedPhrases = map[string]struct{ before, after set }{
	"high":      {words("junior all-time"), words("school court schools commissioner priest tech profile street seas")},
	"long":      {words("as so how no before too years miles feet hours minutes days weeks months inches meters year"), words("as ago island beach term before run")},
	"short":     {words("in"), words("of term story sale list")},
	"large":     {words("at"), words("")},
	"good":      {words("for as"), words("faith friday as morning evening")},
	"best":      {words("do did at"), words("known seller friend man buy way western")},
	"better":    {words("had"), words("than known off")},
	"hard":      {words(""), words("drive disk line drives disks")},
	"free":      {words("for set of"), words("trade market agent speech agents software of throw throws to")},
	"early":     {words("as"), words("as")},
	"old":       {words("year years month months day days week weeks"), words("")},
	"after":     {words("look looking looks named day soon year"), words("all")},
	"before":    {words("than never ever day year"), words("long court judge congress parliament")},
	"more":      {words("no any once what the some and even many"), words("and or often importantly")},
	"less":      {words("no"), words("")},
	"most":      {words("at"), words("of likely")},
	"many":      {words("as how so too"), words("as")},
	"worst":     {words(""), words("affected hit")},
	"common":    {words(""), words("stock shares sense ground law")},
	"prevent":   {words(""), words("from")},
	"prevented": {words(""), words("from")},
	"often":     {words("most more"), words("")},
	"full":      {words(""), words("year time name range moon")},
	"birth":     {words("gives give gave giving"), words("")},
	"few":       {words("a the past last next"), words("")},
	"same":      {words(""), words("sex")},
	"past":      {words("the over drove walked just"), words("week year month years months decade few")},
	"end":       {words("week year the at"), words("of")},
	"close":     {words("at"), words("to")},
	"closed":    {words(""), words("at up down higher lower on")},
	"start":     {words(""), words("up")},
	"passed":    {words(""), words("on away by over through")},
	"pass":      {words(""), words("on through away over")},
	"fired":     {words(""), words("on at into shots a")},
	"following": {words(""), words("a the")},
	"followed":  {words(""), words("by")},
	"fell":      {words(""), words("on into ill under short")},
	"falls":     {words(""), words("on into ill under short")},
	"day":       {words("every each per a one this that same next the all modern all-clear"), words("")},
	"night":     {words("last"), words("")},
	"with":      {words("along together deal deals begin began charged dealing associated compared comply do face faced provide provided familiar agree agreed"), words("")},
	"died":      {words(""), words("of from in at on")},
	"die":       {words(""), words("of from in at on")},
	"clean":     {words("to and"), words("up")},
	"standing":  {words("long remain remains remained left"), words("")},
	"stand":     {words(""), words("trial for by at")},
	"stood":     {words(""), words("at by for")},
	"lost":      {words(""), words("a")},
	"opening":   {words("the an"), words("")},
	"major":     {words(""), words("league leagues general")},
	"single":    {words("every"), words("")},
}

func (v *view) inFixedPhrase(i int) bool {
	phrase := fixedPhrases[v.tokens[i].lower]
	return phrase.before[v.at(i-1).lower] || phrase.after[v.at(i+1).lower]
}

var (
	// moveWords come before "up" and "down" when these say which way a figure went.
	moveWords = words("was were is are went go moved closed ended finished traded percent points cents cent sharply slightly")
	// takesNoInfinitive are verbs whose opposites do not stand before "to".
	takesNoInfinitive = words("start stop continue begin end finish agree appear like stand live accept pass decline send consent")
	// participleAdjectives have an opposite in un- only as adjectives, not as verbs.
	participleAdjectives = words("expected identified employed limited satisfied authorized licensed armed paid married known")
	bodySides            = words("hand side arm leg eye foot wing bank knee ankle shoulder lane")
)

// fitsPlace keeps words of several meanings to the places where the listed opposite is meant.
func (v *view) fitsPlace(i int) bool {
	w, prev, next := v.tokens[i].lower, v.at(i-1), v.at(i+1)
	amount := next.kind == numberToken || next.text == "$" || numberValues[next.lower] != ""
	if takesNoInfinitive[baseOf(w)] && next.lower == "to" || baseOf(w) == "begin" && strings.HasSuffix(next.lower, "ing") {
		return false
	}
	switch w {
	case "up", "down":
		return moveWords[prev.lower] && (amount || words("from slightly sharply about more nearly by")[next.lower])
	case "over", "under":
		return amount
	case "above", "below":
		return amount || words("the its")[next.lower]
	case "less", "fewer":
		return next.lower == "than"
	case "more":
		return next.lower == "than" || next.kind == wordToken && !strings.HasSuffix(next.lower, "s")
	case "most", "least":
		return hasAnySuffix(next.lower, "ive", "ful", "ous", "able", "ant", "ent", "ar")
	case "inside", "outside":
		return !determiners[prev.lower]
	case "appear", "appears", "appeared":
		return next.kind == signToken
	case "left", "right":
		return bodySides[next.lower] || w == "right" && beForms[prev.lower] && next.kind == signToken
	case "public", "private", "military", "civilian", "secret", "liberal", "conservative", "final", "initial", "single", "double", "sharp",
		"official", "open", "natural", "human", "male", "female", "firm", "upper", "lower", "modern", "present":
		return next.kind == wordToken && !stopWords[next.lower] && w != "present" || beForms[prev.lower] || prev.lower == "in" && w == "secret"
	case "top", "bottom":
		return amount || words("of half floor shelf row layer level edge step")[next.lower] && determiners[prev.lower]
	case "pass", "passes", "passed":
		return next.kind == signToken || words("in only with")[next.lower]
	case "certain", "sure":
		return beForms[prev.lower]
	case "likely", "unlikely":
		return beForms[prev.lower] && words("to that .")[next.text]
	case "responsible":
		return next.lower != "for"
	case "declined", "decline", "declines":
		return amount || words("by from in the of")[next.lower]
	case "prove", "proved", "proves", "proving":
		return words("that the a his her its their")[next.lower]
	}
	return !participleAdjectives[w] || v.adjectiveHere(i)
}

// adjectiveHere reports whether the participle at i stands before its noun, or ends what a form of "be" says.
func (v *view) adjectiveHere(i int) bool {
	prev, next := v.at(i-1), v.at(i+1)
	if beForms[prev.lower] {
		return next.text == "." || next.text == ","
	}
	return words("a an the of his her their its two three four some many several")[prev.lower] && next.kind == wordToken && !stopWords[next.lower]
}

// fitsOpposite refuses opposites that do not go with the neighbours.
func (v *view) fitsOpposite(i int, with string) bool {
	w, prev, next := v.tokens[i].lower, v.at(i-1), v.at(i+1)
	switch {
	case w == "light":
		return (with == "dark") == words("blue green red brown grey gray")[next.lower]
	case w == "open" && with == "closed":
		return beForms[prev.lower] || words("the an a")[prev.lower]
	case w == "lower" && (with == "higher" || with == "upper"):
		return (with == "upper") == words("back body house chamber extremities leg legs jaw lip")[next.lower]
	case w == "right" && with == "wrong":
		return !bodySides[next.lower]
	case w == "right" || w == "left":
		return bodySides[next.lower]
	case w == "closed":
		return (with == "open") == beForms[prev.lower]
	case baseOf(w) == "fail":
		return (baseOf(with) == "manage") == (next.lower == "to")
	case with == "few":
		return strings.HasSuffix(next.lower, "s")
	case with == "fewer":
		return strings.HasSuffix(next.lower, "s") || next.lower == "than" && v.at(i+2).text != "$"
	case with == "less" && w == "more":
		return !strings.HasSuffix(next.lower, "s")
	case with == "without":
		return words("a an his her")[next.lower] && prev.kind == wordToken
	}
	return true
}
