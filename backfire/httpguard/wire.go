package httpguard

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/backfire-ai/backfire-go/backfire"
)

// wire is the gate for the events of one answer. Events come in, and go out in the same order, each when all its text has
// been approved.
type wire struct {
	x      *exchange
	format streamFormat
	texts  map[part]*text
	order  []*text // in the order in which they came up
	last   *text   // that got something

	queue []*held // what waits, the first to leave first
	free  []*held
	bytes int // in the queue

	found    findings
	out      []byte // what may leave, until the client takes it
	ended    bool   // the answer was cut; nothing more is taken
	complete bool   // the event that ends the answer has left
	raw      bool   // nothing is judged any more: all passes
	pass     bool   // bytes leave first and are judged then
	open     bool   // no blank line ends the last event
}

// held is an event that waits.
type held struct {
	raw, data []byte // data is a part of raw, or was joined of several lines
	needs     []need
	pieces    []piece // without their texts, unless something is cut
	cuts      []cut
	mark      mark
	done      bool
}

// size is what it holds: its bytes, and about what it takes to note them, or blank lines would take much and count little.
func (h *held) size() int { return len(h.raw) + 256 }

// need is what has to be approved before an event may leave.
type need struct {
	text     *text
	from, to int64 // of its bytes
	all      bool  // all of it, ended
}

// never is what an event waits for whose text was not looked at.
var never = need{text: new(text), all: true}

func (n need) met() bool {
	if n.all {
		return n.text.closed
	}
	return n.text.approved() >= n.to
}

func newWire(x *exchange) *wire {
	return &wire{
		x: x, format: x.format.stream(), texts: map[part]*text{},
		pass: x.options.Shadow || x.guard.Policy().Mode == backfire.Passthrough,
	}
}

// take lets an event in. In a wire that passes all, it has left by then.
func (w *wire) take(e event) {
	if w.raw {
		if !w.pass {
			w.out = append(w.out, e.raw...)
		}
		return
	}
	h := w.hold(e)
	w.found.reset()
	switch {
	case e.odd:
		w.fail(&Failure{FailureAnswer, errOddLine}, h)
		return
	case len(h.data) > 0:
		e.data = h.data // which stays
		if err := w.format.event(e, &w.found); err != nil {
			w.fail(&Failure{FailureAnswer, err}, h)
			return
		}
	}
	if err := w.judge(h); err != nil {
		w.stop(err)
		return
	}
	w.flush()
	if w.bytes > w.x.limits.Held {
		w.fail(&Failure{FailureTooLarge, fmt.Errorf("%d bytes wait for a verdict, the limit is %d", w.bytes, w.x.limits.Held)}, nil)
	}
}

var errOddLine = errors.New("a line that no text/event-stream has")

// hold puts an event into the queue.
func (w *wire) hold(e event) *held {
	var h *held
	if n := len(w.free); n > 0 {
		h, w.free = w.free[n-1], w.free[:n-1]
	} else {
		h = new(held)
	}
	w.queue = append(w.queue, h)
	*h = held{raw: append(h.raw[:0], e.raw...), needs: h.needs[:0], pieces: h.pieces[:0], cuts: h.cuts[:0]}
	if e.many || len(e.data) == 0 {
		h.data = bytes.Clone(e.data)
	} else {
		at := cap(e.raw) - cap(e.data) // data is a part of raw
		h.data = h.raw[at : at+len(e.data)]
	}
	w.bytes += h.size()
	return h
}

// judge hands on the text that was found in an event, and notes what the event waits for.
func (w *wire) judge(h *held) error {
	h.mark, h.done = w.found.mark, w.found.done
	h.pieces = append(h.pieces, w.found.pieces...)
	h.cuts = append(h.cuts, w.found.cuts...)
	for _, p := range w.found.pieces {
		n, err := w.feed(p)
		h.needs = append(h.needs, n)
		if err != nil {
			return err
		}
	}
	for _, a := range w.found.ends {
		if err := w.close(func(t *text) bool { return t.part.a == a }); err != nil {
			return err
		}
	}
	if w.found.done {
		return w.close(func(*text) bool { return true })
	}
	return nil
}

