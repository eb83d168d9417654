//! `returns`: after a value that leaves its function by `return` or `yield` and lives on: `outlives f`.

use crate::ide::{Analysis, Hint, HintKind, hints::LabelPart};
use crate::ide::{escapes, words};
use crate::memory::facts::{Escape, Object};
use crate::text::Span;

pub(super) fn collect(analysis: &Analysis, range: Span, out: &mut Vec<Hint>) {
    let from = out.len();
    for (object, escape) in handed_out(analysis) {
        let offset = escape.span.end;
        if !range.touches(offset) || out[from..].iter().any(|hint| hint.offset == offset) {
            continue;
        }
        let scope = analysis.names().scope(object.scope);
        let parts =
            vec![LabelPart::plain("outlives "), LabelPart::to(scope.name.as_str(), Some(object.span))];
        out.push(Hint { offset, kind: HintKind::Returns, parts });
    }
}

pub(super) fn tooltip(analysis: &Analysis, offset: u32) -> Option<String> {
    let (object, _) = handed_out(analysis).find(|(_, escape)| escape.span.end == offset)?;
    Some(format!(
        "The {} made {} leaves {} here: it stays on the heap for the caller.",
        words::code(analysis.facts().types.name(object.type_)),
        words::on_line(analysis, object.span),
        words::qualname(analysis, object.scope),
    ))
}

fn handed_out(analysis: &Analysis) -> impl Iterator<Item = (&Object, &Escape)> {
    analysis.facts().sites().flat_map(|(_, object)| {
        let leaves = |escape: &&Escape| escapes::is_handed_out(analysis, object, escape);
        object.escapes.iter().filter(leaves).map(move |escape| (object, escape))
    })
}
