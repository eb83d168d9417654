//! Expressions.

use rustpython_ast::{self as ast, Expr, Number, UnaryOp};

use crate::names::ScopeKind;
use crate::replay::machine::{Context, Machine};
use crate::replay::value::{Dict, Fast, Halt, Key, Kind, R, Value};
use crate::text::Span;

impl<'a> Machine<'a> {
    pub fn eval(&mut self, f: &mut Context<'_, 'a>, e: &'a Expr) -> R<Value> {
        self.spend(f)?;
        f.nested += 1;
        let result = self.evaluate(f, e);
        f.nested -= 1;
        result
    }

    fn evaluate(&mut self, f: &mut Context<'_, 'a>, e: &'a Expr) -> R<Value> {
        let span = f.shift.span(e);
        Ok(match e {
            Expr::Name(name) => self.load(f, name, &name.id)?,
            Expr::NumberLiteral(e) => match &e.value {
                Number::Int(value) => value.as_i64().map_or(Value::Some("int"), Value::Int),
                Number::Float(value) => Value::Float(*value),
                Number::Complex { .. } => Value::Some("complex"),
            },
            Expr::StringLiteral(e) => Value::text(e.value.to_str()),
            Expr::BytesLiteral(_) => Value::Some("bytes"),
            Expr::BooleanLiteral(e) => Value::Bool(e.value),
            Expr::NoneLiteral(_) => Value::None,
            Expr::EllipsisLiteral(_) => Value::Outside("Ellipsis".into()),
            Expr::FString(e) => self.eval_fstring(f, e)?,
            Expr::List(e) => {
                let items = self.eval_items(f, &e.elts)?;
                self.make(Kind::List(items), Some(span))
            }
            Expr::Tuple(e) => {
                let items = self.eval_items(f, &e.elts)?;
                self.make(Kind::Tuple(items), Some(span))
            }
            Expr::Set(e) => {
                let items = self.eval_items(f, &e.elts)?;
                let set = self.set_of(items)?;
                self.make(Kind::Set(set), Some(span))
            }
            Expr::Dict(e) => self.eval_dict(f, e, span)?,
            Expr::Attribute(e) => {
                let object = self.eval(f, &e.value)?;
                let name = self.attribute_name(f, &e.attr.id);
                self.get_attribute(&object, &name)?
            }
            Expr::Subscript(e) => {
                let object = self.eval(f, &e.value)?;
                let index = self.eval(f, &e.slice)?;
                self.get_item(&object, &index, span)?
            }
            Expr::Slice(e) => {
                let mut bound = |machine: &mut Machine<'a>, part: &'a Option<Box<Expr>>| match part {
                    Some(part) => machine.eval(f, part),
                    None => Ok(Value::None),
                };
                let (lower, upper) = (bound(self, &e.lower)?, bound(self, &e.upper)?);
                let step = bound(self, &e.step)?;
                self.make(Kind::Slice(lower, upper, step), None)
            }
            Expr::Call(e) => self.eval_call(f, e)?,
            Expr::BinOp(e) => {
                let left = self.eval(f, &e.left)?;
                let right = self.eval(f, &e.right)?;
                self.binary(e.op, &left, &right, span)?
            }
            Expr::UnaryOp(e) => {
                let value = self.eval(f, &e.operand)?;
                self.unary(e.op, &value)?
            }
            Expr::BoolOp(e) => self.eval_bool(f, e)?,
            Expr::Compare(e) => self.eval_compare(f, e)?,
            Expr::If(e) => match self.test(f, &e.test)? {
                true => self.eval(f, &e.body)?,
                false => self.eval(f, &e.orelse)?,
            },
            Expr::Named(e) => {
                let value = self.eval(f, &e.value)?;
                self.assign(f, &e.target, value.clone())?;
                value
            }
            Expr::Lambda(e) => self.eval_lambda(f, e)?,
            Expr::ListComp(e) => {
                let mut items = Vec::new();
                self.comprehend(f, span, &e.generators, &mut |machine, f| {
                    items.push(machine.eval(f, &e.elt)?);
                    Ok(())
                })?;
                self.make(Kind::List(items), Some(span))
            }
            Expr::SetComp(e) => {
                let mut items = Vec::new();
                self.comprehend(f, span, &e.generators, &mut |machine, f| {
                    items.push(machine.eval(f, &e.elt)?);
                    Ok(())
                })?;
                let set = self.set_of(items)?;
                self.make(Kind::Set(set), Some(span))
            }
            Expr::DictComp(e) => {
                let mut items = Dict::default();
                self.comprehend(f, span, &e.generators, &mut |machine, f| {
                    let key = machine.eval(f, &e.key)?;
                    let value = machine.eval(f, &e.value)?;
                    machine.put(&mut items, key, value)
                })?;
                self.make(Kind::Dict(items), Some(span))
            }
            Expr::Generator(e) => {
                let first = e.generators.first().ok_or(Halt::Stop)?;
                let first = self.eval(f, &first.iter)?;
                let scope = self.names.scope_of(span, ScopeKind::Comprehension).ok_or(Halt::Stop)?;
                let env = self.open(scope, Some(f.env));
                self.make(Kind::Lazy { node: e, shift: f.shift, env, first }, Some(span))
            }
            Expr::Yield(e) => {
                let value = e.value.as_ref().map_or(Ok(Value::None), |value| self.eval(f, value))?;
                self.hand_on(f, value)?;
                Value::None
            }
            Expr::YieldFrom(e) => {
                let value = self.eval(f, &e.value)?;
                let mut each = |machine: &mut Machine<'a>, item: Value| machine.hand_on(f, item);
                self.each(&value, &mut each)?;
                Value::Unknown
            }
            _ => return Err(Halt::Stop),
        })
    }

