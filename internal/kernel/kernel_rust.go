//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

/*
#include "backfire.h"

// What these take from Go they use during the call only, and none of them calls Go. bf_halt_run does; it is not here.
#cgo noescape bf_kernel_open
#cgo nocallback bf_kernel_open
#cgo noescape bf_kernel_digest
#cgo nocallback bf_kernel_digest
#cgo noescape bf_fold
#cgo nocallback bf_fold
#cgo noescape bf_segment
#cgo nocallback bf_segment
#cgo noescape bf_analyze
#cgo nocallback bf_analyze
#cgo noescape bf_analyze_batch
#cgo nocallback bf_analyze_batch
#cgo noescape bf_unit_name
#cgo nocallback bf_unit_name
#cgo noescape bf_signals
#cgo nocallback bf_signals
#cgo noescape bf_signals_batch
#cgo nocallback bf_signals_batch
#cgo noescape bf_scan
#cgo nocallback bf_scan
#cgo noescape bf_injection_score
#cgo nocallback bf_injection_score
#cgo noescape bf_skeleton
#cgo nocallback bf_skeleton
#cgo noescape bf_coherence
#cgo nocallback bf_coherence
#cgo noescape bf_injection_verdict
#cgo nocallback bf_injection_verdict
#cgo noescape bf_softmax
#cgo nocallback bf_softmax
#cgo noescape bf_divergence
#cgo nocallback bf_divergence
#cgo noescape bf_confidence
#cgo nocallback bf_confidence
*/
import "C"

import (
	"slices"
	"strings"
	"sync"
	"unsafe"

	"github.com/backfire-ai/backfire-go/fallback"
)

// rustKernel is the kernel behind the C ABI. Records have the layout of the Go kernel's, so that they cross as they are.
type rustKernel struct {
	handle *handle
	rules  Kernel // knows what the rules and models of the same tables are
}

// openNative opens the linked or loaded kernel over tables, which the other kernel has too.
func openNative(tables []byte, rules Kernel) (*rustKernel, error) {
	var out *C.bf_kernel
	var msg C.bf_message
	if st := C.bf_kernel_open(bytesOf(tables), C.size_t(len(tables)), &out, &msg); st != C.BF_STATUS_OK {
		return nil, fault("open", st, &msg)
	}
	handle := newHandle(unsafe.Pointer(out), func(p unsafe.Pointer) { C.bf_kernel_free((*C.bf_kernel)(p)) })
	return &rustKernel{handle, rules}, nil
}

func (k *rustKernel) reopen(tables []byte) (Kernel, error) {
	rules, err := k.rules.reopen(tables)
	if err != nil {
		return nil, err
	}
	return openNative(tables, rules)
}

// Close frees the kernel. Indexes made with it stay usable.
func (k *rustKernel) Close() error {
	k.handle.close()
	return nil
}

// use returns the kernel for a call.
func (k *rustKernel) use() (*C.bf_kernel, error) {
	p, err := k.handle.use()
	return (*C.bf_kernel)(p), err
}

// bytesOf and textOf point to what they are given; C borrows it for the call. With no byte the pointer means nothing.
func bytesOf(b []byte) *C.uint8_t   { return (*C.uint8_t)(unsafe.SliceData(b)) }
func textOf(text string) *C.uint8_t { return (*C.uint8_t)(unsafe.StringData(text)) }

// fault makes an error of a status that is none of those that the function has a type for.
func fault(function string, status C.bf_status, msg *C.bf_message) error {
	problem := words(msg)
	if status == C.BF_STATUS_BUFFER {
		problem = "wants more room each time it is asked"
	}
	return &Fault{Kernel: "rust", Function: function, Problem: problem}
}

// overrun is the error of a function that claims to have written more than there was room for.
func overrun(function string) error {
	return &Fault{Kernel: "rust", Function: function, Problem: "says that it wrote more than there is room for"}
}

// words returns the text of a message.
func words(msg *C.bf_message) string {
	text := unsafe.Slice((*byte)(unsafe.Pointer(&msg.text)), len(msg.text)) // C.GoBytes would move every msg to the heap
	return string(text[:min(int(msg.len), len(text))])
}

