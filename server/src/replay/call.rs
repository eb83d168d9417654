//! Functions: making them, arguments to parameters, calls.

use rustpython_ast::name::Name;
use rustpython_ast::{self as ast, Expr};
use rustpython_text_size::Ranged;

use crate::names::ScopeKind;
use crate::replay::machine::{Context, Machine};
use crate::replay::value::{Attributes, Code, Function, Halt, Id, Key, Kind, R, Value};
use crate::text::Span;

/// Keyword arguments in order.
pub type Keywords = Vec<(Name, Value)>;

impl<'a> Machine<'a> {
    pub fn define_function(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtFunctionDef) -> R<()> {
        if s.is_async || s.type_params.is_some() {
            return Err(Halt::Stop);
        }
        let mut decorators = Vec::new();
        for decorator in &s.decorator_list {
            decorators.push((self.decorator(f, &decorator.expression)?, f.shift.span(decorator)));
        }
        let span = f.shift.span(s);
        let scope = self.names.scope_at(span.start, ScopeKind::Function).ok_or(Halt::Stop)?;
        let defaults = self.defaults(f, &s.parameters)?;
        let function = Function {
            scope,
            body: Code::Block(&s.body),
            parameters: Some(&s.parameters),
            shift: f.shift,
            env: f.env,
            defaults,
            class_name: f.class_name.clone(),
            owner: None,
            is_generator: self.names.scope(scope).is_generator,
            is_abstract: false,
            called: None,
        };
        let head = f.shift.range(s.name.range());
        let mut value = self.make(Kind::Function(function), Some(head));
        for (decorator, span) in decorators.into_iter().rev() {
            value = self.decorate(&decorator, value, span)?;
        }
        self.store(f, &s.name, Some(value))
    }

    fn decorator(&mut self, f: &mut Context<'_, 'a>, e: &'a Expr) -> R<Value> {
        // `@name.setter` of a property.
        if let Expr::Attribute(attribute) = e {
            let object = self.eval(f, &attribute.value)?;
            if matches!(self.kind(&object), Some(Kind::Wrapped { kind: "property", .. })) {
                let receiver = object;
                return Ok(self.make(Kind::BuiltinMethod { receiver, name: attribute.attr.id.clone() }, None));
            }
        }
        self.eval(f, e)
    }

    fn decorate(&mut self, decorator: &Value, value: Value, span: Span) -> R<Value> {
        if let Value::Outside(path) = decorator {
            let kind = match &**path {
                "property" => "property",
                "staticmethod" => "staticmethod",
                "classmethod" => "classmethod",
                // No change that a picture shows.
                "typing.override" | "typing.final" => return Ok(value),
                "abc.abstractmethod" => {
                    let Value::Object(id) = value else { return Err(Halt::Stop) };
                    let Kind::Function(function) = &mut self.object_mut(id).kind else {
                        return Err(Halt::Stop);
                    };
                    function.is_abstract = true;
                    return Ok(value);
                }
                _ => return Err(Halt::Stop),
            };
            return Ok(self.make(Kind::Wrapped { kind, get: value, set: Value::None }, Some(span)));
        }
        if let Some(Kind::BuiltinMethod { receiver, name }) = self.kind(decorator)
            && let Some(Kind::Wrapped { kind: "property", get, set }) = self.kind(receiver)
        {
            let (get, set) = match name.as_str() {
                "setter" => (get.clone(), value),
                "getter" => (value, set.clone()),
                _ => return Err(Halt::Stop),
            };
            return Ok(self.make(Kind::Wrapped { kind: "property", get, set }, Some(span)));
        }
        if let Some(Kind::Wraps(called)) = self.kind(decorator) {
            let called = called.clone();
            let Value::Object(id) = value else { return Err(Halt::Stop) };
            let Kind::Function(function) = &mut self.object_mut(id).kind else { return Err(Halt::Stop) };
            function.called = Some(called);
            return Ok(value);
        }
        self.call_value(decorator, vec![value], Vec::new(), span)
    }

    fn defaults(&mut self, f: &mut Context<'_, 'a>, parameters: &'a ast::Parameters) -> R<Attributes> {
        let mut found = Attributes::default();
        for parameter in parameters.iter_non_variadic_params() {
            if let Some(default) = &parameter.default {
                let value = self.eval(f, default)?;
                found.insert(parameter.parameter.name.id.clone(), value);
            }
        }
        Ok(found)
    }

