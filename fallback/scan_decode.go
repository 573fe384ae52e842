package fallback

import (
	"unicode/utf8"
)

// decodeLayer appends what a region says.
func decodeLayer(dst []byte, text string, layer Layer) []byte {
	switch layer {
	case LayerBase64:
		return decodeBase64(dst, text)
	case LayerHex:
		return decodeHex(dst, text)
	case LayerROT13:
		for i := 0; i < len(text); i++ {
			dst = append(dst, rot13(text[i]))
		}
		return dst
	case LayerReversed:
		for i := len(text); i > 0; {
			_, size := utf8.DecodeLastRuneInString(text[:i])
			dst = append(dst, text[i-size:i]...)
			i -= size
		}
		return dst
	case LayerTags:
		for _, r := range text {
			if 0xE0020 <= r && r <= 0xE007E {
				dst = append(dst, byte(r-0xE0000))
			}
		}
		return dst
	}
	for i := 0; i < len(text); {
		r, size := unescape(text[i:], layer)
		switch {
		case size == 0:
			dst = append(dst, text[i])
			size = 1
		case layer == LayerURL || layer == LayerEscape && text[i+1] == 'x':
			dst = append(dst, byte(r))
		default:
			dst = utf8.AppendRune(dst, r)
		}
		i += size
	}
	return dst
}

// base64Value is the value of a character of base64 or of its form for URLs, −1 for others.
func base64Value(c byte) int {
	switch {
	case 'A' <= c && c <= 'Z':
		return int(c - 'A')
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 26
	case '0' <= c && c <= '9':
		return int(c-'0') + 52
	case c == '+' || c == '-':
		return 62
	case c == '/' || c == '_':
		return 63
	}
	return -1
}

// decodeBase64 decodes whatever there are four, three or two characters of; others are passed over.
func decodeBase64(dst []byte, text string) []byte {
	acc, n := 0, 0
	for i := 0; i < len(text); i++ {
		v := base64Value(text[i])
		if v < 0 {
			continue
		}
		acc, n = acc<<6|v, n+1
		if n == 4 {
			dst = append(dst, byte(acc>>16), byte(acc>>8), byte(acc))
			acc, n = 0, 0
		}
	}
	switch n {
	case 3:
		dst = append(dst, byte(acc>>10), byte(acc>>2))
	case 2:
		dst = append(dst, byte(acc>>4))
	}
	return dst
}

// hexValue is the value of a hexadecimal digit, −1 for others.
func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

func decodeHex(dst []byte, text string) []byte {
	high := -1
	for i := 0; i < len(text); i++ {
		v := hexValue(text[i])
		switch {
		case v < 0:
		case high < 0:
			high = v
		default:
			dst = append(dst, byte(high<<4|v))
			high = -1
		}
	}
	return dst
}

func rot13(c byte) byte {
	switch l := c | 0x20; {
	case 'a' <= l && l <= 'm':
		return c + 13
	case 'n' <= l && l <= 'z':
		return c - 13
	}
	return c
}

// unescape decodes the escape at the start of a text; size 0 says that there is none.
func unescape(text string, layer Layer) (r rune, size int) {
	switch layer {
	case LayerURL:
		if len(text) >= 3 && text[0] == '%' {
			return hexRune(text[1:3], 3)
		}
	case LayerEscape:
		switch {
		case len(text) >= 6 && text[0] == '\\' && text[1] == 'u':
			return hexRune(text[2:6], 6)
		case len(text) >= 4 && text[0] == '\\' && text[1] == 'x':
			return hexRune(text[2:4], 4)
		}
	case LayerHTML:
		return entity(text)
	}
	return 0, 0
}

func hexRune(digits string, size int) (rune, int) {
	r := rune(0)
	for i := range len(digits) {
		v := hexValue(digits[i])
		if v < 0 {
			return 0, 0
		}
		r = r<<4 | rune(v)
	}
	return r, size
}

// maxEntity is the longest entity that is known, in bytes.
const maxEntity = 10

// entity decodes &#nn;, &#xhh; and the names that markup needs.
func entity(text string) (r rune, size int) {
	if len(text) < 4 || text[0] != '&' {
		return 0, 0
	}
	end := 1
	for end < len(text) && end < maxEntity && text[end] != ';' {
		end++
	}
	if end < 3 || end == len(text) || text[end] != ';' {
		return 0, 0
	}
	name := text[1:end]
	if name[0] != '#' {
		switch name {
		case "lt":
			return '<', end + 1
		case "gt":
			return '>', end + 1
		case "amp":
			return '&', end + 1
		case "quot":
			return '"', end + 1
		case "apos":
			return '\'', end + 1
		case "nbsp":
			return ' ', end + 1
		}
		return 0, 0
	}
	base, digits := rune(10), name[1:]
	if len(digits) > 0 && digits[0]|0x20 == 'x' {
		base, digits = 16, digits[1:]
	}
	for i := range len(digits) {
		v := rune(hexValue(digits[i]))
		if v < 0 || v >= base {
			return 0, 0
		}
		r = r*base + v
	}
	if len(digits) == 0 || r > 0x10FFFF {
		return 0, 0
	}
	return r, end + 1
}
