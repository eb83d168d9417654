//! The body inside a loop: what becomes of each `return`, and of each call that is returned.

use rustpython_ast::{BoolOp, CmpOp, Expr, Stmt, UnaryOp};
use rustpython_text_size::Ranged;

use crate::rewrite::function::Function;
use crate::rewrite::source::{Change, Line, deeper};
use crate::rewrite::{Refusal, flow, refuse};

/// What one kind of rewrite does with the ways out of the function.
pub(super) trait Style {
    /// The lines that return `value`; `None` where `return value` is right.
    fn result(&mut self, value: &str, e: Option<&Expr>) -> Result<Option<Vec<Line>>, Refusal>;

    /// The lines in the place of `return e`, where `e` holds calls of the function itself. They leave the round.
    fn call(&mut self, e: &Expr) -> Result<Vec<Line>, Refusal>;

    /// The lines in the place of a call whose result is dropped, right before the function returns `None`.
    fn last_call(&mut self, call: &Expr) -> Result<Vec<Line>, Refusal>;

    /// A `return` without a call may stand in an inner loop.
    fn returns_from_loops(&self) -> bool;
}

pub(super) struct Body<'f, 'a, S> {
    pub function: &'f Function<'a>,
    pub style: S,
    pub changes: Vec<Change>,
    /// Control can come to the end of the body: a call there needs a `continue`.
    pub open: bool,
}

/// Where a statement stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Nothing of the function comes after it.
    pub last: bool,
    pub inner_loop: bool,
    pub guarded: bool,
}

impl Place {
    pub const TOP: Place = Place { last: true, inner_loop: false, guarded: false };
}

impl<S: Style> Body<'_, '_, S> {
    pub fn block(&mut self, statements: &[Stmt], place: Place) -> Result<(), Refusal> {
        for (index, statement) in statements.iter().enumerate() {
            let rest = &statements[index + 1..];
            let last = place.last && rest.is_empty();
            self.statement(statement, rest, Place { last, ..place })?;
        }
        Ok(())
    }

    fn statement(&mut self, statement: &Stmt, rest: &[Stmt], place: Place) -> Result<(), Refusal> {
        let function = self.function;
        let recurs = function.recurs(statement);
        match statement {
            Stmt::Return(stmt) => {
                if recurs && place.inner_loop {
                    return refuse(function.span(stmt), "the call stands in a loop");
                }
                if recurs && place.guarded {
                    return refuse(function.span(stmt), "the call stands in a `try` or a `with`");
                }
                let lines = match &stmt.value {
                    Some(value) if recurs => Some(self.returned(value)?),
                    Some(value) => self.style.result(&function.value(value), Some(value))?,
                    None => self.style.result("None", None)?,
                };
                let Some(mut lines) = lines else { return Ok(()) };
                if !recurs && place.inner_loop && !self.style.returns_from_loops() {
                    return refuse(function.span(stmt), "it returns from inside a loop");
                }
                if place.last && !self.open && lines.len() > 1 {
                    lines.pop_if(|line| line.depth == 0 && line.code == "continue");
                }
                self.change(statement, lines)
            }
            Stmt::Expr(stmt) if function.is_call(&stmt.value) => {
                let is_end = place.last || matches!(rest, [Stmt::Return(end), ..] if returns_none(end));
                if !is_end {
                    return refuse(function.span(stmt), "the function goes on after the call");
                }
                if place.inner_loop || place.guarded {
                    return refuse(function.span(stmt), "the call stands in a loop, a `try` or a `with`");
                }
                let mut lines = self.style.last_call(&stmt.value)?;
                if place.last && !self.open && lines.len() > 1 {
                    lines.pop_if(|line| line.code == "continue");
                }
                self.change(statement, lines)
            }
            Stmt::If(stmt) => {
                let tests = stmt.elif_else_clauses.iter().filter_map(|clause| clause.test.as_ref());
                for test in std::iter::once(&*stmt.test).chain(tests) {
                    self.no_call(test, "the call decides which way the function goes")?;
                }
                flow::blocks(statement).into_iter().try_for_each(|block| self.block(block, place))
            }
            Stmt::Match(stmt) => {
                self.no_call(&*stmt.subject, "the call decides which way the function goes")?;
                for guard in stmt.cases.iter().filter_map(|case| case.guard.as_ref()) {
                    self.no_call(&**guard, "the call decides which way the function goes")?;
                }
                flow::blocks(statement).into_iter().try_for_each(|block| self.block(block, place))
            }
            Stmt::For(stmt) => {
                self.no_call(&*stmt.iter, "the function goes on after the call")?;
                self.no_call(&*stmt.target, "the function goes on after the call")?;
                self.block(&stmt.body, Place { last: false, inner_loop: true, ..place })?;
                self.block(&stmt.orelse, Place { last: false, ..place })
            }
            Stmt::While(stmt) => {
                self.no_call(&*stmt.test, "the call decides which way the function goes")?;
                self.block(&stmt.body, Place { last: false, inner_loop: true, ..place })?;
                self.block(&stmt.orelse, Place { last: false, ..place })
            }
            Stmt::With(stmt) => {
                for item in &stmt.items {
                    self.no_call(item, "the function goes on after the call")?;
                }
                self.block(&stmt.body, Place { last: false, guarded: true, ..place })
            }
            Stmt::Try(_) => {
                let place = Place { last: false, guarded: true, ..place };
                flow::blocks(statement).into_iter().try_for_each(|block| self.block(block, place))
            }
            // Their `return`s are their own.
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => Ok(()),
            other => self.no_call(other, "the function goes on after the call"),
        }
    }

