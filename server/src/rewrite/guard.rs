//! A stub of the base case that an endless recursion lacks. No rewrite: it changes what the function does, and
//! its author fills it in.

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Expr, ExprCall, Operator, Stmt};

use crate::names::Names;
use crate::recursion::Recursive;
use crate::rewrite::body::returns_none;
use crate::rewrite::function::{self, Function};
use crate::rewrite::source::line_start;
use crate::rewrite::{arguments, flow};
use crate::syntax::Tree;
use crate::text::Span;

/// Lines that go before the first statement behind the docstring, and where that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    pub at: u32,
    pub code: String,
}

/// A test in front of everything else, which tells from the first call what to test where that is plain.
pub fn base_case(text: &str, tree: &Tree, names: &Names, recursive: &Recursive) -> Option<Guard> {
    let head = names.scope(recursive.function).head;
    let found = function::find(tree, head.start)?;
    let function = Function::new(text, tree, names, recursive.function, &found).ok()?;
    let first = function.body().first()?;
    let at = line_start(text, function.span(first).start);
    let mut finder = Calls { function: &function, at: *recursive.calls.first()?, found: None };
    finder.visit_body(&function.def.body);
    let call = finder.found.filter(|_| recursive.cycle.len() == 1);
    let test = call.and_then(|call| test(&function, call));
    let test = test.unwrap_or_else(|| "False:  # when is it done?".to_owned());
    let result = match returns(function.body()) {
        true => "return ...  # the result of the base case",
        false => "return",
    };
    let Function { indent, unit, line_break, .. } = function;
    let code = format!("{indent}if {test}{line_break}{indent}{unit}{result}{line_break}");
    Some(Guard { at, code })
}

struct Calls<'f, 'a> {
    function: &'f Function<'a>,
    at: Span,
    found: Option<&'a ExprCall>,
}

impl<'a> Visitor<'a> for Calls<'_, 'a> {
    fn visit_expr(&mut self, e: &'a Expr) {
        if let Expr::Call(call) = e
            && self.function.span(call) == self.at
        {
            self.found = Some(call);
        }
        visitor::walk_expr(self, e);
    }
}

/// Where the first argument that shrinks comes to its end.
fn test(function: &Function<'_>, call: &ExprCall) -> Option<String> {
    let receiver =
        matches!(&*call.func, Expr::Attribute(attribute) if function.parameter(&attribute.value) == Some(0));
    let given = arguments::positions(function, call, usize::from(receiver));
    given.into_iter().find_map(|(parameter, value)| {
        let name = function.parameters[parameter].name;
        let is_it = |e: &Expr| function.parameter(e) == Some(parameter);
        match value {
            Expr::BinOp(operation) if is_it(&operation.left) && operation.right.is_number_literal_expr() => {
                match operation.op {
                    Operator::Sub | Operator::FloorDiv => Some(format!("{name} <= 0:")),
                    _ => None,
                }
            }
            Expr::Subscript(subscript) if is_it(&subscript.value) && subscript.slice.is_slice_expr() => {
                Some(format!("not {name}:"))
            }
            Expr::Attribute(attribute) if is_it(&attribute.value) => Some(format!("{name} is None:")),
            _ => None,
        }
    })
}

/// Something returns a value.
fn returns(statements: &[Stmt]) -> bool {
    statements.iter().any(|statement| match statement {
        Stmt::Return(stmt) => !returns_none(stmt),
        other => flow::blocks(other).into_iter().any(returns),
    })
}
