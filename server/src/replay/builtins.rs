//! Functions and classes of Python and of its library.

use std::rc::Rc;

use crate::replay::call::Keywords;
use crate::replay::class::is_exception;
use crate::replay::machine::Machine;
use crate::replay::operator::range_length;
use crate::replay::text;
use crate::replay::value::{Dict, Fast, Halt, Kind, R, Source, Value};
use crate::text::Span;

impl<'a> Machine<'a> {
    pub fn call_outside(&mut self, path: &str, args: Vec<Value>, keywords: Keywords, span: Span) -> R<Value> {
        if path.contains('.') {
            return self.call_library(path, &args, &keywords, span);
        }
        if is_exception(path) && keywords.is_empty() {
            return Ok(self.make(Kind::Exception { class: path.into(), args }, Some(span)));
        }
        match path {
            "print" => {
                for arg in &args {
                    self.str(arg)?;
                }
                if keywords.iter().any(|(name, _)| name == "file") {
                    return Err(Halt::Stop);
                }
                Ok(Value::None)
            }
            "sorted" => {
                let Some(from) = args.first() else { return Err(Halt::Stop) };
                let items = match self.members(from) {
                    // Equal ones would keep an order that is not known.
                    Some(members) if keywords.is_empty() => members,
                    Some(_) => return Err(Halt::Stop),
                    None => self.collect_sized(from)?,
                };
                let items = self.sorted(items, &keywords)?;
                Ok(self.make(Kind::List(items), Some(span)))
            }
            "min" | "max" => self.extreme(path, args, &keywords),
            "dict" => {
                let mut items = Dict::default();
                if let [from] = args.as_slice() {
                    match self.kind(from) {
                        Some(Kind::Dict(found)) if !self.is_tainted(from) => items = found.clone(),
                        _ => {
                            for pair in self.collect(from)? {
                                let pair = self.collect(&pair)?;
                                let [key, value] = pair.as_slice() else { return Err(Halt::Stop) };
                                self.put(&mut items, key.clone(), value.clone())?;
                            }
                        }
                    }
                }
                for (name, value) in keywords {
                    self.put(&mut items, Value::text(&name), value)?;
                }
                Ok(self.make(Kind::Dict(items), Some(span)))
            }
            "enumerate" => {
                let Some((from, rest)) = args.split_first() else { return Err(Halt::Stop) };
                let start = rest.first().or(keywords.first().map(|(_, value)| value));
                let start = start.map_or(Some(0), Value::int).ok_or(Halt::Stop)?;
                let Value::Object(inner) = self.lazily(from)? else { return Err(Halt::Stop) };
                Ok(self.make(Kind::Iterator(Source::Enumerate(inner, start)), Some(span)))
            }
            "input" => {
                self.may_raise()?;
                Ok(Value::Some("str"))
            }
            "open" => {
                self.may_raise()?;
                Ok(Value::Unknown)
            }
            "sum" if keywords.is_empty() => self.sum(&args),
            "zip" if keywords.is_empty() => {
                let inner = self.iterators(&args)?;
                Ok(self.make(Kind::Iterator(Source::Zip(inner)), Some(span)))
            }
            _ if keywords.is_empty() => self.call_builtin(path, &args, span),
            _ => Err(Halt::Stop),
        }
    }