    fn eval_items(&mut self, f: &mut Context<'_, 'a>, elements: &'a [Expr]) -> R<Vec<Value>> {
        let mut items = Vec::with_capacity(elements.len());
        for element in elements {
            match element {
                Expr::Starred(e) => {
                    let value = self.eval(f, &e.value)?;
                    items.extend(self.collect_sized(&value)?);
                }
                element => items.push(self.eval(f, element)?),
            }
        }
        Ok(items)
    }

    pub fn set_of(&mut self, items: Vec<Value>) -> R<Fast<Key, Value>> {
        let mut set = Fast::default();
        for item in items {
            let key = self.key(&item)?;
            set.entry(key).or_insert(item);
        }
        Ok(set)
    }

    fn eval_dict(&mut self, f: &mut Context<'_, 'a>, e: &'a ast::ExprDict, span: Span) -> R<Value> {
        let mut items = Dict::default();
        for item in &e.items {
            match &item.key {
                Some(key) => {
                    let key = self.eval(f, key)?;
                    let value = self.eval(f, &item.value)?;
                    self.put(&mut items, key, value)?;
                }
                None => {
                    let other = self.eval(f, &item.value)?;
                    let Some(Kind::Dict(other)) = self.kind(&other) else { return Err(Halt::Stop) };
                    items.extend(other.clone());
                }
            }
        }
        Ok(self.make(Kind::Dict(items), Some(span)))
    }

    fn eval_bool(&mut self, f: &mut Context<'_, 'a>, e: &'a ast::ExprBoolOp) -> R<Value> {
        let (last, rest) = e.values.split_last().ok_or(Halt::Stop)?;
        let ends_at = e.op == ast::BoolOp::Or;
        for value in rest {
            let value = self.eval(f, value)?;
            if self.truth(&value)?.ok_or(Halt::Stop)? == ends_at {
                return Ok(value);
            }
        }
        self.eval(f, last)
    }

    fn eval_compare(&mut self, f: &mut Context<'_, 'a>, e: &'a ast::ExprCompare) -> R<Value> {
        let mut left = self.eval(f, &e.left)?;
        let mut result = Value::Bool(true);
        for (index, (op, right)) in e.ops.iter().zip(&e.comparators).enumerate() {
            let right = self.eval(f, right)?;
            result = self.compare(*op, &left, &right)?;
            if index + 1 < e.ops.len() && !self.truth(&result)?.ok_or(Halt::Stop)? {
                return Ok(result);
            }
            left = right;
        }
        Ok(result)
    }

