package backfire

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/backfire-ai/backfire-go/fallback"
)

// Mode says when the bytes of a stream leave.
type Mode string

const (
	// Gate holds every claim back until it has been judged. It is the default.
	Gate Mode = "gate"
	// Passthrough lets bytes leave at once; verdicts follow, and a halt stops what comes after it.
	Passthrough Mode = "passthrough"
)

// HoldFailure says what happens to a claim that reaches a bound of Hold before its verdict.
type HoldFailure string

const (
	// HaltHeld halts the stream: the held bytes never leave. It is the default.
	HaltHeld HoldFailure = "halt"
	// ReleaseHeld lets the held bytes leave unjudged, and reports them as such. It is the release gate's one exception.
	ReleaseHeld HoldFailure = "release"
)

// NLIFailure says what the failure of an NLI hook means.
type NLIFailure string

const (
	// FailClosed does not approve: a Review is not approved, a Stream halts. It is the default.
	FailClosed NLIFailure = "closed"
	// FailOpen goes on as if there were no hook.
	FailOpen NLIFailure = "open"
)

// Policy says what a Guard does with verdicts. Start from DefaultPolicy and change what differs; the zero Policy is not
// valid. The comment of each field gives its key in a policy file, its range and its default.
type Policy struct {
	// Mode is when bytes leave ("mode": "gate" or "passthrough"; gate).
	Mode Mode
	// Strict also refuses claims that no fact supports ("strict"; false). Text that claims nothing still passes.
	Strict bool
	// KeepClaims is how many of the last decided claims a Stream's Result holds ("keep_claims": 1 to 1,048,576; 1024).
	KeepClaims int
	// Hold bounds how long a Stream keeps a claim back ("hold").
	Hold Hold
	// Coherence turns verdicts into a score ("coherence").
	Coherence Coherence
	// Halt halts a Stream on the scores of its claims ("halt").
	Halt ScoreHalt
	// NLI bounds the optional NLI hook ("nli").
	NLI NLIPolicy
	// Scan is what is done with attacks, hidden text, secrets and personal data ("scan").
	Scan ScanPolicy
}

// Hold bounds how much of a claim, and for how long, a Stream keeps back while the claim has not ended.
type Hold struct {
	// MaxBytes is the longest claim, in bytes, white space before it included ("max_bytes": 64 to 1,048,576; 4096). A
	// longer one is cut at the last code point within that many bytes.
	MaxBytes int
	// OnOverflow is what happens to what was cut ("on_overflow": "halt" or "release"; halt).
	OnOverflow HoldFailure
	// MaxWait is how long a claim may be in progress, since its first byte or since the claim before it was decided,
	// whichever came later ("max_wait": a duration such as "800ms", 0 to 24h; 0, which sets no such bound). It has no
	// meaning in passthrough mode. The wait for an NLI hook is bounded by its own deadline.
	MaxWait time.Duration
	// OnTimeout is what happens to what is held then ("on_timeout": "halt" or "release"; halt).
	OnTimeout HoldFailure
}

// Coherence weighs the two halves of a score: score = 1 − (WeightLogic·h_logical + WeightFact·h_factual). Without an NLI
// hook there is no h_logical and WeightFact counts as 1.
type Coherence struct {
	// Threshold is the least score of an approved Review ("threshold": 0 to 1; 0.6).
	Threshold float64
	// SoftLimit is the score under which an approved Review carries a warning ("soft_limit": 0 to 1; 0.7).
	SoftLimit float64
	// WeightLogic and WeightFact are the weights of the halves ("weight_logic", "weight_fact": 0 to 1, with the sum 1;
	// 0.6 and 0.4).
	WeightLogic, WeightFact float64
}

// ScoreHalt halts a Stream on the coherence scores of its claims, each of which counts once.
type ScoreHalt struct {
	// Enabled turns score-based halting on ("enabled"; false). The other fields mean nothing without it.
	Enabled bool
	// HardLimit halts at a claim with a lower score ("hard_limit": 0 to 1; 0.5).
	HardLimit float64
	// Window and WindowThreshold halt when the mean of the last Window scores is lower than the threshold ("window": 1
	// and more; 10. "window_threshold": 0 to 1; 0.55).
	Window          int
	WindowThreshold float64
	// TrendWindow and TrendThreshold halt when the last TrendWindow scores fall by more than the threshold along their
	// least-squares line ("trend_window": 2 and more; 5. "trend_threshold": 0 and more; 0.15).
	TrendWindow    int
	TrendThreshold float64
}

// NLIPolicy bounds the NLI hook of a Guard. Without a hook it means nothing.
type NLIPolicy struct {
	// Deadline is how long a call of the hook may take ("deadline": more than 0, at most 1h; 2s).
	Deadline time.Duration
	// OnFailure is what a failed call means ("on_failure": "closed" or "open"; closed).
	OnFailure NLIFailure
	// MaxAbandoned is how many calls that overran their deadline may be running at once ("max_abandoned": 1 to 10,000;
	// 16). While there are that many, further calls fail at once.
	MaxAbandoned int
}

