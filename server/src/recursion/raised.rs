//! `sys.setrecursionlimit` with more than the default: does it suffice?

use crate::names::ScopeId;
use crate::options::Python;
use crate::recursion::calls::Calls;
use crate::recursion::deep::{DEFAULT_LIMIT, Need};
use crate::recursion::definitions::Definitions;
use crate::recursion::guards::integer;
use crate::text::Span;

/// A call that raises the recursion limit.
#[derive(Debug, Clone)]
pub struct Raised {
    pub span: Span,
    pub limit: u64,
    /// The deepest call that this limit is in force for, as far as the depth is known.
    pub deepest: Option<Deepest>,
    /// The version raises no `RecursionError` in time: from about so many nested calls the process
    /// dies of a full C stack.
    pub dies_from: Option<u64>,
}

#[derive(Debug, Clone)]
pub struct Deepest {
    pub span: Span,
    pub function: ScopeId,
    pub frames: u64,
    /// The least limit that admits it.
    pub needs: u64,
}

/// Nested calls of Python functions that an 8 MiB stack holds at least. Measured on 3.8.18, 3.9.18
/// and 3.10.13: 16,700, 23,700 and 19,900 for a function of one argument, fewer by way of special
/// methods. From 3.11 on such calls take no C stack.
const C_STACK_CALLS: u64 = 15_000;

pub(super) fn raised(
    calls: &Calls<'_>,
    definitions: &Definitions<'_>,
    needs: &[Need],
    python: Python,
) -> Vec<Raised> {
    let mut found = Vec::new();
    for call in &calls.limits {
        let value = call.argument.and_then(|argument| integer(argument, call.shift, definitions, 4));
        let Some(limit) = value.and_then(|value| u64::try_from(value).ok()) else { continue };
        if limit <= DEFAULT_LIMIT {
            continue;
        }
        let under = needs.iter().filter(|need| need.limit_set_at == Some(call.span));
        let deepest = under.max_by_key(|need| need.frames.saturating_add(need.besides)).map(|need| Deepest {
            span: need.span,
            function: need.function,
            frames: need.frames,
            needs: need.frames.saturating_add(need.besides),
        });
        let dies = python.minor <= 10 && limit > C_STACK_CALLS;
        found.push(Raised { span: call.span, limit, deepest, dies_from: dies.then_some(C_STACK_CALLS) });
    }
    found
}
