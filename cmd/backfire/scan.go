package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/backfire"
)

// maxScanned is how much of one input scan reads.
const maxScanned = 256 << 20

// scanRun is one run of scan: what the flags say.
type scanRun struct {
	mode                  string
	level                 int
	redact, asJSON, sarif bool

	scanner *backfire.Scanner
	as      backfire.ScanMode
}

// scanned is one input and what was found in it.
type scanned struct {
	name     string
	text     string
	findings []backfire.Finding
}

func (c *cli) scan() *cobra.Command {
	var s scanRun
	cmd := &cobra.Command{
		Use:   "scan [flags] [FILE|DIRECTORY|-]...",
		Short: "Find injected instructions, hidden text, secrets and personal data",
		Long: `scan reads texts and says what is in them that should not be: instructions aimed at a language model, text that a person
cannot see, credentials, personal data. It also looks into what is encoded: base64, hexadecimal, URL and HTML escapes, \u
escapes, ROT13, text written backwards, Unicode tag characters.

Directories are walked; files that are not text, and what is under .git, are passed over. The exit code is 3 if anything of
at least the weight --level was found.`,
		Example: `  backfire scan prompt.txt
  curl -s https://example.com/page | backfire scan --mode document
  backfire scan --redact --mode output answer.txt
  backfire scan --sarif src/ > findings.sarif`,
	}
	flags := cmd.Flags()
	flags.StringVarP(&s.mode, "mode", "m", "prompt", "what the text is: prompt, document or output")
	flags.IntVar(&s.level, "level", 50, "report findings of this weight and over, 1 to 100")
	flags.BoolVar(&s.redact, "redact", false, "print the text with secrets and personal data masked")
	flags.BoolVar(&s.asJSON, "json", false, "print JSON, a line an input")
	flags.BoolVar(&s.sarif, "sarif", false, "print SARIF 2.1.0, as code scanning takes it")
	cmd.MarkFlagsMutuallyExclusive("redact", "json", "sarif")
	cmd.RunE = c.begin(func(cmd *cobra.Command, args []string) error {
		if err := s.prepare(); err != nil {
			return err
		}
		return c.runScan(cmd.Context(), &s, args)
	})
	return cmd
}

// scanMode returns the mode of a name.
func scanMode(name string) (backfire.ScanMode, error) {
	for _, m := range []backfire.ScanMode{backfire.ScanPrompt, backfire.ScanDocument, backfire.ScanOutput} {
		if m.String() == name {
			return m, nil
		}
	}
	return 0, &usageError{fmt.Sprintf("--mode is %q; want prompt, document or output", name)}
}

// prepare checks the flags and opens a scanner.
func (s *scanRun) prepare() (err error) {
	if s.as, err = scanMode(s.mode); err != nil {
		return err
	}
	if s.level < 1 || s.level > 100 {
		return &usageError{fmt.Sprintf("--level is %d; want 1 to 100", s.level)}
	}
	s.scanner, err = backfire.NewScanner()
	return err
}

func (c *cli) runScan(ctx context.Context, s *scanRun, args []string) error {
	if len(args) == 0 {
		args = []string{"-"}
	}
	paths, err := expand(args)
	if err != nil {
		return err
	}
	if s.redact && len(paths) != 1 {
		return &usageError{"--redact takes one input"}
	}
	progress := c.progress(len(paths))
	defer progress.end()
	var all []scanned
	found := false
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		in, ok, err := c.readText(path, len(args) == 1 && len(paths) == 1)
		if err != nil {
			return err
		}
		if ok {
			if in.findings, err = s.find(in.text); err != nil {
				return err
			}
			found = found || len(in.findings) > 0
			progress.clear()
			if err := c.writeScanned(s, in); err != nil {
				return err
			}
			if s.sarif && len(in.findings) > 0 {
				all = append(all, in)
			}
		}
		progress.step()
	}
	progress.end()
	if s.sarif {
		if err := c.writeSARIF(all); err != nil {
			return err
		}
	}
	if found {
		return errFindings
	}
	return nil
}

// find returns the findings of at least the level.
func (s *scanRun) find(text string) ([]backfire.Finding, error) {
	all, err := s.scanner.Scan(text, s.as)
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for _, f := range all {
		if f.Weight >= s.level {
			kept = append(kept, f)
		}
	}
	return kept, nil
}

// expand returns the files that arguments name, those in directories included.
func expand(args []string) ([]string, error) {
	var paths []string
	for _, arg := range args {
		if arg == "-" || !isDir(arg) {
			paths = append(paths, arg)
			continue
		}
		err := filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == ".git":
				return filepath.SkipDir
			case d.Type().IsRegular():
				paths = append(paths, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// readText reads an input. ok is false for a file that is not text, unless it was named by itself.
func (c *cli) readText(path string, named bool) (in scanned, ok bool, err error) {
	src, name, err := c.open([]string{path})
	if err != nil {
		return in, false, err
	}
	defer src.Close()
	data, err := io.ReadAll(io.LimitReader(src, maxScanned+1))
	switch {
	case err != nil:
		return in, false, err
	case len(data) > maxScanned && named:
		return in, false, fmt.Errorf("%s is longer than the %d MB that scan reads", name, maxScanned>>20)
	case !named && (len(data) > maxScanned || strings.IndexByte(string(data[:min(len(data), 8<<10)]), 0) >= 0):
		return in, false, nil
	}
	return scanned{name: name, text: string(data)}, true, nil
}

func (c *cli) writeScanned(s *scanRun, in scanned) error {
	switch {
	case s.sarif:
		return nil
	case s.asJSON:
		return writeJSON(c.out, func(w *jsonWriter) { w.scanned(in) })
	case s.redact:
		return c.writeRedacted(s, in.text)
	}
	_, err := io.WriteString(c.out, scanText(in, paletteFor(c.out)))
	return err
}

// writeRedacted prints a text masked.
func (c *cli) writeRedacted(s *scanRun, text string) error {
	redactor := s.scanner.NewRedactor()
	defer redactor.Close()
	masked, _, err := redactor.Mask(text, s.as)
	if err != nil {
		return err
	}
	_, err = io.WriteString(c.out, masked)
	return err
}

// progressBar shows how many inputs are done while a person watches.
type progressBar struct {
	out         io.Writer // nil for none
	done, total int
}

// progress returns a bar for more than a few inputs, on a terminal.
func (c *cli) progress(total int) *progressBar {
	p := &progressBar{total: total}
	if total > 20 && isTerminal(c.err) {
		p.out = c.err
	}
	return p
}

const barWidth = 30

func (p *progressBar) step() {
	p.done++
	if p.out == nil {
		return
	}
	full := p.done * barWidth / p.total
	fmt.Fprintf(p.out, "\r[%s%s] %d of %d files", strings.Repeat("█", full), strings.Repeat("·", barWidth-full), p.done, p.total)
}

// clear takes the bar away so that something can be printed.
func (p *progressBar) clear() {
	if p.out != nil && p.done > 0 {
		fmt.Fprint(p.out, "\r"+strings.Repeat(" ", barWidth+40)+"\r")
	}
}

// end takes the bar away for good.
func (p *progressBar) end() {
	p.clear()
	p.out = nil
}
