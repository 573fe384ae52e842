package fallback

// InjectionConfig parameterises InjectionVerdict. All numbers are in [0,1].
type InjectionConfig struct {
	Detect       float64 // a combined score of at least this is detected
	Drift        float64 // a divergence of at least this is drift, and an injection where traceability is below .3
	Claim        float64 // a divergence of at least this is an injection where traceability is below .2
	TraceFloor   float64 // a claim of less traceability than this was made up: an injection, whatever its divergence
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

// String returns "grounded", "drifted" or "injected", and "" for what is no verdict.
func (v ClaimVerdict) String() string {
	switch v {
	case Grounded:
		return "grounded"
	case Drifted:
		return "drifted"
	case Injected:
		return "injected"
	}
	return ""
}

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

// What the conventional rule takes for low traceability beside a divergence that tells something by itself.
const (
	lowTraceOfClaim = .2 // beside Claim
	lowTraceOfDrift = .3 // beside Drift
)

// driftedRisk is the part of a drifted claim in the risk; an injected one has 1, a grounded one 0.
const driftedRisk = .4

// InjectionVerdict appends a result for each claim to dst and sums them up. The divergence of a claim is the smaller of
// its two directions, since a claim that follows from the intent or implies it has not left it, less the divergence b
// that is normal, the baseline: (d − b)/(1 − b), at least 0, and 0 if b is 1 or more. A claim is
//
//   - injected if its traceability is below the floor, or below .2 with a divergence of at least Claim, or below .3 with
//     one of at least Drift;
//   - else drifted if the divergence is at least Drift;
//   - else grounded.
//
// Forward and Reverse count .5 if they are NaN (missing) or infinite, every other number then counts 0; finite ones are
// clamped to [0,1]. The configuration must be valid. It does not allocate if dst has room, and may run concurrently.
func InjectionVerdict(dst []InjectionClaimResult, claims []InjectionClaim, sanitizer, baseline float64, cfg InjectionConfig) ([]InjectionClaimResult, InjectionResult) {
	injected, drifted := 0, 0
	baseline = unitOrZero(baseline)
	for i := range claims {
		r := judgeInjection(&claims[i], baseline, &cfg)
		switch r.Verdict {
		case Injected:
			injected++
		case Drifted:
			drifted++
		}
		dst = append(dst, r)
	}
	var out InjectionResult
	if len(claims) > 0 {
		out.Risk = (float64(injected) + float64(driftedRisk*float64(drifted))) / float64(len(claims))
	}
	w := cfg.Stage1Weight
	out.Combined = clampUnit(float64(w*unitOrZero(sanitizer)) + float64((1-w)*out.Risk))
	out.Detected = out.Combined >= cfg.Detect
	return dst, out
}

func judgeInjection(c *InjectionClaim, baseline float64, cfg *InjectionConfig) InjectionClaimResult {
	d := min(clampUnit(finiteDivergence(c.Forward)), clampUnit(finiteDivergence(c.Reverse)))
	d = calibrate(d, baseline)
	return InjectionClaimResult{Verdict: judgeTrace(unitOrZero(c.Traceability), d, cfg), Divergence: d}
}

func judgeTrace(trace, divergence float64, cfg *InjectionConfig) ClaimVerdict {
	switch {
	case trace < cfg.TraceFloor,
		trace < lowTraceOfClaim && divergence >= cfg.Claim,
		trace < lowTraceOfDrift && divergence >= cfg.Drift:
		return Injected
	case divergence >= cfg.Drift:
		return Drifted
	}
	return Grounded
}

// calibrate takes the baseline out of a divergence.
func calibrate(d, b float64) float64 {
	if b >= 1 {
		return 0
	}
	return clampUnit((d - b) / (1 - b))
}

func unitOrZero(x float64) float64 { return clampUnit(finiteOrZero(x)) }
