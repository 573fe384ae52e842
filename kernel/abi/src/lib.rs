//! The C ABI of the backfire kernel. `include/backfire.h` is generated from this crate; what callers must know is in the
//! comments that go there.
//!
//! Every function returns a [`Status`] and lets no panic out. Texts are a pointer and a length, borrowed for the call.
//! Outputs go to memory of the caller's and are untouched unless the status is [`Status::Ok`] (sizes asked for excepted).

#![expect(unreachable_pub, reason = "what C sees is exported by name, from modules that Rust need not see")]

mod analyze;
mod call;
mod fingerprint;
mod fold;
mod ground;
mod halt;
mod handle;
mod index;
mod memory;
mod nli;
mod open;
mod probe;
mod scan;
mod scores;
mod signals;
mod words;
mod work;

pub use call::{Message, Status};
