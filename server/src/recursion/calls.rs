//! Which function of the file each call can enter: the edges of the call graph.
//!
//! An edge is *certain* where the expression, once evaluated under ordinary execution, runs the
//! callee's body: the name is bound once, the arguments fit its parameters, nothing decorates it
//! in an unknown way, and overriding in a subclass cannot matter. Calls through values that only
//! the memory machine knows (callbacks, `node.left.walk()`) are no edges here.

mod callee;
mod descriptors;
mod kin;
mod overrides;

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Comprehension, Expr, ExprCall, ExprContext, Stmt};
use rustpython_text_size::{Ranged, TextRange};

use crate::recursion::arguments;
use crate::recursion::calls::callee::Callee;
use crate::recursion::calls::kin::Kin;
use crate::recursion::definitions::{
    Body, ClassId, Definitions, Function, FunctionId, Role, Target, is_main_guard,
};
use crate::recursion::protocols::{self, Invoked};
use crate::syntax::{Shift, Tree};
use crate::text::Span;

/// Index into [`Calls::sites`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SiteId(pub u32);

/// One place where a function of the file enters another, or itself.
#[derive(Debug)]
pub(super) struct Site<'a> {
    /// `None` for code of the module and of class bodies.
    pub caller: Option<FunctionId>,
    pub callee: FunctionId,
    pub span: Span,
    pub shift: Shift,
    /// `None` where a protocol makes the call: an operator, a property, an f-string.
    pub call: Option<&'a ExprCall>,
    /// The callee's first parameter is the receiver.
    pub receiver: bool,
    pub certain: bool,
    /// Certain only where this class has instances of its own in the file and no subclass there.
    needs_leaf: Option<ClassId>,
    pub surroundings: Surroundings,
}

/// What stands around a call inside its function or module.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Surroundings {
    /// A `try` with a handler, a `with` whose manager may swallow exceptions.
    pub guarded: bool,
    /// A loop, a comprehension, a lambda.
    pub repeated: bool,
    /// An `if` other than the `__main__` guard, a `match`, an operand that may be skipped.
    pub conditional: bool,
}

#[derive(Default)]
pub(super) struct Calls<'a> {
    pub sites: Vec<Site<'a>>,
    /// The sites of each function by the range of their expression in its tree.
    pub at: FxHashMap<(FunctionId, TextRange), SiteId>,
    /// Functions whose name is used other than by calling it: they can be called with anything.
    pub referenced: FxHashSet<FunctionId>,
    /// Every call of `sys.setrecursionlimit`.
    pub limits: Vec<LimitCall<'a>>,
}

/// A call of `sys.setrecursionlimit`.
#[derive(Debug)]
pub(super) struct LimitCall<'a> {
    pub caller: Option<FunctionId>,
    pub span: Span,
    pub argument: Option<&'a Expr>,
    pub shift: Shift,
    pub surroundings: Surroundings,
}

impl Calls<'_> {
    pub fn site(&self, id: SiteId) -> &Site<'_> {
        &self.sites[id.0 as usize]
    }
}

/// Finds the calls of a whole file, in order of position.
pub(super) fn calls<'a>(tree: &'a Tree, definitions: &Definitions<'a>) -> Calls<'a> {
    let mut by_head = FxHashMap::default();
    let mut by_lambda = FxHashMap::default();
    for (index, function) in definitions.functions.iter().enumerate() {
        let id = FunctionId(index as u32);
        match function.body {
            Body::Statements(_) => by_head.insert(function.head.start, id),
            Body::Expression(body) => by_lambda.insert(function.shift.at(body.range().start().to_u32()), id),
        };
    }
    let mut walker = Walker {
        definitions,
        by_head,
        by_lambda,
        calls: Calls::default(),
        instantiated: FxHashSet::default(),
        subclasses: FxHashMap::default(),
        dispatched: Vec::new(),
        lent: FxHashSet::default(),
        shift: Shift(0),
        caller: None,
        around: Surroundings::default(),
        deferred: 0,
        iterated: FxHashSet::default(),
        awaited: FxHashSet::default(),
        kin: Kin::default(),
        called: None,
        made_elsewhere: FxHashSet::default(),
        descriptors: Vec::new(),
        class_around: None,
    };
    walker.find_class_uses();
    for statement in &tree.statements {
        walker.shift = statement.shift();
        walker.visit_stmt(statement.node());
    }
    walker.add_kin();
    for at in walker.descriptors {
        let site = &mut walker.calls.sites[at];
        site.certain &= site.needs_leaf.is_none_or(|class| !walker.made_elsewhere.contains(&class));
    }
    let (instantiated, subclasses) = (walker.instantiated, walker.subclasses);
    for id in walker.dispatched {
        let site = &mut walker.calls.sites[id.0 as usize];
        site.certain &= site.caller.is_none_or(|caller| !walker.lent.contains(&caller));
    }
    for site in &mut walker.calls.sites {
        site.certain &= site
            .needs_leaf
            .is_none_or(|class| instantiated.contains(&class) && !subclasses.contains_key(&class));
    }
    walker.calls
}

