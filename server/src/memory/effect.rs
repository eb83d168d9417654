//! What happens to objects: they are changed, they escape, they are freed.

use crate::memory::facts::Change;
use crate::memory::facts::{Escape, EscapeTo, Function, Mutation};
use crate::memory::frame::{Frame, Val};
use crate::memory::known::Key;
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::unit::Body;
use crate::memory::value::{BOTTOM, ObjectId, UNKNOWN, V};
use crate::text::Span;

/// An object's list of changes and escapes ends here.
const MOST_NOTES: usize = 48;

impl<'a> Machine<'a> {
    /// The object a value refers to is changed.
    pub fn mutate(&mut self, f: &mut Frame, val: Val, span: Span, how: &'static str, certain: bool) {
        let value = self.values.get(val.v);
        let is_one = !value.unknown && value.atoms.len() == 1;
        for object in self.objects_of(val.v) {
            let possible = !is_one || !certain;
            let mutations = &mut self.facts.objects[object.0 as usize].mutations;
            if let Some(mutation) = mutations.iter_mut().find(|mutation| mutation.span == span) {
                mutation.possible |= possible;
            } else if mutations.len() < MOST_NOTES {
                mutations.push(Mutation { span, how, possible });
            }
        }
        if value_can_change(self, val.v) {
            self.changed_parameter(f, val, span, certain);
            if !matches!(how, "item assignment" | "attribute assignment") {
                self.note_touched(f, val.v, None);
            }
            match how {
                // Behind the items there are; or at a place that the caller of this knows.
                "append" | "extend" | "item assignment" | "attribute assignment" => {
                    self.forget_length(f, val)
                }
                "setattr" | "delattr" | "attribute deletion" => self.forget(f, val, Key::is_attribute),
                _ => self.forget(f, val, |_| true),
            }
        }
    }

    /// The objects of a value can be reached from elsewhere from here on.
    pub fn escape(&mut self, f: &Frame, v: V, to: EscapeTo, span: Span, through: &str) {
        if v == BOTTOM || v == UNKNOWN || !f.notes {
            return;
        }
        for object in self.objects_of(v) {
            let escapes = &mut self.facts.objects[object.0 as usize].escapes;
            if escapes.len() < MOST_NOTES
                && !escapes.iter().any(|escape| escape.to == to && escape.span == span)
            {
                escapes.push(Escape { to, span, through: through.into() });
            }
        }
    }

    /// A function or class in the hands of code outside this file.
    pub fn taint_definition(&mut self, object: ObjectId) {
        let found = &self.facts.objects[object.0 as usize];
        if found.type_ == types::TYPE {
            return;
        }
        let Some(scope) = found.definition else { return };
        let Some(unit) = self.unit_of_scope[scope.0 as usize] else { return };
        if self.units[unit.0 as usize].escapes {
            return;
        }
        self.units[unit.0 as usize].escapes = true;
        self.mark_dirty(unit);
    }

    /// Which functions change, return and take what.
    pub fn finish_functions(&mut self) {
        for index in 0..self.units.len() {
            let unit = &self.units[index];
            if matches!(unit.body, Body::Module) {
                continue;
            }
            let scope = unit.scope;
            let changes = unit
                .parameters
                .iter()
                .enumerate()
                .filter_map(|(at, parameter)| {
                    let bit = |bits: u64| if at < 63 { bits >> at & 1 } else { 0 };
                    let change = match (bit(unit.changes), bit(unit.may_change)) {
                        (1, _) => Change::Certain,
                        (_, 1) => Change::Possible,
                        _ => return None,
                    };
                    let span = unit.change_at.get(&at).copied().unwrap_or_default();
                    Some((parameter.symbol, change, span))
                })
                .collect();
            let mut returns = self.peek(unit.returns);
            for at in 0..unit.parameters.len().min(63) {
                if self.units[index].returned >> at & 1 != 0 {
                    let value = self.parameter_value(crate::memory::unit::UnitId(index as u32), at);
                    returns = self.values.join(returns, value);
                }
            }
            let unit = &self.units[index];
            let mut calls = unit.calls.clone();
            calls.sort_by_key(|span| span.start);
            let function =
                Function { returns: self.values.get(returns).clone(), changes, calls, escapes: unit.escapes };
            self.facts.functions.insert(scope, function);
        }
    }
}

/// A value of value type never changes.
fn value_can_change(machine: &Machine, v: V) -> bool {
    let value = machine.values.get(v);
    value.unknown || value.atoms.iter().any(|atom| !atom.is_scalar())
}
