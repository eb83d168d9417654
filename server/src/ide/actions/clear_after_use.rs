//! A growing global is cleared behind the last statement that looks at it.

use crate::ide::actions::{Fix, Replacement, line_break, line_end};
use crate::ide::{Analysis, words};
use crate::text::Span;

pub(super) fn fix(analysis: &Analysis, span: Span) -> Option<Fix> {
    let growing = analysis.usage().growing.iter().find(|growing| growing.span == span)?;
    let after = growing.clear.as_ref()?.after;
    let at = line_end(analysis, after.end);
    let indent = analysis.indentation(after.start);
    let clear = format!("{}{indent}{}.clear()", line_break(analysis), growing.name);
    Some((
        format!("Clear {} after its last use", words::code(&growing.name)),
        vec![Replacement::insert(at, clear)],
    ))
}
