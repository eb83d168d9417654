//! Tail recursion → `while` loop: every call of the function by itself is the last thing it does, so
//! its parameters can be bound again, all at once, and the body run from its start.

use rustpython_ast::{Expr, Stmt};

use crate::rewrite::body::{Body, Place, Style, returns_none};
use crate::rewrite::function::Function;
use crate::rewrite::source::Line;
use crate::rewrite::{Kind, Refusal, Rewrite, arguments, flow, refuse};

pub(super) fn rewrite(function: &Function<'_>) -> Result<Rewrite, Refusal> {
    let statements = function.body();
    let dropped = drops_result(statements, function);
    if let Some(call) = dropped.filter(|_| returns_value(statements, function).is_some()) {
        return refuse(function.span(call), "the result of this call is dropped, and others are returned");
    }
    let leaves = |statement: &Stmt| matches!(statement, Stmt::Expr(stmt) if function.is_call(&stmt.value));
    // `if …:` alone, with the call at its end: the test of the loop.
    if let [Stmt::If(only)] = statements
        && only.elif_else_clauses.is_empty()
        && !flow::falls(&only.body, &leaves)
        && only.body.last().is_some_and(|last| function.recurs(last))
        && !function.recurs(&*only.test)
    {
        let mut body = Body { function, style: Tail { function }, changes: Vec::new(), open: false };
        body.block(&only.body, Place::TOP)?;
        let lines = function.lines(statements);
        let code = function.source().moved(lines, &body.changes, function.indent, function.indent);
        let code = code.replacen("if", "while", 1);
        return Ok(Rewrite { kind: Kind::Loop, span: lines, code });
    }
    let open = flow::falls(statements, &leaves);
    let mut body = Body { function, style: Tail { function }, changes: Vec::new(), open };
    body.block(statements, Place::TOP)?;
    let inner = format!("{}{}", function.indent, function.unit);
    let lines = function.lines(statements);
    let mut code = format!("{}while True:{}", function.indent, function.line_break);
    code += &function.source().moved(lines, &body.changes, function.indent, &inner);
    if open {
        code += &format!("{}{inner}return", function.line_break);
    }
    Ok(Rewrite { kind: Kind::Loop, span: lines, code })
}

/// The first call whose result is dropped.
fn drops_result<'a>(statements: &'a [Stmt], function: &Function<'_>) -> Option<&'a Expr> {
    statements.iter().find_map(|statement| match statement {
        Stmt::Expr(stmt) if function.is_call(&stmt.value) => Some(&*stmt.value),
        other => flow::blocks(other).into_iter().find_map(|block| drops_result(block, function)),
    })
}

/// The first `return` of anything but `None` and the function's own result.
fn returns_value<'a>(statements: &'a [Stmt], function: &Function<'_>) -> Option<&'a Stmt> {
    statements.iter().find_map(|statement| match statement {
        Stmt::Return(stmt) => {
            let is_own = stmt.value.as_ref().is_some_and(|value| function.is_call(value));
            (!is_own && !returns_none(stmt)).then_some(statement)
        }
        other => flow::blocks(other).into_iter().find_map(|block| returns_value(block, function)),
    })
}

struct Tail<'f, 'a> {
    function: &'f Function<'a>,
}

impl Style for Tail<'_, '_> {
    fn result(&mut self, _: &str, _: Option<&Expr>) -> Result<Option<Vec<Line>>, Refusal> {
        Ok(None)
    }

    fn call(&mut self, e: &Expr) -> Result<Vec<Line>, Refusal> {
        if !self.function.is_call(e) {
            return refuse(self.function.span(e), "the function goes on after the call");
        }
        self.last_call(e)
    }

    fn last_call(&mut self, call: &Expr) -> Result<Vec<Line>, Refusal> {
        let call =
            self.function.calls.iter().find(|found| found.range == rustpython_text_size::Ranged::range(call));
        let Some(call) = call else { return Ok(Vec::new()) };
        let mut lines = arguments::rebind(self.function, call)?;
        lines.push(Line::new("continue"));
        Ok(lines)
    }

    fn returns_from_loops(&self) -> bool {
        true
    }
}
