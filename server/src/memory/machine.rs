//! The machine itself: units (the module, each function), their summaries, and the work list
//! that traces them until nothing grows.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use rustpython_ast::Expr;
use rustpython_ast::name::Name;
use smallvec::SmallVec;

use crate::cancel;
use crate::memory::builtins::Row;
use crate::memory::class::Class;
use crate::memory::facts::{Call, Facts, Judged};
use crate::memory::frame::{Frame, Identities, State, Val};
use crate::memory::habits::Habits;
use crate::memory::heap::{Cell, CellId, Contents, Fields};
use crate::memory::probe::Probe;
use crate::memory::stubs::Stubs;
use crate::memory::unit::{Body, Unit, UnitId};
use crate::memory::value::{BOTTOM, Constant, ConstantId, ExternalId, ObjectId, Type, Types, V, Values};
use crate::memory::{examples, types};
use crate::names::{Access, MODULE, Names, OccurrenceId, ScopeId, ScopeKind, SymbolId};
use crate::options::{Options, Python};
use crate::syntax::{Shift, Tree};
use crate::text::Span;

pub struct Machine<'a> {
    pub names: &'a Names,
    pub habits: Habits,
    /// What the examples in docstrings pass.
    pub examples: FxHashMap<OccurrenceId, examples::Passed>,
    pub python: Python,
    /// The statements of the module, once it is run.
    pub tree: Option<&'a Tree>,
    /// Names of the module that stand for types, each with what it is bound to.
    pub aliases: Option<FxHashMap<&'a str, Option<&'a Expr>>>,
    pub facts: Facts,
    pub stubs: Stubs,
    pub values: Values,
    pub cells: Vec<Cell>,
    pub contents: Vec<Contents>,
    pub units: Vec<Unit<'a>>,
    pub classes: Vec<Class>,
    pub unit_of_scope: Vec<Option<UnitId>>,
    pub class_of_scope: FxHashMap<ScopeId, usize>,
    pub class_of_type: FxHashMap<Type, usize>,
    pub fields: Vec<Fields>,
    /// Where the syntax errors are, in order: what the parser made of a broken statement proves nothing.
    errors: Vec<u32>,
    pub identities: Identities,
    /// The occurrence that was looked up last.
    pub last_occurrence: OccurrenceId,
    pub constants: FxHashMap<ConstantKey, ConstantId>,
    pub strings: FxHashMap<Box<str>, ConstantId>,
    /// The values of builtin names.
    pub builtins: FxHashMap<Name, V>,
    pub externals: FxHashMap<Box<str>, ExternalId>,
    /// The first cell of each scope's variables.
    variables: Vec<u32>,
    /// Variables bound by other frames than their own (`global`, `nonlocal`).
    pub shared: Vec<bool>,
    pub final_values: Vec<V>,
    pub call_at: FxHashMap<Span, usize>,
    pub attribute_at: FxHashMap<Span, usize>,
    /// The value of each attribute noted.
    pub attribute_values: Vec<V>,
    pub site_at: FxHashMap<(Span, Type), ObjectId>,
    /// Methods of builtin types that were taken without calling them.
    pub bound_rows: FxHashMap<ObjectId, &'static Row>,
    /// The identity of the instance that is being made.
    pub constructed: u32,
    /// Counts what was forgotten of contents; see `known.rs`.
    pub forgotten: u64,
    /// Instances with the object that stood in for each.
    pub stood_in: Vec<(ObjectId, ObjectId)>,
    /// Tuples of constants, by their items: CPython keeps one for the whole file.
    pub constant_tuples: FxHashMap<Vec<V>, ObjectId>,
    /// The point whose state is asked for, if one is: more is followed then.
    pub probe: Option<Probe>,
    /// The file is run as a script: every call there is, is in it.
    pub is_script: bool,
    /// Other files of its package may use what is private in it.
    pub is_in_package: bool,
    /// Units to trace again, by rank.
    queue: BTreeSet<(u32, UnitId)>,
    ranks: Vec<u32>,
    /// How far the sweep over the queue is.
    swept: (u32, UnitId),
    depth: u32,
    /// Partial objects that are being called.
    pub partials: Vec<ObjectId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ConstantKey {
    None,
    Bool(bool),
    Int(i64),
    Float(u64),
    Bytes(Box<[u8]>),
}