struct Walker<'d, 'a> {
    definitions: &'d Definitions<'a>,
    by_head: FxHashMap<u32, FunctionId>,
    /// Lambdas that a name is bound to, by the start of their body.
    by_lambda: FxHashMap<u32, FunctionId>,
    calls: Calls<'a>,
    /// Classes that are called by name.
    instantiated: FxHashSet<ClassId>,
    /// The classes of the file that name a class as a base.
    subclasses: FxHashMap<ClassId, Vec<ClassId>>,
    /// Calls that are dispatched on the caller's receiver.
    dispatched: Vec<SiteId>,
    /// Methods that are called as `Cls.method(x)` with an object of any kind.
    lent: FxHashSet<FunctionId>,
    shift: Shift,
    caller: Option<FunctionId>,
    around: Surroundings,
    /// Depth of lambdas and generator expressions: their bodies run later, or never.
    deferred: u32,
    /// Calls whose result is iterated at once, and calls that are awaited at once.
    iterated: FxHashSet<TextRange>,
    awaited: FxHashSet<TextRange>,
    kin: Kin<'a>,
    /// The function of the call that was met last.
    called: Option<TextRange>,
    /// Classes of which instances are made elsewhere than in the bodies of plain classes.
    made_elsewhere: FxHashSet<ClassId>,
    /// Sites of descriptors that enter themselves.
    descriptors: Vec<usize>,
    /// The class whose body, or whose method, is walked.
    class_around: Option<ClassId>,
}

