//! A list that is iterated over once is not built: a generator expression, or the `range` itself.

use crate::ide::Analysis;
use crate::ide::actions::{Fix, Replacement};
use crate::text::Span;
use crate::usage::WayOut;

pub(super) fn fix(analysis: &Analysis, span: Span) -> Option<Fix> {
    let temporary = analysis.usage().temporaries.iter().find(|temporary| temporary.span == span)?;
    match &temporary.way_out {
        WayOut::Expression { safe: true, bare } => {
            let (open, close) = if *bare { ("", "") } else { ("(", ")") };
            let edits = vec![
                Replacement::new(Span::new(span.start, span.start + 1), open),
                Replacement::new(Span::new(span.end - 1, span.end), close),
            ];
            Some(("Use a generator expression".into(), edits))
        }
        WayOut::Range { range } => {
            let edits = vec![
                Replacement::delete(Span::new(span.start, range.start)),
                Replacement::delete(Span::new(range.end, span.end)),
            ];
            Some(("Iterate over the range itself".into(), edits))
        }
        _ => None,
    }
}
