//! Variables of the functions around a cycle: bound once, and holding the same object in every activation.
//!
//! They are numbered behind the parameters, alike for all functions of a cycle. Their lengths are trusted only where
//! nothing in the function that owns them could change the object.

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Comprehension, Expr, ExprContext, Stmt};
use rustpython_text_size::Ranged;

use super::value::Atom;
use crate::names::ScopeKind;
use crate::recursion::cycles::Cycles;
use crate::recursion::definitions::{Body, Definitions, Function, FunctionId, Home};

const FIRST: u16 = 1000;
/// More are not told apart.
const MOST: usize = 24;

/// Each with the answer whether it can be trusted.
pub(super) type Captured = Vec<(Home, bool)>;

pub(super) fn is(index: u16) -> bool {
    index >= FIRST
}

/// The number of a variable of a function around, where it can be trusted.
pub(super) fn number(
    home: Home,
    inner: FunctionId,
    captured: &mut Captured,
    definitions: &Definitions<'_>,
    cycles: &Cycles,
) -> Option<u16> {
    let at = match captured.iter().position(|(known, _)| *known == home) {
        Some(at) => at,
        None if captured.len() >= MOST => return None,
        None => {
            captured.push((home, trusted(home, inner, definitions, cycles)));
            captured.len() - 1
        }
    };
    captured[at].1.then(|| u16::try_from(at).ok()?.checked_add(FIRST))?
}

fn trusted(home: Home, inner: FunctionId, definitions: &Definitions<'_>, cycles: &Cycles) -> bool {
    if definitions.names.scope(home.0).kind != ScopeKind::Function || !definitions.bound_once(home) {
        return false;
    }
    let Some(index) = definitions.functions.iter().position(|function| function.scope == home.0) else {
        return false;
    };
    let (owner, Body::Statements(body)) = (&definitions.functions[index], definitions.functions[index].body)
    else {
        return false;
    };
    // Entered again on the way round it has another variable.
    if u32::try_from(index).is_ok_and(|index| cycles.same(FunctionId(index), inner)) {
        return false;
    }
    let mut uses = Uses { definitions, owner, home, changes: false };
    uses.visit_body(body);
    !uses.changes
}

/// An atom as one would write it.
pub(super) fn spelled(
    atom: Atom,
    function: &Function<'_>,
    captured: &Captured,
    definitions: &Definitions<'_>,
) -> String {
    let name = |index: u16| match index.checked_sub(FIRST) {
        Some(at) => match captured.get(usize::from(at)) {
            Some(((scope, symbol), _)) => {
                definitions.names.scope(*scope).symbols[symbol.0 as usize].name.to_string()
            }
            None => String::new(),
        },
        None => function.parameter_name(usize::from(index)).map_or(String::new(), ToString::to_string),
    };
    match atom {
        Atom::Zero => "0".to_owned(),
        Atom::Parameter(index) => name(index),
        Atom::Length(index) => format!("len({})", name(index)),
    }
}

/// Whether anything but looking is done with a variable's object.
struct Uses<'u, 'a> {
    definitions: &'u Definitions<'a>,
    owner: &'u Function<'a>,
    home: Home,
    changes: bool,
}

/// Methods that change nothing, on whatever builtin object.
const READING: &[&str] = &[
    "count",
    "endswith",
    "find",
    "get",
    "index",
    "isdigit",
    "items",
    "keys",
    "lower",
    "startswith",
    "upper",
    "values",
];

impl Uses<'_, '_> {
    fn is_it(&self, e: &Expr) -> bool {
        e.is_name_expr()
            && self.definitions.home(self.owner.shift.at(e.range().start().to_u32())) == Some(self.home)
    }

    fn unless_it<'a>(&mut self, e: &'a Expr)
    where
        Self: Visitor<'a>,
    {
        if !self.is_it(e) {
            self.visit_expr(e);
        }
    }
}

impl<'a> Visitor<'a> for Uses<'_, 'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::For(stmt) => {
                self.visit_expr(&stmt.target);
                self.unless_it(&stmt.iter);
                self.visit_body(&stmt.body);
                self.visit_body(&stmt.orelse);
            }
            Stmt::If(stmt) if self.is_it(&stmt.test) => {
                self.visit_body(&stmt.body);
                for clause in &stmt.elif_else_clauses {
                    clause.test.iter().for_each(|test| self.unless_it(test));
                    self.visit_body(&clause.body);
                }
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_comprehension(&mut self, comprehension: &'a Comprehension) {
        self.visit_expr(&comprehension.target);
        self.unless_it(&comprehension.iter);
        comprehension.ifs.iter().for_each(|test| self.unless_it(test));
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Name(name) => self.changes |= name.ctx != ExprContext::Store && self.is_it(e),
            Expr::Call(call) => {
                let reads = match call.func.as_ref() {
                    Expr::Name(name) => {
                        self.definitions.is_builtin(self.owner.shift.at(name.range().start().to_u32()))
                            && !matches!(
                                name.id.as_str(),
                                "next" | "iter" | "reversed" | "setattr" | "delattr" | "exec" | "eval"
                            )
                    }
                    Expr::Attribute(attribute) => {
                        if !READING.contains(&attribute.attr.as_str()) {
                            self.visit_expr(&attribute.value);
                        } else {
                            self.unless_it(&attribute.value);
                        }
                        false
                    }
                    func => {
                        self.visit_expr(func);
                        false
                    }
                };
                for argument in &*call.arguments.args {
                    if reads { self.unless_it(argument) } else { self.visit_expr(argument) }
                }
                call.arguments.keywords.iter().for_each(|keyword| self.visit_expr(&keyword.value));
            }
            Expr::Subscript(subscript) if subscript.ctx == ExprContext::Load => {
                self.unless_it(&subscript.value);
                self.unless_it(&subscript.slice);
            }
            Expr::Compare(compare) => {
                self.unless_it(&compare.left);
                compare.comparators.iter().for_each(|part| self.unless_it(part));
            }
            Expr::BinOp(operation) => {
                self.unless_it(&operation.left);
                self.unless_it(&operation.right);
            }
            Expr::UnaryOp(operation) => self.unless_it(&operation.operand),
            _ => visitor::walk_expr(self, e),
        }
    }
}
