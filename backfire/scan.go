package backfire

import (
	"slices"
	"sync"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// ScanMode says what a text is, which decides on what is looked for in it.
type ScanMode = fallback.ScanMode

// The modes. Their Strings are "prompt", "document" and "output".
const (
	ScanPrompt   = fallback.ScanPrompt   // what a user typed
	ScanDocument = fallback.ScanDocument // what a tool or retrieval returned
	ScanOutput   = fallback.ScanOutput   // what a model answered
)

// Category is what a finding is about; its String is its key in a policy file, such as "hidden_text".
type Category = fallback.Category

// The categories. Secrets and personal data are what a text holds; all others are what it tries to do.
const (
	CategoryOverride           = fallback.CategoryOverride
	CategoryRoleSwitch         = fallback.CategoryRoleSwitch
	CategoryDelimiter          = fallback.CategoryDelimiter
	CategoryExtraction         = fallback.CategoryExtraction
	CategoryOutputManipulation = fallback.CategoryOutputManipulation
	CategoryExfiltration       = fallback.CategoryExfiltration
	CategoryToolAbuse          = fallback.CategoryToolAbuse
	CategoryJailbreak          = fallback.CategoryJailbreak
	CategoryEncoded            = fallback.CategoryEncoded
	CategoryPathTraversal      = fallback.CategoryPathTraversal
	CategoryHiddenText         = fallback.CategoryHiddenText
	CategorySecret             = fallback.CategorySecret
	CategoryPII                = fallback.CategoryPII
	CategoryInjection          = fallback.CategoryInjection // what a model takes for an attack, by all of its words
)

// Finding is one thing that a text has in it and should not.
type Finding struct {
	Rule      string   // the rule's id, such as "secret.aws_access_key_id"; "model.prompt" or "model.document" of a model
	Category  Category // what the rule is about
	Type      string   // of secrets and personal data: what it is, such as "EMAIL_ADDRESS"; else ""
	Span      Span     // where, in bytes of the text
	Layer     string   // how it is encoded there, such as "base64" or "url>base64", and Span is all that is; "" if it is not
	Weight    int      // how much the match says by itself, 1 to 100; of a model the percent of its score
	Validated bool     // a check beside the pattern held, such as a check digit
}

// Scanner looks for attacks on models, hidden text, secrets and personal data. It is safe for concurrent use.
type Scanner struct {
	kernel      kernel.Kernel
	sensitivity Sensitivity
	work        *sync.Pool // of *scanWork
}

type scanWork struct {
	scan  fallback.Scan
	model fallback.InjectionWork
}

// NewScanner returns a Scanner with the rules that ship and balanced models. It returns *KernelError or *EnvironmentError if
// the kernel that BACKFIRE_KERNEL asks for cannot serve.
func NewScanner() (*Scanner, error) {
	k, err := openKernel()
	if err != nil {
		return nil, err
	}
	return newScanner(k), nil
}

func newScanner(k kernel.Kernel) *Scanner {
	return &Scanner{kernel: k, sensitivity: SensitivityBalanced, work: &sync.Pool{New: func() any { return new(scanWork) }}}
}

// Scan returns what is found in a text, in order of its place. Where no rule for attacks of weight 75 and more matches, what
// a model says is among it if the model is as sure as the Scanner's sensitivity asks. Its time is linear in the length of the
// text, of which any bytes will do; those that are not UTF-8 are passed over.
func (s *Scanner) Scan(text string, mode ScanMode) ([]Finding, error) {
	return s.scan(text, mode, sureAttack)
}

// scan is Scan, which asks no model if a finding of a rule settles the matter.
func (s *Scanner) scan(text string, mode ScanMode, settles func(Finding) bool) ([]Finding, error) {
	work := s.work.Get().(*scanWork)
	defer s.work.Put(work)
	if err := s.kernel.Scan(&work.scan, text, mode); err != nil {
		return nil, err
	}
	var out []Finding
	for _, f := range work.scan.Findings {
		out = append(out, s.finding(f, 0))
	}
	if slices.ContainsFunc(out, settles) {
		return out, nil
	}
	found, ok, err := s.model(&work.model, text, mode)
	if err != nil {
		return nil, err
	}
	if ok {
		at, _ := slices.BinarySearchFunc(out, found.Span.Start, func(f Finding, start int) int { return f.Span.Start - start })
		out = slices.Insert(out, at, found)
	}
	return out, nil
}

// finding turns what a kernel found, in a text that starts at an offset, into a Finding.
func (s *Scanner) finding(f fallback.Finding, at int) Finding {
	r := s.kernel.Rule(f.Rule)
	return Finding{
		Rule: r.ID, Category: r.Category, Type: r.Type, Span: Span{Start: at + f.Span.Start, End: at + f.Span.End},
		Layer: f.Layers.String(), Weight: r.Weight, Validated: f.Validated,
	}
}