func (k *rustKernel) Digest() uint64 {
	p, err := k.use()
	if err != nil {
		return 0
	}
	defer k.handle.done()
	var digest C.uint64_t
	C.bf_kernel_digest(p, &digest, nil)
	return uint64(digest)
}

func (k *rustKernel) Fold(f *fallback.Folded, text string) error {
	p, err := k.use()
	if err != nil {
		return err
	}
	defer k.handle.done()
	var msg C.bf_message
	n := C.size_t(len(text)) // what folding adds, it adds rarely
	for range 2 {
		f.Text, f.Map = slices.Grow(f.Text[:0], int(n)), slices.Grow(f.Map[:0], int(n))
		room := min(cap(f.Text), cap(f.Map))
		st := C.bf_fold(p, textOf(text), C.size_t(len(text)), bytesOf(f.Text), sizesOf(f.Map), C.size_t(room), &n, &msg)
		switch st {
		case C.BF_STATUS_OK:
			if n > C.size_t(room) {
				return overrun("fold")
			}
			f.Text, f.Map = f.Text[:n], f.Map[:n]
			return nil
		case C.BF_STATUS_BUFFER:
			continue
		}
		return fault("fold", st, &msg)
	}
	return fault("fold", C.BF_STATUS_BUFFER, &msg)
}

func (k *rustKernel) Segment(s *fallback.Segmenter, buf string, eof bool) (end int, ok bool, err error) {
	p, err := k.use()
	if err != nil {
		return 0, false, err
	}
	defer k.handle.done()
	var msg C.bf_message
	var at C.size_t
	var last C.uint8_t
	if eof {
		last = 1
	}
	if st := C.bf_segment(p, (*C.bf_segmenter)(unsafe.Pointer(s)), textOf(buf), C.size_t(len(buf)), last, &at, &msg); st != C.BF_STATUS_OK {
		return 0, false, fault("segment", st, &msg)
	}
	if at > C.size_t(len(buf)) {
		return 0, false, overrun("segment")
	}
	return int(at), at > 0, nil
}

// arenas hold the blocks that bf_analyze writes.
var arenas = sync.Pool{New: func() any { return new([]uint64) }}

// wordsPerByte is the room that Analyze offers first, in 8-byte words for each byte of a text.
const wordsPerByte = 2

func (k *rustKernel) Analyze(a *fallback.Analysis, text string) error {
	p, err := k.use()
	if err != nil {
		return err
	}
	defer k.handle.done()
	arena := arenas.Get().(*[]uint64)
	defer arenas.Put(arena)
	var msg C.bf_message
	n := C.size_t(len(text)*wordsPerByte + 64)
	for range 2 {
		*arena = slices.Grow((*arena)[:0], int(n))
		room := (*arena)[:cap(*arena)]
		st := C.bf_analyze(p, textOf(text), C.size_t(len(text)), (*C.uint64_t)(unsafe.SliceData(room)), C.size_t(len(room)), &n, &msg)
		switch st {
		case C.BF_STATUS_OK:
			v, ok := viewAnalysis(room, 0, int(n))
			if !ok {
				return overrun("analyze")
			}
			copyAnalysis(a, v)
			return nil
		case C.BF_STATUS_BUFFER:
			continue
		}
		return fault("analyze", st, &msg)
	}
	return fault("analyze", C.BF_STATUS_BUFFER, &msg)
}

// copyAnalysis copies the records of v to a, whose storage it uses.
func copyAnalysis(a *fallback.Analysis, v fallback.Analysis) {
	a.Sentences = append(a.Sentences[:0], v.Sentences...)
	a.Tokens = append(a.Tokens[:0], v.Tokens...)
	a.Numbers = append(a.Numbers[:0], v.Numbers...)
	a.Names = append(a.Names[:0], v.Names...)
	a.Negations = append(a.Negations[:0], v.Negations...)
	a.Quotes = append(a.Quotes[:0], v.Quotes...)
}

