package fallback

import (
	"math/bits"
	"strconv"
)

// NumberKind says what a Number counts.
type NumberKind uint8

// The kinds of Number.
const (
	Cardinal NumberKind = iota // a count or measure: 12,345.6; 4.2 billion; 15 %; $19; three
	Ordinal                    // 3rd, third
	Date                       // a date or a part of one: 2024-03-15, 15 March, May 2021, 1999
	Time                       // a time of day, in minutes after midnight
	Weekday                    // Monday is 1
	Decade                     // 1980s
	Code                       // digits that are no quantity: a version, a long account number
)

// Number is a number, date, time or weekday of a text. A quantity is Mant·10^Exp, exact, in the unit that Unit numbers;
// Mant is no multiple of ten unless it is 0.
type Number struct {
	Start, End int32 // bytes of the text, magnitude and unit included
	Exp        int32
	Mant       int64
	Unit       uint16 // for UnitName; 0 for none
	Kind       NumberKind
	Month, Day uint8 // of a Date; 0 where it is not given
	Year       int16 // of a Date; 0 where it is not given

	first, last int32 // it is Tokens[first:last]
	vague       bool  // "one" and the like, which often counts nothing
}

const (
	literalWeight = 20 // weight of a token of digits
	maxDigits     = 18 // of an exact mantissa
)

// Value returns the number as a plain decimal, a date as yyyymmdd with zeros for what is not given (a year alone as the
// year), a time as minutes after midnight.
func (n *Number) Value() string {
	if n.Kind == Date && (n.Month != 0 || n.Day != 0) {
		return strconv.Itoa(int(n.Year)*10000 + int(n.Month)*100 + int(n.Day))
	}
	if n.Kind == Date {
		return strconv.Itoa(int(n.Year))
	}
	if n.Exp >= 0 && n.Exp <= 20 {
		s := strconv.FormatInt(n.Mant, 10)
		for range n.Exp {
			s += "0"
		}
		return s
	}
	if n.Exp < 0 && n.Exp >= -20 {
		return pointed(n.Mant, int(-n.Exp))
	}
	return strconv.FormatInt(n.Mant, 10) + "e" + strconv.Itoa(int(n.Exp))
}

// NumberUnit returns the unit that a number is shown with: the canonical name of its unit, or what kind of thing it is if
// it is no plain quantity; "" for a bare number or an ordinal.
func (k *Kernel) NumberUnit(n *Number) string {
	if unit := n.Kind.Unit(); unit != "" {
		return unit
	}
	return k.UnitName(n.Unit)
}

// Unit returns what a number that is no plain quantity is shown with in place of a unit; "" for the others.
func (k NumberKind) Unit() string {
	return nameOf(int(k), "", "", "date", "time", "weekday", "decade", "code")
}

// pointed writes mant with the decimal point before its last places digits.
func pointed(mant int64, places int) string {
	sign, digits := "", strconv.FormatInt(mant, 10)
	if mant < 0 {
		sign, digits = "-", digits[1:]
	}
	for len(digits) <= places {
		digits = "0" + digits
	}
	return sign + digits[:len(digits)-places] + "." + digits[len(digits)-places:]
}

// literal adds the number literal that starts with the digit at i, or the word if letters follow that make it one (4x4),
// and returns its end.
func (k *Kernel) literal(a *Analysis, text string, i, end int) int {
	j := literalEnd(text[:end], i)
	if j < end && (alnum[text[j]] > '9' || text[j] >= 0x80 && k.letterAt(text[j:end])) {
		w := k.wordEnd(text, j, end)
		switch suffix := text[j:w]; {
		case isOrdinalSuffix(suffix), len(suffix) == 1 && suffix[0]|0x20 == 's':
			j = w
		case !k.measures(suffix):
			return k.foldedWord(a, text, i, i+1, max(w, j), 0)
		}
	}
	var buf [fastWord]byte
	n := 0
	for p := i; p < j && n < fastWord; p++ {
		if text[p] != ',' {
			buf[n] = text[p] | text[p]>>1&0x20 // letters of a suffix in lower case
			n++
		}
	}
	k.addLiteral(a, i, j, buf[:n])
	return j
}

