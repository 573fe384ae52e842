package eval

import (
	"context"
	"maps"
	"slices"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// Typed is a span of a text, in characters as labelled files count them, and what it is.
type Typed struct {
	Start, End int
	Type       string
}

// PIIRow is a text with the personal data that people marked in it, and what was found.
type PIIRow struct {
	Row
	text  string
	Spans []Typed // as labelled
	Found []Typed // personal data and secrets
}

func readPII(src Source) ([]PIIRow, error) {
	var rows []PIIRow
	err := src.eachRow(func(r *wire.Reader, line int) error {
		var row PIIRow
		err := r.Fields(row.fields(r, line,
			wire.Field{Name: "text", Read: text(r, &row.text)},
			wire.Field{Name: "spans", Read: func() error {
				return r.Array(func(int) error {
					var s Typed
					err := r.Fields(
						wire.Field{Name: "start", Read: func() (err error) { s.Start, err = r.Int(); return err }},
						wire.Field{Name: "end", Read: func() (err error) { s.End, err = r.Int(); return err }},
						wire.Field{Name: "type", Read: text(r, &s.Type)},
					)
					row.Spans = append(row.Spans, s)
					return err
				})
			}},
		)...)
		rows = append(rows, row)
		return err
	})
	return rows, err
}

// PII scans every row of a labelled file. done is called after each row, from several goroutines.
func PII(ctx context.Context, src Source, done func()) ([]PIIRow, error) {
	choice, err := kernel.Open()
	if err != nil {
		return nil, err
	}
	rows, err := readPII(src)
	if err != nil {
		return nil, err
	}
	names := namesOf(rows)
	err = forEach(ctx, len(rows), func(i int) error { return rows[i].scan(choice.Kernel, names) }, done)
	return rows, err
}

// corpusNames are the types that labelled corpora call otherwise, with what presidio-research calls them.
var corpusNames = map[string]string{"URL": "DOMAIN_NAME", "DATE_OF_BIRTH": "DATE_TIME"}

// namesOf returns what types are to be called: as in presidio-research's corpora, unless the file uses our own name.
func namesOf(rows []PIIRow) map[string]string {
	labelled := map[string]bool{}
	for _, row := range rows {
		for _, s := range row.Spans {
			labelled[s.Type] = true
		}
	}
	names := maps.Clone(corpusNames)
	for own, theirs := range corpusNames {
		if labelled[own] && !labelled[theirs] {
			delete(names, own)
			if own == "URL" {
				names["DOMAIN_NAME"] = own
			}
		}
	}
	return names
}

func (row *PIIRow) scan(k kernel.Kernel, names map[string]string) error {
	var s fallback.Scan
	if err := k.Scan(&s, row.text, fallback.ScanPrompt); err != nil {
		return err
	}
	characters := characterOffsets(row.text)
	for _, f := range s.Findings {
		if r := k.Rule(f.Rule); r.Category.Sensitive() {
			name, ok := names[r.Type]
			if !ok {
				name = r.Type
			}
			row.Found = append(row.Found, Typed{characters[f.Span.Start], characters[f.Span.End], name})
		}
	}
	return nil
}

// characterOffsets returns, for each byte offset, how many characters are before it.
func characterOffsets(text string) []int {
	out := make([]int, len(text)+1)
	n, last := 0, 0
	for i := range text {
		for ; last < i; last++ {
			out[last+1] = n
		}
		n++
	}
	for ; last < len(text); last++ {
		out[last+1] = n
	}
	return out
}

// PIIFigures are what was found of one type. A labelled span is found if a finding of its type overlaps it; a finding is
// right if a labelled span of its type overlaps it.
type PIIFigures struct {
	Type                   string
	Labelled, FoundOf      int // labelled spans, and those that were found
	Findings, RightOf      int // findings, and those that are right
	Precision, Recall, F1  float64
	HasPrecision, HasLabel bool
}

// SumPII computes the figures of every type that is labelled, in alphabetical order, and of findings of types that no row
// is labelled with, which nothing can be said of, by their number.
func SumPII(rows []PIIRow) (figures []PIIFigures, unlabelled map[string]int) {
	byType := map[string]*PIIFigures{}
	unlabelled = map[string]int{}
	for _, row := range rows {
		for _, s := range row.Spans {
			if byType[s.Type] == nil {
				byType[s.Type] = &PIIFigures{Type: s.Type}
			}
		}
	}
	for _, row := range rows {
		for _, s := range row.Spans {
			byType[s.Type].Labelled++
			if overlaps(s, row.Found) {
				byType[s.Type].FoundOf++
			}
		}
		for _, s := range row.Found {
			f := byType[s.Type]
			if f == nil {
				unlabelled[s.Type]++
				continue
			}
			f.Findings++
			if overlaps(s, row.Spans) {
				f.RightOf++
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(byType)) {
		f := byType[name]
		f.HasLabel, f.HasPrecision = f.Labelled > 0, f.Findings > 0
		if f.HasLabel {
			f.Recall = float64(f.FoundOf) / float64(f.Labelled)
		}
		if f.HasPrecision {
			f.Precision = float64(f.RightOf) / float64(f.Findings)
		}
		if f.Precision+f.Recall > 0 {
			f.F1 = 2 * f.Precision * f.Recall / (f.Precision + f.Recall)
		}
		figures = append(figures, *f)
	}
	return figures, unlabelled
}

func overlaps(s Typed, list []Typed) bool {
	return slices.ContainsFunc(list, func(o Typed) bool { return o.Type == s.Type && o.Start < s.End && s.Start < o.End })
}
