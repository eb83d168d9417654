//! What a local holds, over the values that the parameters had when the function was entered.

use rustpython_ast::{Expr, Number};

use super::outer;

/// A number that the function was entered with. It never changes while the function runs, lengths
/// aside: those hold until the object is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Atom {
    Zero,
    Parameter(u16),
    Length(u16),
}

/// How far inside the object of a parameter an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// Not deeper: made of its items, or of some of them.
    Level,
    /// Not deeper: made of parts.
    Row,
    /// Made of its items. It may be a text: of a single character this is deeper.
    Wrapped,
    /// An item, or a character of a text, whose only item is itself.
    Item,
    /// A part: an attribute, an item of what is no text, or a part of such.
    Part,
    /// What it is a part of, by the name of the attribute: `node.parent`, `item.previous`.
    Whole,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Unknown,
    /// What the parameter was entered with, the very object.
    Entry(u16),
    /// `of + low` to `of + high`.
    Number {
        of: Atom,
        low: i64,
        high: i64,
    },
    /// From `low` to `of + high`.
    Below {
        of: Atom,
        low: i64,
        high: i64,
    },
    /// `of // by` or `of / by`, where `by >= 2`.
    Fraction {
        of: Atom,
        by: i64,
    },
    /// `plus - of`.
    Negated {
        of: Atom,
        plus: i64,
    },
    /// `high - low + plus`.
    Distance {
        high: Atom,
        low: Atom,
        plus: i64,
    },
    /// `… % of`.
    Remainder {
        of: Atom,
    },
    /// `(low + high) // 2 + plus`, or `(low + high + 1) // 2 + plus` where it is rounded up.
    Middle {
        low: Atom,
        high: Atom,
        plus: i64,
        up: bool,
    },
    Object {
        of: u16,
        place: Place,
        /// Has at least so many items less, down to none; `None` where nothing is known.
        shorter: Option<i64>,
    },
    /// A new object: whether it is true, and of which builtin type.
    Fresh {
        truth: Option<bool>,
        kind: &'static str,
    },
    /// Taken out of an object that exists, not made.
    Drawn,
    /// `type(…)` of what the parameter was entered with.
    Type(u16),
    /// The names in the folder of the parameter, or one of them.
    Listed(u16),
}

/// Low enough to say nothing.
pub(super) const FAR: i64 = i64::MIN / 4;

impl Value {
    pub fn constant(value: i64) -> Value {
        Value::Number { of: Atom::Zero, low: value, high: value }
    }

    pub fn object(of: u16, place: Place) -> Value {
        Value::Object { of, place, shorter: None }
    }

    /// As a number: an atom and what is added to it, at least and at most.
    pub fn number(&self) -> Option<(Atom, i64, i64)> {
        match self {
            Value::Entry(index) => Some((Atom::Parameter(*index), 0, 0)),
            Value::Number { of, low, high } => Some((*of, *low, *high)),
            Value::Below { of, high, .. } => Some((*of, FAR, *high)),
            _ => None,
        }
    }

    /// It existed when the function was entered.
    pub fn exists(&self) -> bool {
        matches!(
            self,
            Value::Entry(_)
                | Value::Drawn
                | Value::Object { place: Place::Part | Place::Item | Place::Whole, .. }
        )
    }

    /// `-value`, of a number known to a constant.
    pub fn negated(&self) -> Value {
        match self.number() {
            Some((Atom::Zero, low, high)) if low == high => {
                low.checked_neg().map_or(Value::Unknown, Value::constant)
            }
            Some((of, low, high)) if low == high => {
                low.checked_neg().map_or(Value::Unknown, |plus| Value::Negated { of, plus })
            }
            _ => Value::Unknown,
        }
    }

    /// The parameter whose object it is, is made of, or is a part of.
    pub fn root(&self) -> Option<u16> {
        match self {
            Value::Entry(of) | Value::Object { of, .. } => Some(*of),
            _ => None,
        }
    }

