package fallback

// MaxText is the largest text, in bytes, that Analyze looks at; what lies beyond is left out. Callers that must not miss
// it refuse longer texts.
const MaxText = 1<<31 - 1

// Analysis is what Analyze finds in a text. The zero value is ready for use; Analyze reuses its storage, so an Analysis
// that has seen a text of some size costs no allocation for another. It may be read by any number of goroutines while
// none writes it.
type Analysis struct {
	Sentences []Span   // claims, without the white space around them, in order
	Tokens    []Token  // words, number literals and unit signs, in order
	Numbers   []Number // numbers, dates, times and weekdays, in order
	Names     []Span   // runs of capitalised words that are not merely the first of their sentence
	Negations []Span   // negators
	Quotes    []Span   // quoted passages, quotation marks included

	bounds []int32 // Tokens[bounds[i]:bounds[i+1]] are those of Sentences[i]
	folded Folded
	word   [fastWord + 8]byte // the word being read, folded
}

// Token is one word, number literal or unit sign of a text.
type Token struct {
	Start, End int32  // bytes of the text
	Hash       uint64 // HashWord of the folded word, without a possessive ending
	Stem       uint64 // HashWord of its stem
	data       wordData
	Weight     uint16 // how much it tells: 1 for the most common words to 34 for words that no lexicon lists
	flags      wordFlags
	props      tokenProps
	number     int32 // index in Numbers of what it is part of, −1 for none
}

// Content reports whether the word is neither a function word nor a negator nor a bare sign.
func (t *Token) Content() bool { return t.props&propContent != 0 }

// proper reports whether the word is a name wherever it stands: it is written with a capital, or no lexicon lists it.
func (t *Token) proper() bool { return t.data&dataProper != 0 || t.Weight == unknownWeight }

type tokenProps uint16

const (
	propCapital   tokenProps = 1 << iota // first letter is upper case
	propCaps                             // two or more letters, all upper case
	propInitial                          // first word of its sentence, or of a quotation in it
	propLiteral                          // digits
	propSign                             // %, $ and their like
	propName                             // part of a name
	propMaybeName                        // may be a name: the capital has another reason
	propNegator                          // turns the meaning of what follows
	propContent
	propSolo    // one character of a script without spaces
	propGlued   // nothing stands between it and the token before it
	propHyphen  // a hyphen or dash joins it to the token before it
	propSpaced  // white space only stands between it and the token before it
	propAcronym // written with full stops: U.S.
	propBroken  // a comma, colon, bracket or the like stands between it and the token before it
)

// Analyze finds the sentences, words, numbers, names, negators and quotations of text and replaces a's content by them.
func (k *Kernel) Analyze(a *Analysis, text string) {
	a.reset()
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	var seg Segmenter
	for base := 0; ; {
		end, ok := k.Segment(&seg, text[base:], true)
		if !ok {
			break
		}
		k.analyzeClaim(a, text, Span{base, base + end})
		base += end
	}
	a.bounds = append(a.bounds, int32(len(a.Tokens)))
}

func (a *Analysis) reset() {
	a.Sentences, a.Tokens, a.Numbers = a.Sentences[:0], a.Tokens[:0], a.Numbers[:0]
	a.Names, a.Negations, a.Quotes = a.Names[:0], a.Negations[:0], a.Quotes[:0]
	a.bounds = a.bounds[:0]
}

// analyzeSingle analyses text as one claim, whatever Segment would say of it.
func (k *Kernel) analyzeSingle(a *Analysis, text string) {
	a.reset()
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	k.analyzeClaim(a, text, Span{0, len(text)})
	a.bounds = append(a.bounds, int32(len(a.Tokens)))
}

// analyzeClaim adds one claim of text.
func (k *Kernel) analyzeClaim(a *Analysis, text string, claim Span) {
	claim = k.trim(text, claim)
	if claim.Len() == 0 {
		return
	}
	first := len(a.Tokens)
	a.Sentences = append(a.Sentences, claim)
	a.bounds = append(a.bounds, int32(first))
	numeric := k.tokenize(a, text, claim)
	if numeric {
		k.findNumbers(a, text, first)
	}
	k.findNegations(a, text, first)
	k.findNames(a, first)
}

