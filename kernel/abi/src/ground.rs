//! Ground and Review: claims against the facts of an index.

use crate::call::{Failure, Message, Status, deliberate, entry};
use crate::handle::{IndexHandle, index};
use crate::memory::{Batch, input, output, put, room, slice};
use crate::work::with_work;
use backfire_core::{CoherenceConfig, CoherenceScore, Grounding};

/// Compares a claim, which is one claim and not segmented further, with the facts of an index or a snapshot.
///
/// # Safety
/// `index` is a live handle; `claim` points to `len` bytes; `out` is valid for writing; `message` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_ground(
    index_handle: *const IndexHandle,
    claim: *const u8,
    len: usize,
    out: *mut Grounding,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (index, claim, out) = unsafe { (index(index_handle)?, slice(claim, len)?, output(out)?) };
        deliberate(claim);
        out.set(with_work(len, |w| index.read(|facts| index.kernel.ground(&mut w.scratch, claim, facts))));
        Ok(())
    })
}

/// Compares `n` claims with the facts in one call; claim `i` is `texts[offsets[i]..offsets[i + 1]]`, and `offsets` has
/// `n + 1` values. All see the same facts.
///
/// # Safety
/// `index` is a live handle; `texts` points to `len` bytes and `offsets` to `n + 1` values; `out` is valid for writing `n`
/// records; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_ground_batch(
    index_handle: *const IndexHandle,
    texts: *const u8,
    len: usize,
    offsets: *const usize,
    n: usize,
    out: *mut Grounding,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (index, batch) = unsafe { (index(index_handle)?, Batch::new(texts, len, offsets, n)?) };
        // SAFETY: the caller's part.
        let out = unsafe { room(out, n)? };
        with_work(len, |w| {
            index.read(|facts| {
                for (i, grounding) in out.iter_mut().enumerate() {
                    deliberate(batch.text(i));
                    grounding.write(index.kernel.ground(&mut w.scratch, batch.text(i), facts));
                }
            })
        });
        Ok(())
    })
}

/// The verdict on a whole answer.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ReviewRecord {
    /// The score, and what is made of it.
    pub coherence: CoherenceScore,
    /// As handed in; 0 if it was NaN: none.
    pub h_logical: f64,
    /// The largest over the claims of 1 − support, 1 for a contradicted claim.
    pub h_factual: f64,
}

/// Grounds every claim of an answer and scores the whole. `h_logical` is the divergence that a model of entailment gave,
/// NaN if there is none. `claims` has room for `cap` records; `count` receives how many are needed even if `cap` is too
/// small. A claim takes at least one byte.
///
/// # Safety
/// `index` is a live handle; `answer` points to `len` bytes; `config` is valid for reading; `out` and `count` are valid for
/// writing, `claims` for `cap` records; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_review(
    index_handle: *const IndexHandle,
    answer: *const u8,
    len: usize,
    config: *const CoherenceConfig,
    h_logical: f64,
    out: *mut ReviewRecord,
    claims: *mut Grounding,
    cap: usize,
    count: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (index, answer, config) = unsafe { (index(index_handle)?, slice(answer, len)?, *input(config)?) };
        // SAFETY: the caller's part.
        let (out, claims, count) = unsafe { (output(out)?, room(claims, cap)?, output(count)?) };
        config.validate().map_err(|e| Failure::new(Status::Config, e))?;
        deliberate(answer);
        with_work(len, |w| {
            index.read(|facts| index.kernel.review(&mut w.review, &mut w.scratch, answer, facts, config, h_logical));
            let review = &w.review;
            count.set(review.claims.len());
            put(claims, &review.claims)?;
            out.set(ReviewRecord {
                coherence: review.coherence,
                h_logical: review.h_logical,
                h_factual: review.h_factual,
            });
            Ok(())
        })
    })
}
