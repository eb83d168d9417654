//! The function that a call expression enters.

use rustpython_ast::{Expr, ExprAttribute, ExprCall};
use rustpython_text_size::Ranged;

use super::Walker;
use crate::recursion::definitions::{ClassId, FunctionId, Role, Target};

/// The callee of a call and how it is reached.
pub(super) struct Callee {
    pub function: FunctionId,
    pub receiver: bool,
    /// Dispatched on the type of the receiver: a subclass may override.
    pub dispatched: bool,
    pub certain: bool,
}

impl<'a> Walker<'_, 'a> {
    pub(super) fn callee(&self, call: &'a ExprCall) -> Option<Callee> {
        match call.func.as_ref() {
            Expr::Name(_) => match self.definitions.target(&call.func, self.shift) {
                Some(Target::Function(function)) => {
                    let called = self.definitions.function(function);
                    let certain = !self.definitions.rebound_in_module(called.head.start, called.name);
                    Some(Callee { function, receiver: false, dispatched: false, certain })
                }
                Some(Target::Class(class)) => self.constructor(class),
                None => self.called_itself(&call.func),
            },
            Expr::Attribute(attribute) => self.method(attribute),
            _ => None,
        }
    }

    /// `self()` in a method of a class with `__call__`.
    fn called_itself(&self, func: &Expr) -> Option<Callee> {
        if !self.definitions.methods.contains("__call__") {
            return None;
        }
        let caller = self.definitions.function(self.caller?);
        let class = self.class_of(func).filter(|_| caller.role == Role::Method)?;
        let function = self.member(class, "__call__")?;
        let certain = self.unshadowed(class, "__call__");
        Some(Callee { function, receiver: true, dispatched: true, certain })
    }

    /// `__new__`, else `__init__`, where the class itself defines it and nothing can put another in its way.
    fn constructor(&self, id: ClassId) -> Option<Callee> {
        let class = self.definitions.class(id);
        let first = if class.members.contains_key("__new__") { "__new__" } else { "__init__" };
        let [function] = class.members.get(first)?.as_slice() else { return None };
        let scope = self.definitions.names.scope(class.scope);
        let certain = class.plain_bases
            && !class.dataclass
            && self.unreplaced(id, first)
            && !self.definitions.may_be_set("__new__")
            && !self.definitions.rebound_in_module(scope.head.start, scope.name.as_str());
        Some(Callee { function: *function, receiver: true, dispatched: false, certain })
    }

    fn method(&self, attribute: &'a ExprAttribute) -> Option<Callee> {
        let name = attribute.attr.as_str();
        if !self.definitions.methods.contains(name) {
            return None;
        }
        // Cls.method(…)
        if let Some(Target::Class(class)) = self.definitions.target(&attribute.value, self.shift) {
            let function = self.member(class, name)?;
            let receiver = self.definitions.function(function).role == Role::ClassMethod;
            return Some(Callee {
                function,
                receiver,
                dispatched: false,
                certain: self.unshadowed(class, name),
            });
        }
        // super().method(…): the next class in the order of resolution need not be the base.
        if is_super(&attribute.value) {
            let class = self.definitions.function(self.caller?).class?;
            let class = self.definitions.class(class);
            let base = class.bases.first().copied()?;
            let Some(Target::Class(base)) = self.definitions.target(base, class.shift) else { return None };
            let function = self.member(base, name)?;
            let receiver = self.definitions.function(function).role != Role::Plain;
            return Some(Callee { function, receiver, dispatched: true, certain: false });
        }
        if let Some(class) = self.made_here(&attribute.value) {
            let function = self.member(class, name)?;
            let receiver = self.definitions.function(function).role != Role::Plain;
            let certain = self.unshadowed(class, name) && !self.definitions.outside.shadows(name);
            return Some(Callee { function, receiver, dispatched: false, certain });
        }
        // self.method(…)
        let class = self.class_of(&attribute.value)?;
        if let Some(function) = self.member(class, name) {
            let receiver = self.definitions.function(function).role != Role::Plain;
            return Some(Callee {
                function,
                receiver,
                dispatched: true,
                certain: self.unshadowed(class, name) && !self.definitions.outside.shadows(name),
            });
        }
        let definition = self.definitions.class(class);
        if definition.members.contains_key(name) {
            return None;
        }
        let base = definition.bases.first().copied()?;
        let Some(Target::Class(base)) = self.definitions.target(base, definition.shift) else { return None };
        let function = self.member(base, name)?;
        let receiver = self.definitions.function(function).role != Role::Plain;
        Some(Callee { function, receiver, dispatched: true, certain: false })
    }

    /// `map(f, items)` and the like call the function that they are given, maybe.
    pub(super) fn applied(&mut self, call: &'a ExprCall) {
        let name = match call.func.as_ref() {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) if attribute.attr.as_str() == "reduce" => "reduce",
            _ => return,
        };
        if !matches!(name, "map" | "filter" | "sorted" | "min" | "max" | "reduce") {
            return;
        }
        let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
        for argument in call.arguments.args.iter().chain(keywords) {
            if let Some(Target::Function(function)) = self.definitions.target(argument, self.shift) {
                self.add(function, argument.range(), None, false, false, None);
            } else if let Some(function) = self.bound_method(argument) {
                self.add(function, argument.range(), None, true, false, None);
            }
        }
    }

    /// `self.method`, a method of the class itself, not called.
    pub(super) fn bound_method(&self, argument: &Expr) -> Option<FunctionId> {
        let attribute = argument.as_attribute_expr()?;
        let class = self.class_of(&attribute.value)?;
        let function = self.member(class, attribute.attr.as_str())?;
        (self.definitions.function(function).role != Role::Plain).then_some(function)
    }

    /// The function that `partial(f, …)` keeps, where the call is of that: made on the spot, or bound once to a name.
    pub(super) fn kept_by_partial(&self, func: &Expr) -> Option<FunctionId> {
        let (made, shift) = match func {
            Expr::Name(name) => {
                let home = self.definitions.home(self.shift.at(name.range().start().to_u32()))?;
                self.definitions.sequences.get(&home).copied()?
            }
            func => (func, self.shift),
        };
        let made = made.as_call_expr()?;
        let is_partial = match made.func.as_ref() {
            Expr::Name(name) => name.id.as_str() == "partial",
            Expr::Attribute(attribute) => attribute.attr.as_str() == "partial",
            _ => false,
        };
        let kept = made.arguments.args.first().filter(|_| is_partial)?;
        match self.definitions.target(kept, shift)? {
            Target::Function(function) => Some(function),
            Target::Class(_) => None,
        }
    }

    /// The class of `Cls(…)`, or of a variable that is bound once, to that: nothing but an instance of it comes of this.
    fn made_here(&self, value: &Expr) -> Option<ClassId> {
        let (value, shift) = match value {
            Expr::Name(name) => {
                let home = self.definitions.home(self.shift.at(name.range().start().to_u32()))?;
                self.definitions.sequences.get(&home).copied()?
            }
            value => (value, self.shift),
        };
        let Some(Target::Class(id)) = self.definitions.target(&value.as_call_expr()?.func, shift) else {
            return None;
        };
        let class = self.definitions.class(id);
        let scope = self.definitions.names.scope(class.scope);
        let plain = class.plain_bases
            && class.known_decorators
            && !class.members.contains_key("__new__")
            && !self.definitions.may_be_set("__new__")
            && !self.definitions.may_be_set("__class__")
            && !self.definitions.rebound_in_module(scope.head.start, scope.name.as_str());
        plain.then_some(id)
    }

    /// The one method of that name in the class body; no property.
    pub(super) fn member(&self, class: ClassId, name: &str) -> Option<FunctionId> {
        let [function] = self.definitions.class(class).members.get(name)?.as_slice() else { return None };
        let role = self.definitions.function(*function).role;
        (!matches!(role, Role::Getter | Role::Setter | Role::Deleter)).then_some(*function)
    }

    /// Nothing in the file puts something else under the method's name, or steps in before it.
    pub(super) fn unshadowed(&self, class: ClassId, name: &str) -> bool {
        self.unreplaced(class, name)
            && !self.definitions.class(class).members.contains_key("__getattribute__")
    }

    /// Nothing in the file puts something else under the method's name.
    pub(super) fn unreplaced(&self, class: ClassId, name: &str) -> bool {
        let definition = self.definitions.class(class);
        let first = definition.members.get(name).and_then(|members| members.first());
        let home =
            first.and_then(|first| self.definitions.home(self.definitions.function(*first).head.start));
        home.is_some_and(|home| self.definitions.bound_once(home))
            && definition.known_decorators
            && !self.definitions.outside.replaces(name)
            && (!self.definitions.stored_attributes.contains(name) || self.stored_elsewhere(class, name))
    }

    /// A special method that is assigned to other classes of the file only, none derived from this one.
    fn stored_elsewhere(&self, class: ClassId, name: &str) -> bool {
        let elsewhere = |object: &Expr, shift| {
            let Some(Target::Class(stored)) = self.definitions.target(object, shift) else { return false };
            stored != class && !self.derived(class).contains(&stored)
        };
        let stores = &self.definitions.special_stores;
        name.starts_with("__")
            && stores
                .iter()
                .filter(|store| store.0 == name)
                .all(|(_, object, shift)| elsewhere(object, *shift))
    }

    /// The class whose instance (or which class itself) a name holds: a method's first parameter.
    pub(super) fn class_of(&self, value: &Expr) -> Option<ClassId> {
        let Expr::Name(name) = value else { return None };
        let mut caller = self.definitions.function(self.caller?);
        if !self.definitions.receivers.contains(name.id.as_str()) {
            return None;
        }
        let home = self.definitions.home(self.shift.at(name.range().start().to_u32()))?;
        // A function inside a method sees the method's `self`.
        while caller.scope != home.0 {
            let parent = self.definitions.names.scope(caller.scope).parent?;
            caller = self.definitions.function_of(parent)?;
        }
        let class = caller.class.filter(|_| caller.role != Role::Plain)?;
        (caller.receiver? == home).then_some(class)
    }
}

pub(super) fn is_super(value: &Expr) -> bool {
    let Expr::Call(call) = value else { return false };
    matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "super")
}