// trim takes the white space off both ends of a span.
func (k *Kernel) trim(text string, s Span) Span {
	for s.Start < s.End {
		r, size := decode(text[s.Start:s.End], true)
		if k.classOf(r)&(classSpace|classBreak) == 0 {
			break
		}
		s.Start += size
	}
	for s.End > s.Start && k.isSpaceEnd(text[s.Start:s.End]) > 0 {
		s.End -= k.isSpaceEnd(text[s.Start:s.End])
	}
	return s
}

// isSpaceEnd returns the size of the white-space character that text ends with, 0 if it ends otherwise.
func (k *Kernel) isSpaceEnd(text string) int {
	if c := text[len(text)-1]; c < 0x80 {
		if k.ascii[c]&(classSpace|classBreak) != 0 {
			return 1
		}
		return 0
	}
	for size := 2; size <= 3 && size <= len(text); size++ {
		r, n := decode(text[len(text)-size:], true)
		if n == size && k.classOf(r)&(classSpace|classBreak) != 0 {
			return size
		}
	}
	return 0
}

// sentenceTokens returns the half-open range of token numbers of sentence i.
func (a *Analysis) sentenceTokens(i int) (from, to int) {
	return int(a.bounds[i]), int(a.bounds[i+1])
}

// findNegations marks the negators among the tokens from first on. A negator before only, doubt, fewer and their like
// does not turn the statement, and "No. 5" holds none.
func (k *Kernel) findNegations(a *Analysis, text string, first int) {
	toks := a.Tokens
	for i := first; i < len(toks); i++ {
		t := &toks[i]
		if t.props&propNegator == 0 {
			continue
		}
		if i+1 < len(toks) {
			next := &toks[i+1]
			neutral := next.flags&flagNeutralizer != 0 && next.props&propBroken == 0
			ordinal := next.props&propLiteral != 0 && text[t.End] == '.'
			prefix := next.props&propHyphen != 0 && t.Hash == hashNon
			if neutral || ordinal || prefix {
				t.props &^= propNegator
				continue
			}
		}
		a.Negations = append(a.Negations, Span{int(t.Start), int(t.End)})
	}
}

// findNames joins capitalised words to names.
func (k *Kernel) findNames(a *Analysis, first int) {
	toks := a.Tokens[first:]
	shouting := mostlyCapital(toks)
	for i := range toks {
		t := &toks[i]
		if t.props&propCapital == 0 || t.number >= 0 || t.props&(propNegator|propSign) != 0 {
			continue
		}
		if t.flags&flagStop != 0 && t.props&propAcronym == 0 {
			continue
		}
		switch {
		case shouting, t.props&propInitial != 0 && !t.proper() && !nextCapital(toks, i):
			t.props |= propMaybeName
		default:
			t.props |= propName
		}
	}
	joinNames(a, toks)
}

// mostlyCapital reports whether capitals say nothing here: a heading or a shouted line.
func mostlyCapital(toks []Token) bool {
	words, capital := 0, 0
	for i := range toks {
		if toks[i].props&(propLiteral|propSign|propSolo) != 0 {
			continue
		}
		words++
		if toks[i].props&propCapital != 0 {
			capital++
		}
	}
	return words >= 5 && capital*4 > words*3
}

func nextCapital(toks []Token, i int) bool {
	return i+1 < len(toks) && toks[i+1].props&(propCapital|propSpaced) == propCapital|propSpaced && toks[i+1].flags&flagStop == 0
}

// joinNames appends the spans of the names among toks.
func joinNames(a *Analysis, toks []Token) {
	for i := 0; i < len(toks); i++ {
		if toks[i].props&propName == 0 {
			continue
		}
		j := i
		for j+1 < len(toks) && toks[j+1].props&propName != 0 && toks[j+1].props&propBroken == 0 {
			j++
		}
		a.Names = append(a.Names, Span{int(toks[i].Start), int(toks[j].End)})
		i = j
	}
}
