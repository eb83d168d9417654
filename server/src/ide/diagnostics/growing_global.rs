//! Containers of the module that functions make longer, and nothing in the file shorter.

use crate::ide::diagnostics::{Code, Diagnostic, Entry, Related, Severity};
use crate::ide::{Analysis, words};
use crate::names::{MODULE, ScopeId};
use crate::usage::{Growing, Growth};

pub(super) const ENTRY: Entry = Entry {
    code: Code::GrowingGlobal,
    name: "growing-global",
    severity: Severity::Information,
    summary: "A module-level container that functions only ever make longer.",
    page: include_str!("../../../../tests/suite/growing-global.md"),
};

/// One for each container, where it is bound.
pub(super) fn find(analysis: &Analysis, out: &mut Vec<Diagnostic>) {
    for growing in &analysis.usage().growing {
        let mut functions: Vec<String> = Vec::new();
        for growth in &growing.growths {
            let name = function(analysis, growth.function);
            if !functions.contains(&name) {
                functions.push(name);
            }
        }
        let verb = if functions.len() == 1 { "adds" } else { "add" };
        let (name, kind) = (words::code(&growing.name), growing.kind);
        out.push(Diagnostic {
            code: Code::GrowingGlobal,
            severity: ENTRY.severity,
            span: growing.span,
            message: format!(
                "The global {kind} {name} only ever grows: {} {verb} to it call after call, nothing in this \
                 file makes it shorter, and it keeps all its items until the program ends. {}",
                words::and(&functions),
                advice(analysis, growing, &functions),
            ),
            related: related(analysis, growing),
        });
    }
}

fn advice(analysis: &Analysis, growing: &Growing, functions: &[String]) -> String {
    let name = words::code(&growing.name);
    let is_plain = |growth: &Growth| analysis.names().scope(growth.function).parent == Some(MODULE);
    match functions {
        [only] if growing.kind == "list" && growing.growths.iter().all(is_plain) => {
            format!("Let {only} return what it has made, or clear {name} once its items have been used.")
        }
        _ => format!("Clear {name} once its items have been used, or remove those no longer needed."),
    }
}

fn function(analysis: &Analysis, scope: ScopeId) -> String {
    words::code(&analysis.names().scope(scope).qualname)
}

/// The growing lines, then the way out to the code that calls their function over and over.
fn related(analysis: &Analysis, growing: &Growing) -> Vec<Related> {
    let mut related: Vec<Related> = growing
        .growths
        .iter()
        .map(|growth| Related {
            span: growth.span,
            message: format!("{} grows here, by {}", words::code(&growing.name), growth.how),
        })
        .collect();
    related.extend(growing.callers.iter().map(|step| {
        let callee = function(analysis, step.callee);
        let by = match step.caller {
            Some(caller) if caller == step.callee => format!("{callee} calls itself here"),
            Some(caller) => format!("{} calls {callee} here", function(analysis, caller)),
            None => format!("{callee} is called here"),
        };
        let again = if step.repeated { ", again and again" } else { "" };
        Related { span: step.span, message: format!("{by}{again}") }
    }));
    related
}
