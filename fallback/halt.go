package fallback

import "math"

// HaltConfig parameterises Halt.
type HaltConfig struct {
	HardLimit       float64 // [0,1]; a score below this halts
	SoftLimit       float64 // [HardLimit,1]; a score that passes but is below this is a warning
	Window          int     // tokens in the window mean, 1 to MaxHaltWindow
	WindowThreshold float64 // [0,1]; a mean over a full window below this halts
	TrendWindow     int     // tokens in the trend, 2 to MaxHaltWindow
	TrendThreshold  float64 // ≥ 0; a drop over a full trend window above this halts
	EntropyLimit    float64 // ≥ 0; a logit entropy above this halts
	Deadline        float64 // milliseconds of scoring a token, > 0; more halts
}

// MaxHaltWindow is the largest window, in tokens.
const MaxHaltWindow = 1 << 16

// DefaultHaltConfig returns hard limit .5, soft limit .7, window 10 with .55, trend 5 with .15, entropy 1.2 and a deadline
// of 50 ms.
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
		{"hard_limit", c.HardLimit, 0, 1},
		{"soft_limit", c.SoftLimit, c.HardLimit, 1},
		{"window", float64(c.Window), 1, MaxHaltWindow},
		{"window_threshold", c.WindowThreshold, 0, 1},
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

func (r HaltReason) String() string {
	return [...]string{"", "non_finite", "hard_limit", "window_mean", "trend", "entropy", "deadline"}[r]
}

// HaltToken is what Halt is told of a token. It holds no text: the caller emits the token if the decision is not to halt.
type HaltToken struct {
	Score      float64 // coherence; not finite halts
	Entropy    float64 // of the logits, looked at if HasEntropy
	HasEntropy bool
	Elapsed    float64 // milliseconds that scoring took, looked at if HasElapsed
	HasElapsed bool
}

// HaltDecision is the verdict on a token.
type HaltDecision struct {
	Index   int        // of the token that halted, or of this one; −1 before the first
	Halted  bool       // this token and all after it are not emitted
	Reason  HaltReason // HaltNone unless Halted
	Value   float64    // what was compared; 0 if it was not finite
	Limit   float64    // what it was compared with
	Warning bool       // passed, with a score below the soft limit
}

// Halt decides, token by token, when a stream ends. Halting is irrevocable. A Halt belongs to one goroutine; Step does
// not allocate.
type Halt struct {
	cfg    HaltConfig
	scores []float64 // the last scores, a ring
	seen   int
	halted HaltDecision
}

// NewHalt returns a machine at the start of a stream, or the *ConfigError of its configuration.
func NewHalt(cfg HaltConfig) (*Halt, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Halt{cfg: cfg, scores: make([]float64, max(cfg.Window, cfg.TrendWindow))}, nil
}

// Reset puts the machine back to the start of a stream.
func (h *Halt) Reset() {
	h.seen = 0
	h.halted = HaltDecision{}
}

// Step decides on the next token. After a halt it returns that halt's decision for ever.
func (h *Halt) Step(t HaltToken) HaltDecision {
	if h.halted.Halted {
		return h.halted
	}
	d := HaltDecision{Index: h.seen}
	h.seen++
	d.Reason, d.Value, d.Limit = h.check(t)
	if d.Reason != HaltNone {
		d.Halted = true
		h.halted = d
		return d
	}
	d.Value, d.Limit = t.Score, h.cfg.HardLimit
	d.Warning = t.Score < h.cfg.SoftLimit
	return d
}

// check looks at the conditions in their order.
func (h *Halt) check(t HaltToken) (reason HaltReason, value, limit float64) {
	if t.Score-t.Score != 0 {
		return HaltNonFinite, 0, h.cfg.HardLimit
	}
	if t.Score < h.cfg.HardLimit {
		return HaltHardLimit, t.Score, h.cfg.HardLimit
	}
	h.scores[(h.seen-1)%len(h.scores)] = t.Score
	if h.seen >= h.cfg.Window {
		if mean := h.mean(); mean < h.cfg.WindowThreshold {
			return HaltWindowMean, mean, h.cfg.WindowThreshold
		}
	}
	if h.seen >= h.cfg.TrendWindow {
		if drop := h.drop(); drop > h.cfg.TrendThreshold {
			return HaltTrend, drop, h.cfg.TrendThreshold
		}
	}
	if t.HasEntropy && !(t.Entropy <= h.cfg.EntropyLimit) {
		return HaltEntropy, finiteOrZero(t.Entropy), h.cfg.EntropyLimit
	}
	if t.HasElapsed && !(t.Elapsed <= h.cfg.Deadline) {
		return HaltDeadline, finiteOrZero(t.Elapsed), h.cfg.Deadline
	}
	return HaltNone, 0, 0
}

func finiteOrZero(x float64) float64 {
	if x-x != 0 {
		return 0
	}
	return x
}

// last returns the score i tokens into the last n.
func (h *Halt) last(n, i int) float64 { return h.scores[(h.seen-n+i)%len(h.scores)] }

// mean sums the window afresh, oldest first: a sum that is carried along drifts by rounding.
func (h *Halt) mean() float64 {
	n := h.cfg.Window
	sum := 0.0
	for i := range n {
		sum += h.last(n, i)
	}
	return finiteOrZero(sum / float64(n))
}

// drop is the fall of the least-squares line over the trend window: −slope·(n−1), with x the index 0 to n−1.
func (h *Halt) drop() float64 {
	n := h.cfg.TrendWindow
	sum := 0.0
	for i := range n {
		sum += h.last(n, i)
	}
	meanX, meanY := float64(n-1)/2, sum/float64(n)
	num, den := 0.0, 0.0
	for i := range n {
		dx := float64(i) - meanX
		num += float64(dx * (h.last(n, i) - meanY))
		den += float64(dx * dx)
	}
	return finiteOrZero(float64(-(num / den) * float64(n-1)))
}
