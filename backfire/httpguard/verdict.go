package httpguard

import (
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"github.com/backfire-ai/backfire-go/backfire"
)

// Outcome says how a guarded request ended.
type Outcome string

// The outcomes.
const (
	Passed  Outcome = "passed"  // all of the answer was judged, and left
	Halted  Outcome = "halted"  // the answer was cut
	Refused Outcome = "refused" // the request did not reach the service
	Failed  Outcome = "failed"  // something could not be judged, or the service or the client broke off: see Verdict.Err
)

// Verdict is what there is to say of one guarded request and its answer. It holds no text of either.
type Verdict struct {
	Format   string // the wire format, such as "openai.chat"
	Method   string
	Path     string
	Model    string // as the request names it
	Streamed bool
	Shadow   bool // the outcome is what would have been done: nothing was
	Outcome  Outcome
	Report   *Report // the evidence, of an answer that was cut and of a request that was refused; else nil
	Err      error   // a *Failure, or nil

	Status       int // of the service's answer, 0 if there was none
	Supported    int // how many claims are supported
	Contradicted int
	Unknown      int
	Unjudged     int   // how many a bound of the policy's hold ended before they could be judged
	Flagged      int   // how many findings the policy says to flag, in request and answer
	Masked       int   // how many texts of the request had something masked
	NLIFailures  int   // how many calls of the NLI hook failed
	Received     int64 // bytes of text in the answer
	Released     int64 // bytes of it that were approved
	Begin        time.Time
	FirstByte    time.Duration // from Begin until the service's first byte, 0 if there was none
	Duration     time.Duration // from Begin to the end of the answer
}

// Report says why an answer was cut or a request refused, with its evidence: places, ids and numbers, and no text. It is the
// member "backfire" of what the client gets.
type Report struct {
	Action  string      `json:"action"`            // "halted", "refused" or "failed"
	Cause   string      `json:"cause"`             // a backfire.Cause, or a FailureKind
	Rule    string      `json:"rule"`              // the rule that decided, else the cause
	Where   string      `json:"where,omitempty"`   // the text: "choices[0].content", say, or "prompt", or "document[2]"
	Claim   *Claim      `json:"claim,omitempty"`   // the claim that was cut
	Fact    *FactPlace  `json:"fact,omitempty"`    // what decided on it
	Finding *FoundPlace `json:"finding,omitempty"` // what was found
	Value   float64     `json:"value,omitempty"`   // of a halt on scores: what was compared
	Limit   float64     `json:"limit,omitempty"`   // with what
	Left    int64       `json:"released"`          // bytes of that text that had left
}

// Place is a half-open range of bytes, as [start, end].
type Place [2]int

// Claim is where a claim is and how it was judged.
type Claim struct {
	Span    Place   `json:"span"` // in bytes of the text
	Focus   *Place  `json:"focus,omitempty"`
	Verdict string  `json:"verdict"`
	Support float64 `json:"support"`
	Score   float64 `json:"score"`
}

// FactPlace is where a fact is.
type FactPlace struct {
	ID     string `json:"id"`
	Source string `json:"source,omitempty"` // in logs alone, as Line
	Line   int    `json:"line,omitempty"`
	Span   Place  `json:"span"` // the deciding sentence, in bytes of the fact
	Focus  *Place `json:"focus,omitempty"`
}

// FoundPlace is where something was found.
type FoundPlace struct {
	Category string `json:"category"`
	Type     string `json:"type,omitempty"`
	Span     Place  `json:"span"` // in bytes of the text
}

// reportOf says why a text was cut.
func reportOf(h *backfire.HaltError) *Report {
	r := &Report{Action: "halted", Cause: string(h.Cause), Rule: h.Rule, Value: h.Value, Limit: h.Limit}
	if h.Cause == backfire.CauseFinding {
		r.Finding = &FoundPlace{h.Finding.Category.String(), h.Finding.Type, place(h.Finding.Span)}
		return r
	}
	r.Claim, r.Fact = ClaimOf(h.Claim), FactOf(h.Claim.Evidence)
	return r
}

// of says which text it was. Of a tool call nothing has left.
func (r *Report) of(t *text) {
	r.Where = t.part.String()
	if t.part.class != call {
		r.Left = t.approved()
	}
}

// ClaimOf returns where a claim is and how it was judged.
func ClaimOf(c backfire.Claim) *Claim {
	return &Claim{
		Span: place(c.Span), Focus: somePlace(c.Focus), Verdict: c.Verdict.String(), Support: c.Support, Score: c.Score,
	}
}

// FactOf returns where the evidence for a claim is, nil if there is none.
func FactOf(e backfire.Evidence) *FactPlace {
	if !e.Found() {
		return nil
	}
	return &FactPlace{ID: e.Fact.ID, Source: e.Fact.Source, Line: e.Line(), Span: place(e.Span), Focus: somePlace(e.Focus)}
}

func place(s backfire.Span) Place { return Place{s.Start, s.End} }

func somePlace(s backfire.Span) *Place {
	if s.Len() == 0 {
		return nil
	}
	p := place(s)
	return &p
}

// json returns the report as it is sent to the client, which need not know where the facts lie.
func (r *Report) json() []byte {
	sent := *r
	if r.Fact != nil {
		fact := *r.Fact
		fact.Source, fact.Line = "", 0
		sent.Fact = &fact
	}
	b, err := json.Marshal(&sent)
	if err != nil { // a score that is no number cannot be
		return []byte(`{}`)
	}
	return b
}

// message says for a person what happened.
func (r *Report) message() string {
	why := r.Cause
	if r.Rule != r.Cause {
		why += " (" + r.Rule + ")"
	}
	switch r.Action {
	case "refused":
		return "backfire: the request was refused: " + why
	case "failed":
		return "backfire: the request failed: " + why
	}
	return "backfire: the answer was cut: " + why
}

// LogValue returns the verdict as a line of a log has it: what happened and on what evidence, and no text.
func (v Verdict) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("outcome", string(v.Outcome)), slog.String("format", v.Format), slog.String("method", v.Method),
		slog.String("path", v.Path), slog.String("model", v.Model), slog.Bool("streamed", v.Streamed), slog.Int("status", v.Status),
		slog.Int("supported", v.Supported), slog.Int("contradicted", v.Contradicted), slog.Int("unknown", v.Unknown),
		slog.Int("unjudged", v.Unjudged), slog.Int("flagged", v.Flagged), slog.Int("masked", v.Masked),
		slog.Int("nli_failures", v.NLIFailures), slog.Int64("received", v.Received), slog.Int64("released", v.Released),
		slog.Float64("first_byte_ms", v.FirstByte.Seconds()*1e3), slog.Float64("duration_ms", v.Duration.Seconds()*1e3),
	}
	if v.Shadow {
		attrs = append(attrs, slog.Bool("shadow", true))
	}
	if v.Report != nil {
		attrs = append(attrs, slog.Any("report", v.Report))
	}
	if failure, ok := errors.AsType[*Failure](v.Err); ok {
		attrs = append(attrs, slog.String("failure", string(failure.Kind)), slog.String("error", failure.Err.Error()))
	}
	return slog.GroupValue(attrs...)
}
