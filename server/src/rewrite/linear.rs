//! Linear recursion, `return n * f(n - 1)`: one loop goes down and keeps what is still to be done in a
//! list, a second one does it on the way back. Operands meet in the order in which the recursion
//! brings them together, so results are the same for floats and for any other type.
//!
//! Where the operands are certainly whole numbers or lists that are made on the spot, one loop is enough.

use rustpython_ast::{Expr, Number, Operator, Stmt};
use rustpython_text_size::Ranged;

use crate::rewrite::body::{Body, Place, Style};
use crate::rewrite::function::Function;
use crate::rewrite::source::Line;
use crate::rewrite::work::{self, Work};
use crate::rewrite::{Kind, Refusal, Rewrite, arguments, flow, refuse};

pub(super) fn rewrite(function: &Function<'_>) -> Result<Rewrite, Refusal> {
    match accumulator(function) {
        Some(operator) => forward(function, operator),
        None => with_stack(function),
    }
}

/// The rebinding of the parameters for a call inside `e`.
fn next(function: &Function<'_>, e: &Expr) -> Result<Vec<Line>, Refusal> {
    let call = function.calls.iter().find(|call| e.range().contains_range(call.range));
    let Some(call) = call else { return refuse(function.span(e), "there is no call here") };
    arguments::rebind(function, call)
}

// --- One loop -------------------------------------------------------------------------------

#[derive(Clone, Copy, PartialEq, Eq)]
enum Accumulator {
    Sum,
    Product,
    List,
}

/// How the results are put together, where that is associative for certain.
fn accumulator(function: &Function<'_>) -> Option<Accumulator> {
    let mut returned = Vec::new();
    values(function.body(), &mut returned);
    let mut found: Option<Accumulator> = None;
    let mut agree = |kind: Accumulator| *found.get_or_insert(kind) == kind;
    for e in &returned {
        let is_whole = matches!(e, Expr::NumberLiteral(number) if matches!(number.value, Number::Int(_)));
        let kind = match e {
            e if function.is_call(e) => continue,
            Expr::BinOp(operation) if function.recurs(*e) => operand_kind(function, operation)?,
            _ if is_whole => continue,
            Expr::List(list) if is_plain(list) => Accumulator::List,
            _ => return None,
        };
        if !agree(kind) {
            return None;
        }
    }
    let is_list = found == Some(Accumulator::List);
    let fits = |e: &&Expr| function.recurs(*e) || e.is_list_expr() == is_list;
    let opens = flow::falls(function.body(), &|_| false);
    found.filter(|_| returned.iter().all(fits) && !opens && returned.iter().any(|e| !function.is_call(e)))
}

fn is_plain(list: &rustpython_ast::ExprList) -> bool {
    !list.elts.iter().any(Expr::is_starred_expr)
}

/// `1 + f(…)`, `f(…) * 2`, `[x] + f(…)`.
fn operand_kind(function: &Function<'_>, operation: &rustpython_ast::ExprBinOp) -> Option<Accumulator> {
    let is_whole =
        |e: &Expr| matches!(e, Expr::NumberLiteral(number) if matches!(number.value, Number::Int(_)));
    let (left, right) = (&*operation.left, &*operation.right);
    let other = match (function.is_call(left), function.is_call(right)) {
        (true, false) => right,
        (false, true) => left,
        _ => return None,
    };
    match (operation.op, other) {
        (Operator::Add, e) if is_whole(e) => Some(Accumulator::Sum),
        (Operator::Mult, e) if is_whole(e) => Some(Accumulator::Product),
        (Operator::Add, Expr::List(list)) if function.is_call(right) && is_plain(list) => {
            let is_simple = !list.elts.is_empty() && !function.code(list).contains(['\n', '\r']);
            is_simple.then_some(Accumulator::List)
        }
        _ => None,
    }
}

/// What is returned, the branches of conditional expressions one by one; a bare `return` as nothing known.
fn values<'a>(statements: &'a [Stmt], found: &mut Vec<&'a Expr>) {
    for statement in statements {
        if let Stmt::Return(stmt) = statement
            && let Some(value) = &stmt.value
        {
            let mut open = vec![&**value];
            while let Some(e) = open.pop() {
                match e {
                    Expr::If(choice) => open.extend([&*choice.orelse, &*choice.body]),
                    other => found.push(other),
                }
            }
        }
        flow::blocks(statement).into_iter().for_each(|block| values(block, found));
    }
}

