//! Rule tables: what the rule compiler made of a set of rules, checked once so that matching can follow every index.

use crate::scan::{Category, Layer, RuleInfo};
use crate::tables::{Sections, TableError, refused, sections, u16s, u32_at, u32s};
use crate::validate::VALIDATORS;
use std::collections::HashMap;
use std::ops::Range;

const MAGIC: &[u8; 8] = b"BKFRULES";
const RULE_SIZE: usize = 32;
const SET_SIZE: usize = 32;
const VARIANT_SIZE: usize = 16;
const HEADER_SIZE: usize = 24;
const NONE: u32 = u32::MAX;

// Section numbers of a rule blob.
const RULES: usize = 1;
const RULE_SETS: usize = 2;
const RULE_VARIANTS: usize = 3;
const DFA_HEADERS: usize = 4;
const DFA_CLASSES: usize = 5;
const DFA_NEXT: usize = 6;
const ANCHOR_CLASSES: usize = 7;
const ANCHOR_NEXT: usize = 8;
const ANCHOR_ACCEPT: usize = 9;
const ANCHOR_OFFSETS: usize = 10;
const ANCHOR_OUTPUTS: usize = 11;
const ANCHOR_TAILS: usize = 12;
const RULE_NAME_OFFSETS: usize = 13;
const RULE_NAME_BYTES: usize = 14;

/// A set of bytes.
pub(crate) type ByteSet = [bool; 256];

/// A set of bytes in as little room as there can be, for what is asked so often that it should stay in the nearest cache.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bits([u64; 4]);

impl Bits {
    fn of(set: &ByteSet) -> Bits {
        let mut bits = Bits::default();
        for (c, _) in set.iter().enumerate().filter(|(_, has)| **has) {
            bits.0[c / 64] |= 1 << (c % 64);
        }
        bits
    }

    #[inline]
    fn has(&self, c: u8) -> bool {
        self.0[usize::from(c / 64)] >> (c % 64) & 1 != 0
    }

    fn add(&mut self, other: &Bits) {
        self.0.iter_mut().zip(other.0).for_each(|(all, one)| *all |= one);
    }
}

/// One rule of a set.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) info: RuleInfo,
    when: u8,
    pub(crate) validator: u8, // its number and 1, 0 for none
    pub(crate) value_first: bool,
    pub(crate) layer: Option<Layer>, // of a sign of a layer
    pub(crate) not_before: Option<u32>,
    pub(crate) not_after: Option<u32>,
    pub(crate) value: Option<u32>,
}

/// The views of a text, as bits.
pub(crate) mod view {
    pub(crate) const RAW: u8 = 1;
    pub(crate) const SKELETON: u8 = 2;
}

/// The bits of modes and views: 2m and 2m+1 for the raw text and the skeleton in mode m.
pub(crate) fn when(views: u8, modes: u8) -> u8 {
    (0..3).filter(|mode| modes >> mode & 1 != 0).fold(0, |bits, mode| bits | views << (2 * mode))
}

/// One way to match a rule: around an anchor, one automaton backwards and one forwards.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) rule: u32,
    pub(crate) back: Option<u32>,
    pub(crate) forward: Option<u32>,
}

/// A deterministic automaton. State 0 is dead, 1 the start; states from `accept` on accept.
#[derive(Debug)]
pub(crate) struct Dfa {
    map: u32,
    next: Vec<u16>,
    classes: u16,
    pub(crate) accept: u16,
    pub(crate) accepts_empty: bool,
}

/// An anchor that has been found, or the first bytes of one.
#[derive(Debug)]
pub(crate) struct AnchorEnd {
    pub(crate) variant: u32,
    pub(crate) rule: u32, // of the variant
    pub(crate) length: u8,
    pub(crate) when: u8,
    /// The bytes that may stand before and after it, as numbers of `RuleSet::edges`.
    pub(crate) before: u32,
    pub(crate) after: u32,
    tail: (u32, u32), // of RuleSet::tails
}

/// The decoded tables of a set of rules.
#[derive(Debug)]
pub(crate) struct RuleSet {
    pub(crate) sets: Vec<ByteSet>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) variants: Vec<Variant>,
    maps: Vec<[u8; 256]>,
    dfas: Vec<Dfa>,
    pub(crate) anchors: Anchors,
    outputs: Vec<AnchorEnd>,
    tails: Vec<u32>,
    edges: Vec<Bits>, // the first are `sets`
}

