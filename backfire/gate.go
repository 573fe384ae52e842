package backfire

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// gate is what Stream and Filter have in common: it takes an answer in pieces, holds each claim until its verdict and
// then lets it out. It knows no clock and belongs to one goroutine at a time.
//
// Its decisions depend on the bytes of the answer alone, not on how they came in pieces: the segmenter sees to that for
// the ends of claims, and a cut by a bound starts the segmenter again from the start of the claim, with the bytes up to
// the cut and no others.
type gate struct {
	guard *Guard
	ctx   context.Context
	out   io.Writer
	opts  StreamOptions
	facts kernel.Snapshot
	halt  kernel.Halt // nil when scores do not halt

	seg  fallback.Segmenter // as far as the claim in progress has been looked at
	base fallback.Segmenter // at the start of the claim in progress

	buf     []byte
	head    int // buf[head:] is what is held: the claim in progress and what follows
	at      int // offset of buf[head] in the answer
	sent    int // offset in the answer up to which bytes have left
	blank   int // how much of buf[head:] is known to be white space
	ended   int64
	pending int  // length of the claim that has ended and has not been scanned, 0 if there is none
	early   bool // it ended because no claim ends within Hold.MaxBytes
	ahead   int  // how far beyond its end it is to be scanned next

	scan *fallback.Scan // nil when nothing is looked for

	claims claimRing
	state  Result // without Claims
	closed bool
}

// pieceSize is how much of a long Write is taken at a time, in bytes. It bounds the memory, not the result.
const pieceSize = 4096

func (g *Guard) newGate(ctx context.Context, out io.Writer, opts *StreamOptions) *gate {
	t := &gate{guard: g, ctx: ctx, out: out, claims: claimRing{limit: g.policy.KeepClaims}}
	if opts != nil {
		t.opts = *opts
	}
	var err error
	if t.facts, err = g.index.snapshot(); err != nil {
		t.stop(err)
		return t
	}
	if g.policy.Scan.Output.active() {
		t.scan = new(fallback.Scan)
	}
	if g.policy.Halt.Enabled {
		if t.halt, err = g.kernel.NewHalt(g.policy.Halt.config()); err != nil {
			t.stop(err)
		}
	}
	return t
}

// stopped returns why the gate takes no more, or nil.
func (t *gate) stopped() error {
	switch {
	case t.state.Err != nil:
		return t.state.Err
	case t.closed:
		return ErrClosed
	}
	return nil
}

// write takes more of the answer. It returns how much of p it took: all, unless there is an error, and then what of p
// has left.
func (t *gate) write(p string) (n int, err error) {
	if err := t.stopped(); err != nil {
		return 0, err
	}
	begin := t.received()
	for rest := p; len(rest) > 0 && t.state.Err == nil; {
		if err := t.ctx.Err(); err != nil {
			t.stop(err)
			break
		}
		piece := rest[:min(len(rest), pieceSize)]
		if until, ok := t.nextReplay(); ok {
			piece = piece[:min(len(piece), until)]
		}
		rest = rest[len(piece):]
		t.take(piece)
		t.advance(false)
		if until, ok := t.nextReplay(); ok && until == 0 {
			t.opts.Replay = t.opts.Replay[1:]
			t.expire()
		}
	}
	if t.state.Err != nil {
		return min(max(t.sent-begin, 0), len(p)), t.state.Err
	}
	return len(p), nil
}

// received returns how many bytes of the answer have been taken.
func (t *gate) received() int { return t.at + len(t.buf) - t.head }

// held returns the bytes that wait for a verdict.
func (t *gate) held() []byte { return t.buf[t.head:] }

// nextReplay returns after how many more bytes the next firing to be replayed is due.
func (t *gate) nextReplay() (bytes int, ok bool) {
	for len(t.opts.Replay) > 0 {
		if n := t.opts.Replay[0].Received - int64(t.received()); n >= 0 {
			return int(min(n, int64(pieceSize))), true
		}
		t.opts.Replay = t.opts.Replay[1:]
	}
	return 0, false
}

// take appends a piece to what is held; in passthrough mode it leaves at once.
func (t *gate) take(piece string) {
	if t.head > 0 && len(t.buf)+len(piece) > cap(t.buf) {
		t.buf = t.buf[:copy(t.buf, t.held())]
		t.head = 0
	}
	t.buf = append(t.buf, piece...)
	if t.guard.policy.Mode == Passthrough {
		t.release(len(t.held()) - incomplete(t.held()))
	}
}

