//! What evaluating an item of a list can do: nothing at all, or nothing that is seen once every item
//! is asked for at once.
//!
//! A generator evaluates its items later than a list does, and between other code. That changes nothing
//! where an item is *total*: made of numbers, text and constants only, by operations that
//! cannot fail. Where all items are taken in one go by a builtin, an item need only be *known*: of
//! builtin type, so that the builtin runs no code of the file between two items.

use rustpython_ast::{CmpOp, Expr, ExprBinOp, ExprCall, Number, Operator, UnaryOp};
use rustpython_text_size::Ranged;

use crate::names::Names;
use crate::syntax::Shift;
use crate::usage::callers::{self, Callers, Home};
use crate::usage::marks;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Int,
    Float,
    Text,
    /// `None`, bytes, or a container of the others.
    Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    pub kind: Kind,
    pub total: bool,
}

/// Names bound to names, and expressions in expressions.
const DEEPEST: u32 = 40;

/// Functions of `math` that give a number.
const MATH: [&str; 22] = [
    "sqrt",
    "sin",
    "cos",
    "tan",
    "exp",
    "log",
    "log2",
    "log10",
    "floor",
    "ceil",
    "fabs",
    "pow",
    "hypot",
    "atan2",
    "factorial",
    "gcd",
    "comb",
    "radians",
    "degrees",
    "isqrt",
    "atan",
    "tanh",
];

/// Functions of `random` that give a number.
const RANDOM: [&str; 6] = ["random", "randint", "uniform", "randrange", "gauss", "normalvariate"];

/// Evaluates items where some names are known to hold numbers or text.
pub(super) struct Items<'c, 'f, 'a> {
    pub callers: &'c Callers<'f, 'a>,
    pub known: Vec<(Home, Kind)>,
}

fn total(kind: Kind) -> Option<Item> {
    Some(Item { kind, total: true })
}

