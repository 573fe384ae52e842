package fallback

import "unicode/utf8"

// LookAhead is the largest number of bytes after the end of a claim that Segment needs to see before it decides.
const LookAhead = 64

// What Segment looks at around a possible end, in bytes. After the end of a claim it sees at most maxGap of white space,
// a line break, maxGap again and the first maxNext bytes of what follows: within LookAhead.
const (
	maxGap     = 24 // longer white space ends a claim by itself
	maxNext    = 14 // of the next word or list marker
	maxEnders  = 16 // terminators and closing quotes taken together
	maxAbbrev  = 12
	shortLine  = 48 // a line shorter than this before a capital or digit is an item; a longer one was wrapped
	maxOrdinal = 4  // digits of a numbered list item
)

// lineKind is what the first characters of a line say about it.
type lineKind uint8

const (
	linePlain lineKind = iota
	lineUpper          // plain, starting with an upper-case letter or a digit
	lineBlank
	lineList
	lineHeading
	lineTable
	lineFence
	lineQuote
)

// Segmenter finds the ends of claims in a text that may still be growing. The zero value stands at the start of a
// text. It holds no pointer and may be copied to try something out.
type Segmenter struct {
	scan    int      // buf[:scan] has been looked at
	last    int      // end of the last character in buf[:scan] that is not white space; 0 if there is none
	column  int      // bytes between the start of the line and buf[scan]
	midLine bool     // the kind of the line is known
	kind    lineKind // of the line that scan stands in
	fence   bool     // within fenced code
}

// Cut tells the segmenter that its caller ended the claim in progress after n bytes of buf, n > 0.
func (s *Segmenter) Cut(n int) {
	s.column -= s.scan - n
	s.scan, s.last = 0, 0
	s.midLine = true
}

// Segment finds the end of the first claim of buf, which holds all that follows the previous claim's end. If ok, the
// claim is buf[:end]; the caller drops it and calls again. White space that separates claims opens the next one, so a
// claim may start with white space, and at the end of the text one may consist of it. If not ok, more bytes are needed
// or, with eof set, buf is empty.
//
// Whether and where a claim ends depends on the text only, not on how it was cut into calls, and is known at the latest
// when LookAhead bytes beyond the end are there. What has been looked at is not looked at again, so the cost of a text
// is linear in its length.
func (k *Kernel) Segment(s *Segmenter, buf string, eof bool) (end int, ok bool) {
	for s.scan < len(buf) {
		if s.midLine && k.skipPlain(s, buf) {
			continue
		}
		end, step := k.segmentAt(s, buf, eof)
		if end > 0 {
			s.Cut(end)
			return end, true
		}
		if step == 0 {
			return 0, false
		}
		s.scan += step
		s.column += step
	}
	if !eof || len(buf) == 0 {
		return 0, false
	}
	s.Cut(len(buf))
	return len(buf), true
}

// skipPlain goes past the ASCII text from s.scan on that neither ends nor begins anything, and reports whether it was any.
func (k *Kernel) skipPlain(s *Segmenter, buf string) bool {
	i, last := s.scan, s.last
	for ; i < len(buf); i++ {
		c := buf[i]
		if c == ' ' {
			if last > 0 && i+1-last > maxGap {
				break
			}
			continue
		}
		if c >= utf8.RuneSelf || k.stops[c] {
			break
		}
		last = i + 1
	}
	went := i > s.scan
	s.column += i - s.scan
	s.scan, s.last = i, last
	return went
}

// segmentAt looks at the character at s.scan. It returns the end of the claim, or how many bytes to go on, or neither
// when it needs more of the text.
func (k *Kernel) segmentAt(s *Segmenter, buf string, eof bool) (end, step int) {
	r, size := decode(buf[s.scan:], eof)
	if size == 0 {
		return 0, 0
	}
	c := k.classOf(r)
	switch {
	case c&(classSpace|classBreak) != 0 && s.last > 0 && s.scan+size-s.last > maxGap:
		return s.last, 0
	case c&classBreak != 0:
		return k.atBreak(s, buf, size, eof)
	case c&classSpace != 0:
		return 0, size
	}
	if !s.midLine {
		return k.startLine(s, buf, size, eof)
	}
	if s.fence || r != '.' && c&classTerminal == 0 {
		s.last = s.scan + size
		return 0, size
	}
	return k.atTerminal(s, buf, eof)
}

// startLine settles the kind of the line whose first character is at s.scan.
func (k *Kernel) startLine(s *Segmenter, buf string, size int, eof bool) (end, step int) {
	kind, marker, ok := k.lineKindAt(buf[s.scan:], eof)
	if !ok {
		return 0, 0
	}
	s.midLine, s.kind = true, kind
	if kind == lineFence {
		s.fence = !s.fence
	}
	if kind != lineList { // look at the character itself again: it may end a sentence
		return k.segmentAt(s, buf, eof)
	}
	s.last = s.scan + max(marker, size)
	return 0, max(marker, size)
}