/// Callees are traced inside their callers down to this depth, then by the work list.
const MOST_DEPTH: u32 = 24;

/// A unit is traced at most so often; then what still grows is unknown.
pub const MOST_TRACES: u32 = 40;

const MODULE_UNIT: UnitId = UnitId(0);

impl<'a> Machine<'a> {
    pub fn new(tree: &'a Tree, names: &'a Names, options: &Options) -> Machine<'a> {
        let mut variables = Vec::with_capacity(names.scopes.len());
        let mut count = 0;
        for scope in &names.scopes {
            variables.push(count);
            count += scope.symbols.len() as u32;
        }
        let mut machine = Machine {
            names,
            habits: Habits::new(tree, names),
            examples: examples::passed(tree, names),
            python: options.python,
            facts: Facts {
                types: Types::builtin(),
                constants: vec![Constant::None],
                judged: vec![Judged::No; names.occurrences.len()],
                ..Facts::default()
            },
            tree: None,
            aliases: None,
            stubs: Stubs::default(),
            values: Values::for_occurrences(names.occurrences.len()),
            cells: vec![Cell::default(); count as usize],
            contents: Vec::new(),
            units: Vec::new(),
            classes: Vec::new(),
            unit_of_scope: vec![None; names.scopes.len()],
            class_of_scope: FxHashMap::default(),
            class_of_type: FxHashMap::default(),
            fields: Vec::new(),
            errors: Vec::new(),
            identities: Identities::default(),
            last_occurrence: OccurrenceId(0),
            constants: FxHashMap::default(),
            strings: FxHashMap::default(),
            builtins: FxHashMap::default(),
            externals: FxHashMap::default(),
            variables,
            shared: vec![false; count as usize],
            final_values: vec![BOTTOM; names.occurrences.len()],
            call_at: map_for(names.occurrences.len() / 4),
            attribute_at: map_for(names.occurrences.len() / 4),
            attribute_values: Vec::new(),
            site_at: map_for(names.occurrences.len() / 4),
            bound_rows: FxHashMap::default(),
            constructed: 0,
            forgotten: 0,
            stood_in: Vec::new(),
            constant_tuples: FxHashMap::default(),
            probe: None,
            is_script: false,
            is_in_package: false,
            queue: BTreeSet::new(),
            ranks: Vec::new(),
            swept: (0, MODULE_UNIT),
            depth: 0,
            partials: Vec::new(),
        };
        machine.reserve(names.occurrences.len());
        machine.constants.insert(ConstantKey::None, ConstantId(0));
        machine.find_shared();
        machine
    }

    /// Room for what a file with so many names mostly needs: growing means copying.
    fn reserve(&mut self, occurrences: usize) {
        self.cells.reserve(occurrences * 2 / 3);
        self.units.reserve(self.names.scopes.len() * 5 / 4);
        self.contents.reserve(occurrences / 4);
        self.facts.objects.reserve(occurrences / 4);
        self.facts.calls.reserve(occurrences / 5);
        self.facts.attributes.reserve(occurrences / 5);
        self.attribute_values.reserve(occurrences / 5);
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
                let variable = self.variable(home, at);
                self.shared[variable.0 as usize] = true;
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
        self.trace(tree);
        self.finish()
    }

    /// Runs everything until nothing grows.
    pub fn trace(&mut self, tree: &'a Tree) {
        self.tree = Some(tree);
        self.is_script = super::script::is_script(tree, self.names);
        self.is_in_package = super::script::is_in_package(tree);
        if super::script::writes_globals(tree, self.names) {
            self.open_variables(false);
        }
        if self.habits.rewrites_functions {
            self.open_variables(true);
        }
        self.errors = super::script::broken_places(tree);
        self.errors.sort_unstable();
        self.add_unit(MODULE, Body::Module, Shift(0), None);
        self.run_module(tree);
        // Every function once, also those nobody calls; then again whoever read what has grown since.
        // Those that others will call wait for what they are passed.
        let used = self.used_symbols();
        let mut next = 1;
        while let Some(unit) = self.units.get(next) {
            if unit.traced == 0 && !self.is_likely_called(unit, &used) {
                self.run_unit(UnitId(next as u32));
            }
            next += 1;
        }
        next = 1;
        loop {
            while let Some(unit) = self.units.get(next) {
                if unit.traced == 0 {
                    self.run_unit(UnitId(next as u32));
                }
                next += 1;
            }
            match self.next_dirty() {
                Some(MODULE_UNIT) => self.run_module(tree),
                Some(unit) if self.has_more(unit) => self.run_unit(unit),
                Some(_) => {}
                None => break,
            }
        }
    }

    fn run_module(&mut self, tree: &'a Tree) {
        let slots = self.names.scope(MODULE).symbols.len();
        self.begin(MODULE_UNIT);
        let mut frame = Frame::new(MODULE_UNIT, MODULE, slots, Shift(0));
        for statement in &tree.statements {
            cancel::poll();
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
        self.forget_seen(unit);
        let unit = &mut self.units[unit.0 as usize];
        unit.running = true;
        unit.dirty = false;
        unit.passed_more = false;
        unit.bound.clear();
        unit.traced += 1;
    }

    fn end(&mut self, unit: UnitId) {
        self.depth -= 1;
        let state = &mut self.units[unit.0 as usize];
        state.running = false;
        if state.dirty {
            state.dirty = false;
            self.mark_dirty(unit);
        } else if state.passed_more {
            self.enqueue_again(unit);
        }
    }

    /// Which names of the top level are used somewhere.
    fn used_symbols(&self) -> Vec<bool> {
        let mut used = vec![false; self.names.scope(MODULE).symbols.len()];
        for at in self.names.occurrences.iter().filter(|at| at.access == Access::Use) {
            if let Some((MODULE, symbol)) = self.names.symbol_of(at).home {
                used[symbol.0 as usize] = true;
            }
        }
        used
    }

    /// A guess, good for the order of work only.
    fn is_likely_called(&self, unit: &Unit, used: &[bool]) -> bool {
        let scope = self.names.scope(unit.scope);
        if unit.class.is_some() {
            return scope.name.starts_with('_') && !scope.name.ends_with("__");
        }
        match scope.parent {
            Some(MODULE) => {
                self.names.scope(MODULE).symbol(&scope.name).is_some_and(|symbol| used[symbol.0 as usize])
            }
            _ => true,
        }
    }

    /// The next unit to trace again: callers before callees, sweep by sweep.
    fn next_dirty(&mut self) -> Option<UnitId> {
        if self.ranks.len() != self.units.len() {
            self.rank();
        }
        let next = self.queue.range(self.swept..).next().or_else(|| self.queue.first()).copied()?;
        self.queue.remove(&next);
        self.swept = (next.0.saturating_add(1), UnitId(0));
        Some(next.1)
    }

    /// Ranks the units in reverse postorder of the calls seen, from the module on.
    fn rank(&mut self) {
        let count = self.units.len();
        let mut ranks = vec![u32::MAX; count];
        let mut seen = vec![false; count];
        let mut rank = count as u32;
        for root in (0..count).rev().chain([0]) {
            let mut stack = vec![(root, 0)];
            if std::mem::replace(&mut seen[root], true) && root != 0 {
                continue;
            }
            while let Some((unit, child)) = stack.pop() {
                match self.units[unit].callees.get(child) {
                    Some(callee) => {
                        stack.push((unit, child + 1));
                        let callee = callee.0 as usize;
                        if !std::mem::replace(&mut seen[callee], true) {
                            stack.push((callee, 0));
                        }
                    }
                    None if ranks[unit] == u32::MAX => {
                        rank -= 1;
                        ranks[unit] = rank;
                    }
                    None => {}
                }
            }
        }
        if !self.is_script {
            // The top level of a library calls little of it, and is long: it waits for all the others.
            ranks[0] = u32::MAX;
        }
        self.queue = self.queue.iter().map(|(_, unit)| (ranks[unit.0 as usize], *unit)).collect();
        self.ranks = ranks;
    }

    fn enqueue(&mut self, unit: UnitId) {
        let rank = self.ranks.get(unit.0 as usize).copied().unwrap_or(u32::MAX);
        self.queue.insert((rank, unit));
    }

    /// A unit that was traced has more to look at, perhaps.
    pub fn enqueue_again(&mut self, unit: UnitId) {
        let state = &self.units[unit.0 as usize];
        if state.traced > 0 && state.traced < MOST_TRACES && !state.running && !state.dirty {
            self.enqueue(unit);
        }
    }

    pub fn mark_dirty(&mut self, unit: UnitId) {
        let state = &mut self.units[unit.0 as usize];
        if state.dirty || state.traced >= MOST_TRACES {
            return;
        }
        state.dirty = true;
        if !state.running {
            self.enqueue(unit);
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
        let [returns, yields, summary, touched_summary, left_summary] = [(); 5].map(|()| self.new_cell());
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
            touched: SmallVec::new(),
            touches_anything: false,
            touched_summary,
            constructs: false,
            left: SmallVec::new(),
            left_summary,
            summary,
            is_generator: found.is_generator,
            is_async: found.is_async,
            called: false,
            escapes: false,
            closed: false,
            calls: Vec::new(),
            callees: Vec::new(),
            callers: Vec::new(),
            returns_annotated: BOTTOM,
            returns_annotation: None,
            wrapped_as: None,
            traced: 0,
            running: false,
            dirty: false,
            passed_more: false,
            bound: SmallVec::new(),
        });
        self.unit_of_scope[scope.0 as usize] = Some(id);
        id
    }

    /// A syntax error lies in the span or at its end.
    pub fn is_broken(&self, span: Span) -> bool {
        if self.errors.is_empty() {
            return false;
        }
        let next = self.errors.partition_point(|error| *error <= span.start);
        self.errors.get(next).is_some_and(|error| *error <= span.end)
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
        } else {
            self.enqueue(unit);
        }
    }

    fn run_unit(&mut self, id: UnitId) {
        let unit = &self.units[id.0 as usize];
        if unit.running {
            return;
        }
        cancel::poll();
        let (scope, body, shift) = (unit.scope, unit.body, unit.shift);
        self.begin(id);
        self.look_again_at_annotations(id);
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
        self.note_left(&frame);
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

    /// The cell of a variable, joined over every binding of it.
    pub fn variable(&self, scope: ScopeId, symbol: SymbolId) -> CellId {
        CellId(self.variables[scope.0 as usize] + symbol.0)
    }

    /// A variable that other frames bind too.
    pub fn is_shared(&self, scope: ScopeId, symbol: SymbolId) -> bool {
        self.shared[self.variable(scope, symbol).0 as usize]
    }

    /// The class of this file that a type is.
    pub fn class_of(&self, type_: Type) -> Option<usize> {
        // Types of classes come after the builtin ones.
        if type_ <= types::UNNAMED {
            return None;
        }
        self.class_of_type.get(&type_).copied()
    }

    pub fn fresh_id(&mut self) -> u32 {
        self.identities.fresh()
    }

    /// A value with an identity of its own.
    pub fn fresh(&mut self, v: V) -> Val {
        Val { v, id: self.fresh_id(), origin: Default::default() }
    }

    pub fn join_states(&mut self, a: State, b: State) -> State {
        a.join(b, &mut self.values, &mut self.identities)
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
        self.finish_stand_ins();
        let mut facts = self.facts;
        for (attribute, v) in facts.attributes.iter_mut().zip(&self.attribute_values) {
            attribute.value = self.values.get(*v).clone();
        }
        facts.reached = self.final_values.iter().map(|v| *v != BOTTOM).collect();
        facts.values = self.final_values;
        facts.table = self.values.into_table();
        facts.calls.sort_by_cached_key(|call| (call.span.start, call.span.end));
        facts.attributes.sort_by_cached_key(|attribute| attribute.span.start);
        for object in &mut facts.objects {
            object.mutations.sort_by_key(|mutation| (mutation.span.start, mutation.span.end));
            object.escapes.sort_by_key(|escape| (escape.span.start, escape.to));
        }
        facts
    }
}

fn map_for<K, T>(count: usize) -> FxHashMap<K, T> {
    FxHashMap::with_capacity_and_hasher(count, Default::default())
}
