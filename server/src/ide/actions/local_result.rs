//! A growing global becomes a local of its function, which returns it; who calls the function keeps
//! the results.

use crate::ide::actions::{Fix, Replacement, line_break, line_end};
use crate::ide::{Analysis, words};
use crate::text::Span;

pub(super) fn fix(analysis: &Analysis, span: Span) -> Option<Fix> {
    let growing = analysis.usage().growing.iter().find(|growing| growing.span == span)?;
    let local = growing.make_local.as_ref()?;
    let (name, end) = (&growing.name, line_break(analysis));
    let initial = &analysis.text[local.initial.range()];
    let binding = format!("{name} = {initial}{end}");
    let indent = |statement: Span| analysis.indentation(statement.start);
    let mut edits = vec![
        Replacement::delete(local.binding),
        Replacement::insert(local.first.start, format!("{binding}{}", indent(local.first))),
    ];
    edits.extend(local.declarations.iter().copied().map(Replacement::delete));
    let result = format!("return {name}");
    edits.extend(local.returns.iter().map(|bare| Replacement::new(*bare, result.clone())));
    if local.returns.last() != Some(&local.last) {
        let at = line_end(analysis, local.last.end);
        edits.push(Replacement::insert(at, format!("{end}{}{result}", indent(local.first))));
    }
    if let Some((first, calls)) = &local.keeper {
        edits.push(Replacement::insert(first.start, format!("{binding}{}", indent(*first))));
        for call in calls {
            edits.push(Replacement::insert(call.start, format!("{name}.extend(")));
            edits.push(Replacement::insert(call.end, ")"));
        }
    }
    let function = &analysis.names().scope(local.function).name;
    Some((format!("Make {} local to {} and return it", words::code(name), words::code(function)), edits))
}
