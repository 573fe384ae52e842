package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestTokenize(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"Bush's aide didn't pay $1,234.5.", []string{"Bush", "'s", "aide", "didn't", "pay", "$", "1,234.5", "."}},
		{"A 12-year-old, 3rd in the 1990s", []string{"A", "12", "-", "year", "-", "old", ",", "3rd", "in", "the", "1990s"}},
		{"O’Neill’s café", []string{"O’Neill", "’s", "café"}},
		{"5% of 10:30", []string{"5", "%", "of", "10", ":", "30"}},
		{"", nil},
	} {
		var got []string
		for _, tok := range tokenize(c.in) {
			got = append(got, tok.text)
		}
		assert.Equal(t, c.want, got, c.in)
	}
}

func TestTokenizeKeepsOffsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		end := 0
		for _, tok := range tokenize(s) {
			if tok.start < end || tok.end <= tok.start || s[tok.start:tok.end] != tok.text {
				t.Fatalf("token %+v after byte %d of %q", tok, end, s)
			}
			end = tok.end
		}
	})
}

func TestFree(t *testing.T) {
	const s = `He met U2 in a 5-4 game, "won" 10:30 and $5 of Bush's.`
	for _, c := range []struct {
		word string
		want bool
	}{
		{"met", true}, {"won", true}, {"Bush", true}, {"game", true}, {"5", false}, {"4", false}, {"10", false}, {"30", false},
	} {
		tokens := tokenize(s)
		for i, tok := range tokens {
			if tok.text == c.word {
				assert.Equal(t, c.want, free(s, tokens, i, i+1), c.word)
				break
			}
		}
	}
}
