//! `parameters`: after a parameter of a `def`, where its argument lives, joined over annotations,
//! defaults and the calls in the file. `self` and `cls` are left out, and so are lambdas.

use crate::ide::hover::name;
use crate::ide::words;
use crate::ide::{Analysis, Hint, HintKind};
use crate::names::{Access, OccurrenceId, ScopeKind};
use crate::text::Span;

pub(super) fn collect(analysis: &Analysis, range: Span, out: &mut Vec<Hint>) {
    let names = analysis.names();
    let first = names.occurrences.partition_point(|occurrence| occurrence.span.end < range.start);
    for (index, occurrence) in names.occurrences.iter().enumerate().skip(first) {
        if occurrence.span.start >= range.end {
            break;
        }
        if occurrence.access != Access::Parameter || names.scope(occurrence.scope).kind != ScopeKind::Function
        {
            continue;
        }
        let spelled = words::spelled(analysis, occurrence);
        if matches!(spelled, "self" | "cls") || spelled.bytes().all(|byte| byte == b'_') {
            continue;
        }
        if let Some(parts) = super::bindings::label(analysis, OccurrenceId(index as u32)) {
            out.push(Hint { offset: occurrence.span.end, kind: HintKind::Parameters, parts });
        }
    }
}

pub(super) fn tooltip(analysis: &Analysis, offset: u32) -> Option<String> {
    let id = words::occurrence_ending_at(analysis, offset)?;
    Some(name::short(analysis, id))
}
