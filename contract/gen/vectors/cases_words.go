package main

import "strings"

func hashVectors() []vector {
	of := func(name, text string, shows ...string) vector { return vector{name, object{{"text", text}}, shows} }
	vectors := []vector{
		of("nothing: the final step alone", ""),
		of("one byte", "a"),
		of("one zero byte is not nothing", "\x00"),
		of("eight zero bytes", strings.Repeat("\x00", 8)),
		of("padding is not content: a and a zero byte", "a\x00"),
		of("bytes that are no text", "\xff\xfe"),
		of("all bits set", strings.Repeat("\xff", 16)),
		of("the high bit of a group", "\x00\x00\x00\x00\x00\x00\x00\x80"),
		of("order within a group", "ba"),
		of("order of groups", "89abcdef01234567"),
		of("two letters", "ab"),
		of("groups in order", "0123456789abcdef"),
		of("a folded word", "straße"),
		of("a word of another script", "не"),
		of("with an apostrophe", "don't"),
		of("a sign", "%"),
		of("hash of a common word", "the"),
	}
	for _, n := range []int{3, 4, 5, 6, 7, 8, 9, 15, 17, 24, 31, 32, 63, 64, 65, 71, 72, 200} {
		vectors = append(vectors, of(lengthName(n), strings.Repeat("abcdefghijklm", 20)[:n]))
	}
	return vectors
}

func lengthName(n int) string { return string(encode(n)) + " bytes" }

func termsVectors() []vector {
	of := func(name, text string, shows ...string) vector { return vector{name, object{{"text", text}}, shows} }
	return []vector{
		of("nothing", "", `"terms":[]`),
		of("white space", " \t\n\u3000", `"terms":[]`),
		of("punctuation", ".,;:!?()[]{}\"'", `"terms":[]`),
		of("signs are left out", "$ % € ‰ £", `"terms":[]`),
		of("stop words stay", "the of and"),
		of("a repeated word is repeated", "red Red RED"),
		of("inflected forms are one term", "run runs running ran"),
		of("an irregular form has the stem of its verb", "went gone goes"),
		of("names and their peoples are one", "Britain British UK"),
		of("spelling variants are one", "colour color"),
		of("possessives", "Anna's Anna’s Anna"),
		of("a number with and without commas", "12,345 12345"),
		of("decimals are their digits", "1.50 1.5"),
		of("dates and times are one term", "2024-03-15 12:30 3/4/2024"),
		of("a number glued to its unit", "5mg 5 mg"),
		of("a number with letters is a word", "4x4 B12"),
		of("ordinals", "3rd 3RD third"),
		of("a decade", "1980s"),
		of("digits of another script", "٣ 3"),
		of("a literal of more than 64 characters counts its first 64", strings.Repeat("1", 70)+" "+strings.Repeat("1", 64)),
		of("acronyms with and without full stops", "U.S. US us"),
		of("a Han text: each character", "今天天气"),
		of("Katakana words run together", "コンピュータ"),
		of("Thai: each character with its marks", "น้ำ"),
		of("Hangul words", "안녕하세요 세계"),
		of("hidden characters do not count", "ig\u200bnore ignore\u00ad"),
		of("composed, decomposed and fullwidth agree", "café cafe\u0301 ｃａｆｅ"),
		of("bad bytes separate", "a\xffb\xc3"),
		of("the text counts as one claim: no sentence ends", "One. Two\n\nThree"),
		of("a word of more than 64 bytes has no stem", strings.Repeat("abcdefghij", 7)+"ing"),
		of("a word of exactly 64 bytes", strings.Repeat("abcdefghij", 6)+"ings"),
		of("a long acronym counts its first 64 letters", strings.Repeat("A.", 70)),
		of("ending in n't: any word", "zoozn't"),
		of("a listed contraction", "don't don’t"),
		of("degrees", "20 °C 20°C"),
	}
}

