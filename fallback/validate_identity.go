package fallback

import "strings"

// validSSN checks the ranges of the US Social Security Administration: no area 000, 666 or from 900, no group 00, no
// serial 0000, and none of the numbers that advertisements made known.
func validSSN(text string) int {
	d, n := digits(text)
	if n != 9 {
		return 0
	}
	area, group, serial := number(d[:], 0, 3), number(d[:], 3, 5), number(d[:], 5, 9)
	known := area == 78 && group == 5 && serial == 1120 || area == 219 && group == 9 && serial == 9999
	return whole(text, area != 0 && area != 666 && area < 900 && group != 0 && serial != 0 && !known)
}

// validITIN checks the ranges of US individual taxpayer numbers: 9xx, with the fourth and fifth digit from 50 on, without
// 66 to 69, 89 and 93.
func validITIN(text string) int {
	d, n := digits(text)
	if n != 9 {
		return 0
	}
	group := number(d[:], 3, 5)
	return whole(text, d[0] == 9 && group >= 50 && (group < 66 || group > 69) && group != 89 && group != 93)
}

// validNINO refuses the prefixes that no UK National Insurance number has.
func validNINO(text string) int {
	c, n := compact(text)
	if n != 9 {
		return 0
	}
	for _, p := range []string{"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"} {
		if string(c[:2]) == p {
			return 0
		}
	}
	return len(text)
}

// validGermanTaxID checks a Steuer-Identifikationsnummer: eleven digits, of the first ten one twice or thrice and the
// others at most once, and the check digit of ISO/IEC 7064, MOD 11,10.
func validGermanTaxID(text string) int {
	d, n := digits(text)
	if n != 11 || d[0] == 0 {
		return 0
	}
	var count [10]int
	for _, x := range d[:10] {
		count[x]++
	}
	repeated := 0
	for _, c := range count {
		if c > 3 {
			return 0
		}
		if c > 1 {
			repeated++
		}
	}
	product := 10
	for _, x := range d[:10] {
		sum := (int(x) + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = sum * 2 % 11
	}
	return whole(text, repeated == 1 && (11-product)%10 == int(d[10]))
}

// validFrenchNIR checks a French social security number: sex, month, and the key, 97 less the number modulo 97. Corsican
// departments 2A and 2B count as 19 and 18.
func validFrenchNIR(text string) int {
	c, n := compact(text)
	if n != 15 || c[0] != '1' && c[0] != '2' {
		return 0
	}
	if c[5] == '2' && (c[6] == 'A' || c[6] == 'B') {
		c[5], c[6] = '1', '9'-(c[6]-'A')
	}
	v := 0
	for _, b := range c[:13] {
		if !isDigit(b) {
			return 0
		}
		v = (v*10 + int(b-'0')) % 97
	}
	month := int(c[3]-'0')*10 + int(c[4]-'0')
	key := int(c[13]-'0')*10 + int(c[14]-'0')
	return whole(text, isDigit(c[13]) && isDigit(c[14]) && key == 97-v && (1 <= month && month <= 12 || month >= 20))
}

// validSpanishNIF checks the letter of a Spanish NIF or NIE: the number modulo 23.
func validSpanishNIF(text string) int {
	c, n := compact(text)
	if n != 9 {
		return 0
	}
	if 'X' <= c[0] && c[0] <= 'Z' {
		c[0] = c[0] - 'X' + '0'
	}
	v := 0
	for _, b := range c[:8] {
		if !isDigit(b) {
			return 0
		}
		v = v*10 + int(b-'0')
	}
	return whole(text, c[8] == "TRWAGMYFPDXBNJZSQVHLCKE"[v%23])
}

// cfOdd are the values of the characters at odd places of an Italian codice fiscale, 0 to 9 and A to Z.
var cfOdd = [36]int{
	1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
	1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
}

// validItalianCode checks the last letter of an Italian codice fiscale.
func validItalianCode(text string) int {
	c, n := compact(text)
	if n != 16 {
		return 0
	}
	sum := 0
	for i, b := range c[:15] {
		v := int(b - '0')
		if b >= 'A' {
			v = int(b-'A') + 10
		}
		switch {
		case i%2 == 0:
			sum += cfOdd[v]
		case v >= 10:
			sum += v - 10
		default:
			sum += v
		}
	}
	return whole(text, int(c[15]) == 'A'+sum%26)
}

// weighted returns the sum of digits times weights.
func weighted(d []byte, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(d[i]) * w
	}
	return sum
}

// validDutchBSN is the eleven test of a Dutch burgerservicenummer.
func validDutchBSN(text string) int {
	d, n := digits(text)
	return whole(text, n == 9 && weighted(d[:], 9, 8, 7, 6, 5, 4, 3, 2, -1)%11 == 0 && number(d[:], 0, 9) > 0)
}

// validPolishPESEL checks the date (months of later centuries have 20, 40, 60 or 80 added) and the check digit.
func validPolishPESEL(text string) int {
	d, n := digits(text)
	return whole(text, n == 11 && date(number(d[:], 2, 4)%20, number(d[:], 4, 6)) &&
		weighted(d[:], 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)%10 == 0)
}

// validBelgianNumber checks a Belgian national number: 97 less the number modulo 97, with a 2 before it for those born from
// 2000 on.
func validBelgianNumber(text string) int {
	d, n := digits(text)
	if n != 11 || !date(max(number(d[:], 2, 4), 1), max(number(d[:], 4, 6), 1)) {
		return 0
	}
	v, key := number(d[:], 0, 9), number(d[:], 9, 11)
	return whole(text, key == 97-v%97 || key == 97-(2_000_000_000+v)%97)
}

// validSwedishNumber checks the date (days of co-ordination numbers have 60 added) and the check digit of a Swedish
// personnummer.
func validSwedishNumber(text string) int {
	d, n := digits(text)
	if century := number(d[:], 0, 2); n == 12 {
		if century < 18 || century > 20 {
			return 0
		}
		copy(d[:], d[2:])
		n = 10
	}
	return whole(text, n == 10 && date(number(d[:], 2, 4), number(d[:], 4, 6)%60) && luhn(d[:10]))
}

// validFinnishCode checks the date and the check character of a Finnish henkilötunnus: the nine digits modulo 31.
func validFinnishCode(text string) int {
	if len(text) != 11 {
		return 0
	}
	d, n := digits(text[:6] + text[7:10])
	c := text[10] &^ 0x20
	if isDigit(text[10]) {
		c = text[10]
	}
	return whole(text, n == 9 && date(number(d[:], 2, 4), number(d[:], 0, 2)) && c == "0123456789ABCDEFHJKLMNPRSTUVWXY"[number(d[:], 0, 9)%31])
}

// validPortugueseNIF checks the first digit and the check digit of a Portuguese NIF.
func validPortugueseNIF(text string) int {
	d, n := digits(text)
	if n != 9 || strings.IndexByte("1235689", d[0]+'0') < 0 {
		return 0
	}
	check := 11 - weighted(d[:], 9, 8, 7, 6, 5, 4, 3, 2)%11
	if check > 9 {
		check = 0
	}
	return whole(text, check == int(d[8]))
}
