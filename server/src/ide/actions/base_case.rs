//! A stub of the base case that a recursion lacks.

use crate::ide::actions::{Fix, Replacement};
use crate::ide::{Analysis, words};
use crate::text::Span;

pub(super) fn fix(analysis: &Analysis, span: Span) -> Option<Fix> {
    let functions = &analysis.recursion().functions;
    let recursive = functions.iter().find(|found| found.calls.first() == Some(&span))?;
    // Other endless recursions have a base case that is not reached, or are no recursion that was meant.
    if !recursive.lacks_base_case {
        return None;
    }
    let guard = analysis.base_case(recursive)?;
    let name = words::code(&analysis.names().scope(recursive.function).name);
    Some((format!("Add a base case to {name}"), vec![Replacement::insert(guard.at, guard.code)]))
}
