//! Calls that need more frames than the recursion limit in force admits.

use crate::ide::diagnostics::{Code, Diagnostic, Entry, Related, Severity};
use crate::ide::{Analysis, words};

pub(super) const ENTRY: Entry = Entry {
    code: Code::DeepRecursion,
    name: "deep-recursion",
    severity: Severity::Warning,
    summary: "A call needs more frames than the recursion limit in force admits.",
    page: include_str!("../../../../tests/suite/deep-recursion.md"),
};

pub(super) fn find(analysis: &Analysis, out: &mut Vec<Diagnostic>) {
    let recursion = analysis.recursion();
    for deep in &recursion.deep_calls {
        let recursive = recursion.functions.iter().find(|recursive| recursive.function == deep.function);
        let cycle = recursive.map_or(std::slice::from_ref(&deep.function), |recursive| &recursive.cycle);
        let names = cycle.iter().map(|scope| match analysis.names().scope(*scope).name.as_str() {
            "lambda" => "the lambda".to_owned(),
            name => words::code(name),
        });
        let name = words::and(&names.collect::<Vec<_>>());
        let mut related = Vec::new();
        if let Some(set_at) = deep.limit_set_at {
            related
                .push(Related { span: set_at, message: format!("the limit of {} is set here", deep.limit) });
        }
        if let Some(call) = recursive.and_then(|recursive| recursive.calls.first()) {
            related.push(Related { span: *call, message: "each frame makes the next one here".into() });
        }
        out.push(Diagnostic {
            code: Code::DeepRecursion,
            severity: ENTRY.severity,
            span: deep.span,
            message: format!(
                "This call ends in a `RecursionError`: it needs {} frames of {name}, and the recursion limit of {} \
                 admits {} here. Write the recursion as a loop, or call it with less; a higher limit only \
                 moves the wall.",
                deep.frames, deep.limit, deep.admitted,
            ),
            related,
        });
    }
}
