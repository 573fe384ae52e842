package main

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// numberWords are exchanged within their own list, so that the sentence stays natural.
var numberWords = [][]string{
	strings.Fields("two three four five six seven eight nine"),
	strings.Fields("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
	strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety"),
}

var ordinalWords = strings.Fields("first second third fourth fifth sixth seventh eighth ninth tenth")

var numberValues = func() map[string]string {
	out := map[string]string{"one": "1"}
	for i, list := range numberWords {
		for j, w := range list {
			out[w] = strconv.Itoa([]int{2 + j, 10 + j, 20 + 10*j}[i])
		}
	}
	return out
}()

var magnitudes = map[string]string{"thousand": "million", "million": "billion", "billion": "million", "trillion": "billion"}

var (
	lowerBounds = words("than over least exceeding exceeded beyond exceed exceeds minimum")
	upperBounds = words("under below within most maximum")
	roughWords  = words("about around nearly almost roughly some approximately estimated close near up")
)

// changeNumbers puts another number of the same shape where claim and fact have the same one.
func changeNumbers(v *view, r *rand.Rand) []change {
	var out []change
	for i, t := range v.tokens {
		if !free(v.claim, v.tokens, i, i+1) && !compoundAge(v, i) || !v.once(i) || v.inCalendar(i) || v.partOfName(i) || v.pointsToText(i) {
			continue
		}
		var with string
		var ok bool
		switch {
		case t.kind == numberToken:
			with, ok = otherDigits(v, r, i)
		case t.kind == wordToken && v.factHasNumber(t.lower):
			with, ok = otherNumberWord(v, r, i)
		}
		if ok {
			out = append(out, v.replace(i, i+1, with))
		}
	}
	return out
}

// compoundAge reports whether token i begins a compound such as 12-year-old or two-day, whose number may be changed.
func compoundAge(v *view, i int) bool {
	if v.at(i+1).text != "-" || unitClass(v.at(i+2).lower) == "" || v.at(i+2).lower == "%" {
		return false
	}
	return i == 0 || strings.HasSuffix(v.claim[:v.tokens[i].start], " ")
}

// partOfName reports whether the number follows a capitalised word and nothing measures it: Boeing 747, Psalm 23.
func (v *view) partOfName(i int) bool {
	prev := v.at(i - 1)
	if v.tokens[i].kind != numberToken || prev.kind != wordToken || !prev.isUpper() || i == 1 && stopWords[prev.lower] {
		return false
	}
	next := v.at(i + 1).lower
	return unitClass(next) == "" && magnitudes[next] == ""
}

// pointsToText reports whether number i numbers a part of a text: passages 2, 4 and 5.
func (v *view) pointsToText(i int) bool {
	j := i - 1
	for v.at(j).kind == numberToken || v.at(j).text == "," || v.at(j).lower == "and" {
		j--
	}
	return words("passage passages page pages chapter chapters")[v.at(j).lower]
}

// factHasNumber reports whether the fact has the number, in digits or as a word.
func (v *view) factHasNumber(word string) bool {
	value, known := numberValues[word]
	return v.inFact[word] > 0 || known && v.inFact[value] > 0
}

func (v *view) factHasDigits(digits string) bool {
	plain := strings.ReplaceAll(digits, ",", "")
	for _, t := range v.factTokens {
		if t.kind == numberToken && strings.ReplaceAll(t.lower, ",", "") == plain {
			return true
		}
		if numberValues[t.lower] == plain && t.lower != "one" {
			return true
		}
	}
	return false
}

// otherDigits keeps the number of digits, the commas, the point and the zeros at the end. A number that is a bound
// moves outwards, since "more than 80" follows from "more than 100", and a rough one moves far.
func otherDigits(v *view, r *rand.Rand, i int) (string, bool) {
	text := v.tokens[i].text
	if !v.factHasDigits(text) {
		return "", false
	}
	if ordinal, ok := cutOrdinal(text); ok {
		return otherOrdinal(v, r, ordinal)
	}
	if strings.Trim(text, "0123456789.,") != "" {
		return "", false
	}
	old := valueOf(text)
	low, high, rough := v.bounds(i)
	for range 200 {
		with := shuffleDigits(text, r)
		now := valueOf(with)
		switch {
		case now == old || v.factHasDigits(with) || v.claimHas(set{with: true}, len(v.tokens)):
		case low && now < old || high && now > old:
		case rough && now > .75*old && now < 1.3*old:
		default:
			return with, true
		}
	}
	return "", false
}

// bounds reports what the words before number i make of it, in claim or fact.
func (v *view) bounds(i int) (low, high, rough bool) {
	for j := i - 1; j >= max(0, i-4); j-- {
		w := v.tokens[j].lower
		if v.tokens[j].kind == numberToken {
			break
		}
		low = low || lowerBounds[w] && !v.lessThan(j)
		high = high || upperBounds[w] || v.lessThan(j)
		rough = rough || roughWords[w]
	}
	for j, t := range v.factTokens {
		if t.lower == v.tokens[i].lower {
			for k := max(0, j-3); k < j; k++ {
				rough = rough || roughWords[v.factTokens[k].lower]
			}
		}
	}
	return low, high, rough || low || high
}

func (v *view) lessThan(j int) bool {
	return v.tokens[j].lower == "than" && words("less fewer lower smaller")[v.at(j-1).lower]
}

func shuffleDigits(text string, r *rand.Rand) string {
	b := []byte(text)
	last := len(strings.TrimRight(text, "0.,"))
	if last == 0 {
		last = len(b)
	}
	changed := 0
	for i := range last {
		if !isDigit(b[i]) || changed > 0 && r.IntN(2) == 0 {
			continue
		}
		low := 0
		if i == 0 && (len(b) == 1 || b[1] != '.') {
			low = 1
		}
		if i == last-1 {
			low = 1
		}
		b[i] = byte('0' + low + r.IntN(10-low))
		changed++
	}
	return string(b)
}

func valueOf(text string) float64 {
	x, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil {
		return 0
	}
	return x
}

// cutOrdinal splits 3rd, 22nd and their like.
func cutOrdinal(text string) (n int, ok bool) {
	if !hasAnySuffix(text, "st", "nd", "rd", "th") {
		return 0, false
	}
	n, err := strconv.Atoi(text[:len(text)-2])
	return n, err == nil
}

func otherOrdinal(v *view, r *rand.Rand, n int) (string, bool) {
	for range 50 {
		m := max(1, n/2) + r.IntN(n+2)
		if with := ordinalDigits(m); m != n && v.inFact[with] == 0 {
			return with, true
		}
	}
	return "", false
}

func ordinalDigits(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

func otherNumberWord(v *view, r *rand.Rand, i int) (string, bool) {
	t := v.tokens[i]
	prev, next := v.at(i-1), v.at(i+1)
	if t.isUpper() && (i > 0 || next.isUpper()) {
		return "", false
	}
	taken := func(w string) bool { return v.factHasNumber(w) || v.claimHas(set{w: true}, len(v.tokens)) }
	if with, ok := magnitudes[t.lower]; ok {
		counted := prev.kind == numberToken || numberValues[prev.lower] != "" || prev.lower == "hundred"
		return with, counted && !taken(with) && v.factHasPhrase(prev.lower, t.lower)
	}
	if slices.Contains(ordinalWords, t.lower) {
		the := words("the its his her their our a")[prev.lower]
		if !the || next.kind != wordToken || next.lower == "of" && t.lower == "first" || ordinalIdiom[next.lower] {
			return "", false
		}
		return pick(r, ordinalWords, taken)
	}
	if next.lower == "or" || prev.lower == "or" || prev.lower == "and" && numberValues[next.lower] != "" {
		return "", false
	}
	low, high, _ := v.bounds(i)
	for _, list := range numberWords {
		at := slices.Index(list, t.lower)
		if at < 0 {
			continue
		}
		return pick(r, list, func(w string) bool {
			to := slices.Index(list, w)
			return to == at || taken(w) || low && to < at || high && to > at
		})
	}
	return "", false
}

// ordinalIdiom are words after which "first" and "second" are no count: the first lady, a second-hand car.
var ordinalIdiom = words("lady aid hand baseman amendment minister class place")

// factHasPhrase reports whether the fact has b right after a.
func (v *view) factHasPhrase(a, b string) bool {
	for j := 1; j < len(v.factTokens); j++ {
		if v.factTokens[j].lower == b && v.factTokens[j-1].lower == a {
			return true
		}
	}
	return false
}
