package fallback

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// indexed returns a snapshot of an index of facts, with their positions as ids.
func indexed(t require.TestingT, k *Kernel, facts ...string) Snapshot {
	x, err := k.NewIndex(DefaultBM25)
	require.NoError(t, err)
	for i, f := range facts {
		require.NoError(t, x.Add(fmt.Sprint(i), f))
	}
	return x.Snapshot()
}

func TestGround(t *testing.T) {
	k := openKernel(t)
	cases := []struct {
		name, claim, fact string
		verdict           Verdict
		reason            Reason
		focus             string // the claim's words that contradict
	}{
		{"restated", "Refunds are possible within 30 days.", "Refunds are possible within 30 days.", Supported, ReasonRestated, ""},
		{"number", "Refunds are possible within 14 days.", "Refunds are possible within 30 days.", Contradicted, ReasonNumber, "14 days"},
		{"number in words", "Refunds are possible within thirty days.", "Refunds are possible within 30 days.", Supported, ReasonRestated, ""},
		{"unit", "Take 5 g of the powder daily.", "Take 5 mg of the powder daily.", Contradicted, ReasonUnit, "5 g"},
		{"same measure", "The walk takes 120 minutes in all.", "The walk takes 2 hours in all.", Supported, ReasonRestated, ""},
		{"bare unit", "Clean the filter every month with water.", "Clean the filter every week with water.", Contradicted, ReasonUnit, "month"},
		{"year", "The bridge was opened in 1984 by the mayor.", "The bridge was opened in 1974 by the mayor.", Contradicted, ReasonDate, "1984"},
		{"month", "The museum closes on 3 May for repairs.", "The museum closes on 3 June for repairs.", Contradicted, ReasonDate, "3 May"},
		{"less exact date", "The museum closes in June for repairs.", "The museum closes on 3 June 2024 for repairs.", Supported, ReasonRestated, ""},
		{"weekday", "The shop is open on Sunday mornings.", "The shop is open on Monday mornings.", Contradicted, ReasonDate, "Sunday"},
		{"rounded", "About 8.2 million people live there.", "About 8,195,000 people live there.", Supported, ReasonRestated, ""},
		{"negation added", "The tablets must not be taken with milk.", "The tablets must be taken with milk.", Contradicted, ReasonNegation, "not be"},
		{"negation dropped", "The tablets may be taken with alcohol.", "The tablets may not be taken with alcohol.", Contradicted, ReasonNegation, ""},
		{"negated otherwise", "The minister refused to give details of the plan.", "The minister did not give details of the plan.", Supported, ReasonRestated, ""},
		{"not only", "The tablets are not only cheap and safe.", "The tablets are cheap and safe.", Supported, ReasonRestated, ""},
		{"antonym", "Profits increased sharply in the last quarter.", "Profits decreased sharply in the last quarter.", Contradicted, ReasonAntonym, "increased"},
		{"antonym under negation", "The door is not open at night.", "The door is closed at night.", Unknown, ReasonUnsupported, ""},
		{"working days", "Payments are refunded within 5 working weeks.", "Payments are refunded within 5 working days.", Contradicted, ReasonUnit, "5 working weeks"},
		{"business days", "Payments are refunded within 5 hours.", "Payments are refunded within 5 business days.", Contradicted, ReasonUnit, "5 hours"},
		{"compound measure", "The train takes 136 minutes to Paris.", "The train takes 2 hours 16 minutes to Paris.", Supported, ReasonRestated, ""},
		{"another value denied", "The price of the plan is not $20.", "The price of the plan is $19.", Unknown, ReasonUnsupported, ""},
		{"another rate", "The Pro plan costs $300 per year.", "The Pro plan costs $25 per month.", Supported, ReasonRestated, ""},
		{"question", "Is the maximum upload size 30 MB?", "The maximum upload size is 25 MB.", Supported, ReasonRestated, ""},
		{"quoted question", "“Is the maximum upload size 30 MB?”", "The maximum upload size is 25 MB.", Supported, ReasonRestated, ""},
		{"nothing in other units", "The station lies 0 km from the sea.", "The station lies 0 miles from the sea.", Supported, ReasonRestated, ""},
		{"rounded below zero", "The mean was -3.1 points in the sample.", "The mean was -3.14 points in the sample.", Supported, ReasonRestated, ""},
		{"narrow space before a unit", "The tunnel is 5\u202fkm long in all.", "The tunnel is 5 miles long in all.", Contradicted, ReasonUnit, "5\u202fkm"},
		{"not before a hyphen", "He was found not-guilty by the court.", "He was found guilty by the court.", Contradicted, ReasonNegation, ""},
		{"denied beside a contrast", "The warranty does not cover the battery.", "The warranty covers the battery but not the screen.", Contradicted, ReasonNegation, ""},
		{"not without", "You cannot use the service without a token.", "You can use the service with a token.", Supported, ReasonRestated, ""},
		{"name", "The device was designed by Peter Smith in Leeds.", "The device was designed by Karen Jones in Leeds.", Contradicted, ReasonEntity, "Peter Smith"},
		{"inflected name", "The Iraqi army left the city on foot.", "The army of Iraq left the city on foot.", Supported, ReasonRestated, ""},
		{"acronym", "The United States signed the treaty last spring.", "The US signed the treaty last spring.", Supported, ReasonRestated, ""},
		{"name left out", "The device was designed by Jones in Leeds.", "The device was designed by Karen Jones in Leeds.", Supported, ReasonRestated, ""},
		{"something else", "Bananas are rich in potassium.", "Refunds are possible within 30 days.", Unknown, ReasonUnsupported, ""},
		{"nothing to check", "And so it is.", "Refunds are possible within 30 days.", Supported, ReasonNoContent, ""},
	}
	var s Scratch
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			claim := "  " + c.claim + "\n"
			g := k.Ground(&s, claim, indexed(t, k, c.fact))
			assert.Equal(t, c.verdict.String(), g.Verdict.String())
			assert.Equal(t, c.reason.String(), g.Reason.String())
			assert.Equal(t, Span{2, 2 + len(c.claim)}, g.Claim)
			if c.verdict == Contradicted {
				assert.Equal(t, Span{0, len(c.fact)}, g.Evidence)
				if c.focus != "" {
					assert.Equal(t, c.focus, claim[g.ClaimFocus.Start:g.ClaimFocus.End])
				}
			}
		})
	}
}

