//! Units: the module and each function, their parameters, and what is known of both.

use rustc_hash::FxHashMap;
use rustpython_ast::{Expr, Parameters, Stmt};
use smallvec::SmallVec;

use crate::memory::frame::{Bound, Frame, Origin, Slot, Val};
use crate::memory::heap::CellId;
use crate::memory::known::{Left, Touched};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, ObjectId, Storage, Type, UNKNOWN, V};
use crate::names::{OccurrenceId, ScopeId, SymbolId};
use crate::syntax::Shift;
use crate::text::Span;

/// Index into [`Machine::units`]; 0 is the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitId(pub u32);

/// What a unit runs.
#[derive(Debug, Clone, Copy)]
pub enum Body<'a> {
    Module,
    Function(&'a [Stmt]),
    Lambda(&'a Expr),
}

/// A parameter: what calls pass, and what it is without.
#[derive(Debug)]
pub struct Parameter<'a> {
    pub occurrence: Option<OccurrenceId>,
    pub symbol: SymbolId,
    pub name: Box<str>,
    /// Joined over the calls of the file.
    pub passed: CellId,
    pub default: Option<CellId>,
    pub annotation: Option<&'a Expr>,
    /// What the annotation says; `BOTTOM` where there is none that tells.
    pub annotated: V,
    pub kind: ParameterKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    Positional,
    Either,
    Keyword,
    /// `*args`, `**kwargs`: the tuple or dictionary each call makes.
    Star(ObjectId),
    DoubleStar(ObjectId),
}

/// The module or a function, and what is known of it.
#[derive(Debug)]
pub struct Unit<'a> {
    pub scope: ScopeId,
    pub body: Body<'a>,
    pub shift: Shift,
    pub parameters: Vec<Parameter<'a>>,
    /// The class in whose body it is defined.
    pub class: Option<ScopeId>,
    /// What it returns, other than its parameters' own objects.
    pub returns: CellId,
    /// Parameters whose object it returns, as bits.
    pub returned: u64,
    pub yields: CellId,
    /// Parameters whose object it changes: on every run that returns; on some.
    pub changes: u64,
    pub may_change: u64,
    pub change_at: FxHashMap<usize, Span>,
    /// Sites whose objects it changes, itself or through calls; perhaps any.
    pub touched: SmallVec<[Touched; 4]>,
    pub touches_anything: bool,
    /// Sets attributes of its first parameter as part of making that object.
    pub constructs: bool,
    pub left: SmallVec<[Left; 2]>,
    /// Read by callers: dirty when what stands above changes.
    pub summary: CellId,
    pub is_generator: bool,
    pub is_async: bool,
    /// Called from this file.
    pub called: bool,
    /// A function value that code outside the file may call.
    pub escapes: bool,
    /// All its calls are in this file.
    pub closed: bool,
    pub calls: Vec<Span>,
    /// Units it calls.
    pub callees: Vec<UnitId>,
    /// What its return annotation promises; `BOTTOM` where it does not tell.
    pub returns_annotated: V,
    pub returns_annotation: Option<&'a Expr>,
    /// The type a decorator gives to what a call returns.
    pub wrapped_as: Option<Type>,
    pub traced: u32,
    pub running: bool,
    pub dirty: bool,
    /// Calls have passed more since: to be traced again if that shows in the parameters.
    pub passed_more: bool,
    /// What the parameters held when it was traced last.
    pub bound: SmallVec<[V; 4]>,
}

/// What a parameter's value rests on.
enum Source {
    Annotation,
    Calls,
}

impl<'a> Machine<'a> {
    pub fn bind_parameter(&mut self, frame: &mut Frame, index: usize) {
        let unit = frame.unit;
        let value = self.parameter_value(unit, index);
        let parameter = &self.units[unit.0 as usize].parameters[index];
        let (occurrence, symbol) = (parameter.occurrence, parameter.symbol);
        let scope = frame.scope();
        self.units[unit.0 as usize].bound.push(value);
        let val = Val { v: value, id: self.fresh_id(), origin: Origin::parameter(index) };
        frame.parameters.push(val.id);
        match occurrence {
            Some(occurrence) => self.bind(frame, occurrence, val),
            None => {
                if let Some(slot) = frame.slot(scope, symbol)
                    && let Some(slot) = frame.state.slots.get_mut(slot as usize)
                {
                    *slot = Slot { val, bound: Bound::Yes };
                }
            }
        }
    }

