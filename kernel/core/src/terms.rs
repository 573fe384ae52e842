//! Terms: the words under which BM25 knows a text.

use crate::analyze::{Analysis, MAX_TEXT, prop};
use crate::{Kernel, Span};
use std::cell::Cell;

thread_local! {
    /// The working memory of calls, which have no scratch of their caller's.
    static SCRATCH: Cell<Analysis> = Cell::default();
}

impl Kernel {
    /// Appends the terms under which BM25 knows a text: the stem hashes of its words and numbers in order, a repeated word
    /// repeated, bare signs left out.
    pub fn terms(&self, dst: &mut Vec<u64>, text: &[u8]) {
        let text = &text[..text.len().min(MAX_TEXT)];
        let mut a = SCRATCH.take();
        a.reset();
        self.tokenize(&mut a, text, Span::new(0, text.len()));
        dst.extend(a.tokens.iter().filter(|t| t.props & prop::SIGN == 0).map(|t| t.stem));
        SCRATCH.set(a);
    }
}