// atBreak decides at a line break of size bytes whether the claim ends with its line.
func (k *Kernel) atBreak(s *Segmenter, buf string, size int, eof bool) (end, step int) {
	if s.last == 0 { // nothing but white space so far
		return k.newLine(s, size)
	}
	if s.fence || s.kind == lineFence || s.kind == lineHeading || s.kind == lineTable {
		return s.last, 0
	}
	next, ok := k.nextLine(buf[s.scan+size:], eof)
	switch {
	case !ok:
		return 0, 0
	case k.breaksClaim(s, buf, next):
		return s.last, 0
	case next == lineQuote: // the mark repeats on every line of a quotation
		return k.newLine(s, size)
	}
	s.column = -size // wrapped: the line goes on as what it was
	return 0, size
}

func (k *Kernel) newLine(s *Segmenter, size int) (end, step int) {
	s.midLine = false
	s.column = -size
	return 0, size
}

// breaksClaim says whether a claim ends at the break between its line and one of kind next. If not, the line was merely
// wrapped.
func (k *Kernel) breaksClaim(s *Segmenter, buf string, next lineKind) bool {
	switch next {
	case linePlain:
		return buf[s.last-1] == ':'
	case lineUpper:
		return buf[s.last-1] == ':' || s.column < shortLine
	case lineQuote:
		return s.kind != lineQuote
	}
	return true
}

// nextLine classifies the line that starts at text.
func (k *Kernel) nextLine(text string, eof bool) (kind lineKind, ok bool) {
	for i := 0; i < len(text); i++ {
		switch {
		case i == maxGap || text[i] == '\n':
			return lineBlank, true
		case text[i] != ' ' && text[i] != '\t' && text[i] != '\r':
			kind, _, ok = k.lineKindAt(text[i:], eof)
			return kind, ok
		}
	}
	return lineBlank, eof
}

// lineKindAt classifies a line by its first characters that are not white space, which text starts with, and returns
// the length of a list marker. Not ok means that it needs more of the text.
func (k *Kernel) lineKindAt(text string, eof bool) (kind lineKind, marker int, ok bool) {
	switch c := text[0]; {
	case c == '|':
		return lineTable, 0, true
	case c == '>':
		return lineQuote, 0, true
	case c == '#':
		kind, ok = prefixKind(text, '#', 1, 6, true, lineHeading, eof)
		return kind, 0, ok
	case c == '`', c == '~':
		kind, ok = prefixKind(text, c, 3, maxNext, false, lineFence, eof)
		return kind, 0, ok
	case c == '-', c == '*', c == '+':
		kind, ok = prefixKind(text, c, 1, 1, true, lineList, eof)
		return kind, 1, ok
	case '0' <= c && c <= '9':
		return numberedKind(text, eof)
	case c < utf8.RuneSelf:
		return plainKind(k.ascii[c]), 0, true
	}
	r, size := decode(text, eof)
	if r == '•' || r == '◦' || r == '▪' || r == '‣' {
		return lineList, size, true
	}
	return plainKind(k.classOf(r)), 0, size > 0
}

func plainKind(c class) lineKind {
	if c&(classUpper|classSolo|classDigit) != 0 {
		return lineUpper
	}
	return linePlain
}

// prefixKind says whether text starts with atLeast to atMost marks and, if spaced, white space: then it is of the kind
// given, otherwise plain.
func prefixKind(text string, mark byte, atLeast, atMost int, spaced bool, kind lineKind, eof bool) (lineKind, bool) {
	n := 0
	for n < len(text) && n <= atMost && text[n] == mark {
		n++
	}
	if n >= atLeast && !spaced {
		return kind, true
	}
	if n == len(text) {
		return linePlain, eof
	}
	if n >= atLeast && n <= atMost && (text[n] == ' ' || text[n] == '\t') {
		return kind, true
	}
	return linePlain, true
}

// numberedKind recognises "1. " and "1) ".
func numberedKind(text string, eof bool) (kind lineKind, marker int, ok bool) {
	n := 0
	for n < len(text) && n <= maxOrdinal && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	switch {
	case n > maxOrdinal:
		return lineUpper, 0, true
	case n+1 >= len(text) && !eof:
		return 0, 0, false
	case n+1 < len(text) && (text[n] == '.' || text[n] == ')') && (text[n+1] == ' ' || text[n+1] == '\t'):
		return lineList, n + 1, true
	}
	return lineUpper, 0, true
}

// atTerminal decides at a full stop, question mark, exclamation mark or their like.
func (k *Kernel) atTerminal(s *Segmenter, buf string, eof bool) (end, step int) {
	e, ok := k.enders(buf[s.scan:], eof)
	if !ok {
		return 0, 0
	}
	j := s.scan + e.size
	ends, ok := k.endsSentence(s, buf, e, eof)
	switch {
	case !ok:
		return 0, 0
	case ends:
		return j, 0
	}
	s.last = j
	return 0, e.size
}

// enders is a run of terminators and the closing quotes, brackets and emphasis marks after it.
type enders struct {
	size   int
	stop   bool // a single full stop and nothing else
	dots   bool // an ellipsis
	closed bool // something closes after the terminators
	wide   bool // starts with a terminator of a script that writes no space after it
}

