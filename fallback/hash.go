package fallback

import (
	"encoding/binary"
	"math/bits"
)

// The constants of Hash64, fixed by contract/SPEC.md. Tables are keyed by it, so they never change within a format.
const (
	hashSeed  = 0x9E3779B97F4A7C15
	hashGroup = 0xA0761D6478BD642F
	hashFinal = 0xE7037ED1A0B428DB
)

// HashWord returns the 64-bit hash of the bytes of an already folded word. It is the hash by which words, stems and
// lexicon entries are compared everywhere; contract/SPEC.md gives its definition.
func HashWord(word string) uint64 { return hash64([]byte(word)) }

// hash64 mixes eight little-endian bytes a step, the last group padded with zeros, then the length.
func hash64(b []byte) uint64 {
	h := uint64(hashSeed)
	n := len(b)
	for ; len(b) >= 8; b = b[8:] {
		h = mix(h^binary.LittleEndian.Uint64(b), hashGroup)
	}
	if len(b) > 0 {
		var w uint64
		for i := len(b) - 1; i >= 0; i-- {
			w = w<<8 | uint64(b[i])
		}
		h = mix(h^w, hashGroup)
	}
	return mix(h^uint64(n), hashFinal)
}

// hashShort is hash64 of the first n bytes of b, n at most fastWord, without the loop over the last bytes.
func hashShort(b *[fastWord + 8]byte, n int) uint64 {
	h := uint64(hashSeed)
	i := 0
	for ; i+8 <= n; i += 8 {
		h = mix(h^binary.LittleEndian.Uint64(b[i:]), hashGroup)
	}
	if i < n {
		w := binary.LittleEndian.Uint64(b[i:]) & (1<<(8*uint(n-i)) - 1)
		h = mix(h^w, hashGroup)
	}
	return mix(h^uint64(n), hashFinal)
}

// mix folds the 128-bit product of x and y to 64 bits.
func mix(x, y uint64) uint64 {
	hi, lo := bits.Mul64(x, y)
	return hi ^ lo
}
