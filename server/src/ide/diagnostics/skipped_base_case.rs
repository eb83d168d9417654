//! Base cases that the steps of a recursion can pass.

use crate::ide::Analysis;
use crate::ide::diagnostics::{Code, Diagnostic, Entry, Severity};
use crate::recursion::Skipped;

pub(super) const ENTRY: Entry = Entry {
    code: Code::SkippedBaseCase,
    name: "skipped-base-case",
    severity: Severity::Information,
    summary: "The base case can be stepped over: it tests for an exact number that the steps may miss.",
    page: include_str!("../../../../tests/suite/skipped-base-case.md"),
};

pub(super) fn find(analysis: &Analysis, out: &mut Vec<Diagnostic>) {
    for skipped in &analysis.recursion().skipped {
        let message = match &skipped.start {
            Some(start) => started(skipped, start),
            None => too_wide(skipped),
        };
        out.push(Diagnostic {
            code: Code::SkippedBaseCase,
            severity: ENTRY.severity,
            span: skipped.span,
            message,
            related: Vec::new(),
        });
    }
}

fn started(skipped: &Skipped, start: &str) -> String {
    let name = &skipped.parameter;
    format!(
        "This call never meets the base case {}: `{name}` starts at {start} and goes {} with each call, up to a \
         `RecursionError`. {}",
        tests(skipped),
        steps(skipped),
        advice(skipped),
    )
}

fn too_wide(skipped: &Skipped) -> String {
    format!(
        "`{}` goes {} with each call, which can step over the base case {}; from there it goes on up to a \
         `RecursionError`. {}",
        skipped.parameter,
        steps(skipped),
        tests(skipped),
        advice(skipped),
    )
}

fn steps(skipped: &Skipped) -> String {
    let way = if skipped.step < 0 { "down" } else { "up" };
    format!("{way} by {}", skipped.step.unsigned_abs())
}

fn tests(skipped: &Skipped) -> String {
    let tests = skipped.stops.iter().map(|stop| format!("`{} == {stop}`", skipped.parameter));
    tests.collect::<Vec<_>>().join(" or ")
}

/// Everything beyond the last stop is a base case too.
fn advice(skipped: &Skipped) -> String {
    let (stop, operator) = if skipped.step < 0 {
        (skipped.stops.iter().max(), "<=")
    } else {
        (skipped.stops.iter().min(), ">=")
    };
    match stop {
        Some(stop) => format!("Test `{} {operator} {stop}` instead.", skipped.parameter),
        None => String::new(),
    }
}
