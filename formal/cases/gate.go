package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/backfire-ai/backfire-go/backfire"
	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// gateCase is an answer, what is done with it, and what became of it.
type gateCase struct {
	text     string
	policy   backfire.Policy
	scans    bool
	chunks   []int
	firings  []backfire.Firing // asked for; those that come while nothing is in progress do nothing
	result   backfire.Result
	left     []int // after each chunk, and at the end
	released []int // lengths of the claims that left
}

var gateFacts = []backfire.Fact{
	{ID: "hours", Text: "The shop opens on Monday at 9 o'clock."}, {ID: "returns", Text: "Customers may return an item within 30 days."},
}

// gatePieces make answers with claims of every kind: supported, contradicted, unknown, long ones, in lists, in code, in other
// scripts, with secrets whole and cut, and bytes that are no text.
var gatePieces = []string{
	"The shop opens on Monday.", "Customers may return an item within 30 days.", "Customers may return an item within 60 days.",
	"Nobody knows.", " ", "\n", "\n\n", "   ", "- an item\n", "1. first\n", "# Heading\n", "> quoted\n", "```\ncode. more.\n```\n", "Dr. Smith came. ",
	"and so on and on and on and on ", "x", "word ", "…", "“Yes,” he said. ", "今日は晴れです。", "é", "🎉", "\xff", "\xf0\x9f", "e.g. this ",
	"AKIAIOSFODNN7EXAMPLE", "AKIA", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n", strings.Repeat("long ", 20),
	strings.Repeat("ü", 40), strings.Repeat("🎉", 20),
}

func gateSuites(k kernel.Kernel, _ string) ([]suite, error) {
	r := rand.New(rand.NewPCG(5, 6))
	s := suite{name: "GateRandom", of: "gate", scope: "Local Open Scope N_scope.\n"}
	for i := range 250 {
		c := randomGate(r)
		if err := c.run(); err != nil {
			return nil, err
		}
		term, err := c.coq(k)
		if err != nil {
			return nil, fmt.Errorf("answer %d: %w", i, err)
		}
		s.cases = append(s.cases, coqCase{fmt.Sprintf("answer %d", i), term})
	}
	return []suite{s}, nil
}

func randomGate(r *rand.Rand) *gateCase {
	var b strings.Builder
	for range r.IntN(14) {
		b.WriteString(gatePieces[r.IntN(len(gatePieces))])
	}
	failure := func() backfire.HoldFailure {
		return []backfire.HoldFailure{backfire.HaltHeld, backfire.ReleaseHeld, backfire.ReleaseHeld}[r.IntN(3)]
	}
	c := &gateCase{text: b.String(), policy: backfire.DefaultPolicy(), scans: r.IntN(2) == 0}
	p := &c.policy
	p.KeepClaims = 1000
	p.Strict = r.IntN(4) == 0
	p.Hold.MaxBytes, p.Hold.OnOverflow, p.Hold.OnTimeout = 64+r.IntN(60), failure(), failure()
	p.Halt.Enabled = r.IntN(3) == 0
	for i := range p.Scan.Output {
		p.Scan.Output[i] = backfire.ActionIgnore
	}
	if c.scans {
		p.Scan.Output.Set(backfire.ActionHalt, backfire.CategorySecret)
	}
	most := []int{1, 3, 20, 90, 1000}[r.IntN(5)]
	at := 0
	for at < len(c.text) {
		n := min(1+r.IntN(most), len(c.text)-at)
		at += n
		c.chunks = append(c.chunks, n)
		if r.IntN(len(c.text)/most+4) == 0 {
			c.firings = append(c.firings, backfire.Firing{Received: int64(at)})
		}
	}
	return c
}

// pieces notes in which pieces an answer leaves: in gate mode each is a claim.
type pieces struct{ c *gateCase }

func (p pieces) Write(b []byte) (int, error) {
	p.c.released = append(p.c.released, len(b))
	return len(b), nil
}

