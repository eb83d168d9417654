//! Descriptors that reach for the attribute that they stand for: `setattr(obj, self.name, value)` in `__set__`.
//!
//! Certain for `__set__` and `__delete__` of a class that keeps the name that `__set_name__` gives it, whose instances
//! are made in the bodies of plain classes of this file only. Reading may find `None` or the instance's own attribute.

use rustpython_ast::{Expr, ExprCall, Stmt};
use rustpython_text_size::Ranged;

use super::Walker;
use crate::recursion::definitions::{Body, ClassId, Function, Role};

impl<'a> Walker<'_, 'a> {
    /// Where an instance of the class is made: in the body of a class, or elsewhere.
    pub(super) fn made_in(&mut self, class: ClassId) {
        let owner = self.class_around.filter(|_| self.caller.is_none() && self.deferred == 0);
        let plain = owner.is_some_and(|owner| {
            let owner = self.definitions.class(owner);
            owner.plain_bases && owner.known_decorators
        });
        if !plain {
            self.made_elsewhere.insert(class);
        }
    }

    /// `setattr(obj, self.name, …)` and the like in a descriptor's methods.
    pub(super) fn described(&mut self, call: &'a ExprCall) {
        let (Some(id), Expr::Name(builtin)) = (self.caller, call.func.as_ref()) else { return };
        let caller = self.definitions.function(id);
        let fits = match builtin.id.as_str() {
            "setattr" => caller.name == "__set__",
            "delattr" => caller.name == "__delete__",
            "getattr" => caller.name == "__get__",
            _ => false,
        };
        let (Some(class), [object, Expr::Attribute(name), ..]) = (caller.class, &*call.arguments.args) else {
            return;
        };
        if !fits
            || caller.role != Role::Method
            || !self.is_second(object, caller)
            || self.class_of(&name.value) != Some(class)
            || !self.keeps_name(class, name.attr.as_str())
        {
            return;
        }
        let outside = &self.definitions.outside;
        let methods = &self.definitions.methods;
        let certain = caller.name != "__get__"
            && self.definitions.is_builtin(self.shift.at(builtin.range().start().to_u32()))
            && self.definitions.class(class).plain_bases
            && self.definitions.class(class).known_decorators
            && !self.definitions.stored_attributes.contains(caller.name)
            && outside.varies_only(self.definitions.text(self.shift.span(name)))
            && !["__setattr__", "__delattr__", "__getattribute__"].iter().any(|name| methods.contains(name));
        self.descriptors.push(self.calls.sites.len());
        self.add(id, call.range(), None, true, certain, Some(class));
    }

    /// The second parameter, never rebound.
    fn is_second(&self, object: &Expr, caller: &Function<'_>) -> bool {
        let home = |at| self.definitions.home(at);
        let Some(second) = caller.parameter_name(1).filter(|_| caller.plain_count() >= 2) else {
            return false;
        };
        let second = home(caller.shift.at(second.range().start().to_u32()));
        object.is_name_expr()
            && second.is_some_and(|second| self.definitions.bound_once(second))
            && home(self.shift.at(object.range().start().to_u32())) == second
    }

    /// `__set_name__` keeps the name it is given under this attribute, and nothing else is ever put there.
    fn keeps_name(&self, class: ClassId, attribute: &str) -> bool {
        let Some(naming) = self.member(class, "__set_name__") else { return false };
        let naming = self.definitions.function(naming);
        let Body::Statements(body) = naming.body else { return false };
        let given = naming.parameter_name(2).filter(|_| naming.plain_count() == 3);
        let keeps = |statement: &Stmt| {
            let Stmt::Assign(assign) = statement else { return false };
            let ([Expr::Attribute(target)], Expr::Name(value)) =
                (assign.targets.as_slice(), assign.value.as_ref())
            else {
                return false;
            };
            target.attr.as_str() == attribute
                && given.is_some_and(|given| given.as_str() == value.id.as_str())
                && matches!((target.value.as_ref(), naming.parameter_name(0)),
                    (Expr::Name(object), Some(receiver)) if object.id.as_str() == receiver.as_str())
        };
        body.iter().any(keeps)
            && !self.definitions.stored_twice.contains(attribute)
            && !self.definitions.outside.named.contains(attribute)
    }
}
