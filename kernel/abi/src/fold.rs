//! Fold and Segment.

use crate::call::{Message, Status, deliberate, entry};
use crate::handle::{KernelHandle, kernel};
use crate::memory::{input, output, put, room, slice};
use crate::work::with_work;
use backfire_core::Segmenter;

/// Writes the fold view of a text: its bytes to `out` and, to `map`, for each of them the offset in the text of the code
/// point it came from. Both have room for `cap` values; `count` receives how many are needed even if `cap` is too small.
///
/// # Safety
/// `kernel` is a live handle; `text` points to `len` bytes; `out` and `map` are valid for writing `cap` values; `count` is
/// valid for writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_fold(
    kernel_handle: *const KernelHandle,
    text: *const u8,
    len: usize,
    out: *mut u8,
    map: *mut usize,
    cap: usize,
    count: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, text, count) = unsafe { (kernel(kernel_handle)?, slice(text, len)?, output(count)?) };
        // SAFETY: the caller's part.
        let (out, map) = unsafe { (room(out, cap)?, room(map, cap)?) };
        deliberate(text);
        with_work(len, |w| {
            kernel.fold(&mut w.folded, text);
            count.set(w.folded.text.len());
            put(out, &w.folded.text)?;
            put(map, &w.folded.map)
        })
    })
}

/// Finds the end of the first claim of `text`, which holds all that follows the end of the claim before, and stores it in
/// `end`: the claim is `text[0..end]`; 0 if more bytes are needed or there are none. `state` is all zeros at the start of
/// a text, and is the caller's to keep from call to call; `eof` is 1 if nothing will follow, else 0.
///
/// # Safety
/// `kernel` is a live handle; `state` is valid for reading and writing; `text` points to `len` bytes; `end` is valid for
/// writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_segment(
    kernel_handle: *const KernelHandle,
    state: *mut Segmenter,
    text: *const u8,
    len: usize,
    eof: u8,
    end: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, text, end) = unsafe { (kernel(kernel_handle)?, slice(text, len)?, output(end)?) };
        // SAFETY: the caller's part.
        let mut segmenter = *unsafe { input(state)? };
        deliberate(text);
        let found = kernel.segment(&mut segmenter, text, eof != 0);
        // SAFETY: the caller's part.
        unsafe { output(state)? }.set(segmenter);
        end.set(found.unwrap_or(0));
        Ok(())
    })
}
