//! `@dataclass`: fields, defaults, and the methods that it makes.
//!
//! What it makes runs no frame of the file, but for `__post_init__` and factories. `init=False` for a class, `slots`, `kw_only`,
//! `InitVar` and fields in blocks of the class's body are not followed.

use std::cmp::Ordering;
use std::rc::Rc;

use rustpython_ast::name::Name;
use rustpython_ast::{Expr, Stmt};

use crate::replay::call::Keywords;
use crate::replay::machine::{Context, Machine};
use crate::replay::value::{Attributes, Dict, Field, Halt, Id, Key, Kind, R, Record, Value};
use crate::text::Span;

impl<'a> Machine<'a> {
    /// What `@dataclass` or `@dataclass(…)` is asked for; `None` of another decorator.
    pub fn dataclass_decorator(&mut self, f: &mut Context<'_, 'a>, e: &'a Expr) -> R<Option<Record>> {
        let (callee, keywords) = match e {
            Expr::Call(call) if call.arguments.args.is_empty() => {
                (&*call.func, call.arguments.keywords.as_ref())
            }
            Expr::Call(_) => return Ok(None),
            other => (other, [].as_slice()),
        };
        if !matches!(callee, Expr::Name(_) | Expr::Attribute(_)) {
            return Ok(None);
        }
        let is_dataclass =
            matches!(self.eval(f, callee)?, Value::Outside(path) if &*path == "dataclasses.dataclass");
        if !is_dataclass {
            return Ok(None);
        }
        let mut record =
            Record { fields: Vec::new(), is_frozen: false, has_eq: true, has_order: false, has_repr: true };
        for keyword in keywords {
            let (Some(name), Expr::BooleanLiteral(value)) = (&keyword.arg, &keyword.value) else {
                return Err(Halt::Stop);
            };
            match name.as_str() {
                "frozen" => record.is_frozen = value.value,
                "eq" => record.has_eq = value.value,
                "order" => record.has_order = value.value,
                "repr" => record.has_repr = value.value,
                _ => return Err(Halt::Stop),
            }
        }
        Ok(Some(record))
    }

    /// Reads the fields off the body of a class and off its bases, and leaves in `attributes` what the class then has.
    pub fn fill_record(
        &mut self,
        mut record: Record,
        body: &[Stmt],
        bases: &[Id],
        attributes: &mut Attributes,
    ) -> R<Rc<Record>> {
        for base in self.reversed_order(bases)? {
            let Some(inherited) = self.own_record(base) else { continue };
            if inherited.is_frozen != record.is_frozen {
                return Err(Halt::Stop);
            }
            for field in &inherited.fields {
                put(&mut record.fields, field.clone());
            }
        }
        for statement in body {
            match statement {
                Stmt::AnnAssign(s) => {
                    let Expr::Name(name) = &*s.target else { return Err(Halt::Stop) };
                    if !is_field(&s.annotation)? {
                        continue;
                    }
                    let field = self.field(&name.id, attributes)?;
                    put(&mut record.fields, field);
                }
                Stmt::Assign(_)
                | Stmt::Expr(_)
                | Stmt::FunctionDef(_)
                | Stmt::ClassDef(_)
                | Stmt::Pass(_) => {}
                _ => return Err(Halt::Stop),
            }
        }
        let mut settable = record.fields.iter().filter(|field| field.init);
        let is_given = |field: &&Field| field.default.is_none() && field.factory.is_none();
        let ordered = settable.by_ref().skip_while(is_given).all(|field| !is_given(&field));
        // A hash of its own, or one that is taken away: only what follows from `eq` and `frozen` is known here.
        if !ordered || attributes.contains_key("__hash__") || record.has_order && !record.has_eq {
            return Err(Halt::Stop);
        }
        Ok(Rc::new(record))
    }

    /// The class and those that it will come from, the last one first; of one line of bases.
    fn reversed_order(&self, bases: &[Id]) -> R<Vec<Id>> {
        match bases {
            [] => Ok(Vec::new()),
            [base] => match &self.object(*base).kind {
                Kind::Class(base) => Ok(base.order.iter().rev().copied().collect()),
                _ => Err(Halt::Stop),
            },
            _ => Err(Halt::Stop),
        }
    }

