//! The two opaque handles.

use crate::call::Failure;
use crate::memory::input;
use backfire_core::{Index, Kernel, Snapshot};
use std::sync::Arc;

/// A kernel: one set of tables and what interprets it. Never changes; any number of threads may use it at once.
pub struct KernelHandle {
    pub(crate) kernel: Arc<Kernel>,
}

/// An index of documents, or a snapshot of one. Any number of threads may use it at once. It keeps what it needs of its
/// kernel, which may be freed first.
pub struct IndexHandle {
    pub(crate) kernel: Arc<Kernel>,
    pub(crate) content: Content,
}

/// What an index handle stands for.
pub(crate) enum Content {
    Live(Index),
    Frozen(Snapshot),
}

impl IndexHandle {
    /// The documents as they are now, or were when the snapshot was taken.
    pub(crate) fn snapshot(&self) -> Snapshot {
        match &self.content {
            Content::Live(index) => index.snapshot(),
            Content::Frozen(snapshot) => snapshot.clone(),
        }
    }

    /// Runs `f` on the documents as `snapshot` gives them, without a copy of what is a snapshot already.
    pub(crate) fn read<R>(&self, f: impl FnOnce(&Snapshot) -> R) -> R {
        match &self.content {
            Content::Live(index) => f(&index.snapshot()),
            Content::Frozen(snapshot) => f(snapshot),
        }
    }

    /// The index, if it is one.
    pub(crate) fn live(&self) -> Result<&Index, Failure> {
        match &self.content {
            Content::Live(index) => Ok(index),
            Content::Frozen(_) => Err(Failure::new(crate::Status::Frozen, "a snapshot cannot be changed")),
        }
    }
}

/// # Safety
/// `kernel` must be NULL or a handle that is not freed before the call ends.
pub(crate) unsafe fn kernel<'a>(kernel: *const KernelHandle) -> Result<&'a Kernel, Failure> {
    // SAFETY: the caller's part.
    Ok(&unsafe { input(kernel)? }.kernel)
}

/// # Safety
/// `index` must be NULL or a handle that is not freed before the call ends.
pub(crate) unsafe fn index<'a>(index: *const IndexHandle) -> Result<&'a IndexHandle, Failure> {
    // SAFETY: the caller's part.
    unsafe { input(index) }
}
