//! Coherence: one score from the divergence in logic and the divergence in fact.

use crate::config::{ConfigError, clamp_unit, within};

/// How far the weights' sum may be from 1.
const WEIGHT_SLACK: f64 = 1e-9;

/// What stands in for a divergence that is missing or not finite.
const MISSING_DIVERGENCE: f64 = 0.5;

/// Parameterises [`coherence`].
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoherenceConfig {
    /// 0 to 1; a score of at least this is approved.
    pub threshold: f64,
    /// 0 to 1; an approved score below this is a warning; at most `threshold`: none is.
    pub soft_limit: f64,
    /// 0 to 1; the two weights add up to 1 ± 1e-9.
    pub weight_logic: f64,
    /// 0 to 1.
    pub weight_fact: f64,
}

impl Default for CoherenceConfig {
    fn default() -> CoherenceConfig {
        CoherenceConfig { threshold: 0.6, soft_limit: 0.7, weight_logic: 0.6, weight_fact: 0.4 }
    }
}

impl CoherenceConfig {
    /// Checks every number.
    ///
    /// # Errors
    /// A [`ConfigError`] naming the first number that is out of its range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        within("threshold", self.threshold, 0.0, 1.0)?;
        within("soft_limit", self.soft_limit, 0.0, 1.0)?;
        within("w_logic", self.weight_logic, 0.0, 1.0)?;
        within("w_fact", self.weight_fact, 0.0, 1.0)?;
        let sum = self.weight_logic + self.weight_fact;
        if (sum - 1.0).abs() > WEIGHT_SLACK {
            return Err(ConfigError { field: "w_logic + w_fact", value: sum, want: "a sum of 1".into() });
        }
        Ok(())
    }
}

/// The verdict of [`coherence`].
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CoherenceScore {
    /// 0 to 1.
    pub score: f64,
    /// The score is at least the threshold.
    pub approved: bool,
    /// Approved, and the score is below the soft limit.
    pub warning: bool,
}

/// 1 − (w_logic·h_logical + w_fact·h_factual), clamped to 0 to 1. A divergence that is NaN (missing) or infinite counts
/// as .5; a finite one outside 0 to 1 is taken as it is. The configuration must be valid.
#[must_use]
pub fn coherence(c: &CoherenceConfig, h_logical: f64, h_factual: f64) -> CoherenceScore {
    let sum = c.weight_logic * finite_divergence(h_logical) + c.weight_fact * finite_divergence(h_factual);
    let score = clamp_unit(1.0 - sum);
    let approved = score >= c.threshold;
    CoherenceScore { score, approved, warning: approved && score < c.soft_limit }
}

pub(crate) fn finite_divergence(h: f64) -> f64 {
    if h.is_finite() { h } else { MISSING_DIVERGENCE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores() {
        let c = CoherenceConfig::default();
        let cases = [
            (0.0, 0.0, 1.0, true, false),
            (1.0, 1.0, 0.0, false, false),
            (0.5, 0.125, 0.65, true, true),
            (f64::NAN, f64::INFINITY, 0.5, false, false),
            (-3.0, 0.0, 1.0, true, false),
            (1e308, -1e308, 0.0, false, false),
        ];
        for (h_logical, h_factual, score, approved, warning) in cases {
            let want = CoherenceScore { score, approved, warning };
            assert_eq!(coherence(&c, h_logical, h_factual), want, "{h_logical}, {h_factual}");
        }
    }

    #[test]
    fn refuses_the_first_number_out_of_range() {
        let valid = CoherenceConfig::default();
        assert_eq!(valid.validate(), Ok(()));
        let cases = [
            (CoherenceConfig { threshold: f64::NAN, ..valid }, "threshold is NaN: want a number from 0 to 1"),
            (CoherenceConfig { soft_limit: -0.5, ..valid }, "soft_limit is -0.5: want a number from 0 to 1"),
            (CoherenceConfig { weight_logic: 2.0, ..valid }, "w_logic is 2: want a number from 0 to 1"),
            (CoherenceConfig { weight_fact: 1e100, ..valid }, "w_fact is 1e+100: want a number from 0 to 1"),
            (CoherenceConfig { weight_fact: 0.5, ..valid }, "w_logic + w_fact is 1.1: want a sum of 1"),
        ];
        for (config, want) in cases {
            assert_eq!(config.validate().unwrap_err().to_string(), want);
        }
    }
}
