//! Generators that are asked for one item at a time: `next(numbers)`.
//!
//! A body is followed from `yield` to `yield` where that stands as a statement, or as the value of an assignment, in loops
//! and conditions; inside an expression, a `try` or a `with` the run is not followed.

use rustpython_ast::{self as ast, Expr, Stmt};

use crate::memory::moment::When;
use crate::replay::machine::{Activation, Context, Machine};
use crate::replay::value::{Code, Halt, Id, Kind, R, Value};

/// A generator between two items.
#[derive(Debug, Default)]
pub struct Suspended<'a> {
    function: Id,
    frame: Option<Activation>,
    /// What it is in, from the outside in; nothing where it has ended.
    levels: Vec<Level<'a>>,
    /// The statement whose `yield` it stands at.
    waits: Option<&'a Stmt>,
    /// It has ended with a value, which `StopIteration` would bring.
    pub has_result: bool,
}

#[derive(Debug)]
enum Level<'a> {
    Block {
        body: &'a [Stmt],
        next: usize,
    },
    While(&'a ast::StmtWhile),
    For {
        s: &'a ast::StmtFor,
        iterator: Value,
    },
    /// `yield from`.
    From {
        statement: &'a Stmt,
        iterator: Value,
    },
}

/// What comes of going on.
enum Outcome {
    Item(Value),
    End { has_result: bool },
}

impl<'a> Machine<'a> {
    /// The next item of a generator; `None` at its end. `sent` is what its `yield` gives.
    pub fn resume(&mut self, id: Id, sent: Value) -> R<Option<Value>> {
        let span = self.object(id).span;
        // While it runs it cannot be asked.
        let mut state = match std::mem::replace(&mut self.object_mut(id).kind, Kind::Closed("generator")) {
            Kind::Suspended(state) => state,
            Kind::Generator { function, env } => {
                let Kind::Function(found) = &self.object(function).kind else { return Err(Halt::Stop) };
                let Code::Block(body) = found.body else { return Err(Halt::Stop) };
                let scope = found.scope;
                self.enter(scope, env, span)?;
                let frame = self.frames.pop();
                let levels = vec![Level::Block { body, next: 0 }];
                Box::new(Suspended { function, frame, levels, ..Suspended::default() })
            }
            lazy @ Kind::Lazy { .. } => return self.resume_lazy(id, lazy),
            _ => return Err(Halt::Stop),
        };
        let Some(frame) = state.frame.filter(|_| !state.levels.is_empty()) else {
            self.object_mut(id).kind = Kind::Suspended(state);
            return Ok(None);
        };
        if self.frames.len() + 40 > self.limit {
            return Err(Halt::Stop);
        }
        let depth = self.frames.len();
        self.frames.push(frame);
        let mut f = self.context_of(state.function, frame.env)?;
        let outer = self.at;
        let result = self.go_on(&mut f, &mut state, sent);
        self.at = outer;
        let outcome = match result {
            Ok(outcome) => outcome,
            Err(halt @ (Halt::Stop | Halt::Reached)) => return Err(halt),
            Err(Halt::Raise(error)) => {
                // One that ends an iteration becomes another error here.
                if self.exception_class(&error).is_none_or(|class| &*class == "StopIteration") {
                    return Err(Halt::Stop);
                }
                self.frames.truncate(depth);
                self.object_mut(id).kind = Kind::Suspended(Box::default());
                return Err(Halt::Raise(error));
            }
            Err(_) => return Err(Halt::Stop),
        };
        self.frames.truncate(depth);
        let item = match outcome {
            Outcome::Item(item) => Some(item),
            Outcome::End { has_result } => {
                *state = Suspended { has_result, ..Suspended::default() };
                None
            }
        };
        self.object_mut(id).kind = Kind::Suspended(state);
        Ok(item)
    }