    pub fn eval_lambda(&mut self, f: &mut Context<'_, 'a>, e: &'a ast::ExprLambda) -> R<Value> {
        let span = f.shift.span(e);
        let scope = self.names.scope_at(span.start, ScopeKind::Lambda).ok_or(Halt::Stop)?;
        let parameters = e.parameters.as_deref();
        let defaults = parameters.map_or(Ok(Attributes::default()), |all| self.defaults(f, all))?;
        let function = Function {
            scope,
            body: Code::Expression(&e.body),
            parameters,
            shift: f.shift,
            env: f.env,
            defaults,
            class_name: f.class_name.clone(),
            owner: None,
            is_generator: self.names.scope(scope).is_generator,
            is_abstract: false,
            called: None,
        };
        Ok(self.make(Kind::Function(function), Some(span)))
    }

    pub fn eval_call(&mut self, f: &mut Context<'_, 'a>, e: &'a ast::ExprCall) -> R<Value> {
        let span = f.shift.span(e);
        if let Expr::Name(name) = &*e.func
            && name.id == "super"
            && e.arguments.is_empty()
        {
            return self.zero_super(f);
        }
        let callee = self.eval(f, &e.func)?;
        let mut args = Vec::with_capacity(e.arguments.args.len());
        for arg in &e.arguments.args {
            match arg {
                Expr::Starred(star) => {
                    let value = self.eval(f, &star.value)?;
                    args.extend(self.collect_sized(&value)?);
                }
                arg => args.push(self.eval(f, arg)?),
            }
        }
        let mut keywords = Keywords::new();
        for keyword in &e.arguments.keywords {
            let value = self.eval(f, &keyword.value)?;
            match &keyword.arg {
                Some(name) => keywords.push((name.id.clone(), value)),
                None => {
                    let Some(Kind::Dict(items)) = self.kind(&value) else { return Err(Halt::Stop) };
                    for (key, (_, value)) in items {
                        let Key::Str(name) = key else { return Err(Halt::Stop) };
                        keywords.push((Name::new(&**name), value.clone()));
                    }
                    if self.is_tainted(&value) {
                        return Err(Halt::Stop);
                    }
                }
            }
        }
        self.call_value(&callee, args, keywords, span)
    }

    fn zero_super(&mut self, f: &mut Context<'_, 'a>) -> R<Value> {
        let (Some(function), Some(receiver)) = (f.function, f.first.clone()) else { return Err(Halt::Stop) };
        let Kind::Function(found) = &self.object(function).kind else { return Err(Halt::Stop) };
        let after = found.owner.ok_or(Halt::Stop)?;
        Ok(self.make(Kind::Super { after, receiver }, None))
    }

    pub fn call_value(
        &mut self,
        callee: &Value,
        mut args: Vec<Value>,
        keywords: Keywords,
        span: Span,
    ) -> R<Value> {
        self.spend_more(1)?;
        match callee {
            Value::Outside(path) => {
                let path = path.clone();
                self.call_outside(&path, args, keywords, span)
            }
            Value::Unknown => self.call_unknown(&args, &keywords),
            Value::Object(id) => match &self.object(*id).kind {
                Kind::Function(_) => self.call_function(*id, args, keywords, span),
                Kind::Method { function, receiver } => {
                    args.insert(0, receiver.clone());
                    let function = Value::Object(*function);
                    self.call_value(&function, args, keywords, span)
                }
                Kind::BuiltinMethod { receiver, name } => {
                    let (receiver, name) = (receiver.clone(), name.clone());
                    self.call_method(&receiver, &name, args, keywords, span)
                }
                Kind::Class(_) => self.instantiate(*id, args, keywords, span),
                Kind::Wrapped { kind: "staticmethod", get, .. } => {
                    let get = get.clone();
                    self.call_value(&get, args, keywords, span)
                }
                Kind::Instance { .. } => match self.special(callee, "__call__")? {
                    Some(method) => self.call_value(&method, args, keywords, span),
                    None => Err(Halt::Stop),
                },
                _ => Err(Halt::Stop),
            },
            _ => Err(Halt::Stop),
        }
    }

    /// Code from elsewhere gets what it is passed, and may raise an error.
    pub fn call_unknown(&mut self, args: &[Value], keywords: &Keywords) -> R<Value> {
        self.may_raise()?;
        for value in args.iter().chain(keywords.iter().map(|(_, value)| value)) {
            self.leak(value)?;
        }
        Ok(Value::Unknown)
    }

