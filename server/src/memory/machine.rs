//! The machine itself: units (the module, each function), their summaries, and the work list
//! that traces them until nothing grows.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::{Expr, Parameters, Stmt};
use smallvec::SmallVec;

use crate::memory::class::Class;
use crate::memory::facts::{Call, Facts, Freed, Object};
use crate::memory::frame::{Bound, Frame, State, Val};
use crate::memory::heap::{Cell, CellId, Contents, Fields};
use crate::memory::types;
use crate::memory::value::{
    Atom, BOTTOM, Constant, ConstantId, ExternalId, ObjectId, Type, Types, UNKNOWN, V, Values,
};
use crate::names::{Access, MODULE, Names, OccurrenceId, ScopeId, ScopeKind, SymbolId};
use crate::options::{Options, Python};
use crate::syntax::{Shift, Tree};
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
pub struct Parameter {
    pub occurrence: Option<OccurrenceId>,
    pub symbol: SymbolId,
    pub name: Box<str>,
    /// Joined over the calls of the file.
    pub passed: CellId,
    pub default: Option<CellId>,
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
    pub parameters: Vec<Parameter>,
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
    /// Read by callers: dirty when the bits above change.
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
    /// What its return annotation promises; `BOTTOM` where it does not tell.
    pub returns_annotated: V,
    /// The type a decorator gives to what a call returns.
    pub wrapped_as: Option<Type>,
    pub traced: u32,
    running: bool,
    dirty: bool,
}

pub struct Machine<'a> {
    pub names: &'a Names,
    pub python: Python,
    pub facts: Facts,
    pub values: Values,
    pub cells: Vec<Cell>,
    pub contents: Vec<Contents>,
    pub units: Vec<Unit<'a>>,
    pub classes: Vec<Class>,
    pub unit_of_scope: Vec<Option<UnitId>>,
    pub class_of_scope: FxHashMap<ScopeId, usize>,
    pub class_of_type: FxHashMap<Type, usize>,
    pub fields: Vec<Fields>,
    pub next_id: u32,
    pub constants: FxHashMap<ConstantKey, ConstantId>,
    pub externals: FxHashMap<Box<str>, ExternalId>,
    /// The first cell of each scope's variables.
    variables: Vec<u32>,
    /// Variables bound by other frames than their own (`global`, `nonlocal`).
    pub shared: FxHashSet<(ScopeId, SymbolId)>,
    pub final_values: Vec<V>,
    pub call_at: FxHashMap<Span, usize>,
    pub attribute_at: FxHashMap<Span, usize>,
    pub site_at: FxHashMap<(Span, Type), ObjectId>,
    /// The file is run as a script: every call there is, is in it.
    pub is_script: bool,
    queue: VecDeque<UnitId>,
    depth: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ConstantKey {
    None,
    Bool(bool),
    Int(i64),
    Float(u64),
    Str(Box<str>),
    Bytes(Box<[u8]>),
}

/// Callees are traced inside their callers down to this depth, then by the work list.
const MOST_DEPTH: u32 = 24;

/// A unit is traced at most so often; then what still grows is unknown.
const MOST_TRACES: u32 = 40;

const MODULE_UNIT: UnitId = UnitId(0);