impl<'a> Walker<'_, 'a> {
    fn within(&mut self, around: Surroundings, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.around, around);
        visit(self);
        self.around = outer;
    }

    fn function(&mut self, id: FunctionId, visit: impl FnOnce(&mut Self)) {
        let caller = self.caller.replace(id);
        let deferred = std::mem::take(&mut self.deferred);
        self.within(Surroundings::default(), visit);
        self.caller = caller;
        self.deferred = deferred;
    }

    /// The result of `expression` is iterated at once.
    fn iterates(&mut self, expression: &Expr) {
        if self.definitions.has_deferred && expression.is_call_expr() {
            self.iterated.insert(expression.range());
        }
    }

    fn call(&mut self, call: &'a ExprCall) {
        if let Expr::Name(name) = call.func.as_ref()
            && matches!(
                name.id.as_str(),
                "list" | "tuple" | "set" | "sum" | "sorted" | "max" | "min" | "any" | "all" | "dict" | "next"
            )
        {
            call.arguments.args.iter().for_each(|argument| self.iterates(argument));
        }
        if let Some(Target::Class(class)) = self.definitions.target(&call.func, self.shift) {
            self.instantiated.insert(class);
            self.made_in(class);
        }
        self.limit(call);
        self.derives(call);
        self.applied(call);
        self.described(call);
        self.kin_of_call(call);
        let Some(callee) = self.callee(call) else {
            return match self.kept_by_partial(&call.func) {
                Some(kept) => self.add(kept, call.range(), None, false, false, None),
                None => self.possible(call),
            };
        };
        let function = self.definitions.function(callee.function);
        let runs = match (function.is_generator, function.is_async) {
            (false, false) => true,
            (true, false) => self.iterated.contains(&call.range()),
            (false, true) => self.awaited.contains(&call.range()),
            (true, true) => false,
        };
        let fits = arguments::fits(function, call, callee.receiver);
        self.lends_method(call, &callee);
        let needs_leaf = self.dispatch(&callee, function);
        let mut certain = callee.certain && runs && fits;
        if callee.dispatched {
            certain &= self.keeps_class() && (needs_leaf.is_some() || !self.may_differ(function));
            self.dispatched.push(SiteId(self.calls.sites.len() as u32));
        }
        self.add(callee.function, call.range(), Some(call), callee.receiver, certain, needs_leaf);
    }

    /// Calls of methods of objects that a class holds of its own kind.
    fn add_kin(&mut self) {
        let mut kin = std::mem::take(&mut self.kin);
        for possible in std::mem::take(&mut kin.possible) {
            if !kin.may_be(&possible) {
                continue;
            }
            self.caller = Some(possible.caller);
            self.shift = possible.shift;
            self.around = possible.surroundings;
            self.add(possible.callee, possible.call.range(), Some(possible.call), true, false, None);
        }
    }

    fn limit(&mut self, call: &'a ExprCall) {
        let is_limit = match call.func.as_ref() {
            Expr::Attribute(attribute) => attribute.attr.as_str() == "setrecursionlimit",
            Expr::Name(name) => name.id.as_str() == "setrecursionlimit",
            _ => false,
        };
        if is_limit {
            self.calls.limits.push(LimitCall {
                caller: self.caller,
                span: self.shift.span(call),
                argument: call.arguments.args.first(),
                shift: self.shift,
                surroundings: self.around,
            });
        }
    }

    fn add(
        &mut self,
        callee: FunctionId,
        range: TextRange,
        call: Option<&'a ExprCall>,
        receiver: bool,
        certain: bool,
        needs_leaf: Option<ClassId>,
    ) {
        let function = self.definitions.function(callee);
        let certain = certain && function.known_decorators && !function.conditional && self.deferred == 0;
        let id = SiteId(self.calls.sites.len() as u32);
        if let Some(caller) = self.caller {
            self.calls.at.insert((caller, range), id);
        }
        self.calls.sites.push(Site {
            caller: self.caller,
            callee,
            span: self.shift.range(range),
            shift: self.shift,
            call,
            receiver,
            certain,
            needs_leaf,
            surroundings: self.around,
        });
    }

    /// No statement of the file makes an object an instance of something else.
    fn keeps_class(&self) -> bool {
        !self.definitions.stored_attributes.contains("__class__")
    }

    /// A call that is dispatched on its receiver's type reaches the callee for sure where the
    /// function calls itself and no subclass of the file overrides it, or where the name is private
    /// to the class; else the class given must have instances of its own.
    fn dispatch(&self, callee: &Callee, function: &Function<'_>) -> Option<ClassId> {
        if !callee.dispatched || self.caller == Some(callee.function) || is_private(function) {
            return None;
        }
        function.class
    }

    /// For some receiver, the call may reach a subclass's function.
    fn may_differ(&self, function: &Function<'_>) -> bool {
        !is_private(function) && self.overridden(function)
    }

    /// Calls that operators, builtins and attributes make through special methods.
    fn protocol(&mut self, expression: &'a Expr) {
        let Some(caller) = self.caller else { return };
        let Some(class) = self.definitions.function(caller).class else { return };
        // A call of a function by its name.
        if expression.is_call_expr() && self.calls.at.contains_key(&(caller, expression.range())) {
            return;
        }
        let is_self = |value: &Expr| self.class_of(value) == Some(class);
        let role = self.definitions.function(caller).role;
        if !matches!(role, Role::Method | Role::Getter | Role::Setter | Role::Deleter) {
            return;
        }
        // The name that `__getattr__` is asked for.
        let function = self.definitions.function(caller);
        let is_asked = |value: &Expr| {
            let Expr::Name(name) = value else { return false };
            let home = self.definitions.home(self.shift.at(name.range().start().to_u32()));
            let second = function.parameters.and_then(|p| p.iter_non_variadic_params().nth(1));
            let asked = second.and_then(|second| {
                self.definitions.home(function.shift.at(second.parameter.name.range().start().to_u32()))
            });
            function.name == "__getattr__"
                && asked.is_some_and(|asked| Some(asked) == home && self.definitions.bound_once(asked))
        };
        let Some(invoked) = protocols::invoked(
            expression,
            self.definitions,
            class,
            self.shift,
            &is_self,
            &is_asked,
            function.name,
        ) else {
            return;
        };
        self.add_protocol(&invoked, class, expression.range());
    }

    /// `for x in self` runs `__iter__`, and draws from it where that is a generator.
    fn iterated_receiver(&mut self, iterable: &'a Expr) {
        let Some(class) = self.class_of(iterable).filter(|_| self.definitions.methods.contains("__iter__"))
        else {
            return;
        };
        let of_method =
            self.caller.is_some_and(|caller| self.definitions.function(caller).role == Role::Method);
        let members = &self.definitions.class(class).members;
        if let (Some([function]), true) = (members.get("__iter__").map(Vec::as_slice), of_method) {
            let invoked = Invoked { function: *function, certain: true, by_absence: false, draws: true };
            self.add_protocol(&invoked, class, iterable.range());
        }
    }

    fn add_protocol(&mut self, invoked: &Invoked, class: ClassId, range: TextRange) {
        let function = self.definitions.function(invoked.function);
        let callee =
            Callee { function: invoked.function, receiver: true, dispatched: true, certain: invoked.certain };
        let needs_leaf = if invoked.by_absence { Some(class) } else { self.dispatch(&callee, function) };
        let certain = callee.certain
            && self.keeps_class()
            && self.definitions.class(class).known_decorators
            && (!function.is_generator || invoked.draws)
            && !function.is_async
            && (function.role != Role::Method || self.unreplaced(class, function.name))
            && (needs_leaf.is_some() || !self.may_differ(function));
        self.dispatched.push(SiteId(self.calls.sites.len() as u32));
        self.add(invoked.function, range, None, true, certain, needs_leaf);
    }

    fn comprehension(&mut self, generators: &'a [Comprehension], elements: &[&'a Expr], lazy: bool) {
        for (index, generator) in generators.iter().enumerate() {
            let inner = Surroundings { repeated: true, ..self.around };
            let around = if index == 0 { self.around } else { inner };
            if !lazy {
                self.iterates(&generator.iter);
            }
            if index == 0 {
                self.iterated_receiver(&generator.iter);
            }
            let deferred = u32::from(lazy && index > 0);
            self.deferred += deferred;
            self.within(around, |walker| walker.visit_expr(&generator.iter));
            self.deferred -= deferred;
        }
        self.deferred += u32::from(lazy);
        let around = Surroundings { repeated: true, conditional: true, ..self.around };
        self.within(around, |walker| {
            for generator in generators {
                walker.visit_expr(&generator.target);
                generator.ifs.iter().for_each(|test| walker.visit_expr(test));
            }
            elements.iter().for_each(|element| walker.visit_expr(element));
        });
        self.deferred -= u32::from(lazy);
    }
}

