//go:build unix

package main

import (
	"context"
	"slices"
	"strings"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/internal/mock"
)

// tokens are what every answer says, over and over.
var tokens = mock.Tokens("Sale items can be exchanged for another size but are not refunded. Customers may return an unused item within 30 days of " +
	"delivery. Refunds are paid to the original payment method within 5 business days. I hope that this helps you with your order. ")

// token returns the n-th token of an answer.
func token(n int) string { return tokens[n%len(tokens)] }

// script says, for each token of an answer, which token has to be sent before it may leave a proxy.
type script struct {
	direct func(n int) int
	gated  func(n int) int
}

// maxTokens is how long an answer may be.
const maxTokens = 20_000

// newScript asks the gate itself, without any network: what it lets out after each token. The period of the text makes that of
// the first thousands good for all.
func newScript() (*script, error) {
	guard, err := backfire.New(backfire.Config{Facts: facts()})
	if err != nil {
		return nil, err
	}
	var out strings.Builder
	stream := guard.Stream(context.Background(), &out, nil)
	var after []int // after[i] is how many bytes have left after token i
	for n := range maxTokens {
		if _, err := stream.WriteString(token(n)); err != nil {
			return nil, err
		}
		after = append(after, out.Len())
	}
	waits := make([]int, maxTokens)
	end := 0
	for n := range maxTokens {
		end += len(token(n))
		waits[n], _ = slices.BinarySearch(after, end)
	}
	return &script{direct: func(n int) int { return n }, gated: func(n int) int { return waits[n] }}, nil
}

// Quantiles are a distribution: the values below which these shares of it lie.
type Quantiles struct {
	Share []float64 `json:"share"`
	Value []float64 `json:"value"` // microseconds
}

var shares = []float64{.01, .05, .1, .25, .5, .75, .9, .95, .98, .99, .995, .998, .999, .9995, .9999, 1}

func quantiles(samples []float64) Quantiles {
	slices.Sort(samples)
	q := Quantiles{Share: shares}
	for _, share := range shares {
		v := 0.0
		if n := len(samples); n > 0 {
			v = samples[min(int(share*float64(n)), n-1)]
		}
		q.Value = append(q.Value, v)
	}
	return q
}

// at returns the value of a share that is in the list.
func (q Quantiles) at(share float64) float64 { return q.Value[slices.Index(q.Share, share)] }
