//! `sizes`: after a name bound to an object made there, `sys.getsizeof` of it: `88 bytes`.

use crate::ide::words;
use crate::ide::{Analysis, Hint, HintKind, hints::LabelPart};
use crate::memory::facts::{Object, Size};
use crate::names::{Access, Occurrence, OccurrenceId};
use crate::text::Span;

pub(super) fn collect(analysis: &Analysis, range: Span, out: &mut Vec<Hint>) {
    let occurrences = &analysis.names().occurrences;
    let first = occurrences.partition_point(|occurrence| occurrence.span.end < range.start);
    for (index, occurrence) in occurrences.iter().enumerate().skip(first) {
        if occurrence.span.start >= range.end {
            break;
        }
        let Some((object, size)) = made_here(analysis, OccurrenceId(index as u32), occurrence) else {
            continue;
        };
        let about = if size.exact { "" } else { "about " };
        let text = format!("{about}{}", words::plural(size.bytes, "byte"));
        let parts = vec![LabelPart::to(text, Some(object.span))];
        out.push(Hint { offset: occurrence.span.end, kind: HintKind::Sizes, parts });
    }
}

pub(super) fn tooltip(analysis: &Analysis, offset: u32) -> Option<String> {
    let id = words::occurrence_ending_at(analysis, offset)?;
    let (object, _) = made_here(analysis, id, analysis.names().occurrence(id))?;
    Some(format!(
        "`sys.getsizeof` of the {} right after it was made, on Python {}. The objects it refers to are not counted.",
        words::code(analysis.facts().types.name(object.type_)),
        analysis.options.python,
    ))
}

/// The object of a binding on the line that makes it.
fn made_here<'a>(
    analysis: &'a Analysis,
    id: OccurrenceId,
    occurrence: &Occurrence,
) -> Option<(&'a Object, Size)> {
    if occurrence.access != Access::Bind {
        return None;
    }
    let object_id = words::only_object_id(analysis, analysis.facts().value(id)?)?;
    let object = analysis.facts().object(object_id);
    let same_line = words::line(analysis, object.span) == words::line(analysis, occurrence.span);
    let is_data = object.definition.is_none() || object.span.start != occurrence.span.start;
    let size = analysis.sizes().own(analysis.facts(), object_id);
    Some((object, size.filter(|_| same_line && is_data)?))
}