impl Items<'_, '_, '_> {
    pub fn item(&self, e: &Expr, shift: Shift) -> Option<Item> {
        self.evaluate(e, shift, 0)
    }

    fn evaluate(&self, e: &Expr, shift: Shift, depth: u32) -> Option<Item> {
        if depth > DEEPEST {
            return None;
        }
        let inner = |e: &Expr| self.evaluate(e, shift, depth + 1);
        let all = |items: &[Expr]| -> Option<bool> {
            items.iter().try_fold(true, |total, e| Some(total & inner(e)?.total))
        };
        match e {
            Expr::NumberLiteral(literal) => match literal.value {
                Number::Int(_) => total(Kind::Int),
                Number::Float(_) => total(Kind::Float),
                Number::Complex { .. } => None,
            },
            Expr::BooleanLiteral(_) => total(Kind::Int),
            Expr::StringLiteral(_) => total(Kind::Text),
            Expr::NoneLiteral(_) | Expr::BytesLiteral(_) => total(Kind::Plain),
            Expr::Name(_) => self.name(e, shift, depth),
            Expr::UnaryOp(e) => {
                let operand = inner(&e.operand)?;
                match (e.op, operand.kind) {
                    (UnaryOp::Not, _) => Some(Item { kind: Kind::Int, ..operand }),
                    (_, Kind::Int) | (UnaryOp::USub | UnaryOp::UAdd, Kind::Float) => Some(operand),
                    _ => None,
                }
            }
            Expr::BinOp(e) => binary(e, inner(&e.left)?, inner(&e.right)?),
            Expr::Compare(e) => {
                let mut left = inner(&e.left)?;
                let mut total = left.total;
                for (op, right) in e.ops.iter().zip(&e.comparators) {
                    let right = inner(right)?;
                    let is_number = |item: Item| matches!(item.kind, Kind::Int | Kind::Float);
                    let fits = is_number(left) && is_number(right)
                        || left.kind == Kind::Text && right.kind == Kind::Text;
                    let equality = matches!(op, CmpOp::Eq | CmpOp::NotEq | CmpOp::Is | CmpOp::IsNot);
                    if !fits && !equality {
                        return None;
                    }
                    total &= right.total;
                    left = right;
                }
                Some(Item { kind: Kind::Int, total })
            }
            Expr::BoolOp(e) => {
                let kind = inner(e.values.first()?)?.kind;
                let same = e.values.iter().all(|value| inner(value).is_some_and(|item| item.kind == kind));
                same.then_some(Item { kind, total: all(&e.values)? })
            }
            Expr::If(e) => {
                let (test, body, orelse) = (inner(&e.test)?, inner(&e.body)?, inner(&e.orelse)?);
                let total = test.total && body.total && orelse.total;
                (body.kind == orelse.kind).then_some(Item { kind: body.kind, total })
            }
            Expr::FString(e) => {
                let mut total = true;
                for element in e.value.elements() {
                    let rustpython_ast::InterpolatedStringElement::Interpolation(field) = element else {
                        continue;
                    };
                    let item = inner(&field.expression)?;
                    if item.kind == Kind::Plain {
                        return None;
                    }
                    let prints = item.kind != Kind::Int || is_modest(&field.expression);
                    total &= item.total && prints && field.format_spec.is_none();
                }
                Some(Item { kind: Kind::Text, total })
            }
            Expr::Tuple(e) => Some(Item { kind: Kind::Plain, total: all(&e.elts)? }),
            Expr::List(e) => Some(Item { kind: Kind::Plain, total: all(&e.elts)? }),
            Expr::Call(call) => self.call(call, shift, depth),
            _ => None,
        }
    }

    fn name(&self, name: &Expr, shift: Shift, depth: u32) -> Option<Item> {
        let at = shift.at(name.range().start().to_u32());
        let home = callers::home(self.callers.names, at)?;
        if let Some((_, kind)) = self.known.iter().find(|(known, _)| *known == home) {
            return total(*kind);
        }
        // A name bound once to a number or text, not to a container that may change.
        let (value, shift) = self.callers.value(home).filter(|_| self.callers.is_bound_before(home, at))?;
        let item = self.evaluate(value, shift, depth + 1)?;
        (item.kind != Kind::Plain && value.is_literal_expr()).then_some(Item { total: true, ..item })
    }

    fn call(&self, call: &ExprCall, shift: Shift, depth: u32) -> Option<Item> {
        if !call.arguments.keywords.is_empty() {
            return None;
        }
        let arguments = call.arguments.args.iter().map(|argument| self.evaluate(argument, shift, depth + 1));
        let arguments = arguments.collect::<Option<Vec<Item>>>()?;
        let is_total = arguments.iter().all(|item| item.total);
        let kinds: Vec<Kind> = arguments.iter().map(|item| item.kind).collect();
        let at = |e: &Expr| shift.at(e.range().start().to_u32());
        let (kind, keeps) = match call.func.as_ref() {
            Expr::Name(name) if marks::is_builtin(self.callers.names, at(&call.func)) => {
                match (name.id.as_str(), kinds.as_slice()) {
                    ("abs", [kind @ (Kind::Int | Kind::Float)]) => (*kind, true),
                    ("int", [Kind::Int]) => (Kind::Int, true),
                    ("int", [Kind::Float | Kind::Text]) => (Kind::Int, false),
                    ("bool", [_]) => (Kind::Int, true),
                    ("float", [Kind::Int | Kind::Float]) => (Kind::Float, false),
                    ("str" | "repr", [Kind::Int]) => (Kind::Text, is_modest(&call.arguments.args[0])),
                    ("str" | "repr", [Kind::Float | Kind::Text]) => (Kind::Text, true),
                    ("len", [Kind::Text]) => (Kind::Int, true),
                    ("hex" | "oct" | "bin", [Kind::Int]) => (Kind::Text, true),
                    ("chr", [Kind::Int]) => (Kind::Text, false),
                    ("ord", [Kind::Text]) => (Kind::Int, false),
                    _ => return None,
                }
            }
            Expr::Attribute(attribute) => {
                let Expr::Name(module) = attribute.value.as_ref() else { return None };
                let functions: &[&str] = match module.id.as_str() {
                    "math" => &MATH,
                    "random" => &RANDOM,
                    _ => return None,
                };
                let is_numbers = kinds.iter().all(|kind| matches!(kind, Kind::Int | Kind::Float));
                let is_module = is_imported(self.callers, at(&attribute.value), module.id.as_str());
                if !is_module || !is_numbers || !functions.contains(&attribute.attr.as_str()) {
                    return None;
                }
                (Kind::Float, false)
            }
            _ => return None,
        };
        Some(Item { kind, total: keeps && is_total })
    }
}

