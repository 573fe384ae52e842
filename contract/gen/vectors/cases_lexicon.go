package main

import "strings"

// lexiconAnalyze pins words of the lexicons one by one: what a word is decides an analysis, so an entry that is lost or
// changed shows under its own name.
func lexiconAnalyze() []vector {
	var all []vector
	number := func(name, text string) {
		all = append(all, vector{name, object{{"text", text}}, []string{`"numbers":[{`}})
	}
	for _, month := range strings.Fields("January February March April May June July August September October November December Jan Feb Apr Aug Sept Oct Nov Dec") {
		number("the month "+month, "It was on 15 "+month+" 2024.")
	}
	for _, day := range strings.Fields("Monday Tuesday Wednesday Thursday Friday Saturday Sunday") {
		number("the weekday "+day, "They meet on "+day+".")
	}
	for _, word := range strings.Fields("two three four five six seven eight nine ten eleven twelve thirteen fifteen eighteen twenty forty fifty ninety") {
		number("the number word "+word, "There are "+word+" chairs.")
	}
	for _, word := range strings.Fields("hundred thousand million billion trillion dozen") {
		number("the magnitude "+word, "There are 3 "+word+" chairs.")
	}
	for _, unit := range strings.Fields("seconds minutes hours days weeks months years mg kg grams tonnes mm cm km miles feet litres ml percent km/h mph °C watts kWh GB MB") {
		number("the unit "+unit, "It takes 12 "+unit+" each.")
	}
	for _, n := range strings.Fields("not no never nor neither none nobody nothing nowhere without hardly scarcely barely cannot don't doesn't isn't wasn't won't can't shouldn't hasn't nicht kein niet nunca jamais") {
		all = append(all, analyzed("negations")("the negator "+n, "It "+n+" works so.", n))
	}
	for _, a := range strings.Fields("Mr Mrs Dr Prof Gen St Inc Ltd Corp Jr approx vs etc") {
		all = append(all, vector{"the abbreviation " + a, object{{"text", "We saw " + a + ". Brown there. It rained."}}, nil})
	}
	return all
}

// lexiconGround pins opposites and other words that decide between supported and contradicted.
func lexiconGround() []vector {
	var all []vector
	for _, pair := range [][2]string{
		{"opens", "closes"}, {"rises", "falls"}, {"increased", "decreased"}, {"accepts", "rejects"}, {"allows", "forbids"},
		{"wins", "loses"}, {"begins", "ends"}, {"gains", "loses"}, {"buys", "sells"}, {"enters", "leaves"},
		{"passed", "failed"}, {"expands", "contracts"}, {"includes", "excludes"}, {"raises", "lowers"},
	} {
		all = append(all, vector{"the opposites " + pair[0] + " and " + pair[1],
			object{{"claim", "The northern office " + pair[0] + " in spring."}, {"evidence", documents("The northern office " + pair[1] + " in spring.")}}, nil})
	}
	for _, pair := range [][2]string{
		{"hot", "cold"}, {"open", "closed"}, {"safe", "unsafe"}, {"legal", "illegal"}, {"true", "false"}, {"high", "low"},
		{"possible", "impossible"}, {"free", "occupied"}, {"full", "empty"}, {"early", "late"}, {"public", "private"}, {"wet", "dry"},
	} {
		all = append(all, vector{"the opposites " + pair[0] + " and " + pair[1],
			object{{"claim", "The large hall is " + pair[0] + " today."}, {"evidence", documents("The large hall is " + pair[1] + " today.")}}, nil})
	}
	for _, modal := range strings.Fields("may must can should will might") {
		all = append(all, vector{"the modal " + modal + " and its negation",
			object{{"claim", "Visitors " + modal + " bring large dogs."}, {"evidence", documents("Visitors " + modal + " not bring large dogs.")}}, nil})
	}
	return all
}
