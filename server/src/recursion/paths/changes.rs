//! Operations that could turn a test without being handed the object it asks: methods of the file's classes that
//! Python runs by itself, objects with a second name, what a special method reads.

use rustpython_ast::{Expr, ExprContext, Operator};
use rustpython_text_size::Ranged;

use super::Walk;
use crate::recursion::guards::{Known, Relation};
use crate::recursion::special::{
    CONTAINED, EQUAL, HASHED, ITERATED, ORDER, SIGNED, STORED, TRUTH, WRITTEN, of_builtin, of_operator,
};

impl Walk<'_, '_, '_> {
    /// The operation itself may run a method of the file that changes something, or raises.
    pub(super) fn runs_file_code(&self, expression: &Expr) -> bool {
        let special = self.definitions.special();
        match expression {
            Expr::BinOp(operation) => {
                let formats = operation.op == Operator::Mod && operation.left.is_string_literal_expr();
                if formats { special.unquiet(WRITTEN) } else { special.unquiet(&of_operator(operation.op)) }
            }
            Expr::UnaryOp(operation) => {
                special.unquiet(if operation.op == rustpython_ast::UnaryOp::Not { TRUTH } else { SIGNED })
            }
            Expr::Compare(compare) => compare.ops.iter().any(|op| {
                use rustpython_ast::CmpOp;
                match op {
                    CmpOp::Is | CmpOp::IsNot => false,
                    CmpOp::In | CmpOp::NotIn => special.unquiet(CONTAINED),
                    CmpOp::Eq | CmpOp::NotEq => special.unquiet(EQUAL),
                    CmpOp::Lt | CmpOp::LtE | CmpOp::Gt | CmpOp::GtE => special.unquiet(ORDER),
                }
            }),
            Expr::Call(call) => {
                let Expr::Name(name) = call.func.as_ref() else { return false };
                let nothing = call.arguments.args.is_empty() && call.arguments.keywords.is_empty();
                let start = self.function.shift.at(name.range().start().to_u32());
                !nothing
                    && self.definitions.is_builtin(start)
                    && of_builtin(name.id.as_str()).iter().any(|asked| special.unquiet(asked))
            }
            Expr::FString(text) => {
                let formats = text.value.elements().any(|element| element.is_interpolation());
                formats && special.unquiet(WRITTEN)
            }
            Expr::Attribute(attribute) => special.attribute(attribute.attr.as_str(), attribute.ctx),
            Expr::Subscript(subscript) => {
                subscript.slice.is_slice_expr() && special.unquiet(&["__getitem__"])
            }
            Expr::Starred(_) => special.unquiet(ITERATED),
            Expr::Set(_) | Expr::Dict(_) | Expr::SetComp(_) | Expr::DictComp(_) => special.unquiet(HASHED),
            _ => false,
        }
    }

    /// What was found out about objects is no longer known, and there may be an exception.
    pub(super) fn file_code(&mut self, known: Known) -> Known {
        let known = self.may_raise(known, None);
        self.changes(known, false)
    }

    /// `for x in iterable`.
    pub(super) fn iterates(&mut self, iterable: &Expr, known: Known) -> Known {
        let counts = matches!(iterable, Expr::Call(call)
            if matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "range"));
        let literal =
            iterable.is_string_literal_expr() || iterable.is_list_expr() || iterable.is_tuple_expr();
        if counts || literal || !self.definitions.special().unquiet(ITERATED) {
            known
        } else {
            self.file_code(known)
        }
    }

    /// After an expression that does no more than it says: an attribute that it stores may be what tests of objects read.
    pub(super) fn stored(&mut self, expression: &Expr, mut known: Known) -> Known {
        let Expr::Attribute(attribute) = expression else { return known };
        if attribute.ctx != ExprContext::Store {
            return known;
        }
        let touched = self.handed_on(expression);
        known.facts.retain(|fact| {
            let test = self.guards.get(fact.0);
            !test.mutable() || !test.reads().any(|parameter| touched.contains(&parameter))
        });
        self.ways.touched.extend(touched);
        let special = self.definitions.special();
        if special.any || special.unquiet(STORED) { self.changes(known, false) } else { known }
    }

    /// Some object was changed, not known which: of a builtin type, or, where tests can ask them, of the file's.
    pub(super) fn changes(&mut self, mut known: Known, builtin: bool) -> Known {
        let any = self.definitions.special().any;
        if !any && !builtin {
            return known;
        }
        self.ways.turned |= any;
        let strict = self.question.strict;
        known.facts.retain(|fact| {
            let test = self.guards.get(fact.0);
            test.relation == Relation::Is || !(any && strict || test.mutable())
        });
        let count =
            self.function.parameters.map_or(0, |parameters| parameters.iter_non_variadic_params().count());
        self.ways
            .touched
            .extend((0..count).filter(|index| !self.ways.touched.contains(index)).collect::<Vec<_>>());
        known
    }
}

/// `xs += more` changes the object, whatever other names it has; numbers it cannot change.
pub(super) fn in_place(op: Operator, value: &Expr) -> bool {
    !value.is_number_literal_expr() || op == Operator::Mult
}
