//! The frames of a moment: names, whether they are bound, what they hold.

use rustpython_ast::{Expr, Stmt};
use smallvec::SmallVec;

use crate::memory::frame::{Bound, Slot, Val};
use crate::memory::moment::{FrameAt, SlotAt};
use crate::memory::snapshot::Snapshot;
use crate::memory::unit::UnitId;
use crate::memory::value::BOTTOM;
use crate::names::{Access, MODULE, ScopeId, SymbolId};
use crate::text::Span;

const MODULE_UNIT: UnitId = UnitId(0);

impl Snapshot<'_, '_> {
    /// The global frame, then the others from the outside in.
    pub fn frames(&mut self, unit: UnitId, scopes: &SmallVec<[(ScopeId, u32); 4]>) -> Vec<FrameAt> {
        let mut frames = Vec::new();
        if unit != MODULE_UNIT {
            frames.push(self.global_frame(unit));
        }
        for (scope, base) in scopes {
            let slots = self.slots(*scope, *base);
            let mut frame = FrameAt {
                scope: *scope,
                slots,
                calls: Vec::new(),
                has_other_calls: false,
                has_other_names: self.has_other_names(*scope),
                left_out: 0,
            };
            let found = self.machine.unit(unit);
            if unit != MODULE_UNIT && found.scope == *scope {
                frame.calls = found.calls.clone();
                frame.calls.sort_by_key(|span| span.start);
                frame.has_other_calls = !found.closed || found.escapes;
            }
            frames.push(frame);
        }
        frames
    }

    fn has_other_names(&self, scope: ScopeId) -> bool {
        let machine = &self.machine;
        let class = machine.class_of_scope.get(&scope).map(|class| machine.classes[*class].object);
        scope == MODULE && machine.names.star_import
            || class.is_some_and(|object| machine.facts.unsure_types.contains(&object))
    }

    fn slots(&mut self, scope: ScopeId, base: u32) -> Vec<SlotAt> {
        let mut found = Vec::new();
        for symbol in self.in_order(scope) {
            let Some(slot) = self.state.slots.get((base + symbol.0) as usize).copied() else { continue };
            let name = self.machine.names.scope(scope).symbols[symbol.0 as usize].name.to_string();
            let Slot { val, bound } = self.as_shared(scope, symbol, slot);
            if bound == Bound::No {
                continue;
            }
            let part = self.part(val);
            found.push(SlotAt { name, bound, part, is_new: false });
        }
        found
    }

    /// A variable that other frames bind too holds what any of them has put there.
    fn as_shared(&self, scope: ScopeId, symbol: SymbolId, slot: Slot) -> Slot {
        if !self.machine.is_shared(scope, symbol) {
            return slot;
        }
        let v = self.machine.peek(self.machine.variable(scope, symbol));
        let is_there = slot.bound == Bound::Yes && !self.is_deleted(scope, symbol);
        Slot { val: Val::plain(v), bound: if is_there { Bound::Yes } else { Bound::Maybe } }
    }

    pub fn is_deleted(&self, scope: ScopeId, symbol: SymbolId) -> bool {
        let names = self.machine.names;
        let mut deletes = names.occurrences.iter().filter(|at| at.access == Access::Delete);
        deletes.any(|at| names.symbol_of(at).home == Some((scope, symbol)))
    }

    /// The names of a scope that can be bound in it, in the order of the places that bind them first.
    pub fn in_order(&self, scope: ScopeId) -> Vec<SymbolId> {
        let names = self.machine.names;
        let mut found = Vec::new();
        for at in names.occurrences.iter().filter(|at| matches!(at.access, Access::Bind | Access::Parameter))
        {
            if let Some((home, symbol)) = names.symbol_of(at).home
                && home == scope
                && !found.contains(&symbol)
            {
                found.push(symbol);
            }
        }
        found
    }

    /// The global frame while a function runs: at some point of the program, so what every binding
    /// of a name can put there. Sure to be bound is what stands before the function.
    fn global_frame(&mut self, unit: UnitId) -> FrameAt {
        let before = self.bound_before(unit);
        let mut slots = Vec::new();
        for symbol in self.in_order(MODULE) {
            let v = self.machine.peek(self.machine.variable(MODULE, symbol));
            if v == BOTTOM {
                continue;
            }
            let is_there = before.contains(&symbol) && !self.is_deleted(MODULE, symbol);
            let bound = if is_there { Bound::Yes } else { Bound::Maybe };
            let name = self.machine.names.scope(MODULE).symbols[symbol.0 as usize].name.to_string();
            let part = self.part(Val::plain(v));
            slots.push(SlotAt { name, bound, part, is_new: false });
        }
        FrameAt {
            scope: MODULE,
            slots,
            calls: Vec::new(),
            has_other_calls: false,
            has_other_names: self.has_other_names(MODULE),
            left_out: 0,
        }
    }

    /// Names that the top level binds, whatever happens, before the function can run.
    fn bound_before(&self, unit: UnitId) -> Vec<SymbolId> {
        let mut found = Vec::new();
        let Some(tree) = self.machine.tree else { return found };
        let start = self.machine.names.scope(self.machine.unit(unit).scope).span.start;
        for statement in &tree.statements {
            let (span, shift) = (statement.span(), statement.shift());
            if span.start > start {
                break;
            }
            let is_around = span.end > start;
            let mut add = |at: Span| found.extend(self.global_at(at));
            match statement.node() {
                Stmt::Assign(s) if !is_around => {
                    for target in &s.targets {
                        if let Expr::Name(name) = target {
                            add(shift.span(name));
                        }
                    }
                }
                Stmt::Import(_) | Stmt::ImportFrom(_) if !is_around => {
                    let occurrences = &self.machine.names.occurrences;
                    let first = occurrences.partition_point(|at| at.span.start < span.start);
                    let inside = occurrences[first..].iter().take_while(|at| at.span.start < span.end);
                    inside.for_each(|at| add(at.span));
                }
                // Nothing but its decorators could call it before it is bound.
                Stmt::FunctionDef(s) if !is_around || s.decorator_list.is_empty() => {
                    add(shift.range(s.name.range));
                }
                Stmt::ClassDef(s) if !is_around => add(shift.range(s.name.range)),
                _ => {}
            }
        }
        found
    }

    fn global_at(&self, at: Span) -> Option<SymbolId> {
        let names = self.machine.names;
        let occurrence = names.occurrence(names.occurrence_at(at.start)?);
        let (home, symbol) = names.symbol_of(occurrence).home?;
        (home == MODULE && occurrence.access == Access::Bind).then_some(symbol)
    }
}
