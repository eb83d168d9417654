//! Statements, patterns and type parameters, in the order of `symtable_visit_stmt`.

use rustpython_ast::name::Name;
use rustpython_ast::{
    Alias, ExceptHandler, Expr, Identifier, Parameters, Pattern, Stmt, StmtAnnAssign, StmtClassDef,
    StmtFunctionDef, StmtImportFrom, StmtTypeAlias, TypeParam, TypeParams,
};
use rustpython_text_size::{Ranged, TextRange};

use crate::names::build::{Builder, Mangling, flag};
use crate::names::{MODULE, ScopeKind};
use crate::text::Span;

impl<'a> Builder<'a> {
    pub fn body(&mut self, body: &'a [Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    pub fn statement(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(node) => self.function(node),
            Stmt::ClassDef(node) => self.class(node),
            Stmt::TypeAlias(node) => self.type_alias(node),
            Stmt::Return(node) => self.optional(node.value.as_deref()),
            Stmt::Delete(node) => self.expressions(&node.targets),
            Stmt::Assign(node) => {
                self.expressions(&node.targets);
                self.expression(&node.value);
            }
            Stmt::AugAssign(node) => {
                self.expression(&node.target);
                self.expression(&node.value);
            }
            Stmt::AnnAssign(node) => self.annotated(node),
            Stmt::For(node) => {
                self.expression(&node.target);
                self.expression(&node.iter);
                self.body(&node.body);
                self.body(&node.orelse);
            }
            Stmt::While(node) => {
                self.expression(&node.test);
                self.body(&node.body);
                self.body(&node.orelse);
            }
            Stmt::If(node) => {
                self.expression(&node.test);
                self.body(&node.body);
                for clause in &node.elif_else_clauses {
                    self.optional(clause.test.as_ref());
                    self.body(&clause.body);
                }
            }
            Stmt::With(node) => {
                for item in &node.items {
                    self.expression(&item.context_expr);
                    self.optional(item.optional_vars.as_deref());
                }
                self.body(&node.body);
            }
            Stmt::Match(node) => {
                self.expression(&node.subject);
                for case in &node.cases {
                    self.pattern(&case.pattern);
                    self.optional(case.guard.as_deref());
                    self.body(&case.body);
                }
            }
            Stmt::Raise(node) => {
                self.optional(node.exc.as_deref());
                self.optional(node.cause.as_deref());
            }
            Stmt::Try(node) => {
                self.body(&node.body);
                self.body(&node.orelse);
                for ExceptHandler::ExceptHandler(handler) in &node.handlers {
                    self.optional(handler.type_.as_deref());
                    self.bind_optional(handler.name.as_ref());
                    self.body(&handler.body);
                }
                self.body(&node.finalbody);
            }
            Stmt::Assert(node) => {
                self.expression(&node.test);
                self.optional(node.msg.as_deref());
            }
            Stmt::Import(node) => node.names.iter().for_each(|alias| self.import(alias)),
            Stmt::ImportFrom(node) => self.import_from(node),
            Stmt::Global(node) => node.names.iter().for_each(|name| self.global(&name.id)),
            Stmt::Nonlocal(node) => node.names.iter().for_each(|name| self.declare(&name.id, flag::NONLOCAL)),
            Stmt::Expr(node) => self.expression(&node.value),
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) | Stmt::IpyEscapeCommand(_) => {}
        }
    }

    fn function(&mut self, node: &'a StmtFunctionDef) {
        let first = self.names.occurrences.len();
        self.declare_name(&node.name.id, self.shift.span(&node.name));
        self.defaults(&node.parameters);
        for decorator in &node.decorator_list {
            self.expression(&decorator.expression);
        }
        let head = self.shift.span(&node.name);
        let start = self.keyword(node.range, node.decorator_list.last().map(Ranged::range));
        if let Some(parameters) = &node.type_params {
            self.enter_type_parameters(&node.name, parameters, start);
            // CPython makes the first one for every generic function.
            self.implicit_parameter(".defaults");
            if node.parameters.kwonlyargs.iter().any(|parameter| parameter.default.is_some()) {
                self.implicit_parameter(".kwdefaults");
            }
            self.type_parameters(parameters);
        }
        if !self.names.future_annotations {
            self.annotations(&node.parameters);
            self.optional(node.returns.as_deref());
        }
        self.enter(ScopeKind::Function, &node.name.id, self.shift.span(node), head, start);
        self.current().is_async = node.is_async;
        self.parameters(&node.parameters);
        self.in_order(first);
        self.body(&node.body);
        self.leave();
        if node.type_params.is_some() {
            self.leave();
        }
    }

    fn class(&mut self, node: &'a StmtClassDef) {
        self.declare_name(&node.name.id, self.shift.span(&node.name));
        for decorator in &node.decorator_list {
            self.expression(&decorator.expression);
        }
        let outer = self.class.clone();
        let stripped = node.name.trim_start_matches('_');
        let own = |only| Mangling { class: Name::new(stripped), only };
        let own = |only| (!stripped.is_empty()).then(|| own(only));
        let head = self.shift.span(&node.name);
        let start = self.keyword(node.range, node.decorator_list.last().map(Ranged::range));
        if let Some(parameters) = &node.type_params {
            self.enter_type_parameters(&node.name, parameters, start);
            self.current().add(&Name::new_static(".type_params"), flag::BOUND);
            self.current().add(&Name::new_static(".generic_base"), flag::BOUND);
            self.class = own(Some(parameters.iter().map(|parameter| parameter.name().id.clone()).collect()));
            self.type_parameters(parameters);
        }
        if let Some(arguments) = &node.arguments {
            self.arguments(arguments);
        }
        self.enter(ScopeKind::Class, &node.name.id, self.shift.span(node), head, start);
        self.class = own(None);
        if node.type_params.is_some() {
            self.current().add(&Name::new_static("__type_params__"), flag::BOUND);
            self.current().add(&Name::new_static(".type_params"), flag::USED);
        }
        self.body(&node.body);
        self.leave();
        if node.type_params.is_some() {
            self.leave();
        }
        self.class = outer;
    }

    /// Where the keyword of a `def` or `class` starts: after its last decorator, over blank
    /// lines, comments and line continuations.
    fn keyword(&self, node: TextRange, decorator: Option<TextRange>) -> u32 {
        let node = self.shift.range(node);
        let Some(decorator) = decorator else { return node.start };
        let mut at = self.shift.range(decorator).end as usize;
        let bytes = self.text.as_bytes();
        let end = (node.end as usize).min(bytes.len());
        let mut comment = false;
        while at < end {
            match bytes[at] {
                b'\n' | b'\r' => comment = false,
                b'#' => comment = true,
                _ if comment => {}
                b' ' | b'\t' | b'\x0c' | b'\\' => {}
                _ => return at as u32,
            }
            at += 1;
        }
        node.start
    }

    fn annotated(&mut self, node: &'a StmtAnnAssign) {
        match (&*node.target, &node.value) {
            (Expr::Name(name), None) if node.simple => {
                // `x: int` makes a local but binds nothing.
                if !name.id.is_empty() {
                    self.symbol(self.scope, &name.id, flag::BOUND);
                }
            }
            (Expr::Name(_), None) => {}
            (target, _) => self.expression(target),
        }
        if !self.names.future_annotations {
            self.expression(&node.annotation);
        }
        self.optional(node.value.as_deref());
    }

    fn import(&mut self, alias: &Alias) {
        if let Some(name) = &alias.asname {
            return self.declare_name(&name.id, self.shift.span(name));
        }
        let span = self.shift.span(&alias.name);
        let Some((first, _)) = alias.name.split_once('.') else {
            return self.declare_name(&alias.name.id, self.shift.span(&alias.name));
        };
        // Identifiers are normalised (NFKC): the length of the text may differ from the name's.
        let text = self.text.get(span.range()).unwrap_or_default();
        let length = text.find(['.', ' ', '\t', '\x0c', '\\']).unwrap_or(text.len());
        let span = Span::new(span.start, span.start + length as u32);
        self.declare_name(&Name::new(first), span);
    }

    fn import_from(&mut self, node: &StmtImportFrom) {
        let future = node.level == 0 && node.module.as_ref().is_some_and(|module| &module.id == "__future__");
        for alias in &node.names {
            if &alias.name.id == "*" {
                self.names.star_import = true;
                continue;
            }
            self.names.future_annotations |= future && &alias.name.id == "annotations";
            let name = alias.asname.as_ref().unwrap_or(&alias.name);
            self.declare_name(&name.id, self.shift.span(name));
        }
    }

    fn global(&mut self, name: &Name) {
        self.declare(name, flag::GLOBAL);
        if !name.is_empty() {
            self.symbol(MODULE, name, flag::GLOBAL);
        }
    }

    fn declare(&mut self, name: &Name, flags: u8) {
        if name.is_empty() {
            return;
        }
        let symbol = self.symbol(self.scope, name, flags);
        self.current().symbols[symbol.0 as usize].declared = true;
    }

    fn pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchValue(node) => self.expression(&node.value),
            Pattern::MatchSingleton(_) => {}
            Pattern::MatchSequence(node) => node.patterns.iter().for_each(|pattern| self.pattern(pattern)),
            Pattern::MatchOr(node) => node.patterns.iter().for_each(|pattern| self.pattern(pattern)),
            Pattern::MatchMapping(node) => {
                self.expressions(&node.keys);
                node.patterns.iter().for_each(|pattern| self.pattern(pattern));
                self.bind_optional(node.rest.as_ref());
            }
            Pattern::MatchClass(node) => {
                self.expression(&node.cls);
                node.arguments.patterns.iter().for_each(|pattern| self.pattern(pattern));
                node.arguments.keywords.iter().for_each(|keyword| self.pattern(&keyword.pattern));
            }
            Pattern::MatchStar(node) => self.bind_optional(node.name.as_ref()),
            Pattern::MatchAs(node) => {
                if let Some(pattern) = &node.pattern {
                    self.pattern(pattern);
                }
                self.bind_optional(node.name.as_ref());
            }
        }
    }

    fn bind_optional(&mut self, name: Option<&Identifier>) {
        if let Some(name) = name {
            self.bind(name);
        }
    }

    /// The value of a `type` statement has a scope of its own: it is evaluated when asked for.
    fn type_alias(&mut self, node: &'a StmtTypeAlias) {
        self.expression(&node.name);
        let Expr::Name(name) = &*node.name else { return self.expression(&node.value) };
        let name = Identifier::new(name.id.clone(), name.range);
        let sees_class = self.current().kind == ScopeKind::Class;
        let start = self.shift.span(node).start;
        if let Some(parameters) = &node.type_params {
            self.enter_type_parameters(&name, parameters, start);
            self.type_parameters(parameters);
        }
        self.enter_lazy(&name, &node.value, start, sees_class);
        self.current().is_alias = true;
        self.expression(&node.value);
        self.leave();
        if node.type_params.is_some() {
            self.leave();
        }
    }

    fn enter_lazy(&mut self, name: &Identifier, value: &Expr, start: u32, sees_class: bool) {
        let span = self.shift.span(value);
        self.enter(ScopeKind::TypeParameters, &name.id, span, Span::new(span.start, span.start), start);
        if sees_class {
            self.see_class();
        }
    }

    fn enter_type_parameters(&mut self, name: &Identifier, parameters: &TypeParams, start: u32) {
        let in_class = self.current().kind == ScopeKind::Class;
        let span = self.shift.span(parameters);
        self.enter(ScopeKind::TypeParameters, &name.id, span, Span::new(span.start, span.start), start);
        let qualname = &mut self.current().qualname;
        qualname.truncate(qualname.len() - name.len());
        qualname.push_str(&format!("<generic parameters of {}>", &name.id));
        if in_class {
            self.see_class();
        }
    }

    /// The current scope looks into the class around it first, through a hidden cell.
    fn see_class(&mut self) {
        self.current().add(&Name::new_static("__classdict__"), flag::USED);
    }

    fn type_parameters(&mut self, parameters: &'a TypeParams) {
        let sees_class = self.current().symbol("__classdict__").is_some();
        for parameter in parameters.iter() {
            let name = parameter.name();
            self.declare_name(&name.id, self.shift.span(name));
            let bound = match parameter {
                TypeParam::TypeVar(variable) => variable.bound.as_deref(),
                TypeParam::TypeVarTuple(_) | TypeParam::ParamSpec(_) => None,
            };
            for value in [bound, parameter.default()].into_iter().flatten() {
                self.enter_lazy(name, value, self.shift.span(value).start, sees_class);
                self.expression(value);
                self.leave();
            }
        }
    }

    fn annotations(&mut self, parameters: &'a Parameters) {
        let Parameters { posonlyargs, args, vararg, kwonlyargs, kwarg, .. } = parameters;
        for parameter in posonlyargs.iter().chain(args) {
            self.optional(parameter.parameter.annotation.as_deref());
        }
        for parameter in [vararg, kwarg].into_iter().flatten() {
            self.optional(parameter.annotation.as_deref());
        }
        for parameter in kwonlyargs {
            self.optional(parameter.parameter.annotation.as_deref());
        }
    }
}
