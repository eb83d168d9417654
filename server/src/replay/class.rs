//! Classes, instances, attributes, exceptions.

use std::rc::Rc;

use rustpython_ast as ast;
use rustpython_ast::name::Name;

use crate::names::ScopeKind;
use crate::replay::call::Keywords;
use crate::replay::machine::{Context, Machine};
use crate::replay::value::{Attributes, Class, Halt, Id, Kind, R, Value};
use crate::text::Span;

/// Methods that change what classes, attributes or the end of objects mean.
const REFUSED: [&str; 12] = [
    "__subclasshook__",
    "__new__",
    "__getattribute__",
    "__getattr__",
    "__setattr__",
    "__delattr__",
    "__del__",
    "__get__",
    "__set__",
    "__set_name__",
    "__init_subclass__",
    "__class_getitem__",
];

/// Exceptions whose instances have no more than `args`; each with the one it comes from.
const EXCEPTIONS: [(&str, &str); 23] = [
    ("Exception", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("FrozenInstanceError", "AttributeError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("StopIteration", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("KeyboardInterrupt", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("BufferError", "Exception"),
    ("MemoryError", "Exception"),
    ("EOFError", "Exception"),
];

pub fn is_exception(name: &str) -> bool {
    name == "BaseException" || EXCEPTIONS.iter().any(|(known, _)| *known == name)
}

fn comes_from(class: &str, base: &str) -> bool {
    let mut class = class;
    loop {
        if class == base {
            return true;
        }
        match EXCEPTIONS.iter().find(|(known, _)| *known == class) {
            Some((_, next)) => class = next,
            None => return false,
        }
    }
}

impl<'a> Machine<'a> {
    pub fn define_class(&mut self, f: &mut Context<'_, 'a>, s: &'a ast::StmtClassDef) -> R<()> {
        let (record, is_unique) = match s.decorator_list.as_slice() {
            [] => (None, false),
            [decorator] => match self.dataclass_decorator(f, &decorator.expression)? {
                Some(record) => (Some(record), false),
                None => match self.eval(f, &decorator.expression)? {
                    Value::Outside(path) if &*path == "enum.unique" => (None, true),
                    _ => return Err(Halt::Stop),
                },
            },
            _ => return Err(Halt::Stop),
        };
        if s.type_params.is_some() {
            return Err(Halt::Stop);
        }
        let mut bases = Vec::new();
        let mut base_names: Vec<Rc<str>> = Vec::new();
        let mut exception: Option<Rc<str>> = None;
        let (mut is_enum, mut is_abc) = (false, false);
        if let Some(arguments) = &s.arguments {
            for keyword in &arguments.keywords {
                let is_metaclass = keyword.arg.as_ref().is_some_and(|name| name.as_str() == "metaclass");
                match self.eval(f, &keyword.value)? {
                    Value::Outside(path) if is_metaclass && &*path == "abc.ABCMeta" => is_abc = true,
                    _ => return Err(Halt::Stop),
                }
            }
            for base in &arguments.args {
                match self.eval(f, base)? {
                    Value::Outside(path) if &*path == "object" => {}
                    Value::Outside(path) if &*path == "enum.Enum" && arguments.args.len() == 1 => {
                        base_names.push("Enum".into());
                        is_enum = true;
                    }
                    Value::Outside(path) if &*path == "abc.ABC" => {
                        base_names.push("ABC".into());
                        is_abc = true;
                    }
                    Value::Outside(path) if is_exception(&path) && arguments.args.len() == 1 => {
                        base_names.push(path.clone());
                        exception = Some(path);
                    }
                    Value::Object(id) => {
                        let Kind::Class(base) = &self.object(id).kind else { return Err(Halt::Stop) };
                        base_names.push(base.name.as_str().into());
                        is_enum |= base.members.is_some();
                        is_abc |= base.is_abc;
                        bases.push(id);
                    }
                    _ => return Err(Halt::Stop),
                }
            }
        }
        let span = f.shift.span(s);
        let scope = self.names.scope_at(span.start, ScopeKind::Class).ok_or(Halt::Stop)?;
        let env = self.open(scope, Some(f.env));
        self.enter(scope, env, None)?;
        let mut inner = self.context(env, f.shift);
        inner.class_name = Some(s.name.id.clone());
        inner.nested = f.nested;
        self.block(&mut inner, &s.body, None)?;
        self.frames.pop();
        let mut attributes = Attributes::default();
        for at in self.in_order(scope) {
            let name = &self.names.scope(scope).symbols[at.0 as usize].name;
            if let Some(value) = &self.envs[env as usize].variables[at.0 as usize] {
                if REFUSED.contains(&name.as_str()) {
                    return Err(Halt::Stop);
                }
                attributes.insert(name.clone(), value.clone());
            }
        }
        let record = match record {
            _ if is_enum && is_abc => return Err(Halt::Stop),
            Some(_) if exception.is_some() || is_enum => return Err(Halt::Stop),
            Some(record) => Some(self.fill_record(record, &s.body, &bases, &mut attributes)?),
            None => None,
        };
        let head = f.shift.range(s.name.range);
        let functions: Vec<Value> = attributes.values().cloned().collect();
        let name = s.name.id.clone();
        let class = Class {
            name,
            scope,
            bases: base_names,
            order: Vec::new(),
            exception,
            attributes,
            record,
            is_abc,
            is_abstract: false,
            members: None,
        };
        let made = self.make(Kind::Class(class), Some(head));
        let Value::Object(id) = made else { return Err(Halt::Stop) };
        self.order_class(id, &bases)?;
        if is_abc {
            self.find_abstract(id);
        }
        if is_enum {
            if bases.len() > 1 {
                return Err(Halt::Stop);
            }
            self.make_members(id, is_unique, head)?;
        } else if is_unique {
            return Err(Halt::Stop);
        }
        functions.iter().for_each(|function| self.set_owner(function, id));
        self.store(f, &s.name, Some(made))
    }

    /// A method marked as abstract that none has overridden.
    fn find_abstract(&mut self, id: Id) {
        let Kind::Class(class) = &self.object(id).kind else { return };
        let classes = class.order.iter().filter_map(|class| match &self.object(*class).kind {
            Kind::Class(class) => Some(class),
            _ => None,
        });
        let mut names = classes.flat_map(|class| class.attributes.keys());
        let has =
            names.any(|name| self.look_up(id, None, name).is_some_and(|found| self.is_abstract(&found)));
        if let Kind::Class(class) = &mut self.object_mut(id).kind {
            class.is_abstract = has;
        }
    }

    fn is_abstract(&self, value: &Value) -> bool {
        match self.kind(value) {
            Some(Kind::Function(function)) => function.is_abstract,
            Some(Kind::Wrapped { get, set, .. }) => self.is_abstract(get) || self.is_abstract(set),
            _ => false,
        }
    }

    /// The order of lookup: C3, as CPython's `mro_implementation`.
    fn order_class(&mut self, id: Id, bases: &[Id]) -> R<()> {
        let mut from: Option<Rc<str>> = None;
        let mut lists: Vec<Vec<Id>> = Vec::new();
        for base in bases {
            let Kind::Class(base) = &self.object(*base).kind else { return Err(Halt::Stop) };
            lists.push(base.order.clone());
            from = from.or(base.exception.clone());
        }
        lists.push(bases.to_vec());
        let mut order = vec![id];
        loop {
            lists.retain(|list| !list.is_empty());
            let is_tail = |head: Id| lists.iter().any(|list| list[1..].contains(&head));
            let Some(next) = lists.iter().map(|list| list[0]).find(|head| !is_tail(*head)) else { break };
            lists.iter_mut().for_each(|list| list.retain(|class| *class != next));
            order.push(next);
        }
        if !lists.is_empty() {
            return self.raise_unworded("TypeError");
        }
        let Kind::Class(class) = &mut self.object_mut(id).kind else { return Err(Halt::Stop) };
        class.order = order;
        class.exception = class.exception.take().or(from);
        Ok(())
    }

    fn set_owner(&mut self, value: &Value, class: Id) {
        let Value::Object(id) = value else { return };
        match &mut self.object_mut(*id).kind {
            Kind::Function(function) => function.owner = function.owner.or(Some(class)),
            Kind::Wrapped { get, set, .. } => {
                let (get, set) = (get.clone(), set.clone());
                self.set_owner(&get, class);
                self.set_owner(&set, class);
            }
            _ => {}
        }
    }

    pub fn class_of(&self, value: &Value) -> Option<Id> {
        match self.kind(value)? {
            Kind::Instance { class, .. } => Some(*class),
            _ => None,
        }
    }

    /// An instance of a class that comes from the other's, and not the same.
    pub fn is_derived(&self, value: &Value, from: &Value) -> bool {
        let (Some(class), Some(base)) = (self.class_of(value), self.class_of(from)) else { return false };
        class != base && matches!(&self.object(class).kind, Kind::Class(class) if class.order.contains(&base))
    }

    /// An attribute of a class or of those that it comes from, after `after` if that is given.
    pub fn look_up(&self, class: Id, after: Option<Id>, name: &str) -> Option<Value> {
        let Kind::Class(found) = &self.object(class).kind else { return None };
        let skip = after.and_then(|after| found.order.iter().position(|id| *id == after).map(|at| at + 1));
        found.order.iter().skip(skip.unwrap_or_default()).find_map(|id| match &self.object(*id).kind {
            Kind::Class(class) => class.attributes.get(name).cloned(),
            _ => None,
        })
    }

    /// A method that Python asks for itself, bound to the value.
    pub fn special(&mut self, value: &Value, name: &str) -> R<Option<Value>> {
        let Some(class) = self.class_of(value) else { return Ok(None) };
        match self.look_up(class, None, name) {
            Some(found) => self.bind_method(found, value, class).map(Some),
            None => Ok(None),
        }
    }

    fn bind_method(&mut self, found: Value, receiver: &Value, class: Id) -> R<Value> {
        let Value::Object(id) = found else { return Ok(found) };
        Ok(match &self.object(id).kind {
            Kind::Function(_) => {
                let receiver = receiver.clone();
                self.make(Kind::Method { function: id, receiver }, None)
            }
            Kind::Wrapped { kind, get, .. } => {
                let (kind, get) = (*kind, get.clone());
                match kind {
                    "staticmethod" => get,
                    "classmethod" => {
                        let Value::Object(function) = get else { return Err(Halt::Stop) };
                        self.make(Kind::Method { function, receiver: Value::Object(class) }, None)
                    }
                    _ => return self.call_value(&get, vec![receiver.clone()], Vec::new(), Span::default()),
                }
            }
            _ => found,
        })
    }

    pub fn get_attribute(&mut self, object: &Value, name: &Name) -> R<Value> {
        match object {
            Value::Outside(path) if name.as_str() == "__name__" && is_exception(path) => {
                Ok(Value::text(path))
            }
            Value::Outside(path) => {
                // Names of modules, classes and functions are no affair of the file's heap.
                Ok(Value::Outside(format!("{path}.{name}").into()))
            }
            Value::Unknown => {
                self.may_raise()?;
                Ok(Value::Unknown)
            }
            Value::Object(id) => {
                let id = *id;
                match &self.object(id).kind {
                    Kind::Instance { class, attributes } => {
                        let class = *class;
                        let own = attributes.get(name).cloned();
                        if self.object(id).tainted {
                            return Err(Halt::Stop);
                        }
                        let of_class = self.look_up(class, None, name);
                        let is_property = of_class.as_ref().is_some_and(|found| {
                            matches!(self.kind(found), Some(Kind::Wrapped { kind: "property", .. }))
                        });
                        // What another member, or a name of the machinery, is to a member differs between versions.
                        let is_odd = own.is_none()
                            && self.is_enum(class)
                            && (name.starts_with('_') && of_class.is_none()
                                || of_class
                                    .as_ref()
                                    .is_some_and(|found| self.class_of(found) == Some(class)));
                        if is_odd && name.as_str() != "__class__" {
                            return Err(Halt::Stop);
                        }
                        match (own, of_class) {
                            (Some(own), _) if !is_property => Ok(own),
                            (_, Some(found)) => self.bind_method(found, object, class),
                            _ => self.missing(object, class, name),
                        }
                    }
                    Kind::Class(class) => {
                        if name.as_str() == "__name__" {
                            return Ok(Value::text(&class.name));
                        }
                        match self.look_up(id, None, name) {
                            Some(found) => match self.kind(&found) {
                                Some(Kind::Wrapped { kind: "property", .. }) => Ok(found),
                                Some(Kind::Function(_)) => Ok(found),
                                _ => self.bind_method(found, &Value::None, id),
                            },
                            None => Err(Halt::Stop),
                        }
                    }
                    Kind::Super { after, receiver } => {
                        let (after, receiver) = (*after, receiver.clone());
                        let class = match self.kind(&receiver) {
                            Some(Kind::Instance { class, .. }) => *class,
                            _ => return Err(Halt::Stop),
                        };
                        match self.look_up(class, Some(after), name) {
                            Some(found) => self.bind_method(found, &receiver, class),
                            None if name.as_str() == "__init__" => {
                                Ok(self.make(Kind::BuiltinMethod { receiver, name: name.clone() }, None))
                            }
                            None => Err(Halt::Stop),
                        }
                    }
                    Kind::Exception { args, .. } if name.as_str() == "args" => {
                        let args = args.clone();
                        Ok(self.make(Kind::Tuple(args), None))
                    }
                    Kind::Function(function) if name.as_str() == "__name__" => Ok(match &function.called {
                        Some(called) => Value::Str(called.clone()),
                        None => Value::text(&self.names.scope(function.scope).name),
                    }),
                    Kind::Function(_)
                    | Kind::Method { .. }
                    | Kind::Wrapped { .. }
                    | Kind::Exception { .. } => Err(Halt::Stop),
                    _ => {
                        Ok(self
                            .make(Kind::BuiltinMethod { receiver: object.clone(), name: name.clone() }, None))
                    }
                }
            }
            _ => Ok(self.make(Kind::BuiltinMethod { receiver: object.clone(), name: name.clone() }, None)),
        }
    }

    fn missing(&mut self, object: &Value, class: Id, name: &Name) -> R<Value> {
        match name.as_str() {
            "__class__" => Ok(Value::Object(class)),
            "args" | "with_traceback" | "add_note" => Err(Halt::Stop),
            name if name.starts_with("__") => Err(Halt::Stop),
            name => {
                let type_ = self.type_name(object).unwrap_or_default();
                self.raise("AttributeError", format!("'{type_}' object has no attribute '{name}'"))
            }
        }
    }

    pub fn set_attribute(&mut self, object: &Value, name: &Name, value: Value) -> R<()> {
        match object {
            Value::Outside(_) | Value::Unknown => {
                self.may_raise()?;
                self.leak(&value)
            }
            Value::Object(id) => {
                let id = *id;
                let class = self.class_of(object);
                // `__class__`, `__dict__`: it becomes something else.
                let is_special = name.starts_with("__") && name.ends_with("__");
                if is_special || self.is_enum(class.unwrap_or(id)) {
                    return Err(Halt::Stop);
                }
                if let Some(class) = class
                    && let Some(found) = self.look_up(class, None, name)
                    && let Some(Kind::Wrapped { kind: "property", set, .. }) = self.kind(&found)
                {
                    let set = set.clone();
                    if set == Value::None {
                        return self.raise_unworded("AttributeError");
                    }
                    return self
                        .call_value(&set, vec![object.clone(), value], Vec::new(), Span::default())
                        .map(drop);
                }
                if class.is_some_and(|class| self.refuses_change(class, name)) {
                    return self.raise("FrozenInstanceError", format!("cannot assign to field '{name}'"));
                }
                if self.object(id).tainted {
                    self.leak(&value)?;
                }
                if class.is_some_and(|class| self.look_up(class, None, "__slots__").is_some()) {
                    // A name that is no slot is an error.
                    let is_new = !matches!(&self.object(id).kind, Kind::Instance { attributes, .. } if attributes.contains_key(name));
                    if is_new && self.tries > 0 {
                        return Err(Halt::Stop);
                    }
                }
                match &mut self.object_mut(id).kind {
                    Kind::Instance { attributes, .. } => _ = attributes.insert(name.clone(), value),
                    Kind::Class(class) if !REFUSED.contains(&name.as_str()) => {
                        class.attributes.insert(name.clone(), value);
                    }
                    _ => return Err(Halt::Stop),
                }
                Ok(())
            }
            _ => Err(Halt::Stop),
        }
    }

    pub fn instantiate(&mut self, class: Id, args: Vec<Value>, keywords: Keywords, span: Span) -> R<Value> {
        let Kind::Class(found) = &self.object(class).kind else { return Err(Halt::Stop) };
        let is_exception = found.exception.is_some();
        if found.is_abstract {
            return self.raise_unworded("TypeError");
        }
        if found.members.is_some() {
            return if keywords.is_empty() { self.member_of_value(class, &args) } else { Err(Halt::Stop) };
        }
        let made = self.make(Kind::Instance { class, attributes: Attributes::default() }, Some(span));
        if let Some(record) = self.record_with(class, "__init__", |_| true) {
            self.init_record(&made, &record, args, keywords, span)?;
            return Ok(made);
        }
        match self.special(&made, "__init__")? {
            Some(init) => {
                self.call_value(&init, args, keywords, span)?;
            }
            None if is_exception || args.is_empty() && keywords.is_empty() => {}
            None => return self.raise_unworded("TypeError"),
        }
        Ok(made)
    }

    /// The builtin exception class that a value is an instance of, directly or through a class of the file.
    pub fn exception_class(&self, value: &Value) -> Option<Rc<str>> {
        match self.kind(value)? {
            Kind::Exception { class, .. } => Some(class.clone()),
            Kind::Instance { class, .. } => match &self.object(*class).kind {
                Kind::Class(class) => class.exception.clone(),
                _ => None,
            },
            _ => None,
        }
    }

    /// `isinstance`; stops where it is not known.
    pub fn is_instance(&mut self, value: &Value, class: &Value) -> R<bool> {
        match class {
            Value::Object(id) => match &self.object(*id).kind {
                Kind::Tuple(classes) => {
                    let classes = classes.clone();
                    for class in &classes {
                        if self.is_instance(value, class)? {
                            return Ok(true);
                        }
                    }
                    Ok(false)
                }
                Kind::Class(_) => match value {
                    Value::Unknown | Value::Outside(_) => Err(Halt::Stop),
                    value => Ok(self.class_of(value).is_some_and(|own| match &self.object(own).kind {
                        Kind::Class(found) => found.order.contains(id),
                        _ => false,
                    })),
                },
                _ => Err(Halt::Stop),
            },
            Value::Outside(path) => {
                let path =
                    if &**path == "dataclasses.FrozenInstanceError" { "FrozenInstanceError" } else { path };
                if is_exception(path)
                    && let Some(own) = self.exception_class(value)
                {
                    return Ok(comes_from(&own, path));
                }
                let own = self.type_name(value).ok_or(Halt::Stop)?;
                let is_own = self.class_of(value).is_some();
                const KNOWN: [&str; 12] = [
                    "int", "float", "str", "bool", "list", "dict", "tuple", "set", "complex", "bytes",
                    "object", "range",
                ];
                match path {
                    "object" => Ok(true),
                    "int" if &*own == "bool" => Ok(true),
                    path if KNOWN.contains(&path) || is_exception(path) => Ok(&*own == path && !is_own),
                    _ => Err(Halt::Stop),
                }
            }
            _ => Err(Halt::Stop),
        }
    }
}
