//! What the rules match in one text.

use crate::rule_tables::{AnchorEnd, ByteSet, Rule, RuleSet, Variant, view, when};
use crate::scan::{Finding, Layers, ScanMode};
use crate::skeleton::{Skeleton, spaced};
use crate::validate::VALIDATORS;
use crate::{Kernel, Span};

/// Finds what the rules match in one text and collects it.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    pub(crate) found: Vec<Finding>,
    skeleton: Skeleton,
    until: Vec<usize>, // of each rule of the set at work: where its last finding ended
}

impl Matcher {
    /// Collects what all rules match in a text and returns where the earliest match begins that more text could change.
    pub(crate) fn scan(&mut self, k: &Kernel, text: &[u8], mode: ScanMode) -> usize {
        let Matcher { found, skeleton, until } = self;
        let plain = plain(text);
        if !plain {
            k.skeleton(skeleton, text);
        }
        let mut alive = text.len();
        let mut first = 0; // the number of the first rule of a set
        for set in &k.tables.rule_sets {
            let mut pass = Pass { set, first, mode, views: view::RAW, found, until };
            first += set.rules.len() as i64;
            if plain {
                // The skeleton is the text, but for capitals, which the rules take as small letters.
                pass.views |= view::SKELETON;
                alive = alive.min(pass.run(text));
                continue;
            }
            alive = alive.min(pass.run(text));
            pass.views = view::SKELETON;
            let already = pass.found.len();
            let at = pass.run(&skeleton.text);
            for finding in &mut found[already..] {
                finding.span = skeleton.span(text, finding.span);
            }
            if at < skeleton.text.len() {
                alive = alive.min(skeleton.span(text, Span::new(at, at + 1)).start);
            }
        }
        alive
    }
}

/// Whether the skeleton of a text is the text in lower case.
fn plain(text: &[u8]) -> bool {
    text.is_ascii() && spaced(text, 0).is_none()
}

/// One pass over a view of a text for the rules of a set that read it.
struct Pass<'a> {
    set: &'a RuleSet,
    first: i64,
    mode: ScanMode,
    views: u8,
    found: &'a mut Vec<Finding>,
    until: &'a mut Vec<usize>,
}

impl Pass<'_> {
    /// Returns where the earliest match begins that more text could change.
    fn run(&mut self, text: &[u8]) -> usize {
        self.until.clear();
        self.until.resize(self.set.rules.len(), 0);
        let anchors = &self.set.anchors;
        let mut alive = text.len();
        let mut state = 0;
        for (at, &c) in text.iter().enumerate() {
            state = anchors.step(state, c);
            if anchors.accepts(state) {
                self.anchors_end(text, at + 1, state, &mut alive);
            }
        }
        alive.min(text.len() - anchors.depth(state))
    }

    /// Looks at the anchors that end at an offset.
    #[cold]
    fn anchors_end(&mut self, text: &[u8], end: usize, state: u32, alive: &mut usize) {
        let wanted = when(self.views, 1 << self.mode as u8);
        for anchor in self.set.outputs(state).iter().filter(|anchor| anchor.when & wanted != 0) {
            let variant = &self.set.variants[anchor.variant as usize];
            if end > self.until[variant.rule as usize] {
                let rule = &self.set.rules[variant.rule as usize];
                let (found, open) = confirm(self.set, text, anchor, variant, rule, end);
                if let Some(open) = open {
                    *alive = open.min(*alive);
                }
                if let Some(span) = found {
                    self.take(text, span, variant.rule, rule);
                }
            }
        }
    }

    /// Keeps a match: the part of it that is the value, as far as the check of its rule finds it valid.
    fn take(&mut self, text: &[u8], span: Span, number: u32, rule: &Rule) {
        let mut value = match rule.value {
            Some(set) => value_in(text, span, self.set.set(set), rule.value_first),
            None => span,
        };
        let validated = rule.validator != 0;
        if validated && !value.is_empty() {
            let (_, check) = VALIDATORS[usize::from(rule.validator) - 1];
            value.end = value.start + check(&text[value.start..value.end]);
        }
        if value.is_empty() {
            return;
        }
        self.until[number as usize] = span.end;
        let rule = self.first + i64::from(number);
        self.found.push(Finding { rule, span: value, layers: Layers::default(), validated });
    }
}

