//! `calls`: after an argument whose object the call changes, through any depth of calls.
//!
//! Only after names and attributes: what a call does to an object made for it alone surprises nobody.
//! The receiver of a method is not marked either.

use crate::ide::words;
use crate::ide::{Analysis, Hint, HintKind, hints::LabelPart};
use crate::memory::facts::{Argument, Change};
use crate::text::Span;

pub(super) fn collect(analysis: &Analysis, range: Span, out: &mut Vec<Hint>) {
    for (argument, _) in arguments(analysis, range) {
        let text = match argument.changed {
            Change::No => continue,
            Change::Possible => "may change",
            Change::Certain => "changed",
        };
        let parts = vec![LabelPart::to(text, argument.change_at)];
        out.push(Hint { offset: argument.span.end, kind: HintKind::Calls, parts });
    }
}

pub(super) fn tooltip(analysis: &Analysis, offset: u32) -> Option<String> {
    let place = Span::new(offset, offset);
    let (argument, callee) = arguments(analysis, place).find(|(argument, _)| argument.span.end == offset)?;
    let text = analysis.text.get(argument.span.range()).unwrap_or_default();
    let does = if argument.changed == Change::Certain { "changes" } else { "can change" };
    let who = callee.unwrap_or_else(|| "This call".into());
    let place = argument.change_at.map(|span| format!(" {}", words::on_line(analysis, span)));
    Some(format!(
        "{who} {does} the object that {} refers to{}. Every other name for it sees the change.",
        words::code(text),
        place.unwrap_or_default(),
    ))
}

/// The arguments in calls around `range` that a hint can follow, each with the one callee.
fn arguments(analysis: &Analysis, range: Span) -> impl Iterator<Item = (&Argument, Option<String>)> {
    let calls = &analysis.facts().calls;
    // Calls are in order of their start: those from here on start behind the range.
    let end = calls.partition_point(|call| call.span.start <= range.end);
    calls[..end].iter().filter(move |call| call.span.end >= range.start).flat_map(move |call| {
        let callee = match call.callees.as_slice() {
            [only] => Some(words::qualname(analysis, *only)),
            _ => None,
        };
        call.arguments
            .iter()
            .filter(|argument| !argument.receiver && is_path(analysis, argument.span))
            .map(move |argument| (argument, callee.clone()))
    })
}

/// A name, or attributes of one.
fn is_path(analysis: &Analysis, span: Span) -> bool {
    let text = analysis.text.get(span.range()).unwrap_or_default();
    text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
        && !text.starts_with(|c: char| c.is_numeric())
}