/// The automaton that finds all anchors in one pass.
#[derive(Debug)]
pub(crate) struct Anchors {
    class_of: [u8; 256],
    next: Vec<u32>, // each is a state times the stride, so that a step is one addition
    accept: u32,
    reciprocal: u64,                // of the stride, times 2³²
    depth: Vec<u8>,                 // of each state: how much of an anchor has been read
    ends: Vec<Ends>,                // of each state that accepts
    longest: usize,                 // of the anchors
    pub(crate) longest_tail: usize, // how much may have to follow one
}

/// Bytes that are common in prose. Their classes come first, so that what is looked at of a state most often is side by side.
const COMMON: &[u8; 16] = b" etaoinsrhldcumf";

/// How many entries share a line of the cache.
const LINE: usize = 16;

/// The anchors that end in one state.
#[derive(Debug)]
pub(crate) struct Ends {
    first: u32, // of RuleSet::outputs
    last: u32,
    /// All that they have in `when`.
    pub(crate) when: u8,
    /// The bytes that may stand after one of them.
    after: Bits,
}

fn bad_rules(section: usize, want: &str) -> TableError {
    refused(format!("section {section} of the rules is inconsistent"), want)
}

impl RuleSet {
    /// Decodes and checks a rule blob.
    pub(crate) fn read(blob: &[u8]) -> Result<RuleSet, TableError> {
        let s = sections(blob, MAGIC)?;
        let names = read_names(&s)?;
        let sets = read_sets(s[RULE_SETS]);
        let rules = read_rules(&s, &names, sets.len())?;
        let (maps, dfas) = read_dfas(&s)?;
        let variants = read_variants(&s, rules.len(), dfas.len())?;
        let (outputs, tails) = read_outputs(&s, &rules, &variants, sets.len())?;
        let anchors = Anchors::read(&s, &outputs)?;
        let edges = sets.iter().map(Bits::of).collect();
        let mut set = RuleSet { sets, rules, variants, maps, dfas, anchors, outputs, tails, edges };
        set.find_edges();
        Ok(set)
    }

    /// Finds which bytes may stand beside the anchors, so that most can be passed over without a look at their automata.
    fn find_edges(&mut self) {
        let mut numbers = HashMap::new();
        let edges: Vec<[u32; 2]> = (0..self.variants.len())
            .map(|variant| {
                [self.may_precede(variant), self.may_follow(variant)].map(|set| {
                    *numbers.entry(set).or_insert_with(|| {
                        self.edges.push(Bits::of(&set));
                        self.edges.len() as u32 - 1
                    })
                })
            })
            .collect();
        for end in &mut self.outputs {
            let [before, after] = edges[end.variant as usize];
            let (first, last) = end.tail;
            end.before = before;
            end.after = if first < last { self.tails[first as usize] } else { after };
        }
        for ends in &mut self.anchors.ends {
            for end in &self.outputs[ends.first as usize..ends.last as usize] {
                ends.when |= end.when;
                ends.after.add(&self.edges[end.after as usize]);
            }
        }
    }

    /// The bytes that may stand before an anchor: what its automaton takes, and any but those that may not precede.
    fn may_precede(&self, variant: usize) -> ByteSet {
        let Variant { rule, back, .. } = self.variants[variant];
        self.edge(back, self.rules[rule as usize].not_before)
    }

    /// The bytes that may stand after an anchor and its tail.
    fn may_follow(&self, variant: usize) -> ByteSet {
        let Variant { rule, forward, .. } = self.variants[variant];
        self.edge(forward, self.rules[rule as usize].not_after)
    }

    fn edge(&self, automaton: Option<u32>, not: Option<u32>) -> ByteSet {
        let automaton = automaton.map(|n| self.dfa(n));
        std::array::from_fn(|c| {
            let ends = not.is_none_or(|n| !self.set(n)[c]);
            automaton.map_or(ends, |(dfa, map)| dfa.accepts_empty && ends || dfa.step(1, map, c as u8) != 0)
        })
    }

    /// The anchors that end where the automaton is in a state.
    #[inline]
    pub(crate) fn outputs(&self, state: u32) -> impl Iterator<Item = &AnchorEnd> {
        let ends = self.anchors.ends(state);
        self.outputs[ends.first as usize..ends.last as usize].iter()
    }

    /// Whether a set of `edges` has a byte.
    #[inline]
    pub(crate) fn edge_has(&self, edge: u32, c: u8) -> bool {
        self.edges[edge as usize].has(c)
    }

    /// What must follow an anchor, as numbers of sets.
    #[inline]
    pub(crate) fn tail(&self, end: &AnchorEnd) -> &[u32] {
        &self.tails[end.tail.0 as usize..end.tail.1 as usize]
    }

    /// The set with a number.
    #[inline]
    pub(crate) fn set(&self, number: u32) -> &ByteSet {
        &self.sets[number as usize]
    }

