//! One walk over the file: what is done with each name, with each list that is made on the spot,
//! and with the result of each call of a name; and where that stands.
//!
//! A parent says what it makes of its child by a mark; a child without a mark is used in a way
//! nobody here knows, and so may be changed or kept.

use rustc_hash::FxHashMap;
use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{
    Comprehension, Expr, ExprCall, ExprContext, InterpolatedStringElement, Operator, Stmt, StmtFunctionDef,
};
use rustpython_text_size::{Ranged, TextRange};

use crate::names::{Names, ScopeId, ScopeKind};
use crate::syntax::{Shift, Tree};
use crate::text::Span;
use crate::usage::marks::{self, Consumer, Grow, Mark, Use};

/// Where an expression stands. Loops and branches count within their function.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// The function or lambda whose code it is; `None` for the module's, with its class bodies.
    pub function: Option<ScopeId>,
    /// Its statement, and the one of the function's own body (the module's) that holds it.
    pub statement: Span,
    pub top: Span,
    /// Numbers the list of statements that its statement stands in, and the statement in it.
    pub block: u32,
    pub index: u32,
    /// In a loop or a comprehension.
    pub repeated: bool,
    /// Under a `try` or `with`.
    pub guarded: bool,
    pub conditional: bool,
    /// In a class body, or its methods.
    pub in_class: bool,
    /// Under `if __name__ == "__main__":`.
    pub main: bool,
    /// In a lambda or a generator expression, which run later.
    pub deferred: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Site {
    pub span: Span,
    pub used: Use,
    pub place: Place,
}

/// A call of a bare name.
#[derive(Debug)]
pub(super) struct CallSite<'a> {
    pub call: &'a ExprCall,
    pub shift: Shift,
    /// What iterates over the result at once.
    pub consumer: Option<Consumer>,
    /// Where the name starts that the result is bound to.
    pub bound_to: Option<u32>,
    /// It is a statement of its own.
    pub is_statement: bool,
    pub place: Place,
}

/// A list comprehension, or `list(range(…))`.
#[derive(Debug)]
pub(super) struct ListSite<'a> {
    pub list: &'a Expr,
    pub shift: Shift,
    pub consumer: Option<Consumer>,
    /// Where the name starts that it is bound to.
    pub bound_to: Option<u32>,
    pub place: Place,
}

#[derive(Debug)]
pub(super) struct Function<'a> {
    pub scope: ScopeId,
    pub def: &'a StmtFunctionDef,
    pub shift: Shift,
    /// Its `def` stands in a class body.
    pub is_method: bool,
}

#[derive(Default)]
pub(super) struct Found<'a> {
    /// In order of evaluation.
    pub sites: Vec<Site>,
    pub calls: Vec<CallSite<'a>>,
    pub lists: Vec<ListSite<'a>>,
    pub functions: Vec<Function<'a>>,
    /// Where attributes of these names are called: `x.name(…)`.
    pub attribute_calls: FxHashMap<&'a str, Vec<(Span, Place)>>,
    /// `name = value`, by where the name starts.
    pub assigned: FxHashMap<u32, (&'a Expr, Shift)>,
    /// `global` statements with their names.
    pub globals: Vec<(Span, Vec<&'a str>, Place)>,
    /// Something in it can do anything to any name: `globals()`, `exec`, `eval`, `vars`.
    pub is_dynamic: bool,
    /// Has a `__main__` guard, or calls `main`, `print` or `input` at the top level: run, not imported.
    pub is_script: bool,
    /// A statement could not be read.
    pub has_errors: bool,
    /// The statements of the module, and of its `__main__` guard; true for those that do something.
    pub steps: Vec<(Span, bool)>,
}

pub(super) fn walk<'a>(tree: &'a Tree, names: &Names) -> Found<'a> {
    let heads = names.scopes.iter().zip(0..);
    let heads = heads.filter(|(scope, _)| scope.kind == ScopeKind::Function);
    let mut walker = Walker {
        heads: heads.map(|(scope, index)| (scope.head.start, ScopeId(index))).collect(),
        names,
        found: Found::default(),
        marks: FxHashMap::default(),
        shift: Shift(0),
        place: Place::default(),
        blocks: 0,
        is_top: true,
        class_body: false,
    };
    for (statement, index) in tree.statements.iter().zip(0..) {
        walker.shift = statement.shift();
        walker.marks.clear();
        walker.found.has_errors |= statement.has_errors();
        walker.place = Place { index, ..Place::default() };
        walker.class_body = false;
        walker.is_top = true;
        walker.statement(statement.node());
    }
    walker.found.is_script |= walker.found.sites.iter().any(|site| site.place.main);
    // Of a notebook any cell is run again, whenever the reader likes.
    walker.found.is_script &= !tree.is_notebook();
    walker.found.is_dynamic |= tree.has_commands;
    walker.found
}

