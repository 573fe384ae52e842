//! What is encoded in a text, decoded and scanned.

use crate::scan::{Category, Finding, Layer, Layers, ScanMode};
use crate::scan_decode::{decode_layer, unescape};
use crate::scan_match::Matcher;
use crate::utf8::{REPLACEMENT, decode_rune};
use crate::{Kernel, Span};

// Bounds of what is decoded.
const MAX_DEPTH: usize = 3; // decodings within each other
const FACTOR: usize = 2; // bytes decoded at each depth: this many times the text,
const EXTRA: usize = 64 << 10; // and these
const MIN_DECODED: usize = 8; // bytes below which decoded text is not looked at
const MAX_ROT13: usize = 2048; // bytes decoded to each side of a word that is written backwards or in ROT13

/// A part of a text that is encoded.
#[derive(Clone, Copy, Debug)]
struct Region {
    span: Span,
    layer: Layer,
}

/// What looking into the layers of a text needs.
#[derive(Debug, Default)]
pub(crate) struct LayerWork {
    outer: Vec<Finding>, // of the text itself, by rule
    levels: [Level; MAX_DEPTH],
}

/// What looking into the layers of one depth needs.
#[derive(Debug, Default)]
struct Level {
    regions: Vec<Region>,
    decoded: Vec<u8>,
    matcher: Matcher,
}

/// A descent into the layers of a text.
struct Descent<'a> {
    k: &'a Kernel,
    mode: ScanMode,
    budget: usize,
    outer: &'a [Finding],
    found: &'a mut Vec<Finding>,
}

impl LayerWork {
    /// Adds what it finds in the layers of a text to what was found in the text itself.
    pub(crate) fn look(&mut self, k: &Kernel, found: &mut Vec<Finding>, text: &[u8], mode: ScanMode) {
        let regions = &mut self.levels[0].regions;
        regions.clear();
        find_regions(regions, text);
        take_signs(k, found, regions, text);
        if regions.is_empty() {
            return;
        }
        self.outer.clear();
        self.outer.extend_from_slice(found);
        sort_by_rule(&mut self.outer);
        let budget = FACTOR * text.len() + EXTRA;
        let mut descent = Descent { k, mode, budget, outer: &self.outer, found };
        descent.look_into(&mut self.levels, text, Layers::default(), None);
    }
}

impl Descent<'_> {
    /// Scans the regions of a text, which the first level has, each decoded into a text of its own, and looks into these in
    /// turn. `within` is the region of the text itself that this one is in, if it is not that.
    fn look_into(&mut self, levels: &mut [Level], text: &[u8], layers: Layers, within: Option<Span>) {
        let Some((level, deeper)) = levels.split_first_mut() else { return };
        let Level { regions, decoded, matcher } = level;
        for region in regions {
            let Some(left) = self.budget.checked_sub(region.span.len()) else {
                self.budget = 0;
                return;
            };
            self.budget = left;
            decoded.clear();
            decode_layer(decoded, &text[region.span.start..region.span.end], region.layer);
            if !readable(decoded) {
                continue;
            }
            let span = within.unwrap_or(region.span);
            let layers = layers.with(region.layer);
            matcher.found.clear();
            matcher.scan(self.k, decoded, self.mode);
            if let Some(next) = deeper.first_mut() {
                next.regions.clear();
                find_regions(&mut next.regions, decoded);
                take_signs(self.k, &mut matcher.found, &mut next.regions, decoded);
            }
            for f in &matcher.found {
                if self.k.rule(f.rule).info.category != Category::Layer && !finds_in(self.outer, f.rule, span) {
                    self.found.push(Finding { span, layers, ..*f });
                }
            }
            self.look_into(deeper, decoded, layers, Some(span));
        }
    }
}

