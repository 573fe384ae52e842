// Written by build.rs-wrapper.sh wasm32: the fingerprint of the declarations of include/backfire.h.
export const fingerprint = 0x9bede7d02f21c39bn