    fn call_builtin(&mut self, path: &str, args: &[Value], span: Span) -> R<Value> {
        Ok(match (path, args) {
            ("len", [of]) => self.len(of)?,
            ("range", _) => {
                let numbers: Option<Vec<i64>> = args.iter().map(Value::int).collect();
                let (start, stop, step) = match numbers.ok_or(Halt::Stop)?.as_slice() {
                    [stop] => (0, *stop, 1),
                    [start, stop] => (*start, *stop, 1),
                    [start, stop, step] if *step != 0 => (*start, *stop, *step),
                    _ => return Err(Halt::Stop),
                };
                self.make(Kind::Range(start, stop, step), Some(span))
            }
            ("list", []) => self.make(Kind::List(Vec::new()), Some(span)),
            ("list", [from]) => {
                let items = self.collect_sized(from)?;
                self.make(Kind::List(items), Some(span))
            }
            ("tuple", []) => self.make(Kind::Tuple(Vec::new()), Some(span)),
            ("tuple", [from]) => {
                if matches!(self.kind(from), Some(Kind::Tuple(_))) {
                    return Ok(from.clone());
                }
                let items = self.collect_sized(from)?;
                self.make(Kind::Tuple(items), Some(span))
            }
            ("set", []) => self.make(Kind::Set(Fast::default()), Some(span)),
            ("set", [from]) => {
                let items = match self.members(from) {
                    Some(members) => members,
                    None => self.collect(from)?,
                };
                let set = self.set_of(items)?;
                self.make(Kind::Set(set), Some(span))
            }
            ("str", []) => Value::text(""),
            ("str", [of]) => self.str(of)?.map_or(Value::Some("str"), Value::text),
            ("repr" | "ascii", [of]) => {
                self.repr(of)?.filter(|_| path == "repr").map_or(Value::Some("str"), Value::text)
            }
            ("int", []) => Value::Int(0),
            ("int", [of]) => match of {
                Value::Float(value) if value.abs() < 9e15 => Value::Int(*value as i64),
                Value::Str(spelt) => match text::int(spelt) {
                    Some(value) => Value::Int(value),
                    None if spelt.bytes().all(|c| c.is_ascii_alphabetic() || c == b' ') => {
                        return self.raise(
                            "ValueError",
                            format!("invalid literal for int() with base 10: '{spelt}'"),
                        );
                    }
                    None => return Err(Halt::Stop),
                },
                Value::Some(_) => {
                    self.may_raise()?;
                    Value::Some("int")
                }
                Value::None => return self.raise_unworded("TypeError"),
                of => of.int().map(Value::Int).ok_or(Halt::Stop)?,
            },
            ("float", [of]) => match of {
                Value::Str(spelt) => match text::float(spelt) {
                    Some(value) => Value::Float(value),
                    None if !spelt.is_empty() && spelt.bytes().all(|c| matches!(c, b'b' | b'x' | b' ')) => {
                        return self.raise_unworded("ValueError");
                    }
                    None => return Err(Halt::Stop),
                },
                Value::Some(_) => {
                    self.may_raise()?;
                    Value::Some("float")
                }
                of => of.float().map(Value::Float).ok_or(Halt::Stop)?,
            },
            ("bool", []) => Value::Bool(false),
            ("bool", [of]) => self.truth(of)?.map_or(Value::Some("bool"), Value::Bool),
            ("abs", [of]) => match of {
                Value::Float(value) => Value::Float(value.abs()),
                Value::Some("int" | "float") => of.clone(),
                of => of.int().and_then(i64::checked_abs).map(Value::Int).ok_or(Halt::Stop)?,
            },
            ("round", [of]) => match of {
                Value::Float(value) if value.abs() < 9e15 => Value::Int(value.round_ties_even() as i64),
                of => of.int().map(Value::Int).ok_or(Halt::Stop)?,
            },
            ("round", [Value::Float(_) | Value::Some("float"), Value::Int(_)]) => Value::Some("float"),
            ("pow", [a, b]) => self.binary(rustpython_ast::Operator::Pow, a, b, span)?,
            ("divmod", [a, b]) => {
                let quotient = self.binary(rustpython_ast::Operator::FloorDiv, a, b, span)?;
                let rest = self.binary(rustpython_ast::Operator::Mod, a, b, span)?;
                self.make(Kind::Tuple(vec![quotient, rest]), Some(span))
            }
            ("ord", [Value::Str(letter)]) => match letter.chars().collect::<Vec<char>>().as_slice() {
                [letter] => Value::Int(i64::from(u32::from(*letter))),
                _ => return Err(Halt::Stop),
            },
            ("chr", [Value::Int(code)]) => {
                let letter = u32::try_from(*code).ok().and_then(char::from_u32).ok_or(Halt::Stop)?;
                Value::text(letter.to_string())
            }
            ("any" | "all", [of]) => {
                let ends_at = path == "any";
                let mut found = Value::Bool(!ends_at);
                let result = self.each(of, &mut |machine, item| {
                    if machine.truth(&item)?.ok_or(Halt::Stop)? == ends_at {
                        found = Value::Bool(ends_at);
                        return Err(Halt::Break);
                    }
                    Ok(())
                });
                match result {
                    Ok(()) | Err(Halt::Break) => found,
                    Err(halt) => return Err(halt),
                }
            }
            ("isinstance", [of, class]) => Value::Bool(self.is_instance(of, class)?),
            ("callable", [of]) => Value::Bool(match self.kind(of) {
                Some(
                    Kind::Function(_) | Kind::Class(_) | Kind::Method { .. } | Kind::BuiltinMethod { .. },
                ) => true,
                Some(Kind::Instance { .. }) => self.special(of, "__call__")?.is_some(),
                Some(_) => return Err(Halt::Stop),
                None if of.scalar_type().is_some() => false,
                None => return Err(Halt::Stop),
            }),
            ("type", [of]) => match of {
                Value::Object(id) => match &self.object(*id).kind {
                    Kind::Instance { class, .. } => Value::Object(*class),
                    _ => self.type_name(of).map_or(Value::Unknown, Value::Outside),
                },
                of => of.scalar_type().map_or(Value::Unknown, |name| Value::Outside(name.into())),
            },
            ("id" | "hash", [of]) => match of {
                Value::Object(_) if path == "hash" => return Err(Halt::Stop),
                _ => Value::Some("int"),
            },
            ("reversed", [of]) => {
                let Value::Object(id) = of else { return Err(Halt::Stop) };
                match &self.object(*id).kind {
                    Kind::List(items) | Kind::Tuple(items) => {
                        let source = Source::Reversed(*id, items.len());
                        self.make(Kind::Iterator(source), Some(span))
                    }
                    Kind::Range(start, stop, step) => {
                        let count = range_length(*start, *stop, *step);
                        let last = start + (count - 1) * step;
                        let source = Source::Range(last, start - step, -step);
                        self.make(Kind::Iterator(source), Some(span))
                    }
                    _ => return Err(Halt::Stop),
                }
            }
            ("map", [function, rest @ ..]) if !rest.is_empty() => {
                let inner = match rest {
                    [one] => match self.lazily(one)? {
                        Value::Object(id) => vec![id],
                        _ => return Err(Halt::Stop),
                    },
                    rest => self.iterators(rest)?,
                };
                self.make(Kind::Iterator(Source::Map(function.clone(), inner)), Some(span))
            }
            ("filter", [function, from]) => {
                let Value::Object(inner) = self.iterator(from)? else { return Err(Halt::Stop) };
                self.make(Kind::Iterator(Source::Filter(function.clone(), inner)), Some(span))
            }
            ("iter", [from]) => self.iterator(from)?,
            ("next", [iterator] | [iterator, _]) => {
                if matches!(self.kind(iterator), Some(Kind::Instance { .. })) {
                    let method = self.special(iterator, "__next__")?.ok_or(Halt::Stop)?;
                    return self.call_value(&method, Vec::new(), Vec::new(), span);
                }
                match (self.next(iterator)?, args.get(1)) {
                    (Some(item), _) => item,
                    (None, Some(default)) => default.clone(),
                    // The error would bring the generator's result.
                    (None, None) if matches!(self.kind(iterator), Some(Kind::Suspended(state)) if state.has_result) =>
                    {
                        return Err(Halt::Stop);
                    }
                    (None, None) => {
                        let made = Kind::Exception { class: "StopIteration".into(), args: Vec::new() };
                        return Err(Halt::Raise(self.make(made, None)));
                    }
                }
            }
            ("hasattr", [of, Value::Str(name)]) if matches!(self.kind(of), Some(Kind::Instance { .. })) => {
                let depth = self.frames.len();
                match self.get_attribute(of, &rustpython_ast::name::Name::new(&**name)) {
                    Ok(_) => Value::Bool(true),
                    Err(Halt::Raise(error)) => match self.exception_class(&error) {
                        Some(class) if &*class == "AttributeError" => {
                            self.frames.truncate(depth);
                            Value::Bool(false)
                        }
                        _ => return Err(Halt::Raise(error)),
                    },
                    Err(halt) => return Err(halt),
                }
            }
            ("getattr", [of, Value::Str(name)]) if matches!(self.kind(of), Some(Kind::Instance { .. })) => {
                self.get_attribute(of, &rustpython_ast::name::Name::new(&**name))?
            }
            ("setattr", [of, Value::Str(name), value])
                if matches!(self.kind(of), Some(Kind::Instance { .. })) =>
            {
                self.set_attribute(of, &rustpython_ast::name::Name::new(&**name), value.clone())?;
                Value::None
            }
            ("object", []) => self.make(Kind::Closed("object"), Some(span)),
            _ => return Err(Halt::Stop),
        })
    }

