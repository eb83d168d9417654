//! Operations that cannot end a recursion: with the arguments of one level they do what they
//! did a level above, neither raise at some later level nor wait nor change what tests read.

use rustpython_ast::{Expr, ExprCall, ExprContext, Number, Operator};
use rustpython_text_size::Ranged;

use super::Walk;
use crate::names::{Access, Binding};
use crate::recursion::definitions::Home;

/// Builtins that only look at what they are given, with any number of arguments.
const LOOKING: &[&str] = &[
    "abs",
    "all",
    "any",
    "ascii",
    "bool",
    "callable",
    "dict",
    "dir",
    "enumerate",
    "filter",
    "format",
    "frozenset",
    "globals",
    "hasattr",
    "hash",
    "id",
    "isinstance",
    "issubclass",
    "len",
    "list",
    "locals",
    "map",
    "object",
    "print",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "slice",
    "sorted",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "zip",
];

impl<'a> Walk<'_, '_, 'a> {
    /// The operation of the expression itself, its parts aside.
    pub(super) fn quiet(&self, expression: &'a Expr) -> bool {
        match expression {
            Expr::BinOp(operation) => {
                let formats = operation.op == Operator::Mod && operation.left.is_string_literal_expr();
                let scales = operation.op == Operator::Mult && operation.left.is_number_literal_expr();
                formats || scales || self.quiet_operation(operation.op, &operation.right)
            }
            Expr::Call(call) => self.quiet_call(call),
            Expr::Attribute(attribute) => {
                attribute.ctx != ExprContext::Del && self.steady_object(&attribute.value)
            }
            Expr::Subscript(subscript) => {
                subscript.ctx == ExprContext::Load && subscript.slice.is_slice_expr()
            }
            // What is awaited, where it is not a call of this file, may wait for ever.
            Expr::Await(await_) => self.calls.at.contains_key(&(self.id, await_.value.range())),
            Expr::YieldFrom(_) | Expr::Yield(_) | Expr::IpyEscapeCommand(_) => false,
            _ => true,
        }
    }

    pub(super) fn quiet_operation(&self, op: Operator, right: &Expr) -> bool {
        match op {
            Operator::Add | Operator::Sub | Operator::BitAnd | Operator::BitOr | Operator::BitXor => true,
            // Squaring again and again runs out of memory or time first.
            Operator::Mult => self.guards.integer(right, 4).is_some(),
            Operator::RShift => self.guards.integer(right, 4).is_some_and(|value| value >= 0),
            Operator::Div | Operator::FloorDiv | Operator::Mod => match right {
                Expr::NumberLiteral(number) => match &number.value {
                    Number::Int(value) => value.as_i64() != Some(0),
                    Number::Float(value) => *value != 0.0,
                    Number::Complex { .. } => false,
                },
                _ => self.guards.integer(right, 4).is_some_and(|value| value != 0),
            },
            Operator::Pow | Operator::LShift | Operator::MatMult => false,
        }
    }

    fn quiet_call(&self, call: &ExprCall) -> bool {
        if call.arguments.args.iter().any(Expr::is_starred_expr) {
            return false;
        }
        match call.func.as_ref() {
            Expr::Name(name) => {
                let start = self.function.shift.at(name.range().start().to_u32());
                if !self.definitions.is_builtin(start) {
                    return false;
                }
                let arguments = &*call.arguments.args;
                match name.id.as_str() {
                    "min" | "max" => arguments.len() > 1 && self.quiet_functions(call),
                    "int" | "float" => {
                        matches!(arguments, [] | [Expr::BinOp(_) | Expr::NumberLiteral(_) | Expr::UnaryOp(_)])
                    }
                    "getattr" => arguments.len() == 3,
                    "print" if !prints_plainly(call) => false,
                    "map" | "filter" | "sorted" if !self.quiet_functions(call) => false,
                    other => LOOKING.contains(&other),
                }
            }
            Expr::Attribute(attribute) => {
                let Expr::Name(module) = attribute.value.as_ref() else { return false };
                matches!(
                    (module.id.as_str(), attribute.attr.as_str()),
                    ("time", "sleep" | "time" | "perf_counter" | "monotonic")
                        | ("random", "random" | "randint")
                ) && self.imported(module.range().start().to_u32())
            }
            _ => false,
        }
    }

