package main

import (
	"math/rand/v2"
	"strings"
)

// unitGroups are units that stand in each other's place in a sentence: singular, then plural.
var unitGroups = [][][2]string{
	{{"second", "seconds"}, {"minute", "minutes"}, {"hour", "hours"}, {"day", "days"}, {"week", "weeks"}, {"month", "months"},
		{"year", "years"}, {"decade", "decades"}, {"century", "centuries"}},
	{{"kilometer", "kilometers"}, {"kilometre", "kilometres"}, {"mile", "miles"}, {"meter", "meters"}, {"metre", "metres"},
		{"yard", "yards"}, {"foot", "feet"}, {"inch", "inches"}, {"centimeter", "centimeters"}, {"millimeter", "millimeters"}},
	{{"km", "km"}, {"mi", "mi"}, {"cm", "cm"}, {"mm", "mm"}},
	{{"pound", "pounds"}, {"kilogram", "kilograms"}, {"ounce", "ounces"}, {"ton", "tons"}, {"gram", "grams"}},
	{{"kg", "kg"}, {"mg", "mg"}, {"lb", "lb"}, {"oz", "oz"}},
	{{"dollar", "dollars"}, {"euro", "euros"}, {"cent", "cents"}},
	{{"gallon", "gallons"}, {"barrel", "barrels"}, {"liter", "liters"}, {"pint", "pints"}},
	{{"acre", "acres"}, {"hectare", "hectares"}},
	{{"percent", "percent"}, {"point", "points"}},
	{{"megabyte", "megabytes"}, {"gigabyte", "gigabytes"}, {"kilobyte", "kilobytes"}, {"terabyte", "terabytes"}},
	{{"gb", "gb"}, {"mb", "mb"}, {"kb", "kb"}, {"tb", "tb"}},
	{{"celsius", "celsius"}, {"fahrenheit", "fahrenheit"}},
	{{"megahertz", "megahertz"}, {"gigahertz", "gigahertz"}},
	{{"watt", "watts"}, {"kilowatt", "kilowatts"}, {"megawatt", "megawatts"}},
	{{"yen", "yen"}, {"yuan", "yuan"}, {"pesos", "pesos"}, {"francs", "francs"}, {"rupees", "rupees"}},
}

// unitSynonyms name one unit: exchanging them changes nothing.
var unitSynonyms = map[string]string{"kilometre": "kilometer", "metre": "meter", "%": "percent"}

var currencySigns = strings.Fields("$ € £")

type unitPlace struct {
	group  int
	member int
	plural bool
}

var unitPlaces = func() map[string]unitPlace {
	out := map[string]unitPlace{"%": {8, 0, true}}
	for g, group := range unitGroups {
		for m, forms := range group {
			out[forms[0]] = unitPlace{g, m, false}
			out[forms[1]] = unitPlace{g, m, true}
		}
	}
	return out
}()

// unitClass returns the name of the unit that the lower-case word w is, or "".
func unitClass(w string) string {
	p, ok := unitPlaces[w]
	if !ok {
		return ""
	}
	name := unitGroups[p.group][p.member][0]
	if same, ok := unitSynonyms[name]; ok {
		return same
	}
	return name
}

// countWords stand before a unit as numbers do.
var countWords = words(`a an one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty ninety
	hundred thousand million billion few several`)

// changeUnits exchanges the unit of a number that claim and fact give in the same unit.
func changeUnits(v *view, r *rand.Rand) []change {
	var out []change
	for i, t := range v.tokens {
		if c, ok := changeCurrency(v, r, i); ok && r.IntN(4) == 0 { // else most changes would be currencies
			out = append(out, c)
		}
		place, known := unitPlaces[t.lower]
		if !known || t.isUpper() && t.kind == wordToken {
			continue
		}
		n, ok := v.counted(i)
		if t.lower == "second" && v.at(i-1).text != "-" || magnitudes[n] != "" && unitClass(t.lower) == "pound" {
			continue // the second one; pounds of money
		}
		if !ok || !v.factHasQuantity(n, unitClass(t.lower)) || t.lower == "%" && v.at(i-1).kind != numberToken {
			continue
		}
		if with, ok := otherUnit(v, r, i, place); ok {
			out = append(out, v.replace(i, i+1, with))
		}
	}
	return out
}

