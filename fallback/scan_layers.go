package fallback

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of what is decoded.
const (
	maxLayerDepth = 3        // decodings within each other
	layerFactor   = 2        // bytes decoded at each depth: this many times the text,
	layerExtra    = 64 << 10 // and these
	minDecoded    = 8        // bytes below which decoded text is not looked at
	maxROT13      = 2048     // bytes decoded to each side of a word that is written backwards or in ROT13
)

// region is a part of a text that is encoded.
type region struct {
	span  Span
	layer Layer
}

// layerWork looks into what is encoded in a text. It holds what that needs, a depth each.
type layerWork struct {
	budget  int
	outer   []Finding // of the text itself, by rule
	regions [maxLayerDepth][]region
	decoded [maxLayerDepth][]byte
	inner   [maxLayerDepth]matcher
}

// look adds what it finds in the layers of a text to what the matcher of s has found.
func (w *layerWork) look(s *Scan, text string) {
	w.budget = layerFactor*len(text) + layerExtra
	w.regions[0] = findRegions(w.regions[0][:0], text)
	w.regions[0] = s.matcher.takeSigns(w.regions[0], text)
	if len(w.regions[0]) == 0 {
		return
	}
	w.outer = append(w.outer[:0], s.matcher.found...)
	slices.SortFunc(w.outer, byRule)
	for i := 1; i < len(w.outer); i++ { // of one rule, ends are to ascend as starts do, for findsIn
		if before := w.outer[i-1]; before.Rule == w.outer[i].Rule {
			w.outer[i].Span.End = max(w.outer[i].Span.End, before.Span.End)
		}
	}
	w.descend(&s.matcher, text, 0, 0, Span{})
}

// descend scans the regions of a text, each decoded into a text of its own, and looks into these in turn. What is found
// goes to m; within is the region of the text itself that it is in, empty at the first depth.
func (w *layerWork) descend(m *matcher, text string, depth int, in Layers, within Span) {
	for _, r := range w.regions[depth] {
		if w.budget -= r.span.Len(); w.budget < 0 {
			return
		}
		w.decoded[depth] = decodeLayer(w.decoded[depth][:0], text[r.span.Start:r.span.End], r.layer)
		if !readable(w.decoded[depth]) {
			continue
		}
		span := r.span
		if within.Len() > 0 {
			span = within
		}
		decoded, layers, inner := alias(w.decoded[depth]), in.with(r.layer), &w.inner[depth]
		inner.reset(m.k, m.mode)
		inner.scan(decoded)
		if depth+1 < maxLayerDepth {
			w.regions[depth+1] = findRegions(w.regions[depth+1][:0], decoded)
			w.regions[depth+1] = inner.takeSigns(w.regions[depth+1], decoded)
		}
		for _, f := range inner.found {
			if m.k.Rule(f.Rule).Category != categoryLayer && !findsIn(w.outer, f.Rule, span) {
				m.found = append(m.found, Finding{Rule: f.Rule, Span: span, Layers: layers, Validated: f.Validated})
			}
		}
		if depth+1 < maxLayerDepth {
			w.descend(m, decoded, depth+1, layers, span)
		}
	}
}

// takeSigns removes the signs of layers from what was found and appends the regions that they point at.
func (m *matcher) takeSigns(dst []region, text string) []region {
	kept := m.found[:0]
	for _, f := range m.found {
		if m.k.Rule(f.Rule).Category != categoryLayer {
			kept = append(kept, f)
			continue
		}
		layer := m.k.ruleAt(f.Rule).layer
		if n := len(dst); layer == 0 || n > 0 && dst[n-1].layer == layer && f.Span.Start < dst[n-1].span.End {
			continue
		}
		r := region{lineAround(text, f.Span), layer}
		if n := len(dst); n > 0 && dst[n-1].layer == layer {
			r.span.Start = max(r.span.Start, dst[n-1].span.End)
		}
		dst = append(dst, r)
	}
	m.found = kept
	return dst
}

// lineAround returns the line that a span is on, no more than maxROT13 bytes of it to each side.
func lineAround(text string, sp Span) Span {
	low, high := max(0, sp.Start-maxROT13), min(len(text), sp.End+maxROT13)
	for sp.Start > low && text[sp.Start-1] != '\n' {
		sp.Start--
	}
	for sp.End < high && text[sp.End] != '\n' {
		sp.End++
	}
	return sp
}

// byRule orders findings of one text by rule and start.
func byRule(a, b Finding) int {
	if a.Rule != b.Rule {
		return a.Rule - b.Rule
	}
	return a.Span.Start - b.Span.Start
}

// findsIn reports whether a finding of a rule, among findings by rule, overlaps a span.
func findsIn(found []Finding, rule int, within Span) bool {
	i, _ := slices.BinarySearchFunc(found, within.Start, func(f Finding, at int) int {
		if f.Rule != rule {
			return f.Rule - rule
		}
		return f.Span.End - 1 - at
	})
	return i < len(found) && found[i].Rule == rule && found[i].Span.Start < within.End
}

// readable reports whether decoded bytes are text: long enough, with at most one byte in eight that is none.
func readable(b []byte) bool {
	if len(b) < minDecoded {
		return false
	}
	bad := 0
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7F {
			bad++
		}
		i += size
	}
	return bad*8 <= len(b)
}

// findRegions appends the encoded parts of a text that its bytes give away, kind by kind.
func findRegions(dst []region, text string) []region {
	dst = runs(dst, text)
	dst = escapes(dst, text)
	return tags(dst, text)
}

// Lengths from which a run of letters may be encoded text.
const (
	minBase64 = 20
	minHex    = 16
)

// kinds of bytes in runs.
const (
	base64Byte = 1 << iota
	hexByte
)

