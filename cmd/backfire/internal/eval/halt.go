package eval

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/metric"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

// HaltRow is an answer, its facts, and whether the answer contradicts them.
type HaltRow struct {
	Row
	facts        []backfire.Fact
	answer       string
	Contradicted bool
	where        place

	Halted  bool
	Claim   backfire.Span // of the claim that halted, in bytes of the answer
	Reason  string        // the rule that halted
	ordinal int           // number of the claim that halted, counted from 0
}

// place says which sentence of an answer is the false one, as the row says it: by number, by its text or by where it
// starts. A place that says nothing is unknown.
type place struct {
	ordinal, start int // −1 where the row does not say
	text           string
}

// Known reports whether the row says which sentence is the false one.
func (row *HaltRow) Known() bool { return row.where != place{ordinal: -1, start: -1} }

// RightSentence reports whether the claim that halted is the false sentence. A byte offset is surer than a number, since
// labels may count sentences in another way.
func (row *HaltRow) RightSentence() bool {
	switch {
	case !row.Halted || !row.Known():
		return false
	case row.where.start >= 0:
		return row.Claim.Start <= row.where.start && row.where.start < row.Claim.End
	case row.where.ordinal >= 0:
		return row.ordinal == row.where.ordinal
	}
	start := strings.Index(row.answer, row.where.text)
	return row.Claim.Start < start+len(row.where.text) && start < row.Claim.End
}

func readHalt(src Source) ([]HaltRow, error) {
	var rows []HaltRow
	err := src.eachRow(func(r *wire.Reader, line int) error {
		row := HaltRow{where: place{ordinal: -1, start: -1}}
		err := r.Fields(row.fields(r, line,
			wire.Field{Name: "facts", Read: func() error { return row.readFacts(r) }},
			wire.Field{Name: "answer", Read: text(r, &row.answer)},
			wire.Field{Name: "label", Read: func() error { return row.readLabel(r) }},
			wire.Field{Name: "sentence", Optional: true, Read: func() error { return row.where.readSentence(r) }},
			wire.Field{Name: "start", Optional: true, Read: func() error { return row.where.readStart(r) }},
		)...)
		if err == nil && row.where.text != "" && !strings.Contains(row.answer, row.where.text) {
			err = invalid("the sentence is not in the answer")
		}
		rows = append(rows, row)
		return err
	})
	return rows, err
}

// readFacts reads texts, or objects with an id and a text. A text without an id is named by its number.
func (row *HaltRow) readFacts(r *wire.Reader) error {
	return r.Array(func(i int) error {
		fact := backfire.Fact{ID: strconv.Itoa(i)}
		var err error
		if r.Next() == "an object" {
			err = r.Fields(
				wire.Field{Name: "id", Optional: true, Read: text(r, &fact.ID)},
				wire.Field{Name: "text", Read: text(r, &fact.Text)},
			)
		} else {
			fact.Text, err = r.Name()
		}
		row.facts = append(row.facts, fact)
		return err
	})
}

func (row *HaltRow) readLabel(r *wire.Reader) error {
	label, err := r.Name()
	if err == nil && label != "clean" && label != "contradicted" {
		err = invalid("the label is %.40q; want clean or contradicted", label)
	}
	row.Contradicted = label == "contradicted"
	return err
}

func (p *place) readSentence(r *wire.Reader) (err error) {
	if r.Next() == "a string" {
		p.text, err = r.Name()
		p.text = strings.TrimSpace(p.text)
		if err == nil && p.text == "" {
			err = invalid("the sentence is empty")
		}
		return err
	}
	p.ordinal, err = r.Int()
	p.ordinal = max(p.ordinal, -1) // below 0 is how some files say none
	return err
}

func (p *place) readStart(r *wire.Reader) (err error) {
	p.start, err = r.Int()
	if err == nil && p.start < 0 {
		err = invalid("the start is %d; want a byte offset", p.start)
	}
	return err
}

// Halt runs every answer of a labelled file through a guard with the default policy. done is called after each row, from
// several goroutines.
func Halt(ctx context.Context, src Source, done func()) ([]HaltRow, error) {
	rows, err := readHalt(src)
	if err != nil {
		return nil, err
	}
	err = forEach(ctx, len(rows), func(i int) error {
		if err := rows[i].run(ctx); err != nil {
			return &RowError{src.Name, rows[i].Line, err}
		}
		return nil
	}, done)
	return rows, err
}

// run guards the answer of one row.
func (row *HaltRow) run(ctx context.Context) error {
	index, err := backfire.NewIndex(row.facts...)
	if err != nil {
		return err
	}
	guard, err := backfire.New(backfire.Config{Index: index})
	if err != nil {
		return err
	}
	claims := 0
	stream := guard.Stream(ctx, io.Discard, &backfire.StreamOptions{OnClaim: func(c backfire.Claim) {
		if c.Span.Len() > 0 {
			claims++
		}
	}})
	_, err = stream.WriteString(row.answer)
	if err == nil {
		err = stream.Close()
	}
	var halt *backfire.HaltError
	if errors.As(err, &halt) {
		row.Halted, row.Claim, row.Reason, row.ordinal = true, halt.Claim.Span, halt.Rule, claims-1
		return nil
	}
	return err
}

// HaltFigures are what a set of guarded rows comes to.
type HaltFigures struct {
	Rows, Contradicted int
	Precision          metric.Proportion // of the halted answers, those labelled contradicted
	Recall             metric.Proportion // of the contradicted answers, those halted
	FalseHalts         metric.Proportion // of the clean answers, those halted
	RightSentence      metric.Proportion // of the contradicted answers whose false sentence is known, those halted at it
}

// SumHalt computes the figures of guarded rows.
func SumHalt(rows []HaltRow) HaltFigures {
	f := HaltFigures{Rows: len(rows)}
	for i := range rows {
		row := &rows[i]
		if row.Halted {
			f.Precision.Add(row.Contradicted)
		}
		if !row.Contradicted {
			f.FalseHalts.Add(row.Halted)
			continue
		}
		f.Contradicted++
		f.Recall.Add(row.Halted)
		if row.Known() {
			f.RightSentence.Add(row.RightSentence())
		}
	}
	return f
}
