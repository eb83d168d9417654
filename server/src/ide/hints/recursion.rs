//! `recursion`: at the end of the line of a `def` that can re-enter itself.

use crate::ide::words;
use crate::ide::{Analysis, Hint, HintKind, hints::LabelPart};
use crate::names::ScopeId;
use crate::recursion::{Recursive, Verdict};
use crate::text::Span;

pub(super) fn collect(analysis: &Analysis, range: Span, out: &mut Vec<Hint>) {
    let shown = |function| range.touches(offset(analysis, function));
    for function in analysis.recursive_functions(&shown).iter() {
        let parts = vec![LabelPart::to(label(function), function.calls.first().copied())];
        out.push(Hint { offset: offset(analysis, function.function), kind: HintKind::Recursion, parts });
    }
}

pub(super) fn tooltip(analysis: &Analysis, at: u32) -> Option<String> {
    let function =
        analysis.recursion().functions.iter().find(|found| offset(analysis, found.function) == at)?;
    Some(sentence(analysis, function))
}

/// The verdict and its reason.
pub(in crate::ide) fn sentence(analysis: &Analysis, function: &Recursive) -> String {
    let name = words::qualname(analysis, function.function);
    let of_what = if function.cycle.len() > 1 { " in the cycle" } else { " of it" };
    let verdict = match (function.verdict, &function.depth) {
        (Verdict::Bounded, Some(depth)) => {
            format!("{name} calls itself and ends: {} frames{of_what}.", words::code(depth))
        }
        (Verdict::Bounded, None) => match &function.bound {
            Some(bound) => {
                format!("{name} calls itself and ends: at most {} frames{of_what}.", words::code(bound))
            }
            None => format!("{name} calls itself and ends."),
        },
        (Verdict::Unbounded, _) => format!("{name} calls itself and never ends."),
        (Verdict::Unproven, _) => format!("{name} can call itself; how deep is not proven."),
    };
    let through: Vec<String> =
        function.cycle.iter().skip(1).map(|scope| words::qualname(analysis, *scope)).collect();
    let through = if through.is_empty() {
        String::new()
    } else {
        format!(" The way leads through {}.", words::and(&through))
    };
    // A clause behind a colon in the diagnostic, a sentence here.
    let mut why = function.why.clone();
    if let Some(first) = why.get_mut(..1) {
        first.make_ascii_uppercase();
        why.insert(0, ' ');
    }
    format!("{verdict}{through}{why}")
}

fn label(function: &Recursive) -> String {
    match (function.verdict, &function.depth) {
        (Verdict::Bounded, Some(depth)) => format!("↻ depth {depth}"),
        (Verdict::Bounded, None) => match &function.bound {
            Some(bound) => format!("↻ depth ≤ {bound}"),
            None => "↻ bounded".into(),
        },
        (Verdict::Unbounded, _) => "↻ unbounded".into(),
        (Verdict::Unproven, _) => "↻ depth unproven".into(),
    }
}

/// The end of the line with `def name`, behind a comment.
fn offset(analysis: &Analysis, function: ScopeId) -> u32 {
    let head = analysis.names().scope(function).head;
    let line = analysis.lines.content(&analysis.text, analysis.lines.line(head.start));
    line.start + analysis.text[line.range()].trim_end().len() as u32
}
