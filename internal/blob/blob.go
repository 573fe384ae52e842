// Package blob lays out and reads the numbered sections of table blobs, as contract/SPEC.md describes them.
package blob

import (
	"encoding/binary"
	"fmt"

	"github.com/backfire-ai/backfire-go/fallback"
)

// The magics of the two kinds of blob.
const (
	TableMagic = "BKFTABLE"
	RuleMagic  = "BKFRULES"
)

// Section numbers of a table blob: the rules that ship and those of a user.
const (
	ShippedRules = 17
	UserRules    = 18
)

// Section numbers of a rule blob.
const (
	Rules = iota + 1
	RuleSets
	RuleVariants
	DFAHeaders
	DFAClasses
	DFANext
	AnchorClasses
	AnchorNext
	AnchorAccept
	AnchorOffsets
	AnchorOutputs
	AnchorTails
	RuleNameOffsets
	RuleNameBytes
)

const (
	headerSize = 24
	dirEntry   = 16
	alignment  = 8
)

// Section is one numbered part of a blob.
type Section struct {
	ID      uint32
	Name    string
	Element int // bytes of one element
	Data    []byte
}

// Assemble lays the sections, which come in order of their numbers, out behind a header and a directory.
func Assemble(magic string, sections []Section) []byte {
	b := make([]byte, headerSize+dirEntry*len(sections))
	copy(b, magic)
	binary.LittleEndian.PutUint32(b[8:], fallback.TableFormat)
	binary.LittleEndian.PutUint32(b[12:], uint32(len(sections)))
	for i, s := range sections {
		d := headerSize + dirEntry*i
		binary.LittleEndian.PutUint32(b[d:], s.ID)
		binary.LittleEndian.PutUint32(b[d+4:], uint32(s.Element))
		b = pad(b)
		binary.LittleEndian.PutUint32(b[d+8:], uint32(len(b)))
		binary.LittleEndian.PutUint32(b[d+12:], uint32(len(s.Data)))
		b = append(b, s.Data...)
	}
	b = pad(b)
	binary.LittleEndian.PutUint64(b[16:], fallback.HashWord(string(b[headerSize:])))
	return b
}

// Sections returns the sections of a blob that Assemble made. They are views of it.
func Sections(b []byte) ([]Section, error) {
	if len(b) < headerSize {
		return nil, fmt.Errorf("a blob of %d bytes, want at least %d", len(b), headerSize)
	}
	var out []Section
	for i := range int(binary.LittleEndian.Uint32(b[12:])) {
		d := headerSize + dirEntry*i
		if d+dirEntry > len(b) {
			return nil, fmt.Errorf("the directory of a blob of %d bytes ends after it", len(b))
		}
		off, size := uint64(binary.LittleEndian.Uint32(b[d+8:])), uint64(binary.LittleEndian.Uint32(b[d+12:]))
		if off+size > uint64(len(b)) {
			return nil, fmt.Errorf("section %d of a blob of %d bytes ends after it", i, len(b))
		}
		out = append(out, Section{
			ID: binary.LittleEndian.Uint32(b[d:]), Element: int(binary.LittleEndian.Uint32(b[d+4:])), Data: b[off : off+size],
		})
	}
	return out, nil
}

func pad(b []byte) []byte {
	for len(b)%alignment != 0 {
		b = append(b, 0)
	}
	return b
}

// LittleEndian encodes a slice of fixed-size integers.
func LittleEndian[T uint8 | uint16 | uint32 | uint64](values []T) []byte {
	var out []byte
	var zero T
	for _, v := range values {
		switch any(zero).(type) {
		case uint8:
			out = append(out, byte(v))
		case uint16:
			out = binary.LittleEndian.AppendUint16(out, uint16(v))
		case uint32:
			out = binary.LittleEndian.AppendUint32(out, uint32(v))
		default:
			out = binary.LittleEndian.AppendUint64(out, uint64(v))
		}
	}
	return out
}
