package fallback

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each group holds word, stem, word, stem and so on for the rule that it names.
var stemPairs = []struct{ rule, pairs string }{
	{"too short", "a a by by is is i'd i'd"},
	{"irregular", "sky sky skies sky skis ski idly idl gently gentl ugly ugli early earli only onli singly singl " +
		"news news howe howe atlas atlas cosmos cosmos bias bias andes andes"},
	{"possessive", "dog's dog dogs' dog boys's' boy 'tis tis don't don't james' jame children's children o'clock o'clock"},
	{"plural", "caresses caress ties tie cries cri tied tie cried cri gas gas this this gaps gap kiwis kiwi " +
		"bus bus virus virus class class days day goes goe flies fli dies die"},
	{"eed", "agreed agre feed feed speed speed proceed proceed proceeded proceed exceeds exceed succeeding succeed " +
		"indeed inde"},
	{"ed and ing", "plastered plaster bled bled sing sing motoring motor luxuriated luxuri troubled troubl " +
		"sized size hopping hop hoped hope hoping hope tanned tan falling fall hissing hiss fizzed fizz filing file " +
		"failing fail adding add egged egg offing off added add erred err repeatedly repeat lovingly love " +
		"markedly mark being be string string"},
	{"ing of ie", "dying die lying lie tying tie vying vie dyings die crying cri drying dri buying buy"},
	{"invariant ing", "inning inning innings inning outing outing canning canning herring herring herrings herring " +
		"earring earring evening evening evenings evening scanning scan"},
	{"final y", "cry cri by by say say happy happi enjoy enjoy try tri yearly year way way"},
	{"y as a consonant", "yes yes youth youth yellow yellow boyish boyish beyond beyond yield yield syzygy syzygi"},
	{"step 2", "rational ration conditional condit valency valenc hesitancy hesit reasonably reason conformably conform " +
		"differently differ digitizer digit organizer organiz vietnamization vietnam predication predic operator oper " +
		"feudalism feudal decisiveness decis hopefulness hope callousness callous formality formal sensitivity sensit " +
		"sensibility sensibl geology geolog geologist geolog carefully care carelessly careless radically radic " +
		"vilely vile analogously analog"},
	{"valid li ending", "quickly quick newly newli richly rich safely safe namely name slowly slowli highly high kindly kind"},
	{"step 3", "triplicate triplic formative format formalize formal electricity electr electrical electr hopeful hope " +
		"goodness good national nation relative relat"},
	{"step 4", "revival reviv allowance allow inference infer airliner airlin gyroscopic gyroscop adjustable adjust " +
		"defensible defens irritant irrit replacement replac adjustment adjust dependent depend adoption adopt " +
		"communism communism activate activ angularity angular homologous homolog effective effect bowdlerize bowdler " +
		"decision decis element element"},
	{"step 5", "probate probat rate rate cease ceas controlled control controlling control roll roll " +
		"excellence excel love love paste paste pasted paste pasting paste past past"},
	{"regions of families", "generate generat general general generous generous community communiti communal communal " +
		"arsenal arsenal arsenic arsenic universe univers universal universal university universiti lateral lateral " +
		"later later emergency emergenc emerge emerg organ organ organic organic organize organiz internal internal " +
		"international internat interval interval"},
	{"facts", "refund refund refunds refund refunded refund refunding refund policies polici customers custom " +
		"purchased purchas returned return approximately approxim tablets tablet manufacturing manufactur"},
}

func TestStem(t *testing.T) {
	pairs := 0
	for _, group := range stemPairs {
		words := strings.Fields(group.pairs)
		require.Zero(t, len(words)%2, group.rule)
		for i := 0; i < len(words); i += 2 {
			assert.Equal(t, words[i+1], string(Stem([]byte(words[i]))), "%s: %s", group.rule, words[i])
			pairs++
		}
	}
	require.Greater(t, pairs, 150)
}

func TestStemLeavesOtherWordsAlone(t *testing.T) {
	long := strings.Repeat("walking", 10)
	for _, word := range []string{
		"", "'", "''", "42s", "naïves", "walKing", "Walking", "re-runs", "walk\x00ing", "walk\xffing", "日本語", "'café's",
		long, long[:65],
	} {
		assert.Equal(t, word, string(Stem([]byte(word))), "%q", word)
	}
	assert.Equal(t, long[:61], string(Stem([]byte(long[:61]+"ing"))), "64 bytes are stemmed")
}

func TestStemHandlesApostrophesOnly(t *testing.T) {
	for word, want := range map[string]string{"'''": "'", "''''": "''", "''s": "", "''s'": "", "'s's": "s", "'as": "as"} {
		assert.Equal(t, want, string(Stem([]byte(word))), "%q", word)
	}
}

