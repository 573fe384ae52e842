package eval

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/metric"
	"github.com/backfire-ai/backfire-go/fallback"
)

func source(lines ...string) Source {
	return Source{Name: "data.jsonl", In: strings.NewReader(strings.Join(lines, "\n"))}
}

func none() {}

func TestGrounding(t *testing.T) {
	var done atomic.Int64
	rows, err := Grounding(context.Background(), source(
		`{"id":"a","context":"The shop opens at 9 am. It is in Rome.","claim":"The shop opens at 9 am.","label":1,"source":"x","answer":7}`,
		``,
		`{"id":2,"context":"The shop opens at 9 am.","claim":"The shop opens at 8 am.","label":0,"source":"y"}`,
		` {"context":"The shop opens at 9 am.","claim":"Parrots speak Dutch.","label":0,"kind":"off topic","source":"x"} `,
	), func() { done.Add(1) })
	require.NoError(t, err)
	require.Len(t, rows, 3)
	assert.Equal(t, int64(3), done.Load())
	assert.Equal(t, []string{`"a"`, `2`, `4`}, []string{string(rows[0].ID), string(rows[1].ID), string(rows[2].ID)}, "a row without an id has its line")
	assert.Equal(t, fallback.Supported, rows[0].Verdict)
	assert.Equal(t, fallback.Contradicted, rows[1].Verdict)
	assert.Equal(t, fallback.Unknown, rows[2].Verdict)

	f := SumGrounding(rows)
	assert.Equal(t, 3, f.Rows)
	assert.Equal(t, 1, f.Supported)
	assert.True(t, f.TwoClasses)
	assert.Equal(t, 1.0, f.AUROC)
	assert.Equal(t, metric.Balanced{Threshold: 1, Accuracy: 1}, f.Best)
	assert.Equal(t, metric.Balanced{Threshold: fallback.SupportThreshold, Accuracy: 1}, f.Default)
	assert.Equal(t, [2]int{0, 1}, f.Counts[fallback.Supported])
	assert.Equal(t, [2]int{1, 0}, f.Counts[fallback.Contradicted])
	assert.Equal(t, [2]int{1, 0}, f.Counts[fallback.Unknown])

	groups := Groups(rows)
	require.Len(t, groups, 3)
	assert.Equal(t, []string{"kind off topic", "source x", "source y"},
		[]string{groups[0].Key + " " + groups[0].Value, groups[1].Key + " " + groups[1].Value, groups[2].Key + " " + groups[2].Value})
	assert.Len(t, groups[1].Rows, 2)
	assert.False(t, SumGrounding(groups[0].Rows).TwoClasses)
}

const facts = `"facts":["The shop opens at 9 am.",{"id":"town","text":"The shop is in Rome."}]`

func TestHalt(t *testing.T) {
	rows, err := Halt(context.Background(), source(
		`{"id":"clean",`+facts+`,"answer":"The shop is in Rome. The shop opens at 9 am.","label":"clean","sentence":null}`,
		`{"id":"by number",`+facts+`,"answer":"The shop is in Rome. The shop opens at 8 am. Bye.","label":"contradicted","sentence":1,"kind":"number"}`,
		`{"id":"by text",`+facts+`,"answer":"The shop is in Rome. The shop opens at 8 am.","label":"contradicted","sentence":" The shop opens at 8 am. "}`,
		`{"id":"by start",`+facts+`,"answer":"The shop is in Rome. The shop opens at 8 am.","label":"contradicted","sentence":0,"start":21}`,
		`{"id":"elsewhere",`+facts+`,"answer":"The shop opens at 8 am. The shop is in Rome.","label":"contradicted","sentence":1}`,
		`{"id":"anywhere",`+facts+`,"answer":"The shop opens at 8 am.","label":"contradicted"}`,
		`{"id":"missed",`+facts+`,"answer":"Parrots speak Dutch.","label":"contradicted","sentence":0}`,
		`{"id":"false halt",`+facts+`,"answer":"The shop opens at 8 am.","label":"clean"}`,
		`{"id":"no facts","facts":[],"answer":"The shop opens at 8 am.","label":"clean"}`,
		`{"id":"no text",`+facts+`,"answer":{"b64":"/w=="},"label":"clean"}`,
	), none)
	require.NoError(t, err)
	require.Len(t, rows, 10)

	assert.False(t, rows[0].Halted)
	for _, row := range rows[1:4] {
		assert.True(t, row.Halted, "%s", row.ID)
		assert.Equal(t, backfire.Span{Start: 21, End: 44}, row.Claim, "%s", row.ID)
		assert.Equal(t, "date", row.Reason, "%s", row.ID)
		assert.True(t, row.RightSentence(), "%s", row.ID)
	}
	assert.True(t, rows[4].Halted)
	assert.False(t, rows[4].RightSentence())
	assert.True(t, rows[5].Halted)
	assert.False(t, rows[5].Known())
	assert.False(t, rows[6].Halted)
	assert.True(t, rows[7].Halted)
	assert.False(t, rows[8].Halted)
	assert.False(t, rows[9].Halted)

	assert.Equal(t, HaltFigures{
		Rows: 10, Contradicted: 6,
		Precision:     metric.Proportion{Count: 5, Total: 6},
		Recall:        metric.Proportion{Count: 5, Total: 6},
		FalseHalts:    metric.Proportion{Count: 1, Total: 4},
		RightSentence: metric.Proportion{Count: 3, Total: 5},
	}, SumHalt(rows))
	groups := Groups(rows)
	require.Len(t, groups, 1)
	assert.Equal(t, "number", groups[0].Value)
}

