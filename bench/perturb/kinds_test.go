package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// results applies every change that find proposes for the pair, over a few seeds, and returns the distinct claims.
func results(find func(*view, *rand.Rand) []change, fact, claim string) []string {
	var out []string
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 0))
		for _, c := range find(newView(statement{fact: fact, claim: claim}), r) {
			out = append(out, c.apply(claim))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// pairCase is a pair and what a kind of change makes of it, over all seeds. A want with a # stands for results in
// which other text takes the place of #.
type pairCase struct{ name, fact, claim, want string }

func checkKind(t *testing.T, find func(*view, *rand.Rand) []change, cases []pairCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fact := c.fact
			if fact == "" {
				fact = c.claim
			}
			got := results(find, fact, c.claim)
			if c.want == "" {
				assert.Empty(t, got)
				return
			}
			head, tail, open := strings.Cut(c.want, "#")
			if !open {
				assert.Equal(t, strings.Split(c.want, "|"), got)
				return
			}
			require.NotEmpty(t, got)
			for _, g := range got {
				assert.NotEqual(t, c.claim, g)
				assert.True(t, strings.HasPrefix(g, head) && strings.HasSuffix(g, tail), "%q is not %q", g, c.want)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	checkKind(t, changeNumbers, []pairCase{
		{"digits", "", "The trip lasts 14 nights.", "The trip lasts # nights."},
		{"word", "It has 3 rooms.", "There are three rooms here.", "There are # rooms here."},
		{"age", "", "The 12-year-old boy slept.", "The #-year-old boy slept."},
		{"magnitude", "It cost $5 million.", "They paid $5 million.", "They paid $#"},
		{"ordinal digits", "", "It was the 22nd time.", "It was the # time."},
		{"not in the fact", "It lasts 15 nights.", "The trip lasts 14 nights.", ""},
		{"a year is a date", "", "It was in 1998.", ""},
		{"a day is a date", "", "He came on June 12.", ""},
		{"part of a name", "", "He flew a Boeing 747 home.", ""},
		{"time of day", "", "It opens at 10:30 daily.", ""},
		{"score", "", "They won it 5-4 at home.", ""},
		{"reference", "", "This is in passages 2 and 4 there.", ""},
		{"said twice", "", "Both 12 and 12 were drawn.", ""},
	})
}

func TestNumberBounds(t *testing.T) {
	for _, g := range results(changeNumbers, "It took more than 40 people.", "It took more than 40 people.") {
		assert.Greater(t, valueOf(strings.Fields(g)[4]), 40.0, g)
	}
	for _, g := range results(changeNumbers, "It took less than 40 people.", "It took less than 40 people.") {
		assert.Less(t, valueOf(strings.Fields(g)[4]), 40.0, g)
	}
	for _, g := range results(changeNumbers, "It took about 40 people.", "It took 40 people.") {
		x := valueOf(strings.Fields(g)[2])
		assert.True(t, x <= 30 || x >= 52, g)
	}
}

func TestShuffleDigitsKeepsShape(t *testing.T) {
	shape := func(s string) string {
		return strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return '9'
			}
			return c
		}, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[1-9][0-9]{0,2}(,[0-9]{3})?(\.[0-9]{1,2})?`).Draw(t, "s")
		got := shuffleDigits(s, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)))
		if shape(got) != shape(s) || got[0] == '0' && len(got) > 1 && got[1] != '.' {
			t.Fatalf("%q became %q", s, got)
		}
	})
}

func TestUnits(t *testing.T) {
	checkKind(t, changeUnits, []pairCase{
		{"days", "", "It takes 14 days.", "It takes 14 #."},
		{"word and digit", "It takes 3 days.", "It takes three days.", "It takes three #."},
		{"hyphen", "", "A 12-hour trip.", "A 12-# trip."},
		{"article", "", "It takes a week now.", "It takes a#"},
		{"percent", "", "It rose 5 percent, he said.", "It rose 5 points, he said."},
		{"percent sign", "", "It rose 5% on Monday.", "It rose 5 points on Monday."},
		{"percent of", "", "It took 5 percent of all.", ""},
		{"ordinal", "", "The second man left early.", ""},
		{"century", "", "In the 19th century it was new.", ""},
		{"other number", "It takes 15 days.", "It takes 14 days.", ""},
		{"other magnitude", "It cost 38 million euros.", "It cost 28 million euros.", ""},
		{"uncounted", "", "The days were long.", ""},
	})
	assert.Subset(t, []string{"It takes 14 hours.", "It takes 14 minutes.", "It takes 14 seconds.", "It takes 14 weeks.", "It takes 14 months."},
		results(changeUnits, "It takes 14 days.", "It takes 14 days."))
	assert.Equal(t, []string{"It cost £5 here.", "It cost €5 here."}, results(changeUnits, "It cost $5 here.", "It cost $5 here."))
}

func TestDates(t *testing.T) {
	checkKind(t, changeDates, []pairCase{
		{"weekday", "It was Monday.", "He came on Monday evening.", "He came on #day evening."},
		{"month", "", "It was in April.", "It was in #."},
		{"year", "", "It was in 1998.", "It was in #."},
		{"decade", "", "In the 1950s it grew.", "In the #s it grew."},
		{"not in the fact", "It was Sunday.", "He came on Monday.", ""},
		{"the verb may", "", "It may rain here.", ""},
		{"a name", "", "He reads the Sunday Times here.", ""},
		{"an index", "", "The broad Russell 2000 index rose.", ""},
		{"money", "", "It cost $1998 there.", ""},
	})
	for _, g := range results(changeDates, "He came on June 12.", "He came on June 12.") {
		assert.Regexp(t, `^He came on (June \d+|[A-Z][a-z]+ 12)\.$`, g)
	}
}

func TestNegationInsert(t *testing.T) {
	checkKind(t, insertNegations, []pairCase{
		{"copula", "", "The room is large.", "The room is not large.|The room isn't large."},
		{"modal", "", "The shop will open.", "The shop will not open.|The shop won't open."},
		{"can", "", "The shop can open.", "The shop cannot open."},
		{"there is", "", "He said there is a fee.", "He said there is no fee."},
		{"past", "", "He went home.", "He did not go home.|He didn't go home.|He never went home."},
		{"third person", "", "He runs the shop.", "He does not run the shop.|He doesn't run the shop.|He never runs the shop."},
		{"participle", "", "Men accused of theft fled.", ""},
		{"infinitive perfect", "", "It appeared to have veered off.", ""},
		{"quantifier", "", "Some men are ill.", ""},
		{"condition", "", "They ask if it is large.", ""},
		{"only", "", "The fee is only small.", ""},
		{"already denied", "The room is not large.", "The room is large.", ""},
		{"content not in the fact", "The room has a view.", "The room is large.", ""},
	})
}

func TestNegationDrop(t *testing.T) {
	checkKind(t, dropNegations, []pairCase{
		{"not", "It isn't large.", "The room is not large.", "The room is large."},
		{"never", "", "He was never warned.", "He was warned."},
		{"contraction", "", "It isn't large.", "It is large."},
		{"cannot", "", "He cannot leave.", "He can leave."},
		{"did not", "", "He did not win.", "He did win.|He won."},
		{"doesn't", "", "It doesn't matter.", "It does matter.|It matters."},
		{"no, plural", "", "He has no plans.", "He has plans."},
		{"no, mass", "", "There is no evidence.", "There is evidence."},
		{"no, singular", "", "There is no dog.", "There is a dog."},
		{"title", "", "He sang I Don't Know there.", ""},
		{"polarity", "", "He did not see anything.", ""},
		{"until", "", "He will not leave until Monday.", ""},
		{"condition", "", "If he does not leave, fine.", ""},
		{"denied elsewhere", "He did not eat, but he won.", "He did not win.", ""},
		{"affirmed by the fact", "The room is large.", "The room is not large.", ""},
	})
}

func TestAntonyms(t *testing.T) {
	checkKind(t, changeAntonyms, []pairCase{
		{"adjective", "", "It was a higher fee.", "It was a lower fee."},
		{"article", "", "It was a legal act.", "It was an illegal act."},
		{"verb form", "", "Shares rose 5 percent.", "Shares fell 5 percent."},
		{"verb is no noun", "", "It is a group that advocates for change.", ""},
		{"noun is no verb", "", "They lie on the ground.", ""},
		{"high school", "", "He left high school.", ""},
		{"negated", "", "It was not a higher fee.", ""},
		{"opposite mentioned", "", "The lower and higher fee.", ""},
		{"possessive plural", "", "It was the children's room.", ""},
		{"open question", "", "He asked whether it was a higher fee.", ""},
		{"not in the fact", "The fee rose.", "It was a higher fee.", ""},
		{"adjective open", "", "The shop is open.", "The shop is closed."},
		{"failed to", "", "He failed to win it.", "He managed to win it."},
	})
}

func TestAntonymList(t *testing.T) {
	list, err := parseOpposites(antonymList)
	require.NoError(t, err)
	pairs := 0
	for _, line := range strings.Split(antonymList, "\n") {
		if line != "" && line[0] != '#' {
			pairs++
		}
	}
	assert.GreaterOrEqual(t, pairs, 300)
	for w, os := range list {
		for _, o := range os {
			assert.NotEqual(t, w, o.word)
		}
	}
	assert.Contains(t, list["rose"], opposite{"fell", "v", pastForm})
	assert.Contains(t, list["fell"], opposite{"rose", "v", pastForm})
	assert.NotContains(t, list["survived"], opposite{"died", "w", 0})

	for _, bad := range []string{"w high", "x high low", "w high low <"} {
		_, err := parseOpposites("w big small\n" + bad)
		assert.ErrorContains(t, err, "antonyms.txt:2", bad)
	}
}

func TestNames(t *testing.T) {
	corpus := []statement{
		{fact: "The plan of Robert Miller was read by John Hayes.", claim: "The plan of Robert Miller was read by John Hayes."},
		{fact: "He left News Corp this year.", claim: "He left News Corp this year."},
		{fact: "They met in Paris with Mary Clarkson of France.", claim: "They met in Paris with Mary Clarkson of France."},
	}
	var views []*view
	for _, s := range corpus {
		views = append(views, newView(s))
	}
	book := newNameBook(views)
	checkKind(t, book.change, []pairCase{
		{"person", "", "It was read by Robert Miller today.", "It was read by John Hayes today."},
		{"surname", "It was Robert Miller.", "It was read by Mr Miller today.", "It was read by Mr # today."},
		{"country", "", "He lives in France now.", "He lives in # now."},
		{"possessive", "", "It is France's law.", "It is #'s law."},
		{"start of the sentence", "", "Paris is big.", "# is big."},
		{"not in the fact", "He lives in Spain.", "He lives in France now.", ""},
		{"part of a longer name", "", "It is the Bank of France today.", ""},
		{"twice", "", "In France they speak of France.", ""},
		{"model number", "", "The Linux 7 release is out.", ""},
		{"no other firm", "", "He left News Corp this year.", ""},
		{"no name", "", "Many people live here.", ""},
	})
	assert.Equal(t, "person m", book.class["Robert Miller"])
	assert.Equal(t, "surname", book.class["Miller"])
}

func TestStartsWithVowel(t *testing.T) {
	for s, want := range map[string]bool{
		"apple": true, "hour": true, "house": false, "unit": false, "unlikely": true, "unimportant": true, "used": false,
		"euro": false, "one": false, "FBI": true, "CIA": false, "UN": false, "18": true, "80": true, "180": false, "Iraqi": true,
	} {
		assert.Equal(t, want, startsWithVowel(s), s)
	}
}
