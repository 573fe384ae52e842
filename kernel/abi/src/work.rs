//! The working memory of calls. Each thread keeps one from call to call, so that no call allocates in steady state.

use backfire_core::{Analysis, Folded, Hit, InjectionWork, Review, Scan, Scratch, SearchScratch, Skeleton};
use std::cell::Cell;

/// What the calls of a thread reuse.
#[derive(Default)]
pub(crate) struct Work {
    pub(crate) scratch: Scratch,
    pub(crate) claim: Analysis,
    pub(crate) source: Analysis,
    pub(crate) folded: Folded,
    pub(crate) terms: Vec<u64>,
    pub(crate) search: SearchScratch,
    pub(crate) hits: Vec<Hit>,
    pub(crate) review: Review,
    pub(crate) scan: Scan,
    pub(crate) injection: InjectionWork,
    pub(crate) skeleton: Skeleton,
}

/// The size of a text, in bytes, from which what a call needed is given back at its end rather than kept. A thread keeps
/// some fifty times as much, and a program may have many.
const LARGE: usize = 1 << 15;

thread_local! {
    static KEPT: Cell<Option<Box<Work>>> = const { Cell::new(None) };
}

/// Runs `f` with working memory for a text of `size` bytes. After a panic, and for a call made within another (by a score
/// function), there is new memory.
#[inline]
pub(crate) fn with_work<R>(size: usize, f: impl FnOnce(&mut Work) -> R) -> R {
    let mut work = KEPT.take().unwrap_or_default();
    let result = f(&mut work);
    if size < LARGE {
        KEPT.set(Some(work));
    }
    result
}