fn forward(function: &Function<'_>, kind: Accumulator) -> Result<Rewrite, Refusal> {
    let name = function.fresh("result", &[]);
    let start = match kind {
        Accumulator::Sum => "0",
        Accumulator::Product => "1",
        Accumulator::List => "[]",
    };
    let style = Forward { function, kind, start, name: &name };
    let mut body = Body { function, style, changes: Vec::new(), open: false };
    body.block(function.body(), Place::TOP)?;
    let (indent, line_break) = (function.indent, function.line_break);
    let inner = format!("{indent}{}", function.unit);
    let lines = function.lines(function.body());
    let mut code = format!("{indent}{name} = {start}{line_break}{indent}while True:{line_break}");
    code += &function.source().moved(lines, &body.changes, indent, &inner);
    Ok(Rewrite { kind: Kind::Loop, span: lines, code })
}

struct Forward<'f, 'a> {
    function: &'f Function<'a>,
    kind: Accumulator,
    start: &'static str,
    name: &'f str,
}

impl Style for Forward<'_, '_> {
    fn result(&mut self, value: &str, e: Option<&Expr>) -> Result<Option<Vec<Line>>, Refusal> {
        let name = self.name;
        let code = match (self.kind, e) {
            (_, None) => {
                return refuse(
                    self.function.span(&self.function.def.name),
                    "`and` or `or` decides the result",
                );
            }
            _ if value == self.start => format!("return {name}"),
            (Accumulator::Product, _) => format!("return {name} * {value}"),
            _ => format!("return {name} + {value}"),
        };
        Ok(Some(vec![Line::new(code)]))
    }

    fn call(&mut self, e: &Expr) -> Result<Vec<Line>, Refusal> {
        let (function, name) = (self.function, self.name);
        let mut lines = Vec::new();
        if let Expr::BinOp(operation) = e {
            let other = if function.is_call(&operation.left) { &operation.right } else { &operation.left };
            lines.push(Line::new(match (self.kind, &**other) {
                (Accumulator::Sum, _) => format!("{name} += {}", function.code(&**other)),
                (Accumulator::Product, _) => format!("{name} *= {}", function.code(&**other)),
                (Accumulator::List, Expr::List(list)) if list.elts.len() == 1 => {
                    format!("{name}.append({})", function.value(&list.elts[0]))
                }
                (Accumulator::List, _) => format!("{name} += {}", function.code(&**other)),
            }));
        }
        lines.extend(next(function, e)?);
        lines.push(Line::new("continue"));
        Ok(lines)
    }

    fn last_call(&mut self, call: &Expr) -> Result<Vec<Line>, Refusal> {
        dropped(self.function, call)
    }

    fn returns_from_loops(&self) -> bool {
        true
    }
}

fn dropped(function: &Function<'_>, call: &Expr) -> Result<Vec<Line>, Refusal> {
    refuse(function.span(call), "the result of this call is dropped, and others are returned")
}

// --- Down and back ----------------------------------------------------------------------------

