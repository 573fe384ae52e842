//! Opening and freeing a kernel.

use crate::call::{Failure, Message, Status, entry, hush_panics};
use crate::handle::{KernelHandle, kernel};
use crate::memory::{fill, output, slice};
use backfire_core::Kernel;
use std::sync::Arc;

/// Opens a kernel over compiled tables, which are copied. The handle stored in `out` is the caller's, to be given to
/// `bf_kernel_free` once. Fails with `BF_STATUS_TABLES` if the tables are damaged or of another format.
///
/// # Safety
/// `tables` points to `len` bytes; `out` is valid for writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_kernel_open(
    tables: *const u8,
    len: usize,
    out: *mut *mut KernelHandle,
    message: *mut Message,
) -> Status {
    hush_panics();
    entry(message, || {
        // SAFETY: the caller's part.
        let (tables, out) = unsafe { (slice(tables, len)?, output(out)?) };
        let kernel = Kernel::open(tables).map_err(|e| Failure::new(Status::Tables, e))?;
        out.set(Box::into_raw(Box::new(KernelHandle { kernel: Arc::new(kernel) })));
        Ok(())
    })
}

/// Frees a kernel. NULL is allowed and does nothing. Indexes made with the kernel stay usable.
///
/// # Safety
/// `kernel` is NULL or a handle that was not freed before and that no call is using.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_kernel_free(kernel: *mut KernelHandle) {
    entry(std::ptr::null_mut(), || {
        if !kernel.is_null() {
            // SAFETY: it came from `Box::into_raw`, and it is the caller's part to free it only once.
            drop(unsafe { Box::from_raw(kernel) });
        }
        Ok(())
    });
}

/// Stores the digest of the tables that a kernel was opened with.
///
/// # Safety
/// `kernel` is a live handle; `out` is valid for writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_kernel_digest(
    kernel_handle: *const KernelHandle,
    out: *mut u64,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, out) = unsafe { (kernel(kernel_handle)?, output(out)?) };
        out.set(kernel.digest());
        Ok(())
    })
}

/// Stores the canonical name of a unit of measure by its number in `bf_number`, as UTF-8; empty for 0 and for a number
/// that is no unit's. `count` receives the bytes needed even if `cap` is too small.
///
/// # Safety
/// `kernel` is a live handle; `out` is valid for writing `cap` bytes; `count` is valid for writing; `message` is NULL or
/// valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_unit_name(
    kernel_handle: *const KernelHandle,
    unit: u16,
    out: *mut u8,
    cap: usize,
    count: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        unsafe { fill(out, cap, count, kernel(kernel_handle)?.unit_name(unit)) }
    })
}