    fn go_on(&mut self, f: &mut Context<'_, 'a>, state: &mut Suspended<'a>, sent: Value) -> R<Outcome> {
        if let Some(statement) = state.waits.take() {
            if let Stmt::Assign(s) = statement {
                s.targets.iter().try_for_each(|target| self.assign(f, target, sent.clone()))?;
            }
            self.has_run(f, statement)?;
        } else if sent != Value::None {
            return Err(Halt::Stop);
        }
        loop {
            self.spend(f)?;
            let Some(level) = state.levels.last_mut() else { return Ok(Outcome::End { has_result: false }) };
            match level {
                Level::Block { body, next } => {
                    let body: &'a [Stmt] = body;
                    let Some(statement) = body.get(*next) else {
                        state.levels.pop();
                        continue;
                    };
                    *next += 1;
                    if let Some(outcome) = self.one(f, state, statement)? {
                        return Ok(outcome);
                    }
                }
                Level::While(s) => {
                    let s: &'a ast::StmtWhile = s;
                    self.at = f.shift.span(s);
                    if self.test(f, &s.test)? {
                        let head = f.shift.span(s).start;
                        self.enter_block(f, state, &s.body, Some(head))?;
                    } else {
                        state.levels.pop();
                        self.enter_block(f, state, &s.orelse, None)?;
                    }
                }
                Level::For { s, iterator } => {
                    let (s, iterator): (&'a ast::StmtFor, Value) = (s, iterator.clone());
                    self.at = f.shift.span(s);
                    if let Some(item) = self.next(&iterator)? {
                        self.assign(f, &s.target, item)?;
                        let head = f.shift.span(s).start;
                        self.enter_block(f, state, &s.body, Some(head))?;
                    } else {
                        state.levels.pop();
                        self.enter_block(f, state, &s.orelse, None)?;
                    }
                }
                Level::From { statement, iterator } => {
                    let (statement, iterator): (&'a Stmt, Value) = (statement, iterator.clone());
                    if let Some(item) = self.next(&iterator)? {
                        return Ok(Outcome::Item(item));
                    }
                    state.levels.pop();
                    self.has_run(f, statement)?;
                }
            }
        }
    }

    fn enter_block(
        &mut self,
        f: &Context<'_, 'a>,
        state: &mut Suspended<'a>,
        body: &'a [Stmt],
        head: Option<u32>,
    ) -> R<()> {
        if let Some(first) = body.first() {
            let span = f.shift.span(first);
            self.step(span.start, When::Entered, head.unwrap_or(span.start), span.end)?;
            state.levels.push(Level::Block { body, next: 0 });
        }
        Ok(())
    }

    fn has_run(&mut self, f: &Context<'_, 'a>, statement: &'a Stmt) -> R<()> {
        let span = f.shift.span(statement);
        self.step(span.start, When::After, span.start, span.end)
    }

    /// One statement; something where the generator stops at it.
    fn one(
        &mut self,
        f: &mut Context<'_, 'a>,
        state: &mut Suspended<'a>,
        statement: &'a Stmt,
    ) -> R<Option<Outcome>> {
        self.at = f.shift.span(statement);
        let text = &self.text[self.at.range()];
        let is_block = matches!(statement, Stmt::If(_) | Stmt::For(_) | Stmt::While(_));
        // In a comment or an inner function the word does no harm.
        let (has_yield, is_one_line) = (text.contains("yield"), !text.contains('\n'));
        if has_yield && is_block && is_one_line {
            return Err(Halt::Stop);
        }
        match statement {
            Stmt::If(s) if has_yield => {
                if self.test(f, &s.test)? {
                    let head = f.shift.span(s).start;
                    self.enter_block(f, state, &s.body, Some(head))?;
                    return Ok(None);
                }
                for clause in &s.elif_else_clauses {
                    if clause.test.as_ref().map_or(Ok(true), |test| self.test(f, test))? {
                        let head = f.shift.span(clause).start;
                        self.enter_block(f, state, &clause.body, Some(head))?;
                        break;
                    }
                }
                return Ok(None);
            }
            Stmt::While(s) if has_yield => {
                state.levels.push(Level::While(s));
                return Ok(None);
            }
            Stmt::For(s) if has_yield && !s.is_async => {
                let iterable = self.eval(f, &s.iter)?;
                let iterator = self.iterator(&iterable)?;
                state.levels.push(Level::For { s, iterator });
                return Ok(None);
            }
            _ => {}
        }
        let value = match statement {
            Stmt::Expr(s) => &*s.value,
            Stmt::Assign(s) => &*s.value,
            _ => return self.run_inside(f, state, statement),
        };
        match value {
            Expr::Yield(e) => {
                let item = e.value.as_ref().map_or(Ok(Value::None), |value| self.eval(f, value))?;
                state.waits = Some(statement);
                Ok(Some(Outcome::Item(item)))
            }
            Expr::YieldFrom(e) if matches!(statement, Stmt::Expr(_)) => {
                let iterable = self.eval(f, &e.value)?;
                let iterator = self.iterator(&iterable)?;
                state.levels.push(Level::From { statement, iterator });
                Ok(None)
            }
            _ => self.run_inside(f, state, statement),
        }
    }

    /// A statement without a `yield` to stop at.
    fn run_inside(
        &mut self,
        f: &mut Context<'_, 'a>,
        state: &mut Suspended<'a>,
        statement: &'a Stmt,
    ) -> R<Option<Outcome>> {
        let halt = match self.exec(f, statement) {
            Ok(()) => return Ok(None),
            Err(halt) => halt,
        };
        match halt {
            Halt::Return(value) => Ok(Some(Outcome::End { has_result: value != Value::None })),
            Halt::Break | Halt::Continue => {
                while matches!(state.levels.last(), Some(Level::Block { .. })) {
                    state.levels.pop();
                }
                if matches!(halt, Halt::Break) {
                    state.levels.pop();
                }
                Ok(None)
            }
            halt => Err(halt),
        }
    }

    /// Of a generator expression with one `for`.
    fn resume_lazy(&mut self, id: Id, lazy: Kind<'a>) -> R<Option<Value>> {
        let Kind::Lazy { node, shift, env, first } = lazy else { return Err(Halt::Stop) };
        let [generator] = node.generators.as_slice() else { return Err(Halt::Stop) };
        if generator.is_async {
            return Err(Halt::Stop);
        }
        let iterator = self.iterator(&first)?;
        let mut f = self.context(env, shift);
        let mut found = None;
        'items: while let Some(item) = self.next(&iterator)? {
            self.spend_more(1)?;
            self.assign(&mut f, &generator.target, item)?;
            for test in &generator.ifs {
                if !self.test(&mut f, test)? {
                    continue 'items;
                }
            }
            found = Some(self.eval(&mut f, &node.elt)?);
            break;
        }
        let is_over = found.is_none();
        self.object_mut(id).kind = match is_over {
            true => Kind::Suspended(Box::default()),
            false => Kind::Lazy { node, shift, env, first: iterator },
        };
        Ok(found)
    }
}
