//! How many items an expression gives, where the text tells.

use rustpython_ast::{Comprehension, Expr, Operator, UnaryOp};
use rustpython_text_size::Ranged;

use crate::memory::facts::Facts;
use crate::memory::value::{Atom, Constant};
use crate::names::Names;
use crate::syntax::Shift;

/// Beyond this no size is told.
const MOST: i64 = 1 << 32;

pub struct Lengths<'a> {
    pub names: &'a Names,
    pub facts: &'a Facts,
    pub shift: Shift,
}

impl Lengths<'_> {
    /// The items of a comprehension of one loop without conditions.
    pub fn comprehension(&self, generators: &[Comprehension]) -> Option<u64> {
        let [generator] = generators else { return None };
        if !generator.ifs.is_empty() || generator.is_async {
            return None;
        }
        self.range(&generator.iter)
    }

    /// The length of a `range(…)`.
    pub fn range(&self, iterable: &Expr) -> Option<u64> {
        let Expr::Call(call) = iterable else { return None };
        if !self.is_builtin(&call.func, "range") || !call.arguments.keywords.is_empty() {
            return None;
        }
        let numbers = call.arguments.args.iter().map(|argument| self.number(argument));
        let (start, stop, step) = match numbers.collect::<Option<Vec<i64>>>()?.as_slice() {
            [stop] => (0, *stop, 1),
            [start, stop] => (*start, *stop, 1),
            [start, stop, step] => (*start, *stop, *step),
            _ => return None,
        };
        if [start, stop, step].iter().any(|number| number.abs() > MOST) || step == 0 {
            return None;
        }
        let length =
            if step > 0 { (stop - start + step - 1) / step } else { (start - stop - step - 1) / -step };
        u64::try_from(length.max(0)).ok()
    }

    /// The builtin of that name is called.
    pub fn is_builtin(&self, function: &Expr, name: &str) -> bool {
        let Expr::Name(callee) = function else { return false };
        let at = self.names.occurrence_at(self.shift.at(callee.range().start().to_u32()));
        let value = at.and_then(|id| self.facts.value(id)).and_then(|value| value.single());
        match value {
            Some(Atom::External(id)) => {
                let path = &self.facts.externals[id.0 as usize].path;
                path.strip_prefix("builtins.") == Some(name)
            }
            _ => false,
        }
    }

    /// A whole number that is the same on every execution.
    pub fn number(&self, expression: &Expr) -> Option<i64> {
        match expression {
            Expr::NumberLiteral(e) => e.value.as_int()?.as_i64(),
            Expr::UnaryOp(e) if e.op == UnaryOp::USub => self.number(&e.operand)?.checked_neg(),
            Expr::BinOp(e) => {
                let (left, right) = (self.number(&e.left)?, self.number(&e.right)?);
                match e.op {
                    Operator::Add => left.checked_add(right),
                    Operator::Sub => left.checked_sub(right),
                    Operator::Mult => left.checked_mul(right),
                    Operator::Pow => left.checked_pow(u32::try_from(right).ok()?),
                    _ => None,
                }
            }
            Expr::Name(name) => {
                let id = self.names.occurrence_at(self.shift.at(name.range.start().to_u32()))?;
                let value = self.facts.value(id).filter(|value| !value.assumed)?;
                match self.facts.constant_of(value)? {
                    Constant::Int(number) => Some(*number),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
