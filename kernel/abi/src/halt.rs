//! Halt, step by step in the caller's memory, or driven by a function of the caller's.

use crate::call::{Failure, Message, Status, entry};
use crate::memory::{input, output, room, slice_mut};
use backfire_core::{Halt, HaltConfig, HaltDecision, HaltState, HaltToken};
use std::ffi::c_void;
use std::mem::MaybeUninit;

/// What a machine's memory begins with; its scores follow.
#[repr(C)]
#[derive(Clone, Copy)]
struct Head {
    config: HaltConfig,
    state: HaltState,
}

/// What a machine is told of a token. It holds no text: the caller emits the token if the decision is not to halt.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct TokenRecord {
    /// Coherence; not finite halts.
    pub score: f64,
    /// Of the logits, looked at if `has_entropy`.
    pub entropy: f64,
    /// 1 if there is an entropy, else 0.
    pub has_entropy: u8,
    /// Milliseconds that scoring took, looked at if `has_elapsed`.
    pub elapsed: f64,
    /// 1 if there is a time, else 0.
    pub has_elapsed: u8,
}

impl From<&TokenRecord> for HaltToken {
    fn from(t: &TokenRecord) -> HaltToken {
        HaltToken {
            score: t.score,
            entropy: t.entropy,
            has_entropy: t.has_entropy != 0,
            elapsed: t.elapsed,
            has_elapsed: t.has_elapsed != 0,
        }
    }
}

const WORD: usize = 8;
const HEAD_WORDS: usize = size_of::<Head>() / WORD;
const _: () = assert!(size_of::<Head>().is_multiple_of(WORD) && align_of::<Head>() == WORD);

/// Puts a machine at the start of a stream into `state`, memory of the caller's of `words` 8-byte words; `count` receives
/// how many are needed even if there are too few. What is in them is the kernel's business; they may be copied and need
/// not be freed. Fails with `BF_STATUS_CONFIG` if the configuration is invalid.
///
/// # Safety
/// `config` is valid for reading; `state` is valid for writing `words` words; `count` is valid for writing; `message` is
/// NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_halt_start(
    config: *const HaltConfig,
    state: *mut u64,
    words: usize,
    count: *mut usize,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (config, state, count) = unsafe { (*input(config)?, room(state, words)?, output(count)?) };
        config.validate().map_err(|e| Failure::new(Status::Config, e))?;
        let need = HEAD_WORDS + config.room();
        count.set(need);
        let Some(memory) = state.get_mut(..need) else { return Err(Failure::buffer()) };
        memory.fill(MaybeUninit::new(0));
        // SAFETY: the memory is large enough, as was just checked, and aligned to words.
        unsafe { memory.as_mut_ptr().cast::<Head>().write(Head { config, state: HaltState::default() }) };
        Ok(())
    })
}

/// Decides on the next token of a stream. After a halt it gives that halt's decision for ever.
///
/// # Safety
/// `state` is `words` words that `bf_halt_start` filled; `token` is valid for reading; `out` is valid for writing;
/// `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_halt_step(
    state: *mut u64,
    words: usize,
    token: *const TokenRecord,
    out: *mut HaltDecision,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (memory, token, out) = unsafe { (slice_mut(state, words)?, input(token)?, output(out)?) };
        let token = HaltToken::from(token);
        let Some((head, scores)) = memory.split_at_mut_checked(HEAD_WORDS) else {
            return Err(Failure::argument("the memory of a machine is too small to be one"));
        };
        // SAFETY: the words are those of a Head, by the caller's part; every bit pattern that could be there instead is one
        // of numbers, since the record has only numbers.
        let head = unsafe { &mut *head.as_mut_ptr().cast::<Head>() };
        if head.config.validate().is_err() || scores.len() < head.config.room() {
            return Err(Failure::argument("the memory is not that of a machine"));
        }
        // SAFETY: words and numbers have the same size and alignment, and any bits are a number.
        let scores = unsafe { std::slice::from_raw_parts_mut(scores.as_mut_ptr().cast::<f64>(), head.config.room()) };
        out.set(head.state.step(&head.config, scores, &token));
        Ok(())
    })
}

/// A function that stores the token with the given number, of which the first is 0, and returns 1; or returns 0 if there is
/// none. Anything else is a failure to score, which halts. It must return: it may not unwind, jump out or end its thread, which
/// would leak the machine. It may call the kernel.
pub type NextToken = Option<unsafe extern "C" fn(context: *mut c_void, index: usize, token: *mut TokenRecord) -> i32>;

/// Drives a machine over the tokens that `next` gives until it halts or there are none left. `passed` receives how many
/// passed; `out` the decision that halted, all zeros if none did. `context` is passed on to `next` and means nothing here.
///
/// # Safety
/// `config` is valid for reading; `next` is a function as described, for which `context` is good; `passed` and `out` are
/// valid for writing; `message` is NULL or valid for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bf_halt_run(
    config: *const HaltConfig,
    next: NextToken,
    context: *mut c_void,
    passed: *mut usize,
    out: *mut HaltDecision,
    message: *mut Message,
) -> Status {
    entry(message, || {
        // SAFETY: the caller's part.
        let (config, passed, out) = unsafe { (*input(config)?, output(passed)?, output(out)?) };
        let next = next.ok_or_else(|| Failure::argument("there is no function to call"))?;
        let mut halt = Halt::new(config).map_err(|e| Failure::new(Status::Config, e))?;
        let mut n = 0;
        let decision = loop {
            let mut token = TokenRecord::default();
            // SAFETY: the caller's part.
            match unsafe { next(context, n, &mut token) } {
                0 => break HaltDecision::default(),
                1 => {}
                _ => token.score = f64::NAN,
            }
            let decision = halt.step(&HaltToken::from(&token));
            if decision.halted {
                break decision;
            }
            n += 1;
        };
        passed.set(n);
        out.set(decision);
        Ok(())
    })
}
