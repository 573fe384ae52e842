package main

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

var (
	months      = strings.Fields("January February March April May June July August September October November December")
	shortMonths = strings.Fields("Jan Feb Mar Apr Jun Jul Aug Sept Oct Nov Dec")
	weekdays    = strings.Fields("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
	seasons     = strings.Fields("spring summer autumn winter")

	monthSet   = words(strings.ToLower(strings.Join(months, " ") + " " + strings.Join(shortMonths, " ")))
	weekdaySet = words(strings.ToLower(strings.Join(weekdays, " ")))
	seasonSet  = words("spring summer autumn winter fall")
	// dateWords come before a month that is one, and not the verb "may" or a march.
	dateWords = words("in since last next of by until this late early mid from through during before after for and to between")
)

// inCalendar reports whether number i is part of a date, a year or a time of day.
func (v *view) inCalendar(i int) bool {
	next := v.at(i + 1).lower
	clock := next == "am" || next == "pm" || next == "o'clock" || (next == "a" || next == "p") && v.at(i+2).text == "."
	return v.isYear(i) || v.isDay(i) || clock || v.tokens[i].text == "911"
}

// isYear reports whether token i is a year or a decade: four digits from 1500 to 2099 that measure nothing.
func (v *view) isYear(i int) bool {
	text := strings.TrimSuffix(v.at(i).text, "s")
	n, err := strconv.Atoi(text)
	if err != nil || len(text) != 4 || n < 1500 || n > 2099 || v.at(i-1).text == "$" {
		return false
	}
	next := v.at(i + 1).lower
	prev := v.at(i - 1)
	if i > 1 && prev.kind == wordToken && prev.isUpper() && !monthSet[prev.lower] {
		return false // Russell 2000, Windows 2000
	}
	calendar := monthSet[prev.lower] || prev.kind == numberToken || prev.text == "," || prev.text == "(" ||
		dateWords[prev.lower] || words("the year fiscal mid late early")[prev.lower]
	return unitClass(next) == "" && magnitudes[next] == "" && (calendar || next == "" || v.at(i+1).kind == signToken)
}

// isDay reports whether token i is the day of a month: June 12, 12 June, 12th of June.
func (v *view) isDay(i int) bool {
	text := strings.TrimRight(v.at(i).text, "sthndr")
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 31 {
		return false
	}
	if v.isMonth(i-1) || v.isMonth(i+1) {
		return true
	}
	return v.at(i+1).lower == "of" && v.isMonth(i+2) || v.at(i-1).text == "." && v.isMonth(i-2)
}

// isMonth reports whether token i names a month, "May" and "March" only in the company of a date.
func (v *view) isMonth(i int) bool {
	t := v.at(i)
	if !monthSet[t.lower] || !t.isUpper() {
		return false
	}
	if t.lower != "may" && t.lower != "march" {
		return true
	}
	return i > 0 && (v.at(i+1).kind == numberToken || v.at(i-1).kind == numberToken || dateWords[v.at(i-1).lower])
}

// changeDates puts another month, day, weekday, season or year where claim and fact have the same one.
func changeDates(v *view, r *rand.Rand) []change {
	var out []change
	for i, t := range v.tokens {
		if !free(v.claim, v.tokens, i, i+1) || !v.once(i) || v.inFact[t.lower] == 0 {
			continue
		}
		taken := func(w string) bool {
			l := strings.ToLower(w)
			return v.inFact[l] > 0 || v.claimHas(set{l: true}, len(v.tokens))
		}
		var with string
		var ok bool
		switch {
		case v.isMonth(i) && len(t.text) >= 3 && v.at(i+1).text != "." || v.isMonth(i) && i+2 >= len(v.tokens):
			with, ok = pick(r, months, taken)
		case weekdaySet[t.lower] && t.isUpper() && !v.weekdayName(i):
			with, ok = pick(r, weekdays, taken)
		case seasonSet[t.lower] && words("this last next the in")[v.at(i-1).lower] && t.lower != "fall" && v.at(i+1).kind != wordToken:
			with, ok = pick(r, seasons, taken)
		case t.kind == numberToken && v.isYear(i):
			with, ok = otherYear(r, t.text, taken)
		case t.kind == numberToken && v.isDay(i):
			with, ok = otherDay(r, t.text, taken)
		}
		if ok {
			out = append(out, v.replace(i, i+1, with))
		}
	}
	return out
}

// weekdayName reports whether the weekday is part of a name: Black Friday, Sunday Times.
func (v *view) weekdayName(i int) bool {
	prev, next := v.at(i-1), v.at(i+1)
	return words("black good bloody super palm ash")[prev.lower] || words("times herald telegraph mirror express")[next.lower]
}

func otherYear(r *rand.Rand, text string, taken func(string) bool) (string, bool) {
	digits, decade := strings.CutSuffix(text, "s")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return "", false
	}
	for range 50 {
		step := 1 + r.IntN(9)
		if decade {
			step = 10 * (1 + step/3)
		}
		if r.IntN(2) == 0 {
			step = -step
		}
		with := strconv.Itoa(n + step)
		if decade {
			with += "s"
		}
		if !taken(with) {
			return with, true
		}
	}
	return "", false
}

func otherDay(r *rand.Rand, text string, taken func(string) bool) (string, bool) {
	_, ordinal := cutOrdinal(text)
	for range 50 {
		n := 1 + r.IntN(28)
		with := strconv.Itoa(n)
		if ordinal {
			with = ordinalDigits(n)
		}
		if with != text && !taken(with) {
			return with, true
		}
	}
	return "", false
}
