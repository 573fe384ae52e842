package fallback

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// valid are numbers from the documents that define them.
var valid = map[string][]string{
	"card":        {"4111 1111 1111 1111", "5555555555554444", "3782-822463-10005", "6011111111111117", "3530111333300000", "30569309025904"},
	"iban":        {"GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "fr1420041010050500013m02606", "NO9386011117947", "MT84MALT011000012345MTLCAST001S"},
	"us_ssn":      {"123-45-6789", "001-01-0001"},
	"us_itin":     {"900-70-0000", "999-88-1234"},
	"uk_nino":     {"AA 12 34 56 C"},
	"ipv4":        {"192.0.2.1", "255.255.255.255", "8.8.8.8", "8.8.4.4", "10.0.0.1", "5.188.10.2"},
	"domain":      {"example.com", "www.example.de", "a.example.co.uk", "x-y.info"},
	"ipv6":        {"2001:db8::8a2e:370:7334", "2001:0db8:0000:0000:0000:ff00:0042:8329", "fe80::1ff:fe23:4567:890a"},
	"de_tax_id":   {"86095742719", "86 095 742 719", "47036892816"},
	"fr_nir":      {"2 55 08 14 168 025 38"},
	"es_nif":      {"12345678Z", "X1234567L"},
	"it_cf":       {"RSSMRA85T10A562S"},
	"nl_bsn":      {"111222333"},
	"pl_pesel":    {"44051401359"},
	"be_nrn":      {"85.07.30-033.28"},
	"se_pin":      {"811218-9876", "19811218-9876"},
	"fi_hetu":     {"131052-308T"},
	"pt_nif":      {"123456789"},
	"base58check": {"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"},
	"bech32":      {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"},
	"ethereum":    {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359"},
	"jwt":         {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"},
	"email":       {"a.b+c@example.co.uk"},
	"phone":       {"+1 202-555-0143", "020 7946 0958"},

	"phone_international": {"0044 20 7946 0958"},
	"phone_national":      {"01243440262", "(07520) 57659 070"},
	"phone_pairs":         {"01 42 68 53 00"},
	"phone_plain":         {"8757234372"},
}

func TestValidNumbers(t *testing.T) {
	for name, texts := range valid {
		for _, text := range texts {
			assert.Equal(t, len(text), Validate(name, text), "%s %s", name, text)
		}
	}
}

// TestOneDigitWrong changes every digit of valid numbers to every other: their check digits are there to notice that.
func TestOneDigitWrong(t *testing.T) {
	for _, name := range []string{"card", "iban", "de_tax_id", "fr_nir", "es_nif", "nl_bsn", "se_pin", "fi_hetu", "base58check", "bech32", "be_nrn"} {
		for _, text := range valid[name] {
			for i := range len(text) {
				if !isDigit(text[i]) || len(text) == len("19811218-9876") && name == "se_pin" && i < 2 { // the century
					continue
				}
				for c := byte('0'); c <= '9'; c++ {
					if wrong := text[:i] + string(c) + text[i+1:]; c != text[i] {
						assert.NotEqual(t, len(text), Validate(name, wrong), "%s %s", name, wrong)
					}
				}
			}
		}
	}
}

func TestInvalidNumbers(t *testing.T) {
	for name, texts := range map[string][]string{
		"card":     {"4111 1111 1111 1112", "1234567890123452", "0000000000000000"},
		"iban":     {"GB82 WEST 1234 5698 7654", "XX82WEST12345698765432"},
		"us_ssn":   {"000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "078-05-1120"},
		"us_itin":  {"900-66-0000", "800-70-0000"},
		"uk_nino":  {"GB123456A"},
		"ipv4":     {"256.1.1.1", "1.2.3", "01.2.3.4", "1.2.3.4.5", "2.5.29.37", "3.1.2.6"},
		"domain":   {"java.net.URL", "example.de", "-a.com", "a-.com", "com", "co.uk", "www.x"},
		"ipv6":     {"12:30:45", "a::b", "::", "1::2::3", "1:2:3:4:5:6:7"},
		"ethereum": {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD"},
		"jwt":      {"aGVsbG8gd29ybGQ.aGVsbG8.aGVsbG8"},
		"email":    {"icon@2x.png", ".a@b.com", "a..b@c.com"},
		"phone":    {"2024-05-17", "111-1111-111", "(123 456"},

		"phone_international": {"0012 3456"},
		"phone_national":      {"02110-1301", "0123456789", "012 345"},
		"phone_pairs":         {"01 02 03 04", "01 02 03 04 05 06 07 08"},
		"phone_plain":         {"2147483647", "4294967295", "9876543210"},
		"entropy":             {"password123", "aaaaaaaa1111", "abcdefghijkl", "your_key_here_123"},
	} {
		for _, text := range texts {
			assert.Zero(t, Validate(name, text), "%s %s", name, text)
		}
	}
	assert.Zero(t, Validate("no such check", "1"))
}

func TestCutsWhatFollows(t *testing.T) {
	for _, c := range [][3]string{
		{"iban", "DE89 3704 0044 0532 0130 00 to", "DE89 3704 0044 0532 0130 00"},
		{"card", "4111 1111 1111 1111 123", "4111 1111 1111 1111"},
		{"url", "https://example.com/a?b=c.", "https://example.com/a?b=c"},
		{"email", "a@b.j\u017f", "a@b.j\u017f"},
	} {
		assert.Equal(t, c[2], c[1][:Validate(c[0], c[1])])
	}
}

func TestGitHubChecksum(t *testing.T) {
	body := strings.Repeat("aB3", 10)
	sum, tail := crc32.ChecksumIEEE([]byte(body)), ""
	for range 6 {
		tail = string(base62[sum%62]) + tail
		sum /= 62
	}
	assert.Equal(t, 40, Validate("github", "ghp_"+body+tail))
	assert.Zero(t, Validate("github", "ghp_"+body+"000000"))
}

func TestKeccak(t *testing.T) { // the empty string's, as every Ethereum client knows it
	hash := keccak256(nil)
	assert.Equal(t, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470", hex.EncodeToString(hash[:]))
}

func TestSHA256(t *testing.T) {
	for n := range 56 {
		text := []byte(strings.Repeat("abc", 20)[:n])
		assert.Equal(t, sha256.Sum256(text), sha256Short(text), n)
	}
}

func TestLog2(t *testing.T) {
	for n := 1; n < 1000; n++ {
		assert.InDelta(t, 1024*math.Log2(float64(n)), log2(n), 1, n)
	}
}

func TestRandomLooking(t *testing.T) {
	for i := range 100 {
		sum := sha256.Sum256(fmt.Append(nil, i))
		text := hex.EncodeToString(sum[:16])
		assert.Equal(t, len(text), Validate("entropy", text), text)
	}
}

// TestValidatorsTakeAnyText gives every check what no pattern would.
func TestValidatorsTakeAnyText(t *testing.T) {
	for _, name := range Validators() {
		for _, text := range []string{"", "@", "a@", "1", "<", "::", "0x", "1.", "bc1", strings.Repeat("1", 600), strings.Repeat("@.", 300), "\xff\xfe"} {
			n := Validate(name, text)
			assert.True(t, 0 <= n && n <= len(text), "%s %q", name, text)
		}
	}
}
