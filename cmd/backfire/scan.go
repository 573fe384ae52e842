package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/backfire-ai/backfire-go/backfire"
)

// maxScanned is how much of one input scan reads.
const maxScanned = 256 << 20

// reportedWeight is the weight from which scan reports a finding that --level does not ask for.
const reportedWeight = 50

// scanRun is one run of scan: what the flags say.
type scanRun struct {
	mode, sensitivity     string
	policyFile            string
	level                 int // 0: that of the policy
	redact, asJSON, sarif bool

	scanner *backfire.Scanner
	walked  *backfire.Scanner // for files found in directories
	as      backfire.ScanMode
	policy  backfire.ScanPolicy
	heavy   bool // something of at least the level was found
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
cannot see, credentials, personal data. Rules know what somebody wrote down; beside them a model for prompts and one for
documents judge all words. It also looks into what is encoded: base64, hexadecimal, URL and HTML escapes, \u
escapes, ROT13, text written backwards, Unicode tag characters.

Directories are walked. What is under .git and symbolic links in them are passed over; so are files that are not text, have
over 256 MB or cannot be read, with a word on standard error. Files found in directories are held against the rules alone unless
--sensitivity is given: the models know prose, and source code is none.

Findings of weight 50 and over are reported. The exit code is 3 if one has at least the weight of the policy's scan.min_weight,
which --level overrides, and 75 without either. With --policy the policy's own rules and canary phrases are looked for too, and
what it ignores or allows is none. --redact masks all secrets and personal data, whatever a policy says of them.`,
		Example: `  backfire scan prompt.txt
  curl -s https://example.com/page | backfire scan --mode document
  backfire scan --redact --mode output answer.txt
  backfire scan --sarif src/ > findings.sarif`,
	}
	flags := cmd.Flags()
	flags.StringVarP(&s.mode, "mode", "m", "prompt", "what the text is: prompt, document or output")
	flags.StringVar(&s.sensitivity, "sensitivity", "", sensitivityHelp+" (default: the policy's)")
	flags.StringVar(&s.policyFile, "policy", "", "policy in YAML")
	flags.IntVar(&s.level, "level", 0, "exit with 3 on findings of this weight and over, 1 to 100 (default: the policy's)")
	flags.BoolVar(&s.redact, "redact", false, "print the text with secrets and personal data masked")
	flags.BoolVar(&s.asJSON, "json", false, "print JSON, a line an input")
	flags.BoolVar(&s.sarif, "sarif", false, "print SARIF 2.1.0, as code scanning takes it")
	cmd.MarkFlagsMutuallyExclusive("redact", "json", "sarif")
	cmd.RunE = c.begin(func(cmd *cobra.Command, args []string) error {
		if err := s.prepare(cmd.Flags().Changed); err != nil {
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
func (s *scanRun) prepare(given func(flag string) bool) (err error) {
	if s.as, err = scanMode(s.mode); err != nil {
		return err
	}
	s.policy = backfire.DefaultPolicy().Scan
	if given("policy") {
		policy, err := backfire.LoadPolicy(s.policyFile)
		if err != nil {
			return err
		}
		s.policy = policy.Scan
	} else {
		for _, actions := range []*backfire.ScanActions{&s.policy.Prompt, &s.policy.Document, &s.policy.Output} {
			for i := range actions {
				actions[i] = backfire.ActionFlag // without a policy nothing is ignored
			}
		}
	}
	switch {
	case !given("level"):
		s.level = s.policy.MinWeight
	case s.level < 1 || s.level > 100:
		return &usageError{fmt.Sprintf("--level is %d; want 1 to 100", s.level)}
	}
	if given("sensitivity") {
		if s.policy.Sensitivity, err = sensitivityOf(s.sensitivity); err != nil {
			return err
		}
	}
	if s.scanner, err = s.policy.NewScanner(); err != nil {
		return err
	}
	if s.walked = s.scanner; !given("sensitivity") {
		s.walked = s.scanner.WithSensitivity(backfire.SensitivityOff)
	}
	return nil
}

const sensitivityHelp = "how sure a model must be of an attack: strict, balanced, lenient or off"

// sensitivityOf returns the sensitivity of a name.
func sensitivityOf(name string) (backfire.Sensitivity, error) {
	for _, s := range []backfire.Sensitivity{
		backfire.SensitivityStrict, backfire.SensitivityBalanced, backfire.SensitivityLenient, backfire.SensitivityOff,
	} {
		if string(s) == name {
			return s, nil
		}
	}
	return "", &usageError{fmt.Sprintf("--sensitivity is %q; want strict, balanced, lenient or off", name)}
}

func (c *cli) runScan(ctx context.Context, s *scanRun, args []string) error {
	if len(args) == 0 {
		args = []string{"-"}
	}
	inputs, err := c.expand(args)
	if err != nil {
		return err
	}
	if s.redact && len(inputs) != 1 {
		return &usageError{"--redact takes one input"}
	}
	bar := c.progress(len(inputs))
	defer bar.Exit()
	var all []scanned
	unread := false
	for _, input := range inputs {
		if err := ctx.Err(); err != nil {
			return err
		}
		in, err := c.readText(input)
		var skipped *skippedError
		switch {
		case errors.As(err, &skipped) || err != nil && len(inputs) > 1:
			unread = unread || skipped == nil
			bar.Clear()
			fmt.Fprintln(c.err, message(err))
		case err != nil:
			return err
		default:
			if in.findings, err = s.find(in.text, input.named); err != nil {
				return err
			}
			bar.Clear()
			if err := c.writeScanned(s, in); err != nil {
				return err
			}
			if s.sarif && len(in.findings) > 0 {
				all = append(all, in)
			}
		}
		bar.Add(1)
	}
	bar.Clear()
	if s.sarif {
		if err := c.writeSARIF(all); err != nil {
			return err
		}
	}
	switch {
	case s.heavy:
		return errFindings
	case unread:
		return errors.New("some files could not be read")
	}
	return nil
}

// find returns the findings to report, and notes whether one has the level.
func (s *scanRun) find(text string, named bool) ([]backfire.Finding, error) {
	scanner := s.scanner
	if !named {
		scanner = s.walked
	}
	all, err := scanner.Scan(text, s.as)
	if err != nil {
		return nil, err
	}
	kept := all[:0]
	for _, f := range all {
		if f.Weight < min(s.level, reportedWeight) || s.policy.Action(text, s.as, f) == backfire.ActionIgnore {
			continue
		}
		s.heavy = s.heavy || f.Weight >= s.level
		kept = append(kept, f)
	}
	return kept, nil
}

// scanInput is a file to read.
type scanInput struct {
	path  string
	named bool // by an argument, and not found in a directory
}

// expand returns the files that arguments name, those in directories included.
func (c *cli) expand(args []string) ([]scanInput, error) {
	var inputs []scanInput
	for _, arg := range args {
		if arg == "-" || !isDir(arg) {
			inputs = append(inputs, scanInput{arg, true})
			continue
		}
		root, err := filepath.EvalSymlinks(arg)
		if err != nil {
			return nil, err
		}
		err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil && path == root:
				return err
			case err != nil:
				fmt.Fprintln(c.err, message(err))
			case d.IsDir() && d.Name() == ".git":
				return filepath.SkipDir
			case d.Type().IsRegular():
				inputs = append(inputs, scanInput{path, false})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return inputs, nil
}

// skippedError says why a file in a directory is passed over.
type skippedError struct{ path, why string }

func (e *skippedError) Error() string { return fmt.Sprintf("%s: passed over: %s", e.path, e.why) }

// readText reads an input. It returns a *skippedError for a file that is not text, unless it was named by itself.
func (c *cli) readText(input scanInput) (in scanned, err error) {
	src, name, err := c.open([]string{input.path})
	if err != nil {
		return in, err
	}
	defer src.Close()
	data, err := io.ReadAll(io.LimitReader(src, maxScanned+1))
	switch {
	case err != nil:
		return in, err
	case len(data) > maxScanned && input.named:
		return in, fmt.Errorf("%s is longer than the %d MB that scan reads", name, maxScanned>>20)
	case len(data) > maxScanned:
		return in, &skippedError{name, fmt.Sprintf("longer than %d MB", maxScanned>>20)}
	case !input.named && bytes.IndexByte(data[:min(len(data), 8<<10)], 0) >= 0:
		return in, &skippedError{name, "not text"}
	}
	return scanned{name: name, text: string(data)}, nil
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

// progress returns a bar that shows how many inputs are done, while a person watches and there is more than one.
func (c *cli) progress(total int) *progressbar.ProgressBar {
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(c.err),
		progressbar.OptionSetVisibility(total > 1 && isTerminal(c.err)),
		progressbar.OptionSetDescription("scanning"),
		progressbar.OptionShowCount(),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond),
	)
}
