package backfire

import "strings"

// markdown finds the facts of Markdown: its paragraphs, list items and table rows. It knows as much of the format as
// that takes, and reads what it does not know as a paragraph.
func (f *factFile) markdown() error {
	m := markdownReader{factFile: f, begin: -1}
	m.at = m.frontMatter(f.start())
	for m.at < len(f.text) && m.err == nil {
		m.step()
	}
	m.flush()
	return m.err
}

// markdownReader reads Markdown line by line.
type markdownReader struct {
	*factFile
	at    int  // start of the line to read
	begin int  // start of the fact in progress, −1 if there is none
	end   int  // its end as far as it has been read
	lines int  // how many lines it has
	item  bool // it is a list item
	table bool
	fence string // the marks that opened the fenced code that at is in; "" outside
	err   error
}

// frontMatter returns where the text goes on after a block between lines of three dashes at its very start.
func (m *markdownReader) frontMatter(start int) int {
	end, at := m.lineEnd(start)
	if strings.TrimRight(m.text[start:end], " \t\r") != "---" {
		return start
	}
	for at < len(m.text) {
		end, next := m.lineEnd(at)
		switch strings.TrimRight(m.text[at:end], " \t\r") {
		case "---", "...":
			return next
		}
		at = next
	}
	return start
}

// step reads one line, or the part of it before or after a comment.
func (m *markdownReader) step() {
	start := m.at
	end, next := m.lineEnd(start)
	if m.fence != "" {
		m.inFence(m.text[start:end])
		m.at = next
		return
	}
	if open, after := m.comment(start, end); open >= 0 {
		m.at = after
		m.readLine(Span{Start: start, End: open})
		m.flush()
		return
	}
	m.at = next
	m.readLine(Span{Start: start, End: end})
}

// comment finds a comment that opens in the line, and where the text goes on after it. A comment at the start of a line
// that is never closed hides the rest of the file; elsewhere it must be closed within its paragraph to be one.
func (m *markdownReader) comment(start, end int) (open, after int) {
	n := strings.Index(m.text[start:end], "<!--")
	if n < 0 {
		return -1, 0
	}
	open = start + n
	first := strings.TrimSpace(m.text[start:open]) == ""
	size := strings.Index(m.text[open:], "-->")
	switch {
	case size < 0 && first:
		return open, len(m.text)
	case size < 0 || !first && strings.Contains(m.text[open:open+size], "\n\n"):
		return -1, 0
	}
	return open, open + size + len("-->")
}

// inFence looks for the end of fenced code.
func (m *markdownReader) inFence(line string) {
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, m.fence) && strings.Trim(line, m.fence[:1]) == "" {
		m.fence = ""
	}
}

// readLine reads a line, given without its comments.
func (m *markdownReader) readLine(s Span) {
	s = trimmed(m.text, s)
	for s.Len() > 0 && m.text[s.Start] == '>' { // a quotation says what it quotes
		s = trimmed(m.text, Span{Start: s.Start + 1, End: s.End})
	}
	line := m.text[s.Start:s.End]
	switch {
	case line == "":
		m.flush()
		m.table = false
	case m.opensFence(line), isHeading(line):
		m.flush()
	case m.lines == 1 && !m.item && isUnderline(line): // the line before was a heading
		m.begin, m.lines = -1, 0
	case isRule(line):
		m.flush()
	case m.readRow(s, line):
	default:
		m.readText(s, line)
	}
}

// readText reads a line of a paragraph or list item.
func (m *markdownReader) readText(s Span, line string) {
	n := listMarker(line)
	if n > 0 {
		m.flush()
		s = trimmed(m.text, Span{Start: s.Start + n, End: s.End})
	}
	if s.Len() == 0 {
		return
	}
	if m.begin < 0 {
		m.begin, m.item = s.Start, n > 0
	}
	m.end = s.End
	m.lines++
}

// flush ends the fact in progress.
func (m *markdownReader) flush() {
	if m.begin >= 0 && m.err == nil {
		m.err = m.add(Span{Start: m.begin, End: m.end})
	}
	m.begin, m.lines = -1, 0
}

// readRow reads a line of a table, and says whether it is one. The line before a row of dashes is the header.
func (m *markdownReader) readRow(s Span, line string) bool {
	if isDelimiterRow(line) {
		m.flush()
		m.table = true
		return true
	}
	if !strings.Contains(line, "|") {
		m.table = false
		return false
	}
	end, _ := m.lineEnd(m.at)
	if isDelimiterRow(strings.TrimLeft(m.text[m.at:end], "> \t")) {
		m.flush()
		return true
	}
	if !m.table && line[0] != '|' {
		return false
	}
	m.flush()
	row := strings.Trim(line, "| \t")
	start := s.Start + strings.Index(line, row)
	if m.err == nil {
		m.err = m.add(Span{Start: start, End: start + len(row)})
	}
	return true
}

// isDelimiterRow recognises the line under the header of a table: |---|:---:|.
func isDelimiterRow(line string) bool {
	return strings.Trim(line, "|-: \t\r") == "" && strings.Contains(line, "|") && strings.Contains(line, "-")
}

// opensFence recognises the opening of fenced code, at least three backquotes or tildes, and remembers it.
func (m *markdownReader) opensFence(line string) bool {
	for _, mark := range [...]string{"`", "~"} {
		n := len(line) - len(strings.TrimLeft(line, mark))
		if n >= 3 && !(mark == "`" && strings.Contains(line[n:], mark)) {
			m.fence = line[:n]
			return true
		}
	}
	return false
}

// isHeading recognises one to six number signs before white space or nothing.
func isHeading(line string) bool {
	n := len(line) - len(strings.TrimLeft(line, "#"))
	return 1 <= n && n <= 6 && (n == len(line) || line[n] == ' ' || line[n] == '\t')
}

// isUnderline recognises a line that makes the line before it a heading: three or more of one mark, which is stricter
// than Markdown is, since a fact that is taken for a heading is lost.
func isUnderline(line string) bool {
	return len(line) >= 3 && (strings.Trim(line, "=") == "" || strings.Trim(line, "-") == "")
}

// isRule recognises a thematic break: three or more of one mark, with or without white space between.
func isRule(line string) bool {
	for _, mark := range [...]string{"-", "*", "_"} {
		if strings.Trim(line, mark+" \t") == "" && strings.Count(line, mark) >= 3 {
			return true
		}
	}
	return false
}

// listMarker returns the length of the marker of a list item with the box of a task, 0 if the line has none.
func listMarker(line string) int {
	n := bulletSize(line)
	if n == 0 || n < len(line) && line[n] != ' ' && line[n] != '\t' {
		return 0
	}
	for _, box := range [...]string{" [ ] ", " [x] ", " [X] "} {
		if strings.HasPrefix(line[n:], box) {
			return n + len(box)
		}
	}
	return n
}

// bulletSize returns the length of a bullet or of a number with "." or ")" that the line begins with.
func bulletSize(line string) int {
	for _, bullet := range [...]string{"-", "*", "+", "•"} {
		if strings.HasPrefix(line, bullet) {
			return len(bullet)
		}
	}
	n := 0
	for n < len(line) && n < 9 && '0' <= line[n] && line[n] <= '9' {
		n++
	}
	if n == 0 || n == len(line) || line[n] != '.' && line[n] != ')' {
		return 0
	}
	return n + 1
}