    /// What a parameter can be: what calls pass, else what its annotation or default tells.
    pub fn parameter_value(&mut self, id: UnitId, index: usize) -> V {
        let unit = &self.units[id.0 as usize];
        let parameter = &unit.parameters[index];
        let (passed, default, annotated) = (parameter.passed, parameter.default, parameter.annotated);
        let (closed, escapes) = (unit.closed, unit.escapes);
        match parameter.kind {
            ParameterKind::Star(object) | ParameterKind::DoubleStar(object) => {
                if !closed || escapes {
                    self.put(object, UNKNOWN);
                }
                return self.values.atom(Atom::Object(object));
            }
            _ => {}
        }
        let mut value = self.peek(passed);
        if value != BOTTOM && closed && !escapes {
            return value;
        }
        if self.is_only_none(value) {
            // Left out, or `None` passed on: shows nothing of what it is for.
            value = BOTTOM;
        }
        let mut source = Source::Calls;
        if value == BOTTOM {
            // No call tells: an annotation or a default may.
            source = Source::Annotation;
            value = annotated;
            if let Some(default) = default {
                let default = self.read(default, id);
                let habit = self.habit_of_default(default);
                value = if value == BOTTOM { habit } else { self.values.join(value, default) };
            }
        } else if annotated != BOTTOM {
            value = self.values.join(value, annotated);
        }
        if value == BOTTOM || escapes && annotated == BOTTOM {
            return UNKNOWN;
        }
        let value = self.values.without_constants(value);
        match source {
            Source::Annotation => self.values.assumed(value),
            Source::Calls => self.values.open(value),
        }
    }

    /// Joins what a call passes into a parameter.
    pub fn pass_value(&mut self, id: UnitId, passed: CellId, value: V) {
        if self.join_cell(passed, value) {
            self.units[id.0 as usize].passed_more = true;
            self.enqueue_again(id);
        }
    }

    /// Another trace may find more than the last one: something it read has grown, or a parameter has.
    pub fn has_more(&mut self, id: UnitId) -> bool {
        let unit = &self.units[id.0 as usize];
        if unit.traced == 0 || unit.dirty {
            return true;
        }
        let bound = std::mem::take(&mut self.units[id.0 as usize].bound);
        let grew = bound.iter().enumerate().any(|(index, old)| self.parameter_value(id, index) != *old);
        let unit = &mut self.units[id.0 as usize];
        unit.bound = bound;
        unit.passed_more = false;
        grew
    }

    fn is_only_none(&self, v: V) -> bool {
        matches!(self.values.get(v).single(), Some(Atom::Scalar(types::NONE, _)))
    }

    /// A default shows what a parameter is for: its storage, not its type. `None` shows nothing.
    fn habit_of_default(&mut self, default: V) -> V {
        let value = self.values.get(default);
        let is_none = |atom: &Atom| matches!(atom, Atom::Scalar(types::NONE, _));
        if value.unknown || value.atoms.is_empty() || value.atoms.iter().any(is_none) {
            return UNKNOWN;
        }
        match value.storage() {
            Storage::Stack => self.values.atom(Atom::AnyScalar),
            Storage::Heap => self.values.atom(Atom::AnyHeap),
            _ => UNKNOWN,
        }
    }
}

/// Every parameter of a signature with its kind, in the order of positions.
pub fn signature(
    parameters: &Parameters,
) -> impl Iterator<Item = (&rustpython_ast::Parameter, Option<&Expr>, Kind)> {
    let positional =
        parameters.posonlyargs.iter().map(|p| (&p.parameter, p.default.as_deref(), Kind::Positional));
    let either = parameters.args.iter().map(|p| (&p.parameter, p.default.as_deref(), Kind::Either));
    let star = parameters.vararg.iter().map(|p| (&**p, None, Kind::Star));
    let keyword = parameters.kwonlyargs.iter().map(|p| (&p.parameter, p.default.as_deref(), Kind::Keyword));
    let double = parameters.kwarg.iter().map(|p| (&**p, None, Kind::DoubleStar));
    positional.chain(either).chain(star).chain(keyword).chain(double)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Positional,
    Either,
    Star,
    Keyword,
    DoubleStar,
}
