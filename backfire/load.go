package backfire

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// LoadOptions limit what LoadFacts reads. The zero value of a field means its default.
type LoadOptions struct {
	// Prefix is put before the id of every fact, to tell apart facts of several roots.
	Prefix string
	// MaxFileSize is the size of the largest file, in bytes (64 MiB).
	MaxFileSize int64
	// MaxFacts is the largest number of facts (1,000,000).
	MaxFacts int
	// MaxFactSize is the length of the longest fact, in bytes (1 MiB).
	MaxFactSize int
}

// withDefaults returns the options with every zero replaced by its default.
func (o *LoadOptions) withDefaults() LoadOptions {
	d := LoadOptions{MaxFileSize: 64 << 20, MaxFacts: 1_000_000, MaxFactSize: 1 << 20}
	if o == nil {
		return d
	}
	d.Prefix = o.Prefix
	if o.MaxFileSize != 0 {
		d.MaxFileSize = o.MaxFileSize
	}
	if o.MaxFacts != 0 {
		d.MaxFacts = o.MaxFacts
	}
	if o.MaxFactSize != 0 {
		d.MaxFactSize = o.MaxFactSize
	}
	return d
}

// LoadFacts reads facts from a file or from all files under a directory, in the order of their names. LoadFactsFS says
// what it reads and how. Source is the path of the file, beginning with root; ids begin with the slash-separated path of
// the file relative to root, or with its last element when root is a file. Nil options mean the defaults.
func LoadFacts(ctx context.Context, root string, opts *LoadOptions) ([]Fact, error) {
	info, err := os.Stat(root)
	if err != nil {
		return nil, &FactsError{File: root, Err: err}
	}
	if info.IsDir() {
		return loadFacts(ctx, os.DirFS(root), root, ".", opts)
	}
	dir, name := filepath.Split(root)
	return loadFacts(ctx, os.DirFS(filepath.Clean(dir)), dir, name, opts)
}

// LoadFactsFS reads facts from a file or directory of a file system; "." is all of it.
//
// The extension of a file says what it is. Markdown (.md, .markdown): a paragraph, a list item or a table row is a fact;
// headings, table headers, code fences, front matter and comments are none. Plain text (.txt, .text): a paragraph is a
// fact, and so is each part of it that ends where a sentence and a line end together. JSON Lines (.jsonl, .ndjson): each
// line is an object with a "text" and optionally an "id"; other keys are ignored. What has neither a letter nor a digit
// is no fact. A file that is named itself may have any extension and is plain text then; in a directory another
// extension is an error. Entries of a directory whose name begins with a dot, links to directories, and what is not a
// regular file are skipped.
//
// The id of a fact is the name of its file and the line on which it starts, as in "faq/refunds.md:12", followed by the
// column in bytes if an earlier fact starts on that line, as in "faq/refunds.md:12:40"; or what a JSON line says. So it
// does not depend on any other file.
//
// The error is a *FactsError for a file that is not as it should be, a *DuplicateFactError if two facts have one id,
// ErrNoFacts, wrapped, if there is no fact at all, or the error of ctx, wrapped. ctx is looked at before each file.
func LoadFactsFS(ctx context.Context, fsys fs.FS, name string, opts *LoadOptions) ([]Fact, error) {
	return loadFacts(ctx, fsys, "", name, opts)
}

func loadFacts(ctx context.Context, fsys fs.FS, root, name string, opts *LoadOptions) ([]Fact, error) {
	l := factLoader{ctx: ctx, fsys: fsys, root: root, opts: opts.withDefaults(), seen: map[string]int{}}
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		err = &FactsError{File: l.source(name), Err: err}
	case info.IsDir():
		err = fs.WalkDir(fsys, name, l.entry)
	default:
		err = l.file(name, formatOf(name))
	}
	if err != nil {
		return nil, err
	}
	if len(l.facts) == 0 {
		return nil, fmt.Errorf("%w in %s", ErrNoFacts, l.source(name))
	}
	return l.facts, nil
}

// factLoader collects the facts of one root.
type factLoader struct {
	ctx   context.Context
	fsys  fs.FS
	root  string // the path of fsys, "" if it has none
	opts  LoadOptions
	facts []Fact
	seen  map[string]int // the place in facts of each id
}

// source returns the path by which a person would open a file of fsys.
func (l *factLoader) source(name string) string {
	if l.root == "" {
		return name
	}
	return filepath.Join(l.root, filepath.FromSlash(name))
}

// entry loads what a walk through a directory comes upon.
func (l *factLoader) entry(name string, d fs.DirEntry, err error) error {
	if err != nil {
		return &FactsError{File: l.source(name), Err: err}
	}
	hidden := strings.HasPrefix(path.Base(name), ".") && name != "."
	if d.IsDir() {
		if hidden {
			return fs.SkipDir
		}
		return nil
	}
	if hidden {
		return nil
	}
	info, err := fs.Stat(l.fsys, name) // follows links
	if err != nil {
		return &FactsError{File: l.source(name), Err: err}
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	format := formatOf(name)
	if format == formatOther {
		if _, err := l.read(name); err != nil {
			return err
		}
		return &FactsError{
			File:   l.source(name),
			Reason: fmt.Sprintf("extension %q, want .md, .markdown, .txt, .text, .jsonl or .ndjson", path.Ext(name)),
		}
	}
	return l.file(name, format)
}

// factFormat is how a file holds its facts.
type factFormat uint8

const (
	formatOther factFormat = iota // plain text when it is named itself
	formatText
	formatMarkdown
	formatJSONL
)

func formatOf(name string) factFormat {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return formatMarkdown
	case ".jsonl", ".ndjson":
		return formatJSONL
	case ".txt", ".text":
		return formatText
	}
	return formatOther
}

// file loads the facts of one file.
func (l *factLoader) file(name string, format factFormat) error {
	text, err := l.read(name)
	if err != nil {
		return err
	}
	f := factFile{loader: l, id: l.opts.Prefix + name, source: l.source(name), text: text, line: 1}
	switch format {
	case formatMarkdown:
		return f.markdown()
	case formatJSONL:
		return f.jsonLines()
	}
	return f.paragraphs()
}

// read returns the text of a file, refusing one that is too large or is no text.
func (l *factLoader) read(name string) (string, error) {
	if err := l.ctx.Err(); err != nil {
		return "", fmt.Errorf("backfire: load facts: %w", err)
	}
	file, err := l.fsys.Open(name)
	if err != nil {
		return "", &FactsError{File: l.source(name), Err: err}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, l.opts.MaxFileSize+1))
	if err != nil {
		return "", &FactsError{File: l.source(name), Err: err}
	}
	if int64(len(data)) > l.opts.MaxFileSize {
		return "", &FactsError{
			File: l.source(name), Offset: l.opts.MaxFileSize,
			Reason: fmt.Sprintf("larger than %d bytes", l.opts.MaxFileSize),
		}
	}
	if at := notText(data); at >= 0 {
		reason := "a NUL byte"
		if data[at] != 0 {
			reason = fmt.Sprintf("byte 0x%02X is not UTF-8", data[at])
		}
		return "", &FactsError{
			File: l.source(name), Line: 1 + bytes.Count(data[:at], []byte("\n")), Offset: int64(at),
			Reason: reason + ", want text in UTF-8",
		}
	}
	return string(data), nil
}

// notText returns the offset of the first byte that text in UTF-8 cannot have there, −1 if there is none.
func notText(data []byte) int {
	nul := bytes.IndexByte(data, 0)
	if nul >= 0 {
		data = data[:nul]
	}
	if utf8.Valid(data) {
		return nul
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
}
