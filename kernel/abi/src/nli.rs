//! The arithmetic of NLI models' outputs. Matrices are rows of `cols` numbers, one after the other.

use crate::call::{Failure, Message, Status, entry};
use crate::memory::{cleared, room, slice};
use backfire_core::ShapeError;

fn shape(e: ShapeError) -> Failure {
    Failure::new(Status::Shape, e)
}

/// The number of rows, 0 for a shape that the kernel will refuse.
fn rows(n: usize, cols: i64) -> usize {
    usize::try_from(cols).ok().and_then(|cols| n.checked_div(cols)).unwrap_or(0)
}

/// Writes the softmax of each row of `n` logits to `out`, which has room for as many. Fails with `BF_STATUS_SHAPE` if they
/// are no whole rows.
///
/// # Safety
/// `logits` points to `n` numbers; `out` is valid for writing `n` and does not overlap them; `message` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_softmax(
    logits: *const f64,
    n: usize,
    cols: i64,
    out: *mut f64,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (logits, out) = unsafe { (slice(logits, n)?, room(out, n)?) };
        // With no row to write to, only the shape is looked at: the output is untouched if that is wrong.
        backfire_core::softmax(&mut [], logits, cols).map_err(shape)?;
        backfire_core::softmax(cleared(out), logits, cols).map_err(shape)
    })
}

/// Writes one divergence for each row of `n` class probabilities to `out`, which has room for `n / cols`. Columns count
/// from 0; with two columns both numbers are ignored. Fails with `BF_STATUS_SHAPE` if the probabilities are no whole rows
/// of at least two, or a column does not exist.
///
/// # Safety
/// `probs` points to `n` numbers; `out` is valid for writing `n / cols` and does not overlap them; `message` is NULL or
/// valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_divergence(
    probs: *const f64,
    n: usize,
    cols: i64,
    contradiction: i64,
    neutral: i64,
    out: *mut f64,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (probs, out) = unsafe { (slice(probs, n)?, room(out, rows(n, cols))?) };
        backfire_core::divergence(&mut [], probs, cols, contradiction, neutral).map_err(shape)?;
        backfire_core::divergence(cleared(out), probs, cols, contradiction, neutral).map_err(shape)
    })
}

/// Writes one confidence, 1 − H/ln cols, for each row of `n` class probabilities to `out`, which has room for `n / cols`.
/// Fails with `BF_STATUS_SHAPE` if the probabilities are no whole rows.
///
/// # Safety
/// As for `bf_divergence`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_confidence(
    probs: *const f64,
    n: usize,
    cols: i64,
    out: *mut f64,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (probs, out) = unsafe { (slice(probs, n)?, room(out, rows(n, cols))?) };
        backfire_core::confidence(&mut [], probs, cols).map_err(shape)?;
        backfire_core::confidence(cleared(out), probs, cols).map_err(shape)
    })
}
