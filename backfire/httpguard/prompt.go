package httpguard

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

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
	for i, t := range r.texts {
		found, err := look(guard, t)
		if err != nil {
			return nil, nil, err
		}
		x.verdict.Flagged += len(found.Findings)
		switch found.Action {
		case backfire.ActionHalt:
			if report == nil {
				report = reportOn(found, i, t)
			}
		case backfire.ActionRedact:
			x.verdict.Masked++
			edits = append(edits, edit{t.at, quoted(found.Text)})
		}
	}
	if report == nil {
		report, err = scanJoined(r, guard)
	}
	return edits, report, err
}

// look scans one text.
func look(guard *backfire.Guard, t requestText) (backfire.Check, error) {
	if t.document {
		return guard.CheckDocument(t.text)
	}
	return guard.CheckPrompt(t.text)
}

// scanJoined scans the texts of each message as the model reads them: one after another, in one word or in lines.
func scanJoined(r *request, guard *backfire.Guard) (*Report, error) {
	for i := 0; i < len(r.texts); {
		n := 1
		for i+n < len(r.texts) && r.texts[i+n].message == r.texts[i].message && r.texts[i+n].document == r.texts[i].document {
			n++
		}
		if n > 1 {
			for _, between := range []string{"", "\n"} {
				joined := r.texts[i]
				joined.text = joinTexts(r.texts[i:i+n], between)
				if found, err := look(guard, joined); err != nil {
					return nil, err
				} else if found.Action == backfire.ActionHalt {
					return reportOn(found, i, joined), nil
				}
			}
		}
		i += n
	}
	return nil, nil
}

func joinTexts(texts []requestText, between string) string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = t.text
	}
	return strings.Join(all, between)
}

// reportOn says why a request is refused: the heaviest finding. What the client calls a document is not said: it is text.
func reportOn(found backfire.Check, i int, t requestText) *Report {
	worst := found.Findings[0]
	for _, f := range found.Findings {
		if f.Weight > worst.Weight {
			worst = f
		}
	}
	where := "prompt"
	if t.document {
		where = "document[" + strconv.Itoa(i) + "]"
	}
	return &Report{
		Action: "refused", Cause: string(backfire.CauseFinding), Rule: worst.Rule, Where: where,
		Finding: &FoundPlace{worst.Category.String(), worst.Type, place(worst.Span)},
	}
}
