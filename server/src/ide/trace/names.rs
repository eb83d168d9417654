//! Scopes and occurrences.

use crate::ide::trace::{Occurrence, Scope, Symbol};
use crate::ide::{Analysis, words};
use crate::memory::value::Storage;
use crate::names::{Access, Binding, OccurrenceId, ScopeKind};
use crate::text::columns::Columns;

pub(super) fn scopes<'a>(analysis: &'a Analysis, columns: &Columns) -> Vec<Scope<'a>> {
    let scopes = analysis.names().scopes.iter().enumerate();
    scopes
        .map(|(id, scope)| Scope {
            id: id as u32,
            kind: kind(scope.kind),
            name: &scope.name,
            qualname: &scope.qualname,
            line: columns.place(scope.head.start).0,
            parent: scope.parent.map(|parent| parent.0),
            names: scope
                .symbols
                .iter()
                .map(|symbol| Symbol { name: &symbol.name, binding: binding(symbol.binding) })
                .collect(),
        })
        .collect()
}

pub(super) fn occurrences<'a>(analysis: &'a Analysis, columns: &Columns) -> Vec<Occurrence<'a>> {
    let (names, facts) = (analysis.names(), analysis.facts());
    let occurrences = names.occurrences.iter().enumerate();
    occurrences
        .map(|(index, occurrence)| {
            let id = OccurrenceId(index as u32);
            let home = words::home(analysis, occurrence);
            let (line, column) = columns.place(occurrence.span.start);
            let value = facts.value(id);
            let storage = value.map(|value| facts.storage(value)).unwrap_or_default();
            Occurrence {
                name: name(analysis, occurrence),
                line,
                column,
                scope: occurrence.scope.0,
                access: access(occurrence.access),
                storage: match storage {
                    Storage::Stack => "stack",
                    Storage::Heap => "heap",
                    Storage::Either => "either",
                    Storage::Unknown => "unknown",
                },
                certain: storage != Storage::Unknown && value.is_some_and(|value| !value.assumed),
                types: value.map(|value| facts.types_of(value)).unwrap_or_default(),
                objects: value
                    .filter(|value| !value.open && !facts.may_be_empty_tuple(value))
                    .map(|value| facts.objects_of(value).map(|id| id.0).collect())
                    .unwrap_or_default(),
                value: value.and_then(|value| facts.constant_of(value)).map(|constant| constant.repr()),
                same_as: words::same_as(analysis, id)
                    .iter()
                    .map(|symbol| words::symbol(analysis, home, *symbol))
                    .collect(),
            }
        })
        .collect()
}

/// As the text has it: not mangled, but normalised (NFKC) as Python does.
fn name<'a>(analysis: &'a Analysis, occurrence: &crate::names::Occurrence) -> &'a str {
    let symbol = analysis.names().symbol_of(occurrence).name.as_str();
    let spelled = words::spelled(analysis, occurrence);
    if symbol.ends_with(spelled) { spelled } else { symbol }
}

fn kind(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Module => "module",
        ScopeKind::Class => "class",
        ScopeKind::Function => "function",
        ScopeKind::Lambda => "lambda",
        ScopeKind::Comprehension => "comprehension",
        ScopeKind::TypeParameters => "type-parameters",
    }
}

fn binding(binding: Binding) -> &'static str {
    match binding {
        Binding::Local => "local",
        Binding::Cell => "cell",
        Binding::Free => "free",
        Binding::Global => "global",
        Binding::Builtin => "builtin",
        Binding::Class => "class",
        Binding::Unresolved => "unresolved",
    }
}

fn access(access: Access) -> &'static str {
    match access {
        Access::Bind => "bind",
        Access::Parameter => "parameter",
        Access::Use => "use",
        Access::Delete => "delete",
    }
}
