package backfire

import (
	"context"
	"fmt"
	"log/slog"
	"math"

	"github.com/backfire-ai/backfire-go/fallback"
)

// Review is what a Guard thinks of a whole answer.
type Review struct {
	Score    float64   // 1 − (WeightLogic·HLogical + WeightFact·HFactual), in [0,1]
	Approved bool      // Score reaches the threshold and nothing forbids it: see Guard.Review
	Warning  bool      // approved, but with a score under the soft limit
	HLogical float64   // what the NLI hook said, in [0,1]; 0, and no part of Score, if it was not asked or failed
	HFactual float64   // the largest 1 − Support of a claim, 1 if one is contradicted, 0 without claims; in [0,1]
	Claims   []Claim   // all claims, in order
	NLIErr   *NLIError // how the hook failed; nil if it did not
}

// Review judges a finished answer. The prompt is what it answers: the premise of the NLI hook, which is not asked when the
// prompt is empty.
//
// An answer is not approved when its score is under the threshold, when a claim is contradicted, when the policy is
// strict and a claim is unknown, or when the hook failed and the policy fails closed. The error is that of ctx, wrapped,
// or nil; ctx ends the wait for the hook and is looked at before the answer is read.
func (g *Guard) Review(ctx context.Context, prompt, answer string) (*Review, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("backfire: review: %w", err)
	}
	logical := nliResult{divergence: math.NaN()}
	if g.nli != nil && prompt != "" {
		logical = g.nli.call(ctx, prompt, answer)
	}
	switch {
	case logical.stopped != nil:
		return nil, fmt.Errorf("backfire: review: %w", logical.stopped)
	case logical.failure != nil:
		logical.divergence = math.NaN()
		g.log.LogAttrs(ctx, slog.LevelWarn, "NLI hook failed", slog.Any("error", logical.failure))
	}
	facts, err := g.index.snapshot()
	if err != nil {
		return nil, fmt.Errorf("backfire: review: %w", err)
	}
	var found fallback.Review
	if err := facts.Review(&found, answer, g.policy.Coherence.config(), logical.divergence); err != nil {
		return nil, fmt.Errorf("backfire: review: %w", err)
	}
	r := &Review{
		Score: found.Score, Approved: found.Approved, Warning: found.Warning,
		HLogical: found.HLogical, HFactual: found.HFactual, NLIErr: logical.failure,
		Claims: make([]Claim, len(found.Claims)),
	}
	for i, c := range found.Claims {
		if r.Claims[i], err = g.claim(c, 0, facts); err != nil {
			return nil, fmt.Errorf("backfire: review: %w", err)
		}
	}
	if g.forbids(r) {
		r.Approved, r.Warning = false, false
	}
	return r, nil
}

// forbids reports whether the policy refuses an answer that its score would approve.
func (g *Guard) forbids(r *Review) bool {
	if r.NLIErr != nil && g.policy.NLI.OnFailure == FailClosed {
		return true
	}
	for i := range r.Claims {
		if g.policy.Strict && r.Claims[i].Verdict == Unknown {
			return true
		}
	}
	return false
}
