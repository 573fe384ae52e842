package fallback

import "slices"

// validator looks at a match and returns how many of its first bytes are valid, 0 if none are.
type validator struct {
	name  string
	valid func(text string) int
}

// validators are the checks that a rule may ask for. Their order gives their numbers in the tables, from 1.
var validators = []validator{
	{"card", validCard},
	{"phone", validPhone},
	{"iban", validIBAN},
	{"us_ssn", validSSN},
	{"us_itin", validITIN},
	{"uk_nino", validNINO},
	{"ipv4", validIPv4},
	{"ipv6", validIPv6},
	{"url", validURL},
	{"de_tax_id", validGermanTaxID},
	{"fr_nir", validFrenchNIR},
	{"es_nif", validSpanishNIF},
	{"it_cf", validItalianCode},
	{"nl_bsn", validDutchBSN},
	{"pl_pesel", validPolishPESEL},
	{"be_nrn", validBelgianNumber},
	{"se_pin", validSwedishNumber},
	{"fi_hetu", validFinnishCode},
	{"pt_nif", validPortugueseNIF},
	{"base58check", validBase58},
	{"bech32", validBech32},
	{"ethereum", validEthereum},
	{"jwt", validJWT},
	{"github", validGitHub},
	{"entropy", validEntropy},
	{"email", validEmail},
	{"phone_national", validNationalPhone},
	{"phone_labelled", validLabelledPhone},
	{"random", validRandom},
	{"quoted_entropy", validQuotedEntropy},
	{"connection", validConnection},
	{"phone_international", validInternationalPhone},
	{"phone_pairs", validPhonePairs},
	{"phone_plain", validPlainPhone},
	{"domain", validDomain},
}

// Validators lists the names of the checks that a rule may ask for beside its pattern.
func Validators() []string {
	names := make([]string, len(validators))
	for i, v := range validators {
		names[i] = v.name
	}
	return names
}

// Validate returns how many of the first bytes of a match the named check finds valid; 0 if none, or for an unknown name.
func Validate(name, text string) int {
	i := slices.IndexFunc(validators, func(v validator) bool { return v.name == name })
	if i < 0 {
		return 0
	}
	return validators[i].valid(text)
}

// whole returns the length of a text that is valid as a whole.
func whole(text string, ok bool) int {
	if ok {
		return len(text)
	}
	return 0
}

// lowered returns a text with the capitals of ASCII made small. What Unicode has beside them no check asks for.
func lowered(text string) string {
	b := []byte(text)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}

// maxNumber is how many digits or characters a number that is checked may have.
const maxNumber = 40

// compact returns the digits and letters of a text, letters as capitals; n is 0 if there are too many.
func compact(text string) (out [maxNumber]byte, n int) {
	for i := range len(text) {
		c := text[i]
		switch {
		case isDigit(c) || 'A' <= c && c <= 'Z':
		case 'a' <= c && c <= 'z':
			c -= 'a' - 'A'
		default:
			continue
		}
		if n == maxNumber {
			return out, 0
		}
		out[n] = c
		n++
	}
	return out, n
}

// digits is compact for what must have digits only.
func digits(text string) (out [maxNumber]byte, n int) {
	out, n = compact(text)
	for i := range n {
		if !isDigit(out[i]) {
			return out, 0
		}
		out[i] -= '0'
	}
	return out, n
}

// luhn reports whether digits have the check digit of ISO/IEC 7812-1.
func luhn(d []byte) bool {
	sum := 0
	for i := range d {
		v := int(d[len(d)-1-i])
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

// number returns the value of the digits from one offset to another.
func number(d []byte, from, to int) int {
	v := 0
	for _, x := range d[from:to] {
		v = v*10 + int(x)
	}
	return v
}

// date reports whether a month and a day can be one.
func date(month, day int) bool { return 1 <= month && month <= 12 && 1 <= day && day <= 31 }