    /// The automaton with a number.
    #[inline]
    pub(crate) fn dfa(&self, number: u32) -> (&Dfa, &[u8; 256]) {
        let dfa = &self.dfas[number as usize];
        (dfa, &self.maps[dfa.map as usize])
    }
}

impl Dfa {
    /// The state after one more byte.
    #[inline]
    pub(crate) fn step(&self, state: u16, map: &[u8; 256], c: u8) -> u16 {
        self.next[usize::from(state) * usize::from(self.classes) + usize::from(map[usize::from(c)])]
    }
}

impl Anchors {
    /// The state after one more byte.
    #[inline]
    pub(crate) fn step(&self, state: u32, c: u8) -> u32 {
        self.next[state as usize + usize::from(self.class_of[usize::from(c)])]
    }

    /// The state after a text.
    pub(crate) fn after(&self, text: &[u8]) -> u32 {
        text.iter().fold(0, |state, &c| self.step(state, c))
    }

    /// Whether anchors end where the automaton is in a state.
    #[inline]
    pub(crate) fn accepts(&self, state: u32) -> bool {
        state >= self.accept
    }

    /// Whether one of the anchors that end in a state may be wanted and go on with what follows.
    #[inline]
    pub(crate) fn may_go_on(&self, rest: &[u8], state: u32, wanted: u8) -> bool {
        let ends = self.ends(state);
        ends.when & wanted != 0 && (rest.len() <= self.longest_tail || ends.after.has(rest[0]))
    }

    /// The most bytes that an anchor has.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// How much of the longest anchor has been read in a state.
    pub(crate) fn depth(&self, state: u32) -> usize {
        usize::from(self.depth[self.number(state)])
    }

    /// What the anchors that end in a state have in common.
    #[inline]
    pub(crate) fn ends(&self, state: u32) -> &Ends {
        &self.ends[self.number(state - self.accept)]
    }

    /// The number of a state. It is exact since states are multiples of the stride below 2³².
    #[inline]
    fn number(&self, state: u32) -> usize {
        ((u64::from(state) * self.reciprocal) >> 32) as usize
    }

    fn read(s: &Sections<'_>, outputs: &[AnchorEnd]) -> Result<Anchors, TableError> {
        let header = u32s(s[ANCHOR_ACCEPT]);
        let &[classes, accept, states] = header.as_slice() else { return Err(bad_header()) };
        let Ok(class_of) = <[u8; 256]>::try_from(s[ANCHOR_CLASSES]) else { return Err(bad_header()) };
        if !(1..=256).contains(&classes) {
            return Err(bad_header());
        }
        let next = u16s(s[ANCHOR_NEXT]);
        if next.len() < classes as usize || !(1..=1 << 16).contains(&states) {
            return Err(bad_rules(ANCHOR_NEXT, "a usual row, and one for each state"));
        }
        let (usual, rows) = next.split_at(classes as usize);
        let Some((rows, [])) = read_rows(rows, states as usize, usual) else {
            return Err(bad_rules(ANCHOR_NEXT, "rows of classes and states"));
        };
        let offsets = u32s(s[ANCHOR_OFFSETS]);
        if accept > states || offsets.len() != (states - accept) as usize + 1 {
            return Err(bad_rules(ANCHOR_OFFSETS, "an offset for each state that has outputs, and one more"));
        }
        if class_of.iter().any(|&c| u32::from(c) >= classes) {
            return Err(bad_rules(ANCHOR_CLASSES, "classes below their number"));
        }
        if offsets[offsets.len() - 1] as usize > outputs.len() || !offsets.is_sorted() {
            return Err(bad_rules(ANCHOR_OFFSETS, "ascending offsets within section 11"));
        }
        let depth = depths(&rows, classes as usize);
        for (depth, ends) in depth[accept as usize..].iter().zip(offsets.windows(2)) {
            if outputs[ends[0] as usize..ends[1] as usize].iter().any(|o| o.length > *depth) {
                return Err(bad_rules(ANCHOR_OUTPUTS, "anchors no longer than what leads to their state"));
            }
        }
        let longest_tail = outputs.iter().map(|o| (o.tail.1 - o.tail.0) as usize).max().unwrap_or(0);
        let none = |w: &[u32]| Ends { first: w[0], last: w[1], when: 0, after: Bits::default() };
        let ends = offsets.windows(2).map(none).collect();
        let order = by_commonness(&class_of, classes as usize);
        // An odd number of lines, so that the first lines of states do not crowd each other out of the cache.
        let stride = ((classes as usize).div_ceil(LINE) | 1) * LINE;
        let mut next = Vec::with_capacity(rows.len() / order.len() * stride);
        for row in rows.chunks_exact(order.len()) {
            next.extend(order.iter().map(|&class| u32::from(row[class]) * stride as u32));
            next.resize(next.len() + stride - order.len(), 0);
        }
        let mut place = [0; 256];
        for (i, &class) in order.iter().enumerate() {
            place[class] = i as u8;
        }
        let class_of = class_of.map(|class| place[usize::from(class)]);
        let reciprocal = (1_u64 << 32).div_ceil(stride as u64);
        let accept = accept * stride as u32;
        let longest = depth.iter().copied().max().map_or(0, usize::from);
        Ok(Anchors { class_of, next, accept, reciprocal, depth, ends, longest, longest_tail })
    }
}

