package backfire

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestErrorTexts(t *testing.T) {
	cause := errors.New("cause")
	claim := Claim{Span: Span{Start: 7, End: 12}, Support: .25, Evidence: Evidence{
		Fact: Fact{ID: "a", Text: "One fact.", Source: "f.md", Line: 3, Span: Span{Start: 20, End: 29}}, Span: Span{Start: 0, End: 9}}}
	tests := []struct {
		err  error
		want string
	}{
		{&FactError{Index: 2, Want: "an id"}, "backfire: fact 2 of those given: want an id"},
		{&DuplicateFactError{ID: "a"}, `backfire: two facts have the id "a"`},
		{&DuplicateFactError{ID: "a", Second: "f.md:2"}, `backfire: two facts have the id "a": one is at f.md:2`},
		{&DuplicateFactError{ID: "a", First: "f.md:1", Second: "f.md:2"}, `backfire: two facts have the id "a": f.md:1 and f.md:2`},
		{&FactsError{File: "f.md", Err: cause}, "backfire: facts f.md: cause"},
		{&FactsError{File: "f.md", Line: 2, Offset: 9, Reason: "bad"}, "backfire: facts f.md:2 (byte 9): bad"},
		{&PolicyError{Key: "mode", Value: `"x"`, Want: "gate"}, `backfire: policy: mode is "x", want gate`},
		{&PolicyError{File: "p.yaml", Line: 3, Err: cause}, "backfire: policy p.yaml, line 3: cause"},
		{&WriteError{Released: 5, Err: cause}, "backfire: the writer failed after 5 bytes: cause"},
		{&NLIError{Kind: NLIFailed, Err: cause}, "backfire: NLI hook: error: cause"},
		{&HaltError{Cause: CauseContradiction, Rule: "number", Text: "Claim", Claim: claim},
			`backfire: halted at byte 7: "Claim" contradicts f.md:3 (number, support 0.25): "One fact."`},
		{&HaltError{Cause: CauseUnsupported, Rule: "unsupported", Text: "Claim", Claim: claim},
			`backfire: halted at byte 7: "Claim" is supported by no fact (unsupported, support 0.25)`},
		{&HaltError{Cause: CauseScore, Rule: "trend", Text: "Claim", Claim: claim, Value: .2, Limit: .15},
			`backfire: halted at byte 7: "Claim" scores too low (trend: 0.2 against 0.15)`},
		{&HaltError{Cause: CauseNLI, Text: "Claim", Claim: claim, Err: &NLIError{Kind: NLIPanic, Err: cause}},
			`backfire: halted at byte 7: "Claim" could not be judged: backfire: NLI hook: panic: cause`},
		{&HaltError{Cause: CauseHoldBytes, Text: strings.Repeat("é", 200), Claim: claim},
			`backfire: halted at byte 7: "` + strings.Repeat("é", 100) + `…" is longer than may be held back`},
		{&HaltError{Cause: CauseHoldTime, Text: "a" + strings.Repeat("é", 200), Claim: claim},
			`backfire: halted at byte 7: "a` + strings.Repeat("é", 99) + `…" took longer than may be held back`},
	}
	for _, tt := range tests {
		assert.EqualError(t, tt.err, tt.want)
	}
	for _, err := range []error{&FactsError{Err: cause}, &PolicyError{Err: cause}, &WriteError{Err: cause}, &NLIError{Err: cause}, &HaltError{Err: cause}} {
		assert.ErrorIs(t, err, cause)
	}
}

func TestGuardTellsItsPolicy(t *testing.T) {
	g := newGuard(t, func(p *Policy) { p.KeepClaims = 9 })
	assert.Equal(t, 9, g.Policy().KeepClaims)
	assert.Zero(t, g.Abandoned())
}
