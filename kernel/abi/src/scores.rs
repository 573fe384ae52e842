//! Coherence and InjectionVerdict.

use crate::call::{Failure, Message, Status, entry};
use crate::memory::{cleared, input, output, room, slice};
use backfire_core::{
    CoherenceConfig, CoherenceScore, InjectionClaim, InjectionClaimResult, InjectionConfig, InjectionResult,
};

/// Scores two divergences; NaN is one that is missing. Fails with `BF_STATUS_CONFIG` if the configuration is invalid.
///
/// # Safety
/// `config` is valid for reading; `out` is valid for writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_coherence(
    config: *const CoherenceConfig,
    h_logical: f64,
    h_factual: f64,
    out: *mut CoherenceScore,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (config, out) = unsafe { (input(config)?, output(out)?) };
        config.validate().map_err(|e| Failure::new(Status::Config, e))?;
        out.set(backfire_core::coherence(config, h_logical, h_factual));
        Ok(())
    })
}

/// Judges `n` claims measured against what the user asked for. `results` receives a record for each, `out` the sum. Fails
/// with `BF_STATUS_CONFIG` if the configuration is invalid.
///
/// # Safety
/// `claims` points to `n` records; `config` is valid for reading; `results` is valid for writing `n` records and `out` for
/// writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_injection_verdict(
    claims: *const InjectionClaim,
    n: usize,
    sanitizer: f64,
    baseline: f64,
    config: *const InjectionConfig,
    results: *mut InjectionClaimResult,
    out: *mut InjectionResult,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (claims, config) = unsafe { (slice(claims, n)?, input(config)?) };
        // SAFETY: the caller's part.
        let (results, out) = unsafe { (room(results, n)?, output(out)?) };
        config.validate().map_err(|e| Failure::new(Status::Config, e))?;
        out.set(backfire_core::injection_verdict(cleared(results), claims, sanitizer, baseline, config));
        Ok(())
    })
}
