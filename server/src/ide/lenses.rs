//! A line above each function: the slots of its frame, and which of the objects it makes get out.
//!
//! What only may get out is not counted: "escapes" is said of what gets out whenever the line runs that does it.

use std::collections::BTreeMap;

use crate::ide::escapes::{self, Leads};
use crate::ide::{Analysis, words};
use crate::memory::facts::EscapeTo;
use crate::names::{Binding, ScopeId, ScopeKind, Symbol};
use crate::text::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The function's name.
    pub span: Span,
    pub title: String,
    /// The first statement of the body: there the frame can be seen.
    pub entered: u32,
}

/// In order of position.
pub(super) fn lenses(analysis: &Analysis) -> Vec<Lens> {
    let scopes = analysis.names().scopes.iter().enumerate();
    let functions = scopes.filter(|(_, scope)| scope.kind == ScopeKind::Function);
    let statements = analysis.statements();
    let mut found: Vec<Lens> = functions
        .map(|(index, scope)| {
            let first = statements.partition_point(|statement| statement.start < scope.head.end);
            let entered = statements.get(first).map_or(scope.head.start, |statement| statement.start);
            Lens { span: scope.head, title: title(analysis, ScopeId(index as u32)), entered }
        })
        .collect();
    found.sort_by_key(|lens| lens.span.start);
    found
}

fn title(analysis: &Analysis, id: ScopeId) -> String {
    let scope = analysis.names().scope(id);
    let is_slot = |symbol: &&Symbol| {
        let is_written = !symbol.name.starts_with('.') && !symbol.name.starts_with("__class");
        matches!(symbol.binding, Binding::Local | Binding::Cell) && is_written
    };
    let slots = scope.symbols.iter().filter(is_slot).count();
    let mut ways: BTreeMap<EscapeTo, u64> = BTreeMap::new();
    for (object_id, object) in analysis.facts().sites().filter(|(_, object)| object.scope == id) {
        if escapes::way(analysis, object_id).is_none_or(|way| way.leads != Leads::Out) {
            continue;
        }
        if let Some(escape) = object.escapes.first() {
            *ways.entry(escape.to).or_default() += 1;
        }
    }
    let mut out = format!("frame: {}", words::plural(slots as u64, "slot"));
    let many = |count: u64| {
        if count == 1 { "1 object escapes".to_owned() } else { format!("{count} objects escape") }
    };
    for (number, (to, count)) in ways.into_iter().enumerate() {
        out += if number == 0 { " · " } else { ", " };
        out += &format!("{} {}", many(count), by(to));
    }
    out
}

fn by(to: EscapeTo) -> &'static str {
    match to {
        EscapeTo::Return => "by return",
        EscapeTo::Yield => "by yield",
        EscapeTo::Global => "into a global",
        EscapeTo::Closure => "into a closure",
        EscapeTo::Argument => "through a call",
        EscapeTo::Attribute => "into an attribute",
        EscapeTo::Container => "into a container",
        EscapeTo::Raise => "by raise",
    }
}
