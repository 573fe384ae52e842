// Written by build.rs-wrapper.sh wasm32: the fingerprint of the declarations of include/backfire.h.
export const fingerprint = 0x0e73c11b3766f298n