/// Removes the signs of layers from what was found and appends the regions that they point at.
fn take_signs(k: &Kernel, found: &mut Vec<Finding>, regions: &mut Vec<Region>, text: &[u8]) {
    found.retain(|f| {
        let rule = k.rule(f.rule);
        if rule.info.category != Category::Layer {
            return true;
        }
        let Some(layer) = rule.layer else { return false };
        let before = regions.last().filter(|r| r.layer == layer).map(|r| r.span.end);
        if before.is_none_or(|end| f.span.start >= end) {
            let mut span = line_around(text, f.span);
            span.start = span.start.max(before.unwrap_or(0));
            regions.push(Region { span, layer });
        }
        false
    });
}

/// The line that a span is on, no more than `MAX_ROT13` bytes of it to each side.
fn line_around(text: &[u8], span: Span) -> Span {
    let low = span.start.saturating_sub(MAX_ROT13);
    let high = text.len().min(span.end + MAX_ROT13);
    let before = text[low..span.start].iter().rev().take_while(|&&c| c != b'\n').count();
    let after = text[span.end..high].iter().take_while(|&&c| c != b'\n').count();
    Span { start: span.start - before, end: span.end + after }
}

/// Puts findings in order of rule and start. Their ends ascend afterwards as starts do, each being the largest so far.
fn sort_by_rule(found: &mut [Finding]) {
    found.sort_unstable_by_key(|f| (f.rule, f.span.start));
    for at in 1..found.len() {
        if found[at - 1].rule == found[at].rule {
            found[at].span.end = found[at].span.end.max(found[at - 1].span.end);
        }
    }
}

/// Whether a finding of a rule, among findings by rule, overlaps a span.
fn finds_in(found: &[Finding], rule: i64, within: Span) -> bool {
    let at = found.partition_point(|f| (f.rule, f.span.end) <= (rule, within.start));
    found.get(at).is_some_and(|f| f.rule == rule && f.span.start < within.end)
}

/// Whether decoded bytes are text: long enough, with at most one byte in eight that is none.
fn readable(text: &[u8]) -> bool {
    if text.len() < MIN_DECODED {
        return false;
    }
    let (mut at, mut bad) = (0, 0);
    while at < text.len() {
        let (r, size) = decode_rune(&text[at..]);
        let control = r < u32::from(b' ') && !matches!(text[at], b'\n' | b'\t' | b'\r') || r == 0x7F;
        bad += usize::from(control || r == REPLACEMENT && size == 1);
        at += size;
    }
    bad * 8 <= text.len()
}

/// Appends the encoded parts of a text that its bytes give away, kind by kind.
fn find_regions(regions: &mut Vec<Region>, text: &[u8]) {
    runs(regions, text);
    for (layer, mark) in [(Layer::Url, b'%'), (Layer::Html, b'&'), (Layer::Escape, b'\\')] {
        escapes(regions, text, layer, mark);
    }
    tags(regions, text);
}

// Lengths from which a run of letters may be encoded text.
const MIN_BASE64: usize = 20;
const MIN_HEX: usize = 16;

// Kinds of bytes in runs.
const BASE64_BYTE: u8 = 1;
const HEX_BYTE: u8 = 2;

static RUN_KIND: [u8; 256] = {
    let mut table = [0; 256];
    let mut c = 0;
    while c < 256 {
        let byte = c as u8;
        if byte.is_ascii_hexdigit() {
            table[c] = BASE64_BYTE | HEX_BYTE;
        } else if byte.is_ascii_alphabetic() || matches!(byte, b'+' | b'/' | b'-' | b'_') {
            table[c] = BASE64_BYTE;
        }
        c += 1;
    }
    table
};

fn run_kind(c: u8) -> u8 {
    RUN_KIND[usize::from(c)]
}

/// Appends runs of base64 and of hexadecimal digits, the latter also in pairs with one character between them. A run of
/// `MIN_HEX` bytes has one of the places in it that are looked at.
fn runs(regions: &mut Vec<Region>, text: &[u8]) {
    let mut at = MIN_HEX - 1;
    let mut done = 0; // the end of the last region
    while let Some(&c) = text.get(at) {
        let region = if run_kind(c) == 0 {
            if beside_pair(text, at) { hex_pairs(text, at) } else { None }
        } else if long_run(text, at) || pair_around(text, at) {
            encoded_run(text, run_around(text, at, done), at)
        } else {
            None
        };
        if let Some(region) = region {
            regions.push(region);
            done = region.span.end;
            at = done;
        }
        at += if region.is_some() && run_kind(c) != 0 { MIN_HEX - 1 } else { MIN_HEX };
    }
}

