package main

// ofCategories has a character of each general category of Unicode, and a surrogate in the form that UTF-8 does not allow.
var ofCategories = []struct{ category, char string }{
	{"Lu", "Ж"}, {"Ll", "ж"}, {"Lt", "ǅ"}, {"Lm", "ʰ"}, {"Lo", "ა"}, {"Mn", "\u0591"}, {"Mc", "\u0903"}, {"Me", "\u20dd"},
	{"Nd", "५"}, {"Nl", "Ⅻ"}, {"No", "¾"}, {"Pc", "‿"}, {"Pd", "—"}, {"Ps", "⟨"}, {"Pe", "⟩"}, {"Pi", "‹"}, {"Pf", "›"},
	{"Po", "؟"}, {"Sm", "∑"}, {"Sc", "₹"}, {"Sk", "˜"}, {"So", "♥"}, {"Zs", "\u2009"}, {"Zl", "\u2028"}, {"Zp", "\u2029"},
	{"Cc", "\u0085"}, {"Cf", "\u2066"}, {"Cs", "\xed\xa0\x80"}, {"Co", "\ue000"}, {"Cn", "\u0378"},
}

// unicodeAnalyze pins what each category is within a word, after a digit and by itself.
func unicodeAnalyze() []vector {
	var all []vector
	for _, c := range ofCategories {
		all = append(all, vector{"category " + c.category + " in a word, after a digit, alone",
			object{{"text", "ab" + c.char + "de 7" + c.char + " x " + c.char + " Yes."}}, nil})
	}
	return all
}

// unicodeSegment pins what each category does behind a full stop, before one and between white space.
func unicodeSegment() []vector {
	var all []vector
	for _, c := range ofCategories {
		all = append(all, vector{"category " + c.category + " around full stops",
			object{{"chunks", []string{"One two." + c.char + " Three" + c.char + ". ", c.char + " four. No. " + c.char + "5"}}}, nil})
	}
	return all
}
