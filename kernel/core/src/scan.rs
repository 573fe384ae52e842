//! Scan: what a text has in it that should not be.

use crate::rule_tables::Rule;
use crate::scan_layers::LayerWork;
use crate::scan_match::Matcher;
use crate::scan_overlap::resolve;
use crate::{Kernel, Span};

/// What a text is, which decides on the rules that are looked for.
#[repr(u8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScanMode {
    /// What a user typed.
    #[default]
    Prompt,
    /// What a tool or retrieval returned.
    Document,
    /// What a model answered.
    Output,
}

impl ScanMode {
    /// The mode with a number.
    pub fn from_number(number: u8) -> Option<ScanMode> {
        [ScanMode::Prompt, ScanMode::Document, ScanMode::Output].get(usize::from(number)).copied()
    }
}

/// How many categories there are. The tables have their names; here only those count that decide on something.
pub(crate) const CATEGORIES: usize = 14;
/// No finding, but a sign that a layer is near.
pub(crate) const CATEGORY_LAYER: u8 = 11;
/// Secrets; personal data comes after it.
pub(crate) const CATEGORY_SECRET: u8 = 12;

/// One way in which text is encoded.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    Base64 = 1,
    Hex,
    Url,
    Html,
    Escape,
    Rot13,
    Reversed,
    Tags,
}

impl Layer {
    /// The layer that a sign of this type is for.
    pub(crate) fn of_sign(kind: &[u8]) -> Option<Layer> {
        match kind {
            b"ROT13" => Some(Layer::Rot13),
            b"REVERSED" => Some(Layer::Reversed),
            _ => None,
        }
    }
}

/// In which decodings of a text a finding was made, four bits each, the outermost in the lowest; 0 for the text as it is.
/// 1 is base64, then hex, URL escapes, HTML entities, `\u` and `\x` escapes, ROT13, reversed text, tag characters.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layers(pub u16);

impl Layers {
    /// The layers with one more inside.
    pub(crate) fn with(self, inner: Layer) -> Layers {
        let mut shift = 0;
        while self.0 >> shift != 0 {
            shift += 4;
        }
        Layers(self.0 | (inner as u16) << shift)
    }
}

/// One thing that [`Kernel::scan`] found.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The number of the rule: those that ship come first, then those of the user's.
    pub rule: i64,
    /// Where; of a finding in a layer all of the encoded text.
    pub span: Span,
    /// The layers it was found in.
    pub layers: Layers,
    /// A check beside the pattern held, such as a check digit.
    pub validated: bool,
}

/// What a text holds. It is reused from call to call.
#[derive(Debug, Default)]
pub struct Scan {
    /// In order of start, then of end, then of rule.
    pub findings: Vec<Finding>,
    /// The start of the earliest match that more text could complete or make longer; the length of the text if there is
    /// none.
    pub alive: usize,
    matcher: Matcher,
    layers: LayerWork,
}

impl Kernel {
    /// Looks for what the rules describe, in a text and in what is encoded in it.
    pub fn scan(&self, s: &mut Scan, text: &[u8], mode: ScanMode) {
        s.matcher.found.clear();
        s.alive = s.matcher.scan(self, text, mode);
        s.layers.look(self, &mut s.matcher.found, text, mode);
        resolve(self, &mut s.matcher.found);
        s.findings.clear();
        s.findings.extend_from_slice(&s.matcher.found);
    }

    /// How many rules there are.
    pub fn rules(&self) -> usize {
        self.tables.rule_sets.iter().map(|set| set.rules.len()).sum()
    }

    /// The rule of a finding.
    pub(crate) fn rule(&self, number: i64) -> &Rule {
        let mut number = number as usize;
        for set in &self.tables.rule_sets {
            match set.rules.get(number) {
                Some(rule) => return rule,
                None => number -= set.rules.len(),
            }
        }
        unreachable!("findings have rules that exist")
    }
}
