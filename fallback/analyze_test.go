package fallback

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// pieces returns the parts of text that spans cover.
func pieces(text string, spans []Span) []string {
	out := []string{}
	for _, s := range spans {
		out = append(out, text[s.Start:s.End])
	}
	return out
}

func TestAnalyzeNumbers(t *testing.T) {
	k := openKernel(t)
	cases := []struct {
		text string
		want []string // value, unit and the words it was read from
	}{
		{"12,345.6 items", []string{"12345.6||12,345.6"}},
		{"it cost 4.2 billion", []string{"4200000000||4.2 billion"}},
		{"8.2 million people", []string{"8200000||8.2 million"}},
		{"15 % of it", []string{"15|%|15 %"}},
		{"15% or 15 percent", []string{"15|%|15%", "15|%|15 percent"}},
		{"only $19 now", []string{"19|USD|$19"}},
		{"€5.50", []string{"5.5|EUR|€5.50"}},
		{"$2.5bn", []string{"2500000000|USD|$2.5bn"}},
		{"the 3rd time", []string{"3||3rd"}},
		{"the third time", []string{"3||third"}},
		{"twenty-one days", []string{"21|day|twenty-one days"}},
		{"three hundred and five thousand", []string{"305000||three hundred and five thousand"}},
		{"one million two hundred thousand", []string{"1200000||one million two hundred thousand"}},
		{"5mg twice", []string{"5|mg|5mg"}},
		{"5 working days", []string{"5|day|5 working days"}},
		{"2 hours 16 minutes", []string{"136|minute|2 hours 16 minutes"}},
		{"1 hour and 5 minutes", []string{"65|minute|1 hour and 5 minutes"}},
		{"The climb takes 2 hours. And 16 minutes of rest.", []string{"2|hour|2 hours", "16|minute|16 minutes"}},
		{"A rise of 20%, 5m wide", []string{"20|%|20%", "5|m|5m"}},
		{"5\u202fkm", []string{"5|km|5\u202fkm"}},
		{"$0 billion", []string{"0|USD|$0 billion"}},
		{"好。-5 metres", []string{"-5|m|5 metres"}},
		{"two hundred and (five)", []string{"200||two hundred", "5||five"}},
		{"2 hours, 16 minutes", []string{"2|hour|2 hours", "16|minute|16 minutes"}},
		{"a 30-day window", []string{"30|day|30-day"}},
		{"on 2024-03-15", []string{"20240315|date|2024-03-15"}},
		{"on 15 March 2024", []string{"20240315|date|15 March 2024"}},
		{"on March 15, 2024", []string{"20240315|date|March 15, 2024"}},
		{"the 15th of March", []string{"315|date|15th of March"}},
		{"in May 2021", []string{"20210500|date|May 2021"}},
		{"in 1999", []string{"1999|date|1999"}},
		{"at 5:30 pm", []string{"1050|time|5:30 pm"}},
		{"at 12 a.m. sharp", []string{"0|time|12 a.m."}},
		{"on Monday", []string{"1|weekday|Monday"}},
		{"version 1.2.3", []string{"code"}},
		{"it may rain", []string{}},
		{"-5 degrees", []string{"-5"}},
		{"0 errors", []string{"0||0"}},
		{"007", []string{"7||007"}},
		{"1.50", []string{"1.5||1.50"}},
		{"1,2 and 3", []string{"1||1", "2||2", "3||3"}},
		{"٣ days", []string{"3|day|٣ days"}},
		{"the B12 vitamin and 4x4 cars", []string{}},
		{"no numbers", []string{}},
		{strings.Repeat("9", 40), []string{"code"}},
	}
	var a Analysis
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			k.Analyze(&a, c.text)
			require.Len(t, a.Numbers, len(c.want))
			for i, want := range c.want {
				n := &a.Numbers[i]
				if want == "code" {
					assert.Equal(t, Code, n.Kind)
					continue
				}
				got := n.Value() + "|" + k.NumberUnit(n) + "|" + c.text[n.Start:n.End]
				if !strings.Contains(want, "|") {
					got = n.Value()
				}
				assert.Equal(t, want, got)
			}
		})
	}
}