/// The classes of bytes, those of the common ones first.
fn by_commonness(class_of: &[u8; 256], classes: usize) -> Vec<usize> {
    let mut order = Vec::with_capacity(classes);
    let common = COMMON.iter().map(|&c| usize::from(class_of[usize::from(c)]));
    for class in common.chain(0..classes) {
        if !order.contains(&class) {
            order.push(class);
        }
    }
    order
}

fn bad_header() -> TableError {
    bad_rules(ANCHOR_ACCEPT, "three numbers, and 256 classes")
}

/// The names, which are bytes of the blob.
fn read_names<'a>(s: &Sections<'a>) -> Result<Vec<&'a [u8]>, TableError> {
    let range = |w: &[u32]| w[0] as usize..w[1] as usize;
    let names = u32s(s[RULE_NAME_OFFSETS]).windows(2).map(|w| s[RULE_NAME_BYTES].get(range(w))).collect::<Option<_>>();
    names.ok_or_else(|| bad_rules(RULE_NAME_OFFSETS, "ascending offsets within section 14"))
}

fn read_sets(bytes: &[u8]) -> Vec<ByteSet> {
    let set = |bits: &[u8]| std::array::from_fn(|b| bits[b / 8] >> (b % 8) & 1 != 0);
    bytes.chunks_exact(SET_SIZE).map(set).collect()
}

fn read_rules(s: &Sections<'_>, names: &[&[u8]], sets: usize) -> Result<Vec<Rule>, TableError> {
    s[RULES].chunks_exact(RULE_SIZE).map(|b| read_rule(b, names, sets)).collect()
}

fn read_rule(b: &[u8], names: &[&[u8]], sets: usize) -> Result<Rule, TableError> {
    let number = |i: usize| u32_at(b, 8 + 4 * i);
    let named = (names.get(number(0) as usize), names.get(number(1) as usize), Category::ALL.get(usize::from(b[0])));
    let (Some(&id), Some(&kind), Some(&category)) = named else { return Err(bad_rule()) };
    if b[1] > 1 || usize::from(b[4]) > VALIDATORS.len() {
        return Err(bad_rule());
    }
    let set = |i: usize| match number(i) {
        NONE => Ok(None),
        n if n as usize >= sets => Err(bad_rules(RULES, "sets that exist")),
        n => Ok(Some(n)),
    };
    Ok(Rule {
        info: RuleInfo { id: id.into(), category, kind: kind.into(), weight: b[3] },
        when: when(if b[1] == 1 { view::SKELETON } else { view::RAW }, b[2]),
        validator: b[4],
        value_first: b[5] == 1,
        layer: if category == Category::Layer { Layer::of_sign(kind) } else { None },
        not_before: set(2)?,
        not_after: set(3)?,
        value: set(4)?,
    })
}

fn bad_rule() -> TableError {
    bad_rules(RULES, "names, categories, views and validators that exist")
}

fn read_variants(s: &Sections<'_>, rules: usize, dfas: usize) -> Result<Vec<Variant>, TableError> {
    let automaton = |n: u32| match n {
        NONE => Ok(None),
        n if n as usize >= dfas => Err(bad_rules(RULE_VARIANTS, "automata that exist")),
        n => Ok(Some(n)),
    };
    let variant = |b: &[u8]| {
        let rule = u32_at(b, 0);
        if rule as usize >= rules {
            return Err(bad_rules(RULE_VARIANTS, "rules that exist"));
        }
        Ok(Variant { rule, back: automaton(u32_at(b, 4))?, forward: automaton(u32_at(b, 8))? })
    };
    s[RULE_VARIANTS].chunks_exact(VARIANT_SIZE).map(variant).collect()
}

type DfaTables = (Vec<[u8; 256]>, Vec<Dfa>);

