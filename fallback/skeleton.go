package fallback

import "unicode/utf8"

// Skeleton is the view of a text that injection rules and models read: what a person would see, in ASCII where a letter
// looks like one. The zero value is ready for use; Kernel.Skeleton reuses its storage.
type Skeleton struct {
	Text   []byte
	pieces []piece
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
	s.Text, s.pieces = s.Text[:0], s.pieces[:0]
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			s.extend(i)
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			s.Text = append(s.Text, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r != utf8.RuneError || size > 1 {
			k.skeletonRune(s, r, i)
		}
		i += size
	}
	s.join()
}

// extend says that the next byte is copied from offset i of the original.
func (s *Skeleton) extend(i int) {
	if n := len(s.pieces); n > 0 {
		if last := s.pieces[n-1]; last.copied && i-last.from == len(s.Text)-last.at {
			return
		}
	}
	s.pieces = append(s.pieces, piece{len(s.Text), i, true})
}

// skeletonRune appends the skeleton of a code point above ASCII.
func (k *Kernel) skeletonRune(s *Skeleton, r rune, i int) {
	if k.classOf(r)&classHidden != 0 {
		return
	}
	s.pieces = append(s.pieces, piece{len(s.Text), i, false})
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
	if s.pieces[len(s.pieces)-1].at == len(s.Text) {
		s.pieces = s.pieces[:len(s.pieces)-1]
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
	from := spaced(s.Text, 0)
	if from < 0 {
		return
	}
	text, pieces := s.Text, s.pieces
	s.Text, s.pieces = make([]byte, 0, len(text)), make([]piece, 0, len(pieces)+64)
	old := Skeleton{Text: text, pieces: pieces}
	copied := 0
	for ; from >= 0; from = spaced(text, copied) {
		s.move(&old, copied, from)
		end := spacedEnd(text, from)
		for i := from; i < end; i += 2 {
			s.move(&old, i, i+1)
		}
		copied = end
	}
	s.move(&old, copied, len(text))
}

// move appends old.Text[from:to] and its pieces.
func (s *Skeleton) move(old *Skeleton, from, to int) {
	for from < to {
		p := old.origin(from)
		end := to
		if next := old.after(from); next < end {
			end = next
		}
		moved := piece{len(s.Text), p.from, p.copied}
		if p.copied {
			moved.from += from - p.at
		}
		s.pieces = append(s.pieces, moved)
		s.Text = append(s.Text, old.Text[from:end]...)
		from = end
	}
}

// after returns where the piece after that of a byte starts.
func (s *Skeleton) after(at int) int {
	lo, hi := 0, len(s.pieces)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if s.pieces[mid].at <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == len(s.pieces) {
		return len(s.Text)
	}
	return s.pieces[lo].at
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
func spaced[T string | []byte](text T, from int) int {
	// A row has alternating bytes, so every other place is enough to find one.
	for i := from; i+2*minSpaced-2 < len(text)+1; i += 2 {
		if i+3 < len(text) && (wordByte[text[i]] == wordByte[text[i+1]] || wordByte[text[i]] != wordByte[text[i+2]] || wordByte[text[i+1]] != wordByte[text[i+3]]) {
			continue
		}
		for start := max(i-2, from); start <= i+1; start++ {
			if spacedEnd(text, start) > 0 {
				return start
			}
		}
	}
	return -1
}

// spacedEnd returns the end of the row that starts at an offset, 0 if none does.
func spacedEnd[T string | []byte](text T, at int) int {
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
func lone[T string | []byte](text T, i int) bool {
	return wordByte[text[i]] && text[i] < utf8.RuneSelf && (i == 0 || !wordByte[text[i-1]]) && (i+1 == len(text) || !wordByte[text[i+1]])
}
