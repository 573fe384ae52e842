package httpguard

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/internal/mock"
)

// BenchmarkToken is what the guard costs a token of a streamed answer, without any network.
func BenchmarkToken(b *testing.B) {
	answer := mock.Say(strings.Repeat(trueSale+" "+trueWindow+" "+truePayment+" ", 200))
	for name, mode := range map[string]backfire.Mode{"gate": backfire.Gate, "passthrough": backfire.Passthrough} {
		for _, api := range []struct {
			format format
			render func(mock.Answer) mock.Transcript
		}{{chat{}, mock.Chat}, {responses{}, mock.Responses}, {messages{}, mock.Messages}} {
			b.Run(name+"/"+api.format.name(), func(b *testing.B) {
				guard := newGuard(b, func(p *backfire.Policy) { p.Mode = mode })
				t := Transport{Guard: guard}
				if err := t.prepare(); err != nil {
					b.Fatal(err)
				}
				transcript := api.render(answer)
				buf := make([]byte, 4096)
				b.ReportAllocs()
				for n := 0; n < b.N; n += len(transcript.Events) {
					x := &exchange{
						options: &t.Options, limits: Limits{}.withDefaults(), format: api.format, guard: guard, asides: t.asides,
						ctx: context.Background(), cancel: func() {}, body: io.NopCloser(nil),
					}
					x.judged, x.settle = context.WithCancel(x.ctx)
					body := &streamBody{x: x, source: directSource{&events{list: transcript.Events}}, wire: newWire(x)}
					for {
						if _, err := body.Read(buf); err != nil {
							break
						}
					}
					body.Close()
					if x.verdict.Outcome != Passed {
						b.Fatal(x.verdict)
					}
				}
			})
		}
	}
}

func TestAllocationsATokenAreNone(t *testing.T) {
	guard := newGuard(t, func(p *backfire.Policy) { p.KeepClaims = 1 })
	tr := Transport{Guard: guard}
	require.NoError(t, tr.prepare())
	for _, one := range []struct {
		format format
		render func(mock.Answer) mock.Transcript
	}{{chat{}, mock.Chat}, {messages{}, mock.Messages}} {
		transcript := one.render(mock.Say(strings.Repeat(trueSale+" "+trueWindow+" "+truePayment+" ", 400)))
		x := &exchange{
			options: &tr.Options, limits: Limits{}.withDefaults(), format: one.format, guard: guard, asides: tr.asides,
			ctx: context.Background(), cancel: func() {}, body: io.NopCloser(nil),
		}
		x.judged, x.settle = context.WithCancel(x.ctx)
		body := &streamBody{x: x, source: directSource{&chunked{data: transcript.Stream(), sizes: []int{300}}}, wire: newWire(x)}
		buf := make([]byte, 4096)
		for range 1000 { // until it is warm
			_, err := body.Read(buf)
			require.NoError(t, err)
		}
		allocations := testing.AllocsPerRun(2000, func() { body.Read(buf) })
		assert.Less(t, allocations, 1.0, one.format.name())
		body.Close()
	}
}

// events gives one event at a time, as a network does.
type events struct {
	list []string
	n    int
}

func (e *events) Read(p []byte) (int, error) {
	if e.n == len(e.list) {
		return 0, io.EOF
	}
	n := copy(p, e.list[e.n])
	if n < len(e.list[e.n]) {
		e.list = append([]string{}, e.list...)
		e.list[e.n] = e.list[e.n][n:]
		return n, nil
	}
	e.n++
	return n, nil
}