    fn len(&mut self, of: &Value) -> R<Value> {
        let count = match of {
            Value::Str(text) => text.chars().count(),
            Value::Unknown | Value::Some("str" | "bytes") => {
                self.may_raise()?;
                return Ok(Value::Some("int"));
            }
            _ if self.is_tainted(of) => return Ok(Value::Some("int")),
            _ => match self.kind(of) {
                Some(Kind::List(items) | Kind::Tuple(items)) => items.len(),
                Some(Kind::Dict(items)) => items.len(),
                Some(Kind::Set(items)) => items.len(),
                Some(Kind::Range(start, stop, step)) => {
                    return Ok(Value::Int(range_length(*start, *stop, *step)));
                }
                Some(Kind::View { dict, .. }) => match &self.object(*dict).kind {
                    Kind::Dict(items) => items.len(),
                    _ => return Err(Halt::Stop),
                },
                Some(Kind::Class(class)) if class.members.is_some() => {
                    let Value::Object(id) = of else { return Err(Halt::Stop) };
                    self.each_member(*id).len()
                }
                Some(Kind::Instance { .. }) => {
                    let method = self.special(of, "__len__")?.ok_or(Halt::Stop)?;
                    return self.call_value(&method, Vec::new(), Vec::new(), Span::default());
                }
                _ => return Err(Halt::Stop),
            },
        };
        Ok(Value::Int(count as i64))
    }

