//! The statement that a line stands for.

use rustpython_ast::{ExceptHandler, Stmt};

use crate::memory::moment::When;
use crate::syntax::{Shift, Tree};
use crate::text::Span;

/// A statement in the order of the text.
struct Found {
    span: Span,
    /// Statements stand inside it that run as part of it.
    is_block: bool,
}

/// The statement whose end the line means. Of the head of a block, its first statement, about to run; of a line
/// without a statement, the one before it.
pub fn of_line(tree: &Tree, text: &str, line: Span) -> Option<(Span, When)> {
    let mut found = Vec::new();
    for statement in &tree.statements {
        walk(statement.node(), statement.shift(), line, &mut found);
    }
    let next = found.partition_point(|statement| statement.span.start < line.end);
    let after = found.get(next).map(|statement| (statement.span, When::Entered));
    let Some(last) = next.checked_sub(1).map(|at| &found[at]) else { return after };
    let head = text.get(line.range()).unwrap_or_default().trim_start();
    let is_clause = ["else", "elif", "except", "finally", "case"].iter().any(|word| {
        head.strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    });
    if is_clause && last.span.end <= line.start || last.is_block && last.span.end > line.end {
        return after;
    }
    Some((last.span, When::After))
}

/// Every statement, in the order of the text.
pub fn statements(tree: &Tree) -> Vec<Span> {
    let everywhere = Span::new(u32::MAX, u32::MAX);
    let mut found = Vec::new();
    for statement in &tree.statements {
        walk(statement.node(), statement.shift(), everywhere, &mut found);
    }
    found.into_iter().map(|statement| statement.span).collect()
}

fn walk(statement: &Stmt, shift: Shift, line: Span, found: &mut Vec<Found>) {
    let span = shift.span(statement);
    let is_block = matches!(
        statement,
        Stmt::If(_) | Stmt::For(_) | Stmt::While(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_)
    );
    found.push(Found { span, is_block });
    // All of it is on the line.
    if span.start >= line.start && span.end <= line.end {
        return;
    }
    let mut inside = |body: &[Stmt]| body.iter().for_each(|inner| walk(inner, shift, line, found));
    match statement {
        Stmt::FunctionDef(s) => inside(&s.body),
        Stmt::ClassDef(s) => inside(&s.body),
        Stmt::If(s) => {
            inside(&s.body);
            s.elif_else_clauses.iter().for_each(|clause| inside(&clause.body));
        }
        Stmt::For(s) => [&s.body, &s.orelse].into_iter().for_each(|body| inside(body)),
        Stmt::While(s) => [&s.body, &s.orelse].into_iter().for_each(|body| inside(body)),
        Stmt::With(s) => inside(&s.body),
        Stmt::Match(s) => s.cases.iter().for_each(|case| inside(&case.body)),
        Stmt::Try(s) => {
            inside(&s.body);
            for ExceptHandler::ExceptHandler(handler) in &s.handlers {
                inside(&handler.body);
            }
            inside(&s.orelse);
            inside(&s.finalbody);
        }
        _ => {}
    }
}
