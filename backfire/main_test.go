package backfire

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The facts that most tests hold answers against.
var shopFacts = []Fact{
	{ID: "window", Text: "Customers may return an unused item within 30 days of delivery."},
	{ID: "sale", Text: "Sale items can be exchanged for another size but are not refunded."},
	{ID: "payment", Text: "Refunds are paid to the original payment method."},
	{ID: "designer", Text: "The jacket was designed by Marta Lindqvist in Copenhagen."},
	{ID: "hours", Text: "The returns desk answers by e-mail on weekdays."},
}

// Claims about them.
const (
	trueWindow   = "Customers may return an unused item within 30 days of delivery."
	falseWindow  = "Customers may return an unused item within 60 days of delivery."
	truePayment  = "Refunds are paid to the original payment method."
	trueDesigner = "The jacket was designed by Marta Lindqvist in Copenhagen."
	strangeClaim = "Penguins prefer herring to mackerel."
)

// newGuard returns a guard over shopFacts with a policy that differs from the default one as change says.
func newGuard(t testing.TB, change func(*Policy)) *Guard {
	t.Helper()
	p := DefaultPolicy()
	if change != nil {
		change(&p)
	}
	g, err := New(Config{Facts: shopFacts, Policy: &p})
	require.NoError(t, err)
	return g
}

// stream writes the chunks to a new stream and closes it.
func stream(g *Guard, opts *StreamOptions, chunks ...string) (released string, r Result) {
	var out bytes.Buffer
	s := g.Stream(context.Background(), &out, opts)
	for _, c := range chunks {
		if _, err := s.WriteString(c); err != nil {
			break
		}
	}
	s.Close()
	return out.String(), s.Result()
}