    /// The functions that a builtin is given, to call them, only look at what they are given.
    fn quiet_functions(&self, call: &ExprCall) -> bool {
        let looks = |e: &Expr| match e {
            Expr::NoneLiteral(_) => true,
            Expr::Name(name) => {
                let builtin =
                    self.definitions.is_builtin(self.function.shift.at(name.range().start().to_u32()));
                let converts = matches!(name.id.as_str(), "int" | "float" | "min" | "max");
                builtin && (converts || LOOKING.contains(&name.id.as_str()))
            }
            Expr::Lambda(lambda) => {
                let of_item = match lambda.body.as_ref() {
                    Expr::Attribute(attribute) => &attribute.value,
                    Expr::Subscript(subscript) => &subscript.value,
                    other => other,
                };
                of_item.is_name_expr()
            }
            _ => false,
        };
        let named = |word: &str| matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == word);
        let first = call.arguments.args.first().filter(|_| named("map") || named("filter"));
        let keys = call
            .arguments
            .keywords
            .iter()
            .filter(|k| k.arg.as_ref().is_some_and(|arg| arg.as_str() == "key"));
        first.into_iter().chain(keys.map(|keyword| &keyword.value)).all(looks)
    }

    /// `sys.exit()` and its like.
    pub(super) fn ends_program(&self, call: &ExprCall) -> bool {
        match call.func.as_ref() {
            Expr::Name(name) => matches!(name.id.as_str(), "exit" | "quit"),
            Expr::Attribute(attribute) => matches!(
                (attribute.value.as_ref(), attribute.attr.as_str()),
                (Expr::Name(module), "exit" | "_exit" | "abort") if matches!(module.id.as_str(), "sys" | "os")
            ),
            _ => false,
        }
    }

    /// The same object on every level, as far as its attributes go: the receiver of a method, a
    /// module, a function or class of the file, a variable of an outer function.
    fn steady_object(&self, value: &Expr) -> bool {
        let Expr::Name(name) = value else { return false };
        let offset = name.range().start().to_u32();
        let start = self.function.shift.at(offset);
        let Some(home) = self.definitions.home(start) else { return self.definitions.is_builtin(start) };
        if self.function.receiver == Some(home) {
            return true;
        }
        self.definitions.target(value, self.function.shift).is_some()
            || self.imported(offset)
            || self.captured(home)
    }

    /// A variable of an outer function that is bound once: a parameter of a decorator.
    fn captured(&self, home: Home) -> bool {
        let outer = self.definitions.names.scope(self.function.scope).parent;
        outer == Some(home.0) && self.definitions.bound_once(home)
    }

    /// A name of the module that is bound once, and not a variable of the function.
    fn imported(&self, offset: u32) -> bool {
        let start = self.function.shift.at(offset);
        let names = self.definitions.names;
        let Some(id) = names.occurrence_at(start) else { return false };
        let occurrence = names.occurrence(id);
        let symbol = names.symbol_of(occurrence);
        occurrence.access == Access::Use
            && symbol.binding == Binding::Global
            && symbol.home.is_some_and(|home| self.definitions.bound_once(home))
    }
}

/// To the console: a file of the program's own may do anything.
fn prints_plainly(call: &ExprCall) -> bool {
    call.arguments.keywords.iter().all(|keyword| match &keyword.value {
        Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "stdout" | "stderr"),
        _ => keyword.arg.as_ref().is_some_and(|arg| arg.as_str() != "file"),
    })
}
