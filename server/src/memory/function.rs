//! `def`, `lambda` and decorators: function objects and their parameters.

use rustpython_ast::{self as ast, Expr, ExprLambda, Parameters, StmtFunctionDef};
use rustpython_text_size::Ranged;

use crate::memory::builtins;
use crate::memory::call::{Arg, ArgKind, Entered};
use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::unit::{Body, Kind, Parameter, ParameterKind, UnitId, signature};
use crate::memory::value::{Atom, BOTTOM, Type, UNKNOWN, V};
use crate::names::{MODULE, ScopeId, ScopeKind, SymbolId};

impl<'a> Machine<'a> {
    pub fn exec_function(&mut self, f: &mut Frame, s: &'a StmtFunctionDef) {
        let span = f.shift.span(s);
        let opened = self.open_type_parameters(f, s.type_params.as_deref());
        let value = match self.names.scope_at(span.start, ScopeKind::Function) {
            Some(scope) => {
                let unit = self.function_unit(f, scope, Body::Function(&s.body), &s.parameters);
                self.eval_defaults(f, unit, &s.parameters);
                self.eval_annotations(f, unit, s);
                let head = f.shift.range(s.name.range());
                let object = self.allocate_for(f, head, types::FUNCTION, Some(scope));
                self.size_function(object);
                self.values.atom(Atom::Object(object))
            }
            None => UNKNOWN,
        };
        if opened {
            f.close();
        }
        self.bind_definition(f, &s.decorator_list, &s.name, value);
    }

    /// Gives a new function or class to its decorators, the nearest first, then to its name.
    pub fn bind_definition(
        &mut self,
        f: &mut Frame,
        decorators: &'a [ast::Decorator],
        name: &ast::Identifier,
        value: V,
    ) {
        let mut value = self.fresh(value);
        for decorator in decorators.iter().rev() {
            value = self.decorate(f, &decorator.expression, value);
        }
        if let Some(occurrence) = self.occurrence(f, name.range()) {
            self.bind(f, occurrence, value);
        }
    }

    pub fn eval_lambda(&mut self, f: &mut Frame, e: &'a ExprLambda) -> Val {
        let span = f.shift.span(e);
        let Some(scope) = self.names.scope_at(span.start, ScopeKind::Lambda) else {
            return Val::plain(UNKNOWN);
        };
        let body = Body::Lambda(&e.body);
        match e.parameters.as_deref() {
            Some(parameters) => {
                let unit = self.function_unit(f, scope, body, parameters);
                self.eval_defaults(f, unit, parameters);
            }
            None => {
                self.unit_for(f, scope, body);
            }
        }
        let object = self.allocate_for(f, span, types::FUNCTION, Some(scope));
        self.size_function(object);
        self.object(object)
    }

    fn unit_for(&mut self, f: &Frame, scope: ScopeId, body: Body<'a>) -> UnitId {
        if let Some(unit) = self.unit_of_scope[scope.0 as usize] {
            return unit;
        }
        let class = self.open_class(f).map(|class| self.classes[class].scope);
        let unit = self.add_unit(scope, body, f.shift, class);
        let name = &self.names.scope(scope).name;
        let is_private = name.starts_with('_') && !name.ends_with("__");
        let at_top = f.scope() == MODULE;
        self.units[unit.0 as usize].closed = self.is_script || at_top && is_private && !self.is_in_package;
        unit
    }

    fn function_unit(
        &mut self,
        f: &mut Frame,
        scope: ScopeId,
        body: Body<'a>,
        parameters: &'a Parameters,
    ) -> UnitId {
        if let Some(unit) = self.unit_of_scope[scope.0 as usize] {
            return unit;
        }
        let unit = self.unit_for(f, scope, body);
        for (parameter, default, kind) in signature(parameters) {
            let range = parameter.name.range();
            let occurrence = self.occurrence(f, range);
            let symbol = match occurrence {
                Some(occurrence) => self.names.occurrence(occurrence).symbol,
                None => match self.names.scope(scope).symbol(parameter.name.as_str()) {
                    Some(symbol) => symbol,
                    None => SymbolId(0),
                },
            };
            let span = f.shift.range(range);
            let once = Frame::new(unit, scope, 0, f.shift);
            let kind = match kind {
                Kind::Positional => ParameterKind::Positional,
                Kind::Either => ParameterKind::Either,
                Kind::Keyword => ParameterKind::Keyword,
                Kind::Star => ParameterKind::Star(self.allocate(&once, span, types::TUPLE)),
                Kind::DoubleStar => {
                    let object = self.allocate(&once, span, types::DICT);
                    let key = self.values.scalar(types::STR);
                    self.put_key(object, key);
                    ParameterKind::DoubleStar(object)
                }
            };
            let passed = self.new_cell();
            let default = default.map(|_| self.new_cell());
            self.units[unit.0 as usize].parameters.push(Parameter {
                occurrence,
                symbol,
                name: parameter.name.as_str().into(),
                passed,
                default,
                annotation: None,
                annotated: BOTTOM,
                kind,
            });
        }
        unit
    }