    /// An iterator, or the generator itself, which cannot be asked for one item at a time.
    fn lazily(&mut self, from: &Value) -> R<Value> {
        match self.kind(from) {
            Some(Kind::Generator { .. } | Kind::Lazy { .. }) => Ok(from.clone()),
            _ => self.iterator(from),
        }
    }

    fn iterators(&mut self, from: &[Value]) -> R<Vec<u32>> {
        from.iter()
            .map(|from| match self.iterator(from)? {
                Value::Object(id) => Ok(id),
                _ => Err(Halt::Stop),
            })
            .collect()
    }

    fn sum(&mut self, args: &[Value]) -> R<Value> {
        let (from, start) = match args {
            [from] => (from, Value::Int(0)),
            [from, start] => (from, start.clone()),
            _ => return Err(Halt::Stop),
        };
        let items = match self.members(from) {
            Some(members) => members,
            None => self.collect(from)?,
        };
        // Python 3.12 adds floats more exactly than those before.
        if items.iter().chain([&start]).any(|item| item.scalar_type() == Some("float")) {
            let all = items
                .iter()
                .chain([&start])
                .all(|item| matches!(item.scalar_type(), Some("float" | "int" | "bool")));
            return if all { Ok(Value::Some("float")) } else { Err(Halt::Stop) };
        }
        let mut total = start;
        for item in &items {
            total = self.binary(rustpython_ast::Operator::Add, &total, item, Span::default())?;
        }
        Ok(total)
    }

    fn extreme(&mut self, path: &str, args: Vec<Value>, keywords: &Keywords) -> R<Value> {
        let mut key = Value::None;
        let mut default = None;
        for (name, value) in keywords {
            match name.as_str() {
                "key" => key = value.clone(),
                "default" => default = Some(value.clone()),
                _ => return Err(Halt::Stop),
            }
        }
        let items = match args.as_slice() {
            [from] => match self.members(from) {
                Some(members) if keywords.is_empty() => members,
                Some(_) => return Err(Halt::Stop),
                None => self.collect(from)?,
            },
            _ => args,
        };
        let mut best: Option<(Value, Value)> = None;
        for item in items {
            let by = match &key {
                Value::None => item.clone(),
                key => self.call_value(key, vec![item.clone()], Vec::new(), Span::default())?,
            };
            let is_better = match &best {
                None => true,
                Some((known, _)) => {
                    let order = self.order(&by, known)?.flatten().ok_or(Halt::Stop)?;
                    if path == "max" { order.is_gt() } else { order.is_lt() }
                }
            };
            if is_better {
                best = Some((by, item));
            }
        }
        match (best, default) {
            (Some((_, item)), _) => Ok(item),
            (None, Some(default)) => Ok(default),
            (None, None) => self.raise_unworded("ValueError"),
        }
    }