func (k *Kernel) addLiteral(a *Analysis, start, end int, digits []byte) {
	h := hash64(digits)
	t := a.newToken(start, end, propLiteral|propContent)
	t.Hash, t.Stem, t.Weight, t.flags, t.data = h, h, literalWeight, 0, 0
}

// wideLiteral adds a run of decimal digits of another script.
func (k *Kernel) wideLiteral(a *Analysis, text string, i, end int) int {
	var buf [fastWord]byte
	n, j := 0, i
	for j < end && n < fastWord {
		r, size := decode(text[j:end], true)
		c := k.classOf(r)
		if c&classDigit == 0 {
			break
		}
		buf[n] = '0' + byte(c.digit())
		n++
		j += size
	}
	k.addLiteral(a, i, j, buf[:n])
	return j
}

// measures reports whether letters glued to digits are a unit or magnitude of their own: 5mg, 3bn, 9am.
func (k *Kernel) measures(suffix string) bool {
	if len(suffix) > fastWord {
		return false
	}
	var buf [fastWord]byte
	for i := 0; i < len(suffix); i++ {
		if buf[i] = alnum[suffix[i]]; buf[i] <= '9' {
			return false
		}
	}
	h := hash64(buf[:len(suffix)])
	e := k.word(h)
	return h == hashAM || h == hashPM || e != nil && e.flags&(flagUnit|flagMagnitude) != 0
}

var (
	hashAM  = HashWord("am")
	hashPM  = HashWord("pm")
	hashOf  = HashWord("of")
	hashAnd = HashWord("and")
	hashOne = HashWord("one")
	hashNon = HashWord("non")
)

func isOrdinalSuffix(s string) bool {
	if len(s) != 2 {
		return false
	}
	switch string([]byte{s[0] | 0x20, s[1] | 0x20}) {
	case "st", "nd", "rd", "th":
		return true
	}
	return false
}