func (k *Kernel) enders(text string, eof bool) (e enders, ok bool) {
	onlyDots := true
	for e.size < maxEnders {
		if e.size == len(text) {
			if !eof {
				return e, false
			}
			break
		}
		r, size := decode(text[e.size:], eof)
		if size == 0 {
			return e, false
		}
		c := k.classOf(r)
		switch {
		case (r == '.' || c&classTerminal != 0) && !e.closed:
			onlyDots = onlyDots && (r == '.' || r == '…')
			e.wide = e.wide || e.size == 0 && r >= 0x2E80
		case c&classCloser != 0 || r == '*' || r == '_' || r == '`':
			e.closed = true
		default:
			e.stop = e.size == 1 && text[0] == '.'
			e.dots = onlyDots && !e.stop && !e.closed
			return e, true
		}
		e.size += size
	}
	e.stop = e.size == 1 && text[0] == '.'
	e.dots = onlyDots && !e.stop && !e.closed
	return e, true
}

// endsSentence says whether the run of enders at s.scan ends the claim; not ok if it needs more of the text.
func (k *Kernel) endsSentence(s *Segmenter, buf string, e enders, eof bool) (ends, ok bool) {
	rest := buf[s.scan+e.size:]
	if e.wide {
		return true, true
	}
	if len(rest) == 0 {
		return eof, eof
	}
	r, size := decode(rest, eof)
	if size == 0 {
		return false, false
	}
	if c := k.classOf(r); c&(classSpace|classBreak) == 0 {
		return c&classSolo != 0, true
	}
	var abbr wordFlags
	if e.stop {
		abbr = k.abbreviation(buf[:s.scan])
	}
	if abbr&flagAbbrevNever != 0 {
		return false, true
	}
	if abbr == 0 && !e.dots && !e.closed {
		return true, true
	}
	next, ok := k.nextStart(rest, eof)
	switch {
	case !ok:
		return false, false
	case next == startNothing:
		return true, true
	case abbr&flagNegator != 0: // "no. 5", but: the answer is no.
		return next != startDigit, true
	case abbr != 0:
		return next == startSentence, true
	}
	return next != startLower, true
}

// abbreviation returns the abbreviation flags of the word that text ends with: flagAbbrevMay for a single capital, as
// in J. Smith.
func (k *Kernel) abbreviation(text string) wordFlags {
	var buf [maxAbbrev]byte
	n := 0
	for ; n < len(text); n++ {
		c := text[len(text)-1-n]
		if c != '.' && (c|0x20 < 'a' || c|0x20 > 'z') {
			break
		}
		if n == maxAbbrev {
			return 0
		}
		if c != '.' {
			c |= 0x20
		}
		buf[maxAbbrev-1-n] = c
	}
	if n == 1 && text[len(text)-1] >= 'A' && text[len(text)-1] <= 'Z' && text[len(text)-1] != 'I' {
		return flagAbbrevMay
	}
	e := k.word(hash64(buf[maxAbbrev-n:]))
	if e == nil || e.flags&(flagAbbrevNever|flagAbbrevMay) == 0 {
		return 0
	}
	return e.flags & (flagAbbrevNever | flagAbbrevMay | flagNegator)
}

// nextStart says how the text after white space begins.
type sentenceStart uint8

const (
	startNothing sentenceStart = iota // nothing follows within reach
	startLower                        // a lower-case letter
	startDigit
	startSentence // a capital letter of a word that sentences often begin with
	startOther
)

func (k *Kernel) nextStart(text string, eof bool) (start sentenceStart, ok bool) {
	i := 0
	for {
		if i >= maxGap {
			return startNothing, true
		}
		r, size := decode(text[i:], eof)
		if size == 0 {
			return startNothing, eof && i == len(text)
		}
		c := k.classOf(r)
		switch {
		case c&(classSpace|classBreak) != 0:
			i += size
			continue
		case c&classLower != 0:
			return startLower, true
		case c&classDigit != 0:
			return startDigit, true
		case c&classUpper != 0:
			return k.capitalStart(text[i:], eof)
		}
		return startOther, true
	}
}

// capitalStart looks whether the capitalised word at the start of text is one that sentences often begin with.
func (k *Kernel) capitalStart(text string, eof bool) (start sentenceStart, ok bool) {
	var buf [maxNext]byte
	n := 0
	for ; n < len(text) && n < maxNext; n++ {
		c := text[n] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		buf[n] = c
	}
	if n == len(text) && n < maxNext && !eof {
		return startOther, false
	}
	if e := k.word(hash64(buf[:n])); e != nil && e.flags&flagStop != 0 {
		return startSentence, true
	}
	return startOther, true
}

// decode is utf8.DecodeRuneInString that returns size 0 when text is empty or may be the start of a longer sequence.
func decode(text string, eof bool) (r rune, size int) {
	if len(text) == 0 || !eof && !utf8.FullRuneInString(text) {
		return 0, 0
	}
	return utf8.DecodeRuneInString(text)
}
