//go:build backfire_wasm

package kernel

import (
	"encoding/binary"
	"math"
	"unsafe"

	"github.com/backfire-ai/backfire-go/fallback"
)

// Records as the module has them: little-endian, laid out as C does for pointers and sizes of 32 bits.
const (
	segmenterSize       = 16
	signalsSize         = 40
	scoreSize           = 16
	reviewSize          = 32
	groundingSize       = 56
	hitSize             = 16
	findingSize         = 24
	injectionScoreSize  = 16
	claimResultSize     = 16
	injectionResultSize = 24
	haltConfigSize      = 64
	haltTokenSize       = 40
	haltDecisionSize    = 32
)

// bits is a float64 as an argument.
func bits(x float64) uint64 { return math.Float64bits(x) }

func (r record) span(at int) fallback.Span {
	return fallback.Span{Start: int(r.u32(at)), End: int(r.u32(at + 4))}
}

func (r record) segmenter(s *segmenter) {
	s.scan, s.last, s.column = int(r.u32(0)), int(r.u32(4)), int(int32(r.u32(8)))
	s.midLine, s.kind, s.fence = r.flag(12), r.u8(13), r.flag(14)
}

func (r record) putSegmenter(s *segmenter) {
	binary.LittleEndian.PutUint32(r, uint32(s.scan))
	binary.LittleEndian.PutUint32(r[4:], uint32(s.last))
	binary.LittleEndian.PutUint32(r[8:], uint32(s.column))
	r[12], r[13], r[14], r[15] = byte(number(s.midLine)), s.kind, byte(number(s.fence)), 0
}

func (r record) signals() fallback.Signals {
	return fallback.Signals{
		EntityOverlap: r.float(0), Numeric: fallback.Numeric(r.u8(8)), NegationFlip: r.flag(9), Traceability: r.float(16),
		WordOverlap: r.float(24), Lite: r.float(32),
	}
}

func (r record) score() fallback.CoherenceScore {
	return fallback.CoherenceScore{Score: r.float(0), Approved: r.flag(8), Warning: r.flag(9)}
}

func (r record) grounding() fallback.Grounding {
	return fallback.Grounding{
		Verdict: fallback.Verdict(r.u8(0)), Reason: fallback.Reason(r.u8(1)), Support: r.float(8), Claim: r.span(16),
		Doc: int(int64(r.u64(24))), Evidence: r.span(32), ClaimFocus: r.span(40), EvidenceFocus: r.span(48),
	}
}

func (r record) finding() fallback.Finding {
	return fallback.Finding{
		Rule: int(int64(r.u64(0))), Span: r.span(8), Layers: fallback.Layers(r.u16(16)), Validated: r.flag(18),
	}
}

func (r record) decision() fallback.HaltDecision {
	return fallback.HaltDecision{
		Index: int(r.u32(0)), Halted: r.flag(4), Reason: fallback.HaltReason(r.u8(5)), Value: r.float(8), Limit: r.float(16),
		Warning: r.flag(24),
	}
}

func (i *wasmInstance) putCoherence(c fallback.CoherenceConfig) uint32 {
	return i.putFloats(c.Threshold, c.SoftLimit, c.WeightLogic, c.WeightFact)
}

// token and quantity are fallback.Token and fallback.Number, some of whose fields are private.
type (
	token struct {
		start, end           int32
		hash, stem           uint64
		data                 uint32
		weight, flags, props uint16
		number               int32
	}
	quantity struct {
		start, end, exp int32
		mant            int64
		unit            uint16
		kind            uint8
		month, day      uint8
		year            int16
		first, last     int32
		vague           bool
	}
)

const (
	_ uintptr = -(unsafe.Sizeof(token{}) ^ unsafe.Sizeof(fallback.Token{}))
	_ uintptr = -(unsafe.Offsetof(token{}.weight) ^ unsafe.Offsetof(fallback.Token{}.Weight))
	_ uintptr = -(unsafe.Sizeof(quantity{}) ^ unsafe.Sizeof(fallback.Number{}))
	_ uintptr = -(unsafe.Offsetof(quantity{}.year) ^ unsafe.Offsetof(fallback.Number{}.Year))
)

const (
	analysisHeadSize = 48
	spanSize         = 8
	tokenSize        = 40
	numberSize       = 48
)

func (r record) token() (t fallback.Token) {
	*(*token)(unsafe.Pointer(&t)) = token{
		start: int32(r.u32(0)), end: int32(r.u32(4)), hash: r.u64(8), stem: r.u64(16), data: r.u32(24),
		weight: r.u16(28), flags: r.u16(30), props: r.u16(32), number: int32(r.u32(36)),
	}
	return t
}

func (r record) number() (n fallback.Number) {
	*(*quantity)(unsafe.Pointer(&n)) = quantity{
		start: int32(r.u32(0)), end: int32(r.u32(4)), exp: int32(r.u32(8)), mant: int64(r.u64(16)), unit: r.u16(24),
		kind: r.u8(26), month: r.u8(27), day: r.u8(28), year: int16(r.u16(30)), first: int32(r.u32(32)), last: int32(r.u32(36)),
		vague: r.flag(40),
	}
	return n
}

// analysis reads the block that bf_analyze writes; false if the records that it announces are not in it.
func (r record) analysis(a *fallback.Analysis) bool {
	if len(r) < analysisHeadSize {
		return false
	}
	rest := r[analysisHeadSize:]
	return readAll(&rest, r.u64(0), spanSize, &a.Sentences, func(r record) fallback.Span { return r.span(0) }) &&
		readAll(&rest, r.u64(8), tokenSize, &a.Tokens, record.token) &&
		readAll(&rest, r.u64(16), numberSize, &a.Numbers, record.number) &&
		readAll(&rest, r.u64(24), spanSize, &a.Names, func(r record) fallback.Span { return r.span(0) }) &&
		readAll(&rest, r.u64(32), spanSize, &a.Negations, func(r record) fallback.Span { return r.span(0) }) &&
		readAll(&rest, r.u64(40), spanSize, &a.Quotes, func(r record) fallback.Span { return r.span(0) })
}

// readAll reads the next n records of a block into out, whose storage it uses.
func readAll[T any](rest *record, n uint64, size int, out *[]T, read func(record) T) bool {
	if n > uint64(len(*rest)/size) {
		return false
	}
	*out = (*out)[:0]
	for range n {
		*out = append(*out, read(*rest))
		*rest = (*rest)[size:]
	}
	return true
}