    pub fn plus(&self, amount: i64) -> Value {
        match self {
            Value::Below { of, low, high } => match (low.checked_add(amount), high.checked_add(amount)) {
                (Some(low), Some(high)) => Value::Below { of: *of, low, high },
                _ => Value::Unknown,
            },
            Value::Middle { low, high, plus, up } => match plus.checked_add(amount) {
                Some(plus) => Value::Middle { low: *low, high: *high, plus, up: *up },
                None => Value::Unknown,
            },
            Value::Negated { of, plus } => match plus.checked_add(amount) {
                Some(plus) => Value::Negated { of: *of, plus },
                None => Value::Unknown,
            },
            Value::Distance { high, low, plus } => match plus.checked_add(amount) {
                Some(plus) => Value::Distance { high: *high, low: *low, plus },
                None => Value::Unknown,
            },
            _ => match self.number() {
                Some((of, low, high)) => match (low.checked_add(amount), high.checked_add(amount)) {
                    (Some(low), Some(high)) => Value::Number { of, low, high },
                    _ => Value::Unknown,
                },
                None => Value::Unknown,
            },
        }
    }

    /// What it is on either of two ways.
    pub fn join(&self, other: &Value) -> Value {
        if self == other {
            return self.clone();
        }
        let drawn = |value: &Value| {
            let outside = value.root().is_some_and(outer::is);
            outside || matches!(value, Value::Drawn | Value::Object { place: Place::Part | Place::Whole, .. })
        };
        if let (Some((of, low, high)), Some((also, other_low, other_high))) = (self.number(), other.number())
            && of == also
        {
            return Value::Number { of, low: low.min(other_low), high: high.max(other_high) };
        }
        let object = |value: &Value| match value {
            Value::Entry(of) => Some((*of, Place::Level, Some(0))),
            Value::Object { of, place, shorter } => Some((*of, *place, *shorter)),
            _ => None,
        };
        if let (Some((of, place, shorter)), Some((also, other_place, other_shorter))) =
            (object(self), object(other))
            && of == also
        {
            let place = if place == other_place { place } else { lower(place, other_place) };
            let shorter = shorter.zip(other_shorter).map(|(a, b)| a.min(b));
            return Value::Object { of, place, shorter };
        }
        match (self, other) {
            (Value::Fresh { truth, kind }, Value::Fresh { truth: other, kind: also }) if kind == also => {
                Value::Fresh { truth: truth.filter(|truth| Some(*truth) == *other), kind }
            }
            _ if drawn(self) && drawn(other) => Value::Drawn,
            _ => Value::Unknown,
        }
    }

    /// What a literal is.
    pub fn literal(expression: &Expr) -> Value {
        let fresh = |truth: bool, kind: &'static str| Value::Fresh { truth: Some(truth), kind };
        match expression {
            Expr::NumberLiteral(number) => match &number.value {
                Number::Int(value) => value.as_i64().map_or(Value::Unknown, Value::constant),
                Number::Float(value) => fresh(*value != 0.0, "float"),
                Number::Complex { .. } => Value::Unknown,
            },
            Expr::BooleanLiteral(literal) => fresh(literal.value, "bool"),
            Expr::NoneLiteral(_) => fresh(false, "NoneType"),
            Expr::StringLiteral(text) => fresh(!text.value.is_empty(), "str"),
            Expr::BytesLiteral(bytes) => fresh(!bytes.value.is_empty(), "bytes"),
            Expr::FString(_) => Value::Fresh { truth: None, kind: "str" },
            Expr::List(list) => Value::Fresh { truth: sized(&list.elts), kind: "list" },
            Expr::Tuple(tuple) => Value::Fresh { truth: sized(&tuple.elts), kind: "tuple" },
            Expr::Set(set) => Value::Fresh { truth: sized(&set.elts), kind: "set" },
            Expr::Dict(dict) if dict.items.is_empty() => fresh(false, "dict"),
            Expr::Dict(_) | Expr::DictComp(_) => Value::Fresh { truth: None, kind: "dict" },
            Expr::ListComp(_) => Value::Fresh { truth: None, kind: "list" },
            Expr::SetComp(_) => Value::Fresh { truth: None, kind: "set" },
            Expr::Lambda(_) => fresh(true, "function"),
            _ => Value::Unknown,
        }
    }
}

/// What is as well as one or the other: an item of what is no deeper may be a text.
fn lower(one: Place, other: Place) -> Place {
    match (one, other) {
        (Place::Row, Place::Part) | (Place::Part, Place::Row) => Place::Row,
        (Place::Wrapped, _) | (_, Place::Wrapped) => Place::Wrapped,
        _ => Place::Level,
    }
}

fn sized(items: &[Expr]) -> Option<bool> {
    if items.is_empty() {
        return Some(false);
    }
    items.iter().any(|item| !item.is_starred_expr()).then_some(true)
}
