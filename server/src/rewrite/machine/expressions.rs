//! Simple statements that hold calls: each call ends the round, and what is left of the statement goes on in the next state.

use rustpython_ast::{BoolOp, Expr, ExprCall, Stmt};

use crate::rewrite::hoist::{self, Part};
use crate::rewrite::machine::states::{Item, StateId};
use crate::rewrite::machine::{After, Done, End, Machine};
use crate::rewrite::{Refusal, refuse};
use crate::text::Span;

impl<'a> Machine<'_, 'a> {
    /// Ends the round with a call; goes on in a later state.
    fn call(
        &mut self,
        call: &'a ExprCall,
        known: &[(Span, String)],
        depth: usize,
        after: After,
    ) -> Result<(), Refusal> {
        let next = self.later(after);
        self.call_then(call, known, depth, next)?;
        self.at = next;
        Ok(())
    }

    fn call_then(
        &mut self,
        call: &'a ExprCall,
        known: &[(Span, String)],
        depth: usize,
        next: StateId,
    ) -> Result<(), Refusal> {
        let values = self.frame.call(call, known)?;
        let is_loop = self.states.loops.iter().any(|(head, _)| *head == next);
        let kept = match is_loop {
            true => self.kept_by(next),
            false => self.frame.kept(self.function.span(call)).union(&self.extra).cloned().collect(),
        };
        self.states.put(self.at, Item::Push { depth, again: Some((next, kept)), call: Some(values) });
        self.line(depth, "continue");
        Ok(())
    }

    /// The calls of an expression, one after the other; gives the code of what is left of it. The state is another one after it.
    pub(super) fn evaluated(&mut self, e: &'a Expr, depth: usize, after: After) -> Result<String, Refusal> {
        let known = self.evaluate(e, false, depth, after)?;
        Ok(hoist::replaced(self.function, self.function.span(e), &known))
    }

    /// As [`Machine::evaluated`]; leaves the last call to the caller if `but_last`. Gives what is known by a name.
    fn evaluate(
        &mut self,
        e: &'a Expr,
        but_last: bool,
        depth: usize,
        after: After,
    ) -> Result<Vec<(Span, String)>, Refusal> {
        let function = self.function;
        let mut parts = hoist::parts(function, e)?;
        if but_last {
            parts.pop();
        }
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let Some(result) = self.result.clone() else {
            return refuse(function.span(e), "a result is used where there is none");
        };
        if function.marks.comments.iter().any(|comment| function.span(e).contains(*comment)) {
            return refuse(function.span(e), "a comment stands inside the expression around the call");
        }
        for (_, access, at) in function.occurrences(function.span(e)) {
            if access == crate::names::Access::Bind {
                return refuse(at, "`:=` binds a variable in the expression around the call");
            }
        }
        let mut depth = depth;
        let mut known: Vec<(Span, String)> = Vec::new();
        let mut waiting = Vec::new();
        let last = parts.len().saturating_sub(1);
        for (index, part) in parts.iter().enumerate() {
            match part {
                Part::Value(value) => {
                    let name = self.kept_name(&mut waiting);
                    let code = hoist::replaced(function, function.span(*value), &known);
                    self.line(depth, format!("{name} = {code}"));
                    known.push((function.span(*value), name));
                }
                Part::Call(call) => {
                    self.call(call, &known, depth, after)?;
                    depth = 0;
                    if index == last && !but_last {
                        known.push((function.span(*call), result.clone()));
                        continue;
                    }
                    let name = self.kept_name(&mut waiting);
                    self.line(depth, format!("{name} = {result}"));
                    known.push((function.span(*call), name));
                }
            }
        }
        for name in waiting {
            self.extra.remove(&name);
        }
        Ok(known)
    }

    fn kept_name(&mut self, waiting: &mut Vec<String>) -> String {
        let name = self.name("value");
        if !self.frame.has(&name) {
            self.frame.add(&name);
        }
        self.extra.insert(name.clone());
        waiting.push(name.clone());
        name
    }

    /// A statement that is no compound one.
    pub(super) fn simple(
        &mut self,
        statement: &'a Stmt,
        rest: &'a [Stmt],
        depth: usize,
        after: After,
    ) -> Result<Done, Refusal> {
        let function = self.function;
        let span = function.span(statement);
        let (value, is_call) = match statement {
            Stmt::Expr(stmt) => (&*stmt.value, function.is_call(&stmt.value)),
            Stmt::Assign(stmt) => (&*stmt.value, false),
            Stmt::AnnAssign(stmt) => match &stmt.value {
                Some(value) => (&**value, false),
                None => return refuse(span, "there is no call here"),
            },
            Stmt::AugAssign(stmt) if function.local(&stmt.target).is_some() => (&*stmt.value, false),
            _ => return refuse(span, "a call stands in a statement that cannot be taken apart"),
        };
        crate::rewrite::body::change(function, statement, Vec::new())?;
        if function.recurs(statement) && !function.span(value).contains(span) {
            let outside = function.calls.iter().any(|call| {
                span.contains(function.span(*call)) && !function.span(value).contains(function.span(*call))
            });
            if outside {
                return refuse(span, "the target of an assignment calls it");
            }
        }
        let parts = hoist::parts(function, value)?;
        if let (true, [Part::Call(call)]) = (is_call, parts.as_slice()) {
            let next = match (rest, after) {
                ([], After::Return) if self.result.is_none() => {
                    self.tail(call, &[], depth)?;
                    return Ok(Done::All(End::Left));
                }
                ([], After::On(state) | After::Again(state)) => {
                    self.call_then(call, &[], depth, state)?;
                    return Ok(Done::All(End::Left));
                }
                _ => self.later(after),
            };
            self.call_then(call, &[], depth, next)?;
            self.at = next;
            return Ok(Done::Moved(End::Left));
        }
        let code = self.evaluated(value, depth, after)?;
        if !is_call {
            let known = [(function.span(value), code)];
            let whole = hoist::replaced_in(function, span, &known);
            self.line(0, whole);
        }
        Ok(Done::Moved(End::Left))
    }

    /// A new frame in the place of this one.
    fn tail(&mut self, call: &'a ExprCall, known: &[(Span, String)], depth: usize) -> Result<(), Refusal> {
        let values = self.frame.call(call, known)?;
        self.states.put(self.at, Item::Push { depth, again: None, call: Some(values) });
        self.line(depth, "continue");
        Ok(())
    }

    fn give(&mut self, code: &str, depth: usize) {
        if let Some(result) = self.result.clone().filter(|result| result != code) {
            self.line(depth, format!("{result} = {code}"));
        }
        self.line(depth, "continue");
    }

    /// `return e`
    pub(super) fn returned(&mut self, e: &'a Expr, depth: usize, after: After) -> Result<(), Refusal> {
        let function = self.function;
        if function.marks.comments.iter().any(|comment| function.span(e).contains(*comment)) {
            return refuse(function.span(e), "a comment stands inside the expression around the call");
        }
        if !function.recurs(e) {
            self.give(&function.value(e), depth);
            return Ok(());
        }
        match e {
            Expr::If(choice) if !function.recurs(&*choice.test) => {
                let home = self.at;
                self.line(depth, format!("if {}:", function.value(&choice.test)));
                self.returned(&choice.body, depth + 1, after)?;
                self.at = home;
                self.returned(&choice.orelse, depth, after)
            }
            Expr::BoolOp(operation) => self.returned_operands(&operation.values, operation.op, depth, after),
            Expr::Call(call) if function.is_call(e) => {
                let moved = self.at;
                let known = self.evaluate(e, true, depth, after)?;
                let depth = if self.at == moved { depth } else { 0 };
                self.tail(call, &known, depth)
            }
            _ => {
                let code = self.evaluated(e, depth, after)?;
                self.give(&code, 0);
                Ok(())
            }
        }
    }

    /// `return a and b`, `return a or b`: the truth of each operand but the last is asked for once.
    fn returned_operands(
        &mut self,
        values: &'a [Expr],
        op: BoolOp,
        depth: usize,
        after: After,
    ) -> Result<(), Refusal> {
        let function = self.function;
        let [before @ .., last] = values else { return Ok(()) };
        let mut depth = depth;
        for value in before {
            let is_chain = match value {
                Expr::BoolOp(_) | Expr::If(_) | Expr::Named(_) => true,
                Expr::Compare(compare) => compare.ops.len() > 1,
                _ => false,
            };
            if is_chain {
                return refuse(function.span(value), "an expression with branches stands before the call");
            }
            let code = match function.recurs(value) {
                true => {
                    let code = self.evaluated(value, depth, after)?;
                    depth = 0;
                    code
                }
                false => function.value(value),
            };
            let Some(result) = self.result.clone() else {
                return refuse(function.span(value), "a result is used where there is none");
            };
            if code != result {
                self.line(depth, format!("{result} = {code}"));
            }
            let test = match op {
                BoolOp::And => format!("if not {result}:"),
                BoolOp::Or => format!("if {result}:"),
            };
            self.line(depth, test);
            self.line(depth + 1, "continue");
        }
        self.returned(last, depth, after)
    }
}
