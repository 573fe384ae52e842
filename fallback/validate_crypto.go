package fallback

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"
)

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// validBase58 checks a Bitcoin address of the older kind: 25 bytes in base 58, the last four of them the first four of the
// double SHA-256 of the others.
func validBase58(text string) int {
	var b [25]byte
	for i := range len(text) {
		carry := strings.IndexByte(base58, text[i])
		if carry < 0 {
			return 0
		}
		for j := len(b) - 1; j >= 0; j-- {
			carry += 58 * int(b[j])
			b[j] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return 0
		}
	}
	once := sha256Short(b[:21])
	twice := sha256Short(once[:])
	return whole(text, string(twice[:4]) == string(b[21:]))
}

const bech32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// validBech32 checks a Bitcoin address of the newer kind (BIP 173 and BIP 350), all in one case
// of ASCII.
func validBech32(text string) int {
	split := strings.LastIndexByte(text, '1')
	lower, upper := false, false
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return 0
		}
		lower = lower || 'a' <= text[i] && text[i] <= 'z'
		upper = upper || 'A' <= text[i] && text[i] <= 'Z'
	}
	if lower && upper || split < 1 || len(text)-split < 7 {
		return 0
	}
	small := func(i int) byte {
		if c := text[i]; 'A' <= c && c <= 'Z' {
			return c | 0x20
		}
		return text[i]
	}
	sum := uint32(1)
	add := func(v int) {
		top := sum >> 25
		sum = sum&0x1FFFFFF<<5 ^ uint32(v)
		for i, g := range [5]uint32{0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for i := range split {
		add(int(small(i) >> 5))
	}
	add(0)
	for i := range split {
		add(int(small(i) & 31))
	}
	for i := split + 1; i < len(text); i++ {
		v := strings.IndexByte(bech32, small(i))
		if v < 0 {
			return 0
		}
		add(v)
	}
	return whole(text, sum == 1 || sum == 0x2BC830A3)
}

// validEthereum checks the capitals of an Ethereum address, which are a checksum (EIP-55). One in small letters or capitals
// throughout has none, and is taken.
func validEthereum(text string) int {
	if len(text) != 42 {
		return 0
	}
	var address [40]byte
	lower, upper := false, false
	for i := range address {
		c := text[i+2]
		lower = lower || 'a' <= c && c <= 'f'
		upper = upper || 'A' <= c && c <= 'F'
		if c >= 'A' {
			c |= 0x20
		}
		address[i] = c
	}
	if !lower || !upper {
		return len(text)
	}
	hash := keccak256(address[:])
	for i, c := range address {
		if c >= 'a' && (hash[i/2]>>(4*(1-i%2))&15 >= 8) != (text[i+2] < 'a') {
			return 0
		}
	}
	return len(text)
}

// keccak256 is Keccak with 256 bits, as before SHA-3 changed its padding, of less than one block.
func keccak256(text []byte) (hash [32]byte) {
	const rate = 136
	var block [rate]byte
	copy(block[:], text)
	block[len(text)] = 1
	block[rate-1] |= 0x80
	var a [25]uint64
	for i := range rate / 8 {
		a[i] = binary.LittleEndian.Uint64(block[8*i:])
	}
	keccakF(&a)
	for i := range 4 {
		binary.LittleEndian.PutUint64(hash[8*i:], a[i])
	}
	return hash
}

// keccakF is the permutation Keccak-f[1600] (FIPS 202, section 3.3).
func keccakF(a *[25]uint64) {
	lfsr := uint8(1)
	for range 24 {
		var c [5]uint64
		for x := range 5 {
			c[x] = a[x] ^ a[x+5] ^ a[x+10] ^ a[x+15] ^ a[x+20]
		}
		for x := range 5 {
			d := c[(x+4)%5] ^ bits.RotateLeft64(c[(x+1)%5], 1)
			for y := 0; y < 25; y += 5 {
				a[x+y] ^= d
			}
		}
		x, y, last := 1, 0, a[1]
		for t := range 24 {
			x, y = y, (2*x+3*y)%5
			last, a[x+5*y] = a[x+5*y], bits.RotateLeft64(last, (t+1)*(t+2)/2%64)
		}
		for y := 0; y < 25; y += 5 {
			row := [5]uint64(a[y : y+5])
			for x := range 5 {
				a[x+y] = row[x] ^ ^row[(x+1)%5]&row[(x+2)%5]
			}
		}
		for j := range 7 {
			if lfsr&1 == 1 {
				a[0] ^= 1 << (1<<j - 1)
			}
			lfsr = lfsr<<1 ^ lfsr>>7*0x71
		}
	}
}
