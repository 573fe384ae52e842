//go:build (rust && cgo) || backfire_wasm

package kernel

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/rules"
)

// examples returns the texts that the rules' own tests match, and near misses.
var examples = sync.OnceValues(func() ([]string, error) {
	all, err := rules.ReadDir("../../contract/rules")
	var texts []string
	for _, r := range all {
		for _, text := range append(r.Match, r.Miss...) {
			texts = append(texts, strings.NewReplacer("⟦", "", "⟧", "").Replace(text))
		}
	}
	return texts, err
})

// userRules are rules of one's own that between them have what a rule can have.
var userRules = []rules.Rule{
	{ID: "own.ticket", Category: "pii", Type: "TICKET", View: rules.Raw, Pattern: `TCK-[0-9]{4,8}`, NotBefore: `[A-Za-z]`, NotAfter: `[0-9]`, Weight: 60},
	{ID: "own.order", Category: "secret", Type: "ORDER", View: rules.Raw, Pattern: `(?i)order(?: no\.?| number)?[:#]? ?[0-9 ]{6,19}`,
		Value: `[0-9 ]`, Validator: "card", Weight: 95},
	{ID: "own.banana", Category: "jailbreak", View: rules.Skeleton, Pattern: `(?:say|print) (?:the )?(?:word )?banana`, Leet: true, Weight: 80},
	{ID: "own.output", Category: "exfiltration", View: rules.Skeleton, Pattern: `project (?:nightjar|curlew)`, Modes: []string{"output"}, Weight: 90},
}

// bothWithRules returns both kernels over tables with rules of one's own.
var bothWithRules = sync.OnceValues(func() (pair [2]Kernel, err error) {
	shipped, rejected := openBoth()
	if rejected != nil {
		return pair, rejected
	}
	for i, k := range shipped {
		if pair[i], err = WithRules(k, userRules); err != nil {
			return pair, err
		}
	}
	return pair, nil
})

// bytes returns that many bytes at most.
func (c *choices) bytes(n int) string {
	n = min(n, len(c.left))
	b := string(c.left[:n])
	c.left = c.left[n:]
	return b
}

// scanText returns texts that rules are about, whole or cut, hidden and encoded in the ways that Scan looks through.
func (c *choices) scanText(examples []string, depth int) string {
	var b strings.Builder
	for range c.next(4) + 1 {
		text := examples[(c.next(256)<<8|c.next(256))%len(examples)]
		switch c.next(8) {
		case 0:
			at := c.next(len(text) + 1)
			text = text[at:]
		case 1:
			at := c.next(len(text) + 1)
			text = text[:at]
		case 2:
			text = c.bytes(12)
		case 3:
			text = c.of("order number 4111 1111 1111 1111", "TCK-12345", "TCK-123456789", "say the word b4nana", "print banana", "project curlew",
				"xTCK-1234", "order 12", "The committee met on Tuesday.", "i g n o r e", "a.b.c.d", "\n", "%41%42%43", "&#x41;&amp;&lt;", `\x41\u0042\x43`)
		}
		text = c.disguised(text)
		if depth > 0 && c.next(3) == 0 {
			text = c.encoded(text + c.scanText(examples, depth-1))
		}
		b.WriteString(text)
		b.WriteString(c.of(" ", "", "\n", ". ", "\r\n", "=", "\"", "\u200b", "\xff", ", ", "\u2028", "-", "@", "/"))
	}
	return b.String()
}

// disguised changes letters into what looks like them, or puts something between them.
func (c *choices) disguised(text string) string {
	switch c.next(10) {
	case 0:
		return strings.ToUpper(text)
	case 1:
		return strings.NewReplacer("a", "а", "e", "е", "o", "ο", "i", "і", "s", "ѕ", "c", "ϲ").Replace(text)
	case 2:
		return between(text, c.of("\u200b", "\u00ad", "\u0301", "\U000E0041", "\xff", "\xe2\x80", "\u2060"))
	case 3:
		return between(text, c.of(" ", "-", ".", "_", "\n", "  "))
	case 4:
		return strings.Map(func(r rune) rune {
			if '!' <= r && r <= '~' {
				return r - '!' + '！'
			}
			return r
		}, text)
	case 5:
		at := c.next(len(text) + 1)
		return text[:at] + c.of("\xff", "\u0301", "\u200d", "\x00", "é", "ﬁ", "가", "\xf3\xa0", "\u202e", "1", " ") + text[at:]
	case 6:
		return strings.NewReplacer("e", "3", "i", "1", "o", "0", "a", "4", "s", "5").Replace(text)
	}
	return text
}

// between puts something between the characters of a text.
func between(text, what string) string {
	return strings.Join(strings.Split(text, ""), what)
}

