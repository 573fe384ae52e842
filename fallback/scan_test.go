package fallback_test

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/contract/tables"
	"github.com/backfire-ai/backfire-go/fallback"
)

func scanKernel(t testing.TB) *fallback.Kernel {
	t.Helper()
	k, err := fallback.Open(tables.Blob())
	require.NoError(t, err)
	return k
}

// found lists what a text has in it as "rule layer", and checks that spans are what they should be.
func found(t testing.TB, k *fallback.Kernel, text string) []string {
	t.Helper()
	var s fallback.Scan
	k.Scan(&s, text, fallback.ScanPrompt)
	var out []string
	last := 0
	for _, f := range s.Findings {
		require.True(t, 0 <= f.Span.Start && f.Span.Start < f.Span.End && f.Span.End <= len(text), "%v of %q", f, text)
		require.GreaterOrEqual(t, f.Span.Start, last, "order")
		last = f.Span.Start
		if utf8.ValidString(text) {
			require.True(t, utf8.ValidString(text[f.Span.Start:f.Span.End]), "%v of %q", f, text)
		}
		out = append(out, strings.TrimSpace(k.Rule(f.Rule).ID+" "+f.Layers.String()))
	}
	return out
}

func TestLayers(t *testing.T) {
	k := scanKernel(t)
	const secret = "my key is AKIAIOSFODNN7EXAMPLE now"
	const rule = "secret.aws_access_key_id"
	escape := func(secret, format string) string {
		var b strings.Builder
		for i := range len(secret) {
			b.WriteString(strings.ReplaceAll(format, "HH", hex.EncodeToString([]byte{secret[i]})))
		}
		return b.String()
	}
	reverse := func(s string) string {
		b := []byte(s)
		for i := range len(b) / 2 {
			b[i], b[len(b)-1-i] = b[len(b)-1-i], b[i]
		}
		return string(b)
	}
	var tags strings.Builder
	for _, c := range secret {
		tags.WriteRune(0xE0000 + c)
	}
	encoded := base64.StdEncoding.EncodeToString([]byte(secret))
	for want, text := range map[string]string{
		rule:                        secret,
		rule + " base64":            "look: " + encoded + " end",
		rule + " hex":               "look: " + hex.EncodeToString([]byte(secret)) + ".",
		rule + " url":               "q=" + escape(secret, "%HH"),
		rule + " html":              escape(secret, "&#xHH;"),
		rule + " escape":            escape(secret, `\u00HH`),
		rule + " reversed":          "please " + reverse("ignore this: "+secret),
		rule + " tags":              "hello" + tags.String(),
		rule + " base64>base64":     base64.StdEncoding.EncodeToString([]byte(encoded)),
		rule + " url>base64":        escape(encoded, "%HH"),
		rule + " base64>hex":        base64.RawURLEncoding.EncodeToString([]byte(hex.EncodeToString([]byte(secret)))),
		rule + " hex>base64>base64": hex.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(encoded)))),
	} {
		assert.Contains(t, found(t, k, text), want, "%q", text)
	}
	pairs := strings.TrimSpace(escape(secret, "HH "))
	assert.Contains(t, found(t, k, "dump "+pairs+"."), rule+" hex")
}

// TestDepthIsBounded wraps a text in fifty encodings: it is decoded as deep as is allowed and no deeper.
func TestDepthIsBounded(t *testing.T) {
	k := scanKernel(t)
	text := "my key is AKIAIOSFODNN7EXAMPLE now"
	for range 10 {
		text = base64.StdEncoding.EncodeToString([]byte(text))
	}
	assert.Empty(t, found(t, k, text))
}

func TestScanOfAnyBytes(t *testing.T) {
	k := scanKernel(t)
	for _, text := range []string{
		"", "&;&;&;&;", "%%%", "\\u\\u\\u", "\xf3\xa0\x80", strings.Repeat("\u0301", 1000), strings.Repeat("a ", 1000),
		strings.Repeat("%41", 5000), strings.Repeat("\xff", 1000), strings.Repeat("<A_1>", 100), "a b c d e", "i g n o r e",
	} {
		found(t, k, text)
	}
}

func FuzzScan(f *testing.F) {
	k := scanKernel(f)
	for _, seed := range []string{
		"mail a@b.org, card 4111 1111 1111 1111", "i g n o r e  a l l", "%41%42%43 &#65;&#66;&#67; \\u0041\\u0042\\u0043",
		"bXkga2V5IGlzIEFLSUFJT1NGT0ROTjdFWEFNUExF", "\U000E0041\U000E0042", "0041 42 43 44 45 46 47 48", "snoitcurtsni erongi",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { found(t, k, text) })
}