    fn call_function(&mut self, id: Id, args: Vec<Value>, keywords: Keywords, span: Span) -> R<Value> {
        let Kind::Function(function) = &self.object(id).kind else { return Err(Halt::Stop) };
        let (scope, parent) = (function.scope, function.env);
        let is_generator = function.is_generator;
        let env = self.open(scope, Some(parent));
        self.bind(id, env, args, keywords)?;
        if is_generator {
            return Ok(self.make(Kind::Generator { function: id, env }, Some(span)));
        }
        self.enter(scope, env, Some(span))?;
        let result = self.run_function(id, env, None);
        // What ends the run leaves the stack as it is.
        if !matches!(result, Err(Halt::Stop | Halt::Reached)) {
            self.frames.pop();
        }
        result
    }

    /// Runs the body in the frame that is on top.
    pub fn run_function<'y>(
        &mut self,
        id: Id,
        env: u32,
        consumer: Option<&'y mut crate::replay::machine::Consumer<'y, 'a>>,
    ) -> R<Value> {
        let Kind::Function(function) = &self.object(id).kind else { return Err(Halt::Stop) };
        let code = function.body;
        let mut f = self.context_of(id, env)?;
        f.consumer = consumer;
        self.run_code(&mut f, code)
    }

    /// Where the body of a function belongs, its parameters bound.
    pub fn context_of<'y>(&self, id: Id, env: u32) -> R<Context<'y, 'a>> {
        let Kind::Function(function) = &self.object(id).kind else { return Err(Halt::Stop) };
        let parameters = function.parameters;
        let mut f = self.context(env, function.shift);
        f.class_name = function.class_name.clone();
        f.function = Some(id);
        let scope = function.scope;
        let first = parameters.and_then(|all| all.posonlyargs.first().or(all.args.first()));
        if let Some(first) = first
            && let Some(at) = self.names.scope(scope).symbol(&first.parameter.name.id)
        {
            f.first = self.envs[env as usize].variables[at.0 as usize].clone();
        }
        Ok(f)
    }

    /// Arguments to parameters, in an open scope.
    fn bind(&mut self, id: Id, env: u32, args: Vec<Value>, mut keywords: Keywords) -> R<()> {
        let Kind::Function(function) = &self.object(id).kind else { return Err(Halt::Stop) };
        let (scope, defaults) = (function.scope, function.defaults.clone());
        let Some(parameters) = function.parameters else {
            return if args.is_empty() && keywords.is_empty() { Ok(()) } else { Err(Halt::Stop) };
        };
        let mut args = args.into_iter();
        let positional = parameters.posonlyargs.iter().chain(&parameters.args).map(|found| (found, true));
        for (parameter, is_positional) in positional.chain(parameters.kwonlyargs.iter().map(|it| (it, false)))
        {
            let name = &parameter.parameter.name.id;
            let next = if is_positional { args.next() } else { None };
            let by_name = keywords.iter().position(|(other, _)| other == name);
            let value = match (next, by_name) {
                (Some(value), None) => value,
                (None, Some(at)) => keywords.remove(at).1,
                (None, None) => match defaults.get(name) {
                    Some(value) => value.clone(),
                    None => return self.raise_unworded("TypeError"),
                },
                (Some(_), Some(_)) => return Err(Halt::Stop),
            };
            self.set_parameter(scope, env, name, value)?;
        }
        let rest: Vec<Value> = args.collect();
        if let Some(vararg) = &parameters.vararg {
            let tuple = self.make(Kind::Tuple(rest), None);
            self.set_parameter(scope, env, &vararg.name.id, tuple)?;
        } else if !rest.is_empty() {
            return self.raise_unworded("TypeError");
        }
        if let Some(kwarg) = &parameters.kwarg {
            let items = keywords.into_iter().map(|(name, value)| {
                let key = Value::text(&name);
                (Key::Str(name.as_str().into()), (key, value))
            });
            let dict = Kind::Dict(items.collect());
            let dict = self.make(dict, None);
            self.set_parameter(scope, env, &kwarg.name.id, dict)?;
        } else if !keywords.is_empty() {
            return self.raise_unworded("TypeError");
        }
        Ok(())
    }

    fn set_parameter(&mut self, scope: crate::names::ScopeId, env: u32, name: &Name, value: Value) -> R<()> {
        let at = self.names.scope(scope).symbol(name).ok_or(Halt::Stop)?;
        self.envs[env as usize].variables[at.0 as usize] = Some(value);
        Ok(())
    }
}
