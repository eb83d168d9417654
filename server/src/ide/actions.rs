//! Code actions: the ways out of a diagnostic, and recursion as a loop, as edits. Those that change
//! code keep what the program does, or are not offered.
//!
//! A new one is a file below `actions/` and a row in [`FIXES`].

mod base_case;
mod clear_after_use;
mod generator_expression;
mod ignore;
mod local_result;
mod loops;
mod yield_items;

use crate::ide::{Analysis, Code, Diagnostic};
use crate::text::Span;

pub use loops::Loop;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    pub title: String,
    /// The diagnostic it is a way out of; `None` for a rewrite that is offered on any recursion.
    pub diagnostic: Option<Diagnostic>,
    /// Much of a function changes: worth a look before it is applied.
    pub rewrites: bool,
    /// What to do unless the reader knows better.
    pub preferred: bool,
    /// In order of position; they do not overlap.
    pub edits: Vec<Replacement>,
}

/// What is at `span` gives way to `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    pub span: Span,
    pub text: String,
}

impl Replacement {
    fn insert(at: u32, text: impl Into<String>) -> Replacement {
        Replacement { span: Span::new(at, at), text: text.into() }
    }

    fn delete(span: Span) -> Replacement {
        Replacement { span, text: String::new() }
    }

    fn new(span: Span, text: impl Into<String>) -> Replacement {
        Replacement { span, text: text.into() }
    }
}

/// A title and its edits.
type Fix = (String, Vec<Replacement>);

/// The fix for the diagnostic at a span, where it is safe.
type Offer = fn(&Analysis, Span) -> Option<Fix>;

/// The fixes of each code. The first that is offered is preferred.
const FIXES: [(Code, Offer); 6] = [
    (Code::UnboundedRecursion, base_case::fix),
    (Code::DeepRecursion, loops::fix),
    (Code::GrowingGlobal, local_result::fix),
    (Code::GrowingGlobal, clear_after_use::fix),
    (Code::LargeTemporary, generator_expression::fix),
    (Code::LargeTemporary, yield_items::fix),
];

pub(super) fn actions(analysis: &Analysis, range: Span) -> Vec<Action> {
    let touched = analysis
        .diagnostics()
        .into_iter()
        .filter(|found| found.span.start <= range.end && range.start <= found.span.end);
    let (mut actions, mut silencing) = (Vec::new(), Vec::new());
    for diagnostic in touched {
        actions.extend(fixes(analysis, &diagnostic));
        silencing.extend(ignore::action(analysis, &diagnostic));
    }
    for refactoring in loops::refactorings(analysis, range) {
        if actions.iter().all(|action: &Action| action.edits != refactoring.edits) {
            actions.push(refactoring);
        }
    }
    actions.append(&mut silencing);
    actions
}

pub(super) fn fixes(analysis: &Analysis, diagnostic: &Diagnostic) -> Vec<Action> {
    let fixes = FIXES.iter().filter(|(code, _)| *code == diagnostic.code);
    let found = fixes.filter_map(|(_, fix)| fix(analysis, diagnostic.span)).enumerate();
    found
        .map(|(index, (title, mut edits))| {
            edits.sort_by_key(|edit| edit.span);
            let rewrites = diagnostic.code == Code::DeepRecursion;
            // A stub wants to be filled in: nothing to be applied unseen.
            let preferred = index == 0 && diagnostic.code != Code::UnboundedRecursion;
            Action { title, diagnostic: Some(diagnostic.clone()), rewrites, preferred, edits }
        })
        .collect()
}

pub(super) fn loops(analysis: &Analysis) -> Vec<Loop> {
    loops::loops(analysis)
}

pub(super) fn explain_rewrite(analysis: &Analysis, offset: u32) -> String {
    loops::explain(analysis, offset)
}

/// The end of the line that holds `at`, before its line break.
fn line_end(analysis: &Analysis, at: u32) -> u32 {
    analysis.lines.content(&analysis.text, analysis.lines.line(at)).end
}

/// As the first line of the text ends.
fn line_break(analysis: &Analysis) -> &'static str {
    match analysis.text.find(['\n', '\r']) {
        Some(at) if analysis.text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if analysis.text[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}