impl<'a> Machine<'a> {
    pub fn new(names: &'a Names, options: &Options) -> Machine<'a> {
        let mut variables = Vec::with_capacity(names.scopes.len());
        let mut count = 0;
        for scope in &names.scopes {
            variables.push(count);
            count += scope.symbols.len() as u32;
        }
        let mut machine = Machine {
            names,
            python: options.python,
            facts: Facts { types: Types::builtin(), constants: vec![Constant::None], ..Facts::default() },
            values: Values::default(),
            cells: vec![Cell::default(); count as usize],
            contents: Vec::new(),
            units: Vec::new(),
            classes: Vec::new(),
            unit_of_scope: vec![None; names.scopes.len()],
            class_of_scope: FxHashMap::default(),
            class_of_type: FxHashMap::default(),
            fields: Vec::new(),
            next_id: 0,
            constants: FxHashMap::default(),
            externals: FxHashMap::default(),
            variables,
            shared: FxHashSet::default(),
            final_values: vec![BOTTOM; names.occurrences.len()],
            call_at: FxHashMap::default(),
            attribute_at: FxHashMap::default(),
            site_at: FxHashMap::default(),
            is_script: false,
            queue: VecDeque::new(),
            depth: 0,
        };
        machine.constants.insert(ConstantKey::None, ConstantId(0));
        machine.find_shared();
        machine
    }

    /// Variables that a frame other than their own binds or deletes.
    fn find_shared(&mut self) {
        for occurrence in &self.names.occurrences {
            if !matches!(occurrence.access, Access::Bind | Access::Delete) {
                continue;
            }
            let symbol = self.names.symbol_of(occurrence);
            if let Some((home, at)) = symbol.home
                && home != occurrence.scope
                && self.frame_scope(occurrence.scope) != home
            {
                self.shared.insert((home, at));
            }
        }
    }

    /// The function or module in whose frame the code of a scope runs.
    fn frame_scope(&self, scope: ScopeId) -> ScopeId {
        let mut scope = scope;
        loop {
            let found = self.names.scope(scope);
            match (found.kind, found.parent) {
                (ScopeKind::Comprehension | ScopeKind::TypeParameters, Some(parent)) => scope = parent,
                _ => return scope,
            }
        }
    }

    /// Traces a whole file.
    pub fn run(mut self, tree: &'a Tree) -> Facts {
        self.is_script = is_script(tree);
        self.add_unit(MODULE, Body::Module, Shift(0), None);
        self.run_module(tree);
        // Functions nobody called yet: what they do with whatever they are given.
        let mut next = 1;
        loop {
            while let Some(unit) = self.queue.pop_front() {
                if unit == MODULE_UNIT {
                    self.run_module(tree);
                } else {
                    self.run_unit(unit);
                }
            }
            match self.units.get(next) {
                Some(unit) if unit.traced == 0 => self.run_unit(UnitId(next as u32)),
                Some(_) => {}
                None => break,
            }
            next += 1;
        }
        self.finish()
    }

    fn run_module(&mut self, tree: &'a Tree) {
        let slots = self.names.scope(MODULE).symbols.len();
        self.begin(MODULE_UNIT);
        let mut frame = Frame::new(MODULE_UNIT, MODULE, slots, Shift(0));
        for statement in &tree.statements {
            frame.shift = statement.shift();
            if !frame.state.live {
                break;
            }
            self.exec(&mut frame, statement.node());
        }
        self.end(MODULE_UNIT);
    }

    fn begin(&mut self, unit: UnitId) {
        self.depth += 1;
        let unit = &mut self.units[unit.0 as usize];
        unit.running = true;
        unit.dirty = false;
        unit.traced += 1;
    }

    fn end(&mut self, unit: UnitId) {
        self.depth -= 1;
        let state = &mut self.units[unit.0 as usize];
        state.running = false;
        if state.dirty {
            state.dirty = false;
            self.mark_dirty(unit);
        }
    }

    pub fn mark_dirty(&mut self, unit: UnitId) {
        let state = &mut self.units[unit.0 as usize];
        if state.dirty || state.traced >= MOST_TRACES {
            return;
        }
        state.dirty = true;
        if !state.running {
            self.queue.push_back(unit);
        }
    }

    pub fn add_unit(
        &mut self,
        scope: ScopeId,
        body: Body<'a>,
        shift: Shift,
        class: Option<ScopeId>,
    ) -> UnitId {
        let id = UnitId(self.units.len() as u32);
        let (returns, yields, summary) = (self.new_cell(), self.new_cell(), self.new_cell());
        let found = self.names.scope(scope);
        self.units.push(Unit {
            scope,
            body,
            shift,
            parameters: Vec::new(),
            class,
            returns,
            returned: 0,
            yields,
            changes: 0,
            may_change: 0,
            change_at: FxHashMap::default(),
            summary,
            is_generator: found.is_generator,
            is_async: found.is_async,
            called: false,
            escapes: false,
            closed: false,
            calls: Vec::new(),
            returns_annotated: BOTTOM,
            wrapped_as: None,
            traced: 0,
            running: false,
            dirty: false,
        });
        self.unit_of_scope[scope.0 as usize] = Some(id);
        id
    }

    pub fn unit(&self, id: UnitId) -> &Unit<'a> {
        &self.units[id.0 as usize]
    }

    /// Makes sure that a function was traced once, if that can be done now.
    pub fn demand(&mut self, unit: UnitId) {
        let state = &self.units[unit.0 as usize];
        if state.traced > 0 || state.running || matches!(state.body, Body::Module) {
            return;
        }
        if self.depth < MOST_DEPTH {
            self.run_unit(unit);
        } else if !self.queue.contains(&unit) {
            self.queue.push_back(unit);
        }
    }

