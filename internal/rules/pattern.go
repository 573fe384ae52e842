package rules

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxLength is how many bytes of its view a match may have.
const MaxLength = 512

// maxPattern is how many bytes a pattern may have, and maxNesting how many groups of it may be open at once.
const (
	maxPattern = 32 << 10
	maxNesting = 64
)

// gapLength is how many bytes a space in a pattern over the skeleton stands for at most.
const gapLength = 6

// parsed is the pattern of a rule over bytes, with what may not stand around a match.
type parsed struct {
	node                *node
	notBefore, notAfter byteSet
	value               byteSet // empty for the whole match

	widest func() int // where its longest repetition is
}

// parse turns the pattern of a rule into one over bytes. skeleton gives the skeleton of a text.
func (r *Rule) parse(skeleton func(string) string) (*parsed, error) {
	p := &parsed{}
	var err error
	for _, c := range []struct {
		field, text string
		into        *byteSet
	}{{"not_before", r.NotBefore, &p.notBefore}, {"not_after", r.NotAfter, &p.notAfter}, {"value", r.Value, &p.value}} {
		if *c.into, err = r.byteClass(c.field, c.text); err != nil {
			return nil, err
		}
		if r.View == Skeleton {
			*c.into = c.into.eitherCase()
		}
	}
	pattern := r.Pattern
	if rest, ok := strings.CutPrefix(pattern, `\b`); ok {
		pattern, p.notBefore = rest, p.notBefore.union(wordBytes())
	}
	if rest, ok := strings.CutSuffix(pattern, `\b`); ok && !strings.HasSuffix(rest, `\`) {
		pattern, p.notAfter = rest, p.notAfter.union(wordBytes())
	}
	if len(pattern) > maxPattern {
		return nil, r.wrong("pattern", maxPattern, fmt.Sprintf("it has %d bytes", len(pattern)), fmt.Sprintf("at most %d", maxPattern))
	}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, r.parseError("pattern", r.Pattern, err)
	}
	c := converter{rule: r, skeleton: skeleton}
	if p.node = c.convert(tree); c.err != nil {
		c.err.Offset = r.locate(func(t *syntax.Regexp) bool {
			part := converter{rule: r, skeleton: skeleton}
			part.convert(t)
			return part.err != nil
		})
		return nil, c.err
	}
	p.widest = func() int {
		longest := c.longestRepeat(tree)
		return r.locate(func(t *syntax.Regexp) bool { return c.longestRepeat(t) >= longest })
	}
	if least, most := p.node.lengths(); least == 0 || most > MaxLength {
		return nil, r.wrong("pattern", p.widest(), fmt.Sprintf("it matches %d to %d bytes", least, most), fmt.Sprintf("1 to %d", MaxLength))
	}
	return p, nil
}

// longestRepeat returns how many bytes the longest repetition in a tree matches at most.
func (c *converter) longestRepeat(t *syntax.Regexp) int {
	longest := 0
	if t.Op == syntax.OpRepeat || t.Op == syntax.OpQuest {
		_, longest = (&converter{rule: c.rule, skeleton: c.skeleton}).convert(t).lengths()
	}
	for _, sub := range t.Sub {
		longest = max(longest, c.longestRepeat(sub))
	}
	return longest
}

// locate returns the offset of the byte that completes what is bad about the pattern: the last of the shortest part from its
// start that is bad already.
func (r *Rule) locate(bad func(*syntax.Regexp) bool) int {
	good, end := 0, len(r.Pattern)
	for good+1 < end {
		middle := (good + end) / 2
		at, tree := r.head(middle, good)
		if tree != nil && bad(tree) {
			end = at
		} else {
			good = middle
		}
	}
	return end - 1
}

// head returns the longest start of the pattern that parses, groups closed, of at most `most` bytes and more than `least`.
func (r *Rule) head(most, least int) (int, *syntax.Regexp) {
	for n := most; n > least; n-- {
		part := strings.TrimPrefix(r.Pattern[:n], `\b`)
		for range maxNesting {
			tree, err := syntax.Parse(part, syntax.Perl)
			if err == nil {
				return n, tree
			}
			var wrong *syntax.Error
			if !errors.As(err, &wrong) || wrong.Code != syntax.ErrMissingParen {
				break
			}
			part += ")"
		}
	}
	return 0, nil
}

// wordBytes are what \b tells from other bytes.
func wordBytes() byteSet {
	s := letterBytes()
	s.addRange('0', '9')
	s.add('_')
	return s
}

func digitBytes() (s byteSet) {
	s.addRange('0', '9')
	return s
}

func letterBytes() (s byteSet) {
	s.addRange('a', 'z')
	s.addRange('A', 'Z')
	return s
}

// byteClass parses a field that is a class of bytes, such as [^a-z0-9].
func (r *Rule) byteClass(field, text string) (s byteSet, err error) {
	if text == "" {
		return s, nil
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return s, r.parseError(field, text, err)
	}
	switch {
	case tree.Op == syntax.OpLiteral && len(tree.Rune) == 1 && tree.Rune[0] < utf8.RuneSelf:
		s.add(byte(tree.Rune[0]))
	case tree.Op == syntax.OpCharClass:
		for i := 0; i < len(tree.Rune); i += 2 {
			for c := tree.Rune[i]; c <= min(tree.Rune[i+1], 0x7F); c++ {
				s.add(byte(c))
			}
			if tree.Rune[i+1] > 0x7F {
				s.addRange(0x80, 0xFF)
			}
		}
	default:
		return s, r.wrong(field, -1, text, "one class such as [a-z0-9]")
	}
	return s, nil
}

// converter turns what regexp/syntax parsed into a node. The first error stays.
type converter struct {
	rule     *Rule
	skeleton func(string) string
	err      *Error
}

func (c *converter) refuse(problem, want string) *node {
	if c.err == nil {
		c.err = c.rule.wrong("pattern", -1, problem, want)
	}
	return sequence()
}

func (c *converter) convert(t *syntax.Regexp) *node {
	switch t.Op {
	case syntax.OpEmptyMatch:
		return sequence()
	case syntax.OpLiteral:
		return c.literal(t)
	case syntax.OpCharClass:
		return c.class(t)
	case syntax.OpAnyCharNotNL:
		return c.class(&syntax.Regexp{Op: syntax.OpCharClass, Rune: []rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}})
	case syntax.OpAnyChar:
		return c.class(&syntax.Regexp{Op: syntax.OpCharClass, Rune: []rune{0, unicode.MaxRune}})
	case syntax.OpCapture:
		return c.convert(t.Sub[0])
	case syntax.OpConcat:
		return sequence(c.all(t.Sub)...)
	case syntax.OpAlternate:
		return alternation(c.all(t.Sub)...)
	case syntax.OpQuest:
		return repetition(c.convert(t.Sub[0]), 0, 1)
	case syntax.OpRepeat:
		if t.Max < 0 {
			return c.refuse("a repetition without a bound", "one with a bound, such as {1,20}")
		}
		return repetition(c.convert(t.Sub[0]), t.Min, t.Max)
	case syntax.OpStar, syntax.OpPlus:
		return c.refuse("a repetition without a bound: "+t.String(), "one with a bound, such as {1,20}")
	default:
		return c.refuse(fmt.Sprintf("%s is not in the subset", t), `literals, classes, groups, |, ?, {m,n}, and \b at the ends`)
	}
}

func (c *converter) all(trees []*syntax.Regexp) []*node {
	nodes := make([]*node, len(trees))
	for i, t := range trees {
		nodes[i] = c.convert(t)
	}
	return nodes
}

// literal converts runes. In the skeleton a space stands for a gap between words, and other runes for their skeletons.
func (c *converter) literal(t *syntax.Regexp) *node {
	fold := t.Flags&syntax.FoldCase != 0
	var parts []*node
	for _, r := range t.Rune {
		switch {
		case c.rule.View == Skeleton && r == ' ':
			parts = append(parts, gap())
		case c.rule.View == Skeleton:
			for _, b := range []byte(c.skeleton(string(r))) {
				parts = append(parts, set(c.skeletonByte(b)))
			}
		case fold && r < utf8.RuneSelf:
			parts = append(parts, set(eitherCase(byte(r))))
		default:
			for _, b := range []byte(string(r)) {
				parts = append(parts, single(b))
			}
		}
	}
	return sequence(parts...)
}

// gap is what stands between two words: one to gapLength ASCII characters that are neither letters nor digits.
func gap() *node {
	var s byteSet
	for b := byte(0); b < utf8.RuneSelf; b++ {
		if w := wordBytes(); b == '_' || !w.has(b) && b != '@' && b != '$' { // these two may be letters
			s.add(b)
		}
	}
	return repetition(set(s), 1, gapLength)
}

// eitherCase holds what s does, ASCII letters in both cases.
func (s byteSet) eitherCase() (out byteSet) {
	for b := range 256 {
		if s.has(byte(b)) {
			out = out.union(eitherCase(byte(b)))
		}
	}
	return out
}

// eitherCase holds an ASCII byte in both cases.
func eitherCase(b byte) (s byteSet) {
	s.add(b)
	if letters := letterBytes(); letters.has(b) {
		s.add(b ^ 0x20)
	}
	return s
}

// skeletonByte holds what may stand for a byte of a skeleton. Both cases, so that ASCII can be scanned as it is.
func (c *converter) skeletonByte(b byte) byteSet {
	s := eitherCase(b)
	if c.rule.Leet {
		for _, other := range []byte(leet[b|0x20]) {
			s.add(other)
		}
	}
	return s
}

// leet is how letters are written with digits and signs.
var leet = map[byte]string{'a': "4@", 'b': "8", 'e': "3", 'g': "9", 'i': "1", 'l': "1", 'o': "0", 's': "5$", 't': "7", 'z': "2"}

// class converts a class of characters.
func (c *converter) class(t *syntax.Regexp) *node {
	if c.rule.View == Skeleton {
		return c.skeletonClass(t)
	}
	return runeRanges(t.Rune)
}

// skeletonClass converts a class over the skeleton: ASCII in both cases; other characters one by one if they are few, and
// as they are if the class holds all of them.
func (c *converter) skeletonClass(t *syntax.Regexp) *node {
	var ascii byteSet
	var others []*node
	wide := []rune{}
	for i := 0; i < len(t.Rune); i += 2 {
		lo, hi := t.Rune[i], t.Rune[i+1]
		for r := lo; r <= min(hi, utf8.RuneSelf-1); r++ {
			ascii = ascii.union(c.skeletonByte(byte(r)))
		}
		if hi < utf8.RuneSelf {
			continue
		}
		lo = max(lo, utf8.RuneSelf)
		if hi-lo > 64 {
			wide = append(wide, lo, hi)
			continue
		}
		for r := lo; r <= hi; r++ {
			others = append(others, c.literal(&syntax.Regexp{Op: syntax.OpLiteral, Rune: []rune{r}}))
		}
	}
	if len(wide) > 0 {
		others = append(others, runeRanges(wide))
	}
	if ascii != (byteSet{}) {
		others = append([]*node{set(ascii)}, others...)
	}
	switch len(others) {
	case 0:
		return c.refuse("an empty class", "a class with something in it")
	case 1:
		return others[0]
	}
	return alternation(others...)
}
