//! Branches, loops, `with`, `match` and `try`: where the ways through a frame part and meet.

use rustpython_ast::{ExceptHandler, Expr, Stmt, StmtFor, StmtIf, StmtMatch, StmtTry, StmtWhile, StmtWith};
use rustpython_text_size::Ranged;

use super::End;
use super::holders::State;
use super::walk::{Loop, MOST_STEPS, Walk};

/// A loop is run so often at most before what it may hold is stable.
const MOST_ROUNDS: u32 = 8;

impl<'a> Walk<'a> {
    pub fn exec_if(&mut self, s: &'a StmtIf) {
        self.simple(self.shift.span(&*s.test), false);
        let mut ends = State::dead();
        let mut otherwise = self.state.clone();
        self.block(&s.body);
        ends.join(&self.state);
        let mut is_complete = false;
        for clause in &s.elif_else_clauses {
            self.state = otherwise.clone();
            if let Some(test) = &clause.test {
                self.simple(self.shift.span(test), false);
                otherwise = self.state.clone();
            } else {
                is_complete = true;
            }
            self.block(&clause.body);
            ends.join(&self.state);
        }
        if !is_complete {
            ends.join(&otherwise);
        }
        self.state = ends;
    }

    /// Runs the body until what it may hold is stable; `head` runs before each round.
    fn exec_loop(&mut self, head: impl Fn(&mut Self) -> bool, body: &'a [Stmt], orelse: &'a [Stmt]) {
        let mut entry = self.state.clone();
        let mut breaks = State::dead();
        let mut over = State::dead();
        for round in 0.. {
            self.state = entry.clone();
            let depth = entry.slots.len();
            let goes_on = head(self);
            over = if goes_on { self.state.clone() } else { State::dead() };
            self.loops.push(Loop { breaks: State::dead(), continues: State::dead(), depth });
            self.block(body);
            let Some(around) = self.loops.pop() else { break };
            self.state.join(&around.continues);
            breaks = around.breaks;
            let before = entry.clone();
            entry.join(&self.state);
            if entry == before {
                break;
            }
            if round > MOST_ROUNDS {
                self.steps = MOST_STEPS + 1;
                break;
            }
        }
        self.state = over;
        self.block(orelse);
        self.state.join(&breaks);
    }

    pub fn exec_while(&mut self, s: &'a StmtWhile) {
        let test = self.shift.span(&*s.test);
        let is_endless =
            matches!(&*s.test, Expr::BooleanLiteral(test) if test.value) || &self.text[test.range()] == "1";
        let head = move |walk: &mut Self| {
            walk.simple(test, false);
            !is_endless
        };
        self.exec_loop(head, &s.body, &s.orelse);
    }

    pub fn exec_for(&mut self, s: &'a StmtFor) {
        let depth = self.state.slots.len();
        self.hold(self.shift.span(&*s.iter));
        let target = self.shift.span(&*s.target);
        // The loop can be over before the target is bound again.
        let head = move |walk: &mut Self| {
            let before = walk.state.clone();
            walk.run(target, false);
            walk.state.join(&before);
            walk.note_any();
            true
        };
        self.exec_loop(head, &s.body, &s.orelse);
        self.let_go(depth);
    }

    pub fn exec_with(&mut self, s: &'a StmtWith) {
        let depth = self.state.slots.len();
        let mut is_file = true;
        for item in &s.items {
            let manager = self.shift.span(&item.context_expr);
            is_file &= self.text[manager.range()].starts_with("open(");
            self.hold(manager);
            if let Some(target) = &item.optional_vars {
                self.run(self.shift.span(&**target), false);
            }
        }
        self.catches |= !is_file;
        self.tries.push(self.state.clone());
        self.block(&s.body);
        let any = self.tries.pop().unwrap_or(State::dead());
        if !is_file {
            // It may swallow an exception.
            self.state.join(&any);
        }
        if let Some(outer) = self.tries.last_mut() {
            outer.join(&any);
        }
        self.let_go(depth);
        self.note_any();
    }

    pub fn exec_match(&mut self, s: &'a StmtMatch) {
        let depth = self.state.slots.len();
        self.hold(self.shift.span(&*s.subject));
        let mut ends = State::dead();
        for case in &s.cases {
            let before = self.state.clone();
            self.run(self.shift.span(&case.pattern), false);
            if let Some(guard) = &case.guard {
                self.simple(self.shift.span(&**guard), false);
            }
            // A pattern that does not match may have bound some of its names.
            let mut otherwise = before;
            otherwise.join(&self.state);
            self.block(&case.body);
            ends.join(&self.state);
            self.state = otherwise;
        }
        self.state.join(&ends);
        self.let_go(depth);
    }

    pub fn exec_try(&mut self, s: &'a StmtTry) {
        let depth = self.state.slots.len();
        let has_final = !s.finalbody.is_empty();
        let returns = self.returns;
        self.finals += u32::from(has_final);
        let mut whole = self.state.clone();
        self.tries.push(self.state.clone());
        self.block(&s.body);
        let mut any = self.tries.pop().unwrap_or(State::dead());
        any.slots.truncate(depth);
        whole.join(&any);
        self.tries.push(whole);
        self.block(&s.orelse);
        let mut ends = std::mem::replace(&mut self.state, State::dead());
        for handler in &s.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            self.catches = true;
            self.state = any.clone();
            if let Some(type_) = &handler.type_ {
                self.run(self.shift.span(&**type_), false);
            }
            if let Some(name) = &handler.name {
                self.run(self.shift.range(name.range()), false);
            }
            self.note_any();
            self.block(&handler.body);
            if let Some(name) = &handler.name
                && let Some(symbol) = self.names.scope(self.scope).symbol(name.as_str())
                && let Some(slot) = self.state.slots.get_mut(symbol.0 as usize)
            {
                // The name is deleted at the end of the clause.
                let old = std::mem::take(slot);
                old.may.iter().for_each(|object| self.note(*object, End::Elsewhere));
            }
            ends.join(&self.state);
        }
        let whole = self.tries.pop().unwrap_or(State::dead());
        if let Some(outer) = self.tries.last_mut() {
            outer.join(&whole);
        }
        self.state = ends;
        if has_final {
            self.finals -= 1;
            self.exec_final(s, whole, self.returns > returns, depth);
        }
    }

    /// Runs a `finally` for every way into it, then alone for the way that goes on after it.
    fn exec_final(&mut self, s: &'a StmtTry, mut whole: State, is_left: bool, depth: usize) {
        let ends = std::mem::replace(&mut self.state, State::dead());
        whole.slots.truncate(depth);
        whole.join(&ends);
        self.state = whole;
        self.block(&s.finalbody);
        for around in &mut self.loops {
            // `break` and `continue` run it too.
            let mut state = self.state.clone();
            if state.live {
                state.slots.truncate(around.depth);
                if around.breaks.live {
                    around.breaks.join(&state);
                }
                if around.continues.live {
                    around.continues.join(&state);
                }
            }
        }
        if is_left {
            if self.finals == 0 {
                self.leave(End::Return);
            }
            self.state = State::dead();
        }
        if ends.live {
            self.state = ends;
            self.block(&s.finalbody);
        }
    }
}
