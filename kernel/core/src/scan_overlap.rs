//! Which of the findings that overlap stay.

use crate::Kernel;
use crate::scan::{Category, Finding};

/// Puts findings in order and drops those that others cover. Going from left to right, of two overlapping findings of the same
/// category one stays: the heavier, else the one that was validated, else the longer, else the earlier, else the one of the
/// lower rule. Findings of different categories both stay, and so do all in a layer.
pub(crate) fn resolve(k: &Kernel, found: &mut Vec<Finding>) {
    found.sort_unstable_by_key(place);
    found.dedup();
    let mut last: [Option<usize>; Category::ALL.len()] = [None; Category::ALL.len()]; // of each category: the finding that stays so far
    for at in 0..found.len() {
        if found[at].layers.0 != 0 {
            continue;
        }
        let category = k.rule(found[at].rule).info.category as usize;
        match last[category] {
            Some(before) if found[before].span.end > found[at].span.start => {
                if better(k, &found[at], &found[before]) {
                    found[before].rule = DROPPED;
                    last[category] = Some(at);
                } else {
                    found[at].rule = DROPPED;
                }
            }
            _ => last[category] = Some(at),
        }
    }
    found.retain(|f| f.rule != DROPPED);
}

const DROPPED: i64 = -1;

/// Whether `a`, which does not start before `b`, stays of the two.
fn better(k: &Kernel, a: &Finding, b: &Finding) -> bool {
    let rank = |f: &Finding| (k.rule(f.rule).info.weight, f.validated, f.span.len());
    rank(a) > rank(b)
}

/// The order of findings: start, end, rule, layers.
fn place(f: &Finding) -> (usize, usize, i64, u16) {
    (f.span.start, f.span.end, f.rule, f.layers.0)
}
