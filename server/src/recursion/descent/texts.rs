//! What tests of texts and cuts through them tell: `s.startswith("(")`, `a, b = s.split(",", 1)`, `divmod(n, 10)`.

use rustpython_ast::{Expr, ExprCall, Operator};

use super::state::{Fact, State};
use super::value::{Atom, Place, Value};
use super::walk::Walk;

impl<'a> Walk<'_, '_, 'a> {
    /// What holds where a test by a method was true.
    pub(super) fn passed_test(&mut self, call: &'a ExprCall, state: &mut State) {
        let Expr::Attribute(attribute) = call.func.as_ref() else { return };
        let ("startswith" | "endswith", Some(Expr::StringLiteral(part))) =
            (attribute.attr.as_str(), call.arguments.args.first())
        else {
            return;
        };
        let Expr::Name(name) = attribute.value.as_ref() else { return };
        let Some(Value::Entry(of)) = self.home(name).map(|home| state.get(home)) else { return };
        if let Ok(least) = i64::try_from(part.value.to_str().chars().count()) {
            state.learn(Fact::AtLeast { a: Atom::Length(of), b: Atom::Zero, least });
        }
    }

    /// The values of a call whose result is unpacked into so many names.
    pub(super) fn parts_of(
        &mut self,
        value: &'a Expr,
        targets: &[Expr],
        state: &mut State,
    ) -> Option<Vec<Value>> {
        let Expr::Call(call) = value else { return None };
        if targets.iter().any(Expr::is_starred_expr) || !call.arguments.keywords.is_empty() {
            return None;
        }
        match (call.func.as_ref(), &*call.arguments.args, targets.len()) {
            (Expr::Name(name), [left, right], 2) if name.id.as_str() == "divmod" && self.is_builtin(name) => {
                let left = self.eval(left, state);
                let right = self.eval(right, state);
                let part = |op| self.operation(&left, op, &right);
                Some(vec![part(Operator::FloorDiv), part(Operator::Mod)])
            }
            // As many parts as there are names: what stood between them is in none.
            (Expr::Attribute(attribute), [Expr::StringLiteral(between), ..], count @ 2..)
                if matches!(attribute.attr.as_str(), "split" | "rsplit") =>
            {
                let Value::Entry(of) = self.eval(&attribute.value, state) else { return None };
                call.arguments.args.iter().for_each(|argument| _ = self.eval(argument, state));
                let length = i64::try_from(between.value.to_str().chars().count()).ok()?;
                let shorter = length.checked_mul(i64::try_from(count - 1).ok()?)?;
                state.learn(Fact::AtLeast { a: Atom::Length(of), b: Atom::Zero, least: shorter });
                let part = Value::Object { of, place: Place::Level, shorter: Some(shorter) };
                Some(vec![part; count])
            }
            _ => None,
        }
    }
}
