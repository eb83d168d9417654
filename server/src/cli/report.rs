//! Findings: as excerpts for people, as JSON for programs.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::cli::config::Config;
use crate::ide::{Analysis, Code, Diagnostic, Severity};
use crate::text::Span;
use crate::text::columns::Columns;
use crate::text::decode::Undecodable;

pub(super) type Finding = Diagnostic;

/// One slip can be an error at each item of a long list: later ones of a file tell nothing new.
const MOST_SYNTAX_ERRORS: usize = 100;

/// Longer excerpts show their first place only, or none.
const LONGEST_EXCERPT: usize = 20_000;

/// One finding, as the JSON output has it. Lines and columns count from 1, columns in
/// characters, ends are exclusive.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) path: String,
    pub(super) code: Code,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
    pub(super) related: Vec<RelatedRow>,
    pub(super) fixes: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct RelatedRow {
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) message: String,
}

/// What is reported of a file, in order of position: its diagnostics and its syntax errors.
pub(super) fn findings(analysis: &Analysis, config: &Config) -> Vec<Finding> {
    let mut findings = analysis.diagnostics();
    findings.extend(syntax_errors(analysis));
    findings.retain_mut(|finding| match config.severity(finding.code, finding.severity) {
        Some(severity) => {
            finding.severity = severity;
            true
        }
        None => false,
    });
    findings.sort_by_key(|finding| (finding.span.start, finding.code));
    findings
}

/// The first ones; where there are more, the last of them says how many.
fn syntax_errors(analysis: &Analysis) -> Vec<Finding> {
    let mut errors = analysis.syntax_diagnostics();
    let more = errors.len().saturating_sub(MOST_SYNTAX_ERRORS);
    errors.truncate(MOST_SYNTAX_ERRORS);
    if let Some(last) = errors.last_mut().filter(|_| more > 0) {
        last.message += &format!(" (and {more} more syntax errors)");
    }
    errors
}

pub(super) fn rows(path: &str, analysis: &Analysis, findings: Vec<Finding>) -> Vec<Row> {
    if findings.is_empty() {
        return Vec::new();
    }
    let columns = Columns::new(&analysis.text, &analysis.lines);
    let row = |finding: Finding| {
        let (line, column) = columns.place(finding.span.start);
        let (end_line, end_column) = columns.place(finding.span.end);
        let fixes = analysis.fixes(&finding).into_iter().map(|fix| fix.title).collect();
        let related = finding.related.into_iter();
        let related = related.map(|related| {
            let (line, column) = columns.place(related.span.start);
            RelatedRow { line, column, message: related.message }
        });
        Row {
            path: path.to_owned(),
            code: finding.code,
            severity: finding.severity,
            message: finding.message,
            line,
            column,
            end_line,
            end_column,
            related: related.collect(),
            fixes,
        }
    };
    findings.into_iter().map(row).collect()
}

/// The row for bytes that are no Python source.
pub(super) fn row_without_text(path: &str, severity: Severity, why: Undecodable) -> Row {
    Row {
        path: path.to_owned(),
        code: Code::SyntaxError,
        severity,
        message: why.message,
        line: why.line,
        column: 1,
        end_line: why.line,
        end_column: 1,
        related: Vec::new(),
        fixes: Vec::new(),
    }
}

/// The one line for bytes that are no Python source.
pub(super) fn line_without_text(path: &str, severity: Severity, why: &Undecodable, coloured: bool) -> String {
    let level = level(severity).with_name(severity_name(severity));
    let title =
        level.primary_title(format!("{path}:{}: {}", why.line, why.message)).id(Code::SyntaxError.name());
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    format!("{}\n\n", renderer.render(&[Group::with_title(title)]))
}

/// The excerpt for a finding, with colours if `coloured`, ending with an empty line.
pub(super) fn excerpt(path: &str, analysis: &Analysis, finding: &Finding, coloured: bool) -> String {
    let level = level(finding.severity).with_name(severity_name(finding.severity));
    let title = level.primary_title(&finding.message).id(finding.code.name());
    let related: Vec<Span> = finding.related.iter().map(|related| related.span).collect();
    let everything = lines_of(analysis, related.iter().fold(finding.span, |all, span| join(all, *span)));
    let first = lines_of(analysis, finding.span);
    let source;
    let group = if everything.range().len() <= LONGEST_EXCERPT {
        source = with_line_feeds(&analysis.text[everything.range()]);
        let marks = finding.related.iter().map(|related| {
            AnnotationKind::Context.span(within(related.span, everything)).label(related.message.as_str())
        });
        let primary = AnnotationKind::Primary.span(within(finding.span, everything));
        title.element(snippet(path, analysis, &source, everything).annotation(primary).annotations(marks))
    } else {
        let group = if first.range().len() <= LONGEST_EXCERPT {
            source = with_line_feeds(&analysis.text[first.range()]);
            let primary = AnnotationKind::Primary.span(within(finding.span, first));
            title.element(snippet(path, analysis, &source, first).annotation(primary))
        } else {
            let (line, column) = Columns::new(&analysis.text, &analysis.lines).place(finding.span.start);
            title.element(Origin::path(path).line(line as usize).char_column(column as usize))
        };
        group.elements(finding.related.iter().map(|related| {
            let line = analysis.lines.line(related.span.start) + 1;
            let message = annotate_snippets::normalize_untrusted_str(&related.message);
            Level::NOTE.message(format!("line {line}: {message}"))
        }))
    };
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    format!("{}\n\n", renderer.render(&[group]))
}

fn snippet<'a>(
    path: &'a str,
    analysis: &Analysis,
    source: &'a str,
    lines: Span,
) -> Snippet<'a, Annotation<'a>> {
    Snippet::source(source).path(path).line_start(analysis.lines.line(lines.start) as usize + 1)
}

/// The whole lines a span touches.
fn lines_of(analysis: &Analysis, span: Span) -> Span {
    let (text, lines) = (&analysis.text, &analysis.lines);
    let last = lines.line(span.end.max(span.start + 1) - 1);
    Span::new(lines.span(text, lines.line(span.start)).start, lines.content(text, last).end)
}

fn join(a: Span, b: Span) -> Span {
    Span::new(a.start.min(b.start), a.end.max(b.end))
}

fn within(span: Span, lines: Span) -> std::ops::Range<usize> {
    let start = span.start.min(lines.end) - lines.start;
    let end = span.end.clamp(span.start.min(lines.end), lines.end) - lines.start;
    start as usize..end as usize
}

/// A lone carriage return is a line break to Python, not to the excerpts.
fn with_line_feeds(source: &str) -> String {
    if !source.contains('\r') {
        return source.to_owned();
    }
    source.replace("\r\n", "\u{0}\n").replace('\r', "\n").replace('\u{0}', "\r")
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint => Level::HELP,
    }
}

pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
        Severity::Hint => "hint",
    }
}
