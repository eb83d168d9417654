//! Statements: how each changes the frame.

use rustpython_ast::{
    self as ast, ExceptHandler, Expr, Stmt, StmtClassDef, StmtFor, StmtIf, StmtMatch, StmtTry, StmtWhile,
    StmtWith,
};
use rustpython_text_size::Ranged;

use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Bound, Frame, Loop, Slot, State, UNBOUND, Val, join_slots};
use crate::memory::machine::Machine;
use crate::memory::unit::Body;
use crate::memory::value::{Atom, UNKNOWN, V};
use crate::names::Access;
use crate::text::Span;

/// A loop's body is looked at so often at most; what still changes is then unknown.
const MOST_ROUNDS: u32 = 5;

/// Loops inside so many others are looked at once: rounds multiply from level to level.
const MOST_NESTED: u32 = 5;

/// One look at a loop's body.
struct Round {
    /// The states at its end.
    back: State,
    /// Those of the paths that broke out.
    breaks: State,
    /// The body read a name that it had not bound on every path: a later round may find more there.
    carries: bool,
}

enum Next {
    Again(State),
    /// `grown`: the head has names that the body bound first.
    Done {
        head: State,
        breaks: State,
        grown: bool,
    },
}

impl<'a> Machine<'a> {
    pub fn exec_block(&mut self, f: &mut Frame, body: &'a [Stmt]) {
        for statement in body {
            if !f.state.live {
                return;
            }
            self.exec(f, statement);
        }
    }

