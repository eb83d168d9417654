//! Items of containers, and the methods of lists, dictionaries and sets.

use rustpython_ast::name::Name;

use crate::replay::call::Keywords;
use crate::replay::machine::Machine;
use crate::replay::value::{Dict, Halt, Id, Kind, R, Value};
use crate::text::Span;

impl<'a> Machine<'a> {
    /// An index from the front or the back; `None` where there is no such item.
    fn index(index: &Value, length: usize) -> R<Option<usize>> {
        let index = index.int().ok_or(Halt::Stop)?;
        let length = i64::try_from(length).map_err(|_| Halt::Stop)?;
        let at = if index < 0 { index + length } else { index };
        Ok(usize::try_from(at).ok().filter(|_| at < length))
    }

    /// The indices that a slice takes.
    fn indices(&self, slice: &Value, length: usize) -> R<Vec<usize>> {
        let Some(Kind::Slice(lower, upper, step)) = self.kind(slice) else { return Err(Halt::Stop) };
        let number = |value: &Value| match value {
            Value::None => Ok(None),
            value => value.int().map(Some).ok_or(Halt::Stop),
        };
        let step = number(step)?.unwrap_or(1);
        let length = i64::try_from(length).map_err(|_| Halt::Stop)?;
        if step == 0 {
            return Err(Halt::Stop);
        }
        let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
        let clamp =
            |value: i64| (if value < 0 { value.saturating_add(length) } else { value }).clamp(low, high);
        let (first, last) = if step > 0 { (low, high) } else { (high, low) };
        let start = number(lower)?.map_or(first, clamp);
        let stop = number(upper)?.map_or(last, clamp);
        let mut found = Vec::new();
        let mut at = start;
        while if step > 0 { at < stop } else { at > stop } {
            found.push(usize::try_from(at).map_err(|_| Halt::Stop)?);
            at = at.saturating_add(step);
        }
        Ok(found)
    }

    pub fn get_item(&mut self, object: &Value, index: &Value, span: Span) -> R<Value> {
        let is_slice = matches!(self.kind(index), Some(Kind::Slice(..)));
        if self.is_tainted(object) {
            self.may_raise()?;
            return Ok(Value::Unknown);
        }
        match object {
            Value::Str(text) => {
                let letters: Vec<char> = text.chars().collect();
                if is_slice {
                    let taken = self.indices(index, letters.len())?;
                    let part: String = taken.into_iter().map(|at| letters[at]).collect();
                    return Ok(Value::text(part));
                }
                match Self::index(index, letters.len())? {
                    Some(at) => Ok(Value::text(letters[at].to_string())),
                    None => self.raise("IndexError", "string index out of range"),
                }
            }
            // `list[int]`: an alias of a type.
            Value::Outside(_) => Ok(Value::Unknown),
            Value::Unknown => {
                self.may_raise()?;
                self.leak(index)?;
                Ok(Value::Unknown)
            }
            Value::Some("str") => {
                self.may_raise()?;
                Ok(Value::Some("str"))
            }
            Value::Object(id) => match &self.object(*id).kind {
                Kind::List(items) | Kind::Tuple(items) => {
                    if is_slice {
                        let taken = self.indices(index, items.len())?;
                        let part: Vec<Value> = taken.into_iter().map(|at| items[at].clone()).collect();
                        self.spend_more(part.len())?;
                        let is_list = matches!(self.object(*id).kind, Kind::List(_));
                        if !is_list
                            && matches!(&self.object(*id).kind, Kind::Tuple(all) if all.len() == part.len())
                        {
                            return Ok(object.clone());
                        }
                        let kind = if is_list { Kind::List(part) } else { Kind::Tuple(part) };
                        return Ok(self.make(kind, Some(span)));
                    }
                    match Self::index(index, items.len())? {
                        Some(at) => Ok(items[at].clone()),
                        None => {
                            let name = self.type_name(object).unwrap_or_default();
                            self.raise("IndexError", format!("{name} index out of range"))
                        }
                    }
                }
                Kind::Dict(_) => {
                    let key = self.key(index)?;
                    let Kind::Dict(items) = &self.object(*id).kind else { return Err(Halt::Stop) };
                    match items.get(&key) {
                        Some((_, value)) => Ok(value.clone()),
                        None => {
                            let args = vec![index.clone()];
                            let made = self.make(Kind::Exception { class: "KeyError".into(), args }, None);
                            Err(Halt::Raise(made))
                        }
                    }
                }
                Kind::Range(start, stop, step) if !is_slice => {
                    let (start, step) = (*start, *step);
                    let length = super::operator::range_length(start, *stop, step);
                    match Self::index(index, usize::try_from(length).map_err(|_| Halt::Stop)?)? {
                        Some(at) => Ok(Value::Int(start + step * i64::try_from(at).map_err(|_| Halt::Stop)?)),
                        None => self.raise("IndexError", "range object index out of range"),
                    }
                }
                Kind::Class(_) if self.is_enum(*id) => self.member_of_name(*id, index),
                Kind::Instance { .. } => match self.special(object, "__getitem__")? {
                    Some(method) => self.call_value(&method, vec![index.clone()], Vec::new(), span),
                    None => Err(Halt::Stop),
                },
                _ => Err(Halt::Stop),
            },
            _ => Err(Halt::Stop),
        }
    }