// run streams the answer. A firing comes right after the chunk at whose end it is due.
func (c *gateCase) run() error {
	guard, err := backfire.New(backfire.Config{Facts: gateFacts, Policy: &c.policy, Logger: quiet})
	if err != nil {
		return err
	}
	s := guard.Stream(context.Background(), pieces{c}, &backfire.StreamOptions{Replay: append([]backfire.Firing{}, c.firings...)})
	rest := c.text
	for _, n := range c.chunks {
		if _, err := s.WriteString(rest[:n]); err != nil && !errors.Is(err, backfire.ErrHalted) {
			return err
		}
		rest = rest[n:]
		c.left = append(c.left, int(s.Result().Released))
	}
	if err := s.Close(); err != nil && !errors.Is(err, backfire.ErrHalted) {
		return err
	}
	c.result = s.Result()
	c.left = append(c.left, int(c.result.Released))
	return nil
}

// coq writes the case with all that the kernel says of the answer.
func (c *gateCase) coq(k kernel.Kernel) (string, error) {
	t := &teller{kernel: k, c: c}
	if err := t.tell(); err != nil {
		return "", err
	}
	var happens []string
	at := 0
	firings := c.firings
	for _, n := range c.chunks {
		at += n
		fires := len(firings) > 0 && firings[0].Received == int64(at)
		if fires {
			firings = firings[1:]
		}
		happens = append(happens, fmt.Sprintf("(%d, %s)", n, coqBool(fires)))
	}
	same := func(s string) string { return s }
	said := fmt.Sprintf("{| text := %s; ends := %s; fails := %s; looks := %s; firings := %s |}", coqBytes(c.text), coqList(t.ends, same),
		t.fails, coqList(t.looks, same), coqList(t.firings, same))
	release := func(f backfire.HoldFailure) string { return coqBool(f == backfire.ReleaseHeld) }
	return fmt.Sprintf("{| says := %s;\n  scans := %s; max_bytes := %d; on_overflow := %s; on_timeout := %s;\n  happens := %s;\n  left_after := %s; stops := %s; logged := %s |}",
		said, coqBool(c.scans), c.policy.Hold.MaxBytes, release(c.policy.Hold.OnOverflow), release(c.policy.Hold.OnTimeout),
		coqList(happens, same), coqList(c.left, func(n int) string { return fmt.Sprint(n) }), coqBool(c.result.Halt != nil), coqList(t.logged, same)), nil
}

// teller collects what the segmenter and the scanner say of an answer at each place where a claim begins.
type teller struct {
	kernel  kernel.Kernel
	c       *gateCase
	ends    []string
	fails   string
	looks   []string
	firings []string
	logged  []string
}

// Of a claim in the log.
const (
	approved = iota
	unjudged
	halted
)

// tell goes through the claims in the order in which they left, and then to the one that halted or never came.
func (t *teller) tell() error {
	t.fails = "None"
	var base fallback.Segmenter
	at, judged := 0, 0
	for _, n := range t.c.released {
		kind := approved
		if t.endedEarly(at, n) {
			kind = unjudged
		}
		after, err := t.place(base, at, n, kind == unjudged)
		if err != nil {
			return err
		}
		if kind == approved {
			judged++
		}
		t.logged = append(t.logged, fmt.Sprintf("(%d, %d)", kind, n))
		base, at = after, at+n
	}
	if at == len(t.c.text) {
		return nil
	}
	h := t.c.result.Halt
	n := len(t.c.text) - at
	if h != nil {
		n = h.Claim.Span.End - at
		switch h.Cause {
		case backfire.CauseContradiction, backfire.CauseUnsupported, backfire.CauseScore:
			t.fails = fmt.Sprintf("(Some %d)", judged)
			var err error
			if n, _, _, err = t.end(base, t.c.text[at:]); err != nil { // the span is without the white space after the claim
				return err
			}
		}
		t.logged = append(t.logged, fmt.Sprintf("(%d, %d)", halted, n))
	}
	_, err := t.place(base, at, n, false)
	return err
}