    fn eval_defaults(&mut self, f: &mut Frame, unit: UnitId, parameters: &'a Parameters) {
        for (index, (_, default, _)) in signature(parameters).enumerate() {
            let Some(default) = default else { continue };
            let value = self.eval(f, default);
            self.escape(
                f,
                value.v,
                crate::memory::facts::EscapeTo::Argument,
                f.shift.span(default),
                "default",
            );
            if let Some(cell) = self.units[unit.0 as usize].parameters[index].default {
                self.write(cell, value.v);
            }
        }
    }

    fn eval_annotations(&mut self, f: &mut Frame, unit: UnitId, s: &'a StmtFunctionDef) {
        let reader = Frame::new(unit, f.scope(), 0, f.shift);
        for (index, (parameter, _, kind)) in signature(&s.parameters).enumerate() {
            let Some(annotation) = &parameter.annotation else { continue };
            if !self.names.future_annotations {
                self.look_at_annotation(f, annotation);
            }
            if matches!(kind, Kind::Star | Kind::DoubleStar) {
                continue;
            }
            let v = self.annotation(&reader, annotation);
            let parameter = &mut self.units[unit.0 as usize].parameters[index];
            parameter.annotation = Some(annotation);
            parameter.annotated = v;
        }
        if let Some(returns) = &s.returns {
            if !self.names.future_annotations {
                self.look_at_annotation(f, returns);
            }
            let v = self.annotation(&reader, returns);
            self.units[unit.0 as usize].returns_annotation = Some(returns);
            self.units[unit.0 as usize].returns_annotated = v;
        }
        self.give_receiver(f, unit, s);
    }

    /// A class that an annotation names may have been defined after the function; a name may stand for more
    /// than one thing.
    pub fn look_again_at_annotations(&mut self, id: UnitId) {
        let unit = &self.units[id.0 as usize];
        let Some(scope) = self.names.scope(unit.scope).parent else { return };
        let (frame, again) = (Frame::new(id, scope, 0, unit.shift), unit.traced > 1);
        for index in 0..unit.parameters.len() {
            let parameter = &self.units[id.0 as usize].parameters[index];
            if (again || parameter.annotated == BOTTOM)
                && let Some(annotation) = parameter.annotation
            {
                let v = self.annotation(&frame, annotation);
                self.units[id.0 as usize].parameters[index].annotated = v;
            }
        }
        let unit = &self.units[id.0 as usize];
        if (again || unit.returns_annotated == BOTTOM)
            && let Some(annotation) = unit.returns_annotation
        {
            let v = self.annotation(&frame, annotation);
            self.units[id.0 as usize].returns_annotated = v;
        }
    }

    /// The first parameter of a method, where no call shows it: an instance of the class.
    fn give_receiver(&mut self, f: &mut Frame, unit: UnitId, s: &StmtFunctionDef) {
        let Some(class) = self.open_class(f) else { return };
        let name = s.name.as_str();
        let has = |wanted: &str| {
            s.decorator_list.iter().any(
                |decorator| matches!(&decorator.expression, Expr::Name(name) if name.id.as_str() == wanted),
            )
        };
        if has("staticmethod") || self.units[unit.0 as usize].parameters.is_empty() {
            return;
        }
        let parameter = &self.units[unit.0 as usize].parameters[0];
        if matches!(parameter.kind, ParameterKind::Star(_) | ParameterKind::DoubleStar(_)) {
            return;
        }
        let is_class =
            has("classmethod") || matches!(name, "__new__" | "__init_subclass__" | "__class_getitem__");
        let v = if is_class {
            self.values.atom(Atom::AnyHeap)
        } else {
            let is_plain = s.decorator_list.is_empty()
                || s.decorator_list.iter().all(|decorator| {
                    let Expr::Name(name) = &decorator.expression else { return false };
                    matches!(name.id.as_str(), "property" | "abstractmethod" | "cached_property" | "override")
                });
            // Other decorators may pass something else.
            let is_setter = s.decorator_list.iter().all(|decorator| {
                matches!(&decorator.expression, Expr::Attribute(e) if matches!(e.attr.as_str(), "setter" | "deleter"))
            });
            if !is_plain && !is_setter {
                return;
            }
            let receiver = self.receiver_of(class);
            if self.is_script { receiver } else { self.values.open(receiver) }
        };
        self.units[unit.0 as usize].parameters[0].annotated = v;
    }

