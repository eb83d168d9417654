//! Slices that wait in a local until they are passed: whether they may change there.

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Expr, ExprContext, Stmt};
use rustpython_text_size::Ranged;

use crate::recursion::definitions::{Body, Definitions, Function, Home};

/// The object that `local` holds may be changed in this function: by a method, by an assignment to an item, by
/// another name, or by another function that gets hold of it.
pub(in crate::recursion) fn may_change(
    local: &Expr,
    function: &Function<'_>,
    definitions: &Definitions<'_>,
) -> bool {
    let at = |e: &Expr| definitions.home(function.shift.at(e.range().start().to_u32()));
    let (Some(home), Body::Statements(body)) = (at(local), function.body) else { return true };
    let mut uses = Uses { definitions, function, home, changes: false };
    uses.visit_body(body);
    uses.changes
}

struct Uses<'u, 'a> {
    definitions: &'u Definitions<'a>,
    function: &'u Function<'a>,
    home: Home,
    changes: bool,
}

impl Uses<'_, '_> {
    fn is_it(&self, e: &Expr) -> bool {
        let e = if let Expr::Starred(starred) = e { &starred.value } else { e };
        e.is_name_expr()
            && self.definitions.home(self.function.shift.at(e.range().start().to_u32())) == Some(self.home)
    }

    /// A builtin function changes no argument, and what the function itself does is asked of its parameter.
    fn is_harmless(&self, func: &Expr) -> bool {
        let Expr::Name(name) = func else {
            return matches!(func, Expr::Attribute(attribute) if attribute.attr.as_str() == self.function.name);
        };
        let builtin = self.definitions.is_builtin(self.function.shift.at(name.range().start().to_u32()));
        builtin || name.id.as_str() == self.function.name
    }
}

impl<'a> Visitor<'a> for Uses<'_, 'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.changes |= match statement {
            Stmt::Assign(stmt) => self.is_it(&stmt.value),
            Stmt::AugAssign(stmt) => self.is_it(&stmt.target),
            _ => false,
        };
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        self.changes |= match e {
            Expr::Call(call) => {
                let on_it = matches!(&*call.func, Expr::Attribute(attribute) if self.is_it(&attribute.value));
                let mut given = call.arguments.args.iter();
                let mut named = call.arguments.keywords.iter();
                let handed =
                    given.any(|given| self.is_it(given)) || named.any(|named| self.is_it(&named.value));
                on_it || handed && !self.is_harmless(&call.func)
            }
            Expr::Subscript(subscript) => subscript.ctx != ExprContext::Load && self.is_it(&subscript.value),
            _ => false,
        };
        visitor::walk_expr(self, e);
    }
}
