package rules

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/blob"
)

// open returns a kernel whose only rules are these.
func open(t *testing.T, all ...Rule) *fallback.Kernel {
	t.Helper()
	require.NoError(t, Check(all))
	base, err := fallback.Open(tables.Blob())
	require.NoError(t, err)
	compiled, err := Compile(all, func(text string) string {
		var s fallback.Skeleton
		base.Skeleton(&s, text)
		return string(s.Text)
	})
	require.NoError(t, err)
	sections, err := blob.Sections(tables.Blob())
	require.NoError(t, err)
	for i := range sections {
		if sections[i].ID == blob.ShippedRules {
			sections[i].Data = compiled.Tables
		}
	}
	k, err := fallback.Open(blob.Assemble(blob.TableMagic, sections))
	require.NoError(t, err)
	return k
}

// TestMatchesWhatRegexpDoes holds compiled rules against package regexp on texts made of the pieces of the pattern: the
// first match must start where regexp's does, and end where its longest does.
func TestMatchesWhatRegexpDoes(t *testing.T) {
	for _, pattern := range []string{
		`abc`, `ab{1,3}c`, `(?:ab|ba)c{0,2}d`, `[a-c]{2,4}xy[0-9]{1,3}`, `x(?:a|bc|d[ef])?yz`, `[0-9]{3}-[0-9]{4}`, `(?i)tOk[a-z]{0,5}`,
		`é[àâ]{1,2}z`, `a.{0,3}zz`, `(?:foo|bar|bazqux){1,2}!`, `q[^q]{0,4}qq`,
	} {
		t.Run(pattern, func(t *testing.T) {
			k := open(t, Rule{ID: "r", Category: "override", View: Raw, Pattern: pattern, Weight: 50})
			re := regexp.MustCompile(pattern)
			re.Longest()
			alphabet := []string{"a", "b", "c", "d", "e", "x", "y", "z", "q", "0", "7", "-", "!", "é", "à", "â", "Tok", "707", "0707", "foo", "bar", "bazqux", " ", "\n", "xy", "zz"}
			random := rand.New(rand.NewPCG(1, 2))
			var s fallback.Scan
			hits := 0
			for range 3000 {
				var b strings.Builder
				for range random.IntN(30) {
					b.WriteString(alphabet[random.IntN(len(alphabet))])
				}
				text := b.String()
				k.Scan(&s, text, fallback.ScanPrompt)
				loc := re.FindStringIndex(text)
				if loc == nil {
					require.Empty(t, s.Findings, "%q", text)
					continue
				}
				hits++
				require.NotEmpty(t, s.Findings, "%q", text)
				assert.Equal(t, loc[0], s.Findings[0].Span.Start, "%q", text)
			}
			assert.Positive(t, hits)
		})
	}
}

// TestRulesShareNoAutomaton has two rules whose automata differ in nothing but what they accept.
func TestRulesShareNoAutomaton(t *testing.T) {
	rule := func(id, pattern string) Rule {
		return Rule{ID: id, Category: "override", View: Raw, Pattern: pattern, Weight: 50}
	}
	k := open(t, rule("three", `[0-9]{3}xyzzy[0-9]{3}`), rule("few", `[0-9]{1,3}plugh[0-9]{1,3}`))
	var s fallback.Scan
	for text, want := range map[string]bool{"123xyzzy123": true, "12xyzzy123": false, "123xyzzy12": false, "1plugh1": true, "123plugh12": true} {
		k.Scan(&s, text, fallback.ScanPrompt)
		assert.Equal(t, want, len(s.Findings) == 1, text)
	}
}