    pub fn set_item(&mut self, object: &Value, index: &Value, value: Value) -> R<()> {
        if matches!(object, Value::Unknown | Value::Outside(_)) || self.is_tainted(object) {
            self.may_raise()?;
            self.leak(index)?;
            return self.leak(&value);
        }
        let Value::Object(id) = object else { return Err(Halt::Stop) };
        match &self.object(*id).kind {
            Kind::Tuple(_) => self.raise("TypeError", "'tuple' object does not support item assignment"),
            Kind::List(items) => {
                let length = items.len();
                if matches!(self.kind(index), Some(Kind::Slice(..))) {
                    return self.set_slice(*id, index, length, Some(&value));
                }
                let Some(at) = Self::index(index, length)? else {
                    return self.raise("IndexError", "list assignment index out of range");
                };
                let Kind::List(items) = &mut self.object_mut(*id).kind else { return Err(Halt::Stop) };
                items[at] = value;
                Ok(())
            }
            Kind::Dict(_) => {
                let key = self.key(index)?;
                let items = self.dict_mut(*id)?;
                items
                    .entry(key)
                    .and_modify(|(_, old)| *old = value.clone())
                    .or_insert((index.clone(), value));
                Ok(())
            }
            Kind::Instance { .. } => match self.special(object, "__setitem__")? {
                Some(method) => self
                    .call_value(&method, vec![index.clone(), value], Vec::new(), Span::default())
                    .map(drop),
                None => Err(Halt::Stop),
            },
            _ => Err(Halt::Stop),
        }
    }

    fn set_slice(&mut self, id: Id, slice: &Value, length: usize, value: Option<&Value>) -> R<()> {
        let Some(Kind::Slice(lower, upper, Value::None)) = self.kind(slice) else { return Err(Halt::Stop) };
        let clamp = |value: &Value, default: usize| match value {
            Value::None => Ok(default),
            value => {
                let value = value.int().ok_or(Halt::Stop)?;
                let length = i64::try_from(length).map_err(|_| Halt::Stop)?;
                let at = if value < 0 { value.saturating_add(length) } else { value };
                usize::try_from(at.clamp(0, length)).map_err(|_| Halt::Stop)
            }
        };
        let (start, stop) = (clamp(lower, 0)?, clamp(upper, length)?);
        let items = value.map_or(Ok(Vec::new()), |value| self.collect_sized(value))?;
        let Kind::List(list) = &mut self.object_mut(id).kind else { return Err(Halt::Stop) };
        list.splice(start..stop.max(start), items);
        Ok(())
    }

