package httpguard

import (
	"errors"
	"net/http"

	"github.com/backfire-ai/backfire-go/backfire"
)

// check takes a request apart and scans it. It returns what it says (nil if that could not be read), the body to send, and
// the answer that refuses it, if it is refused.
func (x *exchange) check(req *http.Request, body []byte, guard *backfire.Guard) (*request, []byte, *http.Response) {
	if len(body) == 0 {
		return nil, body, nil
	}
	r, err := x.requestOf(req, body)
	if err != nil {
		failure := &Failure{FailureRequest, err}
		if x.mayRefuse() {
			return nil, body, x.unable(req, http.StatusBadRequest, failure)
		}
		x.note(Failed, nil, failure)
		return nil, body, nil
	}
	x.verdict.Model, x.prompt = r.model, r.prompt()
	edits, report, err := x.scan(r, guard)
	switch {
	case err != nil && x.mayRefuse():
		return nil, body, x.unable(req, http.StatusServiceUnavailable, &Failure{FailureJudge, err})
	case err != nil:
		x.note(Failed, nil, &Failure{FailureJudge, err})
	case report != nil && x.options.Shadow:
		x.note(Refused, report, nil)
	case report != nil:
		return nil, body, x.refuse(req, http.StatusBadRequest, report, nil)
	case len(edits) > 0 && !x.options.Shadow:
		body = splice(body, inOrder(edits))
	}
	return r, body, nil
}

var errEncoded = errors.New("a request that is compressed, want one that is not")

func (x *exchange) requestOf(req *http.Request, body []byte) (*request, error) {
	if encoding := req.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, errEncoded
	}
	return x.format.request(body)
}

// scan scans the texts of a request. It returns the edits that mask what is to be masked, and a report if it is refused.
func (x *exchange) scan(r *request, guard *backfire.Guard) (edits []edit, report *Report, err error) {
	for _, t := range r.texts {
		look, where := guard.CheckPrompt, "prompt"
		if t.document {
			look, where = guard.CheckDocument, "document"
		}
		found, err := look(t.text)
		if err != nil {
			return nil, nil, err
		}
		x.verdict.Flagged += len(found.Findings)
		switch found.Action {
		case backfire.ActionHalt:
			if report == nil {
				report = x.reportOn(guard, found, t, where)
			}
		case backfire.ActionRedact:
			x.verdict.Masked++
			edits = append(edits, edit{t.at, quoted(found.Text)})
		}
	}
	return edits, report, nil
}

// reportOn says why a request is refused: the heaviest finding.
func (x *exchange) reportOn(guard *backfire.Guard, found backfire.Check, t requestText, where string) *Report {
	worst := found.Findings[0]
	for _, f := range found.Findings {
		if f.Weight > worst.Weight {
			worst = f
		}
	}
	if t.id != "" {
		where += " " + t.id
	}
	return &Report{
		Action: "refused", Cause: string(backfire.CauseFinding), Rule: worst.Rule, Where: where,
		Finding: &FoundPlace{worst.Category.String(), worst.Type, place(worst.Span)},
	}
}
