package fallback

// InjectionConfig parameterises InjectionVerdict. All numbers are in [0,1].
type InjectionConfig struct {
	Detect       float64 // a combined score of at least this is detected
	Drift        float64 // a divergence of at least this is drift
	Claim        float64 // a divergence of at least this is an injection where traceability is low: below twice the floor
	TraceFloor   float64 // a claim of less traceability than this was made up, whatever its divergence: an injection
	Stage1Weight float64 // of the sanitizer in the combined score
}

// DefaultInjectionConfig returns detect .7, drift .6, claim .75, trace floor .15 and stage-1 weight .3.
func DefaultInjectionConfig() InjectionConfig {
	return InjectionConfig{Detect: .7, Drift: .6, Claim: .75, TraceFloor: .15, Stage1Weight: .3}
}

// Validate returns a *ConfigError naming the first field that is out of its range.
func (c InjectionConfig) Validate() error {
	for _, f := range []struct {
		name  string
		value float64
	}{{"detect", c.Detect}, {"drift", c.Drift}, {"claim", c.Claim}, {"trace_floor", c.TraceFloor}, {"stage1_weight", c.Stage1Weight}} {
		if err := within(f.name, f.value, 0, 1); err != nil {
			return err
		}
	}
	return nil
}

// InjectionClaim is one claim of an answer, measured against what the user asked for.
type InjectionClaim struct {
	Traceability  float64 // share of its content words found in the intent
	EntityOverlap float64 // with the intent; reported by callers, decides nothing
	Forward       float64 // NLI divergence of the claim from the intent
	Reverse       float64 // NLI divergence of the intent from the claim
}

// ClaimVerdict is what a claim is taken for.
type ClaimVerdict uint8

// The verdicts on a claim.
const (
	Grounded ClaimVerdict = iota
	Drifted
	Injected
)

func (v ClaimVerdict) String() string { return [...]string{"grounded", "drifted", "injected"}[v] }

// risk is the claim's part in the aggregate risk.
func (v ClaimVerdict) risk() float64 { return [...]float64{0, .4, 1}[v] }

// InjectionClaimResult is the verdict on one claim.
type InjectionClaimResult struct {
	Verdict    ClaimVerdict
	Divergence float64 // calibrated, [0,1]
}

// InjectionResult is the verdict on the claims together.
type InjectionResult struct {
	Risk     float64 // mean over the claims of 1 (injected), .4 (drifted) or 0; 0 without claims
	Combined float64 // stage-1 weight · sanitizer + (1 − stage-1 weight) · risk
	Detected bool    // Combined ≥ detect
}

// InjectionVerdict appends a result for each claim to dst and sums them up. The divergence of a claim is the smaller of
// its two directions, since a claim that follows from the intent or implies it has not left it, calibrated by the
// baseline b: (d − b)/(1 − b), at least 0, and 0 if b is 1 or more. A claim is injected if its traceability is below the
// floor, or below twice the floor with a divergence of at least the claim threshold; drifted if the divergence is at least
// the drift threshold; else grounded. Numbers that are missing
// (NaN) or infinite count as .5 for divergences and 0 otherwise.
func InjectionVerdict(dst []InjectionClaimResult, claims []InjectionClaim, sanitizer, baseline float64, cfg InjectionConfig) ([]InjectionClaimResult, InjectionResult) {
	sum := 0.0
	for i := range claims {
		r := judgeInjection(&claims[i], baseline, cfg)
		sum += r.Verdict.risk()
		dst = append(dst, r)
	}
	var out InjectionResult
	if len(claims) > 0 {
		out.Risk = sum / float64(len(claims))
	}
	out.Combined = float64(cfg.Stage1Weight*unitOrZero(sanitizer)) + float64((1-cfg.Stage1Weight)*out.Risk)
	out.Detected = out.Combined >= cfg.Detect
	return dst, out
}

func judgeInjection(c *InjectionClaim, baseline float64, cfg InjectionConfig) InjectionClaimResult {
	d := min(clampUnit(finiteDivergence(c.Forward)), clampUnit(finiteDivergence(c.Reverse)))
	r := InjectionClaimResult{Divergence: calibrate(d, unitOrZero(baseline))}
	trace := unitOrZero(c.Traceability)
	switch {
	case trace < cfg.TraceFloor, r.Divergence >= cfg.Claim && trace < 2*cfg.TraceFloor:
		r.Verdict = Injected
	case r.Divergence >= cfg.Drift:
		r.Verdict = Drifted
	}
	return r
}

// calibrate takes the baseline out of a divergence.
func calibrate(d, b float64) float64 {
	if b >= 1 {
		return 0
	}
	return clampUnit((d - b) / (1 - b))
}

func unitOrZero(x float64) float64 { return clampUnit(finiteOrZero(x)) }
