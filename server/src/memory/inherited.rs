//! Methods that instances have from a builtin base of their class: `class Stack(list)`.

use crate::memory::builtins::{self, Row};
use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::Atom;
use crate::text::Span;

impl Machine<'_> {
    /// What an inherited method changes, called on an instance or on `super()`.
    pub fn change_by_inherited(&mut self, f: &mut Frame, atom: Atom, receiver: Val, name: &str, span: Span) {
        let changed = match atom {
            Atom::Object(id) if self.facts.objects[id.0 as usize].type_ == types::SUPER => {
                self.first_parameter(f)
            }
            atom => self.instance_class(atom).map(|_| receiver),
        };
        if let Some(changed) = changed
            && let Some(bases) = self.stub_bases_of(atom)
            && let Some(certain) = inherited_change(&bases, name)
        {
            self.mutate(f, changed, span, "method call", certain);
        }
    }

    /// What the first parameter of the function that is traced holds now.
    fn first_parameter(&self, f: &Frame) -> Option<Val> {
        let unit = self.unit(f.unit);
        let slot = f.slot(unit.scope, unit.parameters.first()?.symbol)?;
        f.state.slots.get(slot as usize).map(|slot| slot.val)
    }
}

/// Does the method change its object: on every call, or on some?
fn inherited_change(bases: &[&str], name: &str) -> Option<bool> {
    if matches!(name, "__setitem__" | "__delitem__") {
        return inherited_row(bases, "clear").map(|_| true);
    }
    match inherited_row(bases, name)?.changes {
        Some((0, certain)) => Some(certain),
        _ => None,
    }
}

/// The row of a method of the first builtin base that has one.
fn inherited_row(bases: &[&str], name: &str) -> Option<&'static Row> {
    bases.iter().find_map(|base| {
        let type_ = base.rsplit('.').next().unwrap_or(base);
        builtins::find_method(&format!("{type_}.{name}"))
    })
}
