package backfire

import "github.com/backfire-ai/backfire-go/fallback"

// Span is a half-open range of bytes.
type Span = fallback.Span

// Verdict is what the facts say of a claim. Its String is "supported", "contradicted" or "unknown".
type Verdict = fallback.Verdict

// The three verdicts.
const (
	Unknown      = fallback.Unknown
	Supported    = fallback.Supported
	Contradicted = fallback.Contradicted
)

// Reason says by which rule a verdict was reached: "restated", "number", "unit", "date", "negation", "antonym", "entity",
// "unsupported", "no_facts" or "no_content", as its String gives it.
type Reason = fallback.Reason
