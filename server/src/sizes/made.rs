//! Lists, sets and dictionaries of known length, by how they are made.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Expr, ExprCall, Operator};

use super::growth;
use super::lengths::Lengths;
use crate::memory::facts::{Facts, Size};
use crate::memory::value::ObjectId;
use crate::names::Names;
use crate::options::Python;
use crate::syntax::{Shift, Tree};
use crate::text::Span;

/// The places that have no size yet.
pub fn sizes(
    tree: &Tree,
    names: &Names,
    facts: &Facts,
    python: Python,
    out: &mut FxHashMap<ObjectId, Option<Size>>,
) {
    let mut at: FxHashMap<Span, Vec<(ObjectId, &str)>> = FxHashMap::default();
    for (id, object) in facts.sites().filter(|(_, object)| object.size.is_none()) {
        let type_ = facts.types.name(object.type_);
        if matches!(type_, "list" | "set" | "dict" | "generator") {
            at.entry(object.span).or_default().push((id, type_));
        }
    }
    if at.is_empty() {
        return;
    }
    let mut made = Made { lengths: Lengths { names, facts, shift: Shift(0) }, python, at, out };
    for statement in &tree.statements {
        made.lengths.shift = statement.shift();
        made.visit_stmt(statement.node());
    }
}

struct Made<'a, 'o> {
    lengths: Lengths<'a>,
    python: Python,
    at: FxHashMap<Span, Vec<(ObjectId, &'a str)>>,
    out: &'o mut FxHashMap<ObjectId, Option<Size>>,
}

impl<'a> Visitor<'a> for Made<'_, '_> {
    fn visit_expr(&mut self, e: &'a Expr) {
        let span = self.lengths.shift.span(e);
        // `[0] * 3 * 2` and its parts begin at one place, but end elsewhere.
        if let Some([(id, type_)]) = self.at.get(&span).map(Vec::as_slice)
            && let Some(size) = self.size(e, type_)
        {
            self.out.insert(*id, Some(size));
        }
        visitor::walk_expr(self, e);
    }
}

impl Made<'_, '_> {
    fn size(&self, e: &Expr, type_: &str) -> Option<Size> {
        if type_ == "generator" {
            // The frame is part of it, with a slot for each name and for what is being worked on.
            let bytes = if self.python.minor >= 11 { 200 } else { 112 };
            return Some(Size { bytes, exact: false });
        }
        let exact = |bytes| Some(Size { bytes, exact: true });
        let lengths = &self.lengths;
        match (e, type_) {
            (Expr::ListComp(e), "list") => {
                exact(growth::appended(self.python, lengths.comprehension(&e.generators)?))
            }
            // Each number of the range is another item.
            (Expr::SetComp(e), "set") if is_same_name(&e.elt, &e.generators.first()?.target) => {
                exact(growth::added(lengths.comprehension(&e.generators)?))
            }
            (Expr::DictComp(e), "dict") if is_same_name(&e.key, &e.generators.first()?.target) => {
                exact(growth::filled(self.python, lengths.comprehension(&e.generators)?, false))
            }
            (Expr::Set(e), "set") => exact(growth::merged(self.python, distinct(&e.elts)?)),
            (Expr::Call(call), "list") => exact(growth::listed(self.python, self.listed(call)?)),
            (Expr::BinOp(e), "list") if e.op == Operator::Mult => {
                let (list, times) = match (&*e.left, &*e.right) {
                    (Expr::List(list), times) | (times, Expr::List(list)) => (list, lengths.number(times)?),
                    _ => return None,
                };
                if list.elts.iter().any(Expr::is_starred_expr) {
                    return None;
                }
                let count = u64::try_from(times.max(0)).ok()?.checked_mul(list.elts.len() as u64)?;
                exact(count.checked_mul(8)?.checked_add(56)?)
            }
            _ => None,
        }
    }

    /// `list(range(…))`
    fn listed(&self, call: &ExprCall) -> Option<u64> {
        let ([range], true) = (&*call.arguments.args, call.arguments.keywords.is_empty()) else {
            return None;
        };
        self.lengths.is_builtin(&call.func, "list").then(|| self.lengths.range(range))?
    }
}

fn is_same_name(e: &Expr, target: &Expr) -> bool {
    matches!((e, target), (Expr::Name(e), Expr::Name(target)) if e.id == target.id)
}

/// How many constants stand there, all different: whole numbers alone, or text alone.
pub fn distinct(elts: &[Expr]) -> Option<u64> {
    let number = |e: &Expr| e.as_number_literal_expr()?.value.as_int()?.as_i64();
    if let Some(numbers) = elts.iter().map(number).collect::<Option<FxHashSet<i64>>>() {
        return is_all(numbers.len(), elts);
    }
    let text = |e: &Expr| Some(e.as_string_literal_expr()?.value.to_str().to_owned());
    let texts = elts.iter().map(text).collect::<Option<FxHashSet<String>>>()?;
    is_all(texts.len(), elts)
}

fn is_all(count: usize, elts: &[Expr]) -> Option<u64> {
    (count == elts.len()).then_some(count as u64)
}
