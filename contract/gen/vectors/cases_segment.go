package main

import (
	"fmt"
	"slices"
	"strings"
)

func segmentVectors() []vector {
	// claims names a text by the claims it is to be cut into.
	claims := func(name string, want ...string) vector {
		ends, end := []int{}, 0
		for _, w := range want {
			end += len(w)
			ends = append(ends, end)
		}
		return vector{name, object{{"chunks", []string{strings.Join(want, "")}}}, []string{fmt.Sprintf(`"ends":%s,`, encode(ends))}}
	}
	chunks := func(name string, chunks []string, shows ...string) vector {
		return vector{name, object{{"chunks", chunks}}, shows}
	}
	cut := func(name string, n int, chunks []string, shows ...string) vector {
		return vector{name, object{{"chunks", chunks}, {"cut", n}}, shows}
	}
	spaces := func(n int) string { return strings.Repeat(" ", n) }
	x48 := strings.Repeat("x", 47) + "y"

	vectors := []vector{
		chunks("no chunk at all", []string{}, `"ends":[],"after":[]`),
		claims("nothing"),
		claims("one letter", "a"),
		claims("one full stop", "."),
		claims("one line feed", "\n"),
		claims("white space alone is a claim at the end", " \t\n "),
		claims("one bad byte", "\xff"),
		claims("no terminator", "no end here"),

		// Terminators.
		claims("two sentences", "One here.", " Two there!"),
		claims("separators open the next claim", "A b.", "\n\n  C d.", " \n"),
		claims("question and exclamation", "Is it?", " Yes!", " No."),
		claims("a run of terminators", "What?!", " Really!!!", " Yes."),
		claims("no space after it: no end", "a.b c!d e?f."),
		claims("a digit after it: no end", "It costs 3.14 euros.", " Fine."),
		claims("an address", "See https://example.com/a.b?c=d!e for more.", " Then go."),
		claims("a full stop before white space of another script", "One.", "\u3000Two."),
		claims("a narrow no-break space is white space", "One.", "\u202fTwo."),
		claims("a full stop before a tab", "One.", "\tTwo."),
		claims("a terminator opens the text", "?", " Yes."),
		claims("a full stop alone between spaces", "a .", " b"),
		claims("an interrobang and a double mark", "What‽", " Really‼", " So⁉", " Yes."),
		claims("Devanagari danda", "यह ठीक है।", " वह नहीं।"),
		claims("Arabic question mark", "هل هذا صحيح؟", " نعم."),
		claims("Armenian full stop", "Այո։", " Ոչ։"),
		claims("Ethiopic full stop", "አዎ።", " አይ።"),
		claims("Burmese section mark before a solo letter", "ဟုတ်တယ်။", "မဟုတ်ဘူး။"),
		claims("Han: no space needed", "今天天气很好。", "我们去公园！", "好吗？"),
		claims("Han without a stop", "今天"),
		claims("a wide full stop before Latin", "好．", "ok"),
		claims("halfwidth ideographic full stop", "ｱ｡", "ｲ"),
		claims("an ASCII full stop before a solo letter", "ok.", "好"),
		claims("an ASCII full stop before Katakana goes on", "ok.カ"),
		claims("a wide terminator and a closing bracket", "「好。」", "他说。"),
		claims("Thai has none", "สวัสดี ครับ"),

		// What closes after terminators.
		claims("a closing quote belongs to the claim", "He said \"no.\"", " Then he left."),
		claims("a typographic closing quote", "He said “no.”", " Then he left."),
		claims("a closing bracket", "(It rained.)", " We left."),
		claims("several closers", "(He said \"no.\")", " Then he left."),
		claims("emphasis closes", "**It rained.**", " _We left._", " `x.`", " Done."),
		claims("a guillemet", "«Non.»", " Oui."),
		claims("a guillemet after a space opens the next claim", "« Non.", " » Oui."),
		claims("after closers, a lower-case letter goes on", "\"Stop!\" he said.", " \"Why?\"", " She left."),
		claims("after closers, a digit ends", "\"Stop!\"", " 5 men came."),
		claims("after closers, a quote ends", "\"Stop!\"", " \"No!\""),
		claims("terminators after closers start no new run", "(yes.).", " No."),
		claims("sixteen terminators", strings.Repeat("!", 16), " No."),
		claims("seventeen terminators", strings.Repeat("!", 17), " No."),
		claims("fifteen and a closer of three bytes", strings.Repeat("!", 15)+"”", " No."),
		claims("forty question marks", strings.Repeat("?", 40), " No."),

		// Ellipses.
		claims("an ellipsis before lower case goes on", "Well... maybe.", " Well...", " Fine."),
		claims("an ellipsis character", "Well… maybe.", " Well…", " Fine."),
		claims("two dots are an ellipsis", "Well.. maybe."),
		claims("an ellipsis and a question mark is none", "Well...?", " maybe."),
		claims("an ellipsis and a quote", "\"Well...\" he said."),
		claims("an ellipsis at the end", "Well..."),

		// Abbreviations.
		claims("titles never end", "Dr. Smith met Mr. Jones.", " They spoke."),
		claims("titles never end, before a stop word too", "Ask the Dr. The door is open."),
		claims("e.g. and i.e.", "Use fruit, e.g. apples, i.e. not pears.", " Done."),
		claims("vs. in lower case", "It is us vs. them.", " We won."),
		claims("U.S. before a name", "The U.S. Army came.", " It left."),
		claims("U.S. before a stop word", "He lives in the U.S.", " The weather is good."),
		claims("U.S. before lower case", "The U.S. economy grew."),
		claims("U.S. before a digit", "The U.S. 5th fleet came."),
		claims("U.S. at the end", "He lives in the U.S."),
		claims("U.S. before a line break and nothing", "He lives in the U.S.", "\n"),
		claims("Inc. before a name", "Acme Inc. Chairman Smith came."),
		claims("Inc. before a stop word", "He works at Acme Inc.", " They pay well."),
		claims("etc. before a capital that is no stop word", "Pens, ink, etc. Paper too."),
		claims("initials", "It was J. K. Rowling who wrote.", " He read."),
		claims("an initial before a stop word", "She chose plan B.", " It works."),
		claims("the pronoun I ends", "It was I.", " Smith left."),
		claims("a lower-case letter is no initial", "It is plan b.", " Smith left."),
		claims("p. before a number", "See p. 5 there."),
		claims("months before a number", "On Jan. 5 it began.", " It ended."),
		claims("no. before a digit", "He is No. 5 on the list.", " She said no.", " They left."),
		claims("no. before a letter ends", "The answer is no.", " Next question."),
		claims("no. before lower case ends", "The answer is no.", " then go."),
		claims("an abbreviation in capitals", "DR. SMITH CAME.", " HE LEFT."),
		claims("an abbreviation before a bracket", "the U.S. (our ally) agreed."),
		claims("an abbreviation and a question mark is none", "Is he a Dr?", " Yes."),
		claims("an abbreviation and a quote is none", "the “U.S.”", " The end."),
		claims("an abbreviation of more than twelve letters is none", "see abcdefghijklm.", " Then go."),
		claims("letters and full stops that are no abbreviation", "the u.s.s.r.u.s.", " fleet.", " Done."),
		claims("an abbreviation beyond a bad byte", "\xffDr. Smith"),
		claims("after an abbreviation, fourteen letters of a word are read", "at Acme Inc. Notwithstanding that, no."),
		claims("after an abbreviation, a hidden character is something else", "at Acme Inc. \u200bThe end."),
		claims("a digit before the full stop", "It was 1999.", " Then 2000."),

		// White space.
		claims("twenty-four blanks do not end", "one"+spaces(24)+"two"),
		claims("twenty-five do", "one", spaces(25)+"two"),
		claims("twelve wide blanks, 36 bytes, do", "one", strings.Repeat("\u3000", 12)+"two"),
		claims("eight wide blanks, 24 bytes, do not", "one"+strings.Repeat("\u3000", 8)+"two"),
		claims("blanks before the first word do not count", spaces(100)+"one two"),
		claims("blanks after a full stop", "One.", spaces(100)+"two"),
		claims("an abbreviation before 24 blanks", "Mr."+spaces(24)+"Smith"),
		claims("U.S. before 23 blanks and lower case", "the U.S."+spaces(23)+"economy"),
		claims("U.S. before 24 blanks: nothing follows within reach", "the U.S.", spaces(24)+"economy"),
		claims("tabs count as blanks", "one"+strings.Repeat("\t", 24)+"two"),
		claims("24 blanks and a line break", "one", spaces(24)+"\ntwo"),

		// Lines.
		claims("a paragraph", "First line\nwrapped line that is part of it", "\n\nSecond paragraph."),
		claims("a blank line of blanks", "one", "\n   \ntwo"),
		claims("CRLF", "One.", "\r\n\r\nTwo."),
		claims("CR LF are two breaks, so a blank line", "first line", "\r\nsecond line"),
		claims("CRLF and a blank line", "one", "\r\n\r\ntwo"),
		claims("two breaks of other kinds are no blank line", "one\v\vtwo\f\ftwo\u0085\u0085two\u2028\u2028two\u2029\u2029two"),
		claims("breaks of other kinds before a capital", "one", "\vTwo", "\fTwo", "\u0085Two", "\u2028Two", "\u2029Two"),
		claims("wrapped at a capital after 48 bytes", x48+"\nParis on Monday."),
		claims("not wrapped at a capital after 47 bytes", x48[1:], "\nParis on Monday."),
		claims("a digit is like a capital", "Dose", "\n5 mg"),
		claims("a solo letter is like a capital", "短い行", "\n次の行"),
		claims("lower case wraps", "a short line\nand the rest"),
		claims("a colon ends before lower case", "Here it is:", "\nthe rest"),
		claims("a colon ends before a capital after a long line", x48+":", "\nThe rest"),
		claims("short lines are items", "Dose: 5 mg", "\nRoute: oral"),
		claims("a long next line counts as blank after 24 blanks", "one", "\n"+spaces(24)+"two"),
		claims("23 blanks indent a wrapped line", "one\n"+spaces(23)+"two"),
		claims("a break without content starts a line", "\n\n# Head", "\ntext"),
		claims("the column counts from the line's start", x48[:40]+"\nmore text", "\nParis is here."),

		// Lists, headings, tables, quotations, code.
		claims("a list", "Here it is:", "\n- one thing", "\n- another thing", "\n* third", "\n+ fourth"),
		claims("a list mark needs a blank", "one\n-two\n*three"),
		claims("a numbered list", "1. First item", "\n2. Second item", "\n10) Tenth"),
		claims("a numbered list of four digits", "one", "\n1234. two", "\n1235. three"),
		claims("five digits are no mark, so a sentence ends", "one", "\n12345.", " two"),
		claims("a number without a blank is no mark", "1.First", "\n2.5 kg"),
		claims("bullets", "one", "\n• two", "\n◦ three", "\n▪four", "\n‣ five"),
		claims("a bullet at the start of the text", "• It rained.", " We left."),
		claims("an indented list", "one", "\n  - two", "\n    - three"),
		claims("a list mark with a tab", "one", "\n-\ttwo", "\n1.\tthree"),
		claims("a list mark at the end is none", "one\n-"),
		claims("an item wraps", "- one\n  goes on", "\n- two"),
		claims("an item ends with its sentence", "- One here.", " Two there."),
		claims("a minus sign before a digit is no mark", "it is\n-5 degrees"),
		claims("a heading", "# Title here", "\nText follows.", "\n## Next"),
		claims("a heading ends though lower case follows", "# Title", "\ntext"),
		claims("six marks are a heading", "###### Six", "\nx"),
		claims("seven are none", "####### seven\nx"),
		claims("a heading needs a blank", "#tag\nx"),
		claims("a heading after text", "text", "\n# Title"),
		claims("a table", "| a | b |", "\n|---|---|", "\n| 1 | 2 |"),
		claims("a sentence ends within a row", "| It rained.", " We left.", " |", "\nx"),
		claims("a table after text", "text", "\n| a |"),
		claims("text after a table", "| a |", "\ntext"),
		claims("a quotation wraps", "> it is\n> said that", "\n\nIt is."),
		claims("text before a quotation", "he said", "\n> it is"),
		claims("fenced code", "```go", "\nfmt.Println(1). x", "\ny := 2", "\n```", "\nAfter it."),
		claims("a tilde fence", "~~~", "\nOne. Two.", "\n~~~", "\nOne.", " Two."),
		claims("two marks are no fence", "``x\none.", " Two`` Three."),
		claims("a fence is closed by any fence", "```", "\nOne. Two.", "\n~~~", "\nOne.", " Two."),
		claims("a fence that does not close", "```", "\nOne. Two.", "\n\nThree. Four."),
		claims("a blank line within code", "```", "\na.", "\n\nb."),
		claims("a fence in mid-line is none", "use ``` here.", " Then."),
		claims("an indented fence", "  ```", "\n  One. Two.", "\n  ```", "\nOne.", " Two."),
		claims("list marks in code", "```", "\n- One. Two.", "\n1. Three. Four.", "\n```"),

		// What is known when.
		chunks("a sentence is known once the next character is", []string{"One.", " ", "T", "wo"}),
		chunks("a decimal waits for its digit", []string{"It costs 3.", "14 now", ". Yes"}),
		chunks("half a character after a full stop", []string{"One.\xe2", "\x80", "\x83Two"}),
		chunks("half a character that never ends", []string{"One.\xe2\x80"}),
		chunks("an abbreviation waits for the word after it", []string{"the U.S", ".", " ", "Th", "e", " weather"}),
		chunks("a long capitalised word needs no end", []string{"the U.S. ", "Abcdefghijklm", "n"}),
		chunks("an ellipsis waits", []string{"Well.", ".", ".", " ", "m", "aybe."}),
		chunks("a full run of terminators waits for more", []string{strings.Repeat("!", 16), "!", " x"}),
		chunks("a closing quote arrives late", []string{"He said \"no.", "\"", " Then"}),
		chunks("a line break waits for its next line", []string{"one\n", "two", "\n", "- ", "three"}),
		chunks("a list mark arrives in parts", []string{"one\n1", "2", ".", " two"}),
		chunks("a list mark that is none", []string{"one\n12", ".", "5 kg"}),
		chunks("a heading arrives in parts", []string{"one\n#", "#", " ", "Two"}),
		chunks("a fence arrives in parts", []string{"`", "`", "`", "\na. b", "\n`", "``", "\n"}),
		chunks("blanks wait for the 25th", []string{"one" + spaces(24), " ", "two"}),
		chunks("blanks after a break wait", []string{"one\n" + spaces(20), spaces(4), "x"}),
		chunks("64 bytes are always enough", []string{"the U.S." + spaces(24) + strings.Repeat("x", 40)}),
		chunks("a long gap with a break within", []string{"the U.S.\n" + spaces(22), "\n" + spaces(23), "The end"}),
		chunks("empty chunks change nothing", []string{"", "One.", "", " Two.", ""}),
		chunks("a bullet arrives byte by byte", []string{"one\n", "\xe2", "\x80", "\xa2", " two"}),
		chunks("the pieces of an emoji", []string{"Fine \xf0", "\x9f", "\x98", "\x80. ", "Good"}),

		// A claim that the caller ends.
		cut("a cut in mid-word", 3, []string{"abcdef ghi. Jkl"}),
		cut("a cut in mid-line: no list mark follows", 4, []string{"one\n- two\n- three"}),
		cut("a cut of all there is", 3, []string{"abc", "def. Ghi"}),
		cut("a cut keeps the column", 40, []string{strings.Repeat("x", 44), "xxxx\nParis is here"}),
		cut("a cut before a short line's break", 20, []string{strings.Repeat("x", 30), "\nParis is here"}),
		cut("a cut within code stays in code", 8, []string{"```\nOne two", ". Three\n```\nA. B"}),
		cut("a cut through a character", 1, []string{"é is fine. Yes."}),
	}
	vectors = append(vectors, bytewise(vectors,
		"e.g. and i.e.", "U.S. before a stop word", "after closers, a lower-case letter goes on", "a numbered list", "fenced code", "CRLF and a blank line",
		"Han: no space needed", "breaks of other kinds before a capital", "bullets", "a quotation wraps", "twenty-five do", "seventeen terminators")...)
	return vectors
}

// bytewise returns the vectors of these names with their text a byte at a time.
func bytewise(vectors []vector, names ...string) []vector {
	var out []vector
	for _, name := range names {
		i := slices.IndexFunc(vectors, func(v vector) bool { return v.name == name })
		var chunks []string
		for _, c := range []byte(strings.Join(vectors[i].in[0].value.([]string), "")) {
			chunks = append(chunks, string([]byte{c}))
		}
		out = append(out, vector{name + ", byte by byte", object{{"chunks", chunks}}, vectors[i].shows})
	}
	return out
}
