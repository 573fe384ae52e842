package main

import (
	"fmt"
	"strings"
)

func analyzeVectors() []vector {
	var all []vector
	all = append(all, analyzeWords()...)
	all = append(all, analyzeNumbers()...)
	all = append(all, analyzeNames()...)
	all = append(all, lexiconAnalyze()...)
	all = append(all, unicodeAnalyze()...)
	return all
}

// spansOf returns the key and the spans of parts of text, looked for from left to right.
func spansOf(key, text string, parts ...string) string {
	spans, from := []string{}, 0
	for _, p := range parts {
		at := strings.Index(text[from:], p)
		if at < 0 {
			panic(fmt.Sprintf("%q has no %q from byte %d on", text, p, from))
		}
		from += at
		spans = append(spans, fmt.Sprintf("[%d,%d]", from, from+len(p)))
		from += len(p)
	}
	return fmt.Sprintf("%q:[%s]", key, strings.Join(spans, ","))
}

// analyzed names a text by what one list of its analysis holds.
func analyzed(key string) func(name, text string, parts ...string) vector {
	return func(name, text string, parts ...string) vector {
		return vector{name, object{{"text", text}}, []string{spansOf(key, text, parts...)}}
	}
}

func analyzeWords() []vector {
	words, sentences, quotes, negations := analyzed("words"), analyzed("sentences"), analyzed("quotes"), analyzed("negations")
	return []vector{
		words("nothing", ""),
		words("white space", " \t\n\u3000"),
		words("one letter", "x", "x"),
		words("one byte that is no text", "\xff"),
		words("punctuation alone", "…—!?"),
		words("plain words", "Red fox jumps", "Red", "fox", "jumps"),
		words("hyphens separate", "well-known out‐of‑date 1990–95", "well", "known", "out", "of", "date", "1990", "95"),
		words("apostrophes between letters", "don't o'clock rock'n'roll", "don't", "o'clock", "rock'n'roll"),
		words("apostrophes at the ends separate", "'tis boys' 'quoted'", "tis", "boys", "quoted"),
		words("an apostrophe before a digit separates", "a'1 the '90s", "a", "1", "the", "90s"),
		{"an apostrophe before an accent", object{{"text", "l'été d’été"}}, nil},
		words("an apostrophe between letters of other scripts", "п'ять עי'ב", "п'ять", "עי'ב"),
		words("an apostrophe before Han separates", "a'好", "a", "好"),
		words("an apostrophe after an accent", "été's", "été's"),
		words("words that are as long as a group of the hash", "seventy eighties abcdefghi sixteenlettersxx seventeenlettersx", "seventy", "eighties", "abcdefghi", "sixteenlettersxx", "seventeenlettersx"),
		words("typographic apostrophes", "we can’t Annaʼs", "we", "can’t", "Annaʼs"),
		words("underscores separate", "snake_case", "snake", "case"),
		words("digits after letters belong to the word", "B12 covid19", "B12", "covid19"),
		words("letters after digits make it a word", "4x4 2nd5 3Dx", "4x4", "2nd5", "3Dx"),
		words("a unit after digits is a word of its own", "3D 5kg", "3", "D", "5", "kg"),
		words("accents", "café naïve", "café", "naïve"),
		words("decomposed accents", "cafe\u0301 x", "cafe\u0301", "x"),
		words("an accent after ASCII of 64 letters", strings.Repeat("a", 64)+"é b", strings.Repeat("a", 64)+"é", "b"),
		words("a word of 64 letters", strings.Repeat("a", 64)+" b", strings.Repeat("a", 64), "b"),
		words("a word of 65 letters", strings.Repeat("a", 65)+" b", strings.Repeat("a", 65), "b"),
		words("a word of 300 letters", strings.Repeat("abc", 100)+".", strings.Repeat("abc", 100)),
		words("hidden characters within and after a word", "ig\u200bnore me\u200b now", "ig\u200bnore", "me", "now"),
		words("hidden characters alone", "\u200b\u200d"),
		words("a soft hyphen", "co\u00adoperate", "co\u00adoperate"),
		words("bad bytes separate", "a\xffb \xc3 d\xe2\x82", "a", "b", "d"),
		words("a zero byte separates", "a\x00b", "a", "b"),
		words("Han characters stand alone", "我们 去", "我", "们", "去"),
		words("Hiragana stand alone, Katakana do not", "ひらコンピュータ", "ひ", "ら", "コンピュータ"),
		words("Khmer, Lao and Burmese letters stand alone", "កខ ກຂ ကခ", "ក", "ខ", "ກ", "ຂ", "က", "ခ"),
		words("Hangul words", "안녕 세계", "안녕", "세계"),
		words("Arabic, Hebrew and Devanagari words", "كتاب ספר किताब", "كتاب", "ספר", "किताब"),
		words("a Latin word beside Han", "use好API", "use", "好", "API"),
		words("a hidden variation selector after Han is no part of it", "葛\U000e0100城", "葛", "城"),
		words("Roman numeral characters are letters", "Ⅷ ⅷ", "Ⅷ", "ⅷ"),
		words("superscripts are no letters", "x² m³", "x", "m"),
		words("emoji separate", "good😀day", "good", "day"),
		words("signs are words", "5% of $3, 2‰, €4 and ¥", "5", "%", "of", "$", "3", "2", "‰", "€", "4", "and", "¥"),
		words("a degree sign begins a word", "20 °C 5°", "20", "°C", "5", "°"),
		words("other signs separate", "a+b=c #1 @x", "a", "b", "c", "1", "x"),
		words("an acronym is one word", "The U.S.A. won e.g. gold", "The", "U.S.A.", "won", "e.g.", "gold"),
		words("one letter and a full stop is no acronym", "plan B. x", "plan", "B", "x"),
		words("an acronym and a letter", "U.S.A x", "U.S.", "A", "x"),
		words("an acronym of 80 letters", strings.Repeat("A.", 80)+" x", strings.Repeat("A.", 80), "x"),
		words("an address", "see www.example.com/a", "see", "www", "example", "com", "a"),
		words("a wide digit run is a word", "٣٤٥ ４５", "٣٤٥", "４５"),
		words("wide digits of 70 places are cut at 64", strings.Repeat("٣", 70), strings.Repeat("٣", 64), strings.Repeat("٣", 6)),
		words("Cyrillic with a mark", "Й и\u0306", "Й", "и\u0306"),
		words("fullwidth letters", "ＡＢｃ", "ＡＢｃ"),
		words("a ligature", "ﬁne", "ﬁne"),
		words("a mark without a letter separates", "\u0301a", "a"),
		words("a mark after a digit separates", "1\u0301 2", "1", "2"),

		sentences("white space around claims is left out", "  One.  \n Two. ", "One.", "Two."),
		sentences("wide white space around a claim", "\u3000\u00a0One.\u2003\u3000", "One."),
		sentences("a bad byte at the end stays", "One \xe2\x80", "One \xe2\x80"),
		sentences("list items", "- one\n- two", "- one", "- two"),
		sentences("a sentence without words", "!!! ...", "!!!", "..."),
		sentences("a heading and text", "# A b\nC d.", "# A b", "C d."),
		sentences("line separators at the ends", "\u2028One.\u2029", "One."),
		sentences("many sentences", strings.Repeat("It is. ", 30), strings.Split(strings.Repeat("It is.|", 29)+"It is.", "|")...),

		quotes("straight quotes", "he said \"stop it\" and \"go\"", "\"stop it\"", "\"go\""),
		quotes("typographic quotes", "“a” and «b»", "“a”", "«b»"),
		quotes("mixed quotes", "“a\" and \"b”", "“a\"", "\"b”"),
		quotes("a quote that does not close", "he said \"stop it"),
		quotes("an opening quote within one begins anew", "\"a “b”", "“b”"),
		quotes("quotes do not span sentences", "\"One. Two\" three"),
		quotes("an empty quotation", "\"\"", "\"\""),
		quotes("German quotes open at the low mark, which none knows", "„a“ b”", "“ b”"),
		quotes("single quotes are none", "'a' ‘b’"),
		quotes("three marks", "\"a\" \"b", "\"a\""),

		negations("not and never", "it is not so, never was", "not", "never"),
		negations("a contraction", "it isn't so, can’t be", "isn't", "can’t"),
		negations("a contraction without its apostrophe", "it doesnt work", "doesnt"),
		negations("any word in n't", "he zoozn't go", "zoozn't"),
		negations("n't alone", "do n't go", "n't"),
		negations("a capital", "No one. NOT me.", "No", "NOT"),
		negations("without", "tea without milk", "without"),
		negations("hardly, barely, scarcely", "he hardly barely scarcely slept", "hardly", "barely", "scarcely"),
		negations("not only", "not only cheap"),
		negations("not, a comma, only", "not, only cheap", "not"),
		negations("no doubt, no fewer, not more", "no doubt no fewer not more"),
		negations("not at the end", "I think not", "not"),
		negations("number five", "he is No. 5"),
		negations("number five without a full stop", "No 5 is here", "No"),
		negations("number five in words", "No. five is here", "No"),
		negations("non before a hyphen", "a non-smoker"),
		negations("non before a space", "a non smoker", "non"),
		negations("non glued to a solo letter", "non好", "non"),
		negations("not before a hyphen", "found not-guilty", "not"),
		negations("other languages", "es ist nicht gut ne никогда 我不去", "nicht", "никогда", "不"),
		negations("neither, nor, none", "neither this nor that, none", "neither", "nor", "none"),
		negations("cannot", "it cannot be", "cannot"),
	}
}