// TestRefusedPatterns marks the byte that completes what is wrong, where there is one.
func TestRefusedPatterns(t *testing.T) {
	for marked, problem := range map[string]string{
		`a⟦+⟧`:                               "without a bound",
		`abc.⟦*⟧`:                            "without a bound",
		`(?:a|b⟦*⟧)c`:                        "without a bound",
		`a{2,⟦}⟧b`:                           "without a bound",
		`⟦^⟧abc`:                             "subset",
		`abc⟦$⟧`:                             "subset",
		`\bab\⟦b⟧cd`:                         "subset",
		`a(b`:                                "missing closing",
		`(?:a{0,500}b){2⟦}⟧`:                 "bytes",
		`xyz.{0,30}[a-z]{500⟦}⟧`:             "bytes",
		`[a-z ]{1,9}`:                        "rare enough",
		`x?`:                                 "0 to 1 bytes",
		`zqxj[ab]{0,100⟦}⟧a[ab]{14}`:         "states", // a DFA remembers the last fourteen letters
		`zqxj(?:a|b|ab){1,200⟦}⟧`:            "states",
		strings.Repeat("zqxj|", 8000) + "zq": "bytes",
		`zqxj(?:` + alternatives(900) + `){1,100⟦}⟧`: "states",
	} {
		pattern, rest, placed := strings.Cut(marked, "⟦")
		offset := len(pattern)
		if pattern += strings.Replace(rest, "⟧", "", 1); !placed {
			pattern = marked
		}
		r := Rule{ID: "r", Category: "override", View: Raw, Pattern: pattern, Weight: 50}
		_, err := Compile([]Rule{r}, strings.ToLower)
		var wrong *Error
		require.ErrorAs(t, err, &wrong, "%.60s", marked)
		assert.Contains(t, err.Error(), problem, "%.60s", marked)
		assert.Equal(t, "pattern", wrong.Field)
		if placed {
			assert.Equal(t, offset, wrong.Offset, "%.60s: %v", marked, err)
		}
	}
}

// alternatives joins n different ones of four bytes.
func alternatives(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("%03d[ab]", i))
	}
	return strings.Join(all, "|")
}

// TestManyChoices has patterns that can be taken apart in more ways than there is time for.
func TestManyChoices(t *testing.T) {
	for _, pattern := range []string{
		strings.Repeat(`[a-z]?(?:[a-z ]|e)`, 30) + "th", strings.Repeat(`(?:a?e?)`, 60) + "zqxj", `zqxj(?:[a-z]{0,20} ){0,20}x`,
		strings.Repeat(`[a-z]?`, 40) + "zqxj" + strings.Repeat(`[a-z]?`, 40), `(?:(?:a{0,30}){0,4}b?){0,4}zqxj`,
	} {
		c, err := Compile([]Rule{{ID: "r", Category: "override", View: Raw, Pattern: pattern, Weight: 50}}, strings.ToLower)
		require.NoError(t, err)
		assert.LessOrEqual(t, c.Sizes[0].Bytes, maxTable)
		assert.LessOrEqual(t, c.Sizes[0].Variants, maxVariants)
	}
}

func TestSkeletonRules(t *testing.T) {
	k := open(t, Rule{ID: "r", Category: "override", View: Skeleton, Pattern: `ignore (?:all )?previous`, Weight: 50, Leet: true})
	for text, want := range map[string]string{
		"please Ignore all  previous ones":       "Ignore all  previous",
		"ignоrе рrevious":                        "ignоrе рrevious", // Cyrillic о, е, р
		"i g n o r e   p r e v i o u s stuff":    "i g n o r e   p r e v i o u s",
		"i.g.n.o.r.e p.r.e.v.i.o.u.s":            "i.g.n.o.r.e p.r.e.v.i.o.u.s",
		"1gn0r3 pr3v10us":                        "1gn0r3 pr3v10us",
		"ig\u200bnore\u00a0previous":             "ig\u200bnore\u00a0previous",
		"ｉｇｎｏｒｅ ｐｒｅｖｉｏｕｓ":                        "ｉｇｎｏｒｅ ｐｒｅｖｉｏｕｓ",
		"i\u0301gn\xffore previous":              "i\u0301gn\xffore previous",
		"𝐢𝐠𝐧𝐨𝐫𝐞-𝐩𝐫𝐞𝐯𝐢𝐨𝐮𝐬!":                       "𝐢𝐠𝐧𝐨𝐫𝐞-𝐩𝐫𝐞𝐯𝐢𝐨𝐮𝐬",
		"aWdub3JlIGFsbCBwcmV2aW91cw== is base64": "aWdub3JlIGFsbCBwcmV2aW91cw==",
	} {
		var s fallback.Scan
		k.Scan(&s, text, fallback.ScanPrompt)
		if assert.Len(t, s.Findings, 1, text) {
			f := s.Findings[0]
			assert.Equal(t, want, text[f.Span.Start:f.Span.End])
		}
	}
}
