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

// validNationalPhone takes the nine to thirteen digits that numbers with the zero of a national prefix have. 02110-1301 is
// a postal code of the United States.
func validNationalPhone(text string) int {
	_, n := digitsOf(text)
	if n < 9 || n > 13 || len(text) == 10 && text[5] == '-' || n == len(text) && counting(text) {
		return 0
	}
	return validPhone(text)
}

// validInternationalPhone takes ten digits and more, with the zeros before the country.
func validInternationalPhone(text string) int {
	if _, n := digitsOf(text); n < 10 {
		return 0
	}
	return validPhone(text)
}

// validPhonePairs takes ten digits after a zero, so that rows of more pairs are none.
func validPhonePairs(text string) int {
	if _, n := digitsOf(text); n != 10 || text[0] != '0' {
		return 0
	}
	return validPhone(text)
}

// validPlainPhone takes ten digits without anything between them, but for the bounds of integers in programs.
func validPlainPhone(text string) int {
	switch text {
	case "2147483647", "2147483648", "4294967295", "4294967296":
		return 0
	}
	if counting(text) {
		return 0
	}
	return validPhone(text)
}

// counting reports whether every digit is one more than the one before it, 0 after 9, or every one is one less.
func counting(text string) bool {
	up, down := true, true
	for i := 1; i < len(text); i++ {
		step := (int(text[i]) - int(text[i-1]) + 10) % 10
		up, down = up && step == 1, down && step == 9
	}
	return up || down
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

// validIPv4 takes four numbers up to 255 without needless zeros. Versions, numbered sections and object identifiers have
// that form too: small numbers after a first one below 10 are one of those, unless the last two are equal, as in 8.8.8.8.
func validIPv4(text string) int {
	groups, v, size := 1, 0, 0
	var all [4]int
	for i := range len(text) {
		c := text[i]
		if c == '.' {
			if size == 0 {
				return 0
			}
			groups, v, size = groups+1, 0, 0
			continue
		}
		if !isDigit(c) || size > 0 && v == 0 || groups > 4 {
			return 0
		}
		if v, size = v*10+int(c-'0'), size+1; v > 255 {
			return 0
		}
		all[groups-1] = v
	}
	version := 0 < all[0] && all[0] < 10 && all[1] < 64 && all[2] < 64 && all[3] < 64 && all[2] != all[3]
	return whole(text, groups == 4 && size > 0 && !version)
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

// validDomain takes a name that starts with www, and one under a top-level domain that is hardly ever the name of a field or
// a file: java.net.URL, setup.py and the like are none.
func validDomain(text string) int {
	if text == "" {
		return 0
	}
	labels := 1 + strings.Count(text, ".")
	last := text[strings.LastIndexByte(text, '.')+1:]
	if strings.HasPrefix(text, "www.") {
		return whole(text, labels > 2)
	}
	rest := strings.TrimSuffix(text, "."+last)
	before := rest[strings.LastIndexByte(rest, '.')+1:]
	switch {
	case text[0] == '-' || strings.Contains(text, "-.") || strings.Contains(text, ".-"):
		return 0
	case len(last) == 2: // co.uk
		return whole(text, labels > 2 && oneOf(before, "com", "co", "org", "net", "edu", "gov", "ac"))
	}
	return whole(text, labels > 1 && oneOf(last, "com", "org", "net", "edu", "gov", "mil", "biz", "info"))
}

func oneOf(text string, words ...string) bool {
	for _, w := range words {
		if text == w {
			return true
		}
	}
	return false
}

// validEmail refuses what only looks like an address: dots at the ends or in a row, file names such as icon@2x.png.
func validEmail(text string) int {
	local, host, _ := strings.Cut(text, "@")
	if local == "" || host == "" || local[0] == '.' || local[len(local)-1] == '.' || strings.Contains(text, "..") || host[0] == '-' {
		return 0
	}
	top := lowered(host[strings.LastIndexByte(host, '.')+1:])
	return whole(text, !oneOf(top, "png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js"))
}
