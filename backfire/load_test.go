package backfire

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func mapFS(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func loadText(t testing.TB, name, text string) ([]Fact, error) {
	t.Helper()
	return LoadFactsFS(context.Background(), mapFS(map[string]string{name: text}), name, nil)
}

func idsAndTexts(facts []Fact) (list []string) {
	for _, f := range facts {
		list = append(list, f.ID+"="+f.Text)
	}
	return list
}

func TestLoadMarkdown(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"paragraphs", "One two.\nThree.\n\nFour.\n", []string{"f.md:1=One two.\nThree.", "f.md:4=Four."}},
		{"no final newline", "One.", []string{"f.md:1=One."}},
		{"carriage returns", "One.\r\n\r\n- Two\r\n", []string{"f.md:1=One.", "f.md:3=Two"}},
		{"byte order mark", "\uFEFFOne.\n", []string{"f.md:1=One."}},
		{"headings", "# Title\n\nOne.\n## Part\nTwo.\n#\nThree.", []string{"f.md:3=One.", "f.md:5=Two.", "f.md:7=Three."}},
		{"no heading", "#1 of the list\n", []string{"f.md:1=#1 of the list"}},
		{"underlined headings", "Title\n=====\n\nPart\n---\nOne.\n", []string{"f.md:6=One."}},
		{"list items", "- One\n* Two\n+ Three\n10. Four\n2) Five\n• Six\n",
			[]string{"f.md:1=One", "f.md:2=Two", "f.md:3=Three", "f.md:4=Four", "f.md:5=Five", "f.md:6=Six"}},
		{"wrapped, nested and loose items", "- One\n  goes on\n  - Two\n\n  Three\n-\n",
			[]string{"f.md:1=One\n  goes on", "f.md:3=Two", "f.md:5=Three"}},
		{"rule after an item", "- One\n---\nTwo\n", []string{"f.md:1=One", "f.md:3=Two"}},
		{"tasks", "- [ ] One\n- [x] Two\n- [z] Three\n", []string{"f.md:1=One", "f.md:2=Two", "f.md:3=[z] Three"}},
		{"no items", "-5 degrees.\n\n3.5 kilos.\n\n1234567890. Ten digits.\n",
			[]string{"f.md:1=-5 degrees.", "f.md:3=3.5 kilos.", "f.md:5=1234567890. Ten digits."}},
		{"table", "| A | B |\n|---|:-:|\n| One | 1 |\n| Two | 2 |\n\nThree.\n",
			[]string{"f.md:3=One | 1", "f.md:4=Two | 2", "f.md:6=Three."}},
		{"table without outer pipes", "A | B\n--- | ---\nOne | 1\nTwo | 2\nThree.\n",
			[]string{"f.md:3=One | 1", "f.md:4=Two | 2", "f.md:5=Three."}},
		{"rows without a header", "| One | 1 |\n| Two | 2 |\n", []string{"f.md:1=One | 1", "f.md:2=Two | 2"}},
		{"pipe in a paragraph", "One | two.\nThree.\n", []string{"f.md:1=One | two.\nThree."}},
		{"quotation", "> One.\n> Two.\n\n> - Three\n", []string{"f.md:1=One.\n> Two.", "f.md:4=Three"}},
		{"rules", "One.\n\n* * *\n___\nTwo.\n", []string{"f.md:1=One.", "f.md:5=Two."}},
		{"fenced code", "One.\n```go\nx := 1\n\n~~~\n```\nTwo.\n~~~~\n- code\n~~~\n~~~~\nThree.\n",
			[]string{"f.md:1=One.", "f.md:7=Two.", "f.md:12=Three."}},
		{"unclosed code", "One.\n\n```\nTwo.\n", []string{"f.md:1=One."}},
		{"inline code", "```not a fence``` here.\n", []string{"f.md:1=```not a fence``` here."}},
		{"front matter", "---\ntitle: T\n---\nOne.\n", []string{"f.md:4=One."}},
		{"unclosed front matter", "---\nOne.\n", []string{"f.md:2=One."}},
		{"comments", "<!-- no -->\nOne.\n\n<!-- no\n\nno\n--> Two.\n", []string{"f.md:2=One.", "f.md:7=Two."}},
		{"comment within a line", "One. <!-- no --> Two.\n", []string{"f.md:1=One.", "f.md:1:18=Two."}},
		{"comment over two lines", "One. <!-- no\nno --> Two.\n", []string{"f.md:1=One.", "f.md:2=Two."}},
		{"unclosed comment", "One.\n\n<!-- no\n\nTwo.\n", []string{"f.md:1=One."}},
		{"mark of a comment in a paragraph", "One <!-- two.\n\nThree. -->\n", []string{"f.md:1=One <!-- two.", "f.md:3=Three. -->"}},
		{"comment in code", "```\n<!--\n```\nOne.\n", []string{"f.md:4=One."}},
		{"nothing said", "...\n\n- !!\n\n| - |\n\nOne.\n", []string{"f.md:7=One."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			facts, err := loadText(t, "f.md", tt.text)
			require.NoError(t, err)
			assert.Equal(t, tt.want, idsAndTexts(facts))
		})
	}
}

