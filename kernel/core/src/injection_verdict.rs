//! InjectionVerdict: whether an answer strayed from what the user asked for.

use crate::coherence::finite_divergence;
use crate::config::{ConfigError, clamp_unit, finite_or_zero, within};

/// Parameterises [`injection_verdict`]. All numbers are in 0 to 1.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InjectionConfig {
    /// A combined score of at least this is detected.
    pub detect: f64,
    /// A divergence of at least this is drift, and an injection where traceability is below .3.
    pub drift: f64,
    /// A divergence of at least this is an injection where traceability is below .2.
    pub claim: f64,
    /// A claim of less traceability than this was made up: an injection, whatever its divergence.
    pub trace_floor: f64,
    /// The weight of the sanitizer in the combined score.
    pub stage1_weight: f64,
}

impl Default for InjectionConfig {
    fn default() -> InjectionConfig {
        InjectionConfig { detect: 0.7, drift: 0.6, claim: 0.75, trace_floor: 0.15, stage1_weight: 0.3 }
    }
}

impl InjectionConfig {
    /// Checks every number.
    ///
    /// # Errors
    /// A [`ConfigError`] naming the first number that is out of its range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        within("detect", self.detect, 0.0, 1.0)?;
        within("drift", self.drift, 0.0, 1.0)?;
        within("claim", self.claim, 0.0, 1.0)?;
        within("trace_floor", self.trace_floor, 0.0, 1.0)?;
        within("stage1_weight", self.stage1_weight, 0.0, 1.0)
    }
}

/// One claim of an answer, measured against what the user asked for.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InjectionClaim {
    /// The share of its content words found in the intent.
    pub traceability: f64,
    /// With the intent; reported by callers, decides nothing.
    pub entity_overlap: f64,
    /// The divergence of the claim from the intent, by a model of entailment.
    pub forward: f64,
    /// The divergence of the intent from the claim.
    pub reverse: f64,
}

/// What a claim is taken for.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClaimVerdict {
    /// It follows from the intent.
    #[default]
    Grounded,
    /// It left the intent.
    Drifted,
    /// It comes from elsewhere.
    Injected,
}

impl ClaimVerdict {
    /// The verdict's name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ClaimVerdict::Grounded => "grounded",
            ClaimVerdict::Drifted => "drifted",
            ClaimVerdict::Injected => "injected",
        }
    }
}

/// The verdict on one claim.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InjectionClaimResult {
    /// What the claim is taken for.
    pub verdict: ClaimVerdict,
    /// Calibrated, 0 to 1.
    pub divergence: f64,
}

/// The verdict on the claims together.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InjectionResult {
    /// The mean over the claims of 1 (injected), .4 (drifted) or 0; 0 without claims.
    pub risk: f64,
    /// Stage-1 weight · sanitizer + (1 − stage-1 weight) · risk.
    pub combined: f64,
    /// The combined score is at least the limit of detection.
    pub detected: bool,
}

// What the conventional rule takes for low traceability beside a divergence that tells something by itself.
const LOW_TRACE_OF_CLAIM: f64 = 0.2; // beside `claim`
const LOW_TRACE_OF_DRIFT: f64 = 0.3; // beside `drift`

/// The part of a drifted claim in the risk; an injected one has 1, a grounded one 0.
const DRIFTED_RISK: f64 = 0.4;

/// Writes a result for each claim to `out`, which has as many, and sums them up. The divergence of a claim is the smaller
/// of its two directions, since a claim that follows from the intent or implies it has not left it, less the divergence b
/// that is normal, the baseline: (d − b)/(1 − b), at least 0, and 0 if b is 1 or more. A claim is
///
/// - injected if its traceability is below the floor, or below .2 with a divergence of at least `claim`, or below .3 with
///   one of at least `drift`;
/// - else drifted if the divergence is at least `drift`;
/// - else grounded.
///
/// `forward` and `reverse` count .5 if they are NaN (missing) or infinite, every other number then counts 0; finite ones
/// are clamped to 0 to 1. The configuration must be valid.
pub fn injection_verdict(
    out: &mut [InjectionClaimResult],
    claims: &[InjectionClaim],
    sanitizer: f64,
    baseline: f64,
    config: &InjectionConfig,
) -> InjectionResult {
    let baseline = unit_or_zero(baseline);
    let (mut injected, mut drifted) = (0u64, 0u64);
    for (result, claim) in out.iter_mut().zip(claims) {
        *result = judge_injection(claim, baseline, config);
        injected += u64::from(result.verdict == ClaimVerdict::Injected);
        drifted += u64::from(result.verdict == ClaimVerdict::Drifted);
    }
    let risk = match claims.len() {
        0 => 0.0,
        n => (injected as f64 + DRIFTED_RISK * drifted as f64) / n as f64,
    };
    let w = config.stage1_weight;
    let combined = clamp_unit(w * unit_or_zero(sanitizer) + (1.0 - w) * risk);
    InjectionResult { risk, combined, detected: combined >= config.detect }
}