struct Walker<'n, 'a> {
    names: &'n Names,
    heads: FxHashMap<u32, ScopeId>,
    found: Found<'a>,
    /// What parents said of expressions to come, by their range in the tree.
    marks: FxHashMap<TextRange, Mark>,
    shift: Shift,
    place: Place,
    blocks: u32,
    /// The next list of statements is a function's own body.
    is_top: bool,
    class_body: bool,
}

impl<'a> Walker<'_, 'a> {
    fn span(&self, node: &impl Ranged) -> Span {
        self.shift.span(node)
    }

    fn statement(&mut self, statement: &'a Stmt) {
        self.place.statement = self.span(statement);
        if std::mem::take(&mut self.is_top) {
            self.place.top = self.place.statement;
            if self.place.function.is_none() && !self.place.in_class {
                self.found.steps.push((self.place.statement, marks::does_something(statement)));
            }
        }
        self.visit_stmt(statement);
    }

    fn mark(&mut self, child: &Expr, mark: impl Into<Mark>) {
        // What was said first was said by the node further out, which knows more.
        self.marks.entry(child.range()).or_insert(mark.into());
    }

    fn within(&mut self, change: impl FnOnce(&mut Place), visit: impl FnOnce(&mut Self)) {
        let outer = self.place;
        change(&mut self.place);
        visit(self);
        self.place = outer;
    }

    fn is_builtin(&self, name: &Expr) -> bool {
        marks::is_builtin(self.names, self.span(name).start)
    }

    fn function(&mut self, def: &'a StmtFunctionDef) {
        for decorator in &def.decorator_list {
            self.mark(&decorator.expression, Use::Decorator);
            self.visit_expr(&decorator.expression);
        }
        self.visit_parameters(&def.parameters);
        let head = self.span(&def.name);
        let Some(scope) = self.heads.get(&head.start).copied() else { return };
        let is_method = std::mem::take(&mut self.class_body);
        self.found.functions.push(Function { scope, def, shift: self.shift, is_method });
        let place = Place {
            function: Some(scope),
            in_class: self.place.in_class,
            statement: self.place.statement,
            ..Place::default()
        };
        self.within(
            |inside| *inside = place,
            |walker| {
                walker.is_top = true;
                walker.visit_body(&def.body);
            },
        );
        self.class_body = is_method;
    }

    fn call(&mut self, call: &'a ExprCall) {
        let mark = self.marks.remove(&call.range());
        let is_consumed = mark.and_then(Mark::consumer).is_some();
        let span = self.span(call);
        match call.func.as_ref() {
            Expr::Name(name) => {
                let index = self.found.calls.len() as u32;
                self.found.calls.push(CallSite {
                    call,
                    shift: self.shift,
                    consumer: mark.and_then(Mark::consumer),
                    bound_to: mark.and_then(Mark::bound_to),
                    is_statement: matches!(mark, Some(Mark::Statement)),
                    place: self.place,
                });
                let is_builtin = self.is_builtin(&call.func);
                let at_top = self.place.function.is_none() && !self.place.in_class;
                let runs = if is_builtin { &["print", "input"][..] } else { &["main"] };
                self.found.is_script |= at_top && runs.contains(&name.id.as_str());
                self.mark(&call.func, Use::Call(index));
                if is_builtin {
                    let dynamic = ["globals", "exec", "eval", "vars", "locals"];
                    self.found.is_dynamic |= dynamic.contains(&name.id.as_str());
                    for (child, mark) in marks::builtin_call(name.id.as_str(), call, self.shift, is_consumed)
                    {
                        self.mark(child, mark);
                    }
                } else if marks::CONTAINERS.contains(&name.id.as_str()) {
                    call.arguments.args.iter().for_each(|child| self.mark(child, Use::Lazy));
                }
            }
            Expr::Attribute(attribute) => {
                let name = attribute.attr.as_str();
                self.found.attribute_calls.entry(name).or_default().push((span, self.place));
                let is_view = matches!(name, "items" | "keys" | "values");
                let used = match marks::method(name, call, self.shift) {
                    Use::Read if is_view && !is_consumed => Use::Lazy,
                    used => used,
                };
                self.mark(&attribute.value, used);
                if marks::READING_METHODS.contains(&name) {
                    let at_once = name == "join" && attribute.value.is_string_literal_expr();
                    let used = if at_once { Use::Read } else { Use::Lazy };
                    call.arguments.args.iter().for_each(|child| self.mark(child, used));
                }
            }
            _ => {}
        }
    }

    /// A list is made here, and what becomes of it may be known.
    fn list(&mut self, list: &'a Expr) {
        let mark = self.marks.get(&list.range()).copied();
        let bound_to = mark.and_then(Mark::bound_to);
        let consumer = mark.and_then(Mark::consumer);
        if bound_to.is_some() || consumer.is_some() {
            let site = ListSite { list, shift: self.shift, consumer, bound_to, place: self.place };
            self.found.lists.push(site);
        }
    }

    fn comprehension(
        &mut self,
        generators: &'a [Comprehension],
        elements: [Option<&'a Expr>; 2],
        lazy: bool,
    ) {
        for (index, generator) in generators.iter().enumerate() {
            let mark = if lazy { Mark::Use(Use::Lazy) } else { Consumer::loop_over().into() };
            self.mark(&generator.iter, mark);
            let change = |inside: &mut Place| {
                inside.repeated |= index > 0;
                inside.deferred |= index > 0 && lazy;
            };
            self.within(change, |walker| walker.visit_expr(&generator.iter));
        }
        let change = |inside: &mut Place| {
            inside.repeated = true;
            inside.deferred |= lazy;
        };
        self.within(change, |walker| {
            for generator in generators {
                walker.visit_expr(&generator.target);
                for test in &generator.ifs {
                    walker.test(test);
                    walker.visit_expr(test);
                }
            }
            elements.into_iter().flatten().for_each(|element| walker.visit_expr(element));
        });
    }

    /// A name whose truth alone is asked for.
    fn test(&mut self, test: &'a Expr) {
        match test {
            Expr::Name(_) => self.mark(test, Use::Checked),
            Expr::UnaryOp(not) => self.test(&not.operand),
            Expr::BoolOp(all) => all.values.iter().for_each(|value| self.test(value)),
            _ => {}
        }
    }

    fn bound(&mut self, target: &'a Expr, value: &'a Expr) {
        let Expr::Name(_) = target else { return };
        let name = self.span(target).start;
        self.found.assigned.insert(name, (value, self.shift));
        if !value.is_name_expr() {
            self.mark(value, Mark::Bound(name));
        }
    }
}

