package backfire

import (
	"bytes"
	"errors"
	"hash/maphash"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// ErrRedactorClosed is returned by what needs the vault of a Redactor after its Close.
var ErrRedactorClosed = errors.New("backfire: the redactor is closed")

// ErrVaultFull is returned by Mask when a Redactor holds as many originals as it may.
var ErrVaultFull = errors.New("backfire: the redactor holds as many originals as it may")

// MaxVault is how many originals a Redactor holds at most.
const MaxVault = 1 << 22

// Redactor masks secrets and personal data with placeholders such as <EMAIL_ADDRESS_1>, keeps the originals, and puts them
// back. The same original has the same placeholder for as long as the Redactor lives. Restoring what was masked gives the
// text, byte for byte, for every text: what looks like a placeholder is masked too.
//
// The originals are in memory only, until Close overwrites them. Strings that Restore has returned, and texts that were
// given to Mask, are the caller's. A Redactor is safe for concurrent use.
type Redactor struct {
	scanner *Scanner
	seed    maphash.Seed

	mu     sync.RWMutex
	vault  map[string][][]byte // originals by type, in the order of their numbers
	byHash map[uint64][]entry
	size   int
	closed bool
}

// entry is where the vault has an original.
type entry struct {
	kind   string
	number int // from 1
}

// Masked is one thing that Mask replaced.
type Masked struct {
	Placeholder string
	Type        string // such as "EMAIL_ADDRESS"; Literal for what looked like a placeholder
	Span        Span   // in bytes of the text that was masked
}

// Literal is the type of text that looks like a placeholder.
const Literal = "LITERAL"

// NewRedactor returns a Redactor with an empty vault.
func (s *Scanner) NewRedactor() *Redactor {
	return &Redactor{scanner: s, seed: maphash.MakeSeed(), vault: map[string][][]byte{}, byHash: map[uint64][]entry{}}
}

// Mask returns a text with its secrets and personal data replaced, and what was replaced, in order. Findings that overlap
// are replaced as one. It returns ErrVaultFull, with nothing kept of this text, if that takes more than MaxVault originals,
// and ErrRedactorClosed after Close.
func (r *Redactor) Mask(text string, mode ScanMode) (string, []Masked, error) {
	found, err := r.scanner.Scan(text, mode)
	if err != nil {
		return "", nil, err
	}
	items := mergeSpans(append(literals(text), sensitive(found)...))
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return "", nil, ErrRedactorClosed
	case r.size+len(items) > MaxVault:
		return "", nil, ErrVaultFull
	}
	var out strings.Builder
	at := 0
	for i := range items {
		m := &items[i]
		m.Placeholder = r.keep(m.Type, text[m.Span.Start:m.Span.End])
		out.WriteString(text[at:m.Span.Start])
		out.WriteString(m.Placeholder)
		at = m.Span.End
	}
	out.WriteString(text[at:])
	return out.String(), items, nil
}

// sensitive returns what is to be masked. What is found in a layer is masked with all of the encoded text.
func sensitive(found []Finding) []Masked {
	var out []Masked
	for _, f := range found {
		if f.Category.Sensitive() {
			out = append(out, Masked{Type: f.Type, Span: f.Span})
		}
	}
	return out
}

// literals returns what looks like a placeholder.
func literals(text string) []Masked {
	var out []Masked
	for i := strings.IndexByte(text, '<'); i >= 0; {
		_, _, end, _ := parsePlaceholder(text[i:])
		if end > 0 {
			out = append(out, Masked{Type: Literal, Span: Span{Start: i, End: i + end}})
		}
		next := strings.IndexByte(text[i+1:], '<')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return out
}

// mergeSpans puts what is to be masked in order, and makes one of those that overlap, of the type of the first of them.
func mergeSpans(items []Masked) []Masked {
	slices.SortStableFunc(items, func(a, b Masked) int { return a.Span.Start - b.Span.Start })
	merged := items[:0]
	for _, m := range items {
		if n := len(merged); n > 0 && m.Span.Start < merged[n-1].Span.End {
			merged[n-1].Span.End = max(merged[n-1].Span.End, m.Span.End)
			continue
		}
		merged = append(merged, m)
	}
	return merged
}

// keep returns the placeholder of an original, which it puts into the vault if it is new.
func (r *Redactor) keep(kind, original string) string {
	hash := r.hash(kind, original)
	for _, e := range r.byHash[hash] {
		if e.kind == kind && string(r.vault[kind][e.number-1]) == original {
			return placeholder(e)
		}
	}
	r.vault[kind] = append(r.vault[kind], []byte(original))
	e := entry{kind, len(r.vault[kind])}
	r.byHash[hash] = append(r.byHash[hash], e)
	r.size++
	return placeholder(e)
}

// hash makes no copy of the original, as joining the two strings would.
func (r *Redactor) hash(kind, original string) uint64 {
	var h maphash.Hash
	h.SetSeed(r.seed)
	h.WriteString(kind)
	h.WriteByte(0)
	h.WriteString(original)
	return h.Sum64()
}

func placeholder(e entry) string { return "<" + e.kind + "_" + strconv.Itoa(e.number) + ">" }

// maxPlaceholder is the longest text that may be a placeholder, in bytes.
const maxPlaceholder = 80

// parsePlaceholder reads a placeholder at the start of a text: <, capital letters, digits and underscores, an underscore,
// digits, >. end is 0 if there is none; partial says that more text could make one.
func parsePlaceholder[T string | []byte](text T) (kind string, number, end int, partial bool) {
	if len(text) == 0 || text[0] != '<' {
		return "", 0, 0, false
	}
	n := 1
	for n < len(text) && n < maxPlaceholder && ('A' <= text[n] && text[n] <= 'Z' || '0' <= text[n] && text[n] <= '9' || text[n] == '_') {
		n++
	}
	if n == len(text) && n < maxPlaceholder {
		return "", 0, 0, true
	}
	if n == len(text) || text[n] != '>' {
		return "", 0, 0, false
	}
	kind, digits, ok := cutLast(string(text[1:n]), '_')
	if !ok || kind == "" || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", 0, 0, false
	}
	number, err := strconv.Atoi(digits)
	if err != nil || digits[0] == '0' { // no number of the vault, but it looks like one
		number = 0
	}
	return kind, number, n + 1, false
}