    /// A function of a module.
    fn call_library(&mut self, path: &str, args: &[Value], keywords: &Keywords, span: Span) -> R<Value> {
        if let ("dataclasses.replace", [of]) = (path, args) {
            return self.replaced(of, keywords.clone(), span);
        }
        if path == "dataclasses.field" && args.is_empty() {
            return self.make_field(keywords.clone(), span);
        }
        if !keywords.is_empty() {
            return self.call_unknown(args, keywords);
        }
        Ok(match (path, args) {
            ("sys.setrecursionlimit", [Value::Int(limit)]) => {
                self.limit = usize::try_from(*limit).map_err(|_| Halt::Stop)?;
                Value::None
            }
            ("functools.wraps", [of]) if matches!(self.kind(of), Some(Kind::Function(_))) => {
                let name = rustpython_ast::name::Name::new_static("__name__");
                match self.get_attribute(of, &name)? {
                    Value::Str(called) => self.make(Kind::Wraps(called), Some(span)),
                    _ => return Err(Halt::Stop),
                }
            }
            ("dataclasses.asdict", [of]) => self.as_dict(of, span, 0)?,
            ("enum.auto", []) => self.auto()?,
            ("sys.getrecursionlimit", []) => Value::Int(self.limit as i64),
            ("sys.getsizeof", [_]) | ("sys.getrefcount", [_]) | ("gc.collect", []) => Value::Some("int"),
            ("copy.copy" | "copy.deepcopy", [of]) => self.copied(of, path == "copy.deepcopy", span)?,
            ("math.sqrt", [of]) => match of.float() {
                Some(value) if value >= 0.0 => Value::Float(value.sqrt()),
                _ => return self.call_unknown(args, keywords),
            },
            ("math.floor" | "math.ceil", [Value::Float(value)]) if value.abs() < 9e15 => {
                Value::Int(if path == "math.floor" { value.floor() } else { value.ceil() } as i64)
            }
            ("time.time" | "time.perf_counter" | "time.monotonic" | "random.random", []) => {
                Value::Some("float")
            }
            ("time.sleep", [_]) => Value::None,
            ("random.randint", [Value::Int(_), Value::Int(_)]) => {
                self.may_raise()?;
                Value::Some("int")
            }
            ("dict.fromkeys", [from] | [from, _]) => {
                let value = args.get(1).cloned().unwrap_or(Value::None);
                let mut items = Dict::default();
                for key in self.collect(from)? {
                    self.put(&mut items, key, value.clone())?;
                }
                self.make(Kind::Dict(items), Some(span))
            }
            ("object.__init__", [_]) => Value::None,
            (path, [receiver, rest @ ..]) if is_method(path) => {
                // `list.append(xs, 1)`.
                let name = path.rsplit('.').next().unwrap_or_default();
                let fits =
                    self.type_name(receiver).is_some_and(|own: Rc<str>| path.starts_with(&format!("{own}.")));
                if !fits {
                    return Err(Halt::Stop);
                }
                let name = rustpython_ast::name::Name::new(name);
                return self.call_method(receiver, &name, rest.to_vec(), Vec::new(), span);
            }
            // Their methods call the file's own code.
            _ if path.starts_with("threading.")
                || path.starts_with("atexit.")
                || path.starts_with("signal.") =>
            {
                return Err(Halt::Stop);
            }
            _ => return self.call_unknown(args, keywords),
        })
    }
}

fn is_method(path: &str) -> bool {
    ["list.", "dict.", "set.", "str."].iter().any(|type_| path.starts_with(type_))
}
