//! Calls: arguments to parameters, what the callee does to them, what comes back.

use rustpython_ast::{Expr, ExprCall};
use smallvec::SmallVec;

use crate::memory::builtins;
use crate::memory::facts::{Argument, Call, Change, EscapeTo};
use crate::memory::frame::{Frame, Val};
use crate::memory::import::names_class;
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::unit::UnitId;
use crate::memory::value::{Atom, BOTTOM, UNKNOWN, V};
use crate::names::ScopeId;
use crate::text::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgKind<'a> {
    /// The object before the dot.
    Receiver,
    Positional,
    Star,
    Keyword(&'a str),
    DoubleStar,
}

/// An argument of a call, and what the call does to it.
#[derive(Debug, Clone)]
pub struct Arg<'a> {
    pub val: Val,
    pub kind: ArgKind<'a>,
    pub change: Change,
    pub change_at: Option<Span>,
}

impl<'a> Arg<'a> {
    pub fn new(val: Val, kind: ArgKind<'a>) -> Arg<'a> {
        Arg { val, kind, change: Change::No, change_at: None }
    }

    pub fn is_plain(&self) -> bool {
        matches!(self.kind, ArgKind::Receiver | ArgKind::Positional)
    }
}

/// What a call entered.
#[derive(Debug, Default)]
pub struct Entered {
    pub callees: SmallVec<[ScopeId; 2]>,
    /// It can enter something else too.
    pub incomplete: bool,
}

impl<'a> Machine<'a> {
    pub fn eval_call(&mut self, f: &mut Frame, e: &'a ExprCall) -> Val {
        let span = f.shift.span(e);
        let method = match &*e.func {
            Expr::Attribute(attribute) => Some(attribute),
            _ => None,
        };
        let (callee, receiver) = match method {
            Some(attribute) => (Val::plain(BOTTOM), Some(self.eval(f, &attribute.value))),
            None => (self.eval(f, &e.func), None),
        };
        let mut args: SmallVec<[Arg<'a>; 4]> = SmallVec::new();
        if let Some(receiver) = receiver {
            if let Some(method) = method.filter(|_| self.probe.is_some()) {
                self.note_asked(&method.attr.id, receiver.v);
            }
            args.push(Arg::new(receiver, ArgKind::Receiver));
        }
        for arg in &e.arguments.args {
            f.eager = arg.is_generator_expr() && self.uses_up(e, callee.v);
            args.push(match arg {
                Expr::Starred(star) => Arg::new(self.eval(f, &star.value), ArgKind::Star),
                arg => Arg::new(self.eval(f, arg), ArgKind::Positional),
            });
        }
        for keyword in &e.arguments.keywords {
            let kind = match &keyword.arg {
                Some(name) => ArgKind::Keyword(name.as_str()),
                None => ArgKind::DoubleStar,
            };
            args.push(Arg::new(self.eval(f, &keyword.value), kind));
        }
        let mut entered = Entered::default();
        let result = match method {
            Some(attribute) => {
                let name = attribute.attr.as_str();
                // Its value is a method, of which nothing is told here.
                self.note_attribute(f, attribute, BOTTOM, BOTTOM, false);
                self.call_attribute(f, name, &mut args, span, &mut entered)
            }
            None => self.call_value(f, callee, &mut args, span, &mut entered),
        };
        if f.notes {
            self.note_call_of(f, e, span, &args, entered);
        }
        if result.v == UNKNOWN && self.makes_instance(&e.func) {
            let v = self.values.open_any(Atom::AnyHeap);
            return Val { v, ..result };
        }
        result
    }

    /// The callee is by its name a class from elsewhere.
    fn makes_instance(&self, callee: &Expr) -> bool {
        match callee {
            Expr::Name(name) => names_class(name.id.as_str()),
            Expr::Attribute(e) => names_class(e.attr.as_str()),
            _ => false,
        }
    }

    /// The call iterates over its one argument to the end before anything else happens.
    fn uses_up(&self, e: &ExprCall, callee: V) -> bool {
        const EAGER: [&str; 10] =
            ["sum", "any", "all", "min", "max", "list", "tuple", "set", "frozenset", "sorted"];
        if let Expr::Attribute(method) = &*e.func {
            return method.attr.as_str() == "join";
        }
        let Some(Atom::External(id)) = self.values.get(callee).single() else { return false };
        let path = &self.facts.externals[id.0 as usize].path;
        path.strip_prefix("builtins.").is_some_and(|name| EAGER.contains(&name))
    }

    fn note_call_of(&mut self, f: &Frame, e: &'a ExprCall, span: Span, args: &[Arg], entered: Entered) {
        let receiver = match &*e.func {
            Expr::Attribute(attribute) => Some(&*attribute.value),
            _ => None,
        };
        let expressions = receiver
            .into_iter()
            .chain(e.arguments.args.iter())
            .chain(e.arguments.keywords.iter().map(|keyword| &keyword.value));
        let arguments = expressions
            .zip(args)
            .map(|(expression, arg)| Argument {
                span: f.shift.span(expression),
                name: match expression {
                    Expr::Name(name) => self.occurrence(f, name.range),
                    _ => None,
                },
                receiver: arg.kind == ArgKind::Receiver,
                changed: arg.change,
                change_at: arg.change_at,
            })
            .collect();
        self.note_call(Call {
            span,
            scope: f.scope(),
            callees: entered.callees,
            complete: !entered.incomplete,
            arguments,
            constants: SmallVec::new(),
        });
    }

    /// Calls a value.
    pub fn call_value(
        &mut self,
        f: &mut Frame,
        callee: Val,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        let value = self.values.get(callee.v).clone();
        let mut result = Val::plain(BOTTOM);
        let mut entries = Entries::of(value.atoms.len() + usize::from(value.unknown));
        for atom in &value.atoms {
            entries.enter(f, args);
            let one = self.call_atom(f, *atom, args, span, entered);
            entries.leave(f, args);
            result = self.join_vals(result, one);
        }
        if value.unknown {
            entries.enter(f, args);
            self.call_unknown(f, args, span);
            entries.leave(f, args);
            entered.incomplete = true;
            result = self.join_vals(result, Val::plain(UNKNOWN));
        }
        result.v = self.values.marked(result.v, value.assumed, value.open);
        result
    }

    /// A call of code that is not in this file: it may keep and change what it is given.
    pub fn call_unknown(&mut self, f: &mut Frame, args: &[Arg], span: Span) {
        self.forget_all(f);
        for arg in args.iter().filter(|arg| arg.kind != ArgKind::Receiver) {
            self.escape(f, arg.val.v, EscapeTo::Argument, span, "");
            self.taint(arg.val.v);
        }
    }

    fn call_atom(
        &mut self,
        f: &mut Frame,
        atom: Atom,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        match atom {
            Atom::Object(id) => {
                let object = &self.facts.objects[id.0 as usize];
                let (type_, definition) = (object.type_, object.definition);
                match (type_, definition) {
                    (types::METHOD, Some(scope)) => {
                        let receiver = self.contents(id).rest;
                        let receiver = self.read(receiver, f.unit);
                        let mut all = with_receiver(receiver, args);
                        let result = self.call_scope(f, scope, &mut all, span, entered);
                        // Of what class the object was is not known any more: perhaps of one elsewhere.
                        let is_public = !self.names.scope(scope).name.starts_with('_');
                        if is_public && !self.is_script { self.not_for_certain(result) } else { result }
                    }
                    (types::FUNCTION | types::LRU_CACHE | types::STATICMETHOD, Some(scope)) => {
                        self.call_scope(f, scope, args, span, entered)
                    }
                    (types::TYPE, Some(scope)) => self.instantiate(f, scope, args, span, entered),
                    (types::BUILTIN, _) => {
                        let Some(row) = self.bound_rows.get(&id).copied() else {
                            return self.call_other(f, args, span, entered);
                        };
                        let receiver = self.contents(id).rest;
                        let receiver = self.read(receiver, f.unit);
                        let mut all = with_receiver(receiver, args);
                        self.apply(f, row, &mut all, span, entered)
                    }
                    (types::PARTIAL, _) => self.call_partial(f, id, args, span, entered),
                    _ => self.call_instance(f, atom, args, span, entered),
                }
            }
            Atom::External(id) => {
                let path = self.facts.externals[id.0 as usize].path.clone();
                match builtins::find(&path) {
                    Some(row) => {
                        let val = self.apply(f, row, args, span, entered);
                        self.or_stub(f, val, &path, args, span)
                    }
                    None => self.call_stub(f, &path, args, span, entered),
                }
            }
            Atom::Heap(type_) if self.class_of(type_).is_some() => {
                self.call_instance(f, atom, args, span, entered)
            }
            Atom::Scalar(..) | Atom::AnyScalar => Val::plain(BOTTOM),
            Atom::Heap(_) | Atom::AnyHeap => self.call_other(f, args, span, entered),
        }
    }

    pub fn call_other(&mut self, f: &mut Frame, args: &[Arg<'a>], span: Span, entered: &mut Entered) -> Val {
        self.call_unknown(f, args, span);
        entered.incomplete = true;
        Val::plain(UNKNOWN)
    }

    /// An instance with `__call__`.
    fn call_instance(
        &mut self,
        f: &mut Frame,
        atom: Atom,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        let v = self.values.atom(atom);
        let method = self.type_of_atom(atom).and_then(|type_| self.find_method(type_, "__call__"));
        match method {
            Some(unit) => {
                let mut all = with_receiver(v, args);
                let result = self.call_function(f, unit, &mut all, span, entered);
                copy_changes(args, &all[1..]);
                result
            }
            None => self.call_other(f, args, span, entered),
        }
    }

    /// Calls a function of this file by its scope.
    pub fn call_scope(
        &mut self,
        f: &mut Frame,
        scope: ScopeId,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        match self.unit_of_scope[scope.0 as usize] {
            Some(unit) => self.call_function(f, unit, args, span, entered),
            None => self.call_other(f, args, span, entered),
        }
    }

    /// Calls a function of this file with plain values; gives what it returns.
    pub fn call_with(&mut self, f: &mut Frame, unit: UnitId, vals: &[Val], span: Span) -> V {
        let mut args: Vec<Arg> = vals.iter().map(|val| Arg::new(*val, ArgKind::Positional)).collect();
        self.call_function(f, unit, &mut args, span, &mut Entered::default()).v
    }

    pub fn call_function(
        &mut self,
        f: &mut Frame,
        id: UnitId,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        let scope = self.unit(id).scope;
        if !entered.callees.contains(&scope) {
            entered.callees.push(scope);
        }
        let unit = &mut self.units[id.0 as usize];
        unit.called = true;
        if unit.calls.len() < 64 && !unit.calls.contains(&span) {
            unit.calls.push(span);
        }
        let callees = &mut self.units[f.unit.0 as usize].callees;
        if !callees.contains(&id) {
            callees.push(id);
        }
        let bound = self.pass(f, id, args, span);
        self.demand(id);

        let unit = &self.units[id.0 as usize];
        let (returns, yields, summary) = (unit.returns, unit.yields, unit.summary);
        let (returned, changes, may_change) = (unit.returned, unit.changes, unit.may_change);
        let (is_generator, is_async, annotated, wrapped) =
            (unit.is_generator, unit.is_async, unit.returns_annotated, unit.wrapped_as);
        self.read(summary, f.unit);
        for (parameter, arg) in &bound {
            let certain = has(changes, *parameter) && !is_generator && !is_async;
            if !certain && !has(may_change, *parameter) {
                continue;
            }
            let change = if certain { Change::Certain } else { Change::Possible };
            let at = self.units[id.0 as usize].change_at.get(parameter).copied();
            let arg = &mut args[*arg];
            if arg.change != Change::Certain {
                arg.change = change;
                arg.change_at = at;
            }
            let val = arg.val;
            self.changed_parameter(f, val, span, certain);
        }
        self.changed_inside(id, args);
        if !is_generator && !is_async {
            let passed: SmallVec<[(usize, Val); 4]> =
                bound.iter().map(|(parameter, arg)| (*parameter, args[*arg].val)).collect();
            self.after_call(f, id, &passed);
        }
        if is_generator || is_async {
            let type_ = match (is_generator, is_async) {
                (true, true) => types::ASYNC_GENERATOR,
                (true, false) => wrapped.unwrap_or(types::GENERATOR),
                _ => types::COROUTINE,
            };
            let object = self.allocate(f, span, type_);
            for arg in args.iter() {
                self.escape(f, arg.val.v, EscapeTo::Argument, span, "");
            }
            let mut last = self.read(returns, f.unit);
            for (_, arg) in bound.iter().filter(|(parameter, _)| has(returned, *parameter)) {
                last = self.values.join(last, args[*arg].val.v);
            }
            if is_generator {
                // What `yield from` gives when it is over.
                let last = if returned != 0 && bound.is_empty() { UNKNOWN } else { last };
                let keys = self.contents(object).keys;
                self.write(keys, last);
                let yielded = self.read(yields, f.unit);
                self.put(object, yielded);
            } else {
                let promised = annotated != BOTTOM && self.values.get(last).unknown;
                let awaited = if promised { self.as_promised(last, annotated) } else { last };
                self.put(object, awaited);
            }
            return self.object(object);
        }
        let own = self.read(returns, f.unit);
        let mut result = self.fresh(own);
        for (parameter, arg) in &bound {
            if has(returned, *parameter) {
                result = self.join_vals(result, args[*arg].val);
            }
        }
        if returned != 0 {
            let has_stars = args.iter().any(|arg| matches!(arg.kind, ArgKind::Star | ArgKind::DoubleStar));
            // A parameter that this call leaves out, or that collects several arguments.
            for index in 0..self.units[id.0 as usize].parameters.len() {
                if has(returned, index) && !bound.iter().any(|(parameter, _)| *parameter == index) {
                    let value = match self.units[id.0 as usize].parameters[index].default {
                        Some(default) if !has_stars => self.read(default, f.unit),
                        _ => self.parameter_value(id, index),
                    };
                    result = self.join_vals(result, Val::plain(value));
                }
            }
        }
        if self.values.get(result.v).unknown && annotated != BOTTOM {
            result.v = self.as_promised(result.v, annotated);
        }
        result
    }

    /// An argument that the callee reaches by another way than its parameter: `node = node.next`.
    fn changed_inside(&mut self, id: UnitId, args: &mut [Arg<'a>]) {
        let is_touched = |machine: &Self, arg: &Arg| {
            machine
                .objects_of(arg.val.v)
                .iter()
                .any(|id| !machine.facts.objects[id.0 as usize].mutations.is_empty())
        };
        if !args.iter().any(|arg| arg.change == Change::No && is_touched(self, arg)) {
            return;
        }
        let spans = self.spans_entered(id);
        for arg in args.iter_mut().filter(|arg| arg.change == Change::No) {
            for object in self.objects_of(arg.val.v) {
                let mutations = &self.facts.objects[object.0 as usize].mutations;
                let inside = |at: Span| spans.iter().any(|span| span.contains(at));
                if let Some(mutation) = mutations.iter().find(|mutation| inside(mutation.span)) {
                    arg.change = Change::Possible;
                    arg.change_at = Some(mutation.span);
                }
            }
        }
    }

    /// The text of a function and of those it calls, down to a few.
    fn spans_entered(&self, id: UnitId) -> SmallVec<[Span; 8]> {
        const MOST: usize = 16;
        let mut units: SmallVec<[UnitId; 8]> = SmallVec::from_slice(&[id]);
        let mut next = 0;
        while next < units.len() && units.len() < MOST {
            for callee in &self.unit(units[next]).callees {
                if !units.contains(callee) {
                    units.push(*callee);
                }
            }
            next += 1;
        }
        units.iter().map(|unit| self.names.scope(self.unit(*unit).scope).span).collect()
    }

    /// Notes that the object of a parameter is changed in this frame, if the value is one.
    pub fn changed_parameter(&mut self, f: &mut Frame, val: Val, span: Span, certain: bool) {
        let bits = val.origin.bits();
        if bits == 0 {
            return;
        }
        if certain && let Some(index) = val.origin.only() {
            f.state.changed |= 1 << index;
        }
        let unit = &mut self.units[f.unit.0 as usize];
        for index in 0..63 {
            if has(bits, index) {
                unit.change_at.entry(index).or_insert(span);
            }
        }
        if unit.may_change | bits != unit.may_change {
            unit.may_change |= bits;
            self.touch_summary(f.unit);
        }
    }

    /// Calls a method of this file on a receiver, if each possibility has it.
    pub fn call_method(
        &mut self,
        f: &mut Frame,
        receiver: Val,
        name: &str,
        args: &[Val],
        span: Span,
    ) -> Option<V> {
        let value = self.values.get(receiver.v);
        let mut complete = !value.unknown && !value.atoms.is_empty();
        let atoms = value.atoms.clone();
        let mut result = BOTTOM;
        for atom in atoms {
            let method = self.type_of_atom(atom).and_then(|type_| self.find_method(type_, name));
            let Some(method) = method else {
                complete = false;
                continue;
            };
            let v = self.values.atom(atom);
            let mut all: SmallVec<[Val; 4]> = SmallVec::new();
            all.push(Val { v, ..receiver });
            all.extend_from_slice(args);
            let one = self.call_with(f, method, &all, span);
            result = self.values.join(result, one);
        }
        complete.then_some(result)
    }
}

/// The changes of a call that can enter several functions: certain are those that each of them makes.
pub struct Entries {
    count: usize,
    entered: usize,
    /// Parameters changed before the call.
    before: u64,
    changed: u64,
    changes: SmallVec<[(Change, Option<Span>); 4]>,
}

impl Entries {
    pub fn of(count: usize) -> Entries {
        Entries { count, entered: 0, before: 0, changed: u64::MAX, changes: SmallVec::new() }
    }

    pub fn enter(&mut self, f: &mut Frame, args: &mut [Arg]) {
        if self.count < 2 {
            return;
        }
        if self.entered == 0 {
            self.before = f.state.changed;
        }
        f.state.changed = self.before;
        for arg in args {
            (arg.change, arg.change_at) = (Change::No, None);
        }
    }

    pub fn leave(&mut self, f: &mut Frame, args: &mut [Arg]) {
        if self.count < 2 {
            return;
        }
        self.changed &= f.state.changed;
        f.state.changed = self.changed;
        f.state.known.clear();
        if self.entered == 0 {
            self.changes = args.iter().map(|arg| (arg.change, arg.change_at)).collect();
        }
        self.entered += 1;
        for (arg, (change, at)) in args.iter_mut().zip(&mut self.changes) {
            if arg.change != *change {
                *change = Change::Possible;
            }
            *at = at.or(arg.change_at);
            (arg.change, arg.change_at) = (*change, *at);
        }
    }
}

/// Bits of parameters: those from the 64th on are not followed.
fn has(bits: u64, parameter: usize) -> bool {
    parameter < 63 && bits >> parameter & 1 != 0
}

/// The arguments of a method: its object first.
pub fn with_receiver<'a>(receiver: V, args: &[Arg<'a>]) -> Vec<Arg<'a>> {
    let mut all = vec![Arg::new(Val::plain(receiver), ArgKind::Receiver)];
    all.extend_from_slice(args);
    all
}

/// What a call with a receiver before the arguments did to these.
pub fn copy_changes(args: &mut [Arg], after: &[Arg]) {
    for (arg, after) in args.iter_mut().zip(after) {
        arg.change = after.change;
        arg.change_at = after.change_at;
    }
}
