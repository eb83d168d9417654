//! Names: reading and binding variables, and the notes taken of both.

use rustpython_ast::ExprName;
use rustpython_ast::name::Name;
use rustpython_text_size::TextRange;
use smallvec::SmallVec;

use crate::memory::builtins;
use crate::memory::facts::{EscapeTo, Judged, Why};
use crate::memory::frame::{Bound, Frame, Slot, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::unit::OrNone;
use crate::memory::value::{BOTTOM, UNKNOWN, V};
use crate::names::{Access, Binding, MODULE, OccurrenceId, ScopeId, ScopeKind, SymbolId};

/// So many names for one object are noted at an occurrence.
const MOST_ALIASES: usize = 16;

impl<'a> Machine<'a> {
    /// The occurrence of the name that stands at a place of the tree.
    pub fn occurrence(&mut self, f: &Frame, range: TextRange) -> Option<OccurrenceId> {
        let offset = f.shift.at(range.start().to_u32());
        self.last_occurrence = self.names.occurrence_near(offset, self.last_occurrence)?;
        Some(self.last_occurrence)
    }

    /// Notes what a name holds right after an occurrence.
    pub fn note(&mut self, f: &Frame, occurrence: OccurrenceId, v: V) {
        if f.notes {
            self.final_values[occurrence.0 as usize] = v;
        }
    }

    /// Notes which names of the same frame hold the same object.
    fn note_aliases(&mut self, f: &Frame, occurrence: OccurrenceId, home: (ScopeId, SymbolId), id: u32) {
        if !f.notes {
            return;
        }
        let mut same: SmallVec<[SymbolId; 2]> = SmallVec::new();
        if id != 0
            && self.identities.is_shared(id)
            && f.state.live
            && home.0 == self.names.occurrence(occurrence).scope
            && let Some((_, base)) = f.scopes.iter().rev().find(|(scope, _)| *scope == home.0)
        {
            let count = self.names.scope(home.0).symbols.len();
            let slots = &f.state.slots[*base as usize..][..count];
            for (index, slot) in slots.iter().enumerate() {
                let is_other = slot.val.id == id && index as u32 != home.1.0;
                if is_other && slot.bound == Bound::Yes && same.len() < MOST_ALIASES {
                    same.push(SymbolId(index as u32));
                }
            }
        }
        if same.is_empty() {
            if !self.facts.same_as.is_empty() {
                self.facts.same_as.remove(&occurrence);
            }
        } else {
            self.facts.same_as.insert(occurrence, same);
        }
    }

    /// Notes again what a name shares, after more names were bound.
    pub fn note_bound(&mut self, f: &Frame, name: &ExprName) {
        let Some(occurrence) = self.occurrence(f, name.range) else { return };
        let symbol = self.names.symbol_of(self.names.occurrence(occurrence));
        let Some((home, variable)) = symbol.home else { return };
        if self.is_shared(home, variable) {
            return;
        }
        let slot = f.slot(home, variable).and_then(|slot| f.state.slots.get(slot as usize));
        let id = slot.map_or(0, |slot| slot.val.id);
        let Some(before) = self.facts.same_as.get(&occurrence).cloned() else { return };
        self.note_aliases(f, occurrence, (home, variable), id);
        if let Some(after) = self.facts.same_as.get_mut(&occurrence) {
            after.retain(|symbol| before.contains(symbol));
            if after.is_empty() {
                self.facts.same_as.remove(&occurrence);
            }
        }
    }

    pub fn load_name(&mut self, f: &mut Frame, name: &ExprName) -> Val {
        let Some(occurrence) = self.occurrence(f, name.range) else { return Val::plain(UNKNOWN) };
        let at = *self.names.occurrence(occurrence);
        let symbol = self.names.symbol_of(&at);
        let Some((home, variable)) = symbol.home else {
            let v = match symbol.binding {
                Binding::Builtin => self.builtin(f, &symbol.name),
                _ if symbol.name.as_str() == "__file__" => self.values.scalar(types::STR),
                _ => UNKNOWN,
            };
            self.note(f, occurrence, v);
            return Val::plain(v);
        };
        let val = self.read_variable(f, home, variable);
        self.note(f, occurrence, val.v);
        self.note_aliases(f, occurrence, (home, variable), val.id);
        val
    }

    fn read_variable(&mut self, f: &mut Frame, home: ScopeId, variable: SymbolId) -> Val {
        let is_shared = self.is_shared(home, variable);
        if let Some(slot) = f.slot(home, variable)
            && !is_shared
        {
            // On a path that no execution takes there are no slots.
            let Some(slot) = f.state.slots.get(slot as usize) else { return Val::plain(BOTTOM) };
            f.reads_unbound |= slot.bound != Bound::Yes;
            if slot.bound == Bound::No {
                return Val::plain(self.implicit(home, variable));
            }
            let val = slot.val;
            if f.later > 0 && f.scopes.iter().take(f.later).any(|(scope, _)| *scope == home) {
                let later = self.read(self.variable(home, variable), f.unit);
                let v = self.values.join(val.v, later);
                return if v == val.v { val } else { self.fresh(v) };
            }
            return val;
        }
        let v = self.read(self.variable(home, variable), f.unit);
        if v == BOTTOM && !self.is_bound_in_file(home, variable) {
            return Val::plain(self.implicit(home, variable));
        }
        let v = self.values.unsure_either(v);
        self.fresh(v)
    }

    fn is_bound_in_file(&self, home: ScopeId, variable: SymbolId) -> bool {
        let symbol = &self.names.scope(home).symbols[variable.0 as usize];
        symbol.bound_here || self.is_shared(home, variable)
    }

    /// Any name of the module may hold anything, and where `cells` says so any that inner functions use.
    pub fn open_variables(&mut self, cells: bool) {
        for scope in 0..self.names.scopes.len() as u32 {
            let scope = ScopeId(scope);
            for symbol in 0..self.names.scope(scope).symbols.len() as u32 {
                let symbol = SymbolId(symbol);
                let binding = self.names.scope(scope).symbols[symbol.0 as usize].binding;
                if scope == MODULE || cells && binding == Binding::Cell {
                    let cell = self.variable(scope, symbol);
                    self.shared[cell.0 as usize] = true;
                    self.write(cell, UNKNOWN);
                }
            }
        }
    }

    /// A variable that no statement has bound: one that Python itself sets, or none.
    fn implicit(&mut self, home: ScopeId, variable: SymbolId) -> V {
        let scope = self.names.scope(home);
        match scope.symbols[variable.0 as usize].name.as_str() {
            "__name__" | "__file__" if home == MODULE => self.values.scalar(types::STR),
            "__qualname__" | "__module__" if scope.kind == ScopeKind::Class => self.values.scalar(types::STR),
            "__class__" => self.class_object(home).unwrap_or(UNKNOWN),
            _ => UNKNOWN,
        }
    }

    fn builtin(&mut self, f: &mut Frame, name: &Name) -> V {
        if let Some(v) = self.builtins.get(name) {
            return *v;
        }
        let Some(row) = builtins::find(&format!("builtins.{name}")) else { return UNKNOWN };
        let v = self.external_value(f, row);
        let v = if self.names.star_import { self.values.assumed(v) } else { v };
        self.builtins.insert(name.clone(), v);
        v
    }

    /// Binds the name at an occurrence.
    pub fn bind(&mut self, f: &mut Frame, occurrence: OccurrenceId, val: Val) {
        let at = *self.names.occurrence(occurrence);
        let mut val = val;
        if at.access == Access::Bind {
            self.facts.judged[occurrence.0 as usize] = Judged::No;
        }
        if at.access == Access::Bind && self.values.get(val.v).unknown {
            val.v = self.judged(occurrence, val.v, OrNone::Asked);
        }
        let symbol = self.names.symbol_of(&at);
        let Some((home, variable)) = symbol.home else { return };
        let is_cell = self.names.scope(home).symbols[variable.0 as usize].binding == Binding::Cell;
        let is_shared = self.is_shared(home, variable);
        let slot = f.slot(home, variable);
        self.identities.bind(val.id);
        if let Some(slot) = slot {
            let bound = Slot { val, bound: Bound::Yes };
            if let Some(slot) = f.state.slots.get_mut(slot as usize) {
                *slot = bound;
            }
            if let Some(binds) = f.tries.last_mut() {
                binds.push((slot, bound));
            }
        }
        self.note(f, occurrence, val.v);
        let id = if is_shared { 0 } else { val.id };
        self.note_aliases(f, occurrence, (home, variable), id);
        self.note_name_of_objects(val.v, home, variable);
        if at.access == Access::Parameter && val.v == UNKNOWN && f.notes {
            self.facts.why_unknown.insert(occurrence, Why::NoCallSeen);
        }
        if slot.is_none() || is_cell || is_shared || home == MODULE || symbol.binding == Binding::Class {
            let cell = self.variable(home, variable);
            let is_open = !self.is_script && self.habits.is_placeholder(cell.0);
            self.write(cell, if is_open { UNKNOWN } else { val.v });
        }
        let span = at.span;
        if slot.is_none() && home == MODULE {
            self.escape(f, val.v, EscapeTo::Global, span, &symbol.name);
        } else if slot.is_none() || is_cell {
            self.escape(f, val.v, EscapeTo::Closure, span, &symbol.name);
        }
    }

    fn note_name_of_objects(&mut self, v: V, home: ScopeId, variable: SymbolId) {
        for object in self.objects_of(v) {
            let names = &mut self.facts.objects[object.0 as usize].names;
            if names.len() < 8 && !names.contains(&(home, variable)) {
                names.push((home, variable));
            }
        }
    }
}
