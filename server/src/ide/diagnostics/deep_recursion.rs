//! Calls that need more frames than the recursion limit in force admits.

use crate::ide::Analysis;
use crate::ide::diagnostics::{Code, Diagnostic, Entry, Related, Severity};

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
        let name = analysis.names().scope(deep.function).name.as_str();
        let name = if name == "lambda" { "the lambda".to_owned() } else { format!("`{name}`") };
        let mut related = Vec::new();
        if let Some(set_at) = deep.limit_set_at {
            related
                .push(Related { span: set_at, message: format!("the limit of {} is set here", deep.limit) });
        }
        let recursive = recursion.functions.iter().find(|recursive| recursive.function == deep.function);
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
