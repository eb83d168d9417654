//! `lifetimes`: at the end of the line that drops the last reference to an object: `items freed`.

use crate::ide::words;
use crate::ide::{Analysis, Hint, HintKind, hints::LabelPart};
use crate::life::End;
use crate::memory::facts::Object;
use crate::memory::value::ObjectId;
use crate::names::ScopeId;
use crate::text::Span;

/// So many hints are looked at for one that says the same.
const MOST_ON_A_LINE: usize = 16;

pub(super) fn collect(analysis: &Analysis, range: Span, out: &mut Vec<Hint>) {
    for (id, object) in analysis.facts().sites() {
        let Some((offset, name)) = freed(analysis, id, object) else { continue };
        if !range.touches(offset) {
            continue;
        }
        let parts = vec![LabelPart::to(format!("{name} freed"), Some(object.span))];
        // Of the lists that a name can have, only one is.
        let is_said = |hint: &Hint| hint.offset == offset && hint.parts[0].text == parts[0].text;
        if !out.iter().rev().take(MOST_ON_A_LINE).any(is_said) {
            out.push(Hint { offset, kind: HintKind::Lifetimes, parts });
        }
    }
}

pub(super) fn tooltip(analysis: &Analysis, offset: u32) -> Option<String> {
    let is_here = |id, object: &Object| freed(analysis, id, object).is_some_and(|(at, _)| at == offset);
    let (_, object) = analysis.facts().sites().find(|(id, object)| is_here(*id, object))?;
    Some(format!(
        "The {} made {} has no reference left after this line and is freed at once.",
        words::code(analysis.facts().types.name(object.type_)),
        words::on_line(analysis, object.span),
    ))
}

/// The end of the line that frees it, and a name it had.
fn freed<'a>(analysis: &'a Analysis, id: ObjectId, object: &Object) -> Option<(u32, &'a str)> {
    // A function, class or module object is no data whose end anybody waits for.
    if object.definition.is_some() && analysis.facts().types.name(object.type_) == "function" {
        return None;
    }
    let (scope, symbol) = *object.names.iter().find(|(scope, _)| *scope == object.scope)?;
    let (at, name) = match analysis.life().end(id)? {
        End::Return => (last_line(analysis, scope), words::symbol(analysis, scope, symbol)),
        // The name that had it last.
        End::Rebind(span) | End::Delete(span) => (span.end, &analysis.text[span.range()]),
        End::Statement(_) | End::Exit | End::Elsewhere => return None,
    };
    let line = analysis.lines.content(&analysis.text, analysis.lines.line(at));
    let end = line.start + analysis.text[line.range()].trim_end().len() as u32;
    Some((end, name))
}

fn last_line(analysis: &Analysis, scope: ScopeId) -> u32 {
    analysis.names().scope(scope).span.end
}
