package call

import (
	"bytes"
	"errors"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/cmd/backfire/internal/wire"
)

// callStream: {facts:[{id, text}], config?, chunks} → {released, halted, reason, claims:[…as ground, with span]}. config
// has the keys of a policy file. released is the text that left, reason the rule that halted or null. Spans of claims
// are in the answer, which is the chunks together. A claim that a bound of the policy ended before it could be judged
// also has {unjudged}: which bound.
func callStream(s *server, r *wire.Reader) error {
	policy := backfire.DefaultPolicy()
	var facts []document
	var chunks []string
	err := r.Fields(
		required("facts", documentsInto(r, &facts)),
		optional("config", policyInto(r, &policy)),
		required("chunks", textsInto(r, &chunks)),
	)
	if err != nil {
		return err
	}
	guard, err := newGuard(facts, policy)
	if err != nil {
		return err
	}
	var released bytes.Buffer
	var claims []backfire.Claim
	stream := guard.Stream(s.ctx, &released, &backfire.StreamOptions{
		OnClaim: func(c backfire.Claim) { claims = append(claims, c) },
	})
	if err := writeChunks(stream, chunks); err != nil {
		return err
	}
	s.writeStream(released.String(), stream.Result().Halt, claims, facts)
	return nil
}

// policyInto reads a policy as a policy file has it: JSON is YAML.
func policyInto(r *wire.Reader, dst *backfire.Policy) func() error {
	return func() error {
		raw, err := r.Raw()
		if err != nil {
			return err
		}
		*dst, err = backfire.ParsePolicy(bytes.NewReader(raw))
		return err
	}
}

func newGuard(facts []document, policy backfire.Policy) (*backfire.Guard, error) {
	index, err := backfire.NewIndex()
	if err != nil {
		return nil, err
	}
	for _, d := range facts {
		if err := index.Add(backfire.Fact{ID: d.id, Text: d.text}); err != nil {
			return nil, err
		}
	}
	return backfire.New(backfire.Config{Index: index, Policy: &policy})
}

// writeChunks runs the answer through the stream. A halt is a result and not an error.
func writeChunks(stream *backfire.Stream, chunks []string) error {
	for _, chunk := range chunks {
		if _, err := stream.WriteString(chunk); err != nil {
			break // Close says the same
		}
	}
	if err := stream.Close(); err != nil && !errors.Is(err, backfire.ErrHalted) {
		return err
	}
	return nil
}

func (s *server) writeStream(released string, halt *backfire.HaltError, claims []backfire.Claim, facts []document) {
	ids := make(map[string][]byte, len(facts))
	for _, d := range facts {
		ids[d.id] = d.json
	}
	s.out.Object(func() {
		s.out.Key("released")
		s.out.Text(released)
		s.out.Key("halted")
		s.out.Bool(halt != nil)
		s.out.Key("reason")
		if halt != nil {
			s.out.Text(halt.Rule)
		} else {
			s.out.Null()
		}
		s.out.Key("claims")
		s.out.Array(func() {
			for i := range claims {
				s.writeStreamClaim(&claims[i], ids)
			}
		})
	})
}

func (s *server) writeStreamClaim(c *backfire.Claim, ids map[string][]byte) {
	s.out.Object(func() {
		s.out.Key("verdict")
		s.out.Text(c.Verdict.String())
		s.out.Key("support")
		s.out.Float(c.Support)
		s.out.Key("reason")
		s.out.Text(c.Reason.String())
		s.out.Key("claim_span")
		s.out.Pair(c.Span.Start, c.Span.End)
		s.writeEvidence(ids[c.Evidence.Fact.ID], c.Evidence.Span)
		s.writeFocus(c.Verdict, c.Focus, c.Evidence.Focus)
		s.out.Key("span")
		s.out.Pair(c.Span.Start, c.Span.End)
		if c.Unjudged != backfire.BoundNone {
			s.out.Key("unjudged")
			s.out.Text(string(c.Unjudged))
		}
	})
}