func TestStemWorksInPlaceWithoutAllocating(t *testing.T) {
	word := []byte("'nationalization's")
	stem := Stem(word)
	require.Equal(t, "nation", string(stem))
	assert.Same(t, &word[1], &stem[0])
	buf := make([]byte, 0, 64)
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		buf = append(buf[:0], "nationalization's"...)
		Stem(buf)
		buf = append(buf[:0], "generalized"...)
		Stem(buf)
	}))
}

// TestStemOracle compares with PyPI's snowballstemmer: every word of the frequency list, plain and with endings, words
// put together from the endings that the rules know, and random letters.
func TestStemOracle(t *testing.T) {
	python := os.Getenv("BACKFIRE_ORACLE_PYTHON")
	if python == "" {
		t.Skip("BACKFIRE_ORACLE_PYTHON names no python that has snowballstemmer==3.1.1")
	}
	words := slices.Concat(listedWords(t), syntheticWords(30_000), randomWords(5_000))
	cmd := exec.Command(python, "../contract/oracle/stem_oracle.py")
	cmd.Stdin = strings.NewReader(strings.Join(words, "\n") + "\n")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	stems := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	require.Len(t, stems, len(words))
	differing := 0
	for i, word := range words {
		if got := string(Stem([]byte(word))); got != stems[i] && differing < 20 {
			differing++
			assert.Equal(t, stems[i], got, "%q", word)
		}
	}
	t.Logf("%d words", len(words))
}

// listedWords returns the words of the lexicon's frequency list, with and without endings.
func listedWords(t *testing.T) (words []string) {
	list, err := os.ReadFile("../contract/lexicon/frequency.toml")
	require.NoError(t, err)
	for line := range strings.Lines(string(list)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, word := range strings.Fields(line) {
			if strings.Trim(word, "abcdefghijklmnopqrstuvwxyz'") == "" {
				words = append(words, word, word+"'s", word+"'d", word+"n't", "'"+word+"s'")
			}
		}
	}
	require.Greater(t, len(words), 5*25_000)
	return words
}

// randomWords returns strings of letters and apostrophes, short ones of few letters among them, in which a rule meets
// what no English word has.
func randomWords(n int) (words []string) {
	s := splitmix(5)
	for i := range n {
		letters := "abcdefghijklmnopqrstuvwxyz'"
		if i%2 == 0 {
			letters = "aeysdtli'"
		}
		word := make([]byte, s.next()%13)
		for j := range word {
			word[j] = letters[s.next()%uint64(len(letters))]
		}
		words = append(words, string(word))
	}
	return words
}

// syntheticWords puts words together from beginnings and endings that rules ask for.
func syntheticWords(n int) (words []string) {
	beginnings := strings.Fields("' y ayy st sk inn out cann herr earr even proc exc succ past later gener commun arsen " +
		"univers emerg organ inter add egg off geolog kn b d aw ox")
	endings := strings.Fields("a y o e b l x w y at bl iz tt ational tional ation ator alism aliti alli fulness ousli ousness " +
		"iveness iviti biliti bli ogist ogi fulli lessli ly ness ful ative icate iciti ical alize al ance ence er ic " +
		"able ible ant ement ment ent ism ate iti ous ive ize ion sion tion ll s es ies ied sses us ss ed eed eedly " +
		"edly ing ingly ying 's ' s' 's' ey izer ization enci anci abli entli")
	s := splitmix(3)
	pick := func(from []string) string { return from[s.next()%uint64(len(from))] }
	for range n {
		word := pick(beginnings)
		for range 1 + s.next()%4 {
			word += pick(endings)
		}
		words = append(words, word)
	}
	return words
}

func FuzzStem(f *testing.F) {
	for _, seed := range []string{
		"", "'", "''s'", "skies", "yyy", "nationally", "hopping", "'add'ing's", "eedly", "ingly", "li", "aeiouy", "na\xefve",
		strings.Repeat("y", 64), strings.Repeat("a", 63) + "'", strings.Repeat("ed", 32), strings.Repeat("b", 65),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, word []byte) {
		buf := append(bytes.Clone(word), "guard"...)
		stem := Stem(buf[:len(word)])
		require.LessOrEqual(t, len(stem), len(word))
		require.Equal(t, "guard", string(buf[len(word):]), "written past the word")
		again := Stem(bytes.Clone(word))
		require.Equal(t, again, stem)
		if len(stem) > 0 {
			at := len(word) - cap(stem) + cap(buf) - len(word) // where the stem begins in buf
			require.True(t, at == 0 || at == 1, "not in place")
			require.Same(t, &buf[at], &stem[0])
		}
	})
}

func BenchmarkStem(b *testing.B) {
	words := strings.Fields("the customer may return any product within thirty days of purchase provided that its original " +
		"packaging is intact and refunds are issued promptly to the payment method used for buying the items which our " +
		"policies generally consider acceptable unless national regulations require otherwise")
	buf := make([]byte, 0, 64)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		buf = append(buf[:0], words[i%len(words)]...)
		Stem(buf)
	}
}