fn read_dfas(s: &Sections<'_>) -> Result<DfaTables, TableError> {
    let maps: Vec<[u8; 256]> = s[DFA_CLASSES].as_chunks().0.to_vec();
    let next = u16s(s[DFA_NEXT]);
    let mut dfas = Vec::new();
    for b in s[DFA_HEADERS].chunks_exact(HEADER_SIZE) {
        let [map, classes, offset, states, accept, empty] = std::array::from_fn(|i| u32_at(b, 4 * i));
        let whole = (map as usize) < maps.len() && (1..=256).contains(&classes) && (2..=1 << 16).contains(&states);
        let (true, Some(rows), Ok(accept)) = (whole, next.get(offset as usize..), u16::try_from(accept)) else {
            return Err(bad_rules(DFA_HEADERS, "tables within section 6"));
        };
        let Some((rows, _)) = read_rows(rows, states as usize, &vec![0; classes as usize]) else {
            return Err(bad_rules(DFA_NEXT, "rows of classes and states"));
        };
        if maps[map as usize].iter().any(|&c| u32::from(c) >= classes) {
            return Err(bad_rules(DFA_CLASSES, "classes below their number"));
        }
        dfas.push(Dfa { map, next: rows, classes: classes as u16, accept, accepts_empty: empty == 1 });
    }
    Ok((maps, dfas))
}

/// Reads a table of as many rows as there are states, each of which says where it differs from a usual one. Also returns
/// what follows.
fn read_rows<'a>(mut data: &'a [u16], states: usize, usual: &[u16]) -> Option<(Vec<u16>, &'a [u16])> {
    let classes = usual.len();
    if usual.iter().any(|&to| usize::from(to) >= states) {
        return None;
    }
    let mut table = Vec::with_capacity(states.min(data.len()) * classes);
    for _ in 0..states {
        let (&n, rest) = data.split_first()?;
        let (entries, rest) = rest.split_at_checked(2 * usize::from(n))?;
        let at = table.len();
        table.extend_from_slice(usual);
        for &[class, to] in entries.as_chunks().0 {
            if usize::from(to) >= states {
                return None;
            }
            *table[at..].get_mut(usize::from(class))? = to;
        }
        data = rest;
    }
    Some((table, data))
}

/// How many bytes the shortest text has that leads to each state. For states of the automaton that is how much of an anchor
/// they have read.
fn depths(rows: &[u16], classes: usize) -> Vec<u8> {
    let mut depth = vec![0; rows.len() / classes];
    let mut seen = vec![false; depth.len()];
    seen[0] = true;
    let mut queue = vec![0];
    let mut done = 0;
    while let Some(&at) = queue.get(done) {
        done += 1;
        for &to in &rows[at * classes..(at + 1) * classes] {
            let to = usize::from(to);
            if !seen[to] {
                seen[to] = true;
                depth[to] = u8::saturating_add(depth[at], 1);
                queue.push(to);
            }
        }
    }
    depth
}

type OutputTables = (Vec<AnchorEnd>, Vec<u32>);

/// Reads which anchors end where, with what must follow them.
fn read_outputs(
    s: &Sections<'_>,
    rules: &[Rule],
    variants: &[Variant],
    sets: usize,
) -> Result<OutputTables, TableError> {
    let tails = u32s(s[ANCHOR_TAILS]);
    let mut outputs = Vec::new();
    for &[anchor, at] in u32s(s[ANCHOR_OUTPUTS]).as_chunks().0 {
        let (variant, length) = (anchor >> 8, anchor as u8);
        let Some(Variant { rule, .. }) = variants.get(variant as usize) else {
            return Err(bad_rules(ANCHOR_OUTPUTS, "variants that exist"));
        };
        let (rule, when) = (*rule, rules[*rule as usize].when);
        let tail = if at == NONE { 0..0 } else { read_tail(&tails, at as usize, sets)? };
        let tail = (tail.start as u32, tail.end as u32);
        outputs.push(AnchorEnd { variant, rule, length, when, before: 0, after: 0, tail });
    }
    Ok((outputs, tails))
}

/// The place of the numbers of the sets of a tail.
fn read_tail(tails: &[u32], at: usize, sets: usize) -> Result<Range<usize>, TableError> {
    let place = tails.get(at).map(|&n| at + 1..at + 1 + n as usize);
    let Some((place, numbers)) = place.and_then(|place| Some((place.clone(), tails.get(place)?))) else {
        return Err(bad_rules(ANCHOR_TAILS, "tails within the section"));
    };
    if numbers.iter().any(|&n| n as usize >= sets) {
        return Err(bad_rules(ANCHOR_TAILS, "sets that exist"));
    }
    Ok(place)
}
