package fallback

import "math/bits"

// maxStemmed is the length in bytes of the longest word that is stemmed. The vowels of a word fit one uint64, and no
// longer word of English has a suffix worth removing.
const maxStemmed = 64

// Stem returns the stem of a folded, lower-case word by the Snowball English algorithm (Porter2) as of Snowball 3.1,
// published at snowballstem.org. It works in place: the result is a slice of word, never longer than word, and word's
// bytes are overwritten. A word of fewer than three bytes, of more than 64, or with a byte other than a–z and the
// apostrophe U+0027 is returned as it is. Words of different goroutines may be stemmed at the same time.
func Stem(word []byte) []byte {
	if len(word) < 3 || len(word) > maxStemmed {
		return word
	}
	s := stemmer{w: word}
	if word[0] == '\'' {
		s.w = word[1:]
	}
	if !s.markVowels() {
		return word
	}
	if stem, ok := irregularStem(word); ok {
		return append(word[:0], stem...)
	}
	s.markRegions()
	s.dropPossessive()
	s.dropPlural()
	s.dropVerbEnding()
	s.finalY()
	s.shortenDerived()
	s.shortenAdjective()
	s.dropDerived()
	s.dropFinal()
	return s.w
}

// stemmer is the state of one call: the word so far and what was found out about the original one.
type stemmer struct {
	w      []byte
	vowels uint64 // bit i: byte i of the original word is a vowel: a, e, i, o, u, or a y that does not follow a vowel
	r1, r2 int    // where the regions R1 and R2 begin; they stay while the word shrinks
}

// The classes of a byte in a word; a byte of none belongs to no English word.
const (
	letterVowel = 1 << iota // a, e, i, o, u
	letterY
	letterOther // another letter, or the apostrophe
)

var letterClass = func() (class [256]uint8) {
	for c := 'a'; c <= 'z'; c++ {
		class[c] = letterOther
	}
	class['\''] = letterOther
	for _, c := range "aeiou" {
		class[c] = letterVowel
	}
	class['y'] = letterY
	return class
}()

// markVowels fills s.vowels. It reports false if the word has a byte that no English word has.
func (s *stemmer) markVowels() bool {
	var vowels, ys, none uint64
	for i, c := range s.w {
		class := uint64(letterClass[c])
		vowels |= (class & letterVowel) << i
		ys |= (class / letterY & 1) << i
		none |= class - 1 // its top bit is set by class 0 only
	}
	for ys &^= 1; ys != 0; ys &= ys - 1 { // a y is a vowel unless it begins the word or follows a vowel
		y := ys & -ys
		vowels |= y &^ (vowels << 1)
	}
	s.vowels = vowels
	return none>>63 == 0
}

// irregularStem returns the stems of the words that the rules would get wrong.
func irregularStem(word []byte) (string, bool) {
	if len(word) > 6 {
		return "", false
	}
	switch string(word) {
	case "skies", "sky":
		return "sky", true
	case "skis":
		return "ski", true
	case "idly":
		return "idl", true
	case "gently":
		return "gentl", true
	case "ugly":
		return "ugli", true
	case "early":
		return "earli", true
	case "only":
		return "onli", true
	case "singly":
		return "singl", true
	case "news":
		return "news", true
	case "howe":
		return "howe", true
	case "atlas":
		return "atlas", true
	case "cosmos":
		return "cosmos", true
	case "bias":
		return "bias", true
	case "andes":
		return "andes", true
	}
	return "", false
}

// markRegions sets R1 and R2: each begins after the first consonant that follows a vowel, R2 within R1.
func (s *stemmer) markRegions() {
	if s.r1 = overstemmedPrefix(s.w); s.r1 == 0 {
		s.r1 = s.afterVowelConsonant(0)
	}
	s.r2 = s.afterVowelConsonant(s.r1)
}

