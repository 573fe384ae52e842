package fallback

import (
	"math/bits"
	"unicode/utf8"
	"unsafe"
)

// Skeleton is the view of a text that injection rules and models read: what a person would see, in ASCII where a letter
// looks like one. The zero value is ready for use; Kernel.Skeleton reuses its storage.
type Skeleton struct {
	Text   []byte
	pieces []piece

	before       []byte  // Text and pieces before letters were joined, kept for their storage
	beforePieces []piece // of before
}

// piece says where the bytes of a skeleton from one offset on come from.
type piece struct {
	at     int  // offset in the skeleton
	from   int  // offset in the original
	copied bool // byte by byte; else all of them come from the one code point at from
}

// Span returns the bytes of the original that a span of the skeleton, which must not be empty, comes from.
func (s *Skeleton) span(original string, sp Span) Span {
	first, last := s.origin(sp.Start), s.origin(sp.End-1)
	out := Span{Start: first.from, End: last.from + 1}
	if first.copied {
		out.Start += sp.Start - first.at
	}
	if last.copied {
		out.End += sp.End - 1 - last.at
		return out
	}
	_, size := utf8.DecodeRuneInString(original[last.from:])
	out.End += size - 1
	return out
}

// origin returns the piece that a byte of the skeleton is in.
func (s *Skeleton) origin(at int) piece {
	lo, hi := 0, len(s.pieces)
	for hi-lo > 1 {
		mid := int(uint(lo+hi) >> 1)
		if s.pieces[mid].at <= at {
			lo = mid
		} else {
			hi = mid
		}
	}
	return s.pieces[lo]
}

// Skeleton writes the skeleton of a text: every code point folded as Fold does, marks, hidden code points and bytes that
// are not UTF-8 dropped, confusable letters made ASCII, and letters that stand alone in a row joined.
func (k *Kernel) Skeleton(s *Skeleton, text string) {
	k.skeleton(s, text)
	for i, p := range s.pieces {
		if p.copied {
			lowerASCII(s.Text[p.at:s.pieceEnd(i)])
		}
	}
}

func lowerASCII(b []byte) {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
}

