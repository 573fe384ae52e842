package fallback

import "sync"

// analyses keeps the working memory of calls that have no scratch of their caller's.
var analyses = sync.Pool{New: func() any { return new(Analysis) }}

// Terms appends the terms under which BM25 knows a text: the stem hashes of its words and numbers in order, a repeated
// word repeated, bare signs left out.
func (k *Kernel) Terms(dst []uint64, text string) []uint64 {
	a := analyses.Get().(*Analysis)
	a.reset()
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	k.tokenize(a, text, Span{0, len(text)})
	for i := range a.Tokens {
		if a.Tokens[i].props&propSign == 0 {
			dst = append(dst, a.Tokens[i].Stem)
		}
	}
	analyses.Put(a)
	return dst
}