    pub fn delete_item(&mut self, object: &Value, index: &Value) -> R<()> {
        if self.is_tainted(object) || matches!(object, Value::Unknown) {
            return self.may_raise();
        }
        let Value::Object(id) = object else { return Err(Halt::Stop) };
        match &self.object(*id).kind {
            Kind::List(items) => {
                let length = items.len();
                if matches!(self.kind(index), Some(Kind::Slice(..))) {
                    return self.set_slice(*id, index, length, None);
                }
                let Some(at) = Self::index(index, length)? else {
                    return self.raise("IndexError", "list assignment index out of range");
                };
                let Kind::List(items) = &mut self.object_mut(*id).kind else { return Err(Halt::Stop) };
                items.remove(at);
                Ok(())
            }
            Kind::Dict(_) => {
                let key = self.key(index)?;
                if self.dict_mut(*id)?.shift_remove(&key).is_none() {
                    let args = vec![index.clone()];
                    let made = self.make(Kind::Exception { class: "KeyError".into(), args }, None);
                    return Err(Halt::Raise(made));
                }
                Ok(())
            }
            Kind::Instance { .. } => match self.special(object, "__delitem__")? {
                Some(method) => {
                    self.call_value(&method, vec![index.clone()], Vec::new(), Span::default()).map(drop)
                }
                None => Err(Halt::Stop),
            },
            _ => Err(Halt::Stop),
        }
    }

    fn dict_mut(&mut self, id: Id) -> R<&mut Dict> {
        match &mut self.object_mut(id).kind {
            Kind::Dict(items) => Ok(items),
            _ => Err(Halt::Stop),
        }
    }

    fn list_mut(&mut self, id: Id) -> R<&mut Vec<Value>> {
        match &mut self.object_mut(id).kind {
            Kind::List(items) => Ok(items),
            _ => Err(Halt::Stop),
        }
    }

    /// A method of a builtin type.
    pub fn call_method(
        &mut self,
        receiver: &Value,
        name: &Name,
        args: Vec<Value>,
        keywords: Keywords,
        span: Span,
    ) -> R<Value> {
        if let Some(type_) = receiver.scalar_type() {
            return self.call_scalar_method(receiver, type_, name, &args, &keywords, span);
        }
        if self.is_tainted(receiver) {
            return self.call_unknown(&args, &keywords);
        }
        let Value::Object(id) = receiver else { return Err(Halt::Stop) };
        match &self.object(*id).kind {
            Kind::List(_) => self.list_method(*id, name, &args, &keywords, span),
            Kind::Tuple(_) if keywords.is_empty() => self.sequence_method(*id, name, &args),
            Kind::Dict(_) if keywords.is_empty() || name == "update" => {
                self.dict_method(*id, name, &args, keywords, span)
            }
            Kind::Set(_) if keywords.is_empty() => self.set_method(*id, name, &args, span),
            Kind::Generator { .. } | Kind::Suspended(_) if keywords.is_empty() => {
                let sent = match (name.as_str(), args.as_slice()) {
                    ("send", [sent]) => sent.clone(),
                    ("__next__", []) => Value::None,
                    _ => return Err(Halt::Stop),
                };
                // What its end would bring is not known.
                self.resume(*id, sent)?.ok_or(Halt::Stop)
            }
            // `super().__init__(...)` of `object` and of exceptions.
            Kind::Instance { .. } if name == "__init__" => Ok(Value::None),
            _ => Err(Halt::Stop),
        }
    }

    fn sequence_method(&mut self, id: Id, name: &str, args: &[Value]) -> R<Value> {
        let (Kind::List(items) | Kind::Tuple(items)) = &self.object(id).kind else { return Err(Halt::Stop) };
        let [wanted] = args else { return Err(Halt::Stop) };
        let items = items.clone();
        let mut count = 0;
        for (index, item) in items.iter().enumerate() {
            self.spend_more(1)?;
            let is_same = matches!((item, wanted), (Value::Object(a), Value::Object(b)) if a == b);
            if is_same || self.equal(item, wanted)?.ok_or(Halt::Stop)? {
                if name == "index" {
                    return Ok(Value::Int(index as i64));
                }
                count += 1;
            }
        }
        match name {
            "count" => Ok(Value::Int(count)),
            "index" => self.raise_unworded("ValueError"),
            _ => Err(Halt::Stop),
        }
    }