// endedEarly reports whether a bound ended the claim of n bytes.
func (t *teller) endedEarly(at, n int) bool {
	for _, c := range t.c.result.Claims {
		if c.Unjudged != backfire.BoundNone && c.Span == (backfire.Span{Start: at, End: at + n}) {
			return true
		}
	}
	return false
}

// place notes all that is said where a claim begins, and returns the segmenter after the claim.
func (t *teller) place(base fallback.Segmenter, at, n int, early bool) (fallback.Segmenter, error) {
	rest := t.c.text[at:]
	end, need, after, err := t.end(base, rest)
	if err != nil {
		return base, err
	}
	t.ends = append(t.ends, fmt.Sprintf("(%d, %d, %d)", at, need, end))
	limit := t.c.policy.Hold.MaxBytes
	ends := []int{end}
	if end > limit { // the bound cuts at a code point
		ends = []int{limit - 3, limit - 2, limit - 1, limit}
	}
	seen := map[int]bool{}
	for _, n := range ends {
		for ahead := 0; ahead <= 1024 && t.c.scans; ahead = max(1, 2*ahead) {
			view := min(n+ahead, len(rest))
			if seen[view] {
				continue
			}
			seen[view] = true
			if err := t.look(at, view); err != nil {
				return base, err
			}
		}
	}
	for _, f := range t.c.result.Firings {
		if f.Span.Start == at {
			if err := t.fire(at, int(f.Received)-at, f.Span.End-at); err != nil {
				return base, err
			}
		}
	}
	if early {
		after = base
		if _, _, err := t.kernel.Segment(&after, rest[:n], false); err != nil {
			return base, err
		}
		after.Cut(n)
	}
	return after, nil
}

// end returns where the first claim ends, and how many bytes it takes to know, more than there are if only the end of the
// answer tells.
func (t *teller) end(base fallback.Segmenter, rest string) (end, need int, after fallback.Segmenter, err error) {
	for need = 1; need <= len(rest); need++ {
		after = base
		end, ok, err := t.kernel.Segment(&after, rest[:need], false)
		if ok || err != nil {
			return end, need, after, err
		}
	}
	after = base
	end, _, err = t.kernel.Segment(&after, rest, true)
	return end, need, after, err
}

// look notes what is found in the n bytes from at on.
func (t *teller) look(at, n int) error {
	starts, alive, err := t.scan(at, n)
	if err != nil {
		return err
	}
	if len(starts) > 0 || alive < n {
		t.looks = append(t.looks, fmt.Sprintf("(%d, %d, %s, %d)", at, n, coqList(starts, func(i int) string { return fmt.Sprint(i) }), alive))
	}
	return nil
}

// scan returns where secrets begin on which the policy halts, and where something is alive.
func (t *teller) scan(at, n int) (starts []int, alive int, err error) {
	var s fallback.Scan
	if err := t.kernel.Scan(&s, t.c.text[at:at+n], fallback.ScanOutput); err != nil {
		return nil, 0, err
	}
	for _, f := range s.Findings {
		rule := t.kernel.Rule(f.Rule)
		if rule.Category == fallback.CategorySecret && int(rule.Weight) >= t.c.policy.Scan.MinWeight {
			starts = append(starts, f.Span.Start)
		}
	}
	return starts, s.Alive, nil
}

// fire notes that hold.max_wait fired when held bytes were held, n of them whole.
func (t *teller) fire(at, held, n int) error {
	pass := true
	if t.c.scans {
		starts, _, err := t.scan(at, held)
		if err != nil {
			return err
		}
		for _, start := range starts {
			pass = pass && start >= n
		}
	}
	t.firings = append(t.firings, fmt.Sprintf("(%d, %d, %d, %s)", at, held, n, coqBool(pass)))
	return nil
}