var runKind = func() (t [256]uint8) {
	for b := range 256 {
		c := byte(b)
		switch {
		case '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f':
			t[b] = base64Byte | hexByte
		case 'a' <= c|0x20 && c|0x20 <= 'z' || c == '+' || c == '/' || c == '-' || c == '_':
			t[b] = base64Byte
		}
	}
	return t
}()

// runs appends runs of base64 and of hexadecimal digits, the latter also in pairs with one character between them.
func runs(dst []region, text string) []region {
	for i := minHex - 1; i < len(text); { // a run of minHex bytes has one of these places in it
		if runKind[text[i]] == 0 {
			if i+2 < len(text) && runKind[text[i+1]]&runKind[text[i+2]]&hexByte != 0 || runKind[text[i-1]]&runKind[text[i-2]]&hexByte != 0 {
				if start, end := hexPairs(text, i); start >= 0 {
					dst = append(dst, region{Span{start, end}, LayerHex})
					i = end
				}
			}
			i += minHex
			continue
		}
		start, end, all := i, i+1, runKind[text[i]]
		for start > 0 && runKind[text[start-1]] != 0 && (len(dst) == 0 || start > dst[len(dst)-1].span.End) {
			start--
			all &= runKind[text[start]]
		}
		for end < len(text) && runKind[text[end]] != 0 {
			all &= runKind[text[end]]
			end++
		}
		switch {
		case all&hexByte != 0 && end-start >= minHex:
			dst = append(dst, region{Span{start, end}, LayerHex})
		case end-start >= minBase64:
			dst = append(dst, region{Span{start, base64End(text, end)}, LayerBase64})
			end = dst[len(dst)-1].span.End
		case end-start == 2 && all&hexByte != 0:
			if from, to := hexPairs(text, i); from >= 0 {
				dst = append(dst, region{Span{from, to}, LayerHex})
				end = to
			}
		}
		i = end + minHex - 1
	}
	return dst
}

// base64End continues a run of base64 over line ends and padding.
func base64End(text string, end int) int {
	for end < len(text) {
		next := end
		for next < len(text) && next < end+2 && (text[next] == '\n' || text[next] == '\r') {
			next++
		}
		more := next
		for more < len(text) && runKind[text[more]] != 0 {
			more++
		}
		if next == end || more-next < minBase64 && more < len(text) && text[more] != '=' {
			break
		}
		end = more
	}
	for n := 0; n < 2 && end < len(text) && text[end] == '='; n++ {
		end++
	}
	return end
}

// hexPairs returns the run of pairs of hexadecimal digits, with the same character between them, around an offset.
func hexPairs(text string, at int) (start, end int) {
	for start = at; start > 0 && start > at-3 && !pairAt(text, start); start-- {
	}
	if !pairAt(text, start) || start+2 >= len(text) {
		return -1, -1
	}
	sep := text[start+2]
	if sep != ' ' && sep != ':' && sep != '-' && sep != ',' {
		return -1, -1
	}
	for start >= 3 && text[start-1] == sep && pairAt(text, start-3) {
		start -= 3
	}
	for end = start + 2; end+2 < len(text) && text[end] == sep && pairAt(text, end+1); end += 3 {
	}
	if end-start < minHex*3/2-1 {
		return -1, -1
	}
	return start, end
}

// pairAt reports whether two hexadecimal digits stand at an offset, and no third beside them.
func pairAt(text string, i int) bool {
	hex := func(j int) bool { return j >= 0 && j < len(text) && runKind[text[j]]&hexByte != 0 }
	return hex(i) && hex(i+1) && !hex(i-1) && !hex(i+2)
}

// Bounds of clusters of escapes.
const (
	minEscapes = 3
	escapeGap  = 16 // bytes between two of a cluster, and around it
)

// escapes appends clusters of %xx, of &#nn; and &name;, and of \uxxxx and \xxx.
func escapes(dst []region, text string) []region {
	for _, layer := range []Layer{LayerURL, LayerHTML, LayerEscape} {
		mark := "%&\\"[layer-LayerURL : layer-LayerURL+1]
		count, start, end := 0, 0, 0
		flush := func() {
			if count >= minEscapes {
				dst = append(dst, region{Span{wordStart(text, start), wordEnd(text, end)}, layer})
			}
			count = 0
		}
		for i := 0; i < len(text); {
			n := strings.IndexByte(text[i:], mark[0])
			if n < 0 {
				break
			}
			i += n
			_, size := unescape(text[i:], layer)
			if size == 0 {
				i++
				continue
			}
			if count > 0 && i-end > escapeGap {
				flush()
			}
			if count == 0 {
				start = i
			}
			i += size
			end = i
			count++
		}
		flush()
	}
	return dst
}

// wordStart returns the start of what stands before an offset without white space, at most escapeGap bytes before it.
func wordStart(text string, i int) int {
	for low := max(i-escapeGap, 0); i > low && text[i-1] > ' ' && text[i-1] < utf8.RuneSelf; i-- {
	}
	return i
}

func wordEnd(text string, i int) int {
	for high := min(i+escapeGap, len(text)); i < high && text[i] > ' ' && text[i] < utf8.RuneSelf; i++ {
	}
	return i
}

// tags appends runs of Unicode tag characters.
func tags(dst []region, text string) []region {
	const lead = "\xF3\xA0" // of U+E0000 to U+E0FFF
	for i := 0; ; {
		n := strings.Index(text[i:], lead)
		if n < 0 {
			return dst
		}
		start := i + n
		i = start
		for strings.HasPrefix(text[i:], lead) && i+4 <= len(text) {
			i += 4
		}
		if i == start {
			return dst
		}
		if i-start >= 4*minDecoded {
			dst = append(dst, region{Span{start, i}, LayerTags})
		}
	}
}
