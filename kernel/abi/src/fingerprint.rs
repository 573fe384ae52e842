//! Written by `kernel/header`; not edited.

/// The hash of the declarations in `include/backfire.h`.
pub(crate) const ABI_FINGERPRINT: u64 = 0x9BED_E7D0_2F21_C39B;