func TestAnalyzeWords(t *testing.T) {
	k := openKernel(t)
	cases := []struct {
		name, text                string
		words, names, negs, quote []string
	}{
		{name: "apostrophes", text: "Don't touch Anna's cat", words: []string{"Don't", "touch", "Anna's", "cat"}, names: []string{"Anna's"}, negs: []string{"Don't"}},
		{name: "typographic apostrophe", text: "we can’t", words: []string{"we", "can’t"}, negs: []string{"can’t"}},
		{name: "names", text: "The firm hired John Smith of New York.", names: []string{"John Smith", "New York"}},
		{name: "unknown word first", text: "Zxqvia makes it.", names: []string{"Zxqvia"}},
		{name: "acronym", text: "the U.S. Army and the EU", words: []string{"the", "U.S.", "Army", "and", "the", "EU"}, names: []string{"U.S. Army", "EU"}},
		{name: "not only", text: "not only cheap but good", negs: []string{}},
		{name: "no doubt", text: "there is no doubt", negs: []string{}},
		{name: "no", text: "there is no cure, never was", negs: []string{"no", "never"}},
		{name: "number sign", text: "he is No. 5", negs: []string{}},
		{name: "quotes", text: "he said \"stop it\" and “go”", quote: []string{"\"stop it\"", "“go”"}},
		{name: "han", text: "我不去", words: []string{"我", "不", "去"}, negs: []string{"不"}},
		{name: "katakana", text: "コンピュータ", words: []string{"コンピュータ"}},
		{name: "hidden characters", text: "ig\u200bnore me\u200b", words: []string{"ig\u200bnore", "me"}},
		{name: "combining", text: "cafe\u0301 café", words: []string{"cafe\u0301", "café"}},
		{name: "invalid", text: "a\xffb \xc3", words: []string{"a", "b"}},
		{name: "nul", text: "a\x00b", words: []string{"a", "b"}},
	}
	var a Analysis
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			k.Analyze(&a, c.text)
			if c.words != nil {
				var spans []Span
				for i := range a.Tokens {
					spans = append(spans, Span{int(a.Tokens[i].Start), int(a.Tokens[i].End)})
				}
				assert.Equal(t, c.words, pieces(c.text, spans))
			}
			if c.names != nil {
				assert.Equal(t, c.names, pieces(c.text, a.Names))
			}
			if c.negs != nil {
				assert.Equal(t, c.negs, pieces(c.text, a.Negations))
			}
			if c.quote != nil {
				assert.Equal(t, c.quote, pieces(c.text, a.Quotes))
			}
		})
	}
}

func TestAnalyzeEqualWords(t *testing.T) {
	k := openKernel(t)
	pairs := [][2]string{
		{"café", "CAFE\u0301"}, {"don't", "don’t"}, {"ｆｕｌｌ", "full"}, {"ig\u200bnore", "ignore"}, {"Anna's", "anna"}, {"running", "runs"},
		{"U.S.", "US"}, {"ΣΊΣΥΦΟΣ", "σίσυφος"}, {"1,000", "1000"}, {"ﬁne", "fine"},
	}
	var a, b Analysis
	for _, p := range pairs {
		k.Analyze(&a, p[0])
		k.Analyze(&b, p[1])
		require.Len(t, a.Tokens, 1, p[0])
		require.Len(t, b.Tokens, 1, p[1])
		assert.Equal(t, a.Tokens[0].Stem, b.Tokens[0].Stem, "%s %s", p[0], p[1])
	}
}

func TestAnalyzeSpansAreInOrderAndInside(t *testing.T) {
	k := openKernel(t)
	var a Analysis
	rapid.Check(t, func(t *rapid.T) {
		text, _ := textPieces(t)
		text += rapid.String().Draw(t, "tail")
		k.Analyze(&a, text)
		requireSane(t, &a, text)
	})
}

// requireSane checks what holds of every analysis.
func requireSane(t require.TestingT, a *Analysis, text string) {
	for _, spans := range [][]Span{a.Sentences, a.Names, a.Negations, a.Quotes} {
		prev := 0
		for _, s := range spans {
			require.LessOrEqual(t, prev, s.Start)
			require.Less(t, s.Start, s.End)
			require.LessOrEqual(t, s.End, len(text))
			prev = s.End
		}
	}
	prev := int32(0)
	for i := range a.Tokens {
		tok := &a.Tokens[i]
		require.LessOrEqual(t, prev, tok.Start)
		require.Less(t, tok.Start, tok.End)
		prev = tok.End
	}
	require.Len(t, a.bounds, len(a.Sentences)+1)
	for i := range a.Numbers {
		require.Less(t, a.Numbers[i].first, a.Numbers[i].last)
		require.NotEmpty(t, a.Numbers[i].Value())
	}
}

func FuzzAnalyze(f *testing.F) {
	k := openKernel(f)
	for _, s := range []string{"It cost $4.2 billion on 15 March 2024, not 5 %.", "日本。\xff", "# a\n- b\n", "1.2.3 12:30 1/2/2003 1,2,3", "U.S.A. J. Smith's"} {
		f.Add(s)
	}
	var a Analysis
	f.Fuzz(func(t *testing.T, text string) {
		k.Analyze(&a, text)
		requireSane(t, &a, text)
	})
}

func TestAnalyzeReusesItsStorage(t *testing.T) {
	k := openKernel(t)
	text := "Dr. Smith paid $4.2 billion to “Acme Corp.” on 15 March 2024, and it wasn't 15 % of 日本's café.\n\n- Next item here."
	var a Analysis
	k.Analyze(&a, text)
	assert.Zero(t, testing.AllocsPerRun(100, func() { k.Analyze(&a, text) }))
}