impl<'a> Visitor<'a> for Walker<'_, 'a> {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        let (outer, is_top) = (self.place, std::mem::take(&mut self.is_top));
        self.blocks += 1;
        let block = self.blocks;
        for (statement, index) in body.iter().zip(0..) {
            self.place.block = block;
            self.place.index = index;
            self.is_top = is_top;
            self.statement(statement);
        }
        self.is_top = false;
        self.place = outer;
    }

    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => return self.function(def),
            Stmt::ClassDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                if let Some(arguments) = &def.arguments {
                    self.visit_arguments(arguments);
                }
                let outer = std::mem::replace(&mut self.class_body, true);
                self.within(|inside| inside.in_class = true, |walker| walker.visit_body(&def.body));
                self.class_body = outer;
                return;
            }
            Stmt::Global(global) => {
                let declared = global.names.iter().map(|name| name.id.as_str()).collect();
                self.found.globals.push((self.span(statement), declared, self.place));
            }
            Stmt::Assign(assign) => {
                if let [target] = assign.targets.as_slice() {
                    self.bound(target, &assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                let Some(value) = &assign.value else { return };
                if let Expr::Name(name) = &*assign.target {
                    // A list with an annotation is left alone: it would no longer be what it is said to be.
                    self.found.assigned.insert(self.span(name).start, (value, self.shift));
                }
                self.visit_expr(value);
                return self.visit_expr(&assign.target);
            }
            Stmt::AugAssign(assign) => {
                let used = match assign.op {
                    Operator::Add => {
                        let (how, span) = ("`+=`", self.span(statement));
                        Use::Grow(Grow { how, span, item: None, at_end: true })
                    }
                    Operator::BitOr => Use::Add,
                    _ => Use::Shrink,
                };
                if assign.target.is_name_expr() {
                    self.mark(&assign.target, used);
                }
                self.mark(&assign.value, Use::Read);
            }
            Stmt::For(stmt) => {
                let consumer =
                    if stmt.is_async { Mark::Use(Use::Other) } else { Consumer::loop_over().into() };
                self.mark(&stmt.iter, consumer);
                self.visit_expr(&stmt.iter);
                return self.within(
                    |inside| inside.repeated = true,
                    |walker| {
                        walker.visit_expr(&stmt.target);
                        walker.visit_body(&stmt.body);
                        walker.visit_body(&stmt.orelse);
                    },
                );
            }
            Stmt::While(stmt) => {
                self.test(&stmt.test);
                let visit = |walker: &mut Self| visitor::walk_stmt(walker, statement);
                return self.within(|inside| inside.repeated = true, visit);
            }
            Stmt::If(stmt) => {
                self.test(&stmt.test);
                let main = self.place.function.is_none() && marks::is_main_guard(&stmt.test);
                let change = |inside: &mut Place| {
                    inside.main |= main;
                    inside.conditional |= !main;
                };
                return self.within(change, |walker| {
                    walker.visit_expr(&stmt.test);
                    walker.is_top = main;
                    walker.visit_body(&stmt.body);
                    for clause in &stmt.elif_else_clauses {
                        walker.visit_elif_else_clause(clause);
                    }
                });
            }
            Stmt::Match(_) => {
                let visit = |walker: &mut Self| visitor::walk_stmt(walker, statement);
                return self.within(|inside| inside.conditional = true, visit);
            }
            Stmt::Try(_) | Stmt::With(_) => {
                let visit = |walker: &mut Self| visitor::walk_stmt(walker, statement);
                return self.within(|inside| inside.guarded = true, visit);
            }
            Stmt::Assert(stmt) => self.test(&stmt.test),
            Stmt::Expr(stmt) if stmt.value.is_call_expr() => self.mark(&stmt.value, Mark::Statement),
            Stmt::Expr(stmt) => self.mark(&stmt.value, Use::Read),
            Stmt::Return(stmt) => {
                if let Some(value) = &stmt.value
                    && value.is_name_expr()
                {
                    self.mark(value, Use::Return);
                }
            }
            Stmt::TypeAlias(_) => return,
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) => {
                let used = match (self.marks.remove(&name.range()), name.ctx) {
                    (Some(mark), _) => mark.on_name(),
                    (None, ExprContext::Store) => Use::Bind,
                    (None, _) => Use::Other,
                };
                self.found.sites.push(Site { span: self.span(name), used, place: self.place });
                return;
            }
            Expr::Call(call) => {
                if marks::is_list_of_range(call) && self.is_builtin(&call.func) {
                    self.list(expression);
                }
                self.call(call);
            }
            Expr::ListComp(comp) => {
                self.list(expression);
                return self.comprehension(&comp.generators, [Some(&comp.elt), None], false);
            }
            Expr::SetComp(comp) => {
                return self.comprehension(&comp.generators, [Some(&comp.elt), None], false);
            }
            Expr::DictComp(comp) => {
                return self.comprehension(&comp.generators, [Some(&comp.key), Some(&comp.value)], false);
            }
            Expr::Generator(comp) => {
                let is_consumed = self.marks.get(&comp.range()).copied().and_then(Mark::consumer).is_some();
                return self.comprehension(&comp.generators, [Some(&comp.elt), None], !is_consumed);
            }
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    self.visit_parameters(parameters);
                }
                return self
                    .within(|inside| inside.deferred = true, |walker| walker.visit_expr(&lambda.body));
            }
            Expr::Subscript(item) => {
                let used = marks::subscript(item, self.span(item));
                self.mark(&item.value, used);
            }
            Expr::Compare(compare) => {
                for (child, used) in marks::compare(compare) {
                    self.mark(child, used);
                }
            }
            Expr::If(choice) => self.test(&choice.test),
            Expr::BinOp(e) => {
                self.mark(&e.left, Use::Read);
                self.mark(&e.right, Use::Read);
            }
            Expr::Starred(e) if e.ctx == ExprContext::Load => self.mark(&e.value, Use::Read),
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }

    fn visit_interpolated_string_element(&mut self, element: &'a InterpolatedStringElement) {
        if let InterpolatedStringElement::Interpolation(field) = element {
            self.mark(&field.expression, Use::Read);
        }
        visitor::walk_interpolated_string_element(self, element);
    }

    fn visit_annotation(&mut self, _: &'a Expr) {}
}
