//! What classes and functions of the file hold: attributes of their own, cells.
//!
//! Both are joined over the whole run, so a value holds at every point. Of a class whose making a metaclass, a
//! decorator or an unknown base takes part in nothing is said.

use crate::memory::frame::{Bound, Val};
use crate::memory::moment::{Inside, Part};
use crate::memory::snapshot::Snapshot;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, ObjectId, V};
use crate::names::{Access, Binding, ScopeId, SymbolId};

impl Snapshot<'_, '_> {
    /// Of a class or function object of the file; `None` for any other.
    pub fn definition(&mut self, object: ObjectId) -> Option<Inside> {
        let found = &self.machine.facts.objects[object.0 as usize];
        let (type_, scope) = (found.type_, found.definition?);
        if found.stands_in {
            return None;
        }
        match type_ {
            types::TYPE => self.class(object, scope),
            // What a decorator gives instead has cells of its own.
            types::FUNCTION if !self.is_decorated(scope) => Some(self.function(scope)),
            _ => None,
        }
    }

    fn class(&mut self, object: ObjectId, scope: ScopeId) -> Option<Inside> {
        let index = self.machine.class_of_object(object)?;
        let class = &self.machine.classes[index];
        // A class with decorators has no entry.
        let is_seen = self.machine.probe.as_ref().is_some_and(|probe| probe.class_bound.contains_key(&scope));
        let is_plain = is_seen && !(class.open || class.makes_other || class.is_enum || class.is_dataclass);
        if !is_plain || self.machine.fields[class.family].dynamic {
            return None;
        }
        let bases =
            class.bases.iter().map(|base| self.machine.names.scope(self.machine.classes[*base].scope));
        let bases: Vec<String> = bases.map(|base| base.name.to_string()).collect();
        // A base from elsewhere is not among them.
        if class.has_builtin_base {
            return None;
        }
        let (mut slots, mut methods) = (Vec::new(), Vec::new());
        for symbol in self.in_order(scope) {
            let name = self.machine.names.scope(scope).symbols[symbol.0 as usize].name.to_string();
            let v = self.machine.peek(self.machine.variable(scope, symbol));
            let is_there = self.is_bound_in_body(scope, symbol);
            if self.is_function(v) && is_there {
                methods.push(name);
            } else if v != BOTTOM && !(name.starts_with("__") && name.ends_with("__")) {
                let bound = if is_there { Bound::Yes } else { Bound::Maybe };
                let part = self.lasting(v);
                slots.push((name, bound, part));
            }
        }
        Some(Inside::Class { bases, slots, methods, new: Vec::new() })
    }

    /// All that it can be are functions of the file, or what stands around one.
    fn is_function(&self, v: V) -> bool {
        let value = self.machine.values.get(v);
        let is_one = |atom: &Atom| match atom {
            Atom::Object(id) => {
                let object = &self.machine.facts.objects[id.0 as usize];
                matches!(object.type_, types::FUNCTION | types::PROPERTY)
            }
            _ => false,
        };
        !value.unknown && !value.assumed && !value.atoms.is_empty() && value.atoms.iter().all(is_one)
    }

    /// A statement of the class's body binds the name whatever happens, and nothing unbinds it.
    fn is_bound_in_body(&self, scope: ScopeId, symbol: SymbolId) -> bool {
        let probe = self.machine.probe.as_ref();
        let bound = probe.and_then(|probe| probe.class_bound.get(&scope));
        let name = &self.machine.names.scope(scope).symbols[symbol.0 as usize].name;
        let is_deleted = probe.is_none_or(|probe| probe.deleted.contains(name));
        !is_deleted && bound.is_some_and(|bound| bound.contains(&symbol))
    }

    fn is_decorated(&self, scope: ScopeId) -> bool {
        let scope = self.machine.names.scope(scope);
        scope.span.start != scope.start
    }

    /// The variables of functions around: what any call of those has put there.
    fn function(&mut self, scope: ScopeId) -> Inside {
        let symbols = self.machine.names.scope(scope).symbols.iter();
        let free = symbols.filter(|symbol| symbol.binding == Binding::Free && symbol.name != "__class__");
        let free: Vec<_> = free.map(|symbol| (symbol.name.to_string(), symbol.home)).collect();
        let mut captured: Vec<(String, Bound, Part)> = Vec::new();
        for (name, home) in free {
            let Some((home, symbol)) = home else { continue };
            let v = self.machine.peek(self.machine.variable(home, symbol));
            if v == BOTTOM {
                continue;
            }
            let is_there = self.is_parameter(home, symbol) && !self.is_deleted(home, symbol);
            let bound = if is_there { Bound::Yes } else { Bound::Maybe };
            let part = self.lasting(v);
            captured.push((name, bound, part));
        }
        Inside::Function { captured, new: Vec::new() }
    }

    fn is_parameter(&self, scope: ScopeId, symbol: SymbolId) -> bool {
        let names = self.machine.names;
        let mut parameters = names.occurrences.iter().filter(|at| at.access == Access::Parameter);
        parameters.any(|at| names.symbol_of(at).home == Some((scope, symbol)))
    }

    /// A value, or a reference to an object that is made once; of others it would not be known which it is, and a
    /// function that captures itself would have no end.
    fn lasting(&mut self, v: V) -> Part {
        let is_one = match self.machine.values.get(v).single() {
            Some(Atom::Object(id)) => self.machine.is_made_once(id),
            Some(Atom::Heap(_)) => false,
            _ => true,
        };
        if is_one { self.part(Val::plain(v)) } else { self.one_of(v) }
    }
}