func TestGroundWithoutFacts(t *testing.T) {
	k := openKernel(t)
	var s Scratch
	g := k.Ground(&s, "Refunds take 30 days.", indexed(t, k))
	assert.Equal(t, Grounding{Reason: ReasonNoFacts, Doc: -1, Claim: Span{0, 21}}, g)
}

func TestGroundPicksTheFactThatTheClaimIsAbout(t *testing.T) {
	k := openKernel(t)
	facts := indexed(t, k,
		"Express delivery takes 2 days and costs $9.",
		"Standard delivery takes 5 days. It is free above $50.",
		"Refunds are possible within 30 days of purchase.")
	var s Scratch
	g := k.Ground(&s, "Standard delivery takes 2 days.", facts)
	assert.Equal(t, Contradicted, g.Verdict)
	assert.Equal(t, 1, g.Doc)
	assert.Equal(t, Span{0, 31}, g.Evidence)
	g = k.Ground(&s, "Express delivery takes 2 days.", facts)
	assert.Equal(t, Supported, g.Verdict)
	assert.Equal(t, 0, g.Doc)
}

func TestGroundIsSaneOnAnything(t *testing.T) {
	k := openKernel(t)
	var s Scratch
	rapid.Check(t, func(t *rapid.T) {
		fact, _ := textPieces(t)
		claim, _ := textPieces(t)
		g := k.Ground(&s, claim, indexed(t, k, fact, "The word is 12.", claim))
		require.GreaterOrEqual(t, g.Support, 0.0)
		require.LessOrEqual(t, g.Support, 1.0)
		require.LessOrEqual(t, g.Claim.End, len(claim))
		if g.Verdict == Contradicted {
			require.GreaterOrEqual(t, g.Doc, 0)
			require.Positive(t, g.Evidence.Len())
		}
		again := new(Scratch)
		require.Equal(t, g, k.Ground(again, claim, indexed(t, k, fact, "The word is 12.", claim)), "scratch must not matter")
	})
}

func TestGroundNeverContradictsARestatement(t *testing.T) {
	k := openKernel(t)
	var s Scratch
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{
			"not", "never", "increase", "decrease", "Anna", "Bob", "Paris", "5", "6 mg", "three", "open", "closed", "the", "of", "Monday",
			"May 2020", "without", "refund", "days", "policy", "U.S.", "no", "only", "fail", "15 %", "$3", "and",
		}), 1, 14).Draw(t, "words")
		text := strings.Join(words, " ")
		g := k.Ground(&s, text, indexed(t, k, text))
		require.NotEqual(t, Contradicted, g.Verdict, text)
	})
}

func TestGroundBoundsItsWork(t *testing.T) {
	k := openKernel(t)
	var s Scratch
	long := strings.Repeat("alpha 5 not Bravo increase ", 20_000)
	g := k.Ground(&s, long, indexed(t, k, strings.Repeat("alpha 6 Charlie decrease ", 20_000)))
	assert.GreaterOrEqual(t, g.Support, 0.0)
}

func TestReview(t *testing.T) {
	k := openKernel(t)
	facts := indexed(t, k, "Refunds are possible within 30 days of purchase.", "Delivery takes five days.")
	var r Review
	var s Scratch
	cfg := DefaultCoherenceConfig()

	k.Review(&r, &s, "Refunds are possible within 30 days of purchase. Delivery takes five days.", facts, cfg, math.NaN())
	assert.True(t, r.Approved)
	assert.Len(t, r.Claims, 2)
	assert.Equal(t, Span{49, 74}, r.Claims[1].Claim)
	assert.Zero(t, r.HLogical)

	k.Review(&r, &s, "Delivery takes five days. Refunds are possible within 14 days of purchase.", facts, cfg, math.NaN())
	assert.False(t, r.Approved)
	assert.Equal(t, 1.0, r.HFactual)
	assert.Zero(t, r.Score)
	assert.Equal(t, Span{54, 61}, r.Claims[1].ClaimFocus)

	cfg.Threshold, cfg.SoftLimit = 0, 0
	k.Review(&r, &s, "Refunds are possible within 14 days of purchase.", facts, cfg, 0)
	assert.False(t, r.Approved, "a contradicted claim is never approved")

	k.Review(&r, &s, "", facts, cfg, math.NaN())
	assert.Equal(t, 1.0, r.Score)
	assert.Empty(t, r.Claims)
}
