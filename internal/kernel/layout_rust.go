//go:build rust && cgo && (linux || (darwin && !backfire_dl)) && (amd64 || arm64)

package kernel

/*
#include "backfire.h"
*/
import "C"

import (
	"unsafe"

	"github.com/backfire-ai/backfire-go/fallback"
)

// Records cross as they are, so those of C and those of Go must be laid out alike. Where two sizes or offsets differ, one
// of these constants is negative and the build ends here. Fields that are private to package fallback are held against
// the kernel's by the parity tests, which compare whole records.
const (
	_ uintptr = -(unsafe.Sizeof(C.bf_span{}) ^ unsafe.Sizeof(fallback.Span{}))
	_ uintptr = -(unsafe.Sizeof(C.bf_segmenter{}) ^ unsafe.Sizeof(fallback.Segmenter{}))

	_ uintptr = -(unsafe.Sizeof(C.bf_token{}) ^ unsafe.Sizeof(fallback.Token{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_token{}.hash) ^ unsafe.Offsetof(fallback.Token{}.Hash))
	_ uintptr = -(unsafe.Offsetof(C.bf_token{}.stem) ^ unsafe.Offsetof(fallback.Token{}.Stem))
	_ uintptr = -(unsafe.Offsetof(C.bf_token{}.weight) ^ unsafe.Offsetof(fallback.Token{}.Weight))

	_ uintptr = -(unsafe.Sizeof(C.bf_number{}) ^ unsafe.Sizeof(fallback.Number{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_number{}.mant) ^ unsafe.Offsetof(fallback.Number{}.Mant))
	_ uintptr = -(unsafe.Offsetof(C.bf_number{}.unit) ^ unsafe.Offsetof(fallback.Number{}.Unit))
	_ uintptr = -(unsafe.Offsetof(C.bf_number{}.kind) ^ unsafe.Offsetof(fallback.Number{}.Kind))
	_ uintptr = -(unsafe.Offsetof(C.bf_number{}.year) ^ unsafe.Offsetof(fallback.Number{}.Year))

	_ uintptr = -(unsafe.Sizeof(C.bf_signals_record{}) ^ unsafe.Sizeof(fallback.Signals{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_signals_record{}.negation_flip) ^ unsafe.Offsetof(fallback.Signals{}.NegationFlip))
	_ uintptr = -(unsafe.Offsetof(C.bf_signals_record{}.lite) ^ unsafe.Offsetof(fallback.Signals{}.Lite))

	_ uintptr = -(unsafe.Sizeof(C.bf_finding{}) ^ unsafe.Sizeof(fallback.Finding{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_finding{}.span) ^ unsafe.Offsetof(fallback.Finding{}.Span))
	_ uintptr = -(unsafe.Offsetof(C.bf_finding{}.layers) ^ unsafe.Offsetof(fallback.Finding{}.Layers))
	_ uintptr = -(unsafe.Offsetof(C.bf_finding{}.validated) ^ unsafe.Offsetof(fallback.Finding{}.Validated))

	_ uintptr = -(unsafe.Sizeof(C.bf_grounding{}) ^ unsafe.Sizeof(fallback.Grounding{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_grounding{}.reason) ^ unsafe.Offsetof(fallback.Grounding{}.Reason))
	_ uintptr = -(unsafe.Offsetof(C.bf_grounding{}.support) ^ unsafe.Offsetof(fallback.Grounding{}.Support))
	_ uintptr = -(unsafe.Offsetof(C.bf_grounding{}.doc) ^ unsafe.Offsetof(fallback.Grounding{}.Doc))
	_ uintptr = -(unsafe.Offsetof(C.bf_grounding{}.evidence_focus) ^ unsafe.Offsetof(fallback.Grounding{}.EvidenceFocus))

	_ uintptr = -(unsafe.Sizeof(C.bf_hit{}) ^ unsafe.Sizeof(fallback.Hit{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_hit{}.score) ^ unsafe.Offsetof(fallback.Hit{}.Score))
	_ uintptr = -(unsafe.Sizeof(C.bf_bm25{}) ^ unsafe.Sizeof(fallback.BM25{}))

	_ uintptr = -(unsafe.Sizeof(C.bf_coherence_config{}) ^ unsafe.Sizeof(fallback.CoherenceConfig{}))
	_ uintptr = -(unsafe.Sizeof(C.bf_coherence_score{}) ^ unsafe.Sizeof(fallback.CoherenceScore{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_coherence_score{}.warning) ^ unsafe.Offsetof(fallback.CoherenceScore{}.Warning))

	_ uintptr = -(unsafe.Sizeof(C.bf_halt_config{}) ^ unsafe.Sizeof(fallback.HaltConfig{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_halt_config{}.trend_window) ^ unsafe.Offsetof(fallback.HaltConfig{}.TrendWindow))
	_ uintptr = -(unsafe.Sizeof(C.bf_halt_token{}) ^ unsafe.Sizeof(fallback.HaltToken{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_halt_token{}.has_elapsed) ^ unsafe.Offsetof(fallback.HaltToken{}.HasElapsed))
	_ uintptr = -(unsafe.Sizeof(C.bf_halt_decision{}) ^ unsafe.Sizeof(fallback.HaltDecision{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_halt_decision{}.reason) ^ unsafe.Offsetof(fallback.HaltDecision{}.Reason))
	_ uintptr = -(unsafe.Offsetof(C.bf_halt_decision{}.warning) ^ unsafe.Offsetof(fallback.HaltDecision{}.Warning))

	_ uintptr = -(unsafe.Sizeof(C.bf_injection_score_record{}) ^ unsafe.Sizeof(fallback.InjectionScore{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_injection_score_record{}.span) ^ unsafe.Offsetof(fallback.InjectionScore{}.Span))

	_ uintptr = -(unsafe.Sizeof(C.bf_injection_claim{}) ^ unsafe.Sizeof(fallback.InjectionClaim{}))
	_ uintptr = -(unsafe.Sizeof(C.bf_injection_config{}) ^ unsafe.Sizeof(fallback.InjectionConfig{}))
	_ uintptr = -(unsafe.Sizeof(C.bf_injection_claim_result{}) ^ unsafe.Sizeof(fallback.InjectionClaimResult{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_injection_claim_result{}.divergence) ^ unsafe.Offsetof(fallback.InjectionClaimResult{}.Divergence))
	_ uintptr = -(unsafe.Sizeof(C.bf_injection_result{}) ^ unsafe.Sizeof(fallback.InjectionResult{}))
	_ uintptr = -(unsafe.Offsetof(C.bf_injection_result{}.detected) ^ unsafe.Offsetof(fallback.InjectionResult{}.Detected))
)
