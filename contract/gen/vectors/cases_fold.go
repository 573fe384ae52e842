package main

import (
	"fmt"
	"strings"
)

func foldVectors() []vector {
	is := func(name, text, want string) vector {
		return vector{name, object{{"text", text}}, []string{`"folded":` + string(encode(want))}}
	}
	some := func(name, text string) vector { return vector{name, object{{"text", text}}, nil} }
	vectors := []vector{
		is("nothing", "", ""),
		is("one letter", "a", "a"),
		is("one capital", "A", "a"),
		is("ASCII letters and their neighbours", "@AZ[`az{", "@az[`az{"),
		is("digits and signs", "0129 $%&'()*+,-./:;<=>?", "0129 $%&'()*+,-./:;<=>?"),
		some("every ASCII control character", asciiControls()),
		is("spaces stay", "a \t\u00a0\u2003\u3000b", "a \t   b"),

		// Invalid UTF-8: each bad byte is one U+FFFD.
		is("one bad byte", "\xff", "\ufffd"),
		is("a continuation byte alone", "\x80", "\ufffd"),
		is("two bad bytes are two characters", "\xfe\xff", "\ufffd\ufffd"),
		is("half a two-byte character", "\xc3", "\ufffd"),
		is("half a two-byte character before a letter", "\xc3A", "\ufffda"),
		is("two thirds of a three-byte character", "\xe2\x82", "\ufffd\ufffd"),
		is("three quarters of a four-byte character", "\xf0\x9f\x98", "\ufffd\ufffd\ufffd"),
		is("an overlong slash", "\xc0\xaf", "\ufffd\ufffd"),
		is("an overlong three-byte form", "\xe0\x80\xaf", "\ufffd\ufffd\ufffd"),
		is("an overlong four-byte form", "\xf0\x80\x80\xaf", "\ufffd\ufffd\ufffd\ufffd"),
		is("a surrogate", "\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
		is("a surrogate pair as six bytes", "\xed\xa0\xbd\xed\xb8\x80", "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"),
		is("beyond the last code point", "\xf4\x90\x80\x80", "\ufffd\ufffd\ufffd\ufffd"),
		is("the last code point", "\U0010ffff", "\U0010ffff"),
		is("a replacement character that is there", "\ufffd", "\ufffd"),
		is("a replacement character beside a bad byte", "\ufffd\xff", "\ufffd\ufffd"),
		is("a valid character after a bad byte", "\xffÉ", "\ufffde"),
		is("a mark after a bad byte stays", "\xff\u0301", "\ufffd\u0301"),
		is("a mark after a letter and a bad byte stays", "a\xff\u0301", "a\ufffd\u0301"),
		is("a bad byte flushes waiting marks", "א\u05b7\xff\u05b0", "א\u05b7\ufffd\u05b0"),

		// Case.
		is("sharp s stays", "Straße", "straße"),
		is("capital sharp s becomes small", "ẞ", "ß"),
		is("all three sigmas", "Σσς", "σσσ"),
		is("Turkish dotted capital I loses its dot", "İI", "ii"),
		is("dotless i stays", "ı", "ı"),
		is("Kelvin, Ångström and Ohm", "\u212a\u212b\u2126", "kaω"),
		is("long s", "ſ", "s"),
		is("micro sign is mu", "µ", "μ"),
		is("Cherokee folds to capitals", "\uab70Ꭰ", "ᎠᎠ"),
		is("Georgian capitals", "\u1c90ა", "აა"),
		is("Deseret and Adlam", "\U00010400\U0001e900", "\U00010428\U0001e922"),
		is("titlecase digraphs", "ǅǈǋǲ", "dzljnjdz"),
		is("a capital of Unicode 16 is not assigned yet", "\ua7dc", "\ua7dc"),
		is("Greek", "ΆΈΉΊΌΎΏ", "αεηιουω"),
		is("Greek with iota subscript", "ᾳᾼ", "αιαι"),
		is("Cyrillic", "ЙЁ", "ие"),
		is("Armenian", "Ա", "ա"),
		is("Glagolitic", "Ⰰ", "ⰰ"),

		// Decomposition.
		is("precomposed and decomposed agree", "é e\u0301", "e e"),
		is("two marks in one character", "ệ", "e"),
		is("ligatures", "ﬀﬁﬃﬆ", "fffiffist"),
		is("fullwidth", "ＡＢＣ１２３！", "abc123!"),
		is("halfwidth Katakana", "ｶﾞ", "カ\u3099"),
		is("circled and parenthesised", "①⑴Ⓐ", "1(1)a"),
		is("superscripts", "x²m³", "x2m3"),
		is("fractions", "½¾⅓", "1⁄23⁄41⁄3"),
		is("Roman numerals", "Ⅷⅻ", "viiixii"),
		is("square units", "㎏㎞㎡", "kgkmm2"),
		is("degree Celsius", "℃", "°c"),
		is("trade mark and number sign", "™№", "tmno"),
		is("mathematical letters and digits", "𝐀𝓫𝟘", "ab0"),
		is("eighteen code points from one", "ﷺ", "صلى الله عليه وسلم"),
		is("Arabic presentation forms", "ﻼ", "لا"),
		is("Hebrew presentation form", "שׁ", "ש\u05c1"),
		is("compatibility ideograph", "豈", "豈"),
		is("radical", "⼀", "一"),
		is("vertical forms", "︵", "("),
		is("an ellipsis is three dots", "…", "..."),
		is("Hangul, two jamo", "가", "\u1100\u1161"),
		is("Hangul, three jamo", "각", "\u1100\u1161\u11a8"),
		is("the last Hangul syllable", "힣", "\u1112\u1175\u11c2"),
		is("the code point before the first syllable", "\uabff", "\uabff"),
		is("the code point after the last syllable", "\ud7a4", "\ud7a4"),
		is("Hangul jamo stay", "\u1100\u1161", "\u1100\u1161"),
		is("halfwidth Hangul", "ﾡ", "\u1100"),
		is("Bengali vowel of two parts", "\u09cb", "\u09c7\u09be"),
		is("acute accent of its own keeps its mark", "´", " \u0301"),
		is("diaeresis and cedilla of their own", "¨¸", " \u0308 \u0327"),

		// Marks.
		is("a mark at the start stays", "\u0301a", "\u0301a"),
		is("a mark after a digit stays", "1\u0301", "1\u0301"),
		is("a mark after a space stays", "a \u0301", "a \u0301"),
		is("marks after Latin go", "a\u0300\u0301\u0302b", "ab"),
		is("the first and the last dropped mark", "a\u0300b\u036f", "ab"),
		is("the marks beside those are kept", "a\u1dc0b\u0483", "a\u1dc0b\u0483"),
		is("after a kept mark the letter still counts", "a\u1dc4\u0301", "a\u1dc4"),
		is("a mark after Hebrew stays", "א\u0301", "א\u0301"),
		is("a mark after Han stays", "日\u0301", "日\u0301"),
		is("a mark after Devanagari stays", "क\u0301", "क\u0301"),
		is("a mark after a Cyrillic letter goes", "и\u0306", "и"),
		is("enclosing keycap stays", "1\ufe0f\u20e3", "1\u20e3"),
		is("iota subscript alone is a letter", "\u0345", "ι"),
		is("marks are put in order of class", "א\u05b7\u05b0", "א\u05b0\u05b7"),
		is("marks in order stay", "א\u05b0\u05b7", "א\u05b0\u05b7"),
		is("Arabic shadda and fatha", "ب\u0651\u064e", "ب\u064e\u0651"),
		is("equal classes keep their order", "א\u0593\u0592\u0593", "א\u0593\u0592\u0593"),
		is("a mark of class 0 stops the sorting", "क\u093c\u0903\u0951\u093c", "क\u093c\u0903\u093c\u0951"),
		is("a base stops the sorting", "א\u05b7ב\u05b0", "א\u05b7ב\u05b0"),
		is("an ASCII letter stops the sorting", "א\u05b7b\u05b0", "א\u05b7b\u05b0"),
		is("thirty marks are sorted together", "א"+strings.Repeat("\u05b7", 29)+"\u05b0", "א\u05b0"+strings.Repeat("\u05b7", 29)),
		is("the thirty-first waits alone", "א"+strings.Repeat("\u05b7", 30)+"\u05b0", "א"+strings.Repeat("\u05b7", 30)+"\u05b0"),
		is("sixty-one marks", "א"+strings.Repeat("\u05b7", 60)+"\u05b0", "א"+strings.Repeat("\u05b7", 60)+"\u05b0"),
		is("dropped marks do not count to thirty", "a"+strings.Repeat("\u0301", 40)+"\u1dc4\u0591", "a\u0591\u1dc4"),
		is("Vietnamese, decomposed in another order", "e\u0302\u0323", "e"),

		// Hidden characters.
		is("zero-width space", "a\u200bb", "ab"),
		is("soft hyphen", "co\u00adop", "coop"),
		is("byte order mark", "\ufeffa", "a"),
		is("joiners", "न\u200dन\u200c", "नन"),
		is("variation selectors", "☃\ufe0e❤\ufe0f", "☃❤"),
		is("supplementary variation selector", "葛\U000e0100", "葛"),
		is("tag characters", "a\U000e0041\U000e007f", "a"),
		is("bidirectional controls", "\u202ea\u202c\u2066b\u2069", "ab"),
		is("combining grapheme joiner", "a\u034f\u0301", "a"),
		is("Mongolian selectors", "\u180b\u180e", ""),
		is("Hangul fillers", "\u115f\u1160\u3164\uffa0", ""),
		is("word joiner and invisible operators", "\u2060\u2061\u2064", ""),
		is("reserved code points that are ignorable", "\u2065\ufff0\U000e0fff", ""),
		is("a hidden character between letter and mark", "a\u200b\u0301", "a"),
		is("a hidden character between marks", "א\u05b7\u200b\u05b0", "א\u05b0\u05b7"),
		is("interlinear anchors are hidden by no rule", "\ufff9", "\ufff9"),

		// Offsets.
		is("the map of many lengths", "aé日😀\xffz", "ae日😀\ufffdz"),
		is("the map after something hidden", "\u200b\u200ba", "a"),
		is("a word with everything", "Ｃａｆｅ\u0301\u200b ﬁﬃ ½", "cafe fiffi 1\u20442"),
		is("eight bytes of ASCII", "ABCDEFGH", "abcdefgh"),
		is("ASCII, then a long character at byte 15", "abcdefghijklmnoÉ", "abcdefghijklmnoe"),
		is("ASCII, then a bad byte at byte 16", "abcdefghijklmnop\xffq", "abcdefghijklmnop\ufffdq"),
		is("a long text", strings.Repeat("Größe 12 µm, ", 20), strings.Repeat("große 12 μm, ", 20)),
	}
	for _, c := range []struct{ category, char string }{
		{"Lu", "Ŋ"}, {"Ll", "ŋ"}, {"Lt", "ᾈ"}, {"Lm", "ʰ"}, {"Lo", "ª"}, {"Mn", "\u06df"}, {"Mc", "\u093e"}, {"Me", "\u0488"},
		{"Nd", "٣"}, {"Nl", "Ⅳ"}, {"No", "①"}, {"Pc", "‿"}, {"Pd", "—"}, {"Ps", "⟨"}, {"Pe", "⟩"}, {"Pi", "«"}, {"Pf", "»"},
		{"Po", "¿"}, {"Sm", "∑"}, {"Sc", "€"}, {"Sk", "˜"}, {"So", "☃"}, {"Zs", "\u1680"}, {"Zl", "\u2028"}, {"Zp", "\u2029"},
		{"Cc", "\u0085"}, {"Cf", "\u06dd"}, {"Co", "\ue000"}, {"Cn", "\u0378"}, {"noncharacter", "\ufffe"},
	} {
		vectors = append(vectors, some("category "+c.category, "x"+c.char+"x"))
	}
	for plane := rune(1); plane <= 16; plane += 5 {
		vectors = append(vectors, some(fmt.Sprintf("the ends of plane %d", plane), string([]rune{plane << 16, plane<<16 | 0xffff})))
	}
	return vectors
}

func asciiControls() string {
	var b strings.Builder
	for c := range byte(0x20) {
		b.WriteByte(c)
	}
	return b.String() + "\x7f"
}