// overstemmedPrefix returns the length of a prefix whose words would be conflated if R1 began within it, or 0.
func overstemmedPrefix(w []byte) int {
	switch w[0] {
	case 'a':
		return prefixLength(w, "arsen")
	case 'c':
		return prefixLength(w, "commun")
	case 'e':
		return prefixLength(w, "emerg")
	case 'g':
		return prefixLength(w, "gener")
	case 'i':
		return prefixLength(w, "inter")
	case 'l':
		return prefixLength(w, "later")
	case 'o':
		return prefixLength(w, "organ")
	case 'p':
		return prefixLength(w, "past")
	case 'u':
		return prefixLength(w, "univers")
	}
	return 0
}

func prefixLength(w []byte, prefix string) int {
	if len(w) < len(prefix) || string(w[:len(prefix)]) != prefix {
		return 0
	}
	return len(prefix)
}

// afterVowelConsonant returns the place after the first consonant that follows a vowel at or after from, or the length
// of the word.
func (s *stemmer) afterVowelConsonant(from int) int {
	vowel := from + bits.TrailingZeros64(s.vowels>>from)
	end := vowel + bits.TrailingZeros64(^(s.vowels >> vowel)) + 1
	return min(end, len(s.w))
}

// ends reports whether w ends in suffix.
func ends(w []byte, suffix string) bool {
	return len(w) >= len(suffix) && string(w[len(w)-len(suffix):]) == suffix
}

// replace puts with, which is no longer, in place of the last n bytes.
func (s *stemmer) replace(n int, with string) {
	s.w = append(s.w[:len(s.w)-n], with...)
}

// inR1 and inR2 report whether a suffix of n bytes lies wholly in the region.
func (s *stemmer) inR1(n int) bool { return len(s.w)-n >= s.r1 }
func (s *stemmer) inR2(n int) bool { return len(s.w)-n >= s.r2 }

// vowelBefore reports whether one of the first n bytes is a vowel; they must still be those of the original word.
func (s *stemmer) vowelBefore(n int) bool { return s.vowels&(1<<n-1) != 0 }

// isVowel reports whether byte i is a vowel, also where a rule has written it: rules write no y.
func (s *stemmer) isVowel(i int) bool {
	switch letterClass[s.w[i]] {
	case letterVowel:
		return true
	case letterY:
		return s.vowels>>i&1 != 0
	}
	return false
}

// endsShort reports whether the first n bytes end in a short syllable: consonant, vowel, consonant other than w, x and
// the consonant y; or, of two bytes, vowel and consonant; or "past".
func (s *stemmer) endsShort(n int) bool {
	if n < 2 || s.isVowel(n-1) || !s.isVowel(n-2) {
		return n >= 4 && string(s.w[n-4:n]) == "past"
	}
	if n == 2 {
		return true
	}
	switch s.w[n-1] {
	case 'w', 'x', 'y':
		return false
	}
	return !s.isVowel(n - 3)
}

// dropPossessive is step 0.
func (s *stemmer) dropPossessive() {
	switch {
	case ends(s.w, "'"):
		s.replace(1, "")
		if ends(s.w, "'s") {
			s.replace(2, "")
		}
	case ends(s.w, "'s"):
		s.replace(2, "")
	}
}

// dropPlural is step 1a.
func (s *stemmer) dropPlural() {
	n := len(s.w)
	if n == 0 {
		return
	}
	switch s.w[n-1] {
	case 's':
		switch {
		case ends(s.w, "sses"):
			s.replace(2, "")
		case ends(s.w, "ies"):
			s.shortenIE()
		case n >= 2 && s.w[n-2] != 'u' && s.w[n-2] != 's' && s.vowelBefore(n-2):
			s.replace(1, "")
		}
	case 'd':
		if ends(s.w, "ied") {
			s.shortenIE()
		}
	}
}

// shortenIE turns the ending ies or ied to i, or to ie after a single letter.
func (s *stemmer) shortenIE() {
	if len(s.w) > 4 {
		s.replace(2, "")
		return
	}
	s.replace(1, "")
}

