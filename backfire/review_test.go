package backfire

import (
	"bytes"
	"context"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReviewApproves(t *testing.T) {
	r, err := newGuard(t, nil).Review(context.Background(), "", trueWindow+" "+truePayment)
	require.NoError(t, err)
	assert.True(t, r.Approved)
	assert.False(t, r.Warning)
	assert.Equal(t, 1-r.HFactual, r.Score)
	require.Len(t, r.Claims, 2)
	assert.Equal(t, Supported, r.Claims[0].Verdict)
	assert.Equal(t, Span{Start: len(trueWindow) + 1, End: len(trueWindow) + 1 + len(truePayment)}, r.Claims[1].Span)
	assert.Equal(t, "payment", r.Claims[1].Evidence.Fact.ID)
	assert.Equal(t, truePayment, r.Claims[1].Evidence.Text())
}

func TestReviewNeverApprovesAContradiction(t *testing.T) {
	p := DefaultPolicy()
	p.Coherence.Threshold = 0
	g, err := New(Config{Facts: shopFacts, Policy: &p})
	require.NoError(t, err)
	r, err := g.Review(context.Background(), "", trueWindow+" "+falseWindow)
	require.NoError(t, err)
	assert.False(t, r.Approved)
	assert.Equal(t, 1., r.HFactual)
	assert.Equal(t, 0., r.Score)
	c := r.Claims[1]
	assert.Equal(t, Contradicted, c.Verdict)
	assert.Equal(t, "number", c.Reason.String())
	answer := trueWindow + " " + falseWindow
	assert.Contains(t, answer[c.Focus.Start:c.Focus.End], "60")
	assert.Contains(t, c.Evidence.Fact.Text[c.Evidence.Focus.Start:c.Evidence.Focus.End], "30")
}

func TestReviewStrict(t *testing.T) {
	for strict, want := range map[bool]bool{false: true, true: false} {
		p := DefaultPolicy()
		p.Strict, p.Coherence.Threshold = strict, 0
		g, err := New(Config{Facts: shopFacts, Policy: &p})
		require.NoError(t, err)
		r, err := g.Review(context.Background(), "", strangeClaim)
		require.NoError(t, err)
		assert.Equal(t, Unknown, r.Claims[0].Verdict)
		assert.Equal(t, want, r.Approved)
	}
}

func TestReviewOfNothing(t *testing.T) {
	g := newGuard(t, func(p *Policy) { p.Strict = true })
	for _, answer := range []string{"", " \n\t ", "\n"} {
		r, err := g.Review(context.Background(), "", answer)
		require.NoError(t, err)
		assert.True(t, r.Approved, "%q", answer)
		assert.Empty(t, r.Claims, "%q", answer)
	}
}

func TestReviewOfBadBytes(t *testing.T) {
	g := newGuard(t, nil)
	for _, answer := range []string{"\x00", "\xff\xfe", "a\x00b. \xc3", "\xed\xa0\x80", falseWindow[:45] + "\x00" + falseWindow[45:]} {
		r, err := g.Review(context.Background(), "", answer)
		require.NoError(t, err)
		for _, c := range r.Claims {
			assert.LessOrEqual(t, c.Span.End, len(answer))
		}
	}
}

func TestReviewStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := newGuard(t, nil).Review(ctx, "", trueWindow)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestNewNeedsFacts(t *testing.T) {
	_, err := New(Config{})
	assert.ErrorIs(t, err, ErrNoFacts)
	x, err := NewIndex()
	require.NoError(t, err)
	_, err = New(Config{Index: x, Facts: shopFacts})
	assert.ErrorIs(t, err, errFactsAndIndex)
	_, err = New(Config{Facts: []Fact{{ID: "a", Text: "One."}, {ID: "a", Text: "Two."}}})
	var twice *DuplicateFactError
	assert.ErrorAs(t, err, &twice)
	_, err = New(Config{Facts: []Fact{{Text: "One."}}})
	var wrong *FactError
	assert.ErrorAs(t, err, &wrong)
}

func TestGuardOverAnEmptyIndex(t *testing.T) {
	x, err := NewIndex()
	require.NoError(t, err)
	g, err := New(Config{Index: x})
	require.NoError(t, err)
	r, err := g.Review(context.Background(), "", falseWindow)
	require.NoError(t, err)
	assert.Equal(t, Unknown, r.Claims[0].Verdict)
	assert.Equal(t, "no_facts", r.Claims[0].Reason.String())
	assert.False(t, r.Claims[0].Evidence.Found())

	require.NoError(t, g.Index().Add(shopFacts...))
	r, err = g.Review(context.Background(), "", falseWindow)
	require.NoError(t, err)
	assert.Equal(t, Contradicted, r.Claims[0].Verdict)
}

func TestEvidenceNamesTheFile(t *testing.T) {
	text := "# Shop\n\nThe shop opens at ten.\nCustomers may return an unused item within 30 days of delivery.\n"
	facts, err := LoadFactsFS(context.Background(), mapFS(map[string]string{
		"f.md": text, "g.jsonl": "\n" + `{"id": "tank", "text": "The tank\nholds 5 litres of water."}`,
	}), ".", nil)
	require.NoError(t, err)
	g, err := New(Config{Facts: facts})
	require.NoError(t, err)
	r, err := g.Review(context.Background(), "", falseWindow+" The tank holds 7 litres of water.")
	require.NoError(t, err)
	require.Len(t, r.Claims, 2)

	e := r.Claims[0].Evidence
	assert.Equal(t, "f.md:3", e.Fact.ID)
	assert.Equal(t, 4, e.Line())
	assert.Equal(t, e.Text(), text[e.FileSpan().Start:e.FileSpan().End])
	assert.Equal(t, trueWindow, e.Text())

	e = r.Claims[1].Evidence
	assert.Equal(t, "tank", e.Fact.ID)
	assert.Equal(t, 2, e.Line())
	assert.Equal(t, e.Fact.Span, e.FileSpan())

	assert.Equal(t, 0, Evidence{Fact: shopFacts[0]}.Line())
	assert.Equal(t, Span{}, Evidence{Fact: shopFacts[0], Span: Span{Start: 1, End: 3}}.FileSpan())
}

// The log must tell of a halt without repeating what anybody said.
func TestLogHoldsNoTexts(t *testing.T) {
	var log bytes.Buffer
	g, err := New(Config{Facts: shopFacts, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	require.NoError(t, err)
	_, r := stream(g, nil, falseWindow)
	require.NotNil(t, r.Halt)
	assert.Contains(t, log.String(), "cause=contradiction")
	assert.Contains(t, log.String(), "fact=window")
	assert.NotContains(t, log.String(), "Customers")
}
