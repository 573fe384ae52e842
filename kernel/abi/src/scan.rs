//! Scan, Skeleton and InjectionScore.

use crate::call::{Failure, Message, Status, deliberate, entry};
use crate::handle::{KernelHandle, kernel};
use crate::memory::{fill, output, put, room, slice};
use crate::work::with_work;
use backfire_core::{Finding, InjectionScore, ScanMode};

/// Looks for what the rules of the tables describe, in a text and in what is encoded in it. `mode` is a `bf_scan_mode`.
/// Findings go to `out`, in order of start, then of end, then of rule; it has room for `cap` records, and `count` receives
/// how many there are even if `cap` is too small. `alive` receives the start of the earliest match that more text could
/// complete or make longer, `len` if there is none.
///
/// # Safety
/// `kernel` is a live handle; `text` points to `len` bytes; `out` is valid for writing `cap` records; `count` and `alive`
/// are valid for writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_scan(
    kernel_handle: *const KernelHandle,
    text: *const u8,
    len: usize,
    mode: u8,
    out: *mut Finding,
    cap: usize,
    count: *mut usize,
    alive: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, text, out) = unsafe { (kernel(kernel_handle)?, slice(text, len)?, room(out, cap)?) };
        // SAFETY: the caller's part.
        let (count, alive) = unsafe { (output(count)?, output(alive)?) };
        let mode =
            ScanMode::from_number(mode).ok_or_else(|| Failure::argument("a mode of scanning that does not exist"))?;
        deliberate(text);
        with_work(len, |w| {
            kernel.scan(&mut w.scan, text, mode);
            count.set(w.scan.findings.len());
            put(out, &w.scan.findings)?;
            alive.set(w.scan.alive);
            Ok(())
        })
    })
}

/// Asks the model of the tables for a mode, a `bf_scan_mode`, how likely a text is an attack. Stores zeros for outputs, for
/// tables without that model and for a text without words.
///
/// # Safety
/// `kernel` is a live handle; `text` points to `len` bytes; `out` is valid for writing; `message` is NULL or valid for
/// writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_injection_score(
    kernel_handle: *const KernelHandle,
    text: *const u8,
    len: usize,
    mode: u8,
    out: *mut InjectionScore,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, text, out) = unsafe { (kernel(kernel_handle)?, slice(text, len)?, output(out)?) };
        let mode = known(mode)?;
        deliberate(text);
        out.set(with_work(len, |w| kernel.injection_score(&mut w.injection, text, mode)));
        Ok(())
    })
}

fn known(mode: u8) -> Result<ScanMode, Failure> {
    ScanMode::from_number(mode).ok_or_else(|| Failure::argument("a mode of scanning that does not exist"))
}

/// Writes the skeleton of a text, the view that injection rules read: folded, without marks and hidden code points,
/// look-alikes as ASCII, letters that stand alone in a row joined. `count` receives the bytes needed even if `cap` is too
/// small.
///
/// # Safety
/// `kernel` is a live handle; `text` points to `len` bytes; `out` is valid for writing `cap` bytes; `count` is valid for
/// writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_skeleton(
    kernel_handle: *const KernelHandle,
    text: *const u8,
    len: usize,
    out: *mut u8,
    cap: usize,
    count: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, text) = unsafe { (kernel(kernel_handle)?, slice(text, len)?) };
        deliberate(text);
        with_work(len, |w| {
            kernel.skeleton(&mut w.skeleton, text);
            // SAFETY: the caller's part.
            unsafe { fill(out, cap, count, &w.skeleton.text) }
        })
    })
}
