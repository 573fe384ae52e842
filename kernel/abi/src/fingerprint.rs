//! Written by `kernel/header`; not edited.

/// The hash of the declarations in `include/backfire.h`.
pub(crate) const ABI_FINGERPRINT: u64 = 0x7852_2223_98B3_466A;
