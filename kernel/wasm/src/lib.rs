//! The backfire kernel as a WebAssembly module: the C interface of `backfire-abi`, and memory for what its host passes in.
//!
//! The module imports nothing. Pointers and `size_t` have 32 bits; records are laid out as C lays them out for wasm32. A panic
//! is a trap: the host must drop the instance then, for what it holds may be half done.

// Its functions are exported by their names.
use backfire as _;

use std::alloc::{Layout, alloc, dealloc};

/// The alignment of all memory that is given out, which is that of the records with the largest.
const ALIGN: usize = 8;

/// Gives the host `size` bytes, aligned to 8, that hold nothing yet. NULL if there is not so much memory, and for 0.
#[unsafe(no_mangle)]
pub extern "C" fn bf_alloc(size: usize) -> *mut u8 {
    match Layout::from_size_align(size, ALIGN) {
        // SAFETY: the size is not 0.
        Ok(layout) if size > 0 => unsafe { alloc(layout) },
        _ => std::ptr::null_mut(),
    }
}

/// Takes memory back. NULL is allowed and does nothing.
///
/// # Safety
/// `ptr` is NULL, or what `bf_alloc` gave for this size and was not given back before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_free(ptr: *mut u8, size: usize) {
    if let (false, Ok(layout)) = (ptr.is_null(), Layout::from_size_align(size, ALIGN)) {
        // SAFETY: the caller's part.
        unsafe { dealloc(ptr, layout) }
    }
}
