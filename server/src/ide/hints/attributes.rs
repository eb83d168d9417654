//! `attributes`: after `self.x` at its first binding in a class, and after a name bound in a class body.
//!
//! The place is certain whatever the value: the attribute is inside its object. Left out where the class
//! has a `def` of that name (a property keeps its value elsewhere) or a `__setattr__` of its own.

use rustc_hash::FxHashSet;

use crate::ide::words;
use crate::ide::{Analysis, Hint, HintKind, hints::LabelPart};
use crate::memory::facts::Attribute;
use crate::names::{Access, Occurrence, ScopeId, ScopeKind};
use crate::options::Model;
use crate::text::Span;

pub(super) fn collect(analysis: &Analysis, range: Span, out: &mut Vec<Hint>) {
    let Some(start) = classes_start(analysis, range) else { return };
    let methods = methods(analysis);
    let mut seen: FxHashSet<(ScopeId, &str)> = FxHashSet::default();
    let attributes = &analysis.facts().attributes;
    let first = attributes.partition_point(|attribute| attribute.span.start < start);
    for attribute in &attributes[first..] {
        if attribute.span.start >= range.end {
            break;
        }
        let Some(class) = class_of_self(analysis, attribute, &methods) else { continue };
        if !seen.insert((class, &*attribute.name)) || attribute.span.end < range.start {
            continue;
        }
        out.push(hint(analysis, attribute.span.end, class));
    }
    for_class_names(analysis, start, range, |class, occurrence| {
        let hint = match analysis.options.model {
            Model::Teaching => hint(analysis, occurrence.span.end, class),
            Model::Cpython => slot(analysis, occurrence),
        };
        out.push(hint);
    });
}

pub(super) fn tooltip(analysis: &Analysis, offset: u32) -> Option<String> {
    let ends_here = |attribute: &&Attribute| attribute.span.end == offset;
    if let Some(attribute) = analysis.facts().attributes.iter().find(ends_here) {
        let class = class_of_self(analysis, attribute, &methods(analysis))?;
        return Some(format!(
            "{} lives on the heap, inside its {} object, for as long as that object does.",
            words::code(&attribute.name),
            words::code(&analysis.names().scope(class).name),
        ));
    }
    let id = words::occurrence_ending_at(analysis, offset)?;
    let occurrence = analysis.names().occurrence(id);
    Some(format!(
        "{} lives on the heap, inside the class object {}: every instance sees the same one.",
        words::code(words::spelled(analysis, occurrence)),
        words::code(&analysis.names().scope(occurrence.scope).name),
    ))
}

fn hint(analysis: &Analysis, offset: u32, class: ScopeId) -> Hint {
    let scope = analysis.names().scope(class);
    let heap = match analysis.options.model {
        Model::Teaching => "heap, in ",
        Model::Cpython => "in ",
    };
    let parts = vec![LabelPart::plain(heap), LabelPart::to(scope.name.as_str(), Some(scope.head))];
    Hint { offset, kind: HintKind::Attributes, parts }
}

fn slot(analysis: &Analysis, occurrence: &Occurrence) -> Hint {
    let parts = vec![LabelPart::plain(words::slot(analysis, occurrence))];
    Hint { offset: occurrence.span.end, kind: HintKind::Attributes, parts }
}

/// The class in whose method this `self.x = …` stands.
fn class_of_self(
    analysis: &Analysis,
    attribute: &Attribute,
    methods: &FxHashSet<(ScopeId, &str)>,
) -> Option<ScopeId> {
    if !attribute.store {
        return None;
    }
    let names = analysis.names();
    let method = names.scope(attribute.scope);
    let class = method.parent.filter(|parent| names.scope(*parent).kind == ScopeKind::Class)?;
    let first = method.symbols.first().filter(|symbol| symbol.is_parameter)?;
    let whole = analysis.text.get(attribute.whole.range())?;
    let base = whole.strip_suffix(&*attribute.name)?.trim_end().strip_suffix('.')?.trim_end();
    if *base != *first.name || matches!(base, "cls" | "mcs" | "metacls") {
        return None;
    }
    let hidden = methods.contains(&(class, &*attribute.name)) || methods.contains(&(class, "__setattr__"));
    (!hidden).then_some(class)
}

/// Where the first class begins that reaches into the range: what counts as first is counted from there.
fn classes_start(analysis: &Analysis, range: Span) -> Option<u32> {
    let classes = analysis.names().scopes.iter().filter(|scope| scope.kind == ScopeKind::Class);
    classes
        .filter(|class| class.span.start < range.end && range.start <= class.span.end)
        .map(|class| class.span.start)
        .min()
}

/// Every `def` of a class body.
fn methods(analysis: &Analysis) -> FxHashSet<(ScopeId, &str)> {
    let functions = analysis.names().scopes.iter().filter(|scope| scope.kind == ScopeKind::Function);
    functions.filter_map(|scope| Some((scope.parent?, scope.name.as_str()))).collect()
}

/// Names that a class body binds, but `def`s, imports and dunder names, at their first binding.
fn for_class_names(analysis: &Analysis, start: u32, range: Span, mut take: impl FnMut(ScopeId, &Occurrence)) {
    let names = analysis.names();
    let mut seen = FxHashSet::default();
    let first = names.occurrences.partition_point(|occurrence| occurrence.span.start < start);
    for occurrence in &names.occurrences[first..] {
        if occurrence.span.start >= range.end {
            break;
        }
        if occurrence.access != Access::Bind
            || names.scope(occurrence.scope).kind != ScopeKind::Class
            || names.symbol_of(occurrence).declared
            || occurrence.is_declaration
            || super::bindings::is_quiet(words::spelled(analysis, occurrence))
        {
            continue;
        }
        if seen.insert((occurrence.scope, occurrence.symbol)) && occurrence.span.end >= range.start {
            take(occurrence.scope, occurrence);
        }
    }
}
