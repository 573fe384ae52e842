//! What the rules match in one text.

use crate::rule_tables::{AnchorEnd, ByteSet, Rule, RuleSet, view, when};
use crate::scan::{Finding, Layers, ScanMode};
use crate::scan_lanes::Stops;
use crate::skeleton::Skeleton;
use crate::validate::VALIDATORS;
use crate::{Kernel, Span};

/// Finds what the rules match in one text and collects it.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    pub(crate) found: Vec<Finding>,
    skeleton: Skeleton,
    stops: Stops,
    until: Vec<usize>, // of each rule of the set at work: where its last finding ended, in the view that it reads
}

impl Matcher {
    /// Collects what all rules match in a text and returns where the earliest match begins that more text could change.
    pub(crate) fn scan(&mut self, k: &Kernel, text: &[u8], mode: ScanMode) -> usize {
        let Matcher { found, skeleton, stops, until } = self;
        skeleton.read(&k.tables, text);
        let mut alive = text.len();
        let mut first = 0; // the number of the first rule of a set
        for set in &k.tables.rule_sets {
            until.clear();
            until.resize(set.rules.len(), 0);
            let alive_skeleton = skeleton.text.len();
            let mut walk = Walk { set, first, mode, text, skeleton, found, stops, until, alive, alive_skeleton };
            alive = walk.run();
            first += set.rules.len() as i64;
        }
        alive
    }
}

/// One pass over a text and its skeleton for the rules of one set. Where the skeleton is a copy of the text, as it mostly is,
/// the automaton runs over both at once. Elsewhere it runs over each by itself, and goes on so until it is in the same state
/// in both.
struct Walk<'a> {
    set: &'a RuleSet,
    first: i64,
    mode: ScanMode,
    text: &'a [u8],
    skeleton: &'a Skeleton,
    found: &'a mut Vec<Finding>,
    stops: &'a mut Stops,
    until: &'a mut [usize],
    alive: usize,          // where the earliest match begins that more text could change, in the text
    alive_skeleton: usize, // and in the skeleton
}

impl Walk<'_> {
    fn run(&mut self) -> usize {
        let anchors = &self.set.anchors;
        let (text, skeleton) = (self.text, &self.skeleton.text[..]);
        let (mut raw, mut folded) = (0, 0); // states
        let mut at = 0; // how much of the text is done
        for (number, p) in self.skeleton.pieces.iter().enumerate() {
            let end = self.skeleton.piece_end(number);
            if !p.copied {
                folded = self.over(view::SKELETON, skeleton, p.at, end, 0, folded);
                continue;
            }
            raw = self.over(view::RAW, text, at, p.from, 0, raw);
            at = p.from + end - p.at;
            let shift = p.at.wrapping_sub(p.from);
            let mut from = p.from;
            while raw != folded && from < at {
                let there = from.wrapping_add(shift);
                raw = self.step(view::RAW, text, from, raw);
                folded = self.step(view::SKELETON, skeleton, there, folded);
                from += 1;
            }
            if from < at {
                raw = self.over(view::RAW | view::SKELETON, text, from, at, shift, raw);
                folded = raw;
            }
        }
        raw = self.over(view::RAW, text, at, text.len(), 0, raw);
        self.alive = self.alive.min(text.len() - anchors.depth(raw));
        self.alive_skeleton = self.alive_skeleton.min(skeleton.len() - anchors.depth(folded));
        if self.alive_skeleton == skeleton.len() {
            return self.alive;
        }
        let span = self.skeleton.span(text, Span::new(self.alive_skeleton, self.alive_skeleton + 1));
        self.alive.min(span.start)
    }

    /// Runs the automaton over a part of a view and looks at the anchors that end there, of the rules of these views. In the
    /// skeleton they are `shift` bytes further on.
    fn over(&mut self, views: u8, view: &[u8], from: usize, to: usize, shift: usize, mut state: u32) -> u32 {
        let wanted = when(views, 1 << self.mode as u8);
        let view = &view[..to];
        let mut stops = std::mem::take(self.stops);
        let mut at = from;
        while at < to {
            (at, state) = stops.run(&self.set.anchors, view, at, state, wanted);
            for (end, state) in stops.found() {
                self.look(views, end, shift, state);
            }
        }
        *self.stops = stops;
        state
    }

    /// Runs the automaton over one byte of a view, for the rules of that view.
    fn step(&mut self, which: u8, view: &[u8], at: usize, state: u32) -> u32 {
        let anchors = &self.set.anchors;
        let state = anchors.step(state, view[at]);
        if anchors.accepts(state) && anchors.may_go_on(&view[at + 1..], state, when(which, 1 << self.mode as u8)) {
            self.look(which, at + 1, 0, state);
        }
        state
    }

    /// Confirms the anchors that end at an offset, of the rules of these views; in the skeleton it is `shift` bytes further on.
    fn look(&mut self, views: u8, at: usize, shift: usize, state: u32) {
        let wanted = when(views, 1 << self.mode as u8);
        let of_skeleton = when(view::SKELETON, u8::MAX);
        for anchor in self.set.outputs(state).filter(|anchor| anchor.when & wanted != 0) {
            let (which, view, end) = if anchor.when & of_skeleton == 0 {
                (view::RAW, self.text, at)
            } else {
                (view::SKELETON, &self.skeleton.text[..], at.wrapping_add(shift))
            };
            if end <= self.until[anchor.rule as usize] || !self.fits(view, anchor, end) {
                continue;
            }
            let rule = &self.set.rules[anchor.rule as usize];
            let (found, open) = confirm(self.set, view, anchor, rule, end);
            if let Some(open) = open {
                let alive = if which == view::RAW { &mut self.alive } else { &mut self.alive_skeleton };
                *alive = open.min(*alive);
            }
            if let Some(span) = found {
                self.take(which, view, span, anchor.rule, rule);
            }
        }
    }

    /// Whether the bytes before and after an anchor may stand there. At the end of a view what is missing may yet come.
    #[inline]
    fn fits(&self, view: &[u8], anchor: &AnchorEnd, end: usize) -> bool {
        if view.len() - end <= self.set.anchors.longest_tail {
            return true;
        }
        let before = (end - usize::from(anchor.length)).checked_sub(1).map(|at| view[at]);
        self.set.edge_has(anchor.after, view[end]) && before.is_none_or(|c| self.set.edge_has(anchor.before, c))
    }

    /// Keeps a match: the part of it that is the value, as far as the check of its rule finds it valid.
    fn take(&mut self, which: u8, view: &[u8], span: Span, number: u32, rule: &Rule) {
        let mut value = match rule.value {
            Some(set) => value_in(view, span, self.set.set(set), rule.value_first),
            None => span,
        };
        let validated = rule.validator != 0;
        if validated && !value.is_empty() {
            let (_, check) = VALIDATORS[usize::from(rule.validator) - 1];
            value.end = value.start + check(&view[value.start..value.end]);
        }
        if value.is_empty() {
            return;
        }
        self.until[number as usize] = span.end;
        if which == view::SKELETON {
            value = self.skeleton.span(self.text, value);
        }
        let rule = self.first + i64::from(number);
        self.found.push(Finding { rule, span: value, layers: Layers::default(), validated });
    }
}

/// Looks around an anchor that ends at an offset for the longest match of a variant. Also returns the start of a match that
/// more text could make or make longer.
fn confirm(set: &RuleSet, text: &[u8], anchor: &AnchorEnd, rule: &Rule, end: usize) -> (Option<Span>, Option<usize>) {
    let variant = &set.variants[anchor.variant as usize];
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