func stemVectors() []vector {
	var vectors []vector
	group := func(name string, pairs ...string) {
		for _, p := range pairs {
			word, stem, _ := strings.Cut(p, " ")
			vectors = append(vectors, vector{name + ": " + word, object{{"word", word}}, []string{`{"stem":"` + stem + `"}`}})
		}
	}
	plain := func(name, word string) {
		vectors = append(vectors, vector{name, object{{"word", word}}, []string{`{"stem":` + string(encode(word)) + `}`}})
	}
	plain("nothing", "")
	plain("one letter", "s")
	plain("two letters", "as")
	plain("two bytes that are a suffix", "'s")
	plain("65 bytes are left alone", strings.Repeat("a", 62)+"ing")
	plain("capitals are out of the domain", "Running")
	plain("a digit is out of the domain", "running2")
	plain("a hyphen is out of the domain", "well-being")
	plain("a letter beyond ASCII is out of the domain", "cafés")
	plain("a typographic apostrophe is out of the domain", "anna’s")
	plain("bytes that are no text", "\xff\xfeings")
	plain("a zero byte", "run\x00s")
	group("64 bytes are stemmed", strings.Repeat("ab", 30)+"king "+strings.Repeat("ab", 30)+"k")
	group("exception", "skies sky", "skis ski", "idly idl", "gently gentl", "ugly ugli", "early earli", "only onli", "singly singl",
		"sky sky", "news news", "howe howe", "atlas atlas", "cosmos cosmos", "bias bias", "andes andes")
	group("no exception", "dying die", "lying lie", "tying tie", "vying vie", "hying hie")
	group("apostrophe", "'tis tis", "anna's anna", "boys' boy", "boss's' boss", "''s ", "'s' s", "'''s '", "it's it", "o'clock o'clock")
	group("step 1a", "caresses caress", "ties tie", "cries cri", "died die", "gas gas", "this this", "gaps gap", "kiwis kiwi", "bus bus", "pass pass")
	group("step 1b", "agreed agre", "feed feed", "proceed proceed", "exceed exceed", "succeed succeed", "succeeded succeed", "proceedings proceed",
		"exceedingly exceed", "plastered plaster", "bled bled", "motoring motor", "sing sing", "conflated conflat", "troubling troubl",
		"sized size", "hopping hop", "hissing hiss", "fizzed fizz", "failing fail", "filing file", "egged egg", "adding add", "offed off",
		"ebbed ebb", "inning inning", "outing outing", "canning canning", "herring herring", "earring earring", "evening evening",
		"innings inning", "evenings evening", "repeatedly repeat", "seemingly seem", "luxuriated luxuri", "hoped hope", "hoping hope", "pasted paste")
	group("step 1c", "happy happi", "cry cri", "by by", "say say", "dyed dy", "syzygy syzygi")
	group("y", "youth youth", "boyish boyish", "flying fli", "toying toy", "yyy yyy", "sayyid sayyid", "yes yes", "enjoyed enjoy", "yelled yell")
	group("regions", "beautiful beauti", "beauty beauti", "beau beau", "animadversion animadvers", "sprinkled sprinkl", "eucharist eucharist")
	group("prefix", "generate generat", "generously generous", "communism communism", "communication communic", "arsenal arsenal", "arsenic arsenic",
		"emergency emergenc", "emerging emerg", "internal internal", "international internat", "later later", "lateral lateral", "organization organiz",
		"pasting paste", "universal universal", "universe univers", "past past", "general general")
	group("step 2", "relational relat", "conditional condit", "rational ration", "valenci valenc", "hesitanci hesit", "digitizer digit",
		"conformabli conform", "radicalli radic", "differentli differ", "vileli vile", "analogousli analog", "vietnamization vietnam",
		"predication predic", "operator oper", "feudalism feudal", "decisiveness decis", "hopefulness hope", "callousness callous",
		"formaliti formal", "sensitiviti sensit", "sensibiliti sensibl", "apologist apolog", "biologist biolog", "analogi analog", "demagogi demagogi",
		"fearlessli fearless", "boldli bold", "smelli smelli")
	group("step 3", "triplicate triplic", "formative format", "formalize formal", "electriciti electr", "electrical electr", "hopeful hope", "goodness good",
		"negative negat", "alternative altern")
	group("step 4", "revival reviv", "allowance allow", "inference infer", "airliner airlin", "gyroscopic gyroscop", "adjustable adjust",
		"defensible defens", "irritant irrit", "replacement replac", "adjustment adjust", "dependent depend", "adoption adopt", "communion communion",
		"opinion opinion", "activate activ", "angulariti angular", "homologous homolog", "effective effect", "bowdlerize bowdler", "cement cement", "element element")
	group("step 5", "probate probat", "rate rate", "cease ceas", "controll control", "roll roll", "hope hope", "paste paste", "ease eas")
	group("exactly in a region", "abeed abe", "abeedly abe", "abness ab", "abful ab", "abli abli", "ababance abab", "ababable abab", "ababion ababion",
		"abable ababl", "abance abanc", "ababe abab", "abe abe", "ababative abab", "abative abat", "obeli obe")
	group("whole", "running run", "runner runner", "nationally nation", "nationalistic nationalist", "accompanied accompani", "knitting knit", "knights knight",
		"consigned consign", "consistency consist", "aaaa aaaa", "eee eee", "sss sss", "ing ing", "ies ie")
	return vectors
}
