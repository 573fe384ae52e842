package main

import (
	"fmt"
	"strings"
)

func signalsVectors() []vector {
	of := func(name, claim, source string, shows ...string) vector {
		return vector{name, object{{"claim", claim}, {"source", source}}, shows}
	}
	entity := func(v string) string { return `"entity_overlap":` + v + "," }
	numeric := func(v string) string { return `"numeric":"` + v + `"` }
	trace := func(v string) string { return `"traceability":` + v + "," }
	words := func(v string) string { return `"word_overlap":` + v + "," }
	lite := func(v string) string { return `"lite":` + v + "}" }
	const flips, holds = `"negation_flip":true`, `"negation_flip":false`

	vectors := []vector{
		of("nothing and nothing", "", "", entity("1"), numeric("none"), holds, trace("1"), words("0"), lite("0.5")),
		of("nothing and a text", "", "Red fox.", trace("1"), words("0"), lite("0.5")),
		of("a text and nothing", "Red fox.", "", trace("0"), words("0"), lite("0.5")),
		of("punctuation is nothing", "!?", "Red fox.", lite("0.5")),
		of("bytes that are no text are nothing", "\xff\xfe", "Red fox.", lite("0.5")),
		of("a text against itself", "Anna pays 5 euros.", "Anna pays 5 euros.", entity("1"), numeric("consistent"), holds, trace("1"), words("1"), lite("0")),
		of("nothing in common", "Red fox.", "blue whale", trace("0"), words("0"), lite("0.3999999999999999")),
		of("signs alone: lengths count, words do not", "$", "$ %", words("0"), trace("1")),

		of("half the words", "red fox", "red whale", words("0.3333333333333333"), trace("0.5")),
		of("repeated words count once", "red red red fox", "red whale", words("0.3333333333333333"), trace("0.5")),
		of("inflected words are the same", "foxes running", "fox runs", words("1"), trace("1")),
		of("stop words count for the overlap only", "the red fox", "the blue whale", words("0.2"), trace("0")),
		of("no content words trace wholly", "and so it is", "blue whale", trace("1"), words("0")),
		of("negators are no content", "never not", "blue whale", trace("1")),
		of("numbers are content", "5 foxes", "5 whales", trace("0.5")),
		of("the length ratio", "red fox", "red fox red fox red fox red fox", words("1"), lite("0.1499999999999999")),
		of("a sum that rounds above 1 is kept at 0", "Anna pays.", "Anna pays.", lite("0")),

		of("names shared in part", "we met Anna Smith there", "we met Anna Jones there", entity("0.3333333333333333")),
		of("names on one side", "we met Anna there", "we met people there", entity("0")),
		of("names in another order", "we met Anna and Bob", "we met Bob and Anna", entity("1")),
		of("names are compared unstemmed", "we met Walkers there", "we met Walker there", entity("0")),
		of("possessives do not count", "we saw Anna's cat", "we saw Anna there", entity("1")),
		of("acronyms with full stops", "the U.S. Army came", "the US Army came", entity("1")),
		of("a sentence's first word is no name", "Refunds help people.", "we met Anna", entity("0")),
		of("accents do not count", "we met Émile", "we met Emile", entity("1")),

		of("no numbers", "red fox", "red fox 5", numeric("none")),
		of("the same number", "it is 5", "it was 5", numeric("consistent")),
		of("another number", "it is 5", "it was 6", numeric("conflicting")),
		of("one of two numbers is there", "it is 5", "it was 6 or 5", numeric("consistent")),
		of("one number that conflicts is enough", "it is 5 kg and 7 km", "it was 5 kg and 8 km", numeric("conflicting")),
		of("a number nothing compares with", "it is 5 kg", "it was on Monday", numeric("none")),
		of("units of two dimensions", "it is 5 kg", "it was 6 km", numeric("none")),
		of("the same digits in units of two dimensions", "it is 5 kg", "it was 5 km", numeric("conflicting")),
		of("the same measure in other units", "it takes 120 minutes", "it takes 2 hours", numeric("consistent")),
		of("other units, exactly a tenth more", "it is 1100 g", "it is 1 kg", numeric("consistent")),
		of("other units, just over a tenth more", "it is 1101 g", "it is 1 kg", numeric("conflicting")),
		of("other units, exactly a tenth of the smaller less", "it is 1000 g", "it is 1.1 kg", numeric("consistent")),
		of("other units, the same digits", "it is 5 g", "it is 5 mg", numeric("conflicting")),
		of("zero in other units", "it is 0 km", "it is 0 miles", numeric("consistent")),
		of("zero and not zero in other units", "it is 0 km", "it is 5 miles", numeric("conflicting")),
		of("not zero and zero in other units", "it is 5 km", "it is 0 miles", numeric("conflicting")),
		of("negative in other units", "it is -5 km", "it is -5000 m", numeric("consistent")),
		of("of unlike sign in other units", "it is -5 km", "it is 5000 m", numeric("conflicting")),
		of("far apart in other units", "it is 5 billion trillion km", "it is 7 nm", numeric("conflicting")),
		of("so far apart that 256 bits do not do", "it is 5 million trillion trillion trillion trillion trillion km", "it is 7 nm", numeric("conflicting")),
		of("a unit on one side alone", "it is 5", "it is 5 kg", numeric("consistent")),
		of("a unit on one side, another value", "it is 5", "it is 6 kg", numeric("conflicting")),
		of("rounded", "about 8.2 million people", "about 8,195,000 people", numeric("consistent")),
		of("cut", "about 8.1 million people", "about 8,195,000 people", numeric("consistent")),
		of("rounded the wrong way", "about 8.3 million people", "about 8,195,000 people", numeric("conflicting")),
		of("one digit does not round", "about 8 million people", "about 8,195,000 people", numeric("conflicting")),
		of("a whole number rounds a fraction", "it is 8", "it is 8.3", numeric("consistent")),
		of("a whole ten does not round", "it is 80", "it is 83.5", numeric("conflicting")),
		of("one digit after the point does not round", "it is 0.8", "it is 0.83", numeric("conflicting")),
		of("two digits round to ten", "it is 8.0", "it is 8.3", numeric("consistent")),
		of("zero rounds nothing", "it is 0", "it is 0.3", numeric("conflicting")),
		of("a whole number does not round a whole one", "it is 8", "it is 83", numeric("conflicting")),
		of("rounded at the last of eighteen digits", "it is 12345678901234567", "it is 12345678901234567.8", numeric("consistent")),
		of("a half rounds up", "it is 9", "it is 8.5", numeric("consistent")),
		of("the source may be the rounded one", "it is 8.31", "it is 8.3", numeric("consistent")),
		of("below zero rounds as above", "it is -3.1", "it is -3.14", numeric("consistent")),
		of("a rounding over fifteen places", "it is 12", "it is 12.000000000000001", numeric("consistent")),
		of("a rounding over sixteen places", "it is 12", "it is 12.0000000000000001", numeric("conflicting")),
		of("one is vague", "one man came", "five men came", numeric("none")),
		of("one is one all the same", "one man came", "1 man came", numeric("consistent")),
		of("a year and a number of its value", "in 1500", "it was 1,500", numeric("consistent")),
		of("a year and another number", "in 1500", "it was 1,600", numeric("conflicting")),
		of("a year and a number with a unit", "in 1500", "it was 1500 kg", numeric("none")),
		of("years", "in 1999", "in 1998", numeric("conflicting")),
		of("a date that says less", "in March 2024", "on 15 March 2024", numeric("consistent")),
		of("dates with nothing both say", "in 2024", "on 15 March", numeric("none")),
		of("dates of other days", "on 14 March 2024", "on 15 March 2024", numeric("conflicting")),
		of("times", "at 5 pm", "at 17:00", numeric("consistent")),
		of("other times", "at 5 pm", "at 5 am", numeric("conflicting")),
		of("weekdays", "on Monday", "on Tuesday", numeric("conflicting")),
		of("decades", "the 1980s", "the 1990s", numeric("conflicting")),
		of("a decade and a year", "the 1980s", "in 1985", numeric("none")),
		of("ordinals", "the third man", "the 3rd man", numeric("consistent")),
		of("an ordinal and a cardinal", "the third man", "3 men", numeric("none")),
		of("versions", "use 1.2.3", "use 1.2.4", numeric("conflicting")),
		of("the same version", "use 1.2.3", "use 1.2.3 now", numeric("consistent")),
		of("only the first 512 numbers of a claim count", strings.Repeat("7 ", 512)+"8", "7", numeric("consistent")),
		of("the 512th counts", strings.Repeat("7 ", 511)+"8", "7", numeric("conflicting")),
		of("only the first 512 numbers of a source count", "8", strings.Repeat("7 ", 512)+"8", numeric("conflicting")),
		of("the 512th of a source counts", "8", strings.Repeat("7 ", 511)+"8", numeric("consistent")),

		of("a negation with three shared words", "The red fox does not jump.", "The red fox does jump.", flips),
		of("a negation with two shared words", "The fox does not jump.", "The fox does jump.", holds),
		of("the source negates", "The red fox jumps.", "The red fox never jumps.", flips),
		of("both negate", "The red fox never jumps.", "The red fox does not jump.", holds),
		of("not only is no negation", "The red fox not only jumps.", "The red fox jumps.", holds),
		of("a flip lowers lite by .3 of .2", "red fox never jumps", "red fox once jumps"),
		of("numbers count as shared words of a flip", "5 red 6 not", "5 red 6", flips),

		of("whole texts of several sentences", "Anna came. Bob left on 3 May. No one stayed.", "Bob left on 4 May. Anna came with Carl."),
		of("Han", "我不去公园", "我去公园", flips),
		of("Cyrillic", "Анна не пришла в Москву", "Анна пришла в Москву"),
		of("mixed scripts", "Anna bought 3 本", "Anna bought 3 本 in Tokyo"),
	}
	for n := 1; n <= 9; n += 2 {
		many := []string{}
		for i := range n {
			many = append(many, fmt.Sprintf("word%c", 'a'+i))
		}
		vectors = append(vectors, of(fmt.Sprintf("one word of %d", n+1), "worda", strings.Join(append(many, "extra"), " ")))
	}
	return vectors
}