fn binary(e: &ExprBinOp, left: Item, right: Item) -> Option<Item> {
    use Kind::{Float, Int, Text};
    let positive = |e: &Expr| {
        matches!(e, Expr::NumberLiteral(n) if match &n.value {
            Number::Int(value) => value.as_i64().is_some_and(|value| value > 0),
            Number::Float(value) => *value > 0.0,
            Number::Complex { .. } => false,
        })
    };
    let exponent = matches!(&*e.right, Expr::NumberLiteral(n)
        if matches!(&n.value, Number::Int(value) if value.as_i64().is_some_and(|value| (0..=64).contains(&value))));
    // A number that is no larger than a range gives: it has a floating-point value.
    let is_small = |e: &Expr| e.is_name_expr() || e.is_number_literal_expr();
    let (kind, is_total) = match (e.op, left.kind, right.kind) {
        (Operator::Add, Text, Text) => (Text, true),
        (Operator::Mult, Text, Int) => (Text, false),
        (Operator::Add | Operator::Sub | Operator::Mult, Int, Int) => (Int, true),
        (Operator::BitAnd | Operator::BitOr | Operator::BitXor, Int, Int) => (Int, true),
        (Operator::Mod | Operator::FloorDiv, Int, Int) => (Int, positive(&e.right)),
        (Operator::LShift | Operator::RShift, Int, Int) => (Int, false),
        (Operator::Pow, Int, Int) if exponent => (Int, true),
        (Operator::Pow, Float, Int) if exponent => (Float, false),
        (Operator::Add | Operator::Sub | Operator::Mult, Float, Float) => (Float, true),
        (Operator::Add | Operator::Sub | Operator::Mult, Int, Float) => (Float, is_small(&e.left)),
        (Operator::Add | Operator::Sub | Operator::Mult, Float, Int) => (Float, is_small(&e.right)),
        (Operator::Div, Int, Int | Float) => (Float, is_small(&e.left) && positive(&e.right)),
        (Operator::Div, Float, Int | Float) => (Float, positive(&e.right)),
        (Operator::Mod | Operator::FloorDiv, Int | Float, Int | Float) => (Float, false),
        _ => return None,
    };
    Some(Item { kind, total: is_total && left.total && right.total })
}

/// A number of fewer digits than CPython 3.11 and later refuse to print.
fn is_modest(e: &Expr) -> bool {
    match e {
        Expr::Name(_) | Expr::NumberLiteral(_) => true,
        Expr::BinOp(e) => {
            !matches!(e.op, Operator::Pow | Operator::LShift) && is_modest(&e.left) && is_modest(&e.right)
        }
        _ => false,
    }
}

/// The name at `offset` is bound by `import name`, once, and by nothing else.
fn is_imported(callers: &Callers, offset: u32, name: &str) -> bool {
    let names: &Names = callers.names;
    let Some(home) = callers::home(names, offset) else { return false };
    let mut declared = names.occurrences.iter().filter(|found| {
        found.is_declaration && names.symbol_of(found).home.unwrap_or((found.scope, found.symbol)) == home
    });
    let (Some(import), None) = (declared.next(), declared.next()) else { return false };
    let before = callers.text[..import.span.start as usize].rsplit('\n').next().unwrap_or_default();
    let after = callers.text[import.span.end as usize..].trim_start_matches([' ', '\t']);
    let is_whole = !after.starts_with('.') && !after.starts_with("as ");
    before.trim() == "import"
        && is_whole
        && !name.is_empty()
        && !callers.sites(home).iter().any(|site| site.used.changes())
}