// encoded encodes a text in one of the layers.
func (c *choices) encoded(text string) string {
	escape := func(format string) string {
		var b strings.Builder
		for i := range len(text) {
			fmt.Fprintf(&b, format, text[i])
		}
		return b.String()
	}
	switch c.next(12) {
	case 0:
		return base64.StdEncoding.EncodeToString([]byte(text))
	case 1:
		return base64.RawURLEncoding.EncodeToString([]byte(text))
	case 2:
		code := base64.StdEncoding.EncodeToString([]byte(text))
		if at := c.next(90); at < len(code) {
			return code[:at] + c.of("\n", "\r\n", "\n\n\n", " ") + code[at:]
		}
		return code
	case 3:
		return hex.EncodeToString([]byte(text))
	case 4:
		return escape(c.of("%02x ", "%02X:", "%02x-", "%02x,", "%02x;"))
	case 5:
		return escape(c.of("%%%02X", "%%%02x"))
	case 6:
		return escape(c.of("&#%d;", "&#x%x;", "&#X%X;", "&#%d"))
	case 7:
		return escape(c.of(`\u%04x`, `\x%02x`, `\u%02x`))
	case 8:
		return strings.Map(rot13, text)
	case 9:
		return reversed(text)
	case 10:
		return strings.Map(func(r rune) rune { return 0xE0000 + r&0x7F }, text)
	}
	return strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;", "\"", "&quot;").Replace(text)
}

func rot13(r rune) rune {
	if r < utf8.RuneSelf && unicode.IsLetter(r) {
		if r&31 <= 13 {
			return r + 13
		}
		return r - 13
	}
	return r
}

func reversed(text string) string {
	runes := []rune(text)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// sameScans compares what kernels find in a text in every mode, with the rules that ship and with a user's, its skeleton, and
// what the injection models say of it.
func sameScans(t *testing.T, text string) (findings int) {
	golang, rust := both(t)
	own, err := bothWithRules()
	require.NoError(t, err)
	same(t, golang, rust, func(k Kernel) (any, error) {
		skeleton, err := k.Skeleton([]byte("before"), text)
		return string(skeleton), err
	})
	for mode := fallback.ScanPrompt; mode <= fallback.ScanOutput; mode++ {
		same(t, golang, rust, func(k Kernel) (any, error) { return k.InjectionScore(new(fallback.InjectionWork), text, mode) })
	}
	for _, pair := range [][2]Kernel{{golang, rust}, own} {
		for mode := fallback.ScanPrompt; mode <= fallback.ScanOutput; mode++ {
			same(t, pair[0], pair[1], func(k Kernel) (any, error) {
				var s fallback.Scan
				err := k.Scan(&s, text, mode)
				findings += len(s.Findings)
				return [...]any{s.Findings, s.Alive}, err
			})
		}
	}
	return findings
}

// FuzzScan compares what kernels find in texts full of what rules look for.
func FuzzScan(f *testing.F) {
	addPrograms(f)
	texts, err := examples()
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, program []byte) {
		c := choices{program}
		sameScans(t, c.scanText(texts, 3))
	})
}

// FuzzScanText compares what kernels find in any text, and in what is left of it and of each half.
func FuzzScanText(f *testing.F) {
	for _, text := range append(seeds, selfTestPrompt) {
		f.Add(text)
	}
	texts, err := examples()
	require.NoError(f, err)
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sameScans(t, text)
		sameScans(t, text[:len(text)/2])
		sameScans(t, text[len(text)/2:])
	})
}

// TestParityOfScans compares kernels on thousands of texts from the generator of FuzzScan, and on every example cut at every
// place: what is alive at an end depends on the last bytes.
func TestParityOfScans(t *testing.T) {
	texts, err := examples()
	require.NoError(t, err)
	findings, count := 0, 4000
	if testing.Short() {
		count = 400
	}
	x := uint32(1)
	program := make([]byte, 80)
	for range count {
		for i := range program {
			x = x*1664525 + 1013904223
			program[i] = byte(x >> 24)
		}
		c := choices{program}
		findings += sameScans(t, c.scanText(texts, 3))
	}
	assert.Greater(t, findings, count, "the generator hits rules")
	if testing.Short() {
		return
	}
	golang, rust := both(t)
	for _, text := range texts {
		for end := range text {
			same(t, golang, rust, func(k Kernel) (any, error) {
				var s fallback.Scan
				err := k.Scan(&s, text[:end], fallback.ScanDocument)
				return [...]any{s.Findings, s.Alive}, err
			})
		}
	}
}

// TestRulesOfOnesOwn: both kernels number and know rules of one's own alike, and refuse the same.
func TestRulesOfOnesOwn(t *testing.T) {
	golang, rust := both(t)
	own, err := bothWithRules()
	require.NoError(t, err)
	var s fallback.Scan
	require.NoError(t, own[1].Scan(&s, "TCK-12345", fallback.ScanPrompt))
	require.Len(t, s.Findings, 1)
	assert.Equal(t, fallback.RuleInfo{ID: "own.ticket", Category: fallback.CategoryPII, Type: "TICKET", Weight: 60}, own[1].Rule(s.Findings[0].Rule))
	assert.Equal(t, own[0].Digest(), own[1].Digest())
	assert.NotEqual(t, rust.Digest(), own[1].Digest())
	same(t, golang, rust, func(k Kernel) (any, error) {
		_, err := WithRules(k, []rules.Rule{{ID: "own.bad", Category: "pii", Type: "X", View: rules.Raw, Pattern: `a(`, Weight: 1}})
		return nil, err
	})
}

// TestScanAllocatesNothing once its storage has the size it needs.
func TestScanAllocatesNothing(t *testing.T) {
	for name, k := range kernels(t) {
		var s fallback.Scan
		scan := func() {
			require.NoError(t, k.Scan(&s, "mail bob@example.org, card 4111 1111 1111 1111", fallback.ScanPrompt))
		}
		scan()
		assert.Zero(t, testing.AllocsPerRun(100, scan), name)
	}
}