// dropVerbEnding is step 1b.
func (s *stemmer) dropVerbEnding() {
	w := s.w
	ly := ends(w, "ly") // edly, eedly and ingly go as ed, eed and ing do
	if ly {
		w = w[:len(w)-2]
	}
	n := len(w)
	if n < 3 {
		return
	}
	switch w[n-1] {
	case 'd':
		switch {
		case ends(w, "eed"):
			if n-3 >= s.r1 && !invariantEed(w) {
				s.w = w[:n-1]
			}
		case ends(w, "ed"):
			s.dropAfterVowel(n - 2)
		}
	case 'g':
		switch {
		case !ends(w, "ing"):
		case !ly && n == 5 && w[1] == 'y' && !s.isVowel(0):
			s.replace(4, "ie")
		case ly || !invariantIng(w):
			s.dropAfterVowel(n - 3)
		}
	}
}

// invariantEed reports whether the word w ends in eed that is no participle's.
func invariantEed(w []byte) bool {
	switch string(w) {
	case "proceed", "exceed", "succeed":
		return true
	}
	return false
}

// invariantIng reports whether the word w ends in ing and means something else than the verb does.
func invariantIng(w []byte) bool {
	switch string(w) {
	case "inning", "outing", "canning", "herring", "earring", "evening":
		return true
	}
	return false
}

// dropAfterVowel cuts the word to n bytes if they hold a vowel, and then mends the end of what is left.
func (s *stemmer) dropAfterVowel(n int) {
	if !s.vowelBefore(n) {
		return
	}
	s.w = s.w[:n]
	switch {
	case ends(s.w, "at"), ends(s.w, "bl"), ends(s.w, "iz"):
		s.w = append(s.w, 'e')
	case n >= 2 && s.w[n-1] == s.w[n-2] && doubles[s.w[n-1]]:
		if n != 3 || !staysDouble(s.w[0]) {
			s.w = s.w[:n-1]
		}
	case n == s.r1 && s.endsShort(n):
		s.w = append(s.w, 'e')
	}
}

// doubles has the letters that verbs double before an ending.
var doubles = [256]bool{'b': true, 'd': true, 'f': true, 'g': true, 'm': true, 'n': true, 'p': true, 'r': true, 't': true}

// staysDouble reports whether a double after this first letter stays, as in add, egg and off.
func staysDouble(first byte) bool { return first == 'a' || first == 'e' || first == 'o' }

// finalY is step 1c.
func (s *stemmer) finalY() {
	n := len(s.w)
	if n > 2 && s.w[n-1] == 'y' && !s.isVowel(n-2) {
		s.w[n-1] = 'i'
	}
}

// shortenDerived is step 2.
func (s *stemmer) shortenDerived() {
	if !s.inR1(2) { // no ending is shorter
		return
	}
	if cut, with := derivedEnding(s.w); cut > 0 && s.inR1(cut) {
		s.replace(cut, with)
	}
}

// derivedEnding returns the length of the longest ending that step 2 knows, and what it becomes.
func derivedEnding(w []byte) (cut int, with string) {
	n := len(w)
	switch w[n-2] {
	case 'a':
		switch {
		case ends(w, "ational"):
			return 7, "ate"
		case ends(w, "tional"):
			return 6, "tion"
		}
	case 'c':
		switch {
		case ends(w, "enci"):
			return 4, "ence"
		case ends(w, "anci"):
			return 4, "ance"
		}
	case 'e':
		if ends(w, "izer") {
			return 4, "ize"
		}
	case 'g':
		if ends(w, "logi") {
			return 3, "og"
		}
	case 'l':
		if w[n-1] == 'i' {
			return adverbEnding(w)
		}
	case 'o':
		switch {
		case ends(w, "ization"):
			return 7, "ize"
		case ends(w, "ation"):
			return 5, "ate"
		case ends(w, "ator"):
			return 4, "ate"
		}
	case 's':
		switch {
		case ends(w, "fulness"):
			return 7, "ful"
		case ends(w, "ousness"):
			return 7, "ous"
		case ends(w, "iveness"):
			return 7, "ive"
		case ends(w, "alism"):
			return 5, "al"
		case ends(w, "ogist"):
			return 5, "og"
		}
	case 't':
		switch {
		case ends(w, "biliti"):
			return 6, "ble"
		case ends(w, "aliti"):
			return 5, "al"
		case ends(w, "iviti"):
			return 5, "ive"
		}
	}
	return 0, ""
}

