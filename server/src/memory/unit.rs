//! Units: the module and each function, their parameters, and what is known of both.

use rustc_hash::FxHashMap;
use rustpython_ast::{Expr, Parameters, Stmt};
use smallvec::SmallVec;

use crate::memory::facts::Judged;
use crate::memory::frame::{Bound, Frame, Origin, Slot, Val};
use crate::memory::habits::evidence;
use crate::memory::heap::CellId;
use crate::memory::known::{Left, Touched};
use crate::memory::machine::Machine;
use crate::memory::value::{Atom, BOTTOM, ObjectId, Storage, Type, UNKNOWN, V};
use crate::memory::{examples, types};
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
    /// Read by callers that rely on what it does not touch.
    pub touched_summary: CellId,
    /// Sets attributes of its first parameter as part of making that object.
    pub constructs: bool,
    pub left: SmallVec<[Left; 2]>,
    /// Read by those who use what is left.
    pub left_summary: CellId,
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
    /// Units that change what it changes.
    pub callers: Vec<UnitId>,
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

    /// What a parameter can be: what calls pass, else what its annotation or default tells, else its uses.
    pub fn parameter_value(&mut self, id: UnitId, index: usize) -> V {
        if let Some(occurrence) = self.units[id.0 as usize].parameters[index].occurrence {
            self.facts.judged[occurrence.0 as usize] = Judged::No;
        }
        let v = self.passed_value(id, index);
        let parameter = &self.units[id.0 as usize].parameters[index];
        let Some(occurrence) = parameter.occurrence else { return v };
        if !self.values.get(v).unknown {
            return v;
        }
        let default = parameter.default.map(|cell| self.peek(cell));
        match default.map(|default| self.is_only_none(default)) {
            None => self.judged(occurrence, v, OrNone::Asked),
            Some(true) => self.judged(occurrence, v, OrNone::Yes),
            // The default stands for "not given".
            Some(false) => self.judged(occurrence, v, OrNone::No),
        }
    }

    fn passed_value(&mut self, id: UnitId, index: usize) -> V {
        let unit = &self.units[id.0 as usize];
        let parameter = &unit.parameters[index];
        let (passed, default, annotated) = (parameter.passed, parameter.default, parameter.annotated);
        let (closed, escapes, occurrence) = (unit.closed, unit.escapes, parameter.occurrence);
        match parameter.kind {
            ParameterKind::Star(object) | ParameterKind::DoubleStar(object) => {
                if !closed || escapes {
                    self.put(object, UNKNOWN);
                }
                return self.values.atom(Atom::Object(object));
            }
            _ => {}
        }
        if self.habits.rewrites_functions {
            // Another function may run with what is passed here, or this one with other defaults.
            return UNKNOWN;
        }
        let mut value = self.peek(passed);
        if annotated != BOTTOM && self.values.get(value).unknown {
            value = self.as_promised(value, annotated);
        }
        if value != BOTTOM && closed && !escapes {
            // Tests call private functions too, and leave out what every call here passes.
            let default = default.map_or(value, |default| self.peek(default));
            let is_told = self.is_script || self.values.join(value, default) == value;
            return if is_told { value } else { self.values.open(value) };
        }
        let is_handed_out = escapes && annotated == BOTTOM;
        if self.is_only_none(value) || is_handed_out || self.is_habit(occurrence, value) {
            // Left out, or `None` passed on, or one call of many, or a habit: shows nothing of what it is for.
            value = BOTTOM;
        }
        if value != BOTTOM || annotated == BOTTOM {
            let shown = self.shown(occurrence, value == BOTTOM);
            if self.values.get(shown).storage() != self.values.get(value).storage() {
                value = self.values.join(value, shown);
            }
        }
        if value != BOTTOM && evidence::shows_both(self.uses_of(occurrence) | self.side(value)) {
            // One kind of value is passed here, and the text asks for the other one.
            let any = self.any_storage();
            value = self.values.join(value, any);
        }
        let mut source = Source::Calls;
        if value == BOTTOM {
            // No call tells: an annotation or a default may.
            source = Source::Annotation;
            value = annotated;
            if let Some(default) = default {
                let default = self.read(default, id);
                let habit = self.habit_of_default(occurrence, default);
                value = if value == BOTTOM { habit } else { self.values.join(value, default) };
            }
        } else {
            if annotated != BOTTOM {
                value = self.values.join(value, annotated);
            }
            if let Some(default) = default {
                // Calls elsewhere may leave it out.
                let default = self.read(default, id);
                value = self.values.join(value, default);
            }
        }
        if value == BOTTOM {
            return UNKNOWN;
        }
        let value = self.values.without_constants(value);
        match source {
            Source::Annotation => self.values.assumed(value),
            Source::Calls => self.values.open(value),
        }
    }

    /// What the uses of a parameter tell.
    fn uses_of(&self, occurrence: Option<OccurrenceId>) -> evidence::Bits {
        occurrence.map_or(0, |at| self.habits.of(self.names, at))
    }

    /// A value judged by a habit alone, passed to a parameter that takes several kinds.
    fn is_habit(&self, occurrence: Option<OccurrenceId>, v: V) -> bool {
        let value = self.values.get(v);
        value.open
            && value.atoms.iter().all(|atom| matches!(atom, Atom::AnyHeap | Atom::AnyScalar))
            && self.uses_of(occurrence) & evidence::MIXED != 0
    }

    /// What the examples in docstrings pass, as far as it is known where that is. `alone`: no call tells
    /// anything; then one kind of value tells nothing of a parameter that takes several.
    fn shown(&mut self, occurrence: Option<OccurrenceId>, alone: bool) -> V {
        let Some(occurrence) = occurrence else { return BOTTOM };
        let Some(passed) = self.examples.get(&occurrence).copied() else { return BOTTOM };
        let uses = self.habits.of(self.names, occurrence);
        let one = passed & (examples::HEAP | examples::STACK);
        let doubts = evidence::ITEMS | evidence::MIXED | evidence::HANDED_ON;
        let is_open = uses & doubts != 0 || passed & examples::MANY == 0;
        if one == 0 || alone && is_open && one.count_ones() == 1 {
            return BOTTOM;
        }
        if alone {
            self.facts.judged[occurrence.0 as usize] = Judged::Examples;
        }
        let mut v = BOTTOM;
        for (bit, atom) in [(examples::HEAP, Atom::AnyHeap), (examples::STACK, Atom::AnyScalar)] {
            let used = if bit == examples::HEAP { evidence::HEAP } else { evidence::STACK };
            if one & bit != 0 || evidence::plain(uses) & used != 0 {
                let any = self.values.open_any(atom);
                v = self.values.join(v, any);
            }
        }
        if passed & examples::NONE != 0 {
            let none = self.none();
            v = self.values.join(v, none);
        }
        v
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

    /// An unknown value that a name takes, as far as the name's uses tell where it is.
    pub fn judged(&mut self, occurrence: OccurrenceId, v: V, or_none: OrNone) -> V {
        let bits = self.habits.of(self.names, occurrence);
        if v == UNKNOWN && evidence::shows_both(bits) {
            self.facts.judged[occurrence.0 as usize] = Judged::Uses;
            return self.any_storage();
        }
        let is_asked = bits & evidence::ASKED_NONE != 0 && evidence::plain(bits) == 0;
        let or_none = match or_none {
            OrNone::Yes => true,
            OrNone::No => false,
            OrNone::Asked => is_asked || bits & evidence::OR_NONE != 0,
        };
        let bits = if or_none { evidence::every(bits) } else { evidence::plain(bits) };
        let mut value = match bits {
            evidence::HEAP => self.values.get(v).clone(),
            evidence::STACK if v == UNKNOWN => {
                self.facts.judged[occurrence.0 as usize] = Judged::Uses;
                return self.values.open_any(Atom::AnyScalar);
            }
            _ => return v,
        };
        self.facts.judged[occurrence.0 as usize] = Judged::Uses;
        value.unknown = false;
        value.atoms.retain(|atom| !atom.is_scalar());
        let known = self.values.add(value);
        let any = self.values.open_any(Atom::AnyHeap);
        let judged = self.values.join(known, any);
        if or_none {
            let none = self.none();
            return self.values.join(judged, none);
        }
        judged
    }

    /// What a value shows of where the values of a parameter are.
    fn side(&self, v: V) -> evidence::Bits {
        match self.values.get(v).storage() {
            Storage::Stack => evidence::STACK,
            Storage::Heap => evidence::HEAP,
            _ => 0,
        }
    }

    /// A value type, or an object.
    fn any_storage(&mut self) -> V {
        let (scalar, object) = (self.values.open_any(Atom::AnyScalar), self.values.open_any(Atom::AnyHeap));
        self.values.join(scalar, object)
    }

    fn is_only_none(&self, v: V) -> bool {
        matches!(self.values.get(v).single(), Some(Atom::Scalar(types::NONE, _)))
    }

    /// A default shows what a parameter is for: its storage, not its type. `None` shows nothing, nor does what
    /// can stand for "not given" or for one choice of many: an instance, a function, a class.
    fn habit_of_default(&mut self, occurrence: Option<OccurrenceId>, default: V) -> V {
        let uses = self.uses_of(occurrence);
        let value = self.values.get(default);
        if value.unknown || value.atoms.is_empty() || uses & evidence::MIXED != 0 {
            return UNKNOWN;
        }
        let is_number = |atom: &Atom| matches!(atom, Atom::Scalar(type_, _) if *type_ <= types::BOOL);
        let is_text = |atom: &Atom| matches!(atom, Atom::Scalar(types::STR | types::BYTES, _));
        let has_items = uses & evidence::ITEMS != 0 && value.atoms.iter().any(is_number);
        let is_object = evidence::every(uses) == evidence::HEAP;
        if has_items || is_object && value.atoms.iter().any(|atom| is_number(atom) || is_text(atom)) {
            return UNKNOWN;
        }
        let is_plain = |atom: &Atom| match atom {
            Atom::Scalar(type_, _) => *type_ != types::NONE,
            Atom::Object(id) => {
                let object = &self.facts.objects[id.0 as usize];
                match object.type_ {
                    types::LIST | types::DICT | types::SET => object.definition.is_none(),
                    types::TUPLE => object.is_constant,
                    _ => false,
                }
            }
            _ => false,
        };
        match value.storage() {
            _ if !value.atoms.iter().all(is_plain) => UNKNOWN,
            Storage::Stack => self.values.atom(Atom::AnyScalar),
            Storage::Heap => self.values.atom(Atom::AnyHeap),
            _ => UNKNOWN,
        }
    }
}

/// Can a name also hold `None`?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrNone {
    Yes,
    No,
    /// Where the text asks for it, or what it is bound to gives it.
    Asked,
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