    /// Runs a comprehension in a scope of its own.
    fn comprehend(
        &mut self,
        f: &mut Context<'_, 'a>,
        span: Span,
        generators: &'a [ast::Comprehension],
        each: &mut dyn FnMut(&mut Machine<'a>, &mut Context<'_, 'a>) -> R<()>,
    ) -> R<()> {
        let first = generators.first().ok_or(Halt::Stop)?;
        let first = self.eval(f, &first.iter)?;
        let scope = self.names.scope_of(span, ScopeKind::Comprehension).ok_or(Halt::Stop)?;
        let env = self.open(scope, Some(f.env));
        let mut inner = self.context(env, f.shift);
        inner.class_name = f.class_name.clone();
        inner.nested = f.nested;
        self.rounds(&mut inner, generators, Some(first), each)
    }

    pub fn rounds(
        &mut self,
        f: &mut Context<'_, 'a>,
        generators: &'a [ast::Comprehension],
        first: Option<Value>,
        each: &mut dyn FnMut(&mut Machine<'a>, &mut Context<'_, 'a>) -> R<()>,
    ) -> R<()> {
        let Some((generator, rest)) = generators.split_first() else { return each(self, f) };
        if generator.is_async {
            return Err(Halt::Stop);
        }
        let iterable = first.map_or_else(|| self.eval(f, &generator.iter), Ok)?;
        let mut round = |machine: &mut Machine<'a>, item: Value| {
            machine.assign(f, &generator.target, item)?;
            for test in &generator.ifs {
                if !machine.test(f, test)? {
                    return Ok(());
                }
            }
            machine.rounds(f, rest, None, each)
        };
        self.each(&iterable, &mut round)
    }

    fn eval_fstring(&mut self, f: &mut Context<'_, 'a>, e: &'a ast::ExprFString) -> R<Value> {
        let mut out = Some(String::new());
        let mut add = |text: Option<String>| match (&mut out, text) {
            (Some(out), Some(text)) => out.push_str(&text),
            _ => out = None,
        };
        for part in &e.value {
            let part = match part {
                ast::FStringPart::Literal(literal) => {
                    add(Some(literal.to_string()));
                    continue;
                }
                ast::FStringPart::FString(part) => part,
            };
            for element in &part.elements {
                match element {
                    ast::InterpolatedStringElement::Literal(literal) => add(Some(literal.value.to_string())),
                    ast::InterpolatedStringElement::Interpolation(element) => {
                        let value = self.eval(f, &element.expression)?;
                        if element.debug_text.is_some() {
                            add(None);
                            continue;
                        }
                        let is_repr = element.conversion == ast::ConversionFlag::Repr;
                        let text = if is_repr { self.repr(&value)? } else { self.str(&value)? };
                        match element.format_spec.as_deref() {
                            None => add(text),
                            Some(spec) => {
                                let is_plain = spec.elements.iter().all(|part| part.is_literal());
                                let spec: String =
                                    spec.elements.literals().map(|part| &*part.value).collect();
                                add(super::text::format(&value, &spec).filter(|_| is_plain));
                            }
                        }
                    }
                }
            }
        }
        Ok(out.map_or(Value::Some("str"), Value::text))
    }

    fn unary(&mut self, op: UnaryOp, value: &Value) -> R<Value> {
        if op == UnaryOp::Not {
            return Ok(match self.truth(value)? {
                Some(truth) => Value::Bool(!truth),
                None => Value::Some("bool"),
            });
        }
        Ok(match (op, value) {
            (UnaryOp::USub, Value::Float(value)) => Value::Float(-value),
            (UnaryOp::UAdd, Value::Float(_)) => value.clone(),
            (UnaryOp::USub, Value::Some("int" | "float")) => value.clone(),
            (_, Value::Unknown) => {
                self.may_raise()?;
                Value::Unknown
            }
            (op, value) => {
                let number = value.int().ok_or(Halt::Stop)?;
                match op {
                    UnaryOp::USub => number.checked_neg().map_or(Value::Some("int"), Value::Int),
                    UnaryOp::UAdd => Value::Int(number),
                    _ => Value::Int(!number),
                }
            }
        })
    }

    /// The key of a dictionary; stops where equality is not known here.
    pub fn key(&mut self, value: &Value) -> R<Key> {
        Ok(match value {
            Value::None => Key::None,
            Value::Bool(value) => Key::Int(i64::from(*value)),
            Value::Int(value) => Key::Int(*value),
            Value::Float(value) if value.fract() == 0.0 && value.abs() < 9e15 => Key::Int(*value as i64),
            Value::Float(value) => Key::Float(value.to_bits()),
            Value::Str(text) => Key::Str(text.clone()),
            Value::Outside(path) if !path.contains('.') => Key::Outside(path.clone()),
            Value::Some(_) | Value::Unknown | Value::Outside(_) => return Err(Halt::Stop),
            Value::Object(id) => match &self.object(*id).kind {
                Kind::Tuple(items) => {
                    let items = items.clone();
                    Key::Tuple(items.iter().map(|item| self.key(item)).collect::<R<Vec<Key>>>()?)
                }
                Kind::Instance { .. } => {
                    for name in ["__eq__", "__hash__"] {
                        if self.special(value, name)?.is_some() {
                            return Err(Halt::Stop);
                        }
                    }
                    if let Some(key) = self.record_key(value)? {
                        return Ok(key);
                    }
                    Key::Object(*id)
                }
                Kind::Function(_) | Kind::Class(_) => Key::Object(*id),
                Kind::List(_) | Kind::Dict(_) | Kind::Set(_) => {
                    let name = self.type_name(value).unwrap_or_default();
                    return self.raise("TypeError", format!("unhashable type: '{name}'"));
                }
                _ => return Err(Halt::Stop),
            },
        })
    }

    pub fn put(&mut self, items: &mut Dict, key: Value, value: Value) -> R<()> {
        let place = self.key(&key)?;
        items.entry(place).and_modify(|(_, old)| *old = value.clone()).or_insert((key, value));
        Ok(())
    }
}