// skeleton is Skeleton but for the capitals of ASCII, which stay. Rules match letters of both cases, so that what is plain in
// a text need not be changed for them.
func (k *Kernel) skeleton(s *Skeleton, text string) {
	s.Text, s.pieces = s.Text[:0], s.pieces[:0]
	for i := 0; i < len(text); {
		if n := asciiLength(text[i:]); n > 0 {
			s.copy(text[i:i+n], i)
			i += n
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r != utf8.RuneError || size > 1 {
			k.skeletonRune(s, r, text[i:i+size], i)
		}
		i += size
	}
	s.join()
}

// asciiLength returns how many bytes at the start of a text are ASCII.
func asciiLength(text string) int {
	i := 0
	for ; i+8 <= len(text); i += 8 {
		if high := load64(text, i) & lanes80; high != 0 {
			return i + bits.TrailingZeros64(high)/8
		}
	}
	for i < len(text) && text[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// lanes80 has the highest bit of each byte; lanes01 the lowest.
const (
	lanes80 = 0x8080808080808080
	lanes01 = 0x0101010101010101
)

// load64 returns eight bytes of a text, the first in the lowest lane.
func load64(text string, i int) uint64 {
	b := text[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// copy appends bytes of the original from an offset as they are.
func (s *Skeleton) copy(text string, from int) {
	if n := len(s.pieces); n == 0 || !s.pieces[n-1].copied || from-s.pieces[n-1].from != len(s.Text)-s.pieces[n-1].at {
		s.pieces = append(s.pieces, piece{len(s.Text), from, true})
	}
	s.Text = append(s.Text, text...)
}

// pieceEnd returns where the piece of a number ends in the skeleton.
func (s *Skeleton) pieceEnd(i int) int {
	if i+1 < len(s.pieces) {
		return s.pieces[i+1].at
	}
	return len(s.Text)
}

// skeletonRune appends the skeleton of a code point above ASCII, which is spelt text and stands at an offset.
func (k *Kernel) skeletonRune(s *Skeleton, r rune, text string, from int) {
	if k.classOf(r)&classHidden != 0 {
		return
	}
	at := len(s.Text)
	var buf [maxFoldSize]rune
	for _, f := range k.foldRune(buf[:0], r) {
		switch c := k.classOf(f); {
		case c&classMark != 0:
		case c&classBreak != 0:
			s.Text = append(s.Text, '\n')
		case c&classSpace != 0:
			s.Text = append(s.Text, ' ')
		default:
			s.Text = k.appendConfusable(s.Text, f)
		}
	}
	switch {
	case string(s.Text[at:]) == text: // its own skeleton, as most of the Han script is
		s.Text = s.Text[:at]
		s.copy(text, from)
	case len(s.Text) > at:
		s.pieces = append(s.pieces, piece{at, from, false})
	}
}

// appendConfusable appends the ASCII that a code point looks like, or the code point.
func (t *tableSet) appendConfusable(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(dst, byte(r))
	}
	n := t.confusableBlocks[int(t.confusableIndex[r>>blockShift])*blockSize+int(r&(blockSize-1))]
	if n == 0 {
		return utf8.AppendRune(dst, r)
	}
	for ascii := t.confusableASCII[n-1]; ascii != 0; ascii >>= 8 {
		dst = append(dst, byte(ascii))
	}
	return dst
}

// minSpaced is how many letters must stand alone in a row to be joined.
const minSpaced = 3

// join removes the separators between letters that stand alone in a row.
func (s *Skeleton) join() {
	from := spaced(alias(s.Text), 0)
	if from < 0 {
		return
	}
	s.Text, s.before = s.before[:0], s.Text
	s.pieces, s.beforePieces = s.beforePieces[:0], s.pieces
	text := alias(s.before)
	at, number := 0, 0
	for ; from >= 0; from = spaced(text, at) {
		number = s.move(number, at, from)
		at = spacedEnd(text, from)
		for i := from; i < at; i += 2 {
			number = s.move(number, i, i+1)
		}
	}
	s.move(number, at, len(text))
}

// move appends before[from:to] and its pieces, looking for these from a number on, and returns the number of the last.
func (s *Skeleton) move(number, from, to int) int {
	for from < to {
		for number+1 < len(s.beforePieces) && s.beforePieces[number+1].at <= from {
			number++
		}
		p, end := s.beforePieces[number], to
		if number+1 < len(s.beforePieces) {
			end = min(end, s.beforePieces[number+1].at)
		}
		moved := piece{len(s.Text), p.from, p.copied}
		if p.copied {
			moved.from += from - p.at
		}
		s.pieces = append(s.pieces, moved)
		s.Text = append(s.Text, s.before[from:end]...)
		from = end
	}
	return number
}

// wordByte tells ASCII letters and digits, which are true, from other bytes; bytes above ASCII count as letters.
var wordByte = func() (t [256]bool) {
	for b := range 256 {
		t[b] = b >= utf8.RuneSelf || '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
	}
	return t
}()

// spaced returns where the first row of letters that stand alone starts, at or after from, −1 if there is none. A letter
// stands alone between bytes that are no letters; the one byte between two of a row is the same throughout and no line end.
// The second letter of a row stands between equal bytes, so such places are looked for, in six at a time.
func spaced(text string, from int) int {
	i := from
	for ; i+8 <= len(text); i += 6 {
		w := load64(text, i)
		equal := w ^ w>>16
		equal = (equal - lanes01) & ^equal // and more, after one that is equal
		words := wordLanes(w)
		for found := equal & ^words & (words >> 8) & (lanes80 >> 16); found != 0; found &= found - 1 {
			if at := i + bits.TrailingZeros64(found)/8 - 1; at >= from && spacedEnd(text, at) > 0 {
				return at
			}
		}
	}
	for ; i < len(text); i++ {
		if at := i - 1; at >= from && spacedEnd(text, at) > 0 {
			return at
		}
	}
	return -1
}

// wordLanes returns the highest bit of each lane that wordByte is true for.
func wordLanes(w uint64) uint64 {
	const ones = lanes01
	low := w &^ lanes80
	letter := low | 0x20*ones
	letter = (letter + (0x80-'a')*ones) &^ (letter + (0x7F-'z')*ones)
	digit := (low + (0x80-'0')*ones) &^ (low + (0x7F-'9')*ones)
	return (letter | digit | w) & lanes80
}

// spacedEnd returns the end of the row that starts at an offset, 0 if none does.
func spacedEnd(text string, at int) int {
	if at+2*minSpaced-1 > len(text) || !lone(text, at) || at > 1 && text[at-1] == text[at+1] && lone(text, at-2) {
		return 0
	}
	sep := text[at+1]
	if sep == '\n' || sep == '\r' {
		return 0
	}
	end, count := at+1, 1
	for end+1 < len(text) && text[end] == sep && lone(text, end+1) {
		end, count = end+2, count+1
	}
	if count < minSpaced {
		return 0
	}
	return end
}

// lone reports whether the byte is a letter or digit of ASCII between bytes that are neither.
func lone(text string, i int) bool {
	return wordByte[text[i]] && text[i] < utf8.RuneSelf && (i == 0 || !wordByte[text[i-1]]) && (i+1 == len(text) || !wordByte[text[i+1]])
}

// alias returns b as a string without copying it.
func alias(b []byte) string {
	// SAFETY: callers use the string only until they next change b.
	return unsafe.String(unsafe.SliceData(b), len(b))
}
