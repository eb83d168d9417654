//! Calls that Python makes by itself: `len(self)` runs `__len__`, `self == x` runs `__eq__`,
//! an attribute runs its property.
//!
//! Known only on the first parameter of a method, for special methods that the class itself
//! defines. Certain where no other class can step in between.

mod copying;
mod formatting;

use rustpython_ast::{
    BoolOp, CmpOp, ConversionFlag, Expr, ExprContext, InterpolatedStringElement, Operator, UnaryOp,
};
use rustpython_text_size::Ranged;

use crate::recursion::definitions::{ClassId, Definitions, FunctionId, Role};
use crate::recursion::protocols::formatting::Conversion;
use crate::syntax::Shift;

pub(super) struct Invoked {
    pub function: FunctionId,
    pub certain: bool,
    /// Run because the class lacks another method, or the attribute: a subclass may have it.
    pub by_absence: bool,
    /// Its items are asked for at once: a generator's body runs.
    pub draws: bool,
}

/// The special method or property that evaluating `expression` itself runs (not its parts).
pub(super) fn invoked(
    expression: &Expr,
    definitions: &Definitions<'_>,
    class: ClassId,
    shift: Shift,
    is_self: &dyn Fn(&Expr) -> bool,
    is_asked: &dyn Fn(&Expr) -> bool,
    caller: &str,
) -> Option<Invoked> {
    let special = |name: &str| {
        let [function] = definitions.class(class).members.get(name)?.as_slice() else { return None };
        (definitions.function(*function).role == Role::Method).then_some(*function)
    };
    let certain = |function: FunctionId| Invoked { function, certain: true, by_absence: false, draws: false };
    let plain = definitions.class(class).plain_bases;
    // `str()` falls back on `__repr__` where neither the class nor a base has `__str__`.
    let text = || {
        special("__str__").map(certain).or_else(|| {
            special("__repr__").map(|function| Invoked {
                function,
                certain: plain && !has(definitions, class, "__str__"),
                by_absence: true,
                draws: false,
            })
        })
    };
    let formatted = || match special("__format__") {
        Some(function) => Some(certain(function)),
        None => text().map(|invoked| Invoked { certain: invoked.certain && plain, ..invoked }),
    };
    let truth = || {
        special("__bool__").map(certain).or_else(|| {
            special("__len__").map(|function| Invoked {
                function,
                certain: plain && !has(definitions, class, "__bool__"),
                by_absence: true,
                draws: false,
            })
        })
    };
    match expression {
        Expr::Attribute(attribute) if is_self(&attribute.value) => {
            let name = attribute.attr.as_str();
            // These see every attribute, properties too.
            let first = match attribute.ctx {
                ExprContext::Store => special("__setattr__"),
                ExprContext::Del => special("__delattr__"),
                _ => special("__getattribute__"),
            };
            if let Some(function) = first {
                return Some(certain(function));
            }
            if let Some(members) = definitions.class(class).members.get(name) {
                return property(definitions, members, attribute.ctx);
            }
            if attribute.ctx != ExprContext::Load {
                return None;
            }
            missing_attribute(definitions, class, name, &special)
        }
        Expr::Call(call) => {
            let [first, rest @ ..] = &*call.arguments.args else { return None };
            if let Some(conversion) = formatting::by_method(call, is_self) {
                return match conversion {
                    Conversion::Repr => special("__repr__").map(certain),
                    Conversion::Text => text(),
                    Conversion::Format => formatted(),
                };
            }
            if !is_self(first) || !call.arguments.keywords.is_empty() {
                return None;
            }
            if let Some(asked) = copying::asked(call, definitions, shift) {
                return copying::invoked(asked, definitions, class, &special);
            }
            let Expr::Name(builtin) = call.func.as_ref() else { return None };
            if !definitions.is_builtin(shift.at(builtin.range().start().to_u32())) {
                return None;
            }
            match (builtin.id.as_str(), rest) {
                ("len", []) => special("__len__").map(certain),
                ("repr" | "ascii", []) => special("__repr__").map(certain),
                ("str" | "print", []) => text(),
                ("format", []) => formatted(),
                // They ask for a length first, to make room.
                ("list" | "tuple" | "sorted", []) if caller == "__len__" && special("__iter__").is_some() => {
                    special("__len__").map(certain)
                }
                (
                    "all" | "any" | "enumerate" | "frozenset" | "list" | "max" | "min" | "set" | "sorted"
                    | "sum" | "tuple",
                    [],
                ) => special("__iter__").map(|function| Invoked {
                    draws: builtin.id.as_str() != "enumerate",
                    ..certain(function)
                }),
                ("hash", []) => special("__hash__").map(certain),
                ("bool", []) => truth(),
                ("iter", []) => special("__iter__").map(certain),
                ("next", []) => special("__next__").map(certain),
                ("reversed", []) => special("__reversed__").map(certain),
                ("int", []) => special("__int__").map(certain),
                ("float", []) => special("__float__").map(certain),
                ("abs", []) => special("__abs__").map(certain),
                ("dir", []) => special("__dir__").map(certain),
                ("getattr", [_] | [_, _]) if special("__getattribute__").is_some() => {
                    special("__getattribute__").map(certain)
                }
                // The name that was not found is not found again.
                ("getattr", [name] | [name, _]) if is_asked(name) => special("__getattr__").map(certain),
                ("setattr", [_, _]) => special("__setattr__").map(certain),
                ("delattr", [_]) => special("__delattr__").map(certain),
                _ => None,
            }
        }
        Expr::FString(f_string) => f_string.value.elements().find_map(|element| match element {
            InterpolatedStringElement::Interpolation(part) if is_self(&part.expression) => {
                match part.conversion {
                    ConversionFlag::Repr | ConversionFlag::Ascii => special("__repr__").map(certain),
                    ConversionFlag::Str => text(),
                    ConversionFlag::None if part.debug_text.is_some() => special("__repr__").map(certain),
                    ConversionFlag::None => formatted(),
                }
            }
            _ => None,
        }),
        Expr::Compare(compare) => {
            let [op] = *compare.ops else { return None };
            let right = &compare.comparators[0];
            if matches!(op, CmpOp::In | CmpOp::NotIn) {
                return if is_self(right) { special("__contains__").map(certain) } else { None };
            }
            if !is_self(&compare.left) {
                return None;
            }
            match op {
                CmpOp::Eq => special("__eq__").map(certain),
                CmpOp::NotEq => special("__ne__").map(certain).or_else(|| {
                    special("__eq__").map(|function| Invoked {
                        function,
                        certain: plain,
                        by_absence: true,
                        draws: false,
                    })
                }),
                CmpOp::Lt => special("__lt__").map(certain),
                CmpOp::LtE => special("__le__").map(certain),
                CmpOp::Gt => special("__gt__").map(certain),
                CmpOp::GtE => special("__ge__").map(certain),
                _ => None,
            }
        }
        Expr::BinOp(operation) if is_self(&operation.left) => special(operation.op.dunder()).map(certain),
        Expr::BinOp(operation)
            if operation.op == Operator::Mod && operation.left.is_string_literal_expr() =>
        {
            match formatting::by_percent(&operation.left, &operation.right, is_self)? {
                Conversion::Repr => special("__repr__").map(certain),
                Conversion::Text => text(),
                Conversion::Format => None,
            }
        }
        // Only where the left operand does not know how.
        Expr::BinOp(operation) if is_self(&operation.right) && operation.left.is_name_expr() => {
            special(operation.op.reflected_dunder()).map(|function| Invoked {
                function,
                certain: false,
                by_absence: false,
                draws: false,
            })
        }
        Expr::UnaryOp(operation) if is_self(&operation.operand) => match operation.op {
            UnaryOp::Not => truth(),
            UnaryOp::USub => special("__neg__").map(certain),
            UnaryOp::UAdd => special("__pos__").map(certain),
            UnaryOp::Invert => special("__invert__").map(certain),
        },
        Expr::Subscript(subscript) if is_self(&subscript.value) => special(match subscript.ctx {
            ExprContext::Store => "__setitem__",
            ExprContext::Del => "__delitem__",
            _ => "__getitem__",
        })
        .map(certain),
        Expr::BoolOp(operation)
            if operation.op == BoolOp::And && operation.values.first().is_some_and(is_self) =>
        {
            truth()
        }
        _ => None,
    }
}

