package backfire

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// benchWords are the words of which benchFacts makes sentences.
var benchWords = strings.Fields(`account airport annual apple article battery board bridge budget cabin camera canal carbon
carpet castle cattle ceiling cement chapel cheese circle citizen climate clinic coffee college column copper cotton council
county courier cream crystal curtain customer damage dairy danger deposit desert diesel dinner doctor dollar editor election
engine estate factory family farmer ferry festival forest freight garden glass government granite harbour harvest hospital
hotel island journal kitchen ladder laptop lawyer leather lecture lemon library licence lumber machine manager market member
mineral mirror motor museum needle office orchard oxygen paint palace paper parcel passenger pencil pepper planet plaster
police pottery printer prison profit quarry railway recipe refund region reservoir river rocket rubber salary sample school
seller signal silver soldier station student sugar summer surgeon tablet teacher temple textile ticket timber tourist tower
tractor tunnel valley vessel village vinegar violin voyage wagon warehouse water weather weaver window winter worker yard`)

// benchFacts returns n facts of about twenty words, the same in every run.
func benchFacts(n int) []Fact {
	rnd := rand.New(rand.NewPCG(1, 2))
	word := func() string { return benchWords[int(float64(len(benchWords))*rnd.Float64()*rnd.Float64())] }
	facts := make([]Fact, n)
	for i := range facts {
		facts[i] = Fact{ID: fmt.Sprintf("f%d", i), Text: fmt.Sprintf(
			"The %s of the %s near the %s has %d units of %s and its %s was sold to the %s in %s for the %s.",
			word(), word(), word(), rnd.IntN(1000), word(), word(), word(), word(), word())}
	}
	return facts
}

// benchTokens returns an answer that restates facts, as n tokens of a model: words with the white space before them.
func benchTokens(facts []Fact, n int) []string {
	rnd := rand.New(rand.NewPCG(3, 4))
	var tokens []string
	for len(tokens) < n {
		for _, w := range strings.Fields(facts[rnd.IntN(len(facts))].Text) {
			tokens = append(tokens, " "+w)
		}
	}
	return tokens[:n]
}

func benchGuard(b testing.TB, facts []Fact) *Guard {
	p := DefaultPolicy()
	p.KeepClaims = 64
	g, err := New(Config{Facts: facts, Policy: &p})
	require.NoError(b, err)
	return g
}

// BenchmarkStream measures a guarded stream per token.
func BenchmarkStream(b *testing.B) {
	for _, n := range []int{5, 1000, 10_000} {
		facts := benchFacts(n)
		tokens := benchTokens(facts, 20_000)
		g := benchGuard(b, facts)
		b.Run(fmt.Sprintf("facts=%d", n), func(b *testing.B) {
			s := g.Stream(context.Background(), io.Discard, nil)
			for _, token := range tokens { // warm: every fact analysed, every buffer grown
				_, err := s.WriteString(token)
				require.NoError(b, err)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if _, err := s.WriteString(tokens[i]); err != nil {
					b.Fatal(err)
				}
				if i++; i == len(tokens) {
					i = 0
				}
			}
		})
	}
}

// BenchmarkStreamLength shows that the cost of a token does not depend on how many came before it.
func BenchmarkStreamLength(b *testing.B) {
	facts := benchFacts(10_000)
	g := benchGuard(b, facts)
	for _, n := range []int{1000, 10_000, 100_000} {
		tokens := benchTokens(facts, n)
		b.Run(fmt.Sprintf("tokens=%d", n), func(b *testing.B) {
			for b.Loop() {
				s := g.Stream(context.Background(), io.Discard, nil)
				for _, token := range tokens {
					if _, err := s.WriteString(token); err != nil {
						b.Fatal(err)
					}
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/token")
		})
	}
}

// BenchmarkReview measures a review of an answer of 100 claims.
func BenchmarkReview(b *testing.B) {
	facts := benchFacts(10_000)
	g := benchGuard(b, facts)
	answer := strings.Join(benchTokens(facts, 2000), "")
	b.SetBytes(int64(len(answer)))
	for b.Loop() {
		if _, err := g.Review(context.Background(), "", answer); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoadFacts measures the loading of Markdown.
func BenchmarkLoadFacts(b *testing.B) {
	var text strings.Builder
	for _, f := range benchFacts(10_000) {
		fmt.Fprintf(&text, "- %s\n", f.Text)
	}
	fsys := mapFS(map[string]string{"f.md": text.String()})
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := LoadFactsFS(context.Background(), fsys, "f.md", nil); err != nil {
			b.Fatal(err)
		}
	}
}

// leastAllocs returns what a call allocates, the least of some measurements: they count what the runtime allocates meanwhile
// for goroutines that clean up after other tests, too.
func leastAllocs(f func()) float64 {
	least := testing.AllocsPerRun(5, f)
	for range 9 {
		if least == 0 {
			break
		}
		least = min(least, testing.AllocsPerRun(5, f))
	}
	return least
}

func TestStreamAllocatesNothingPerToken(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates, and empties pools")
	}
	facts := benchFacts(200)
	tokens := benchTokens(facts, 4000)
	for name, change := range map[string]func(*Policy){
		"gate":        func(*Policy) {},
		"passthrough": func(p *Policy) { p.Mode = Passthrough },
		"timed":       func(p *Policy) { p.Hold.MaxWait = time.Hour },
		"scored":      func(p *Policy) { p.Halt = ScoreHalt{Enabled: true, Window: 3, TrendWindow: 3, TrendThreshold: 9} },
	} {
		t.Run(name, func(t *testing.T) {
			p := DefaultPolicy()
			p.KeepClaims = 16
			change(&p)
			g, err := New(Config{Facts: facts, Policy: &p})
			require.NoError(t, err)
			var claims int
			s := g.Stream(context.Background(), io.Discard, &StreamOptions{OnClaim: func(Claim) { claims++ }})
			write := func() {
				for _, token := range tokens {
					if _, err := s.WriteString(token); err != nil {
						t.Fatal(err)
					}
				}
			}
			write()
			assert.Zero(t, leastAllocs(write))
			assert.Greater(t, claims, 1000)
			require.NoError(t, s.Close())
		})
	}
}
