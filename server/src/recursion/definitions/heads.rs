//! What stands at the head of a definition: decorators, bases, metaclasses.

use rustpython_ast::{Decorator, Expr, Keyword};

use crate::recursion::definitions::Role;

/// What the decorators of a function make of it.
pub(super) struct Decorators {
    pub role: Option<Role>,
    pub known: bool,
    pub cached: bool,
}

/// The last name of a decorator: `cache` of `@functools.cache`, `setter` of `@x.setter`.
pub(super) fn decorator_name(decorator: &Decorator) -> Option<&str> {
    match &decorator.expression {
        Expr::Call(call) => last_name(&call.func),
        other => last_name(other),
    }
}

/// `C` of `C`, `module.C` and `C[T]`.
fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        Expr::Subscript(subscript) => match subscript.value.as_ref() {
            Expr::Name(name) => Some(name.id.as_str()),
            Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// The name of a base class or of what makes it; `with_metaclass(M)` has none, it may be anything.
pub(super) fn base_name(base: &Expr) -> Option<&str> {
    let Expr::Call(call) = base else { return last_name(base) };
    last_name(&call.func).filter(|name| *name != "with_metaclass")
}

/// `metaclass=M`, `**options`; not those of the standard library that leave functions alone.
pub(super) fn is_odd_metaclass(keyword: &Keyword) -> bool {
    let known = ["type", "ABCMeta", "EnumMeta", "EnumType"];
    match &keyword.arg {
        Some(name) if name.as_str() != "metaclass" => false,
        Some(_) => last_name(&keyword.value).is_none_or(|name| !known.contains(&name)),
        None => true,
    }
}

pub(super) fn decorators(list: &[Decorator], in_class: bool) -> Decorators {
    let mut found = Decorators { role: None, known: true, cached: false };
    for decorator in list {
        match decorator_name(decorator) {
            Some("staticmethod") => found.role = Some(Role::Plain),
            Some("classmethod") => found.role = Some(Role::ClassMethod),
            Some("property" | "cached_property") if in_class => found.role = Some(Role::Getter),
            Some("getter") if in_class => found.role = Some(Role::Getter),
            Some("setter") if in_class => found.role = Some(Role::Setter),
            Some("deleter") if in_class => found.role = Some(Role::Deleter),
            Some("cache" | "lru_cache") => found.cached = true,
            Some("override" | "final" | "wraps") => {}
            _ => found.known = false,
        }
    }
    found
}
