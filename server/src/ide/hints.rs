//! Inlay hints: few, short, stable. One file for each kind, one row for each in the table.
//!
//! A hint is shown where the claim holds on every execution of the file's code, as far as annotations,
//! defaults and the calls in the file tell for parameters; what is not known is shown as nothing.

mod attributes;
mod bindings;
mod calls;
mod lifetimes;
mod parameters;
mod recursion;
mod returns;
mod sizes;

use crate::ide::Analysis;
use crate::text::Span;

pub(super) use recursion::sentence as recursion_sentence;

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

impl LabelPart {
    fn plain(text: impl Into<String>) -> LabelPart {
        LabelPart { text: text.into(), target: None }
    }

    fn to(text: impl Into<String>, target: Option<Span>) -> LabelPart {
        LabelPart { text: text.into(), target }
    }
}

impl Hint {
    pub fn label(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }
}

/// A kind of hint: who finds those in a range, and who explains the one at an offset.
struct Row {
    kind: HintKind,
    collect: fn(&Analysis, Span, &mut Vec<Hint>),
    tooltip: fn(&Analysis, u32) -> Option<String>,
}

/// In the order in which hints at one offset are drawn.
const TABLE: [Row; 8] = [
    Row { kind: HintKind::Bindings, collect: bindings::collect, tooltip: bindings::tooltip },
    Row { kind: HintKind::Parameters, collect: parameters::collect, tooltip: parameters::tooltip },
    Row { kind: HintKind::Calls, collect: calls::collect, tooltip: calls::tooltip },
    Row { kind: HintKind::Attributes, collect: attributes::collect, tooltip: attributes::tooltip },
    Row { kind: HintKind::Returns, collect: returns::collect, tooltip: returns::tooltip },
    Row { kind: HintKind::Sizes, collect: sizes::collect, tooltip: sizes::tooltip },
    Row { kind: HintKind::Recursion, collect: recursion::collect, tooltip: recursion::tooltip },
    Row { kind: HintKind::Lifetimes, collect: lifetimes::collect, tooltip: lifetimes::tooltip },
];

pub(super) fn hints(analysis: &Analysis, range: Span, kinds: HintKinds) -> Vec<Hint> {
    let mut hints = Vec::new();
    for row in TABLE.iter().filter(|row| kinds.has(row.kind)) {
        (row.collect)(analysis, range, &mut hints);
    }
    hints.retain(|hint| range.touches(hint.offset));
    // Stable: hints at one offset stay in the table's order.
    hints.sort_by_key(|hint| hint.offset);
    hints
}

/// The sentence behind a hint, in Markdown; made only when asked for.
pub(super) fn tooltip(analysis: &Analysis, offset: u32, kind: HintKind) -> Option<String> {
    TABLE.iter().find(|row| row.kind == kind).and_then(|row| (row.tooltip)(analysis, offset))
}
