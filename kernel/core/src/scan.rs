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

/// What a finding is about.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Instructions to disregard other instructions.
    Override,
    /// The model is told that it is someone else.
    RoleSwitch,
    /// Forged turns and delimiters of chat templates.
    Delimiter,
    /// Questions for the system prompt.
    Extraction,
    /// Orders about what the answer should be.
    OutputManipulation,
    /// Ways out for data.
    Exfiltration,
    /// Orders to use tools.
    ToolAbuse,
    /// Personas without rules.
    Jailbreak,
    /// Orders to decode and obey.
    Encoded,
    /// Paths out of a folder.
    PathTraversal,
    /// Text that a person cannot see.
    HiddenText,
    /// No finding, but a sign that a layer is near.
    Layer,
    /// Credentials.
    Secret,
    /// Personal data.
    Pii,
}

impl Category {
    /// All of them, by their numbers in the tables.
    pub(crate) const ALL: [Category; 14] = [
        Category::Override,
        Category::RoleSwitch,
        Category::Delimiter,
        Category::Extraction,
        Category::OutputManipulation,
        Category::Exfiltration,
        Category::ToolAbuse,
        Category::Jailbreak,
        Category::Encoded,
        Category::PathTraversal,
        Category::HiddenText,
        Category::Layer,
        Category::Secret,
        Category::Pii,
    ];

    /// The name of the category in reports.
    pub fn name(self) -> &'static str {
        match self {
            Category::Override => "override",
            Category::RoleSwitch => "role_switch",
            Category::Delimiter => "delimiter",
            Category::Extraction => "extraction",
            Category::OutputManipulation => "output_manipulation",
            Category::Exfiltration => "exfiltration",
            Category::ToolAbuse => "tool_abuse",
            Category::Jailbreak => "jailbreak",
            Category::Encoded => "encoded",
            Category::PathTraversal => "path_traversal",
            Category::HiddenText => "hidden_text",
            Category::Layer => "layer",
            Category::Secret => "secret",
            Category::Pii => "pii",
        }
    }
}

/// What the rule of a finding is.
#[derive(Clone, Debug)]
pub struct RuleInfo {
    /// Its name.
    pub id: Box<[u8]>,
    /// What it is about.
    pub category: Category,
    /// Of secrets and personal data: what it finds.
    pub kind: Box<[u8]>,
    /// How much a match says by itself, 1 to 100.
    pub weight: u8,
}

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
    /// The names of the layers from the outermost to the innermost, joined by ">".
    pub fn names(self) -> String {
        const NAMES: [&str; 9] = ["", "base64", "hex", "url", "html", "escape", "rot13", "reversed", "tags"];
        let layers = (0..4).map(|i| usize::from(self.0 >> (4 * i) & 15)).take_while(|&layer| layer != 0);
        layers.map(|layer| NAMES.get(layer).copied().unwrap_or("unknown")).collect::<Vec<_>>().join(">")
    }

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

    /// What a rule is, `None` for a number that no rule has.
    pub fn rule_info(&self, number: i64) -> Option<&RuleInfo> {
        let known = (0..self.rules() as i64).contains(&number);
        known.then(|| &self.rule(number).info)
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
