//! A function that builds a list for its callers to go through once becomes a generator.

use crate::ide::actions::{Fix, Replacement};
use crate::ide::{Analysis, words};
use crate::text::Span;
use crate::usage::WayOut;

pub(super) fn fix(analysis: &Analysis, span: Span) -> Option<Fix> {
    let temporary = analysis.usage().temporaries.iter().find(|temporary| temporary.span == span)?;
    let WayOut::Function(builder) = &temporary.way_out else { return None };
    if !builder.safe {
        return None;
    }
    let text = |span: Span| &analysis.text[span.range()];
    let mut edits = vec![Replacement::delete(line(analysis, builder.binding)?)];
    for (statement, item) in &builder.appends {
        let yielded = match text(*item) {
            // A bare tuple, or a value over several lines, keeps the parentheses of the call.
            value if value.contains(['\n', '\r']) => format!("yield ({value})"),
            value => format!("yield {value}"),
        };
        edits.push(Replacement::new(*statement, yielded));
    }
    edits.push(Replacement::delete(line(analysis, builder.result)?));
    let function = &analysis.names().scope(builder.function).name;
    Some((format!("Make {} a generator", words::code(function)), edits))
}

/// The whole line of a statement that has it to itself, with its line break.
fn line(analysis: &Analysis, statement: Span) -> Option<Span> {
    let lines = &analysis.lines;
    let (first, last) = (lines.line(statement.start), lines.line(statement.end));
    let line = lines.span(&analysis.text, first);
    let around = analysis.text[line.range()].replace(&analysis.text[statement.range()], "");
    let is_alone = around.trim().is_empty() || around.trim_start().starts_with('#');
    (first == last && is_alone).then_some(line)
}
