//! Recursion that certainly never ends, at the call that closes the cycle.

use rustc_hash::FxHashSet;

use crate::ide::Analysis;
use crate::ide::diagnostics::{Code, Diagnostic, Entry, Related, Severity};
use crate::recursion::{Recursive, Verdict};

pub(super) const ENTRY: Entry = Entry {
    code: Code::UnboundedRecursion,
    name: "unbounded-recursion",
    severity: Severity::Warning,
    summary: "A function calls itself again on every way, or with arguments that never reach its base case.",
    page: include_str!("../../../../tests/suite/unbounded-recursion.md"),
};

/// One for each cycle of calls, at its first function.
pub(super) fn find(analysis: &Analysis, out: &mut Vec<Diagnostic>) {
    let mut seen = FxHashSet::default();
    for recursive in &analysis.recursion().functions {
        if recursive.verdict != Verdict::Unbounded || !recursive.certain {
            continue;
        }
        let mut cycle = recursive.cycle.clone();
        cycle.sort_unstable();
        let Some(call) = recursive.calls.first() else { continue };
        if !seen.insert(cycle) {
            continue;
        }
        out.push(Diagnostic {
            code: Code::UnboundedRecursion,
            severity: ENTRY.severity,
            span: *call,
            message: format!(
                "Endless recursion, up to a `RecursionError`: {} {}",
                recursive.why, recursive.advice
            ),
            related: related(analysis, recursive),
        });
    }
}

/// The further calls of the cycle, in order.
fn related(analysis: &Analysis, recursive: &Recursive) -> Vec<Related> {
    let names = analysis.names();
    let callees = recursive.cycle.iter().skip(2).chain(recursive.cycle.first());
    let rest = recursive.calls.iter().zip(&recursive.cycle).skip(1);
    rest.zip(callees)
        .map(|((call, caller), callee)| Related {
            span: *call,
            message: format!("then `{}` calls `{}`", names.scope(*caller).name, names.scope(*callee).name),
        })
        .collect()
}
