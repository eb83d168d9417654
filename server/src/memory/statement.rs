//! Statements: how each changes the frame.

use rustpython_ast::{
    self as ast, ExceptHandler, Expr, Stmt, StmtClassDef, StmtIf, StmtMatch, StmtTry, StmtWith,
};
use rustpython_text_size::Ranged;

use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Slot, State, UNBOUND, Val, join_slots};
use crate::memory::machine::Machine;
use crate::memory::unit::Body;
use crate::memory::value::{Atom, BOTTOM, UNKNOWN, V};
use crate::names::{MODULE, OccurrenceId};
use crate::text::Span;

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
        if self.probe.is_some() && self.is_probed(f, statement) {
            return self.exec_probed(f, statement);
        }
        self.step(f, statement);
    }

    /// Runs a statement.
    pub fn step(&mut self, f: &mut Frame, statement: &'a Stmt) {
        if self.is_broken_statement(f, statement) {
            return self.exec_broken(f, statement);
        }
        match statement {
            Stmt::Expr(s) => {
                let value = self.eval(f, &s.value);
                self.show(f, s, value);
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
                self.see_leaving(f);
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
            Stmt::IpyEscapeCommand(_) => self.exec_command(f),
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) => {}
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
        self.see_leaving(f);
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
            if f.scope() == MODULE && !self.is_script {
                self.set_elsewhere(f, s, found.v);
            }
        }
        if s.simple
            && let Expr::Name(name) = &*s.target
            && let Some(class) = self.open_class(f)
        {
            self.declare_field(f, class, name.id.as_str(), &s.annotation);
        }
    }

    /// `LIMIT: int | None = None` of a library: the annotation says what other files will put there.
    fn set_elsewhere(&mut self, f: &Frame, s: &'a ast::StmtAnnAssign, found: V) {
        let Expr::Name(name) = &*s.target else { return };
        let promised = self.annotation(f, &s.annotation);
        let own = self.values.without_constants(found);
        if promised == BOTTOM || self.values.join(own, promised) == own {
            return;
        }
        let Some(occurrence) = self.occurrence(f, name.range) else { return };
        let symbol = self.names.occurrence(occurrence).symbol;
        let promised = self.values.open(promised);
        let cell = self.variable(MODULE, symbol);
        self.write(cell, promised);
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
                (self.item_val(f, object, index, at), Some((object, Some(index))))
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

    fn exec_with(&mut self, f: &mut Frame, s: &'a StmtWith) {
        let mut swallows = false;
        let mut runs_code = false;
        for item in &s.items {
            let manager = self.eval(f, &item.context_expr);
            runs_code |= !self.is_file(manager.v);
            swallows |= self.swallows(&item.context_expr) || self.exit_swallows(manager.v);
            let span = f.shift.span(&item.context_expr);
            let entered = self.enter(f, manager, span, s.is_async);
            if let Some(target) = &item.optional_vars {
                self.assign(f, target, entered);
            }
        }
        let broken = self.exec_guarded(f, &s.body);
        if runs_code {
            self.forget_all(f);
        }
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
        state.known.clear();
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

        let mut broken = self.exec_guarded(f, &s.body);
        self.exec_block(f, &s.orelse);
        let mut ends = std::mem::replace(&mut f.state, State::dead());
        for handler in &s.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            f.state = broken.clone();
            let class = handler.type_.as_ref().map_or(UNKNOWN, |type_| self.eval(f, type_).v);
            let name = handler.name.as_ref().and_then(|name| self.occurrence(f, name.range()));
            if let Some(name) = name {
                let class = if s.is_star { UNKNOWN } else { class };
                let caught = self.caught(f, class);
                let caught = self.fresh(caught);
                self.bind(f, name, caught);
            }
            self.exec_handler(f, &handler.body, name);
            let end = std::mem::replace(&mut f.state, State::dead());
            if s.is_star {
                // Several of them can run, one after the other.
                broken = self.join_states(broken, end.clone());
            }
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

    /// The body of an `except`, whose name is unbound again on every way out.
    fn exec_handler(&mut self, f: &mut Frame, body: &'a [Stmt], name: Option<OccurrenceId>) {
        let Some(name) = name else { return self.exec_block(f, body) };
        let exits = |f: &mut Frame, with: &mut dyn FnMut(&mut State)| {
            with(&mut f.returned);
            if let Some(around) = f.loops.last_mut() {
                with(&mut around.breaks);
                with(&mut around.continues);
            }
        };
        let mut before = Vec::new();
        exits(f, &mut |exit| before.push(std::mem::replace(exit, State::dead())));
        self.exec_block(f, body);
        let slot = self.slot_of(f, name);
        let mut before = before.into_iter();
        exits(f, &mut |exit| {
            if let Some(slot) = slot.and_then(|slot| exit.slots.get_mut(slot as usize)) {
                *slot = UNBOUND;
            }
            let other = before.next().unwrap_or_else(State::dead);
            *exit = self.join_states(other, std::mem::replace(exit, State::dead()));
        });
        if f.state.live {
            self.unbind(f, name);
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
        let mut subject = self.eval(f, &s.subject);
        let mut ends = State::dead();
        for case in &s.cases {
            let otherwise = f.state.clone();
            self.bind_pattern(f, &case.pattern, subject);
            let mut otherwise = otherwise;
            if let Some(guard) = &case.guard {
                self.eval(f, guard);
                // Names of the pattern stay bound where the guard does not hold.
                otherwise = self.join_states(otherwise, f.state.clone());
                self.assume(f, guard, true);
            }
            self.exec_block(f, &case.body);
            let end = std::mem::replace(&mut f.state, otherwise);
            ends = self.join_states(ends, end);
            if case.guard.is_none() && case.pattern.is_irrefutable() {
                f.state = State::dead();
                break;
            }
            if case.guard.is_none() {
                subject.v = self.not_matched(f, &case.pattern, subject.v);
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
                if let Some(probe) = &mut self.probe {
                    probe.deleted.insert(attribute.attr.id.clone());
                }
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
    fn slot_of(&self, f: &Frame, occurrence: OccurrenceId) -> Option<u32> {
        let (home, symbol) = self.names.symbol_of(self.names.occurrence(occurrence)).home?;
        f.slot(home, symbol)
    }

    fn unbind(&mut self, f: &mut Frame, occurrence: OccurrenceId) {
        let Some(slot) = self.slot_of(f, occurrence) else { return };
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
