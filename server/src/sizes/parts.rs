//! An object with all it refers to, right after it was made: displays of constants and of other displays.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Expr, UnaryOp};

use super::{Deep, Sizes, made, scalar};
use crate::memory::facts::{Facts, Size};
use crate::memory::value::{Constant, ObjectId};
use crate::names::Names;
use crate::options::Python;
use crate::syntax::{Shift, Tree};
use crate::text::Span;

/// Longer displays are not added up.
const MOST_ITEMS: usize = 1000;

pub fn deep(tree: &Tree, names: &Names, facts: &Facts, python: Python, sizes: &mut Sizes) {
    let mut at: FxHashMap<Span, ObjectId> = FxHashMap::default();
    for (id, object) in facts.sites() {
        if matches!(facts.types.name(object.type_), "list" | "tuple" | "dict" | "set") {
            at.insert(object.span, id);
        }
    }
    let mut parts = Parts { names, facts, python, at, shift: Shift(0), sizes };
    for statement in &tree.statements {
        parts.shift = statement.shift();
        parts.visit_stmt(statement.node());
    }
}

struct Parts<'a, 's> {
    names: &'a Names,
    facts: &'a Facts,
    python: Python,
    at: FxHashMap<Span, ObjectId>,
    shift: Shift,
    sizes: &'s mut Sizes,
}

/// What was counted: constants by type and `repr`, objects by place.
#[derive(Default)]
struct Sum {
    bytes: u64,
    shares: bool,
    items: usize,
    constants: FxHashSet<String>,
    objects: FxHashSet<ObjectId>,
}

impl<'a> Visitor<'a> for Parts<'_, '_> {
    fn visit_expr(&mut self, e: &'a Expr) {
        if matches!(e, Expr::List(_) | Expr::Tuple(_) | Expr::Dict(_) | Expr::Set(_))
            && let Some(id) = self.at.get(&self.shift.span(e)).copied()
        {
            let mut sum = Sum::default();
            if self.add(e, &mut sum).is_some() && sum.items > 1 {
                self.sizes.deep.insert(id, Deep { bytes: sum.bytes, shares: sum.shares });
            }
        }
        visitor::walk_expr(self, e);
    }
}

impl Parts<'_, '_> {
    fn add(&self, e: &Expr, sum: &mut Sum) -> Option<()> {
        sum.items += 1;
        if sum.items > MOST_ITEMS {
            return None;
        }
        match e {
            Expr::List(_) | Expr::Tuple(_) | Expr::Dict(_) | Expr::Set(_) => self.add_display(e, sum),
            Expr::Name(name) => {
                let id = self.names.occurrence_at(self.shift.at(name.range.start().to_u32()))?;
                let value = self.facts.value(id).filter(|value| !value.assumed && !value.unknown)?;
                // A constant that came to the name in another way may be another object of equal value.
                match self.facts.constant_of(value)? {
                    small @ (Constant::None | Constant::Bool(_) | Constant::Int(-5..=256)) => {
                        self.add_constant(small, sum)
                    }
                    _ => None,
                }
            }
            other => self.add_constant(&constant(other)?, sum),
        }
    }

    fn add_display(&self, e: &Expr, sum: &mut Sum) -> Option<()> {
        let id = *self.at.get(&self.shift.span(e))?;
        let object = self.facts.object(id);
        let is_empty_tuple = matches!(e, Expr::Tuple(tuple) if tuple.elts.is_empty());
        // One tuple of equal constants can stand for several places.
        if is_empty_tuple || object.span != self.shift.span(e) {
            return None;
        }
        let own = self.sizes.own(self.facts, id).filter(|size| size.exact)?;
        if !sum.objects.insert(id) {
            return None;
        }
        sum.bytes += own.bytes;
        match e {
            Expr::List(e) => e.elts.iter().try_for_each(|elt| self.add(elt, sum)),
            Expr::Tuple(e) => e.elts.iter().try_for_each(|elt| self.add(elt, sum)),
            Expr::Set(e) => {
                made::distinct(&e.elts)?;
                e.elts.iter().try_for_each(|elt| self.add(elt, sum))
            }
            Expr::Dict(e) => {
                let keys = e.items.iter().map(|item| item.key.clone()).collect::<Option<Vec<Expr>>>()?;
                made::distinct(&keys)?;
                e.items.iter().try_for_each(|item| {
                    self.add(item.key.as_ref()?, sum)?;
                    self.add(&item.value, sum)
                })
            }
            _ => None,
        }
    }

    fn add_constant(&self, constant: &Constant, sum: &mut Sum) -> Option<()> {
        let Size { bytes, exact: true } = scalar(self.python, constant) else { return None };
        let key = format!("{:?} {}", constant.type_(), constant.repr());
        if sum.constants.insert(key) {
            sum.bytes += bytes;
        } else {
            sum.shares = true;
        }
        Some(())
    }
}

/// Equal constants of one piece of code are one object.
fn constant(e: &Expr) -> Option<Constant> {
    Some(match e {
        Expr::NumberLiteral(e) => match &e.value {
            rustpython_ast::Number::Int(number) => Constant::Int(number.as_i64()?),
            rustpython_ast::Number::Float(number) => Constant::Float(*number),
            rustpython_ast::Number::Complex { .. } => return None,
        },
        Expr::UnaryOp(e) if e.op == UnaryOp::USub => match constant(&e.operand)? {
            Constant::Int(number) => Constant::Int(-number),
            _ => return None,
        },
        Expr::StringLiteral(e) => Constant::Str(e.value.to_str().into()),
        Expr::BytesLiteral(e) => Constant::Bytes(e.value.bytes().collect()),
        Expr::BooleanLiteral(e) => Constant::Bool(e.value),
        Expr::NoneLiteral(_) => Constant::None,
        _ => return None,
    })
}
