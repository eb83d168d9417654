//! How many items a list will have, where the text tells.

use rustpython_ast::{Comprehension, Expr, ExprCall, Number, Operator, UnaryOp};
use rustpython_text_size::Ranged;

use crate::names::ScopeId;
use crate::options::Python;
use crate::syntax::Shift;
use crate::usage::callers::{self, Callers};
use crate::usage::marks;
use crate::usage::walk::{CallSite, Function};

/// Links of names bound to names that are followed.
const MOST_LINKS: u32 = 16;

/// Beyond this nobody's memory goes, and the sums below cannot overflow.
const MOST: i128 = 1 << 40;

/// Evaluates numbers; parameters as one call gives them, if there is one.
pub(super) struct Numbers<'c, 'f, 'a> {
    pub callers: &'c Callers<'f, 'a>,
    pub call: Option<(&'f Function<'a>, &'f CallSite<'a>)>,
}

impl<'a> Numbers<'_, '_, 'a> {
    /// The items that a comprehension without conditions makes.
    pub fn items(&self, generators: &[Comprehension], shift: Shift) -> Option<u64> {
        let mut items: i128 = 1;
        for generator in generators {
            if !generator.ifs.is_empty() || generator.is_async {
                return None;
            }
            items = items.checked_mul(self.range(&generator.iter, shift)?)?;
            if items > MOST {
                return None;
            }
        }
        u64::try_from(items).ok()
    }

    /// The length of `range(…)`.
    pub fn range(&self, range: &Expr, shift: Shift) -> Option<i128> {
        let call = self.range_call(range, shift)?;
        let numbers = call.arguments.args.iter().map(|argument| self.number(argument, shift, 0));
        let numbers = numbers.collect::<Option<Vec<i128>>>()?;
        let (start, stop, step) = match numbers.as_slice() {
            [stop] => (0, *stop, 1),
            [start, stop] => (*start, *stop, 1),
            [start, stop, step] => (*start, *stop, *step),
            _ => return None,
        };
        let length = match step {
            0 => return None,
            1.. => (stop - start + step - 1) / step,
            _ => (start - stop - step - 1) / -step,
        };
        Some(length.max(0)).filter(|length| *length <= MOST)
    }

    /// A call of the builtin `range` without keywords.
    pub fn range_call<'e>(&self, range: &'e Expr, shift: Shift) -> Option<&'e ExprCall> {
        let Expr::Call(call) = range else { return None };
        let Expr::Name(name) = call.func.as_ref() else { return None };
        let at = shift.at(name.range().start().to_u32());
        let is_range = name.id.as_str() == "range" && marks::is_builtin(self.callers.names, at);
        (is_range && call.arguments.keywords.is_empty()).then_some(call)
    }

    fn number(&self, expression: &Expr, shift: Shift, links: u32) -> Option<i128> {
        let found = match expression {
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(value) => i128::from(value.as_i64()?),
                _ => return None,
            },
            Expr::UnaryOp(e) if e.op == UnaryOp::USub => -self.number(&e.operand, shift, links)?,
            Expr::BinOp(e) if links < MOST_LINKS => {
                let left = self.number(&e.left, shift, links + 1)?;
                let right = self.number(&e.right, shift, links + 1)?;
                match e.op {
                    Operator::Add => left + right,
                    Operator::Sub => left - right,
                    Operator::Mult => left * right,
                    Operator::FloorDiv if right > 0 => left.div_euclid(right),
                    Operator::Pow if (0..64).contains(&right) => left.checked_pow(right as u32)?,
                    Operator::LShift if (0..40).contains(&right) => left << right,
                    _ => return None,
                }
            }
            Expr::Name(name) if links < MOST_LINKS => {
                let home = callers::home(self.callers.names, shift.at(name.range().start().to_u32()))?;
                match self.callers.value(home) {
                    Some((value, shift)) => self.number(value, shift, links + 1)?,
                    None => {
                        let (argument, shift) = self.argument(home)?;
                        // What a call passes is read where the call stands: there are no parameters there.
                        Numbers { callers: self.callers, call: None }.number(argument, shift, links + 1)?
                    }
                }
            }
            _ => return None,
        };
        (-MOST..=MOST).contains(&found).then_some(found)
    }

    /// What the call passes for a parameter that its function never rebinds.
    pub fn argument(&self, home: callers::Home) -> Option<(&'a Expr, Shift)> {
        let (function, call) = self.call?;
        let is_own = home.0 == function.scope && self.callers.binds(home) == 1;
        if !is_own || self.callers.sites(home).iter().any(|site| site.used.changes()) {
            return None;
        }
        let name = self.callers.names.scope(home.0).symbols[home.1.0 as usize].name.as_str();
        argument(function, call, name)
    }
}

/// The argument, or the default, that a call passes for a parameter.
fn argument<'a>(function: &Function<'a>, call: &CallSite<'a>, name: &str) -> Option<(&'a Expr, Shift)> {
    let parameters = &function.def.parameters;
    let arguments = &call.call.arguments;
    let unpacks = arguments.args.iter().any(Expr::is_starred_expr)
        || arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
    if unpacks {
        return None;
    }
    let positional = parameters.posonlyargs.iter().chain(&parameters.args);
    if let Some(index) = positional.clone().position(|parameter| parameter.name().as_str() == name)
        && let Some(argument) = arguments.args.get(index)
    {
        return Some((argument, call.shift));
    }
    let keyword =
        |keyword: &&rustpython_ast::Keyword| keyword.arg.as_ref().is_some_and(|arg| arg.as_str() == name);
    if let Some(keyword) = arguments.keywords.iter().find(keyword) {
        return Some((&keyword.value, call.shift));
    }
    let parameter =
        positional.chain(&parameters.kwonlyargs).find(|parameter| parameter.name().as_str() == name)?;
    Some((parameter.default()?, function.shift))
}

/// Every way a length can be had in a function: without its parameters, or as one of its calls has them.
/// The longest, and the call.
pub(super) fn longest<'f, 'a>(
    callers: &Callers<'f, 'a>,
    function: Option<ScopeId>,
    length: impl Fn(&Numbers<'_, 'f, 'a>) -> Option<u64>,
) -> Option<(u64, Option<&'f CallSite<'a>>)> {
    if let Some(items) = length(&Numbers { callers, call: None }) {
        return Some((items, None));
    }
    let function = callers.function(function?)?;
    let calls = callers.only_calls(function.scope)?;
    let lengths = calls.into_iter().filter_map(|call| {
        let items = length(&Numbers { callers, call: Some((function, call)) })?;
        Some((items, Some(call)))
    });
    lengths.max_by_key(|(items, _)| *items)
}

/// `sys.getsizeof` of a list that grew to `items` by appending, as a comprehension's does
/// (`list_resize` in Objects/listobject.c; measured on 3.8 to 3.13, 64-bit).
pub(super) fn appended_list(items: u64, python: Python) -> u64 {
    let mut allocated: u64 = 0;
    while allocated < items {
        let needed = allocated + 1;
        allocated = match python.minor {
            ..=8 => needed + (needed >> 3) + if needed < 9 { 3 } else { 6 },
            _ => (needed + (needed >> 3) + 6) & !3,
        };
    }
    56 + 8 * allocated
}

/// `sys.getsizeof(list(range(items)))`.
pub(super) fn list_of_range(items: u64, python: Python) -> u64 {
    56 + 8 * if python.minor < 10 { items } else { (items + 1) & !1 }
}