/// Looks around an anchor that ends at an offset for the longest match of a variant. Also returns the start of a match that
/// more text could make or make longer.
fn confirm(
    set: &RuleSet,
    text: &[u8],
    anchor: &AnchorEnd,
    variant: &Variant,
    rule: &Rule,
    end: usize,
) -> (Option<Span>, Option<usize>) {
    let start = end - usize::from(anchor.length);
    let (end, whole) = follows(set, text, set.tail(anchor), end);
    if !whole {
        return (None, (end == text.len()).then_some(start));
    }
    let not_before = rule.not_before.map(|n| set.set(n));
    let not_after = rule.not_after.map(|n| set.set(n));
    let Some(start) = backwards(set, text, variant.back, not_before, start) else { return (None, None) };
    let Some(forward) = variant.forward else {
        let open = end == text.len() && not_after.is_some();
        return (may_end(text, not_after, end).then_some(Span { start, end }), open.then_some(start));
    };
    let (end, more) = forwards(set, text, forward, not_after, end);
    (end.map(|end| Span { start, end }), more.then_some(start))
}

/// Where a tail that starts at an offset, or what of it is there, ends, and whether it is whole.
#[inline]
fn follows(set: &RuleSet, text: &[u8], tail: &[u32], at: usize) -> (usize, bool) {
    let n = tail.iter().zip(&text[at..]).take_while(|&(&n, &c)| set.set(n)[usize::from(c)]).count();
    (at + n, n == tail.len())
}

/// Whether a match may start at an offset.
#[inline]
fn may_start(text: &[u8], not_before: Option<&ByteSet>, at: usize) -> bool {
    match (not_before, at.checked_sub(1)) {
        (Some(set), Some(before)) => !set[usize::from(text[before])],
        _ => true,
    }
}

/// Whether a match may end at an offset.
#[inline]
fn may_end(text: &[u8], not_after: Option<&ByteSet>, at: usize) -> bool {
    match (not_after, text.get(at)) {
        (Some(set), Some(&c)) => !set[usize::from(c)],
        _ => true,
    }
}

/// The earliest start of what an automaton, if there is one, matches before an offset.
fn backwards(
    set: &RuleSet,
    text: &[u8],
    automaton: Option<u32>,
    not_before: Option<&ByteSet>,
    at: usize,
) -> Option<usize> {
    let Some(number) = automaton else { return may_start(text, not_before, at).then_some(at) };
    let (dfa, map) = set.dfa(number);
    let mut best = (dfa.accepts_empty && may_start(text, not_before, at)).then_some(at);
    let mut state = 1;
    for (i, &c) in text[..at].iter().enumerate().rev() {
        state = dfa.step(state, map, c);
        if state == 0 {
            break;
        }
        if state >= dfa.accept && may_start(text, not_before, i) {
            best = Some(i);
        }
    }
    best
}

/// The last end of what an automaton matches from an offset on, and whether more text could change that.
fn forwards(
    set: &RuleSet,
    text: &[u8],
    automaton: u32,
    not_after: Option<&ByteSet>,
    at: usize,
) -> (Option<usize>, bool) {
    let (dfa, map) = set.dfa(automaton);
    let mut best = (dfa.accepts_empty && may_end(text, not_after, at)).then_some(at);
    let mut state = 1;
    for (i, &c) in text.iter().enumerate().skip(at) {
        state = dfa.step(state, map, c);
        if state == 0 {
            return (best, false);
        }
        if state >= dfa.accept && may_end(text, not_after, i + 1) {
            best = Some(i + 1);
        }
    }
    (best, true)
}

/// Where in a match the value is: the longest suffix, or prefix, of bytes in a set, without spaces around it.
fn value_in(text: &[u8], span: Span, set: &ByteSet, first: bool) -> Span {
    let bytes = &text[span.start..span.end];
    let in_set = |c: &&u8| set[usize::from(**c)];
    let Span { mut start, mut end } = span;
    if first {
        end = start + bytes.iter().take_while(in_set).count();
    } else {
        start = end - bytes.iter().rev().take_while(in_set).count();
    }
    while start < end && text[start] == b' ' {
        start += 1;
    }
    while end > start && text[end - 1] == b' ' {
        end -= 1;
    }
    Span { start, end }
}