func analyzeNames() []vector {
	names := analyzed("names")
	return []vector{
		names("a name of two words", "the firm hired John Smith there", "John Smith"),
		names("a comma parts names", "we met John, Mary", "John", "Mary"),
		names("a hyphen joins", "the Rolls-Royce car", "Rolls-Royce"),
		names("a bracket parts", "the Acme (Inc) firm", "Acme", "Inc"),
		names("a lower-case word parts", "we met Bank of England people", "Bank", "England"),
		names("an apostrophe belongs", "we saw Anna's cat", "Anna's"),
		names("a full stop does not end a name's acronym", "the U.S. Army came", "U.S. Army"),
		names("the first word is none if it is an ordinary one", "Refunds are possible."),
		names("the first word is one if no lexicon lists it", "Zxqvia makes it.", "Zxqvia"),
		names("the first word is one if it is a proper name", "London is nice.", "London"),
		names("the first word is one before another", "Apple Pay works.", "Apple Pay"),
		names("not before one after a comma", "Apple, Pay works.", "Pay"),
		names("not before a capitalised stop word", "Apple The works."),
		names("the first word of a quotation", "he said \"Refunds are possible\" then"),
		names("the word after a closing quote is no first word", "he said \"it\" Refunds then", "Refunds"),
		names("stop words are none", "we know The way It was"),
		names("an acronym that is a stop word is one", "we trust U.S. and I.T. people", "U.S.", "I.T."),
		names("US is one, us is none", "they trust US and us", "US"),
		names("capitals", "the EU and NATO met", "EU", "NATO"),
		names("negators are none", "we said Never Not today"),
		names("numbers are none", "we met Three Monday in May 2020"),
		names("signs are none", "we paid $5 to Bob", "Bob"),
		names("a letter alone is one", "we chose plan B today", "B"),
		names("a shouted line has none", "THE FIRM HIRED JOHN SMITH"),
		names("a title line has none", "How John Smith Built New Homes"),
		names("four capitalised words are not shouted", "John Smith Likes Cake", "John Smith Likes Cake"),
		names("three quarters are not over three quarters", "we John Smith Likes in Cake Fine Jam", "John Smith Likes", "Cake Fine Jam"),
		names("numbers do not count as words of a line", "we 1 2 3 4 SMITH 5 JONES", "SMITH", "JONES"),
		names("accented capitals", "we met Émile Zola there", "Émile Zola"),
		names("Cyrillic and Greek capitals", "это Москва и Αθήνα тут", "Москва", "Αθήνα"),
		names("titlecase digraphs are capitals", "we met ǅula there", "ǅula"),
		names("inner capitals are none", "the iPhone and eBay"),
		names("every sentence has its own first word", "Refunds help. Refunds Desk. London came.", "Refunds Desk", "London"),
		names("a name over a line break", "the committee that decides on these matters met in New\nYork on a day", "New\nYork"),
		names("emphasis does not part", "we met **John** _Smith_ there", "John** _Smith"),
	}
}

