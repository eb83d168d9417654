//! Diagnostics: a table of codes, one file for each, and their suppression.
//!
//! A new one is a file below `diagnostics/`, a row in [`CODES`] and a page in `tests/suite/`.

mod deep_recursion;
mod growing_global;
mod large_temporary;
mod raised_recursion_limit;
mod skipped_base_case;
mod syntax_error;
mod unbounded_recursion;

use crate::ide::Analysis;
use crate::text::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    UnboundedRecursion,
    DeepRecursion,
    SkippedBaseCase,
    RaisedRecursionLimit,
    GrowingGlobal,
    LargeTemporary,
    SyntaxError,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Hint,
    Information,
    Warning,
    Error,
}

/// A row of the table of codes.
#[derive(Debug)]
pub struct Entry {
    pub code: Code,
    /// As written in `# memlens: ignore[name]` and in the settings.
    pub name: &'static str,
    /// Unless the settings say otherwise.
    pub severity: Severity,
    /// One sentence.
    pub summary: &'static str,
    /// The manual page, in Markdown.
    pub page: &'static str,
}

/// Every code, in the order of [`Code`].
pub const CODES: &[Entry] = &[
    unbounded_recursion::ENTRY,
    deep_recursion::ENTRY,
    skipped_base_case::ENTRY,
    raised_recursion_limit::ENTRY,
    growing_global::ENTRY,
    large_temporary::ENTRY,
    syntax_error::ENTRY,
];

impl Code {
    pub fn entry(self) -> &'static Entry {
        &CODES[self as usize]
    }

    pub fn name(self) -> &'static str {
        self.entry().name
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub span: Span,
    /// What will happen, why, what to do.
    pub message: String,
    pub related: Vec<Related>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub span: Span,
    pub message: String,
}

/// What is found by analysis, in order of position; syntax errors are not among it.
pub(super) fn diagnostics(analysis: &Analysis) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    unbounded_recursion::find(analysis, &mut found);
    deep_recursion::find(analysis, &mut found);
    skipped_base_case::find(analysis, &mut found);
    raised_recursion_limit::find(analysis, &mut found);
    growing_global::find(analysis, &mut found);
    large_temporary::find(analysis, &mut found);
    found.retain(|diagnostic| !is_ignored(analysis, diagnostic));
    found.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
    found
}

pub(super) fn syntax_errors(analysis: &Analysis) -> Vec<Diagnostic> {
    syntax_error::find(analysis)
}

/// A comment on one of these lines takes it back: the first and the last of its span, and the last of the
/// logical line around it, behind a backslash or a long string.
pub(super) fn silencing_lines(analysis: &Analysis, diagnostic: &Diagnostic) -> Vec<u32> {
    let (lines, span) = (&analysis.lines, diagnostic.span);
    let logical = analysis.tree.logical_end(&analysis.text, span.end);
    let mut found = vec![lines.line(span.start), lines.line(span.end)];
    found.extend(logical.map(|end| lines.line(end)));
    found.dedup();
    found
}

fn is_ignored(analysis: &Analysis, diagnostic: &Diagnostic) -> bool {
    if !analysis.text.contains("memlens:") {
        return false;
    }
    let (text, code) = (&analysis.text, diagnostic.code.name());
    silencing_lines(analysis, diagnostic).into_iter().any(|line| {
        let content = analysis.lines.content(text, line);
        if !ignores(&text[content.range()], code) {
            return false;
        }
        // Beside a syntax error it cannot be told from a string, and counts.
        let Some(marks) = analysis.tree.marks(text, content.start) else { return true };
        marks
            .comments
            .into_iter()
            .any(|comment| content.contains(comment) && ignores(&text[comment.range()], code))
    })
}

/// The line, or the comment, says `# memlens: ignore`, or `# memlens: ignore[a, b]` with this code
/// among them.
fn ignores(line: &str, code: &str) -> bool {
    line.split('#').skip(1).any(|comment| {
        let Some(rest) = comment.trim_start().strip_prefix("memlens:") else { return false };
        let Some(rest) = rest.trim_start().strip_prefix("ignore") else { return false };
        match rest.strip_prefix('[') {
            Some(list) => list
                .split_once(']')
                .is_some_and(|(codes, _)| codes.split(',').any(|name| name.trim() == code)),
            None => !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-'),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_row_for_each_code_in_order() {
        let codes = [
            Code::UnboundedRecursion,
            Code::DeepRecursion,
            Code::SkippedBaseCase,
            Code::RaisedRecursionLimit,
            Code::GrowingGlobal,
            Code::LargeTemporary,
            Code::SyntaxError,
        ];
        for code in codes {
            assert_eq!(code.entry().code, code);
            assert_eq!(serde_json::to_value(code).ok(), Some(code.name().into()));
            assert!(code.entry().page.starts_with(&format!("# {}", code.name())));
        }
        assert_eq!(CODES.len(), codes.len());
    }

    #[test]
    fn comments_ignore_what_they_name() {
        assert!(ignores("f()  # memlens: ignore", "deep-recursion"));
        assert!(ignores("f()  # memlens: ignore[deep-recursion]", "deep-recursion"));
        assert!(ignores("f()  # noqa # memlens:ignore[a, deep-recursion ] because", "deep-recursion"));
        assert!(ignores("f()  # memlens: ignore, it is a demonstration", "deep-recursion"));
        assert!(!ignores("f()  # memlens: ignore[unbounded-recursion]", "deep-recursion"));
        assert!(!ignores("f()  # memlens: ignored", "deep-recursion"));
        assert!(!ignores("f()  # memlens: ignore[deep-recursion", "deep-recursion"));
        assert!(!ignores("memlens: ignore", "deep-recursion"));
    }
}
