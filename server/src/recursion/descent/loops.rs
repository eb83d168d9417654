//! What loops and comprehensions give to their targets.

use rustpython_ast::{Comprehension, Expr};

use super::eval::is_no_text;
use super::state::{Fact, State};
use super::value::{Atom, FAR, Place, Value};
use super::walk::Walk;

impl<'a> Walk<'_, '_, 'a> {
    pub(super) fn comprehension(
        &mut self,
        generators: &'a [Comprehension],
        element: &'a Expr,
        further: Option<&'a Expr>,
        state: &mut State,
    ) -> Option<Value> {
        let mut inside = Some(state.clone());
        let mut fewer = false;
        for generator in generators {
            let mut there = inside?;
            self.each(&generator.target, &generator.iter, &mut there);
            fewer |= generator.ifs.iter().any(|test| self.drops_an_item(test, &generator.target, &there));
            inside = Some(there);
            for test in &generator.ifs {
                inside = inside.and_then(|state| self.split(test, state).0);
            }
        }
        let mut inside = inside?;
        let value = self.eval(element, &mut inside);
        if let Some(further) = further {
            self.eval(further, &mut inside);
        }
        // What was taken out of an object inside is not in it any more.
        for (home, value) in &mut state.locals {
            if matches!(value, Value::Entry(_)) {
                *value = value.join(&inside.get(*home));
            }
        }
        state.grown = inside.grown;
        state.made = inside.made;
        state.assigned = inside.assigned;
        let of = value.root()?;
        let is_part = matches!(value, Value::Object { place: Place::Part, .. });
        let sure = state.facts.iter().any(|fact| is_no_text(fact, of));
        let place = if sure { Place::Level } else { Place::Wrapped };
        let other = Value::object(of, if is_part { Place::Row } else { place });
        let [generator] = generators else { return Some(other) };
        // Items of the list as they are: no more than it has.
        let plain = matches!((&generator.target, element), (Expr::Name(a), Expr::Name(b)) if a.id == b.id)
            && (generator.iter.is_name_expr() || generator.iter.is_subscript_expr());
        if !plain || is_part && !sure {
            return Some(other);
        }
        let shorter = match self.eval(&generator.iter, state) {
            Value::Entry(_) => Some(i64::from(fewer)),
            Value::Object { place: Place::Level | Place::Wrapped, shorter, .. } => shorter,
            _ => return Some(other),
        };
        Some(Value::Object { of, place, shorter })
    }

    /// `x < pivot`, `x != pivot`, … where `pivot` is an item of what `x` runs over.
    fn drops_an_item(&self, test: &Expr, target: &Expr, state: &State) -> bool {
        use rustpython_ast::CmpOp;
        let (Expr::Compare(compare), Expr::Name(target)) = (test, target) else { return false };
        let ([CmpOp::Lt | CmpOp::Gt | CmpOp::NotEq], [Expr::Name(right)]) =
            (&*compare.ops, &*compare.comparators)
        else {
            return false;
        };
        let Expr::Name(left) = compare.left.as_ref() else { return false };
        let pivot = match (left.id == target.id, right.id == target.id) {
            (true, false) => right,
            (false, true) => left,
            _ => return false,
        };
        let value = |name| self.home(name).map(|home| state.get(home));
        match (value(pivot), value(target)) {
            (
                Some(Value::Object { of, place: Place::Item, shorter: None }),
                Some(Value::Object { of: over, place: Place::Item, .. }),
            ) => of == over,
            _ => false,
        }
    }

    /// A loop's target is given what the iterable yields.
    pub(super) fn each(&mut self, target: &'a Expr, iterable: &'a Expr, state: &mut State) {
        if iterable.is_name_expr() {
            self.note_protocol(iterable, state);
        }
        let call = match iterable {
            Expr::Call(call) if call.arguments.keywords.is_empty() => Some(call),
            _ => None,
        };
        let builtin = call.and_then(|call| match call.func.as_ref() {
            Expr::Name(name) if self.is_builtin(name) => Some((name.id.as_str(), &*call.arguments.args)),
            _ => None,
        });
        match (builtin, target) {
            (Some(("enumerate", [items, ..])), Expr::Tuple(pair)) if pair.elts.len() == 2 => {
                let over = self.eval(items, state);
                let item = self.item(&over, state);
                let index = match over {
                    Value::Entry(of) => Value::Below { of: Atom::Length(of), low: 0, high: -1 },
                    _ => Value::Unknown,
                };
                self.store(&pair.elts[0], index, state);
                self.store(&pair.elts[1], item, state);
            }
            (Some(("zip", parts)), Expr::Tuple(tuple)) if parts.len() == tuple.elts.len() => {
                let values = parts.iter().map(|part| self.eval(part, state)).collect::<Vec<_>>();
                for (target, value) in tuple.elts.iter().zip(values) {
                    let item = self.item(&value, state);
                    self.store(target, item, state);
                }
            }
            (Some(("range", [end])), _) => {
                let end = self.eval(end, state);
                let value = self.below(&end, 0, state);
                self.store(target, value, state);
            }
            (Some(("range", [start, end])), _) => {
                let low = self.constant(start);
                let from = self.eval(start, state);
                let end = self.eval(end, state);
                let value = match low {
                    Some(low) => self.below(&end, low, state),
                    None => between(&from, &end, state),
                };
                self.store(target, value, state);
            }
            _ => {
                let over = self.eval(iterable, state);
                let item = self.item(&over, state);
                self.store(target, item, state);
            }
        }
    }

    /// A number from `low` up to, and without, `end`.
    fn below(&self, end: &Value, low: i64, state: &mut State) -> Value {
        let Some((of, _, high)) = end.number() else { return Value::Unknown };
        if of == Atom::Zero {
            return Value::Number { of, low, high: high.saturating_sub(1).max(low) };
        }
        // The loop runs, so `of + high > low`.
        state.learn(Fact::AtLeast {
            a: of,
            b: Atom::Zero,
            least: low.saturating_sub(high).saturating_add(1),
        });
        Value::Below { of, low, high: high.saturating_sub(1) }
    }
}

/// A number from `start` on, below `end`. The loop runs, so there is one.
fn between(start: &Value, end: &Value, state: &mut State) -> Value {
    let (Some((of, low, _)), Some((over, _, high))) = (start.number(), end.number()) else {
        return Value::Unknown;
    };
    if of == Atom::Zero || over == Atom::Zero {
        return Value::Unknown;
    }
    if of != over {
        let least = low.saturating_sub(high).saturating_add(1);
        state.learn(Fact::AtLeast { a: over, b: of, least });
    }
    Value::Number { of, low, high: -FAR }
}
