//! A raised recursion limit: whether it suffices, and what it does on the assumed Python version.

use crate::ide::Analysis;
use crate::ide::diagnostics::{Code, Diagnostic, Entry, Related, Severity};
use crate::ide::words;
use crate::recursion::{Raised, Verdict};

pub(super) const ENTRY: Entry = Entry {
    code: Code::RaisedRecursionLimit,
    name: "raised-recursion-limit",
    severity: Severity::Information,
    summary: "A raised recursion limit: whether it suffices, and what a high one does.",
    page: include_str!("../../../../tests/suite/raised-recursion-limit.md"),
};

pub(super) fn find(analysis: &Analysis, out: &mut Vec<Diagnostic>) {
    for raised in &analysis.recursion().raised {
        let deepest = raised.deepest.as_ref().map(|deepest| Related {
            span: deepest.span,
            message: format!("this call needs {} frames", deepest.frames),
        });
        out.push(Diagnostic {
            code: Code::RaisedRecursionLimit,
            severity: ENTRY.severity,
            span: raised.span,
            message: format!("{} {}{}", suffices(analysis, raised), beyond(analysis, raised), ADVICE),
            related: deepest.into_iter().collect(),
        });
    }
}

const ADVICE: &str = "A loop needs no limit.";

fn suffices(analysis: &Analysis, raised: &Raised) -> String {
    let (limit, file) = (raised.limit, words::this_file(analysis));
    match &raised.deepest {
        Some(deepest) if deepest.needs > limit => format!(
            "A recursion limit of {limit} does not suffice: the deepest call known in {file} needs {}.",
            deepest.needs
        ),
        Some(deepest) if deepest.needs <= 1000 => format!(
            "No call in {file} is known to need a recursion limit of {limit}: for the deepest {} would do, and \
             the default is 1000.",
            deepest.needs
        ),
        Some(deepest) => format!(
            "A recursion limit of {limit} suffices for the calls in {file} whose depth is known: they need {}.",
            deepest.needs
        ),
        None => {
            let functions = &analysis.recursion().functions;
            let endless = !functions.is_empty() && functions.iter().all(|f| f.verdict == Verdict::Unbounded);
            match endless {
                true => format!(
                    "A recursion limit of {limit} helps no recursion that never ends: it fails later."
                ),
                false => format!(
                    "The recursion limit is raised to {limit}; how deep the calls in {file} go is not known."
                ),
            }
        }
    }
}

/// What becomes of deep recursion on the assumed version, in a sentence with a blank behind it.
fn beyond(analysis: &Analysis, raised: &Raised) -> String {
    let minor = analysis.options.python.minor;
    match (raised.dies_from, minor) {
        (Some(calls), _) => format!(
            "On Python 3.{minor} each call also takes C stack: from some {calls} nested calls on the process can die \
             without an exception. "
        ),
        (None, 11) if raised.limit > 10_000 => {
            "Python 3.11 keeps the frames of Python functions off the C stack, \
             but calls by way of special methods or `sorted(key=…)` can still kill the process. "
                .to_owned()
        }
        (None, 12..) if raised.limit > 10_000 => format!(
            "Python 3.{minor} has a second limit, for calls by way of C such as special methods, which this does not raise. "
        ),
        _ => String::new(),
    }
}