/// Whether an offset may be in a run of `MIN_HEX` bytes: then the eight bytes before or after it are of one too.
fn long_run(text: &[u8], at: usize) -> bool {
    let before = text[..at].last_chunk().is_some_and(|lanes| may_be_run(*lanes));
    before | text[at + 1..].first_chunk().is_some_and(|lanes| may_be_run(*lanes))
}

/// Whether all of these bytes may be of a run; some that are not may too.
fn may_be_run(lanes: [u8; 8]) -> bool {
    let lanes = u64::from_le_bytes(lanes);
    let from = |low: u64, c: u8| low + (0x80 - u64::from(c)) * LOWEST; // whose highest bits tell lanes of c and more
    let low = lanes & !HIGHEST;
    let run = from(low | (0x20 * LOWEST), b'a') | (from(low, b'+') & !from(low, b'9' + 1));
    (run & !lanes) & HIGHEST == HIGHEST
}

/// The highest and the lowest bit of each byte of a word.
const HIGHEST: u64 = 0x8080_8080_8080_8080;
const LOWEST: u64 = 0x0101_0101_0101_0101;

/// Whether an offset is in two hexadecimal digits with no byte of a run beside them.
fn pair_around(text: &[u8], at: usize) -> bool {
    let pair = |at: usize| pair_at(text, at) && text.get(at + 2).is_none_or(|&c| run_kind(c) == 0);
    let alone = |at: usize| pair(at) && at.checked_sub(1).is_none_or(|before| run_kind(text[before]) == 0);
    alone(at) || at.checked_sub(1).is_some_and(alone)
}

/// Whether two hexadecimal digits stand before or after an offset, which is not among the first two.
fn beside_pair(text: &[u8], at: usize) -> bool {
    let pair = |at: usize| matches!(text.get(at..at + 2), Some(&[a, b]) if run_kind(a) & run_kind(b) & HEX_BYTE != 0);
    pair(at - 2) || pair(at + 1)
}

/// The run of base64 around an offset, as far as it starts after another region.
fn run_around(text: &[u8], at: usize, done: usize) -> Span {
    let in_run = |&&c: &&u8| run_kind(c) != 0;
    let before = text[done.min(at)..at].iter().rev().take_while(in_run).count();
    let after = text[at..].iter().take_while(in_run).count();
    Span { start: at - before, end: at + after }
}

/// What a run around an offset may encode.
fn encoded_run(text: &[u8], run: Span, at: usize) -> Option<Region> {
    let bytes = &text[run.start..run.end];
    let all_hex = bytes.iter().all(|&c| run_kind(c) & HEX_BYTE != 0);
    if bytes.len() >= MIN_HEX && all_hex {
        return Some(Region { span: run, layer: Layer::Hex });
    }
    if bytes.len() >= MIN_BASE64 {
        let span = Span { start: run.start, end: base64_end(text, run.end) };
        return Some(Region { span, layer: Layer::Base64 });
    }
    if bytes.len() == 2 && all_hex { hex_pairs(text, at) } else { None }
}

/// Continues a run of base64 over line ends and padding.
fn base64_end(text: &[u8], mut end: usize) -> usize {
    while end < text.len() {
        let breaks = text[end..].iter().take(2).take_while(|&&c| c == b'\n' || c == b'\r').count();
        let next = end + breaks;
        let more = text[next..].iter().take_while(|&&c| run_kind(c) != 0).count();
        let goes_on = text.get(next + more).is_none_or(|&c| c == b'=');
        if breaks == 0 || more < MIN_BASE64 && !goes_on {
            break;
        }
        end = next + more;
    }
    end + text[end..].iter().take(2).take_while(|&&c| c == b'=').count()
}

