//! Cycles of references: what is in one is not freed when its last name goes.

use super::name::About;
use crate::ide::{Analysis, words};
use crate::life::{Cycle, CycleKind};
use crate::names::ScopeId;
use crate::text::Span;

const COLLECTED: &str = "a cycle, which only the cycle collector frees";

/// The cycle that the object of a name is part of.
pub(super) fn sentence(about: &About) -> Option<String> {
    let analysis = about.analysis;
    let (names, facts) = (analysis.names(), analysis.facts());
    let cycle = analysis.life().cycles.iter().find(|cycle| {
        cycle.names.iter().any(|id| {
            let at = names.occurrence(*id);
            let is_name = (at.scope, at.symbol) == (about.occurrence.scope, about.occurrence.symbol);
            is_name && facts.value(*id) == about.value
        })
    })?;
    Some(match cycle.kind {
        CycleKind::Own => format!("Put into itself {}: {COLLECTED}.", words::on(&lines(analysis, cycle))),
        CycleKind::Pair => {
            let name = |id| words::code(words::spelled(analysis, names.occurrence(id)));
            let named: Vec<String> = cycle.names.iter().map(|id| name(*id)).collect();
            format!(
                "The objects of {} refer to each other from {} on: {COLLECTED} unless it is broken up.",
                words::and(&named),
                lines(analysis, cycle),
            )
        }
        CycleKind::Function(scope) => itself(analysis, scope),
        CycleKind::Exception(scope) => format!(
            "Keeps the exception, its traceback keeps {}, and that holds {}: {COLLECTED}.",
            words::frame(analysis, scope),
            about.name,
        ),
    })
}

/// The same for a function that refers to itself.
pub(super) fn of_function(analysis: &Analysis, scope: ScopeId) -> Option<String> {
    let kind = CycleKind::Function(scope);
    analysis.life().cycles.iter().find(|cycle| cycle.kind == kind).map(|_| itself(analysis, scope))
}

fn itself(analysis: &Analysis, scope: ScopeId) -> String {
    let outer = analysis.names().scope(scope).parent.map(|outer| words::qualname(analysis, outer));
    format!(
        "Holds the cell of its own name, and that holds the function: {COLLECTED} after each call of {}.",
        outer.unwrap_or_default()
    )
}

fn lines(analysis: &Analysis, cycle: &Cycle) -> String {
    let line = |span: &Span| words::line(analysis, *span);
    cycle.lines.last().map(line).unwrap_or_default()
}
