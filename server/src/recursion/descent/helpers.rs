//! What functions of the file, outside the cycle, do to the objects they are handed: put something in, take something out.
//!
//! Told by how the parameter is spelled in them, and in those they hand it on to; another name for it is not followed.

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Expr, ExprCall, ExprContext, Stmt};
use rustpython_text_size::Ranged;

use super::call::{GROWING, TAKING, value_of};
use super::eval::Evaluated;
use super::state::{Fact, State};
use super::walk::Walk;
use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::Calls;
use crate::recursion::cycles::Cycles;
use crate::recursion::definitions::{Body, Definitions, Function, FunctionId, Home};

/// How many functions are looked through for one argument; of more, anything is assumed.
const MOST_HELPERS: usize = 12;

#[derive(Debug, Clone, Copy, Default)]
struct Changes {
    grows: bool,
    empties: bool,
}

impl<'a> Walk<'_, '_, 'a> {
    /// Notes what a function outside the cycle may do to its arguments.
    pub(super) fn helped(&mut self, call: &'a ExprCall, evaluated: &Evaluated, state: &mut State) {
        let Some(site) = self.calls.at.get(&(self.id, call.range())) else { return };
        let site = self.calls.site(*site);
        if self.cycles.same(self.id, site.callee) {
            return;
        }
        let callee = self.definitions.function(site.callee);
        let given = arguments::bind(callee, site.call, site.receiver);
        for (index, given) in given.into_iter().flatten().enumerate() {
            let Given::Argument(argument) = given else { continue };
            let (value, container) = (value_of(argument, evaluated), self.container(argument));
            if value.root().is_none() && container.is_none() {
                continue;
            }
            let mut search = Search {
                definitions: self.definitions,
                calls: self.calls,
                cycles: self.cycles,
                seen: Vec::new(),
            };
            let changes = search.of(site.callee, index);
            if changes.grows {
                state.grows(&value, true);
            }
            if let (true, Some(container)) = (changes.empties, container) {
                state.facts.retain(|fact| !matches!(fact, Fact::Marked(_, marked) if *marked == container));
                self.emptied.insert(container);
            }
        }
    }
}

struct Search<'s, 'a> {
    definitions: &'s Definitions<'a>,
    calls: &'s Calls<'a>,
    cycles: &'s Cycles,
    seen: Vec<(FunctionId, usize)>,
}

impl Search<'_, '_> {
    fn of(&mut self, id: FunctionId, index: usize) -> Changes {
        if self.seen.contains(&(id, index)) {
            return Changes::default();
        }
        if self.seen.len() >= MOST_HELPERS {
            return Changes { grows: true, empties: true };
        }
        self.seen.push((id, index));
        let function = self.definitions.function(id);
        let parameter = function.parameters.and_then(|p| p.iter_non_variadic_params().nth(index));
        let home = parameter.and_then(|parameter| {
            self.definitions.home(function.shift.at(parameter.parameter.name.range().start().to_u32()))
        });
        let (Some(home), Body::Statements(body)) = (home, function.body) else { return Changes::default() };
        let mut uses = Uses { definitions: self.definitions, function, home, changes: Changes::default() };
        uses.visit_body(body);
        let mut changes = uses.changes;
        for site in self.cycles.outgoing(id) {
            let site = self.calls.site(*site);
            let callee = self.definitions.function(site.callee);
            let given = arguments::bind(callee, site.call, site.receiver);
            for (index, given) in given.into_iter().flatten().enumerate() {
                let is_it = |e: &Expr| {
                    e.is_name_expr()
                        && self.definitions.home(site.shift.at(e.range().start().to_u32())) == Some(home)
                };
                if matches!(given, Given::Argument(argument) if is_it(argument)) {
                    let further = self.of(site.callee, index);
                    changes.grows |= further.grows;
                    changes.empties |= further.empties;
                }
            }
        }
        changes
    }
}

/// How one parameter is used in its function.
struct Uses<'u, 'a> {
    definitions: &'u Definitions<'a>,
    function: &'u Function<'a>,
    home: Home,
    changes: Changes,
}

impl Uses<'_, '_> {
    fn is_it(&self, e: &Expr) -> bool {
        e.is_name_expr()
            && self.definitions.home(self.function.shift.at(e.range().start().to_u32())) == Some(self.home)
    }
}

impl<'a> Visitor<'a> for Uses<'_, 'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::AugAssign(stmt) = statement {
            self.changes.grows |= self.is_it(&stmt.target);
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, e: &'a Expr) {
        match e {
            Expr::Call(call) => {
                if let Expr::Attribute(attribute) = call.func.as_ref()
                    && self.is_it(&attribute.value)
                {
                    let name = attribute.attr.as_str();
                    self.changes.grows |= GROWING.contains(&name);
                    self.changes.empties |= TAKING.contains(&name);
                }
            }
            Expr::Subscript(subscript) if subscript.ctx != ExprContext::Load => {
                let is_it = self.is_it(&subscript.value);
                self.changes.grows |= is_it && subscript.ctx == ExprContext::Store;
                self.changes.empties |= is_it;
            }
            _ => {}
        }
        visitor::walk_expr(self, e);
    }
}