    fn list_method(
        &mut self,
        id: Id,
        name: &str,
        args: &[Value],
        keywords: &Keywords,
        span: Span,
    ) -> R<Value> {
        if name == "sort" && args.is_empty() {
            let items = self.list_mut(id)?.clone();
            let sorted = self.sorted(items, keywords)?;
            *self.list_mut(id)? = sorted;
            return Ok(Value::None);
        }
        if !keywords.is_empty() {
            return Err(Halt::Stop);
        }
        match (name, args) {
            ("append", [item]) => self.list_mut(id)?.push(item.clone()),
            ("extend", [more]) => {
                self.extend(id, more)?;
            }
            ("insert", [index, item]) => {
                let at = index.int().ok_or(Halt::Stop)?;
                let items = self.list_mut(id)?;
                let length = items.len() as i64;
                let at = if at < 0 { at + length } else { at }.clamp(0, length);
                items.insert(usize::try_from(at).map_err(|_| Halt::Stop)?, item.clone());
            }
            ("pop", [] | [_]) => {
                let length = self.list_mut(id)?.len();
                let last = Value::Int(-1);
                return match Self::index(args.first().unwrap_or(&last), length)? {
                    Some(at) => Ok(self.list_mut(id)?.remove(at)),
                    None if length == 0 => self.raise("IndexError", "pop from empty list"),
                    None => self.raise("IndexError", "pop index out of range"),
                };
            }
            ("remove", [_]) => match self.sequence_method(id, "index", args)? {
                Value::Int(at) => _ = self.list_mut(id)?.remove(usize::try_from(at).map_err(|_| Halt::Stop)?),
                _ => return Err(Halt::Stop),
            },
            ("clear", []) => self.list_mut(id)?.clear(),
            ("reverse", []) => self.list_mut(id)?.reverse(),
            ("copy", []) => {
                let items = self.list_mut(id)?.clone();
                self.spend_more(items.len())?;
                return Ok(self.make(Kind::List(items), Some(span)));
            }
            ("index" | "count", [_]) => return self.sequence_method(id, name, args),
            _ => return Err(Halt::Stop),
        }
        Ok(Value::None)
    }

    /// Sorted as `sorted` does; stops where the order is not known.
    pub fn sorted(&mut self, items: Vec<Value>, keywords: &Keywords) -> R<Vec<Value>> {
        let mut key = Value::None;
        let mut is_reversed = false;
        for (name, value) in keywords {
            match name.as_str() {
                "key" => key = value.clone(),
                "reverse" => is_reversed = self.truth(value)?.ok_or(Halt::Stop)?,
                _ => return Err(Halt::Stop),
            }
        }
        let mut keyed = Vec::with_capacity(items.len());
        for item in items {
            let by = match &key {
                Value::None => item.clone(),
                key => self.call_value(key, vec![item.clone()], Vec::new(), Span::default())?,
            };
            keyed.push((by, item));
        }
        self.spend_more(keyed.len() * 8)?;
        let mut failed = None;
        if is_reversed {
            keyed.reverse();
        }
        keyed.sort_by(|(a, _), (b, _)| match self.order(a, b) {
            Ok(Some(Some(order))) => order,
            Ok(_) => {
                failed = Some(Halt::Stop);
                std::cmp::Ordering::Equal
            }
            Err(halt) => {
                failed = Some(halt);
                std::cmp::Ordering::Equal
            }
        });
        if let Some(halt) = failed {
            return Err(halt);
        }
        if is_reversed {
            keyed.reverse();
        }
        Ok(keyed.into_iter().map(|(_, item)| item).collect())
    }

