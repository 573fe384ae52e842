package httpguard

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/backfire-ai/backfire-go/backfire"
)

// whole guards an answer that is not streamed. It is judged before its header leaves, whatever the policy's mode: there is
// nothing to gain from letting bytes go first that have all arrived.
func (x *exchange) whole(resp *http.Response, body io.Reader) *http.Response {
	data, err := io.ReadAll(io.LimitReader(body, x.limits.Answer+1))
	switch {
	case err != nil:
		x.note(Failed, nil, x.broken(err))
		resp.Body = &plainBody{x: x, Reader: io.MultiReader(x.passable(data), failingReader{err})}
		return resp
	case int64(len(data)) > x.limits.Answer:
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(data), body), x.body}
		return x.unreadable(resp, &Failure{FailureTooLarge, fmt.Errorf("an answer of more than %d bytes", x.limits.Answer)})
	}
	resp.Body = io.NopCloser(bytes.NewReader(data))
	x.cancel()
	x.body.Close() // all of it has been read
	pieces, err := x.format.answer(data)
	if err != nil {
		return x.unreadable(resp, &Failure{FailureAnswer, err})
	}
	if err := x.gate(); err != nil {
		return x.unreadable(resp, &Failure{FailureJudge, err})
	}
	kept, report, failure := x.judgeWhole(pieces)
	switch {
	case failure != nil:
		return x.unreadable(resp, failure)
	case report != nil:
		x.note(Halted, report, nil)
		if !x.options.Shadow {
			with := ending{report: report.json(), message: report.message(), replacement: x.options.Replacement}
			if data, err = x.format.cutAnswer(data, pieces, kept, with); err != nil {
				return x.unreadable(resp, &Failure{FailureAnswer, err})
			}
			resp.ContentLength = int64(len(data))
			resp.Header.Set("Content-Length", strconv.Itoa(len(data)))
		}
	}
	resp.Body = io.NopCloser(bytes.NewReader(data))
	x.done()
	return resp
}

// gate judges from here on in the mode Gate.
func (x *exchange) gate() error {
	for _, guard := range []**backfire.Guard{&x.guard, &x.asides} {
		p := (*guard).Policy()
		if p.Mode == backfire.Gate {
			continue
		}
		p.Mode = backfire.Gate
		gate, err := (*guard).WithPolicy(p)
		if err != nil {
			return err
		}
		*guard = gate
	}
	return nil
}

// passable returns what was read of an answer that broke off: nothing, unless the guard is not to hold it back.
func (x *exchange) passable(data []byte) io.Reader {
	if x.options.Shadow {
		return bytes.NewReader(data)
	}
	return bytes.NewReader(nil)
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

// judgeWhole judges the texts of an answer and returns what of each may stay, and the report on the first that was cut.
func (x *exchange) judgeWhole(pieces []piece) (kept []keep, report *Report, failure *Failure) {
	if len(pieces) > x.limits.Texts {
		return nil, nil, &Failure{FailureTexts, fmt.Errorf("more than %d texts", x.limits.Texts)}
	}
	kept = make([]keep, len(pieces))
	for i := 0; i < len(pieces); {
		n := sameText(pieces[i:])
		halt, t, err := x.judgeText(pieces[i:i+n], kept[i:i+n])
		if err != nil {
			return nil, nil, &Failure{FailureJudge, err}
		}
		if halt != nil && report == nil {
			report = reportOf(halt)
			report.of(t)
		}
		i += n
	}
	dropAfterAsides(pieces, kept)
	return kept, report, nil
}

// sameText returns how many pieces are one text.
func sameText(pieces []piece) int {
	n := 1
	for n < len(pieces) && pieces[n].part == pieces[0].part {
		n++
	}
	return n
}

// judgeText judges one text, which is in some pieces, and notes what of each may stay.
func (x *exchange) judgeText(pieces []piece, kept []keep) (*backfire.HaltError, *text, error) {
	t := x.newText(pieces[0].part)
	var err error
	for _, p := range pieces {
		if err == nil {
			err = t.write(p.text)
		}
	}
	if err == nil {
		err = t.close()
	}
	var halt *backfire.HaltError
	if err != nil && !errors.As(err, &halt) {
		return nil, t, err
	}
	from := int64(0)
	for i, p := range pieces {
		to := from + int64(len(p.text))
		switch {
		case halt == nil || p.part.class != call && to <= t.approved():
			kept[i].all = true
		case p.part.class != call:
			kept[i].bytes = int(max(t.approved()-from, 0))
		}
		from = to
	}
	return halt, t, nil
}

// dropAfterAsides drops what a choice says if its reasoning was cut: that came before, wherever it stands.
func dropAfterAsides(pieces []piece, kept []keep) {
	for i, p := range pieces {
		if kept[i].all || p.part.class != aside {
			continue
		}
		for j, other := range pieces {
			if other.part.a == p.part.a && other.part.class != aside {
				kept[j] = keep{}
			}
		}
	}
}