// advance decides all claims that can be decided. At the end of the answer that is all that is held.
func (t *gate) advance(eof bool) {
	limit := t.guard.policy.Hold.MaxBytes
	window := limit + fallback.LookAhead
	for t.state.Err == nil {
		if t.pending > 0 {
			if !t.scanned(t.pending, eof) {
				return
			}
			n, early := t.pending, t.early
			t.pending, t.early = 0, false
			switch {
			case t.state.Err != nil:
			case early:
				t.endEarly(n, BoundBytes)
			default:
				t.decide(n)
			}
			continue
		}
		view, last := t.held(), eof
		if len(view) > window {
			view, last = view[:window], false
		}
		end, ok, err := t.guard.kernel.Segment(&t.seg, alias(view), last)
		switch {
		case err != nil:
			t.stop(err)
		case ok && end <= limit:
			t.pending = end
		case (ok || len(view) == window) && t.guard.policy.Hold.OnOverflow == HaltHeld: // no claim ends within the limit
			t.endEarly(cutPoint(view, limit), BoundBytes)
		case ok || len(view) == window:
			t.pending, t.early = cutPoint(view, limit), true
		default:
			return
		}
	}
}

// alias returns b as a string without copying it.
func alias(b []byte) string {
	// SAFETY: the kernel keeps no part of a text beyond the call, and b does not change during the call.
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// cutPoint returns the last code-point boundary of b that is at most n, for n < len(b). A byte that is part of no code
// point stands for itself.
func cutPoint(b []byte, n int) int {
	for i := n - 1; i >= 0 && n-i < utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if _, size := utf8.DecodeRune(b[i:]); i+size > n {
				return i
			}
			break
		}
	}
	return n
}

