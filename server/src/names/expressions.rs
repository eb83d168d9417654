//! Expressions, in the order of `symtable_visit_expr`.

use rustpython_ast::name::Name;
use rustpython_ast::{
    Arguments, Comprehension, Expr, ExprContext, ExprLambda, ExprNamed, FStringPart,
    InterpolatedStringElement, InterpolatedStringElements, Parameter, Parameters,
};
use rustpython_text_size::Ranged;

use crate::names::build::{Builder, flag};
use crate::names::{Access, MODULE, ScopeKind};
use crate::text::Span;

impl<'a> Builder<'a> {
    pub fn optional(&mut self, expression: Option<&'a Expr>) {
        if let Some(expression) = expression {
            self.expression(expression);
        }
    }

    pub fn expressions(&mut self, expressions: &'a [Expr]) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    /// Walks an expression. Chains that nest to the left, which can be thousands of links long,
    /// take no stack: the links wait in `spine` until the innermost is done.
    pub fn expression(&mut self, expression: &'a Expr) {
        let base = self.spine.len();
        let mut at = expression;
        loop {
            let inner = match at {
                Expr::Attribute(node) => {
                    at = &node.value;
                    continue;
                }
                Expr::UnaryOp(node) => {
                    at = &node.operand;
                    continue;
                }
                Expr::BinOp(node) => &node.left,
                Expr::Call(node) => &node.func,
                Expr::Subscript(node) => &node.value,
                Expr::Compare(node) => &node.left,
                _ => break,
            };
            self.spine.push(at);
            at = inner;
        }
        self.innermost(at);
        while self.spine.len() > base {
            match self.spine.pop() {
                Some(Expr::BinOp(node)) => self.expression(&node.right),
                Some(Expr::Subscript(node)) => self.expression(&node.slice),
                Some(Expr::Compare(node)) => self.expressions(&node.comparators),
                Some(Expr::Call(node)) => self.arguments(&node.arguments),
                _ => {}
            }
        }
    }

    fn innermost(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(node) => {
                let access = match node.ctx {
                    ExprContext::Store => Access::Bind,
                    ExprContext::Del => Access::Delete,
                    ExprContext::Load | ExprContext::Invalid => Access::Use,
                };
                self.occur(&node.id, self.shift.span(node), access);
                if access == Access::Use && &node.id == "super" && self.is_function_like() {
                    self.symbol(self.scope, &Name::new_static("__class__"), flag::USED);
                }
            }
            Expr::Named(node) => self.walrus(node),
            Expr::BoolOp(node) => self.expressions(&node.values),
            Expr::Lambda(node) => self.lambda(node),
            Expr::If(node) => {
                self.expression(&node.test);
                self.expression(&node.body);
                self.expression(&node.orelse);
            }
            Expr::Dict(node) => {
                for item in &node.items {
                    self.optional(item.key.as_ref());
                }
                for item in &node.items {
                    self.expression(&item.value);
                }
            }
            Expr::Set(node) => self.expressions(&node.elts),
            Expr::List(node) => self.expressions(&node.elts),
            Expr::Tuple(node) => self.expressions(&node.elts),
            Expr::ListComp(node) => {
                self.comprehension("listcomp", node, &node.generators, [None, Some(&node.elt)], None)
            }
            Expr::SetComp(node) => {
                self.comprehension("setcomp", node, &node.generators, [None, Some(&node.elt)], None)
            }
            Expr::DictComp(node) => {
                self.comprehension(
                    "dictcomp",
                    node,
                    &node.generators,
                    [Some(&node.value), Some(&node.key)],
                    None,
                );
            }
            Expr::Generator(node) => {
                self.comprehension("genexpr", node, &node.generators, [None, Some(&node.elt)], None);
            }
            Expr::Await(node) => self.expression(&node.value),
            Expr::Yield(node) => {
                self.current().is_generator = true;
                self.optional(node.value.as_deref());
            }
            Expr::YieldFrom(node) => {
                self.current().is_generator = true;
                self.expression(&node.value);
            }
            Expr::FString(node) => {
                for part in &node.value {
                    if let FStringPart::FString(part) = part {
                        self.interpolated(&part.elements);
                    }
                }
            }
            Expr::TString(node) => {
                for part in &node.value {
                    self.interpolated(&part.elements);
                }
            }
            Expr::Starred(node) => self.expression(&node.value),
            Expr::Slice(node) => {
                self.optional(node.lower.as_deref());
                self.optional(node.upper.as_deref());
                self.optional(node.step.as_deref());
            }
            // `expression` has taken these apart.
            Expr::Attribute(_) | Expr::UnaryOp(_) | Expr::BinOp(_) => {}
            Expr::Call(_) | Expr::Subscript(_) | Expr::Compare(_) => {}
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => {}
            Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) => {}
            Expr::IpyEscapeCommand(_) => {}
        }
    }

    fn is_function_like(&mut self) -> bool {
        !matches!(self.current().kind, ScopeKind::Module | ScopeKind::Class)
    }

    /// Of a call or of a class.
    pub fn arguments(&mut self, arguments: &'a Arguments) {
        for argument in &arguments.args {
            match argument {
                // `f(x for x in xs)`: CPython counts the call's parentheses to the generator.
                Expr::Generator(node) if !node.parenthesized => {
                    let start = Some(self.shift.range(arguments.range).start);
                    self.comprehension("genexpr", node, &node.generators, [None, Some(&node.elt)], start);
                }
                argument => self.expression(argument),
            }
        }
        for keyword in &arguments.keywords {
            self.expression(&keyword.value);
        }
    }

    fn interpolated(&mut self, elements: &'a InterpolatedStringElements) {
        for element in elements {
            let InterpolatedStringElement::Interpolation(element) = element else { continue };
            self.expression(&element.expression);
            if let Some(format) = &element.format_spec {
                self.interpolated(&format.elements);
            }
        }
    }

    fn lambda(&mut self, node: &'a ExprLambda) {
        if let Some(parameters) = &node.parameters {
            self.defaults(parameters);
        }
        let span = self.shift.span(node);
        let head = Span::new(span.start, span.start);
        self.enter(ScopeKind::Lambda, &Name::new_static("lambda"), span, head, span.start);
        if let Some(parameters) = &node.parameters {
            self.parameters(parameters);
        }
        self.expression(&node.body);
        self.leave();
    }

    /// `values` in the order CPython visits them; `start` where it is not the node's.
    fn comprehension(
        &mut self,
        name: &'static str,
        node: &impl Ranged,
        generators: &'a [Comprehension],
        values: [Option<&'a Expr>; 2],
        start: Option<u32>,
    ) {
        let Some((first, rest)) = generators.split_first() else { return };
        let before = self.names.occurrences.len();
        self.expression(&first.iter);
        let span = self.shift.span(node);
        let start = start.unwrap_or(span.start);
        let head = Span::new(span.start, span.start);
        self.enter(ScopeKind::Comprehension, &Name::new_static(name), span, head, start);
        self.current().is_async = generators.iter().any(|generator| generator.is_async);
        self.current().is_generator = name == "genexpr";
        self.implicit_parameter(".0");
        self.expression(&first.target);
        self.expressions(&first.ifs);
        for generator in rest {
            self.expression(&generator.target);
            self.expression(&generator.iter);
            self.expressions(&generator.ifs);
        }
        for value in values.into_iter().flatten() {
            self.expression(value);
        }
        self.leave();
        self.in_order(before);
    }

    fn walrus(&mut self, node: &'a ExprNamed) {
        if let Expr::Name(name) = &*node.target
            && self.current().kind == ScopeKind::Comprehension
            && !name.id.is_empty()
        {
            self.bind_around(&name.id);
        }
        self.expression(&node.value);
        self.expression(&node.target);
    }

    /// A walrus in a comprehension binds in the function or module around it (PEP 572).
    fn bind_around(&mut self, name: &Name) {
        let mut owner = self.scope;
        while self.names.scope(owner).kind == ScopeKind::Comprehension {
            owner = self.names.scope(owner).parent.unwrap_or(MODULE);
        }
        let bound = match self.names.scope(owner).kind {
            ScopeKind::Module => {
                self.symbol(self.scope, name, flag::GLOBAL);
                self.symbol(MODULE, name, flag::GLOBAL)
            }
            ScopeKind::Function | ScopeKind::Lambda => {
                let bound = self.symbol(owner, name, flag::BOUND);
                let owned = self.names.scope(owner).symbols[bound.0 as usize].flags;
                let here = if owned & flag::GLOBAL != 0 { flag::GLOBAL } else { flag::NONLOCAL };
                self.symbol(self.scope, name, here);
                bound
            }
            // CPython refuses it.
            ScopeKind::Class | ScopeKind::TypeParameters | ScopeKind::Comprehension => return,
        };
        self.names.scopes[owner.0 as usize].symbols[bound.0 as usize].bound_here = true;
    }

    /// Evaluated where the function is made.
    pub fn defaults(&mut self, parameters: &'a Parameters) {
        let Parameters { posonlyargs, args, kwonlyargs, .. } = parameters;
        for parameter in posonlyargs.iter().chain(args).chain(kwonlyargs) {
            self.optional(parameter.default.as_deref());
        }
    }

    /// The parameters in the order of their slots.
    pub fn parameters(&mut self, parameters: &'a Parameters) {
        let Parameters { posonlyargs, args, vararg, kwonlyargs, kwarg, .. } = parameters;
        for parameter in posonlyargs.iter().chain(args).chain(kwonlyargs) {
            self.parameter(&parameter.parameter);
        }
        for parameter in [vararg, kwarg].into_iter().flatten() {
            self.parameter(parameter);
        }
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let name = &parameter.name;
        self.occur(&name.id, self.shift.span(name), Access::Parameter);
    }
}
