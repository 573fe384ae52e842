package fallback

import (
	"hash/crc32"
	"strings"
)

// validJWT takes a JSON Web Token (RFC 7519) whose header is a JSON object with an algorithm.
func validJWT(text string) int {
	dot := strings.IndexByte(text, '.')
	if dot < 0 || dot > 1024 {
		return 0
	}
	var buf [768]byte
	header := alias(decodeBase64(buf[:0], text[:dot]))
	return whole(text, strings.HasPrefix(header, "{") && strings.HasSuffix(header, "}") && strings.Contains(header, `"alg"`))
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// validGitHub checks the last six characters of a GitHub token: the CRC-32 of the thirty before them, in base 62.
func validGitHub(text string) int {
	if len(text) != 40 {
		return 0
	}
	sum := crc32.ChecksumIEEE([]byte(text[4:34]))
	for i := 39; i >= 34; i-- {
		if text[i] != base62[sum%62] {
			return 0
		}
		sum /= 62
	}
	return len(text)
}

// validEntropy takes what looks random: no word that examples use, letters and digits both, and an entropy per character
// of at least 3 bits (2.5 up to 12 characters).
func validEntropy(text string) int {
	letters, numbers := 0, 0
	for i := range len(text) {
		if isDigit(text[i]) {
			numbers++
		} else if wordByte[text[i]] {
			letters++
		}
	}
	if len(text) < 8 || len(text) > 512 || numbers == 0 || letters == 0 || placeholderWord(text) {
		return 0
	}
	least := 3 * 1024
	if len(text) <= 12 {
		least = 2560
	}
	return whole(text, entropyPerByte(text) >= least)
}

// validRandom takes what looks random, also without digits or letters.
func validRandom(text string) int { return whole(text, entropyPerByte(text) >= 4*1024) }

// entropyPerByte is the entropy of the bytes of a text, in units of 1/1024 bit.
func entropyPerByte(text string) int {
	if text == "" {
		return 0
	}
	var count [256]int
	for i := range len(text) {
		count[text[i]]++
	}
	// n·H = n·log n − Σ c·log c
	bits := len(text) * log2(len(text))
	for _, c := range count {
		bits -= c * log2(c)
	}
	return bits / len(text)
}

// validQuotedEntropy is validEntropy of what is between quotes.
func validQuotedEntropy(text string) int {
	if len(text) < 2 {
		return 0
	}
	return whole(text, validEntropy(text[1:len(text)-1]) > 0)
}

// validConnection takes a URL with a password that is no variable and no word that examples use.
func validConnection(text string) int {
	_, rest, _ := strings.Cut(text, "://")
	at, colon := strings.LastIndexByte(rest, '@'), strings.IndexByte(rest, ':')
	if colon < 0 || at < colon {
		return 0
	}
	password := rest[colon+1 : at]
	return whole(text, !placeholderWord(password) && strings.IndexByte(password, '/') < 0 && !strings.HasPrefix(password, "pass"))
}

// log2 is 1024 times the binary logarithm, by squaring; log2(0) is 0.
func log2(n int) int {
	if n < 2 {
		return 0
	}
	exponent := 0
	for n>>exponent > 1 {
		exponent++
	}
	x, out := uint64(n)<<(31-exponent), exponent<<10 // x in [2³¹, 2³²)
	for bit := 1 << 9; bit > 0; bit >>= 1 {
		if x = x * x >> 31; x >= 1<<32 {
			x >>= 1
			out |= bit
		}
	}
	return out
}

// placeholderWord reports whether a value is one that stands for another: an example, a variable, a template.
func placeholderWord(text string) bool {
	lower := lowered(text)
	for _, word := range []string{"example", "placeholder", "changeme", "your", "dummy", "xxxx", "****", "<", "${", "{{", "test", "sample", "insert", "redacted", "secret", "password"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}