// incomplete returns how many bytes at the end of b may be the start of a code point that is not all there yet.
func incomplete(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// inProgress returns a number for the claim in progress that no other claim of the answer has, 0 if there is none: if
// nothing but white space is held.
func (t *gate) inProgress() int64 {
	held := t.held()
	for t.blank < len(held) {
		rest := held[t.blank:]
		if !utf8.FullRune(rest) {
			break
		}
		r, size := utf8.DecodeRune(rest)
		if !unicode.IsSpace(r) {
			return t.ended + 1
		}
		t.blank += size
	}
	return 0
}

// expire ends the claim in progress because it has been held for too long.
func (t *gate) expire() {
	if t.stopped() != nil || t.inProgress() == 0 {
		return
	}
	if err := t.ctx.Err(); err != nil {
		t.stop(err)
		return
	}
	n := len(t.held()) - incomplete(t.held())
	t.state.Firings = append(t.state.Firings, Firing{
		Received: int64(t.received()), Span: Span{Start: t.at, End: t.at + n},
	})
	t.endEarly(n, BoundTime)
}

// close judges what is held as the end of the answer.
func (t *gate) close() error {
	if t.closed {
		return t.state.Err
	}
	t.closed = true
	if t.state.Err == nil && t.ctx.Err() != nil {
		t.stop(t.ctx.Err())
	}
	if t.state.Err == nil && t.guard.policy.Mode == Passthrough {
		t.release(len(t.held()))
	}
	t.advance(true)
	return t.state.Err
}

// release lets the first n held bytes leave, those that have not yet.
func (t *gate) release(n int) {
	from := t.sent - t.at
	if t.state.Err != nil || from >= n {
		return
	}
	p := t.held()[from:n]
	wrote, err := t.out.Write(p)
	wrote = min(max(wrote, 0), len(p))
	if err == nil && wrote < len(p) {
		err = io.ErrShortWrite
	}
	t.sent += wrote
	t.state.Released = int64(t.sent)
	if err != nil {
		t.state.Err = &WriteError{Released: t.state.Released, Err: err}
	}
}

// drop forgets the first n held bytes: the claim that they are has been dealt with.
func (t *gate) drop(n int) {
	t.head += n
	t.at += n
	t.blank = 0
	t.ended++
	t.base = t.seg
}

// stop ends the stream with the error of its context or of the kernel.
func (t *gate) stop(err error) {
	t.state.Err = fmt.Errorf("backfire: stream stopped after %d released bytes: %w", t.state.Released, err)
}

// decide judges the claim that is the first n held bytes, and lets it leave or halts.
func (t *gate) decide(n int) {
	text := alias(t.held()[:n])
	c, err := t.guard.ground(text, t.at, t.facts)
	if err != nil {
		t.stop(err)
		return
	}
	if c.Span.Len() > 0 { // else it is white space at the end
		t.judge(&c)
	}
	if t.state.Err == nil {
		t.release(n)
		t.drop(n)
	}
}

// judge counts a claim and halts if the policy says so.
func (t *gate) judge(c *Claim) {
	t.askNLI(c)
	if t.state.Err != nil {
		return
	}
	t.record(c)
	switch {
	case c.Verdict == Contradicted:
		t.stopAt(HaltError{Cause: CauseContradiction, Rule: c.Reason.String(), Claim: *c})
	case c.NLIErr != nil && t.guard.policy.NLI.OnFailure == FailClosed:
		t.stopAt(HaltError{Cause: CauseNLI, Rule: string(CauseNLI), Claim: *c, Err: c.NLIErr})
	case c.Verdict == Unknown && t.guard.policy.Strict:
		t.stopAt(HaltError{Cause: CauseUnsupported, Rule: c.Reason.String(), Claim: *c})
	case t.halt != nil:
		d, err := t.halt.Step(fallback.HaltToken{Score: c.Score})
		if err != nil {
			t.stop(err)
		} else if d.Halted {
			t.stopAt(HaltError{Cause: CauseScore, Rule: d.Reason.String(), Claim: *c, Value: d.Value, Limit: d.Limit})
		}
	}
}

// askNLI adds the hook's part to the score of a claim that the facts do not contradict.
func (t *gate) askNLI(c *Claim) {
	if t.guard.nli == nil || t.opts.Prompt == "" || c.Verdict == Contradicted {
		return
	}
	r := t.guard.nli.call(t.ctx, t.opts.Prompt, alias(t.slice(c.Span)))
	switch {
	case r.stopped != nil:
		t.stop(r.stopped)
	case r.failure != nil:
		c.NLIErr = r.failure
		t.state.NLIFailures++
		t.guard.log.LogAttrs(t.ctx, slog.LevelWarn, "NLI hook failed",
			slog.Int("offset", c.Span.Start), slog.Any("error", r.failure))
	default:
		score, err := t.guard.coherence(r.divergence, 1-c.Support)
		if err != nil {
			t.stop(err)
			return
		}
		c.Score = score
	}
}

// slice returns the held bytes of a span of the answer.
func (t *gate) slice(s Span) []byte { return t.held()[s.Start-t.at : s.End-t.at] }

// record counts a decided claim and tells who wants to know.
func (t *gate) record(c *Claim) {
	switch {
	case c.Unjudged != BoundNone:
		t.state.Unjudged++
	case c.Verdict == Supported:
		t.state.Supported++
	case c.Verdict == Contradicted:
		t.state.Contradicted++
	default:
		t.state.Unknown++
	}
	t.claims.add(c)
	if t.opts.OnClaim != nil {
		t.opts.OnClaim(*c)
	}
}

// endEarly ends the claim in progress after n bytes because of a bound, and does what the policy says of it.
func (t *gate) endEarly(n int, bound Bound) {
	t.pending, t.early, t.ahead = 0, false, 0
	seg := t.base
	if _, _, err := t.guard.kernel.Segment(&seg, alias(t.held()[:n]), false); err != nil {
		t.stop(err)
		return
	}
	seg.Cut(n)
	t.seg = seg
	c := Claim{Span: Span{Start: t.at, End: t.at + n}, Unjudged: bound}
	t.record(&c)
	failure, cause := t.guard.policy.Hold.OnOverflow, CauseHoldBytes
	if bound == BoundTime {
		failure, cause = t.guard.policy.Hold.OnTimeout, CauseHoldTime
	}
	if failure == HaltHeld {
		t.stopAt(HaltError{Cause: cause, Rule: string(cause), Claim: c})
		return
	}
	if bound == BoundTime && t.scan != nil { // as far as it is there: nothing more can be waited for
		if t.look(n, len(t.held()), true); t.state.Err != nil {
			return
		}
		t.flag(n)
	}
	t.guard.log.LogAttrs(t.ctx, slog.LevelWarn, "released unjudged",
		slog.String("bound", string(bound)), slog.Int("start", c.Span.Start), slog.Int("end", c.Span.End))
	t.release(n)
	t.drop(n)
}

// stopAt halts the stream at a claim.
func (t *gate) stopAt(h HaltError) {
	h.Text = string(t.slice(h.Claim.Span))
	h.Released = t.state.Released
	t.state.Halt, t.state.Err = &h, &h
	t.guard.log.LogAttrs(t.ctx, slog.LevelWarn, "halted",
		slog.String("cause", string(h.Cause)), slog.String("rule", h.Rule),
		slog.Int("start", h.Claim.Span.Start), slog.Int("end", h.Claim.Span.End),
		slog.String("fact", h.Claim.Evidence.Fact.ID), slog.Int64("released", h.Released))
}

// result returns how the stream stands.
func (t *gate) result() Result {
	r := t.state
	r.Received = int64(t.received())
	r.Claims = t.claims.list()
	r.Firings = append([]Firing(nil), r.Firings...)
	return r
}

// claimRing holds the last claims, at most limit.
type claimRing struct {
	limit int
	ring  []Claim
	next  int // where the next one goes once the ring is full
}

func (r *claimRing) add(c *Claim) {
	if len(r.ring) < r.limit {
		r.ring = append(r.ring, *c)
		return
	}
	r.ring[r.next] = *c
	r.next = (r.next + 1) % r.limit
}

// list returns the claims in the order in which they were added.
func (r *claimRing) list() []Claim {
	return append(append(make([]Claim, 0, len(r.ring)), r.ring[r.next:]...), r.ring[:r.next]...)
}