// counted returns the number that token i measures: the token before it, a hyphen or not between.
func (v *view) counted(i int) (number string, ok bool) {
	j := i - 1
	if v.at(j).text == "-" {
		j--
	}
	t := v.at(j)
	if _, ordinal := cutOrdinal(t.lower); ordinal {
		return "", false
	}
	if t.kind == signToken || t.kind == wordToken && !countWords[t.lower] {
		return "", false
	}
	after := v.at(i + 1)
	sq := words("per square cubic ago's")[v.at(j).lower]
	joined := after.text == "/" || after.lower == "'s"
	return t.lower, !sq && !joined
}

// factHasQuantity reports whether the fact has the number with the unit, whether written 5 days, 5-day or five days.
func (v *view) factHasQuantity(number, unit string) bool {
	for j, t := range v.factTokens {
		if unitClass(t.lower) != unit {
			continue
		}
		k := j - 1
		if k > 0 && v.factTokens[k].text == "-" {
			k--
		}
		if k < 0 {
			continue
		}
		got := v.factTokens[k].lower
		if magnitudes[number] != "" && (k == 0 || v.claimWordBefore(number) != v.factTokens[k-1].lower) {
			continue
		}
		if got == number || numberValues[got] == number || numberValues[number] == got {
			return true
		}
	}
	return false
}

// claimWordBefore returns the word of the claim before its first mention of word.
func (v *view) claimWordBefore(word string) string {
	for i := range v.tokens {
		if v.tokens[i].lower == word {
			return v.at(i - 1).lower
		}
	}
	return ""
}

func otherUnit(v *view, r *rand.Rand, i int, place unitPlace) (string, bool) {
	group := unitGroups[place.group]
	old := unitClass(v.tokens[i].lower)
	form := 0
	if place.plural {
		form = 1
	}
	if old == "percent" {
		return otherPercent(v, i)
	}
	if after := v.at(i + 1).text; old == "point" && after != "." && after != "," {
		return "", false
	}
	var choices []string
	for _, forms := range group {
		choices = append(choices, forms[form])
	}
	near := func(w string) bool {
		apart := unitPlaces[w].member - place.member
		return place.group != 0 || apart >= -3 && apart <= 2 && !(old == "year" && apart > 0)
	}
	return pick(r, choices, func(w string) bool {
		return unitClass(w) == old || !near(w) || v.factHasForm(w) || v.claimHas(set{w: true}, len(v.tokens))
	})
}

// otherPercent turns a percentage into points or basis points, where the sentence stays natural: not before "of".
func otherPercent(v *view, i int) (string, bool) {
	next := v.at(i + 1)
	end := next.kind == signToken && (next.text == "." || next.text == ",") || words("to in from on at after")[next.lower]
	if !end || v.factHasForm("points") {
		return "", false
	}
	if v.tokens[i].text == "%" {
		return " points", true
	}
	return "points", true
}

// changeCurrency puts another currency's sign before an amount that the fact gives in the same currency.
func changeCurrency(v *view, r *rand.Rand, i int) (change, bool) {
	t, amount := v.tokens[i], v.at(i+1)
	sign := t.text
	if t.kind != signToken || !words("$ € £")[sign] || amount.kind != numberToken {
		return change{}, false
	}
	before := v.claim[:t.start]
	if before != "" && !strings.HasSuffix(before, " ") || !v.factHasPhrase(sign, amount.lower) {
		return change{}, false
	}
	with, ok := pick(r, currencySigns, func(s string) bool { return s == sign || v.inFact[s] > 0 })
	return change{t.start, t.end, with}, ok
}
