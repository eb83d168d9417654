//! Where each name's value is, for colours: those places alone of which it is known.

use crate::ide::Analysis;
use crate::memory::value::Storage;
use crate::names::{Access, OccurrenceId};
use crate::text::Span;

/// A name whose value is in the frame, or a reference to the heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    pub span: Span,
    pub is_parameter: bool,
    pub on_heap: bool,
}

/// In order of position.
pub(super) fn storages(analysis: &Analysis, range: Span) -> Vec<Stored> {
    let (names, facts) = (analysis.names(), analysis.facts());
    let mut found = Vec::new();
    for (index, occurrence) in names.occurrences.iter().enumerate() {
        if !range.contains(occurrence.span)
            || occurrence.access == Access::Delete
            || occurrence.is_declaration
        {
            continue;
        }
        let symbol = names.symbol_of(occurrence);
        let value = facts.value(OccurrenceId(index as u32)).filter(|_| symbol.home.is_some());
        let on_heap = match value.map(|value| facts.storage(value)) {
            Some(Storage::Stack) => false,
            Some(Storage::Heap) => true,
            _ => continue,
        };
        found.push(Stored { span: occurrence.span, is_parameter: symbol.is_parameter, on_heap });
    }
    found
}