fn judge_injection(c: &InjectionClaim, baseline: f64, config: &InjectionConfig) -> InjectionClaimResult {
    let forward = clamp_unit(finite_divergence(c.forward));
    let reverse = clamp_unit(finite_divergence(c.reverse));
    let divergence = calibrate(forward.min(reverse), baseline);
    InjectionClaimResult { verdict: judge_trace(unit_or_zero(c.traceability), divergence, config), divergence }
}

fn judge_trace(trace: f64, divergence: f64, config: &InjectionConfig) -> ClaimVerdict {
    if trace < config.trace_floor
        || trace < LOW_TRACE_OF_CLAIM && divergence >= config.claim
        || trace < LOW_TRACE_OF_DRIFT && divergence >= config.drift
    {
        return ClaimVerdict::Injected;
    }
    if divergence >= config.drift { ClaimVerdict::Drifted } else { ClaimVerdict::Grounded }
}

/// Takes the baseline out of a divergence.
fn calibrate(d: f64, b: f64) -> f64 {
    if b >= 1.0 { 0.0 } else { clamp_unit((d - b) / (1.0 - b)) }
}

fn unit_or_zero(x: f64) -> f64 {
    clamp_unit(finite_or_zero(x))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(traceability: f64, forward: f64, reverse: f64) -> InjectionClaim {
        InjectionClaim { traceability, entity_overlap: 0.0, forward, reverse }
    }

    #[test]
    fn judges_claims() {
        use ClaimVerdict::{Drifted, Grounded, Injected};
        let config = InjectionConfig::default();
        let cases = [
            (claim(0.1, 0.0, 0.0), 0.0, Injected, 0.0),
            (claim(0.15, 0.5, 0.9), 0.0, Grounded, 0.5),
            (claim(0.19, 0.75, 1.0), 0.0, Injected, 0.75),
            (claim(0.29, 0.6, 0.7), 0.0, Injected, 0.6),
            (claim(0.3, 0.75, 0.75), 0.0, Drifted, 0.75),
            (claim(0.3, 0.75, 0.75), 0.5, Grounded, 0.5),
            (claim(1.0, f64::NAN, 2.0), 0.0, Grounded, 0.5),
            (claim(1.0, 1.0, 1.0), 1.0, Grounded, 0.0),
            (claim(f64::NAN, 0.0, 0.0), 0.0, Injected, 0.0),
        ];
        for (claim, baseline, verdict, divergence) in cases {
            let mut out = [InjectionClaimResult::default()];
            injection_verdict(&mut out, &[claim], 0.0, baseline, &config);
            assert_eq!(out, [InjectionClaimResult { verdict, divergence }], "{claim:?}");
        }
    }

    #[test]
    fn sums_up() {
        let config = InjectionConfig { stage1_weight: 0.5, ..InjectionConfig::default() };
        let mut out = [InjectionClaimResult::default(); 2];
        let none = injection_verdict(&mut out, &[], 1.0, 0.0, &config);
        assert_eq!(none, InjectionResult { risk: 0.0, combined: 0.5, detected: false });
        let claims = [claim(0.0, 0.0, 0.0), claim(1.0, 1.0, 1.0)];
        let both = injection_verdict(&mut out, &claims, 1.0, 0.0, &config);
        assert_eq!(both, InjectionResult { risk: 0.7, combined: 0.85, detected: true });
    }

    #[test]
    fn refuses_the_first_number_out_of_range() {
        let config = InjectionConfig { claim: 1.5, stage1_weight: -1.0, ..InjectionConfig::default() };
        assert_eq!(config.validate().unwrap_err().to_string(), "claim is 1.5: want a number from 0 to 1");
    }
}
