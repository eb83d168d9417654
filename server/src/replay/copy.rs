//! `copy.copy` and `copy.deepcopy`.

use rustc_hash::FxHashMap;

use crate::replay::machine::Machine;
use crate::replay::value::{Halt, Id, Kind, R, Value};
use crate::text::Span;

/// Deeper structures are not copied.
const DEEPEST: u32 = 60;

impl<'a> Machine<'a> {
    pub fn copied(&mut self, value: &Value, is_deep: bool, span: Span) -> R<Value> {
        let mut made = FxHashMap::default();
        self.copy(value, is_deep, span, &mut made, 0)
    }

    fn copy(
        &mut self,
        value: &Value,
        is_deep: bool,
        span: Span,
        made: &mut FxHashMap<Id, Value>,
        depth: u32,
    ) -> R<Value> {
        let Value::Object(id) = value else {
            return if *value == Value::Unknown {
                self.may_raise().map(|()| Value::Unknown)
            } else {
                Ok(value.clone())
            };
        };
        if let Some(known) = made.get(id) {
            return Ok(known.clone());
        }
        self.spend_more(1)?;
        if self.object(*id).tainted || depth > DEEPEST {
            return Err(Halt::Stop);
        }
        for name in
            ["__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__"]
        {
            if self.special(value, name)?.is_some() {
                return Err(Halt::Stop);
            }
        }
        let empty = match &self.object(*id).kind {
            Kind::List(items) => Kind::List(items.clone()),
            Kind::Dict(items) => Kind::Dict(items.clone()),
            Kind::Set(items) if items.values().all(|item| item.scalar_type().is_some()) || !is_deep => {
                Kind::Set(items.clone())
            }
            Kind::Instance { class, .. } if self.is_enum(*class) => return Ok(value.clone()),
            Kind::Instance { class, attributes } if self.exception_class(value).is_none() => {
                Kind::Instance { class: *class, attributes: attributes.clone() }
            }
            // A tuple is copied only where something in it is.
            Kind::Tuple(items) if !is_deep || items.iter().all(|item| item.scalar_type().is_some()) => {
                return Ok(value.clone());
            }
            Kind::Tuple(items) => {
                let items = items.clone();
                let copies = items.iter().map(|item| self.copy(item, true, span, made, depth + 1));
                let copies: Vec<Value> = copies.collect::<R<_>>()?;
                // One that holds itself has been copied meanwhile.
                if made.contains_key(id) {
                    return Err(Halt::Stop);
                }
                let copy =
                    if copies == items { value.clone() } else { self.make(Kind::Tuple(copies), Some(span)) };
                made.insert(*id, copy.clone());
                return Ok(copy);
            }
            Kind::Function(_) | Kind::Class(_) => return Ok(value.clone()),
            _ => return Err(Halt::Stop),
        };
        let copy = self.make(empty, Some(span));
        made.insert(*id, copy.clone());
        let Value::Object(new) = copy else { return Err(Halt::Stop) };
        if !is_deep {
            return Ok(copy);
        }
        let inside: Vec<Value> = match &self.object(new).kind {
            Kind::List(items) => items.clone(),
            Kind::Dict(items) => items.values().map(|(_, value)| value.clone()).collect(),
            Kind::Instance { attributes, .. } => attributes.values().cloned().collect(),
            _ => Vec::new(),
        };
        let mut copies = Vec::with_capacity(inside.len());
        for item in &inside {
            copies.push(self.copy(item, true, span, made, depth + 1)?);
        }
        match &mut self.object_mut(new).kind {
            Kind::List(items) => *items = copies,
            Kind::Dict(items) => items.values_mut().zip(copies).for_each(|((_, value), copy)| *value = copy),
            Kind::Instance { attributes, .. } => {
                attributes.values_mut().zip(copies).for_each(|(value, copy)| *value = copy);
            }
            _ => {}
        }
        Ok(copy)
    }
}
