//! An expression that holds calls of the function itself, taken apart in the order in which Python evaluates it.

use rustpython_ast::{Expr, ExprCall};

use crate::rewrite::function::Function;
use crate::rewrite::{Refusal, refuse};
use crate::text::Span;

pub(super) enum Part<'a> {
    /// Something else, evaluated before a call that comes later.
    Value(&'a Expr),
    Call(&'a ExprCall),
}

/// The calls in `e`, and before each what must be evaluated before it. What is neither a call nor before one is left out.
pub(super) fn parts<'a>(function: &Function<'_>, e: &'a Expr) -> Result<Vec<Part<'a>>, Refusal> {
    let mut hoist = Hoist { function, parts: Vec::new() };
    hoist.descend(e)?;
    while let Some(Part::Value(_)) = hoist.parts.last() {
        hoist.parts.pop();
    }
    if hoist.parts.iter().any(|part| matches!(part, Part::Value(Expr::Starred(_)))) {
        return refuse(function.span(e), "a `*` is unpacked before the call");
    }
    Ok(hoist.parts)
}

struct Hoist<'f, 'a, 'e> {
    function: &'f Function<'a>,
    parts: Vec<Part<'e>>,
}

impl<'e> Hoist<'_, '_, 'e> {
    /// An operand, which has its value before the next one is looked at.
    fn complete(&mut self, e: &'e Expr) -> Result<(), Refusal> {
        self.descend(e)?;
        if self.function.recurs(e) && !self.function.is_call(e) {
            self.parts.push(Part::Value(e));
        }
        Ok(())
    }

    fn descend(&mut self, e: &'e Expr) -> Result<(), Refusal> {
        if !self.function.recurs(e) {
            if !is_stable(self.function, e) {
                self.parts.push(Part::Value(e));
            }
            return Ok(());
        }
        match e {
            Expr::Call(call) => {
                let is_own = self.function.is_call(e);
                let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
                let given = call.arguments.args.iter().chain(keywords);
                if !is_own {
                    self.complete(&call.func)?;
                }
                let nested = given.clone().any(|given| self.function.recurs(given));
                if !is_own || nested {
                    given.into_iter().try_for_each(|given| self.complete(given))?;
                }
                if is_own {
                    self.parts.push(Part::Call(call));
                }
                Ok(())
            }
            Expr::BinOp(operation) if !formats(operation) => {
                self.complete(&operation.left)?;
                self.complete(&operation.right)
            }
            Expr::UnaryOp(operation) => self.descend(&operation.operand),
            Expr::Compare(compare) if compare.ops.len() == 1 => {
                self.complete(&compare.left)?;
                self.complete(&compare.comparators[0])
            }
            Expr::List(list) => list.elts.iter().try_for_each(|e| self.complete(e)),
            Expr::Tuple(tuple) => tuple.elts.iter().try_for_each(|e| self.complete(e)),
            Expr::Starred(starred) if self.function.is_call(&starred.value) => self.descend(&starred.value),
            Expr::Attribute(attribute) => self.descend(&attribute.value),
            Expr::Subscript(subscript) if self.function.recurs(&*subscript.value) => {
                self.descend(&subscript.value)
            }
            other => refuse(self.function.span(other), "the expression around the call is not simple"),
        }
    }
}

/// `"…" % (a, b)`, which CPython compiles to an f-string: each item becomes text before the next one is evaluated.
pub(super) fn formats(operation: &rustpython_ast::ExprBinOp) -> bool {
    operation.op == rustpython_ast::Operator::Mod
        && (operation.left.is_string_literal_expr() || operation.left.is_bytes_literal_expr())
}

/// True for what has the same value before the call and after it, and can be evaluated at either time: constants,
/// the function's own variables, builtins.
pub(super) fn is_stable(function: &Function<'_>, e: &Expr) -> bool {
    match e {
        Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::EllipsisLiteral(_) => true,
        Expr::Name(_) => function.local(e).is_some() || function.is_builtin(e),
        Expr::UnaryOp(operation) => operation.operand.is_number_literal_expr(),
        // `", ".join`: a method of a literal is the same each time.
        Expr::Attribute(attribute) => attribute.value.is_string_literal_expr(),
        _ => false,
    }
}

/// As [`replaced_in`]; over several lines only in parentheses.
pub(super) fn replaced(function: &Function<'_>, whole: Span, parts: &[(Span, String)]) -> String {
    let out = replaced_in(function, whole, parts);
    if out.contains(['\n', '\r']) { format!("({out})") } else { out }
}

/// The code of a node with other code in the place of some parts of it.
pub(super) fn replaced_in(function: &Function<'_>, whole: Span, parts: &[(Span, String)]) -> String {
    let mut inside: Vec<&(Span, String)> = parts.iter().filter(|(span, _)| whole.contains(*span)).collect();
    // The outermost of those that lie in each other comes first.
    inside.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let (mut out, mut at) = (String::new(), whole.start);
    for (span, code) in inside {
        if span.start < at {
            continue;
        }
        out += &function.text[Span::new(at, span.start).range()];
        out += code;
        at = span.end;
    }
    out + &function.text[Span::new(at, whole.end).range()]
}
