//! The backfire kernel in Rust. It turns bytes into numbers and spans and knows nothing of policies, files, HTTP or
//! clocks. `contract/SPEC.md` defines every function; the file names here are the function names there, and those of the
//! Go kernel in `fallback/`, which gives the same answers to the last bit.
//!
//! A [`Kernel`] is opened once from the compiled tables and is then read-only: any number of threads may share it. What a
//! call needs to remember lives in a value its caller owns ([`Folded`], [`Segmenter`], [`Analysis`], [`Scratch`],
//! [`Halt`]) and is reused from call to call. With such values reused, no function allocates in steady state.
//!
//! Offsets are bytes of the text that was passed in, half-open. For valid UTF-8 they fall on code-point boundaries. A
//! text need not be valid UTF-8.
#![deny(unsafe_code)]

mod align;
mod analyze;
mod coherence;
mod config;
mod conflict;
mod fold;
mod ground;
mod halt;
mod hash;
mod index;
mod injection_features;
mod injection_score;
mod injection_verdict;
mod lnexp;
mod nli;
mod number;
mod review;
mod rule_tables;
mod scan;
mod scan_decode;
mod scan_lanes;
mod scan_layers;
mod scan_match;
mod scan_overlap;
mod segment;
mod sha256;
mod signals;
mod skeleton;
mod stem;
mod tables;
mod terms;
mod tokenize;
mod utf8;
mod validate;
mod validate_contact;
mod validate_crypto;
mod validate_identity;
mod validate_payment;
mod validate_secret;
mod wordset;

pub use analyze::{Analysis, MAX_TEXT, Token};
pub use coherence::{CoherenceConfig, CoherenceScore, coherence};
pub use config::ConfigError;
pub use fold::Folded;
pub use ground::{Grounding, Reason, SUPPORT_THRESHOLD, Scratch, Verdict};
pub use halt::{Halt, HaltConfig, HaltDecision, HaltReason, HaltState, HaltToken, MAX_HALT_WINDOW};
pub use hash::hash_word;
pub use index::{Bm25, CorruptIndexError, Hit, Index, IndexError, SearchScratch, Snapshot};
pub use injection_score::{InjectionScore, InjectionWork};
pub use injection_verdict::{
    ClaimVerdict, InjectionClaim, InjectionClaimResult, InjectionConfig, InjectionResult, injection_verdict,
};
pub use lnexp::{exp, ln};
pub use nli::{ShapeError, confidence, divergence, softmax};
pub use number::{Number, NumberKind};
pub use review::Review;
pub use scan::{Category, Finding, Layers, RuleInfo, Scan, ScanMode};
pub use segment::{LOOK_AHEAD, Segmenter};
pub use signals::{Numeric, Signals};
pub use skeleton::Skeleton;
pub use stem::stem;
pub use tables::{TABLE_FORMAT, TableError};
pub use validate::validate;

use tables::Tables;

/// A half-open range of byte offsets in the text it belongs to.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Returns the span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The number of bytes in the span.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// One set of compiled tables and their interpreter. It is immutable.
#[derive(Debug)]
pub struct Kernel {
    pub(crate) tables: Tables,
}

impl Kernel {
    /// Reads a table blob and returns a kernel for it. The blob is copied.
    ///
    /// # Errors
    /// A [`TableError`] for a blob that is truncated, of another format, inconsistent, or whose digest does not match.
    pub fn open(blob: &[u8]) -> Result<Kernel, TableError> {
        Ok(Kernel { tables: Tables::read(blob)? })
    }

    /// The digest of the table blob that the kernel was opened with.
    pub fn digest(&self) -> u64 {
        self.tables.digest
    }
}