    fn dict_method(
        &mut self,
        id: Id,
        name: &str,
        args: &[Value],
        keywords: Keywords,
        span: Span,
    ) -> R<Value> {
        match (name, args) {
            ("get" | "pop" | "setdefault", [key] | [key, _]) => {
                let place = self.key(key)?;
                let default = args.get(1).cloned();
                let items = self.dict_mut(id)?;
                let found = match name {
                    "pop" => items.shift_remove(&place).map(|(_, value)| value),
                    _ => items.get(&place).map(|(_, value)| value.clone()),
                };
                match (found, name, default) {
                    (Some(value), ..) => Ok(value),
                    (None, "pop", None) => {
                        let args = vec![key.clone()];
                        let made = self.make(Kind::Exception { class: "KeyError".into(), args }, None);
                        Err(Halt::Raise(made))
                    }
                    (None, "setdefault", default) => {
                        let value = default.unwrap_or(Value::None);
                        items.insert(place, (key.clone(), value.clone()));
                        Ok(value)
                    }
                    (None, _, default) => Ok(default.unwrap_or(Value::None)),
                }
            }
            ("keys" | "values" | "items", []) => {
                let which = match name {
                    "keys" => "keys",
                    "values" => "values",
                    _ => "items",
                };
                Ok(self.make(Kind::View { dict: id, which }, Some(span)))
            }
            ("clear", []) => {
                self.dict_mut(id)?.clear();
                Ok(Value::None)
            }
            ("copy", []) => {
                let items = self.dict_mut(id)?.clone();
                Ok(self.make(Kind::Dict(items), Some(span)))
            }
            ("popitem", []) => match self.dict_mut(id)?.pop() {
                Some((_, (key, value))) => Ok(self.make(Kind::Tuple(vec![key, value]), Some(span))),
                None => Err(Halt::Stop),
            },
            ("update", _) => {
                for arg in args {
                    let Some(Kind::Dict(more)) = self.kind(arg) else { return Err(Halt::Stop) };
                    if self.is_tainted(arg) {
                        return Err(Halt::Stop);
                    }
                    for (key, (name, value)) in more.clone() {
                        let items = self.dict_mut(id)?;
                        items.entry(key).and_modify(|(_, old)| *old = value.clone()).or_insert((name, value));
                    }
                }
                for (name, value) in keywords {
                    self.set_item(&Value::Object(id), &Value::text(&name), value)?;
                }
                Ok(Value::None)
            }
            _ => Err(Halt::Stop),
        }
    }

    fn set_method(&mut self, id: Id, name: &str, args: &[Value], span: Span) -> R<Value> {
        let Kind::Set(items) = &self.object(id).kind else { return Err(Halt::Stop) };
        match (name, args) {
            ("add" | "discard" | "remove", [item]) => {
                let key = self.key(item)?;
                let Kind::Set(items) = &mut self.object_mut(id).kind else { return Err(Halt::Stop) };
                if name == "add" {
                    items.entry(key).or_insert_with(|| item.clone());
                } else if items.shift_remove(&key).is_none() && name == "remove" {
                    let args = vec![item.clone()];
                    let made = self.make(Kind::Exception { class: "KeyError".into(), args }, None);
                    return Err(Halt::Raise(made));
                }
                Ok(Value::None)
            }
            ("clear", []) => {
                self.object_mut(id).kind = Kind::Set(super::value::Fast::default());
                Ok(Value::None)
            }
            ("copy", []) => {
                let items = items.clone();
                Ok(self.make(Kind::Set(items), Some(span)))
            }
            ("update" | "union" | "intersection" | "difference", [other]) => {
                let mut items = items.clone();
                let other = match self.kind(other) {
                    Some(Kind::Set(other)) => other.values().cloned().collect(),
                    _ => self.collect(other)?,
                };
                let other = self.set_of(other)?;
                match name {
                    "update" | "union" => {
                        for (key, value) in other {
                            items.entry(key).or_insert(value);
                        }
                    }
                    "intersection" => items.retain(|key, _| other.contains_key(key)),
                    _ => items.retain(|key, _| !other.contains_key(key)),
                }
                if name == "update" {
                    self.object_mut(id).kind = Kind::Set(items);
                    return Ok(Value::None);
                }
                Ok(self.make(Kind::Set(items), Some(span)))
            }
            _ => Err(Halt::Stop),
        }
    }

    /// The members of a set by their keys, for those that count or compare them in no order.
    pub fn members(&self, value: &Value) -> Option<Vec<Value>> {
        match self.kind(value) {
            Some(Kind::Set(items)) if !self.is_tainted(value) => Some(items.values().cloned().collect()),
            _ => None,
        }
    }
}
