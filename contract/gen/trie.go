package main

import "slices"

const (
	codePoints = 0x110000
	blockSize  = 128
)

// trie cuts a value for every code point into blocks of 128 and stores equal blocks once: the value of cp is
// blocks[index[cp>>7]·128 + cp&127].
func trie[T comparable](values []T) (index []uint16, blocks []T) {
	seen := map[[blockSize]T]uint16{}
	for block := range slices.Chunk(values, blockSize) {
		key := [blockSize]T(block)
		number, ok := seen[key]
		if !ok {
			number = uint16(len(seen))
			seen[key] = number
			blocks = append(blocks, block...)
		}
		index = append(index, number)
	}
	return index, blocks
}