    fn field(&mut self, name: &Name, attributes: &mut Attributes) -> R<Field> {
        // A class's name in front of two underscores.
        if name.starts_with("__") {
            return Err(Halt::Stop);
        }
        let mut field = Field::new(name.clone());
        let Some(given) = attributes.get(name).cloned() else { return Ok(field) };
        if let Some(Kind::Field(found)) = self.kind(&given) {
            field = Field { name: name.clone(), ..found.clone() };
            match &field.default {
                Some(default) => _ = attributes.insert(name.clone(), default.clone()),
                None => _ = attributes.shift_remove(name),
            }
        } else {
            field.default = Some(given);
        }
        let Some(default) = field.default.clone() else { return Ok(field) };
        match self.kind(&default) {
            Some(Kind::List(_) | Kind::Dict(_) | Kind::Set(_)) => self.raise_unworded("ValueError"),
            Some(Kind::Wrapped { .. } | Kind::Closed(_)) => Err(Halt::Stop),
            // One without a hash is refused since Python 3.11.
            Some(Kind::Instance { .. }) => self.key(&default).map(|_| field).map_err(|_| Halt::Stop),
            None if matches!(default, Value::Unknown | Value::Outside(_)) => Err(Halt::Stop),
            _ => Ok(field),
        }
    }

    /// `dataclasses.field(…)`.
    pub fn make_field(&mut self, keywords: Keywords, span: Span) -> R<Value> {
        let mut field = Field::new(Name::empty());
        for (name, value) in keywords {
            match (name.as_str(), &value) {
                ("default", _) => field.default = Some(value),
                ("default_factory", _) => field.factory = Some(value),
                ("init", Value::Bool(value)) => field.init = *value,
                ("repr", Value::Bool(value)) => field.repr = *value,
                ("compare", Value::Bool(value)) => field.compare = *value,
                _ => return Err(Halt::Stop),
            }
        }
        if field.default.is_some() && field.factory.is_some() {
            return Err(Halt::Stop);
        }
        Ok(self.make(Kind::Field(field), Some(span)))
    }

    pub fn own_record(&self, class: Id) -> Option<Rc<Record>> {
        match &self.object(class).kind {
            Kind::Class(class) => class.record.clone(),
            _ => None,
        }
    }

    /// The record whose method of this name an instance has: none where a class before it has its own.
    pub fn record_with(&self, class: Id, name: &str, has: impl Fn(&Record) -> bool) -> Option<Rc<Record>> {
        let Kind::Class(found) = &self.object(class).kind else { return None };
        for id in &found.order {
            let Kind::Class(class) = &self.object(*id).kind else { return None };
            if class.attributes.contains_key(name) {
                return None;
            }
            if let Some(record) = class.record.as_ref().filter(|record| has(record)) {
                return Some(record.clone());
            }
        }
        None
    }

    /// The `__init__` that it makes.
    pub fn init_record(
        &mut self,
        made: &Value,
        record: &Record,
        args: Vec<Value>,
        mut keywords: Keywords,
        span: Span,
    ) -> R<()> {
        let Value::Object(id) = made else { return Err(Halt::Stop) };
        let mut args = args.into_iter();
        let mut values = Vec::new();
        for field in record.fields.iter().filter(|field| field.init) {
            let by_name = keywords.iter().position(|(name, _)| *name == field.name);
            let value = match (args.next(), by_name) {
                (Some(_), Some(_)) => return Err(Halt::Stop),
                (Some(value), None) => Some(value),
                (None, Some(at)) => Some(keywords.remove(at).1),
                (None, None) if field.default.is_none() && field.factory.is_none() => {
                    return self.raise_unworded("TypeError");
                }
                (None, None) => field.default.clone(),
            };
            values.push((field.name.clone(), value));
        }
        if args.next().is_some() || !keywords.is_empty() {
            return self.raise_unworded("TypeError");
        }
        let mut values = values.into_iter();
        for field in &record.fields {
            let given = if field.init { values.next().and_then(|(_, value)| value) } else { None };
            let value = match (given, &field.factory) {
                (Some(value), _) => value,
                (None, Some(factory)) => {
                    let factory = factory.clone();
                    self.call_value(&factory, Vec::new(), Vec::new(), span)?
                }
                // Left to the attribute of the class.
                (None, None) => continue,
            };
            let Kind::Instance { attributes, .. } = &mut self.object_mut(*id).kind else {
                return Err(Halt::Stop);
            };
            attributes.insert(field.name.clone(), value);
        }
        match self.special(made, "__post_init__")? {
            Some(method) => self.call_value(&method, Vec::new(), Vec::new(), span).map(drop),
            None => Ok(()),
        }
    }