// viewAnalysis returns the records of the block that room has from start to end, which backfire.h describes, where they are;
// false if they do not lie in it.
func viewAnalysis(room []uint64, start, end int) (a fallback.Analysis, ok bool) {
	const size = int(unsafe.Sizeof(C.bf_analysis_head{})) / 8
	if start < 0 || end > len(room) || start+size > end {
		return a, false
	}
	head := (*C.bf_analysis_head)(unsafe.Pointer(&room[start]))
	r := records{words: room[start+size : end]}
	a.Sentences = take[fallback.Span](&r, head.sentences)
	a.Tokens = take[fallback.Token](&r, head.tokens)
	a.Numbers = take[fallback.Number](&r, head.numbers)
	a.Names = take[fallback.Span](&r, head.names)
	a.Negations = take[fallback.Span](&r, head.negations)
	a.Quotes = take[fallback.Span](&r, head.quotes)
	return a, !r.short
}

func (k *rustKernel) AnalyzeBatch(out *Analyses, texts *Batch) error {
	out.All = out.All[:0]
	count := texts.Len()
	if count == 0 {
		return nil
	}
	p, err := k.use()
	if err != nil {
		return err
	}
	defer k.handle.done()
	var msg C.bf_message
	out.starts = slices.Grow(out.starts[:0], count+1)[:count+1]
	need := len(texts.text)*wordsPerByte + 64
	for range 2 {
		out.blocks = slices.Grow(out.blocks[:0], need)
		room := out.blocks[:cap(out.blocks)]
		st := C.bf_analyze_batch(p, bytesOf(texts.text), C.size_t(len(texts.text)), sizesOf(texts.offsets), C.size_t(count),
			(*C.uint64_t)(unsafe.SliceData(room)), C.size_t(len(room)), sizesOf(out.starts), &msg)
		switch st {
		case C.BF_STATUS_OK:
			return out.view(room, count)
		case C.BF_STATUS_BUFFER:
			need = out.starts[count]
			continue
		}
		return fault("analyze", st, &msg)
	}
	return fault("analyze", C.BF_STATUS_BUFFER, &msg)
}

// view makes All of the blocks in room.
func (out *Analyses) view(room []uint64, count int) error {
	for i := range count {
		a, ok := viewAnalysis(room, out.starts[i], out.starts[i+1])
		if !ok {
			return overrun("analyze")
		}
		out.All = append(out.All, a)
	}
	return nil
}

// sizesOf points to the first of some sizes.
func sizesOf(n []int) *C.size_t { return (*C.size_t)(unsafe.Pointer(unsafe.SliceData(n))) }

func (k *rustKernel) NumberUnit(n *fallback.Number) string {
	if unit := n.Kind.Unit(); unit != "" {
		return unit
	}
	p, err := k.use()
	if err != nil {
		return ""
	}
	defer k.handle.done()
	var buf [256]byte
	var size C.size_t
	if st := C.bf_unit_name(p, C.uint16_t(n.Unit), bytesOf(buf[:]), C.size_t(len(buf)), &size, nil); st != C.BF_STATUS_OK || int(size) > len(buf) {
		return ""
	}
	return string(buf[:size])
}

// records is what is left of a block.
type records struct {
	words []uint64
	short bool // more were asked for than there are
}

// take returns the next n records, which lie in the block.
func take[T any](b *records, n C.uint64_t) []T {
	var record T
	if n == 0 {
		return nil
	}
	each := int(unsafe.Sizeof(record)) / 8
	if n > C.uint64_t(len(b.words)/each) {
		b.short = true
		return nil
	}
	size := int(n) * each
	first := b.words[:size]
	b.words = b.words[size:]
	return unsafe.Slice((*T)(unsafe.Pointer(&first[0])), int(n)) // whose capacity ends here, too
}

func (k *rustKernel) Signals(claim, source string) (out fallback.Signals, err error) {
	p, err := k.use()
	if err != nil {
		return out, err
	}
	defer k.handle.done()
	var msg C.bf_message
	st := C.bf_signals(p, textOf(claim), C.size_t(len(claim)), textOf(source), C.size_t(len(source)), (*C.bf_signals_record)(unsafe.Pointer(&out)), &msg)
	if st != C.BF_STATUS_OK {
		return out, fault("signals", st, &msg)
	}
	return out, nil
}

