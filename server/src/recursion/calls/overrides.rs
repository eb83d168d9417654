//! Where a call that is dispatched on its receiver's type may reach another function.
//!
//! The receiver of a method is an instance of its class or of a subclass; only the subclasses of
//! this file are seen. Called as `Cls.method(x)`, a method may be given any object at all.

use rustc_hash::FxHashSet;
use rustpython_ast::{Expr, ExprAttribute, ExprCall, Stmt, StmtAssign};

use super::Walker;
use super::callee::{Callee, is_super};
use crate::recursion::definitions::{Body, ClassId, Definitions, Function, Role, Target};
use crate::syntax::Shift;

impl<'a> Walker<'_, 'a> {
    pub(super) fn find_class_uses(&mut self) {
        for (index, class) in self.definitions.classes.iter().enumerate() {
            for base in &class.bases {
                for base in named(self.definitions, base, class.shift) {
                    self.subclasses.entry(base).or_default().push(ClassId(index as u32));
                }
            }
        }
    }

    /// For a receiver of some subclass in the file, another function may run in the callee's place:
    /// the subclass binds the name, or a base that it asks before the callee's class may.
    pub(super) fn overridden(&self, function: &Function<'_>) -> bool {
        let Some(class) = function.class else { return false };
        let derived = self.derived(class);
        let between = match function.role {
            Role::Setter => "__setattr__",
            Role::Deleter => "__delattr__",
            _ => "__getattribute__",
        };
        let binds = |class: ClassId, name: &str| {
            let scope = self.definitions.names.scope(self.definitions.class(class).scope);
            scope.symbol(name).is_some()
        };
        let binds_any = |class: ClassId| binds(class, function.name) || binds(class, between);
        derived.iter().filter(|sub| **sub != class).any(|sub| {
            let replaces = binds(*sub, function.name) && !self.passes_on(*sub, function);
            replaces || binds(*sub, between) || self.asks_first(*sub, class, &derived, &binds_any)
        })
    }

    /// The subclass's method does nothing before it calls `super()` with as little as it was given.
    fn passes_on(&self, sub: ClassId, function: &Function<'_>) -> bool {
        let only_receiver = |function: &Function<'_>| {
            function
                .parameters
                .is_some_and(|all| all.len() == 1 && all.iter_non_variadic_params().count() == 1)
        };
        let Some(over) = self.member(sub, function.name) else { return false };
        let over = self.definitions.function(over);
        let Body::Statements([Stmt::Return(first)]) = over.body else { return false };
        let Some(Expr::Call(call)) = first.value.as_deref() else { return false };
        let Expr::Attribute(attribute) = call.func.as_ref() else { return false };
        let Expr::Call(super_call) = attribute.value.as_ref() else { return false };
        is_super(&attribute.value)
            && super_call.arguments.is_empty()
            && attribute.attr.as_str() == function.name
            && call.arguments.is_empty()
            && self.unshadowed(sub, function.name)
            && over.role == Role::Method
            && function.role == Role::Method
            && over.known_decorators
            && !over.conditional
            && !over.cached
            && !over.is_generator
            && !over.is_async
            && only_receiver(over)
            && only_receiver(function)
    }

    /// A base of `sub` that comes before those derived from `class` binds the name, or is not of this file.
    fn asks_first(
        &self,
        sub: ClassId,
        class: ClassId,
        derived: &FxHashSet<ClassId>,
        binds: &dyn Fn(ClassId) -> bool,
    ) -> bool {
        let definition = self.definitions.class(sub);
        let bases = definition.bases.iter().map(|base| named(self.definitions, base, definition.shift));
        let bases = bases.collect::<Vec<_>>();
        let leads = |base: &ClassId| *base == class || derived.contains(base);
        let last = bases.iter().rposition(|base| base.iter().any(leads)).unwrap_or_default();
        let mut asked = FxHashSet::default();
        let mut pending = Vec::new();
        for base in &bases[..last] {
            if base.is_empty() {
                return true;
            }
            pending.extend(base.iter().copied().filter(|base| !leads(base)));
        }
        while let Some(base) = pending.pop() {
            if !asked.insert(base) {
                continue;
            }
            if binds(base) {
                return true;
            }
            let definition = self.definitions.class(base);
            pending.extend(
                definition.bases.iter().flat_map(|base| named(self.definitions, base, definition.shift)),
            );
        }
        false
    }

    /// The classes of the file that derive from the class, at any remove.
    pub(super) fn derived(&self, class: ClassId) -> FxHashSet<ClassId> {
        let mut found = FxHashSet::default();
        let mut pending = vec![class];
        while let Some(class) = pending.pop() {
            for sub in self.subclasses.get(&class).into_iter().flatten() {
                if found.insert(*sub) {
                    pending.push(*sub);
                }
            }
        }
        found
    }

    /// `type("Sub", (Base,), …)` and the like make a subclass whose methods are not seen.
    pub(super) fn derives(&mut self, call: &ExprCall) {
        let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
        let mut bases =
            call.arguments.args.iter().chain(keywords).filter(|argument| argument.is_tuple_expr()).peekable();
        if bases.peek().is_none() {
            return;
        }
        let name = match call.func.as_ref() {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return,
        };
        if !matches!(name, "type" | "new_class" | "make_dataclass") && !name.contains("Meta") {
            return;
        }
        for argument in bases {
            let Expr::Tuple(bases) = argument else { continue };
            for base in &bases.elts {
                for class in named(self.definitions, base, self.shift) {
                    self.subclasses.entry(class).or_default();
                }
            }
        }
    }

    /// `B.name = A.name` of two classes of the file.
    pub(super) fn is_shared(&self, assign: &StmtAssign) -> bool {
        let Expr::Attribute(value) = assign.value.as_ref() else { return false };
        let of_class =
            |object: &Expr| matches!(self.definitions.target(object, self.shift), Some(Target::Class(_)));
        let same = |target: &Expr| {
            target
                .as_attribute_expr()
                .is_some_and(|target| target.attr.as_str() == value.attr.as_str() && of_class(&target.value))
        };
        of_class(&value.value) && assign.targets.iter().all(same)
    }

    /// `Cls.method` is handed on: it may be called with any object at all.
    pub(super) fn lends_named(&mut self, attribute: &ExprAttribute) {
        if !self.definitions.methods.contains(attribute.attr.as_str()) {
            return;
        }
        let Some(Target::Class(class)) = self.definitions.target(&attribute.value, self.shift) else {
            return;
        };
        let members = &self.definitions.class(class).members;
        self.lent.extend(members.get(attribute.attr.as_str()).into_iter().flatten());
    }

    /// `Cls.method(x)` where `x` is not the receiver of a method of `Cls` or of a subclass: in the
    /// method, `self` may be anything.
    pub(super) fn lends_method(&mut self, call: &'a ExprCall, callee: &Callee) {
        let function = self.definitions.function(callee.function);
        let (Some(class), Role::Method) = (function.class, function.role) else { return };
        if callee.dispatched || callee.receiver || !call.func.is_attribute_expr() {
            return;
        }
        let own = call.arguments.args.first().and_then(|first| match first {
            Expr::Call(made) => match self.definitions.target(&made.func, self.shift)? {
                Target::Class(made) => Some(made),
                Target::Function(_) => None,
            },
            first => self.class_of(first),
        });
        if !own.is_some_and(|own| own == class || self.derived(class).contains(&own)) {
            self.lent.insert(callee.function);
        }
    }
}

/// The classes of the file that a base may be: the trusted one, else all that are spelled so.
fn named(definitions: &Definitions<'_>, base: &Expr, shift: Shift) -> Vec<ClassId> {
    if let Some(Target::Class(class)) = definitions.target(base, shift) {
        return vec![class];
    }
    let base = match base {
        Expr::Subscript(subscript) => &subscript.value,
        base => base,
    };
    let name = match base {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return Vec::new(),
    };
    if !definitions.spelled.contains(name) {
        return Vec::new();
    }
    let classes = definitions.classes.iter().enumerate();
    classes
        .filter(|(_, class)| definitions.names.scope(class.scope).name.as_str() == name)
        .map(|(index, _)| ClassId(index as u32))
        .collect()
}
