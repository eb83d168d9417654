//! Objects and calls.

use crate::ide::trace::{Call, Escape, Freed, Mutation, Object, Place, Size};
use crate::ide::{Analysis, escapes, words};
use crate::life::{Cycle, CycleKind, End};
use crate::memory::facts::{self, Change, EscapeTo};
use crate::memory::value::ObjectId;
use crate::names::OccurrenceId;
use crate::text::columns::Columns;

pub(super) fn objects<'a>(analysis: &'a Analysis, columns: &Columns) -> Vec<Object<'a>> {
    let (facts, life) = (analysis.facts(), analysis.life());
    facts
        .sites()
        .map(|(id, object)| {
            let (line, column) = columns.place(object.span.start);
            let (end_line, end_column) = columns.place(object.span.end);
            Object {
                id: id.0,
                type_: facts.types.name(object.type_),
                line,
                column,
                end_line,
                end_column,
                instances: if object.many { "many" } else { "one" },
                size: size(analysis, id),
                mutated_at: object.mutations.iter().map(|mutation| mutated(mutation, columns)).collect(),
                escapes: object.escapes.iter().map(|escape| escaped(analysis, id, escape, columns)).collect(),
                freed: freed(life.end(id), columns),
                cycle: cycle(analysis, id, columns),
            }
        })
        .collect()
}

pub(super) fn calls<'a>(analysis: &'a Analysis, columns: &Columns) -> Vec<Call<'a>> {
    let names = analysis.names();
    let changed = |call: &facts::Call, change| -> Vec<&'a str> {
        let arguments = call.arguments.iter().filter(|argument| argument.changed == change);
        let ids = arguments.filter_map(|argument| argument.name);
        ids.map(|id| names.symbol_of(names.occurrence(id)).name.as_str()).collect()
    };
    let calls = analysis.facts().calls.iter();
    calls
        .map(|call| {
            let (line, column) = columns.place(call.span.start);
            Call {
                line,
                column,
                scope: call.scope.0,
                callees: call.callees.iter().map(|callee| names.scope(*callee).qualname.as_str()).collect(),
                mutates: changed(call, Change::Certain),
                may_mutate: changed(call, Change::Possible),
            }
        })
        .collect()
}

fn size(analysis: &Analysis, object: ObjectId) -> Option<Size> {
    let sizes = analysis.sizes();
    let own = sizes.own(analysis.facts(), object)?;
    let deep = sizes.deep(object).map(|deep| deep.bytes);
    Some(Size { bytes: own.bytes, exact: own.exact, deep })
}

fn mutated(mutation: &facts::Mutation, columns: &Columns) -> Mutation {
    let (line, column) = columns.place(mutation.span.start);
    Mutation { line, column, how: mutation.how, certain: !mutation.possible }
}

fn escaped(analysis: &Analysis, object: ObjectId, escape: &facts::Escape, columns: &Columns) -> Escape {
    let (line, column) = columns.place(escape.span.start);
    let to = match escape.to {
        EscapeTo::Return => "return",
        EscapeTo::Yield => "yield",
        EscapeTo::Global => "global",
        EscapeTo::Closure => "closure",
        EscapeTo::Argument => "argument",
        EscapeTo::Attribute => "attribute",
        EscapeTo::Container => "container",
        EscapeTo::Raise => "raise",
    };
    Escape { to, line, column, path: escapes::steps(analysis, object, escape) }
}

/// Where the last line is that makes a cycle with the object in it; of functions nothing is said.
fn cycle(analysis: &Analysis, object: ObjectId, columns: &Columns) -> Option<Place> {
    let is_it = |name: &OccurrenceId| {
        let value = analysis.facts().value(*name);
        value.and_then(|value| words::only_object_id(analysis, value)) == Some(object)
    };
    let of_two = |cycle: &&Cycle| matches!(cycle.kind, CycleKind::Own | CycleKind::Pair);
    let mut cycles = analysis.life().cycles.iter().filter(of_two);
    let last = cycles.find(|cycle| cycle.names.iter().any(is_it))?.lines.last()?;
    let (line, column) = columns.place(last.start);
    Some(Place { line, column })
}

fn freed(end: Option<End>, columns: &Columns) -> Freed {
    let (when, place) = match end {
        Some(End::Return) => ("return", None),
        Some(End::Rebind(span)) => ("rebind", Some(columns.place(span.start))),
        Some(End::Delete(span)) => ("delete", Some(columns.place(span.start))),
        Some(End::Statement(span)) => ("statement", Some(columns.place(span.end))),
        Some(End::Exit) => ("exit", None),
        Some(End::Elsewhere) | None => ("unknown", None),
    };
    Freed { when, line: place.map(|place| place.0), column: place.map(|place| place.1) }
}