// adverbEnding is derivedEnding for a word that ends in li.
func adverbEnding(w []byte) (cut int, with string) {
	switch {
	case ends(w, "lessli"):
		return 6, "less"
	case ends(w, "entli"):
		return 5, "ent"
	case ends(w, "ousli"):
		return 5, "ous"
	case ends(w, "fulli"):
		return 5, "ful"
	case ends(w, "abli"):
		return 4, "able"
	case ends(w, "alli"):
		return 4, "al"
	case ends(w, "bli"):
		return 3, "ble"
	}
	switch w[len(w)-3] {
	case 'c', 'd', 'e', 'g', 'h', 'k', 'm', 'n', 'r', 't':
		return 2, ""
	}
	return 0, ""
}

// shortenAdjective is step 3.
func (s *stemmer) shortenAdjective() {
	if !s.inR1(3) { // no ending is shorter
		return
	}
	w := s.w
	cut, with := 0, ""
	switch w[len(w)-1] {
	case 'l':
		switch {
		case ends(w, "ational"):
			cut, with = 7, "ate"
		case ends(w, "tional"):
			cut, with = 6, "tion"
		case ends(w, "ical"):
			cut, with = 4, "ic"
		case ends(w, "ful"):
			cut = 3
		}
	case 'e':
		switch {
		case ends(w, "alize"):
			cut, with = 5, "al"
		case ends(w, "icate"):
			cut, with = 5, "ic"
		case ends(w, "ative") && s.inR2(5):
			cut = 5
		}
	case 'i':
		if ends(w, "iciti") {
			cut, with = 5, "ic"
		}
	case 's':
		if ends(w, "ness") {
			cut = 4
		}
	}
	if cut > 0 && s.inR1(cut) {
		s.replace(cut, with)
	}
}

// dropDerived is step 4.
func (s *stemmer) dropDerived() {
	if !s.inR2(2) { // no ending is shorter
		return
	}
	if cut := removableEnding(s.w); cut > 0 && s.inR2(cut) {
		s.replace(cut, "")
	}
}

// removableEnding returns the length of the longest ending that step 4 knows.
func removableEnding(w []byte) int {
	n := len(w)
	switch w[n-2] {
	case 'a':
		if w[n-1] == 'l' {
			return 2
		}
	case 'c':
		if ends(w, "ance") || ends(w, "ence") {
			return 4
		}
	case 'e':
		if w[n-1] == 'r' {
			return 2
		}
	case 'i':
		if w[n-1] == 'c' {
			return 2
		}
	case 'l':
		if ends(w, "able") || ends(w, "ible") {
			return 4
		}
	case 'n':
		switch {
		case ends(w, "ement"):
			return 5
		case ends(w, "ment"):
			return 4
		case ends(w, "ent"), ends(w, "ant"):
			return 3
		}
	case 'o':
		if ends(w, "sion") || ends(w, "tion") {
			return 3
		}
	case 's':
		if ends(w, "ism") {
			return 3
		}
	case 't':
		if ends(w, "ate") || ends(w, "iti") {
			return 3
		}
	case 'u':
		if ends(w, "ous") {
			return 3
		}
	case 'v':
		if ends(w, "ive") {
			return 3
		}
	case 'z':
		if ends(w, "ize") {
			return 3
		}
	}
	return 0
}

// dropFinal is step 5.
func (s *stemmer) dropFinal() {
	n := len(s.w)
	if n == 0 {
		return
	}
	switch s.w[n-1] {
	case 'e':
		if s.inR2(1) || s.inR1(1) && !s.endsShort(n-1) {
			s.w = s.w[:n-1]
		}
	case 'l':
		if s.inR2(1) && n >= 2 && s.w[n-2] == 'l' {
			s.w = s.w[:n-1]
		}
	}
}
