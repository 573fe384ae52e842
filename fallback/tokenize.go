package fallback

import "unicode/utf8"

// fastWord is the longest word, in bytes, that is looked at without the fold table.
const fastWord = 64

// alnum maps an ASCII letter or digit to its lower case and every other byte to 0.
var alnum = func() (t [256]byte) {
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-0x20] = byte(c), byte(c)
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = byte(c)
	}
	return t
}()

// tokenize appends the tokens of one claim and reports whether any of them may be part of a number or date.
func (k *Kernel) tokenize(a *Analysis, text string, claim Span) (numeric bool) {
	first := len(a.Tokens)
	prevEnd := claim.Start
	initial := true
	quote := -1
	for i := claim.Start; i < claim.End; {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			i = k.literal(a, text, i, claim.End)
		case alnum[c] != 0:
			i = k.asciiWord(a, text, i, claim.End)
		case c == '%' || c == '$':
			a.word[0] = c
			k.addFast(a, i, i+1, 1, propSign)
			i++
		case c < 0x80:
			if c == '"' {
				quote = a.quoteMark(quote, i, 1)
				initial = initial || quote >= 0
			}
			i++
			continue
		default:
			r, size := decode(text[i:claim.End], true)
			cl := k.classOf(r)
			switch {
			case cl&classSolo != 0:
				i = k.foldedWord(a, text, i, i+size, i+k.marksAfter(text[i+size:claim.End])+size, propSolo)
			case cl&classLetter != 0 || r == '°':
				i = k.foldedWord(a, text, i, i+size, k.wordEnd(text, i+size, claim.End), 0)
			case cl&classDigit != 0:
				i = k.wideLiteral(a, text, i, claim.End)
			case cl&classCurrency != 0 || r == '‰':
				i = k.foldedWord(a, text, i, i+size, i+size, propSign)
			default:
				if r == '“' || r == '«' || r == '”' || r == '»' {
					if r == '“' || r == '«' {
						quote = -1
					}
					quote = a.quoteMark(quote, i, size)
					initial = initial || quote >= 0
				}
				i += size
				continue
			}
		}
		t := &a.Tokens[len(a.Tokens)-1]
		if initial {
			t.props |= propInitial
			initial = false
		}
		t.props |= k.joint(text[prevEnd:t.Start], len(a.Tokens)-1 == first)
		prevEnd = int(t.End)
		numeric = numeric || t.props&propLiteral != 0 || t.flags&numberish != 0
	}
	return numeric
}

// quoteMark opens a quotation at offset i, or closes the open one and records it; it returns the new open offset.
func (a *Analysis) quoteMark(open, i, size int) int {
	if open < 0 {
		return i
	}
	a.Quotes = append(a.Quotes, Span{open, i + size})
	return -1
}

// joint says what stands between two tokens.
func (k *Kernel) joint(gap string, first bool) tokenProps {
	if first {
		return propBroken
	}
	if len(gap) == 1 && gap[0] == ' ' {
		return propSpaced
	}
	if gap == "" {
		return propGlued
	}
	switch gap {
	case "-", "‐", "‑", "–":
		return propHyphen
	}
	for _, r := range gap {
		if k.classOf(r)&(classSpace|classBreak) == 0 && r != '*' && r != '_' {
			return propBroken
		}
	}
	return propSpaced
}

// asciiWord adds the word that starts with the ASCII letter at i and returns its end.
func (k *Kernel) asciiWord(a *Analysis, text string, i, end int) int {
	buf := &a.word
	start, n, caps := i, 0, 0
	for i < end && n < fastWord {
		c := text[i]
		l := alnum[c]
		if l == 0 {
			if c == '\'' && i+1 < end && alnum[text[i+1]] > '9' {
				l = c
			} else if c >= 0x80 {
				break
			} else {
				if c == '.' && n == 1 && buf[0] > '9' {
					if e := acronymEnd(text, start, end); e > 0 {
						return k.acronym(a, text, start, e)
					}
				}
				k.addFast(a, start, i, n, capProps(text[start], caps, n))
				return i
			}
		}
		if c >= 'A' && c <= 'Z' {
			caps++
		}
		buf[n] = l
		n++
		i++
	}
	if e := k.wordEnd(text, i, end); e > i {
		return k.foldedWord(a, text, start, start+1, e, 0)
	}
	k.addFast(a, start, i, n, capProps(text[start], caps, n))
	return i
}

func capProps(first byte, caps, letters int) tokenProps {
	if first < 'A' || first > 'Z' {
		return 0
	}
	if caps == letters && letters > 1 {
		return propCapital | propCaps
	}
	return propCapital
}

// acronymEnd returns the end of U.S., U.S.A. or e.g. at start, 0 if it is none.
func acronymEnd(text string, start, end int) int {
	i := start
	for i+1 < end && alnum[text[i]] > '9' && text[i+1] == '.' {
		i += 2
	}
	if i-start < 4 {
		return 0
	}
	return i
}

