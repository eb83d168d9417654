//! Iteration: over containers as they are at each step, iterators, generators.
//!
//! A generator hands its items to a consumer while it runs; `suspended.rs` has those that are asked for single items.

use std::rc::Rc;

use crate::replay::machine::{Context, Machine};
use crate::replay::operator::range_length;
use crate::replay::value::{Entries, Halt, Id, Key, Kind, R, Source, Value};
use crate::text::Span;

impl Source {
    pub fn type_name(&self) -> Option<&'static str> {
        Some(match self {
            Source::Range(..) => "range_iterator",
            Source::Enumerate(..) => "enumerate",
            Source::Zip(_) => "zip",
            Source::Map(..) => "map",
            Source::Filter(..) => "filter",
            Source::Entries(entries, _) => match entries.which {
                "keys" => return None,
                "values" => "dict_valueiterator",
                _ => "dict_itemiterator",
            },
            _ => return None,
        })
    }
}

impl<'a> Machine<'a> {
    /// Gives each item to `each`, in order.
    pub fn each(
        &mut self,
        iterable: &Value,
        each: &mut dyn FnMut(&mut Machine<'a>, Value) -> R<()>,
    ) -> R<()> {
        match self.kind(iterable) {
            Some(Kind::Generator { .. } | Kind::Lazy { .. }) => return self.run_generator(iterable, each),
            Some(Kind::Iterator(Source::Enumerate(inner, from))) if self.is_generator(*inner) => {
                let (inner, mut index) = (Value::Object(*inner), *from);
                return self.each(&inner, &mut |machine, item| {
                    let pair = machine.make(Kind::Tuple(vec![Value::Int(index), item]), None);
                    index += 1;
                    each(machine, pair)
                });
            }
            Some(Kind::Iterator(Source::Map(function, inner))) => {
                if let [inner] = inner.as_slice()
                    && self.is_generator(*inner)
                {
                    let (function, inner) = (function.clone(), Value::Object(*inner));
                    return self.each(&inner, &mut |machine, item| {
                        let value = machine.call_value(&function, vec![item], Vec::new(), Span::default())?;
                        each(machine, value)
                    });
                }
            }
            _ => {}
        }
        let iterator = self.iterator(iterable)?;
        while let Some(item) = self.next(&iterator)? {
            self.spend_more(1)?;
            each(self, item)?;
        }
        Ok(())
    }

    fn is_generator(&self, id: Id) -> bool {
        matches!(self.object(id).kind, Kind::Generator { .. } | Kind::Lazy { .. })
    }

    fn run_generator(
        &mut self,
        generator: &Value,
        each: &mut dyn FnMut(&mut Machine<'a>, Value) -> R<()>,
    ) -> R<()> {
        let Value::Object(id) = generator else { return Err(Halt::Stop) };
        // It can be run once.
        let span = self.object(*id).span;
        let kind = std::mem::replace(&mut self.object_mut(*id).kind, Kind::Closed("generator"));
        match kind {
            Kind::Generator { function, env } => {
                let Kind::Function(found) = &self.object(function).kind else { return Err(Halt::Stop) };
                let scope = found.scope;
                self.enter(scope, env, span)?;
                let frame = self.frames.last().copied().ok_or(Halt::Stop)?;
                let mut consumer = |machine: &mut Machine<'a>, item: Value| {
                    // While the item is looked at, the generator is not on the stack.
                    machine.frames.pop();
                    let depth = machine.frames.len();
                    match each(machine, item) {
                        Ok(()) => {}
                        Err(halt @ (Halt::Stop | Halt::Reached)) => return Err(halt),
                        Err(halt) => return Err(Halt::Through(Box::new(halt))),
                    }
                    machine.frames.truncate(depth);
                    machine.frames.push(frame);
                    Ok(())
                };
                match self.run_function(function, env, Some(&mut consumer)) {
                    Ok(_) => {
                        self.frames.pop();
                        // It has no more items.
                        self.object_mut(*id).kind = Kind::Suspended(Box::default());
                        Ok(())
                    }
                    Err(Halt::Through(halt)) => Err(*halt),
                    Err(halt) => {
                        if !matches!(halt, Halt::Stop | Halt::Reached) {
                            self.frames.pop();
                        }
                        Err(halt)
                    }
                }
            }
            Kind::Lazy { node, shift, env, first, .. } => {
                let mut f = self.context(env, shift);
                self.rounds(&mut f, &node.generators, Some(first), &mut |machine, f| {
                    let item = machine.eval(f, &node.elt)?;
                    each(machine, item)
                })
            }
            _ => Err(Halt::Stop),
        }
    }

    /// What a generator yields.
    pub fn hand_on(&mut self, f: &mut Context<'_, 'a>, item: Value) -> R<()> {
        match &mut f.consumer {
            Some(consumer) => consumer(self, item),
            None => Err(Halt::Stop),
        }
    }

    /// The iterator of a value, as `iter` gives it.
    pub fn iterator(&mut self, iterable: &Value) -> R<Value> {
        if self.is_tainted(iterable) {
            return Err(Halt::Stop);
        }
        let source = match iterable {
            Value::Str(text) => {
                let letters: Rc<[Value]> =
                    text.chars().map(|letter| Value::text(letter.to_string())).collect();
                Source::Fixed(letters, 0)
            }
            Value::Object(id) => match &self.object(*id).kind {
                Kind::List(_) | Kind::Tuple(_) => Source::Items(*id, 0),
                Kind::Range(start, stop, step) => Source::Range(*start, *stop, *step),
                Kind::Dict(_) => self.entries(*id, "keys")?,
                Kind::View { dict, which } => self.entries(*dict, which)?,
                // In which order is not known.
                Kind::Set(items) if items.len() <= 1 => self.entries(*id, "keys")?,
                Kind::Iterator(_) | Kind::Generator { .. } | Kind::Lazy { .. } | Kind::Suspended(_) => {
                    return Ok(iterable.clone());
                }
                Kind::Class(_) if self.is_enum(*id) => Source::Fixed(self.each_member(*id).into(), 0),
                Kind::Instance { .. } => {
                    let Some(method) = self.special(iterable, "__iter__")? else { return Err(Halt::Stop) };
                    let found = self.call_value(&method, Vec::new(), Vec::new(), Span::default())?;
                    match self.kind(&found) {
                        Some(Kind::Instance { .. }) => Source::Own(found),
                        _ => return self.iterator(&found),
                    }
                }
                _ => return Err(Halt::Stop),
            },
            Value::None | Value::Int(_) | Value::Float(_) | Value::Bool(_) => {
                let name = iterable.scalar_type().unwrap_or_default();
                return self.raise("TypeError", format!("'{name}' object is not iterable"));
            }
            _ => return Err(Halt::Stop),
        };
        Ok(self.make(Kind::Iterator(source), None))
    }

    fn entries(&self, container: Id, which: &'static str) -> R<Source> {
        let keys: Vec<Key> = match &self.object(container).kind {
            _ if self.object(container).tainted => return Err(Halt::Stop),
            Kind::Dict(items) => items.keys().cloned().collect(),
            Kind::Set(items) => items.keys().cloned().collect(),
            _ => return Err(Halt::Stop),
        };
        Ok(Source::Entries(Rc::new(Entries { container, which, keys }), 0))
    }

    /// The next entry, with the value that it has now; a `RuntimeError` where there are more or fewer than at the start.
    fn next_entry(&mut self, entries: &Entries, at: usize) -> R<Option<Value>> {
        let object = self.object(entries.container);
        if object.tainted {
            return Err(Halt::Stop);
        }
        let (kind, count, now, item) = match &object.kind {
            Kind::Dict(items) => {
                let now = items.get_index(at);
                ("dictionary", items.len(), now.map(|(key, _)| key), now.map(|(_, pair)| pair.clone()))
            }
            Kind::Set(items) => {
                let now = items.get_index(at);
                let item = now.map(|(_, item)| (item.clone(), Value::None));
                ("Set", items.len(), now.map(|(key, _)| key), item)
            }
            _ => return Err(Halt::Stop),
        };
        if count != entries.keys.len() {
            return self.raise("RuntimeError", format!("{kind} changed size during iteration"));
        }
        // Others in the place of some: where they come depends on how they are kept.
        let is_last_there = at == 0 || self.key_at(entries.container, at - 1) == entries.keys.get(at - 1);
        if now != entries.keys.get(at) || !is_last_there {
            return Err(Halt::Stop);
        }
        let Some((key, value)) = item else { return Ok(None) };
        Ok(Some(match entries.which {
            "keys" => key,
            "values" => value,
            _ => self.make(Kind::Tuple(vec![key, value]), None),
        }))
    }

    fn key_at(&self, container: Id, at: usize) -> Option<&Key> {
        match &self.object(container).kind {
            Kind::Dict(items) => items.get_index(at).map(|(key, _)| key),
            Kind::Set(items) => items.get_index(at).map(|(key, _)| key),
            _ => None,
        }
    }

    /// The next item; `None` at the end.
    pub fn next(&mut self, iterator: &Value) -> R<Option<Value>> {
        let Value::Object(id) = iterator else { return Err(Halt::Stop) };
        if matches!(self.object(*id).kind, Kind::Generator { .. } | Kind::Lazy { .. } | Kind::Suspended(_)) {
            return self.resume(*id, Value::None);
        }
        let Kind::Iterator(source) = &mut self.object_mut(*id).kind else { return Err(Halt::Stop) };
        let found = match source {
            Source::Fixed(items, at) => {
                let found = items.get(*at).cloned();
                *at += 1;
                return Ok(found);
            }
            Source::Range(start, stop, step) => {
                if range_length(*start, *stop, *step) == 0 {
                    return Ok(None);
                }
                let found = *start;
                *start = start.checked_add(*step).ok_or(Halt::Stop)?;
                return Ok(Some(Value::Int(found)));
            }
            Source::Items(container, at) => {
                let (container, index) = (*container, *at);
                if self.object(container).tainted {
                    return Err(Halt::Stop);
                }
                let found = match &self.object(container).kind {
                    Kind::List(items) | Kind::Tuple(items) => items.get(index).cloned(),
                    _ => return Err(Halt::Stop),
                };
                // At its end it stays there, whatever is appended.
                let next = if found.is_some() { index + 1 } else { usize::MAX };
                self.object_mut(*id).kind = Kind::Iterator(Source::Items(container, next));
                return Ok(found);
            }
            Source::Entries(entries, at) => {
                let (entries, index) = (entries.clone(), *at);
                if index == usize::MAX {
                    return Ok(None);
                }
                let found = self.next_entry(&entries, index)?;
                let next = if found.is_some() { index + 1 } else { usize::MAX };
                self.object_mut(*id).kind = Kind::Iterator(Source::Entries(entries, next));
                return Ok(found);
            }
            Source::Reversed(container, left) => {
                let Some(index) = left.checked_sub(1) else { return Ok(None) };
                *left = index;
                let container = *container;
                return match &self.object(container).kind {
                    Kind::List(items) | Kind::Tuple(items) => Ok(items.get(index).cloned()),
                    _ => Err(Halt::Stop),
                };
            }
            Source::Enumerate(inner, index) => {
                let (inner, number) = (Value::Object(*inner), *index);
                *index += 1;
                let item = self.next(&inner)?;
                return Ok(item.map(|item| self.make(Kind::Tuple(vec![Value::Int(number), item]), None)));
            }
            other => other.clone(),
        };
        match found {
            Source::Zip(inner) => {
                let mut items = Vec::with_capacity(inner.len());
                for inner in inner {
                    match self.next(&Value::Object(inner))? {
                        Some(item) => items.push(item),
                        None => return Ok(None),
                    }
                }
                if items.is_empty() {
                    return Ok(None);
                }
                Ok(Some(self.make(Kind::Tuple(items), None)))
            }
            Source::Map(function, inner) => {
                let mut items = Vec::with_capacity(inner.len());
                for inner in inner {
                    match self.next(&Value::Object(inner))? {
                        Some(item) => items.push(item),
                        None => return Ok(None),
                    }
                }
                self.call_value(&function, items, Vec::new(), Span::default()).map(Some)
            }
            Source::Filter(function, inner) => {
                while let Some(item) = self.next(&Value::Object(inner))? {
                    self.spend_more(1)?;
                    let verdict = match function {
                        Value::None => item.clone(),
                        _ => self.call_value(&function, vec![item.clone()], Vec::new(), Span::default())?,
                    };
                    if self.truth(&verdict)?.ok_or(Halt::Stop)? {
                        return Ok(Some(item));
                    }
                }
                Ok(None)
            }
            Source::Own(value) => {
                let method = self.special(&value, "__next__")?.ok_or(Halt::Stop)?;
                let depth = self.frames.len();
                match self.call_value(&method, Vec::new(), Vec::new(), Span::default()) {
                    Ok(item) => Ok(Some(item)),
                    Err(Halt::Raise(exception)) => {
                        self.frames.truncate(depth);
                        match self.exception_class(&exception) {
                            Some(class) if &*class == "StopIteration" => Ok(None),
                            _ => Err(Halt::Raise(exception)),
                        }
                    }
                    Err(halt) => Err(halt),
                }
            }
            _ => Err(Halt::Stop),
        }
    }

    /// All items, as `list`, `sorted` and their like take them: these ask an instance for its length first.
    pub fn collect_sized(&mut self, iterable: &Value) -> R<Vec<Value>> {
        if !matches!(self.kind(iterable), Some(Kind::Instance { .. })) {
            return self.collect(iterable);
        }
        let iterator = self.iterator(iterable)?;
        if let Some(length) = self.special(iterable, "__len__")? {
            match self.call_value(&length, Vec::new(), Vec::new(), Span::default()) {
                Ok(Value::Int(0..)) => {}
                Err(halt @ Halt::Reached) => return Err(halt),
                _ => return Err(Halt::Stop),
            }
        } else if self.special(iterable, "__length_hint__")?.is_some() {
            return Err(Halt::Stop);
        }
        self.collect(&iterator)
    }

    /// Appends all items to a list; what code of the file yields comes into it one by one.
    pub fn extend(&mut self, list: Id, more: &Value) -> R<()> {
        let is_lazy = matches!(
            self.kind(more),
            Some(Kind::Generator { .. } | Kind::Lazy { .. } | Kind::Suspended(_) | Kind::Iterator(_))
        );
        if !is_lazy {
            let more = self.collect_sized(more)?;
            let Kind::List(items) = &mut self.object_mut(list).kind else { return Err(Halt::Stop) };
            items.extend(more);
            return Ok(());
        }
        self.each(more, &mut |machine, item| {
            let Kind::List(items) = &mut machine.object_mut(list).kind else { return Err(Halt::Stop) };
            items.push(item);
            Ok(())
        })
    }

    /// All items, one after the other.
    pub fn collect(&mut self, iterable: &Value) -> R<Vec<Value>> {
        let mut items = Vec::new();
        if let Some(Kind::List(found) | Kind::Tuple(found)) = self.kind(iterable)
            && !self.is_tainted(iterable)
        {
            items.clone_from(found);
            self.spend_more(items.len())?;
            return Ok(items);
        }
        self.each(iterable, &mut |_, item| {
            items.push(item);
            Ok(())
        })?;
        Ok(items)
    }
}
