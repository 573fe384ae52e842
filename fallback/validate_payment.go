package fallback

// validCard checks the digits, with spaces or hyphens between them, of a payment card: an issuer's range, a length that it
// has, the check digit. The longest valid number that ends where a group does is taken.
func validCard(text string) int {
	var d [maxNumber]byte
	n, best := 0, 0
	for i := range len(text) {
		if !isDigit(text[i]) {
			continue
		}
		if n == maxNumber {
			return best
		}
		d[n] = text[i] - '0'
		n++
		if (i+1 == len(text) || !isDigit(text[i+1])) && cardLength(d[:n]) && luhn(d[:n]) {
			best = i + 1
		}
	}
	return best
}

// cardRange is a range of first digits and the lengths of its cards.
type cardRange struct {
	low, high int // of the first `digits` digits
	digits    int
	shortest  int
	longest   int
}

// cardRanges are the ranges of ISO/IEC 7812 that issuers of payment cards use, as their public documents have them.
var cardRanges = []cardRange{
	{4, 4, 1, 13, 19},       // Visa
	{51, 55, 2, 16, 16},     // Mastercard
	{2221, 2720, 4, 16, 16}, // Mastercard
	{34, 34, 2, 15, 15},     // American Express
	{37, 37, 2, 15, 15},     // American Express
	{300, 305, 3, 14, 19},   // Diners Club
	{36, 36, 2, 14, 19},     // Diners Club
	{38, 39, 2, 14, 19},     // Diners Club
	{6011, 6011, 4, 16, 19}, // Discover
	{644, 659, 3, 16, 19},   // Discover
	{35, 35, 2, 15, 19},     // JCB, with what is around 3528 to 3589
	{1800, 1800, 4, 15, 15}, // JCB
	{2131, 2131, 4, 15, 15}, // JCB
	{62, 62, 2, 16, 19},     // UnionPay
	{50, 50, 2, 12, 19},     // Maestro
	{56, 58, 2, 12, 19},     // Maestro
	{60, 61, 2, 12, 19},     // Maestro
	{63, 69, 2, 12, 19},     // Maestro
	{604, 604, 4, 12, 19},   // Maestro, 0604
	{2200, 2204, 4, 16, 19}, // Mir
}

// cardLength reports whether some issuer has cards that begin like this and are as long.
func cardLength(d []byte) bool {
	if len(d) < 12 {
		return false
	}
	for _, r := range cardRanges {
		if first := number(d, 0, r.digits); r.low <= first && first <= r.high && r.shortest <= len(d) && len(d) <= r.longest {
			return true
		}
	}
	return false
}

// ibanLengths are the lengths of IBANs by country, of the IBAN registry, release 99, two letters and the length each.
const ibanLengths = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27" +
	"GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27" +
	"MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30"

// validIBAN checks the length that the country has and the check digits of ISO 13616. What follows the number is left off.
func validIBAN(text string) int {
	if len(text) < 4 {
		return 0
	}
	want := 0
	for i := 0; i < len(ibanLengths); i += 4 {
		if ibanLengths[i] == text[0]&^0x20 && ibanLengths[i+1] == text[1]&^0x20 {
			want = int(ibanLengths[i+2]-'0')*10 + int(ibanLengths[i+3]-'0')
		}
	}
	var c [maxNumber]byte
	n, end := 0, 0
	for end = 0; end < len(text) && n < want; end++ {
		if text[end] != ' ' && text[end] != '-' {
			c[n] = text[end]
			n++
		}
	}
	if want == 0 || n < want || end < len(text) && text[end] != ' ' && text[end] != '-' {
		return 0
	}
	rest := 0
	for i := range n {
		switch b := c[(i+4)%n]; {
		case isDigit(b):
			rest = (rest*10 + int(b-'0')) % 97
		case 'A' <= b&^0x20 && b&^0x20 <= 'Z':
			rest = (rest*100 + int(b&^0x20-'A') + 10) % 97
		default:
			return 0
		}
	}
	if rest != 1 {
		return 0
	}
	return end
}