    /// Whether a frozen dataclass refuses to set or delete the attribute.
    pub fn refuses_change(&self, class: Id, name: &str) -> bool {
        let Kind::Class(found) = &self.object(class).kind else { return false };
        let mut records = found.order.iter().filter_map(|id| Some((*id, self.own_record(*id)?)));
        records.any(|(id, record)| {
            let is_field = record.fields.iter().any(|field| field.name == name);
            record.is_frozen && (id == class || is_field)
        })
    }

    /// The values that a dataclass compares, of two instances of one class; `None` where it does not compare them.
    fn compared(&self, left: &Value, right: &Value, name: &str, has: fn(&Record) -> bool) -> Option<Sides> {
        let (
            Some(Kind::Instance { class, attributes }),
            Some(Kind::Instance { class: other, attributes: theirs }),
        ) = (self.kind(left), self.kind(right))
        else {
            return None;
        };
        let record = self.record_with(*class, name, has)?;
        if class != other {
            return None;
        }
        let fields = record.fields.iter().filter(|field| field.compare);
        let sides =
            fields.map(|field| (attributes.get(&field.name).cloned(), theirs.get(&field.name).cloned()));
        Some(sides.collect())
    }

    /// `==` of two instances; `None` where no dataclass decides it.
    pub fn records_equal(&mut self, left: &Value, right: &Value) -> R<Option<Option<bool>>> {
        let Some(sides) = self.compared(left, right, "__eq__", |record| record.has_eq) else {
            return Ok(None);
        };
        for (a, b) in sides {
            let (Some(a), Some(b)) = (a, b) else { return Err(Halt::Stop) };
            let is_same = matches!((&a, &b), (Value::Object(a), Value::Object(b)) if a == b);
            match if is_same { Some(true) } else { self.equal(&a, &b)? } {
                Some(true) => {}
                other => return Ok(Some(other)),
            }
        }
        Ok(Some(Some(true)))
    }

    /// Of two instances of a dataclass with an order.
    pub fn records_order(&mut self, left: &Value, right: &Value) -> R<Option<Option<Ordering>>> {
        let Some(sides) = self.compared(left, right, "__lt__", |record| record.has_order) else {
            return Err(Halt::Stop);
        };
        for (a, b) in sides {
            let (Some(a), Some(b)) = (a, b) else { return Err(Halt::Stop) };
            if !self.equal(&a, &b)?.ok_or(Halt::Stop)? {
                return self.order(&a, &b);
            }
        }
        Ok(Some(Some(Ordering::Equal)))
    }

    /// `dataclasses.replace`: another instance with some fields given anew.
    pub fn replaced(&mut self, of: &Value, mut keywords: Keywords, span: Span) -> R<Value> {
        let Some(Kind::Instance { class, attributes }) = self.kind(of) else { return Err(Halt::Stop) };
        let (class, attributes) = (*class, attributes.clone());
        let record = self.record_with(class, "__dataclass_fields__", |_| true).ok_or(Halt::Stop)?;
        for field in &record.fields {
            let is_given = keywords.iter().any(|(name, _)| *name == field.name);
            match (field.init, is_given) {
                (false, true) => return self.raise_unworded("ValueError"),
                (true, false) => {
                    let value = attributes.get(&field.name).cloned().ok_or(Halt::Stop)?;
                    keywords.push((field.name.clone(), value));
                }
                _ => {}
            }
        }
        self.instantiate(class, Vec::new(), keywords, span)
    }