    fn no_call(&self, node: &impl Ranged, why: &str) -> Result<(), Refusal> {
        match self.function.recurs(node) {
            true => refuse(self.function.span(node), why),
            false => Ok(()),
        }
    }

    fn change(&mut self, statement: &Stmt, lines: Vec<Line>) -> Result<(), Refusal> {
        let change = change(self.function, statement, lines)?;
        self.changes.push(change);
        Ok(())
    }

    /// `return e` where `e` holds calls of the function itself.
    fn returned(&mut self, e: &Expr) -> Result<Vec<Line>, Refusal> {
        let function = self.function;
        if !function.recurs(e) {
            let value = function.value(e);
            let lines = self.style.result(&value, Some(e))?;
            return Ok(lines.unwrap_or_else(|| vec![Line::new(format!("return {value}"))]));
        }
        match e {
            Expr::If(choice) if !function.recurs(&*choice.test) => {
                let mut lines = vec![Line::new(format!("if {}:", function.value(&choice.test)))];
                lines.extend(deeper(self.returned(&choice.body)?));
                lines.extend(self.returned(&choice.orelse)?);
                Ok(lines)
            }
            Expr::BoolOp(operation) => {
                let [before @ .., last] = operation.values.as_slice() else { return self.style.call(e) };
                let mut lines = Vec::new();
                for value in before {
                    if function.recurs(value) {
                        return refuse(function.span(value), "the call decides which way the function goes");
                    }
                    lines.extend(self.decides(value, operation.op)?);
                }
                lines.extend(self.returned(last)?);
                Ok(lines)
            }
            _ => self.style.call(e),
        }
    }

    /// `value and …`, `value or …`: returns the value where it decides. Its truth is asked for once.
    fn decides(&mut self, value: &Expr, op: BoolOp) -> Result<Vec<Line>, Refusal> {
        let function = self.function;
        let code = function.value(value);
        let (word, constant) = match op {
            BoolOp::And => ("if not", "False"),
            BoolOp::Or => ("if", "True"),
        };
        let is_bool = match value {
            Expr::UnaryOp(unary) => unary.op == UnaryOp::Not,
            Expr::Compare(compare) => {
                matches!(*compare.ops, [CmpOp::Is | CmpOp::IsNot | CmpOp::In | CmpOp::NotIn])
            }
            _ => false,
        };
        let mut lines = Vec::new();
        let returned = match value {
            _ if is_bool => {
                lines.push(Line::new(format!(
                    "{word} {}:",
                    if word == "if" { code } else { format!("({code})") }
                )));
                constant.to_owned()
            }
            // A chain asks for the truth of its parts as well.
            Expr::BoolOp(_) => {
                return refuse(function.span(value), "`and` and `or` are mixed before the call");
            }
            Expr::Compare(compare) if compare.ops.len() > 1 => {
                return refuse(function.span(value), "a chain of comparisons stands before the call");
            }
            Expr::If(_) | Expr::Named(_) => {
                return refuse(function.span(value), "an expression with branches stands before the call");
            }
            _ => {
                let name = function.fresh("found", &[]);
                lines.push(Line::new(format!("{name} = {code}")));
                lines.push(Line::new(format!("{word} {name}:")));
                name
            }
        };
        let result = self.style.result(&returned, None)?;
        let result = result.unwrap_or_else(|| vec![Line::new(format!("return {returned}"))]);
        lines.extend(deeper(result));
        Ok(lines)
    }
}

/// `return` or `return None`.
pub(super) fn returns_none(stmt: &rustpython_ast::StmtReturn) -> bool {
    stmt.value.as_ref().is_none_or(|value| value.is_none_literal_expr())
}

/// Refuses where a comment would be lost, or where the statement shares its line with another one.
pub(super) fn change(
    function: &Function<'_>,
    statement: &Stmt,
    mut lines: Vec<Line>,
) -> Result<Change, Refusal> {
    let span = function.span(statement);
    if function.marks.comments.iter().any(|comment| span.contains(*comment)) {
        return refuse(span, "a comment stands inside the statement that would be replaced");
    }
    let before = &function.text
        [crate::rewrite::source::line_start(function.text, span.start) as usize..span.start as usize];
    let after = function.text[span.end as usize..].trim_start_matches([' ', '\t']);
    let is_shared = before.trim_end().ends_with(';') || after.starts_with(';');
    if is_shared || !(before.trim().is_empty() || before.trim_end().ends_with(':')) {
        return refuse(span, "it shares its line with another statement");
    }
    if lines.is_empty() {
        lines.push(Line::new("pass"));
    }
    Ok(Change { span, lines })
}