// numbersIn names a text by its numbers, each as value, unit and words: "19 USD $19", "5 - 5".
func numbersIn(name, text string, want ...string) vector {
	var b strings.Builder
	from := 0
	for i, w := range want {
		parts := strings.SplitN(w, " ", 3)
		if len(parts) < 3 {
			panic(fmt.Sprintf("%q is no number of %q", w, name))
		}
		at := strings.Index(text[from:], parts[2])
		if at < 0 {
			panic(fmt.Sprintf("%q has no %q from byte %d on", text, parts[2], from))
		}
		from += at
		unit := any(strings.ReplaceAll(parts[1], "~", " "))
		if unit == "-" {
			unit = nil
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"start":%d,"end":%d,"value":%s,"unit":%s}`, from, from+len(parts[2]), parts[0], encode(unit))
		from += len(parts[2])
	}
	return vector{"number: " + name, object{{"text", text}}, []string{`"numbers":[` + b.String() + "]"}}
}

func analyzeNumbers() []vector {
	n := numbersIn
	return []vector{
		// Literals.
		n("digits", "7 apples", "7 - 7"),
		n("zero", "0 errors", "0 - 0"),
		n("leading zeros", "007 came", "7 - 007"),
		n("trailing zeros", "it is 1.50 and 100", "1.5 - 1.50", "100 - 100"),
		n("only zeros", "0.00 and 000", "0 - 0.00", "0 - 000"),
		n("groups of three", "12,345.6 items", "12345.6 - 12,345.6"),
		n("many groups", "1,234,567,890 items", "1234567890 - 1,234,567,890"),
		n("a group of two parts", "12,34 items", "12 - 12", "34 - 34"),
		n("a group of four parts", "1,2345 items", "1 - 1", "2345 - 2345"),
		n("a list of numbers", "1,2 and 3", "1 - 1", "2 - 2", "3 - 3"),
		n("a decimal", "it is 3.14159", "3.14159 - 3.14159"),
		n("a decimal and the end", "it is 3.14.", "3.14 - 3.14"),
		n("a decimal without a whole part", "it is .5", "5 - 5"),
		n("a narrow group is none", "12\u202f345 items", "12 - 12", "345 - 345"),
		n("a small decimal", "it is 0.000001", "0.000001 - 0.000001"),
		n("twenty places", "it is 0.00000000000000000001", "0.00000000000000000001 - 0.00000000000000000001"),
		n("twenty-one places", "it is 0.000000000000000000001", "1e-21 - 0.000000000000000000001"),
		n("eighteen digits", "it is 123456789012345678", "123456789012345678 - 123456789012345678"),
		n("eighteen digits and zeros before", "it is 000123456789012345678", "123456789012345678 - 000123456789012345678"),
		n("eighteen digits with a point", "it is 1234567890.12345678", "1234567890.12345678 - 1234567890.12345678"),
		{"number: nineteen digits are a code", object{{"text", "it is 1234567890123456789"}}, []string{`"unit":"code"`}},
		{"number: nineteen digits with trailing zeros are a code", object{{"text", "it is 1000000000000000000"}}, []string{`"unit":"code"`}},
		{"number: 64 nines are a code", object{{"text", strings.Repeat("9", 64)}}, []string{`"unit":"code"`}},
		{"number: 65 nines are a code of 65", object{{"text", strings.Repeat("9", 65)}}, []string{`"start":0,"end":65`, `"unit":"code"`}},
		{"number: a version is a code", object{{"text", "version 1.2.3 came"}}, []string{`"start":8,"end":13`, `"unit":"code"`}},
		{"number: an address of four bytes is a code", object{{"text", "at 192.168.0.1 now"}}, []string{`"unit":"code"`}},
		{"number: a fraction is a code", object{{"text", "add 1/2 cup"}}, []string{`"start":4,"end":7`, `"unit":"code"`}},
		{"number: a ratio that is no time is a code", object{{"text", "a 16:90 screen"}}, []string{`"unit":"code"`}},
		n("a colon before one digit ends", "a 3:2 vote", "3 - 3", "2 - 2"),
		n("digits of another script", "٣ days", "3 day ٣ days"),
		n("wide digits", "it is ４５", "45 - ４５"),
		n("a word of letters and digits is none", "the B12 vitamin, 4x4 cars"),
		n("a number and a hyphenated word", "a 5-star hotel", "5 - 5"),
		n("a range", "5-10 of them", "5 - 5", "10 - 10"),
		n("a negative number", "it was -5 in all", "-5 - 5"),
		n("a minus sign of its own", "it was −5 in all", "-5 - 5"),
		n("negative after a bracket", "it (-5) was", "-5 - 5"),
		n("negative at the start", "-5 it was", "-5 - 5"),
		n("no negative after a letter", "covid-19 it was", "19 - 19"),
		n("no negative after another sign", "it was --5", "5 - 5"),
		n("negative after a line feed", "the values that were measured on this day are\n-5.5 and more", "-5.5 - 5.5"),
		n("negative right after a solo letter's stop", "好。-5 metres", "-5 m 5 metres"),
		n("a negative decade is none", "it was -1980s", "1980 decade 1980s"),

		// Ordinals and decades.
		n("ordinals", "the 1st, 2nd, 3rd, 4th and 21ST", "1 - 1st", "2 - 2nd", "3 - 3rd", "4 - 4th", "21 - 21ST"),
		n("a wrong ordinal ending counts", "the 1th", "1 - 1th"),
		n("ordinal words", "the third and the ninetieth", "3 - third", "90 - ninetieth"),
		n("decades", "the 1980s, 90s and 1990S", "1980 decade 1980s", "90 decade 90s", "1990 decade 1990S"),
		n("an apostrophe parts a decade", "the 1980's", "1980 date 1980"),

		// Words.
		n("small words", "three twelve ninety", "3 - three", "12 - twelve", "90 - ninety"),
		n("tens and ones", "twenty-one, thirty two", "21 - twenty-one", "32 - thirty two"),
		n("ones and tens are two numbers", "one twenty", "1 - one", "20 - twenty"),
		n("teens do not add", "twenty twelve", "20 - twenty", "12 - twelve"),
		n("hundreds", "two hundred and five, three hundred ten", "205 - two hundred and five", "310 - three hundred ten"),
		n("and before no number stays out", "two hundred and more", "200 - two hundred"),
		n("and before a bracket stays out", "two hundred and (five)", "200 - two hundred", "5 - five"),
		n("and after zero does not join", "zero and five", "0 - zero", "5 - five"),
		n("and after a thousand joins", "five thousand and six", "5006 - five thousand and six"),
		n("and after a million and tens does not join", "one million twenty and six", "1000020 - one million twenty", "6 - six"),
		n("a hundred after zero", "zero hundred", "0 - zero"),
		n("a hundred hundreds", "ninety-nine hundred and one", "9901 - ninety-nine hundred and one"),
		n("below a hundred and does not join", "twenty and five", "20 - twenty", "5 - five"),
		n("thousands", "three hundred and five thousand", "305000 - three hundred and five thousand"),
		n("falling magnitudes", "one million two hundred thousand and six", "1200006 - one million two hundred thousand and six"),
		n("rising magnitudes start anew", "two thousand three million", "2003 - two thousand three"),
		n("hundred thousand", "hundred thousand"),
		n("twelve hundred", "twelve hundred", "1200 - twelve hundred"),
		n("hundred twice", "two hundred hundred", "200 - two hundred"),
		n("a billion, a lakh, a crore", "two billion, three lakh, four crore", "2000000000 - two billion", "300000 - three lakh", "40000000 - four crore"),
		n("trillions", "ninety-nine trillion", "99000000000000 - ninety-nine trillion"),
		n("a dozen", "a dozen eggs", "12 - dozen"),
		n("a comma parts", "twenty, one", "20 - twenty", "1 - one"),
		n("one alone is vague but a number", "one man", "1 - one"),
		n("a unit in words", "five kilometres and thirty per cent", "5 km five kilometres", "30 - thirty"),
		n("a second is no ordinal after a number", "ten second pause", "10 second ten second"),
		n("second alone is one", "the second man", "2 - second"),
		n("capitals", "FIVE Twenty-One", "5 - FIVE", "21 - Twenty-One"),

		// Magnitudes.
		n("a magnitude word", "it cost 4.2 billion", "4200000000 - 4.2 billion"),
		n("two magnitudes", "5 hundred thousand", "500000 - 5 hundred thousand"),
		n("glued magnitudes", "5k, 3bn, 2mn", "5000 - 5k", "3000000000 - 3bn", "2000000 - 2mn"),
		n("a k with a space is none", "5 k", "5 - 5"),
		n("a hyphen is not glued", "5-k and 5-b", "5 - 5", "5 - 5"),
		n("a hyphenated stop word of two letters is no unit", "5-s", "5 - 5"),
		n("a currency before a hyphen is none", "$-5 and USD-5", "5 - 5", "5 - 5"),
		n("m glued is a metre", "5m wide", "5 m 5m"),
		n("m after a currency is a million", "$5m, €3m", "5000000 USD $5m", "3000000 EUR €3m"),
		n("m after a currency with a space is a million", "$ 5m", "5000000 USD $ 5m"),
		n("b after a currency", "$5b", "5000000000 USD $5b"),
		n("zero keeps its exponent", "$0 billion", "0 USD $0 billion"),
		n("a magnitude after a bracket is none", "5 (million)", "5 - 5"),
		n("a magnitude without a number", "a million men"),
		n("millions of a currency", "4.2 million dollars", "4200000 USD 4.2 million dollars"),
		n("a trillion trillions", "5 trillion trillion", "5e24 - 5 trillion trillion"),
		n("twenty-one zeros are not", "1 billion trillion", "1e21 - 1 billion trillion"),
		n("twenty zeros are written out", "100 million trillion", "100000000000000000000 - 100 million trillion"),

		// Units.
		n("percent", "15 %, 15% and 15 percent", "15 % 15 %", "15 % 15%", "15 % 15 percent"),
		n("per mille", "2‰", "2 ‰ 2‰"),
		n("a percent sign is no currency", "% 5", "5 - 5"),
		n("currency signs before", "$19 £5 €5.50 ¥100 ₹7", "19 USD $19", "5 GBP £5", "5.5 EUR €5.50", "100 JPY ¥100", "7 INR ₹7"),
		n("currency signs after", "5 € 7$", "5 EUR 5 €", "7 USD 7$"),
		n("currency codes before", "USD 19 and EUR 5", "19 USD USD 19", "5 EUR EUR 5"),
		n("a lower-case code before is none", "usd 19", "19 - 19"),
		n("any unit in capitals before", "KG 5", "5 kg KG 5"),
		n("a currency word after", "19 dollars, 5 pence", "19 USD 19 dollars", "5 penny 5 pence"),
		n("a currency before beats a unit after", "$5 kg", "5 USD $5"),
		n("a currency is used once", "5 $ 7", "5 USD 5 $", "7 - 7"),
		n("a sign before, with a comma between", "$, 5", "5 - 5"),
		n("glued units", "5mg 10km 3GB 20°C", "5 mg 5mg", "10 km 10km", "3 GB 3GB", "20 °C 20°C"),
		n("units after a space", "5 mg 20 °C 3 GB", "5 mg 5 mg", "20 °C 20 °C", "3 GB 3 GB"),
		n("a unit after a hyphen", "a 30-day window", "30 day 30-day"),
		n("a unit after a narrow space", "5\u202fkm", "5 km 5\u202fkm"),
		n("a unit after a comma is none", "5, km", "5 - 5"),
		n("a superscript unit", "5 m² of it", "5 m 5 m"),
		n("a capital unit", "5 KG and 3 Metres", "5 kg 5 KG", "3 m 3 Metres"),
		n("a unit of another script's letter", "5 μm and 5 µm", "5 μm 5 μm", "5 μm 5 µm"),
		n("an ambiguous stop word of two letters is no unit after a space", "5 s, 5 d", "5 - 5", "5 - 5"),
		n("glued it is", "5s", "5 decade 5s"),
		n("an ambiguous unit that is no stop word", "5 h, 5 g, 5 m", "5 hour 5 h", "5 g 5 g", "5 m 5 m"),
		n("an ordinary word before the unit", "5 working days, 3 full years", "5 day 5 working days", "3 year 3 full years"),
		n("a capitalised word before the unit is none", "5 Working days", "5 - 5"),
		n("a stop word before the unit is none", "5 of days", "5 - 5"),
		n("a word before a short unit is none", "5 full kg", "5 - 5"),
		n("a word before an ambiguous unit is none", "5 big cups", "5 - 5"),
		n("a number before a number and a unit", "5 6 days", "5 - 5", "6 day 6 days"),
		n("a year with a unit is no year", "2000 kg", "2000 kg 2000 kg"),
		n("a sign between numbers goes to the first", "5 % 6 %", "5 % 5 %", "6 % 6 %"),
		n("degrees", "20 degrees Celsius", "20 ° 20 degrees"),
		n("feet and inches", "5 feet 7 inches", "67 inch 5 feet 7 inches"),

		// Compound measures.
		n("hours and minutes", "2 hours 16 minutes", "136 minute 2 hours 16 minutes"),
		n("with and", "1 hour and 5 minutes", "65 minute 1 hour and 5 minutes"),
		n("glued", "2h 16min", "136 minute 2h 16min"),
		n("a part as large as the whole is none", "2 hours 60 minutes", "2 hour 2 hours", "60 minute 60 minutes"),
		n("a part just below the whole", "2 hours 59 minutes", "179 minute 2 hours 59 minutes"),
		n("the smaller first is none", "16 minutes 2 hours", "16 minute 16 minutes", "2 hour 2 hours"),
		n("three parts", "1 day 2 hours 3 minutes", "1563 minute 1 day 2 hours 3 minutes"),
		n("a comma parts them", "2 hours, 16 minutes", "2 hour 2 hours", "16 minute 16 minutes"),
		n("a comma before and parts them", "2 hours, and 16 minutes", "2 hour 2 hours", "16 minute 16 minutes"),
		n("another word parts them", "2 hours plus 16 minutes", "2 hour 2 hours", "16 minute 16 minutes"),
		n("a fraction is none", "2.5 hours 16 minutes", "2.5 hour 2.5 hours", "16 minute 16 minutes"),
		n("units of two dimensions", "2 hours 16 km", "2 hour 2 hours", "16 km 16 km"),
		n("units that are no multiples", "2 miles 5 metres", "2 mile 2 miles", "5 m 5 metres"),
		{"number: pounds and ounces", object{{"text", "6 lbs 3 ounces"}}, nil},
		n("yards and feet", "2 yards 2 feet", "8 foot 2 yards 2 feet"),
		n("years and months", "2 years 6 months", "30 month 2 years 6 months"),
		n("dollars and cents", "3 dollars and 20 cents", "320 US~cent 3 dollars and 20 cents"),
		n("the largest whole", "999999 hours 5 minutes", "59999945 minute 999999 hours 5 minutes"),
		n("a larger whole is none", "1000000 hours 5 minutes", "1000000 hour 1000000 hours", "5 minute 5 minutes"),
		n("a whole of ten to the sixth less one, as a product", "999.999 thousand hours 5 minutes", "59999945 minute 999.999 thousand hours 5 minutes"),
		n("not across sentences", "The climb takes 2 hours. And 16 minutes of rest.", "2 hour 2 hours", "16 minute 16 minutes"),
		n("a negative whole is none", "it was -2 hours 16 minutes", "-2 hour 2 hours", "16 minute 16 minutes"),

		// Dates.
		n("ISO", "on 2024-03-15", "20240315 date 2024-03-15"),
		{"number: an ISO date with month 13 is a code", object{{"text", "on 2024-13-15"}}, []string{`"start":3,"end":13`, `"unit":"code"`}},
		{"number: an ISO date with day 32 is a code", object{{"text", "on 2024-03-32"}}, []string{`"unit":"code"`}},
		{"number: an ISO date of month 0 is a code", object{{"text", "on 2024-00-10"}}, []string{`"unit":"code"`}},
		n("day 31 of any month passes", "on 2024-02-31", "20240231 date 2024-02-31"),
		n("an ISO date of the year 0", "on 0000-01-01", "20000101 date 0000-01-01"),
		n("three digits are no year of a date", "on 999-03-15", "999 - 999", "3 - 03", "15 - 15"),
		n("a digit more is no date", "on 2024-03-155", "2024 date 2024", "3 - 03", "155 - 155"),
		n("month, day, year by slashes", "on 3/15/2024", "20240315 date 3/15/2024"),
		n("day, month, year by slashes", "on 15/3/2024", "20240315 date 15/3/2024"),
		n("thirteen before the first slash is a day", "on 13/3/2024", "20240313 date 13/3/2024"),
		n("a year of two digits is of this century", "on 3/15/99", "20990315 date 3/15/99"),
		n("a year of three digits stays", "on 3/15/100", "1000315 date 3/15/100"),
		n("slashes with a year of two digits", "on 3/15/24", "20240315 date 3/15/24"),
		n("slashes with twelve first is a month", "on 12/10/2024", "20241210 date 12/10/2024"),
		{"number: slashes with no month are a code", object{{"text", "on 15/16/2024"}}, []string{`"unit":"code"`}},
		n("day month year", "on 15 March 2024", "20240315 date 15 March 2024"),
		n("day of month", "the 15th of March", "315 date 15th of March"),
		n("month day, year", "on March 15, 2024", "20240315 date March 15, 2024"),
		n("month day year", "on March 15 2024", "20240315 date March 15 2024"),
		n("month and ordinal", "on March 15th", "315 date March 15th"),
		n("month and year", "in May 2021", "20210500 date May 2021"),
		n("month, year", "in May, 2021", "20210500 date May, 2021"),
		n("a month alone", "in June", "600 date June"),
		n("a month and day 32", "March 32", "300 date March", "32 - 32"),
		n("day 32 and a month", "32 March", "32 - 32", "300 date March"),
		n("day 0 and a month", "0 March", "0 - 0", "300 date March"),
		n("an ambiguous month alone, in lower case", "it may rain, we march"),
		n("an ambiguous month, capitalised in mid-sentence", "it was May then", "500 date May"),
		n("an ambiguous month that opens the sentence", "May it rain"),
		n("an ambiguous month that opens the sentence, before a day", "May 5 it rained", "505 date May 5"),
		n("an ambiguous month in lower case before a day", "may 5 come", "5 - 5"),
		n("an ambiguous month in lower case after a day", "5 may come", "5 - 5"),
		n("months of other languages", "am 3 Januar, le 5 février, el 7 agosto", "103 date 3 Januar", "205 date 5 février", "807 date 7 agosto"),
		n("a comma before the month", "15, March", "15 - 15", "300 date March"),
		n("a year", "in 1999 and 2199", "1999 date 1999", "2199 date 2199"),
		n("2200 and 999 are no years", "in 2200 or 999", "2200 - 2200", "999 - 999"),
		n("1000 is the first year", "in 1000", "1000 date 1000"),
		n("a number with a comma is no year", "in 1,999", "1999 - 1,999"),
		{"number: a month before a number that is neither its day nor its year", object{{"text", "it was the month of May\n2021 it was"}}, nil},
		{"number: June 32", object{{"text", "on June 32"}}, nil},
		n("a bad date's year stays apart", "15 March 20245", "315 date 15 March", "20245 - 20245"),
		n("a decimal day is none", "1.5 March", "1.5 - 1.5", "300 date March"),

		// Times and weekdays.
		n("a time", "at 17:30", "1050 time 17:30"),
		n("a time with seconds", "at 17:30:15", "1050 time 17:30:15"),
		n("midnight and 24:00", "0:00 to 24:59", "0 time 0:00", "1499 time 24:59"),
		{"number: 25:00 is a code", object{{"text", "at 25:00"}}, []string{`"unit":"code"`}},
		{"number: 17:60 is a code", object{{"text", "at 17:60"}}, []string{`"unit":"code"`}},
		{"number: a time with a point and a slash is a code", object{{"text", "at 12:30.5/7"}}, []string{`"unit":"code"`}},
		{"number: a time with a point is a code", object{{"text", "at 12:30.5"}}, []string{`"unit":"code"`}},
		{"number: a point, then a colon", object{{"text", "at 1.12:30"}}, []string{`"unit":"code"`}},
		n("p.m.", "at 5:30 pm, 5 p.m.", "1050 time 5:30 pm", "1020 time 5 p.m."),
		n("a.m.", "at 5:30am, 5AM", "330 time 5:30am", "300 time 5AM"),
		n("noon and midnight", "12 a.m., 12 p.m., 12:30 am", "0 time 12 a.m.", "720 time 12 p.m.", "30 time 12:30 am"),
		n("13 p.m. is none", "13 pm", "13 - 13"),
		n("13:30 p.m. stays", "13:30 pm", "810 time 13:30 pm"),
		n("am after a comma is none", "5, am I", "5 - 5"),
		n("weekdays", "on Monday or sunday", "1 weekday Monday", "7 weekday sunday"),
		n("abbreviated weekdays", "on Tue and Fri", "2 weekday Tue", "5 weekday Fri"),
		n("an ambiguous weekday in lower case", "the cat sat in the sun"),
		n("an ambiguous weekday, capitalised", "it is on Sat and Sun", "6 weekday Sat", "7 weekday Sun"),
		n("an ambiguous weekday that opens the sentence", "Sat on it"),
		n("weekdays of other languages", "am Montag, le mardi", "1 weekday Montag", "2 weekday mardi"),

		{"number: three hundred numbers", object{{"text", strings.Repeat("7 ", 300)}}, []string{`{"start":598,"end":599,"value":7,"unit":null}`}},
		{"number: all of it", object{{"text", "On 15 March 2024, Dr. Smith of Acme Inc. paid “$4.2 billion” — not 15 % of 8,200,000 — within 2 hours 16 minutes.\n\n- Café №5\n- 日本は5人"}}, nil},
	}
}