    pub fn exec(&mut self, f: &mut Frame, statement: &'a Stmt) {
        if self.is_broken_statement(f, statement) {
            return self.exec_broken(f, statement);
        }
        match statement {
            Stmt::Expr(s) => {
                self.eval(f, &s.value);
            }
            Stmt::Assign(s) => {
                if let [target] = s.targets.as_slice()
                    && self.assign_displays(f, target, &s.value)
                {
                    return;
                }
                let value = self.eval(f, &s.value);
                for target in &s.targets {
                    self.assign(f, target, value);
                }
            }
            Stmt::AnnAssign(s) => self.exec_annotated(f, s),
            Stmt::AugAssign(s) => self.exec_augmented(f, s),
            Stmt::Return(s) => {
                let (value, span) = match &s.value {
                    Some(value) => (self.eval(f, value), Some(f.shift.span(&**value))),
                    None => (Val::plain(self.none()), None),
                };
                self.return_value(f, value, span);
            }
            Stmt::If(s) => self.exec_if(f, s),
            Stmt::For(s) => self.exec_for(f, s),
            Stmt::While(s) => self.exec_while(f, s),
            Stmt::With(s) => self.exec_with(f, s),
            Stmt::Try(s) => self.exec_try(f, s),
            Stmt::Match(s) => self.exec_match(f, s),
            Stmt::FunctionDef(s) => self.exec_function(f, s),
            Stmt::ClassDef(s) => self.exec_class(f, s),
            Stmt::Raise(s) => {
                for part in [&s.exc, &s.cause].into_iter().flatten() {
                    let value = self.eval(f, part);
                    let span = f.shift.span(&**part);
                    self.escape(f, value.v, EscapeTo::Raise, span, "");
                }
                f.state = State::dead();
            }
            Stmt::Delete(s) => {
                for target in &s.targets {
                    self.delete(f, target);
                }
            }
            Stmt::Assert(s) => {
                self.eval(f, &s.test);
                if let Some(message) = &s.msg {
                    let before = f.state.clone();
                    self.eval(f, message);
                    f.state = before;
                }
                self.assume(f, &s.test, true);
            }
            Stmt::Import(s) => self.exec_import(f, s),
            Stmt::ImportFrom(s) => self.exec_import_from(f, s),
            Stmt::Break(_) => self.leave_loop(f, true),
            Stmt::Continue(_) => self.leave_loop(f, false),
            Stmt::TypeAlias(s) => self.exec_type_alias(f, s),
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn is_broken_statement(&self, f: &Frame, statement: &Stmt) -> bool {
        let is_simple = matches!(
            statement,
            Stmt::Expr(_) | Stmt::Assign(_) | Stmt::AnnAssign(_) | Stmt::AugAssign(_) | Stmt::Return(_)
        );
        is_simple && self.is_broken(f.shift.span(statement))
    }

    /// A statement with a syntax error: its names are looked at, what it binds is not known.
    fn exec_broken(&mut self, f: &mut Frame, statement: &'a Stmt) {
        match statement {
            Stmt::Assign(s) => {
                self.eval(f, &s.value);
                for target in &s.targets {
                    self.assign(f, target, Val::plain(UNKNOWN));
                }
            }
            Stmt::AnnAssign(s) => self.assign(f, &s.target, Val::plain(UNKNOWN)),
            Stmt::AugAssign(s) => {
                self.eval(f, &s.value);
                self.assign(f, &s.target, Val::plain(UNKNOWN));
            }
            Stmt::Expr(s) => {
                self.eval(f, &s.value);
            }
            Stmt::Return(s) => {
                if let Some(value) = &s.value {
                    self.eval(f, value);
                }
                self.return_value(f, Val::plain(UNKNOWN), None);
            }
            _ => {}
        }
    }

    fn leave_loop(&mut self, f: &mut Frame, is_break: bool) {
        // Outside a loop it is an error that the reader is about to mend.
        let Some(around) = f.loops.last_mut() else { return };
        let state = std::mem::replace(&mut f.state, State::dead());
        let exit = if is_break { &mut around.breaks } else { &mut around.continues };
        let other = std::mem::replace(exit, State::dead());
        *exit = other.join(state, &mut self.values, &mut self.identities);
    }

    pub fn return_value(&mut self, f: &mut Frame, value: Val, span: Option<Span>) {
        let unit = f.unit.0 as usize;
        if matches!(self.units[unit].body, Body::Module) || self.open_class(f).is_some() {
            // Outside a function it is an error that the reader is about to mend.
            return;
        }
        let returned = self.units[unit].returned | value.origin.bits();
        if returned != self.units[unit].returned {
            self.units[unit].returned = returned;
            self.touch_summary(f.unit);
        }
        let returns = self.units[unit].returns;
        if !value.origin.is_parameter() {
            self.write(returns, value.v);
        }
        if let Some(span) = span {
            self.escape(f, value.v, EscapeTo::Return, span, "");
        }
        let state = std::mem::replace(&mut f.state, State::dead());
        let other = std::mem::replace(&mut f.returned, State::dead());
        f.returned = self.join_states(other, state);
    }

    fn exec_annotated(&mut self, f: &mut Frame, s: &'a ast::StmtAnnAssign) {
        if !self.names.future_annotations {
            self.look_at_annotation(f, &s.annotation);
        }
        if let Some(value) = &s.value {
            let found = self.eval(f, value);
            let found = self.refine_by_annotation(f, found, &s.annotation);
            self.assign(f, &s.target, found);
        }
        if s.simple
            && let Expr::Name(name) = &*s.target
            && let Some(class) = self.open_class(f)
        {
            self.declare_field(f, class, name.id.as_str(), &s.annotation);
        }
    }

    fn exec_augmented(&mut self, f: &mut Frame, s: &'a ast::StmtAugAssign) {
        let span = f.shift.span(s);
        let (old, place): (Val, Option<(Val, Option<Val>)>) = match &*s.target {
            Expr::Name(name) => (self.load_name(f, name), None),
            Expr::Attribute(target) => {
                let object = self.eval(f, &target.value);
                (self.load_attribute(f, target, object, false), Some((object, None)))
            }
            Expr::Subscript(target) => {
                let object = self.eval(f, &target.value);
                let index = self.eval(f, &target.slice);
                let at = f.shift.span(target);
                let item = self.item(f, object.v, index.v, at);
                (self.fresh(item), Some((object, Some(index))))
            }
            other => (self.eval(f, other), None),
        };
        let value = self.eval(f, &s.value);
        let result = self.augmented(f, s.op, old, value, span);
        match (&*s.target, place) {
            (Expr::Attribute(target), Some((object, _))) => self.store_attribute(f, target, object, result),
            (Expr::Subscript(_), Some((object, Some(index)))) => {
                self.store_item(f, object, index, result, span)
            }
            (target, _) => self.assign(f, target, result),
        }
    }

    fn exec_if(&mut self, f: &mut Frame, s: &'a StmtIf) {
        let mut ends = State::dead();
        self.eval(f, &s.test);
        let mut test = Some(&*s.test);
        let mut body = &s.body;
        let mut clauses = s.elif_else_clauses.iter();
        loop {
            let otherwise = match test {
                Some(_) => f.state.clone(),
                None => State::dead(),
            };
            if let Some(test) = test {
                self.assume(f, test, true);
            }
            self.exec_block(f, body);
            let end = std::mem::replace(&mut f.state, otherwise);
            ends = self.join_states(ends, end);
            if let Some(test) = test {
                self.assume(f, test, false);
            }
            let Some(clause) = clauses.next() else { break };
            if !f.state.live {
                break;
            }
            test = clause.test.as_ref();
            if let Some(test) = test {
                self.eval(f, test);
            }
            body = &clause.body;
        }
        let rest = std::mem::replace(&mut f.state, State::dead());
        f.state = self.join_states(ends, rest);
    }

    /// A loop body can run again: what it binds is no constant at its head.
    fn widen(&mut self, f: &mut Frame, span: Span) {
        let deep = f.repeats >= MOST_NESTED;
        let first = self.names.occurrences.partition_point(|at| at.span.start < span.start);
        for occurrence in &self.names.occurrences[first..] {
            if occurrence.span.start >= span.end {
                break;
            }
            if occurrence.access == Access::Use {
                continue;
            }
            let Some((home, symbol)) = self.names.symbol_of(occurrence).home else { continue };
            let Some(slot) = f.slot(home, symbol) else { continue };
            let Some(slot) = f.state.slots.get_mut(slot as usize) else { continue };
            if deep {
                // Looked at once only: what the body binds may be anything at its head.
                *slot = Slot { val: Val::plain(UNKNOWN), bound: Bound::Maybe };
            }
            slot.val.v = self.values.without_constants(slot.val.v);
        }
    }

    fn open_loop(&mut self, f: &mut Frame) {
        f.repeats += 1;
        let carries = std::mem::replace(&mut f.reads_unbound, false);
        f.loops.push(Loop { breaks: State::dead(), continues: State::dead(), carries });
    }

    fn close_loop(&mut self, f: &mut Frame) -> Round {
        f.repeats -= 1;
        let end = std::mem::replace(&mut f.state, State::dead());
        let carries = f.reads_unbound;
        match f.loops.pop() {
            Some(around) => {
                f.reads_unbound |= around.carries;
                Round { back: self.join_states(end, around.continues), breaks: around.breaks, carries }
            }
            None => Round { back: end, breaks: State::dead(), carries },
        }
    }

    /// Joins the end of a round into the loop's head, and says whether the body must be looked at again.
    fn next_head(&mut self, f: &Frame, head: State, round: Round, count: u32) -> Next {
        let Round { back, mut breaks, carries } = round;
        if f.repeats >= MOST_NESTED {
            return Next::Done { head, breaks, grown: false };
        }
        if !carries && let Some(next) = self.add_first_bound(&head, &back, &mut breaks) {
            return Next::Done { head: next, breaks, grown: true };
        }
        let mut next = self.join_states(head.clone(), back);
        if next.same(&head) {
            return Next::Done { head, breaks, grown: false };
        }
        if count + 1 >= MOST_ROUNDS {
            for (slot, old) in next.slots.iter_mut().zip(&head.slots) {
                if slot.val.v != old.val.v {
                    slot.val.v = UNKNOWN;
                }
                slot.val.id = 0;
            }
            if count + 1 > MOST_ROUNDS {
                return Next::Done { head, breaks, grown: false };
            }
        }
        Next::Again(next)
    }

    /// The head with the names that the body binds first: where nothing else is new and the body read
    /// none of them before it bound them, one more round would find nothing.
    fn add_first_bound(&mut self, head: &State, back: &State, breaks: &mut State) -> Option<State> {
        if !head.live || !back.live {
            return None;
        }
        let mut rest = back.clone();
        for (slot, before) in rest.slots.iter_mut().zip(&head.slots) {
            if before.bound == Bound::No {
                *slot = *before;
            }
        }
        let mut next = self.join_states(head.clone(), rest);
        if !next.same(head) {
            return None;
        }
        for index in 0..next.slots.len() {
            let mut slot = back.slots[index];
            if head.slots[index].bound != Bound::No || slot.bound == Bound::No {
                continue;
            }
            // Bound in some rounds only: what it holds may be another round's than what its neighbours hold.
            if slot.bound == Bound::Maybe {
                slot.val.id = self.fresh_id();
            }
            slot.bound = Bound::Maybe;
            next.slots[index] = slot;
            if breaks.live && breaks.slots[index].bound != Bound::Yes {
                let before = std::mem::replace(&mut breaks.slots[index], slot);
                if before.bound == Bound::Maybe {
                    let v = self.values.join(before.val.v, slot.val.v);
                    let origin = before.val.origin.join(slot.val.origin);
                    breaks.slots[index].val = Val { origin, ..self.fresh(v) };
                }
            }
        }
        Some(next)
    }

    fn exec_for(&mut self, f: &mut Frame, s: &'a StmtFor) {
        let iterable = self.eval(f, &s.iter);
        let item = self.element(f, iterable.v, f.shift.span(&*s.iter), s.is_async);
        self.widen(f, f.shift.span(s));
        let mut head = f.state.clone();
        let mut count = 0;
        let breaks = loop {
            f.state = head.clone();
            self.open_loop(f);
            let val = self.fresh(item);
            self.assign(f, &s.target, val);
            self.exec_block(f, &s.body);
            let round = self.close_loop(f);
            match self.next_head(f, head, round, count) {
                Next::Again(next) => head = next,
                Next::Done { head, breaks, .. } => {
                    f.state = head;
                    break breaks;
                }
            }
            count += 1;
        };
        self.exec_block(f, &s.orelse);
        let end = std::mem::replace(&mut f.state, State::dead());
        f.state = self.join_states(end, breaks);
    }

    fn exec_while(&mut self, f: &mut Frame, s: &'a StmtWhile) {
        self.widen(f, f.shift.span(s));
        let mut head = f.state.clone();
        let mut count = 0;
        let breaks = loop {
            f.state = head.clone();
            self.open_loop(f);
            self.eval(f, &s.test);
            let mut out = f.state.clone();
            self.assume(f, &s.test, true);
            self.exec_block(f, &s.body);
            let round = self.close_loop(f);
            match self.next_head(f, head, round, count) {
                Next::Again(next) => head = next,
                Next::Done { head, breaks, grown } => {
                    std::mem::swap(&mut f.state, &mut out);
                    if grown {
                        f.state = head;
                        let notes = std::mem::replace(&mut f.notes, false);
                        self.eval(f, &s.test);
                        f.notes = notes;
                    }
                    self.assume(f, &s.test, false);
                    break breaks;
                }
            }
            count += 1;
        };
        self.exec_block(f, &s.orelse);
        let end = std::mem::replace(&mut f.state, State::dead());
        f.state = self.join_states(end, breaks);
    }

    fn exec_with(&mut self, f: &mut Frame, s: &'a StmtWith) {
        let mut swallows = false;
        for item in &s.items {
            let manager = self.eval(f, &item.context_expr);
            swallows |= self.swallows(&item.context_expr) || self.exit_swallows(manager.v);
            let span = f.shift.span(&item.context_expr);
            let entered = self.enter(f, manager, span, s.is_async);
            if let Some(target) = &item.optional_vars {
                self.assign(f, target, entered);
            }
        }
        let broken = self.exec_guarded(f, &s.body);
        // A body that never ends otherwise: what stands behind it is reached by a swallowed exception.
        if !swallows && f.state.live {
            return;
        }
        let end = std::mem::replace(&mut f.state, State::dead());
        f.state = self.join_states(end, broken);
    }

    /// An `__exit__` of this file that can return something true.
    fn exit_swallows(&self, manager: V) -> bool {
        self.values.get(manager).atoms.iter().any(|atom| {
            let exit = self.type_of_atom(*atom).and_then(|type_| self.find_method(type_, "__exit__"));
            let Some(exit) = exit else { return false };
            let returns = self.values.get(self.peek(self.unit(exit).returns));
            returns.unknown
                || returns.atoms.iter().any(|atom| match atom {
                    Atom::Scalar(_, Some(id)) => self.facts.constants[id.0 as usize].truth(),
                    _ => true,
                })
        })
    }

    /// `with suppress(...)`, `with pytest.raises(...)`: the body may stop anywhere.
    fn swallows(&self, manager: &Expr) -> bool {
        let Expr::Call(call) = manager else { return false };
        let name = match &*call.func {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return false,
        };
        matches!(name, "suppress" | "raises")
            || name.starts_with("assertRaises")
            || name.starts_with("assert_raises")
    }

    /// Runs a block in which any statement may raise; gives the state an exception can leave.
    fn exec_guarded(&mut self, f: &mut Frame, body: &'a [Stmt]) -> State {
        let entry = f.state.clone();
        f.tries.push(Vec::new());
        self.exec_block(f, body);
        let binds = f.tries.pop().unwrap_or_default();
        let broken = self.state_after_any(&entry, &binds);
        if let Some(outer) = f.tries.last_mut() {
            outer.extend(binds);
        }
        broken
    }

    /// The state in which each slot may hold any of the values bound to it.
    fn state_after_any(&mut self, entry: &State, binds: &[(u32, Slot)]) -> State {
        let mut state = entry.clone();
        if !state.live {
            return state;
        }
        for (index, bound) in binds {
            let Some(slot) = state.slots.get_mut(*index as usize) else { continue };
            *slot =
                join_slots(*slot, *bound, &mut self.values, &mut Default::default(), &mut self.identities);
        }
        state
    }

    fn exec_try(&mut self, f: &mut Frame, s: &'a StmtTry) {
        let has_final = !s.finalbody.is_empty();
        let entry = has_final.then(|| f.state.clone());
        let returned_before = has_final.then(|| std::mem::replace(&mut f.returned, State::dead()));
        f.tries.push(Vec::new());

        let broken = self.exec_guarded(f, &s.body);
        self.exec_block(f, &s.orelse);
        let mut ends = std::mem::replace(&mut f.state, State::dead());
        for handler in &s.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            f.state = broken.clone();
            if let Some(type_) = &handler.type_ {
                self.eval(f, type_);
            }
            let name = handler.name.as_ref().and_then(|name| self.occurrence(f, name.range()));
            if let Some(name) = name {
                let any = self.values.atom(Atom::AnyHeap);
                let any = self.fresh(any);
                self.bind(f, name, any);
            }
            self.exec_block(f, &handler.body);
            if let Some(name) = name
                && f.state.live
            {
                self.unbind(f, name);
            }
            let end = std::mem::replace(&mut f.state, State::dead());
            ends = self.join_states(ends, end);
        }

        let binds = f.tries.pop().unwrap_or_default();
        if let (Some(entry), Some(returned_before)) = (entry, returned_before) {
            let mut any = self.state_after_any(&entry, &binds);
            any = self.join_states(any, ends.clone());
            self.exec_final(f, &s.finalbody, any, &mut ends, returned_before);
        }
        f.state = ends;
        if let Some(outer) = f.tries.last_mut() {
            outer.extend(binds);
        }
    }

    /// Runs a `finally` for every way into it, then alone for the way that goes on after it.
    fn exec_final(
        &mut self,
        f: &mut Frame,
        body: &'a [Stmt],
        any: State,
        ends: &mut State,
        returned_before: State,
    ) {
        let any = if f.returned.live { self.join_states(any, f.returned.clone()) } else { any };
        f.state = any;
        f.tries.push(Vec::new());
        self.exec_block(f, body);
        let completes = f.state.live;
        let binds = f.tries.pop().unwrap_or_default();
        // Paths that leave by `break`, `continue` or `return` run it too.
        for around in &mut f.loops {
            for exit in [&mut around.breaks, &mut around.continues] {
                if exit.live {
                    let state = std::mem::replace(exit, State::dead());
                    *exit = self.state_after_any(&state, &binds);
                }
            }
        }
        let returned = std::mem::replace(&mut f.returned, State::dead());
        f.returned = self.join_states(returned, returned_before);
        if ends.live && completes {
            f.state = ends.clone();
            let notes = std::mem::replace(&mut f.notes, false);
            self.exec_block(f, body);
            f.notes = notes;
            *ends = std::mem::replace(&mut f.state, State::dead());
        } else {
            *ends = State::dead();
        }
        if let Some(outer) = f.tries.last_mut() {
            outer.extend(binds);
        }
    }

    fn exec_match(&mut self, f: &mut Frame, s: &'a StmtMatch) {
        let subject = self.eval(f, &s.subject);
        let mut ends = State::dead();
        for case in &s.cases {
            let otherwise = f.state.clone();
            self.bind_pattern(f, &case.pattern, subject);
            if let Some(guard) = &case.guard {
                self.eval(f, guard);
                self.assume(f, guard, true);
            }
            self.exec_block(f, &case.body);
            let end = std::mem::replace(&mut f.state, otherwise);
            ends = self.join_states(ends, end);
            if case.guard.is_none() && case.pattern.is_irrefutable() {
                f.state = State::dead();
                break;
            }
        }
        let rest = std::mem::replace(&mut f.state, State::dead());
        f.state = self.join_states(ends, rest);
    }

    fn exec_class(&mut self, f: &mut Frame, s: &'a StmtClassDef) {
        let parameters = self.open_type_parameters(f, s.type_params.as_deref());
        let value = self.define_class(f, s);
        if parameters {
            f.close();
        }
        self.bind_definition(f, &s.decorator_list, &s.name, value);
    }

    pub fn delete(&mut self, f: &mut Frame, target: &'a Expr) {
        match target {
            Expr::Name(name) => {
                if let Some(occurrence) = self.occurrence(f, name.range()) {
                    self.unbind(f, occurrence);
                }
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| self.delete(f, target)),
            Expr::List(list) => list.elts.iter().for_each(|target| self.delete(f, target)),
            Expr::Attribute(attribute) => {
                let object = self.eval(f, &attribute.value);
                self.mutate(f, object, f.shift.span(attribute), "attribute deletion", true);
            }
            Expr::Subscript(subscript) => {
                let object = self.eval(f, &subscript.value);
                self.eval(f, &subscript.slice);
                for id in self.objects_of(object.v) {
                    self.shuffle(id);
                }
                self.mutate(f, object, f.shift.span(subscript), "item deletion", true);
            }
            other => {
                self.eval(f, other);
            }
        }
    }

    /// `del name`, and the end of an `except … as name`.
    fn unbind(&mut self, f: &mut Frame, occurrence: crate::names::OccurrenceId) {
        let at = *self.names.occurrence(occurrence);
        let Some((home, symbol)) = self.names.symbol_of(&at).home else { return };
        let Some(slot) = f.slot(home, symbol) else { return };
        if let Some(slot) = f.state.slots.get_mut(slot as usize) {
            *slot = UNBOUND;
        }
        if let Some(binds) = f.tries.last_mut() {
            binds.push((slot, UNBOUND));
        }
    }

    pub fn none(&self) -> V {
        self.values.scalar(crate::memory::types::NONE)
    }
}
