//! What a host asks a kernel before it uses it. These three signatures never change.

use crate::fingerprint::ABI_FINGERPRINT;
use std::ffi::{CStr, c_char};

/// The contract that this kernel keeps: raised when an existing expectation or the format of the tables changes.
const CONTRACT: u32 = 1;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => panic!("a version with a NUL in it"),
};

/// The version of the kernel by semantic versioning, NUL-terminated, never freed.
#[unsafe(no_mangle)]
pub extern "C" fn bf_version() -> *const c_char {
    VERSION.as_ptr()
}

/// A hash of the declarations of the header that the kernel was built with.
#[unsafe(no_mangle)]
pub extern "C" fn bf_abi_fingerprint() -> u64 {
    ABI_FINGERPRINT
}

/// The contract number that the kernel keeps.
#[unsafe(no_mangle)]
pub extern "C" fn bf_contract() -> u32 {
    CONTRACT
}
