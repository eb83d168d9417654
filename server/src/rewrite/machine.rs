//! Any other recursion, a tree's among it → a loop over a stack of frames.
//!
//! A frame is a tuple: the step to go on with, and the variables of the function. Every call puts its own frame
//! back, to go on behind the call, and a new one on top; so calls, loops and effects come in the very
//! order of the recursion. Iterators stay in their frames: a child is fetched when the one before is done.

mod copy;
mod expressions;
mod frame;
mod states;

use rustpython_ast::{Expr, Stmt, StmtFor, StmtWhile};
use rustpython_text_size::Ranged;

use crate::rewrite::flow::{self, Flow};
use crate::rewrite::function::Function;
use crate::rewrite::machine::frame::{Frame, Kept};
use crate::rewrite::machine::states::{Item, StateId, States};
use crate::rewrite::{Kind, Refusal, Rewrite, refuse};
use crate::text::Span;

/// More than this in a tuple, nobody reads.
const MOST_VARIABLES: usize = 10;

pub(super) fn rewrite(function: &Function<'_>, flow: &Flow<'_, '_>) -> Result<Rewrite, Refusal> {
    let statements = function.body();
    let head = function.span(&function.def.name);
    for builtin in ["iter", "next"] {
        if function.names.star_import || function.is_shadowed(builtin) {
            return refuse(head, format!("`{builtin}` may be bound to something else"));
        }
    }
    let result = needs_result(statements, function).then(|| function.fresh("result", &[]));
    let mut machine = Machine {
        function,
        frame: Frame::new(function, flow),
        states: States::new(),
        at: StateId(0),
        extra: Kept::new(),
        taken: Vec::new(),
        heads: Vec::new(),
        joins: Vec::new(),
        result,
        stack: function.fresh("stack", &[]),
    };
    machine.block(statements, 0, After::Return)?;
    if machine.frame.length() > MOST_VARIABLES {
        return refuse(head, "its frame holds too many variables for a stack that can be read");
    }
    let lines = function.lines(statements);
    let Machine { frame, states, result, stack, .. } = machine;
    let step = function.fresh("step", &[]);
    let indent = function.indent;
    let mut code = vec![
        format!("{indent}{stack} = [(0{})]", frame.first()),
        format!("{indent}while {stack}:"),
        format!("{indent}{}{step}{} = {stack}.pop()", function.unit, frame.names()),
        states.write(&frame, function, &stack, &step),
    ];
    code.extend(result.map(|result| format!("{indent}return {result}")));
    let code = code.join(function.line_break);
    for comment in function.marks.comments.iter().filter(|comment| lines.contains(**comment)) {
        if !code.contains(&function.text[comment.range()]) {
            return refuse(*comment, "a comment stands where the code would be taken apart");
        }
    }
    Ok(Rewrite { kind: Kind::Stack, span: lines, code })
}

/// Some result is used, or there is one to be used by the caller.
fn needs_result(statements: &[Stmt], function: &Function<'_>) -> bool {
    statements.iter().any(|statement| match statement {
        Stmt::Return(stmt) => match &stmt.value {
            Some(value) => !value.is_none_literal_expr() && !function.is_call(value),
            None => false,
        },
        Stmt::Expr(stmt) if function.is_call(&stmt.value) => {
            // The arguments may hold calls as well.
            let calls = function.calls.iter().filter(|call| stmt.value.range().contains_range(call.range));
            calls.count() > 1
        }
        Stmt::If(stmt) if function.recurs(&*stmt.test) => true,
        other => {
            let blocks = flow::blocks(other);
            (blocks.is_empty() && function.recurs(other))
                || blocks.into_iter().any(|block| needs_result(block, function))
        }
    })
}

/// Where control goes at the end of a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// Out of the function.
    Return,
    /// On to a later state.
    On(StateId),
    /// Back to the head of a loop.
    Again(StateId),
}

/// How a block left the state that it was begun in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// The round is over.
    Left,
    /// Through the text that comes next, to a later state.
    To(StateId),
}

/// What a statement did.
enum Done {
    /// What follows goes on in the same state.
    Stays,
    /// The state that is being written is another one now; the one before ended so.
    Moved(End),
    /// Nothing can follow it.
    All(End),
}

struct Machine<'f, 'a> {
    function: &'f Function<'a>,
    frame: Frame<'f, 'a>,
    states: States,
    /// The state that is being written.
    at: StateId,
    /// Names made here that have a value at this point: iterators, values that wait for a call.
    extra: Kept,
    taken: Vec<String>,
    /// The loops around the statement that is being written.
    heads: Vec<StateId>,
    /// The states behind branches, with what has a value there.
    joins: Vec<(StateId, Kept)>,
    result: Option<String>,
    stack: String,
}

