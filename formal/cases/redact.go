package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// redactPieces make texts in which personal data, secrets, placeholders and parts of them meet in every way.
var redactPieces = []string{
	"<", ">", "<EMAIL_ADDRESS_1>", "<EMAIL_ADDRESS_2>", "<EMAIL_ADDRESS_", "1>", "_1>", "_", "0", "12", "<A_", "<A_1>", "<A_01>", "<_1>", "<__1>",
	"<LITERAL_1>", "<LITERAL_2>", "<LITERAL_99999999999999999999>", "LITERAL", "ann@example.org", "bob@example.org", "4111 1111 1111 1111",
	"AKIAIOSFODNN7EXAMPLE", " ", "\n", "é", "\xff", "https://example.org/<A_1>/x", "YW5uQGV4YW1wbGUub3JnIGlzIGhlcmU=",
	"<" + strings.Repeat("A", 76) + "_1>", "<" + strings.Repeat("A", 77) + "_1>", "<" + strings.Repeat("A", 78) + "_1>",
}

func redactSuites(kernel.Kernel, string) ([]suite, error) {
	scanner, err := backfire.NewScanner()
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(9, 10))
	s := suite{name: "RedactRandom", of: "redaction"}
	for i := range 120 {
		term, err := redaction(scanner, r)
		if err != nil {
			return nil, err
		}
		s.cases = append(s.cases, coqCase{fmt.Sprintf("texts %d", i), term})
	}
	return []suite{s}, nil
}

// redaction masks some texts with one vault, then restores them and texts that hold other placeholders.
func redaction(scanner *backfire.Scanner, r *rand.Rand) (string, error) {
	redactor := scanner.NewRedactor()
	defer redactor.Close()
	random := func() string {
		var b strings.Builder
		for range r.IntN(10) {
			b.WriteString(redactPieces[r.IntN(len(redactPieces))])
		}
		return b.String()
	}
	var masks, restores, texts []string
	for range 1 + r.IntN(3) {
		text := random()
		found, err := scanner.Scan(text, backfire.ScanPrompt)
		if err != nil {
			return "", err
		}
		var items []string
		for _, f := range found {
			if f.Category.Sensitive() {
				items = append(items, fmt.Sprintf("(%s, %d, %d)", coqBytes(f.Type), f.Span.Start, f.Span.End))
			}
		}
		masked, _, err := redactor.Mask(text, backfire.ScanPrompt)
		if err != nil {
			return "", err
		}
		masks = append(masks, fmt.Sprintf("(%s, [%s], %s)", coqBytes(text), strings.Join(items, ";"), coqBytes(masked)))
		texts = append(texts, masked)
	}
	for _, text := range append(texts, random(), random()) {
		restored, err := redactor.Restore(text)
		if err != nil {
			return "", err
		}
		restores = append(restores, fmt.Sprintf("(%s, %s)", coqBytes(text), coqBytes(restored)))
	}
	return fmt.Sprintf("([%s], [%s])", strings.Join(masks, ";"), strings.Join(restores, ";")), nil
}
