//! Inlay hints: few, short, stable. One file for each kind, one row for each in the table.

use crate::ide::Analysis;
use crate::text::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HintKind {
    Bindings,
    Parameters,
    Calls,
    Attributes,
    Recursion,
    Lifetimes,
    Returns,
    Sizes,
}

/// Which kinds are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HintKinds {
    bits: u16,
}

impl HintKinds {
    pub const NONE: HintKinds = HintKinds { bits: 0 };

    #[must_use]
    pub fn with(self, kind: HintKind, on: bool) -> HintKinds {
        let bit = 1 << kind as u16;
        HintKinds { bits: if on { self.bits | bit } else { self.bits & !bit } }
    }

    pub fn has(self, kind: HintKind) -> bool {
        self.bits & (1 << kind as u16) != 0
    }
}

impl Default for HintKinds {
    fn default() -> HintKinds {
        use HintKind::{Attributes, Bindings, Calls, Parameters, Recursion};
        [Bindings, Parameters, Calls, Attributes, Recursion]
            .into_iter()
            .fold(HintKinds::NONE, |kinds, kind| kinds.with(kind, true))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Drawn before the character at this offset.
    pub offset: u32,
    pub kind: HintKind,
    /// Label parts in order; together they are the label.
    pub parts: Vec<LabelPart>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelPart {
    pub text: String,
    /// Where a click leads: the allocation, the change.
    pub target: Option<Span>,
}

impl Hint {
    pub fn label(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }
}

pub(super) fn hints(_analysis: &Analysis, _range: Span, _kinds: HintKinds) -> Vec<Hint> {
    Vec::new()
}

/// The sentence behind a hint, in Markdown; made only when asked for.
pub(super) fn tooltip(_analysis: &Analysis, _offset: u32, _kind: HintKind) -> Option<String> {
    None
}
