//! What every entry has in common: a status, a message, and no panic that gets out.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// How a call went. Values are never reused.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Ok = 0,
    /// A pointer is NULL that must not be, or a length or an offset is impossible.
    Argument = 1,
    /// The output does not fit; the size needed has been stored. Nothing else was.
    Buffer = 2,
    /// The tables were refused.
    Tables = 3,
    /// A number of a configuration is out of its range.
    Config = 4,
    /// The length of a matrix does not fit its columns, or a column does not exist.
    Shape = 5,
    /// A document with this id is in the index already.
    DuplicateId = 6,
    /// No document number is left.
    IndexFull = 7,
    /// The bytes are not a saved index.
    CorruptIndex = 8,
    /// A snapshot cannot be changed.
    Frozen = 9,
    /// A fault in the kernel was caught. The handle can be used on; what outputs hold means nothing.
    Panic = 10,
}

/// The bytes that a [`Message`] can hold.
pub const MESSAGE_SIZE: usize = 252;

/// Why a call failed, in words; owned by the caller, and written only by calls that do not return `BF_STATUS_OK`. UTF-8
/// without a final NUL, cut off on a code-point boundary if it is longer than the room there is.
#[repr(C)]
pub struct Message {
    /// Bytes of `text` in use.
    pub len: u32,
    /// The words.
    pub text: [u8; MESSAGE_SIZE],
}

/// Why a call failed.
pub(crate) struct Failure {
    pub(crate) status: Status,
    pub(crate) text: String,
}

impl Failure {
    pub(crate) fn new(status: Status, text: impl ToString) -> Failure {
        Failure { status, text: text.to_string() }
    }

    pub(crate) fn argument(text: &str) -> Failure {
        Failure::new(Status::Argument, text)
    }

    /// An output that does not fit; that case has no words, since it is no fault.
    pub(crate) fn buffer() -> Failure {
        Failure { status: Status::Buffer, text: String::new() }
    }
}

thread_local! {
    /// Where the last panic of this thread began, for the message.
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
}

/// Runs the body of an entry and turns what it gives into a status and a message. A panic ends here.
pub(crate) fn entry(message: *mut Message, body: impl FnOnce() -> Result<(), Failure>) -> Status {
    let failure = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => return Status::Ok,
        Ok(Err(failure)) => failure,
        Err(payload) => caught(payload),
    };
    // SAFETY: by the contract of every entry the message is NULL or points to one that the caller owns.
    if let Some(message) = unsafe { message.as_mut() } {
        write(message, &failure.text);
    }
    failure.status
}

/// The failure that a caught panic becomes.
fn caught(payload: Box<dyn Any + Send>) -> Failure {
    let text = match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(s), _) => (*s).to_owned(),
        (None, Some(s)) => s.clone(),
        (None, None) => "no message".to_owned(),
    };
    std::mem::forget(payload); // dropping it might panic again
    let place = PLACE.take().unwrap_or_default();
    Failure { status: Status::Panic, text: format!("panic in the kernel{place}: {text}") }
}

fn write(message: &mut Message, text: &str) {
    let mut len = text.len().min(MESSAGE_SIZE);
    while !text.is_char_boundary(len) {
        len -= 1;
    }
    message.text[..len].copy_from_slice(&text.as_bytes()[..len]);
    message.len = len as u32;
}

/// Keeps panics off the standard error of the program that this kernel is part of; they show as a message instead.
pub(crate) fn hush_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|info| {
            PLACE.set(info.location().map(|at| format!(" at {}:{}", at.file(), at.line())));
        }));
    });
}

/// Panics on a text made for it, in the build that tests what callers see then.
#[inline]
pub(crate) fn deliberate(text: &[u8]) {
    if cfg!(feature = "deliberate-panic") && text == b"deliberate panic" {
        panic!("as asked");
    }
}