impl<'a> Visitor<'a> for Walker<'_, 'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.kin_of_statement(statement);
        match statement {
            Stmt::FunctionDef(def) => {
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                for parameter in def.parameters.iter_non_variadic_params() {
                    if let Some(default) = &parameter.default {
                        self.visit_expr(default);
                    }
                }
                let head = self.shift.at(def.name.range().start().to_u32());
                if let Some(id) = self.by_head.get(&head).copied() {
                    self.function(id, |walker| walker.visit_body(&def.body));
                }
            }
            Stmt::ClassDef(def) => {
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
                if let Some(arguments) = &def.arguments {
                    self.visit_arguments(arguments);
                }
                // A class body runs where it stands, in a frame of its own.
                let head = self.shift.at(def.name.range().start().to_u32());
                let class = self.definitions.class_at(head);
                let outer = std::mem::replace(&mut self.class_around, class);
                self.visit_body(&def.body);
                self.class_around = outer;
            }
            Stmt::If(stmt) => {
                self.visit_expr(&stmt.test);
                let conditional = self.around.conditional || !is_main_guard(&stmt.test);
                let around = Surroundings { conditional, ..self.around };
                self.within(around, |walker| {
                    walker.visit_body(&stmt.body);
                    for clause in &stmt.elif_else_clauses {
                        walker.visit_elif_else_clause(clause);
                    }
                });
            }
            Stmt::For(stmt) => {
                self.iterates(&stmt.iter);
                self.visit_expr(&stmt.iter);
                self.iterated_receiver(&stmt.iter);
                let around = Surroundings { repeated: true, conditional: true, ..self.around };
                self.within(around, |walker| {
                    walker.visit_expr(&stmt.target);
                    walker.visit_body(&stmt.body);
                    walker.visit_body(&stmt.orelse);
                });
            }
            Stmt::While(_) => {
                let around = Surroundings { repeated: true, conditional: true, ..self.around };
                self.within(around, |walker| visitor::walk_stmt(walker, statement));
            }
            Stmt::Match(stmt) => {
                self.visit_expr(&stmt.subject);
                let around = Surroundings { conditional: true, ..self.around };
                self.within(around, |walker| {
                    stmt.cases.iter().for_each(|case| walker.visit_match_case(case));
                });
            }
            Stmt::Try(stmt) => {
                let guarded = self.around.guarded || !stmt.handlers.is_empty();
                let around = Surroundings { guarded, ..self.around };
                self.within(around, |walker| walker.visit_body(&stmt.body));
                let around = Surroundings { conditional: true, ..self.around };
                self.within(around, |walker| {
                    stmt.handlers.iter().for_each(|handler| walker.visit_except_handler(handler));
                    walker.visit_body(&stmt.orelse);
                });
                self.visit_body(&stmt.finalbody);
            }
            Stmt::With(stmt) => {
                stmt.items.iter().for_each(|item| self.visit_with_item(item));
                let plain_file = stmt.items.iter().all(|item| is_open(&item.context_expr));
                let around = Surroundings { guarded: self.around.guarded || !plain_file, ..self.around };
                self.within(around, |walker| walker.visit_body(&stmt.body));
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    self.visit_expr(value);
                }
                self.visit_expr(&assign.target);
            }
            Stmt::TypeAlias(_) => {}
            // `B.name = A.name`: whatever has it under that name finds the very same function.
            Stmt::Assign(assign) if self.is_shared(assign) => {
                assign.targets.iter().for_each(|target| self.visit_expr(target));
            }
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if name.ctx == ExprContext::Load => {
                if let Some(Target::Function(function)) = self.definitions.target(expression, self.shift) {
                    self.calls.referenced.insert(function);
                }
                return;
            }
            Expr::Name(_) | Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::NoneLiteral(_) => return,
            Expr::Call(call) => {
                self.called = Some(call.func.range());
                self.call(call);
            }
            Expr::Attribute(attribute) if self.called != Some(expression.range()) => {
                self.lends_named(attribute);
            }
            Expr::YieldFrom(yield_from) => self.iterates(&yield_from.value),
            Expr::Starred(starred) if starred.ctx == ExprContext::Load => self.iterates(&starred.value),
            Expr::Await(await_) if self.definitions.has_deferred => {
                self.awaited.insert(await_.value.range());
            }
            Expr::Lambda(lambda) => {
                if let Some(parameters) = &lambda.parameters {
                    for parameter in parameters.iter_non_variadic_params() {
                        if let Some(default) = &parameter.default {
                            self.visit_expr(default);
                        }
                    }
                }
                let start = self.shift.at(lambda.body.range().start().to_u32());
                match self.by_lambda.get(&start).copied() {
                    Some(id) => self.function(id, |walker| walker.visit_expr(&lambda.body)),
                    None => {
                        self.deferred += 1;
                        let around = Surroundings { conditional: true, repeated: true, ..self.around };
                        self.within(around, |walker| walker.visit_expr(&lambda.body));
                        self.deferred -= 1;
                    }
                }
                return;
            }
            Expr::ListComp(comp) => return self.comprehension(&comp.generators, &[&comp.elt], false),
            Expr::SetComp(comp) => return self.comprehension(&comp.generators, &[&comp.elt], false),
            Expr::DictComp(comp) => {
                return self.comprehension(&comp.generators, &[&comp.key, &comp.value], false);
            }
            Expr::Generator(comp) => return self.comprehension(&comp.generators, &[&comp.elt], true),
            Expr::BoolOp(_) | Expr::If(_) => {
                let around = Surroundings { conditional: true, ..self.around };
                return self.within(around, |walker| visitor::walk_expr(walker, expression));
            }
            _ => {}
        }
        if self.may_be_protocol() {
            self.protocol(expression);
        }
        match expression {
            Expr::Call(call) if call.func.is_name_expr() => self.visit_arguments(&call.arguments),
            _ => visitor::walk_expr(self, expression),
        }
    }

    fn visit_annotation(&mut self, _: &'a Expr) {}
}

impl Walker<'_, '_> {
    /// In a method of a class with special methods.
    fn may_be_protocol(&self) -> bool {
        let Some(caller) = self.caller else { return false };
        let class = self.definitions.function(caller).class;
        class.is_some_and(|class| self.definitions.class(class).has_protocols)
    }
}

/// Mangled: a subclass's function of that name is another.
fn is_private(function: &Function<'_>) -> bool {
    function.name.starts_with("__") && !function.name.ends_with("__")
}

fn is_open(value: &Expr) -> bool {
    let Expr::Call(call) = value else { return false };
    matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "open")
}