    /// `dataclasses.asdict`: containers are made anew, the rest is copied.
    pub fn as_dict(&mut self, of: &Value, span: Span, depth: u32) -> R<Value> {
        self.spend_more(1)?;
        if depth > 60 || self.is_tainted(of) {
            return Err(Halt::Stop);
        }
        let made = match self.kind(of) {
            Some(Kind::Instance { class, attributes }) => {
                let attributes = attributes.clone();
                let Some(record) = self.record_with(*class, "__dataclass_fields__", |_| true) else {
                    return if depth == 0 { Err(Halt::Stop) } else { self.copied(of, true, span) };
                };
                let mut items = Dict::default();
                for field in &record.fields {
                    let inner = attributes.get(&field.name).ok_or(Halt::Stop)?;
                    let inner = self.as_dict(inner, span, depth + 1)?;
                    self.put(&mut items, Value::text(&field.name), inner)?;
                }
                Kind::Dict(items)
            }
            _ if depth == 0 => return Err(Halt::Stop),
            Some(Kind::List(items)) => {
                let items = items.clone();
                Kind::List(items.iter().map(|item| self.as_dict(item, span, depth + 1)).collect::<R<_>>()?)
            }
            Some(Kind::Tuple(items)) => {
                let items = items.clone();
                Kind::Tuple(items.iter().map(|item| self.as_dict(item, span, depth + 1)).collect::<R<_>>()?)
            }
            Some(Kind::Dict(items)) => {
                let mut copies = Dict::default();
                for (key, value) in items.clone().into_values() {
                    let key = self.as_dict(&key, span, depth + 1)?;
                    let value = self.as_dict(&value, span, depth + 1)?;
                    self.put(&mut copies, key, value)?;
                }
                Kind::Dict(copies)
            }
            _ => return self.copied(of, true, span),
        };
        Ok(self.make(made, Some(span)))
    }

    /// What an instance is hashed by; `None` where no dataclass decides it.
    pub fn record_key(&mut self, value: &Value) -> R<Option<Key>> {
        let Some(Kind::Instance { class, attributes }) = self.kind(value) else { return Ok(None) };
        let (class, attributes) = (*class, attributes.clone());
        let Some(record) = self.record_with(class, "__eq__", |record| record.has_eq) else { return Ok(None) };
        if !record.is_frozen {
            let name = self.type_name(value).unwrap_or_default();
            return self.raise("TypeError", format!("unhashable type: '{name}'"));
        }
        let mut keys = Vec::new();
        for field in record.fields.iter().filter(|field| field.compare) {
            let inner = attributes.get(&field.name).cloned().ok_or(Halt::Stop)?;
            keys.push(self.key(&inner)?);
        }
        Ok(Some(Key::Record(class, keys)))
    }

    /// The `__repr__` that it makes; `None` where no dataclass does.
    pub fn record_repr(&mut self, value: &Value) -> R<Option<Option<String>>> {
        let Some(Kind::Instance { class, attributes }) = self.kind(value) else { return Ok(None) };
        let Some(record) = self.record_with(*class, "__repr__", |record| record.has_repr) else {
            return Ok(None);
        };
        let attributes = attributes.clone();
        let Kind::Class(class) = &self.object(*class).kind else { return Err(Halt::Stop) };
        let name = self.names.scope(class.scope).qualname.clone();
        let mut parts = Vec::new();
        let mut is_known = true;
        for field in record.fields.iter().filter(|field| field.repr) {
            let Some(inner) = attributes.get(&field.name) else { return Err(Halt::Stop) };
            // One that holds itself is written otherwise.
            if inner == value {
                return Ok(Some(None));
            }
            match self.repr(inner)? {
                Some(text) => parts.push(format!("{}={text}", field.name)),
                None => is_known = false,
            }
        }
        Ok(Some(is_known.then(|| format!("{name}({})", parts.join(", ")))))
    }
}

type Sides = Vec<(Option<Value>, Option<Value>)>;

/// A field of the same name keeps its place.
fn put(fields: &mut Vec<Field>, field: Field) {
    match fields.iter_mut().find(|known| known.name == field.name) {
        Some(known) => *known = field,
        None => fields.push(field),
    }
}

/// `ClassVar` makes none; what else is special is not followed.
fn is_field(annotation: &Expr) -> R<bool> {
    let head = match annotation {
        Expr::Subscript(e) => &*e.value,
        other => other,
    };
    let name = match head {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        Expr::StringLiteral(text) => text.value.to_str(),
        _ => "",
    };
    let is_special = ["InitVar", "KW_ONLY"].iter().any(|special| name.contains(special));
    if is_special || matches!(head, Expr::StringLiteral(_)) && name.contains("ClassVar") {
        return Err(Halt::Stop);
    }
    Ok(name != "ClassVar")
}
