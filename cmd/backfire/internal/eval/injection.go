package eval

import (
	"context"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/metric"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

// InjectionRow is a text, whether it attacks a model, and what was found.
type InjectionRow struct {
	Row
	text     string
	Attack   bool
	Score    float64 // how likely it is an attack, in [0,1]
	Detected bool    // whether that is enough
}

func readInjection(src Source) ([]InjectionRow, error) {
	var rows []InjectionRow
	err := src.eachRow(func(r *wire.Reader, line int) error {
		var row InjectionRow
		err := r.Fields(row.fields(r, line,
			wire.Field{Name: "text", Read: text(r, &row.text)},
			wire.Field{Name: "label", Read: func() error {
				label, err := r.Int()
				if err == nil && label != 0 && label != 1 {
					err = invalid("the label is %d; want 1 (attack) or 0", label)
				}
				row.Attack = label == 1
				return err
			}},
		)...)
		rows = append(rows, row)
		return err
	})
	return rows, err
}

// Injection returns the task that asks of every row of a labelled file, as a text of a kind, whether it is an attack.
func Injection(mode backfire.ScanMode, sensitivity backfire.Sensitivity) func(context.Context, Source, func()) ([]InjectionRow, error) {
	return func(ctx context.Context, src Source, done func()) ([]InjectionRow, error) {
		scanner, err := backfire.NewScanner()
		if err != nil {
			return nil, err
		}
		scanner = scanner.WithSensitivity(sensitivity)
		rows, err := readInjection(src)
		if err != nil {
			return nil, err
		}
		return rows, forEach(ctx, len(rows), func(i int) error { return rows[i].scan(scanner, mode) }, done)
	}
}

func (row *InjectionRow) scan(scanner *backfire.Scanner, mode backfire.ScanMode) error {
	got, err := scanner.Injection(row.text, mode)
	row.Score, row.Detected = got.Score, got.Detected
	return err
}

// InjectionFigures are what a set of scanned rows comes to.
type InjectionFigures struct {
	Caught     metric.Proportion // of the attacks
	LeftAlone  metric.Proportion // of the benign texts
	Right      metric.Proportion // of all
	AUROC      float64           // of the score
	TwoClasses bool              // both labels occur; without that there is no AUROC
}

// SumInjection computes the figures of scanned rows.
func SumInjection(rows []InjectionRow) InjectionFigures {
	var f InjectionFigures
	scored := make([]metric.Scored, len(rows))
	for i, row := range rows {
		scored[i] = metric.Scored{Score: row.Score, Positive: row.Attack}
		count := &f.LeftAlone
		if row.Attack {
			count = &f.Caught
		}
		count.Total++
		f.Right.Total++
		if row.Attack == row.Detected {
			count.Count++
			f.Right.Count++
		}
	}
	f.AUROC, f.TwoClasses = metric.AUROC(scored)
	return f
}
