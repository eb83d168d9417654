//! What the parser could not read. Reported by `memlens check` alone: in an editor other servers do.

use crate::ide::Analysis;
use crate::ide::diagnostics::{Code, Diagnostic, Entry, Severity};

pub(super) const ENTRY: Entry = Entry {
    code: Code::SyntaxError,
    name: "syntax-error",
    severity: Severity::Error,
    summary: "The text is not valid Python; the parts around it are analysed all the same.",
    page: include_str!("../../../../tests/suite/syntax-error.md"),
};

pub(super) fn find(analysis: &Analysis) -> Vec<Diagnostic> {
    let errors = analysis.syntax_errors().iter();
    errors
        .map(|error| Diagnostic {
            code: Code::SyntaxError,
            severity: ENTRY.severity,
            span: error.span,
            message: error.message.clone(),
            related: Vec::new(),
        })
        .collect()
}
