package main

import (
	"encoding/binary"
	"math/bits"

	"github.com/backfire-ai/backfire-go/fallback"
)

const (
	tableMagic  = "BKFTABLE"
	tableFormat = fallback.TableFormat
	headerSize  = 24
	dirEntry    = 16
	alignment   = 8
)

// Section numbers, as contract/SPEC.md lists them.
const (
	secClassIndex = iota + 1
	secClassBlocks
	secClasses
	secFoldIndex
	secFoldBlocks
	secFoldOffsets
	secFoldRunes
	secWordKeys
	secWordEntries
	secUnits
	secAntonyms
	secUnitNameOffsets
	secUnitNameBytes
)

// section is one numbered part of the blob.
type section struct {
	id      uint32
	name    string
	element int // bytes of one element
	data    []byte
}

// assemble lays the sections, which come in order of their numbers, out behind a header and a directory.
func assemble(sections []section) []byte {
	blob := make([]byte, headerSize+dirEntry*len(sections))
	copy(blob, tableMagic)
	binary.LittleEndian.PutUint32(blob[8:], tableFormat)
	binary.LittleEndian.PutUint32(blob[12:], uint32(len(sections)))
	for i, s := range sections {
		d := headerSize + dirEntry*i
		binary.LittleEndian.PutUint32(blob[d:], s.id)
		binary.LittleEndian.PutUint32(blob[d+4:], uint32(s.element))
		blob = pad(blob)
		binary.LittleEndian.PutUint32(blob[d+8:], uint32(len(blob)))
		binary.LittleEndian.PutUint32(blob[d+12:], uint32(len(s.data)))
		blob = append(blob, s.data...)
	}
	blob = pad(blob)
	binary.LittleEndian.PutUint64(blob[16:], fallback.HashWord(string(blob[headerSize:])))
	return blob
}

func pad(b []byte) []byte {
	for len(b)%alignment != 0 {
		b = append(b, 0)
	}
	return b
}

// littleEndian encodes a slice of fixed-size integers.
func littleEndian[T uint8 | uint16 | uint32 | uint64](values []T) []byte {
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

// hashSlots returns the smallest power of two that keeps n keys at a load of at most one half, and its exponent.
func hashSlots(n int) (slots int, exponent uint) {
	exponent = uint(bits.Len(uint(max(2*n, 2) - 1)))
	return 1 << exponent, exponent
}
