package fallback

import "math"

// HaltConfig parameterises Halt. Scores may have any scale (coherence in [0,1], log-probabilities), so their limits may
// be any finite number.
type HaltConfig struct {
	HardLimit       float64 // a score below this halts
	SoftLimit       float64 // a score that passes but is below this is a warning; at most HardLimit: none is
	Window          int     // tokens in the window mean, 1 to MaxHaltWindow
	WindowThreshold float64 // a mean over a full window below this halts
	TrendWindow     int     // tokens in the trend, 2 to MaxHaltWindow
	TrendThreshold  float64 // ≥ 0; a drop over a full trend window above this halts
	EntropyLimit    float64 // ≥ 0; a logit entropy above this halts
	Deadline        float64 // milliseconds of scoring a token, > 0; more halts
}

// MaxHaltWindow is the largest window, in tokens.
const MaxHaltWindow = 1 << 16

// DefaultHaltConfig returns hard limit .5, soft limit .7, window 10 with .55, trend 5 with .15, entropy 1.2 and a deadline
// of 50 ms: for scores in [0,1].
func DefaultHaltConfig() HaltConfig {
	return HaltConfig{
		HardLimit: .5, SoftLimit: .7, Window: 10, WindowThreshold: .55, TrendWindow: 5, TrendThreshold: .15,
		EntropyLimit: 1.2, Deadline: 50,
	}
}

// Validate returns a *ConfigError naming the first field that is out of its range.
func (c HaltConfig) Validate() error {
	checks := []struct {
		field     string
		value     float64
		low, high float64
	}{
		{"hard_limit", c.HardLimit, -math.MaxFloat64, math.MaxFloat64},
		{"soft_limit", c.SoftLimit, -math.MaxFloat64, math.MaxFloat64},
		{"window", float64(c.Window), 1, MaxHaltWindow},
		{"window_threshold", c.WindowThreshold, -math.MaxFloat64, math.MaxFloat64},
		{"trend_window", float64(c.TrendWindow), 2, MaxHaltWindow},
		{"trend_threshold", c.TrendThreshold, 0, math.MaxFloat64},
		{"entropy_limit", c.EntropyLimit, 0, math.MaxFloat64},
		{"deadline_ms", c.Deadline, math.SmallestNonzeroFloat64, math.MaxFloat64},
	}
	for _, ch := range checks {
		if err := within(ch.field, ch.value, ch.low, ch.high); err != nil {
			return err
		}
	}
	return nil
}

// HaltReason is the condition that halted.
type HaltReason uint8

// The reasons to halt, in the order in which they are checked.
const (
	HaltNone HaltReason = iota
	HaltNonFinite
	HaltHardLimit
	HaltWindowMean
	HaltTrend
	HaltEntropy
	HaltDeadline
)

var haltReasonNames = [...]string{
	HaltNone: "", HaltNonFinite: "non_finite", HaltHardLimit: "hard_limit", HaltWindowMean: "window_mean",
	HaltTrend: "trend", HaltEntropy: "entropy", HaltDeadline: "deadline",
}

// String returns the reason's name in reports: "hard_limit", say; "" for HaltNone and for what is no reason.
func (r HaltReason) String() string {
	if int(r) >= len(haltReasonNames) {
		return ""
	}
	return haltReasonNames[r]
}

// HaltToken is what Halt is told of a token. It holds no text: the caller emits the token if the decision is not to halt.
type HaltToken struct {
	Score      float64 // coherence; not finite halts
	Entropy    float64 // of the logits, looked at if HasEntropy
	HasEntropy bool
	Elapsed    float64 // milliseconds that scoring took, looked at if HasElapsed
	HasElapsed bool
}

// HaltDecision is the verdict on a token. No number in it is NaN.
type HaltDecision struct {
	Index   int        // of the token that halted, or of this one; the first is 0
	Halted  bool       // this token and all after it are not emitted
	Reason  HaltReason // HaltNone unless Halted
	Value   float64    // what was compared; the score if all passed; 0 for an input that is not finite
	Limit   float64    // what it was compared with; the hard limit if all passed
	Warning bool       // passed, with a score below the soft limit
}

// Halt decides, token by token, when a stream ends. Halting is irrevocable. A Halt belongs to one goroutine; Step does
// not allocate.
type Halt struct {
	cfg    HaltConfig
	keep   int       // the longer of the two windows
	scores []float64 // the last scores, oldest first, at least keep of them once so many were seen
	seen   int
	halted HaltDecision
}