// feed hands a piece of text on and returns what its event waits for.
func (w *wire) feed(p piece) (need, error) {
	t, err := w.text(p.part)
	if err == nil && p.whole {
		return w.whole(t, p)
	}
	if err == nil && t.closed { // it goes on after its end
		t, err = w.renew(p.part)
	}
	if err != nil {
		return never, err
	}
	if err := w.endAsides(t, p); err != nil {
		return never, err
	}
	n := need{text: t, from: t.received, to: t.received + int64(len(p.text)), all: p.part.class == call}
	return n, w.add(t, p)
}

// endAsides ends the reasoning of a choice when its answer begins. That format has no event that does, and without an end
// the last claim of the reasoning, and all behind it, would wait for the end of the answer.
func (w *wire) endAsides(t *text, p piece) error {
	if t == w.last || p.text == "" {
		return nil
	}
	w.last = t
	if p.part.class == aside || p.part.root != "choices" {
		return nil
	}
	return w.close(func(other *text) bool { return other.part.class == aside && other.part.a == p.part.a })
}

// add adds a piece to its text.
func (w *wire) add(t *text, p piece) error {
	if p.text != "" {
		if err := t.write(p.text); err != nil {
			return err
		}
	}
	if p.ends {
		return t.close()
	}
	return nil
}

// whole takes all of a text, which may have come in pieces before: then it is approved already, if it is the same.
func (w *wire) whole(t *text, p piece) (need, error) {
	if t.received > 0 || t.closed {
		if err := t.close(); err != nil {
			return never, err
		}
		if t.is(p.text) {
			return need{text: t, to: t.received, all: true}, nil
		}
		other, err := w.renew(p.part)
		if err != nil {
			return never, err
		}
		t = other
	}
	n := need{text: t, to: int64(len(p.text)), all: p.part.class == call}
	return n, w.add(t, p)
}

// text returns the text of a part.
func (w *wire) text(p part) (*text, error) {
	if t := w.texts[p]; t != nil {
		return t, nil
	}
	return w.renew(p)
}

// renew begins a text anew.
func (w *wire) renew(p part) (*text, error) {
	if len(w.order) >= w.x.limits.Texts {
		return nil, &Failure{FailureTexts, fmt.Errorf("more than %d texts", w.x.limits.Texts)}
	}
	p.name = strings.Clone(p.name) // it may lie in the event
	t := w.x.newText(p)
	w.texts[p] = t
	w.order = append(w.order, t)
	return t, nil
}

