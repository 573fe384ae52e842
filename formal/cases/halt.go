package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/backfire-ai/backfire-go/fallback"
	"github.com/backfire-ai/backfire-go/internal/kernel"
)

// haltFields are the fields of a configuration in the order in which they are checked.
var haltFields = []string{
	"hard_limit", "soft_limit", "window", "window_threshold", "trend_window", "trend_threshold", "entropy_limit", "deadline_ms",
}

var haltReasons = []string{"", "NonFinite", "HardLimit", "WindowMean", "Trend", "Entropy", "Deadline"}

func haltSuites(k kernel.Kernel, folder string) ([]suite, error) {
	vectors, err := haltVectors(folder)
	if err != nil {
		return nil, err
	}
	random, err := haltRandom(k, rand.New(rand.NewPCG(1, 2)))
	if err != nil {
		return nil, err
	}
	return []suite{{name: "HaltVectors", of: "halt_run", cases: vectors}, {name: "HaltRandom", of: "halt_steps", cases: random}}, nil
}

func coqConfig(c fallback.HaltConfig) string {
	return fmt.Sprintf("give %s %s (%d)%%Z %s (%d)%%Z %s %s %s", coqFloat(c.HardLimit), coqFloat(c.SoftLimit), c.Window,
		coqFloat(c.WindowThreshold), c.TrendWindow, coqFloat(c.TrendThreshold), coqFloat(c.EntropyLimit), coqFloat(c.Deadline))
}

func coqToken(t fallback.HaltToken) string {
	return fmt.Sprintf("tok %s %s %s", coqFloat(t.Score), coqSome(coqFloat(t.Entropy), t.HasEntropy), coqSome(coqFloat(t.Elapsed), t.HasElapsed))
}

func coqFinding(reason string, value, limit float64) string {
	return fmt.Sprintf("(%s, %s, %s)", reason, coqFloat(value), coqFloat(limit))
}

// haltVectors reads the vectors of halt. Those that are about the JSON face only are left out.
func haltVectors(folder string) ([]coqCase, error) {
	vectors, err := readVectors(folder, "halt")
	if err != nil {
		return nil, err
	}
	var cases []coqCase
	for _, v := range vectors {
		if v.Err != nil && v.Err.Code != "config" {
			continue
		}
		term, err := haltVector(v)
		if err != nil {
			return nil, fmt.Errorf("halt, %q: %w", v.Name, err)
		}
		cases = append(cases, coqCase{v.Name, term})
	}
	return cases, nil
}

func haltVector(v vector) (string, error) {
	var in struct {
		Config struct {
			HardLimit       *number `json:"hard_limit"`
			SoftLimit       *number `json:"soft_limit"`
			Window          *int
			WindowThreshold *number `json:"window_threshold"`
			TrendWindow     *int    `json:"trend_window"`
			TrendThreshold  *number `json:"trend_threshold"`
			EntropyLimit    *number `json:"entropy_limit"`
			Deadline        *number `json:"deadline_ms"`
		}
		Tokens []struct {
			Token   json.RawMessage
			Score   number
			Entropy *number
			Elapsed *number `json:"elapsed_ms"`
		}
	}
	if err := json.Unmarshal(v.In, &in); err != nil {
		return "", err
	}
	c, d := &in.Config, fallback.DefaultHaltConfig()
	cfg := fallback.HaltConfig{
		HardLimit: c.HardLimit.or(d.HardLimit), SoftLimit: c.SoftLimit.or(d.SoftLimit),
		Window: d.Window, WindowThreshold: c.WindowThreshold.or(d.WindowThreshold),
		TrendWindow: d.TrendWindow, TrendThreshold: c.TrendThreshold.or(d.TrendThreshold),
		EntropyLimit: c.EntropyLimit.or(d.EntropyLimit), Deadline: c.Deadline.or(d.Deadline),
	}
	if c.Window != nil {
		cfg.Window = *c.Window
	}
	if c.TrendWindow != nil {
		cfg.TrendWindow = *c.TrendWindow
	}
	var tokens []fallback.HaltToken
	for _, t := range in.Tokens {
		tokens = append(tokens, fallback.HaltToken{
			Score: float64(t.Score), Entropy: t.Entropy.or(0), HasEntropy: t.Entropy != nil,
			Elapsed: t.Elapsed.or(0), HasElapsed: t.Elapsed != nil,
		})
	}
	var want string
	if v.Err != nil {
		for i, field := range haltFields {
			if strings.HasPrefix(v.Err.Message, field+" is ") {
				want = fmt.Sprintf("inl (Some %d)", i)
			}
		}
		if want == "" {
			return "", fmt.Errorf("no field is refused by %q", v.Err.Message)
		}
	} else {
		var out struct {
			Emitted []json.RawMessage
			Halted  bool
			Index   int
			Reason  *string
			Value   *number
			Limit   *number
		}
		if err := json.Unmarshal(v.Out, &out); err != nil {
			return "", err
		}
		for i, e := range out.Emitted {
			if string(e) != string(in.Tokens[i].Token) {
				return "", fmt.Errorf("what left is no prefix: %s for %s", e, in.Tokens[i].Token)
			}
		}
		halted := "None"
		if out.Halted {
			reason := haltReasons[reasonNumber(*out.Reason)]
			halted = fmt.Sprintf("(Some (%d, %s))", out.Index, coqFinding(reason, float64(*out.Value), float64(*out.Limit)))
		}
		want = fmt.Sprintf("inr (%d, %s)", len(out.Emitted), halted)
	}
	return fmt.Sprintf("(%s, %s, %s)", coqConfig(cfg), coqList(tokens, coqToken), want), nil
}