    fn run_unit(&mut self, id: UnitId) {
        let unit = &self.units[id.0 as usize];
        if unit.running {
            return;
        }
        let (scope, body, shift) = (unit.scope, unit.body, unit.shift);
        self.begin(id);
        let slots = self.names.scope(scope).symbols.len();
        let mut frame = Frame::new(id, scope, slots, shift);
        for index in 0..self.units[id.0 as usize].parameters.len() {
            self.bind_parameter(&mut frame, index);
        }
        match body {
            Body::Module => {}
            Body::Function(body) => {
                self.exec_block(&mut frame, body);
                if frame.state.live {
                    let none = self.values.scalar(types::NONE);
                    self.return_value(&mut frame, Val::plain(none), None);
                }
            }
            Body::Lambda(body) => {
                let value = self.eval(&mut frame, body);
                let span = frame.shift.span(body);
                self.return_value(&mut frame, value, Some(span));
            }
        }
        let changed = if frame.returned.live { frame.returned.changed } else { 0 };
        self.set_changes(id, changed);
        self.end(id);
    }

    fn set_changes(&mut self, id: UnitId, changed: u64) {
        let unit = &mut self.units[id.0 as usize];
        if unit.changes == changed {
            return;
        }
        unit.changes = changed;
        self.touch_summary(id);
    }

    /// Callers have to look again.
    pub fn touch_summary(&mut self, id: UnitId) {
        let summary = self.units[id.0 as usize].summary;
        self.touch(summary);
    }