func TestLoadText(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"paragraphs", "One two\nthree\n \t\nFour.\n\n\n", []string{"f.txt:1=One two\nthree", "f.txt:4=Four."}},
		{"a line a fact", "One.\nTwo?\nThree wraps\nhere!\n「四。」\nFive", []string{
			"f.txt:1=One.", "f.txt:2=Two?", "f.txt:3=Three wraps\nhere!", "f.txt:5=「四。」\nFive"}},
		{"quoted ends", "“One.”\n(Two.)\nThree\n", []string{"f.txt:1=“One.”", "f.txt:2=(Two.)", "f.txt:3=Three"}},
		{"Markdown is not read", "# One\n- Two\n", []string{"f.txt:1=# One\n- Two"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			facts, err := loadText(t, "f.txt", tt.text)
			require.NoError(t, err)
			assert.Equal(t, tt.want, idsAndTexts(facts))
		})
	}
}

func TestLoadJSONLines(t *testing.T) {
	text := "\uFEFF{\"text\": \"One\"}\r\n\n  {\"id\": \"b\", \"text\": \"Two\\nlines\", \"url\": 7}\n{\"text\":\"Three\"}"
	facts, err := loadText(t, "f.jsonl", text)
	require.NoError(t, err)
	assert.Equal(t, []string{"f.jsonl:1=One", "b=Two\nlines", "f.jsonl:4=Three"}, idsAndTexts(facts))
	assert.Equal(t, 3, facts[1].Line)
	assert.Equal(t, `{"id": "b", "text": "Two\nlines", "url": 7}`, text[facts[1].Span.Start:facts[1].Span.End])
}

