package fallback

import "encoding/binary"

// hasher computes Hash64 of bytes that come in parts.
type hasher struct {
	h       uint64
	length  uint64
	pending [8]byte // the last length%8 bytes
}

// write appends bytes.
func (w *hasher) write(b []byte) {
	if w.length == 0 {
		w.h = hashSeed
	}
	held := int(w.length % 8)
	w.length += uint64(len(b))
	if held > 0 {
		n := copy(w.pending[held:], b)
		if held+n < 8 {
			return
		}
		w.group(w.pending[:])
		b = b[n:]
	}
	for ; len(b) >= 8; b = b[8:] {
		w.group(b)
	}
	copy(w.pending[:], b)
}

// group mixes the first eight bytes of b.
func (w *hasher) group(b []byte) { w.h = mix(w.h^binary.LittleEndian.Uint64(b), hashGroup) }

// writeString appends the bytes of a string.
func (w *hasher) writeString(s string) {
	var b [512]byte
	for len(s) > 0 {
		n := copy(b[:], s)
		w.write(b[:n])
		s = s[n:]
	}
}

// sum returns the hash of the bytes so far.
func (w *hasher) sum() uint64 {
	h := w.h
	if w.length == 0 {
		h = hashSeed
	}
	if held := w.length % 8; held > 0 {
		var last [8]byte
		copy(last[:], w.pending[:held])
		h = mix(h^binary.LittleEndian.Uint64(last[:]), hashGroup)
	}
	return mix(h^w.length, hashFinal)
}
