//! Words one by one: terms of BM25, stems, hashes; and the logarithm and exponential that everything here uses.

use crate::call::{Message, Status, entry};
use crate::handle::{KernelHandle, kernel};
use crate::memory::{fill, output, slice};
use crate::work::with_work;

/// Writes the terms under which BM25 knows a text: the stem hashes of its words and numbers in order. `count` receives how
/// many there are even if `cap` is too small.
///
/// # Safety
/// `kernel` is a live handle; `text` points to `len` bytes; `out` is valid for writing `cap` values; `count` is valid for
/// writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_terms(
    kernel_handle: *const KernelHandle,
    text: *const u8,
    len: usize,
    out: *mut u64,
    cap: usize,
    count: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, text) = unsafe { (kernel(kernel_handle)?, slice(text, len)?) };
        with_work(len, |w| {
            w.terms.clear();
            kernel.terms(&mut w.terms, text);
            // SAFETY: the caller's part.
            unsafe { fill(out, cap, count, &w.terms) }
        })
    })
}

/// Writes the stem of an already folded word (Snowball English). A stem is at most one byte longer than its word.
///
/// # Safety
/// `word` points to `len` bytes; `out` is valid for writing `cap` bytes; `count` is valid for writing; `message` is NULL or
/// valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_stem(
    word: *const u8,
    len: usize,
    out: *mut u8,
    cap: usize,
    count: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let mut word = unsafe { slice(word, len)? }.to_vec();
        // SAFETY: the caller's part.
        unsafe { fill(out, cap, count, backfire_core::stem(&mut word)) }
    })
}

/// Stores the hash of an already folded word.
///
/// # Safety
/// `word` points to `len` bytes; `out` is valid for writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_hash_word(word: *const u8, len: usize, out: *mut u64, message: *mut Message) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (word, out) = unsafe { (slice(word, len)?, output(out)?) };
        out.set(backfire_core::hash_word(word));
        Ok(())
    })
}

/// The natural logarithm, within one unit in the last place; the same bits on every platform.
#[unsafe(no_mangle)]
pub extern "C" fn bf_ln(x: f64) -> f64 {
    backfire_core::ln(x)
}

/// The exponential function, within one unit in the last place; the same bits on every platform.
#[unsafe(no_mangle)]
pub extern "C" fn bf_exp(x: f64) -> f64 {
    backfire_core::exp(x)
}