/// The run of pairs of hexadecimal digits, with the same character between them, around an offset.
fn hex_pairs(text: &[u8], at: usize) -> Option<Region> {
    let mut start = at;
    while start > 0 && start + 3 > at && !pair_at(text, start) {
        start -= 1;
    }
    if !pair_at(text, start) {
        return None;
    }
    let separator = *text.get(start + 2)?;
    if !matches!(separator, b' ' | b':' | b'-' | b',') {
        return None;
    }
    while start >= 3 && text[start - 1] == separator && pair_at(text, start - 3) {
        start -= 3;
    }
    let mut end = start + 2;
    while end + 2 < text.len() && text[end] == separator && pair_at(text, end + 1) {
        end += 3;
    }
    let span = Span { start, end };
    (span.len() >= MIN_HEX * 3 / 2 - 1).then_some(Region { span, layer: Layer::Hex })
}

/// Whether two hexadecimal digits stand at an offset, and no third beside them.
fn pair_at(text: &[u8], at: usize) -> bool {
    let hex = |at: usize| text.get(at).is_some_and(|&c| run_kind(c) & HEX_BYTE != 0);
    hex(at) && hex(at + 1) && !hex(at + 2) && !at.checked_sub(1).is_some_and(hex)
}

// Bounds of clusters of escapes.
const MIN_ESCAPES: usize = 3;
const ESCAPE_GAP: usize = 16; // bytes between two of a cluster, and around it

/// Where a byte first stands. Many bytes at a time are looked at together.
fn find_byte(text: &[u8], byte: u8) -> Option<usize> {
    const GROUP: usize = 64;
    let groups = text.as_chunks::<GROUP>().0;
    let without = |group: &&[u8; GROUP]| !group.iter().fold(false, |found, &c| found | (c == byte));
    let start = groups.iter().take_while(without).count() * GROUP;
    text[start..].iter().position(|&c| c == byte).map(|n| start + n)
}

/// Appends clusters of escapes of one kind, which begin with `mark`.
fn escapes(regions: &mut Vec<Region>, text: &[u8], layer: Layer, mark: u8) {
    let (mut count, mut span) = (0, Span::default());
    let mut at = 0;
    while let Some(n) = find_byte(&text[at..], mark) {
        at += n;
        let Some((_, size)) = unescape(&text[at..], layer) else {
            at += 1;
            continue;
        };
        if count > 0 && at - span.end > ESCAPE_GAP {
            push_cluster(regions, text, layer, span, count);
            count = 0;
        }
        if count == 0 {
            span.start = at;
        }
        at += size;
        span.end = at;
        count += 1;
    }
    push_cluster(regions, text, layer, span, count);
}

/// Appends a cluster of enough escapes, with what stands beside it without white space.
fn push_cluster(regions: &mut Vec<Region>, text: &[u8], layer: Layer, span: Span, count: usize) {
    if count < MIN_ESCAPES {
        return;
    }
    let beside = |&&c: &&u8| c > b' ' && c.is_ascii();
    let before = text[..span.start].iter().rev().take(ESCAPE_GAP).take_while(beside).count();
    let after = text[span.end..].iter().take(ESCAPE_GAP).take_while(beside).count();
    regions.push(Region { span: Span { start: span.start - before, end: span.end + after }, layer });
}

/// The first two bytes of U+E0000 to U+E0FFF, which have four.
const TAG_LEAD: [u8; 2] = *b"\xF3\xA0";

/// Appends runs of Unicode tag characters.
fn tags(regions: &mut Vec<Region>, text: &[u8]) {
    let mut at = 0;
    while let Some(n) = find_byte(&text[at..], TAG_LEAD[0]) {
        let start = at + n;
        if !text[start..].starts_with(&TAG_LEAD) {
            at = start + 1;
            continue;
        }
        let characters = text[start..].as_chunks::<4>().0.iter().take_while(|c| c.starts_with(&TAG_LEAD)).count();
        if characters == 0 {
            return;
        }
        at = start + 4 * characters;
        if characters >= MIN_DECODED {
            regions.push(Region { span: Span { start, end: at }, layer: Layer::Tags });
        }
    }
}