fn has(definitions: &Definitions<'_>, class: ClassId, name: &str) -> bool {
    definitions.class(class).members.contains_key(name)
}

/// Reading, assigning or deleting a property runs its function of that kind.
fn property(definitions: &Definitions<'_>, members: &[FunctionId], context: ExprContext) -> Option<Invoked> {
    let wanted = match context {
        ExprContext::Store => Role::Setter,
        ExprContext::Del => Role::Deleter,
        _ => Role::Getter,
    };
    let is_property = |id: &FunctionId| {
        matches!(definitions.function(*id).role, Role::Getter | Role::Setter | Role::Deleter)
    };
    let mut of_kind = members.iter().filter(|id| definitions.function(**id).role == wanted);
    let function = *of_kind.next()?;
    let certain = of_kind.next().is_none() && members.iter().all(is_property);
    Some(Invoked { function, certain, by_absence: false, draws: false })
}

/// `self.name` where nothing in the file gives instances that attribute runs `__getattr__`.
fn missing_attribute(
    definitions: &Definitions<'_>,
    class: ClassId,
    name: &str,
    special: &dyn Fn(&str) -> Option<FunctionId>,
) -> Option<Invoked> {
    let function = special("__getattr__")?;
    let of_object = name.starts_with("__") && name.ends_with("__");
    let definition = definitions.class(class);
    let in_class = definitions.names.scope(definition.scope).symbol(name).is_some();
    // A base class outside the file is likely to have what the class lacks.
    if of_object || in_class || !definition.plain_bases || definitions.stored_attributes.contains(name) {
        return None;
    }
    let certain = !definitions.dynamic_attributes();
    Some(Invoked { function, certain: certain && !definition.dataclass, by_absence: true, draws: false })
}