fn with_stack(function: &Function<'_>) -> Result<Rewrite, Refusal> {
    let result = function.fresh("result", &[]);
    let mut returned = Vec::new();
    values(function.body(), &mut returned);
    let mut works: Vec<Work> = Vec::new();
    for e in returned.iter().flat_map(|e| operands(e)).filter(|e| function.recurs(*e) && !function.is_call(e))
    {
        let work = work::work(function, e, &result)?;
        if works.iter().all(|other| other.after != work.after || other.names() != work.names()) {
            works.push(work);
        }
    }
    let stack = function.fresh("pending", &[]);
    let step = function.fresh("step", &[]);
    let style = Down { function, result: &result, stack: &stack, works: &works };
    let open = flow::falls(function.body(), &|_| false);
    let mut body = Body { function, style, changes: Vec::new(), open };
    body.block(function.body(), Place::TOP)?;
    let (indent, line_break, unit) = (function.indent, function.line_break, function.unit);
    let inner = format!("{indent}{unit}");
    let lines = function.lines(function.body());
    let counts = counts(&works);
    let start = if counts { "0" } else { "[]" };
    let mut code = format!("{indent}{stack} = {start}{line_break}{indent}while True:{line_break}");
    code += &function.source().moved(lines, &body.changes, indent, &inner);
    let mut put = |depth: usize, line: &str| {
        code += line_break;
        code += indent;
        code += &unit.repeat(depth);
        code += line;
    };
    if open {
        put(1, &format!("{result} = None"));
        put(1, "break");
    }
    put(0, &format!("while {stack}:"));
    if counts {
        put(1, &format!("{stack} -= 1"));
    }
    match works.as_slice() {
        [only] => {
            if !counts {
                put(1, &format!("{} = {stack}.pop()", only.names().join(", ")));
            }
            put(1, &format!("{result} = {}", only.after));
        }
        several => {
            let kept = function.fresh("values", &[]);
            put(1, &format!("{step}, {kept} = {stack}.pop()"));
            let last = several.len() - 1;
            for (index, work) in several.iter().enumerate() {
                let test = match index {
                    0 => format!("if {step} == 0:"),
                    _ if index == last => "else:".into(),
                    _ => format!("elif {step} == {index}:"),
                };
                put(1, &test);
                if !work.names().is_empty() {
                    put(2, &format!("{} = {kept}", work.names().join(", ")));
                }
                put(2, &format!("{result} = {}", work.after));
            }
        }
    }
    put(0, &format!("return {result}"));
    Ok(Rewrite { kind: Kind::Stack, span: lines, code })
}

/// The last operand of `and` and `or`, or the expression itself.
fn operands(e: &Expr) -> Option<&Expr> {
    let mut e = e;
    while let Expr::BoolOp(operation) = e {
        e = operation.values.last()?;
    }
    Some(e)
}

/// Nothing needs to be kept but how often.
fn counts(works: &[Work]) -> bool {
    matches!(works, [only] if only.names().is_empty())
}

impl Work {
    fn names(&self) -> Vec<&str> {
        let before = self.before.iter().map(|(name, _)| name.as_str());
        before.chain(self.variables.iter().map(String::as_str)).collect()
    }

    /// As one object on the stack.
    fn kept(&self) -> String {
        let before = self.before.iter().map(|(_, code)| code.as_str());
        let parts: Vec<&str> = before.chain(self.variables.iter().map(String::as_str)).collect();
        match parts.as_slice() {
            [] => "None".into(),
            [only] => (*only).to_owned(),
            several => format!("({})", several.join(", ")),
        }
    }
}

struct Down<'f, 'a> {
    function: &'f Function<'a>,
    result: &'f str,
    stack: &'f str,
    works: &'f [Work],
}

impl Style for Down<'_, '_> {
    fn result(&mut self, value: &str, _: Option<&Expr>) -> Result<Option<Vec<Line>>, Refusal> {
        Ok(Some(vec![Line::new(format!("{} = {value}", self.result)), Line::new("break")]))
    }

    fn call(&mut self, e: &Expr) -> Result<Vec<Line>, Refusal> {
        let function = self.function;
        let mut lines = Vec::new();
        if !function.is_call(e) {
            let work = work::work(function, e, self.result)?;
            let same = |other: &Work| other.after == work.after && other.names() == work.names();
            let index = self.works.iter().position(same).unwrap_or_default();
            let stack = self.stack;
            lines.push(Line::new(match self.works.len() {
                1 if counts(self.works) => format!("{stack} += 1"),
                1 => format!("{stack}.append({})", work.kept()),
                _ => format!("{stack}.append(({index}, {}))", work.kept()),
            }));
        }
        lines.extend(next(function, e)?);
        lines.push(Line::new("continue"));
        Ok(lines)
    }

    fn last_call(&mut self, call: &Expr) -> Result<Vec<Line>, Refusal> {
        dropped(self.function, call)
    }

    fn returns_from_loops(&self) -> bool {
        false
    }
}