func reasonNumber(name string) int {
	for r := fallback.HaltNone; r <= fallback.HaltDeadline; r++ {
		if r.String() == name {
			return int(r)
		}
	}
	return 0
}

// haltRandom makes streams whose scores lie on, just below and just above the limits, and two steps beyond a halt.
func haltRandom(k kernel.Kernel, r *rand.Rand) ([]coqCase, error) {
	var cases []coqCase
	for i := range 400 {
		cfg, tokens, err := haltStream(k, r)
		if err != nil {
			return nil, err
		}
		machine, err := k.NewHalt(cfg)
		if err != nil {
			return nil, err
		}
		var steps []fallback.HaltDecision
		for j, beyond := 0, 0; j < len(tokens) && beyond < 3; j++ {
			d, err := machine.Step(tokens[j])
			if err != nil {
				return nil, err
			}
			steps = append(steps, d)
			if d.Halted {
				beyond++
			}
		}
		term := fmt.Sprintf("(%s, %s, %s)", coqConfig(cfg), coqList(tokens[:len(steps)], coqToken),
			coqList(steps, func(d fallback.HaltDecision) string {
				finding := coqSome(coqFinding(haltReasons[d.Reason], d.Value, d.Limit), d.Halted)
				return fmt.Sprintf("(%d, %s, %s)", d.Index, finding, coqBool(d.Warning))
			}))
		cases = append(cases, coqCase{fmt.Sprintf("stream %d", i), term})
	}
	return cases, nil
}

// near returns x or a float next to it.
func near(r *rand.Rand, x float64) float64 {
	switch r.IntN(3) {
	case 0:
		return math.Nextafter(x, math.Inf(-1))
	case 1:
		return math.Nextafter(x, math.Inf(1))
	}
	return x
}

func haltStream(k kernel.Kernel, r *rand.Rand) (fallback.HaltConfig, []fallback.HaltToken, error) {
	cfg := fallback.HaltConfig{
		HardLimit: float64(r.IntN(8)) / 10, SoftLimit: r.Float64(), Window: 1 + r.IntN(7), WindowThreshold: -1,
		TrendWindow: 2 + r.IntN(6), TrendThreshold: math.MaxFloat64, EntropyLimit: 1 + r.Float64(), Deadline: 10 + 40*r.Float64(),
	}
	spread := []float64{0, 1e-3, .1, .5, 1e6}[r.IntN(5)]
	tokens := make([]fallback.HaltToken, 1+r.IntN(30))
	for i := range tokens {
		t := &tokens[i]
		t.Score = cfg.HardLimit + spread*r.Float64()
		if r.IntN(8) == 0 {
			t.Score = near(r, []float64{cfg.HardLimit, cfg.SoftLimit}[r.IntN(2)])
		}
		if r.IntN(60) == 0 {
			t.Score = []float64{math.NaN(), math.Inf(1), math.Inf(-1), -t.Score, math.Copysign(0, -1)}[r.IntN(5)]
		}
		if t.HasEntropy = r.IntN(4) == 0; t.HasEntropy {
			t.Entropy = cfg.EntropyLimit * r.Float64()
			if r.IntN(5) == 0 {
				t.Entropy = near(r, cfg.EntropyLimit)
			}
		}
		if t.HasElapsed = r.IntN(4) == 0; t.HasElapsed {
			t.Elapsed = cfg.Deadline * r.Float64()
			if r.IntN(5) == 0 {
				t.Elapsed = near(r, cfg.Deadline)
			}
		}
	}
	if r.IntN(3) > 0 { // a mean of the stream itself, so that it is met exactly
		probe := cfg
		probe.WindowThreshold = math.MaxFloat64
		d, err := firstHalt(k, probe, tokens)
		if err != nil {
			return cfg, nil, err
		}
		if d.Reason == fallback.HaltWindowMean {
			cfg.WindowThreshold = near(r, d.Value)
		}
	}
	if r.IntN(3) > 0 { // the same of a drop
		probe := cfg
		probe.TrendThreshold = 0
		d, err := firstHalt(k, probe, tokens)
		if err != nil {
			return cfg, nil, err
		}
		if d.Reason == fallback.HaltTrend {
			cfg.TrendThreshold = near(r, d.Value)
		}
	}
	return cfg, tokens, nil
}

// firstHalt returns the decision that halts a stream, or the last one.
func firstHalt(k kernel.Kernel, cfg fallback.HaltConfig, tokens []fallback.HaltToken) (fallback.HaltDecision, error) {
	i := 0
	_, d, err := k.RunHalt(cfg, func(int) (t fallback.HaltToken, ok bool) {
		if i == len(tokens) {
			return t, false
		}
		i++
		return tokens[i-1], true
	})
	return d, err
}