func (k *rustKernel) SignalsBatch(out []fallback.Signals, pairs *Batch) error {
	n := pairs.Len() / 2
	if n == 0 {
		return nil
	}
	p, err := k.use()
	if err != nil {
		return err
	}
	defer k.handle.done()
	var msg C.bf_message
	st := C.bf_signals_batch(p, bytesOf(pairs.text), C.size_t(len(pairs.text)), sizesOf(pairs.offsets), C.size_t(n),
		(*C.bf_signals_record)(unsafe.Pointer(&out[:n][0])), &msg)
	if st != C.BF_STATUS_OK {
		return fault("signals", st, &msg)
	}
	return nil
}

func (k *rustKernel) Skeleton(dst []byte, text string) ([]byte, error) {
	p, err := k.use()
	if err != nil {
		return dst, err
	}
	defer k.handle.done()
	var msg C.bf_message
	first, n := len(dst), C.size_t(len(text))
	for range 2 {
		dst = slices.Grow(dst[:first], int(n))
		room := dst[first:cap(dst)]
		st := C.bf_skeleton(p, textOf(text), C.size_t(len(text)), bytesOf(room), C.size_t(len(room)), &n, &msg)
		switch st {
		case C.BF_STATUS_OK:
			if n > C.size_t(len(room)) {
				return dst[:first], overrun("skeleton")
			}
			return dst[:first+int(n)], nil
		case C.BF_STATUS_BUFFER:
			continue
		}
		return dst[:first], fault("skeleton", st, &msg)
	}
	return dst[:first], fault("skeleton", C.BF_STATUS_BUFFER, &msg)
}

// someFindings is the room that Scan offers first.
const someFindings = 16

func (k *rustKernel) Scan(s *fallback.Scan, text string, mode fallback.ScanMode) error {
	p, err := k.use()
	if err != nil {
		return err
	}
	defer k.handle.done()
	var msg C.bf_message
	n, alive := C.size_t(someFindings), C.size_t(0)
	for range 2 {
		s.Findings = slices.Grow(s.Findings[:0], int(n))
		room := s.Findings[:cap(s.Findings)]
		st := C.bf_scan(p, textOf(text), C.size_t(len(text)), C.uint8_t(mode), (*C.bf_finding)(unsafe.Pointer(unsafe.SliceData(room))),
			C.size_t(len(room)), &n, &alive, &msg)
		switch st {
		case C.BF_STATUS_OK:
			if n > C.size_t(len(room)) || alive > C.size_t(len(text)) {
				return overrun("scan")
			}
			s.Findings, s.Alive = room[:n], int(alive)
			return nil
		case C.BF_STATUS_BUFFER:
			continue
		}
		return fault("scan", st, &msg)
	}
	return fault("scan", C.BF_STATUS_BUFFER, &msg)
}

// InjectionScore needs no working memory of the caller's: the kernel has its own.
func (k *rustKernel) InjectionScore(_ *fallback.InjectionWork, text string, mode fallback.ScanMode) (out fallback.InjectionScore, err error) {
	p, err := k.use()
	if err != nil {
		return out, err
	}
	defer k.handle.done()
	var msg C.bf_message
	st := C.bf_injection_score(p, textOf(text), C.size_t(len(text)), C.uint8_t(mode), (*C.bf_injection_score_record)(unsafe.Pointer(&out)), &msg)
	if st != C.BF_STATUS_OK {
		return fallback.InjectionScore{}, fault("injection score", st, &msg)
	}
	if out.Span.Start < 0 || out.Span.End < out.Span.Start || out.Span.End > len(text) {
		return fallback.InjectionScore{}, overrun("injection score")
	}
	return out, nil
}

func (k *rustKernel) InjectionPoints(mode fallback.ScanMode) (strict, balanced, lenient float64) {
	return k.rules.InjectionPoints(mode)
}

func (k *rustKernel) Rule(number int) fallback.RuleInfo { return k.rules.Rule(number) }

