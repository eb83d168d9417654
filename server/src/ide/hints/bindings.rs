//! `bindings`: after a bound name, where its value lives.
//!
//! Once for each name of a frame, parameters included, and again only where the label would be another one. Names that
//! tell nothing are left out: imports, `def` and `class` names, `_`, `__all__` and its like, targets
//! of comprehensions, type parameters. Names of a class body are attributes, see `attributes`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::ide::hover::name;
use crate::ide::words;
use crate::ide::{Analysis, Hint, HintKind, hints::LabelPart};
use crate::memory::value::Storage;
use crate::names::{Access, Occurrence, OccurrenceId, ScopeId, ScopeKind, SymbolId};
use crate::options::Model;
use crate::text::Span;

pub(super) fn collect(analysis: &Analysis, range: Span, out: &mut Vec<Hint>) {
    let occurrences = &analysis.names().occurrences;
    let first = occurrences.partition_point(|occurrence| occurrence.span.end < range.start);
    let last = occurrences.partition_point(|occurrence| occurrence.span.start < range.end);
    let Some(visible) = occurrences.get(first..last) else { return };
    let is_shown = |occurrence: &Occurrence| {
        occurrence.access == Access::Bind
            && is_frame(analysis, occurrence)
            && !occurrence.is_declaration
            && !is_quiet(words::spelled(analysis, occurrence))
    };
    let wanted: FxHashSet<(ScopeId, SymbolId)> = visible
        .iter()
        .filter(|occurrence| is_shown(occurrence))
        .map(|occurrence| (occurrence.scope, occurrence.symbol))
        .collect();
    let mut shown: FxHashMap<(ScopeId, SymbolId), String> = FxHashMap::default();
    for (index, occurrence) in occurrences[..last].iter().enumerate() {
        if !matches!(occurrence.access, Access::Bind | Access::Parameter) {
            continue;
        }
        let key = (occurrence.scope, occurrence.symbol);
        // A parameter has its label already, by `parameters`.
        let is_parameter = occurrence.access == Access::Parameter;
        if !wanted.contains(&key) || !(is_parameter || is_shown(occurrence)) {
            continue;
        }
        let Some(parts) = label(analysis, OccurrenceId(index as u32)) else { continue };
        let hint = Hint { offset: occurrence.span.end, kind: HintKind::Bindings, parts };
        let label = hint.label();
        if shown.get(&key) == Some(&label) {
            continue;
        }
        shown.insert(key, label);
        if index >= first && !is_parameter {
            out.push(hint);
        }
    }
}

pub(super) fn tooltip(analysis: &Analysis, offset: u32) -> Option<String> {
    let id = words::occurrence_ending_at(analysis, offset)?;
    Some(name::short(analysis, id))
}

/// `stack`, `heap · same as a`; the kind of slot in the `cpython` model.
pub(super) fn label(analysis: &Analysis, id: OccurrenceId) -> Option<Vec<LabelPart>> {
    let occurrence = analysis.names().occurrence(id);
    let value = analysis.facts().value(id);
    let storage = value.map(|value| analysis.facts().storage(value)).unwrap_or_default();
    let target = value.and_then(|value| words::only_object(analysis, value)).map(|object| object.span);
    let mut parts = match analysis.options.model {
        Model::Teaching => vec![LabelPart::to(words::storage(storage)?, target)],
        Model::Cpython => vec![LabelPart::to(words::slot(analysis, occurrence), target)],
    };
    // Two names for one value on the stack are two copies in the teaching model.
    if storage == Storage::Heap || analysis.options.model == Model::Cpython {
        for (index, other) in words::same_as(analysis, id).iter().enumerate() {
            parts.push(LabelPart::plain(if index == 0 { " · same as " } else { ", " }));
            let other_name = words::symbol(analysis, words::home(analysis, occurrence), *other);
            parts.push(LabelPart::to(other_name, bound_before(analysis, occurrence, *other)));
        }
    }
    Some(parts)
}

/// Where the other name was bound last before the occurrence.
fn bound_before(analysis: &Analysis, occurrence: &Occurrence, other: SymbolId) -> Option<Span> {
    let occurrences = &analysis.names().occurrences;
    let end = occurrences.partition_point(|other| other.span.start < occurrence.span.start);
    let home = Some((words::home(analysis, occurrence), other));
    let is_it = |found: &&Occurrence| {
        analysis.names().symbol_of(found).home == home
            && matches!(found.access, Access::Bind | Access::Parameter)
    };
    occurrences[..end].iter().rev().find(is_it).map(|found| found.span)
}

fn is_frame(analysis: &Analysis, occurrence: &Occurrence) -> bool {
    matches!(analysis.names().scope(occurrence.scope).kind, ScopeKind::Module | ScopeKind::Function)
}

pub(super) fn is_quiet(name: &str) -> bool {
    name.bytes().all(|byte| byte == b'_') || (name.starts_with("__") && name.ends_with("__"))
}