// NewHalt returns a machine at the start of a stream, or the *ConfigError of its configuration.
func NewHalt(cfg HaltConfig) (*Halt, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	keep := max(cfg.Window, cfg.TrendWindow)
	return &Halt{cfg: cfg, keep: keep, scores: make([]float64, 0, 2*keep)}, nil
}

// Reset puts the machine back to the start of a stream.
func (h *Halt) Reset() {
	h.scores = h.scores[:0]
	h.seen = 0
	h.halted = HaltDecision{}
}

// Step decides on the next token. After a halt it returns that halt's decision for ever.
func (h *Halt) Step(t HaltToken) HaltDecision {
	if h.halted.Halted {
		return h.halted
	}
	index := h.seen
	h.seen++
	if reason, value, limit := h.check(&t); reason != HaltNone {
		h.halted = HaltDecision{Index: index, Halted: true, Reason: reason, Value: value, Limit: limit}
		return h.halted
	}
	return HaltDecision{Index: index, Value: t.Score, Limit: h.cfg.HardLimit, Warning: t.Score < h.cfg.SoftLimit}
}

// check looks at the conditions in their order.
func (h *Halt) check(t *HaltToken) (reason HaltReason, value, limit float64) {
	if !isFinite(t.Score) {
		return HaltNonFinite, 0, h.cfg.HardLimit
	}
	if t.Score < h.cfg.HardLimit {
		return HaltHardLimit, t.Score, h.cfg.HardLimit
	}
	h.remember(t.Score)
	if n := len(h.scores) - h.cfg.Window; n >= 0 {
		if mean := windowMean(h.scores[n:]); mean < h.cfg.WindowThreshold {
			return HaltWindowMean, mean, h.cfg.WindowThreshold
		}
	}
	if n := len(h.scores) - h.cfg.TrendWindow; n >= 0 {
		if drop := trendDrop(h.scores[n:]); drop > h.cfg.TrendThreshold {
			return HaltTrend, drop, h.cfg.TrendThreshold
		}
	}
	if t.HasEntropy && exceeds(t.Entropy, h.cfg.EntropyLimit) {
		return HaltEntropy, finiteOrZero(t.Entropy), h.cfg.EntropyLimit
	}
	if t.HasElapsed && exceeds(t.Elapsed, h.cfg.Deadline) {
		return HaltDeadline, finiteOrZero(t.Elapsed), h.cfg.Deadline
	}
	return HaltNone, 0, 0
}

// remember appends a score. Where there is no room left, the scores that windows still reach move to the front: a move
// of keep−1 scores every keep+1 tokens, and windows that are plain slices.
func (h *Halt) remember(score float64) {
	if len(h.scores) == cap(h.scores) {
		h.scores = h.scores[:copy(h.scores, h.scores[len(h.scores)-h.keep+1:])]
	}
	h.scores = append(h.scores, score)
}

// exceeds reports whether x is over the limit or no number to compare with it.
func exceeds(x, limit float64) bool { return x > limit || !isFinite(x) }

func isFinite(x float64) bool { return x-x == 0 }

func finiteOrZero(x float64) float64 {
	if !isFinite(x) {
		return 0
	}
	return x
}

// windowMean sums afresh, oldest first: a sum that is carried along drifts by rounding.
func windowMean(scores []float64) float64 {
	sum := 0.0
	for _, y := range scores {
		sum += y
	}
	return sum / float64(len(scores))
}

// trendDrop returns how far the least-squares line through the n scores falls from the first to the last: −slope·(n−1).
// With Σ(x−x̄)² = n(n²−1)/12 that is 6/(n(n+1)) · Σ (n−1−2i)·(yᵢ − yₙ₋₁₋ᵢ) over the first half, the outermost pair
// first; scores that never fall give no drop above 0, whatever is rounded. NaN, which differences that overflow can
// give, counts as 0.
func trendDrop(scores []float64) float64 {
	n := len(scores)
	sum := 0.0
	for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
		sum += float64(float64(j-i) * (scores[i] - scores[j]))
	}
	drop := float64(6*sum) / float64(float64(n)*float64(n+1))
	if drop != drop {
		return 0
	}
	return drop
}
