package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func shippedInflector(t *testing.T) *inflector {
	t.Helper()
	lex, err := readLexicon(lexiconSource)
	require.NoError(t, err)
	in, err := newInflector(lex.irregular)
	require.NoError(t, err)
	return in
}

// show writes a paradigm as irregular.toml would: slots after spaces, alternatives after slashes, - for none.
func show(p paradigm) string {
	var slots []string
	for _, slot := range p {
		if slot == nil {
			slot = []string{"-"}
		}
		slots = append(slots, strings.Join(slot, "/"))
	}
	return strings.Join(slots, " ")
}

func TestVerb(t *testing.T) {
	in := shippedInflector(t)
	for _, want := range []string{
		"increase increases increased increased increasing",
		"rise rises rose risen rising",
		"fall falls fell fallen falling",
		"begin begins began begun beginning",
		"stop stops stopped stopped stopping",
		"quit quits quit quit quitting",
		"open opens opened opened opening",
		"admit admits admitted admitted admitting",
		"cancel cancels canceled/cancelled canceled/cancelled canceling/cancelling",
		"deny denies denied denied denying",
		"destroy destroys destroyed destroyed destroying",
		"die dies died died dying",
		"agree agrees agreed agreed agreeing",
		"dye dyes dyed dyed dyeing",
		"pass passes passed passed passing",
		"relax relaxes relaxed relaxed relaxing",
		"attach attaches attached attached attaching",
		"veto vetoes vetoed vetoed vetoing",
		"slow slows slowed slowed slowing",
		"load loads loaded loaded loading",
		"mimic mimics mimicked mimicked mimicking",
		"learn learns learned/learnt learned/learnt learning",
		"have has had had having",
	} {
		base, _, _ := strings.Cut(want, " ")
		assert.Equal(t, want, show(in.verb(base)))
	}
}

func TestNoun(t *testing.T) {
	in := shippedInflector(t)
	for _, want := range []string{
		"rise rises", "loss losses", "entry entries", "day days", "box boxes", "branch branches", "hero heroes",
		"woman women", "child children", "wife wives", "minimum minima/minimums", "poverty -", "weakness -", "radio radios",
	} {
		base, _, _ := strings.Cut(want, " ")
		assert.Equal(t, want, show(in.noun(base)))
	}
}

func TestAdjective(t *testing.T) {
	in := shippedInflector(t)
	for _, want := range []string{
		"high higher highest", "big bigger biggest", "large larger largest", "early earlier earliest", "simple simpler simplest",
		"narrow narrower narrowest", "slow slower slowest", "dry drier/dryer driest", "good better best", "few fewer fewest",
		"thin thinner thinnest", "quiet quieter quietest", "free freer freest", "expensive - -", "modern - -", "dead - -", "best - -",
	} {
		base, _, _ := strings.Cut(want, " ")
		assert.Equal(t, want, show(in.adjective(base)))
	}
}