// Bounds of the policy's integers and durations.
const (
	maxKeepClaims = 1 << 20
	minHoldBytes  = 64
	maxHoldBytes  = 1 << 20
	maxHoldWait   = 24 * time.Hour
	maxDeadline   = time.Hour
	maxAbandoned  = 10_000
	maxWindow     = fallback.MaxHaltWindow
)

// DefaultPolicy returns the policy of a Guard that is given none: release gate, halt on contradictions only.
func DefaultPolicy() Policy {
	c, h := fallback.DefaultCoherenceConfig(), fallback.DefaultHaltConfig()
	return Policy{
		Mode:       Gate,
		KeepClaims: 1024,
		Hold:       Hold{MaxBytes: 4096, OnOverflow: HaltHeld, OnTimeout: HaltHeld},
		Coherence: Coherence{
			Threshold: c.Threshold, SoftLimit: c.SoftLimit, WeightLogic: c.WeightLogic, WeightFact: c.WeightFact,
		},
		Halt: ScoreHalt{
			HardLimit: h.HardLimit, Window: h.Window, WindowThreshold: h.WindowThreshold,
			TrendWindow: h.TrendWindow, TrendThreshold: h.TrendThreshold,
		},
		NLI:  NLIPolicy{Deadline: 2 * time.Second, OnFailure: FailClosed, MaxAbandoned: 16},
		Scan: defaultScanPolicy(),
	}
}

// Validate returns a *PolicyError that names the first field out of its range, or nil.
func (p Policy) Validate() error {
	err := errors.Join(
		oneOf("mode", p.Mode, Gate, Passthrough),
		within("keep_claims", p.KeepClaims, 1, maxKeepClaims),
		within("hold.max_bytes", p.Hold.MaxBytes, minHoldBytes, maxHoldBytes),
		oneOf("hold.on_overflow", p.Hold.OnOverflow, HaltHeld, ReleaseHeld),
		within("hold.max_wait", p.Hold.MaxWait, 0, maxHoldWait),
		oneOf("hold.on_timeout", p.Hold.OnTimeout, HaltHeld, ReleaseHeld),
		kernelConfig("coherence", p.Coherence.config().Validate()),
		within("halt.window", p.Halt.Window, 1, maxWindow),
		within("halt.trend_window", p.Halt.TrendWindow, 2, maxWindow),
		kernelConfig("halt", p.Halt.config().Validate()),
		within("nli.deadline", p.NLI.Deadline, time.Nanosecond, maxDeadline),
		oneOf("nli.on_failure", p.NLI.OnFailure, FailClosed, FailOpen),
		within("nli.max_abandoned", p.NLI.MaxAbandoned, 1, maxAbandoned),
		p.Scan.validate(),
	)
	var first *PolicyError
	if errors.As(err, &first) {
		return first
	}
	return err
}

// config returns the weights as the kernel takes them.
func (c Coherence) config() fallback.CoherenceConfig {
	return fallback.CoherenceConfig{
		Threshold: c.Threshold, SoftLimit: c.SoftLimit, WeightLogic: c.WeightLogic, WeightFact: c.WeightFact,
	}
}

// config returns the limits as the kernel takes them. A Stream has no soft limit, so it goes along with the hard one.
func (h ScoreHalt) config() fallback.HaltConfig {
	c := fallback.DefaultHaltConfig()
	c.HardLimit, c.SoftLimit = h.HardLimit, max(h.HardLimit, c.SoftLimit)
	c.Window, c.WindowThreshold = h.Window, h.WindowThreshold
	c.TrendWindow, c.TrendThreshold = h.TrendWindow, h.TrendThreshold
	return c
}

func oneOf[T ~string](key string, value T, allowed ...T) error {
	want := ""
	for i, a := range allowed {
		if value == a {
			return nil
		}
		if i > 0 {
			want += " or "
		}
		want += string(a)
	}
	return &PolicyError{Key: key, Value: fmt.Sprintf("%q", string(value)), Want: want}
}

func within[T int | time.Duration](key string, value, low, high T) error {
	if low <= value && value <= high {
		return nil
	}
	return &PolicyError{Key: key, Value: fmt.Sprint(value), Want: fmt.Sprintf("%v to %v", low, high)}
}

// kernelConfig turns a kernel's complaint about a config into one about the section of the policy it came from.
func kernelConfig(section string, err error) error {
	var c *fallback.ConfigError
	if !errors.As(err, &c) {
		return err
	}
	return &PolicyError{
		Key:   section + "." + kernelNames.Replace(c.Field),
		Value: strconv.FormatFloat(c.Value, 'g', -1, 64), Want: c.Want,
	}
}

// kernelNames turns the names that a kernel has for its settings into keys of a policy file, where they differ.
var kernelNames = strings.NewReplacer("w_logic", "weight_logic", "w_fact", "weight_fact")