func TestLoadJSONLinesRefuses(t *testing.T) {
	for name, line := range map[string]string{
		"no object":     `["One"]`,
		"cut short":     `{"text": "One"`,
		"trailing":      `{"text": "One"} {"text": "Two"}`,
		"typo":          `{"texts": "One"}`,
		"null":          `null`,
		"number as id":  `{"id": 5, "text": "One"}`,
		"empty id":      `{"id": "", "text": "One"}`,
		"empty text":    `{"text": " "}`,
		"text not said": `{"text": "--"}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadText(t, "f.jsonl", "{\"text\": \"good\"}\n"+line+"\n")
			var wrong *FactsError
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, "f.jsonl", wrong.File)
			assert.Equal(t, 2, wrong.Line)
			assert.Equal(t, int64(17), wrong.Offset)
		})
	}
}

func TestLoadDirectory(t *testing.T) {
	fsys := mapFS(map[string]string{
		"b.md":            "Two.",
		"a/z.txt":         "One.",
		"a/empty.md":      "# Only a title\n",
		"c.jsonl":         `{"text": "Three."}`,
		".git/config":     "\x00",
		".hidden.md":      "No.",
		"d/.keep":         "",
		"D.MARKDOWN":      "Zero.",
		"e/f/g/deep.text": "Four.",
	})
	facts, err := LoadFactsFS(context.Background(), fsys, ".", nil)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"D.MARKDOWN:1=Zero.", "a/z.txt:1=One.", "b.md:1=Two.", "c.jsonl:1=Three.", "e/f/g/deep.text:1=Four.",
	}, idsAndTexts(facts))

	part, err := LoadFactsFS(context.Background(), fsys, "a", &LoadOptions{Prefix: "kb/"})
	require.NoError(t, err)
	assert.Equal(t, []string{"kb/a/z.txt:1=One."}, idsAndTexts(part))
}

func TestLoadFactsIDsDoNotDependOnOtherFiles(t *testing.T) {
	files := map[string]string{"b.md": "One.\n\nTwo.", "c.txt": "Three."}
	before, err := LoadFactsFS(context.Background(), mapFS(files), ".", nil)
	require.NoError(t, err)
	files["a.md"] = "Zero."
	files["bb.md"] = "More."
	after, err := LoadFactsFS(context.Background(), mapFS(files), ".", nil)
	require.NoError(t, err)
	for _, id := range idsAndTexts(before) {
		assert.Contains(t, idsAndTexts(after), id)
	}
}

func TestLoadFactsFromDisk(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "sub"), 0o755))
	file := filepath.Join(dir, "sub", "facts.md")
	require.NoError(t, os.WriteFile(file, []byte("# T\n\nOne.\n"), 0o600))
	require.NoError(t, os.Symlink(dir, filepath.Join(dir, "sub", "loop")))
	require.NoError(t, os.Symlink(file, filepath.Join(dir, "link.md")))

	facts, err := LoadFacts(context.Background(), dir, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"link.md:3=One.", "sub/facts.md:3=One."}, idsAndTexts(facts))
	assert.Equal(t, file, facts[1].Source)

	facts, err = LoadFacts(context.Background(), file, nil)
	require.NoError(t, err)
	assert.Equal(t, []Fact{{ID: "facts.md:3", Text: "One.", Source: file, Line: 3, Span: Span{Start: 5, End: 9}}}, facts)

	other := filepath.Join(dir, "notes")
	require.NoError(t, os.WriteFile(other, []byte("Named itself."), 0o600))
	facts, err = LoadFacts(context.Background(), other, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"notes:1=Named itself."}, idsAndTexts(facts))

	_, err = LoadFacts(context.Background(), filepath.Join(dir, "none.md"), nil)
	var wrong *FactsError
	require.ErrorAs(t, err, &wrong)
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestLoadFactsFromTheWorkingDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("facts.md", []byte("One."), 0o600))
	for _, root := range []string{"facts.md", ".", "./facts.md"} {
		facts, err := LoadFacts(context.Background(), root, nil)
		require.NoError(t, err, root)
		assert.Equal(t, "facts.md:1", facts[0].ID, root)
		assert.Equal(t, "facts.md", facts[0].Source, root)
	}
}

func TestLoadFactsRefusesBinaries(t *testing.T) {
	tests := []struct {
		name, text string
		line       int
		offset     int64
	}{
		{"nul.md", "One.\nTwo\x00.", 2, 8},
		{"latin1.txt", "caf\xe9", 1, 3},
		{"cut.jsonl", "{\"text\": \"\xe2\x82\"}", 1, 10},
		{"nul first.md", "a\x00\xff", 1, 1},
		{"bad first.md", "a\xff\x00", 1, 1},
		{"utf16.md", "\xff\xfeO\x00n\x00e\x00", 1, 0},
		{"image.png", "\x89PNG", 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := mapFS(map[string]string{"good.md": "Good.", "sub/" + tt.name: tt.text})
			_, err := LoadFactsFS(context.Background(), fsys, ".", nil)
			var wrong *FactsError
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, "sub/"+tt.name, wrong.File)
			assert.Equal(t, tt.line, wrong.Line)
			assert.Equal(t, tt.offset, wrong.Offset)
		})
	}
}

func TestLoadFactsRefusesOtherFilesInADirectory(t *testing.T) {
	_, err := LoadFactsFS(context.Background(), mapFS(map[string]string{"a.md": "One.", "policy.yaml": "strict: true"}), ".", nil)
	var wrong *FactsError
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, "policy.yaml", wrong.File)
	assert.Contains(t, err.Error(), `".yaml"`)
}

func TestLoadFactsLimits(t *testing.T) {
	fsys := mapFS(map[string]string{"a.md": "One.\n\nTwo two.\n"})
	for name, tt := range map[string]struct {
		opts   LoadOptions
		offset int64
	}{
		"file size": {LoadOptions{MaxFileSize: 14}, 14},
		"facts":     {LoadOptions{MaxFacts: 1}, 6},
		"fact size": {LoadOptions{MaxFactSize: 7}, 6},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := LoadFactsFS(context.Background(), fsys, "a.md", &tt.opts)
			var wrong *FactsError
			require.ErrorAs(t, err, &wrong)
			assert.Equal(t, tt.offset, wrong.Offset)
		})
	}
	facts, err := LoadFactsFS(context.Background(), fsys, "a.md", &LoadOptions{MaxFileSize: 15, MaxFacts: 2, MaxFactSize: 8})
	require.NoError(t, err)
	assert.Len(t, facts, 2)
}

func TestLoadFactsWithoutFacts(t *testing.T) {
	for name, text := range map[string]string{"a.md": "# Title\n", "b.txt": " \n", "c.jsonl": "", "d.md": "```\ncode\n```"} {
		_, err := loadText(t, name, text)
		assert.ErrorIs(t, err, ErrNoFacts, name)
		assert.ErrorContains(t, err, name)
	}
	_, err := LoadFacts(context.Background(), t.TempDir(), nil)
	assert.ErrorIs(t, err, ErrNoFacts)
}

func TestLoadFactsRefusesDuplicateIDs(t *testing.T) {
	fsys := mapFS(map[string]string{
		"a.jsonl": "{\"text\": \"Zero\"}\n{\"id\": \"x\", \"text\": \"One\"}",
		"b.jsonl": "\n\n{\"id\": \"x\", \"text\": \"Two\"}",
	})
	_, err := LoadFactsFS(context.Background(), fsys, ".", nil)
	var twice *DuplicateFactError
	require.ErrorAs(t, err, &twice)
	assert.Equal(t, DuplicateFactError{ID: "x", First: "a.jsonl:2", Second: "b.jsonl:3"}, *twice)
	assert.ErrorContains(t, err, `"x": a.jsonl:2 and b.jsonl:3`)
}

func TestLoadFactsStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := LoadFactsFS(ctx, mapFS(map[string]string{"a.md": "One."}), ".", nil)
	assert.ErrorIs(t, err, context.Canceled)
}

// checkFacts asserts what holds for the facts of any file.
func checkFacts(t require.TestingT, text string, facts []Fact) {
	end, ids := 0, map[string]bool{}
	for _, f := range facts {
		require.LessOrEqual(t, end, f.Span.Start, "spans overlap")
		end = f.Span.End
		require.False(t, ids[f.ID], "id %s twice", f.ID)
		ids[f.ID] = true
		require.Equal(t, 1+strings.Count(text[:f.Span.Start], "\n"), f.Line)
		if !strings.HasSuffix(f.Source, ".jsonl") {
			require.Equal(t, text[f.Span.Start:f.Span.End], f.Text)
			require.True(t, f.verbatim())
		}
	}
}

func TestLoadedFactsAreBytesOfTheirFile(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"\n", "\n\n", "\r\n", "word ", "Ünïcode. ", "- ", "1. ", "# ", "| a | b |", "|---|---|", "```", "~~~", "<!--", "-->",
		"> ", "---", "===", "  ", "\uFEFF", "。", "[x] ",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 1, 40).Draw(t, "pieces"), "")
		name := rapid.SampledFrom([]string{"f.md", "f.txt"}).Draw(t, "name")
		facts, err := LoadFactsFS(context.Background(), mapFS(map[string]string{name: text}), name, nil)
		if err != nil {
			require.ErrorIs(t, err, ErrNoFacts)
			return
		}
		checkFacts(t, text, facts)
	})
}
