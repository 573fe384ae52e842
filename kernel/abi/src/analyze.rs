//! Analyze: what is found in a text, as one block of records.

use crate::call::{Failure, Message, Status, deliberate, entry};
use crate::handle::{KernelHandle, kernel};
use crate::memory::{Batch, output, room, slice};
use crate::work::with_work;
use backfire_core::{Analysis, Number, Span, Token};
use std::mem::MaybeUninit;

/// How many records of each kind follow in an analysis, which is a block of 8-byte words:
///
/// `bf_analysis`, then `sentences` × `bf_span`, `tokens` × `bf_token`, `numbers` × `bf_number`, `names`, `negations` and
/// `quotes` × `bf_span`, then for each sentence the number of its first token as `int32_t`, and once more the number of
/// tokens; the last word may end in four bytes of zeros.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AnalysisHead {
    /// Claims, without the white space around them.
    pub sentences: u64,
    /// Words, number literals and unit signs.
    pub tokens: u64,
    /// Numbers, dates, times and weekdays.
    pub numbers: u64,
    /// Names: runs of capitalised words.
    pub names: u64,
    /// Negators.
    pub negations: u64,
    /// Quoted passages.
    pub quotes: u64,
}

/// Analyses a text. The block goes to `out`, which has room for `cap` 8-byte words; `count` receives how many words are
/// needed even if `cap` is too small.
///
/// # Safety
/// `kernel` is a live handle; `text` points to `len` bytes; `out` is valid for writing `cap` words; `count` is valid for
/// writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_analyze(
    kernel_handle: *const KernelHandle,
    text: *const u8,
    len: usize,
    out: *mut u64,
    cap: usize,
    count: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, text) = unsafe { (kernel(kernel_handle)?, slice(text, len)?) };
        // SAFETY: the caller's part.
        let (out, count) = unsafe { (room(out, cap)?, output(count)?) };
        deliberate(text);
        with_work(len, |w| {
            kernel.analyze(&mut w.claim, text);
            let need = words(&w.claim);
            count.set(need);
            let Some(room) = out.get_mut(..need) else { return Err(Failure::buffer()) };
            write(&w.claim, room);
            Ok(())
        })
    })
}

/// Analyses `n` texts in one call; text `i` is `texts[offsets[i]..offsets[i + 1]]`, and `offsets` has `n + 1` values. The
/// blocks go to `out` one after the other; block `i` begins at word `starts[i]`, and `starts[n]` is the end of the last.
/// If `cap` is too small, `starts` still is filled, `out` holds nothing of use.
///
/// # Safety
/// `kernel` is a live handle; `texts` points to `len` bytes and `offsets` to `n + 1` values; `out` is valid for writing
/// `cap` words and `starts` for writing `n + 1`; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_analyze_batch(
    kernel_handle: *const KernelHandle,
    texts: *const u8,
    len: usize,
    offsets: *const usize,
    n: usize,
    out: *mut u64,
    cap: usize,
    starts: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (kernel, batch) = unsafe { (kernel(kernel_handle)?, Batch::new(texts, len, offsets, n)?) };
        // SAFETY: the caller's part.
        let (out, starts) = unsafe { (room(out, cap)?, room(starts, n + 1)?) };
        with_work(len, |w| {
            let mut at = 0;
            for (i, start) in starts[..n].iter_mut().enumerate() {
                start.write(at);
                deliberate(batch.text(i));
                kernel.analyze(&mut w.claim, batch.text(i));
                let end = at + words(&w.claim);
                if let Some(room) = out.get_mut(at..end) {
                    write(&w.claim, room);
                }
                at = end;
            }
            starts[n].write(at);
            if at > cap { Err(Failure::buffer()) } else { Ok(()) }
        })
    })
}

const WORD: usize = 8;

/// The words that an analysis needs.
fn words(a: &Analysis) -> usize {
    let spans = a.sentences.len() + a.names.len() + a.negations.len() + a.quotes.len();
    let records = size_of::<AnalysisHead>()
        + spans * size_of::<Span>()
        + a.tokens.len() * size_of::<Token>()
        + a.numbers.len() * size_of::<Number>();
    (records + std::mem::size_of_val(a.bounds())).div_ceil(WORD)
}

/// Writes an analysis to as many words as it needs.
fn write(a: &Analysis, out: &mut [MaybeUninit<u64>]) {
    let head = AnalysisHead {
        sentences: a.sentences.len() as u64,
        tokens: a.tokens.len() as u64,
        numbers: a.numbers.len() as u64,
        names: a.names.len() as u64,
        negations: a.negations.len() as u64,
        quotes: a.quotes.len() as u64,
    };
    if let Some(last) = out.last_mut() {
        last.write(0);
    }
    let mut block = Block { out, at: 0 };
    block.put(&[head]);
    block.put(&a.sentences);
    block.put(&a.tokens);
    block.put(&a.numbers);
    block.put(&a.names);
    block.put(&a.negations);
    block.put(&a.quotes);
    block.put(a.bounds());
}

/// A block of words that is being filled.
struct Block<'a> {
    out: &'a mut [MaybeUninit<u64>],
    at: usize, // in bytes
}

/// Records made of nothing but bytes that may be copied as they are.
///
/// # Safety
/// The alignment is at most that of a word, and the size a multiple of it, except for the records that come last.
unsafe trait Record: Copy {}
// SAFETY: plain integers, repr(C), whole words, aligned to 8 at most.
unsafe impl Record for AnalysisHead {}
// SAFETY: as above.
unsafe impl Record for Span {}
// SAFETY: as above.
unsafe impl Record for Token {}
// SAFETY: as above.
unsafe impl Record for Number {}
// SAFETY: the records that come last.
unsafe impl Record for i32 {}

const _: () = assert!(size_of::<Span>().is_multiple_of(WORD) && size_of::<Token>() == 40 && size_of::<Number>() == 48);

impl Block<'_> {
    fn put<T: Record>(&mut self, records: &[T]) {
        let size = size_of_val(records);
        assert!(self.at + size <= size_of_val(self.out), "words() and write() agree");
        // SAFETY: the records fit, as was just checked, and start at a multiple of their alignment, since all sizes before
        // them are multiples of a word.
        unsafe {
            let to = self.out.as_mut_ptr().cast::<u8>().add(self.at).cast::<T>();
            std::ptr::copy_nonoverlapping(records.as_ptr(), to, records.len());
        }
        self.at += size;
    }
}
