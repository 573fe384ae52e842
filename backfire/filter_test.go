package backfire

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// chunks is a source of the texts.
func chunks(texts ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, text := range texts {
			if !yield(text, nil) {
				return
			}
		}
	}
}

// collect ranges over a filter and returns the texts and the error of the last pair.
func collect(seq iter.Seq2[string, error]) (texts []string, last error) {
	for text, err := range seq {
		if err != nil {
			last = err
			continue
		}
		texts = append(texts, text)
	}
	return texts, last
}

func TestFilter(t *testing.T) {
	g := newGuard(t, nil)
	seq := g.Filter(context.Background(), chunks(truePayment[:9], truePayment[9:]+" "+falseWindow, " "+trueDesigner), nil)
	for range 2 { // it can be ranged over again
		texts, err := collect(seq)
		assert.Equal(t, []string{truePayment}, texts)
		var halt *HaltError
		require.ErrorAs(t, err, &halt)
		assert.Equal(t, falseWindow, halt.Text)
	}
	texts, err := collect(g.Filter(context.Background(), chunks(truePayment, " ", trueWindow, "\n"), nil))
	assert.NoError(t, err)
	assert.Equal(t, []string{truePayment, " " + trueWindow, "\n"}, texts)
	texts, err = collect(g.Filter(context.Background(), chunks(), nil))
	assert.NoError(t, err)
	assert.Empty(t, texts)
}

func TestFilterOfASourceThatFails(t *testing.T) {
	broken := errors.New("broken")
	source := func(yield func(string, error) bool) {
		if yield(truePayment+" Customers", nil) && yield("", broken) {
			t.Error("asked for more after an error")
		}
	}
	texts, err := collect(newGuard(t, nil).Filter(context.Background(), source, nil))
	assert.Equal(t, []string{truePayment}, texts, "what is held does not leave")
	assert.Same(t, broken, err)
}

func TestFilterWhoseConsumerLeaves(t *testing.T) {
	var asked int
	source := func(yield func(string, error) bool) {
		for asked = 1; yield(truePayment+" ", nil); asked++ {
		}
	}
	for text, err := range newGuard(t, nil).Filter(context.Background(), source, nil) {
		assert.NoError(t, err)
		assert.Equal(t, truePayment, text)
		break
	}
	assert.LessOrEqual(t, asked, 2)
}

func TestFilterStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	source := func(yield func(string, error) bool) {
		if yield(truePayment+" Then", nil) {
			cancel()
			yield(" more.", nil)
		}
	}
	texts, err := collect(newGuard(t, nil).Filter(ctx, source, nil))
	assert.Equal(t, []string{truePayment}, texts)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestFilterAgreesWithStream(t *testing.T) {
	g := newGuard(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		answer := answers().Draw(t, "answer")
		released, r := stream(g, nil, answer)
		texts, err := collect(g.Filter(t.Context(), chunks(chunked(answer, chunkSizes.Draw(t, "chunks"))...), nil))
		all := ""
		for _, text := range texts {
			require.NotEmpty(t, text)
			all += text
		}
		require.Equal(t, released, all)
		require.Equal(t, r.Err, err)
	})
}