impl<'a> Machine<'_, 'a> {
    fn line(&mut self, depth: usize, code: impl Into<String>) {
        self.states.put(self.at, Item::Line(depth, code.into()));
    }

    /// A name of our own that means nothing in the function.
    fn name(&mut self, wanted: &str) -> String {
        let name = self.function.fresh(wanted, &self.taken);
        self.taken.push(name.clone());
        name
    }

    /// The last step of a block.
    fn end(&mut self, depth: usize, after: After) -> End {
        match after {
            After::Return => {
                if let Some(result) = &self.result {
                    let code = format!("{result} = None");
                    self.line(depth, code);
                }
                self.line(depth, "continue");
                End::Left
            }
            After::On(state) | After::Again(state) => self.go(depth, state),
        }
    }

    /// On to another state: through the text below, or by way of the stack from inside a loop's body.
    fn go(&mut self, depth: usize, state: StateId) -> End {
        if self.heads.last() != Some(&self.at) {
            self.states.put(self.at, Item::Goto(depth, state));
            return End::To(state);
        }
        let again = Some((state, self.kept_by(state)));
        self.states.put(self.at, Item::Push { depth, again, call: None });
        self.line(depth, "continue");
        End::Left
    }

    /// What a frame keeps that goes on at the head of a loop, or behind branches.
    fn kept_by(&self, state: StateId) -> Kept {
        let found = self.states.loops.iter().chain(&self.joins).find(|(other, _)| *other == state);
        found.map(|(_, kept)| kept.clone()).unwrap_or_default()
    }

    /// A state to go on in, later in the text.
    fn later(&mut self, after: After) -> StateId {
        self.states.add(match after {
            After::Return => None,
            After::On(state) | After::Again(state) => Some(state),
        })
    }

    fn block(&mut self, statements: &'a [Stmt], depth: usize, after: After) -> Result<End, Refusal> {
        let mut depth = depth;
        let mut first = None;
        let mut index = 0;
        while let Some(statement) = statements.get(index) {
            if !self.function.recurs(statement) {
                let rest = &statements[index..];
                let length = rest.iter().take_while(|other| !self.function.recurs(*other)).count();
                self.copy(&rest[..length], depth, after)?;
                if !flow::falls(&rest[..length], &|_| false) {
                    return Ok(first.unwrap_or(End::Left));
                }
                index += length;
                continue;
            }
            index += 1;
            match self.statement(statement, &statements[index..], depth, after)? {
                Done::Stays => {}
                Done::Moved(end) => {
                    first = first.or(Some(end));
                    depth = 0;
                }
                Done::All(end) => return Ok(first.unwrap_or(end)),
            }
        }
        let end = self.end(depth, after);
        Ok(first.unwrap_or(end))
    }

    /// A statement that holds a call.
    fn statement(
        &mut self,
        statement: &'a Stmt,
        rest: &'a [Stmt],
        depth: usize,
        after: After,
    ) -> Result<Done, Refusal> {
        let span = self.function.span(statement);
        match statement {
            Stmt::If(stmt) => {
                let mut clauses = vec![(Some(&*stmt.test), stmt.body.as_slice())];
                clauses.extend(
                    stmt.elif_else_clauses
                        .iter()
                        .map(|clause| (clause.test.as_ref(), clause.body.as_slice())),
                );
                self.branches(span, &clauses, rest, depth, after)
            }
            Stmt::For(stmt) if stmt.orelse.is_empty() => self.for_loop(stmt, depth, after),
            Stmt::While(stmt) if stmt.orelse.is_empty() => self.while_loop(stmt, depth, after),
            Stmt::Return(stmt) => {
                let Some(value) = &stmt.value else { return refuse(span, "there is no call here") };
                self.returned(value, depth, after)?;
                Ok(Done::All(End::Left))
            }
            Stmt::Try(_) | Stmt::With(_) => refuse(span, "a call stands in a `try` or a `with`"),
            Stmt::Match(_) => refuse(span, "a call stands in a `match`"),
            Stmt::For(_) | Stmt::While(_) => refuse(span, "a loop with an `else` holds a call"),
            other => self.simple(other, rest, depth, after),
        }
    }

    fn branches(
        &mut self,
        span: Span,
        clauses: &[(Option<&'a Expr>, &'a [Stmt])],
        rest: &'a [Stmt],
        depth: usize,
        after: After,
    ) -> Result<Done, Refusal> {
        let function = self.function;
        let begun = self.at;
        let mut depth = depth;
        // Where control goes on behind the branches.
        let behind = match rest {
            [] => after,
            _ => {
                let join = self.later(after);
                let kept = self.frame.kept_behind(span).union(&self.extra).cloned().collect();
                self.joins.push((join, kept));
                After::On(join)
            }
        };
        let mut ends = Vec::new();
        let mut has_else = false;
        let mut home = self.at;
        for (index, (test, body)) in clauses.iter().enumerate() {
            match test {
                Some(test) if function.recurs(*test) => {
                    if index > 0 {
                        return refuse(function.span(*test), "an `elif` calls it");
                    }
                    let code = self.evaluated(test, depth, behind)?;
                    (home, depth) = (self.at, 0);
                    self.line(depth, format!("if {code}:"));
                }
                Some(test) => {
                    let word = if index == 0 { "if" } else { "elif" };
                    self.line(depth, format!("{word} {}:", function.value(test)));
                }
                None => {
                    has_else = true;
                    self.line(depth, "else:");
                }
            }
            let extra = self.extra.clone();
            let end = self.block(body, depth + 1, behind)?;
            self.at = home;
            self.extra = extra;
            ends.push((end, self.states.length(home)));
        }
        if let (After::On(state), false) = (behind, rest.is_empty())
            && !self.states.is_used(state)
            && ends.iter().all(|(end, _)| *end == End::Left)
        {
            // Only the way past all branches leads on, and that in the same state.
            self.states.remove(state);
            return Ok(if home == begun { Done::Stays } else { Done::Moved(End::Left) });
        }
        let target = match behind {
            After::On(state) | After::Again(state) if self.heads.last() != Some(&home) => Some(state),
            _ => None,
        };
        // A leap to another state must not be undone by who writes on below.
        let leap = |(end, _): &&(End, usize)| matches!(end, End::To(state) if Some(*state) != target);
        let leap = ends.iter().find(leap).map(|(end, _)| *end);
        let mut end = End::Left;
        if let (None, Some(target)) = (leap, target) {
            // One line for all branches, below them.
            for (_, length) in ends.iter().rev().filter(|(end, _)| *end == End::To(target)) {
                self.states.take_goto(home, *length, target);
            }
            if !has_else || ends.iter().any(|(end, _)| *end == End::To(target)) {
                end = self.end(depth, behind);
            }
        } else if let Some(leap) = leap {
            if !has_else {
                self.line(depth, "else:");
                self.end(depth + 1, behind);
            }
            end = leap;
        } else if !has_else {
            end = self.end(depth, behind);
        }
        // The test was a call: what began the statement ended with it.
        let end = if home == begun { end } else { End::Left };
        match behind {
            After::On(state) if !rest.is_empty() => {
                self.at = state;
                Ok(Done::Moved(end))
            }
            _ => Ok(Done::All(end)),
        }
    }

    fn for_loop(&mut self, stmt: &'a StmtFor, depth: usize, after: After) -> Result<Done, Refusal> {
        let function = self.function;
        let span = function.span(stmt);
        if stmt.is_async || function.recurs(&*stmt.iter) || function.recurs(&*stmt.target) {
            return refuse(span, "the head of a loop calls it");
        }
        let is_free = |e: &Expr| {
            let symbol = function.local(e)?;
            let bound = function.occurrences(function.span(function.def));
            let bound =
                bound.filter(|(other, access, _)| *other == symbol && *access != crate::names::Access::Use);
            (bound.count() == 1).then_some(())
        };
        let target = function.value(&stmt.target);
        let item = match is_free(&stmt.target) {
            Some(()) => target.clone(),
            None => self.name("item"),
        };
        let wanted = match &*stmt.target {
            Expr::Name(name) if name.id.as_str() == "child" => "children".into(),
            Expr::Name(name) if !name.id.ends_with('s') => format!("{}s", name.id),
            _ => "items".into(),
        };
        let iterator = self.name(&wanted);
        self.frame.add(&iterator);
        self.line(depth, format!("{iterator} = iter({})", function.value(&stmt.iter)));
        let head = self.later(after);
        self.extra.insert(iterator.clone());
        let kept = self.frame.kept(span).union(&self.extra).cloned().collect();
        self.states.loops.push((head, kept));
        let end = self.go(depth, head);
        self.at = head;
        let stack = self.stack.clone();
        self.line(0, format!("{item} = next({iterator}, {stack})"));
        self.line(0, format!("if {item} is not {stack}:"));
        if item != target {
            self.line(1, format!("{target} = {item}"));
        }
        self.heads.push(head);
        self.block(&stmt.body, 1, After::Again(head))?;
        self.heads.pop();
        self.at = head;
        self.extra.remove(&iterator);
        Ok(Done::Moved(end))
    }

    fn while_loop(&mut self, stmt: &'a StmtWhile, depth: usize, after: After) -> Result<Done, Refusal> {
        let function = self.function;
        let span = function.span(stmt);
        if function.recurs(&*stmt.test) {
            return refuse(span, "the head of a loop calls it");
        }
        let head = self.later(after);
        let kept = self.frame.kept(span).union(&self.extra).cloned().collect();
        self.states.loops.push((head, kept));
        let end = self.go(depth, head);
        self.at = head;
        self.line(0, format!("if {}:", function.value(&stmt.test)));
        self.heads.push(head);
        self.block(&stmt.body, 1, After::Again(head))?;
        self.heads.pop();
        self.at = head;
        Ok(Done::Moved(end))
    }
}
