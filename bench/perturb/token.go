package main

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind tells words from numbers and from everything else.
type tokenKind int

const (
	wordToken tokenKind = iota
	numberToken
	signToken
)

// token is a piece of a sentence. Start and end are byte offsets, half-open.
type token struct {
	text, lower string
	start, end  int
	kind        tokenKind
}

// tokenize splits s into words (letters with inner apostrophes), numbers (digits with inner points and commas, and the
// letters glued to them: 3rd, 1990s) and single signs. A possessive 's is a token of its own, so that a name can be
// exchanged without it.
func tokenize(s string) []token {
	var out []token
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		end, kind := i+size, signToken
		switch {
		case unicode.IsDigit(r):
			end, kind = numberEnd(s, i), numberToken
		case unicode.IsLetter(r):
			end, kind = wordEnd(s, i), wordToken
		}
		out = appendToken(out, s, i, end, kind)
		i = end
	}
	return out
}

func appendToken(out []token, s string, start, end int, kind tokenKind) []token {
	text := s[start:end]
	lower := strings.ToLower(strings.ReplaceAll(text, "’", "'"))
	if stem, ok := strings.CutSuffix(lower, "'s"); ok && kind == wordToken && stem != "" {
		cut := start + strings.LastIndexAny(text, "'’")
		out = append(out, token{s[start:cut], stem, start, cut, wordToken})
		return append(out, token{s[cut:end], "'s", cut, end, signToken})
	}
	return append(out, token{text, lower, start, end, kind})
}

func wordEnd(s string, i int) int {
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			if r != '\'' && r != '’' {
				return i
			}
			next, _ := utf8.DecodeRuneInString(s[i+size:])
			if !unicode.IsLetter(next) {
				return i
			}
		}
		i += size
	}
	return i
}

func numberEnd(s string, i int) int {
	for i < len(s) {
		c := s[i]
		inner := (c == '.' || c == ',') && i+1 < len(s) && isDigit(s[i+1])
		if !isDigit(c) && !inner {
			return wordEnd(s, i)
		}
		i++
	}
	return i
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isUpper reports whether the token starts with a capital.
func (t token) isUpper() bool {
	r, _ := utf8.DecodeRuneInString(t.text)
	return unicode.IsUpper(r)
}

// free reports whether tokens[i:j] stand alone in s: not part of a hyphenated word, a fraction, a time of day, a score
// or an abbreviation, where a change would make something other than intended.
func free(s string, tokens []token, i, j int) bool {
	before, after := s[:tokens[i].start], s[tokens[j-1].end:]
	if before != "" && !strings.ContainsAny(before[len(before)-1:], " \"($") && !strings.HasSuffix(before, "“") {
		return false
	}
	switch {
	case after == "" || after == "." || strings.HasPrefix(after, "'s") || strings.HasPrefix(after, "’s"):
		return true
	case strings.HasPrefix(after, "”"):
		return true
	}
	return strings.ContainsAny(after[:1], " ,;:)%\"") && !(len(after) > 1 && after[0] == ':' && after[1] != ' ')
}