// acronym adds a word written with full stops; they do not count: U.S. is US.
func (k *Kernel) acronym(a *Analysis, text string, start, end int) int {
	buf := &a.word
	n := 0
	for i := start; i < end && n < fastWord; i += 2 {
		buf[n] = alnum[text[i]]
		n++
	}
	props := propAcronym
	if text[start] >= 'A' && text[start] <= 'Z' {
		props |= propCapital | propCaps
	}
	k.addFast(a, start, end, n, props)
	return end
}

// wordEnd returns the end of the word that goes on at i: letters, digits, marks, hidden characters, and apostrophes
// between letters.
func (k *Kernel) wordEnd(text string, i, end int) int {
	for i < end {
		r, size := decode(text[i:end], true)
		c := k.classOf(r)
		switch {
		case c&(classLetter|classDigit|classMark|classHidden) != 0 && c&classSolo == 0:
		case isApostrophe(r) && i+size < end && k.letterAt(text[i+size:end]):
		default:
			return i
		}
		i += size
	}
	return i
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

func (k *Kernel) letterAt(text string) bool {
	r, _ := decode(text, true)
	c := k.classOf(r)
	return c&classLetter != 0 && c&classSolo == 0
}

// marksAfter returns the length of the marks and hidden characters that text starts with.
func (k *Kernel) marksAfter(text string) int {
	i := 0
	for i < len(text) {
		r, size := decode(text[i:], true)
		if k.classOf(r)&(classMark|classHidden) == 0 {
			break
		}
		i += size
	}
	return i
}

// foldedWord adds the word text[start:end], whose first character ends at first, by way of the fold table. Hidden
// characters at its end are no part of it.
func (k *Kernel) foldedWord(a *Analysis, text string, start, first, end int, props tokenProps) int {
	k.Fold(&a.folded, text[start:end])
	w := plainApostrophes(a.folded.Text)
	r, _ := decode(text[start:first], true)
	if k.classOf(r)&classUpper != 0 {
		props |= propCapital
	}
	tokenEnd := start
	for i := start; i < end; {
		r, size := decode(text[i:end], true)
		i += size
		if k.classOf(r)&classHidden == 0 {
			tokenEnd = i
		}
	}
	if len(w) == 0 { // cannot be: the first character is visible, but a table may say otherwise
		w = append(w, '?')
	}
	k.addWord(a, start, tokenEnd, w, props)
	return end
}

// plainApostrophes makes the typographic apostrophes of a folded word the ASCII one, in place.
func plainApostrophes(w []byte) []byte {
	n := 0
	for i := 0; i < len(w); n++ {
		r, size := utf8.DecodeRune(w[i:])
		if size > 1 && isApostrophe(r) {
			w[n] = '\''
			i += size
			continue
		}
		w[n] = w[i]
		i++
	}
	return w[:n]
}

// addFast appends a token for the folded word that is in the first n bytes of a.word.
func (k *Kernel) addFast(a *Analysis, start, end, n int, props tokenProps) {
	h := hashShort(&a.word, n)
	e := k.word(h)
	if e == nil {
		k.addWord(a, start, end, a.word[:n], props)
		return
	}
	t := a.newToken(start, end, props)
	t.Hash, t.Stem, t.Weight, t.flags, t.data = h, e.stem, e.weight, e.flags, e.data
	t.settle()
}

// newToken appends a token and returns it for filling.
func (a *Analysis) newToken(start, end int, props tokenProps) *Token {
	n := len(a.Tokens)
	if n == cap(a.Tokens) {
		a.Tokens = append(a.Tokens, Token{})
	}
	a.Tokens = a.Tokens[:n+1]
	t := &a.Tokens[n]
	t.Start, t.End, t.props, t.number = int32(start), int32(end), props, -1
	return t
}

// addWord appends a token for a folded word, which it may change.
func (k *Kernel) addWord(a *Analysis, start, end int, w []byte, props tokenProps) {
	hash := hash64(w)
	e := k.word(hash)
	if e == nil {
		if n := len(w); n > 2 && w[n-1] == 's' && w[n-2] == '\'' {
			w = w[:n-2]
			hash = hash64(w)
			e = k.word(hash)
		}
	}
	t := a.newToken(start, end, props)
	t.Hash = hash
	if e != nil {
		t.Stem, t.Weight, t.flags, t.data = e.stem, e.weight, e.flags, e.data
	} else {
		t.Weight, t.flags, t.data = unknownWeight, 0, 0
		if n := len(w); n > 3 && w[n-1] == 't' && w[n-2] == '\'' && w[n-3] == 'n' {
			t.flags = flagNegator | flagStop
		}
		t.Stem = hash64(Stem(w))
	}
	t.settle()
}

// settle derives from flags and spelling what the token counts as.
func (t *Token) settle() {
	if t.props&(propAcronym|propCaps) == propAcronym|propCaps || t.Hash == hashUS && t.props&propCaps != 0 {
		t.flags &^= flagStop
		t.Weight = max(t.Weight, acronymWeight)
	}
	if t.flags&flagNegator != 0 {
		t.props |= propNegator
	}
	if t.flags&(flagStop|flagNegator) == 0 && t.props&propSign == 0 {
		t.props |= propContent
	}
}

// acronymWeight is the least weight of a word written with full stops: U.S. is no pronoun.
const acronymWeight = 16

var hashUS = HashWord("us")
