package main

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"strings"

	"github.com/backfire-ai/backfire-go/internal/blob"
)

const maxUnits = 255 // a word's data holds the unit number + 1 in eight bits

// addUnits numbers the units in the order of units.toml, and the dimensions, from 1, in the order of their first unit.
func (t wordTable) addUnits(file unitFile) ([3]blob.Section, error) {
	const name = "units.toml"
	dimensions := map[string]uint32{}
	names := map[string]bool{}
	offsets := []uint32{0}
	var table, nameBytes []byte
	for number, u := range file.Unit {
		where := fmt.Sprintf("unit %q", u.Name)
		if u.Name == "" || u.Dimension == "" || names[u.Name] {
			return [3]blob.Section{}, &LexiconError{name, where, "a unit needs a dimension and a name of its own"}
		}
		if number == maxUnits {
			return [3]blob.Section{}, &LexiconError{name, where, fmt.Sprintf("at most %d units fit", maxUnits)}
		}
		names[u.Name] = true
		if dimensions[u.Dimension] == 0 {
			dimensions[u.Dimension] = uint32(len(dimensions) + 1)
		}
		f, err := parseFactor(u.Factor)
		if err != nil {
			return [3]blob.Section{}, &LexiconError{name, where, err.Error()}
		}
		table = binary.LittleEndian.AppendUint32(table, dimensions[u.Dimension])
		table = binary.LittleEndian.AppendUint32(table, uint32(f.exp10))
		table = binary.LittleEndian.AppendUint64(table, f.num)
		table = binary.LittleEndian.AppendUint64(table, f.den)
		table = binary.LittleEndian.AppendUint64(table, 0)
		nameBytes = append(nameBytes, u.Name...)
		offsets = append(offsets, uint32(len(nameBytes)))
		if err := t.number(name, number, 0, maxUnits-1, u.Words, u.Ambiguous, flagUnit, (*word).unitField); err != nil {
			return [3]blob.Section{}, err
		}
	}
	return [3]blob.Section{
		{ID: secUnits, Name: "UNITS", Element: 32, Data: table},
		{ID: secUnitNameOffsets, Name: "UNIT_NAME_OFFSETS", Element: 4, Data: blob.LittleEndian(offsets)},
		{ID: secUnitNameBytes, Name: "UNIT_NAME_BYTES", Element: 1, Data: nameBytes},
	}, nil
}

// factor is num/den · 10^exp10. Neither num nor den is a multiple of ten and they have no common divisor, except that
// a decimal fraction is kept as an integer over one.
type factor struct {
	exp10    int32
	num, den uint64
}

// parseFactor reads a positive decimal ("1609.344") or a ratio of two ("5/9").
func parseFactor(text string) (factor, error) {
	top, bottom, isRatio := strings.Cut(text, "/")
	num, exp, err := parseDecimal(top)
	if err != nil {
		return factor{}, err
	}
	if !isRatio {
		return factor{exp, num.Uint64(), 1}, nil
	}
	den, denExp, err := parseDecimal(bottom)
	if err != nil {
		return factor{}, err
	}
	common := new(big.Int).GCD(nil, nil, num, den)
	return factor{exp - denExp, num.Div(num, common).Uint64(), den.Div(den, common).Uint64()}, nil
}

// parseDecimal reads a positive decimal as an integer, not a multiple of ten, and a power of ten.
func parseDecimal(text string) (*big.Int, int32, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	n, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok || n.Sign() <= 0 || !n.IsUint64() {
		return nil, 0, fmt.Errorf("factor %q is not a positive decimal like 0.3048 or a ratio of two", text)
	}
	exp := -int32(len(fraction))
	ten, rest := big.NewInt(10), new(big.Int)
	for {
		quotient, remainder := new(big.Int).QuoRem(n, ten, rest)
		if remainder.Sign() != 0 {
			return n, exp, nil
		}
		n = quotient
		exp++
	}
}
