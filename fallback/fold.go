package fallback

import "unicode/utf8"

// Folded is the fold view of a text. The zero value is ready for use; Fold reuses its storage.
type Folded struct {
	Text []byte // UTF-8
	Map  []int  // Map[i] is the offset, in the original, of the code point that Text[i] came from
}

// Hangul syllables decompose by arithmetic (The Unicode Standard 15.0, section 3.12).
const (
	hangulBase  = 0xAC00
	hangulEnd   = hangulBase + 11172
	hangulL     = 0x1100
	hangulV     = 0x1161
	hangulT     = 0x11A7
	hangulVs    = 21
	hangulTs    = 28
	maxMarkRun  = 30 // as in the Stream-Safe Text Format of UAX #15: marks are put in order within runs of 30
	maxFoldSize = 18 // the longest folding of one code point, in code points
)

// Fold writes the view of text that grounding compares: NFKD, simple case folding, U+0300–036F dropped after Latin,
// Greek and Cyrillic letters, hidden code points dropped. A byte that is not valid UTF-8 folds to U+FFFD.
func (k *Kernel) Fold(f *Folded, text string) {
	f.Text, f.Map = f.Text[:0], f.Map[:0]
	w := markWriter{k: k, f: f}
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			w.flush()
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			f.Text, f.Map = append(f.Text, c), append(f.Map, i)
			w.afterLGC = 'a' <= c && c <= 'z'
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if k.classOf(r)&classHidden == 0 {
			var buf [maxFoldSize]rune
			for _, r := range k.foldRune(buf[:0], r) {
				w.put(r, i)
			}
		}
		i += size
	}
	w.flush()
}

// foldRune appends the folding of one code point, marks and all.
func (t *tableSet) foldRune(dst []rune, r rune) []rune {
	if r >= hangulBase && r < hangulEnd {
		s := r - hangulBase
		dst = append(dst, hangulL+s/(hangulVs*hangulTs), hangulV+s%(hangulVs*hangulTs)/hangulTs)
		if s%hangulTs != 0 {
			dst = append(dst, hangulT+s%hangulTs)
		}
		return dst
	}
	n := t.foldBlocks[int(t.foldIndex[r>>blockShift])*blockSize+int(r&(blockSize-1))]
	if n == 0 {
		return append(dst, r)
	}
	return append(dst, t.foldRunes[t.foldOffsets[n-1]:t.foldOffsets[n]]...)
}

// markWriter puts runs of combining marks into canonical order and drops those that fold drops.
type markWriter struct {
	k        *Kernel
	f        *Folded
	afterLGC bool // the last code point that is no mark was a Latin, Greek or Cyrillic letter
	n        int
	run      [maxMarkRun]pendingMark
}

type pendingMark struct {
	r   rune
	ccc uint8
	off int
}

func (w *markWriter) put(r rune, off int) {
	c := w.k.classOf(r)
	if c&classDropMark != 0 && w.afterLGC {
		return
	}
	ccc := c.ccc()
	if ccc == 0 {
		w.flush()
		w.emit(r, off)
		if c&classMark == 0 {
			w.afterLGC = c&classLGC != 0
		}
		return
	}
	if w.n == maxMarkRun {
		w.flush()
	}
	j := w.n
	for ; j > 0 && w.run[j-1].ccc > ccc; j-- {
		w.run[j] = w.run[j-1]
	}
	w.run[j] = pendingMark{r, ccc, off}
	w.n++
}

func (w *markWriter) flush() {
	for _, m := range w.run[:w.n] {
		w.emit(m.r, m.off)
	}
	w.n = 0
}

func (w *markWriter) emit(r rune, off int) {
	n := len(w.f.Text)
	w.f.Text = utf8.AppendRune(w.f.Text, r)
	for range len(w.f.Text) - n {
		w.f.Map = append(w.f.Map, off)
	}
}
