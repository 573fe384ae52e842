//! Written by `kernel/header`; not edited.

/// The hash of the declarations in `include/backfire.h`.
pub(crate) const ABI_FINGERPRINT: u64 = 0x0E73_C11B_3766_F298;