func TestBadRowsAreNamed(t *testing.T) {
	ground := func(ctx context.Context, s Source) error { _, err := Grounding(ctx, s, none); return err }
	halt := func(ctx context.Context, s Source) error { _, err := Halt(ctx, s, none); return err }
	for _, tc := range []struct {
		name string
		task func(context.Context, Source) error
		row  string
		want string
	}{
		{"not JSON", ground, `context`, `data.jsonl:2: not JSON: want an object, at byte 0`},
		{"two values", ground, `{"context":"","claim":"","label":1} {}`, `data.jsonl:2: not JSON: something follows the value, at byte 36`},
		{"no claim", ground, `{"context":"","label":1}`, `data.jsonl:2: the key "claim" is missing`},
		{"a label in between", ground, `{"context":"","claim":"","label":0.5}`, `data.jsonl:2: label: want a whole number, got 0.5`},
		{"a label too far", ground, `{"context":"","claim":"","label":2}`, `data.jsonl:2: label: the label is 2; want 1 (supported) or 0`},
		{"a halt row", ground, `{` + facts + `,"answer":"","label":"clean"}`, `data.jsonl:2: label: want a whole number, got a string`},
		{"an unknown label", halt, `{"facts":[],"answer":"","label":"dirty"}`, `data.jsonl:2: label: the label is "dirty"; want clean or contradicted`},
		{"facts of another type", halt, `{"facts":[1],"answer":"","label":"clean"}`, `data.jsonl:2: facts[0]: want a string, got a number`},
		{"a fact without a text", halt, `{"facts":["a",{"id":"b"}],"answer":"","label":"clean"}`, `data.jsonl:2: facts[1]: the key "text" is missing`},
		{"an id twice", halt, `{"facts":[{"id":"a","text":"x"},{"id":"a","text":"y"}],"answer":"","label":"clean"}`,
			`data.jsonl:2: backfire: two facts have the id "a"`},
		{"an empty sentence", halt, `{"facts":[],"answer":"","label":"clean","sentence":" "}`, `data.jsonl:2: sentence: the sentence is empty`},
		{"a sentence from elsewhere", halt, `{"facts":[],"answer":"a","label":"clean","sentence":"b"}`, `data.jsonl:2: the sentence is not in the answer`},
		{"a negative start", halt, `{"facts":[],"answer":"","label":"clean","start":-1}`, `data.jsonl:2: start: the start is -1; want a byte offset`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			assert.EqualError(t, tc.task(context.Background(), source("", tc.row)), tc.want)
		})
	}
}

func TestFailingSourceIsNamed(t *testing.T) {
	broken := errors.New("broken")
	in := io.MultiReader(strings.NewReader(`{"context":"","claim":"","label":1}`+"\n"), iotest.ErrReader(broken))
	_, err := Grounding(context.Background(), Source{"data.jsonl", in}, none)
	assert.ErrorIs(t, err, broken)
	assert.EqualError(t, err, "data.jsonl:2: broken")
}

func TestCancelledRunsEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Grounding(ctx, source(`{"context":"","claim":"","label":1}`), none)
	assert.ErrorIs(t, err, context.Canceled)
	_, err = Halt(ctx, source(`{"facts":[],"answer":"","label":"clean"}`), none)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestForEach(t *testing.T) {
	var sum atomic.Int64
	require.NoError(t, forEach(context.Background(), 1000, func(i int) error {
		sum.Add(int64(i))
		return nil
	}, none))
	assert.Equal(t, int64(499_500), sum.Load())

	broken := errors.New("broken")
	assert.Equal(t, broken, forEach(context.Background(), 1000, func(i int) error {
		if i >= 500 {
			return broken
		}
		return nil
	}, none))
}