// close ends the texts that are chosen.
func (w *wire) close(chosen func(*text) bool) error {
	for _, t := range w.order {
		if chosen(t) {
			if err := t.close(); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush lets out what may leave.
func (w *wire) flush() {
	n := 0
	for _, h := range w.queue {
		if !h.met() {
			break
		}
		w.leave(h)
		n++
	}
	if n > 0 {
		w.queue = w.queue[:copy(w.queue, w.queue[n:])]
	}
}

func (h *held) met() bool {
	for _, n := range h.needs {
		if !n.met() {
			return false
		}
	}
	return true
}

// passed notes what an event that left unjudged means for the end of the answer.
func (w *wire) passed(e event) {
	w.found.reset()
	if err := w.format.event(e, &w.found); err == nil && w.found.mark != (mark{}) {
		w.format.left(w.found.mark, e.data)
	}
}

// leave lets an event out as it came.
func (w *wire) leave(h *held) {
	if !w.pass {
		w.out = append(w.out, h.raw...)
	}
	if h.mark != (mark{}) {
		w.format.left(h.mark, h.data)
	}
	w.complete = w.complete || h.done
	w.bytes -= h.size()
	if len(h.raw) <= 4096 && len(w.free) < 64 {
		w.free = append(w.free, h)
	}
}

// finish says that the service has sent all.
func (w *wire) finish() {
	if w.raw || w.ended {
		return
	}
	if err := w.close(func(*text) bool { return true }); err != nil {
		w.stop(err)
		return
	}
	w.flush()
}

// look finds out what a timer has done.
func (w *wire) look() {
	for _, t := range w.order {
		if err := t.stream.Err(); err != nil {
			w.stop(err)
			return
		}
	}
	w.flush()
}

// stop ends the answer because of what a text's stream says.
func (w *wire) stop(err error) {
	var halt *backfire.HaltError
	if !errors.As(err, &halt) {
		var failure *Failure
		if !errors.As(err, &failure) {
			failure = &Failure{FailureJudge, err}
		}
		w.fail(failure, nil)
		return
	}
	report := reportOf(halt)
	for _, t := range w.order {
		if t.stream.Err() == error(halt) {
			report.of(t)
		}
	}
	w.x.note(Halted, report, nil)
	w.cut(report)
}

// fail does with what cannot be judged what the options say. h is the event at fault, nil if it is not one event.
func (w *wire) fail(failure *Failure, h *held) {
	w.x.note(Failed, nil, failure)
	switch {
	case w.x.options.Shadow:
		w.queue, w.raw = nil, true
	case w.x.options.OnFailure != FailOpen:
		if h != nil {
			h.needs = append(h.needs, never)
		}
		w.cut(&Report{Action: "halted", Cause: string(failure.Kind), Rule: string(failure.Kind)})
	case h != nil: // this event alone passes
		w.flush()
	default:
		for _, h := range w.queue {
			w.leave(h)
		}
		w.queue, w.raw = nil, true
	}
}

// cut ends the answer: what was approved leaves, and then what says that the answer was filtered. Its reader hangs up on the
// service when it sees that.
func (w *wire) cut(report *Report) {
	if w.x.options.Shadow {
		w.queue, w.raw = nil, true
		return
	}
	w.ended = true
	if !w.pass {
		w.flush()
	}
	var gone []part
	for _, h := range w.queue {
		if w.pass {
			w.leave(h)
		} else {
			gone = w.leaveSome(h, gone)
		}
	}
	w.queue = nil
	if w.open {
		w.out = append(w.out, "\n\n"...)
	}
	w.out = w.format.end(w.out, ending{report: report.json(), message: report.message(), replacement: w.x.options.Replacement}, w.left)
}

// leaveSome lets out what was approved of an event, if anything was, and adds to the parts of which something is gone: what
// follows those does not leave. Of an event that tells all of a text, or an item with a call, nothing does: the end of the
// answer says what has left.
func (w *wire) leaveSome(h *held, gone []part) []part {
	kept := make([]keep, len(h.pieces))
	some, all := false, false
	for i, p := range h.pieces {
		if i < len(h.needs) && !slices.ContainsFunc(gone, p.part.follows) { // else it was not looked at
			kept[i] = h.needs[i].kept()
		}
		if kept[i].all {
			some = true
			continue
		}
		some, all = some || kept[i].bytes > 0, all || p.whole || p.part.class == call && p.part.root == "output"
		gone = append(gone, p.part)
	}
	if !some || all {
		return gone
	}
	data := splice(h.data, inOrder(cutEdits(h.pieces, kept, h.cuts)))
	w.out = append(w.out, withData(h.raw, data)...)
	if h.mark != (mark{}) {
		w.format.left(h.mark, data)
	}
	return gone
}

// kept returns how much of its piece may leave.
func (n need) kept() keep {
	switch {
	case n.met():
		return keep{all: true}
	case n.all:
		return keep{}
	}
	return keep{bytes: int(min(max(n.text.approved()-n.from, 0), n.to-n.from))}
}

// left returns what has left of a part.
func (w *wire) left(p part) string {
	if t := w.texts[p]; t != nil {
		return t.keptText()
	}
	return ""
}
