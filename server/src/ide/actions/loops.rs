//! Recursion as a loop: on the call that goes too deep, and on any recursive function.

use crate::ide::actions::{Action, Fix, Replacement, line_end};
use crate::ide::{Analysis, words};
use crate::names::ScopeId;
use crate::recursion::Recursive;
use crate::rewrite::{Kind, Outcome, Rewrite};
use crate::text::Span;

pub(super) fn fix(analysis: &Analysis, span: Span) -> Option<Fix> {
    let call = analysis.recursion().deep_calls.iter().find(|call| call.span == span)?;
    let recursive = analysis.recursion().functions.iter().find(|found| found.function == call.function)?;
    offer(analysis, recursive)
}

/// For the functions whose `def` line, or a call in them of themselves, is touched.
pub(super) fn refactorings(analysis: &Analysis, range: Span) -> Vec<Action> {
    let functions = &analysis.recursion().functions;
    let touched = functions.iter().filter(|found| is_touched(analysis, found, range));
    touched
        .filter_map(|recursive| {
            let (title, edits) = offer(analysis, recursive)?;
            Some(Action { title, diagnostic: None, rewrites: true, preferred: false, edits })
        })
        .collect()
}

fn offer(analysis: &Analysis, recursive: &Recursive) -> Option<Fix> {
    let Outcome::Offered(rewrite) = analysis.rewrite(recursive) else { return None };
    let edits = vec![Replacement::new(rewrite.span, rewrite.code.clone())];
    Some((title(analysis, recursive.function, &rewrite), edits))
}

fn title(analysis: &Analysis, function: ScopeId, rewrite: &Rewrite) -> String {
    let name = words::code(&analysis.names().scope(function).name);
    match rewrite.kind {
        Kind::Loop => format!("Rewrite {name} as a loop"),
        Kind::Stack => format!("Rewrite {name} as a loop with its own stack"),
    }
}

fn is_touched(analysis: &Analysis, recursive: &Recursive, range: Span) -> bool {
    let scope = analysis.names().scope(recursive.function);
    let meets = |span: Span| span.start <= range.end && range.start <= span.end;
    if meets(Span::new(scope.start, line_end(analysis, scope.head.end)))
        || recursive.calls.iter().any(|call| meets(*call))
    {
        return true;
    }
    // Any other call: the name under the cursor.
    let text = &analysis.text;
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let start = text[..range.start as usize].trim_end_matches(is_part).len();
    let after = &text[range.start as usize..];
    let end = range.start as usize + (after.len() - after.trim_start_matches(is_part).len());
    scope.span.touches(range.start) && text[start..end] == *scope.name
}

/// A recursive function of the file, and what can be made of it.
#[derive(Debug, Clone)]
pub struct Loop {
    pub qualname: String,
    /// Its name in the `def`.
    pub head: Span,
    /// The title and the edit; else the place and the reason why there is none.
    pub offer: Result<(String, Replacement), (Span, String)>,
}

pub(in crate::ide) fn loops(analysis: &Analysis) -> Vec<Loop> {
    let functions = analysis.recursion().functions.iter();
    functions
        .map(|recursive| {
            let scope = analysis.names().scope(recursive.function);
            let offer = match analysis.rewrite(recursive) {
                Outcome::Offered(rewrite) => {
                    let title = title(analysis, recursive.function, &rewrite);
                    Ok((title, Replacement::new(rewrite.span, rewrite.code)))
                }
                Outcome::Refused(refusal) => Err((refusal.span, refusal.why)),
            };
            Loop { qualname: scope.qualname.clone(), head: scope.head, offer }
        })
        .collect()
}

/// What the user is told who asks why there is no loop.
pub(super) fn explain(analysis: &Analysis, offset: u32) -> String {
    let at = Span::new(offset, offset);
    let functions = &analysis.recursion().functions;
    let around = functions.iter().filter(|found| analysis.names().scope(found.function).span.touches(offset));
    let called = functions.iter().find(|found| is_touched(analysis, found, at));
    let deep = analysis.recursion().deep_calls.iter().find(|call| call.span.touches(offset));
    let deep = deep.and_then(|call| functions.iter().find(|found| found.function == call.function));
    let Some(recursive) = called.or(deep).or(around.last()) else {
        return "No function here calls itself.".into();
    };
    let name = words::code(&analysis.names().scope(recursive.function).name);
    match analysis.rewrite(recursive) {
        Outcome::Offered(rewrite) => {
            format!("{name} can be a loop: “{}”.", title(analysis, recursive.function, &rewrite))
        }
        Outcome::Refused(refusal) => {
            let line = words::line(analysis, refusal.span);
            format!("{name} is not offered as a loop: {} ({line}).", refusal.why)
        }
    }
}
