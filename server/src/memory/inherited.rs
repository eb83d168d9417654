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
        let found = match atom {
            Atom::Object(id) if self.facts.objects[id.0 as usize].type_ == types::SUPER => {
                let scope = self.facts.objects[id.0 as usize].definition;
                let class = scope.and_then(|scope| self.class_of_scope.get(&scope).copied());
                class.zip(self.first_parameter(f))
            }
            atom => self.instance_class(atom).map(|class| (class, receiver)),
        };
        if let Some((class, changed)) = found
            && let Some(certain) = self.inherited_change(class, name)
        {
            self.mutate(f, changed, span, "method call", certain);
        }
    }

    /// Does the method change its object: on every call, or on some?
    fn inherited_change(&self, class: usize, name: &str) -> Option<bool> {
        if matches!(name, "__setitem__" | "__delitem__") {
            return self.inherited_row(class, "clear").map(|_| true);
        }
        match self.inherited_row(class, name)?.changes {
            Some((0, certain)) => Some(certain),
            _ => None,
        }
    }

    /// The row of a method of the first builtin base that has one.
    fn inherited_row(&self, class: usize, name: &str) -> Option<&'static Row> {
        self.mro(class).iter().flat_map(|class| &self.classes[*class].stub_bases).find_map(|base| {
            let base = base.split('[').next().unwrap_or(base);
            let type_ = base.rsplit('.').next().unwrap_or(base);
            builtins::find_method(&format!("{type_}.{name}"))
        })
    }

    /// What the first parameter of the function that is traced holds now.
    fn first_parameter(&self, f: &Frame) -> Option<Val> {
        let unit = self.unit(f.unit);
        let slot = f.slot(unit.scope, unit.parameters.first()?.symbol)?;
        f.state.slots.get(slot as usize).map(|slot| slot.val)
    }
}
