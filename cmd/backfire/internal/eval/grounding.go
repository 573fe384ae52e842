package eval

import (
	"context"

	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/metric"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// GroundingRow is a claim, the text it is held against, and whether people found it supported. The context is one fact,
// however long; the claim is one claim.
type GroundingRow struct {
	Row
	context, claim string
	Supported      bool
	Verdict        fallback.Verdict
	Support        float64
}

func readGrounding(src Source) ([]GroundingRow, error) {
	var rows []GroundingRow
	err := src.eachRow(func(r *wire.Reader, line int) error {
		var row GroundingRow
		err := r.Fields(row.fields(r, line,
			wire.Field{Name: "context", Read: text(r, &row.context)},
			wire.Field{Name: "claim", Read: text(r, &row.claim)},
			wire.Field{Name: "label", Read: func() error {
				label, err := r.Int()
				if err == nil && label != 0 && label != 1 {
					err = invalid("the label is %d; want 1 (supported) or 0", label)
				}
				row.Supported = label == 1
				return err
			}},
		)...)
		rows = append(rows, row)
		return err
	})
	return rows, err
}

// Grounding judges every row of a labelled file. done is called after each row, from several goroutines.
func Grounding(ctx context.Context, src Source, done func()) ([]GroundingRow, error) {
	choice, err := kernel.Open()
	if err != nil {
		return nil, err
	}
	rows, err := readGrounding(src)
	if err != nil {
		return nil, err
	}
	err = forEach(ctx, len(rows), func(i int) error { return rows[i].judge(choice.Kernel) }, done)
	return rows, err
}

func (row *GroundingRow) judge(k kernel.Kernel) error {
	index, err := k.NewIndex(fallback.DefaultBM25)
	if err != nil {
		return err
	}
	defer index.Close()
	if err := index.Add("context", row.context); err != nil {
		return err
	}
	facts, err := index.Snapshot()
	if err != nil {
		return err
	}
	g, err := facts.Ground(row.claim)
	if err != nil {
		return err
	}
	row.Verdict, row.Support = g.Verdict, g.Support
	return nil
}

// Verdicts in the order of reports.
var Verdicts = []fallback.Verdict{fallback.Supported, fallback.Contradicted, fallback.Unknown}

// GroundingFigures are what a set of judged rows comes to.
type GroundingFigures struct {
	Rows, Supported int
	AUROC           float64
	Best, Default   metric.Balanced
	TwoClasses      bool // both labels occur; without that there are no AUROC and accuracies
	// Counts holds, by verdict, the number of rows labelled 0 and 1.
	Counts map[fallback.Verdict][2]int
}

// SumGrounding computes the figures of judged rows. Scores are supports; the default threshold is the one from which the
// kernel calls a claim supported.
func SumGrounding(rows []GroundingRow) GroundingFigures {
	f := GroundingFigures{Rows: len(rows), Counts: make(map[fallback.Verdict][2]int)}
	scored := make([]metric.Scored, len(rows))
	for i, row := range rows {
		scored[i] = metric.Scored{Score: row.Support, Positive: row.Supported}
		counts := f.Counts[row.Verdict]
		if row.Supported {
			f.Supported++
			counts[1]++
		} else {
			counts[0]++
		}
		f.Counts[row.Verdict] = counts
	}
	f.AUROC, f.TwoClasses = metric.AUROC(scored)
	f.Best, _ = metric.BalancedBest(scored)
	f.Default, _ = metric.BalancedAt(scored, fallback.SupportThreshold)
	return f
}