    /// An instance of the class or of one that inherits from it.
    fn receiver_of(&mut self, class: usize) -> V {
        if self.classes[class].open && self.classes[class].makes_other {
            return self.values.atom(Atom::AnyHeap);
        }
        let mut v = self.values.atom(Atom::Heap(self.classes[class].type_));
        for other in 0..self.classes.len() {
            if other != class && self.mro(other).contains(&class) {
                let sub = self.values.atom(Atom::Heap(self.classes[other].type_));
                v = self.values.join(v, sub);
            }
        }
        v
    }

    /// Opens the scope of a `[T]` list and binds its names.
    pub fn open_type_parameters(&mut self, f: &mut Frame, parameters: Option<&'a ast::TypeParams>) -> bool {
        let Some(parameters) = parameters else { return false };
        let span = f.shift.span(parameters);
        let Some(scope) = self.names.scope_of(span, ScopeKind::TypeParameters) else { return false };
        f.open(scope, self.names.scope(scope).symbols.len());
        for parameter in &parameters.type_params {
            let (name, type_) = match parameter {
                ast::TypeParam::TypeVar(p) => (&p.name, types::TYPE_VAR),
                ast::TypeParam::TypeVarTuple(p) => (&p.name, types::TYPE_VAR_TUPLE),
                ast::TypeParam::ParamSpec(p) => (&p.name, types::PARAM_SPEC),
            };
            let object = self.allocate(f, f.shift.range(name.range()), type_);
            let val = self.object(object);
            if let Some(occurrence) = self.occurrence(f, name.range()) {
                self.bind(f, occurrence, val);
            }
        }
        true
    }

    pub fn exec_type_alias(&mut self, f: &mut Frame, s: &'a ast::StmtTypeAlias) {
        let object = self.allocate(f, f.shift.span(s), types::TYPE_ALIAS);
        let val = self.object(object);
        self.assign(f, &s.name, val);
    }

    /// `@decorator` applied to a function or class.
    pub fn decorate(&mut self, f: &mut Frame, decorator: &'a Expr, value: Val) -> Val {
        let called = match decorator {
            Expr::Call(call) => Some(call),
            _ => None,
        };
        if let Expr::Attribute(attribute) = decorator
            && matches!(attribute.attr.as_str(), "setter" | "getter" | "deleter")
        {
            let property = self.eval(f, &attribute.value);
            if attribute.attr.as_str() == "setter" {
                for object in self.objects_of(property.v) {
                    self.put(object, value.v);
                }
            }
            return property;
        }
        let function = match called {
            Some(call) => self.eval(f, &call.func),
            None => self.eval(f, decorator),
        };
        if let Some(Atom::External(id)) = self.values.get(function.v).single() {
            let path = self.facts.externals[id.0 as usize].path.clone();
            if let Some(call) = called {
                for argument in call.arguments.args.iter() {
                    self.eval(f, argument);
                }
                for keyword in call.arguments.keywords.iter() {
                    self.eval(f, &keyword.value);
                }
            }
            match builtins::decorator(&path) {
                builtins::Decorator::Keeps => return value,
                builtins::Decorator::Wraps(type_) => return self.wrap(f, value, type_),
                builtins::Decorator::ContextManager => {
                    self.mark_context_manager(value);
                    return value;
                }
                builtins::Decorator::Unknown => {}
            }
            self.taint(value.v);
            return self.decorated();
        }
        let span = f.shift.span(decorator);
        let function = match called {
            Some(_) => self.eval(f, decorator),
            None => function,
        };
        let mut args = vec![Arg::new(value, ArgKind::Positional)];
        let mut result = self.call_value(f, function, &mut args, span, &mut Entered::default());
        if self.values.get(result.v).unknown {
            self.taint(value.v);
            result = self.decorated();
        }
        result
    }

    /// What an unknown decorator makes of a function or class: an object, by habit.
    fn decorated(&mut self) -> Val {
        let any = self.values.open_any(Atom::AnyHeap);
        self.fresh(any)
    }

    fn wrap(&mut self, f: &Frame, value: Val, type_: Type) -> Val {
        let Some(Atom::Object(id)) = self.values.get(value.v).single() else { return Val::plain(UNKNOWN) };
        let (span, definition) =
            (self.facts.objects[id.0 as usize].span, self.facts.objects[id.0 as usize].definition);
        let object = self.allocate_for(f, span, type_, definition);
        self.object(object)
    }

    fn mark_context_manager(&mut self, value: Val) {
        for object in self.objects_of(value.v) {
            let Some(scope) = self.facts.objects[object.0 as usize].definition else { continue };
            if let Some(unit) = self.unit_of_scope[scope.0 as usize] {
                let type_ = self.facts.types.named("_GeneratorContextManager");
                self.units[unit.0 as usize].wrapped_as = Some(type_);
            }
        }
    }
}
