package backfire

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWithIndexChangesTheFactsAlone(t *testing.T) {
	g := newGuard(t, func(p *Policy) { p.KeepClaims = 7 })
	index, err := NewIndex(Fact{ID: "new", Text: falseWindow})
	require.NoError(t, err)
	other := g.WithIndex(index)

	_, r := stream(other, nil, trueWindow)
	require.NotNil(t, r.Halt)
	assert.Equal(t, "new", r.Halt.Claim.Evidence.Fact.ID)
	assert.Equal(t, g.Policy(), other.Policy())
	_, r = stream(g, nil, trueWindow)
	assert.Nil(t, r.Halt, "the guard that it was made of has its own facts still")
}

func TestWithPolicyChangesThePolicyAlone(t *testing.T) {
	asked := 0
	g, err := New(Config{Facts: shopFacts, NLI: NLIFunc(func(context.Context, string, string) (float64, error) {
		asked++
		return 0, nil
	})})
	require.NoError(t, err)
	p := g.Policy()
	p.Strict = true
	strict, err := g.WithPolicy(p)
	require.NoError(t, err)

	_, r := stream(strict, &StreamOptions{Prompt: "What do they eat?"}, strangeClaim)
	require.NotNil(t, r.Halt)
	assert.Equal(t, CauseUnsupported, r.Halt.Cause)
	assert.Equal(t, 1, asked, "the hook goes along")
	_, r = stream(strict, nil, falseWindow)
	assert.Equal(t, CauseContradiction, r.Halt.Cause, "and so do the facts")

	p.KeepClaims = 0
	_, err = g.WithPolicy(p)
	var wrong *PolicyError
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, "keep_claims", wrong.Key)
}
