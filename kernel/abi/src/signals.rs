//! Signals: a claim against a source.

use crate::call::{Message, Status, deliberate, entry};
use crate::handle::{KernelHandle, kernel};
use crate::memory::{Batch, output, room, slice};
use crate::work::{Work, with_work};
use backfire_core::{Kernel, Signals};

/// Measures `claim` against `source`; both may be whole texts.
///
/// # Safety
/// `kernel` is a live handle; `claim` and `source` point to as many bytes as their lengths say; `out` is valid for writing;
/// `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_signals(
    kernel_handle: *const KernelHandle,
    claim: *const u8,
    claim_len: usize,
    source: *const u8,
    source_len: usize,
    out: *mut Signals,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, out) = unsafe { (kernel(kernel_handle)?, output(out)?) };
        // SAFETY: the caller's part.
        let (claim, source) = unsafe { (slice(claim, claim_len)?, slice(source, source_len)?) };
        deliberate(claim);
        out.set(with_work(claim_len.max(source_len), |w| measure(kernel, w, claim, source)));
        Ok(())
    })
}

/// Measures `n` claims, each against its source, in one call: claim `i` is text `2i` of the batch and its source is text
/// `2i + 1`, where text `j` is `texts[offsets[j]..offsets[j + 1]]`; `offsets` has `2n + 1` values.
///
/// # Safety
/// `kernel` is a live handle; `texts` points to `len` bytes and `offsets` to `2n + 1` values; `out` is valid for writing
/// `n` records; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_signals_batch(
    kernel_handle: *const KernelHandle,
    texts: *const u8,
    len: usize,
    offsets: *const usize,
    n: usize,
    out: *mut Signals,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let kernel = unsafe { kernel(kernel_handle)? };
        // SAFETY: the caller's part.
        let (batch, out) = unsafe { (Batch::new(texts, len, offsets, n.saturating_mul(2))?, room(out, n)?) };
        with_work(len, |w| {
            for (i, signals) in out.iter_mut().enumerate() {
                deliberate(batch.text(2 * i));
                signals.write(measure(kernel, w, batch.text(2 * i), batch.text(2 * i + 1)));
            }
        });
        Ok(())
    })
}

fn measure(kernel: &Kernel, w: &mut Work, claim: &[u8], source: &[u8]) -> Signals {
    kernel.analyze(&mut w.claim, claim);
    kernel.analyze(&mut w.source, source);
    kernel.signals(&mut w.scratch, &w.claim, &w.source)
}