func (k *rustKernel) Coherence(cfg fallback.CoherenceConfig, hLogical, hFactual float64) (out fallback.CoherenceScore, err error) {
	var msg C.bf_message
	st := C.bf_coherence((*C.bf_coherence_config)(unsafe.Pointer(&cfg)), C.double(hLogical), C.double(hFactual),
		(*C.bf_coherence_score)(unsafe.Pointer(&out)), &msg)
	if st != C.BF_STATUS_OK {
		return out, misconfigured("coherence", st, &msg, cfg)
	}
	return out, nil
}

// misconfigured returns the error of a failed call that checks a configuration. The kernel says that it is wrong; what is wrong
// with it, the same rules in Go say with a type.
func misconfigured(function string, st C.bf_status, msg *C.bf_message, cfg interface{ Validate() error }) error {
	if err := cfg.Validate(); err != nil && st == C.BF_STATUS_CONFIG {
		return err
	}
	return fault(function, st, msg)
}

func (k *rustKernel) InjectionVerdict(dst []fallback.InjectionClaimResult, claims []fallback.InjectionClaim, sanitizer, baseline float64,
	cfg fallback.InjectionConfig) ([]fallback.InjectionClaimResult, fallback.InjectionResult, error) {
	var msg C.bf_message
	var sum fallback.InjectionResult
	first := len(dst)
	dst = slices.Grow(dst, len(claims))
	results := dst[first : first+len(claims)]
	st := C.bf_injection_verdict((*C.bf_injection_claim)(unsafe.Pointer(unsafe.SliceData(claims))), C.size_t(len(claims)),
		C.double(sanitizer), C.double(baseline), (*C.bf_injection_config)(unsafe.Pointer(&cfg)),
		(*C.bf_injection_claim_result)(unsafe.Pointer(unsafe.SliceData(results))), (*C.bf_injection_result)(unsafe.Pointer(&sum)), &msg)
	if st != C.BF_STATUS_OK {
		return dst, fallback.InjectionResult{}, misconfigured("injection verdict", st, &msg, cfg)
	}
	return dst[:first+len(claims)], sum, nil
}

func (k *rustKernel) Softmax(dst, logits []float64, cols int) ([]float64, error) {
	var msg C.bf_message
	out := slices.Grow(dst, len(logits))[:len(dst)+len(logits)]
	st := C.bf_softmax(numbersOf(logits), C.size_t(len(logits)), C.int64_t(cols), numbersOf(out[len(dst):]), &msg)
	return shaped("softmax", st, &msg, dst, out)
}

func (k *rustKernel) Divergence(dst, probs []float64, cols, contradiction, neutral int) ([]float64, error) {
	var msg C.bf_message
	rows := rowsOf(probs, cols)
	out := slices.Grow(dst, rows)[:len(dst)+rows]
	st := C.bf_divergence(numbersOf(probs), C.size_t(len(probs)), C.int64_t(cols), C.int64_t(contradiction), C.int64_t(neutral),
		numbersOf(out[len(dst):]), &msg)
	return shaped("divergence", st, &msg, dst, out)
}

func (k *rustKernel) Confidence(dst, probs []float64, cols int) ([]float64, error) {
	var msg C.bf_message
	rows := rowsOf(probs, cols)
	out := slices.Grow(dst, rows)[:len(dst)+rows]
	st := C.bf_confidence(numbersOf(probs), C.size_t(len(probs)), C.int64_t(cols), numbersOf(out[len(dst):]), &msg)
	return shaped("confidence", st, &msg, dst, out)
}

func numbersOf(x []float64) *C.double { return (*C.double)(unsafe.Pointer(unsafe.SliceData(x))) }

// rowsOf returns the number of whole rows, 0 for a shape that the kernel will refuse.
func rowsOf(x []float64, cols int) int {
	if cols < 1 {
		return 0
	}
	return len(x) / cols
}

// shaped returns what a call on a matrix wrote, or dst as it was and the error.
func shaped(function string, st C.bf_status, msg *C.bf_message, dst, out []float64) ([]float64, error) {
	switch st {
	case C.BF_STATUS_OK:
		return out, nil
	case C.BF_STATUS_SHAPE:
		problem, want, _ := strings.Cut(words(msg), ": want ")
		return dst, &fallback.ShapeError{Problem: problem, Want: want}
	}
	return dst, fault(function, st, msg)
}
