package main

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	tickerMark   = regexp.MustCompile(` ?<[^<>]*>`)
	loosePunct   = regexp.MustCompile(` +([,;:)\]%]|\.$)`)
	newsLink     = regexp.MustCompile(` \(news - (web sites|external web site)\)`)
	innerEnd     = regexp.MustCompile(`[.?!…]["'”’)\]]*\s`)
	finalAbbrev  = regexp.MustCompile(`(?i)(^|[ (])([a-z]|[a-z]+\.[a-z.]+|inc|corp|co|ltd|jr|sr|no|etc|mr|mrs|dr|st|vs)\.$`)
	splitPlaces  = regexp.MustCompile(`[.?!]\s+`)
	quoteMarks   = strings.NewReplacer("``", `"`, "''", `"`)
	listOpeners  = regexp.MustCompile(`^([-*•]|\d+[.)])\s`)
	notASentence = regexp.MustCompile("[\\[\\]{}|\n\t`]|https?:|www\\.|  |\\.\\.| -[(-]|-- ")
)

// tidy takes the traces of tokenisation and of news agencies out of a sentence and ends it with a period.
func tidy(s string) string {
	s = quoteMarks.Replace(strings.TrimSpace(s))
	s = tickerMark.ReplaceAllString(s, "")
	s = newsLink.ReplaceAllString(s, "")
	s = loosePunct.ReplaceAllString(s, "$1")
	if s != "" && !strings.ContainsAny(s[len(s)-1:], `.?!:;,"')`) && !strings.HasSuffix(s, "”") {
		s += "."
	}
	return s
}

// usable reports whether s is one plain sentence: it starts like one, ends with a period, has nothing inside that could
// be read as a sentence's end, and its quotes are closed. What a segmenter makes of abbreviations is another test.
func usable(s string) bool {
	n := len(strings.Fields(s))
	if n < 4 || n > 60 || !strings.HasSuffix(s, ".") || innerEnd.MatchString(s) || finalAbbrev.MatchString(s) {
		return false
	}
	if notASentence.MatchString(s) || listOpeners.MatchString(s) || strings.Count(s, `"`)%2 != 0 {
		return false
	}
	if strings.Count(s, "“") != strings.Count(s, "”") || strings.Count(s, "(") != strings.Count(s, ")") {
		return false
	}
	first := []rune(s)[0]
	return unicode.IsUpper(first) || unicode.IsDigit(first) || strings.ContainsRune(`"“$`, first)
}

// splitText cuts running text into sentences at every stop that a blank follows; parts that are not plain sentences are
// for usable to refuse.
func splitText(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		start := 0
		for _, m := range splitPlaces.FindAllStringIndex(line, -1) {
			out = append(out, strings.TrimSpace(line[start:m[0]+1]))
			start = m[1]
		}
		if rest := strings.TrimSpace(line[start:]); rest != "" {
			out = append(out, rest)
		}
	}
	return out
}