func cutLast(s string, sep byte) (before, after string, ok bool) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// Restore puts originals back in place of their placeholders. Placeholders that are not in the vault stay as they are. It
// returns ErrRedactorClosed after Close.
func (r *Redactor) Restore(text string) (string, error) {
	var out strings.Builder
	w := r.RestoreTo(&out)
	if _, err := io.WriteString(w, text); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return out.String(), nil
}

// RestoreTo returns a writer that restores what is written to it, placeholders cut anywhere, and writes it on to w. It
// holds back at most a placeholder; Close writes what is held, and does not close w. It belongs to one goroutine.
func (r *Redactor) RestoreTo(w io.Writer) io.WriteCloser { return &restorer{redactor: r, out: w} }

type restorer struct {
	redactor *Redactor
	out      io.Writer
	held     []byte // may be the start of a placeholder
	ready    []byte // restored, to be written on; zeroed afterwards
	closed   bool
}

// Write restores and passes on what cannot be part of an unfinished placeholder.
func (w *restorer) Write(p []byte) (int, error) {
	if w.closed {
		return 0, ErrClosed
	}
	w.held = append(w.held, p...)
	if err := w.restore(false); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close passes on what is held.
func (w *restorer) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	return w.restore(true)
}

// restore passes on what is held, but for what may be the start of a placeholder unless it is the end.
func (w *restorer) restore(eof bool) error {
	rest, err := w.substitute(w.held, eof)
	if err != nil {
		return err
	}
	w.held = w.held[:copy(w.held, rest)]
	_, err = w.out.Write(w.ready)
	clear(w.ready)
	return err
}

// substitute makes ready what a text stands for, and returns the rest of it that has to wait.
func (w *restorer) substitute(text []byte, eof bool) (rest []byte, err error) {
	r := w.redactor
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		return nil, ErrRedactorClosed
	}
	w.ready = w.ready[:0]
	for len(text) > 0 {
		i := bytes.IndexByte(text, '<')
		if i < 0 {
			i = len(text)
		}
		w.append(text[:i])
		if text = text[i:]; len(text) == 0 {
			break
		}
		kind, number, end, partial := parsePlaceholder(text)
		if partial && !eof {
			break
		}
		if original, ok := r.original(kind, number); ok && end > 0 {
			w.append(original)
			text = text[end:]
			continue
		}
		w.append(text[:1])
		text = text[1:]
	}
	return text, nil
}

// append appends to ready, and leaves no originals behind in memory that it grows out of.
func (w *restorer) append(text []byte) {
	if len(w.ready)+len(text) > cap(w.ready) {
		grown := make([]byte, len(w.ready), 2*cap(w.ready)+len(text))
		copy(grown, w.ready)
		clear(w.ready)
		w.ready = grown
	}
	w.ready = append(w.ready, text...)
}

// original returns what a placeholder stands for.
func (r *Redactor) original(kind string, number int) ([]byte, bool) {
	if list := r.vault[kind]; 0 < number && number <= len(list) {
		return list[number-1], true
	}
	return nil, false
}

// Close overwrites the originals and forgets them. Closing again does nothing.
func (r *Redactor) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	for _, list := range r.vault {
		for _, original := range list {
			clear(original)
		}
	}
	r.vault, r.byHash, r.size = nil, nil, 0
	return nil
}
