package fallback

import "strings"

// validPhone takes 7 to 15 digits (E.164 has no more) with balanced brackets, not all the same, and no date.
func validPhone(text string) int {
	d, n := digitsOf(text)
	if n < 6 || n > 15 || !balanced(text) {
		return 0
	}
	same := true
	for i := range n {
		same = same && d[i] == d[0]
	}
	return whole(text, !same && !looksLikeDate(text, d[:n]))
}

// validNationalPhone takes the nine to eleven digits that numbers with the zero of a national prefix have.
func validNationalPhone(text string) int {
	if _, n := digitsOf(text); n < 9 || n > 12 {
		return 0
	}
	return validPhone(text)
}

// validLabelledPhone takes seven digits and more.
func validLabelledPhone(text string) int {
	if _, n := digitsOf(text); n < 7 {
		return 0
	}
	return validPhone(text)
}

// digitsOf returns the digits of a text, at most 16 of them, and how many there are.
func digitsOf(text string) (d [16]byte, n int) {
	for i := range len(text) {
		if c := text[i]; isDigit(c) {
			if n < len(d) {
				d[n] = c - '0'
			}
			n++
		} else if c == 'x' || c == 'e' || c == 'X' || c == 'E' { // an extension
			return d, n
		}
	}
	return d, n
}

func balanced(text string) bool {
	open := false
	for i := range len(text) {
		switch text[i] {
		case '(':
			if open {
				return false
			}
			open = true
		case ')':
			if !open {
				return false
			}
			open = false
		}
	}
	return !open
}

// looksLikeDate reports whether the digits are a date such as 2024-05-17 or 17/05/2024.
func looksLikeDate(text string, d []byte) bool {
	if len(d) != 8 || len(text) != 10 {
		return false
	}
	if !isDigit(text[4]) && !isDigit(text[7]) {
		return date(number(d, 4, 6), number(d, 6, 8))
	}
	return !isDigit(text[2]) && !isDigit(text[5]) && (date(number(d, 0, 2), number(d, 2, 4)) || date(number(d, 2, 4), number(d, 0, 2)))
}

// validIPv4 takes four numbers up to 255 without needless zeros.
func validIPv4(text string) int {
	groups, v, size := 1, 0, 0
	for i := range len(text) {
		c := text[i]
		if c == '.' {
			if size == 0 {
				return 0
			}
			groups, v, size = groups+1, 0, 0
			continue
		}
		if !isDigit(c) || size > 0 && v == 0 {
			return 0
		}
		if v, size = v*10+int(c-'0'), size+1; v > 255 {
			return 0
		}
	}
	return whole(text, groups == 4 && size > 0)
}

// validIPv6 takes the forms of RFC 4291 that have at least three groups and a digit, so that scopes of names such as a::b
// in programs are none.
func validIPv6(text string) int {
	groups, size, double, number := 0, 0, false, false
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c != ':' {
			if hexValue(c) < 0 {
				return 0
			}
			number = number || isDigit(c)
			if size++; size > 4 {
				return 0
			}
			continue
		}
		if size > 0 {
			groups++
		} else if i > 0 && text[i-1] != ':' || i == 0 && (len(text) < 2 || text[1] != ':') {
			return 0
		}
		size = 0
		if i+1 < len(text) && text[i+1] == ':' {
			if double {
				return 0
			}
			double = true
		}
	}
	if size > 0 {
		groups++
	} else if !strings.HasSuffix(text, "::") {
		return 0
	}
	return whole(text, number && groups >= 3 && (groups == 8 && !double || groups < 8 && double))
}

// validURL leaves off the punctuation after a link.
func validURL(text string) int {
	end := len(text)
	for end > 0 && strings.IndexByte(".,;:!?'\"*_", text[end-1]) >= 0 {
		end--
	}
	return end
}

// validEmail refuses what only looks like an address: dots at the ends or in a row, file names such as icon@2x.png.
func validEmail(text string) int {
	at := strings.IndexByte(text, '@')
	local, host := text[:max(at, 0)], text[at+1:]
	if at <= 0 || local[0] == '.' || local[at-1] == '.' || strings.Contains(text, "..") || host[0] == '-' {
		return 0
	}
	top := host[strings.LastIndexByte(host, '.')+1:]
	for _, file := range []string{"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js"} {
		if strings.EqualFold(top, file) {
			return 0
		}
	}
	return len(text)
}
