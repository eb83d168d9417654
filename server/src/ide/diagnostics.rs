//! Diagnostics: a table of codes, one file for each, and their suppression.
//!
//! A new one is a file below `diagnostics/`, a row in [`CODES`] and a page in `tests/suite/`.

mod deep_recursion;
mod syntax_error;
mod unbounded_recursion;

use crate::ide::Analysis;
use crate::text::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    UnboundedRecursion,
    DeepRecursion,
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
pub const CODES: &[Entry] = &[unbounded_recursion::ENTRY, deep_recursion::ENTRY, syntax_error::ENTRY];

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
    found.retain(|diagnostic| !is_ignored(analysis, diagnostic));
    found.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
    found
}

pub(super) fn syntax_errors(analysis: &Analysis) -> Vec<Diagnostic> {
    syntax_error::find(analysis)
}

/// A comment on the first or the last line of the span takes it back.
fn is_ignored(analysis: &Analysis, diagnostic: &Diagnostic) -> bool {
    let lines = &analysis.lines;
    let (first, last) = (lines.line(diagnostic.span.start), lines.line(diagnostic.span.end));
    let says_so = |line: u32| {
        let content = lines.content(&analysis.text, line);
        ignores(&analysis.text[content.range()], diagnostic.code.name())
    };
    says_so(first) || (last != first && says_so(last))
}

/// The line has a comment `# memlens: ignore`, or `# memlens: ignore[a, b]` with this code among them.
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
        for code in [Code::UnboundedRecursion, Code::DeepRecursion, Code::SyntaxError] {
            assert_eq!(code.entry().code, code);
            assert_eq!(serde_json::to_value(code).ok(), Some(code.name().into()));
            assert!(code.entry().page.starts_with(&format!("# {}", code.name())));
        }
        assert_eq!(CODES.len(), 3);
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