    fn bind_parameter(&mut self, frame: &mut Frame, index: usize) {
        let unit = frame.unit;
        let value = self.parameter_value(unit, index);
        let parameter = &self.units[unit.0 as usize].parameters[index];
        let (occurrence, symbol) = (parameter.occurrence, parameter.symbol);
        let scope = frame.scope();
        self.next_id += 1;
        let val = Val { v: value, id: self.next_id, origin: crate::memory::frame::Origin::parameter(index) };
        match occurrence {
            Some(occurrence) => self.bind(frame, occurrence, val),
            None => {
                if let Some(slot) = frame.slot(scope, symbol) {
                    frame.state.slots[slot as usize].val = val;
                    frame.state.slots[slot as usize].bound = Bound::Yes;
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
        let mut value = self.read(passed, id);
        if value != BOTTOM && closed && !escapes {
            return value;
        }
        if value == BOTTOM {
            // No call seen: an annotation or a default may tell.
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
        self.values.assumed(value)
    }

    /// A default shows what a parameter is for: its storage, not its type. `None` shows nothing.
    fn habit_of_default(&mut self, default: V) -> V {
        let value = self.values.get(default);
        let is_none = |atom: &Atom| matches!(atom, Atom::Scalar(types::NONE, _));
        if value.unknown || value.atoms.is_empty() || value.atoms.iter().any(is_none) {
            return UNKNOWN;
        }
        match value.storage() {
            crate::memory::value::Storage::Stack => self.values.atom(Atom::AnyScalar),
            crate::memory::value::Storage::Heap => self.values.atom(Atom::AnyHeap),
            _ => UNKNOWN,
        }
    }

    /// The cell of a variable, joined over every binding of it.
    pub fn variable(&self, scope: ScopeId, symbol: SymbolId) -> CellId {
        CellId(self.variables[scope.0 as usize] + symbol.0)
    }

    pub fn fresh_id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    /// A value with an identity of its own.
    pub fn fresh(&mut self, v: V) -> Val {
        Val { v, id: self.fresh_id(), origin: Default::default() }
    }

    pub fn join_states(&mut self, a: State, b: State) -> State {
        a.join(b, &mut self.values, &mut self.next_id)
    }

    pub fn constant(&mut self, constant: Constant) -> V {
        let key = match &constant {
            Constant::None => ConstantKey::None,
            Constant::Bool(value) => ConstantKey::Bool(*value),
            Constant::Int(value) => ConstantKey::Int(*value),
            Constant::Float(value) => ConstantKey::Float(value.to_bits()),
            Constant::Str(value) => ConstantKey::Str(value.clone()),
            Constant::Bytes(value) => ConstantKey::Bytes(value.clone()),
        };
        let type_ = constant.type_();
        let id = match self.constants.get(&key) {
            Some(id) => *id,
            None => {
                let id = ConstantId(self.facts.constants.len() as u32);
                self.facts.constants.push(constant);
                self.constants.insert(key, id);
                id
            }
        };
        self.values.atom(Atom::Scalar(type_, Some(id)))
    }

    /// The constant a value is on every execution.
    pub fn constant_of(&self, v: V) -> Option<&Constant> {
        match self.values.get(v).single() {
            Some(Atom::Scalar(_, Some(id))) => Some(&self.facts.constants[id.0 as usize]),
            _ => None,
        }
    }

    pub fn constant_id(&self, v: V) -> Option<ConstantId> {
        match self.values.get(v).single() {
            Some(Atom::Scalar(_, id)) => id,
            _ => None,
        }
    }

    pub fn objects_of(&self, v: V) -> SmallVec<[ObjectId; 4]> {
        let atoms = &self.values.get(v).atoms;
        atoms.iter().filter_map(|atom| if let Atom::Object(id) = atom { Some(*id) } else { None }).collect()
    }

    pub fn external(&mut self, path: &str, type_: Type) -> V {
        let id = match self.externals.get(path) {
            Some(id) => *id,
            None => {
                let id = ExternalId(self.facts.externals.len() as u32);
                self.facts.externals.push(crate::memory::facts::External { path: path.into(), type_ });
                self.externals.insert(path.into(), id);
                id
            }
        };
        self.values.atom(Atom::External(id))
    }

    /// The object that a place of the text makes.
    pub fn allocate(&mut self, frame: &Frame, span: Span, type_: Type) -> ObjectId {
        self.allocate_for(frame, span, type_, None)
    }

    pub fn allocate_for(
        &mut self,
        frame: &Frame,
        span: Span,
        type_: Type,
        definition: Option<ScopeId>,
    ) -> ObjectId {
        let many = frame.repeats > 0;
        if let Some(id) = self.site_at.get(&(span, type_)) {
            self.facts.objects[id.0 as usize].many |= many;
            return *id;
        }
        let id = ObjectId(self.facts.objects.len() as u32);
        self.facts.objects.push(Object {
            span,
            scope: frame.scope(),
            type_,
            definition,
            many,
            size: None,
            length: None,
            mutations: Vec::new(),
            escapes: Vec::new(),
            freed: Freed::Unknown,
            names: SmallVec::new(),
        });
        let (rest, keys) = (self.new_cell(), self.new_cell());
        self.contents.push(Contents { entries: Vec::new(), rest, keys, shuffled: false, outside: false });
        self.site_at.insert((span, type_), id);
        id
    }

    /// The type of an object can be changed by code: containers, instances, …
    pub fn is_mutable(&self, object: ObjectId) -> bool {
        use types::{FROZENSET, RANGE, TUPLE};
        !matches!(self.facts.objects[object.0 as usize].type_, TUPLE | FROZENSET | RANGE)
    }

    pub fn note_call(&mut self, call: Call) {
        match self.call_at.get(&call.span) {
            Some(index) => self.facts.calls[*index] = call,
            None => {
                self.call_at.insert(call.span, self.facts.calls.len());
                self.facts.calls.push(call);
            }
        }
    }

    fn finish(mut self) -> Facts {
        self.finish_functions();
        self.finish_lifetimes();
        let mut facts = self.facts;
        facts.reached = self.final_values.iter().map(|v| *v != BOTTOM).collect();
        facts.values = self.final_values;
        facts.table = self.values.into_table();
        facts.calls.sort_by_key(|call| (call.span.start, call.span.end));
        facts.attributes.sort_by_key(|attribute| attribute.span.start);
        for object in &mut facts.objects {
            object.mutations.sort_by_key(|mutation| (mutation.span.start, mutation.span.end));
            object.escapes.sort_by_key(|escape| (escape.span.start, escape.to));
        }
        facts
    }
}

/// True for a file whose top level does work beyond defining things.
fn is_script(tree: &Tree) -> bool {
    tree.statements.iter().any(|statement| match statement.node() {
        Stmt::Expr(expression) => matches!(&*expression.value, Expr::Call(_)),
        Stmt::For(_) | Stmt::While(_) => true,
        Stmt::If(branch) => match &*branch.test {
            Expr::Compare(compare) => {
                matches!(&*compare.left, Expr::Name(name) if name.id.as_str() == "__name__")
            }
            _ => false,
        },
        _ => false,
    })
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