// literalEnd returns the end of the number literal at i: digits, groups of three after commas, decimals, dotted and
// colon-separated parts, ISO and slashed dates.
func literalEnd(text string, i int) int {
	j := digitsEnd(text, i)
	if d := isoDateEnd(text, i, j); d > 0 {
		return d
	}
	for j < len(text)-1 && isDigit(text[j+1]) {
		e := digitsEnd(text, j+1)
		switch c := text[j]; {
		case c == ',' && e-j == 4:
		case c == '.', c == ':' && e-j >= 3:
		case c == '/' && e-j <= 5:
		default:
			return j
		}
		j = e
	}
	return j
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func digitsEnd(text string, i int) int {
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i
}

// isoDateEnd returns the end of the date yyyy-mm-dd whose year is text[i:j], 0 if it is none.
func isoDateEnd(text string, i, j int) int {
	if j-i != 4 || len(text) < i+10 || text[i+4] != '-' || text[i+7] != '-' {
		return 0
	}
	if digitsEnd(text, i+5) != i+7 || digitsEnd(text, i+8) != i+10 {
		return 0
	}
	return i + 10
}

// parseLiteral reads a number literal. It never fails: what is no quantity is a Code.
func (k *Kernel) parseLiteral(s string) (n Number) {
	var parts [3]int64
	var part, dots, colons, slashes, dashes, places int
	sig := 0
	for i, c := range s {
		if c >= 0x80 { // a digit of another script
			c = '0' + rune(k.classOf(c).digit())
		}
		switch {
		case '0' <= c && c <= '9':
			digit := int64(c - '0')
			if sig > 0 || digit != 0 {
				sig++
			}
			if sig <= maxDigits {
				n.Mant = n.Mant*10 + digit
			}
			if part < 3 && parts[part] < 1e6 {
				parts[part] = parts[part]*10 + digit
			}
			if dots > 0 {
				places++
			}
		case c == ',':
		case c == '.':
			dots, part = dots+1, part+1
		case c == ':':
			colons, part = colons+1, part+1
		case c == '/':
			slashes, part = slashes+1, part+1
		case c == '-':
			dashes, part = dashes+1, part+1
		case c|0x20 == 's' && i == len(s)-1:
			n.Kind = Decade
		default:
			n.Kind = Ordinal
		}
	}
	switch {
	case dashes == 2:
		return dateOf(parts[0], parts[1], parts[2], s)
	case slashes == 2 && parts[0] > 12:
		return dateOf(parts[2], parts[1], parts[0], s)
	case slashes == 2:
		return dateOf(parts[2], parts[0], parts[1], s)
	case colons >= 1 && parts[0] < 25 && parts[1] < 60 && dots+slashes == 0:
		return Number{Kind: Time, Mant: parts[0]*60 + parts[1]}
	case dots > 1, colons > 0, slashes > 0, sig > maxDigits:
		return Number{Kind: Code, Mant: int64(HashWord(s) >> 1)}
	}
	n.Exp = int32(-places)
	n.normalise()
	return n
}

// dateOf returns the date if its parts can be one, and otherwise the code that s then is.
func dateOf(y, m, d int64, s string) Number {
	if y > 9999 || m < 1 || m > 12 || d < 1 || d > 31 {
		return Number{Kind: Code, Mant: int64(HashWord(s) >> 1)}
	}
	if y < 100 { // 15/03/24
		y += 2000
	}
	return Number{Kind: Date, Year: int16(y), Month: uint8(m), Day: uint8(d)}
}

// normalise takes the factors of ten out of the mantissa.
func (n *Number) normalise() {
	if n.Mant == 0 {
		n.Exp = 0
		return
	}
	for n.Mant%10 == 0 {
		n.Mant /= 10
		n.Exp++
	}
}

// integer returns the value of a number that is a whole number below 10^6, else −1.
func (n *Number) integer() int64 {
	if n.Exp < 0 || n.Exp > 6 || n.Mant < 0 || n.Mant > 999999 {
		return -1
	}
	v := n.Mant
	for range n.Exp {
		v *= 10
	}
	if v > 999999 {
		return -1
	}
	return v
}

// numberish are the flags of words that numbers and dates begin with.
const numberish = flagNumber | flagMonth | flagWeekday

// findNumbers joins the tokens from first on to numbers, dates, times and weekdays.
func (k *Kernel) findNumbers(a *Analysis, text string, first int) {
	for i := first; i < len(a.Tokens); {
		if t := &a.Tokens[i]; t.props&propLiteral == 0 && t.flags&numberish == 0 {
			i++
			continue
		}
		before := len(a.Numbers)
		i = max(i+1, k.numberAt(a, text, first, i))
		if len(a.Numbers) > before {
			k.joinCompound(a, first)
		}
	}
}

// numberAt adds the number that starts at token i, if one does, and returns the token after it.
func (k *Kernel) numberAt(a *Analysis, text string, first, i int) int {
	t := &a.Tokens[i]
	switch {
	case t.props&propLiteral != 0:
		n := k.parseLiteral(text[t.Start:t.End])
		if n.Kind == Cardinal && isMinus(text, int(t.Start), int(a.Sentences[len(a.Sentences)-1].Start)) {
			n.Mant = -n.Mant
		}
		return k.afterLiteral(a, text, first, i, n)
	case t.flags&flagMonth != 0:
		return k.fromMonth(a, text, i)
	case t.flags&flagWeekday != 0 && k.surely(a, i):
		return a.addNumber(i, i+1, Number{Kind: Weekday, Mant: int64(t.data.weekday())})
	case t.flags&flagNumber != 0:
		return k.fromWords(a, first, i)
	}
	return i
}

// surely reports whether a word with another everyday meaning is written as the name of a day or month.
func (k *Kernel) surely(a *Analysis, i int) bool {
	t := &a.Tokens[i]
	return t.flags&flagAmbiguous == 0 || t.props&propCapital != 0 && t.props&propInitial == 0
}

// isMinus reports whether a minus sign that is no hyphen stands right before offset i in the claim that begins at start.
func isMinus(text string, i, start int) bool {
	switch {
	case i-3 >= start && text[i-3:i] == "−":
		i -= 3
	case i-1 >= start && text[i-1] == '-':
		i--
	default:
		return false
	}
	return i == start || text[i-1] == ' ' || text[i-1] == '(' || text[i-1] == '\n'
}

// addNumber appends n as Tokens[first:last].
func (a *Analysis) addNumber(first, last int, n Number) int {
	n.first, n.last = int32(first), int32(last)
	n.Start, n.End = a.Tokens[first].Start, a.Tokens[last-1].End
	for i := first; i < last; i++ {
		a.Tokens[i].number = int32(len(a.Numbers))
	}
	a.Numbers = append(a.Numbers, n)
	return last
}

// afterLiteral goes on from a parsed literal at token i: a day before its month, a time, a magnitude, a unit.
func (k *Kernel) afterLiteral(a *Analysis, text string, first, i int, n Number) int {
	v := n.integer()
	if (n.Kind == Cardinal || n.Kind == Ordinal) && v >= 1 && v <= 31 {
		m := i + 1
		if m < len(a.Tokens) && a.Tokens[m].Hash == hashOf {
			m++
		}
		if m < len(a.Tokens) && a.Tokens[m].flags&flagMonth != 0 && a.Tokens[m].props&propBroken == 0 && k.surely(a, m) {
			d := Number{Kind: Date, Day: uint8(v), Month: a.Tokens[m].data.month()}
			return k.withYear(a, text, i, m+1, d)
		}
	}
	if n.Kind == Time || n.Kind == Cardinal && v >= 1 && v <= 12 {
		if last := k.meridiem(a, i+1, &n); last > 0 {
			return a.addNumber(i, last, n)
		}
	}
	if n.Kind != Cardinal {
		return a.addNumber(i, i+1, n)
	}
	last := k.magnitudes(a, first, i+1, &n)
	from := k.currencyBefore(a, first, i, &n)
	if n.Unit == 0 {
		last = k.unitAfter(a, last, &n)
	}
	if from == i && last == i+1 && isYear(text[a.Tokens[i].Start:a.Tokens[i].End], v) {
		n = Number{Kind: Date, Year: int16(v)}
	}
	return a.addNumber(from, last, n)
}

// isYear reports whether a bare literal reads as a year.
func isYear(s string, v int64) bool { return len(s) == 4 && v >= 1000 && v < 2200 }

// meridiem turns n into a time if a.m. or p.m. stands at token i.
func (k *Kernel) meridiem(a *Analysis, i int, n *Number) int {
	if i >= len(a.Tokens) || a.Tokens[i].props&propBroken != 0 {
		return 0
	}
	h := a.Tokens[i].Hash
	if h != hashAM && h != hashPM {
		return 0
	}
	minutes := n.Mant
	if n.Kind == Cardinal {
		minutes = n.integer() * 60
	}
	switch {
	case h == hashPM && minutes < 12*60:
		minutes += 12 * 60
	case h == hashAM && minutes >= 12*60 && minutes < 13*60:
		minutes -= 12 * 60
	}
	*n = Number{Kind: Time, Mant: minutes}
	return i + 1
}

// magnitudes multiplies n by the magnitude words from token i on. A letter that is one only when glued (5k, $3m) is
// taken only there.
func (k *Kernel) magnitudes(a *Analysis, first, i int, n *Number) int {
	for i < len(a.Tokens) {
		t := &a.Tokens[i]
		if t.flags&flagMagnitude == 0 || t.props&propBroken != 0 {
			break
		}
		if t.flags&flagAmbiguous != 0 && (t.props&propGlued == 0 || t.flags&flagUnit != 0 && !k.pricedBefore(a, first, i)) {
			break
		}
		if n.Mant != 0 {
			n.Exp += t.data.magnitude()
		}
		i++
	}
	return i
}

// pricedBefore reports whether the literal before token i follows a currency sign: $5m is five million, 5m five metres.
func (k *Kernel) pricedBefore(a *Analysis, first, i int) bool {
	var n Number
	return i-2 >= first && k.currencyBefore(a, first, i-1, &n) == i-2
}

// currencyBefore takes a currency sign or code in front of token i as the unit of n.
func (k *Kernel) currencyBefore(a *Analysis, first, i int, n *Number) int {
	if i == first || a.Tokens[i].props&(propGlued|propSpaced) == 0 {
		return i
	}
	p := &a.Tokens[i-1]
	if p.flags&flagUnit == 0 || p.number >= 0 || p.props&propSign == 0 && p.props&propCaps == 0 {
		return i
	}
	if p.props&propSign != 0 && p.Hash == hashPercent {
		return i
	}
	n.Unit = p.data.unit()
	return i - 1
}

var hashPercent = HashWord("%")

// unitAfter takes the unit at token i, if there is one, as the unit of n.
func (k *Kernel) unitAfter(a *Analysis, i int, n *Number) int {
	if i >= len(a.Tokens) {
		return i
	}
	t := &a.Tokens[i]
	if k.qualifiesUnit(a, i) { // 5 working days
		i++
		t = &a.Tokens[i]
	}
	if t.flags&flagUnit == 0 || t.props&propBroken != 0 {
		return i
	}
	if t.flags&flagAmbiguous != 0 && t.End-t.Start < 3 && t.props&propGlued == 0 && t.flags&flagStop != 0 {
		return i
	}
	n.Unit = t.data.unit()
	return i + 1
}

// qualifiesUnit reports whether token i is an ordinary word in front of a unit of three letters or more that is written
// in full, after a number: the working of 5 working days.
func (k *Kernel) qualifiesUnit(a *Analysis, i int) bool {
	if i+1 >= len(a.Tokens) {
		return false
	}
	t, u := &a.Tokens[i], &a.Tokens[i+1]
	const special = flagUnit | flagMagnitude | flagStop | flagNegator | flagNumber | flagMonth | flagWeekday
	return t.flags&special == 0 && t.props&(propLiteral|propSign|propCapital|propSpaced) == propSpaced &&
		u.flags&(flagUnit|flagAmbiguous) == flagUnit && u.props&propSpaced != 0 && u.End-u.Start >= 3
}

// joinCompound makes one number of the last two if they are parts of one measure of the claim that begins at token first:
// 2 hours 16 minutes.
func (k *Kernel) joinCompound(a *Analysis, first int) {
	n := len(a.Numbers)
	if n < 2 {
		return
	}
	x, y := &a.Numbers[n-2], &a.Numbers[n-1]
	if int(x.first) < first || x.Kind != Cardinal || y.Kind != Cardinal || x.Unit == 0 || y.Unit == 0 || x.Unit == y.Unit {
		return
	}
	gap := y.first - x.last
	if gap > 1 || a.Tokens[y.first].props&propBroken != 0 || gap == 1 && (a.Tokens[x.last].Hash != hashAnd || a.Tokens[x.last].props&propBroken != 0) {
		return
	}
	factor := k.unitRatio(x.Unit, y.Unit)
	whole, part := x.integer(), y.integer()
	if factor < 2 || whole < 0 || part < 0 || part >= factor {
		return
	}
	last := int(y.last)
	sum := Number{Mant: whole*factor + part, Unit: y.Unit}.normal()
	from := int(x.first)
	a.Numbers = a.Numbers[:n-2]
	a.addNumber(from, last, sum)
}

// unitRatio returns how many of the smaller unit make one of the larger, 0 if that is no whole number up to a million or
// they are of different dimensions.
func (k *Kernel) unitRatio(larger, smaller uint16) int64 {
	u, v := &k.units[larger-1], &k.units[smaller-1]
	if u.dimension != v.dimension || u.num > 1e6 || u.den > 1e6 || v.num > 1e6 || v.den > 1e6 {
		return 0
	}
	num, den := u.num*v.den, u.den*v.num
	e := u.exp10 - v.exp10
	for ; e > 0 && num < 1e15; e-- {
		num *= 10
	}
	for ; e < 0 && den < 1e15; e++ {
		den *= 10
	}
	if e != 0 || num%den != 0 || num/den > 1e6 {
		return 0
	}
	return int64(num / den)
}

// fromMonth adds the date that starts with the month at token i.
func (k *Kernel) fromMonth(a *Analysis, text string, i int) int {
	t := &a.Tokens[i]
	d := Number{Kind: Date, Month: t.data.month()}
	if i+1 < len(a.Tokens) && a.Tokens[i+1].props&propLiteral != 0 && t.props&propCapital != 0 {
		next := &a.Tokens[i+1]
		n := k.parseLiteral(text[next.Start:next.End])
		v := n.integer()
		if (n.Kind == Cardinal || n.Kind == Ordinal) && v >= 1 && v <= 31 && next.props&propBroken == 0 {
			d.Day = uint8(v)
			return k.withYear(a, text, i, i+2, d)
		}
		if last := k.withYear(a, text, i, i+1, d); last > i+1 {
			return last
		}
	}
	if !k.surely(a, i) {
		return i
	}
	return k.withYear(a, text, i, i+1, d)
}

// withYear adds the date Tokens[first:last] with the year that may follow it.
func (k *Kernel) withYear(a *Analysis, text string, first, last int, d Number) int {
	if last < len(a.Tokens) {
		t := &a.Tokens[last]
		s := text[t.Start:t.End]
		if gap := text[a.Tokens[last-1].End:t.Start]; t.props&propLiteral != 0 && (gap == " " || gap == ", ") {
			n := k.parseLiteral(s)
			if v := n.integer(); n.Kind == Cardinal && isYear(s, v) {
				d.Year = int16(v)
				last++
			}
		}
	}
	return a.addNumber(first, last, d)
}

// fromWords adds the number that is written in letters from token i on: twenty-one, three hundred and five thousand.
func (k *Kernel) fromWords(a *Analysis, first, i int) int {
	t := &a.Tokens[i]
	e := t.data
	if t.flags&flagOrdinal != 0 {
		if t.flags&flagAmbiguous != 0 && i > first && a.Tokens[i-1].number >= 0 {
			return i
		}
		return a.addNumber(i, i+1, Number{Kind: Ordinal, Mant: e.numberValue()}.normal())
	}
	var total, group int64
	above := int32(16) // the magnitude that the next one must stay below
	j := i
	for ; j < len(a.Tokens); j++ {
		w := &a.Tokens[j]
		e := w.data
		if j > i && w.props&propBroken != 0 {
			break
		}
		switch {
		case w.flags&flagMagnitude != 0 && w.flags&flagAmbiguous == 0 && e.magnitude() == 2 && group > 0 && group < 100:
			group *= 100
		case w.flags&flagMagnitude != 0 && w.flags&flagAmbiguous == 0 && group > 0 && e.magnitude() > 2 && e.magnitude() < above:
			above = e.magnitude()
			total += group * pow10(int(above))
			group = 0
		case w.flags&(flagNumber|flagOrdinal) == flagNumber && fits(group, e.numberValue()):
			group += e.numberValue()
		case w.Hash == hashAnd && (group >= 100 || group == 0 && total > 0) && k.addsOn(a, j+1, group):
		default:
			goto done
		}
	}
done:
	n := Number{Kind: Cardinal, Mant: total + group, vague: j == i+1 && t.Hash == hashOne}.normal()
	if from := k.currencyBefore(a, first, i, &n); from < i {
		return a.addNumber(from, j, n)
	}
	return a.addNumber(i, k.unitAfter(a, j, &n), n)
}

// addsOn reports whether token i is a number word that goes on from a group after an and.
func (k *Kernel) addsOn(a *Analysis, i int, group int64) bool {
	if i >= len(a.Tokens) {
		return false
	}
	t := &a.Tokens[i]
	e := t.data
	return t.props&propBroken == 0 && t.flags&(flagNumber|flagOrdinal) == flagNumber && fits(group, e.numberValue())
}

func (n Number) normal() Number {
	n.normalise()
	return n
}

// fits reports whether a number word of value v may follow what a group of number words has come to.
func fits(group, v int64) bool {
	switch {
	case group == 0:
		return true
	case group%100 == 0:
		return v > 0 && v < 100
	}
	return group%100 >= 20 && group%10 == 0 && v > 0 && v < 10
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// relation is how two numbers stand to each other.
type relation uint8

const (
	unrelated    relation = iota // they measure different things, or nothing both of them say can be compared
	equalNumbers                 // the same value, in whatever units
	roundedTo                    // one is the other, rounded
	otherValue
	otherUnit // the same digits, another unit
)

// compare says how number x of a claim stands to number y of a source.
func (k *Kernel) compare(x, y *Number) relation {
	if x.Kind != y.Kind {
		return k.compareKinds(x, y)
	}
	switch x.Kind {
	case Date:
		return compareDates(x, y)
	case Cardinal:
		return k.compareQuantities(x, y)
	}
	if x.Mant == y.Mant && x.Exp == y.Exp {
		return equalNumbers
	}
	return otherValue
}

// compareKinds compares a bare year-like number with a quantity: 1,500 and 1500 are the same.
func (k *Kernel) compareKinds(x, y *Number) relation {
	if x.Kind == Date && y.Kind == Cardinal {
		x, y = y, x
	}
	if x.Kind != Cardinal || y.Kind != Date || y.Month != 0 || x.Unit != 0 {
		return unrelated
	}
	if x.integer() == int64(y.Year) {
		return equalNumbers
	}
	return otherValue
}

func compareDates(x, y *Number) relation {
	r := unrelated
	for _, p := range [3][2]int{{int(x.Year), int(y.Year)}, {int(x.Month), int(y.Month)}, {int(x.Day), int(y.Day)}} {
		switch {
		case p[0] == 0 || p[1] == 0:
		case p[0] != p[1]:
			return otherValue
		default:
			r = equalNumbers
		}
	}
	return r
}

func (k *Kernel) compareQuantities(x, y *Number) relation {
	sameDigits := x.Mant == y.Mant && x.Exp == y.Exp
	if x.Unit == 0 || y.Unit == 0 || x.Unit == y.Unit {
		switch {
		case sameDigits:
			return equalNumbers
		case rounds(x, y), rounds(y, x):
			return roundedTo
		}
		return otherValue
	}
	ux, uy := &k.units[x.Unit-1], &k.units[y.Unit-1]
	switch {
	case ux.dimension != uy.dimension && sameDigits:
		return otherUnit
	case ux.dimension != uy.dimension:
		return unrelated
	}
	return compareMeasures(x, y, ux, uy)
}

// compareMeasures compares x·ux with y·uy exactly, as products of integers. A difference of a tenth is the rounding of a
// conversion.
func compareMeasures(x, y *Number, ux, uy *unitEntry) relation {
	other := otherValue
	if x.Mant == y.Mant && x.Exp == y.Exp {
		other = otherUnit
	}
	if x.Mant == 0 && y.Mant == 0 {
		return equalNumbers
	}
	if x.Mant == 0 || y.Mant == 0 || (x.Mant < 0) != (y.Mant < 0) {
		return other
	}
	l, r := wideOf(magnitudeOf(x.Mant), ux.num, uy.den), wideOf(magnitudeOf(y.Mant), uy.num, ux.den)
	d := int64(x.Exp) + int64(ux.exp10) - int64(y.Exp) - int64(uy.exp10)
	if d < 0 {
		l, r, d = r, l, -d
	}
	for ; d > 0; d-- {
		if !l.mul(10) {
			return other // neither is 0 and neither began with more than 192 bits, so this side is far larger
		}
	}
	switch {
	case l == r:
		return equalNumbers
	case l.within(r):
		return roundedTo
	}
	return other
}

func magnitudeOf(m int64) uint64 {
	if m < 0 {
		return uint64(-m)
	}
	return uint64(m)
}

// wide is an unsigned integer of 256 bits, least significant word first.
type wide [4]uint64

// wideOf returns the product of three factors.
func wideOf(a, b, c uint64) (w wide) {
	w[0] = a
	w.mul(b)
	w.mul(c)
	return w
}

// mul multiplies by x and reports whether the product still fits.
func (w *wide) mul(x uint64) bool {
	var carry uint64
	for i, v := range w {
		hi, lo := bits.Mul64(v, x)
		var c uint64
		w[i], c = bits.Add64(lo, carry, 0)
		carry = hi + c
	}
	return carry == 0
}

// within reports whether w and v differ by at most a tenth of the smaller.
func (w wide) within(v wide) bool {
	if w.less(v) {
		w, v = v, w
	}
	return w.mul(10) && v.mul(11) && !v.less(w)
}

func (w *wide) less(v wide) bool {
	for i := len(w) - 1; i >= 0; i-- {
		if w[i] != v[i] {
			return w[i] < v[i]
		}
	}
	return false
}

// rounds reports whether x is y rounded or cut to x's digits: at least two of them, or a whole number for a fraction.
func rounds(x, y *Number) bool {
	if x.Mant < 0 && y.Mant < 0 {
		return rounds(&Number{Mant: -x.Mant, Exp: x.Exp}, &Number{Mant: -y.Mant, Exp: y.Exp})
	}
	if x.Mant < 10 && (y.Exp >= 0 || x.Exp != 0) || x.Mant < 1 || y.Mant <= x.Mant || x.Exp <= y.Exp || x.Exp-y.Exp > 15 {
		return false
	}
	p := pow10(int(x.Exp - y.Exp))
	return y.Mant/p == x.Mant || (y.Mant+p/2)/p == x.Mant
}
